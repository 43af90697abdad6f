//! Birth dates as files and directories write them.
//!
//! Input: a cell or an attribute value. Output: a [`BirthDate`], or a [`DateProblem`] that names the
//! value's shape. Invariant: only a blank value is «no date»; whatever cannot be read without a guess
//! is a problem, never a silent gap and never a made-up date. So two-digit years, spreadsheet serial
//! numbers, and instants that a time zone may have moved to the day before, are all refused.

use crate::identity::BirthDate;

use super::shape::Shape;

/// Why a value is no birth date. The texts name the shape of the value, never the value.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DateProblem {
    /// In none of the known forms.
    #[error("«{0}» is no known form of a date; write dd/MM/yyyy or yyyy-MM-dd")]
    UnknownForm(Shape),
    /// The year has two digits, and guessing the century would invent evidence.
    #[error("«{0}» has a year of two digits; write all four")]
    TwoDigitYear(Shape),
    /// The form is right but no calendar has the day, or the year lies outside 1880–2199.
    #[error("«{0}» is a day that no calendar has, or lies outside the years 1880 to 2199")]
    NotInCalendar(Shape),
    /// A time other than midnight, which hints at a date moved by a time zone.
    #[error("«{0}» has a time other than midnight: a time zone may have moved the day; write the date alone")]
    TimeOfDay(Shape),
}

impl DateProblem {
    /// The shape of the refused value.
    pub fn shape(&self) -> &Shape {
        match self {
            Self::UnknownForm(shape)
            | Self::TwoDigitYear(shape)
            | Self::NotInCalendar(shape)
            | Self::TimeOfDay(shape) => shape,
        }
    }
}

/// Reads a birth date: `dd/MM/yyyy` or `yyyy/MM/dd` with `/`, `-` or `.` and one or two digits for
/// day and month, or `yyyyMMdd`; a time of midnight may follow. A blank value is [`BirthDate::MISSING`].
///
/// # Errors
/// A [`DateProblem`] for anything else; the two-digit year has its own.
pub fn parse_birth_date(value: &str) -> Result<BirthDate, DateProblem> {
    match *value.as_bytes() {
        // The two forms that make up nearly every file, without a scan.
        [d1, d2, b'/', m1, m2, b'/', y1, y2, y3, y4] | [y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2] => {
            match number(&[y1, y2, y3, y4]).zip(number(&[m1, m2])).zip(number(&[d1, d2])) {
                Some(((year, month), day)) => in_calendar(value, year, month, day),
                None => parse_any_form(value),
            }
        }
        [] => Ok(BirthDate::MISSING),
        _ => parse_any_form(value),
    }
}

#[cold]
fn parse_any_form(value: &str) -> Result<BirthDate, DateProblem> {
    let trimmed = value.trim();
    if trimmed.is_empty() {
        return Ok(BirthDate::MISSING);
    }
    let (date, time) = match trimmed.find(|c: char| c == 'T' || c.is_whitespace()) {
        Some(end) => (&trimmed[..end], trimmed[end..].trim_start_matches(|c: char| c == 'T' || c.is_whitespace())),
        None => (trimmed, ""),
    };
    let Some((year, month, day)) = split_date(date) else {
        return Err(DateProblem::UnknownForm(Shape::of(trimmed)));
    };
    let (Some(month), Some(day)) = (number(month.as_bytes()), number(day.as_bytes())) else {
        return Err(DateProblem::UnknownForm(Shape::of(trimmed)));
    };
    let Some(year) = number(year.as_bytes()).filter(|_| year.len() == 4) else {
        let problem = if year.len() == 2 { DateProblem::TwoDigitYear } else { DateProblem::UnknownForm };
        return Err(problem(Shape::of(trimmed)));
    };
    match is_midnight(time) {
        Some(true) => in_calendar(trimmed, year, month, day),
        Some(false) => Err(DateProblem::TimeOfDay(Shape::of(trimmed))),
        None => Err(DateProblem::UnknownForm(Shape::of(trimmed))),
    }
}

/// Year, month and day as texts of digits; day and month have one or two, the year two or four.
fn split_date(date: &str) -> Option<(&str, &str, &str)> {
    if date.len() == 8 && date.bytes().all(|byte| byte.is_ascii_digit()) {
        return Some((&date[..4], &date[4..6], &date[6..]));
    }
    let separator = ['/', '-', '.'].into_iter().find(|&separator| date.contains(separator))?;
    let mut parts = date.split(separator);
    let (first, month, last) = (parts.next()?, parts.next()?, parts.next()?);
    let whole = parts.next().is_none()
        && [first, month, last].iter().all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit()));
    let (year, day) = if first.len() == 4 { (first, last) } else { (last, first) };
    (whole && month.len() <= 2 && day.len() <= 2).then_some((year, month, day))
}

/// Whether a time such as `00:00`, `00:00:00.000Z` or `00:00:00+02:00` is midnight; `None` when it is no time.
fn is_midnight(time: &str) -> Option<bool> {
    if time.is_empty() {
        return Some(true);
    }
    let clock = time.split(['Z', '+', '-']).next().unwrap_or_default();
    let mut parts = clock.split([':', '.']);
    let all_digits = clock.len() >= 4 && parts.clone().all(|part| part.bytes().all(|byte| byte.is_ascii_digit()));
    (all_digits && parts.clone().nth(1).is_some()).then(|| parts.all(|part| part.bytes().all(|byte| byte == b'0')))
}

fn in_calendar(value: &str, year: u32, month: u32, day: u32) -> Result<BirthDate, DateProblem> {
    // The cast holds: a year here has four digits.
    BirthDate::new(year as i32, month, day).ok_or_else(|| DateProblem::NotInCalendar(Shape::of(value)))
}

/// The number that up to four ASCII digits write.
fn number(digits: &[u8]) -> Option<u32> {
    digits.iter().try_fold(0, |number, digit| digit.is_ascii_digit().then(|| number * 10 + u32::from(digit - b'0')))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_every_known_form() {
        let expected = BirthDate::new(2012, 3, 4).unwrap();
        for text in [
            "04/03/2012",
            "4/3/2012",
            "04-03-2012",
            "04.03.2012",
            "2012-03-04",
            "2012/03/04",
            "2012-3-4",
            "20120304",
            " 04/03/2012 ",
            "2012-03-04T00:00:00",
            "2012-03-04T00:00:00.000Z",
            "2012-03-04T00:00:00+02:00",
            "04/03/2012 00:00",
            "04/03/2012\u{a0}00:00:00",
        ] {
            assert_eq!(parse_birth_date(text), Ok(expected), "{text}");
        }
    }

    #[test]
    fn only_blank_is_missing() {
        for text in ["", "  ", "\u{a0}"] {
            assert_eq!(parse_birth_date(text), Ok(BirthDate::MISSING));
        }
    }

    #[test]
    fn refuses_what_would_be_a_guess() {
        let shape = |text: &str| parse_birth_date(text).unwrap_err();
        assert_eq!(shape("04/03/12"), DateProblem::TwoDigitYear(Shape::of("99/99/99")));
        assert!(matches!(shape("31/02/2012"), DateProblem::NotInCalendar(_)));
        assert!(matches!(shape("00/00/0000"), DateProblem::NotInCalendar(_)));
        assert!(matches!(shape("2012-03-03T23:00:00Z"), DateProblem::TimeOfDay(_)));
        for text in [
            "40972",
            "4 mars 2012",
            "04/03",
            "04/03/2012/1",
            "04//2012",
            "aa/bb/cccc",
            "004/03/2012",
            "4/3/20122",
            "2012-03-04Tmidi",
            "é4/03/201",
            "١٢/03/2012",
        ] {
            assert!(matches!(shape(text), DateProblem::UnknownForm(_)), "{text}");
        }
    }

    #[test]
    fn the_message_hides_the_value() {
        let message = parse_birth_date("31/02/2012").unwrap_err().to_string();
        assert!(message.contains("99/99/9999") && !message.contains("31"), "{message}");
    }
}
