//! Links that the base already has and that the evidence speaks against: told, never changed.

use crate::identity::{Lang, Profile, Row};
use crate::reconcile::{Outcome, Reconciliation, Verdict};

use super::number;

/// The existing links whose two records look like those of two people, with the user who holds the id.
pub(super) fn links(result: &Reconciliation) -> impl Iterator<Item = (&Outcome, Row)> {
    result.outcomes.iter().filter_map(|outcome| match &outcome.verdict {
        Verdict::AlreadyLinked { base, is_doubtful: true, .. } => Some((outcome, *base)),
        _ => None,
    })
}

/// How many there are in one profile.
pub(super) fn count(result: &Reconciliation, profile: Profile) -> u64 {
    links(result).filter(|(outcome, _)| outcome.profile == Some(profile)).count() as u64
}

/// What to say of them; nothing where there is none.
pub(super) fn sentence(result: &Reconciliation, lang: Lang) -> Option<String> {
    let count = links(result).count() as u64;
    let n = number::count(count, lang);
    match (lang, count) {
        (_, 0) => None,
        (Lang::Fr, 1) => Some("1 rapprochement existant semble faux : à vérifier.".to_owned()),
        (Lang::Fr, _) => Some(format!("{n} rapprochements existants semblent faux : à vérifier.")),
        (Lang::En, 1) => Some("1 existing link looks wrong: check it.".to_owned()),
        (Lang::En, _) => Some(format!("{n} existing links look wrong: check them.")),
    }
}
