//! What can be wrong with a configuration, and with the use of it.

use std::io;

use super::{FORMAT, Protocol, WebSpace, section_key};
use crate::cas::model::Label;
use crate::cas::words::pick;
use crate::formats::describe_io_error;
use crate::identity::Lang;

/// A configuration file that cannot be used, or not written.
#[derive(Debug, thiserror::Error)]
#[error("{}", self.message(Lang::En))]
pub enum ConfigurationError {
    /// The system does not give the file.
    Unreadable {
        /// The file.
        file: String,
        /// What the system says.
        source: io::Error,
    },
    /// The text is not TOML of the expected form; the source shows the place.
    Syntax {
        /// The file.
        file: String,
        /// Line, column and excerpt.
        source: toml::de::Error,
    },
    /// A format that this program does not know.
    Format {
        /// The file.
        file: String,
        /// The format it says it has; none if it says nothing.
        found: Option<i64>,
    },
    /// Parts that contradict each other.
    Inconsistent {
        /// The file.
        file: String,
        /// All that was found.
        found: Vec<Inconsistency>,
    },
    /// A file that should be new and exists.
    Exists {
        /// The file.
        file: String,
    },
    /// The system does not take the file. What was there before is unchanged.
    Unwritable {
        /// The file.
        file: String,
        /// What the system says.
        source: io::Error,
    },
}

/// Two parts of a configuration that contradict each other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Inconsistency {
    /// A space delegated to something that is not there.
    NotConfigured {
        /// The space.
        space: WebSpace,
        /// The delegation it names.
        name: Label,
        /// The delegations that are there.
        known: Vec<Label>,
    },
    /// One name for two delegations.
    SameName {
        /// The name.
        name: Label,
        /// What both speak.
        protocols: [Protocol; 2],
    },
    /// A delegation called `aucune`, which stands for none.
    ReservedName {
        /// What it speaks.
        protocol: Protocol,
    },
    /// Publication of a space whose CAS server is not known.
    NoServer {
        /// The space.
        space: WebSpace,
        /// Its delegation.
        name: Label,
    },
    /// Publication of a space that CAS opens, without the address to come back to.
    NoPublicUrl,
}

/// Why nobody can log in to a space by CAS.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.message(Lang::En))]
pub enum SpaceError {
    /// It is delegated to nobody: PRONOTE's own login opens it.
    NotDelegated {
        /// The space.
        space: WebSpace,
    },
    /// It is delegated by a protocol that is not spoken here.
    NotSpoken {
        /// The space.
        space: WebSpace,
        /// The delegation.
        name: Label,
        /// What that speaks.
        protocol: Protocol,
    },
    /// It is delegated to something that is not there.
    NotConfigured {
        /// The space.
        space: WebSpace,
        /// The delegation it names.
        name: Label,
    },
}

impl ConfigurationError {
    /// The message, with the remedy.
    pub fn message(&self, lang: Lang) -> String {
        let french = lang == Lang::Fr;
        match self {
            Self::Unreadable { file, source } if french => {
                format!("{file} : lecture impossible : {}.", describe_io_error(source, lang))
            }
            Self::Unreadable { file, source } => {
                format!("{file}: cannot be read: {}.", describe_io_error(source, lang))
            }
            Self::Syntax { file, source } if french => format!("{file} : configuration incorrecte.\n{source}"),
            Self::Syntax { file, source } => format!("{file}: not the expected configuration.\n{source}"),
            Self::Format { file, found: Some(found) } if french => format!(
                "{file} : format {found} inconnu ; cette version de rapproche lit le format {FORMAT}. Mettez rapproche à jour."
            ),
            Self::Format { file, found: Some(found) } => format!(
                "{file}: the format {found} is unknown; this version of rapproche reads format {FORMAT}. Update rapproche."
            ),
            Self::Format { file, found: None } if french => {
                format!("{file} : le format n’est pas indiqué ; commencez le fichier par «format = {FORMAT}».")
            }
            Self::Format { file, found: None } => {
                format!("{file}: the format is not given; begin the file with «format = {FORMAT}».")
            }
            Self::Inconsistent { file, found } => {
                let lines: Vec<String> = found.iter().map(|one| format!("- {}", one.message(lang))).collect();
                let what = pick(lang, "la configuration se contredit", "the configuration contradicts itself");
                format!("{file}{} {what}.\n{}", pick(lang, " :", ":"), lines.join("\n"))
            }
            Self::Exists { file } if french => format!("{file} existe déjà ; nommez un nouveau fichier."),
            Self::Exists { file } => format!("{file} exists already; name a new file."),
            Self::Unwritable { file, source } if french => {
                format!("{file} : écriture impossible ({source}) ; rien n’a changé.")
            }
            Self::Unwritable { file, source } => format!("{file}: cannot be written ({source}); nothing has changed."),
        }
    }
}

impl Inconsistency {
    /// The message, with the remedy.
    pub fn message(&self, lang: Lang) -> String {
        let french = lang == Lang::Fr;
        match self {
            Self::NotConfigured { space, name, known } => {
                let (title, key) = (space.title(lang), space.key());
                let known: Vec<&str> = known.iter().map(Label::as_str).collect();
                let known = if known.is_empty() { "–".to_owned() } else { known.join(", ") };
                if french {
                    format!(
                        "{title} ([espaces] {key}) : délégué à «{name}», qui n’est pas configuré. Délégations configurées : {known} ; «aucune» pour ne pas déléguer."
                    )
                } else {
                    format!(
                        "{title} ([espaces] {key}): delegated to «{name}», which is not configured. Delegations that are: {known}; «aucune» for none."
                    )
                }
            }
            Self::SameName { name, protocols: [one, two] } => {
                let (one, two) = (one.title(), two.title());
                if french {
                    format!(
                        "«{name}» désigne à la fois une délégation {one} et une délégation {two} ; renommez-en une."
                    )
                } else {
                    format!("«{name}» is both a delegation by {one} and one by {two}; rename one.")
                }
            }
            Self::ReservedName { protocol } if french => format!(
                "une délégation {} s’appelle «aucune», mot réservé à l’absence de délégation ; renommez-la.",
                protocol.title()
            ),
            Self::ReservedName { protocol } => {
                format!("a delegation by {} is called «aucune», which stands for none; rename it.", protocol.title())
            }
            Self::NoServer { space, name } if french => format!(
                "{} est publié par «{name}», dont l’adresse du serveur CAS manque ; saisissez url_serveur_cas dans [cas.{}.pronote_net].",
                space.title(lang),
                section_key(name)
            ),
            Self::NoServer { space, name } => format!(
                "{} is published by «{name}», whose CAS server has no address; type url_serveur_cas in [cas.{}.pronote_net].",
                space.title(lang),
                section_key(name)
            ),
            Self::NoPublicUrl if french => {
                "la publication par CAS demande l’adresse publique de PRONOTE.net ; saisissez url_publique.".to_owned()
            }
            Self::NoPublicUrl => {
                "publication by CAS needs the public address of PRONOTE.net; type url_publique.".to_owned()
            }
        }
    }
}

impl SpaceError {
    /// The message, with the remedy.
    pub fn message(&self, lang: Lang) -> String {
        let french = lang == Lang::Fr;
        match self {
            Self::NotDelegated { space } if french => {
                format!("{} n’est délégué à personne : on s’y connecte par PRONOTE.", space.title(lang))
            }
            Self::NotDelegated { space } => {
                format!("{} is delegated to nobody: its users log in to PRONOTE.", space.title(lang))
            }
            Self::NotSpoken { space, name, protocol } => {
                let (space, protocol) = (space.title(lang), protocol.title());
                if french {
                    format!(
                        "{space} est délégué à «{name}» par {protocol}, un protocole que rapproche ne parle pas : il le garde en configuration, sans plus."
                    )
                } else {
                    format!(
                        "{space} is delegated to «{name}» by {protocol}, a protocol that rapproche does not speak: it keeps its configuration and no more."
                    )
                }
            }
            Self::NotConfigured { space, name } if french => {
                format!("{} est délégué à «{name}», qui n’est pas configuré.", space.title(lang))
            }
            Self::NotConfigured { space, name } => {
                format!("{} is delegated to «{name}», which is not configured.", space.title(lang))
            }
        }
    }
}
