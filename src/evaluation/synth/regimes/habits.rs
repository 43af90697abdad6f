//! The way in which one side writes postcodes, dates and names.
//!
//! Input: the facts that a side knows, and its [`Habits`]. Output: the facts as it writes them, and the damages. Invariant: a
//! damage is named only where a value changed. Entry point: `apply`.

use super::complications::Habits;
use crate::evaluation::synth::damage::{Damages, Facts};
use crate::evaluation::synth::random::Random;
use crate::evaluation::synth::spelling;
use crate::identity::{BirthDate, Profile, ProfileSet};

/// Words that systems write in place of an unknown name.
const PLACEHOLDERS: [&str; 7] = ["INCONNU", "NON RENSEIGNE", "SANS NOM", "X", "SP", "XSURNOM", "."];
/// Latin letters with the Cyrillic ones that look the same.
const FOREIGN_LETTERS: [(char, char); 8] =
    [('a', 'а'), ('A', 'А'), ('o', 'о'), ('O', 'О'), ('e', 'е'), ('E', 'Е'), ('C', 'С'), ('M', 'М')];
/// The default postcode, and the one where the school's département is that of the first.
const DEFAULT_POSTCODES: [u32; 2] = [75_000, 69_000];

/// Writes `facts` as a side with `habits` does; `school` is the postcode of the school.
pub(in crate::evaluation::synth) fn apply(
    habits: &Habits,
    facts: &mut Facts,
    profiles: ProfileSet,
    school: u32,
    random: &mut Random,
) -> Damages {
    let mut damages = Damages::NONE;
    let is_pupil = profiles.contains(Profile::Pupils);
    let drawn = |rate: f64, random: &mut Random| rate > 0.0 && random.chance(rate);
    if drawn(habits.usual_given, random) {
        let short = spelling::short_form(&facts.given, random);
        let second = facts.other_given.split(' ').next().filter(|name| !name.is_empty()).map(str::to_owned);
        let other = match short {
            Some(short) if second.is_none() || random.chance(0.5) => Some((short, Damages::DIMINUTIVE)),
            _ => second.map(|second| (second, Damages::SECOND_GIVEN)),
        };
        if let Some((other, damage)) = other.filter(|(other, _)| *other != facts.given) {
            facts.given = other;
            damages.add(damage);
        }
    }
    if drawn(habits.initials, random) && facts.given.chars().count() > 1 {
        let letters = facts.given.split('-').filter_map(|part| part.chars().next());
        facts.given = letters.map(|letter| format!("{}.", letter.to_uppercase())).collect::<Vec<_>>().join("-");
        damages.add(Damages::INITIAL);
    }
    if let Some(longest) = habits.longest_name {
        for name in [&mut facts.family, &mut facts.given] {
            if name.chars().count() > longest {
                *name = name.chars().take(longest).collect::<String>().trim_end().to_owned();
                damages.add(Damages::TRUNCATED);
            }
        }
    }
    if drawn(habits.placeholders, random) {
        match random.below(5) {
            0 if !is_pupil => facts.given = (*random.pick::<&str>(&["Père", "Mère"])).to_owned(),
            0 | 1 => facts.given = (*random.pick::<&str>(&PLACEHOLDERS)).to_owned(),
            2 => {
                facts.given = (*random.pick::<&str>(&PLACEHOLDERS)).to_owned();
                facts.family.clone_from(&facts.given);
            }
            _ => facts.family = (*random.pick::<&str>(&PLACEHOLDERS)).to_owned(),
        }
        damages.add(Damages::PLACEHOLDER);
    }
    if drawn(habits.foreign_letters, random) {
        let name = if random.chance(0.5) { &mut facts.family } else { &mut facts.given };
        if let Some((latin, other)) = FOREIGN_LETTERS.into_iter().find(|(latin, _)| name.contains(*latin)) {
            *name = name.replacen(latin, other.encode_utf8(&mut [0; 4]), 1);
            damages.add(Damages::FOREIGN_LETTER);
        }
    }
    write_date(habits, facts, is_pupil, &mut damages);
    if facts.postcode == 0 {
        return damages;
    }
    let other = if drawn(habits.cedex, random) {
        // Some codes for each commune, past those that are in use for homes.
        let commune = facts.postcode / 10 % 100;
        (facts.postcode / 1_000 * 1_000 + 900 + (commune * 7 + random.below(3) as u32) % 100, Damages::CEDEX)
    } else if drawn(habits.school_postcode, random) {
        (school, Damages::COMMON_POSTCODE)
    } else if drawn(habits.default_postcode, random) {
        let [first, second] = DEFAULT_POSTCODES;
        (if school / 1_000 == first / 1_000 { second } else { first }, Damages::COMMON_POSTCODE)
    } else {
        return damages;
    };
    if other.0 != facts.postcode {
        facts.postcode = other.0;
        damages.add(other.1);
    }
    damages
}

fn write_date(habits: &Habits, facts: &mut Facts, is_pupil: bool, damages: &mut Damages) {
    let date = facts.birth_date;
    let filler = if is_pupil && habits.years_only && !date.is_missing() {
        BirthDate::new(date.year() as i32, 1, 1)
    } else if !is_pupil && habits.adults_1900 {
        BirthDate::new(1900, 1, 1)
    } else {
        None
    };
    if let Some(filler) = filler.filter(|filler| *filler != date) {
        facts.birth_date = filler;
        damages.add(Damages::FILLER_DATE);
    }
}
