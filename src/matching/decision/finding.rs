//! The result of a search for one identity.

use std::cmp::Ordering;
use std::ops::AddAssign;

use crate::identity::Row;
use crate::matching::{Comparison, Field, Level, Score, Weight};

/// How many candidates an identity keeps: those left out are far less likely than twelve others.
const MAX_CANDIDATES: usize = 12;

/// The candidates of an identity.
#[derive(Debug, Clone, PartialEq)]
pub struct Finding {
    /// Number of the identity among those that were looked for.
    pub identity: usize,
    /// Where it was looked for.
    pub pool: PoolSize,
    /// The likeliest users, best first.
    pub edges: Vec<ScoredUser>,
    /// Those users who look like its relatives, and live nearest.
    pub household: Household,
    /// Whether users were passed over because too many share what they share with the identity.
    pub passed_over: bool,
    /// The first deterministic rule that a user of the pool meets.
    pub hit: Option<RuleHit>,
    /// P(a user of another profile) / P(nobody in the base): see [`odds_of_wrong_profile`].
    ///
    /// [`odds_of_wrong_profile`]: crate::matching::odds_of_wrong_profile
    pub wrong_profile: f64,
    /// The likeliest of those users of another profile.
    pub of_other_profile: Option<ScoredUser>,
}

/// The numbers of people who meet in a pool. The chance of finding an identity there depends on them.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct PoolSize {
    /// Base users.
    pub users: usize,
    /// Vacant users per identity that is looked for here. For an identity in several pools, the sum over these.
    pub places: f64,
}

impl PoolSize {
    /// The size of a pool of `users`, of whom `vacant` may have no account yet, and of `identities`.
    pub fn new(users: usize, vacant: f64, identities: usize) -> Self {
        Self { users, places: vacant / identities.max(1) as f64 }
    }
}

/// Of the users that look like relatives of an identity, those who live nearest.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Household {
    /// How near: the level of the postcodes. [`Level::Missing`], the last, where there is nobody.
    pub address: Level,
    /// Σ 2^R over them, see [`Score::relative_mass`]. One who stands in the pools of two schools counts twice.
    pub mass: f64,
}

impl Household {
    /// A household without relatives.
    pub const NONE: Self = Self { address: Level::Missing, mass: 0.0 };

    /// A user alone, if he looks like a relative.
    pub fn of(score: &Score) -> Self {
        let mass = score.relative_mass();
        let address = if mass > 0.0 { score.comparison.field(Field::Postcode).level } else { Level::Missing };
        Self { address, mass }
    }

    /// Takes in another one: the nearer, or both together.
    pub fn add(&mut self, other: Self) {
        match self.address.cmp(&other.address) {
            Ordering::Greater => *self = other,
            Ordering::Equal => self.mass += other.mass,
            Ordering::Less => {}
        }
    }

    /// Whether these are known to live nearer to the identity than `edge` does.
    pub fn is_nearer_than(self, edge: &ScoredUser) -> bool {
        let address = edge.comparison.field(Field::Postcode).level;
        address != Level::Missing && self.address < address
    }
}

impl AddAssign for PoolSize {
    fn add_assign(&mut self, other: Self) {
        self.users += other.users;
        self.places += other.places;
    }
}

impl Finding {
    /// A finding without candidates.
    pub fn nothing(identity: usize) -> Self {
        Self {
            identity,
            pool: PoolSize::default(),
            edges: Vec::new(),
            household: Household::NONE,
            passed_over: false,
            hit: None,
            wrong_profile: 0.0,
            of_other_profile: None,
        }
    }

    /// The most probable candidate with its position; the first of equals.
    pub fn likeliest(&self) -> Option<(usize, &ScoredUser)> {
        let ranked = self.edges.iter().enumerate();
        ranked.max_by(|a, b| a.1.probability.total_cmp(&b.1.probability).then(b.0.cmp(&a.0)))
    }

    /// The probability that the account is that of a user of another profile, 0–1, whoever else is a candidate.
    pub fn probability_of_other_profile(&self) -> f64 {
        self.wrong_profile / (1.0 + self.wrong_profile)
    }

    /// The likeliest users for an administrator, at most so many, none of them held to be taken. Where the account is likely filed
    /// wrongly (`is_filed_wrongly`), the user of another profile is among them.
    pub fn candidates(&self, most: usize, is_filed_wrongly: bool) -> Vec<Candidate> {
        let nobody_of_this_one = 1.0 - self.edges.iter().map(|edge| edge.probability).sum::<f64>();
        let other = self.of_other_profile.filter(|_| is_filed_wrongly);
        let other = other.map(|owner| ScoredUser { probability: owner.probability * nobody_of_this_one, ..owner });
        let mut ranked: Vec<&ScoredUser> = other.iter().chain(&self.edges).collect();
        ranked.sort_by(|a, b| {
            b.probability.total_cmp(&a.probability).then(b.weight.cmp(&a.weight)).then(a.user.cmp(&b.user))
        });
        let candidates = ranked.into_iter().take(most).map(|edge| Candidate {
            base: edge.user,
            comparison: edge.comparison,
            probability: edge.probability,
            taken: false,
        });
        candidates.collect()
    }

    /// Score of a candidate minus the best score of any other; `None` when it is the only one.
    pub fn lead(&self, candidate: usize) -> Option<Weight> {
        let others = self.edges.iter().enumerate().filter(|&(other, _)| other != candidate);
        others.map(|(_, edge)| edge.weight).max().map(|rival| self.edges[candidate].weight - rival)
    }

    /// Takes in the finding of another pool for the identity, as if the pools were one. A user of several schools
    /// stands in the pool of each and counts once. Users of other profiles are added later, once for all pools.
    pub fn merge(&mut self, other: Self) {
        self.pool += other.pool;
        self.household.add(other.household);
        let known: Vec<Row> = self.edges.iter().map(|edge| edge.user).collect();
        self.edges.extend(other.edges.into_iter().filter(|edge| !known.contains(&edge.user)));
        self.passed_over |= other.passed_over;
        self.keep_best();
        if let Some(hit) = other.hit {
            self.hit = Some(self.hit.map_or(hit, |known| known.merge(hit)));
        }
    }

    /// Notes the users of other profiles who may own the account, with their odds against «nobody in the base».
    pub fn add_of_other_profile(&mut self, owners: impl IntoIterator<Item = (ScoredUser, f64)>) {
        for (owner, odds) in owners {
            self.wrong_profile += odds;
            let probability = odds / (1.0 + odds);
            if self.of_other_profile.is_none_or(|known| known.probability < probability) {
                self.of_other_profile = Some(ScoredUser { probability, ..owner });
            }
        }
    }

    /// Adds a candidate. Now and then the worst are dropped; then returns the least weight that was kept, below which no candidate needs
    /// to be added any more.
    pub(in crate::matching) fn add(&mut self, candidate: ScoredUser) -> Option<Weight> {
        self.edges.push(candidate);
        if self.edges.len() < 4 * MAX_CANDIDATES {
            return None;
        }
        self.keep_best();
        self.edges.last().map(|edge| edge.weight)
    }

    /// Best first, ties by row, no more than are kept.
    pub(in crate::matching) fn keep_best(&mut self) {
        self.edges.sort_unstable_by_key(|edge| (std::cmp::Reverse(edge.weight), edge.user));
        self.edges.truncate(MAX_CANDIDATES);
    }
}

/// A user with its score.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ScoredUser {
    /// Base row.
    pub user: Row,
    /// The score: log₂ likelihood ratio of being the same person.
    pub weight: Weight,
    /// The levels and weights per field; the score is the sum of the weights.
    pub comparison: Comparison,
    /// 2^R of being its relative, 0 where that is unlikely: see [`Score::relative_mass`].
    pub relative_mass: f64,
    /// P(this user) / P(nobody in the base), were the two alone.
    pub odds: f64,
    /// Whether a veto forbids the link and another identity agrees better with the user without one: then this pair is no rival
    /// of that one.
    pub is_outdone: bool,
    /// Probability of this link, once all candidates have been weighed against each other.
    pub probability: f64,
}

impl ScoredUser {
    /// A user with its score, not yet weighed against anybody.
    pub fn new(user: Row, score: &Score) -> Self {
        let comparison = score.comparison;
        Self {
            user,
            weight: comparison.score(),
            comparison,
            relative_mass: score.relative_mass(),
            odds: 0.0,
            is_outdone: false,
            probability: 0.0,
        }
    }

    /// Probability that a link with this user is wrong, 0–1.
    pub fn risk(&self) -> f64 {
        1.0 - self.probability
    }
}

/// Somebody of the base whom the identity might be.
#[derive(Debug, Clone, PartialEq)]
pub struct Candidate {
    /// The user, in the base.
    pub base: Row,
    /// Field by field.
    pub comparison: Comparison,
    /// Probability that this is the person, 0–1.
    pub probability: f64,
    /// Whether the user is already linked: in the base, or since it was read.
    pub taken: bool,
}

impl Candidate {
    /// How many candidates an administrator is shown.
    pub const SHOWN: usize = 5;
}

/// The users that meet a deterministic rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RuleHit {
    /// Index of the rule.
    pub rule: usize,
    /// The first such user, by row.
    pub user: Row,
    /// The second, if there are several.
    pub other: Option<Row>,
}

impl RuleHit {
    /// One user.
    pub fn new(rule: usize, user: Row) -> Self {
        Self { rule, user, other: None }
    }

    /// Of two hits, that of the earlier rule; of the same rule, both together. A user met in the pools of two schools
    /// counts once.
    #[must_use]
    pub fn merge(self, new: Self) -> Self {
        match self.rule.cmp(&new.rule) {
            Ordering::Less => self,
            Ordering::Greater => new,
            Ordering::Equal => {
                let user = self.user.min(new.user);
                let users = [Some(self.user), self.other, Some(new.user), new.other];
                Self { user, other: users.into_iter().flatten().filter(|&other| other != user).min(), ..self }
            }
        }
    }
}

impl Score {
    /// 2^R where it counts: below even odds a user says nothing about relatives.
    pub fn relative_mass(&self) -> f64 {
        if self.relative > Weight::ZERO { self.relative.ratio() } else { 0.0 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hits_of_several_pools_count_each_user_once() {
        let hit = |user| RuleHit::new(1, user);
        let both = RuleHit { other: Some(7), ..hit(3) };
        assert_eq!(hit(3).merge(hit(3)), hit(3));
        assert_eq!(hit(3).merge(hit(7)), both);
        // In whichever order the pools come.
        assert_eq!(hit(3).merge(both), both);
        assert_eq!(both.merge(hit(3)), both);
        assert_eq!(hit(7).merge(both), both);
        assert_eq!(both.merge(hit(5)).other, Some(5));
        assert_eq!(both.merge(RuleHit::new(0, 9)), RuleHit::new(0, 9));
    }
}
