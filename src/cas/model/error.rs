//! What can be wrong with a flux.

use crate::formats::describe_io_error;
use crate::identity::Lang;

use super::NAMESPACE;
use super::value::InvalidValue;

/// A flux that cannot be used. Nothing of it was taken.
#[derive(Debug, thiserror::Error)]
#[error("{}", self.message(Lang::En))]
pub enum FluxError {
    /// The system does not give the file.
    Unreadable {
        /// The file.
        file: String,
        /// What the system says.
        source: std::io::Error,
    },
    /// More than any flux needs.
    TooLarge {
        /// The file.
        file: String,
        /// The limit in bytes.
        limit: u64,
    },
    /// Not an XML file, at this place.
    Malformed {
        /// The file.
        file: String,
        /// Line, from 1.
        line: u64,
        /// Character in that line, from 1.
        column: u64,
        /// What it is.
        problem: Malformed,
    },
    /// An XML file that breaks the schema, at this place.
    Violation {
        /// The file.
        file: String,
        /// Line, from 1.
        line: u64,
        /// Character in that line, from 1.
        column: u64,
        /// Path of the element: `/ModelesConfiguration_CAS/ENT[2]/ClientPRONOTE`, or of its attribute `…/@Nom`.
        path: String,
        /// What it is.
        problem: Violation,
    },
}

/// What makes a file no XML, or XML of a kind that is refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Malformed {
    /// A byte that is no text in the encoding of the file.
    Undecodable(&'static str),
    /// An encoding that is not read here.
    UnknownEncoding(String),
    /// An XML declaration that is no declaration of XML 1.0, or not at the very beginning.
    Declaration,
    /// A DOCTYPE, which is refused: it could refer to other files.
    Doctype,
    /// A character that no XML file can hold.
    IllegalCharacter(char),
    /// `&name;` of a name that XML does not define.
    UnknownEntity(String),
    /// A `&` that begins no reference.
    BareAmpersand,
    /// An end tag that closes another element than the one that is open.
    EndTag {
        /// The open element.
        expected: String,
        /// The one that the tag names.
        found: String,
    },
    /// The end of the file inside an element, or before any.
    Truncated,
    /// Something else, in the words of the XML reader.
    Syntax(String),
}

/// How a flux breaks the schema.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Violation {
    /// An element that may not stand there.
    UnexpectedElement {
        /// Its name.
        found: String,
        /// What may stand there; nothing if the element should have ended.
        expected: Vec<&'static str>,
    },
    /// An element of another namespace, or of none.
    Namespace(String),
    /// The end of an element, before one that has to be there.
    MissingElement {
        /// One of these.
        expected: Vec<&'static str>,
    },
    /// A text where only elements may stand, or nothing.
    UnexpectedText,
    /// An attribute that may not stand there.
    UnexpectedAttribute(String),
    /// An attribute that has to be there.
    MissingAttribute(&'static str),
    /// A value that is none of its type.
    Value {
        /// The value.
        value: String,
        /// What is expected instead.
        problem: InvalidValue,
    },
    /// A second ENT of the same name, or a second list for the same profile.
    Duplicate(String),
}

impl FluxError {
    /// The message, with the place and the remedy.
    pub fn message(&self, lang: Lang) -> String {
        let french = lang == Lang::Fr;
        match self {
            Self::Unreadable { file, source } if french => {
                format!("{file} : lecture impossible : {}.", describe_io_error(source, lang))
            }
            Self::Unreadable { file, source } => {
                format!("{file}: cannot be read: {}.", describe_io_error(source, lang))
            }
            Self::TooLarge { file, limit } if french => {
                format!("{file} : plus de {} Mio, ce n’est pas un flux de modèles.", limit >> 20)
            }
            Self::TooLarge { file, limit } => {
                format!("{file}: more than {} MiB, which is no flux of models.", limit >> 20)
            }
            Self::Malformed { file, line, column, problem } => {
                let problem = problem.message(lang);
                if french {
                    format!("{file}, ligne {line}, caractère {column} : {problem}.")
                } else {
                    format!("{file}, line {line}, character {column}: {problem}.")
                }
            }
            Self::Violation { file, line, column, path, problem } => {
                let problem = problem.message(lang);
                if french {
                    format!("{file}, ligne {line}, caractère {column}, {path} : {problem}.")
                } else {
                    format!("{file}, line {line}, character {column}, {path}: {problem}.")
                }
            }
        }
    }
}

impl Malformed {
    fn message(&self, lang: Lang) -> String {
        let french = lang == Lang::Fr;
        match self {
            Self::Undecodable(encoding) if french => {
                format!("octet illisible en {encoding} ; enregistrez le fichier en UTF-8")
            }
            Self::Undecodable(encoding) => format!("a byte that is no {encoding}; save the file as UTF-8"),
            Self::UnknownEncoding(label) if french => {
                format!("l’encodage «{label}» n’est pas connu ; enregistrez le fichier en UTF-8")
            }
            Self::UnknownEncoding(label) => format!("the encoding «{label}» is unknown; save the file as UTF-8"),
            Self::Declaration if french => {
                "la déclaration XML doit être la première chose du fichier : <?xml version=\"1.0\" encoding=\"UTF-8\"?>"
                    .to_owned()
            }
            Self::Declaration => {
                "the XML declaration has to be the first thing in the file: <?xml version=\"1.0\" encoding=\"UTF-8\"?>"
                    .to_owned()
            }
            Self::Doctype if french => "un DOCTYPE n’est pas admis ; supprimez-le".to_owned(),
            Self::Doctype => "a DOCTYPE is not allowed; delete it".to_owned(),
            Self::IllegalCharacter(c) if french => {
                format!("le caractère U+{:04X} n’a pas sa place dans un fichier XML", u32::from(*c))
            }
            Self::IllegalCharacter(c) => format!("the character U+{:04X} has no place in an XML file", u32::from(*c)),
            Self::UnknownEntity(name) if french => {
                format!("l’entité «&{name};» n’existe pas ; écrivez le caractère lui-même, «&amp;» pour «&»")
            }
            Self::UnknownEntity(name) => {
                format!("the entity «&{name};» does not exist; write the character itself, «&amp;» for «&»")
            }
            Self::BareAmpersand if french => "un «&» isolé ; écrivez «&amp;»".to_owned(),
            Self::BareAmpersand => "a bare «&»; write «&amp;»".to_owned(),
            Self::EndTag { expected, found } if french => {
                format!("la balise </{found}> ne ferme pas <{expected}>, l’élément ouvert")
            }
            Self::EndTag { expected, found } => {
                format!("the tag </{found}> does not close <{expected}>, which is open")
            }
            Self::Truncated if french => "le fichier s’arrête avant la fin ; demandez-le à nouveau".to_owned(),
            Self::Truncated => "the file stops before its end; ask for it again".to_owned(),
            Self::Syntax(detail) if french => format!("XML mal formé ({detail})"),
            Self::Syntax(detail) => format!("malformed XML ({detail})"),
        }
    }
}

impl Violation {
    fn message(&self, lang: Lang) -> String {
        let french = lang == Lang::Fr;
        match self {
            Self::UnexpectedElement { found, expected } => match (expected.is_empty(), french) {
                (true, true) => format!("l’élément <{found}> n’a pas sa place ici"),
                (true, false) => format!("the element <{found}> has no place here"),
                (false, true) => {
                    format!("l’élément <{found}> n’a pas sa place ici ; attendu : {}", names(expected, "ou"))
                }
                (false, false) => {
                    format!("the element <{found}> has no place here; expected: {}", names(expected, "or"))
                }
            },
            Self::Namespace(found) if french => {
                format!("l’espace de noms «{found}» n’est pas celui du schéma ; attendu : xmlns=\"{NAMESPACE}\"")
            }
            Self::Namespace(found) => {
                format!("the namespace «{found}» is not the schema's; expected: xmlns=\"{NAMESPACE}\"")
            }
            Self::MissingElement { expected } if french => format!("il manque l’élément {}", names(expected, "ou")),
            Self::MissingElement { expected } => format!("the element {} is missing", names(expected, "or")),
            Self::UnexpectedText if french => "un texte n’a pas sa place ici".to_owned(),
            Self::UnexpectedText => "a text has no place here".to_owned(),
            Self::UnexpectedAttribute(name) if french => format!("l’attribut «{name}» n’a pas sa place ici"),
            Self::UnexpectedAttribute(name) => format!("the attribute «{name}» has no place here"),
            Self::MissingAttribute(name) if french => format!("il manque l’attribut «{name}»"),
            Self::MissingAttribute(name) => format!("the attribute «{name}» is missing"),
            Self::Value { value, problem } => match (excerpt(value), problem.message(lang)) {
                (value, message) if french => format!("«{value}» ne convient pas : {message}"),
                (value, message) => format!("«{value}» will not do: {message}"),
            },
            Self::Duplicate(name) if french => {
                format!("«{name}» est déjà pris dans ce flux ; il ne peut y figurer deux fois")
            }
            Self::Duplicate(name) => format!("«{name}» is there already; it cannot be twice"),
        }
    }
}

/// `<a>, <b> ou <c>`.
fn names(names: &[&str], or: &str) -> String {
    let mut text = String::new();
    for (index, name) in names.iter().enumerate() {
        if index > 0 {
            let last = index + 1 == names.len();
            text.push_str(&if last { format!(" {or} ") } else { ", ".to_owned() });
        }
        text.push_str(&format!("<{name}>"));
    }
    text
}

/// A value short enough for a message.
fn excerpt(value: &str) -> String {
    const LONGEST: usize = 60;
    match value.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &value[..end]),
        None => value.to_owned(),
    }
}
