//! How rare a name is: what an agreement on it is worth.
//!
//! Role: turns counts in the base into −log₂ of the probability that *somebody else* bears the name. Input:
//! the base's users. Output: a [`Rarity`] per name and cohort. Invariant: the candidate himself is left out
//! of the count, so that a name borne once is as rare as a name nobody bears.
//!
//! The estimate is that of a Dirichlet prior (additive smoothing): p = (c − 1 + α·p₀) / (N − 1 + α), with
//! p₀ the chance of a name that the base has not seen twice.

use std::ops::RangeInclusive;

use crate::identity::{Population, Postcode, Profile};

use super::Level;
use super::lexicon::{Forms, Lexicon};
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

/// α of names. p₀ follows from [`Decision::unseen_family`] and [`Decision::unseen_given`], which are α·p₀ and say where
/// they come from.
const NAME_STRENGTH: f64 = 300.0;

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

/// The rarity of a name that `count` of `total` people of one cohort bear.
pub fn name_rarity(kind: NameKind, count: u32, total: u32, decision: &Decision) -> Rarity {
    prior(kind, decision).rarity(count, total)
}

/// What is believed of names of a kind before any is counted.
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

/// Rarity of every family and given name, per cohort.
#[derive(Debug)]
pub struct Rarities {
    cohorts: [CohortRarities; 2],
}

#[derive(Debug)]
struct CohortRarities {
    family: Vec<Rarity>,
    given: Vec<Rarity>,
    /// Of names that nobody of the base bears: as of those that one person does.
    unseen_family: Rarity,
    unseen_given: Rarity,
}

impl Rarities {
    /// Counts the base once; `decision` says how rare a name is that it shows once.
    pub fn count(lexicon: &Lexicon, base: &Population, forms: &Forms, decision: &Decision) -> Self {
        let [family_prior, given_prior] = [NameKind::Family, NameKind::Given].map(|kind| prior(kind, decision));
        let mut counts = [(); 2].map(|()| (0_u32, vec![0_u32; lexicon.key_count()], vec![0_u32; lexicon.key_count()]));
        for person in base.people() {
            for (cohort, (total, family, given)) in [Cohort::Pupils, Cohort::Adults].into_iter().zip(&mut counts) {
                if person.profiles().iter().any(|profile| Cohort::from(profile) == cohort) {
                    *total += 1;
                    let usage = lexicon.key(forms.of(person.family_symbol()));
                    let birth = forms.of(person.birth_family_symbol());
                    family[usage] += 1;
                    if !birth.is_empty() && lexicon.key(birth) != usage {
                        family[lexicon.key(birth)] += 1;
                    }
                    given[lexicon.key(forms.of(person.given_symbol()))] += 1;
                }
            }
        }
        let cohorts = counts.map(|(total, family, given)| CohortRarities {
            family: family.into_iter().map(|count| family_prior.rarity(count, total)).collect(),
            given: given.into_iter().map(|count| given_prior.rarity(count, total)).collect(),
            unseen_family: family_prior.rarity(0, total),
            unseen_given: given_prior.rarity(0, total),
        });
        Self { cohorts }
    }

    /// Rarity of a family name, by its key; past those of the lexicon, of one that the base has not.
    pub fn family(&self, cohort: Cohort, key: usize) -> Rarity {
        let cohort = &self.cohorts[cohort as usize];
        cohort.family.get(key).copied().unwrap_or(cohort.unseen_family)
    }

    /// Rarity of a given name, by its key; past those of the lexicon, of one that the base has not.
    pub fn given(&self, cohort: Cohort, key: usize) -> Rarity {
        let cohort = &self.cohorts[cohort as usize];
        cohort.given.get(key).copied().unwrap_or(cohort.unseen_given)
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
}

impl PostcodeCounts {
    /// Counts the postcodes of a pool.
    pub fn new(postcodes: impl Iterator<Item = Postcode>) -> Self {
        let mut sorted: Vec<Postcode> = postcodes.filter(|postcode| !postcode.is_missing()).collect();
        sorted.sort_unstable();
        Self { sorted }
    }

    /// The rarity of each level of agreement with `postcode`.
    pub fn rarity(&self, postcode: Postcode) -> PostcodeRarity {
        if postcode.is_missing() {
            return PostcodeRarity::default();
        }
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
