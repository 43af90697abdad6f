//! How rare a name is: what an agreement on it is worth.
//!
//! Role: estimates the probability that a stranger bears a name, as −log₂ p. Input: the users of the base. Output: a
//! [`Rarity`] per name and cohort ([`Rarities`]), and per pool ([`PoolNames`]). Invariant: the candidate himself is left
//! out of the count, so that a name borne once is as rare as a name that nobody bears.
//!
//! The estimate is that of a Dirichlet prior (additive smoothing): p = (c − 1 + α·p₀) / (N − 1 + α). p₀ is the share of
//! the nation that bears the name, by INSEE's counts: one school cannot know how common MARTIN or Isabelle is. A name that
//! INSEE's tables do not list has the p₀ of the rules. In a pool, people are compared with neighbours, whose names
//! cluster: the same formula is applied once more with the counts of the pool, and the commoner of the two counts.

use std::ops::RangeInclusive;

use foldhash::{HashMap, HashMapExt};
use rayon::prelude::*;

use crate::identity::{Person, Population, Postcode, Profile, Row};
use crate::normalize::{self, GivenName};

use super::Level;
use super::guests::Names;
use super::lexicon::{Form, Forms, Lexicon};
use super::name_level::NameKind;
use super::rules::Decision;

/// −log₂ p in tenths of a bit, 0 (everybody) to 255 (one in 47 million).
pub type Rarity = u8;

/// Tenths of a bit in a bit.
const PER_BIT: f64 = 10.0;

/// A Dirichlet prior: how many people's worth of belief, and in what probability.
#[derive(Debug, Clone, Copy)]
pub(super) struct Prior {
    /// α, in people.
    pub(super) strength: f64,
    /// p₀.
    pub(super) probability: f64,
}

/// α of names. The p₀ of names that are in no table follows from [`Decision::unseen_family`] and
/// [`Decision::unseen_given`], which are α·p₀ and say where they come from.
const NAME_STRENGTH: f64 = 300.0;

/// A pool of more users than this is no neighbourhood: its names are those of the run.
const LARGEST_NEIGHBOURHOOD: usize = 20_000;

/// −log₂ of the share of people whose name begins with a given particle, LE above all.
const PARTICLE: Rarity = 50;

/// A postcode of the catchment that the base shows once.
pub(super) const POSTCODE_PRIOR: Prior = Prior { strength: 20.0, probability: 5e-3 };

/// A département, or the rest of the country, of which the base shows next to nothing.
pub(super) const DEPARTEMENT_PRIOR: Prior = Prior { strength: 20.0, probability: 5e-2 };

impl Prior {
    /// The rarity of a value that `count` of `total` people have, one of them left out.
    pub(super) fn rarity(self, count: u32, total: u32) -> Rarity {
        let others = f64::from(count.saturating_sub(1));
        let all = f64::from(total.saturating_sub(1));
        let p = (others + self.strength * self.probability) / (all + self.strength);
        // `as` saturates at 255.
        (-p.log2() * PER_BIT).round() as Rarity
    }
}

/// The rarity of what `count` of `total` people have, taken at its word.
pub(crate) fn of_share(count: usize, total: usize) -> Rarity {
    let p = count as f64 / total.max(count).max(1) as f64;
    // `as` saturates at 255, and nobody at all is as rare as that.
    (-p.log2() * PER_BIT).round() as Rarity
}

/// The probability that a rarity stands for.
pub(crate) fn probability(rarity: Rarity) -> f64 {
    (-f64::from(rarity) / PER_BIT).exp2()
}

/// The rarity of a name in no table that `count` of `total` people of one cohort bear.
pub fn name_rarity(kind: NameKind, count: u32, total: u32, decision: &Decision) -> Rarity {
    prior(kind, decision).rarity(count, total)
}

/// What is believed of names in no table before any is counted.
fn prior(kind: NameKind, decision: &Decision) -> Prior {
    let unseen = match kind {
        NameKind::Family => decision.unseen_family,
        NameKind::Given => decision.unseen_given,
    };
    Prior { strength: NAME_STRENGTH, probability: unseen / NAME_STRENGTH }
}

/// People whose given names follow the same fashion: pupils, and everybody else.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cohort {
    /// Born some 10 to 20 years ago.
    Pupils,
    /// Adults.
    Adults,
}

impl From<Profile> for Cohort {
    fn from(profile: Profile) -> Self {
        if profile == Profile::Pupils { Self::Pupils } else { Self::Adults }
    }
}

impl Cohort {
    /// The share of the nation that bears a name, 0–1; `None` for a name that no table lists. `joined` is the folded name
    /// without separators.
    fn national_share(self, kind: NameKind, joined: &str) -> Option<f64> {
        match (kind, self) {
            (NameKind::Family, _) => normalize::family_name_share(joined),
            (NameKind::Given, Self::Pupils) => normalize::given_name(joined).map(GivenName::share_of_pupils),
            (NameKind::Given, Self::Adults) => normalize::given_name(joined).map(GivenName::share_of_adults),
        }
    }
}

/// Rarity of every family and given name over the whole run, per cohort.
#[derive(Debug)]
pub struct Rarities {
    /// Per cohort, family names and given names.
    cohorts: [[NameRarities; 2]; 2],
}

/// Rarities of the names of one kind in one cohort.
#[derive(Debug)]
struct NameRarities {
    /// By key of the lexicon.
    by_key: Vec<Rarity>,
    prior: Prior,
    /// People of the cohort.
    total: u32,
}

impl NameRarities {
    /// The prior of a name: the nation's share of its bearers, where a table lists it, and never less than that of names
    /// in no table.
    fn prior_of(&self, cohort: Cohort, kind: NameKind, joined: &str) -> Prior {
        let share = cohort.national_share(kind, joined).unwrap_or(0.0);
        Prior { probability: share.max(self.prior.probability), ..self.prior }
    }
}

impl Rarities {
    /// Counts the base once; `decision` says how rare a name is that the base shows once and no table lists.
    pub fn count(lexicon: &Lexicon, base: &Population, forms: &Forms, decision: &Decision) -> Self {
        let mut counts = [(); 2].map(|()| (0_u32, [(); 2].map(|()| vec![0_u32; lexicon.key_count()])));
        for person in base.people() {
            for (cohort, (total, [family, given])) in [Cohort::Pupils, Cohort::Adults].into_iter().zip(&mut counts) {
                if person.profiles().iter().any(|profile| Cohort::from(profile) == cohort) {
                    *total += 1;
                    family_keys(lexicon, forms, person).for_each(|key| family[key] += 1);
                    given[lexicon.key(forms.of(person.given_symbol()))] += 1;
                }
            }
        }
        let names: Vec<&str> = lexicon.joined_names().collect();
        let cohorts = [Cohort::Pupils, Cohort::Adults].map(|cohort| {
            let (total, counts) = &counts[cohort as usize];
            [NameKind::Family, NameKind::Given].map(|kind| {
                let empty = NameRarities { by_key: Vec::new(), prior: prior(kind, decision), total: *total };
                let of_key =
                    |(joined, &count): (&&str, &u32)| empty.prior_of(cohort, kind, joined).rarity(count, *total);
                let by_key = names.par_iter().zip(&counts[kind as usize]).map(of_key).collect();
                NameRarities { by_key, ..empty }
            })
        });
        Self { cohorts }
    }

    /// Rarity of a name over the run.
    pub(super) fn of(&self, cohort: Cohort, kind: NameKind, names: Names<'_>, name: Form) -> Rarity {
        let known = &self.cohorts[cohort as usize][kind as usize];
        match known.by_key.get(names.key(name)) {
            Some(&rarity) => rarity,
            // A name of somebody at the door, which no lexicon has seen.
            None => known.prior_of(cohort, kind, names.joined(name)).rarity(0, known.total),
        }
    }
}

/// The keys of a person's family names, usage and birth, each once.
fn family_keys(lexicon: &Lexicon, forms: &Forms, person: Person<'_>) -> impl Iterator<Item = usize> {
    let usage = lexicon.key(forms.of(person.family_symbol()));
    let birth = forms.of(person.birth_family_symbol());
    let birth = (!birth.is_empty()).then(|| lexicon.key(birth)).filter(|&birth| birth != usage);
    [usage].into_iter().chain(birth)
}

/// The names that several users of one pool bear, with their counts.
#[derive(Debug, Default)]
pub struct PoolNames {
    users: u32,
    /// Family names and given names, by key of the lexicon.
    counts: [HashMap<u32, u32>; 2],
    /// By how much the full names are less rare than their two names apart; given names bear it.
    homonym_excess: Rarity,
}

impl PoolNames {
    /// Counts the names of the users at `rows`.
    pub fn count(lexicon: &Lexicon, base: &Population, forms: &Forms, rows: &[Row]) -> Self {
        if rows.len() > LARGEST_NEIGHBOURHOOD {
            return Self::default();
        }
        let mut counts = [(); 2].map(|()| HashMap::with_capacity(rows.len()));
        let [family, given] = &mut counts;
        for &row in rows {
            let person = base.person(row);
            family_keys(lexicon, forms, person).for_each(|key| *family.entry(key as u32).or_default() += 1);
            *given.entry(lexicon.key(forms.of(person.given_symbol())) as u32).or_default() += 1;
        }
        counts.iter_mut().for_each(|names| names.retain(|_, &mut count| count > 1));
        Self { users: rows.len() as u32, counts, homonym_excess: 0 }
    }

    /// The same, corrected for names that go together in this pool.
    #[must_use]
    pub(super) fn with_homonym_excess(self, homonym_excess: Rarity) -> Self {
        Self { homonym_excess, ..self }
    }

    /// Rarity of a name in this pool: that of the run, or less where the pool's users share the name more often.
    pub fn rarity(&self, rarities: &Rarities, cohort: Cohort, kind: NameKind, names: Names<'_>, name: Form) -> Rarity {
        if names.traits(name).is_only_particles {
            return PARTICLE;
        }
        let over_run = rarities.of(cohort, kind, names, name);
        let in_pool = match self.counts[kind as usize].get(&(names.key(name) as u32)) {
            None => over_run,
            Some(&count) => {
                let prior = Prior { strength: NAME_STRENGTH, probability: probability(over_run) };
                over_run.min(prior.rarity(count, self.users))
            }
        };
        match kind {
            NameKind::Family => in_pool,
            NameKind::Given => in_pool.saturating_sub(self.homonym_excess),
        }
    }
}

/// How rare an agreement on a postcode is in its pool, at each level: in a village school the postcode says
/// nothing, in a national pool it says a lot.
#[derive(Debug, Clone, Copy, Default)]
pub struct PostcodeRarity {
    /// Of the postcode itself.
    pub same: Rarity,
    /// Of another postcode of its département.
    pub departement: Rarity,
    /// Of another département.
    pub elsewhere: Rarity,
}

impl PostcodeRarity {
    /// Of a postcode that `same` of `total` people have, in a département where `near` of them live.
    pub fn counted(same: u32, near: u32, total: u32) -> Self {
        Self {
            same: POSTCODE_PRIOR.rarity(same, total),
            // The postcode itself is another level.
            departement: DEPARTEMENT_PRIOR.rarity(near.saturating_sub(same) + 1, total),
            elsewhere: DEPARTEMENT_PRIOR.rarity(total - near + 1, total),
        }
    }

    /// The one that an agreement at `level` rests on.
    pub fn at(&self, level: Level) -> Rarity {
        match level {
            Level::Exact => self.same,
            Level::OneDigit | Level::SameDepartement => self.departement,
            _ => self.elsewhere,
        }
    }
}

/// The postcodes of the users of one pool.
#[derive(Debug)]
pub struct PostcodeCounts {
    sorted: Vec<Postcode>,
    /// The rarities of each that occurs: most people who ask have one of these.
    known: HashMap<Postcode, PostcodeRarity>,
}

impl PostcodeCounts {
    /// Counts the postcodes of a pool.
    pub fn new(postcodes: impl Iterator<Item = Postcode>) -> Self {
        let mut sorted: Vec<Postcode> = postcodes.filter(|postcode| !postcode.is_missing()).collect();
        sorted.sort_unstable();
        let mut counts = Self { sorted, known: HashMap::new() };
        let runs = counts.sorted.chunk_by(PartialEq::eq);
        counts.known = runs.map(|run| (run[0], counts.counted(run[0]))).collect();
        counts
    }

    /// The rarity of each level of agreement with `postcode`.
    pub fn rarity(&self, postcode: Postcode) -> PostcodeRarity {
        if postcode.is_missing() {
            return PostcodeRarity::default();
        }
        self.known.get(&postcode).copied().unwrap_or_else(|| self.counted(postcode))
    }

    fn counted(&self, postcode: Postcode) -> PostcodeRarity {
        let total = self.sorted.len() as u32;
        let same = self.count(postcode..=postcode);
        let near = postcode.departement_range().map_or(same, |range| self.count(range));
        PostcodeRarity::counted(same, near, total)
    }

    fn count(&self, range: RangeInclusive<Postcode>) -> u32 {
        let first = self.sorted.partition_point(|other| other < range.start());
        let end = self.sorted.partition_point(|other| other <= range.end());
        (end - first) as u32
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_common_name_is_worth_less() {
        let family = prior(NameKind::Family, &Decision::default());
        let martin = family.rarity(30, 1_000);
        let akoudad = family.rarity(1, 1_000);
        assert!(martin + 60 < akoudad, "{martin} {akoudad}");
        assert_eq!(akoudad, family.rarity(0, 1_000), "the candidate himself does not count");
    }

    #[test]
    fn probabilities_round_trip() {
        let rarity = prior(NameKind::Family, &Decision::default()).rarity(101, 10_001);
        assert!((probability(rarity) / 0.01 - 1.0).abs() < 0.1);
    }
}
