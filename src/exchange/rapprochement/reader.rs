//! XML to header and people, streamed.

use std::io::BufRead;

use chrono::NaiveDate;

use super::block::Block;
use super::head::{self, Head, leave_empty, no_attributes, number, reference, required, without_time_zone};
use super::person::Header;
use super::person_ref::{AddressRef, PersonRef, RoleRef};
use super::{NAMESPACE, ROOT};
use crate::exchange::idents::{GuardianIdents, Idents, Referred};
use crate::exchange::parse_error::{Expected, ParseError, Problem};
use crate::exchange::read::{Cursor, Source, Step, Values};
use crate::identity::Sex;

/// The attributes of people, in the order in which [`Writer`](super::Writer) writes them.
const PERSON: [&str; 14] = [
    "Ident",
    "Nom",
    "Prenom",
    "ID_Partenaire",
    "DateNaissance",
    "Sexe",
    "NumeroNational",
    "Adresse1",
    "Adresse2",
    "Adresse3",
    "Adresse4",
    "CodePostal",
    "Ville",
    "Pays",
];
const BIRTH_DATE: usize = 4;
const SEX: usize = 5;
const NATIONAL_NUMBER: usize = 6;

/// Reads one file: the head at once, then a person at a time.
///
/// Numbers need not be unique, since some programs number each block by itself and write a person of two schools twice. A
/// number that a pupil refers to leads to one guardian: to several of them only where they have one `ID_Partenaire`. Memory
/// grows by the numbers of the guardians alone.
///
/// After an error, the caller must drop every person that the reader returned before it: the file does not follow its
/// format.
pub struct Reader<R> {
    cursor: Cursor<R>,
    header: Header,
    civilities: Idents,
    /// The block that is open, and how many people it had so far.
    open: Option<(Block, u64)>,
    /// How many blocks cannot come any more.
    passed: usize,
    is_over: bool,
    guardian_idents: GuardianIdents,
    /// Of the last person.
    values: Values<14>,
    reference: Values<1>,
    guardians: Vec<u32>,
}

impl<R: BufRead> Reader<R> {
    /// Reads the head.
    ///
    /// # Errors
    /// [`ParseError`].
    pub fn new(bytes: R) -> Result<Self, ParseError> {
        let mut cursor = Cursor::of_namespace(Source::new(bytes)?, NAMESPACE);
        let Head { header, civilities } = head::read(&mut cursor)?;
        Ok(Self {
            cursor,
            header,
            civilities,
            open: None,
            passed: 0,
            is_over: false,
            guardian_idents: GuardianIdents::default(),
            values: Values::default(),
            reference: Values::default(),
            guardians: Vec::new(),
        })
    }

    /// Everything before the people.
    pub fn header(&self) -> &Header {
        &self.header
    }

    /// How the file is encoded: `UTF-8`, `ISO-8859-15`…
    pub fn encoding(&self) -> &'static str {
        self.cursor.encoding()
    }

    /// The next person; `None` once the document has ended as it should.
    ///
    /// # Errors
    /// [`ParseError`]. There is no going on after one.
    pub fn next_person(&mut self) -> Result<Option<PersonRef<'_>>, ParseError> {
        loop {
            let Some((block, people)) = self.open else {
                if self.is_over || !self.next_block()? {
                    return Ok(None);
                }
                continue;
            };
            let line = self.cursor.line();
            if self.cursor.step(block.name())? == Step::Open {
                self.open = Some((block, people + 1));
                return self.person(block).map(Some);
            }
            if people == 0 {
                return Err(ParseError::at(line, Problem::EmptyElement(block.name())));
            }
            self.open = None;
        }
    }

    /// Enters the next block; false at the end of the document.
    fn next_block(&mut self) -> Result<bool, ParseError> {
        if self.cursor.step(ROOT)? == Step::Open {
            let name = self.cursor.local_in_namespace();
            let found = Block::ALL.into_iter().skip(self.passed).find(|block| name == Some(block.name()));
            let Some(block) = found else {
                return Err(self.cursor.unexpected(ROOT, &Block::NAMES[self.passed..]));
            };
            no_attributes(&mut self.cursor.tag)?;
            self.passed = block as usize + 1;
            self.open = Some((block, 0));
            return Ok(true);
        }
        self.is_over = true;
        self.cursor.finish()?;
        Ok(false)
    }

    fn person(&mut self, block: Block) -> Result<PersonRef<'_>, ParseError> {
        let element = block.element();
        if self.cursor.local_in_namespace() != Some(element) {
            return Err(self.cursor.unexpected(block.name(), expected_in(block)));
        }
        self.values.take(&mut self.cursor.tag, &PERSON)?;
        let line = self.values.line();
        let ident = number(&self.values, element, 0)?;
        let is_of_others = |number: usize| match number {
            BIRTH_DATE => !matches!(block, Block::Teachers | Block::Pupils),
            _ => block != Block::Pupils,
        };
        let foreign = [BIRTH_DATE, SEX, NATIONAL_NUMBER]
            .into_iter()
            .find(|&number| is_of_others(number) && self.values.get(number).is_some());
        if let Some(number) = foreign {
            let (element, attribute) = (element.to_owned(), PERSON[number].to_owned());
            return Err(ParseError::at(line, Problem::UnknownAttribute { element, attribute }));
        }
        if block == Block::Guardians {
            let identity = required(&self.values, element, 3, PERSON[3])?.trim();
            self.guardian_idents.insert(ident, &[identity]);
        }
        let civility = self.children(block)?;

        let values = &self.values;
        let text = |number: usize| values.get(number).unwrap_or_default();
        let role = match block {
            Block::Staff => RoleRef::Staff,
            Block::Teachers => RoleRef::Teacher { birth_date: date(values, element)?.unwrap_or_default() },
            Block::Guardians => RoleRef::Guardian { civility },
            Block::Pupils => RoleRef::Pupil {
                birth_date: date(values, element)?.ok_or_else(|| {
                    ParseError::at(line, Problem::MissingAttribute { element, attribute: PERSON[BIRTH_DATE] })
                })?,
                sex: sex(values, element)?,
                national_number: text(NATIONAL_NUMBER),
                guardians: &self.guardians,
            },
        };
        Ok(PersonRef {
            line,
            ident,
            family: required(values, element, 1, PERSON[1])?,
            given: required(values, element, 2, PERSON[2])?,
            cas_id: required(values, element, 3, PERSON[3])?,
            address: AddressRef {
                lines: [7, 8, 9, 10].map(text),
                postcode: text(11),
                town: text(12),
                country: text(13),
            },
            role,
        })
    }

    /// Reads what a person's element holds and leaves it; gives a guardian's civility.
    fn children(&mut self, block: Block) -> Result<Option<u32>, ParseError> {
        let element = block.element();
        self.guardians.clear();
        let mut civility = None;
        while self.cursor.step(element)? == Step::Open {
            match (block, self.cursor.local_in_namespace()) {
                (Block::Pupils, Some("Responsable")) => {
                    let (guardian, line) = reference(&mut self.reference, &mut self.cursor.tag, "Responsable")?;
                    match self.guardian_idents.find(guardian) {
                        Referred::One => {}
                        Referred::Several => {
                            let ambiguous = Problem::AmbiguousIdent { element: "Responsable", ident: guardian };
                            return Err(ParseError::at(line, ambiguous));
                        }
                        Referred::Nobody => {
                            return Err(ParseError::at(line, Problem::DanglingIdent { element, ident: guardian }));
                        }
                    }
                    self.guardians.push(guardian);
                    leave_empty(&mut self.cursor, "Responsable")?;
                }
                (Block::Guardians, Some("Civilite")) if civility.is_none() => {
                    let (title, line) = reference(&mut self.reference, &mut self.cursor.tag, "Civilite")?;
                    if !self.civilities.contains(title) {
                        return Err(ParseError::at(line, Problem::DanglingIdent { element, ident: title }));
                    }
                    civility = Some(title);
                    leave_empty(&mut self.cursor, "Civilite")?;
                }
                (Block::Pupils, _) => return Err(self.cursor.unexpected(element, &["Responsable"])),
                (Block::Guardians, _) if civility.is_none() => {
                    return Err(self.cursor.unexpected(element, &["Civilite"]));
                }
                _ => return Err(self.cursor.unexpected(element, &[])),
            }
        }
        Ok(civility)
    }
}

/// What stands in a block.
fn expected_in(block: Block) -> &'static [&'static str] {
    match block {
        Block::Staff => &["Personnel"],
        Block::Teachers => &["Professeur"],
        Block::Guardians => &["Responsable"],
        Block::Pupils => &["Eleve"],
    }
}

/// A birth date, an `xs:date`, without its time zone; `None` when there is none.
fn date<'a>(values: &'a Values<14>, element: &'static str) -> Result<Option<&'a str>, ParseError> {
    let Some(text) = values.get(BIRTH_DATE) else { return Ok(None) };
    let date = without_time_zone(text.trim(), "2012-03-04".len());
    let is_date = match *date.as_bytes() {
        [y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2] => {
            let digits = [y1, y2, y3, y4, m1, m2, d1, d2];
            let number = |digits: &[u8]| digits.iter().fold(0, |sum, digit| sum * 10 + u32::from(digit - b'0'));
            digits.iter().all(u8::is_ascii_digit) && {
                // The cast holds: a year has four digits here.
                let year = number(&digits[..4]) as i32;
                NaiveDate::from_ymd_opt(year, number(&digits[4..6]), number(&digits[6..])).is_some()
            }
        }
        _ => false,
    };
    if is_date {
        return Ok(Some(date));
    }
    let invalid = Problem::InvalidValue { element, attribute: PERSON[BIRTH_DATE], expected: Expected::Date };
    Err(ParseError::at(values.line(), invalid))
}

fn sex(values: &Values<14>, element: &'static str) -> Result<Sex, ParseError> {
    match values.get(SEX) {
        None => Ok(Sex::Unknown),
        Some("Masculin") => Ok(Sex::Male),
        Some("Feminin") => Ok(Sex::Female),
        Some(_) => {
            let expected = Expected::OneOf(&["Masculin", "Feminin"]);
            Err(ParseError::at(values.line(), Problem::InvalidValue { element, attribute: PERSON[SEX], expected }))
        }
    }
}
