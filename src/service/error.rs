//! What keeps a service from doing what it was asked for.

use crate::cas::catalogue::ApplyError;
use crate::cas::configuration::ConfigurationError;
use crate::identity::Lang;
use crate::matching::rules::RuleError;
use crate::report::WriteError;
use crate::store::StoreError;

/// A refusal, or a failure.
#[derive(Debug, thiserror::Error)]
pub enum ServiceError {
    /// The store's.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The configuration in force cannot be read.
    #[error("the configuration of a school cannot be read")]
    Configuration(#[source] Box<ConfigurationError>),
    /// The rules in force cannot be read.
    #[error("the rules of a school cannot be read")]
    Rules(#[source] Box<RuleError>),
    /// The configuration is changed only while the door is shut.
    #[error("publication is on")]
    Published,
    /// A model cannot be applied so.
    #[error(transparent)]
    Model(#[from] ApplyError),
    /// There is no such failure, user or decision in this school.
    #[error("there is no {what} {number}")]
    NotFound {
        /// `failure`, `user` or `decision`.
        what: &'static str,
        /// The number that was asked for.
        number: i64,
    },
    /// The failure has been decided already.
    #[error("the failure is closed")]
    Closed,
    /// The user is nothing that the ENT sent.
    #[error("the user has none of the profiles that were sent")]
    OtherProfile,
    /// The id would be two people's.
    #[error("the id is that of another person")]
    TwoPeople,
    /// Two people claim the id.
    #[error("two people claim the id")]
    IdOfTwo,
    /// The user has another id already.
    #[error("the user has another id")]
    UserTaken,
    /// What was sent has no CAS id, so that there is nothing to link.
    #[error("there is no CAS id to link")]
    NoId,
    /// A login of PRONOTE is for nobody of the base, or for several people.
    #[error("the login is not that of one person of the base")]
    NotOnePerson,
    /// Whoever has logged in to PRONOTE may enter none of its spaces.
    #[error("no space is open to the user")]
    NoSpace,
    /// It cannot be taken back: something else rests on it by now.
    #[error("it cannot be taken back any more")]
    NotUndoable,
    /// Most of the users of the base are not in the list.
    #[error("{vanished} of {before} users are not in the list")]
    MostVanish {
        /// How many are not.
        vanished: u64,
        /// Of how many.
        before: u64,
    },
    /// Too much waits to be worked off already.
    #[error("too many jobs wait")]
    TooManyJobs,
    /// Whoever asked for it has taken it back.
    #[error("it was cancelled")]
    Cancelled,
    /// The files of a run could not be written.
    #[error("the files of the run cannot be written")]
    Files(#[source] Box<WriteError>),
    /// Work on another thread was given up.
    #[error("the work was interrupted")]
    Interrupted,
}

impl ServiceError {
    pub(super) fn unknown_school(uai: &str) -> Self {
        Self::Store(StoreError::UnknownSchool(uai.to_owned()))
    }

    /// The stable code, for programs.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Store(StoreError::UnknownSchool(_)) => "unknown_school",
            Self::Store(StoreError::LinkTaken) => "link_taken",
            Self::Store(StoreError::Changed) => "changed",
            Self::Store(StoreError::Disk(_)) => "disk_full",
            Self::Store(_) => "database",
            Self::Configuration(_) => "configuration",
            Self::Rules(_) => "rules",
            Self::Published => "published",
            Self::Model(_) => "model",
            Self::NotFound { .. } => "not_found",
            Self::Closed => "closed",
            Self::OtherProfile => "other_profile",
            Self::TwoPeople => "two_people",
            Self::UserTaken => "user_taken",
            Self::IdOfTwo => "id_of_two",
            Self::NoId => "no_id",
            Self::NotOnePerson => "not_one_person",
            Self::NoSpace => "no_space",
            Self::NotUndoable => "not_undoable",
            Self::MostVanish { .. } => "most_vanish",
            Self::TooManyJobs => "too_many_jobs",
            Self::Cancelled => "cancelled",
            Self::Files(_) => "files",
            Self::Interrupted => "interrupted",
        }
    }

    /// For an administrator: what happened, and what to do.
    pub fn message(&self, lang: Lang) -> String {
        let (french, english) = match self {
            Self::Store(error) => return error.message(lang),
            Self::Configuration(error) => return error.message(lang),
            Self::Rules(error) => return error.message(lang),
            Self::Published => (
                "L’entrée par l’ENT est ouverte : fermez-la d’abord. Rien n’a été changé.",
                "The door is open to the ENT: shut it first. Nothing was changed.",
            ),
            Self::Model(error) => return error.message(lang),
            Self::NotFound { what, number } => {
                let french = match *what {
                    "failure" => "Aucun échec",
                    "user" => "Aucun utilisateur",
                    _ => "Aucune décision",
                };
                return match lang {
                    Lang::Fr => format!("{french} n° {number} dans cet établissement."),
                    Lang::En => format!("There is no {what} {number} in this school."),
                };
            }
            Self::Closed => (
                "Cet échec est déjà traité ; annulez d’abord la décision.",
                "This failure has been dealt with; undo the decision first.",
            ),
            Self::OtherProfile => (
                "Cet utilisateur n’a aucun des profils que l’ENT a transmis.",
                "This user has none of the profiles that the ENT sent.",
            ),
            Self::TwoPeople => (
                "Cet identifiant est déjà celui d’une autre personne de l’établissement.",
                "This id is already that of another person of the school.",
            ),
            Self::IdOfTwo => (
                "Deux personnes se partagent cet identifiant, à l’ENT ou dans la base : rapprocher l’une ouvrirait sa fiche à l’autre. \
                 Faites-le corriger, puis relancez le rapprochement.",
                "Two people share this id, at the ENT or in the base: linking the one would open their file to the other. Have it \
                 corrected, then reconcile again.",
            ),
            Self::UserTaken => (
                "Cet utilisateur a déjà un autre identifiant de l’ENT : s’il est faux, réinitialisez-le sur la fiche de la personne.",
                "This user has another id of the ENT already: if that is wrong, take it away on the person’s page.",
            ),
            Self::NoId => (
                "L’ENT n’a transmis aucun identifiant : vérifiez l’attribut de l’identifiant dans la configuration.",
                "The ENT sent no id: check the id's attribute in the configuration.",
            ),
            Self::NotOnePerson => (
                "Cette connexion à PRONOTE n’est celle de personne dans la base, ou de plusieurs : réimportez la base, ou vérifiez les IDPN.",
                "This login to PRONOTE is nobody's in the base, or several people's: import the base again, or check the IDPNs.",
            ),
            Self::NoSpace => (
                "Aucun espace n’est ouvert à cet utilisateur : voyez sa fiche dans PRONOTE, et la configuration.",
                "No space is open to this user: see PRONOTE’s own entry, and the configuration.",
            ),
            Self::NotUndoable => (
                "Cette décision ne peut plus être annulée : une autre repose sur elle.",
                "This decision cannot be undone any more: another one rests on it.",
            ),
            Self::MostVanish { vanished, before } => {
                return match lang {
                    Lang::Fr => format!(
                        "{vanished} utilisateurs sur {before} ne sont plus dans ce fichier ; rien n’a été changé. Donnez la liste entière, \
                         ou confirmez (force) : ils seront gardés de côté, avec leur identifiant."
                    ),
                    Lang::En => format!(
                        "{vanished} of {before} users are in this file no more; nothing was changed. Give the whole list, or confirm \
                         (force): they will be kept aside, with their ids."
                    ),
                };
            }
            Self::TooManyJobs => (
                "Trop de travaux attendent déjà pour cet établissement ; réessayez quand l’un d’eux sera terminé.",
                "Too many jobs of this school wait already; try again once one of them is done.",
            ),
            Self::Cancelled => ("Annulé ; rien n’a été changé.", "Cancelled; nothing was changed."),
            Self::Files(_) => (
                "Les fichiers de résultats n’ont pas pu être écrits ; rien n’a été changé. Faites de la place sur le disque, puis \
                 recommencez.",
                "The files of the run could not be written; nothing was changed. Make room on the disk and try again.",
            ),
            Self::Interrupted => ("Le travail a été interrompu ; recommencez.", "The work was interrupted; try again."),
        };
        match lang {
            Lang::Fr => french.to_owned(),
            Lang::En => english.to_owned(),
        }
    }
}
