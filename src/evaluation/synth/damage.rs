//! What happens to a person's data on the way into two systems.
//!
//! Input: a [`Human`] and rates. Output: what the two sides write, and which damages lie between them. Invariant: a
//! pair without damage is equal on both sides; each damage named in the truth really is there.

use crate::identity::BirthDate;

use super::config::DamageRates;
use super::people::Human;
use super::place;
use super::random::Random;
use super::spelling;

/// The damages between two records of one person; written to the truth as `typo+moved_near`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Damages(u32);

macro_rules! damages {
    ($($(#[$doc:meta])* $name:ident = $bit:literal, $key:literal;)*) => {
        impl Damages {
            $($(#[$doc])* pub const $name: Self = Self(1 << $bit);)*
            /// Every damage with its key in the truth file.
            pub const ALL: &'static [(Self, &'static str)] = &[$((Self::$name, $key)),*];
        }
    };
}

damages! {
    /// Accents lost: carries no identity.
    ACCENTS = 0, "accents";
    /// Joined, or another separator: carries no identity.
    SEPARATORS = 1, "separators";
    /// One typing error in the family name.
    FAMILY_TYPO = 2, "family_typo";
    /// One typing error in the given name.
    GIVEN_TYPO = 3, "given_typo";
    /// Two typing errors in one name.
    TWO_TYPOS = 4, "two_typos";
    /// One half of a double family name.
    HALF_NAME = 5, "half_name";
    /// Birth name in place of the usage name, or the other way round.
    OTHER_NAME = 6, "other_name";
    /// First of several given names, or first part of a compound one.
    GIVEN_SUBSET = 7, "given_subset";
    /// Family and given name swapped.
    SWAPPED = 8, "swapped";
    /// Another romanisation.
    VARIANT = 9, "variant";
    /// A short form.
    DIMINUTIVE = 10, "diminutive";
    /// Another spelling of the same sound.
    PHONETIC = 11, "phonetic";
    /// Day and month swapped.
    DATE_SWAPPED = 12, "date_swapped";
    /// One digit of the date.
    DATE_DIGIT = 13, "date_digit";
    /// Day, month or year replaced.
    DATE_COMPONENT = 14, "date_component";
    /// One side has no date, though the profile has dates.
    DATE_MISSING = 15, "date_missing";
    /// Another postcode of the département.
    MOVED_NEAR = 16, "moved_near";
    /// A postcode of another département.
    MOVED_FAR = 17, "moved_far";
    /// One side has no postcode.
    POSTCODE_MISSING = 18, "postcode_missing";
    /// A placeholder in place of a name.
    PLACEHOLDER = 19, "placeholder";
    /// The given name is an initial.
    INITIAL = 20, "initial";
    /// A name was cut at a length.
    TRUNCATED = 21, "truncated";
    /// The second given name in place of the first.
    SECOND_GIVEN = 22, "second_given";
    /// 1 January of the year, or of 1900.
    FILLER_DATE = 23, "filler_date";
    /// A CEDEX code in place of the commune's postcode.
    CEDEX = 24, "cedex";
    /// A Cyrillic letter in a Latin name.
    FOREIGN_LETTER = 26, "foreign_letter";
    /// A postcode that one side has for many people.
    COMMON_POSTCODE = 25, "common_postcode";
}

impl Damages {
    /// No damage.
    pub const NONE: Self = Self(0);

    /// Adds `other`.
    pub fn add(&mut self, other: Self) {
        self.0 |= other.0;
    }

    /// Whether all of `other` is there.
    pub fn contains(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    /// The keys, in order.
    pub fn keys(self) -> impl Iterator<Item = &'static str> {
        Self::ALL.iter().filter(move |(damage, _)| self.contains(*damage)).map(|&(_, key)| key)
    }
}

/// What one side knows of a person.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Facts {
    pub(super) family: String,
    pub(super) birth_family: String,
    pub(super) given: String,
    pub(super) other_given: String,
    pub(super) birth_date: BirthDate,
    /// 0 where it is not known.
    pub(super) postcode: u32,
}

impl Facts {
    /// All there is to know.
    pub(super) fn of(human: &Human) -> Self {
        Self {
            family: human.family.clone(),
            birth_family: human.birth_family.clone(),
            given: human.given.clone(),
            other_given: human.other_given.clone(),
            birth_date: human.birth_date,
            postcode: human.postcode,
        }
    }
}

/// What the base and the ENT know of `human`, in that order, and the damages between them.
pub(super) fn two_sides(human: &Human, rates: &DamageRates, random: &mut Random) -> (Facts, Facts, Damages) {
    let clean = Facts::of(human);
    let mut names = clean.clone();
    let mut damages = Damages::NONE;
    damage_names(&mut names, rates, &mut damages, random);
    // Either side may hold the odd spelling.
    let (mut base, mut ent) = if random.chance(rates.in_base) { (names, clean) } else { (clean, names) };
    damage_date(&mut base, &mut ent, rates, &mut damages, random);
    damage_postcode(&mut base, &mut ent, rates, &mut damages, random);
    // Swapped last, so that every other damage knows which name is which; it is the ENT that swaps.
    if random.chance(rates.swapped) {
        std::mem::swap(&mut ent.family, &mut ent.given);
        damages.add(Damages::SWAPPED);
    }
    (base, ent, damages)
}

/// Replaces `name` if there is a replacement and it differs, and notes the damage.
fn replace(name: &mut String, other: Option<String>, kind: Damages, damages: &mut Damages) {
    if let Some(other) = other.filter(|other| other != name && !other.is_empty()) {
        *name = other;
        damages.add(kind);
    }
}

fn damage_names(facts: &mut Facts, rates: &DamageRates, damages: &mut Damages, random: &mut Random) {
    // Whole names first, then their spelling.
    if !facts.birth_family.is_empty() && random.chance(rates.other_name) {
        std::mem::swap(&mut facts.family, &mut facts.birth_family);
        damages.add(Damages::OTHER_NAME);
    }
    if let Some((first, second)) = spelling::halves(&facts.family)
        && random.chance(rates.half_name)
    {
        let half = if random.chance(0.7) { first } else { second }.to_owned();
        replace(&mut facts.family, Some(half), Damages::HALF_NAME, damages);
    }
    if random.chance(rates.given_list) && !facts.other_given.is_empty() {
        let all = format!("{} {}", facts.given, facts.other_given);
        replace(&mut facts.given, Some(all), Damages::GIVEN_SUBSET, damages);
    } else if facts.given.contains('-') && random.chance(rates.given_cut) {
        let first = facts.given.split('-').next().map(str::to_owned);
        replace(&mut facts.given, first, Damages::GIVEN_SUBSET, damages);
    }
    if random.chance(rates.variant) {
        let other = spelling::given_variant(&facts.given, random);
        replace(&mut facts.given, other, Damages::VARIANT, damages);
        let other = spelling::family_variant(&facts.family);
        replace(&mut facts.family, other, Damages::VARIANT, damages);
    }
    if random.chance(rates.diminutive) {
        let other = spelling::short_form(&facts.given, random);
        replace(&mut facts.given, other, Damages::DIMINUTIVE, damages);
    }
    if random.chance(rates.phonetic) {
        let name = if random.chance(0.5) { &mut facts.family } else { &mut facts.given };
        let other = spelling::same_sound(name, random);
        replace(name, other, Damages::PHONETIC, damages);
    }
    if random.chance(rates.family_typo) {
        let other = spelling::typo(&facts.family, random);
        replace(&mut facts.family, other, Damages::FAMILY_TYPO, damages);
    }
    if random.chance(rates.given_typo) {
        let other = spelling::typo(&facts.given, random);
        replace(&mut facts.given, other, Damages::GIVEN_TYPO, damages);
    }
    if random.chance(rates.two_typos) {
        // Two errors in a short name leave nothing of it.
        let name = if random.chance(0.6) { &mut facts.family } else { &mut facts.given };
        if name.chars().count() >= 6 {
            let once = spelling::typo(name, random);
            let twice = once.and_then(|once| spelling::typo(&once, random));
            replace(name, twice, Damages::TWO_TYPOS, damages);
        }
    }
    for name in [&mut facts.family, &mut facts.given] {
        if random.chance(rates.separators) {
            let other = spelling::separators(name, random);
            replace(name, other, Damages::SEPARATORS, damages);
        }
    }
    if random.chance(rates.accents) {
        for name in [&mut facts.family, &mut facts.given] {
            let other = spelling::without_accents(name);
            replace(name, Some(other), Damages::ACCENTS, damages);
        }
    }
}

fn damage_date(base: &mut Facts, ent: &mut Facts, rates: &DamageRates, damages: &mut Damages, random: &mut Random) {
    let date = ent.birth_date;
    if date.is_missing() {
        return;
    }
    let (year, month, day) = (date.year() as i32, date.month(), date.day());
    let damaged = if random.chance(rates.date_swapped) {
        (BirthDate::new(year, day, month), Damages::DATE_SWAPPED)
    } else if random.chance(rates.date_digit) {
        (one_digit(date, random), Damages::DATE_DIGIT)
    } else if random.chance(rates.date_component) {
        let other = match random.below(4) {
            0 => BirthDate::new(year, month, random.between(1, 28) as u32),
            1 => BirthDate::new(year, random.between(1, 12) as u32, day),
            2 => BirthDate::new(year - 1, month, day),
            _ => BirthDate::new(year + 1, month, day),
        };
        (other, Damages::DATE_COMPONENT)
    } else if random.chance(rates.date_missing) {
        (Some(BirthDate::MISSING), Damages::DATE_MISSING)
    } else {
        return;
    };
    if let (Some(other), kind) = damaged
        && other != date
    {
        let side = if random.chance(0.5) { base } else { ent };
        side.birth_date = other;
        damages.add(kind);
    }
}

/// The date with one digit of the day or the month, or the last of the year, replaced, if some such date exists.
fn one_digit(date: BirthDate, random: &mut Random) -> Option<BirthDate> {
    for _ in 0..40 {
        let (mut year, mut month, mut day) = (date.year(), date.month(), date.day());
        let (part, unit) = match random.below(5) {
            0 => (&mut day, 1),
            1 => (&mut day, 10),
            2 => (&mut month, 1),
            3 => (&mut month, 10),
            _ => (&mut year, 1),
        };
        let old = *part / unit % 10;
        *part = *part - old * unit + random.below(10) as u32 * unit;
        if let Some(other) = BirthDate::new(year as i32, month, day).filter(|other| *other != date) {
            return Some(other);
        }
    }
    None
}

fn damage_postcode(base: &mut Facts, ent: &mut Facts, rates: &DamageRates, damages: &mut Damages, random: &mut Random) {
    if ent.postcode == 0 {
        return;
    }
    let side = if random.chance(0.5) { base } else { ent };
    let (other, kind) = if random.chance(rates.moved_near) {
        (place::near(side.postcode, random), Damages::MOVED_NEAR)
    } else if random.chance(rates.moved_far) {
        (place::far(side.postcode, random), Damages::MOVED_FAR)
    } else if random.chance(rates.postcode_missing) {
        (0, Damages::POSTCODE_MISSING)
    } else {
        return;
    };
    side.postcode = other;
    damages.add(kind);
}
