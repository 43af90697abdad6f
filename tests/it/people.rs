//! People in a line: `P("17", "MARTIN", "Zoé").born("04/03/2012")`.

use rapproche::identity::{BirthDate, Entry, Flaws, Guardianship, Population, Postcode, Profile, ProfileSet, Sex};

/// A person to be put on either side.
#[derive(Debug, Clone)]
pub(crate) struct Someone {
    pub(crate) id: String,
    pub(crate) family: String,
    pub(crate) given: String,
    pub(crate) birth_family: String,
    pub(crate) other_given: String,
    pub(crate) sex: Sex,
    pub(crate) born: Option<(u32, u32, i32)>,
    pub(crate) postcode: Option<u32>,
    pub(crate) profiles: ProfileSet,
    pub(crate) schools: String,
    pub(crate) linked_id: String,
    pub(crate) flaws: Flaws,
    pub(crate) guardianship: Guardianship,
}

pub(crate) fn pupil(id: &str, family: &str, given: &str) -> Someone {
    Someone {
        id: id.into(),
        family: family.into(),
        given: given.into(),
        birth_family: String::new(),
        other_given: String::new(),
        sex: Sex::Unknown,
        born: None,
        postcode: None,
        profiles: Profile::Pupils.into(),
        schools: String::new(),
        linked_id: String::new(),
        flaws: Flaws::NONE,
        guardianship: Guardianship::UNSTATED,
    }
}

pub(crate) fn parent(id: &str, family: &str, given: &str) -> Someone {
    Someone { profiles: Profile::Parents.into(), ..pupil(id, family, given) }
}

impl Someone {
    pub(crate) fn born(self, day: u32, month: u32, year: i32) -> Self {
        Self { born: Some((day, month, year)), ..self }
    }

    pub(crate) fn living(self, postcode: u32) -> Self {
        Self { postcode: Some(postcode), ..self }
    }

    pub(crate) fn at(self, schools: &str) -> Self {
        Self { schools: schools.into(), ..self }
    }

    pub(crate) fn named_at_birth(self, birth_family: &str) -> Self {
        Self { birth_family: birth_family.into(), ..self }
    }

    pub(crate) fn also(self, profile: Profile) -> Self {
        Self { profiles: self.profiles.with(profile), ..self }
    }

    pub(crate) fn holding(self, linked_id: &str) -> Self {
        Self { linked_id: linked_id.into(), ..self }
    }
}

pub(crate) fn population(people: &[Someone]) -> Population {
    let mut population = Population::new(vec!["test.csv".into()], Vec::new());
    for person in people {
        let birth_date = person.born.map_or(BirthDate::MISSING, |(day, month, year)| {
            BirthDate::new(year, month, day).expect("a date of a test exists")
        });
        population.push(Entry {
            id: &person.id,
            profiles: person.profiles,
            family: &person.family,
            given: &person.given,
            birth_family: &person.birth_family,
            other_given: &person.other_given,
            sex: person.sex,
            birth_date,
            postcode: person.postcode.map_or(Postcode::MISSING, Postcode::french),
            schools: &person.schools,
            linked_id: &person.linked_id,
            flaws: person.flaws,
            guardianship: person.guardianship,
            ..Entry::default()
        });
    }
    population
}

/// A school's worth of unrelated people, so that a case stands among others.
pub(crate) fn crowd(make: fn(&str, &str, &str) -> Someone) -> Vec<Someone> {
    const STEMS: [&str; 20] = [
        "LEFEB", "MORAN", "GIRAL", "FOURN", "MERCA", "BLANQ", "GUERM", "BOYAN", "GARNU", "CHEVAL", "ROUSSIGN", "GAUTR",
        "PERRAM", "ROBILL", "CLEMENC", "MORINI", "NICOLL", "HENRIQ", "ROUSTAN", "MATHOU",
    ];
    const ENDS: [&str; 20] = [
        "ARD", "EAU", "IER", "OT", "ET", "IN", "ON", "ELLE", "OUX", "AND", "ERT", "IGNY", "AC", "OUD", "EUIL", "AULT",
        "EC", "IDAN", "OIS", "URE",
    ];
    const GIVEN: [&str; 20] = [
        "Lucas", "Emma", "Nathan", "Chloé", "Hugo", "Inès", "Louis", "Manon", "Gabriel", "Jade", "Arthur", "Louise",
        "Raphaël", "Alice", "Jules", "Lina", "Adam", "Rose", "Maël", "Anna",
    ];
    (0..400)
        .map(|number| {
            let family = format!("{}{}", STEMS[number % 20], ENDS[number / 20]);
            let given = GIVEN[(number / 20 + number) % 20];
            let day = 1 + (number as u32 * 7) % 28;
            make(&format!("crowd-{number}"), &family, given)
                .born(day, 1 + (number as u32 * 5) % 12, 2009 + (number as i32 * 3) % 4)
                .living(35_000 + 10 * (number as u32 % 5))
        })
        .collect()
}
