//! Whether rows of the base are one person.
//!
//! Role: one person with two profiles may have a row for each, under one identifier; two people never share one. Input:
//! rows. Output: yes or no. Invariant: what is linked at one visit is still one person at the next, since both ask here.

use crate::identity::{Person, Profile, Row, Sex, Symbol};
use crate::matching::decision::Reason;
use crate::matching::{Level, NameKind, compare_dates, compare_names};

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

    /// Whether rows stand for two people. One person with two profiles may have a row for each, but a pupil is nothing
    /// else; and names, dates and sex agree up to a typing error.
    pub(super) fn are_two_people(&self, rows: &[Row]) -> bool {
        let mut rows = rows.to_vec();
        rows.sort_unstable();
        rows.dedup();
        let pairs =
            rows.iter().enumerate().flat_map(|(at, &row)| rows[at + 1..].iter().map(move |&other| (row, other)));
        pairs.into_iter().any(|(a, b)| !self.can_be_one_person(a, b))
    }

    fn can_be_one_person(&self, a: Row, b: Row) -> bool {
        let (a, b) = (self.users.person(a), self.users.person(b));
        let shares_profile = a.profiles().iter().any(|profile| b.profiles().contains(profile));
        let is_pupil = a.profiles().union(b.profiles()).contains(Profile::Pupils);
        let agree = |a: Symbol, b: Symbol, kind| {
            compare_names(&self.lexicon, self.forms.of(a), self.forms.of(b), kind) <= Level::Typo
        };
        let families = |person: Person<'_>| [person.family_symbol(), person.birth_family_symbol()];
        let same_family =
            families(a).into_iter().any(|one| families(b).into_iter().any(|two| agree(one, two, NameKind::Family)));
        let dates = compare_dates(a.birth_date(), b.birth_date());
        let sexes = [a.sex(), b.sex()];
        !shares_profile
            && !is_pupil
            && same_family
            && agree(a.given_symbol(), b.given_symbol(), NameKind::Given)
            && matches!(dates, Level::Exact | Level::Missing)
            && (sexes[0] == sexes[1] || sexes.contains(&Sex::Unknown))
    }
}
