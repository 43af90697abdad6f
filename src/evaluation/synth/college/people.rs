//! Who is at the collège, and what the two sides know of them.

use std::collections::HashSet;

use crate::identity::{Profile, Sex};

use super::super::block::{Block, Case, Record, Truth, record, uid};
use super::super::config::{DamageRates, SynthConfig};
use super::super::damage::{Damages, Facts, two_sides};
use super::super::decidable::{Users, plain_key};
use super::super::names::NameTables;
use super::super::people::{Human, Kin, Maker};
use super::super::place::Area;
use super::super::random::Random;
use super::super::spelling;

/// The screen's first two rows: users of the base and accounts of the ENT, by profile.
pub const PROFILE_COUNTS: [(Profile, usize, usize); 6] = [
    (Profile::Pupils, 425, 424),
    (Profile::Inspectors, 1, 0),
    (Profile::Supervisors, 101, 0),
    (Profile::Parents, 700, 698),
    (Profile::Staff, 17, 1),
    (Profile::Teachers, 36, 34),
];

const SEED: u64 = 2025;
/// Teachers who are parents of the school: one account, two profiles.
const TEACHER_PARENTS: usize = 2;
/// Family names that need a birth date to survive damage.
const FREQUENT: usize = 1_500;
/// Users who are linked already, by profile.
const LINKED: [(Profile, usize); 3] = [(Profile::Pupils, 12), (Profile::Parents, 15), (Profile::Teachers, 3)];

/// A user of the base.
#[derive(Debug, Clone)]
pub struct User {
    /// What the base knows.
    pub record: Record,
    /// The account it is linked with already, or empty.
    pub linked_id: String,
    /// Class of a pupil, subject or function of an employee.
    pub place: String,
}

/// The whole collège.
#[derive(Debug, Clone)]
pub struct College {
    /// The base, by profile and name.
    pub users: Vec<User>,
    /// The ENT.
    pub accounts: Vec<Record>,
    /// The truth, in the order of the accounts.
    pub truth: Vec<Truth>,
    /// Who answers for whom at the ENT: positions of child and adult among the accounts, ascending.
    pub guardians: Vec<(usize, usize)>,
}

impl College {
    /// Makes it; always the same.
    pub fn make() -> Self {
        let tables = NameTables::embedded();
        let config = SynthConfig::default();
        let mut random = Random::new(SEED, 0);
        let area = Area::catchment(&mut random);
        let maker = Maker { tables: &tables, config: &config, area: &area, local: None };
        let (people, families) = people(&maker, &mut random);
        let absent = absent_from_ent(&people, &mut random);

        let mut users: Vec<(User, usize)> = Vec::new();
        let mut accounts: Vec<(Record, usize, Case)> = Vec::new();
        for (index, human) in people.iter().enumerate() {
            let (base, ent, damages) = moderate_damage(human, &tables, &mut random);
            for profile in human.profiles.iter() {
                let record = record(&base, human, profile.into(), "");
                let place = place(profile, human, &config, &mut random);
                users.push((User { record, linked_id: String::new(), place }, index));
            }
            if !absent.contains(&index) {
                accounts.push((record(&ent, human, human.profiles, ""), index, Case::Pair(damages)));
            }
        }
        let stranger = stranger(&maker, &people, &mut random);
        accounts.push((record(&Facts::of(&stranger), &stranger, stranger.profiles, ""), usize::MAX, Case::Absent));
        random.shuffle(&mut accounts);
        users.sort_by(|(a, _), (b, _)| sort_key(&a.record).cmp(&sort_key(&b.record)));
        let guardians = guardians(&accounts, &people, &families);
        College { guardians, ..number(users, accounts) }
    }
}

/// The adults and children of one family, by their positions among the accounts.
fn guardians(accounts: &[(Record, usize, Case)], people: &[Human], families: &[usize]) -> Vec<(usize, usize)> {
    let members = |profile: Profile| {
        let of_profile = move |person: usize| people.get(person).is_some_and(|human| human.profiles.contains(profile));
        let known = accounts.iter().enumerate().map(|(position, (_, person, _))| (position, *person));
        known.filter(move |(_, person)| of_profile(*person)).map(|(position, person)| (position, families[person]))
    };
    let adults: Vec<(usize, usize)> = members(Profile::Parents).collect();
    let of_family = |family: usize| adults.iter().filter(move |(_, other)| *other == family).map(|(adult, _)| *adult);
    members(Profile::Pupils).flat_map(|(child, family)| of_family(family).map(move |adult| (child, adult))).collect()
}

fn sort_key(record: &Record) -> (Option<Profile>, &str, &str) {
    (record.profiles.iter().next(), &record.family, &record.given)
}

/// Gives out ids and links, and writes the truth.
fn number(mut users: Vec<(User, usize)>, accounts: Vec<(Record, usize, Case)>) -> College {
    for (position, (user, _)) in users.iter_mut().enumerate() {
        user.record.id = (1_100_000 + position * 7).to_string();
    }
    let mut truth = Vec::new();
    let mut to_link = LINKED;
    let mut numbered = Vec::new();
    for (position, (mut account, person, case)) in accounts.into_iter().enumerate() {
        account.id = uid(SEED, position as u64);
        for profile in account.profiles.iter() {
            let user =
                users.iter_mut().find(|(user, index)| *index == person && user.record.profiles.contains(profile));
            let mut idpn = String::new();
            if let Some((user, _)) = user {
                idpn.clone_from(&user.record.id);
                if let Some((_, left)) = to_link.iter_mut().find(|(linked, left)| *linked == profile && *left > 0) {
                    *left -= 1;
                    user.linked_id.clone_from(&account.id);
                }
            }
            truth.push(Truth { uid: account.id.clone(), idpn, profile, case, decidable: true });
        }
        numbered.push(account);
    }
    let users: Vec<User> = users.into_iter().map(|(user, _)| user).collect();

    let base = users.iter().map(|user| user.record.clone()).collect();
    let mut block = Block { base, cas: numbered, truth, ..Block::default() };
    Users::of_block(&block).decide(&mut block, 0);
    College { users, accounts: block.cas, truth: block.truth, guardians: Vec::new() }
}

/// Families until both numbers of the screen are met exactly, then the employees; and of each, the number of the family.
fn people(maker: &Maker<'_>, random: &mut Random) -> (Vec<Human>, Vec<usize>) {
    let wanted = |profile| PROFILE_COUNTS.iter().find(|row| row.0 == profile).map_or(0, |row| row.1);
    let mut people: Vec<Human> = Vec::new();
    let mut families: Vec<usize> = Vec::new();
    let mut names: HashSet<(Option<Profile>, String, String)> = HashSet::new();
    let mut add = |new: Vec<Human>, people: &mut Vec<Human>| {
        // Nobody shares both names with somebody of the same profile: the screen has no open case but one.
        let keys: Vec<_> = new.iter().flat_map(|human| human.profiles.iter().map(|p| key(p, human))).collect();
        if keys.iter().any(|key| names.contains(key)) {
            return false;
        }
        names.extend(keys);
        families.extend(new.iter().map(|_| people.len()));
        people.extend(new);
        true
    };

    let (mut pupils, mut parents) = (wanted(Profile::Pupils), wanted(Profile::Parents));
    while pupils > 0 {
        let mut family = Vec::new();
        maker.family(maker.config.families.single, random, &mut family);
        let children = family.iter().filter(|human| human.profiles.contains(Profile::Pupils)).count();
        let adults = family.len() - children;
        let (Some(pupils_left), Some(parents_left)) = (pupils.checked_sub(children), parents.checked_sub(adults))
        else {
            continue;
        };
        // One or two parents for every family still to come.
        let can_end = pupils_left.div_ceil(2) <= parents_left && parents_left <= 2 * pupils_left;
        if can_end && add(family, &mut people) {
            (pupils, parents) = (pupils_left, parents_left);
        }
    }

    let adults: Vec<usize> =
        (0..people.len()).filter(|&index| people[index].profiles.contains(Profile::Parents)).collect();
    for step in 0..TEACHER_PARENTS {
        let parent = &mut people[adults[(step + 1) * adults.len() / (TEACHER_PARENTS + 1)]];
        parent.profiles = parent.profiles.with(Profile::Teachers);
    }
    for (profile, count) in [
        (Profile::Teachers, wanted(Profile::Teachers) - TEACHER_PARENTS),
        (Profile::Staff, wanted(Profile::Staff)),
        (Profile::Supervisors, wanted(Profile::Supervisors)),
        (Profile::Inspectors, wanted(Profile::Inspectors)),
    ] {
        let mut left = count;
        while left > 0 {
            if add(vec![maker.employee(profile, random)], &mut people) {
                left -= 1;
            }
        }
    }
    (people, families)
}

fn key(profile: Profile, human: &Human) -> (Option<Profile>, String, String) {
    (Some(profile), plain_key(&human.family), plain_key(&human.given))
}

/// A member of staff whom the base lacks, unlike anybody there.
fn stranger(maker: &Maker<'_>, people: &[Human], random: &mut Random) -> Human {
    loop {
        let human = maker.employee(Profile::Staff, random);
        if people.iter().all(|other| other.family != human.family && other.birth_family != human.family) {
            return human;
        }
    }
}

/// Who has no account: as many of each profile as the screen says.
fn absent_from_ent(people: &[Human], random: &mut Random) -> HashSet<usize> {
    let mut absent = HashSet::new();
    for (profile, base, ent) in PROFILE_COUNTS {
        let mut candidates: Vec<usize> = (0..people.len())
            .filter(|&index| people[index].profiles.contains(profile) && people[index].profiles.iter().count() == 1)
            // A missing twin or sibling of somebody present is what the other populations are for.
            .filter(|&index| people[index].kin == Kin::None)
            .collect();
        random.shuffle(&mut candidates);
        // The screen's one account of staff belongs to the stranger.
        let accounts = if profile == Profile::Staff { 0 } else { ent };
        absent.extend(candidates.into_iter().take(base - accounts));
    }
    absent
}

/// Damage that leaves the right user recognisable.
fn moderate_damage(human: &Human, tables: &NameTables, random: &mut Random) -> (Facts, Facts, Damages) {
    let pupil = human.profiles.contains(Profile::Pupils);
    let rates = if pupil { &DamageRates::PUPILS } else { &DamageRates::PARENTS };
    let rates = DamageRates { in_base: 0.0, ..*rates };
    for _ in 0..200 {
        let (base, ent, damages) = two_sides(human, &rates, random);
        if is_moderate(human, damages, pupil, tables) {
            return (base, ent, damages);
        }
    }
    let facts = Facts::of(human);
    (facts.clone(), facts, Damages::NONE)
}

fn is_moderate(human: &Human, damages: Damages, pupil: bool, tables: &NameTables) -> bool {
    let harmless = [Damages::ACCENTS, Damages::SEPARATORS];
    let allowed: &[Damages] = if pupil {
        &[
            Damages::FAMILY_TYPO,
            Damages::GIVEN_TYPO,
            Damages::HALF_NAME,
            Damages::GIVEN_SUBSET,
            Damages::SWAPPED,
            Damages::VARIANT,
            Damages::DIMINUTIVE,
            Damages::PHONETIC,
            Damages::DATE_SWAPPED,
            Damages::DATE_DIGIT,
            Damages::MOVED_NEAR,
            Damages::MOVED_FAR,
            Damages::POSTCODE_MISSING,
        ]
    } else {
        &[
            Damages::FAMILY_TYPO,
            Damages::GIVEN_TYPO,
            Damages::HALF_NAME,
            Damages::OTHER_NAME,
            Damages::GIVEN_SUBSET,
            Damages::SWAPPED,
            Damages::VARIANT,
            Damages::PHONETIC,
            Damages::MOVED_NEAR,
            Damages::POSTCODE_MISSING,
        ]
    };
    let kinds = Damages::ALL.iter().map(|&(damage, _)| damage).filter(|&damage| damages.contains(damage));
    let hard: Vec<Damages> = kinds.filter(|damage| !harmless.contains(damage)).collect();
    let frequent = || {
        [&human.family, &human.birth_family].into_iter().any(|name| {
            let halves = spelling::halves(name).map_or([name.as_str(); 2], |(first, second)| [first, second]);
            halves.iter().any(|half| tables.is_frequent(half, FREQUENT))
        })
    };
    match hard.as_slice() {
        [] => true,
        [damage] => allowed.contains(damage) && human.kin != Kin::Twin && (pupil || !frequent()),
        _ => false,
    }
}

/// Class, subject or function.
fn place(profile: Profile, human: &Human, config: &SynthConfig, random: &mut Random) -> String {
    const SUBJECTS: [&str; 10] = [
        "Français",
        "Mathématiques",
        "Histoire-géographie",
        "Anglais",
        "Espagnol",
        "Physique-chimie",
        "SVT",
        "EPS",
        "Arts plastiques",
        "Technologie",
    ];
    const FUNCTIONS: [&str; 5] =
        ["Assistant d'éducation", "Agent", "Secrétaire", "Conseiller principal d'éducation", "Infirmière"];
    match profile {
        Profile::Pupils => {
            // Born in the year of the sixth form or earlier: late pupils sit with the last class.
            let level = (config.school_year - 11 - human.birth_date.year() as i32).clamp(0, 3);
            format!("{}e{}", 6 - level, random.pick(&['A', 'B', 'C', 'D']))
        }
        Profile::Teachers => (*random.pick::<&str>(&SUBJECTS)).to_owned(),
        Profile::Staff if human.sex == Sex::Male => (*random.pick::<&str>(&FUNCTIONS[..4])).to_owned(),
        Profile::Staff => (*random.pick::<&str>(&FUNCTIONS)).to_owned(),
        Profile::Supervisors => "Tuteur en entreprise".to_owned(),
        Profile::Inspectors => "Inspecteur d'académie".to_owned(),
        Profile::Parents => String::new(),
    }
}
