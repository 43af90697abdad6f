//! People to XML, streamed.

use std::io::Write;

use chrono::NaiveDate;
use quick_xml::events::{BytesDecl, BytesEnd, BytesText, Event};

use super::ROOT;
use super::person::{Person, Role};
use crate::exchange::error::{Unwritable, WriteError};
use crate::exchange::xml::{Tag, first_unwritable};

/// Writes one document: people as they come, then [`Writer::finish`]. Give it a buffered `W`.
pub struct Writer<W: Write> {
    xml: quick_xml::Writer<W>,
    /// The block that is open: its rank and its name.
    open: Option<(u8, &'static str)>,
}

impl<W: Write> Writer<W> {
    /// Writes the head.
    ///
    /// # Errors
    /// [`WriteError::Io`].
    pub fn new(out: W) -> Result<Self, WriteError> {
        let mut writer = Self { xml: quick_xml::Writer::new_with_indent(out, b' ', 2), open: None };
        writer.xml.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
        writer.start(Tag::new(ROOT, ""))?;
        Ok(writer)
    }

    /// Writes a person. Blocks come in the order teachers, staff, guardians, pupils.
    ///
    /// # Errors
    /// [`WriteError`]: a block that is closed already, a birth date that is none, a character that XML cannot carry; nothing
    /// of the person is written then.
    pub fn push(&mut self, person: &Person) -> Result<(), WriteError> {
        let (element, block) = (person.role.element(), (person.role.rank(), person.role.block()));
        let ident = person.ident.to_string();
        let mut tag = Tag::new(element, &ident);
        if self.open.is_some_and(|(rank, _)| rank > block.0) {
            return Err(tag.refused(Unwritable::OutOfOrder));
        }
        if !person.birth_date.is_empty() && NaiveDate::parse_from_str(&person.birth_date, "%Y-%m-%d").is_err() {
            return Err(tag.refused(Unwritable::Date { part: "DateNaissance" }));
        }
        tag.set("Ident", &ident)?;
        tag.set("IDPN", &person.idpn)?;
        tag.set("Nom", &person.family)?;
        tag.set("Prenom", &person.given)?;
        tag.set_some("DateNaissance", &person.birth_date)?;
        let address = &person.address;
        tag.set_some("CodePostal", &address.postcode)?;
        for (name, line) in ["Adresse1", "Adresse2", "Adresse3", "Adresse4"].into_iter().zip(&address.lines) {
            tag.set_some(name, line)?;
        }
        tag.set_some("Ville", &address.town)?;
        tag.set_some("Pays", &address.country)?;
        let (classes, guardians): (&[String], &[u32]) = match &person.role {
            Role::Pupil { classes, guardians } => (classes, guardians),
            _ => (&[], &[]),
        };
        if let Some(character) = classes.iter().find_map(|class| first_unwritable(class)) {
            return Err(tag.refused(Unwritable::Character { part: "Classe", character }));
        }

        self.enter(block)?;
        if classes.is_empty() && guardians.is_empty() {
            return Ok(self.xml.write_event(Event::Empty(tag.into_start()))?);
        }
        self.start(tag)?;
        for class in classes {
            self.start(Tag::new("Classe", ""))?;
            // A reader makes a line feed of a bare carriage return.
            let escaped = quick_xml::escape::partial_escape(class).replace('\r', "&#13;");
            self.xml.write_event(Event::Text(BytesText::from_escaped(escaped)))?;
            self.end("Classe")?;
        }
        for guardian in guardians {
            let ident = guardian.to_string();
            let mut reference = Tag::new("Responsable", &ident);
            reference.set("Ident", &ident)?;
            self.xml.write_event(Event::Empty(reference.into_start()))?;
        }
        self.end(element)
    }

    /// Ends the document and gives back what it was written to, not flushed.
    ///
    /// # Errors
    /// [`WriteError::Io`].
    pub fn finish(mut self) -> Result<W, WriteError> {
        if let Some((_, open)) = self.open {
            self.end(open)?;
        }
        self.end(ROOT)?;
        let mut out = self.xml.into_inner();
        out.write_all(b"\n")?;
        Ok(out)
    }

    fn enter(&mut self, block: (u8, &'static str)) -> Result<(), WriteError> {
        if self.open != Some(block) {
            if let Some((_, open)) = self.open {
                self.end(open)?;
            }
            self.start(Tag::new(block.1, ""))?;
            self.open = Some(block);
        }
        Ok(())
    }

    fn start(&mut self, tag: Tag<'_>) -> Result<(), WriteError> {
        Ok(self.xml.write_event(Event::Start(tag.into_start()))?)
    }

    fn end(&mut self, name: &'static str) -> Result<(), WriteError> {
        Ok(self.xml.write_event(Event::End(BytesEnd::new(name)))?)
    }
}
