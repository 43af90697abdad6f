//! Walks the elements of a file, forwards only.
//!
//! Input: a [`Source`]. Output: one [`Step`] after another. Invariants: what is not well-formed, and text between
//! elements, is an error with its line; a document type definition is refused or read past, and no entity but the
//! five of XML is ever replaced; depth is bounded, and so is memory but for the longest tag or text.

use std::borrow::Cow;
use std::io::BufRead;

use quick_xml::XmlVersion;
use quick_xml::events::attributes::Attributes;
use quick_xml::events::{BytesRef, Event};

use super::source::Source;
use crate::exchange::parse_error::{ParseError, Problem};
use crate::exchange::xml::first_unwritable;

/// Far beyond any format here.
const MOST_DEPTH: usize = 64;

/// Whether a file may have a document type definition.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::exchange) enum Doctype {
    /// The format has none.
    Refused,
    /// It is read past, and nothing in it is used.
    ReadPast,
}

/// What comes next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::exchange) enum Step {
    /// A start tag, now in [`Cursor::tag`]. One that ends itself is followed by its [`Step::Close`].
    Open,
    /// The end of the innermost open element.
    Close,
    /// The end of the document.
    End,
}

/// A start tag: `Nom="…" Prenom="…"` after its name.
#[derive(Debug, Default)]
pub(in crate::exchange) struct Tag {
    pub(in crate::exchange) text: String,
    pub(in crate::exchange) name_length: usize,
    /// Where it begins.
    pub(in crate::exchange) line: u64,
}

impl Tag {
    /// The name, with its prefix.
    pub(in crate::exchange) fn name(&self) -> &str {
        &self.text[..self.name_length]
    }

    /// The value of an attribute, where an element may have others that nobody asks for.
    ///
    /// # Errors
    /// [`ParseError`].
    pub(in crate::exchange) fn attribute(&self, name: &str) -> Result<Option<Cow<'_, str>>, ParseError> {
        let malformed = |error: String| ParseError::at(self.line, Problem::Malformed(error));
        for attribute in Attributes::new(&self.text, self.name_length) {
            let attribute = attribute.map_err(|error| malformed(error.to_string()))?;
            if attribute.key.as_ref() == name {
                let value = attribute.normalized_value(XmlVersion::Explicit1_0);
                return value.map(Some).map_err(|error| malformed(error.to_string()));
            }
        }
        Ok(None)
    }
}

/// A position in a file.
pub(in crate::exchange) struct Cursor<R> {
    reader: quick_xml::Reader<Source<R>>,
    buffer: Vec<u8>,
    /// The last start tag.
    pub(in crate::exchange) tag: Tag,
    doctype: Doctype,
    depth: usize,
    has_root: bool,
}

impl<R: BufRead> Cursor<R> {
    pub(in crate::exchange) fn new(source: Source<R>, doctype: Doctype) -> Self {
        let mut reader = quick_xml::Reader::from_reader(source);
        let config = reader.config_mut();
        config.expand_empty_elements = true;
        config.check_comments = true;
        Self { reader, buffer: Vec::new(), tag: Tag::default(), doctype, depth: 0, has_root: false }
    }

    /// The line of what comes next.
    pub(in crate::exchange) fn line(&self) -> u64 {
        self.reader.get_ref().line()
    }

    /// How the file is encoded.
    pub(in crate::exchange) fn encoding(&self) -> &'static str {
        self.reader.get_ref().encoding()
    }

    /// Enters the root element, which has this name.
    ///
    /// # Errors
    /// [`Problem::WrongRoot`], or another [`ParseError`].
    pub(in crate::exchange) fn enter(&mut self, root: &'static str) -> Result<(), ParseError> {
        self.step("")?;
        if self.tag.name() == root {
            return Ok(());
        }
        let found = self.tag.name().to_owned();
        Err(ParseError::at(self.tag.line, Problem::WrongRoot { found, expected: root }))
    }

    /// Checks that nothing follows the root element, which was left.
    ///
    /// # Errors
    /// [`ParseError`].
    pub(in crate::exchange) fn finish(&mut self) -> Result<(), ParseError> {
        match self.step("")? {
            Step::End => Ok(()),
            Step::Open | Step::Close => Err(self.unexpected("", &[])),
        }
    }

    /// What came of an event that began on `line`, unless the source itself was at fault.
    fn checked<T>(&mut self, line: u64, step: Result<T, Problem>) -> Result<T, ParseError> {
        if let Some(fault) = self.reader.get_mut().take_fault() {
            return Err(fault);
        }
        step.map_err(|problem| {
            let is_cut = matches!(problem, Problem::Truncated);
            ParseError::at(if is_cut { self.line() } else { line }, problem)
        })
    }

    /// Goes on to the next tag. `inside` is the open element, for messages.
    ///
    /// # Errors
    /// [`ParseError`], also for text before that tag.
    pub(in crate::exchange) fn step(&mut self, inside: &str) -> Result<Step, ParseError> {
        loop {
            let line = self.line();
            self.buffer.clear();
            let event = self.reader.read_event_into(&mut self.buffer);
            let step = match &event {
                Ok(Event::Start(start)) => {
                    self.tag.text.clear();
                    self.tag.text.push_str(start);
                    (self.tag.name_length, self.tag.line) = (start.name().as_ref().len(), line);
                    Ok(Some(Step::Open))
                }
                Ok(Event::End(_)) => Ok(Some(Step::Close)),
                Ok(Event::Text(text)) if text.bytes().all(|byte| matches!(byte, b' ' | b'\t' | b'\r' | b'\n')) => {
                    Ok(None)
                }
                Ok(Event::Comment(_) | Event::PI(_)) => Ok(None),
                Ok(Event::Decl(_)) if line == 1 && !self.has_root => Ok(None),
                Ok(Event::DocType(_)) if self.doctype == Doctype::ReadPast && !self.has_root => Ok(None),
                Ok(Event::DocType(_)) => Err(Problem::Doctype),
                Ok(Event::GeneralRef(reference)) => Err(referred(reference).err().unwrap_or(unexpected_text(inside))),
                Ok(Event::Eof) if self.depth == 0 => Ok(Some(Step::End)),
                Ok(Event::Eof) => Err(Problem::Truncated),
                Ok(_) => Err(unexpected_text(inside)),
                Err(error) => Err(problem_of(error)),
            };
            let step = self.checked(line, step)?;
            match step {
                Some(Step::Open) => {
                    self.depth += 1;
                    if self.depth > MOST_DEPTH {
                        return Err(ParseError::at(line, Problem::TooDeep));
                    }
                    self.has_root = true;
                }
                Some(Step::Close) => self.depth -= 1,
                Some(Step::End) if !self.has_root => return Err(ParseError::at(self.line(), Problem::Truncated)),
                _ => {}
            }
            if let Some(step) = step {
                return Ok(step);
            }
        }
    }

    /// Adds the text of the open element, which must hold no other, to `into`, and leaves the element.
    ///
    /// # Errors
    /// [`ParseError`].
    pub(in crate::exchange) fn text(&mut self, inside: &str, into: &mut String) -> Result<(), ParseError> {
        loop {
            let line = self.line();
            self.buffer.clear();
            let event = self.reader.read_event_into(&mut self.buffer);
            let step = match &event {
                Ok(Event::Text(text)) => {
                    into.push_str(&text.xml10_content());
                    Ok(false)
                }
                Ok(Event::CData(text)) => {
                    into.push_str(&text.xml10_content());
                    Ok(false)
                }
                Ok(Event::GeneralRef(reference)) => referred(reference).map(|character| {
                    into.push(character);
                    false
                }),
                Ok(Event::End(_)) => Ok(true),
                Ok(Event::Comment(_) | Event::PI(_)) => Ok(false),
                Ok(Event::Start(start)) => Err(Problem::UnexpectedElement {
                    found: start.name().as_ref().to_owned(),
                    inside: inside.to_owned(),
                    expected: &[],
                }),
                Ok(Event::Eof) => Err(Problem::Truncated),
                Ok(_) => Err(Problem::Doctype),
                Err(error) => Err(problem_of(error)),
            };
            if self.checked(line, step)? {
                self.depth -= 1;
                return match first_unwritable(into) {
                    Some(character) => Err(ParseError::at(line, Problem::IllegalCharacter(character))),
                    None => Ok(()),
                };
            }
        }
    }

    /// Leaves the open element, whatever it holds.
    ///
    /// # Errors
    /// [`ParseError`], also for what is nested too deeply.
    pub(in crate::exchange) fn skip(&mut self) -> Result<(), ParseError> {
        let mut scratch = String::new();
        let outside = self.depth - 1;
        while self.depth > outside {
            // Text is anything here.
            scratch.clear();
            match self.text("", &mut scratch) {
                Err(ParseError { problem: Problem::UnexpectedElement { .. }, line }) => {
                    self.depth += 1;
                    if self.depth > MOST_DEPTH {
                        return Err(ParseError::at(line, Problem::TooDeep));
                    }
                }
                other => other?,
            }
        }
        Ok(())
    }

    /// The error that the last tag has no place `inside` an element.
    pub(in crate::exchange) fn unexpected(&self, inside: &str, expected: &'static [&'static str]) -> ParseError {
        let found = self.tag.name().to_owned();
        ParseError::at(self.tag.line, Problem::UnexpectedElement { found, inside: inside.to_owned(), expected })
    }
}

fn unexpected_text(inside: &str) -> Problem {
    Problem::UnexpectedText { inside: inside.to_owned() }
}

/// The character that `&…;` stands for.
fn referred(reference: &BytesRef<'_>) -> Result<char, Problem> {
    match reference.resolve_char_ref() {
        Ok(Some(character)) => Ok(character),
        Ok(None) => match &**reference {
            "lt" => Ok('<'),
            "gt" => Ok('>'),
            "amp" => Ok('&'),
            "quot" => Ok('"'),
            "apos" => Ok('\''),
            name => Err(Problem::Entity(name.to_owned())),
        },
        Err(error) => Err(Problem::Malformed(error.to_string())),
    }
}

/// What the XML reader's error says in our words, where we have some.
fn problem_of(error: &quick_xml::Error) -> Problem {
    use quick_xml::Error;
    use quick_xml::errors::SyntaxError;

    match error {
        Error::Io(error) => Problem::Io(std::io::Error::new(error.kind(), error.to_string())),
        Error::Encoding(_) => Problem::Undecodable("UTF-8"),
        // All of these say that the input ended inside a piece of markup.
        Error::Syntax(error) if *error != SyntaxError::InvalidBangMarkup => Problem::Truncated,
        other => Problem::Malformed(other.to_string()),
    }
}
