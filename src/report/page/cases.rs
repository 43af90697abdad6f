//! The failures: each CAS identity beside its candidates, field by field, the differing letters marked.

use maud::{Markup, html};

use crate::identity::{Lang, Person};
use crate::matching::{Field, Level, Weight};
use crate::reconcile::{Candidate, Failure, Outcome, Reason};
use crate::report::advice::Advice;
use crate::report::marked;
use crate::report::sample::ReasonSample;
use crate::report::side_by_side::{self, FieldLine, field_lines, full_name};
use crate::report::unreadable::UnreadableDates;
use crate::report::words::{self, pick};
use crate::report::{Run, number};

use super::case_anchor;

/// How many pass-through columns stand under each comparison.
const MOST_EXTRAS: usize = 6;
/// Below this probability a candidate who is taken is not shown.
const LEAST_PROBABILITY: f64 = 0.001;

pub(super) fn section(run: &Run<'_>, advice: &Advice<'_>, groups: &[ReasonSample<'_>]) -> Markup {
    let lang = run.lang;
    let total: usize = groups.iter().map(|group| group.total).sum();
    let unreadable = UnreadableDates::new(run.notices);
    let shown: usize = groups.iter().map(|group| group.shown.len()).sum();
    html! {
        @if total > 0 {
            section #cases aria-labelledby="cases-title" {
                h2 #cases-title { (pick(lang, "Échecs et candidats", "Failures and candidates")) }
                @if shown < total { p.notice { (sampled(shown, total, lang)) } }
                (legend(lang))
                @for group in groups { (reason(run, group, advice, &unreadable)) }
            }
        }
    }
}

fn sampled(shown: usize, total: usize, lang: Lang) -> String {
    let [shown, total] = [shown, total].map(|count| number::count(count as u64, lang));
    match lang {
        Lang::Fr => format!("Échantillon : {shown} échecs sur {total}. Tous sont dans failures.csv."),
        Lang::En => format!("A sample: {shown} of {total} failures. All of them are in failures.csv."),
    }
}

fn legend(lang: Lang) -> Markup {
    html! {
        ul.legend {
            li { mark.differs { "a" } (pick(lang, " lettre qui diffère", " letter that differs")) }
            li { mark.accent { "é" } (pick(lang, " accent seul", " accent only")) }
            li { span.absent { "a" } (pick(lang, " lettre en moins", " letter left out")) }
            li { b { "= ≈ ≠ ·" } (pick(lang, " égal, proche, différent, absent", " equal, close, different, missing")) }
            li { (pick(lang, "nombre : poids en bits, leur somme, ordre des noms compris, est le score", "number: weight in bits, their sum, the order of names included, is the score")) }
        }
    }
}

fn reason(run: &Run<'_>, group: &ReasonSample<'_>, advice: &Advice<'_>, unreadable: &UnreadableDates<'_>) -> Markup {
    let lang = run.lang;
    let anchor = case_anchor(group.reason);
    html! {
        section.reason id=(anchor) {
            h3 {
                (words::reason(group.reason, lang)) " "
                span.tally {
                    @if group.shown.len() < group.total {
                        (number::count(group.shown.len() as u64, lang)) (pick(lang, " sur ", " of "))
                    }
                    (number::count(group.total as u64, lang))
                }
            }
            p.remedy { (advice.of_reason(group.reason)) }
            @for (outcome, failure) in &group.shown { (case(run, outcome, failure, advice, unreadable)) }
        }
    }
}

fn case(
    run: &Run<'_>,
    outcome: &Outcome,
    failure: &Failure,
    advice: &Advice<'_>,
    unreadable: &UnreadableDates<'_>,
) -> Markup {
    let lang = run.lang;
    let cas = run.cas.person(outcome.cas);
    let name = full_name(cas);
    let own_remedy = advice.of(outcome, failure);
    let is_special = own_remedy != advice.of_reason(failure.reason);
    let shown: Vec<&Candidate> = worth_showing(&failure.candidates).collect();
    html! {
        article {
            h4 {
                @if name.is_empty() { (pick(lang, "(sans nom)", "(no name)")) } @else { (name) }
            }
            p.who { (described(run, outcome, cas)) }
            @if is_special { p.notice { (own_remedy) } }
            @if let Some(sent) = unreadable.of(cas) {
                p { (pick(lang, "Date reçue : ", "Date sent: ")) mark.differs { (sent) } }
            }
            @if failure.candidates.is_empty() && failure.reason != Reason::NoCandidate {
                p.none { (pick(lang, "Aucun candidat.", "No candidate.")) }
            }
            @if !failure.candidates.is_empty() {
                (comparison(run, cas, &shown))
                @if shown.len() < failure.candidates.len() {
                    p.hint { (hidden(failure.candidates.len() - shown.len(), lang)) }
                }
            }
        }
    }
}

/// The best candidate, and those that are free or not quite impossible.
fn worth_showing(candidates: &[Candidate]) -> impl Iterator<Item = &Candidate> {
    let is_worth = |candidate: &Candidate| !candidate.taken || candidate.probability >= LEAST_PROBABILITY;
    candidates
        .iter()
        .enumerate()
        .filter(move |&(rank, candidate)| rank == 0 || is_worth(candidate))
        .map(|(_, each)| each)
}

fn hidden(count: usize, lang: Lang) -> String {
    match (lang, count) {
        (Lang::Fr, 1) => "1 autre candidat, déjà rapproché et très improbable, n'est pas montré.".to_owned(),
        (Lang::Fr, _) => format!("{count} autres candidats, déjà rapprochés et très improbables, ne sont pas montrés."),
        (Lang::En, 1) => "1 other candidate, already linked and very unlikely, is not shown.".to_owned(),
        (Lang::En, _) => format!("{count} other candidates, already linked and very unlikely, are not shown."),
    }
}

/// `Élèves · ent-4 · 12/05/2011 · 35200 · ent.csv, ligne 5`
fn described(run: &Run<'_>, outcome: &Outcome, cas: Person<'_>) -> String {
    let lang = run.lang;
    let source = run.source_name(crate::identity::Side::Cas, outcome.cas);
    let parts = [
        outcome.profile.map_or("", |profile| words::profile(profile, lang)).to_owned(),
        cas.id().to_owned(),
        cas.birth_date().to_string(),
        side_by_side::postcode(cas.postcode(), lang),
        format!("{source}, {} {}", pick(lang, "ligne", "line"), cas.origin().line),
    ];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ")
}

fn comparison(run: &Run<'_>, cas: Person<'_>, candidates: &[&Candidate]) -> Markup {
    let lang = run.lang;
    let columns: Vec<[FieldLine; Field::COUNT]> = candidates
        .iter()
        .map(|candidate| field_lines(cas, run.base.person(candidate.base), &candidate.comparison, lang))
        .collect();
    let rows = Field::ALL.into_iter().enumerate().filter(|&(row, _)| columns.iter().any(|lines| is_told(&lines[row])));
    html! {
        div.scroll tabindex="0" role="region" aria-label=(full_name(cas)) {
            table.compare {
                thead { tr {
                    th scope="col" { (pick(lang, "Champ", "Field")) }
                    th scope="col" { "CAS" }
                    @for (rank, candidate) in candidates.iter().enumerate() {
                        th scope="col" { (heading(run, rank, candidate)) }
                    }
                } }
                tbody {
                    @for (row, field) in rows {
                        tr {
                            th scope="row" { (words::field(field, lang)) }
                            td { (marked::cas_value(&columns[0][row])) }
                            @for lines in &columns { (cell(&lines[row], lang)) }
                        }
                    }
                    @for (column, title) in run.base.extra_titles.iter().take(MOST_EXTRAS).enumerate() {
                        (extra_row(run, cas, candidates, column, title))
                    }
                }
                tfoot { tr {
                    th scope="row" { "score" }
                    td { (run.result.threshold.map_or_else(String::new, |threshold| threshold_note(threshold, lang))) }
                    @for candidate in candidates {
                        td { b { (number::weight(candidate.comparison.score(), lang)) } }
                    }
                } }
            }
        }
    }
}

/// Whether a row is worth its place: names that stand in the same order say next to nothing.
fn is_told(line: &FieldLine) -> bool {
    !line.is_silent() && (line.field != Field::NameOrder || line.level != Level::Exact)
}

/// A pass-through column: it weighs nothing, but a class may tell an administrator what the evidence cannot.
fn extra_row(run: &Run<'_>, cas: Person<'_>, candidates: &[&Candidate], column: usize, title: &str) -> Markup {
    let extra = |candidate: &Candidate| run.base.person(candidate.base).extras().nth(column).unwrap_or("");
    let folded = title.to_lowercase();
    let twin = run.cas.extra_titles.iter().position(|other| other.to_lowercase() == folded);
    let of_cas = twin.and_then(|index| cas.extras().nth(index)).unwrap_or("");
    html! {
        @if candidates.iter().any(|candidate| !extra(candidate).is_empty()) {
            tr.extra {
                th scope="row" { (title) }
                td { (of_cas) }
                @for candidate in candidates { td { (extra(candidate)) } }
            }
        }
    }
}

fn threshold_note(threshold: Weight, lang: Lang) -> String {
    format!("{} {}", pick(lang, "seuil", "threshold"), number::weight(threshold, lang))
}

fn heading(run: &Run<'_>, rank: usize, candidate: &Candidate) -> Markup {
    let lang = run.lang;
    html! {
        (pick(lang, "Candidat ", "Candidate ")) (rank + 1)
        @if candidate.taken { span.taken { (side_by_side::taken(lang)) } }
        span.detail {
            "IDPN " (run.base.person(candidate.base).id())
            " · " (pick(lang, "probabilité ", "probability ")) (number::percentage(candidate.probability, lang))
        }
    }
}

fn cell(line: &FieldLine, lang: Lang) -> Markup {
    html! {
        td class=(marked::level_class(line.level)) {
            @if line.field != Field::NameOrder { (marked::base_value(line)) }
            span.detail {
                b { (words::level_sign(line.level)) } " " (words::level(line.field, line.level, lang))
                " " span.weight { (number::signed_weight(line.weight, lang)) }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reconcile::Verdict;
    use crate::report::example::{comparison as evidence, school};
    use crate::report::sample;

    #[test]
    fn marks_the_letters_and_adds_the_weights() {
        let school = school();
        let run = school.run();
        let page = section(&run, &Advice::new(&run), &sample::failures(&school.result, 300)).into_string();
        // «Lefevbre» at the ENT, «LEFÈVRE» in the base.
        assert!(page.contains(r#"Lef<mark class="accent">e</mark>v<mark class="differs">b</mark>re"#), "{page}");
        assert!(page.contains(r#"08/07/20<mark class="differs">12</mark>"#), "{page}");
        assert!(page.contains("IDPN 1006"));
        assert!(page.contains(r#"Date reçue : <mark class="differs">31/02/2011</mark>"#), "{page}");
        assert!(page.contains("<b>11,90</b>"), "the score");
        assert!(page.contains("<td>Externe</td><td>Interne</td>"), "what may tell homonyms apart");
    }

    #[test]
    fn a_twin_is_not_to_be_linked_and_impossible_candidates_are_hidden() {
        let mut school = school();
        for outcome in &mut school.result.outcomes {
            if let Verdict::Failed(failure) = &mut outcome.verdict
                && failure.reason == Reason::Vetoed
            {
                let best = &mut failure.candidates[0];
                best.comparison =
                    evidence(&[(Field::Given, Level::Different, -900), (Field::NameOrder, Level::Exact, 3)]);
                let impossible = Candidate { probability: 0.0005, taken: true, ..best.clone() };
                let free = Candidate { taken: false, ..impossible.clone() };
                failure.candidates.extend([impossible, free]);
            }
        }
        let run = school.run();
        let page = section(&run, &Advice::new(&run), &sample::failures(&school.result, 300)).into_string();
        assert!(page.contains("Jumeau ou jumelle probable"), "{page}");
        assert!(page.contains("1 autre candidat, déjà rapproché"), "{page}");
        assert!(!page.contains("ordre des noms</th>"), "{page}");
    }
}
