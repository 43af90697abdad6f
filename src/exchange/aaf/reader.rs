//! XML to requests, streamed.

use std::io::BufRead;

use super::ROOT;
use super::request::{Kind, Operation, Parts, Place, Request};
use crate::exchange::parse_error::{Expected, ParseError, Problem};
use crate::exchange::read::{Cursor, Doctype, Source, Step};

const REQUESTS: [&str; 3] = ["addRequest", "modifyRequest", "deleteRequest"];
/// What a request holds, in no order that all directories keep.
const PARTS: [&str; 4] = ["operationalAttributes", "identifier", "attributes", "modifications"];
const OPERATIONS: [&str; 3] = ["replace", "add", "delete"];

/// Reads one file, a request at a time. What was handed out before an error is to be dropped.
pub struct Reader<R> {
    cursor: Cursor<R>,
    parts: Parts,
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
        Ok(Self { cursor, parts: Parts::default(), is_over: false })
    }

    /// How the file is encoded: `UTF-8`, `ISO-8859-15`…
    pub fn encoding(&self) -> &'static str {
        self.cursor.encoding()
    }

    /// The next request; `None` once the document has ended as it should.
    ///
    /// # Errors
    /// [`ParseError`]. There is no going on after one.
    pub fn next_request(&mut self) -> Result<Option<Request<'_>>, ParseError> {
        if self.is_over {
            return Ok(None);
        }
        if self.cursor.step(ROOT)? != Step::Open {
            self.is_over = true;
            self.cursor.finish()?;
            return Ok(None);
        }
        let (kind, element) = match self.cursor.tag.name() {
            "addRequest" => (Kind::Add, REQUESTS[0]),
            "modifyRequest" => (Kind::Modify, REQUESTS[1]),
            "deleteRequest" => (Kind::Delete, REQUESTS[2]),
            _ => return Err(self.cursor.unexpected(ROOT, &REQUESTS)),
        };
        let line = self.cursor.tag.line;
        self.parts.clear();
        let mut seen = [false; PARTS.len()];
        while self.cursor.step(element)? == Step::Open {
            let part = PARTS.iter().position(|&part| part == self.cursor.tag.name()).filter(|&part| !seen[part]);
            match part {
                Some(part) => seen[part] = true,
                None => return Err(self.cursor.unexpected(element, &PARTS)),
            }
            match part {
                Some(0) => self.category()?,
                Some(1) => self.identifier()?,
                _ => self.changes(kind)?,
            }
        }
        if self.parts.id.trim().is_empty() {
            let missing = Problem::MissingElement { element: "identifier/id", inside: element.to_owned() };
            return Err(ParseError::at(line, missing));
        }
        Ok(Some(Request::new(line, kind, &self.parts)))
    }

    /// `operationalAttributes/attr@name/value`, which says what the request is about.
    fn category(&mut self) -> Result<(), ParseError> {
        const INSIDE: &str = PARTS[0];
        let mut other = String::new();
        while self.cursor.step(INSIDE)? == Step::Open {
            if self.cursor.tag.name() != "attr" {
                return Err(self.cursor.unexpected(INSIDE, &["attr"]));
            }
            let name = self.cursor.tag.attribute("name")?;
            let is_person = name.as_deref() == Some("categoriePersonne");
            let is_structure = name.as_deref() == Some("categorieStructure");
            let is_category = name.as_deref().is_some_and(|name| name.starts_with("categorie"));
            self.parts.is_about_structure |= is_structure;
            self.parts.has_other_category |= is_category && !is_person && !is_structure;
            drop(name);
            while self.cursor.step("attr")? == Step::Open {
                if self.cursor.tag.name() != "value" {
                    return Err(self.cursor.unexpected("attr", &["value"]));
                }
                let into = if is_person { &mut self.parts.person_category } else { &mut other };
                into.clear();
                self.cursor.text("value", into)?;
            }
        }
        let trimmed = self.parts.person_category.trim().to_owned();
        self.parts.person_category = trimmed;
        Ok(())
    }

    fn identifier(&mut self) -> Result<(), ParseError> {
        const INSIDE: &str = PARTS[1];
        while self.cursor.step(INSIDE)? == Step::Open {
            if self.cursor.tag.name() != "id" || !self.parts.id.is_empty() {
                return Err(self.cursor.unexpected(INSIDE, &["id"]));
            }
            self.cursor.text("id", &mut self.parts.id)?;
        }
        Ok(())
    }

    /// `attributes/attr@name/value`, or `modifications/modification@name@operation/value`.
    fn changes(&mut self, kind: Kind) -> Result<(), ParseError> {
        const ELEMENTS: [&str; 2] = ["attr", "modification"];
        while self.cursor.step("attributes")? == Step::Open {
            let Some(element) = ELEMENTS.into_iter().find(|&element| element == self.cursor.tag.name()) else {
                return Err(self.cursor.unexpected("attributes", &ELEMENTS));
            };
            let tag = &self.cursor.tag;
            let Some(name) = tag.attribute("name")? else {
                return Err(ParseError::at(tag.line, Problem::MissingAttribute { element, attribute: "name" }));
            };
            let operation = match (kind, tag.attribute("operation")?.as_deref()) {
                (Kind::Add, _) | (_, None | Some("replace")) => Operation::Replace,
                (_, Some("add")) => Operation::Add,
                (_, Some("delete")) => Operation::Delete,
                _ => {
                    let expected = Expected::OneOf(&OPERATIONS);
                    let invalid = Problem::InvalidValue { element, attribute: "operation", expected };
                    return Err(ParseError::at(tag.line, invalid));
                }
            };
            let Parts { text, changes, ends, .. } = &mut self.parts;
            let start = text.len();
            text.push_str(&name);
            let (name, first) = (start..text.len(), ends.len());
            while self.cursor.step(element)? == Step::Open {
                if self.cursor.tag.name() != "value" {
                    return Err(self.cursor.unexpected(element, &["value"]));
                }
                self.cursor.text("value", text)?;
                ends.push(text.len());
            }
            changes.push(Place { name, operation, values: first..ends.len() });
        }
        Ok(())
    }
}
