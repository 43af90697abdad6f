//! The ids of those in a list: the ones that wait for them since they left, and the ones that stand in it.
//!
//! Invariants: an id that is there is never replaced; what waited comes before what stands in the list, and the latest before older ones;
//! an id is one person's, over all profiles.

use std::cell::OnceCell;
use std::cmp::Reverse;

use foldhash::{HashMap, HashMapExt, HashSet};

use crate::identity::{Interner, Population, Row};
use crate::matching::{Forms, Lexicon, are_two_people};
use crate::service::holders::Holders;
use crate::store::StoredLink;

use super::ImportPlan;
use super::plan::Before;

/// Finds the links that come back, and those of the list that nothing contradicts. `numbers` are the users of the rows.
pub(super) fn settle(plan: &mut ImportPlan, before: &Before, list: &Population, numbers: &[i64]) {
    let vanished: HashSet<i64> = plan.vanished.iter().copied().collect();
    let mut holders = Holders::new(before.links.iter().filter(|link| !vanished.contains(&link.user)));
    let people = People::new(list, numbers);
    bring_back(plan, before, &people, &mut holders);
    adopt(plan, list, numbers, &people, &mut holders);
}

/// The links of those who are in the base again. An id that is somebody else's by now, as anything, stays aside.
fn bring_back(plan: &mut ImportPlan, before: &Before, people: &People<'_>, holders: &mut Holders) {
    let returned: HashSet<i64> = plan.returned.iter().copied().collect();
    let mut waiting: Vec<&StoredLink> = before.aside.iter().filter(|link| returned.contains(&link.user)).collect();
    waiting.sort_by_key(|link| (Reverse(link.made_at), link.user, link.profile.clone()));
    for link in waiting {
        let are_one = || {
            let others: Vec<i64> = holders.others(&link.cas_id, link.user).collect();
            others.is_empty() || people.are_one(others.into_iter().chain([link.user]))
        };
        if holders.are_free(&link.profile, &link.cas_id, link.user) && are_one() {
            holders.add(&link.profile, &link.cas_id, link.user);
            plan.back.push(link.clone());
        }
    }
}

/// The links that stand in the list.
fn adopt(plan: &mut ImportPlan, list: &Population, numbers: &[i64], people: &People<'_>, holders: &mut Holders) {
    let mut rows_of: HashMap<&str, Vec<Row>> = HashMap::new();
    for person in list.people() {
        if let Some(id) = person.linked_id() {
            rows_of.entry(id).or_default().push(person.row());
        }
    }
    for person in list.people() {
        let Some(id) = person.linked_id() else { continue };
        let number = numbers[person.row() as usize];
        let rows = &rows_of[id];
        // Whoever has the id already, as anything, is one of those who have it here.
        let is_listed = |user: i64| rows.iter().any(|&row| numbers[row as usize] == user);
        let is_one_person = holders.others(id, number).all(is_listed) && (rows.len() == 1 || people.are_one_in(rows));
        for profile in person.profiles().iter() {
            let key = profile.key();
            if holders.holds(key, id, number) {
                continue;
            }
            if is_one_person && holders.are_free(key, id, number) {
                holders.add(key, id, number);
                plan.links.push((profile, id.to_owned(), number));
                plan.report.links += 1;
            } else {
                plan.report.conflicts.push(person.id().to_owned());
            }
        }
    }
    plan.report.conflicts.sort();
    plan.report.conflicts.dedup();
}

/// The people of a list, who may be several rows of one person.
struct People<'a> {
    list: &'a Population,
    row_of: HashMap<i64, Row>,
    /// Built only for lists in which somebody has several rows.
    names: OnceCell<(Lexicon, Forms)>,
}

impl<'a> People<'a> {
    fn new(list: &'a Population, numbers: &[i64]) -> Self {
        let row_of = list.people().map(|person| (numbers[person.row() as usize], person.row())).collect();
        Self { list, row_of, names: OnceCell::new() }
    }

    /// Whether all these users may be one person; whoever is not in the list is not known to be.
    fn are_one(&self, users: impl Iterator<Item = i64>) -> bool {
        let rows: Option<Vec<Row>> = users.map(|user| self.row_of.get(&user).copied()).collect();
        rows.is_some_and(|rows| self.are_one_in(&rows))
    }

    /// Whether all these rows may be one person.
    fn are_one_in(&self, rows: &[Row]) -> bool {
        let (lexicon, forms) = self.names.get_or_init(|| {
            let (lexicon, forms, _) = Lexicon::build(&self.list.names, &Interner::new());
            (lexicon, forms)
        });
        !are_two_people(lexicon, forms, self.list, rows)
    }
}
