//! The ids that an integrator announced for the trial.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use super::TestAccount;
use crate::formats::describe_io_error;
use crate::identity::Lang;
use crate::normalize::fold;

/// The CAS ids that the integrator announced.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AnnouncedIds(BTreeMap<TestAccount, String>);

/// A list of announced ids that cannot be used.
#[derive(Debug, thiserror::Error)]
#[error("{}", self.message(Lang::En))]
pub enum AnnouncedError {
    /// The system does not give the file.
    Unreadable {
        /// The file.
        file: String,
        /// What the system says.
        source: std::io::Error,
    },
    /// A line that is not `account;id`.
    Line {
        /// The file.
        file: String,
        /// Line, from 1.
        line: u64,
        /// What it is.
        problem: LineProblem,
    },
}

/// What is wrong with a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LineProblem {
    /// No second column, or nothing in it.
    NoId,
    /// Not one of the four accounts.
    UnknownAccount(String),
    /// An account for the second time.
    Again(TestAccount),
    /// The id of another account.
    SameId(TestAccount),
    /// Not CSV.
    Syntax(String),
}

impl AnnouncedError {
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
            Self::Line { file, line, problem } if french => {
                let what = match problem {
                    LineProblem::NoId => {
                        "il manque l’identifiant ; écrivez «compte;identifiant», un compte par ligne".to_owned()
                    }
                    LineProblem::UnknownAccount(word) => format!(
                        "«{word}» n’est pas un compte de test ; ce sont Pronote_personnel, Pronote_professeur, Pronote_eleve et Pronote_parent"
                    ),
                    LineProblem::Again(account) => {
                        format!("{} est annoncé deux fois ; ne gardez qu’une ligne", account.family_name())
                    }
                    LineProblem::SameId(account) => {
                        format!("cet identifiant est déjà celui de {} ; chaque compte a le sien", account.family_name())
                    }
                    LineProblem::Syntax(detail) => format!("CSV illisible ({detail})"),
                };
                format!("{file}, ligne {line} : {what}.")
            }
            Self::Line { file, line, problem } => {
                let what = match problem {
                    LineProblem::NoId => "the id is missing; write «account;id», an account per line".to_owned(),
                    LineProblem::UnknownAccount(word) => format!(
                        "«{word}» is no test account; they are Pronote_personnel, Pronote_professeur, Pronote_eleve and Pronote_parent"
                    ),
                    LineProblem::Again(account) => {
                        format!("{} is announced twice; keep one line", account.family_name())
                    }
                    LineProblem::SameId(account) => {
                        format!("this is the id of {} already; each account has its own", account.family_name())
                    }
                    LineProblem::Syntax(detail) => format!("unreadable CSV ({detail})"),
                };
                format!("{file}, line {line}: {what}.")
            }
        }
    }
}

impl AnnouncedIds {
    /// Reads a UTF-8 file; see [`Self::from_csv`].
    ///
    /// # Errors
    /// [`AnnouncedError`].
    pub fn read(path: &Path) -> Result<Self, AnnouncedError> {
        let file = path.display().to_string();
        match fs::read_to_string(path) {
            Ok(text) => Self::from_csv(&text, &file),
            Err(source) => Err(AnnouncedError::Unreadable { file, source }),
        }
    }

    /// Reads lines of `account;id` (or `account,id`), a heading allowed. An account may be missing; ids are taken as
    /// they are, white space included. `file` is for messages.
    ///
    /// # Errors
    /// [`AnnouncedError::Line`].
    pub fn from_csv(text: &str, file: &str) -> Result<Self, AnnouncedError> {
        let first = text.lines().next().unwrap_or_default();
        let delimiter = if first.contains(';') { b';' } else { b',' };
        let text = text.trim_start_matches('\u{FEFF}');
        let mut reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .delimiter(delimiter)
            .from_reader(text.as_bytes());
        let mut ids: BTreeMap<TestAccount, String> = BTreeMap::new();
        for (index, record) in reader.records().enumerate() {
            let wrong = |line, problem| AnnouncedError::Line { file: file.to_owned(), line, problem };
            let record = record.map_err(|error| {
                let line = error.position().map_or(0, csv::Position::line);
                wrong(line, LineProblem::Syntax(error.to_string()))
            })?;
            let line = record.position().map_or(0, csv::Position::line);
            let word = record.get(0).unwrap_or_default();
            if index == 0 && matches!(fold(word).as_str(), "COMPTE" | "PROFIL" | "NOM" | "ACCOUNT" | "PROFILE") {
                continue;
            }
            let account = TestAccount::from_word(word)
                .ok_or_else(|| wrong(line, LineProblem::UnknownAccount(word.to_owned())))?;
            let id = record.get(1).filter(|id| !id.trim().is_empty()).ok_or_else(|| wrong(line, LineProblem::NoId))?;
            if let Some((&other, _)) = ids.iter().find(|(known, taken)| **known != account && *taken == id) {
                return Err(wrong(line, LineProblem::SameId(other)));
            }
            if ids.insert(account, id.to_owned()).is_some() {
                return Err(wrong(line, LineProblem::Again(account)));
            }
        }
        Ok(Self(ids))
    }

    /// The id announced for an account.
    pub fn get(&self, account: TestAccount) -> Option<&str> {
        self.0.get(&account).map(String::as_str)
    }
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::*;

    #[test]
    fn mistakes_in_the_list_have_their_line() {
        let told = |text: &str| AnnouncedIds::from_csv(text, "ids.csv").unwrap_err().message(Lang::Fr);
        assert_snapshot!(told("profil,identifiant\nparent,AA4\nproviseur,AA5"), @"ids.csv, ligne 3 : «proviseur» n’est pas un compte de test ; ce sont Pronote_personnel, Pronote_professeur, Pronote_eleve et Pronote_parent.");
        assert_snapshot!(told("parent;AA4\nParents;AA5"), @"ids.csv, ligne 2 : Pronote_parent est annoncé deux fois ; ne gardez qu’une ligne.");
        assert_snapshot!(told("parent;AA4\neleve;AA4"), @"ids.csv, ligne 2 : cet identifiant est déjà celui de Pronote_parent ; chaque compte a le sien.");
        assert_snapshot!(told("parent; "), @"ids.csv, ligne 1 : il manque l’identifiant ; écrivez «compte;identifiant», un compte par ligne.");
        assert_snapshot!(AnnouncedIds::from_csv("parent", "ids.csv").unwrap_err(), @"ids.csv, line 1: the id is missing; write «account;id», an account per line.");
    }
}
