//! Every tunable of the generator. `Default` is a département of collèges.

use std::ops::RangeInclusive;

use super::regimes::Complications;

/// What is made, how much of it, and how damaged.
#[derive(Debug, Clone, PartialEq)]
pub struct SynthConfig {
    /// Same seed, same configuration, same tables: the same output, byte for byte.
    pub seed: u64,
    /// Schools, or one pool without schools.
    pub layout: Layout,
    /// How this ENT writes.
    pub style: EntStyle,
    /// Which files are written.
    pub formats: Formats,
    /// Adds sex, birth name and further given names on both sides, as a full directory has them.
    pub rich: bool,
    /// Adds to the base who answers for whom. RapprochementSSO always has it on the ENT's side; a
    /// [`Dataset`](super::Dataset) then has it on both.
    pub relations: bool,
    /// Year in which the school year begins; it sets the pupils' ages.
    pub school_year: i32,
    /// Families.
    pub families: FamilyRates,
    /// Damage to pupils.
    pub pupils: DamageRates,
    /// Damage to parents.
    pub parents: DamageRates,
    /// Damage to teachers and staff.
    pub employees: DamageRates,
    /// Share of people with an account at the ENT who are not in the base.
    pub only_ent: f64,
    /// Share of people of the base without an account at the ENT; a pool ignores it, so that its two sides are equal.
    pub only_base: f64,
    /// Pupils with an account whose names are those of another pupil of the school, and who are not in the base, per
    /// pupil; schools only. Namesakes on both sides come by themselves, as often as names do.
    pub namesakes: f64,
    /// Share of people with two accounts at the ENT.
    pub second_account: f64,
    /// Hard cases beside damage; none by default.
    pub complications: Complications,
}

/// How the people are arranged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Layout {
    /// Schools with a UAI each.
    Schools {
        /// How many.
        count: usize,
        /// Pupils in each, drawn evenly.
        pupils: RangeInclusive<usize>,
    },
    /// No UAI, postcodes of the whole country: 45 % pupils, 45 % parents, 8 % teachers, 2 % staff.
    Pool {
        /// Identities on each side.
        identities: usize,
    },
}

impl Default for SynthConfig {
    fn default() -> Self {
        Self {
            seed: 1,
            layout: Layout::Schools { count: 50, pupils: 250..=700 },
            style: EntStyle::AS_IS,
            formats: Formats::default(),
            rich: false,
            relations: false,
            school_year: 2025,
            families: FamilyRates::default(),
            pupils: DamageRates::PUPILS,
            parents: DamageRates::PARENTS,
            employees: DamageRates::EMPLOYEES,
            only_ent: 0.012,
            only_base: 0.018,
            namesakes: 0.0005,
            second_account: 0.001,
            complications: Complications::default(),
        }
    }
}

/// What families are like. INSEE's figures for names given at birth (both names 12 %, the mother's 7 %) and for twins;
/// children per family follow from the 1.65 parents per pupil of the reconciliation screen; the others are assumptions.
#[derive(Debug, Clone, PartialEq)]
pub struct FamilyRates {
    /// Weights of one, two, three, four children in the same school.
    pub children: [u32; 4],
    /// Share of families with twins (INSEE: 1.5 % of deliveries).
    pub twins: f64,
    /// Families of which the school knows one parent only.
    pub single: f64,
    /// Pairs of parents who live apart, with two addresses.
    pub separated: f64,
    /// Mothers living with the father who use his name alone.
    pub usage_name: f64,
    /// Mothers living with the father who use a double name.
    pub usage_double: f64,
    /// Children with both names.
    pub child_double: f64,
    /// Children with the mother's name.
    pub child_mother: f64,
    /// Teachers who have a child in the school.
    pub teacher_parents: f64,
}

impl Default for FamilyRates {
    fn default() -> Self {
        Self {
            children: [860, 125, 12, 3],
            twins: 0.015,
            single: 0.09,
            separated: 0.28,
            usage_name: 0.5,
            usage_double: 0.12,
            child_double: 0.12,
            child_mother: 0.07,
            teacher_parents: 0.04,
        }
    }
}

/// Damage to one kind of people: rates per pair of records, each kind drawn on its own. «Of those» rates concern the
/// pairs that can have the damage at all (a double name, a name with a known variant …). The table stands in the head
/// of [`crate::evaluation::synth`].
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct DamageRates {
    /// Share of odd spellings that stand in the base and not at the ENT.
    pub in_base: f64,
    /// All further given names beside the first one.
    pub given_list: f64,
    /// Of compound given names: cut to the first part.
    pub given_cut: f64,
    /// One typing error in the family name.
    pub family_typo: f64,
    /// One typing error in the given name.
    pub given_typo: f64,
    /// Two typing errors in one of the names.
    pub two_typos: f64,
    /// Of double family names: one half only.
    pub half_name: f64,
    /// Of people with a birth name: the one stands for the other.
    pub other_name: f64,
    /// Family and given name swapped.
    pub swapped: f64,
    /// Of names with a romanisation variant: another one.
    pub variant: f64,
    /// Of given names with a known short form: the short form.
    pub diminutive: f64,
    /// A spelling of the same sound.
    pub phonetic: f64,
    /// Of names with a separator: joined, or another separator.
    pub separators: f64,
    /// Accents lost.
    pub accents: f64,
    /// Day and month swapped, of dates that bear it.
    pub date_swapped: f64,
    /// One digit of the date.
    pub date_digit: f64,
    /// Day, month or year replaced.
    pub date_component: f64,
    /// No date on one of the sides.
    pub date_missing: f64,
    /// Another postcode of the same area.
    pub moved_near: f64,
    /// A postcode of elsewhere.
    pub moved_far: f64,
    /// No postcode on one of the sides.
    pub postcode_missing: f64,
}

impl DamageRates {
    /// No damage at all.
    pub const NONE: Self = Self {
        in_base: 0.4,
        given_list: 0.0,
        given_cut: 0.0,
        family_typo: 0.0,
        given_typo: 0.0,
        two_typos: 0.0,
        half_name: 0.0,
        other_name: 0.0,
        swapped: 0.0,
        variant: 0.0,
        diminutive: 0.0,
        phonetic: 0.0,
        separators: 0.0,
        accents: 0.0,
        date_swapped: 0.0,
        date_digit: 0.0,
        date_component: 0.0,
        date_missing: 0.0,
        moved_near: 0.0,
        moved_far: 0.0,
        postcode_missing: 0.0,
    };

    /// Pupils: two systems that were fed by the same directory years apart.
    pub const PUPILS: Self = Self {
        in_base: 0.4,
        given_list: 0.028,
        given_cut: 0.15,
        family_typo: 0.016,
        given_typo: 0.016,
        two_typos: 0.002,
        half_name: 0.15,
        other_name: 0.08,
        swapped: 0.005,
        variant: 0.04,
        diminutive: 0.02,
        phonetic: 0.008,
        separators: 0.25,
        accents: 0.15,
        date_swapped: 0.016,
        date_digit: 0.013,
        date_component: 0.006,
        date_missing: 0.007,
        moved_near: 0.03,
        moved_far: 0.01,
        postcode_missing: 0.04,
    };

    /// Parents: typed by hand more often, usage and birth names, addresses that nobody updates.
    pub const PARENTS: Self = Self {
        in_base: 0.4,
        given_list: 0.02,
        given_cut: 0.15,
        family_typo: 0.015,
        given_typo: 0.015,
        two_typos: 0.003,
        half_name: 0.2,
        other_name: 0.12,
        swapped: 0.006,
        variant: 0.06,
        diminutive: 0.03,
        phonetic: 0.01,
        separators: 0.25,
        accents: 0.15,
        date_swapped: 0.0,
        date_digit: 0.0,
        date_component: 0.0,
        date_missing: 0.0,
        moved_near: 0.045,
        moved_far: 0.015,
        postcode_missing: 0.06,
    };

    /// Teachers and staff: names from one payroll file, postcodes mostly not sent.
    pub const EMPLOYEES: Self = Self {
        family_typo: 0.008,
        given_typo: 0.008,
        two_typos: 0.001,
        given_list: 0.008,
        other_name: 0.1,
        postcode_missing: 0.4,
        ..Self::PARENTS
    };
}

/// How an ENT writes what it knows; each is seen in the field.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct EntStyle {
    /// Names in ASCII capitals.
    pub ascii_capitals: bool,
    /// `yyyy-MM-dd` in place of `dd/MM/yyyy`.
    pub iso_dates: bool,
    /// `12 rue des Lilas, 35000 VILLE` in place of the postcode.
    pub address: bool,
    /// `National_1` … in place of `National_ELV` ….
    pub numeric_profiles: bool,
}

impl EntStyle {
    /// As directories have it.
    pub const AS_IS: Self = Self { ascii_capitals: false, iso_dates: false, address: false, numeric_profiles: false };
    /// Everything different at once.
    pub const ODD: Self = Self { ascii_capitals: true, iso_dates: true, address: true, numeric_profiles: true };
}

/// The files beside `base.csv` and `truth.csv`, which always are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Formats {
    /// `cas.csv`: the accounts of the ENT.
    pub cas_csv: bool,
    /// `rapprochement-sso.xml`: the accounts as [`rapprochement`](crate::exchange::rapprochement) has them. Each of its
    /// pupils has a birth date; where one side lacks it, it is then the base.
    pub rapprochement_sso: bool,
    /// `EXP_ELEVES.xml`: the pupils of the base once more.
    pub exp_eleves: bool,
}

impl Default for Formats {
    fn default() -> Self {
        Self { cas_csv: true, rapprochement_sso: false, exp_eleves: false }
    }
}
