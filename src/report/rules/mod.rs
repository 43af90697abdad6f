//! A rule set explained: what each agreement is worth, what each tunable does, what a list of rules asks for.
//!
//! Role: shows what a set says, to whoever chooses one or writes one. Input: a rule set. Output: an [`Explanation`], for
//! programs as it is, for people as [`Part`]s by [`explanation_text`]. Invariant: weights are those that the engine
//! itself would use, hundredths of a bit; nothing is computed a second way.

mod explain;
mod explanation;
mod oddities;
mod prose;
mod text;
mod tunables;

pub use explanation::{
    Bearers, Explanation, FORMAT_VERSION, LevelWeight, LevelsOf, PEOPLE, ProfileWeights, RuleExplanation,
    TunableExplanation,
};
pub use oddities::oddity_lines;
pub use text::{Grid, Part, explanation_text};
pub use tunables::{TunableWords, tunable_words};
