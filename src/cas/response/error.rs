//! Why a reply lets nobody in. No text here repeats a value of the reply: no name, no date, no ticket.

use crate::identity::Lang;

use super::limits::Limit;
use super::refusal::Refusal;

/// A reply that is no proof of who somebody is.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.message(Lang::En))]
#[non_exhaustive]
pub enum ResponseError {
    /// Nothing was sent.
    Empty,
    /// Something else than a reply of `serviceValidate` or `samlValidate`.
    NotAResponse {
        /// What it is.
        found: Foreign,
    },
    /// Beyond one of the [`Limits`](super::Limits).
    TooLarge {
        /// Which.
        limit: Limit,
        /// Its value.
        maximum: usize,
    },
    /// Declared in an encoding that is not read here.
    UnsupportedEncoding,
    /// A byte that is no text in the declared encoding.
    Undecodable {
        /// Line of the reply, from 1.
        line: u64,
        /// Character in that line, from 1.
        column: u64,
        /// The encoding.
        encoding: &'static str,
    },
    /// A DOCTYPE, which no CAS reply has and which attacks on XML readers need.
    Doctype {
        /// Line of the reply, from 1.
        line: u64,
        /// Character in that line, from 1.
        column: u64,
    },
    /// A reference to an entity other than the five of XML.
    UnknownEntity {
        /// Line of the reply, from 1.
        line: u64,
        /// Character in that line, from 1.
        column: u64,
    },
    /// Not well-formed, or not understood without a guess.
    Malformed {
        /// What is wrong.
        problem: Problem,
        /// Line of the reply, from 1.
        line: u64,
        /// Character in that line, from 1.
        column: u64,
    },
    /// Well-formed, but without the part that would prove anything.
    Incomplete {
        /// The name of the missing element.
        missing: &'static str,
    },
    /// Two statements that cannot both be true.
    Contradictory {
        /// The name of the element that says two things.
        element: &'static str,
    },
    /// The server says no.
    Refused(Refusal),
    /// The conditions of the assertion begin later than now.
    NotYetValid {
        /// By how many seconds, the tolerated skew deducted.
        seconds: i64,
    },
    /// The conditions of the assertion ended before now.
    Expired {
        /// By how many seconds, the tolerated skew deducted.
        seconds: i64,
    },
    /// The assertion was made for another service.
    WrongAudience,
    /// The reply lacks the common id.
    MissingId {
        /// The attribute that the configuration names; `None` when the subject of the reply is the id.
        attribute: Option<String>,
    },
    /// Two different values where there can be one only.
    Ambiguous {
        /// The attribute, as the configuration names it.
        attribute: String,
    },
}

/// What was sent in place of a reply.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Foreign {
    /// A web page: the login page, or one that announces an error.
    Html,
    /// `yes`/`no` of CAS 1, which carries no attributes.
    Cas1,
    /// JSON, which CAS 3 sends when asked for `format=JSON`.
    Json,
    /// XML of another kind.
    OtherXml,
    /// No XML at all.
    Other,
}

/// What makes a reply unreadable.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Problem {
    /// A tag, attribute, comment or reference that is not XML.
    Syntax,
    /// The reply ends in the middle.
    Truncated,
    /// An end tag that closes another element than the last one opened.
    MismatchedTag,
    /// Text or a second element beside the root element.
    OutsideRoot,
    /// A character that XML does not allow.
    ForbiddenCharacter,
    /// An attribute value made of text and elements at once.
    MixedContent,
    /// A user attribute without a name.
    NamelessAttribute,
    /// A date of the conditions in another form than that of XML Schema.
    Instant,
}

impl ResponseError {
    /// The stable code of logs and reports.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Empty => "empty_response",
            Self::NotAResponse { .. } => "not_a_cas_response",
            Self::TooLarge { .. } => "response_too_large",
            Self::UnsupportedEncoding => "unsupported_encoding",
            Self::Undecodable { .. } => "undecodable_response",
            Self::Doctype { .. } => "doctype_refused",
            Self::UnknownEntity { .. } => "unknown_entity",
            Self::Malformed { .. } => "malformed_response",
            Self::Incomplete { .. } => "incomplete_response",
            Self::Contradictory { .. } => "contradictory_response",
            Self::Refused(refusal) => refusal.code(),
            Self::NotYetValid { .. } => "assertion_not_yet_valid",
            Self::Expired { .. } => "assertion_expired",
            Self::WrongAudience => "wrong_audience",
            Self::MissingId { .. } => "missing_common_id",
            Self::Ambiguous { .. } => "ambiguous_attribute",
        }
    }

    /// The server's refusal, if that is what it is.
    pub fn refusal(&self) -> Option<&Refusal> {
        match self {
            Self::Refused(refusal) => Some(refusal),
            _ => None,
        }
    }

    /// The message, with the place in the reply and the remedy.
    pub fn message(&self, lang: Lang) -> String {
        match lang {
            Lang::Fr => self.french(),
            Lang::En => self.english(),
        }
    }

    fn french(&self) -> String {
        match self {
            Self::Empty => "La réponse du serveur CAS est vide ; vérifiez l’adresse de validation.".to_owned(),
            Self::NotAResponse { found } => {
                format!("Ce n’est pas une réponse CAS mais {} ; vérifiez l’adresse de validation.", found.french())
            }
            Self::TooLarge { limit, maximum } => format!(
                "La réponse CAS dépasse la limite «{}» ({maximum}) ; demandez à l’ENT d’envoyer moins d’attributs, ou augmentez cette limite.",
                limit.key()
            ),
            Self::UnsupportedEncoding => {
                "La réponse CAS annonce un encodage qui n’est pas lu ici ; l’ENT doit répondre en UTF-8.".to_owned()
            }
            Self::Undecodable { line, column, encoding } => format!(
                "Réponse CAS, ligne {line}, caractère {column} : octet illisible en {encoding} ; l’ENT doit répondre dans l’encodage annoncé."
            ),
            Self::Doctype { line, column } => format!(
                "Réponse CAS, ligne {line}, caractère {column} : une DOCTYPE est refusée ; l’ENT doit répondre sans."
            ),
            Self::UnknownEntity { line, column } => format!(
                "Réponse CAS, ligne {line}, caractère {column} : entité inconnue ; l’ENT doit écrire le caractère lui-même."
            ),
            Self::Malformed { problem, line, column } => {
                format!("Réponse CAS, ligne {line}, caractère {column} : {}.", problem.french())
            }
            Self::Incomplete { missing } => {
                format!("La réponse CAS est incomplète : il y manque «{missing}» ; prévenez l’ENT.")
            }
            Self::Contradictory { element } => {
                format!("La réponse CAS se contredit : «{element}» y dit deux choses ; prévenez l’ENT.")
            }
            Self::Refused(refusal) => refusal.message(Lang::Fr),
            Self::NotYetValid { seconds } => format!(
                "La réponse CAS ne vaut pas encore (à {seconds} s près) ; mettez à l’heure l’horloge de ce serveur et celle de l’ENT."
            ),
            Self::Expired { seconds } => format!(
                "La réponse CAS ne vaut plus (depuis {seconds} s) ; mettez à l’heure l’horloge de ce serveur et celle de l’ENT."
            ),
            Self::WrongAudience => {
                "La réponse CAS est destinée à un autre service ; l’adresse publique de PRONOTE doit être la même dans la configuration et auprès de l’ENT.".to_owned()
            }
            Self::MissingId { attribute: Some(attribute) } => format!(
                "La réponse CAS ne contient pas l’identifiant commun «{attribute}» ; l’ENT doit l’envoyer, ou attribut_id_cas nommer un autre attribut."
            ),
            Self::MissingId { attribute: None } => {
                "La réponse CAS ne contient aucun identifiant ; l’ENT doit envoyer le sujet, ou attribut_id_cas nommer un attribut.".to_owned()
            }
            Self::Ambiguous { attribute } => format!(
                "La réponse CAS donne plusieurs valeurs différentes à «{attribute}», et rien ne dit laquelle est la bonne ; l’ENT doit n’en envoyer qu’une."
            ),
        }
    }

    fn english(&self) -> String {
        match self {
            Self::Empty => "The CAS server's reply is empty; check the validation address.".to_owned(),
            Self::NotAResponse { found } => {
                format!("This is no CAS reply but {}; check the validation address.", found.english())
            }
            Self::TooLarge { limit, maximum } => format!(
                "The CAS reply is beyond the limit «{}» ({maximum}); ask the ENT to send fewer attributes, or raise this limit.",
                limit.key()
            ),
            Self::UnsupportedEncoding => {
                "The CAS reply declares an encoding that is not read here; the ENT must reply in UTF-8.".to_owned()
            }
            Self::Undecodable { line, column, encoding } => format!(
                "CAS reply, line {line}, character {column}: a byte that is no {encoding}; the ENT must reply in the encoding that it declares."
            ),
            Self::Doctype { line, column } => format!(
                "CAS reply, line {line}, character {column}: a DOCTYPE is refused; the ENT must reply without one."
            ),
            Self::UnknownEntity { line, column } => format!(
                "CAS reply, line {line}, character {column}: an unknown entity; the ENT must write the character itself."
            ),
            Self::Malformed { problem, line, column } => {
                format!("CAS reply, line {line}, character {column}: {}.", problem.english())
            }
            Self::Incomplete { missing } => {
                format!("The CAS reply is incomplete: it lacks «{missing}»; tell the ENT.")
            }
            Self::Contradictory { element } => {
                format!("The CAS reply contradicts itself: «{element}» says two things; tell the ENT.")
            }
            Self::Refused(refusal) => refusal.message(Lang::En),
            Self::NotYetValid { seconds } => format!(
                "The CAS reply is not valid yet (by {seconds} s); set the clocks of this server and of the ENT."
            ),
            Self::Expired { seconds } => format!(
                "The CAS reply is no longer valid (by {seconds} s); set the clocks of this server and of the ENT."
            ),
            Self::WrongAudience => {
                "The CAS reply is meant for another service; the public address of PRONOTE must be the same in the configuration and at the ENT.".to_owned()
            }
            Self::MissingId { attribute: Some(attribute) } => format!(
                "The CAS reply lacks the common id «{attribute}»; the ENT must send it, or attribut_id_cas name another attribute."
            ),
            Self::MissingId { attribute: None } => {
                "The CAS reply holds no id; the ENT must send the subject, or attribut_id_cas name an attribute.".to_owned()
            }
            Self::Ambiguous { attribute } => format!(
                "The CAS reply gives «{attribute}» several different values, and nothing says which is right; the ENT must send one."
            ),
        }
    }
}

impl Foreign {
    fn french(self) -> &'static str {
        match self {
            Self::Html => "une page web",
            Self::Cas1 => "une réponse du protocole CAS 1, sans attributs",
            Self::Json => "du JSON",
            Self::OtherXml => "un autre document XML",
            Self::Other => "un contenu inconnu",
        }
    }

    fn english(self) -> &'static str {
        match self {
            Self::Html => "a web page",
            Self::Cas1 => "a reply of the CAS 1 protocol, without attributes",
            Self::Json => "JSON",
            Self::OtherXml => "some other XML document",
            Self::Other => "something unknown",
        }
    }
}

impl Problem {
    fn french(self) -> &'static str {
        match self {
            Self::Syntax => "ce n’est pas du XML correct",
            Self::Truncated => "la réponse s’arrête au milieu",
            Self::MismatchedTag => "cette balise fermante ne correspond pas à l’élément ouvert",
            Self::OutsideRoot => "contenu en dehors de l’élément racine",
            Self::ForbiddenCharacter => "caractère interdit en XML",
            Self::MixedContent => "valeur d’attribut qui mêle texte et éléments",
            Self::NamelessAttribute => "attribut sans nom",
            Self::Instant => "date illisible dans les conditions ; la forme attendue est celle de xs:dateTime",
        }
    }

    fn english(self) -> &'static str {
        match self {
            Self::Syntax => "not well-formed XML",
            Self::Truncated => "the reply ends in the middle",
            Self::MismatchedTag => "this end tag does not match the element that is open",
            Self::OutsideRoot => "content beside the root element",
            Self::ForbiddenCharacter => "a character that XML does not allow",
            Self::MixedContent => "an attribute value that mixes text and elements",
            Self::NamelessAttribute => "an attribute without a name",
            Self::Instant => "an unreadable date in the conditions; the form of xs:dateTime is expected",
        }
    }
}
