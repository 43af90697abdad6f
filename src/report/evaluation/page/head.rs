//! What was judged, by what, and the verdict in words that need no statistics.

use maud::{Markup, html};

use crate::evaluation::truth::Doubt;
use crate::identity::Lang;
use crate::report::evaluation::doubt_lines;
use crate::report::number;
use crate::report::words::{self, pick};

use super::{JudgedRules, Study, counts};

pub(super) fn section(study: &Study<'_>, doubts: &[Doubt]) -> Markup {
    let lang = study.lang;
    let known = study.judged.first().map_or(0, |judged| judged.assessment.judged.len()) as u64;
    let sources = |names: &[String]| names.join(", ");
    html! {
        section #verdict aria-labelledby="verdict-title" {
            h2 #verdict-title { (pick(lang, "Verdict", "Verdict")) }
            ul.steps {
                @for (_, name, judged) in study.sets() {
                    li { b { (name) } (words::colon(lang)) (verdict(judged, lang)) }
                }
            }
            @for sentence in doubt_lines(doubts, lang) { p.notice { (sentence) } }
            div.scroll tabindex="0" role="region" aria-labelledby="verdict-title" {
                table.wide {
                    thead { tr {
                        th scope="col" { (pick(lang, "Règles", "Rules")) }
                        th scope="col" { "Version" }
                        th scope="col" { (pick(lang, "Empreinte", "Fingerprint")) }
                        th.number scope="col" { (pick(lang, "Seuil", "Threshold")) }
                        th.number scope="col" { (pick(lang, "Durée", "Time")) }
                        th.number scope="col" { (pick(lang, "Mémoire", "Memory")) }
                    } }
                    tbody { @for (_, name, judged) in study.sets() {
                        tr {
                            @let rules = &judged.assessment.rules;
                            th scope="row" { (name) }
                            td { (rules.version) }
                            td { code { (rules.fingerprint) } }
                            td.number { @match judged.threshold {
                                Some(threshold) => { (number::weight(threshold, lang)) " bits" },
                                None => "–",
                            } }
                            td.number { (number::decimal(judged.assessment.cost.elapsed.as_secs_f64(), 2, lang)) "\u{a0}s" }
                            td.number { @match judged.assessment.cost.peak_memory {
                                Some(bytes) => { (number::count(bytes >> 20, lang)) (pick(lang, "\u{a0}Mio", "\u{a0}MiB")) },
                                None => "–",
                            } }
                        }
                    } }
                }
            }
            p.hint {
                "PRONOTE" (words::colon(lang)) (sources(&study.base.sources))
                " (" (number::count(study.base.len() as u64, lang)) ") · CAS" (words::colon(lang))
                (sources(&study.cas.sources)) " (" (number::count(study.cas.len() as u64, lang)) ") · "
                (pick(lang, "vérité", "truth")) (words::colon(lang)) (study.truth) " (" (number::count(known, lang)) ")"
            }
        }
    }
}

/// `1 142 liens justes sur 1 150 possibles, 0 lien faux (au plus 4 sur 1 000 à 95 %)…`
fn verdict(judged: &JudgedRules<'_>, lang: Lang) -> String {
    let counts = counts(&judged.assessment.judged);
    if counts.to_find + counts.absent == 0 {
        return pick(lang, "rien à juger.", "nothing to judge.").to_owned();
    }
    let [right, possible, wrong, undecided] =
        [counts.right, counts.to_find, counts.wrong, counts.left].map(|n| number::count(n, lang));
    let plural = |count: u64, one: &'static str, more: &'static str| if count < 2 { one } else { more };
    let expected = number::decimal(judged.assessment.expected_wrong, 2, lang);
    // Of no link, nothing follows.
    let bound = counts.wrong_interval().map_or_else(String::new, |interval| {
        let bound = at_most(interval.high / 10_000.0, lang);
        match lang {
            Lang::Fr => format!(" ({bound} à 95 %)"),
            Lang::En => format!(" ({bound}, 95% confidence)"),
        }
    });
    match lang {
        Lang::Fr => format!(
            "{right} {} sur {possible} {}, {wrong} {}{bound} ; {undecided} {} à un administrateur. \
             Liens faux que les règles annonçaient : {expected}.",
            plural(counts.right, "lien juste", "liens justes"),
            plural(counts.to_find, "possible", "possibles"),
            plural(counts.wrong, "lien faux", "liens faux"),
            plural(counts.left, "identité laissée", "identités laissées"),
        ),
        Lang::En => format!(
            "{right} right {} of {possible} possible, {wrong} wrong{bound}; {undecided} left to an \
             administrator. Wrong links that the rules expected: {expected}.",
            if counts.right == 1 { "link" } else { "links" },
        ),
    }
}

/// A rate as people count: `au plus 4 sur 1 000`, rounded up.
fn at_most(rate: f64, lang: Lang) -> String {
    let out_of: u32 =
        [10_u32, 100, 1_000, 10_000, 100_000].into_iter().find(|&n| rate * f64::from(n) >= 1.0).unwrap_or(1_000_000);
    // A hair below, so that 3.0000000001 is no 4; at most 1,000,000, so the cast is exact.
    let hits = (rate * f64::from(out_of) - 1e-9).ceil().max(0.0) as u64;
    let (hits, out_of) = if hits == 10 { (1, out_of / 10) } else { (hits, out_of) };
    let [hits, out_of] = [hits, u64::from(out_of)].map(|n| number::count(n, lang));
    match lang {
        Lang::Fr => format!("au plus {hits} sur {out_of}"),
        Lang::En => format!("at most {hits} in {out_of}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bound_is_rounded_up_and_told_in_round_numbers() {
        assert_eq!(at_most(0.00333, Lang::Fr), "au plus 4 sur 1\u{202f}000");
        assert_eq!(at_most(0.003, Lang::En), "at most 3 in 1,000");
        assert_eq!(at_most(0.16, Lang::Fr), "au plus 2 sur 10");
        assert_eq!(at_most(0.009_99, Lang::Fr), "au plus 1 sur 100");
        assert_eq!(at_most(1.0, Lang::Fr), "au plus 1 sur 1");
    }
}
