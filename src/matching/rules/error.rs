//! What can be wrong with a rule file.

/// A rule file that cannot be used. The text names the place and the remedy.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum RuleError {
    /// No shipped set has that name.
    #[error("no rule set is called «{name}»; shipped are {shipped}, or give the path of a rule file (.toml)")]
    UnknownName {
        /// What was asked for.
        name: String,
        /// The names there are.
        shipped: String,
    },
    /// TOML that does not parse, or a key or type that the format does not know.
    #[error("{0}")]
    Syntax(String),
    /// A value that contradicts the rest.
    #[error("rule set «{set}»: {place}: {problem}")]
    Invalid {
        /// Name of the set.
        set: String,
        /// The key, dotted: `weights.parents.given.typo.m`.
        place: String,
        /// What is wrong and what would be right.
        problem: String,
    },
}
