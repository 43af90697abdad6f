//! Offers tried all at once.
//!
//! Input: offers that pass by themselves. Output: those that make an id stand for two people, taken back. Two users may so
//! exchange ids; what a backup gives may be two people's who shared it before. A user who falls back on a former id may bring on the next conflict, hence it goes on until there is none.
//! What falls back only ever adds holders, and all offers of an id fall together: the end does not depend on the order.

use std::collections::{HashMap, HashSet};

use crate::identity::IdOffer;

use super::giving::{Decision, Verdict, gives};
use super::users::{Base, Users};

/// Of each id that a backup holds, the rows whose it was.
pub(super) type SharedBefore<'o> = HashMap<&'o str, HashSet<usize>>;

/// The base as it would be.
pub(super) struct Trial<'a> {
    base: Base<'a>,
    users: &'a Users<'a>,
    offers: &'a [IdOffer],
    /// Of each id, the rows that would hold it.
    holders: HashMap<&'a str, Vec<usize>>,
    /// Of each row that would change, the decisions by which: several where an offer stands twice.
    changed_by: HashMap<usize, Vec<usize>>,
}

impl<'a> Trial<'a> {
    /// The base with all that passed.
    pub(super) fn new(base: Base<'a>, users: &'a Users<'a>, offers: &'a [IdOffer], decisions: &[Decision]) -> Self {
        let mut trial = Self { base, users, offers, holders: users.holders(), changed_by: HashMap::new() };
        for (number, decision) in decisions.iter().enumerate().filter(|(_, decision)| gives(&decision.verdict)) {
            for &row in &decision.rows {
                let by = trial.changed_by.entry(row).or_default();
                by.push(number);
                if by.len() == 1 {
                    trial.move_row(row, base.rows[row].key(), offers[decision.offer].key());
                }
            }
        }
        trial
    }

    fn move_row(&mut self, row: usize, from: &'a str, to: &'a str) {
        if let Some(rows) = self.holders.get_mut(from) {
            rows.retain(|&other| other != row);
        }
        if !to.is_empty() {
            self.holders.entry(to).or_default().push(row);
        }
    }

    /// Takes back what would make an id stand for two people, other than those who shared it before.
    pub(super) fn settle(mut self, shared_before: &SharedBefore<'_>, decisions: &mut [Decision]) {
        let (base, offers) = (self.base, self.offers);
        let mut doubted: Vec<&str> = decisions
            .iter()
            .filter(|decision| gives(&decision.verdict))
            .map(|decision| offers[decision.offer].key())
            .collect();
        while let Some(id) = doubted.pop() {
            let mut rows = self.holders.get(id).cloned().unwrap_or_default();
            if !self.users.are_several(&rows) {
                continue;
            }
            if shared_before.get(id).is_some_and(|before| rows.iter().all(|row| before.contains(row))) {
                continue;
            }
            rows.sort_unstable();
            let holder = rows.iter().copied().find(|row| !self.changed_by.contains_key(row));
            let numbers: Vec<usize> =
                rows.iter().filter_map(|row| self.changed_by.get(row)).flatten().copied().collect();
            for number in numbers {
                let decision = &mut decisions[number];
                decision.verdict = holder.map_or(Verdict::OfferedTwice, |by| Verdict::Taken { by });
                for &row in &decision.rows {
                    if self.changed_by.remove(&row).is_some() {
                        let former = base.rows[row].key();
                        self.move_row(row, id, former);
                        doubted.push(former);
                    }
                }
            }
        }
        for decision in decisions.iter_mut().filter(|decision| decision.verdict.is_done()) {
            let holders = self.holders.get(offers[decision.offer].key());
            decision.is_shared = holders.is_some_and(|rows| self.users.are_several(rows));
        }
    }
}
