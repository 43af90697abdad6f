//! A rule set explained: what each agreement is worth, what each tunable does, what a list of rules asks for, what tells
//! two sets apart.
//!
//! Role: shows what a set says, to whoever chooses one or writes one. Input: a rule set, or two. Output: an
//! [`Explanation`] or [`Differences`], for programs as they are, for people by [`explanation_text`] and
//! [`difference_lines`]; remarks on what is odd ([`oddity_lines`]). Invariant: the weights of an explanation are those that the engine
//! itself would use, hundredths of a bit; nothing is computed a second way.

mod difference_text;
mod differences;
mod explain;
mod explanation;
mod oddities;
mod prose;
mod text;
mod tunables;

pub use difference_text::difference_lines;
pub use differences::{CorrectionChange, DIFF_FORMAT_VERSION, Differences, LevelChange, MethodChange, TunableChange};
pub use explanation::{
    Bearers, Explanation, FORMAT_VERSION, LevelWeight, LevelsOf, PEOPLE, ProfileWeights, RuleExplanation,
    TunableExplanation,
};
pub use oddities::oddity_lines;
pub use text::{Grid, Part, explanation_text};
pub use tunables::{TunableWords, tunable_words};
