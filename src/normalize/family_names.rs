//! Usual family names: how many people in France bear them.
//!
//! Role: tells MARTIN, which three people in a thousand bear, from a name that a school shows once because it is rare.
//! Input: a folded name, its words written together. Output: the share of people who bear it. Invariant: a name that is
//! not in the table is rarer than each that is. Entry point: [`family_name_share`].
//!
//! The table holds the 8,500 most frequent names of the births of 1991–2000 by INSEE; 41 in 100 people bear one of them.

use std::collections::HashMap;
use std::sync::OnceLock;

use super::fold;

/// `NAME;births`, the most frequent first.
pub(crate) const BIRTHS: &str = include_str!("family_names/births.txt");

/// All births of these years.
const ALL: f64 = 7_600_000.0;

/// The share of people who bear the family name `joined`, a folded name with its words written together; `None` for a
/// name that is not among the most frequent.
///
/// ```
/// use rapproche::normalize::family_name_share;
/// assert!(family_name_share("MARTIN").unwrap() > 0.003);
/// assert!(family_name_share("GRANVILLARD").is_none());
/// ```
pub fn family_name_share(joined: &str) -> Option<f64> {
    static SHARES: OnceLock<HashMap<String, f64, foldhash::fast::FixedState>> = OnceLock::new();
    let shares = SHARES.get_or_init(|| {
        let mut shares = HashMap::default();
        for (name, births) in BIRTHS.lines().filter_map(|line| line.split_once(';')) {
            // LE ROUX and LEROUX are one name here.
            *shares.entry(super::joined(&fold(name))).or_insert(0.0) += births.parse().unwrap_or(0.0) / ALL;
        }
        shares
    });
    shares.get(joined).copied()
}

#[cfg(test)]
mod tests {
    use super::super::joined;
    use super::*;

    #[test]
    fn spellings_of_one_name_count_together() {
        let share = |name: &str| family_name_share(&joined(&fold(name)));
        assert_eq!(share("LE ROUX"), share("LEROUX"));
        assert!(share("LEROUX") > share("LE GALL"));
    }
}
