//! The simple values of a model, valid by construction.
//!
//! Input: a text from a flux or a configuration. Output: a value that can be written and read back unchanged, or an
//! [`InvalidValue`] with the remedy. Invariant: each type accepts what the simple type of the same meaning in the
//! schema accepts, white space treated alike.

use std::fmt;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::identity::Lang;

/// Why a text is no value of its type.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.message(Lang::En))]
pub enum InvalidValue {
    /// Nothing in it.
    Empty,
    /// A character that no XML file can hold.
    Unwritable(char),
    /// Not `http://` or `https://`, a host, and a path of the characters of RFC 3986, without `?` and `#`.
    NotARoot,
    /// The same, where `?` is allowed.
    NotAnAddress,
    /// The same, where `?` and `#` are allowed.
    NotAWebPage,
    /// Not a whole number from 1 to 999999999.
    NotAVersion,
    /// Not a day of this millennium, `2026-09-01`.
    NotADay,
    /// A list without a value.
    NoValueInList,
    /// A comma or a vertical bar in a list of values.
    ReservedSeparator(char),
    /// Not the key of a profile.
    NotAProfile,
}

impl InvalidValue {
    /// What is expected instead.
    pub fn message(self, lang: Lang) -> String {
        let french = lang == Lang::Fr;
        match self {
            Self::Empty if french => "il faut un texte".to_owned(),
            Self::Empty => "a text is needed".to_owned(),
            Self::Unwritable(c) if french => {
                format!("le caractère U+{:04X} n’a pas sa place dans un fichier XML", u32::from(c))
            }
            Self::Unwritable(c) => format!("the character U+{:04X} has no place in an XML file", u32::from(c)),
            Self::NotARoot if french => {
                "il faut une adresse http(s) sans «?» ni «#», comme https://cas.example.org/cas".to_owned()
            }
            Self::NotARoot => {
                "an http(s) address without «?» and «#» is needed, such as https://cas.example.org/cas".to_owned()
            }
            Self::NotAnAddress if french => {
                "il faut une adresse http(s) sans «#», comme https://cas.example.org/login".to_owned()
            }
            Self::NotAnAddress => {
                "an http(s) address without «#» is needed, such as https://cas.example.org/login".to_owned()
            }
            Self::NotAWebPage if french => "il faut une adresse http(s), comme https://www.example.org/aide".to_owned(),
            Self::NotAWebPage => "an http(s) address is needed, such as https://www.example.org/help".to_owned(),
            Self::NotAVersion if french => "il faut un nombre entier de 1 à 999999999".to_owned(),
            Self::NotAVersion => "a whole number from 1 to 999999999 is needed".to_owned(),
            Self::NotADay if french => "il faut une date, comme 2026-09-01".to_owned(),
            Self::NotADay => "a date is needed, such as 2026-09-01".to_owned(),
            Self::NoValueInList if french => "il faut au moins une valeur, comme National_ELV;National_1".to_owned(),
            Self::NoValueInList => "at least one value is needed, such as National_ELV;National_1".to_owned(),
            Self::ReservedSeparator(c) if french => {
                format!("les valeurs se séparent par «;» et ne contiennent pas de «{c}»")
            }
            Self::ReservedSeparator(c) => format!("values are separated by «;» and hold no «{c}»"),
            Self::NotAProfile if french => {
                "les profils sont eleves, inspecteurs, maitres_de_stage, parents, personnels et professeurs".to_owned()
            }
            Self::NotAProfile => {
                "the profiles are eleves, inspecteurs, maitres_de_stage, parents, personnels and professeurs".to_owned()
            }
        }
    }
}

/// The `Char` of XML 1.0, section 2.2.
pub(super) fn is_xml_char(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | ' '..='\u{D7FF}' | '\u{E000}'..='\u{FFFD}' | '\u{10000}'..)
}

/// `whiteSpace="collapse"` of XML Schema: runs of the four white characters of XML become one space, none at the
/// ends. Other spaces of Unicode, such as the no-break space, are text.
fn collapsed(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for word in text.split([' ', '\t', '\n', '\r']).filter(|word| !word.is_empty()) {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word);
    }
    out
}

fn writable(text: String) -> Result<String, InvalidValue> {
    match text.chars().find(|&c| !is_xml_char(c)) {
        Some(c) => Err(InvalidValue::Unwritable(c)),
        None if text.is_empty() => Err(InvalidValue::Empty),
        None => Ok(text),
    }
}

/// An http(s) address whose path, query and fragment begin with one of `openers` and hold those and the other
/// characters of RFC 3986, section 2. Internationalised hosts are written in their ASCII form.
fn address(text: &str, openers: &str, error: InvalidValue) -> Result<String, InvalidValue> {
    let text = collapsed(text);
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://")).ok_or(error)?;
    let (authority, path) = rest.split_at(rest.find(['/', '?', '#']).unwrap_or(rest.len()));
    let (host, port) = match authority.split_once(':') {
        Some((host, port)) => (host, Some(port)),
        None => (authority, None),
    };
    let is_host = |host: &str| {
        host.starts_with(|c: char| c.is_ascii_alphanumeric())
            && host.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-'))
    };
    let is_port = |port: &str| (1..=5).contains(&port.len()) && port.bytes().all(|byte| byte.is_ascii_digit());
    let in_path = |c: char| c.is_ascii_alphanumeric() || "._~:/[]@!$&'()*+,;=%-".contains(c) || openers.contains(c);
    let is_path =
        |path: &str| path.is_empty() || path.starts_with(|c| openers.contains(c)) && path.chars().all(in_path);
    if is_host(host) && port.is_none_or(is_port) && is_path(path) { Ok(text) } else { Err(error) }
}

/// The values of a `;`-separated list, in order.
pub(super) fn parse_values(text: &str) -> Result<Vec<String>, InvalidValue> {
    let text = writable(collapsed(text)).map_err(|error| match error {
        InvalidValue::Empty => InvalidValue::NoValueInList,
        other => other,
    })?;
    if let Some(separator) = text.chars().find(|c| matches!(c, ',' | '|')) {
        return Err(InvalidValue::ReservedSeparator(separator));
    }
    let values: Vec<String> = text
        .split(';')
        .map(|value| value.trim_matches(' '))
        .filter(|value| !value.is_empty())
        .map(str::to_owned)
        .collect();
    if values.is_empty() { Err(InvalidValue::NoValueInList) } else { Ok(values) }
}

/// Declares a text that is valid by construction, with what serde and printing need.
macro_rules! valid_text {
    ($(#[$doc:meta])* $name:ident, $parse:expr) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            /// Checks and normalises a text.
            ///
            /// # Errors
            /// [`InvalidValue`], which says what is expected instead.
            pub fn parse(text: &str) -> Result<Self, InvalidValue> {
                let parse: fn(&str) -> Result<String, InvalidValue> = $parse;
                parse(text).map(Self)
            }

            /// The text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(&self.0)
            }
        }

        impl TryFrom<String> for $name {
            type Error = InvalidValue;

            fn try_from(text: String) -> Result<Self, InvalidValue> {
                Self::parse(&text)
            }
        }

        impl From<$name> for String {
            fn from(value: $name) -> Self {
                value.0
            }
        }
    };
}

valid_text! {
    /// A name on one line: not empty, without white space at the ends, runs of white space being one space.
    Label, |text| writable(collapsed(text))
}
valid_text! {
    /// A text of several lines, kept as it is; not empty.
    Paragraph, |text| writable(text.to_owned())
}
valid_text! {
    /// An http(s) address that others are made from, hence without `?` and `#`: `https://cas.example.org/cas`.
    RootAddress, |text| address(text, "/", InvalidValue::NotARoot)
}
valid_text! {
    /// An http(s) address that parameters are added to, hence without `#`.
    Address, |text| address(text, "/?", InvalidValue::NotAnAddress)
}
valid_text! {
    /// An http(s) address to be read by people.
    WebPage, |text| address(text, "/?#", InvalidValue::NotAWebPage)
}

/// The version of a model, from 1 to 999,999,999; a later one is higher.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "u32", into = "u32")]
pub struct Version(u32);

impl Version {
    /// Reads decimal digits without leading zeros.
    ///
    /// # Errors
    /// [`InvalidValue::NotAVersion`].
    pub fn parse(text: &str) -> Result<Self, InvalidValue> {
        let text = collapsed(text);
        if text.starts_with('0') || text.len() > 9 || !text.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(InvalidValue::NotAVersion);
        }
        text.parse::<u32>().map_err(|_| InvalidValue::NotAVersion).and_then(Self::try_from)
    }
}

impl TryFrom<u32> for Version {
    type Error = InvalidValue;

    fn try_from(number: u32) -> Result<Self, InvalidValue> {
        if (1..=999_999_999).contains(&number) { Ok(Self(number)) } else { Err(InvalidValue::NotAVersion) }
    }
}

impl From<Version> for u32 {
    fn from(version: Version) -> Self {
        version.0
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// A day of this millennium, written `2026-09-01`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Day(NaiveDate);

impl Day {
    /// Reads `2026-09-01`.
    ///
    /// # Errors
    /// [`InvalidValue::NotADay`].
    pub fn parse(text: &str) -> Result<Self, InvalidValue> {
        let text = collapsed(text);
        let shape = text.bytes().enumerate().all(|(at, byte)| match at {
            0 => byte == b'2',
            4 | 7 => byte == b'-',
            _ => byte.is_ascii_digit(),
        });
        if text.len() != 10 || !shape {
            return Err(InvalidValue::NotADay);
        }
        NaiveDate::parse_from_str(&text, "%Y-%m-%d").map(Self).map_err(|_| InvalidValue::NotADay)
    }

    /// The day as people of `lang` write it: `01/09/2026` in French, `2026-09-01` in English.
    pub fn text(self, lang: Lang) -> String {
        match lang {
            Lang::Fr => self.0.format("%d/%m/%Y").to_string(),
            Lang::En => self.to_string(),
        }
    }
}

impl TryFrom<NaiveDate> for Day {
    type Error = InvalidValue;

    fn try_from(date: NaiveDate) -> Result<Self, InvalidValue> {
        Self::parse(&date.to_string())
    }
}

impl TryFrom<String> for Day {
    type Error = InvalidValue;

    fn try_from(text: String) -> Result<Self, InvalidValue> {
        Self::parse(&text)
    }
}

impl From<Day> for String {
    fn from(day: Day) -> Self {
        day.to_string()
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_one_line() {
        assert_eq!(Label::parse(" Académie\r\n\tde  Rennes ").unwrap().as_str(), "Académie de Rennes");
        assert_eq!(Label::parse("\u{A0}").unwrap().as_str(), "\u{A0}");
        assert_eq!(Label::parse(" \n"), Err(InvalidValue::Empty));
        assert_eq!(Label::parse("a\u{1}"), Err(InvalidValue::Unwritable('\u{1}')));
        assert_eq!(Paragraph::parse(" a\r\n b").unwrap().as_str(), " a\r\n b");
    }

    #[test]
    fn addresses_differ_in_what_may_follow_the_host() {
        for (text, [root, address, page]) in [
            ("https://cas.example.org", [true, true, true]),
            ("http://127.0.0.1:8000/cas/", [true, true, true]),
            ("https://cas.example.org?a=b", [false, true, true]),
            ("https://cas.example.org/a?b=c&d=%C3%A9", [false, true, true]),
            ("https://cas.example.org/a#b", [false, false, true]),
            ("https://cas.example.org#b", [false, false, true]),
            ("ftp://cas.example.org", [false, false, false]),
            ("https://", [false, false, false]),
            ("https://-a", [false, false, false]),
            ("https://user@cas.example.org/", [false, false, false]),
            ("https://cas.example.org:/", [false, false, false]),
            ("https://cas.example.org:123456/", [false, false, false]),
            ("https://cas.example.org/é", [false, false, false]),
            ("https://cas.example.org/a b", [false, false, false]),
            ("https://cas.example.org/\"", [false, false, false]),
        ] {
            let found = [RootAddress::parse(text).is_ok(), Address::parse(text).is_ok(), WebPage::parse(text).is_ok()];
            assert_eq!(found, [root, address, page], "{text}");
        }
    }

    #[test]
    fn versions_and_days_have_one_form() {
        assert_eq!(Version::parse(" 12 ").map(u32::from), Ok(12));
        for text in ["", "0", "01", "+1", "1000000000", "١", "1.0"] {
            assert_eq!(Version::parse(text), Err(InvalidValue::NotAVersion), "{text}");
        }
        assert_eq!(Day::parse("\n2024-02-29").unwrap().text(Lang::Fr), "29/02/2024");
        for text in ["2025-02-29", "2025-2-01", "1999-01-01", "02025-01-01", "2025-01-01Z", "2025/01/01", ""] {
            assert_eq!(Day::parse(text), Err(InvalidValue::NotADay), "{text}");
        }
    }

    #[test]
    fn lists_hold_a_value_at_least() {
        assert_eq!(parse_values(" National_ELV;;\nNational_1 ; ").unwrap(), ["National_ELV", "National_1"]);
        assert_eq!(parse_values(" ; "), Err(InvalidValue::NoValueInList));
        assert_eq!(parse_values("a|b"), Err(InvalidValue::ReservedSeparator('|')));
    }
}
