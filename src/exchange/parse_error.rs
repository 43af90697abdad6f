//! Why an exchange file was refused.

use std::io;

use crate::identity::{Lang, printable};

/// A file that is not what its format asks for, with the line at which that shows. Nothing of it is to be used.
#[derive(Debug, thiserror::Error)]
#[error("line {line}: {}", self.message(Lang::En))]
pub struct ParseError {
    /// Line, from 1: where the element begins that is meant, or where the file ends.
    pub line: u64,
    /// What is wrong.
    pub problem: Problem,
}

/// What is wrong with a file.
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
        /// What may stand there.
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
        /// Which.
        element: &'static str,
        /// Where.
        inside: String,
    },
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
    /// A value that its attribute cannot have.
    InvalidValue {
        /// The element.
        element: &'static str,
        /// The attribute.
        attribute: &'static str,
        /// What it may be.
        expected: Expected,
    },
    /// Two elements with one number.
    RepeatedIdent {
        /// The later one.
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

    /// What is wrong and what to do about it, without the line.
    pub fn message(&self, lang: Lang) -> String {
        match lang {
            Lang::Fr => self.problem.french(),
            Lang::En => self.problem.english(),
        }
    }
}

impl Problem {
    fn french(&self) -> String {
        match self {
            Self::Io(error) => format!("lecture impossible ({error})."),
            Self::UnknownEncoding(label) => {
                format!("encodage inconnu : «{}» ; enregistrez le fichier en UTF-8.", printable(label))
            }
            Self::Undecodable(encoding) => {
                format!("octet illisible en {encoding} ; corrigez l’encodage annoncé en tête du fichier.")
            }
            Self::IllegalCharacter(character) => format!(
                "caractère U+{:04X}, qu’aucun fichier XML ne peut contenir ; retirez-le.",
                u32::from(*character)
            ),
            Self::Malformed(detail) => {
                format!("ce n’est pas du XML bien formé ({}) ; exportez le fichier à nouveau.", printable(detail))
            }
            Self::Truncated => "le fichier s’arrête avant la fin ; exportez-le ou téléchargez-le à nouveau.".to_owned(),
            Self::Doctype => "ce format n’a pas de DOCTYPE ; retirez-le.".to_owned(),
            Self::Entity(name) => format!(
                "l’entité «&{};» n’est pas suivie : seules &amp; &lt; &gt; &quot; &apos; et les numéros de caractères sont lus.",
                printable(name)
            ),
            Self::WrongRoot { found, expected } => {
                format!("le document est «{}», et non «{expected}».", printable(found))
            }
            Self::UnexpectedElement { found, inside, expected } => format!(
                "élément «{}» inattendu{} ; {}.",
                printable(found),
                if inside.is_empty() { String::new() } else { format!(" dans «{}»", printable(inside)) },
                match expected {
                    [] => "rien ne peut se trouver là".to_owned(),
                    names => format!("à cet endroit peut se trouver : {}", names.join(", ")),
                },
            ),
            Self::UnexpectedText { inside } => {
                format!("texte inattendu dans «{}» ; seuls des éléments s’y trouvent.", printable(inside))
            }
            Self::EmptyElement(element) => format!("«{element}» est vide ; il lui faut au moins un élément."),
            Self::MissingElement { element, inside } => {
                format!("«{element}» manque dans «{}» ; exportez le fichier à nouveau.", printable(inside))
            }
            Self::UnknownAttribute { element, attribute } => {
                format!("l’attribut «{}» n’existe pas dans «{}».", printable(attribute), printable(element))
            }
            Self::RepeatedAttribute { element, attribute } => {
                format!("l’attribut «{}» figure deux fois dans «{}».", printable(attribute), printable(element))
            }
            Self::MissingAttribute { element, attribute } => {
                format!("l’attribut «{attribute}» manque dans «{element}» ; ce format l’exige.")
            }
            Self::InvalidValue { element, attribute, expected } => {
                let expected = match expected {
                    Expected::Number => "un nombre entier".to_owned(),
                    Expected::Date => "une date aaaa-mm-jj".to_owned(),
                    Expected::DateTime => "une date et une heure aaaa-mm-jjThh:mm:ss".to_owned(),
                    Expected::OneOf(words) => words.join(" ou "),
                };
                format!("la valeur de «{attribute}» dans «{element}» n’est pas {expected} ; corrigez-la.")
            }
            Self::RepeatedIdent { element, ident } => format!(
                "l’Ident {ident} de «{element}» est déjà pris ; un renvoi à ce numéro désignerait deux personnes."
            ),
            Self::DanglingIdent { element, ident } => format!(
                "«{element}» renvoie à l’Ident {ident}, que le fichier n’a pas ; il en manque donc une partie : exportez-le à nouveau."
            ),
            Self::TooDeep => "éléments imbriqués bien au-delà de ce que ce format prévoit.".to_owned(),
        }
    }

    fn english(&self) -> String {
        match self {
            Self::Io(error) => format!("cannot be read ({error})."),
            Self::UnknownEncoding(label) => {
                format!("unknown encoding: «{}»; save the file as UTF-8.", printable(label))
            }
            Self::Undecodable(encoding) => {
                format!("a byte that is no {encoding}; correct the encoding declared at the top of the file.")
            }
            Self::IllegalCharacter(character) => {
                format!("the character U+{:04X}, which no XML file can hold; remove it.", u32::from(*character))
            }
            Self::Malformed(detail) => {
                format!("this is no well-formed XML ({}); export the file again.", printable(detail))
            }
            Self::Truncated => "the file ends in the middle; export or download it again.".to_owned(),
            Self::Doctype => "this format has no DOCTYPE; remove it.".to_owned(),
            Self::Entity(name) => format!(
                "the entity «&{};» is not followed: only &amp; &lt; &gt; &quot; &apos; and numbers of characters are read.",
                printable(name)
            ),
            Self::WrongRoot { found, expected } => {
                format!("the document is «{}», not «{expected}».", printable(found))
            }
            Self::UnexpectedElement { found, inside, expected } => format!(
                "unexpected element «{}»{}; {}.",
                printable(found),
                if inside.is_empty() { String::new() } else { format!(" in «{}»", printable(inside)) },
                match expected {
                    [] => "nothing may stand there".to_owned(),
                    names => format!("what may stand there: {}", names.join(", ")),
                },
            ),
            Self::UnexpectedText { inside } => {
                format!("unexpected text in «{}»; it holds elements only.", printable(inside))
            }
            Self::EmptyElement(element) => format!("«{element}» is empty; it needs at least one element."),
            Self::MissingElement { element, inside } => {
                format!("«{element}» is missing in «{}»; export the file again.", printable(inside))
            }
            Self::UnknownAttribute { element, attribute } => {
                format!("«{}» has no attribute «{}».", printable(element), printable(attribute))
            }
            Self::RepeatedAttribute { element, attribute } => {
                format!("the attribute «{}» stands twice in «{}».", printable(attribute), printable(element))
            }
            Self::MissingAttribute { element, attribute } => {
                format!("«{element}» lacks the attribute «{attribute}», which this format requires.")
            }
            Self::InvalidValue { element, attribute, expected } => {
                let expected = match expected {
                    Expected::Number => "a whole number".to_owned(),
                    Expected::Date => "a date yyyy-mm-dd".to_owned(),
                    Expected::DateTime => "a date and time yyyy-mm-ddThh:mm:ss".to_owned(),
                    Expected::OneOf(words) => words.join(" or "),
                };
                format!("the value of «{attribute}» in «{element}» is not {expected}; correct it.")
            }
            Self::RepeatedIdent { element, ident } => {
                format!("the Ident {ident} of «{element}» is taken; a reference to it would mean two people.")
            }
            Self::DanglingIdent { element, ident } => format!(
                "«{element}» refers to the Ident {ident}, which the file does not have; so a part is missing: export it again."
            ),
            Self::TooDeep => "elements nested far beyond what this format has.".to_owned(),
        }
    }
}
