//! Header and people to XML, streamed.

use std::io::Write;

use quick_xml::events::{BytesDecl, BytesEnd, BytesStart, Event};

use super::block::Block;
use super::person::{Address, Header, Person, Role, School};
use super::{NAMESPACE, ROOT};
use crate::exchange::error::{Unwritable, WriteError};
use crate::exchange::xml::{Tag, iso_date};
use crate::identity::Sex;

/// Writes one file: the head at once, then each person as it comes, then [`Writer::finish`].
///
/// Small writes are many; give it a buffered `W`. What was written before an error is no whole document.
pub struct Writer<W: Write> {
    xml: quick_xml::Writer<W>,
    open: Option<Block>,
}

impl<W: Write> Writer<W> {
    /// Writes the head.
    ///
    /// # Errors
    /// [`WriteError`], also for a head without schools.
    pub fn new(out: W, header: &Header) -> Result<Self, WriteError> {
        let mut writer = Self { xml: quick_xml::Writer::new_with_indent(out, b' ', 2), open: None };
        writer.xml.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
        let mut root = Tag::new(ROOT, "");
        root.set("xmlns", NAMESPACE)?;
        root.set("Date", &header.date.format("%Y-%m-%dT%H:%M:%S").to_string())?;
        root.set("Partenaire", &header.partner)?;
        if let Some(delegation) = header.delegation {
            root.set("ProtocoleDelegationAuthentification", delegation.name())?;
        }
        writer.start(root)?;
        if !header.civilities.is_empty() {
            writer.start(Tag::new("Nomenclatures", ""))?;
            writer.start(Tag::new("Civilites", ""))?;
            for civility in &header.civilities {
                let ident = civility.ident.to_string();
                let mut tag = Tag::new("Civilite", &ident);
                tag.set("Ident", &ident)?;
                tag.set("Libelle", &civility.label)?;
                writer.leaf(tag)?;
            }
            writer.end("Civilites")?;
            writer.end("Nomenclatures")?;
        }
        writer.list("Etablissements", &header.schools, |writer, school| writer.school(school))?;
        writer.list("EtablissementsGeres", &header.managed, |writer, ident| {
            writer.reference("Etablissement", *ident).map_err(WriteError::from)
        })?;
        Ok(writer)
    }

    /// Writes a person. Blocks come in the order staff, teachers, guardians, pupils.
    ///
    /// # Errors
    /// [`WriteError`]: a block that is closed already, a pupil without birth date, a character that XML cannot carry.
    pub fn push(&mut self, person: &Person) -> Result<(), WriteError> {
        let block = Block::of(&person.role);
        let ident = person.ident.to_string();
        let mut tag = Tag::new(block.element(), &ident);
        if self.open.is_some_and(|open| open > block) {
            return Err(tag.refused(Unwritable::OutOfOrder));
        }
        tag.set("Ident", &ident)?;
        tag.set("Nom", &person.family)?;
        tag.set("Prenom", &person.given)?;
        tag.set("ID_Partenaire", &person.cas_id)?;
        match &person.role {
            Role::Staff | Role::Guardian { .. } => {}
            Role::Teacher { birth_date } => tag.set_some("DateNaissance", &iso_date(*birth_date))?,
            Role::Pupil { birth_date, sex, national_number, .. } => {
                if birth_date.is_missing() {
                    return Err(tag.refused(Unwritable::NoBirthDate));
                }
                tag.set("DateNaissance", &iso_date(*birth_date))?;
                tag.set_some("Sexe", sex_name(*sex))?;
                tag.set_some("NumeroNational", national_number)?;
            }
        }
        set_address(&mut tag, &person.address)?;

        self.enter(block)?;
        let guardians = match &person.role {
            Role::Guardian { civility: Some(civility) } => {
                self.start(tag)?;
                self.reference("Civilite", *civility)?;
                return self.end(block.element());
            }
            Role::Pupil { guardians, .. } if !guardians.is_empty() => guardians,
            _ => return self.leaf(tag),
        };
        self.start(tag)?;
        for guardian in guardians {
            self.reference("Responsable", *guardian)?;
        }
        self.end(block.element())
    }

    /// Ends the document and gives back what it was written to, not flushed.
    ///
    /// # Errors
    /// [`WriteError::Io`].
    pub fn finish(mut self) -> Result<W, WriteError> {
        if let Some(open) = self.open {
            self.end(open.name())?;
        }
        self.end(ROOT)?;
        let mut out = self.xml.into_inner();
        out.write_all(b"\n")?;
        Ok(out)
    }

    fn enter(&mut self, block: Block) -> Result<(), WriteError> {
        if self.open != Some(block) {
            if let Some(open) = self.open {
                self.end(open.name())?;
            }
            self.start(Tag::new(block.name(), ""))?;
            self.open = Some(block);
        }
        Ok(())
    }

    fn list<T>(
        &mut self,
        name: &'static str,
        items: &[T],
        mut write: impl FnMut(&mut Self, &T) -> Result<(), WriteError>,
    ) -> Result<(), WriteError> {
        let tag = Tag::new(name, "");
        if items.is_empty() {
            return Err(tag.refused(Unwritable::EmptyList));
        }
        self.start(tag)?;
        for item in items {
            write(self, item)?;
        }
        self.end(name)
    }

    fn school(&mut self, school: &School) -> Result<(), WriteError> {
        let ident = school.ident.to_string();
        let mut tag = Tag::new("Etablissement", &ident);
        tag.set("Ident", &ident)?;
        tag.set("Numero", &school.uai)?;
        tag.set("Nom", &school.name)?;
        set_address(&mut tag, &school.address)?;
        tag.set_some("TelSecretariat", &school.secretariat)?;
        tag.set_some("TelScolarite", &school.registrar)?;
        tag.set_some("Fax", &school.fax)?;
        tag.set_some("EMail", &school.email)?;
        self.leaf(tag)
    }

    /// An element that names another one by its number.
    fn reference(&mut self, name: &'static str, ident: u32) -> Result<(), std::io::Error> {
        let mut start = BytesStart::new(name);
        start.push_attribute(("Ident", ident.to_string().as_str()));
        self.xml.write_event(Event::Empty(start))
    }

    fn start(&mut self, tag: Tag<'_>) -> Result<(), WriteError> {
        Ok(self.xml.write_event(Event::Start(tag.into_start()))?)
    }

    fn leaf(&mut self, tag: Tag<'_>) -> Result<(), WriteError> {
        Ok(self.xml.write_event(Event::Empty(tag.into_start()))?)
    }

    fn end(&mut self, name: &'static str) -> Result<(), WriteError> {
        Ok(self.xml.write_event(Event::End(BytesEnd::new(name)))?)
    }
}

fn set_address(tag: &mut Tag<'_>, address: &Address) -> Result<(), WriteError> {
    for (name, line) in ["Adresse1", "Adresse2", "Adresse3", "Adresse4"].into_iter().zip(&address.lines) {
        tag.set_some(name, line)?;
    }
    tag.set_some("CodePostal", &address.postcode)?;
    tag.set_some("Ville", &address.town)?;
    tag.set_some("Pays", &address.country)
}

fn sex_name(sex: Sex) -> &'static str {
    match sex {
        Sex::Female => "Feminin",
        Sex::Male => "Masculin",
        Sex::Unknown => "",
    }
}
