//! How often the postcodes of one person differ between two lists.
//!
//! Role: learns what two systems do to the postcode of one person. One ENT sends CEDEX codes, another the school's own postcode
//! for everybody, a third the département's capital. Input: the users of a pool and the accounts that are looked for there.
//! Output: [`PostcodeHabits`], and from it the m of each level of the postcode. Invariant: only pairs count that are the same
//! person whatever the postcodes say, and the rules' own m stands where there are few of them.

use super::rules::{FieldProbabilities, LevelProbabilities};
use super::{ExactUsers, Field, Level, Names, Record, Score, UserPool, Weight};

/// How many pairs' worth of belief there is in the rules' own m: the parameter of a Dirichlet prior, whose posterior mean is
/// (S · m + seen) / (S + all seen).
const BELIEF_IN_RULES: f64 = 50.0;

/// How much likelier two bearers of both names have to be one person than two, in bits, once each user of the pool may be the
/// other one: one pair in 128 may be wrong.
const SURE_BITS: f64 = 7.0;

/// The least part of the rules' own share of relatives at a level that stays.
const LEAST_OF_RELATIVES: f64 = 0.1;

/// Pairs of one person, by the level at which their postcodes agree.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct PostcodeHabits {
    seen: [u32; Level::COUNT],
}

impl PostcodeHabits {
    /// Counts the pairs of one pool. `exact` are its users by name; `accounts` are those whose names no other account bears.
    pub fn count<'r>(
        pool: &UserPool,
        exact: &ExactUsers,
        names: Names<'_>,
        accounts: impl IntoIterator<Item = &'r Record>,
    ) -> Self {
        let scorer = pool.scorer(names);
        let chance = Weight::from_bits((pool.rows().len().max(1) as f64).log2() + SURE_BITS);
        let mut habits = Self::default();
        for account in accounts {
            let mut namesakes = exact.namesakes(names, account);
            if let (Some(user), None) = (namesakes.next(), namesakes.next()) {
                let score = scorer.score(&pool.records()[user], account);
                if is_sure(&score, chance) {
                    habits.seen[score.comparison.field(Field::Postcode).level as usize] += 1;
                }
            }
        }
        habits
    }

    /// The probabilities of the postcode's levels, where the rules say `believed`.
    ///
    /// Relatives who live together have one postcode in the base, so that what an ENT makes of it shows in a pair of them
    /// as it does in a pair of one person.
    pub fn learnt(&self, believed: &FieldProbabilities) -> FieldProbabilities {
        let seen = |level: Level| f64::from(self.seen[level as usize]);
        let all: f64 = believed.iter().map(|(level, _)| seen(level)).sum();
        let living_together = believed.level(Level::Exact).map_or(0.0, |exact| (exact.relative / exact.m).min(1.0));
        FieldProbabilities::from_levels(believed.iter().map(|(level, rules)| {
            let m = (BELIEF_IN_RULES * rules.m + seen(level)) / (BELIEF_IN_RULES + all);
            let relative = rules.relative + living_together * (m - rules.m);
            (level, LevelProbabilities { m, relative: relative.max(LEAST_OF_RELATIVES * rules.relative), ..*rules })
        }))
    }
}

/// Whether two people who share both names are one, whatever their postcodes say: by the birth date, or by names that are
/// rarer than `chance`.
fn is_sure(score: &Score, chance: Weight) -> bool {
    let field = |field| score.comparison.field(field);
    let names = field(Field::Family).weight + field(Field::Given).weight;
    match field(Field::BirthDate).level {
        Level::Exact => true,
        Level::Missing => field(Field::Sex).level != Level::Different && names >= chance,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::identity::Profile;
    use crate::matching::RuleSet;

    fn learnt(seen: &[(Level, u32)]) -> FieldProbabilities {
        let mut habits = PostcodeHabits::default();
        seen.iter().for_each(|&(level, pairs)| habits.seen[level as usize] = pairs);
        habits.learnt(RuleSet::default().probabilities(Profile::Parents).field(Field::Postcode))
    }

    #[test]
    fn what_many_pairs_show_outweighs_the_rules() {
        let rules = RuleSet::default();
        let believed = rules.probabilities(Profile::Parents).field(Field::Postcode);
        assert_eq!(learnt(&[]).level(Level::Exact), believed.level(Level::Exact));
        // An ENT of CEDEX codes.
        let cedex = learnt(&[(Level::Exact, 200), (Level::SameDepartement, 250)]);
        let m = |level| cedex.level(level).expect("the rules have it").m;
        assert!((m(Level::SameDepartement) - (250.0 + 50.0 * 0.049) / 500.0).abs() < 1e-9, "{cedex:?}");
        let sum: f64 = cedex.iter().map(|(_, level)| level.m).sum();
        assert!((sum - 1.0).abs() < 1e-9, "{sum}");
    }

    #[test]
    fn relatives_at_one_address_share_the_habit() {
        let cedex = learnt(&[(Level::SameDepartement, 10_000)]);
        let relative = |level| cedex.level(level).expect("the rules have it").relative;
        assert!(relative(Level::SameDepartement) > 0.9 && relative(Level::Exact) < 0.1, "{cedex:?}");
        assert!(cedex.iter().all(|(_, level)| level.relative > 0.0));
    }
}
