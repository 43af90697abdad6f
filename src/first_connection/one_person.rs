//! Whether rows of the base are one person.
//!
//! Role: what was found profile by profile has to be one person in the end. Input: rows. Output: those that can be. Invariant:
//! what is linked at one visit is still one person at the next, and in a run, since all ask [`are_two_people`].

use crate::identity::Row;
use crate::matching::are_two_people;
use crate::matching::decision::Reason;

use super::{Access, Case, FirstConnection};

impl FirstConnection {
    /// Of users found profile by profile, those who can be one person with each other and with the holders of the id,
    /// the surest first; the others become cases.
    pub(super) fn keep_one_person(
        &self,
        holders: &[Row],
        mut found: Vec<Access>,
        refused: &mut Vec<Case>,
    ) -> Vec<Access> {
        let risk = |access: &Access| access.basis.evidence().map_or(0.0, |evidence| evidence.risk);
        found.sort_by(|a, b| risk(a).total_cmp(&risk(b)).then(a.profile.cmp(&b.profile)));
        let mut rows = holders.to_vec();
        let mut kept: Vec<Access> = Vec::new();
        for access in found {
            rows.push(access.user);
            if self.are_two_people(&rows) {
                rows.pop();
                refused.push(Case::new(Some(access.profile), Reason::ToConfirm));
            } else {
                kept.push(access);
            }
        }
        kept
    }

    /// Whether rows of the base stand for two people.
    pub(super) fn are_two_people(&self, rows: &[Row]) -> bool {
        are_two_people(&self.lexicon, &self.forms, &self.users, rows)
    }
}
