//! XML to people, streamed.

use std::io::BufRead;

use super::Address;
use super::person::{Person, Role};
use crate::exchange::idents::Idents;
use crate::exchange::parse_error::{Expected, ParseError, Problem};
use crate::exchange::read::{Cursor, Doctype, Source, Step};

/// Roots of the files that are taken for this one: what it is wrapped in, and what goes the other way.
const OTHERS: [&str; 3] = ["EXPORT_INDEX_EDUCATION", "ImportChiffre", "PARTENAIRE_INDEX"];
/// The blocks that are known, each with what alone stands in it: a name that is damaged must not lose anybody.
const BLOCKS: [(&str, &[&str]); 4] = [
    ("Professeurs", &["Professeur"]),
    ("Personnels", &["Personnel"]),
    ("Responsables", &["Responsable"]),
    ("Eleves", &["Eleve"]),
];
const REFERENCE: &str = "Responsable";
/// What is known of a person, as attributes or as elements.
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
    /// Who stands there.
    pub person: Person,
}

/// Reads one document, a person at a time. After an error there is nothing more, and what came before it is not to be
/// used either. Besides a person, memory holds the numbers that were seen, which tell that none is taken twice and that every
/// guardian of a pupil is there.
pub struct Reader<R> {
    cursor: Cursor<R>,
    /// The known block that is open.
    block: Option<(&'static str, &'static [&'static str])>,
    is_over: bool,
    idents: Idents,
    guardian_idents: Idents,
    /// Numbers of guardians who may still come, with the lines that refer to them: blocks stand in any order.
    awaited: Vec<(u32, u64)>,
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
        let (idents, guardian_idents) = (Idents::default(), Idents::default());
        Ok(Self { cursor, block: None, is_over: false, idents, guardian_idents, awaited: Vec::new() })
    }

    /// How the file is encoded: `UTF-8`, `ISO-8859-15`…
    pub fn encoding(&self) -> &'static str {
        self.cursor.encoding()
    }

    fn read(&mut self) -> Result<Option<Located>, ParseError> {
        loop {
            if let Some((block, items)) = self.block {
                if self.cursor.step(block)? != Step::Open {
                    self.block = None;
                    continue;
                }
                if !items.contains(&self.cursor.tag.local_name()) {
                    return Err(self.cursor.unexpected(block, items));
                }
            } else if !self.cursor.next_element()? {
                return self.check_awaited().map(|()| None);
            }
            let name = self.cursor.tag.local_name();
            match role(name) {
                Some(role) => return self.person(role).map(Some),
                None => self.block = BLOCKS.into_iter().find(|(block, _)| *block == name),
            }
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
        if !self.idents.insert(ident) {
            return Err(ParseError::at(line, Problem::RepeatedIdent { element, ident }));
        }
        if role == Role::Guardian {
            self.guardian_idents.insert(ident);
        }
        let [_, idpn, family, given, birth_date, postcode, line1, line2, line3, line4, town, country] =
            values.0.map(Option::unwrap_or_default);
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
                if !self.guardian_idents.contains(ident) {
                    self.awaited.push((ident, line));
                }
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
            (Role::Pupil { .. }, _) if tag.attribute("Ident")?.is_some() => {
                Err(self.cursor.unexpected(element, &["Classe", REFERENCE]))
            }
            _ => self.cursor.skip(),
        }
    }

    /// Checks, at the end of the document, that every guardian who was referred to has come.
    fn check_awaited(&self) -> Result<(), ParseError> {
        match self.awaited.iter().find(|(ident, _)| !self.guardian_idents.contains(*ident)) {
            Some(&(ident, line)) => Err(ParseError::at(line, Problem::DanglingIdent { element: REFERENCE, ident })),
            None => Ok(()),
        }
    }
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
