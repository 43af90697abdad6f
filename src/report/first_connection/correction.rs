//! A correction: what was asserted beside what was typed.

use crate::cas::response::AssertedIdentity;
use crate::first_connection::{Basis, Correction, FirstConnection, Outcome};
use crate::identity::{BirthDate, Lang, printable};
use crate::matching::Field;
use crate::report::explain::explain_candidates;
use crate::report::words::{self, colon, pick};

use super::people::One;
use super::{Visit, threshold};

/// The fields that can be corrected: as asserted, and as typed where it was.
pub(super) fn versions(identity: &AssertedIdentity, typed: &Correction) -> [(Field, String, Option<String>); 3] {
    let sent_date = identity.birth_date.clone().unwrap_or(BirthDate::MISSING);
    [
        (Field::Family, identity.family.clone(), typed.family.clone()),
        (Field::Given, identity.given.clone(), typed.given.clone()),
        (Field::BirthDate, sent_date.to_string(), typed.birth_date.map(|date| date.to_string())),
    ]
}

/// Both versions side by side, what became of the correction, and whom it might mean.
pub(super) fn correction_text(
    visit: &Visit<'_>,
    resolver: &FirstConnection,
    identity: &AssertedIdentity,
    lang: Lang,
) -> String {
    let Some((typed, attempt)) = visit.correction else { return String::new() };
    let heading = pick(lang, "Correction par la personne, tentative", "Correction by the person, attempt");
    let allowed = resolver.policy().attempts();
    let mut text = format!("\n{heading} {attempt} {} {allowed}\n", pick(lang, "sur", "of"));
    text += &table(&versions(identity, typed), lang);
    let (verdict, candidates) = match visit.outcome {
        Outcome::Failed(refusal) => match &refusal.correction {
            Some(rejected) => (super::words::rejected(rejected.why, lang), rejected.candidates.as_slice()),
            None => (pick(lang, "une correction n'y peut rien", "no correction can mend this").to_owned(), &[][..]),
        },
        outcome => (accepted(outcome, lang).to_owned(), &[][..]),
    };
    text += &format!("{}{}{verdict}.\n", "Verdict", colon(lang));
    if !candidates.is_empty() {
        text += pick(lang, "D'après ce qui a été saisi :\n", "By what was typed:\n");
        let corrected = One::new(&typed.applied_to(identity), "");
        text += &explain_candidates(corrected.person(), resolver.users(), candidates, threshold(resolver), lang);
    }
    text
}

fn accepted(outcome: &Outcome, lang: Lang) -> &'static str {
    let is_corrected = match outcome {
        Outcome::Granted(admission) | Outcome::Linked(admission) => {
            admission.accesses.iter().any(|access| matches!(access.basis, Basis::CorrectedIdentity(_)))
        }
        _ => false,
    };
    if is_corrected {
        pick(
            lang,
            "acceptée, proche de ce que l'ENT affirme et exacte pour une seule personne",
            "accepted, close to what the ENT asserts and exact for one person only",
        )
    } else {
        pick(lang, "inutile, la réponse suffisait", "not needed, the reply was enough")
    }
}

fn table(versions: &[(Field, String, Option<String>); 3], lang: Lang) -> String {
    let header = ["", "CAS", pick(lang, "saisi", "typed")].map(str::to_owned);
    let rows = versions.iter().map(|(field, sent, typed)| {
        [
            words::field(*field, lang).to_owned(),
            printable(sent).into_owned(),
            typed.as_deref().map_or_else(|| "–".to_owned(), |typed| printable(typed).into_owned()),
        ]
    });
    let rows: Vec<[String; 3]> = std::iter::once(header).chain(rows).collect();
    let width = |column: usize| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or(0);
    let (first, second) = (width(0), width(1));
    let line = |[field, sent, typed]: &[String; 3]| format!("  {field:<first$}  {sent:<second$}  {typed}\n");
    rows.iter().map(line).collect()
}
