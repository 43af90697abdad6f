//! XML text to a tree of elements, within limits.
//!
//! Input: the text of a reply. Output: its elements in document order, with local names, XML attributes and text.
//! Namespaces are left out: servers declare them rightly, wrongly or not at all, and no name here means two things.
//! Invariants: the text of an element is all of its own character data, so that a comment or CDATA section in the
//! middle of a value cannot cut it short; whatever XML forbids, or could make a reader expand, is an error.

use std::borrow::Cow;

use quick_xml::errors::{Error, IllFormedError, SyntaxError};
use quick_xml::escape::{EscapeError, resolve_xml_entity};
use quick_xml::events::{BytesRef, BytesStart, Event};
use quick_xml::{Reader, XmlVersion};

use super::error::{Problem, ResponseError};
use super::limits::{Limit, Limits};
use crate::formats::place;

/// The elements of a reply, in document order; the first is the root.
#[derive(Debug)]
pub(super) struct Tree<'t> {
    source: &'t str,
    elements: Vec<Element<'t>>,
}

#[derive(Debug)]
struct Element<'t> {
    name: Box<str>,
    attributes: Vec<(Box<str>, Box<str>)>,
    text: Cow<'t, str>,
    /// Where the start tag begins in the source.
    offset: usize,
    /// The first element after this one that is not inside it.
    end: usize,
}

/// One element of a [`Tree`].
#[derive(Debug, Clone, Copy)]
pub(super) struct Node<'t> {
    tree: &'t Tree<'t>,
    index: usize,
}

impl<'t> Tree<'t> {
    /// Reads the whole of `source`.
    pub(super) fn parse(source: &'t str, limits: &Limits) -> Result<Self, ResponseError> {
        if let Some(at) = source.bytes().position(|byte| byte < 0x20 && !matches!(byte, b'\t' | b'\n' | b'\r')) {
            return Err(malformed(source, at, Problem::ForbiddenCharacter));
        }
        let mut builder = Builder { source, limits, elements: Vec::new(), open: Vec::new() };
        let mut reader = Reader::from_str(source);
        loop {
            let offset = position(&reader);
            let event = match reader.read_event() {
                Ok(event) => event,
                Err(error) => return Err(xml_error(source, position(&reader), &error)),
            };
            match event {
                Event::Start(tag) => builder.start(&tag, offset)?,
                Event::Empty(tag) => {
                    builder.start(&tag, offset)?;
                    builder.end();
                }
                Event::End(_) => builder.end(),
                Event::Text(text) => builder.text(text.xml10_content(), offset)?,
                Event::CData(text) => builder.text(text.xml10_content(), offset)?,
                Event::GeneralRef(reference) => builder.text(resolve(source, offset, &reference)?, offset)?,
                Event::DocType(_) => {
                    let (line, column) = place(&source.as_bytes()[..offset]);
                    return Err(ResponseError::Doctype { line, column });
                }
                Event::Comment(_) | Event::PI(_) | Event::Decl(_) => {}
                Event::Eof => break,
            }
        }
        if !builder.open.is_empty() || builder.elements.is_empty() {
            return Err(malformed(source, source.len(), Problem::Truncated));
        }
        Ok(Self { source, elements: builder.elements })
    }

    /// The root element.
    pub(super) fn root(&self) -> Node<'_> {
        // A tree without elements is never made.
        Node { tree: self, index: 0 }
    }
}

impl<'t> Node<'t> {
    fn element(self) -> &'t Element<'t> {
        &self.tree.elements[self.index]
    }

    /// The local name.
    pub(super) fn name(self) -> &'t str {
        &self.element().name
    }

    /// The element's own text, without that of its children, without surrounding white space.
    pub(super) fn text(self) -> &'t str {
        self.element().text.trim()
    }

    /// The XML attribute of this local name.
    pub(super) fn attribute(self, name: &str) -> Option<&'t str> {
        self.element().attributes.iter().find(|(known, _)| **known == *name).map(|(_, value)| &**value)
    }

    /// Whether there is no element inside.
    pub(super) fn is_leaf(self) -> bool {
        self.element().end == self.index + 1
    }

    /// The elements directly inside.
    pub(super) fn children(self) -> impl Iterator<Item = Node<'t>> + Clone {
        let mut next = self.index + 1;
        std::iter::from_fn(move || {
            let child = Node { tree: self.tree, index: next };
            (next < self.element().end).then(|| {
                next = child.element().end;
                child
            })
        })
    }

    /// This element, or those inside it at any depth, that are wanted; the inside of a wanted one is not searched.
    pub(super) fn outermost(self, wanted: impl Fn(&str) -> bool) -> impl Iterator<Item = Node<'t>> {
        let mut next = self.index;
        std::iter::from_fn(move || {
            while next < self.element().end {
                let node = Node { tree: self.tree, index: next };
                if wanted(node.name()) {
                    next = node.element().end;
                    return Some(node);
                }
                next += 1;
            }
            None
        })
    }

    /// An error about this element.
    pub(super) fn malformed(self, problem: Problem) -> ResponseError {
        malformed(self.tree.source, self.element().offset, problem)
    }
}

struct Builder<'t, 'l> {
    source: &'t str,
    limits: &'l Limits,
    elements: Vec<Element<'t>>,
    /// Indices of the elements whose end tag has not come yet.
    open: Vec<usize>,
}

impl<'t> Builder<'t, '_> {
    fn start(&mut self, tag: &BytesStart<'_>, offset: usize) -> Result<(), ResponseError> {
        let Self { source, limits, .. } = *self;
        if self.open.is_empty() && !self.elements.is_empty() {
            return Err(malformed(source, offset, Problem::OutsideRoot));
        }
        if self.open.len() >= limits.depth {
            return Err(ResponseError::TooLarge { limit: Limit::Depth, maximum: limits.depth });
        }
        if self.elements.len() >= limits.elements {
            return Err(ResponseError::TooLarge { limit: Limit::Elements, maximum: limits.elements });
        }
        let mut attributes = Vec::new();
        for (index, attribute) in tag.attributes().enumerate() {
            // Counted as they are read: looking for duplicates is quadratic.
            if index >= limits.element_attributes {
                let maximum = limits.element_attributes;
                return Err(ResponseError::TooLarge { limit: Limit::ElementAttributes, maximum });
            }
            let attribute = attribute.map_err(|_| malformed(source, offset, Problem::Syntax))?;
            self.check_length(attribute.value.len())?;
            if attribute.key.as_namespace_binding().is_some() {
                continue;
            }
            let value = attribute
                .normalized_value(XmlVersion::Implicit1_0)
                .map_err(|error| xml_error(source, offset, &error))?;
            if !value.chars().all(is_allowed) {
                return Err(malformed(source, offset, Problem::ForbiddenCharacter));
            }
            attributes.push((attribute.key.local_name().into_inner().into(), value.into()));
        }
        let index = self.elements.len();
        let name = tag.local_name().into_inner().into();
        self.elements.push(Element { name, attributes, text: Cow::Borrowed(""), offset, end: index + 1 });
        self.open.push(index);
        Ok(())
    }

    fn end(&mut self) {
        // The reader has checked that an end tag matches an open element.
        if let Some(index) = self.open.pop() {
            self.elements[index].end = self.elements.len();
        }
    }

    fn text(&mut self, text: Cow<'t, str>, offset: usize) -> Result<(), ResponseError> {
        let Some(&index) = self.open.last() else {
            let is_blank = text.trim().is_empty();
            return if is_blank { Ok(()) } else { Err(malformed(self.source, offset, Problem::OutsideRoot)) };
        };
        let known = &mut self.elements[index].text;
        if known.is_empty() {
            // The line breaks between elements, which would be trimmed in any case.
            if !text.trim_ascii().is_empty() {
                *known = text;
            }
        } else {
            known.to_mut().push_str(&text);
        }
        let length = known.len();
        self.check_length(length)
    }

    fn check_length(&self, length: usize) -> Result<(), ResponseError> {
        let maximum = self.limits.value_bytes;
        if length > maximum { Err(ResponseError::TooLarge { limit: Limit::ValueBytes, maximum }) } else { Ok(()) }
    }
}

/// The text of a reference: one of the five entities of XML, or a character by its number.
fn resolve<'a>(source: &str, offset: usize, reference: &BytesRef<'_>) -> Result<Cow<'a, str>, ResponseError> {
    match reference.resolve_char_ref() {
        Ok(Some(character)) if is_allowed(character) => Ok(String::from(character).into()),
        Ok(Some(_)) | Err(_) => Err(malformed(source, offset, Problem::ForbiddenCharacter)),
        Ok(None) => resolve_xml_entity(reference).map(Cow::Borrowed).ok_or_else(|| unknown_entity(source, offset)),
    }
}

/// `Char` of XML 1.0.
fn is_allowed(character: char) -> bool {
    matches!(character, '\t' | '\n' | '\r' | '\u{20}'..='\u{D7FF}' | '\u{E000}'..='\u{FFFD}' | '\u{10000}'..)
}

fn position(reader: &Reader<&[u8]>) -> usize {
    // The cast holds: the position lies within a text in memory.
    reader.buffer_position() as usize
}

fn xml_error(source: &str, offset: usize, error: &Error) -> ResponseError {
    let problem = match error {
        Error::Escape(EscapeError::UnrecognizedEntity(..)) => return unknown_entity(source, offset),
        Error::Escape(EscapeError::InvalidCharRef(_)) => Problem::ForbiddenCharacter,
        Error::IllFormed(IllFormedError::MismatchedEndTag { .. } | IllFormedError::UnmatchedEndTag(_)) => {
            Problem::MismatchedTag
        }
        Error::Syntax(SyntaxError::InvalidBangMarkup) => Problem::Syntax,
        Error::Syntax(_) | Error::IllFormed(IllFormedError::MissingEndTag(_)) => Problem::Truncated,
        _ => Problem::Syntax,
    };
    malformed(source, offset, problem)
}

fn unknown_entity(source: &str, offset: usize) -> ResponseError {
    let (line, column) = place(&source.as_bytes()[..offset.min(source.len())]);
    ResponseError::UnknownEntity { line, column }
}

fn malformed(source: &str, offset: usize, problem: Problem) -> ResponseError {
    let (line, column) = place(&source.as_bytes()[..offset.min(source.len())]);
    ResponseError::Malformed { problem, line, column }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error(source: &str) -> ResponseError {
        Tree::parse(source, &Limits::default()).unwrap_err()
    }

    fn problem(source: &str) -> Problem {
        match error(source) {
            ResponseError::Malformed { problem, .. } => problem,
            other => panic!("{source}: {other}"),
        }
    }

    #[test]
    fn names_are_local_and_texts_whole() {
        let source =
            "<p:a xmlns:p='u'>\n <b x:y='1&lt;&#233;' xmlns='v'> D&apos;<!-- no -->AR<![CDATA[C & ]]>Y </b><c/></p:a>";
        let tree = Tree::parse(source, &Limits::default()).unwrap();
        let root = tree.root();
        assert_eq!((root.name(), root.text(), root.is_leaf()), ("a", "", false));
        let children: Vec<_> = root.children().map(|child| (child.name(), child.text(), child.is_leaf())).collect();
        assert_eq!(children, [("b", "D'ARC & Y", true), ("c", "", true)]);
        assert_eq!(root.children().next().unwrap().attribute("y"), Some("1<é"));
        assert_eq!(root.children().next().unwrap().attribute("xmlns"), None);
    }

    #[test]
    fn the_outermost_are_found_at_any_depth() {
        let tree = Tree::parse("<a><b><c><b/></c></b><d><b/></d></a>", &Limits::default()).unwrap();
        assert_eq!(tree.root().outermost(|name| name == "b").count(), 2);
        assert_eq!(tree.root().outermost(|name| name == "a").count(), 1);
        assert_eq!(tree.root().outermost(|name| name == "x").count(), 0);
    }

    #[test]
    fn what_xml_forbids_is_refused() {
        assert_eq!(problem("<a><b></a>"), Problem::MismatchedTag);
        assert_eq!(problem("</a>"), Problem::MismatchedTag);
        assert_eq!(problem("<a><b>"), Problem::Truncated);
        assert_eq!(problem("<a"), Problem::Truncated);
        assert_eq!(problem("<a/>x"), Problem::OutsideRoot);
        assert_eq!(problem("<a/><b/>"), Problem::OutsideRoot);
        assert_eq!(problem("x<a/>"), Problem::OutsideRoot);
        assert_eq!(problem("<a>&#0;</a>"), Problem::ForbiddenCharacter);
        assert_eq!(problem("<a>&#xFFFF;</a>"), Problem::ForbiddenCharacter);
        assert_eq!(problem("<a b='&#1;'/>"), Problem::ForbiddenCharacter);
        assert_eq!(problem("<a>\u{1}</a>"), Problem::ForbiddenCharacter);
        assert_eq!(problem("<a>A & B</a>"), Problem::Syntax);
        assert_eq!(problem("<a b='1' b='2'/>"), Problem::Syntax);
        assert_eq!(problem("<!-- nothing else -->"), Problem::Truncated);
    }

    #[test]
    fn nothing_is_expanded() {
        let bomb = "<!DOCTYPE a [<!ENTITY b 'c'>]>\n<a>&b;</a>";
        assert_eq!(error(bomb), ResponseError::Doctype { line: 1, column: 1 });
        assert_eq!(error("<a>\n&eacute;</a>"), ResponseError::UnknownEntity { line: 2, column: 1 });
        assert_eq!(error("<a b='&b;'/>"), ResponseError::UnknownEntity { line: 1, column: 1 });
    }

    #[test]
    fn limits_hold() {
        let limits = Limits { depth: 2, elements: 3, element_attributes: 1, value_bytes: 4, ..Limits::default() };
        let limit = |source: &str| match Tree::parse(source, &limits) {
            Err(ResponseError::TooLarge { limit, .. }) => limit,
            other => panic!("{source}: {other:?}"),
        };
        assert_eq!(limit("<a><b><c/></b></a>"), Limit::Depth);
        assert_eq!(limit("<a><b/><b/><b/></a>"), Limit::Elements);
        assert_eq!(limit("<a b='1' c='2'/>"), Limit::ElementAttributes);
        assert_eq!(limit("<a b='12345'/>"), Limit::ValueBytes);
        assert_eq!(limit("<a>12<!-- -->345</a>"), Limit::ValueBytes);
        assert!(Tree::parse("<a b='1234'><b>1234</b><b/></a>", &limits).is_ok());
    }
}
