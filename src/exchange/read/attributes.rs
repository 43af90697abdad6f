//! The attributes of a tag, by what the format calls them.
//!
//! Input: a [`Tag`] and the names that its element may have, or, for a format that nobody knows whole, the tag alone. Output:
//! one value per name, or all of them. Invariants: an attribute that stands twice, or that a known format does not have,
//! is an error, but for declarations of namespaces; a value is given back as it was before it was written, white space included (XML 1.0, 3.3.3); [`Values`]
//! allocate nothing but for the longest tag.

use std::borrow::Cow;
use std::ops::Range;

use quick_xml::events::attributes::Attributes;

use super::cursor::Tag;
use crate::exchange::parse_error::{ParseError, Problem};
use crate::exchange::xml::first_unwritable;
use crate::identity::printable;

/// Four times as many as any element of these formats has. Each name is compared with those before it: a million would
/// take hours.
pub(super) const MOST_ATTRIBUTES: usize = 64;

impl Tag {
    /// The attributes, by their whole names.
    ///
    /// # Errors
    /// [`ParseError`], after which there is nothing to go on with; also for more attributes than any format has.
    pub(in crate::exchange) fn attributes(&self) -> impl Iterator<Item = Result<(&str, Cow<'_, str>), ParseError>> {
        let mut end = self.name_length;
        Attributes::new(&self.text, self.name_length).zip(0..).map(move |(attribute, position)| {
            let at = |problem| ParseError::at(self.line, problem);
            if position == MOST_ATTRIBUTES {
                return Err(at(Problem::TooManyAttributes(MOST_ATTRIBUTES)));
            }
            let attribute = attribute.map_err(|error| at(Problem::Malformed(error.to_string())))?;
            let name = attribute.key.0;
            let range = range_in(&self.text, &attribute.value);
            blank_before(&self.text, end, name).map_err(at)?;
            end = range.end + 1;
            let value = &self.text[range];
            if is_plain(value) {
                return Ok((name, value.into()));
            }
            let mut rewritten = String::new();
            rewrite(value, &mut rewritten).map_err(at)?;
            Ok((name, rewritten.into()))
        })
    }

    /// The value of an attribute, where an element may have others that nobody asks for.
    ///
    /// # Errors
    /// [`ParseError`], about any of the attributes.
    pub(in crate::exchange) fn attribute(&self, name: &str) -> Result<Option<Cow<'_, str>>, ParseError> {
        let mut found = None;
        for attribute in self.attributes() {
            let (other, value) = attribute?;
            if other == name {
                found = Some(value);
            }
        }
        Ok(found)
    }

    /// Looks at the name and the attributes of an element that is passed over: the reader takes `<Responsable!Ident="20"/>` for
    /// one name, and a reference would be lost with it.
    ///
    /// # Errors
    /// [`ParseError`].
    pub(in crate::exchange) fn check(&self) -> Result<(), ParseError> {
        let is_of_name = |byte: u8| byte.is_ascii_alphanumeric() || !byte.is_ascii() || b"-_.:".contains(&byte);
        if !self.name().bytes().all(is_of_name) {
            return Err(ParseError::at(self.line, Problem::Malformed(format!("no name: {}", printable(self.name())))));
        }
        self.attributes().try_for_each(|attribute| attribute.map(drop))
    }
}

/// Where in the tag a value stands that is a part of it.
#[inline]
fn range_in(text: &str, value: &str) -> Range<usize> {
    let start = value.as_ptr().addr() - text.as_ptr().addr();
    start..start + value.len()
}

/// The tag is `…" Nom="…`: the reader lets the blank go missing.
#[inline]
fn blank_before(text: &str, end: usize, name: &str) -> Result<(), Problem> {
    match text.as_bytes()[end] {
        b' ' | b'\t' | b'\r' | b'\n' => Ok(()),
        _ => Err(Problem::Malformed(format!("no white space before the attribute {name}"))),
    }
}

/// Where a value is: in the tag as it stands, or among those that had to be rewritten.
#[derive(Debug, Clone)]
enum Place {
    Absent,
    InTag(Range<usize>),
    Rewritten(Range<usize>),
}

/// The values of one element's attributes, in the order of `N` names. Its memory is used again from tag to tag.
#[derive(Debug)]
pub(in crate::exchange) struct Values<const N: usize> {
    tag: Tag,
    rewritten: String,
    places: [Place; N],
    /// For each position in a tag, the index of the name that an attribute last had there. Files write all their tags
    /// alike.
    hints: [usize; N],
}

impl<const N: usize> Default for Values<N> {
    fn default() -> Self {
        Self {
            tag: Tag::default(),
            rewritten: String::new(),
            places: [const { Place::Absent }; N],
            hints: std::array::from_fn(|at| at),
        }
    }
}

impl<const N: usize> Values<N> {
    /// Takes the tag over, in exchange for an old one, and reads its attributes. Declarations of namespaces, and attributes of
    /// other namespaces, are passed over.
    ///
    /// # Errors
    /// [`ParseError`].
    pub(in crate::exchange) fn take(&mut self, tag: &mut Tag, names: &[&'static str; N]) -> Result<(), ParseError> {
        std::mem::swap(&mut self.tag, tag);
        self.rewritten.clear();
        self.places = [const { Place::Absent }; N];
        let Self { tag: Tag { text, name_length, line }, rewritten, places, hints } = self;
        let at = |problem| ParseError::at(*line, problem);
        let mut attributes = Attributes::new(text, *name_length);
        // Names are few and known: the slots below tell a repeated one.
        attributes.with_checks(false);
        let mut end = *name_length;
        for (attribute, position) in attributes.zip(0..) {
            let attribute = attribute.map_err(|error| at(Problem::Malformed(error.to_string())))?;
            let name = attribute.key.as_ref();
            let named =
                |problem: fn(String, String) -> Problem| at(problem(text[..*name_length].to_owned(), name.to_owned()));
            let value = &*attribute.value;
            let range = range_in(text, value);
            blank_before(text, end, name).map_err(at)?;
            end = range.end + 1;
            if name == "xmlns" || name.contains(':') {
                continue;
            }
            let hinted = hints.get(position).copied().filter(|&slot| names[slot] == name);
            let Some(slot) = hinted.or_else(|| names.iter().position(|other| *other == name)) else {
                return Err(named(|element, attribute| Problem::UnknownAttribute { element, attribute }));
            };
            if hinted.is_none() && position < N {
                hints[position] = slot;
            }
            if !matches!(places[slot], Place::Absent) {
                return Err(named(|element, attribute| Problem::RepeatedAttribute { element, attribute }));
            }
            places[slot] = if is_plain(value) {
                Place::InTag(range)
            } else {
                let from = rewritten.len();
                rewrite(value, rewritten).map_err(at)?;
                Place::Rewritten(from..rewritten.len())
            };
        }
        Ok(())
    }

    /// The value of the attribute with this number, if it is there.
    #[inline]
    pub(in crate::exchange) fn get(&self, number: usize) -> Option<&str> {
        match &self.places[number] {
            Place::Absent => None,
            Place::InTag(range) => Some(&self.tag.text[range.clone()]),
            Place::Rewritten(range) => Some(&self.rewritten[range.clone()]),
        }
    }

    /// The line of the tag.
    pub(in crate::exchange) fn line(&self) -> u64 {
        self.tag.line
    }
}

/// Whether a value reads as it is written. U+FFFE and U+FFFF begin with EF.
#[inline]
fn is_plain(value: &str) -> bool {
    value.bytes().all(|byte| byte >= b' ' && byte != b'&' && byte != b'<' && byte != 0xEF)
}

/// The value as it was before it was written.
#[cold]
fn rewrite(value: &str, into: &mut String) -> Result<(), Problem> {
    use quick_xml::escape::{EscapeError, unescape};

    if value.contains('<') {
        return Err(Problem::Malformed("«<» in the value of an attribute".to_owned()));
    }
    let spaced: String;
    let mut value = value;
    if value.contains(['\t', '\r', '\n']) {
        // Line ends are one character (2.11), and white space that is no reference is a blank.
        spaced = value.replace("\r\n", " ").replace(['\t', '\r', '\n'], " ");
        value = &spaced;
    }
    match unescape(value) {
        Ok(text) => match first_unwritable(&text) {
            Some(character) => Err(Problem::IllegalCharacter(character)),
            None => {
                into.push_str(&text);
                Ok(())
            }
        },
        Err(EscapeError::UnrecognizedEntity(_, name)) => Err(Problem::Entity(name)),
        Err(error) => Err(Problem::Malformed(error.to_string())),
    }
}
