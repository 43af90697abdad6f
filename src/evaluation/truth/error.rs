//! A truth that cannot be used.

use crate::formats::{ReadError, titles_of_ids};
use crate::identity::{Lang, Profile, Side};

/// What is wrong with a truth file. Each says where, and what to do.
#[derive(Debug, thiserror::Error)]
#[error("{}", self.message(Lang::En))]
pub enum TruthError {
    /// The file cannot be read, or is no table.
    Unreadable(#[from] ReadError),
    /// A title is missing.
    MissingColumn {
        /// The file.
        file: String,
        /// Line of the titles.
        line: u32,
        /// The title that should be there.
        title: &'static str,
        /// The title that was probably meant.
        nearest: Option<String>,
        /// The titles that are there.
        found: Vec<String>,
    },
    /// A row without a uid.
    NoUid {
        /// The file.
        file: String,
        /// The line.
        line: u32,
    },
    /// A profile that is none of the six.
    UnknownProfile {
        /// The file.
        file: String,
        /// The line.
        line: u32,
        /// What stands there.
        value: String,
        /// The key that was probably meant.
        nearest: Option<&'static str>,
    },
    /// A `decidable` that is neither `1` nor `0`.
    NotDecidable {
        /// The file.
        file: String,
        /// The line.
        line: u32,
        /// What stands there.
        value: String,
    },
    /// An account twice in one profile.
    Twice {
        /// The file.
        file: String,
        /// The second line.
        line: u32,
        /// The first line.
        first: u32,
        /// The account.
        uid: String,
        /// The profile.
        profile: Profile,
    },
    /// Two titles that could both be what is looked for.
    TwoColumns {
        /// The file.
        file: String,
        /// Line of the titles.
        line: u32,
        /// What is looked for.
        title: &'static str,
        /// The titles found.
        found: [String; 2],
    },
    /// Titles at most.
    Empty {
        /// The file.
        file: String,
    },
    /// Nobody of whom the truth speaks is in the run.
    NobodyInRun {
        /// The file.
        file: String,
    },
    /// The base has people of a profile, and none of those that the truth names.
    NobodyInBase {
        /// The file.
        file: String,
        /// The profile.
        profile: Profile,
        /// How many IDPNs.
        count: u64,
        /// The first.
        idpn: String,
        /// Its line.
        line: u32,
    },
    /// No row speaks of anybody in the ENT's list.
    NobodyAtHand {
        /// The file.
        file: String,
    },
}

impl TruthError {
    /// The message, with the remedy.
    pub fn message(&self, lang: Lang) -> String {
        let french = lang == Lang::Fr;
        let place = |file: &str, line: u32| match lang {
            Lang::Fr => format!("{file}, ligne {line} : "),
            Lang::En => format!("{file}, line {line}: "),
        };
        let meant = |nearest: Option<&str>| match (nearest, lang) {
            (None, _) => String::new(),
            (Some(nearest), Lang::Fr) => format!(" Vouliez-vous dire «{nearest}» ?"),
            (Some(nearest), Lang::En) => format!(" Did you mean «{nearest}»?"),
        };
        match self {
            Self::Unreadable(error) => error.message(lang),
            Self::MissingColumn { file, line, title, nearest, found } => {
                let (place, meant, found) = (place(file, *line), meant(nearest.as_deref()), found.join(", "));
                if french {
                    format!(
                        "{place}il manque la colonne «{title}».{meant} Titres trouvés : {found}. Titres attendus : uid, IDPN, profil, et si on les a case et decidable."
                    )
                } else {
                    format!(
                        "{place}the column «{title}» is missing.{meant} Titles found: {found}. Titles expected: uid, IDPN, profil, and where they are known case and decidable."
                    )
                }
            }
            Self::NoUid { file, line } => {
                let what = if french {
                    "il manque l'uid ; complétez la ligne ou supprimez-la."
                } else {
                    "the uid is missing; complete the line or delete it."
                };
                place(file, *line) + what
            }
            Self::UnknownProfile { file, line, value, nearest } => {
                let (place, meant) = (place(file, *line), meant(*nearest));
                let known = Profile::ALL.map(Profile::key).join(", ");
                if french {
                    format!("{place}«{value}» n'est pas un profil.{meant} Profils possibles : {known}.")
                } else {
                    format!("{place}«{value}» is not a profile.{meant} The profiles are {known}.")
                }
            }
            Self::NotDecidable { file, line, value } => {
                let place = place(file, *line);
                if french {
                    format!("{place}«{value}» dans la colonne decidable ; écrivez 1 ou 0, ou rien.")
                } else {
                    format!("{place}«{value}» in the column decidable; write 1 or 0, or nothing.")
                }
            }
            Self::Twice { file, line, first, uid, profile } => {
                let (place, profile) = (place(file, *line), profile.key());
                if french {
                    format!(
                        "{place}l'uid «{uid}» figure déjà à la ligne {first} pour le profil {profile} ; ne gardez qu'une des deux lignes."
                    )
                } else {
                    format!(
                        "{place}the uid «{uid}» is on line {first} already for the profile {profile}; keep one of the two lines."
                    )
                }
            }
            Self::TwoColumns { file, line, title, found: [first, second] } => {
                let place = place(file, *line);
                if french {
                    format!(
                        "{place}«{first}» et «{second}» peuvent tous deux être la colonne «{title}» ; renommez «{title}» celle des deux qui l'est."
                    )
                } else {
                    format!(
                        "{place}«{first}» and «{second}» may both be the column «{title}»; rename the right one «{title}»."
                    )
                }
            }
            Self::Empty { file } if french => format!(
                "{file} : aucune ligne de vérité. Il faut une ligne de titres (uid, IDPN, profil), puis une ligne par compte."
            ),
            Self::Empty { file } => {
                format!(
                    "{file}: no row of truth. It takes a line of titles (uid, IDPN, profil), then a line per account."
                )
            }
            Self::NobodyInRun { file } if french => format!(
                "{file} : tous les comptes de la vérité sont d'autres établissements que ceux du traitement ; vérifiez --school, ou donnez la vérité de cet établissement."
            ),
            Self::NobodyInRun { file } => format!(
                "{file}: all accounts of the truth are of other schools than those of the run; check --school, or give the truth of this school."
            ),
            Self::NobodyInBase { file, profile, count, idpn, line } => {
                let (place, profile) = (place(file, *line), profile.key());
                if french {
                    format!(
                        "{place}profil {profile}, aucun des IDPN de la vérité ({count}, le premier : {idpn}) n'est dans la base, qui a pourtant des personnes de ce profil. Vérifiez la colonne de l'identifiant de la liste de la base (titres reconnus : {}, ou le vôtre par --columns), et que c'est la bonne liste.",
                        id_titles(Side::Base)
                    )
                } else {
                    format!(
                        "{place}profile {profile}, none of the IDPNs of the truth ({count}, the first: {idpn}) is in the base, which has people of that profile. Check the id column of the base list (titles known: {}, or yours by --columns), and that it is the right list.",
                        id_titles(Side::Base)
                    )
                }
            }
            Self::NobodyAtHand { file } if french => format!(
                "{file} : aucun uid n'est dans la liste de l'ENT ; est-ce la vérité d'une autre liste, ou faut-il nommer la colonne de l'identifiant (--id) ?"
            ),
            Self::NobodyAtHand { file } => format!(
                "{file}: no uid is in the ENT's list; is this the truth of another list, or does the column of the id need its name (--id)?"
            ),
        }
    }
}

/// The titles that an id column of a list may have.
fn id_titles(side: Side) -> String {
    titles_of_ids(side).iter().copied().flatten().copied().collect::<Vec<_>>().join(", ")
}
