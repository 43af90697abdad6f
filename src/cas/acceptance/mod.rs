//! The acceptance of a model: four test accounts.
//!
//! Role: the verdict on a new model. Input: the ids that the integrator announced, and how the first connection of
//! each test account ended. Output: a verdict per account. Invariant: the trial is conclusive only when all four got
//! in and each left in the base the very id that was announced.

mod announced;

use std::collections::BTreeMap;

pub use announced::{AnnouncedError, AnnouncedIds, LineProblem};

use super::words::pick;
use crate::identity::{BirthDate, Lang, Profile, printable};
use crate::normalize::fold;

/// The accounts that the integrator makes at the ENT and the school in its base, for the trial.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TestAccount {
    /// `Pronote_personnel`.
    Staff,
    /// `Pronote_professeur`.
    Teacher,
    /// `Pronote_eleve`.
    Pupil,
    /// `Pronote_parent`.
    Parent,
}

impl TestAccount {
    /// All four.
    pub const ALL: [Self; 4] = [Self::Staff, Self::Teacher, Self::Pupil, Self::Parent];

    /// Its family name.
    pub fn family_name(self) -> &'static str {
        match self {
            Self::Staff => "Pronote_personnel",
            Self::Teacher => "Pronote_professeur",
            Self::Pupil => "Pronote_eleve",
            Self::Parent => "Pronote_parent",
        }
    }

    /// Its given name.
    pub fn given_name(self) -> &'static str {
        "Pronote"
    }

    /// Its birth date: 1 January 2000 for the pupil, missing for the others.
    pub fn birth_date(self) -> BirthDate {
        match self {
            Self::Pupil => BirthDate::new(2000, 1, 1).unwrap_or_default(),
            _ => BirthDate::MISSING,
        }
    }

    /// Its profile.
    pub fn profile(self) -> Profile {
        match self {
            Self::Staff => Profile::Staff,
            Self::Teacher => Profile::Teachers,
            Self::Pupil => Profile::Pupils,
            Self::Parent => Profile::Parents,
        }
    }

    /// The account that a word names: its family name, or its profile in the singular or plural.
    pub fn from_word(word: &str) -> Option<Self> {
        Some(match fold(word).as_str() {
            "PRONOTE PERSONNEL" | "PERSONNEL" | "PERSONNELS" => Self::Staff,
            "PRONOTE PROFESSEUR" | "PROFESSEUR" | "PROFESSEURS" => Self::Teacher,
            "PRONOTE ELEVE" | "ELEVE" | "ELEVES" => Self::Pupil,
            "PRONOTE PARENT" | "PARENT" | "PARENTS" => Self::Parent,
            _ => return None,
        })
    }
}

/// How the first connection of a test account ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Access {
    /// It got in, as the user of the base with this account's name, where this CAS id is now stored.
    Granted {
        /// The id stored.
        stored: String,
    },
    /// It did not.
    Refused {
        /// Why: a reason code of the resolver.
        reason: String,
    },
}

/// What is to be thought of an account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// It got in with the id announced.
    Conclusive {
        /// The id.
        id: String,
    },
    /// It did not get in.
    Refused {
        /// Why.
        reason: String,
    },
    /// It got in with another id than announced.
    OtherId {
        /// The id announced.
        announced: String,
        /// The id stored.
        stored: String,
    },
    /// It got in, but no id was announced to compare with.
    NotAnnounced {
        /// The id stored.
        stored: String,
    },
    /// There was no connection.
    NotTried,
}

/// The verdicts on a model.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Acceptance {
    /// A verdict per account, in the order of [`TestAccount::ALL`].
    pub verdicts: [(TestAccount, Verdict); TestAccount::ALL.len()],
}

/// Judges the four connections; an account without an entry in `found` was not tried.
pub fn judge(announced: &AnnouncedIds, found: &BTreeMap<TestAccount, Access>) -> Acceptance {
    let verdict = |account| match (found.get(&account), announced.get(account)) {
        (None, _) => Verdict::NotTried,
        (Some(Access::Refused { reason }), _) => Verdict::Refused { reason: reason.clone() },
        (Some(Access::Granted { stored }), None) => Verdict::NotAnnounced { stored: stored.clone() },
        (Some(Access::Granted { stored }), Some(id)) if stored == id => Verdict::Conclusive { id: stored.clone() },
        (Some(Access::Granted { stored }), Some(id)) => {
            Verdict::OtherId { announced: id.to_owned(), stored: stored.clone() }
        }
    };
    Acceptance { verdicts: TestAccount::ALL.map(|account| (account, verdict(account))) }
}

impl Acceptance {
    /// Whether all four accounts passed.
    pub fn is_conclusive(&self) -> bool {
        self.verdicts.iter().all(|(_, verdict)| matches!(verdict, Verdict::Conclusive { .. }))
    }

    /// A line per account, then the conclusion.
    pub fn text(&self, lang: Lang) -> String {
        let mut text = String::new();
        for (account, verdict) in &self.verdicts {
            text += &format!("{:<19} {}\n", account.family_name(), printable(&verdict.message(lang)));
        }
        text += if self.is_conclusive() {
            pick(lang, "Recette concluante.\n", "The acceptance is conclusive.\n")
        } else {
            pick(lang, "Recette non concluante.\n", "The acceptance is not conclusive.\n")
        };
        text
    }
}

impl Verdict {
    /// The verdict in words.
    pub fn message(&self, lang: Lang) -> String {
        let french = lang == Lang::Fr;
        match self {
            Self::Conclusive { id } if french => format!("accès accordé, identifiant annoncé : «{id}»"),
            Self::Conclusive { id } => format!("access granted, with the id announced: «{id}»"),
            Self::Refused { reason } if french => format!("ACCÈS REFUSÉ : {reason}"),
            Self::Refused { reason } => format!("ACCESS REFUSED: {reason}"),
            Self::OtherId { announced, stored } if french => {
                format!("AUTRE IDENTIFIANT : «{stored}» au lieu de «{announced}», qui était annoncé")
            }
            Self::OtherId { announced, stored } => {
                format!("ANOTHER ID: «{stored}» in place of «{announced}», which was announced")
            }
            Self::NotAnnounced { stored } if french => {
                format!("AUCUN IDENTIFIANT ANNONCÉ à comparer à «{stored}» ; demandez-le à l’intégrateur")
            }
            Self::NotAnnounced { stored } => format!("NO ID ANNOUNCED to compare with «{stored}»; ask the integrator"),
            Self::NotTried if french => "NON ESSAYÉ : aucune réponse CAS pour ce compte".to_owned(),
            Self::NotTried => "NOT TRIED: no CAS reply for this account".to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::*;

    const ANNOUNCED: &str =
        "Compte;Identifiant CAS\nPronote_personnel;AA1\nProfesseur;AA2\nélèves;\" AA3\"\nparent;AA4\n";

    fn granted(stored: &str) -> Access {
        Access::Granted { stored: stored.to_owned() }
    }

    #[test]
    fn a_trial_is_conclusive_when_all_four_have_their_ids() {
        let announced = AnnouncedIds::from_csv(ANNOUNCED, "ids.csv").unwrap();
        let ids = ["AA1", "AA2", " AA3", "AA4"];
        let mut found: BTreeMap<_, _> = TestAccount::ALL.into_iter().zip(ids.map(granted)).collect();
        let acceptance = judge(&announced, &found);
        assert!(acceptance.is_conclusive());
        assert_snapshot!(acceptance.text(Lang::Fr), @r#"
    Pronote_personnel   accès accordé, identifiant annoncé : «AA1»
    Pronote_professeur  accès accordé, identifiant annoncé : «AA2»
    Pronote_eleve       accès accordé, identifiant annoncé : « AA3»
    Pronote_parent      accès accordé, identifiant annoncé : «AA4»
    Recette concluante.
    "#);

        found.insert(TestAccount::Pupil, granted("AA3"));
        found.insert(TestAccount::Teacher, Access::Refused { reason: "no_candidate".to_owned() });
        found.remove(&TestAccount::Parent);
        let acceptance = judge(&announced, &found);
        assert!(!acceptance.is_conclusive());
        assert_snapshot!(acceptance.text(Lang::Fr), @r#"
    Pronote_personnel   accès accordé, identifiant annoncé : «AA1»
    Pronote_professeur  ACCÈS REFUSÉ : no_candidate
    Pronote_eleve       AUTRE IDENTIFIANT : «AA3» au lieu de « AA3», qui était annoncé
    Pronote_parent      NON ESSAYÉ : aucune réponse CAS pour ce compte
    Recette non concluante.
    "#);
        assert_snapshot!(judge(&AnnouncedIds::default(), &found).text(Lang::En), @r#"
    Pronote_personnel   NO ID ANNOUNCED to compare with «AA1»; ask the integrator
    Pronote_professeur  ACCESS REFUSED: no_candidate
    Pronote_eleve       NO ID ANNOUNCED to compare with «AA3»; ask the integrator
    Pronote_parent      NOT TRIED: no CAS reply for this account
    The acceptance is not conclusive.
    "#);
    }

    #[test]
    fn the_accounts_are_those_of_the_trial() {
        for account in TestAccount::ALL {
            assert_eq!(TestAccount::from_word(account.family_name()), Some(account));
            assert_eq!(TestAccount::from_word(account.profile().key()), Some(account));
        }
        assert_eq!(TestAccount::Pupil.birth_date().to_string(), "01/01/2000");
        assert!(TestAccount::Parent.birth_date().is_missing());
    }
}
