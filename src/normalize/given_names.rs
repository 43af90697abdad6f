//! Given names that are names, and no typing errors of one another.
//!
//! Role: tells Louis and Louise, one letter apart, from Louis and Luois. Input: a folded name. Output: whether it is
//! a usual given name in France. The lists are INSEE's, the 1,500 most frequent of each sex among people born from
//! 1965 to 1990 and among pupils.

use std::collections::HashSet;
use std::sync::OnceLock;

use super::fold;

const LISTS: [&str; 4] = [
    include_str!("given_names/pupils_girls.txt"),
    include_str!("given_names/pupils_boys.txt"),
    include_str!("given_names/parents_girls.txt"),
    include_str!("given_names/parents_boys.txt"),
];

/// Whether `joined`, a folded name with its words written together, is a usual given name.
///
/// ```
/// use rapproche::normalize::is_given_name;
/// assert!(is_given_name("LOUISE") && is_given_name("JEANBAPTISTE"));
/// assert!(!is_given_name("LUOIS"));
/// ```
pub fn is_given_name(joined: &str) -> bool {
    static NAMES: OnceLock<HashSet<String>> = OnceLock::new();
    let names = NAMES.get_or_init(|| {
        let lines = LISTS.iter().flat_map(|list| list.lines());
        lines.filter_map(|line| line.split_once(';')).map(|(name, _)| fold(name).replace(' ', "")).collect()
    });
    names.contains(joined)
}
