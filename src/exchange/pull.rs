//! Reads documents that others wrote, forwards, one node at a time.
//!
//! Input: bytes that nobody vouches for. Output: elements and texts, with their places. Invariants: no more is kept than
//! the element at hand, so that memory does not grow with the document; nothing is expanded but characters and the five
//! entities of XML; depth is bounded, and nothing here recurses; what quick-xml lets pass and XML does not have (control
//! characters, an end too early, text outside the root element) is an error.

use std::borrow::Cow;

use quick_xml::XmlVersion;
use quick_xml::events::{BytesStart, Event};
use quick_xml::reader::Reader;

use super::xml::first_unwritable;
use super::xml_error::{XmlError, XmlProblem};

/// No element of the formats read here stands deeper than at 4; a few more leave room for extensions.
const DEEPEST: usize = 16;
/// Three times as many as any element of these formats has. Each is compared with those before it: a million would take
/// hours.
const MOST_ATTRIBUTES: usize = 64;

/// The text of a document: UTF-8, without its byte order mark.
///
/// # Errors
/// [`XmlProblem::NotUtf8`].
pub(super) fn decode(bytes: &[u8]) -> Result<&str, XmlError> {
    let text = std::str::from_utf8(bytes).map_err(|error| {
        // The bytes before the first wrong one are text.
        let before = String::from_utf8_lossy(&bytes[..error.valid_up_to()]);
        error_at(&before, XmlProblem::NotUtf8)
    })?;
    Ok(text.strip_prefix('\u{FEFF}').unwrap_or(text))
}

/// A document that is being read.
pub(super) struct Pull<'a> {
    source: &'a str,
    reader: Reader<&'a [u8]>,
    /// Where the last node begins, in bytes.
    at: usize,
    depth: usize,
    has_root: bool,
    /// A place, and how many line ends stand before it.
    counted: (usize, u32),
}

/// What comes next.
pub(super) enum Node<'a> {
    Open(Element),
    /// A piece of the text of the innermost open element.
    Text(Cow<'a, str>),
    Close,
    /// The document is over, and whole.
    End,
}

/// A start tag.
pub(super) struct Element {
    /// Without its prefix.
    pub(super) name: String,
    prefix: Option<String>,
    /// By their whole names.
    attributes: Vec<(String, String)>,
}

impl Element {
    /// The value of an attribute.
    pub(super) fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(other, _)| other == name).map(|(_, value)| value.as_str())
    }

    /// All attributes, by their whole names.
    pub(super) fn attributes(&self) -> impl Iterator<Item = (&str, &str)> {
        self.attributes.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// The namespace that this very tag binds its name to; empty where it binds none.
    #[cfg_attr(not(feature = "encryption"), expect(dead_code))]
    pub(super) fn own_namespace(&self) -> &str {
        let binding = self.prefix.as_ref().map_or_else(|| "xmlns".to_owned(), |prefix| format!("xmlns:{prefix}"));
        self.attribute(&binding).unwrap_or_default()
    }
}

impl<'a> Pull<'a> {
    /// Starts at the beginning of what [`decode`] gave.
    pub(super) fn new(source: &'a str) -> Self {
        let mut reader = Reader::from_str(source);
        let config = reader.config_mut();
        config.enable_all_checks(true);
        config.expand_empty_elements = true;
        Self { source, reader, at: 0, depth: 0, has_root: false, counted: (0, 0) }
    }

    /// The next node. Comments and processing instructions are passed over.
    ///
    /// # Errors
    /// [`XmlError`], where the document is none, or beyond the bounds.
    pub(super) fn next(&mut self) -> Result<Node<'a>, XmlError> {
        loop {
            self.at = self.position(self.reader.buffer_position());
            let event = self.reader.read_event().map_err(|error| {
                let at = self.position(self.reader.error_position());
                let is_cut = matches!(error, quick_xml::Error::Syntax(_))
                    && self.reader.buffer_position() as usize >= self.source.len();
                let problem = if is_cut { XmlProblem::Truncated } else { XmlProblem::Syntax(error.to_string()) };
                error_at(self.source.get(..at).unwrap_or(self.source), problem)
            })?;
            let is_outside = self.depth == 0;
            match event {
                Event::Start(start) => {
                    if is_outside && self.has_root {
                        return Err(self.error(XmlProblem::Syntax("a second root element".to_owned())));
                    }
                    self.has_root = true;
                    self.depth += 1;
                    if self.depth > DEEPEST {
                        return Err(self.error(XmlProblem::TooDeep(DEEPEST)));
                    }
                    return self.element(&start).map(Node::Open);
                }
                Event::End(_) => {
                    self.depth -= 1;
                    return Ok(Node::Close);
                }
                Event::Text(text) if is_outside && text.bytes().all(|byte| byte.is_ascii_whitespace()) => {}
                Event::Text(_) | Event::CData(_) | Event::GeneralRef(_) if is_outside => {
                    return Err(self.error(XmlProblem::Syntax("text outside the root element".to_owned())));
                }
                Event::Text(text) => return self.text(text.xml10_content()),
                Event::CData(text) => return self.text(text.xml10_content()),
                Event::GeneralRef(reference) => {
                    let name: &str = &reference;
                    let text = match name {
                        "amp" => "&",
                        "lt" => "<",
                        "gt" => ">",
                        "apos" => "'",
                        "quot" => "\"",
                        _ => {
                            let character = reference.resolve_char_ref().ok().flatten();
                            let character = character.ok_or_else(|| self.error(XmlProblem::Entity(name.to_owned())))?;
                            return self.text(character.to_string().into());
                        }
                    };
                    return Ok(Node::Text(text.into()));
                }
                Event::DocType(_) => return Err(self.error(XmlProblem::Doctype)),
                Event::Decl(_) | Event::Comment(_) | Event::PI(_) => {}
                Event::Empty(_) => return Err(self.error(XmlProblem::Syntax("an empty tag".to_owned()))),
                Event::Eof if is_outside && self.has_root => return Ok(Node::End),
                Event::Eof => return Err(self.error(XmlProblem::Truncated)),
            }
        }
    }

    /// The root element.
    ///
    /// # Errors
    /// [`XmlError`], where there is none.
    pub(super) fn root(&mut self) -> Result<Element, XmlError> {
        match self.next()? {
            Node::Open(element) => Ok(element),
            // Text stands within elements, and a document without a root does not end well.
            _ => Err(self.error(XmlProblem::Truncated)),
        }
    }

    /// Passes over the rest of the element entered last.
    ///
    /// # Errors
    /// [`XmlError`].
    pub(super) fn skip(&mut self) -> Result<(), XmlError> {
        let outside = self.depth - 1;
        while self.depth > outside {
            self.next()?;
        }
        Ok(())
    }

    /// The text of the element entered last up to its end, that of elements within left out.
    ///
    /// # Errors
    /// [`XmlError`].
    pub(super) fn whole_text(&mut self) -> Result<Cow<'a, str>, XmlError> {
        let mut whole = Cow::Borrowed("");
        loop {
            match self.next()? {
                // One piece, the usual case, is not copied.
                Node::Text(piece) if whole.is_empty() => whole = piece,
                Node::Text(piece) => whole.to_mut().push_str(&piece),
                Node::Open(_) => self.skip()?,
                Node::Close | Node::End => return Ok(whole),
            }
        }
    }

    /// The line of the last node, from 1.
    pub(super) fn line(&mut self) -> u32 {
        let (place, before) = self.counted;
        let passed = self.source.as_bytes().get(place..self.at).unwrap_or_default();
        // Documents of more lines than a u32 holds are beyond any bound.
        self.counted = (self.at, before.saturating_add(memchr::memchr_iter(b'\n', passed).count() as u32));
        self.counted.1.saturating_add(1)
    }

    /// An error about the last node.
    pub(super) fn error(&self, problem: XmlProblem) -> XmlError {
        error_at(self.source.get(..self.at).unwrap_or(self.source), problem)
    }

    fn position(&self, at: u64) -> usize {
        // A document is in memory, so that its length is a usize.
        usize::try_from(at).unwrap_or(self.source.len())
    }

    fn text(&self, text: Cow<'a, str>) -> Result<Node<'a>, XmlError> {
        match first_unwritable(&text) {
            Some(character) => Err(self.error(XmlProblem::Character(character))),
            None => Ok(Node::Text(text)),
        }
    }

    fn element(&self, start: &BytesStart<'_>) -> Result<Element, XmlError> {
        let mut attributes = Vec::new();
        for attribute in start.attributes() {
            if attributes.len() == MOST_ATTRIBUTES {
                return Err(self.error(XmlProblem::TooManyAttributes(MOST_ATTRIBUTES)));
            }
            let attribute = attribute.map_err(|error| self.error(XmlProblem::Syntax(error.to_string())))?;
            let value = attribute.normalized_value(XmlVersion::Explicit1_0).map_err(|error| {
                self.error(match error {
                    quick_xml::Error::Escape(quick_xml::escape::EscapeError::UnrecognizedEntity(_, name)) => {
                        XmlProblem::Entity(name)
                    }
                    error => XmlProblem::Syntax(error.to_string()),
                })
            })?;
            if let Some(character) = first_unwritable(&value) {
                return Err(self.error(XmlProblem::Character(character)));
            }
            attributes.push((attribute.key.as_ref().to_owned(), value.into_owned()));
        }
        let prefix = start.name().prefix().map(|prefix| prefix.as_ref().to_owned());
        Ok(Element { name: start.local_name().as_ref().to_owned(), prefix, attributes })
    }
}

/// An error about what follows `before`.
fn error_at(before: &str, problem: XmlProblem) -> XmlError {
    let start = before.rfind('\n').map_or(0, |at| at + 1);
    XmlError {
        line: before.bytes().filter(|&byte| byte == b'\n').count() as u64 + 1,
        column: before[start..].chars().count() as u64 + 1,
        problem,
    }
}
