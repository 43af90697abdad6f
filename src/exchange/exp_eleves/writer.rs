//! Pupils to XML, streamed.

use std::io::Write;

use quick_xml::escape::partial_escape;

use crate::exchange::error::{Unwritable, WriteError};
use crate::exchange::xml::{Tag, first_unwritable};
use crate::identity::{BirthDate, Sex};

/// A pupil of the base. Text that is empty, and a date that is missing, make an empty element.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Pupil {
    /// `NUMERO`, also the row's `numero`: the number in the base.
    pub number: String,
    /// `CIVILITE`.
    pub civility: String,
    /// `NOM`.
    pub family: String,
    /// `PRENOM`.
    pub given: String,
    /// `DATE_NAISS`, written `dd/MM/yyyy`.
    pub birth_date: BirthDate,
    /// `SEXE`, written `F` or `M`.
    pub sex: Sex,
    /// `N_NATIONAL`: the INE.
    pub national_number: String,
    /// `CLASSE`: the class, with groups after a comma.
    pub class: String,
    /// `REGIME`.
    pub regime: String,
}

/// Writes one file: pupils as they come, then [`Writer::finish`]. Give it a buffered `W`.
#[derive(Debug)]
pub struct Writer<W: Write> {
    out: W,
}

impl<W: Write> Writer<W> {
    /// Writes the head.
    ///
    /// # Errors
    /// [`WriteError::Io`].
    pub fn new(mut out: W) -> Result<Self, WriteError> {
        out.write_all(
            "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<TABLE nom=\"Elèves\">\n".as_bytes(),
        )?;
        Ok(Self { out })
    }

    /// Writes a pupil.
    ///
    /// # Errors
    /// [`WriteError`], also for a character that XML cannot carry; nothing of the pupil is written then.
    pub fn push(&mut self, pupil: &Pupil) -> Result<(), WriteError> {
        let mut row = Tag::new("Eleves", &pupil.number);
        row.set("numero", &pupil.number)?;
        let (birth_date, sex) = (pupil.birth_date.to_string(), sex_letter(pupil.sex));
        let elements = [
            ("NUMERO", pupil.number.as_str()),
            ("CIVILITE", &pupil.civility),
            ("NOM", &pupil.family),
            ("PRENOM", &pupil.given),
            ("DATE_NAISS", &birth_date),
            ("SEXE", sex),
            ("N_NATIONAL", &pupil.national_number),
            ("CLASSE", &pupil.class),
            ("REGIME", &pupil.regime),
        ];
        for (part, text) in elements {
            if let Some(character) = first_unwritable(text) {
                return Err(row.refused(Unwritable::Character { part, character }));
            }
        }
        writeln!(self.out, "<{}>", &*row.into_start())?;
        for (name, text) in elements {
            if text.is_empty() {
                writeln!(self.out, "<{name}/>")?;
            } else {
                writeln!(self.out, "<{name}>{}</{name}>", partial_escape(text))?;
            }
        }
        Ok(writeln!(self.out, "</Eleves>")?)
    }

    /// Ends the document and gives back what it was written to, not flushed.
    ///
    /// # Errors
    /// [`WriteError::Io`].
    pub fn finish(mut self) -> Result<W, WriteError> {
        writeln!(self.out, "</TABLE>")?;
        Ok(self.out)
    }
}

fn sex_letter(sex: Sex) -> &'static str {
    match sex {
        Sex::Female => "F",
        Sex::Male => "M",
        Sex::Unknown => "",
    }
}
