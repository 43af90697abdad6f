//! Documents into envelopes.

use std::io;

use chrono::NaiveDateTime;
use quick_xml::events::{BytesDecl, BytesEnd, BytesText, Event};

use super::cipher::{self, Encrypted};
use super::envelope::{EXPORT_ROOT, IMPORT_ROOT, MOST_PARTNERS};
use super::error::SealError;
use super::header::{ExportHeader, ImportHeader};
use super::key::PublicKey;
use super::{IMPORT_NAMESPACE, deflate};
use crate::exchange::error::{Unwritable, WriteError};
use crate::exchange::xml::{Tag, first_unwritable};

/// The version that is written where the caller gives none.
const VERSION: &str = "1.0";

/// Encrypts a document for PRONOTE: an `ImportChiffre`, valid against [`super::IMPORT_SCHEMA`].
///
/// # Errors
/// [`SealError`].
pub fn seal_import(content: &[u8], header: &ImportHeader, reader: &PublicKey) -> Result<Vec<u8>, SealError> {
    check_moment(IMPORT_ROOT, "DateExport", &header.date)?;
    let Encrypted { keys, content, verification } = encrypt(content, true, &[reader])?;
    let mut root = Tag::new(IMPORT_ROOT, "");
    root.set("xmlns", IMPORT_NAMESPACE)?;
    root.set("Version", or_version(&header.version))?;
    let mut document = Document::new(IMPORT_ROOT, root)?;
    document.text("Partenaire", &header.partner)?;
    document.text("Description", &header.description)?;
    for key in &keys {
        document.text("Cle", key)?;
    }
    document.text("Contenu", &content)?;
    document.text("Verification", &verification)?;
    document.text("DateExport", &header.date)?;
    document.text("UAI", &header.uai)?;
    document.finish()
}

/// Encrypts a document for one partner or two, each by name and key: an `EXPORT_INDEX_EDUCATION`, valid against
/// [`super::EXPORT_SCHEMA`]. [`ExportHeader::partners`] is not used.
///
/// # Errors
/// [`SealError`].
pub fn seal_export(
    content: &[u8],
    header: &ExportHeader,
    partners: &[(&str, &PublicKey)],
) -> Result<Vec<u8>, SealError> {
    if partners.is_empty() || partners.len() > MOST_PARTNERS {
        return Err(SealError::Partners { count: partners.len() });
    }
    check_moment(EXPORT_ROOT, "DATEHEURE", &header.date)?;
    let readers: Vec<&PublicKey> = partners.iter().map(|(_, reader)| *reader).collect();
    let Encrypted { keys, content, verification } = encrypt(content, header.compressed, &readers)?;
    let mut document = Document::new(EXPORT_ROOT, Tag::new(EXPORT_ROOT, ""))?;
    document.text("VERSION", or_version(&header.version))?;
    document.text("LOGICIEL", &header.software)?;
    document.open(Tag::new("CLES", ""))?;
    for ((name, _), key) in partners.iter().zip(&keys) {
        let mut partner = Tag::new("PARTENAIRE", name);
        partner.set("NOM", name)?;
        document.element("PARTENAIRE", partner, key)?;
    }
    document.close("CLES")?;
    let mut tag = Tag::new("CONTENU", "");
    tag.set("CompresseAvantChiffrement", if header.compressed { "true" } else { "false" })?;
    document.element("CONTENU", tag, &content)?;
    document.text("VERIFICATION", &verification)?;
    document.text("DATEHEURE", &header.date)?;
    for (name, text) in [("UAI", &header.uai), ("NOMETABLISSEMENT", &header.school), ("CODEPOSTALVILLE", &header.town)]
    {
        if !text.is_empty() {
            document.text(name, text)?;
        }
    }
    document.finish()
}

fn encrypt(content: &[u8], compressed: bool, readers: &[&PublicKey]) -> Result<Encrypted, SealError> {
    let packed = if compressed { deflate::pack(content).map_err(WriteError::Io)? } else { content.to_vec() };
    cipher::encrypt(packed, readers).map_err(|_| SealError::Cryptography)
}

fn or_version(version: &str) -> &str {
    if version.is_empty() { VERSION } else { version }
}

/// The common forms of `xs:dateTime` alone, with or without fractions and time zone.
fn check_moment(element: &'static str, part: &'static str, text: &str) -> Result<(), SealError> {
    let is_moment = NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M:%S%.f").is_ok()
        || chrono::DateTime::parse_from_rfc3339(text).is_ok_and(|_| text.contains('T'));
    if is_moment { Ok(()) } else { Err(Tag::new(element, "").refused(Unwritable::Moment { part }).into()) }
}

/// An envelope in the making.
struct Document {
    xml: quick_xml::Writer<Vec<u8>>,
    root: &'static str,
}

impl Document {
    fn new(root: &'static str, tag: Tag<'_>) -> Result<Self, WriteError> {
        let mut xml = quick_xml::Writer::new_with_indent(Vec::new(), b' ', 2);
        xml.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
        let mut document = Self { xml, root };
        document.open(tag)?;
        Ok(document)
    }

    fn open(&mut self, tag: Tag<'_>) -> io::Result<()> {
        self.xml.write_event(Event::Start(tag.into_start()))
    }

    fn close(&mut self, name: &'static str) -> io::Result<()> {
        self.xml.write_event(Event::End(BytesEnd::new(name)))
    }

    /// An element without attributes.
    fn text(&mut self, name: &'static str, text: &str) -> Result<(), WriteError> {
        self.element(name, Tag::new(name, ""), text)
    }

    fn element(&mut self, name: &'static str, tag: Tag<'_>, text: &str) -> Result<(), WriteError> {
        if let Some(character) = first_unwritable(text) {
            return Err(tag.refused(Unwritable::Character { part: name, character }));
        }
        self.open(tag)?;
        // A reader makes a line feed of a bare carriage return.
        let escaped = quick_xml::escape::partial_escape(text).replace('\r', "&#13;");
        self.xml.write_event(Event::Text(BytesText::from_escaped(escaped)))?;
        Ok(self.close(name)?)
    }

    fn finish(mut self) -> Result<Vec<u8>, SealError> {
        self.close(self.root).map_err(WriteError::Io)?;
        let mut bytes = self.xml.into_inner();
        bytes.push(b'\n');
        Ok(bytes)
    }
}

impl From<io::Error> for SealError {
    fn from(error: io::Error) -> Self {
        Self::Head(error.into())
    }
}
