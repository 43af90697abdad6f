//! The XML of both envelopes to their parts.
//!
//! Lenient where nothing is lost by it: in the order of elements, in elements that are not known, in head elements that are
//! missing. The content and the verification must each stand there exactly once. An import holds exactly one key, an
//! export one key for each of one or two partners.

use super::IMPORT_NAMESPACE;
use super::header::{ExportHeader, Header, ImportHeader};
use crate::exchange::parse_error::{Expected, ParseError, Problem};
use crate::exchange::read::{Cursor, Doctype, Source, Step, Tag};

pub(super) const IMPORT_ROOT: &str = "ImportChiffre";
pub(super) const EXPORT_ROOT: &str = "EXPORT_INDEX_EDUCATION";
/// The elements that the recipe needs whole. Elements of other programs may stand in the others, and are passed over.
const ESSENTIAL: [&str; 5] = ["Cle", "Contenu", "Verification", "CONTENU", "VERIFICATION"];
/// Partners in an export.
pub(super) const MOST_PARTNERS: usize = 2;

/// A file, taken apart. Keys, content and verification are base64, perhaps.
pub(super) struct Envelope {
    pub(super) header: Header,
    pub(super) keys: Vec<String>,
    pub(super) content: String,
    pub(super) verification: String,
}

/// Reads either envelope. No text in it is longer than the file, which was measured.
pub(super) fn read(bytes: &[u8]) -> Result<Envelope, ParseError> {
    let mut cursor = Cursor::new(Source::new(bytes)?, Doctype::Refused);
    cursor.step("")?;
    let envelope = match cursor.tag.local_name() {
        IMPORT_ROOT => import(&mut cursor),
        EXPORT_ROOT => export(&mut cursor),
        _ => Err(cursor.wrong_root("ImportChiffre / EXPORT_INDEX_EDUCATION")),
    }?;
    cursor.finish()?;
    Ok(envelope)
}

fn import(cursor: &mut Cursor<&[u8]>) -> Result<Envelope, ParseError> {
    let version = import_version(&cursor.tag)?;
    let mut parts = Parts::new(["Partenaire", "Description", "Cle", "Contenu", "Verification", "DateExport", "UAI"]);
    while cursor.step(IMPORT_ROOT)? == Step::Open {
        parts.take(cursor)?;
    }
    let [partner, description, key, content, verification, date, uai] = parts.texts;
    let required = |text, name| required(text, name, IMPORT_ROOT, cursor.line());
    Ok(Envelope {
        keys: vec![required(key, "Cle")?],
        content: required(content, "Contenu")?,
        verification: required(verification, "Verification")?,
        header: Header::Import(ImportHeader {
            version,
            partner: optional(partner),
            description: optional(description),
            date: optional(date),
            uai: optional(uai),
        }),
    })
}

/// `@Version` of an import, whose namespace is the one that is known.
fn import_version(tag: &Tag) -> Result<String, ParseError> {
    let declaration = match tag.name().strip_suffix(IMPORT_ROOT).unwrap_or_default() {
        "" => "xmlns".to_owned(),
        prefix => format!("xmlns:{}", prefix.trim_end_matches(':')),
    };
    let namespace = tag.attribute(&declaration)?.unwrap_or_default();
    if namespace != IMPORT_NAMESPACE {
        let found = format!("{} ({declaration}=\"{namespace}\")", tag.name());
        return Err(ParseError::at(tag.line, Problem::WrongRoot { found, expected: IMPORT_ROOT }));
    }
    Ok(tag.attribute("Version")?.unwrap_or_default().into_owned())
}

fn export(cursor: &mut Cursor<&[u8]>) -> Result<Envelope, ParseError> {
    cursor.tag.check()?;
    let (mut partners, mut keys, mut compressed) = (Vec::new(), Vec::new(), true);
    let mut parts = Parts::new([
        "VERSION",
        "LOGICIEL",
        "CONTENU",
        "VERIFICATION",
        "DATEHEURE",
        "UAI",
        "NOMETABLISSEMENT",
        "CODEPOSTALVILLE",
    ]);
    while cursor.step(EXPORT_ROOT)? == Step::Open {
        match cursor.tag.local_name() {
            "CLES" => {
                cursor.tag.check()?;
                read_keys(cursor, &mut partners, &mut keys)?;
                continue;
            }
            "CONTENU" => compressed = is_compressed(&cursor.tag)?,
            _ => {}
        }
        parts.take(cursor)?;
    }
    let required = |text, name| required(text, name, EXPORT_ROOT, cursor.line());
    if keys.is_empty() {
        required(None, "PARTENAIRE")?;
    }
    let [version, software, content, verification, date, uai, school, town] = parts.texts;
    Ok(Envelope {
        keys,
        content: required(content, "CONTENU")?,
        verification: required(verification, "VERIFICATION")?,
        header: Header::Export(ExportHeader {
            version: optional(version),
            software: optional(software),
            partners,
            compressed,
            date: optional(date),
            uai: optional(uai),
            school: optional(school),
            town: optional(town),
        }),
    })
}

/// The partners' names and keys.
fn read_keys(cursor: &mut Cursor<&[u8]>, partners: &mut Vec<String>, keys: &mut Vec<String>) -> Result<(), ParseError> {
    const PARTNER: &str = "PARTENAIRE";
    while cursor.step("CLES")? == Step::Open {
        if cursor.tag.local_name() != PARTNER {
            cursor.skip()?;
            continue;
        }
        if keys.len() == MOST_PARTNERS {
            return Err(ParseError::at(cursor.tag.line, Problem::TooMany(PARTNER)));
        }
        partners.push(cursor.tag.attribute("NOM")?.unwrap_or_default().into_owned());
        let mut key = String::new();
        cursor.text(PARTNER, &mut key)?;
        keys.push(key);
    }
    Ok(())
}

/// The texts of elements that stand once.
struct Parts<const N: usize> {
    names: [&'static str; N],
    texts: [Option<String>; N],
}

impl<const N: usize> Parts<N> {
    fn new(names: [&'static str; N]) -> Self {
        Self { names, texts: [const { None }; N] }
    }

    /// Takes the element in that was just entered, and leaves it.
    fn take(&mut self, cursor: &mut Cursor<&[u8]>) -> Result<(), ParseError> {
        let name = cursor.tag.local_name();
        let Some(index) = self.names.iter().position(|other| *other == name) else { return cursor.skip() };
        if self.texts[index].is_some() {
            return Err(ParseError::at(cursor.tag.line, Problem::TooMany(self.names[index])));
        }
        let text = self.texts[index].insert(String::new());
        if ESSENTIAL.contains(&name) { cursor.text(self.names[index], text) } else { cursor.own_text(text) }
    }
}

fn required(text: Option<String>, element: &'static str, inside: &str, line: u64) -> Result<String, ParseError> {
    let missing = || ParseError::at(line, Problem::MissingElement { element, inside: inside.to_owned() });
    text.ok_or_else(missing)
}

fn optional(text: Option<String>) -> String {
    text.map(|text| text.trim().to_owned()).unwrap_or_default()
}

/// An `xs:boolean` attribute that is true by default.
fn is_compressed(tag: &Tag) -> Result<bool, ParseError> {
    const ATTRIBUTE: &str = "CompresseAvantChiffrement";
    match tag.attribute(ATTRIBUTE)?.as_deref().map(str::trim) {
        None | Some("true" | "1") => Ok(true),
        Some("false" | "0") => Ok(false),
        Some(_) => {
            let expected = Expected::OneOf(&["true", "false"]);
            let invalid = Problem::InvalidValue { element: "CONTENU", attribute: ATTRIBUTE, expected };
            Err(ParseError::at(tag.line, invalid))
        }
    }
}
