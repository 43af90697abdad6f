//! Rules are data: what agreement is worth, and what it takes to link.
//!
//! Role: the typed form of a rule file. Input: TOML text ([`RuleSet::from_toml`]) or the name of a shipped
//! set ([`RuleSet::named`]). Output: a validated [`RuleSet`], with a fingerprint that every report and link
//! carries. Invariant: a [`RuleSet`] that exists is consistent: its probabilities are probabilities, each
//! field's m sum to one, and each level named is one that its field knows.
//!
//! All tunables of the engine stand in [`Decision`] and in the shipped files beside this one.

mod bounds;
mod caution;
mod conditions;
mod correction;
mod error;
mod file;
mod oddity;
mod place;
mod probabilities;
mod problem;
mod requirement;
mod shipped;
mod tunable;
mod veto;
mod weights;
mod write;

pub use bounds::Bounds;
pub use caution::Caution;
pub use correction::Correction;
pub use error::RuleError;
pub use oddity::Oddity;
pub use place::Position;
pub use probabilities::{FieldProbabilities, LevelProbabilities, ProfileProbabilities};
pub use problem::{Expected, Named, RuleProblem};
pub use requirement::{DeterministicRule, RuleOutcome};
pub use shipped::SHIPPED;
pub use tunable::Tunable;
pub use veto::Veto;

use serde::{Deserialize, Serialize};

use crate::identity::Profile;
use crate::matching::{Comparison, Field, Level, Weight};

/// How a rule set comes to a decision.
#[derive(Debug, Clone, PartialEq)]
pub enum Method {
    /// By the sum of match weights, and the probability that follows from it.
    Scored,
    /// By an ordered list of rules; the weights only rank what is proposed and state the risk.
    Deterministic(Vec<DeterministicRule>),
}

/// The tunables of a decision. Each says what raising it does.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Decision {
    /// π: the share of the ENT's users that are in the base, 0–1, before more is known; less where they outnumber the
    /// base's, and a run corrects it by what it finds. Raising it links more.
    pub share_in_base: f64,
    /// ρ: how many relatives an identity that is *not* in the base has on average among the users who are nobody else's, and
    /// among all of one family name.
    /// Raising it asks for more evidence where family name and postcode are all there is.
    pub relatives_in_base: f64,
    /// Largest probability of error of a single link, 0–1. Raising it links more, less surely.
    pub max_link_risk: f64,
    /// Largest *mean* probability of error over the links of a run: the budget. Raising it links more.
    pub max_mean_risk: f64,
    /// Largest probability of error of a link at a first connection, 0–1. There the identity stands alone: nobody sees
    /// who else asks for the same user, and no run's budget bounds the sum. Raising it links more, less surely.
    pub max_online_risk: f64,
    /// Largest probability, by what the CAS server asserted alone, that an identity which its owner corrected is somebody
    /// else, 0–1. Raising it believes more of what people type.
    pub max_asserted_risk: f64,
    /// Largest probability of error, 0–1, of a pupil's link that is to say who his parents are. Raising it gives more parents
    /// that evidence; a child taken for a namesake leads to the namesake's parents.
    pub max_child_risk: f64,
    /// Smallest score of a link, in bits. Raising it links less.
    pub threshold: f64,
    /// Smallest lead over the next candidate, in bits. Raising it links less.
    pub margin: f64,
    /// Smallest score of a candidate that is shown, in bits. Raising it shows fewer.
    pub candidate_floor: f64,
    /// Probability that an identity is a second account of a user whose linked account is also there, 0–1.
    pub second_account: f64,
    /// Probability that a user's stored id is out of date when the ENT no longer has it, 0–1. Such a user is
    /// shown, never linked.
    pub stale_id: f64,
    /// Above this many base users in one pool, candidates come from the index instead of from all pairs.
    /// Raising it loses no pair in larger pools, and takes time in proportion to the square.
    pub all_pairs_up_to: usize,
    /// Risk below which a unique, exact agreement ends the search for other candidates, 0–1. Raising it is
    /// faster and looks at fewer rivals; 0 searches them always.
    pub settled_risk: f64,
    /// How many people's worth of belief there is that somebody else bears a family name which the base shows once:
    /// by this over the number of people such a name is shared. Raising it makes rare names worth less.
    ///
    /// 300 times 2·10⁻⁵ by default: France has some 1.3 million family names for 68 million people; half of the people
    /// bear one of fewer than 3,000 bearers, p ≈ 4·10⁻⁵ at most.
    pub unseen_family: f64,
    /// The supposed further bearers of a given name that the base shows once.
    ///
    /// 300 times 4·10⁻⁴ by default: INSEE's lists put the median bearer of a given name that a cohort of the size of a
    /// school shows once near 4 in 10,000 (the names of rank 300 to 1,500).
    pub unseen_given: f64,
    /// How many times likelier the given names of siblings are close, but not the same, than those of other relatives, where
    /// their birth dates are equal or a slip apart; at least 1. Raising it links less where only a close given name tells a
    /// person from a sibling.
    pub alike_twins: f64,
    /// Probability that an account is filed under another profile than its owner's, 0–1. Raising it links less where a user
    /// of another profile bears the name.
    pub wrong_profile: f64,
    /// Whether an identity with an empty name or an unreadable birth date is compared by what is left, and so are users
    /// of the base; false fails it, so that its file is mended. True links more, on less. A first connection fails it
    /// whatever this says.
    pub compare_incomplete: bool,
    /// Whether a run learns from people who are the same without any postcode how often postcodes of one person differ between
    /// the two lists. False believes the rules.
    pub learn_postcodes: bool,
    /// Whether dates that far more people of a list carry than chance has it, 01/01/yyyy above all, count as their year
    /// alone or as missing. False believes every date.
    pub filler_dates: bool,
    /// Levels that forbid a link however high the score, as `field:level` or, for one profile, `profile.field:level`.
    pub vetoes: Vec<Veto>,
}

impl Default for Decision {
    fn default() -> Self {
        Self {
            share_in_base: 0.97,
            relatives_in_base: 0.25,
            max_link_risk: 0.01,
            max_mean_risk: 1e-4,
            max_online_risk: 5e-4,
            max_asserted_risk: 0.1,
            max_child_risk: 1e-3,
            threshold: 0.0,
            margin: 0.0,
            candidate_floor: 0.0,
            second_account: 0.002,
            stale_id: 0.5,
            all_pairs_up_to: 4_000,
            settled_risk: 1e-4,
            unseen_family: 0.006,
            unseen_given: 0.03,
            alike_twins: 25.0,
            wrong_profile: 0.001,
            compare_incomplete: false,
            learn_postcodes: true,
            filler_dates: true,
            vetoes: vec![
                Veto::new(Field::BirthDate, Level::Different),
                Veto::new(Field::Given, Level::Different),
                Veto::new(Field::Given, Level::CloseName),
                Veto::new(Field::Family, Level::Different),
                Veto::new(Field::Children, Level::Different),
                Veto::new(Field::Sex, Level::Different),
            ],
        }
    }
}

impl Decision {
    /// Whether a veto forbids a link of `profile` with such a comparison.
    pub fn is_vetoed(&self, profile: Profile, comparison: &Comparison) -> bool {
        self.vetoes.iter().any(|veto| veto.forbids(profile, comparison))
    }

    /// Whether the two records of an existing link speak for two people: they are less alike than those of two strangers,
    /// or a veto forbids the link. Such a link looks wrong; it is told, and nothing is concluded from it.
    pub fn is_doubtful(&self, profile: Profile, comparison: &Comparison) -> bool {
        comparison.score() < Weight::ZERO || self.is_vetoed(profile, comparison)
    }
}

/// A named, versioned set of matching rules.
#[derive(Debug, Clone, PartialEq)]
pub struct RuleSet {
    /// Its name: `standard`.
    pub name: String,
    /// Its version: `1`.
    pub version: String,
    /// One sentence on what it is for.
    pub description: String,
    /// How it decides.
    pub method: Method,
    /// Its tunables.
    pub decision: Decision,
    /// How far what somebody types may be from what the CAS server asserted.
    pub correction: Correction,
    probabilities: [ProfileProbabilities; Profile::ALL.len()],
    fingerprint: String,
}

impl RuleSet {
    /// The m, u and relative probabilities of a profile.
    pub fn probabilities(&self, profile: Profile) -> &ProfileProbabilities {
        &self.probabilities[profile.index()]
    }

    /// The ordered rules of a deterministic set; none for a scored one.
    pub fn deterministic(&self) -> &[DeterministicRule] {
        match &self.method {
            Method::Scored => &[],
            Method::Deterministic(rules) => rules,
        }
    }

    /// First 16 hexadecimal digits of the SHA-256 over everything that the set says, its wording and layout
    /// left out.
    pub fn fingerprint(&self) -> &str {
        &self.fingerprint
    }

    /// The same rules with other tunables, for trials; the fingerprint follows.
    #[must_use]
    pub fn with_decision(self, decision: Decision) -> Self {
        Self { decision, ..self }.stamped()
    }

    /// The same rules under another name; the fingerprint, which leaves wording out, stays.
    #[must_use]
    pub fn named_as(self, name: impl Into<String>, version: impl Into<String>, description: impl Into<String>) -> Self {
        Self { name: name.into(), version: version.into(), description: description.into(), ..self }
    }

    /// The same rules with other probabilities for a profile; the fingerprint follows.
    ///
    /// # Errors
    /// [`RuleError::Invalid`] where they are no probabilities, do not add up, or leave a level out.
    pub fn with_probabilities(
        mut self,
        profile: Profile,
        probabilities: ProfileProbabilities,
    ) -> Result<Self, RuleError> {
        weights::check(&probabilities).map_err(|misplaced| {
            let misplaced = misplaced.within(format_args!("weights.{}", profile.key()));
            RuleError::misplaced(misplaced, &self.name, &[], "")
        })?;
        self.set_probabilities(profile, probabilities);
        Ok(self.stamped())
    }

    /// Replaces the probabilities of a profile; [`Self::with_decision`] renews the fingerprint.
    pub(crate) fn set_probabilities(&mut self, profile: Profile, probabilities: ProfileProbabilities) {
        self.probabilities[profile.index()] = probabilities;
    }

    fn stamped(mut self) -> Self {
        use sha2::{Digest, Sha256};
        // The derived Debug form names every value once, in a fixed order: a canonical text.
        let canonical = format!("{:?}{:?}{:?}{:?}", self.method, self.decision, self.correction, self.probabilities);
        let digest = Sha256::digest(canonical.as_bytes());
        self.fingerprint = crate::hexadecimal::hexadecimal(&digest[..8]);
        self
    }
}

impl Default for RuleSet {
    /// The shipped `standard` set.
    fn default() -> Self {
        Self::named("standard").expect("the shipped sets are valid: a test reads them all")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn derived_sets_are_checked_and_have_a_fingerprint_of_their_own() {
        let standard = RuleSet::default();
        let named = standard.clone().named_as("mine", "2", "Mine.");
        assert_eq!((named.name.as_str(), named.fingerprint()), ("mine", standard.fingerprint()));
        let even = |m| LevelProbabilities { m, u: 0.5, frequency: 0.0, relative: 0.5 };
        let sex = |m| FieldProbabilities::from_levels([(Level::Exact, even(m)), (Level::Different, even(0.5))]);
        let with_sex = |m| standard.probabilities(Profile::Parents).with_field(Field::Sex, sex(m));
        let derived = standard.clone().with_probabilities(Profile::Parents, with_sex(0.5)).expect("adds up");
        assert_ne!(derived.fingerprint(), standard.fingerprint());
        assert_eq!(derived.probabilities(Profile::Parents).field(Field::Sex), &sex(0.5));
        assert_eq!(derived.probabilities(Profile::Pupils), standard.probabilities(Profile::Pupils));
        let wrong = standard.clone().with_probabilities(Profile::Parents, with_sex(0.9)).expect_err("1.4 in sum");
        assert!(
            matches!(&wrong, RuleError::Invalid { key, position: None, problem: RuleProblem::Sum { part: "m", .. }, .. }
            if key == "weights.parents.sex"),
            "{wrong}"
        );
    }
}
