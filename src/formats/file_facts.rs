//! Remarks on one file as a whole: they follow from its rows together, and from no single row.
//!
//! Input: each row as it is understood. Output: notices about the file as a whole, and the error that it
//! was given on the wrong side.

use crate::identity::{BirthDate, NoticeKind, Profile, ProfileSet};
use crate::normalize::DateProblem;

/// Fewer dates that make sense only with the month first may be typing errors.
const MONTH_FIRST_AT_LEAST: u64 = 5;
/// One date that makes sense only with the day first speaks against so many of the others.
const MONTH_FIRST_PER_DAY_FIRST: u64 = 10;
/// The last day that could be a month.
const LAST_MONTH: u32 = 12;

/// Counts over the rows of one file.
#[derive(Debug, Default)]
pub(super) struct FileFacts {
    rows: u64,
    merged: u64,
    repaired: u64,
    damaged: u64,
    pupils: u64,
    pupils_with_date: u64,
    day_first: u64,
    month_first: u64,
    with_profile: u64,
    cas_profiles: u64,
    first_cas_profile: Option<CasProfile>,
}

/// A profile value of the CAS side in a file of the base.
#[derive(Debug, Clone)]
pub(super) struct CasProfile {
    pub(super) line: u32,
    pub(super) value: String,
}

impl FileFacts {
    /// Rows that are not blank.
    pub(super) fn rows(&self) -> u64 {
        self.rows
    }

    /// Takes in a row; `has_date` tells whether its cell of the birth date holds anything.
    pub(super) fn see_row(&mut self, profiles: ProfileSet, has_date: bool) {
        self.rows += 1;
        self.with_profile += u64::from(!profiles.is_empty());
        if profiles.contains(Profile::Pupils) {
            self.pupils += 1;
            self.pupils_with_date += u64::from(has_date);
        }
    }

    /// Takes in a row that is the same person as an earlier one, by its cells alone.
    pub(super) fn see_merged(&mut self) {
        self.merged += 1;
    }

    /// Takes in how many texts with damaged accents were repaired.
    pub(super) fn see_repaired(&mut self, texts: u64) {
        self.repaired += texts;
    }

    /// Takes in a person whose name has lost letters.
    pub(super) fn see_damaged(&mut self) {
        self.damaged += 1;
    }

    /// Takes in a birth date.
    pub(super) fn see_date(&mut self, date: &Result<BirthDate, DateProblem>) {
        match date {
            Ok(date) => self.day_first += u64::from(date.day() > LAST_MONTH),
            Err(DateProblem::MonthFirst(_)) => self.month_first += 1,
            Err(_) => {}
        }
    }

    /// Takes in a profile value that is none of the base and one of the CAS side.
    pub(super) fn see_cas_profile(&mut self, line: u32, value: &str) {
        self.cas_profiles += 1;
        self.first_cas_profile.get_or_insert_with(|| CasProfile { line, value: value.to_owned() });
    }

    /// The first CAS profile, if most rows have one and no row has a profile of the base.
    pub(super) fn wrong_side(&self) -> Option<&CasProfile> {
        self.first_cas_profile.as_ref().filter(|_| self.with_profile == 0 && 2 * self.cas_profiles > self.rows)
    }

    /// Kinds and values of the remarks on the file.
    pub(super) fn remarks(&self) -> Vec<(NoticeKind, String)> {
        let mut remarks = Vec::new();
        if self.rows == 0 {
            remarks.push((NoticeKind::NoPeople, String::new()));
        }
        if self.merged > 0 {
            remarks.push((NoticeKind::MergedRows, self.merged.to_string()));
        }
        if self.repaired > 0 {
            remarks.push((NoticeKind::RepairedText, self.repaired.to_string()));
        }
        if self.damaged > 0 {
            remarks.push((NoticeKind::DamagedFile, self.damaged.to_string()));
        }
        if self.pupils > 0 && self.pupils_with_date == 0 {
            remarks.push((NoticeKind::NoBirthDates, self.pupils.to_string()));
        }
        let is_month_first =
            self.month_first >= MONTH_FIRST_AT_LEAST && self.day_first * MONTH_FIRST_PER_DAY_FIRST <= self.month_first;
        if is_month_first {
            remarks.push((NoticeKind::MonthFirstDates, self.month_first.to_string()));
        }
        remarks
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::normalize::parse_birth_date;

    fn of_dates(dates: &[(&str, usize)]) -> Vec<(NoticeKind, String)> {
        let mut facts = FileFacts::default();
        for &(date, count) in dates {
            for _ in 0..count {
                facts.see_row(Profile::Pupils.into(), true);
                facts.see_date(&parse_birth_date(date));
            }
        }
        facts.remarks()
    }

    #[test]
    fn months_come_first_when_nothing_else_explains_the_dates() {
        let remark = |count: usize| vec![(NoticeKind::MonthFirstDates, count.to_string())];
        assert_eq!(of_dates(&[("03/25/2012", 5), ("03/04/2012", 9)]), remark(5));
        assert_eq!(of_dates(&[("03/25/2012", 10), ("25/03/2012", 1)]), remark(10));
        assert_eq!(of_dates(&[("03/25/2012", 4)]), []);
        assert_eq!(of_dates(&[("03/25/2012", 9), ("25/03/2012", 1)]), []);
        assert_eq!(of_dates(&[("31/02/2012", 9)]), []);
    }

    #[test]
    fn only_pupils_are_expected_to_have_dates() {
        let mut facts = FileFacts::default();
        facts.see_row(Profile::Parents.into(), false);
        assert_eq!(facts.remarks(), []);
        facts.see_row(Profile::Pupils.into(), false);
        facts.see_row(Profile::Pupils.into(), false);
        assert_eq!(facts.remarks(), [(NoticeKind::NoBirthDates, "2".to_owned())]);
        facts.see_row(Profile::Pupils.into(), true);
        assert_eq!(facts.remarks(), []);
        assert_eq!(FileFacts::default().remarks(), [(NoticeKind::NoPeople, String::new())]);
    }

    #[test]
    fn one_profile_of_the_base_clears_the_file() {
        let mut facts = FileFacts::default();
        for line in 2..5 {
            facts.see_row(ProfileSet::EMPTY, false);
            facts.see_cas_profile(line, "National_ELV");
        }
        assert_eq!(facts.wrong_side().map(|profile| profile.line), Some(2));
        facts.see_row(Profile::Pupils.into(), false);
        assert!(facts.wrong_side().is_none());
    }
}
