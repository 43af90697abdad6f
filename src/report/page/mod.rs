//! `report.html`: one page that an administrator reads from top to bottom, on a desk, a phone or paper.
//!
//! Input: a run. Output: a page that loads nothing, runs nothing and carries its one style sheet; its policy says so
//! to the browser. Invariant: everything that comes from the input is escaped, no meaning hangs on colour alone, and
//! the page stays small: at most [`MOST_CASES`] failures are shown, and it says how many there are.

mod bars;
mod cases;
mod doubtful;
mod histogram;

use maud::{DOCTYPE, Markup, PreEscaped, html};

use crate::identity::{Lang, Side};
use crate::reconcile::Reason;

use super::advice::Advice;
use super::alerts::Alert;
use super::notice_groups::{NoticeGroup, notice_groups};
use super::words::{self, pick};
use super::{Run, doubtful as report_doubtful, number, sample, screen, sentences};

/// How many failures the page shows with their candidates.
const MOST_CASES: usize = 300;

/// Nothing may be loaded or run; the style sheet stands in the page.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

/// The whole page.
pub(super) fn render(run: &Run<'_>) -> String {
    let lang = run.lang;
    let title = screen::title(lang);
    let advice = Advice::new(run);
    let groups = notice_groups(run.notices);
    html! {
        (DOCTYPE)
        html lang=(pick(lang, "fr", "en")) {
            head {
                meta charset="utf-8";
                meta http-equiv="Content-Security-Policy" content=(POLICY);
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                meta name="referrer" content="no-referrer";
                meta name="robots" content="noindex";
                title { (title) }
                style { (PreEscaped(include_str!("style.css"))) }
            }
            body {
                header {
                    h1 { (title) }
                    p.origin { (origin(run)) }
                }
                main {
                    (steps(run, &advice.alerts))
                    (screen_table(run))
                    (remarks(run, &groups, true))
                    (bars::section(run))
                    (reasons(run, &advice))
                    (doubtful::section(run))
                    (cases::section(run, &advice, &sample::failures(run.result, MOST_CASES)))
                    (histogram::section(run))
                    (remarks(run, &groups, false))
                }
                footer { (sources(run)) }
            }
        }
    }
    .into_string()
}

fn origin(run: &Run<'_>) -> String {
    let school = run.school.map(|school| format!("{} {school}", pick(run.lang, "Établissement", "School")));
    let rules = &run.result.rules;
    let rules = format!("{} {} {}", pick(run.lang, "règles", "rules"), rules.name, rules.version);
    let parts = school.into_iter().chain([run.generated_at.replace('T', " "), rules]);
    parts.collect::<Vec<_>>().join(" · ")
}

/// What to do now, in order.
fn steps(run: &Run<'_>, alerts: &[Alert]) -> Markup {
    let lang = run.lang;
    let (new, _) = sentences::link_counts(run.result);
    let failures = run.result.tally.failures();
    let rests_on_names = run.result.links().any(|(_, link)| run.own_id(link.base).is_empty());
    let doubt = report_doubtful::sentence(run.result, lang);
    let rejects = run.notices.iter().filter(|notice| notice.kind.is_reject()).count() as u64;
    let [new_text, failures_text, rejects_text] = [new, failures, rejects].map(|count| number::count(count, lang));
    html! {
        section #steps aria-labelledby="steps-title" {
            h2 #steps-title { (pick(lang, "Que faire maintenant", "What to do now")) }
            @for alert in alerts { p.notice { b { (alert.message(lang)) } } }
            ol.steps {
                @if new > 0 {
                    li {
                        b { (pick(lang, "Importez ", "Import ")) code { "import-pronote.csv" } }
                        (pick(lang, " dans PRONOTE : ", " into PRONOTE: "))
                        (new_text) " "
                        @match lang {
                            Lang::Fr => (if new < 2 { "nouveau rapprochement." } else { "nouveaux rapprochements." }),
                            Lang::En => (if new == 1 { "new link." } else { "new links." }),
                        }
                        @if rests_on_names {
                            " " b { (pick(lang,
                                "Sans IDPN dans la liste, cet import repose sur les noms : vérifiez les homonymes.",
                                "Without IDPN in the list, this import rests on names: check people of the same name."))
                            }
                        }
                    }
                }
                @if failures > 0 {
                    li {
                        b { a href="#reasons" {
                            @match lang {
                                Lang::Fr => {
                                    "Résolvez "
                                    @if failures == 1 { "l'échec" } @else { "les " (failures_text) " échecs" }
                                }
                                Lang::En => {
                                    "Resolve the "
                                    @if failures == 1 { "failure" } @else { (failures_text) " failures" }
                                }
                            }
                        } }
                        (pick(lang, " : candidats ci-dessous, et dans la feuille «Échecs» de ",
                            ": candidates below, and on the sheet «Failures» of "))
                        code { "report.xlsx" } "."
                    }
                }
                @if let Some(doubt) = &doubt {
                    li { b { a href="#doubtful" { (doubt) } } }
                }
                @if rejects > 0 {
                    li {
                        b { a href="#remarks" { (pick(lang, "Corrigez les fichiers", "Correct the files")) } }
                        @match lang {
                            Lang::Fr => {
                                " : " (rejects_text) @if rejects == 1 { " remarque" } @else { " remarques" }
                                ", ligne par ligne dans "
                            }
                            Lang::En => {
                                ": " (rejects_text) @if rejects == 1 { " remark" } @else { " remarks" }
                                ", line by line in "
                            }
                        }
                        code { "rejects.csv" } (pick(lang, ", puis relancez.", ", then run again."))
                    }
                }
                @if new + failures + rejects == 0 && doubt.is_none() && alerts.is_empty() {
                    li { (pick(lang, "Rien : tout est rapproché.", "Nothing: everything is reconciled.")) }
                }
            }
        }
    }
}

fn screen_table(run: &Run<'_>) -> Markup {
    let lang = run.lang;
    let table = screen::screen(&run.result.tally, lang);
    html! {
        section #screen aria-labelledby="screen-title" {
            h2 #screen-title { (pick(lang, "Utilisateurs", "Users")) }
            div.scroll tabindex="0" role="region" aria-labelledby="screen-title" {
                table.screen {
                    thead { tr {
                        td {}
                        @for title in &table.header[1..] { th scope="col" { (title) } }
                    } }
                    tbody {
                        @for (index, row) in table.rows.iter().enumerate() {
                            tr {
                                @for (column, cell) in row.iter().enumerate() {
                                    @if column == 0 { th scope="row" { (cell) } }
                                    @else if index == 3 && cell != "0" && cell != "-" { td.open { (cell) } }
                                    @else { td { (cell) } }
                                }
                            }
                        }
                    }
                }
            }
            p.hint {
                (pick(lang,
                    "Un tiret : le fichier CAS n'a aucun utilisateur de ce profil.",
                    "A dash: the CAS file has no user of this profile at all."))
            }
            p { (sentences::links(run.result, lang)) }
            p.expected { (sentences::expected_wrong_links(run.result, lang)) }
        }
    }
}

fn reasons(run: &Run<'_>, advice: &Advice<'_>) -> Markup {
    let lang = run.lang;
    let by_reason = sentences::failures_by_reason(run.result);
    html! {
        section #reasons aria-labelledby="reasons-title" {
            h2 #reasons-title { (pick(lang, "Échecs par raison", "Failures by reason")) }
            @if by_reason.is_empty() {
                p { (sentences::failures(0, lang)) }
            } @else {
                div.scroll tabindex="0" role="region" aria-labelledby="reasons-title" {
                    table.wide {
                        thead { tr {
                            th scope="col" { (pick(lang, "Raison", "Reason")) }
                            th.number scope="col" { (pick(lang, "Nombre", "Count")) }
                            th scope="col" { (pick(lang, "Que faire", "What to do")) }
                        } }
                        tbody {
                            @for (reason, count) in by_reason {
                                tr {
                                    th scope="row" {
                                        a href={ "#" (case_anchor(reason)) } { (words::reason(reason, lang)) }
                                    }
                                    td.number { (number::count(count, lang)) }
                                    td { (advice.of_reason(reason)) }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// Where the cases of a reason begin.
fn case_anchor(reason: Reason) -> String {
    format!("cases-{}", reason.code())
}

/// The remarks that ask for a correction of the files, or the others; nothing where there are none.
fn remarks(run: &Run<'_>, groups: &[NoticeGroup<'_>], rejects: bool) -> Markup {
    let lang = run.lang;
    let groups: Vec<_> = groups.iter().filter(|group| group.kind.is_reject() == rejects).collect();
    let (id, title_id, title) = if rejects {
        ("remarks", "remarks-title", pick(lang, "À corriger dans les fichiers lus", "To correct in the files read"))
    } else {
        ("notes", "notes-title", pick(lang, "Remarques sur les fichiers lus", "Remarks on the files read"))
    };
    html! {
        @if !groups.is_empty() {
            section id=(id) aria-labelledby=(title_id) {
                h2 id=(title_id) { (title) }
                div.scroll tabindex="0" role="region" aria-labelledby=(title_id) {
                    table.wide {
                        thead { tr {
                            th scope="col" { (pick(lang, "Remarque", "Remark")) }
                            th.number scope="col" { (pick(lang, "Nombre", "Count")) }
                            th scope="col" { (pick(lang, "Fichier", "File")) }
                            th scope="col" { (pick(lang, "Exemple", "Example")) }
                        } }
                        tbody {
                            @for group in groups {
                                tr {
                                    th scope="row" {
                                        (words::notice(group.kind, lang)) " "
                                        span.class { "(" (words::notice_class(group.kind, lang)) ")" }
                                    }
                                    td.number { (number::count(group.count(), lang)) }
                                    td { (words::side(group.side, lang)) }
                                    td { (example(run, group)) }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// `ent.csv, ligne 4, ENTPersonDateNaissance : 31/02/2011`
fn example(run: &Run<'_>, group: &NoticeGroup<'_>) -> String {
    let lang = run.lang;
    let Some(notice) = group.notices.first() else {
        return String::new();
    };
    let mut parts = vec![super::source_name(run.side(group.side), notice.origin.source).to_owned()];
    if notice.origin.line > 0 {
        parts.push(format!("{} {}", pick(lang, "ligne", "line"), notice.origin.line));
    }
    parts.push(notice.column.clone());
    parts.retain(|part| !part.is_empty());
    let place = parts.join(", ");
    if notice.value.is_empty() { place } else { format!("{place}{}{}", words::colon(lang), notice.value) }
}

fn sources(run: &Run<'_>) -> Markup {
    let lang = run.lang;
    html! {
        h2 { (pick(lang, "Fichiers lus et règles", "Files read and rules")) }
        div.scroll tabindex="0" role="region" aria-label=(pick(lang, "Fichiers lus", "Files read")) {
            table.wide {
                thead { tr {
                    th scope="col" { (pick(lang, "Fichier", "File")) }
                    th scope="col" { (pick(lang, "Côté", "Side")) }
                    th.number scope="col" { (pick(lang, "Lignes", "Rows")) }
                    th scope="col" { (pick(lang, "Codage", "Encoding")) }
                    th scope="col" { "SHA-256" }
                } }
                tbody {
                    @for input in run.inputs {
                        tr {
                            th scope="row" { (input.name) }
                            td { @match input.side { Side::Base => "PRONOTE", Side::Cas => "CAS" } }
                            td.number { (number::count(input.rows, lang)) }
                            td { (input.encoding) }
                            td.hash { (input.sha256) }
                        }
                    }
                }
            }
        }
        p {
            (pick(lang, "Règles ", "Rules ")) (run.result.rules) ", rapproche " (run.version) "."
        }
        p { (pick(lang,
            "Cette page contient des noms et des dates de naissance : ne la diffusez pas.",
            "This page holds names and birth dates: do not pass it on.")) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::example::school;

    #[test]
    fn loads_nothing_and_runs_nothing() {
        let school = school();
        let page = render(&school.run());
        for forbidden in
            ["http://", "https://", "<script", "<link", "@import", "url(", "style=\"", "javascript:", "onload"]
        {
            let page = page.replace("fill=\"url(#", "");
            assert!(!page.contains(forbidden), "{forbidden}");
        }
    }

    #[test]
    fn everything_of_the_input_is_escaped() {
        let mut school = school();
        school.cas.sources[0] = "<b>x</b>&.csv".into();
        school.notices[1].value = "\"><script>alert(1)</script>".into();
        school.result.rules.name = "<i>".into();
        school.inputs[0].name = "<u>".into();
        let page = render(&school.run());
        for raw in ["<b>x", "<script", "<i>", "<u>"] {
            assert!(!page.contains(raw), "{raw}");
        }
        assert!(page.contains("-10;&quot;x&quot;"), "a uid with quotes");
    }

    #[test]
    fn says_what_to_do_in_french_by_default() {
        let school = school();
        let page = render(&school.run());
        for text in [
            "<html lang=\"fr\">",
            "Rapprochement de l'identité des utilisateurs",
            "3 nouveaux rapprochements",
            "les 6 échecs",
            "Erreurs attendues parmi les 3",
            "ent.csv, ligne 4, ENTPersonDateNaissance : 31/02/2011",
        ] {
            assert!(page.contains(text), "{text}");
        }
        let english = render(&Run { lang: Lang::En, ..school.run() });
        assert!(english.contains("<html lang=\"en\">") && english.contains("What to do now"));
    }

    #[test]
    fn what_to_correct_comes_first_and_what_to_look_up_last() {
        let mut school = school();
        school.make_existing_link_doubtful();
        let page = render(&school.run());
        let at = |id: &str| page.find(&format!("id=\"{id}\"")).unwrap_or_else(|| panic!("{id}"));
        let order = ["steps", "screen", "remarks", "reasons", "doubtful", "cases", "scores", "notes"].map(at);
        assert!(order.is_sorted(), "{order:?}");
        assert!(page.contains("--school ne borne rien"), "a warning where the steps are");
    }

    #[test]
    fn a_large_run_is_sampled_and_says_so() {
        let mut school = school();
        school.repeat_failures(Reason::BelowThreshold, 5000);
        let page = render(&school.run());
        assert_eq!(page.matches("<article").count(), MOST_CASES);
        assert!(page.contains("300 échecs sur 5\u{202f}006"), "says how many are shown");
        assert!(page.len() < 2_000_000, "{} bytes", page.len());
    }
}
