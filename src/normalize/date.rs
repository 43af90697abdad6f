//! Birth dates as files and directories write them.
//!
//! Input: a cell or an attribute value. Output: a [`BirthDate`], or a [`DateProblem`] that names the
//! value's shape. Invariant: only a blank value is «no date»; whatever cannot be read without a guess
//! is a problem, never a silent gap and never a made-up date. So two-digit years, spreadsheet serial
//! numbers, and instants that a time zone may have moved to the day before, are all refused.

use crate::identity::{BirthDate, Lang};

use super::shape::Shape;

/// The earliest birth year of a person with an account at a school.
const FIRST_YEAR: u32 = 1900;

/// Why a value is no birth date. The texts tell its form, never the value.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.message(Lang::En))]
pub enum DateProblem {
    /// In none of the known forms.
    UnknownForm(Shape),
    /// The number of days since 1900 that a spreadsheet keeps behind a date.
    SerialNumber(Shape),
    /// The year has two digits, and guessing the century would invent evidence.
    TwoDigitYear(Shape),
    /// The form is right but no calendar has the day.
    NotInCalendar(Shape),
    /// No calendar has the day, but one would if day and month changed places.
    MonthFirst(Shape),
    /// A day of the calendar, in a year in which nobody concerned was born.
    ImpossibleYear(Shape),
    /// A time other than midnight, which hints at a date moved by a time zone.
    TimeOfDay(Shape),
}

impl DateProblem {
    /// The shape of the refused value.
    pub fn shape(&self) -> &Shape {
        match self {
            Self::UnknownForm(shape)
            | Self::SerialNumber(shape)
            | Self::TwoDigitYear(shape)
            | Self::NotInCalendar(shape)
            | Self::MonthFirst(shape)
            | Self::ImpossibleYear(shape)
            | Self::TimeOfDay(shape) => shape,
        }
    }

    /// Explains the error without repeating the value.
    pub fn message(&self, lang: Lang) -> String {
        let form = date_form(self.shape(), lang);
        match (self, lang) {
            (Self::UnknownForm(_), Lang::Fr) if shape_is_year(self) => {
                "année seule : écrivez le jour et le mois aussi, jj/mm/aaaa".to_owned()
            }
            (Self::UnknownForm(_), Lang::En) if shape_is_year(self) => {
                "a year alone: write the day and the month too, dd/mm/yyyy".to_owned()
            }
            (Self::UnknownForm(shape), Lang::Fr) => {
                format!("forme inconnue, où 9 est un chiffre et a une lettre : {shape}")
            }
            (Self::UnknownForm(shape), Lang::En) => {
                format!("unknown form, where 9 is a digit and a is a letter: {shape}")
            }
            (Self::SerialNumber(_), Lang::Fr) => {
                "numéro de série d’Excel (5 chiffres) : mettez la colonne au format date".to_owned()
            }
            (Self::SerialNumber(_), Lang::En) => {
                "serial number of Excel (5 digits): give the column the format of a date".to_owned()
            }
            (Self::TwoDigitYear(_), Lang::Fr) => format!("année à deux chiffres (forme {form}) : écrivez-en quatre"),
            (Self::TwoDigitYear(_), Lang::En) => format!("year of two digits (form {form}): write all four"),
            (Self::NotInCalendar(_), Lang::Fr) => format!("date impossible (forme {form})"),
            (Self::NotInCalendar(_), Lang::En) => format!("impossible date (form {form})"),
            (Self::MonthFirst(_), Lang::Fr) => format!("date impossible (forme {form}) : jour et mois inversés ?"),
            (Self::MonthFirst(_), Lang::En) => format!("impossible date (form {form}): day and month exchanged?"),
            (Self::ImpossibleYear(_), Lang::Fr) => format!("année impossible pour une naissance (forme {form})"),
            (Self::ImpossibleYear(_), Lang::En) => format!("impossible year of birth (form {form})"),
            (Self::TimeOfDay(_), Lang::Fr) => {
                "heure autre que minuit, un fuseau horaire a pu décaler le jour : mettez la date seule".to_owned()
            }
            (Self::TimeOfDay(_), Lang::En) => {
                "a time other than midnight, a time zone may have moved the day: write the date alone".to_owned()
            }
        }
    }
}

/// Tells whether a value has the shape of a year alone.
fn shape_is_year(problem: &DateProblem) -> bool {
    problem.shape().to_string() == "9999"
}

/// The form of a date as people write it, `jj/mm/aaaa`, out of its shape, `99/99/9999`.
fn date_form(shape: &Shape, lang: Lang) -> String {
    let (day, month, year) = match lang {
        Lang::Fr => ('j', 'm', 'a'),
        Lang::En => ('d', 'm', 'y'),
    };
    let digits = shape.as_str();
    // Without separators, or when four digits come first, the year leads.
    let year_first = digits.bytes().take(4).all(|byte| byte == b'9');
    let letters = if year_first { [year, month, day] } else { [day, month, year] };
    let separator = digits.chars().find(|&character| character != '9');
    let widths =
        if year_first { [4, 2, 2] } else { [2, 2, digits.bytes().rev().take_while(|&byte| byte == b'9').count()] };
    let parts: Vec<String> =
        letters.iter().zip(widths).map(|(letter, width)| letter.to_string().repeat(width)).collect();
    parts.join(&separator.map(String::from).unwrap_or_default())
}

/// Reads a birth date as [`parse_birth_date`] does, and refuses a day before 1900 or after `this_year`.
///
/// # Errors
/// A [`DateProblem`].
pub fn parse_plausible_birth_date(value: &str, this_year: u32) -> Result<BirthDate, DateProblem> {
    match parse_birth_date(value) {
        Ok(date) if !date.is_missing() && !(FIRST_YEAR..=this_year).contains(&date.year()) => {
            Err(DateProblem::ImpossibleYear(Shape::of(value)))
        }
        other => other,
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
        let is_serial = trimmed.len() == 5 && trimmed.bytes().all(|byte| byte.is_ascii_digit());
        let problem = if is_serial { DateProblem::SerialNumber } else { DateProblem::UnknownForm };
        return Err(problem(Shape::of(trimmed)));
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
    // A leap year, so that the year alone can be to blame.
    let is_day = |month, day| BirthDate::new(2000, month, day).is_some();
    // The cast holds: a year here has four digits.
    BirthDate::new(year as i32, month, day).ok_or_else(|| {
        let problem = match (is_day(month, day), is_day(day, month)) {
            (true, _) if !(FIRST_YEAR..2200).contains(&year) => DateProblem::ImpossibleYear,
            (false, true) => DateProblem::MonthFirst,
            _ => DateProblem::NotInCalendar,
        };
        problem(Shape::of(value))
    })
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
        assert!(matches!(shape("29/02/2011"), DateProblem::NotInCalendar(_)));
        assert!(matches!(shape("03/25/2012"), DateProblem::MonthFirst(_)));
        assert!(matches!(shape("04/03/0012"), DateProblem::ImpossibleYear(_)));
        assert!(matches!(shape("40972"), DateProblem::SerialNumber(_)));
        assert!(matches!(shape("2012-03-03T23:00:00Z"), DateProblem::TimeOfDay(_)));
        for text in [
            "409720",
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
    fn a_year_without_births_is_refused() {
        let read = |text| parse_plausible_birth_date(text, 2025);
        for text in ["31/12/1899", "01/01/2026", "01/01/3012"] {
            assert!(matches!(read(text), Err(DateProblem::ImpossibleYear(_))), "{text}");
        }
        assert_eq!(read("01/01/1900"), Ok(BirthDate::new(1900, 1, 1).unwrap()));
        assert_eq!(read("31/12/2025"), Ok(BirthDate::new(2025, 12, 31).unwrap()));
        assert_eq!(read(" "), Ok(BirthDate::MISSING));
    }

    #[test]
    fn the_message_tells_the_form_and_hides_the_value() {
        for (text, french, english) in [
            ("31/02/2012", "date impossible (forme jj/mm/aaaa)", "impossible date (form dd/mm/yyyy)"),
            ("2012-02-31", "date impossible (forme aaaa-mm-jj)", "impossible date (form yyyy-mm-dd)"),
            ("20120231", "date impossible (forme aaaammjj)", "impossible date (form yyyymmdd)"),
            (
                "03.25.2012",
                "date impossible (forme jj.mm.aaaa) : jour et mois inversés ?",
                "impossible date (form dd.mm.yyyy): day and month exchanged?",
            ),
            (
                "04/03/12",
                "année à deux chiffres (forme jj/mm/aa) : écrivez-en quatre",
                "year of two digits (form dd/mm/yy): write all four",
            ),
            (
                "4 mars",
                "forme inconnue, où 9 est un chiffre et a une lettre : 9 aaaa",
                "unknown form, where 9 is a digit and a is a letter: 9 aaaa",
            ),
            (
                "2012",
                "année seule : écrivez le jour et le mois aussi, jj/mm/aaaa",
                "a year alone: write the day and the month too, dd/mm/yyyy",
            ),
        ] {
            let problem = parse_birth_date(text).unwrap_err();
            assert_eq!((problem.message(Lang::Fr), problem.to_string()), (french.into(), english.into()));
        }
    }
}
