//! The head of a file: everything before the people.
//!
//! Input: a cursor before the root element. Output: a [`Header`]. Invariant: every school that the file is about is one
//! that it describes.

use std::io::BufRead;

use super::ROOT;
use super::person::{Address, Civility, Delegation, Header, School};
use crate::exchange::idents::Idents;
use crate::exchange::parse_error::{Expected, ParseError, Problem};
use crate::exchange::read::{Cursor, Step, Tag, Values};
use chrono::{Days, NaiveDateTime};

/// The attributes of a school, then those of its address.
const SCHOOL: [&str; 14] = [
    "Ident",
    "Numero",
    "Nom",
    "Adresse1",
    "Adresse2",
    "Adresse3",
    "Adresse4",
    "CodePostal",
    "Ville",
    "Pays",
    "TelSecretariat",
    "TelScolarite",
    "Fax",
    "EMail",
];
/// The elements of the head within the root, in order.
const PARTS: [&str; 3] = ["Nomenclatures", "Etablissements", "EtablissementsGeres"];

/// The head, and what is needed to read on.
pub(super) struct Head {
    pub(super) header: Header,
    /// The numbers of the civilities in the header.
    pub(super) civilities: Idents,
}

/// Reads the head.
pub(super) fn read<R: BufRead>(cursor: &mut Cursor<R>) -> Result<Head, ParseError> {
    cursor.step("")?;
    let mut header = root(cursor)?;
    let (mut civilities, mut schools) = (Idents::default(), Idents::default());
    let mut values = Values::<14>::default();
    let mut number = 0;
    while number < PARTS.len() {
        let line = cursor.line();
        let is_open = cursor.step(ROOT)? == Step::Open;
        if !is_open {
            let missing = Problem::MissingElement { element: PARTS[number.max(1)], inside: ROOT.to_owned() };
            return Err(ParseError::at(line, missing));
        }
        let part = PARTS.iter().position(|&part| cursor.local_in_namespace() == Some(part)).filter(|&part| {
            // The nomenclatures alone may be left out.
            part == number || number == 0 && part == 1
        });
        match part {
            Some(0) => nomenclatures(cursor, &mut header.civilities, &mut civilities)?,
            Some(1) => {
                list(cursor, "Etablissements", "Etablissement", |tag| {
                    values.take(tag, &SCHOOL)?;
                    let school = school(&values)?;
                    if !schools.insert(school.ident) {
                        if header.schools.contains(&school) {
                            return Ok(());
                        }
                        let repeated = Problem::RepeatedIdent { element: "Etablissement", ident: school.ident };
                        return Err(ParseError::at(values.line(), repeated));
                    }
                    header.schools.push(school);
                    Ok(())
                })?;
            }
            Some(_) => {
                list(cursor, "EtablissementsGeres", "Etablissement", |tag| {
                    let (ident, line) = reference(&mut Values::default(), tag, "Etablissement")?;
                    if !schools.contains(ident) {
                        let dangling = Problem::DanglingIdent { element: "EtablissementsGeres", ident };
                        return Err(ParseError::at(line, dangling));
                    }
                    header.managed.push(ident);
                    Ok(())
                })?;
            }
            None => {
                return Err(cursor.unexpected(ROOT, if number == 0 { &PARTS[..2] } else { &PARTS[number..=number] }));
            }
        }
        number = part.map_or(number, |part| part + 1);
    }
    Ok(Head { header, civilities })
}

/// The root element and its attributes.
fn root<R: BufRead>(cursor: &mut Cursor<R>) -> Result<Header, ParseError> {
    cursor.tag.check()?;
    if cursor.local_in_namespace() != Some(ROOT) {
        let name = cursor.tag.name();
        let declaration = match name.split_once(':') {
            Some((prefix, _)) => format!("xmlns:{prefix}"),
            None => "xmlns".to_owned(),
        };
        let namespace = cursor.tag.attribute(&declaration)?.unwrap_or_default();
        let found = format!("{name} ({declaration}=\"{namespace}\")");
        return Err(ParseError::at(cursor.tag.line, Problem::WrongRoot { found, expected: ROOT }));
    }
    let line = cursor.tag.line;
    let at = |problem| ParseError::at(line, problem);
    let mut values = Values::<3>::default();
    values.take(&mut cursor.tag, &["Date", "Partenaire", "ProtocoleDelegationAuthentification"])?;
    let date = required(&values, ROOT, 0, "Date")?.trim();
    let partner = required(&values, ROOT, 1, "Partenaire")?.to_owned();
    let delegation = match values.get(2) {
        None => None,
        Some("CAS") => Some(Delegation::Cas),
        Some("ADFS") => Some(Delegation::Adfs),
        Some(_) => {
            let attribute = "ProtocoleDelegationAuthentification";
            let expected = Expected::OneOf(&["CAS", "ADFS"]);
            return Err(at(Problem::InvalidValue { element: ROOT, attribute, expected }));
        }
    };
    let Some(date) = instant(without_time_zone(date, "2025-09-01T00:00:00".len())) else {
        let expected = Expected::DateTime;
        return Err(at(Problem::InvalidValue { element: ROOT, attribute: "Date", expected }));
    };
    let header = Header { date, partner, delegation, civilities: Vec::new(), schools: Vec::new(), managed: Vec::new() };
    Ok(header)
}

fn nomenclatures<R: BufRead>(
    cursor: &mut Cursor<R>,
    civilities: &mut Vec<Civility>,
    idents: &mut Idents,
) -> Result<(), ParseError> {
    const INSIDE: &str = "Nomenclatures";
    no_attributes(&mut cursor.tag)?;
    let mut values = Values::<2>::default();
    let mut is_first = true;
    while cursor.step(INSIDE)? == Step::Open {
        if cursor.local_in_namespace() != Some("Civilites") || !is_first {
            return Err(cursor.unexpected(INSIDE, if is_first { &["Civilites"] } else { &[] }));
        }
        is_first = false;
        list(cursor, "Civilites", "Civilite", |tag| {
            values.take(tag, &["Ident", "Libelle"])?;
            let ident = number(&values, "Civilite", 0)?;
            let civility = Civility { ident, label: required(&values, "Civilite", 1, "Libelle")?.to_owned() };
            if !idents.insert(ident) {
                if civilities.contains(&civility) {
                    return Ok(());
                }
                let repeated = Problem::RepeatedIdent { element: "Civilite", ident };
                return Err(ParseError::at(values.line(), repeated));
            }
            civilities.push(civility);
            Ok(())
        })?;
    }
    Ok(())
}

/// Reads the elements of a list that was entered, all of one name and without content; at least one.
fn list<R: BufRead>(
    cursor: &mut Cursor<R>,
    name: &'static str,
    item: &'static str,
    mut read: impl FnMut(&mut Tag) -> Result<(), ParseError>,
) -> Result<(), ParseError> {
    no_attributes(&mut cursor.tag)?;
    let line = cursor.line();
    let mut is_empty = true;
    while cursor.step(name)? == Step::Open {
        if cursor.local_in_namespace() != Some(item) {
            let expected: &'static [&'static str] = if item == "Civilite" { &["Civilite"] } else { &["Etablissement"] };
            return Err(cursor.unexpected(name, expected));
        }
        read(&mut cursor.tag)?;
        leave_empty(cursor, item)?;
        is_empty = false;
    }
    if is_empty { Err(ParseError::at(line, Problem::EmptyElement(name))) } else { Ok(()) }
}

fn school(values: &Values<14>) -> Result<School, ParseError> {
    let text = |number: usize| values.get(number).unwrap_or_default().to_owned();
    Ok(School {
        ident: number(values, "Etablissement", 0)?,
        uai: required(values, "Etablissement", 1, "Numero")?.trim().to_owned(),
        name: required(values, "Etablissement", 2, "Nom")?.to_owned(),
        address: Address { lines: [3, 4, 5, 6].map(text), postcode: text(7), town: text(8), country: text(9) },
        secretariat: text(10),
        registrar: text(11),
        fax: text(12),
        email: text(13),
    })
}

/// The number that an element without content refers to, and its line.
pub(super) fn reference(
    values: &mut Values<1>,
    tag: &mut Tag,
    element: &'static str,
) -> Result<(u32, u64), ParseError> {
    values.take(tag, &["Ident"])?;
    Ok((number(values, element, 0)?, values.line()))
}

/// Leaves the element that was just entered; it holds nothing.
pub(super) fn leave_empty<R: BufRead>(cursor: &mut Cursor<R>, name: &'static str) -> Result<(), ParseError> {
    match cursor.step(name)? {
        Step::Open => Err(cursor.unexpected(name, &[])),
        Step::Close | Step::End => Ok(()),
    }
}

/// Checks that an element has no attributes.
pub(super) fn no_attributes(tag: &mut Tag) -> Result<(), ParseError> {
    Values::<0>::default().take(tag, &[])
}

/// The value of an attribute that must be there.
pub(super) fn required<'a, const N: usize>(
    values: &'a Values<N>,
    element: &'static str,
    number: usize,
    attribute: &'static str,
) -> Result<&'a str, ParseError> {
    let missing = || ParseError::at(values.line(), Problem::MissingAttribute { element, attribute });
    values.get(number).ok_or_else(missing)
}

/// The `Ident` of an element, an `xs:unsignedInt`.
pub(super) fn number<const N: usize>(
    values: &Values<N>,
    element: &'static str,
    number: usize,
) -> Result<u32, ParseError> {
    let text = required(values, element, number, "Ident")?;
    text.trim().parse().map_err(|_| {
        let invalid = Problem::InvalidValue { element, attribute: "Ident", expected: Expected::Number };
        ParseError::at(values.line(), invalid)
    })
}

/// An `xs:dateTime`. Midnight at the end of a day is midnight at the beginning of the next (`T24:00:00`, XML Schema, 3.2.7).
fn instant(text: &str) -> Option<NaiveDateTime> {
    let parse = |text: &str| NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M:%S%.f").ok();
    match text.split_once("T24:00:00") {
        Some((day, rest)) if rest.trim_start_matches('.').bytes().all(|byte| byte == b'0') => {
            parse(&format!("{day}T00:00:00"))?.checked_add_days(Days::new(1))
        }
        _ => parse(text),
    }
}

/// A date or an instant without the time zone that XML Schema allows after its first `at_least` bytes: what counts is
/// the day that the file names.
pub(super) fn without_time_zone(text: &str, at_least: usize) -> &str {
    let Some(rest) = text.get(at_least..) else { return text };
    match rest.find(['Z', '+', '-']) {
        Some(zone) if is_time_zone(&rest[zone..]) => &text[..at_least + zone],
        _ => text,
    }
}

fn is_time_zone(zone: &str) -> bool {
    match *zone.as_bytes() {
        [b'Z'] => true,
        [b'+' | b'-', h1, h2, b':', m1, m2] => [h1, h2, m1, m2].iter().all(u8::is_ascii_digit),
        _ => false,
    }
}
