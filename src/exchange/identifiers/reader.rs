//! XML to people, one at a time.

use super::person::{Person, Role};
use crate::exchange::pull::{self, Element, Node, Pull};
use crate::exchange::xml_error::{XmlError, XmlProblem};

/// A person and the line of the element, from 1.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Located {
    /// Line, from 1.
    pub line: u32,
    /// Who stands there.
    pub person: Person,
}

/// Reads one document. After an error there is nothing more, and what came before it is not to be used either.
pub struct Reader<'a> {
    pull: Pull<'a>,
    is_over: bool,
}

impl<'a> Reader<'a> {
    /// Starts at the root element, whatever it is called.
    ///
    /// # Errors
    /// [`XmlError`], also for the root of an encrypted file, or of one that an ENT writes.
    pub fn new(bytes: &'a [u8]) -> Result<Self, XmlError> {
        let mut pull = Pull::new(pull::decode(bytes)?);
        let root = pull.root()?;
        if matches!(root.name.as_str(), "EXPORT_INDEX_EDUCATION" | "ImportChiffre" | "PARTENAIRE_INDEX") {
            return Err(pull.error(XmlProblem::Root { found: root.name, expected: super::ROOT }));
        }
        Ok(Self { pull, is_over: false })
    }

    fn read(&mut self) -> Result<Option<Located>, XmlError> {
        loop {
            match self.pull.next()? {
                Node::Open(element) => {
                    if let Some(role) = role(&element.name) {
                        let line = self.pull.line();
                        return self.person(&element, role).map(|person| Some(Located { line, person }));
                    }
                }
                Node::Text(_) | Node::Close => {}
                Node::End => return Ok(None),
            }
        }
    }

    fn person(&mut self, element: &Element, role: Role) -> Result<Person, XmlError> {
        let mut person = Person { role, ..Person::default() };
        let mut has_ident = false;
        for (name, value) in element.attributes() {
            has_ident |= self.set(&mut person, name, value)?;
        }
        loop {
            match self.pull.next()? {
                Node::Open(child) => has_ident |= self.child(&mut person, &child)?,
                Node::Text(_) => {}
                Node::Close | Node::End => break,
            }
        }
        if has_ident { Ok(person) } else { Err(self.pull.error(XmlProblem::Missing("Ident"))) }
    }

    /// Takes in a child element; whether it was the number.
    fn child(&mut self, person: &mut Person, child: &Element) -> Result<bool, XmlError> {
        match (&mut person.role, child.name.as_str()) {
            (Role::Pupil { guardians, .. }, "Responsable") => {
                let ident = child.attribute("Ident").map(str::to_owned);
                let ident = match ident {
                    Some(ident) => ident,
                    None => return Err(self.pull.error(XmlProblem::Missing("Responsable/@Ident"))),
                };
                guardians.push(number(&ident, &self.pull)?);
                self.pull.skip().map(|()| false)
            }
            (Role::Pupil { classes, .. }, "Classe") => {
                // Some lists name a class by an attribute.
                let named = ["Nom", "Libelle"].into_iter().find_map(|name| child.attribute(name)).map(str::to_owned);
                let text = self.pull.whole_text()?;
                classes.push(named.unwrap_or_else(|| text.into_owned()));
                Ok(false)
            }
            (_, name) => {
                let text = self.pull.whole_text()?;
                self.set(person, name, &text)
            }
        }
    }

    /// Sets a value by its name; whether it was the number. Values that are not known are passed over.
    fn set(&self, person: &mut Person, name: &str, value: &str) -> Result<bool, XmlError> {
        let address = &mut person.address;
        let place = match name {
            "Ident" => {
                person.ident = number(value, &self.pull)?;
                return Ok(true);
            }
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
            _ => return Ok(false),
        };
        value.clone_into(place);
        Ok(false)
    }
}

impl Iterator for Reader<'_> {
    type Item = Result<Located, XmlError>;

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

fn number(text: &str, pull: &Pull<'_>) -> Result<u32, XmlError> {
    text.trim().parse().map_err(|_| pull.error(XmlProblem::Value { part: "Ident", value: text.to_owned() }))
}
