//! What is wrong with a file, in words.
//!
//! Input: a [`Problem`]. Output: a sentence with the remedy. Invariant: it is short and printable whatever the file holds.

use std::borrow::Cow;

use super::parse_error::{Expected, Problem};
use crate::identity::printable;

/// So many characters of a name or value go into a message: those who write files may make them as long as the file.
const SHOWN: usize = 100;

fn shown(text: &str) -> Cow<'_, str> {
    match text.char_indices().nth(SHOWN) {
        Some((end, _)) => (printable(&text[..end]).into_owned() + "…").into(),
        None => printable(text),
    }
}

impl Problem {
    pub(super) fn french(&self) -> String {
        match self {
            Self::Io(error) => format!("lecture impossible ({error})."),
            Self::UnknownEncoding(label) => {
                format!("encodage inconnu : «{}» ; enregistrez le fichier en UTF-8.", shown(label))
            }
            Self::Undecodable(encoding) => {
                format!("octet illisible en {encoding} ; corrigez l’encodage annoncé en tête du fichier.")
            }
            Self::IllegalCharacter(character) => format!(
                "caractère U+{:04X}, qu’aucun fichier XML ne peut contenir ; retirez-le.",
                u32::from(*character)
            ),
            Self::Malformed(detail) => {
                format!("ce n’est pas du XML bien formé ({}) ; exportez le fichier à nouveau.", shown(detail))
            }
            Self::Truncated => "le fichier s’arrête avant la fin ; exportez-le ou téléchargez-le à nouveau.".to_owned(),
            Self::Doctype => "ce format n’a pas de DOCTYPE ; retirez-le.".to_owned(),
            Self::Entity(name) => format!(
                "l’entité «&{};» n’est pas suivie : seules &amp; &lt; &gt; &quot; &apos; et les numéros de caractères sont lus.",
                shown(name)
            ),
            Self::WrongRoot { found, expected } => {
                format!("le document est «{}», et non «{expected}».", shown(found))
            }
            Self::UnexpectedElement { found, inside, expected } => format!(
                "élément «{}» inattendu{} ; {}.",
                shown(found),
                if inside.is_empty() { String::new() } else { format!(" dans «{}»", shown(inside)) },
                match expected {
                    [] => "rien ne peut se trouver là".to_owned(),
                    names => format!("à cet endroit peut se trouver : {}", names.join(", ")),
                },
            ),
            Self::UnexpectedText { inside } => {
                format!("texte inattendu dans «{}» ; seuls des éléments s’y trouvent.", shown(inside))
            }
            Self::EmptyElement(element) => format!("«{element}» est vide ; il lui faut au moins un élément."),
            Self::MissingElement { element, inside } => {
                format!("«{element}» manque dans «{}» ; exportez le fichier à nouveau.", shown(inside))
            }
            Self::TooMany(element) => format!("«{element}» figure trop de fois ; exportez le fichier à nouveau."),
            Self::TooManyAttributes(most) => {
                format!("plus de {most} attributs dans un élément, bien au-delà de ce que ce format prévoit.")
            }
            Self::UnknownAttribute { element, attribute } => {
                format!("l’attribut «{}» n’existe pas dans «{}».", shown(attribute), shown(element))
            }
            Self::RepeatedAttribute { element, attribute } => {
                format!("l’attribut «{}» figure deux fois dans «{}».", shown(attribute), shown(element))
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
            Self::RepeatedIdent { element, ident } => {
                format!("l’Ident {ident} de «{element}» est déjà pris par un autre ; donnez à chacun son numéro.")
            }
            Self::AmbiguousIdent { element, ident } => format!(
                "un élève renvoie à l’Ident {ident}, que portent deux «{element}» différents ; donnez à chacun son numéro, ou exportez chaque établissement à part."
            ),
            Self::DanglingIdent { element, ident } => format!(
                "«{element}» renvoie à l’Ident {ident}, que le fichier n’a pas ; il en manque donc une partie : exportez-le à nouveau."
            ),
            Self::TooDeep => "éléments imbriqués bien au-delà de ce que ce format prévoit.".to_owned(),
        }
    }

    pub(super) fn english(&self) -> String {
        match self {
            Self::Io(error) => format!("cannot be read ({error})."),
            Self::UnknownEncoding(label) => {
                format!("unknown encoding: «{}»; save the file as UTF-8.", shown(label))
            }
            Self::Undecodable(encoding) => {
                format!("a byte that is no {encoding}; correct the encoding declared at the top of the file.")
            }
            Self::IllegalCharacter(character) => {
                format!("the character U+{:04X}, which no XML file can hold; remove it.", u32::from(*character))
            }
            Self::Malformed(detail) => {
                format!("this is no well-formed XML ({}); export the file again.", shown(detail))
            }
            Self::Truncated => "the file ends in the middle; export or download it again.".to_owned(),
            Self::Doctype => "this format has no DOCTYPE; remove it.".to_owned(),
            Self::Entity(name) => format!(
                "the entity «&{};» is not followed: only &amp; &lt; &gt; &quot; &apos; and numbers of characters are read.",
                shown(name)
            ),
            Self::WrongRoot { found, expected } => {
                format!("the document is «{}», not «{expected}».", shown(found))
            }
            Self::UnexpectedElement { found, inside, expected } => format!(
                "unexpected element «{}»{}; {}.",
                shown(found),
                if inside.is_empty() { String::new() } else { format!(" in «{}»", shown(inside)) },
                match expected {
                    [] => "nothing may stand there".to_owned(),
                    names => format!("what may stand there: {}", names.join(", ")),
                },
            ),
            Self::UnexpectedText { inside } => {
                format!("unexpected text in «{}»; it holds elements only.", shown(inside))
            }
            Self::EmptyElement(element) => format!("«{element}» is empty; it needs at least one element."),
            Self::MissingElement { element, inside } => {
                format!("«{element}» is missing in «{}»; export the file again.", shown(inside))
            }
            Self::TooMany(element) => format!("«{element}» stands there too often; export the file again."),
            Self::TooManyAttributes(most) => {
                format!("more than {most} attributes in one element, far beyond what this format has.")
            }
            Self::UnknownAttribute { element, attribute } => {
                format!("«{}» has no attribute «{}».", shown(element), shown(attribute))
            }
            Self::RepeatedAttribute { element, attribute } => {
                format!("the attribute «{}» stands twice in «{}».", shown(attribute), shown(element))
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
                format!("the Ident {ident} of «{element}» is taken by another one; give each a number of its own.")
            }
            Self::AmbiguousIdent { element, ident } => format!(
                "a pupil refers to the Ident {ident}, which two different «{element}» have; give each a number of its own, or export each school apart."
            ),
            Self::DanglingIdent { element, ident } => format!(
                "«{element}» refers to the Ident {ident}, which the file does not have; so a part is missing: export it again."
            ),
            Self::TooDeep => "elements nested far beyond what this format has.".to_owned(),
        }
    }
}
