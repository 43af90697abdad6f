//! XML to people, streamed.

use std::io::BufRead;

use super::Address;
use super::person::{Person, Role};
use crate::exchange::idents::{GuardianIdents, Referred};
use crate::exchange::parse_error::{Expected, ParseError, Problem};
use crate::exchange::read::{Cursor, Doctype, Source, Step};

/// Roots of the files that users take for this one: the two encrypted envelopes, and the file that an ENT writes.
const OTHERS: [&str; 3] = ["EXPORT_INDEX_EDUCATION", "ImportChiffre", "PARTENAIRE_INDEX"];
/// The elements of people. A name that differs from one of them by a character is a damaged one, and must not lose anybody.
const PEOPLE: [&str; 4] = ["Professeur", "Personnel", "Responsable", "Eleve"];
/// The elements that hold them.
const BLOCKS: [&str; 4] = ["Professeurs", "Personnels", "Responsables", "Eleves"];
const REFERENCE: &str = "Responsable";
/// The names of a person's values, which stand as attributes or as elements.
const VALUES: [&str; 12] = [
    "Ident",
    "IDPN",
    "Nom",
    "Prenom",
    "DateNaissance",
    "CodePostal",
    "Adresse1",
    "Adresse2",
    "Adresse3",
    "Adresse4",
    "Ville",
    "Pays",
];

/// A person and the line of the element, from 1.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Located {
    /// Line, from 1.
    pub line: u64,
    /// The person read from the element.
    pub person: Person,
}

/// Reads one document, a person at a time. After an error there is nothing more, and what came before it is not to be
/// used either. Besides a person, memory holds the numbers of guardians: a pupil refers to one who is there, and numbers need not
/// be unique otherwise. Elements that are not known are passed over wherever they stand, and the people in them are read.
pub struct Reader<R> {
    cursor: Cursor<R>,
    /// The elements within the root that are open; a block by its name.
    open: Vec<Option<&'static str>>,
    is_over: bool,
    guardian_idents: GuardianIdents,
    /// The numbers that pupils refer to, with their lines: blocks stand in any order.
    references: Vec<(u32, u64)>,
}

impl<R: BufRead> Reader<R> {
    /// Enters the root element, whatever it is called.
    ///
    /// # Errors
    /// [`ParseError`], also for the root of an encrypted file, or of one that an ENT writes.
    pub fn new(bytes: R) -> Result<Self, ParseError> {
        let mut cursor = Cursor::new(Source::new(bytes)?, Doctype::Refused);
        cursor.step("")?;
        cursor.tag.check()?;
        if OTHERS.contains(&cursor.tag.local_name()) {
            return Err(cursor.wrong_root(super::ROOT));
        }
        let (open, references) = (Vec::new(), Vec::new());
        Ok(Self { cursor, open, is_over: false, guardian_idents: GuardianIdents::default(), references })
    }

    /// How the file is encoded: `UTF-8`, `ISO-8859-15`…
    pub fn encoding(&self) -> &'static str {
        self.cursor.encoding()
    }

    fn read(&mut self) -> Result<Option<Located>, ParseError> {
        loop {
            // Text in a block of people is a tag that is damaged.
            let step = match self.open.last().copied().flatten() {
                Some(block) => self.cursor.step(block)?,
                None => self.cursor.step_past_text()?,
            };
            if step != Step::Open {
                if self.open.pop().is_none() {
                    self.cursor.finish()?;
                    return self.check_references().map(|()| None);
                }
                continue;
            }
            self.cursor.tag.check()?;
            let name = self.cursor.tag.local_name();
            if let Some(role) = role(name) {
                return self.person(role).map(Some);
            }
            let block = BLOCKS.into_iter().find(|block| *block == name);
            if block.is_none() && PEOPLE.iter().any(|known| is_damaged(name, known)) {
                return Err(self.cursor.unexpected(self.open.last().copied().flatten().unwrap_or_default(), &PEOPLE));
            }
            self.open.push(block);
        }
    }

    /// Reads the person whose element was just entered, and leaves it.
    fn person(&mut self, mut role: Role) -> Result<Located, ParseError> {
        let (element, line) = (role.element(), self.cursor.tag.line);
        let mut values = Values::default();
        for attribute in self.cursor.tag.attributes() {
            let (name, value) = attribute?;
            if let Some(number) = number_of(name) {
                values.take(number, value.into_owned(), line)?;
            }
        }
        while self.cursor.step(element)? == Step::Open {
            self.child(&mut role, &mut values)?;
        }
        let ident = values.0[0].take().ok_or_else(|| missing_ident(element, line))?;
        let ident = parsed(&ident, element, line)?;
        let [_, idpn, family, given, birth_date, postcode, line1, line2, line3, line4, town, country] =
            values.0.map(Option::unwrap_or_default);
        if role == Role::Guardian {
            let identity: &[&str] = if idpn.trim().is_empty() { &[&family, &given, &postcode] } else { &[idpn.trim()] };
            self.guardian_idents.insert(ident, identity);
        }
        let address = Address { lines: [line1, line2, line3, line4], postcode, town, country };
        Ok(Located { line, person: Person { ident, idpn, family, given, birth_date, address, role } })
    }

    /// Takes a child element in, and leaves it. Those that are not known are passed over, unless they refer to somebody.
    fn child(&mut self, role: &mut Role, values: &mut Values) -> Result<(), ParseError> {
        let element = role.element();
        let tag = &self.cursor.tag;
        let (line, name) = (tag.line, tag.local_name());
        if let Some(number) = number_of(name) {
            let mut text = String::new();
            self.cursor.text(VALUES[number], &mut text)?;
            return values.take(number, text, line);
        }
        match (role, name) {
            (Role::Pupil { guardians, .. }, REFERENCE) => {
                let ident = tag.attribute("Ident")?.ok_or_else(|| missing_ident(REFERENCE, line))?;
                let ident = parsed(&ident, REFERENCE, line)?;
                guardians.push(ident);
                self.references.push((ident, line));
                self.cursor.skip()
            }
            (Role::Pupil { classes, .. }, "Classe") => {
                // Some lists name a class by an attribute.
                let named = tag.attribute("Nom")?.or(tag.attribute("Libelle")?).map(String::from);
                let mut text = String::new();
                self.cursor.text("Classe", &mut text)?;
                classes.push(named.unwrap_or(text));
                Ok(())
            }
            (Role::Pupil { .. }, name) if is_damaged(name, REFERENCE) => {
                Err(self.cursor.unexpected(element, &["Classe", REFERENCE]))
            }
            _ => self.cursor.skip(),
        }
    }

    /// Checks, at the end of the document, that every number that a pupil refers to leads to one guardian.
    fn check_references(&self) -> Result<(), ParseError> {
        for &(ident, line) in &self.references {
            let problem = match self.guardian_idents.find(ident) {
                Referred::One => continue,
                Referred::Several => Problem::AmbiguousIdent { element: REFERENCE, ident },
                Referred::Nobody => Problem::DanglingIdent { element: REFERENCE, ident },
            };
            return Err(ParseError::at(line, problem));
        }
        Ok(())
    }
}

/// Tells whether a name is another one but for one character.
fn is_damaged(name: &str, known: &str) -> bool {
    name.chars().count() == known.chars().count()
        && name.chars().zip(known.chars()).filter(|(one, other)| one != other).count() == 1
}

/// The values of one person, by index into [`VALUES`].
#[derive(Default)]
struct Values([Option<String>; VALUES.len()]);

impl Values {
    /// A second value for the same thing leaves open which of them is meant.
    fn take(&mut self, number: usize, value: String, line: u64) -> Result<(), ParseError> {
        match self.0[number].replace(value) {
            Some(_) => Err(ParseError::at(line, Problem::TooMany(VALUES[number]))),
            None => Ok(()),
        }
    }
}

impl<R: BufRead> Iterator for Reader<R> {
    type Item = Result<Located, ParseError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.is_over {
            return None;
        }
        let next = self.read().transpose();
        self.is_over = !matches!(next, Some(Ok(_)));
        next
    }
}

fn role(element: &str) -> Option<Role> {
    match element {
        "Professeur" => Some(Role::Teacher),
        "Personnel" => Some(Role::Staff),
        "Responsable" => Some(Role::Guardian),
        "Eleve" => Some(Role::Pupil { classes: Vec::new(), guardians: Vec::new() }),
        _ => None,
    }
}

fn number_of(name: &str) -> Option<usize> {
    VALUES.iter().position(|known| *known == name)
}

fn parsed(text: &str, element: &'static str, line: u64) -> Result<u32, ParseError> {
    let invalid = Problem::InvalidValue { element, attribute: "Ident", expected: Expected::Number };
    text.trim().parse().map_err(|_| ParseError::at(line, invalid))
}

fn missing_ident(element: &'static str, line: u64) -> ParseError {
    ParseError::at(line, Problem::MissingAttribute { element, attribute: "Ident" })
}
