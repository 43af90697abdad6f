//! One request of a directory file.

use std::ops::Range;

/// What is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// `addRequest`: somebody, with all attributes.
    Add,
    /// `modifyRequest`: some attributes of somebody.
    Modify,
    /// `deleteRequest`.
    Delete,
}

/// What happens to the values of an attribute.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Operation {
    /// They take the place of those before; without any, the attribute is gone.
    Replace,
    /// They join those before.
    Add,
    /// They are taken away; without any, all of them.
    Delete,
}

/// An attribute in a request. In an [`Kind::Add`], it replaces nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Change<'a> {
    /// The name: `ENTPersonNomPatro`.
    pub name: &'a str,
    /// What becomes of the values.
    pub operation: Operation,
    /// The values.
    pub values: Values<'a>,
}

/// The values of an attribute.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Values<'a> {
    text: &'a str,
    ends: &'a [usize],
    start: usize,
}

impl<'a> Values<'a> {
    /// The values, in the order of the file.
    pub fn iter(self) -> impl Iterator<Item = &'a str> {
        let mut start = self.start;
        self.ends.iter().map(move |&end| &self.text[std::mem::replace(&mut start, end)..end])
    }

    /// Whether there is none.
    pub fn is_empty(self) -> bool {
        self.ends.is_empty()
    }
}

/// A request as the reader hands it out, until the next one.
#[derive(Debug, Clone, Copy)]
pub struct Request<'a> {
    /// The line on which it begins.
    pub line: u64,
    /// What is asked for.
    pub kind: Kind,
    parts: &'a Parts,
}

impl<'a> Request<'a> {
    pub(super) fn new(line: u64, kind: Kind, parts: &'a Parts) -> Self {
        Self { line, kind, parts }
    }

    /// The kind of people, `Eleve`, `PersRelEleve` or `PersEducNat`; `None` where the request is about a school or
    /// other structure, or does not tell.
    pub fn person_category(self) -> Option<&'a str> {
        Some(self.parts.person_category.as_str()).filter(|category| !category.is_empty())
    }

    /// Whether it is about a structure.
    pub fn is_about_structure(self) -> bool {
        self.parts.is_about_structure
    }

    /// Whether it is about something else than people and structures, such as a subject (`categorieMatiere`) or a course
    /// (`categorieMef`).
    pub fn is_about_something_else(self) -> bool {
        self.parts.has_other_category && self.parts.person_category.is_empty() && !self.parts.is_about_structure
    }

    /// The identifier in the directory.
    pub fn id(self) -> &'a str {
        &self.parts.id
    }

    /// The attributes, in the order of the file.
    pub fn changes(self) -> impl Iterator<Item = Change<'a>> {
        let Parts { text, changes, ends, .. } = self.parts;
        changes.iter().map(|change| Change {
            name: &text[change.name.clone()],
            operation: change.operation,
            values: Values { text, ends: &ends[change.values.clone()], start: change.name.end },
        })
    }
}

/// The memory of a request, used again for the next one.
#[derive(Debug, Default)]
pub(super) struct Parts {
    pub(super) person_category: String,
    pub(super) is_about_structure: bool,
    pub(super) has_other_category: bool,
    pub(super) id: String,
    /// Names and values, each name before its values.
    pub(super) text: String,
    pub(super) changes: Vec<Place>,
    /// Where each value ends in `text`.
    pub(super) ends: Vec<usize>,
}

/// Where an attribute stands in the [`Parts`].
#[derive(Debug)]
pub(super) struct Place {
    pub(super) name: Range<usize>,
    pub(super) operation: Operation,
    pub(super) values: Range<usize>,
}

impl Parts {
    pub(super) fn clear(&mut self) {
        self.person_category.clear();
        self.is_about_structure = false;
        self.has_other_category = false;
        self.id.clear();
        self.text.clear();
        self.changes.clear();
        self.ends.clear();
    }
}
