//! Walks the elements of a file, forwards only.
//!
//! Input: a [`Source`]. Output: one [`Step`] after another. Invariants: what is not well-formed, and text between
//! elements, is an error with its line; a document type definition is refused or read past, and no entity but the
//! five of XML is ever replaced; depth is bounded, and so is memory but for the longest tag or text, of which three
//! copies are made at most. A caller that has to bound memory measures the file before it reads it.

use std::borrow::Cow;
use std::io::BufRead;

use quick_xml::events::{BytesRef, BytesStart, Event};

use super::namespaces::Namespaces;
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

    /// The name, without its prefix, for a format whose namespace nobody knows.
    pub(in crate::exchange) fn local_name(&self) -> &str {
        self.name().rsplit(':').next().unwrap_or_default()
    }

    #[inline]
    fn set(&mut self, start: &BytesStart<'_>, line: u64) {
        self.text.clear();
        self.text.push_str(start);
        (self.name_length, self.line) = (start.name().as_ref().len(), line);
    }
}

/// A position in a file.
pub(in crate::exchange) struct Cursor<R> {
    reader: quick_xml::Reader<Source<R>>,
    buffer: Vec<u8>,
    /// The last start tag.
    pub(in crate::exchange) tag: Tag,
    doctype: Doctype,
    /// Of a format that has one.
    namespaces: Option<Namespaces>,
    depth: usize,
    has_root: bool,
}

impl<R: BufRead> Cursor<R> {
    pub(in crate::exchange) fn new(source: Source<R>, doctype: Doctype) -> Self {
        let mut reader = quick_xml::Reader::from_reader(source);
        let config = reader.config_mut();
        config.expand_empty_elements = true;
        config.check_comments = true;
        let (buffer, tag) = (Vec::new(), Tag::default());
        Self { reader, buffer, tag, doctype, namespaces: None, depth: 0, has_root: false }
    }

    /// The cursor of a format whose elements are of one namespace, and that has no document type definition.
    pub(in crate::exchange) fn of_namespace(source: Source<R>, namespace: &'static str) -> Self {
        Self { namespaces: Some(Namespaces::of(namespace)), ..Self::new(source, Doctype::Refused) }
    }

    /// The name of the last tag without its prefix; `None` where it is not of the format's namespace.
    pub(in crate::exchange) fn local_in_namespace(&self) -> Option<&str> {
        self.namespaces.as_ref()?.local(self.tag.name())
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
        if self.tag.name() == root { self.tag.check() } else { Err(self.wrong_root(root)) }
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
                    self.tag.set(start, line);
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
                    self.deepen()?;
                    self.has_root = true;
                }
                Some(Step::Close) => self.rise(),
                Some(Step::End) if !self.has_root => return Err(ParseError::at(self.line(), Problem::Truncated)),
                _ => {}
            }
            if let Some(step) = step {
                return Ok(step);
            }
        }
    }

    /// [`Self::step`], past text.
    ///
    /// # Errors
    /// [`ParseError`].
    pub(in crate::exchange) fn step_past_text(&mut self) -> Result<Step, ParseError> {
        let step = self.text_to_tag(&mut String::new())?;
        if step == Step::Open {
            self.tag.check()?;
        }
        Ok(step)
    }

    /// Adds the text of the element that was just entered, which must hold no other, to `into`, and leaves the element.
    ///
    /// # Errors
    /// [`ParseError`].
    pub(in crate::exchange) fn text(&mut self, inside: &str, into: &mut String) -> Result<(), ParseError> {
        self.tag.check()?;
        match self.text_to_tag(into)? {
            Step::Open => Err(self.unexpected(inside, &[])),
            Step::Close | Step::End => Ok(()),
        }
    }

    /// [`Self::text`], where the element may hold others, which are passed over.
    ///
    /// # Errors
    /// [`ParseError`].
    #[cfg(feature = "encryption")]
    pub(in crate::exchange) fn own_text(&mut self, into: &mut String) -> Result<(), ParseError> {
        self.tag.check()?;
        while self.text_to_tag(into)? == Step::Open {
            self.skip()?;
        }
        Ok(())
    }

    /// Leaves the element that was just entered, whatever it holds.
    ///
    /// # Errors
    /// [`ParseError`], also for what is nested too deeply.
    pub(in crate::exchange) fn skip(&mut self) -> Result<(), ParseError> {
        let mut scratch = String::new();
        let outside = self.depth - 1;
        self.tag.check()?;
        while self.depth > outside {
            scratch.clear();
            if self.text_to_tag(&mut scratch)? == Step::Open {
                self.tag.check()?;
            }
        }
        Ok(())
    }

    /// Adds the text before the next tag to `into`, and goes on to that tag, of which there must be one.
    ///
    /// # Errors
    /// [`ParseError`].
    pub(in crate::exchange) fn text_to_tag(&mut self, into: &mut String) -> Result<Step, ParseError> {
        let from = into.len();
        loop {
            let line = self.line();
            self.buffer.clear();
            let event = self.reader.read_event_into(&mut self.buffer);
            let step = match &event {
                Ok(Event::Text(text)) => {
                    add(into, text.xml10_content());
                    Ok(None)
                }
                Ok(Event::CData(text)) => {
                    add(into, text.xml10_content());
                    Ok(None)
                }
                Ok(Event::GeneralRef(reference)) => referred(reference).map(|character| {
                    into.push(character);
                    None
                }),
                Ok(Event::Start(start)) => {
                    self.tag.set(start, line);
                    Ok(Some(Step::Open))
                }
                Ok(Event::End(_)) => Ok(Some(Step::Close)),
                Ok(Event::Comment(_) | Event::PI(_)) => Ok(None),
                Ok(Event::Eof) => Err(Problem::Truncated),
                Ok(_) => Err(Problem::Doctype),
                Err(error) => Err(problem_of(error)),
            };
            let Some(step) = self.checked(line, step)? else { continue };
            if let Some(character) = first_unwritable(&into[from..]) {
                return Err(ParseError::at(line, Problem::IllegalCharacter(character)));
            }
            if step == Step::Open {
                self.deepen()?
            } else {
                self.rise()
            }
            return Ok(step);
        }
    }

    #[inline]
    fn deepen(&mut self) -> Result<(), ParseError> {
        self.depth += 1;
        let entered = self.namespaces.as_mut().map_or(Ok(()), |namespaces| namespaces.enter(&self.tag, self.depth));
        let checked = if self.depth > MOST_DEPTH { Err(Problem::TooDeep) } else { entered };
        checked.map_err(|problem| ParseError::at(self.tag.line, problem))
    }

    #[inline]
    fn rise(&mut self) {
        self.depth -= 1;
        if let Some(namespaces) = &mut self.namespaces {
            namespaces.leave(self.depth);
        }
    }

    /// The error that the last tag is the root of another document.
    pub(in crate::exchange) fn wrong_root(&self, expected: &'static str) -> ParseError {
        let found = self.tag.name().to_owned();
        ParseError::at(self.tag.line, Problem::WrongRoot { found, expected })
    }

    /// The error that the last tag has no place `inside` an element.
    pub(in crate::exchange) fn unexpected(&self, inside: &str, expected: &'static [&'static str]) -> ParseError {
        let found = self.tag.name().to_owned();
        ParseError::at(self.tag.line, Problem::UnexpectedElement { found, inside: inside.to_owned(), expected })
    }
}

/// Adds a text; the first, which may be as long as the file, is not copied once more where that can be helped.
fn add(into: &mut String, text: Cow<'_, str>) {
    match text {
        Cow::Owned(text) if into.is_empty() => *into = text,
        text => into.push_str(&text),
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
