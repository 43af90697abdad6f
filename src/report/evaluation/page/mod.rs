//! `evaluation.html`: rule sets side by side, judged against the truth, on one page.
//!
//! Input: a [`Study`], two populations and what each rule set did with them. Output: a page that loads nothing. Its
//! one script only hides and shows the cases, and its policy lets the browser run that script and no other. Invariants:
//! everything that comes from the input is escaped, every picture stands beside its figures, and the page is
//! bounded: past [`MOST_BYTES`] of cases it says what it leaves out.

mod calibration;
mod case;
mod cases;
mod chart;
mod curves;
mod head;
mod policy;
mod scores;
mod tables;
mod waterfall;

#[cfg(test)]
mod tests;

use maud::{DOCTYPE, PreEscaped, html};

use crate::evaluation::assessment::{Assessment, Judged};
use crate::evaluation::measures::Counts;
use crate::evaluation::truth::Doubt;
use crate::identity::{Lang, Population};
use crate::matching::Weight;
use crate::report::words::pick;

/// How large the cases may make the page, in bytes.
const MOST_BYTES: usize = 4_000_000;

const STYLE: [&str; 2] = [include_str!("../../page/style.css"), include_str!("style.css")];
const SCRIPT: &str = include_str!("filter.js");

/// What rule sets did on the same people.
#[derive(Debug, Clone, Copy)]
pub struct Study<'a> {
    /// The PRONOTE base.
    pub base: &'a Population,
    /// The ENT's users.
    pub cas: &'a Population,
    /// Name of the file that says who is who.
    pub truth: &'a str,
    /// One per rule set, in the order asked for.
    pub judged: &'a [JudgedRules<'a>],
    /// Language of the page.
    pub lang: Lang,
    /// Version of the program.
    pub version: &'a str,
    /// When the evaluation took place, as `2025-09-01T08:30:00`; it is printed as it is.
    pub generated_at: &'a str,
}

/// A rule set and what it did.
#[derive(Debug, Clone, Copy)]
pub struct JudgedRules<'a> {
    /// Identity by identity.
    pub assessment: &'a Assessment,
    /// The score that a link needs, where the rule set has one.
    pub threshold: Option<Weight>,
}

/// Over `judged`.
fn counts<'a>(judged: impl IntoIterator<Item = &'a Judged>) -> Counts {
    judged.into_iter().map(Counts::of).sum()
}

impl Study<'_> {
    /// What a rule set is called on this page: its name, and its number where two are called the same.
    pub(in crate::report::evaluation) fn name(&self, index: usize) -> String {
        let name = |judged: &JudgedRules<'_>| judged.assessment.rules.name.clone();
        let own = name(&self.judged[index]);
        let is_shared = self.judged.iter().filter(|other| name(other) == own).count() > 1;
        if is_shared { format!("{own} ({})", index + 1) } else { own }
    }

    /// The rule sets with what they are called.
    fn sets(&self) -> impl Iterator<Item = (usize, String, &JudgedRules<'_>)> {
        self.judged.iter().enumerate().map(|(index, judged)| (index, self.name(index), judged))
    }

    /// Whether there is anybody of whom the truth is known.
    fn is_empty(&self) -> bool {
        self.judged.iter().all(|judged| judged.assessment.judged.is_empty())
    }
}

/// The whole page; `doubts` are told before any figure.
pub fn page(study: &Study<'_>, doubts: &[Doubt]) -> String {
    let lang = study.lang;
    let title = pick(lang, "Évaluation des règles de rapprochement", "Evaluation of the matching rules");
    html! {
        (DOCTYPE)
        html lang=(pick(lang, "fr", "en")) {
            head {
                meta charset="utf-8";
                meta http-equiv="Content-Security-Policy" content=(policy::policy(SCRIPT));
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                meta name="referrer" content="no-referrer";
                meta name="robots" content="noindex";
                title { (title) }
                @for sheet in STYLE { style { (PreEscaped(sheet)) } }
            }
            body {
                header {
                    h1 { (title) }
                    p.origin { (study.generated_at.replace('T', " ")) " · rapproche " (study.version) }
                }
                main {
                    (head::section(study, doubts))
                    @if study.is_empty() {
                        p.notice { (pick(lang,
                            "La vérité ne dit rien d'aucune de ces identités : il n'y a rien à mesurer. Ses identifiants sont-ils ceux du fichier CAS ?",
                            "The truth says nothing of any of these identities: there is nothing to measure. Are its ids those of the CAS file?")) }
                    } @else {
                        (tables::section(study))
                        (curves::section(study))
                        (calibration::section(study))
                        (scores::section(study))
                        (cases::section(study, MOST_BYTES))
                    }
                }
                footer {
                    p { (pick(lang,
                        "Cette page contient des noms et des dates de naissance : ne la diffusez pas.",
                        "This page holds names and birth dates: do not pass it on.")) }
                }
                script { (PreEscaped(SCRIPT)) }
            }
        }
    }
    .into_string()
}
