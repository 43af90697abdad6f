//! The attributes of a tag, by what the format calls them.
//!
//! Input: a [`Tag`] and the names that its element may have. Output: one value per name. Invariants: an attribute that
//! the format does not have, or that stands twice, is an error; a value is given back as it was before it was written,
//! white space included (XML 1.0, 3.3.3); nothing is allocated but for the longest tag.

use std::ops::Range;

use quick_xml::events::attributes::Attributes;

use super::cursor::Tag;
use crate::exchange::parse_error::{ParseError, Problem};
use crate::exchange::xml::first_unwritable;

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
    /// Which name the attribute at each position had in the last tag: files write all their tags alike.
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
    /// Takes the tag over, in exchange for an old one, and reads its attributes.
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
            let start = value.as_ptr().addr() - text.as_ptr().addr();
            // The tag is `…" Nom="…`: the reader lets the blank go missing.
            if !matches!(text.as_bytes()[end], b' ' | b'\t' | b'\r' | b'\n') {
                return Err(at(Problem::Malformed(format!("no white space before the attribute {name}"))));
            }
            end = start + value.len() + 1;
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
                Place::InTag(start..start + value.len())
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
