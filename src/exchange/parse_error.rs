//! Why an exchange file was refused.

use std::io;

use crate::identity::Lang;

/// A file that is not what its format asks for, with the line at which that shows. Nothing of it is to be used.
#[derive(Debug, thiserror::Error)]
#[error("{}", self.located(Lang::En))]
pub struct ParseError {
    /// Line, from 1: where the element begins that is meant, or where the file ends.
    pub line: u64,
    /// The fault.
    pub problem: Problem,
}

/// A fault of a file.
#[derive(Debug)]
#[non_exhaustive]
pub enum Problem {
    /// The system does not give the file.
    Io(io::Error),
    /// The declaration names an encoding that nobody knows.
    UnknownEncoding(String),
    /// A byte that is no text in the encoding of the file.
    Undecodable(&'static str),
    /// A character that XML does not have.
    IllegalCharacter(char),
    /// Not XML; the words are those of the XML reader.
    Malformed(String),
    /// The file ends in the middle.
    Truncated,
    /// A document type definition, in a format that has none.
    Doctype,
    /// A reference to something that the file would have to define itself; such are never followed.
    Entity(String),
    /// Another document.
    WrongRoot {
        /// Its root element, with its namespace if it has one.
        found: String,
        /// The root element of the format.
        expected: &'static str,
    },
    /// An element that the format does not have there, or that comes after its block.
    UnexpectedElement {
        /// The element.
        found: String,
        /// Where it stands; empty for the document.
        inside: String,
        /// The names that may stand there.
        expected: &'static [&'static str],
    },
    /// Text between elements.
    UnexpectedText {
        /// In which element.
        inside: String,
    },
    /// An element that must hold at least one other is empty.
    EmptyElement(&'static str),
    /// An element that must be there is not.
    MissingElement {
        /// The missing element.
        element: &'static str,
        /// Where.
        inside: String,
    },
    /// An element more often than the format has it.
    TooMany(&'static str),
    /// An attribute that the element does not have.
    UnknownAttribute {
        /// The element.
        element: String,
        /// The attribute.
        attribute: String,
    },
    /// An attribute that stands twice in one element.
    RepeatedAttribute {
        /// The element.
        element: String,
        /// The attribute.
        attribute: String,
    },
    /// An attribute that must be there is not.
    MissingAttribute {
        /// The element.
        element: &'static str,
        /// The attribute.
        attribute: &'static str,
    },
    /// More attributes than any element has.
    TooManyAttributes(usize),
    /// A value that its attribute cannot have.
    InvalidValue {
        /// The element.
        element: &'static str,
        /// The attribute.
        attribute: &'static str,
        /// The kind of value that the attribute may have.
        expected: Expected,
    },
    /// Two different elements with one number, where each needs its own.
    RepeatedIdent {
        /// The later one.
        element: &'static str,
        /// The number.
        ident: u32,
    },
    /// A number that two different elements have, and that another refers to.
    AmbiguousIdent {
        /// The element that is referred to.
        element: &'static str,
        /// The number.
        ident: u32,
    },
    /// A number that no element has.
    DanglingIdent {
        /// The element that refers to it.
        element: &'static str,
        /// The number.
        ident: u32,
    },
    /// Elements in elements in elements, far beyond what the format has.
    TooDeep,
}

/// What a value may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Expected {
    /// A whole number from 0 to 4,294,967,295.
    Number,
    /// A day, `2012-03-04`.
    Date,
    /// A day and a time, `2025-09-01T08:30:00`.
    DateTime,
    /// One of a few words.
    OneOf(&'static [&'static str]),
}

impl ParseError {
    /// A problem and its line.
    pub(super) fn at(line: u64, problem: Problem) -> Self {
        Self { line, problem }
    }

    /// The message with the line.
    pub fn located(&self, lang: Lang) -> String {
        let (line, message) = (self.line, self.message(lang));
        match lang {
            Lang::Fr => format!("ligne {line} : {message}"),
            Lang::En => format!("line {line}: {message}"),
        }
    }

    /// What is wrong and what to do about it, without the line.
    pub fn message(&self, lang: Lang) -> String {
        match lang {
            Lang::Fr => self.problem.french(),
            Lang::En => self.problem.english(),
        }
    }
}
