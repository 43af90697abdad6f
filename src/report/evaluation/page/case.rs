//! One identity: what was decided of it, what is true, and its candidates field by field.

use maud::{Markup, html};

use crate::evaluation::assessment::{Assessment, Decided, Judged, Proposed};
use crate::identity::{Lang, Row};
use crate::report::number;
use crate::report::side_by_side::full_name;
use crate::report::words::{self, pick};

use super::cases::Kind;
use super::waterfall::waterfall;
use super::{JudgedRules, Study};
use crate::report::evaluation::damage_words::class;

/// A closed line that says who and why; opened, it shows the waterfalls. `id` is unique in the page.
pub(super) fn case(
    study: &Study<'_>,
    (set, name, rules): (usize, &str, &JudgedRules<'_>),
    judged: &Judged,
    kind: Kind,
    id: &str,
) -> Markup {
    let lang = study.lang;
    let cas = study.cas.person(judged.cas);
    html! {
        details.case data-kind=(kind.code()) data-set=(set) {
            summary {
                span.kind.(kind.code()) { (kind.title(lang)) } " "
                b { (full_name(cas)) } " "
                span.who { (described(rules.assessment, judged, cas.id(), name, lang)) }
            }
            p { (outcome(study, judged)) }
            @if let Some(best) = &judged.best {
                h4 { (heading(study, judged, best)) }
                (waterfall(id, (cas, study.base.person(best.user)), &best.comparison, rules.threshold, lang))
            } @else { p.none { (pick(lang, "Aucun candidat.", "No candidate.")) } }
            @if let Some(right) = &judged.right {
                h4 { (heading(study, judged, right)) }
                (waterfall(&format!("{id}r"), (cas, study.base.person(right.user)), &right.comparison, rules.threshold, lang))
            }
        }
    }
}

/// `ent-4 · Élèves · typo · standard · 16,20 bits`
fn described(assessment: &Assessment, judged: &Judged, id: &str, name: &str, lang: Lang) -> String {
    let damage = class(assessment.cases.get(usize::from(judged.case)).map_or("", String::as_str), lang);
    let score = judged
        .best
        .map_or_else(String::new, |best| format!("{} bits", number::signed_weight(best.comparison.score(), lang)));
    let parts = [id, words::profile(judged.profile, lang), &damage, name, &score];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ")
}

/// What was decided, and what is true.
fn outcome(study: &Study<'_>, judged: &Judged) -> String {
    let lang = study.lang;
    let who = |row: Row| {
        let person = study.base.person(row);
        format!("{} (IDPN {})", full_name(person), person.id())
    };
    let decided = match judged.decided {
        Decided::Linked(user) => format!("{} {}", pick(lang, "Lié à", "Linked with"), who(user)),
        Decided::AlreadyLinked(user) => format!("{} {}", pick(lang, "Déjà lié à", "Already linked with"), who(user)),
        Decided::Failed(reason) => {
            format!("{}{}{}", pick(lang, "Sans lien", "Not linked"), words::colon(lang), words::reason(reason, lang))
        }
    };
    let truth = match judged.truth {
        None => pick(lang, "en vérité, absent de PRONOTE", "in truth, not in PRONOTE").to_owned(),
        Some(user) if judged.decided == Decided::Linked(user) => {
            pick(lang, "c'est la bonne personne", "it is the right person").to_owned()
        }
        Some(user) => {
            let is_shown = [judged.best, judged.right].into_iter().flatten().any(|proposed| proposed.user == user);
            // Of a link only its own user is known, so that nothing follows from the other's absence.
            let is_told = is_shown || !matches!(judged.decided, Decided::Failed(_));
            let hidden = if is_told { "" } else { pick(lang, ", hors des candidats", ", not among the candidates") };
            format!("{} {}{hidden}", pick(lang, "en vérité", "in truth"), who(user))
        }
    };
    let undecidable = if judged.decidable {
        ""
    } else {
        pick(
            lang,
            " Les données ne suffisent pas à distinguer cette personne.",
            " The data do not tell this person apart.",
        )
    };
    format!("{decided} ; {truth}.{undecidable}")
}

/// `Meilleur candidat : MARTIN Lucas, IDPN 1003, quelqu'un d'autre, probabilité 49,9 %, avance +3,20`
fn heading(study: &Study<'_>, judged: &Judged, proposed: &Proposed) -> String {
    let lang = study.lang;
    let person = study.base.person(proposed.user);
    let is_right = judged.truth == Some(proposed.user);
    let which = if is_right {
        pick(lang, "la bonne personne", "the right person")
    } else {
        pick(lang, "quelqu'un d'autre", "somebody else")
    };
    let mut parts = vec![
        format!("{}{}{}", pick(lang, "Candidat", "Candidate"), words::colon(lang), full_name(person)),
        format!("IDPN {}", person.id()),
        which.to_owned(),
        format!("{} {}", pick(lang, "probabilité", "probability"), number::percentage(proposed.probability, lang)),
    ];
    if let Some(lead) = proposed.lead {
        parts.push(format!("{} {} bits", pick(lang, "avance", "lead"), number::signed_weight(lead, lang)));
    }
    parts.join(", ")
}
