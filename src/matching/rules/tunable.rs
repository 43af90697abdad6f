//! The tunables of a decision by their keys, for whatever lists, compares or explains them.
//!
//! Input: a [`Decision`]. Output: each of its values with the key that rule files give it. Invariant: none is left out,
//! since the list takes the struct apart field by field and would not compile otherwise.

use std::fmt;

use serde::Serialize;

use super::{Decision, Veto};

/// The value of a tunable.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Tunable {
    /// A probability, a mean number or a number of bits.
    Number(f64),
    /// A number of people.
    Count(usize),
    /// Yes or no.
    Switch(bool),
    /// Levels that forbid a link.
    Vetoes(Vec<Veto>),
}

/// As a rule file writes it: every number reads back as the same number.
impl fmt::Display for Tunable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            // The `Debug` form of a float is the shortest text that reads back, and always has a point or an exponent.
            Self::Number(number) => write!(f, "{number:?}"),
            Self::Count(count) => write!(f, "{count}"),
            Self::Switch(on) => write!(f, "{on}"),
            Self::Vetoes(vetoes) => {
                let quoted: Vec<_> = vetoes.iter().map(|veto| format!("\"{veto}\"")).collect();
                write!(f, "[{}]", quoted.join(", "))
            }
        }
    }
}

impl Decision {
    /// How many tunables there are.
    pub const TUNABLES: usize = 22;

    /// Each tunable, by the key that rule files give it, in the order of documentation.
    pub fn tunables(&self) -> [(&'static str, Tunable); Self::TUNABLES] {
        use Tunable::{Count, Number, Switch, Vetoes};
        let Self {
            share_in_base,
            relatives_in_base,
            max_link_risk,
            max_mean_risk,
            max_online_risk,
            max_asserted_risk,
            max_child_risk,
            threshold,
            margin,
            candidate_floor,
            second_account,
            stale_id,
            all_pairs_up_to,
            settled_risk,
            unseen_family,
            unseen_given,
            alike_twins,
            wrong_profile,
            compare_incomplete,
            learn_postcodes,
            filler_dates,
            vetoes,
        } = self;
        [
            ("share_in_base", Number(*share_in_base)),
            ("relatives_in_base", Number(*relatives_in_base)),
            ("max_link_risk", Number(*max_link_risk)),
            ("max_mean_risk", Number(*max_mean_risk)),
            ("max_online_risk", Number(*max_online_risk)),
            ("max_asserted_risk", Number(*max_asserted_risk)),
            ("max_child_risk", Number(*max_child_risk)),
            ("threshold", Number(*threshold)),
            ("margin", Number(*margin)),
            ("candidate_floor", Number(*candidate_floor)),
            ("second_account", Number(*second_account)),
            ("stale_id", Number(*stale_id)),
            ("all_pairs_up_to", Count(*all_pairs_up_to)),
            ("settled_risk", Number(*settled_risk)),
            ("unseen_family", Number(*unseen_family)),
            ("unseen_given", Number(*unseen_given)),
            ("alike_twins", Number(*alike_twins)),
            ("wrong_profile", Number(*wrong_profile)),
            ("compare_incomplete", Switch(*compare_incomplete)),
            ("learn_postcodes", Switch(*learn_postcodes)),
            ("filler_dates", Switch(*filler_dates)),
            ("vetoes", Vetoes(vetoes.clone())),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_says_what_a_rule_file_would() {
        let decision = Decision { max_mean_risk: 1.5e-7, all_pairs_up_to: 12, ..Decision::default() };
        let written: String = decision.tunables().iter().map(|(key, value)| format!("{key} = {value}\n")).collect();
        assert_eq!(toml::from_str::<Decision>(&written), Ok(decision.clone()));
        let serialised = toml::Table::try_from(&decision).expect("numbers, switches and texts");
        assert_eq!(serialised.len(), Decision::TUNABLES);
        assert!(decision.tunables().iter().all(|(key, _)| serialised.contains_key(*key)));
    }
}
