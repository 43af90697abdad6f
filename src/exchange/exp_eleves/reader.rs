//! XML to pupils, streamed.

use std::io::BufRead;

use super::ROOT;
use super::writer::Pupil;
use crate::exchange::parse_error::ParseError;
use crate::exchange::read::{Cursor, Doctype, Source, Step};
use crate::identity::{BirthDate, Sex};

/// The elements of a pupil that are read, in the order of the fields of [`PupilRef`].
const ELEMENTS: [&str; 9] =
    ["NUMERO", "CIVILITE", "NOM", "PRENOM", "DATE_NAISS", "SEXE", "N_NATIONAL", "CLASSE", "REGIME"];
/// The element of a pupil.
const ROW: &str = "Eleves";

/// A pupil as the reader hands it out, until the next one: texts as they stand in the file, empty where the element is
/// empty or not there.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct PupilRef<'a> {
    /// The line on which the row begins.
    pub line: u64,
    /// `NUMERO`, or else the row's `numero`.
    pub number: &'a str,
    /// `CIVILITE`.
    pub civility: &'a str,
    /// `NOM`.
    pub family: &'a str,
    /// `PRENOM`.
    pub given: &'a str,
    /// `DATE_NAISS`, usually `dd/MM/yyyy`.
    pub birth_date: &'a str,
    /// `SEXE`.
    pub sex: &'a str,
    /// `N_NATIONAL`: the INE.
    pub national_number: &'a str,
    /// `CLASSE`.
    pub class: &'a str,
    /// `REGIME`.
    pub regime: &'a str,
}

impl PupilRef<'_> {
    /// The pupil with memory of its own. A date in another form than `dd/MM/yyyy` becomes «missing».
    pub fn to_pupil(&self) -> Pupil {
        let mut parts = self.birth_date.trim().split('/').map_while(|part| part.parse::<u32>().ok());
        let date = match (parts.next(), parts.next(), parts.next()) {
            (Some(day), Some(month), Some(year)) => {
                i32::try_from(year).ok().and_then(|year| BirthDate::new(year, month, day))
            }
            _ => None,
        };
        Pupil {
            number: self.number.to_owned(),
            civility: self.civility.to_owned(),
            family: self.family.to_owned(),
            given: self.given.to_owned(),
            birth_date: date.unwrap_or(BirthDate::MISSING),
            sex: match self.sex {
                "F" => Sex::Female,
                "M" => Sex::Male,
                _ => Sex::Unknown,
            },
            national_number: self.national_number.to_owned(),
            class: self.class.to_owned(),
            regime: self.regime.to_owned(),
        }
    }
}

/// Reads one file, a pupil at a time. What was handed out before an error is to be dropped.
pub struct Reader<R> {
    cursor: Cursor<R>,
    /// One per element of [`ELEMENTS`].
    texts: [String; ELEMENTS.len()],
    numero: String,
    is_over: bool,
}

impl<R: BufRead> Reader<R> {
    /// Enters the root element.
    ///
    /// # Errors
    /// [`ParseError`].
    pub fn new(bytes: R) -> Result<Self, ParseError> {
        let mut cursor = Cursor::new(Source::new(bytes)?, Doctype::ReadPast);
        cursor.enter(ROOT)?;
        Ok(Self { cursor, texts: Default::default(), numero: String::new(), is_over: false })
    }

    /// How the file is encoded: `UTF-8`, `ISO-8859-15`…
    pub fn encoding(&self) -> &'static str {
        self.cursor.encoding()
    }

    /// The next pupil; `None` once the document has ended as it should.
    ///
    /// # Errors
    /// [`ParseError`]. There is no going on after one.
    pub fn next_pupil(&mut self) -> Result<Option<PupilRef<'_>>, ParseError> {
        if self.is_over {
            return Ok(None);
        }
        if self.cursor.step(ROOT)? != Step::Open {
            self.is_over = true;
            self.cursor.finish()?;
            return Ok(None);
        }
        if self.cursor.tag.name() != ROW {
            return Err(self.cursor.unexpected(ROOT, &[ROW]));
        }
        let line = self.cursor.tag.line;
        self.numero.clear();
        if let Some(numero) = self.cursor.tag.attribute("numero")? {
            self.numero.push_str(&numero);
        }
        self.texts.iter_mut().for_each(String::clear);
        let mut seen = [false; ELEMENTS.len()];
        while self.cursor.step(ROW)? == Step::Open {
            let name = self.cursor.tag.name();
            match ELEMENTS.iter().position(|&element| element == name) {
                // Which of two would be believed?
                Some(number) if seen[number] => return Err(self.cursor.unexpected(ROW, &[])),
                Some(number) => {
                    seen[number] = true;
                    self.cursor.text(ELEMENTS[number], &mut self.texts[number])?;
                }
                // Real exports have more elements, which tell nobody apart.
                None => self.cursor.skip()?,
            }
        }
        let [number, civility, family, given, birth_date, sex, national_number, class, regime] =
            self.texts.each_ref().map(String::as_str);
        let number = if number.trim().is_empty() { &self.numero } else { number };
        Ok(Some(PupilRef { line, number, civility, family, given, birth_date, sex, national_number, class, regime }))
    }
}
