//! How far two dates, postcodes and sexes agree.

use super::Level;
use crate::identity::{BirthDate, Postcode, Sex};

/// How many years apart two dates of one person may lie by a slip of more than one digit.
const MOST_YEARS_APART: u32 = 15;

/// Equal, day and month swapped, one digit off, one component off, different; missing when either is. A year alone
/// agrees with each date of that year.
pub fn compare_dates(a: BirthDate, b: BirthDate) -> Level {
    if a.is_missing() || b.is_missing() {
        return Level::Missing;
    }
    if a.is_year_alone() || b.is_year_alone() {
        return if a.year() == b.year() { Level::SameYear } else { Level::Different };
    }
    if a == b {
        return Level::Exact;
    }
    if a.year() == b.year() && a.day() == b.month() && a.month() == b.day() {
        return Level::Swapped;
    }
    let differing_digits = digits(a).iter().zip(digits(b)).filter(|&(left, right)| *left != right).count();
    if differing_digits == 1 {
        return Level::OneDigit;
    }
    // A child's date is no slip of its parent's.
    if a.year().abs_diff(b.year()) > MOST_YEARS_APART {
        return Level::Different;
    }
    let differing = [a.day() != b.day(), a.month() != b.month(), a.year() != b.year()];
    if differing.iter().filter(|&&differs| differs).count() == 1 { Level::OneComponent } else { Level::Different }
}

fn digits(date: BirthDate) -> [u8; 8] {
    decimals(date.year() * 10_000 + date.month() * 100 + date.day())
}

/// The last N decimal digits, the units first.
fn decimals<const N: usize>(number: u32) -> [u8; N] {
    let mut rest = number;
    std::array::from_fn(|_| {
        let digit = (rest % 10) as u8;
        rest /= 10;
        digit
    })
}

/// Equal, one digit off where `typos` are told apart, same département, different; missing when either is.
pub(super) fn compare_postcodes(a: Postcode, b: Postcode, typos: bool) -> Level {
    if a.is_missing() || b.is_missing() {
        Level::Missing
    } else if a == b {
        Level::Exact
    } else if typos && is_one_slip(a, b) {
        Level::OneDigit
    } else if a.departement().is_some() && a.departement() == b.departement() {
        Level::SameDepartement
    } else {
        Level::Different
    }
}

/// One digit replaced, or two neighbours exchanged.
fn is_one_slip(a: Postcode, b: Postcode) -> bool {
    let (Some(left), Some(right)) = (a.french_number(), b.french_number()) else { return false };
    let (left, right): ([u8; 5], [u8; 5]) = (decimals(left), decimals(right));
    let mut differing = (0..5).filter(|&at| left[at] != right[at]);
    match (differing.next(), differing.next(), differing.next()) {
        (Some(_), None, _) => true,
        (Some(at), Some(next), None) => next == at + 1 && left[at] == right[next] && left[next] == right[at],
        _ => false,
    }
}

/// Equal, different; missing when either is.
pub(super) fn compare_sexes(a: Sex, b: Sex) -> Level {
    if a == Sex::Unknown || b == Sex::Unknown {
        Level::Missing
    } else if a == b {
        Level::Exact
    } else {
        Level::Different
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(day: u32, month: u32, year: i32) -> BirthDate {
        BirthDate::new(year, month, day).expect("a date")
    }

    #[test]
    fn grades_dates() {
        let born = date(4, 3, 2012);
        assert_eq!(compare_dates(born, born), Level::Exact);
        assert_eq!(compare_dates(born, date(3, 4, 2012)), Level::Swapped);
        assert_eq!(compare_dates(born, date(4, 3, 2013)), Level::OneDigit);
        assert_eq!(compare_dates(born, date(14, 3, 2012)), Level::OneDigit);
        assert_eq!(compare_dates(born, date(15, 3, 2012)), Level::OneComponent);
        assert_eq!(compare_dates(born, date(5, 4, 2012)), Level::Different);
        assert_eq!(compare_dates(born, BirthDate::MISSING), Level::Missing);
        assert_eq!(compare_dates(born, date(1, 1, 2012).year_alone()), Level::SameYear);
        assert_eq!(compare_dates(born, date(1, 1, 2013).year_alone()), Level::Different);
        // Swapping day and month of a date changes two digits of it: the better level wins.
        assert_eq!(compare_dates(date(1, 2, 2012), date(2, 1, 2012)), Level::Swapped);
    }

    #[test]
    fn grades_postcodes() {
        let rennes = Postcode::french(35_000);
        assert_eq!(compare_postcodes(rennes, Postcode::french(35_700), false), Level::SameDepartement);
        assert_eq!(compare_postcodes(rennes, Postcode::french(75_011), false), Level::Different);
        assert_eq!(compare_postcodes(rennes, Postcode::foreign("B1000"), false), Level::Different);
        assert_eq!(compare_postcodes(rennes, Postcode::MISSING, false), Level::Missing);
        for slip in [35_010, 45_000, 53_000, 35_001] {
            assert_eq!(compare_postcodes(rennes, Postcode::french(slip), true), Level::OneDigit, "{slip}");
            assert_ne!(compare_postcodes(rennes, Postcode::french(slip), false), Level::OneDigit, "{slip}");
        }
        assert_eq!(compare_postcodes(rennes, Postcode::french(35_770), true), Level::SameDepartement);
        assert_eq!(compare_postcodes(rennes, Postcode::french(30_050), true), Level::Different);
    }
}
