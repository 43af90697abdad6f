//! Walks the elements of a flux, forwards only.
//!
//! Input: the text of a file. Output: elements and texts as the grammar in [`super`] asks for them. Invariants: every
//! error carries its place and the path of its element; an element that was not asked for is an error where it
//! stands, so the depth of the schema is the depth that is ever reached; text that is not well-formed is an error even
//! where quick-xml is lenient.

use quick_xml::XmlVersion;
use quick_xml::events::{BytesRef, BytesStart, Event};
use quick_xml::name::ResolveResult;
use quick_xml::reader::NsReader;

use super::strict;
use crate::cas::model::NAMESPACE;
use crate::cas::model::decode::place;
use crate::cas::model::error::{FluxError, Malformed, Violation};
use crate::cas::model::value::{InvalidValue, is_xml_char};

/// The namespace of `schemaLocation`, which editors add.
const SCHEMA_INSTANCE: &str = "http://www.w3.org/2001/XMLSchema-instance";

pub(super) struct Cursor<'a> {
    file: &'a str,
    source: &'a str,
    reader: NsReader<&'a [u8]>,
    /// Where the last event begins, in bytes.
    at: usize,
    /// The open elements, numbered where there can be several.
    path: Vec<String>,
    /// What comes next in an element of elements, once it was looked at.
    next: Option<Next>,
    /// Optional elements that were asked for and did not come; what an error lists as expected.
    tried: Vec<&'static str>,
    /// Where the last element taken begins.
    element: usize,
}

/// A start tag with its attributes, or the end of the parent.
enum Next {
    Element(Element),
    End,
}

struct Element {
    /// Without its prefix.
    name: String,
    /// The namespace, when it is not ours.
    foreign: Option<String>,
    attributes: Vec<(String, String)>,
    at: usize,
}

impl<'a> Cursor<'a> {
    pub(super) fn new(source: &'a str, file: &'a str) -> Self {
        let mut reader = NsReader::from_str(source);
        let config = reader.config_mut();
        config.enable_all_checks(true);
        config.expand_empty_elements = true;
        Self { file, source, reader, at: 0, path: Vec::new(), next: None, tried: Vec::new(), element: 0 }
    }

    /// Enters the next element, which must be called `name`, and gives its attributes: all of `attributes`, no other.
    pub(super) fn enter<const N: usize>(
        &mut self,
        name: &'static str,
        attributes: [&'static str; N],
    ) -> Result<[String; N], FluxError> {
        match self.take(name, None, attributes)? {
            Some(values) => Ok(values),
            None => Err(self.unexpected()),
        }
    }

    /// The same for one of several elements: `number` goes into paths, `ENT[2]`.
    pub(super) fn enter_nth<const N: usize>(
        &mut self,
        name: &'static str,
        number: usize,
        attributes: [&'static str; N],
    ) -> Result<[String; N], FluxError> {
        match self.take(name, Some(number), attributes)? {
            Some(values) => Ok(values),
            None => Err(self.unexpected()),
        }
    }

    /// Enters the next element if it is called `name`; it has no attributes.
    pub(super) fn enter_if(&mut self, name: &'static str) -> Result<bool, FluxError> {
        Ok(self.take(name, None, [])?.is_some())
    }

    fn take<const N: usize>(
        &mut self,
        name: &'static str,
        number: Option<usize>,
        attributes: [&'static str; N],
    ) -> Result<Option<[String; N]>, FluxError> {
        match self.peek()? {
            Next::Element(element) if element.name == name && element.foreign.is_none() => {}
            _ => {
                self.tried.push(name);
                return Ok(None);
            }
        }
        let Some(Next::Element(element)) = self.next.take() else { return Ok(None) };
        self.tried.clear();
        self.path.push(match number {
            Some(number) => format!("{name}[{number}]"),
            None => name.to_owned(),
        });
        self.element = element.at;
        self.attributes(element, attributes).map(Some)
    }

    /// Leaves an element of elements, which must end here.
    pub(super) fn leave(&mut self) -> Result<(), FluxError> {
        match self.peek()? {
            Next::End => {
                self.next = None;
                self.tried.clear();
                self.path.pop();
                Ok(())
            }
            Next::Element(_) => Err(self.unexpected()),
        }
    }

    /// Whether the element that was entered last holds no further element.
    pub(super) fn at_end(&mut self) -> Result<bool, FluxError> {
        Ok(matches!(self.peek()?, Next::End))
    }

    /// Leaves an element without content: not even white space, says XML Schema, structures, 3.4.4.
    pub(super) fn leave_empty(&mut self) -> Result<(), FluxError> {
        loop {
            match self.event()? {
                Event::End(_) => break,
                Event::Comment(_) | Event::PI(_) => {}
                Event::Start(start) => {
                    let found = start.local_name().as_ref().to_owned();
                    return Err(self.violation(self.at, Violation::UnexpectedElement { found, expected: Vec::new() }));
                }
                _ => return Err(self.violation(self.at, Violation::UnexpectedText)),
            }
        }
        self.path.pop();
        Ok(())
    }

    /// Reads the text of the element entered last, as `parse` does, and leaves it.
    pub(super) fn value<T>(&mut self, parse: impl FnOnce(&str) -> Result<T, InvalidValue>) -> Result<T, FluxError> {
        let text = self.text()?;
        let value =
            parse(&text).map_err(|problem| self.violation(self.element, Violation::Value { value: text, problem }))?;
        self.path.pop();
        Ok(value)
    }

    /// Reads an attribute of the element entered last.
    pub(super) fn attribute<T>(
        &self,
        name: &str,
        text: &str,
        parse: impl FnOnce(&str) -> Result<T, InvalidValue>,
    ) -> Result<T, FluxError> {
        parse(text).map_err(|problem| {
            let problem = Violation::Value { value: text.to_owned(), problem };
            self.violation_at(self.element, format!("{}/@{name}", self.path()), problem)
        })
    }

    /// An error about the element entered last.
    pub(super) fn error(&self, problem: Violation) -> FluxError {
        self.violation(self.element, problem)
    }

    /// Reads what may follow the root element: comments, processing instructions, white space.
    pub(super) fn finish(&mut self) -> Result<(), FluxError> {
        loop {
            match self.event()? {
                Event::Eof => return Ok(()),
                Event::Comment(_) | Event::PI(_) => {}
                Event::Text(text) if strict::is_white(&text) => {}
                Event::DocType(_) => return Err(self.malformed(self.at, Malformed::Doctype)),
                _ => return Err(self.malformed(self.at, Malformed::Syntax("content after the root element".into()))),
            }
        }
    }

    /// What an error says when the next element, or the end, is none of those asked for.
    fn unexpected(&mut self) -> FluxError {
        let expected = std::mem::take(&mut self.tried);
        match &self.next {
            Some(Next::Element(element)) => {
                let path = format!("{}/{}", self.path(), element.name);
                let problem = match &element.foreign {
                    Some(namespace) => Violation::Namespace(namespace.clone()),
                    None => Violation::UnexpectedElement { found: element.name.clone(), expected },
                };
                self.violation_at(element.at, path, problem)
            }
            _ => self.violation(self.at, Violation::MissingElement { expected }),
        }
    }

    /// Looks at what comes next in an element of elements.
    fn peek(&mut self) -> Result<&Next, FluxError> {
        let next = match self.next.take() {
            Some(next) => next,
            None => self.advance()?,
        };
        Ok(self.next.insert(next))
    }

    fn advance(&mut self) -> Result<Next, FluxError> {
        loop {
            match self.event()? {
                Event::Start(start) => return self.element(&start).map(Next::Element),
                Event::End(_) => return Ok(Next::End),
                Event::Comment(_) | Event::PI(_) => {}
                Event::Decl(_) => {}
                Event::DocType(_) => return Err(self.malformed(self.at, Malformed::Doctype)),
                Event::Text(text) if strict::is_white(&text) => {}
                Event::GeneralRef(reference) if !self.path.is_empty() => {
                    if !strict::is_white(self.reference(&reference)?.encode_utf8(&mut [0; 4])) {
                        return Err(self.violation(self.at, Violation::UnexpectedText));
                    }
                }
                Event::Eof => return Err(self.malformed(self.at, Malformed::Truncated)),
                _ if self.path.is_empty() => {
                    return Err(self.malformed(self.at, Malformed::Syntax("text before the root element".into())));
                }
                _ => return Err(self.violation(self.at, Violation::UnexpectedText)),
            }
        }
    }

    /// The text up to the end tag, line ends normalised.
    fn text(&mut self) -> Result<String, FluxError> {
        let mut value = String::new();
        loop {
            match self.event()? {
                Event::Text(text) => value.push_str(&text.xml10_content()),
                Event::CData(data) => value.push_str(&data.xml10_content()),
                Event::GeneralRef(reference) => value.push(self.reference(&reference)?),
                Event::Comment(_) | Event::PI(_) => {}
                Event::End(_) => return Ok(value),
                Event::Start(start) => {
                    let found = start.local_name().as_ref().to_owned();
                    return Err(self.violation(self.at, Violation::UnexpectedElement { found, expected: Vec::new() }));
                }
                _ => return Err(self.malformed(self.at, Malformed::Doctype)),
            }
        }
    }

    /// The next event, checked where quick-xml does not.
    fn event(&mut self) -> Result<Event<'a>, FluxError> {
        self.at = self.reader.buffer_position() as usize;
        let event = match self.reader.read_event() {
            Ok(event) => event,
            Err(error) => {
                let at = self.reader.error_position() as usize;
                return Err(self.malformed(at, strict::malformed(error)));
            }
        };
        let checked = match &event {
            Event::Text(text) => strict::text(text),
            Event::PI(instruction) => strict::instruction(instruction),
            Event::Start(start) => strict::attributes(start.attributes_raw()),
            Event::Decl(declaration) if self.at == 0 && strict::is_declaration(declaration) => Ok(()),
            Event::Decl(_) => return Err(self.malformed(self.at, Malformed::Declaration)),
            Event::Eof if !self.path.is_empty() => return Err(self.malformed(self.at, Malformed::Truncated)),
            _ => Ok(()),
        };
        checked.map_err(|detail| self.malformed(self.at, Malformed::Syntax(detail.to_owned())))?;
        Ok(event)
    }

    /// A start tag with its attributes, those that declare namespaces or locate a schema apart.
    fn element(&self, start: &BytesStart<'a>) -> Result<Element, FluxError> {
        let mut attributes = Vec::new();
        for attribute in start.attributes() {
            let attribute = attribute.map_err(|error| self.malformed(self.at, Malformed::Syntax(error.to_string())))?;
            let value = attribute
                .normalized_value(XmlVersion::Explicit1_0)
                .map_err(|error| self.malformed(self.at, strict::malformed(error)))?;
            if let Some(c) = value.chars().find(|&c| !is_xml_char(c)) {
                return Err(self.malformed(self.at, Malformed::IllegalCharacter(c)));
            }
            let (namespace, local) = self.reader.resolver().resolve_attribute(attribute.key);
            let locates_schema = matches!(&namespace, ResolveResult::Bound(name) if name.as_ref() == SCHEMA_INSTANCE)
                && matches!(local.as_ref(), "schemaLocation" | "noNamespaceSchemaLocation");
            if attribute.key.as_namespace_binding().is_none() && !locates_schema {
                attributes.push((attribute.key.as_ref().to_owned(), value.into_owned()));
            }
        }
        let (namespace, local) = self.reader.resolver().resolve_element(start.name());
        let foreign = match namespace {
            ResolveResult::Bound(name) if name.as_ref() == NAMESPACE => None,
            ResolveResult::Bound(name) => Some(name.as_ref().to_owned()),
            ResolveResult::Unbound => Some(String::new()),
            ResolveResult::Unknown(prefix) => Some(prefix),
        };
        Ok(Element { name: local.as_ref().to_owned(), foreign, attributes, at: self.at })
    }

    fn attributes<const N: usize>(&self, element: Element, names: [&'static str; N]) -> Result<[String; N], FluxError> {
        let mut values = [const { None }; N];
        for (name, value) in element.attributes {
            match names.iter().position(|known| *known == name) {
                Some(index) => values[index] = Some(value),
                None => return Err(self.error(Violation::UnexpectedAttribute(name))),
            }
        }
        if let Some(index) = values.iter().position(Option::is_none) {
            return Err(self.error(Violation::MissingAttribute(names[index])));
        }
        Ok(values.map(Option::unwrap_or_default))
    }

    /// The character of `&name;` or `&#number;`.
    fn reference(&self, reference: &BytesRef<'_>) -> Result<char, FluxError> {
        let name: &str = reference;
        Ok(match name {
            "amp" => '&',
            "lt" => '<',
            "gt" => '>',
            "apos" => '\'',
            "quot" => '"',
            _ => match reference.resolve_char_ref() {
                Ok(Some(c)) if is_xml_char(c) => c,
                Ok(Some(c)) => return Err(self.malformed(self.at, Malformed::IllegalCharacter(c))),
                Ok(None) => return Err(self.malformed(self.at, Malformed::UnknownEntity(name.to_owned()))),
                Err(error) => return Err(self.malformed(self.at, Malformed::Syntax(error.to_string()))),
            },
        })
    }

    fn path(&self) -> String {
        self.path.iter().fold(String::new(), |path, step| path + "/" + step)
    }

    fn malformed(&self, at: usize, problem: Malformed) -> FluxError {
        let (line, column) = self.place(at);
        FluxError::Malformed { file: self.file.to_owned(), line, column, problem }
    }

    fn violation(&self, at: usize, problem: Violation) -> FluxError {
        self.violation_at(at, self.path(), problem)
    }

    fn violation_at(&self, at: usize, path: String, problem: Violation) -> FluxError {
        let (line, column) = self.place(at);
        FluxError::Violation { file: self.file.to_owned(), line, column, path, problem }
    }

    fn place(&self, at: usize) -> (u64, u64) {
        place(self.source.get(..at).unwrap_or(self.source))
    }
}
