//! The ids that stand in a list.
//!
//! Invariants: an id that is there is never replaced; an id is one person's, over all profiles.

use std::cell::OnceCell;

use foldhash::{HashMap, HashMapExt, HashSet};

use crate::identity::{Interner, Population, Row};
use crate::matching::{Lexicon, are_two_people};
use crate::store::StoredLink;

use super::ImportPlan;

/// The links that stand in the list, as far as nothing contradicts them.
pub(super) fn adopt(plan: &mut ImportPlan, links: &[StoredLink], list: &Population, numbers: &[i64]) {
    let vanished: HashSet<i64> = plan.vanished.iter().copied().collect();
    let mut id_of: HashMap<(&str, i64), &str> = HashMap::new();
    let mut user_of: HashMap<(&str, &str), i64> = HashMap::new();
    let mut users_of: HashMap<&str, Vec<i64>> = HashMap::new();
    for link in links.iter().filter(|link| !vanished.contains(&link.user)) {
        id_of.insert((&link.profile, link.user), &link.cas_id);
        user_of.insert((&link.profile, &link.cas_id), link.user);
        users_of.entry(&link.cas_id).or_default().push(link.user);
    }
    let mut rows_of: HashMap<&str, Vec<Row>> = HashMap::new();
    for person in list.people() {
        if let Some(id) = person.linked_id() {
            rows_of.entry(id).or_default().push(person.row());
        }
    }
    // Built only for lists in which somebody has several rows.
    let names = OnceCell::new();
    let conflicts_at = plan.report.conflicts.len();
    for person in list.people() {
        let Some(id) = person.linked_id() else { continue };
        let number = numbers[person.row() as usize];
        let rows = &rows_of[id];
        let is_same_person = || {
            let (lexicon, forms, _) = names.get_or_init(|| Lexicon::build(&list.names, &Interner::new()));
            !are_two_people(lexicon, forms, list, rows)
        };
        // Whoever has the id already, as anything, is one of those who have it here.
        let is_listed = |user: &i64| rows.iter().any(|&row| numbers[row as usize] == *user);
        let is_one_person =
            users_of.get(id).is_none_or(|users| users.iter().all(is_listed)) && (rows.len() == 1 || is_same_person());
        for profile in person.profiles().iter() {
            let (key, known_id, known_user) =
                (profile.key(), id_of.get(&(profile.key(), number)), user_of.get(&(profile.key(), id)));
            match (known_id, known_user) {
                (Some(&known), Some(&user)) if known == id && user == number => {}
                (None, None) if is_one_person => {
                    id_of.insert((key, number), id);
                    user_of.insert((key, id), number);
                    plan.links.push((profile, id.to_owned(), number));
                    plan.report.links += 1;
                }
                _ => plan.report.conflicts.push(person.id().to_owned()),
            }
        }
    }
    plan.report.conflicts[conflicts_at..].sort();
    plan.report.conflicts.dedup();
}
