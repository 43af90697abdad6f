//! The XML of both envelopes to their parts.
//!
//! Lenient where nothing is lost by it: in the order of elements, in elements that are not known, in head elements that are
//! missing. What the recipe needs must be there, once.

use std::borrow::Cow;

use super::IMPORT_NAMESPACE;
use super::header::{ExportHeader, Header, ImportHeader};
use crate::exchange::pull::{Element, Node, Pull};
use crate::exchange::xml_error::{XmlError, XmlProblem};

pub(super) const IMPORT_ROOT: &str = "ImportChiffre";
pub(super) const EXPORT_ROOT: &str = "EXPORT_INDEX_EDUCATION";
/// Partners in an export.
pub(super) const MOST_PARTNERS: usize = 2;

/// A file, taken apart. Keys, content and verification are base64, perhaps.
pub(super) struct Envelope<'a> {
    pub(super) header: Header,
    pub(super) keys: Vec<Cow<'a, str>>,
    pub(super) content: Cow<'a, str>,
    pub(super) verification: Cow<'a, str>,
}

/// Reads either envelope.
pub(super) fn read(source: &str) -> Result<Envelope<'_>, XmlError> {
    let mut pull = Pull::new(source);
    let root = pull.root()?;
    let envelope = match root.name.as_str() {
        IMPORT_ROOT => import(&mut pull, &root),
        EXPORT_ROOT => export(&mut pull),
        _ => {
            return Err(
                pull.error(XmlProblem::Root { found: root.name, expected: "ImportChiffre / EXPORT_INDEX_EDUCATION" })
            );
        }
    }?;
    match pull.next()? {
        Node::End => Ok(envelope),
        // Nothing else follows the end of the root element.
        _ => Err(pull.error(XmlProblem::Truncated)),
    }
}

fn import<'a>(pull: &mut Pull<'a>, root: &Element) -> Result<Envelope<'a>, XmlError> {
    if root.own_namespace() != IMPORT_NAMESPACE {
        return Err(pull.error(XmlProblem::Namespace(root.own_namespace().to_owned())));
    }
    let mut parts = Parts::new(["Partenaire", "Description", "Cle", "Contenu", "Verification", "DateExport", "UAI"]);
    while let Some(child) = child(pull)? {
        parts.take(&child, pull)?;
    }
    let [partner, description, key, content, verification, date, uai] = parts.texts;
    Ok(Envelope {
        keys: vec![required(key, "Cle", pull)?],
        content: required(content, "Contenu", pull)?,
        verification: required(verification, "Verification", pull)?,
        header: Header::Import(ImportHeader {
            version: root.attribute("Version").unwrap_or_default().to_owned(),
            partner: optional(partner),
            description: optional(description),
            date: optional(date),
            uai: optional(uai),
        }),
    })
}

fn export<'a>(pull: &mut Pull<'a>) -> Result<Envelope<'a>, XmlError> {
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
    while let Some(element) = child(pull)? {
        if element.name == "CLES" {
            while let Some(partner) = child(pull)? {
                if partner.name != "PARTENAIRE" {
                    pull.skip()?;
                    continue;
                }
                if keys.len() == MOST_PARTNERS {
                    return Err(pull.error(XmlProblem::TooMany("PARTENAIRE")));
                }
                partners.push(partner.attribute("NOM").unwrap_or_default().to_owned());
                keys.push(pull.whole_text()?);
            }
            continue;
        }
        if element.name == "CONTENU" {
            compressed = boolean(&element, "CompresseAvantChiffrement", pull)?;
        }
        parts.take(&element, pull)?;
    }
    if keys.is_empty() {
        return Err(pull.error(XmlProblem::Missing("PARTENAIRE")));
    }
    let [version, software, content, verification, date, uai, school, town] = parts.texts;
    Ok(Envelope {
        keys,
        content: required(content, "CONTENU", pull)?,
        verification: required(verification, "VERIFICATION", pull)?,
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

/// The texts of elements that stand once.
struct Parts<'a, const N: usize> {
    names: [&'static str; N],
    texts: [Option<Cow<'a, str>>; N],
}

impl<'a, const N: usize> Parts<'a, N> {
    fn new(names: [&'static str; N]) -> Self {
        Self { names, texts: [const { None }; N] }
    }

    fn take(&mut self, element: &Element, pull: &mut Pull<'a>) -> Result<(), XmlError> {
        let Some(index) = self.names.iter().position(|name| *name == element.name) else { return pull.skip() };
        if self.texts[index].is_some() {
            return Err(pull.error(XmlProblem::TooMany(self.names[index])));
        }
        self.texts[index] = Some(pull.whole_text()?);
        Ok(())
    }
}

/// The next child of the element at hand; `None` at its end.
fn child(pull: &mut Pull<'_>) -> Result<Option<Element>, XmlError> {
    loop {
        match pull.next()? {
            Node::Open(element) => return Ok(Some(element)),
            Node::Text(_) => {}
            Node::Close | Node::End => return Ok(None),
        }
    }
}

fn required<'a>(text: Option<Cow<'a, str>>, name: &'static str, pull: &Pull<'_>) -> Result<Cow<'a, str>, XmlError> {
    text.ok_or_else(|| pull.error(XmlProblem::Missing(name)))
}

fn optional(text: Option<Cow<'_, str>>) -> String {
    text.map(|text| text.trim().to_owned()).unwrap_or_default()
}

/// An `xs:boolean` attribute that is true by default.
fn boolean(element: &Element, part: &'static str, pull: &Pull<'_>) -> Result<bool, XmlError> {
    match element.attribute(part).map(str::trim) {
        None | Some("true" | "1") => Ok(true),
        Some("false" | "0") => Ok(false),
        Some(other) => Err(pull.error(XmlProblem::Value { part, value: other.to_owned() })),
    }
}
