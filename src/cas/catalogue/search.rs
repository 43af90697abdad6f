//! From what somebody typed to one model.
//!
//! Invariant: a search gives the model of exactly that name, the only one of that name but for accents, case and
//! punctuation, or the only one whose name begins so; never one of several.

use super::{Catalogue, Entry};
use crate::cas::model::Label;
use crate::identity::Lang;
use crate::normalize::fold;

/// Below this similarity (0–1) a proposal would puzzle more than help.
const WORTH_PROPOSING: f64 = 0.5;

/// Why a name gives no model.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.message(Lang::En))]
pub enum SearchError {
    /// No name begins so.
    Unknown {
        /// What was typed.
        typed: String,
        /// The name that was probably meant.
        nearest: Option<Label>,
    },
    /// Several do.
    Ambiguous {
        /// What was typed.
        typed: String,
        /// Their names and integrators.
        found: Vec<(Label, Label)>,
    },
}

impl SearchError {
    /// The message, with the remedy.
    pub fn message(&self, lang: Lang) -> String {
        let french = lang == Lang::Fr;
        match self {
            Self::Unknown { typed, nearest } => {
                let meant = match nearest {
                    Some(nearest) if french => format!(" Vouliez-vous dire «{nearest}» ?"),
                    Some(nearest) => format!(" Did you mean «{nearest}»?"),
                    None => String::new(),
                };
                if french {
                    format!("aucun modèle ne s’appelle «{typed}».{meant} «rapproche model list» les nomme tous.")
                } else {
                    format!("no model is called «{typed}».{meant} «rapproche model list» names them all.")
                }
            }
            Self::Ambiguous { typed, found } => {
                let names: Vec<String> =
                    found.iter().map(|(name, integrator)| format!("- {name} ({integrator})")).collect();
                let names = names.join("\n");
                if french {
                    format!(
                        "«{typed}» peut désigner plusieurs modèles ; écrivez le nom entier, ou nommez le fichier de l’intégrateur.\n{names}"
                    )
                } else {
                    format!(
                        "«{typed}» may be one of several models; write the whole name, or name the integrator's file.\n{names}"
                    )
                }
            }
        }
    }
}

impl Catalogue {
    /// The one model that `typed` names; accents, case and punctuation ignored, the beginning of a name is enough.
    ///
    /// # Errors
    /// [`SearchError`] when no model or several are meant.
    pub fn find(&self, typed: &str) -> Result<Entry<'_>, SearchError> {
        let folded = fold(typed);
        let whole = |entry: &Entry<'_>| entry.model.name.as_str() == typed.trim();
        let same = |entry: &Entry<'_>| fold(entry.model.name.as_str()) == folded;
        let begins = |entry: &Entry<'_>| !folded.is_empty() && fold(entry.model.name.as_str()).starts_with(&folded);
        let passes: [&dyn Fn(&Entry<'_>) -> bool; 3] = [&whole, &same, &begins];
        for pass in passes {
            let found: Vec<Entry<'_>> = self.entries().filter(pass).collect();
            match found.as_slice() {
                [] => {}
                [one] => return Ok(*one),
                _ => {
                    let found =
                        found.iter().map(|entry| (entry.model.name.clone(), entry.integrator.clone())).collect();
                    return Err(SearchError::Ambiguous { typed: typed.to_owned(), found });
                }
            }
        }
        Err(SearchError::Unknown { typed: typed.to_owned(), nearest: self.nearest(&folded) })
    }

    /// The models that have each word of `typed` in their name, place or integrator; accents, case and punctuation ignored. All of them
    /// where nothing is typed.
    pub fn matching(&self, typed: &str) -> Vec<Entry<'_>> {
        let words: Vec<String> = typed.split_whitespace().map(fold).collect();
        let has_all = |entry: &Entry<'_>| {
            let Entry { integrator, model, .. } = entry;
            let text = fold(&format!("{} {} {integrator}", model.name, model.location));
            words.iter().all(|word| text.contains(word))
        };
        self.entries().filter(has_all).collect()
    }

    /// The name most like `folded`; a part of a name counts as much as the whole.
    fn nearest(&self, folded: &str) -> Option<Label> {
        if folded.is_empty() {
            return None;
        }
        let similarity = |name: &str| {
            let name = fold(name);
            let start: String = name.chars().take(folded.chars().count()).collect();
            let whole = strsim::normalized_damerau_levenshtein(folded, &name);
            whole.max(strsim::normalized_damerau_levenshtein(folded, &start))
        };
        self.entries()
            .map(|entry| (similarity(entry.model.name.as_str()), &entry.model.name))
            .filter(|(similarity, _)| *similarity > WORTH_PROPOSING)
            .max_by(|one, two| one.0.total_cmp(&two.0))
            .map(|(_, name)| name.clone())
    }
}
