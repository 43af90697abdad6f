//! The matching core: from normal forms to a score that explains itself.
//!
//! Role: says how far two people agree and what that is worth. Input: two populations and a rule set.
//! Output: candidates, levels, weights. Invariant: knows nothing of files, HTTP or SQL; the same pair has
//! the same score wherever and whenever it is compared. Tunables live in [`rules`].
//!
//! The way through it:
//! 1. [`Lexicon`] folds each distinct name once.
//! 2. [`Record`] holds a person in 32 bytes.
//! 3. [`CandidateIndex`] proposes pairs in large pools.
//! 4. `Worthless` passes over pairs of unlike names that no other field can save; [`Scorer`] grades the fields of the others and adds up
//!    the weights.
//! 5. [`UserPool`] gathers the candidates of an identity.
//! 6. [`decision`] rules on the identity.

mod ages;
mod blocking;
mod children;
mod comparison;
pub mod decision;
mod directory;
mod distance;
mod exact;
mod field_level;
mod filler_dates;
mod guests;
mod habits;
mod homonyms;
mod index;
mod lexicon;
mod name_level;
mod one_person;
mod pool;
mod rarity;
mod record;
pub mod rules;
mod scorer;
mod sketch;
mod weight;
mod worthless;
mod wrong_profile;

pub use ages::Ages;
pub use children::{ChildrenSaid, Families, LinkedChildren};
pub use comparison::{Comparison, Field, FieldComparison, Level};
pub use distance::{jaro_winkler, osa_within};
pub(crate) use exact::crowded;
pub use exact::{ExactUsers, may_settle, settle};
pub use field_level::compare_dates;
pub use filler_dates::{FillerDate, FillerDates, FillerReading};
pub use guests::{Guests, Names};
pub use habits::PostcodeHabits;
pub use homonyms::RelativesOfOneName;
pub use index::CandidateIndex;
pub use lexicon::{Form, Forms, Lexicon};
pub use name_level::{NameKind, compare_names};
pub use one_person::{Vitals, are_two_people};
pub use pool::{PreparedBase, UserPool};
pub(crate) use rarity::of_share as rarity_of_share;
pub(crate) use rarity::probability;
pub use rarity::{Cohort, PoolNames, PostcodeCounts, PostcodeRarity, Rarities, Rarity, name_rarity};
pub use record::{Facts, Record, RecordContext};
pub use rules::RuleSet;
pub use scorer::{Score, Scorer, WeightTable};
pub use weight::Weight;
pub use wrong_profile::{DateKinds, may_be_filed_wrongly, odds_of_wrong_profile};
