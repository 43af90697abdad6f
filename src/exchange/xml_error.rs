//! Why a document that others wrote cannot be read.

use std::borrow::Cow;

use crate::identity::{Lang, printable};

/// So much of a name or value goes into a message: those who write files may make them as long as the file.
const SHOWN: usize = 60;

/// What is wrong with a document, and where.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.message(Lang::En))]
pub struct XmlError {
    /// Line, from 1.
    pub line: u64,
    /// Character in that line, from 1.
    pub column: u64,
    /// What is wrong there.
    pub problem: XmlProblem,
}

/// What is wrong with a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum XmlProblem {
    /// A byte that is no UTF-8.
    NotUtf8,
    /// A declaration of a document type, which could define entities.
    Doctype,
    /// A reference to something else than the five entities of XML and characters.
    Entity(String),
    /// A character that XML does not have.
    Character(char),
    /// Elements within elements beyond any depth of the format.
    TooDeep(usize),
    /// More attributes than any element of the format has.
    TooManyAttributes(usize),
    /// The end comes too early.
    Truncated,
    /// Not well-formed; the XML reader's words.
    Syntax(String),
    /// The root element of another format.
    Root {
        /// What it is called.
        found: String,
        /// What the format has.
        expected: &'static str,
    },
    /// The root element of another version of the format.
    Namespace(String),
    /// An element or attribute that must be there.
    Missing(&'static str),
    /// An element that stands once only, again; or more often than the format has it.
    TooMany(&'static str),
    /// A value that is none of its kind.
    Value {
        /// The element or attribute.
        part: &'static str,
        /// What it holds.
        value: String,
    },
}

impl XmlError {
    /// The message, with the place.
    pub fn message(&self, lang: Lang) -> String {
        let Self { line, column, problem } = self;
        match lang {
            Lang::Fr => format!("ligne {line}, caractère {column} : {}", problem.sentence(lang)),
            Lang::En => format!("line {line}, character {column}: {}", problem.sentence(lang)),
        }
    }
}

fn shown(text: &str) -> Cow<'_, str> {
    match text.char_indices().nth(SHOWN) {
        Some((end, _)) => (printable(&text[..end]).into_owned() + "…").into(),
        None => printable(text),
    }
}

impl XmlProblem {
    fn sentence(&self, lang: Lang) -> String {
        match lang {
            Lang::Fr => match self {
                Self::NotUtf8 => {
                    "un octet n'est pas de l'UTF-8 ; le fichier est abîmé, ou à convertir en UTF-8.".to_owned()
                }
                Self::Doctype => "une déclaration DOCTYPE, que ce format n'a pas ; le fichier est refusé.".to_owned(),
                Self::Entity(name) => {
                    format!("l'entité «&{};» n'est pas définie ; le fichier est refusé.", shown(name))
                }
                Self::Character(character) => {
                    format!("le caractère U+{:04X} n'existe pas en XML ; le fichier est abîmé.", u32::from(*character))
                }
                Self::TooDeep(depth) => {
                    format!("plus de {depth} éléments emboîtés ; le fichier n'est pas de ce format.")
                }
                Self::TooManyAttributes(most) => {
                    format!("plus de {most} attributs ; le fichier n'est pas de ce format.")
                }
                Self::Truncated => "le fichier s'arrête trop tôt ; demandez-le de nouveau.".to_owned(),
                Self::Syntax(detail) => format!("ce n'est pas du XML bien formé ({}).", shown(detail)),
                Self::Root { found, expected } => {
                    format!("l'élément racine est «{}» ; ce format commence par {expected}.", shown(found))
                }
                Self::Namespace(found) => format!("version inconnue du format (espace de noms «{}»).", shown(found)),
                Self::Missing(part) => format!("il manque {part} ; le fichier est incomplet."),
                Self::TooMany(part) => format!("{part} figure trop de fois."),
                Self::Value { part, value } => format!("{part} : «{}» ne convient pas.", shown(value)),
            },
            Lang::En => match self {
                Self::NotUtf8 => "a byte is no UTF-8; the file is damaged, or needs converting to UTF-8.".to_owned(),
                Self::Doctype => {
                    "a DOCTYPE declaration, which this format does not have; the file is refused.".to_owned()
                }
                Self::Entity(name) => format!("the entity «&{};» is not defined; the file is refused.", shown(name)),
                Self::Character(character) => {
                    format!("XML has no character U+{:04X}; the file is damaged.", u32::from(*character))
                }
                Self::TooDeep(depth) => format!("more than {depth} nested elements; the file is not of this format."),
                Self::TooManyAttributes(most) => {
                    format!("more than {most} attributes; the file is not of this format.")
                }
                Self::Truncated => "the file ends too early; ask for it again.".to_owned(),
                Self::Syntax(detail) => format!("this is no well-formed XML ({}).", shown(detail)),
                Self::Root { found, expected } => {
                    format!("the root element is «{}»; this format begins with {expected}.", shown(found))
                }
                Self::Namespace(found) => format!("unknown version of the format (namespace «{}»).", shown(found)),
                Self::Missing(part) => format!("{part} is missing; the file is incomplete."),
                Self::TooMany(part) => format!("{part} stands there too often."),
                Self::Value { part, value } => format!("{part}: «{}» will not do.", shown(value)),
            },
        }
    }
}
