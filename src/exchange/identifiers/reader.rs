//! XML to people, streamed.

use std::io::BufRead;

use super::person::{Person, Role};
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

/// A person and the line of the element, from 1.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Located {
    /// Line, from 1.
    pub line: u64,
    /// Who stands there.
    pub person: Person,
}

/// Reads one document, a person at a time. After an error there is nothing more, and what came before it is not to be
/// used either.
pub struct Reader<R> {
    cursor: Cursor<R>,
    /// The known block that is open.
    block: Option<(&'static str, &'static [&'static str])>,
    is_over: bool,
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
        Ok(Self { cursor, block: None, is_over: false })
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
                return Ok(None);
            }
            let name = self.cursor.tag.local_name();
            match role(name) {
                Some(role) => return self.person(role).map(Some),
                None => self.block = BLOCKS.into_iter().find(|(block, _)| *block == name),
            }
        }
    }

    /// Reads the person whose element was just entered, and leaves it.
    fn person(&mut self, role: Role) -> Result<Located, ParseError> {
        let (element, line) = (role.element(), self.cursor.tag.line);
        let mut person = Person { role, ..Person::default() };
        let mut ident = None;
        for attribute in self.cursor.tag.attributes() {
            let (name, value) = attribute?;
            if name == "Ident" {
                ident = Some(number(&value, element, line)?);
            } else if let Some(place) = place(&mut person, name) {
                *place = value.into_owned();
            }
        }
        while self.cursor.step(element)? == Step::Open {
            self.child(&mut person, &mut ident)?;
        }
        person.ident = ident.ok_or_else(|| missing_ident(element, line))?;
        Ok(Located { line, person })
    }

    /// Takes a child element in, and leaves it. Those that are not known are passed over.
    fn child(&mut self, person: &mut Person, ident: &mut Option<u32>) -> Result<(), ParseError> {
        let element = person.role.element();
        let tag = &self.cursor.tag;
        let line = tag.line;
        match (&mut person.role, tag.local_name()) {
            (Role::Pupil { guardians, .. }, REFERENCE) => {
                let ident = tag.attribute("Ident")?.ok_or_else(|| missing_ident(REFERENCE, line))?;
                guardians.push(number(&ident, REFERENCE, line)?);
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
            (_, "Ident") => {
                let mut text = String::new();
                self.cursor.text("Ident", &mut text)?;
                *ident = Some(number(&text, element, line)?);
                Ok(())
            }
            (_, name) => match place(person, name) {
                Some(place) => {
                    place.clear();
                    self.cursor.text(element, place)
                }
                None => self.cursor.skip(),
            },
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

/// Where the value of this name belongs; `None` for those that are not known.
fn place<'p>(person: &'p mut Person, name: &str) -> Option<&'p mut String> {
    let address = &mut person.address;
    Some(match name {
        "IDPN" => &mut person.idpn,
        "Nom" => &mut person.family,
        "Prenom" => &mut person.given,
        "DateNaissance" => &mut person.birth_date,
        "CodePostal" => &mut address.postcode,
        "Adresse1" => &mut address.lines[0],
        "Adresse2" => &mut address.lines[1],
        "Adresse3" => &mut address.lines[2],
        "Adresse4" => &mut address.lines[3],
        "Ville" => &mut address.town,
        "Pays" => &mut address.country,
        _ => return None,
    })
}

fn number(text: &str, element: &'static str, line: u64) -> Result<u32, ParseError> {
    let invalid = Problem::InvalidValue { element, attribute: "Ident", expected: Expected::Number };
    text.trim().parse().map_err(|_| ParseError::at(line, invalid))
}

fn missing_ident(element: &'static str, line: u64) -> ParseError {
    ParseError::at(line, Problem::MissingAttribute { element, attribute: "Ident" })
}
