//! Birth dates in four bytes.

use std::fmt;

use chrono::{Datelike, NaiveDate};

/// A birth date, possibly missing, packed as `year << 9 | month << 5 | day`; 0 is «missing».
///
/// Packed values order as dates do, and equality is one integer comparison.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct BirthDate(u32);

impl BirthDate {
    /// No date: neither for nor against a match.
    pub const MISSING: Self = Self(0);

    /// The date, or `None` when no calendar has it or the year lies outside 1880–2199.
    pub fn new(year: i32, month: u32, day: u32) -> Option<Self> {
        NaiveDate::from_ymd_opt(year, month, day)?;
        (1880..2200).contains(&year).then_some(Self((year as u32) << 9 | month << 5 | day))
    }

    /// The year alone, of a date whose day and month stand for «not known».
    #[must_use]
    pub fn year_alone(self) -> Self {
        Self(self.0 & !0x1FF)
    }

    /// Whether the year is known, and the day is not.
    pub fn is_year_alone(self) -> bool {
        !self.is_missing() && self.0 & 0x1FF == 0
    }

    /// The packed number; equal dates have equal numbers, 0 is «missing».
    pub fn packed(self) -> u32 {
        self.0
    }

    /// Whether no date is known.
    pub fn is_missing(self) -> bool {
        self.0 == 0
    }

    /// Year, or 0 when missing.
    pub fn year(self) -> u32 {
        self.0 >> 9
    }

    /// Month 1–12, or 0 when missing.
    pub fn month(self) -> u32 {
        self.0 >> 5 & 0xF
    }

    /// Day 1–31, or 0 when missing.
    pub fn day(self) -> u32 {
        self.0 & 0x1F
    }
}

impl From<NaiveDate> for BirthDate {
    /// Years outside 1880–2199 become «missing».
    fn from(date: NaiveDate) -> Self {
        Self::new(date.year(), date.month(), date.day()).unwrap_or(Self::MISSING)
    }
}

/// `dd/MM/yyyy`, as French directories write it; `yyyy` of a year alone; empty when missing.
impl fmt::Display for BirthDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_missing() {
            return Ok(());
        }
        if self.is_year_alone() {
            return write!(f, "{:04}", self.year());
        }
        write!(f, "{:02}/{:02}/{:04}", self.day(), self.month(), self.year())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packs_and_prints() {
        let date = BirthDate::new(2012, 3, 4).expect("a date");
        assert_eq!((date.year(), date.month(), date.day()), (2012, 3, 4));
        assert_eq!(date.to_string(), "04/03/2012");
        assert!(date < BirthDate::new(2012, 3, 5).expect("a date"));
        assert_eq!(BirthDate::new(2011, 2, 29), None);
        assert_eq!(BirthDate::new(12, 3, 4), None);
        assert_eq!(BirthDate::MISSING.to_string(), "");
    }
}
