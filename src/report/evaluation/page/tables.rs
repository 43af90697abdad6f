//! The measures with their intervals: overall, per profile, per damage, and how the rule sets differ.

use std::cmp::Reverse;

use maud::{Markup, html};

use crate::evaluation::assessment::{Assessment, Judged};
use crate::evaluation::measures::{Counts, Discordance, Interval, wilson};
use crate::identity::{Lang, Profile};
use crate::report::number;
use crate::report::words::{self, pick};

use super::Study;
use crate::report::evaluation::damage_words::class;

/// Damages in the table that is open; the others stand in one to be opened.
const WORST_SHOWN: usize = 10;

pub(super) fn section(study: &Study<'_>) -> Markup {
    let lang = study.lang;
    let overall = vec![(pick(lang, "tous", "all").to_owned(), counts(study, |_, _| true))];
    let profiles = Profile::ALL.map(|profile| {
        (words::profile(profile, lang).to_owned(), counts(study, |_, judged| judged.profile == profile))
    });
    let profiles: Vec<Row> = profiles.into_iter().filter(is_filled).collect();
    let damages = damages(study);
    html! {
        section #measures aria-labelledby="measures-title" {
            h2 #measures-title { (pick(lang, "Mesures", "Measures")) }
            p.hint { (pick(lang,
                "Rappel : part des liens possibles qui ont été faits. Précision : part des liens faits qui sont justes. Entre crochets, l'intervalle de confiance à 95 % (Wilson ; bootstrap pour F1). Les liens que la base avait déjà ne sont pas comptés.",
                "Recall: share of the possible links that were made. Precision: share of the links made that are right. In brackets, the 95% confidence interval (Wilson; bootstrap for F1). Links that the base already had are not counted.")) }
            (table(study, pick(lang, "Ensemble", "Overall"), "overall", &overall))
            @if profiles.len() > 1 { (table(study, pick(lang, "Par profil", "By profile"), "profiles", &profiles)) }
            @if damages.len() > 1 {
                @let (worst, others) = damages.split_at(damages.len().min(WORST_SHOWN));
                (table(study, pick(lang, "Par dégât, le plus mal traité d'abord", "By damage, the worst served first"), "damages", worst))
                @if !others.is_empty() {
                    details {
                        summary { (number::count(others.len() as u64, lang)) (pick(lang, " autres dégâts, mieux traités", " other damages, better served")) }
                        (table(study, pick(lang, "Autres dégâts", "Other damages"), "other-damages", others))
                    }
                }
                p.hint { (pick(lang,
                    "Une identité qui a plusieurs dégâts compte pour chacun.",
                    "An identity with several damages counts for each of them.")) }
            }
            @if study.judged.len() > 1 {
                h3 { (pick(lang, "D'un jeu de règles à l'autre", "From one rule set to another")) }
                ul { @for sentence in differences(study) { li { (sentence) } } }
                p.hint { (pick(lang,
                    "Test de McNemar, sur les seules identités que l'un lie justement et l'autre non : p est la probabilité d'un écart au moins aussi grand entre deux jeux de même valeur. Il ne dit rien des liens faux, donnés à côté.",
                    "McNemar's test, on the identities that one links rightly and the other does not: p is the probability of a difference at least as large between two sets of equal worth. It says nothing of wrong links, which are given beside it.")) }
            }
        }
    }
}

/// A line of a table: its title, and the counts of each rule set.
type Row = (String, Vec<Counts>);

fn counts(study: &Study<'_>, wanted: impl Fn(&Assessment, &Judged) -> bool) -> Vec<Counts> {
    let of = |assessment: &Assessment| super::counts(assessment.judged.iter().filter(|each| wanted(assessment, each)));
    study.judged.iter().map(|judged| of(judged.assessment)).collect()
}

fn is_filled((_, counts): &Row) -> bool {
    counts.iter().any(|counts| counts.to_find + counts.absent > 0)
}

/// Per damage, alone or with others: `accents+moved_near` counts for both. Most wrong links first, then what is most
/// surely missed (the upper end of the recall's interval, so that a single unlucky case does not lead).
fn damages(study: &Study<'_>) -> Vec<Row> {
    let mut names: Vec<&str> =
        study.judged.iter().flat_map(|judged| &judged.assessment.cases).flat_map(|case| case.split('+')).collect();
    names.sort_unstable();
    names.dedup();
    let mut rows: Vec<Row> = names
        .into_iter()
        .map(|name| {
            let counts = counts(study, |assessment, judged| {
                let case = assessment.cases.get(usize::from(judged.case));
                case.is_some_and(|case| case.split('+').any(|damage| damage == name))
            });
            let told = class(name, study.lang);
            let title = if name.is_empty() { pick(study.lang, "(non dit)", "(not told)") } else { &told };
            (title.to_owned(), counts)
        })
        .filter(is_filled)
        .collect();
    rows.sort_by_key(|(_, counts)| {
        let sum = |count: fn(&Counts) -> u64| counts.iter().map(count).sum::<u64>();
        let recall =
            wilson(sum(|counts| counts.right), sum(|counts| counts.to_find)).map_or(2.0, |interval| interval.high);
        // Millionths, since floating-point numbers are no keys; last, where there was nothing to find.
        (Reverse(sum(|counts| counts.wrong)), (recall * 1e6) as u64)
    });
    rows
}

fn table(study: &Study<'_>, title: &str, id: &str, rows: &[Row]) -> Markup {
    let lang = study.lang;
    let percent = pick(lang, "\u{a0}%", "%");
    html! {
        h3 id=(id) { (title) }
        div.scroll tabindex="0" role="region" aria-labelledby=(id) {
            table.wide.measures {
                thead { tr {
                    th scope="col" { (pick(lang, "Qui", "Who")) }
                    th scope="col" { (pick(lang, "Règles", "Rules")) }
                    th.number scope="col" { (pick(lang, "Justes", "Right")) }
                    th.number scope="col" { (pick(lang, "Faux", "Wrong")) }
                    th.number scope="col" { (pick(lang, "Sans lien", "No link")) }
                    th.number scope="col" { (pick(lang, "Rappel", "Recall")) }
                    th.number scope="col" { (pick(lang, "Précision", "Precision")) }
                    th.number scope="col" { (pick(lang, "Faux pour 10\u{202f}000", "Wrong per 10,000")) }
                    th.number scope="col" { "F1" }
                } }
                @for (title, counts) in rows { tbody {
                    @for (index, (counts, (_, name, _))) in counts.iter().zip(study.sets()).enumerate() { tr {
                        @if index == 0 { th scope="rowgroup" rowspan=(study.judged.len()) { (title) } }
                        td { (name) }
                        td.number { (number::count(counts.right, lang)) (pick(lang, " / ", " / ")) (number::count(counts.to_find, lang)) }
                        td.number.open[counts.wrong > 0] { (number::count(counts.wrong, lang)) }
                        td.number { (number::count(counts.left, lang)) }
                        td.number { (measure(counts.recall(), counts.recall_interval(), (100.0, 2), percent, lang)) }
                        td.number { (measure(counts.precision(), counts.precision_interval(), (100.0, 2), percent, lang)) }
                        td.number { (measure(counts.wrong_per_10_000(), counts.wrong_interval(), (1.0, 1), "", lang)) }
                        td.number { (measure(counts.f1(), counts.f1_interval(), (1.0, 4), "", lang)) }
                    } }
                } }
            }
        }
    }
}

/// `99,30 %` over `[98,64 ; 99,65]`; a dash where there is nothing to divide by.
fn measure(
    value: Option<f64>,
    interval: Option<Interval>,
    (factor, decimals): (f64, usize),
    unit: &str,
    lang: Lang,
) -> Markup {
    let shown = |value: f64| number::decimal(value * factor, decimals, lang);
    html! {
        @match value {
            None => "–",
            Some(value) => { (shown(value)) (unit) }
        }
        // A bootstrap of equals has no width, which would look like certainty.
        @if let Some(Interval { low, high }) = interval.filter(|interval| interval.low < interval.high) {
            span.detail { "[" (shown(low)) (pick(lang, "\u{a0}; ", ", ")) (shown(high)) "]" }
        }
    }
}

/// One sentence per two rule sets.
fn differences(study: &Study<'_>) -> Vec<String> {
    let mut sentences = Vec::new();
    for (first, one, judged) in study.sets() {
        for (_, other, rival) in study.sets().skip(first + 1) {
            let discordance = Discordance::of(&judged.assessment.judged, &rival.assessment.judged);
            let wrong = [judged, rival].map(|rules| super::counts(&rules.assessment.judged).wrong);
            sentences.push(difference([&one, &other], discordance, wrong, study.lang));
        }
    }
    sentences
}

fn difference([one, other]: [&str; 2], discordance: Discordance, wrong: [u64; 2], lang: Lang) -> String {
    let Discordance { only_first, only_second } = discordance;
    let p = discordance.p_value();
    let (less, p_shown) = if p < 0.001 { ("<\u{a0}", 0.001) } else { ("=\u{a0}", p) };
    let p_text = format!("p\u{a0}{less}{}", number::decimal(p_shown, 3, lang));
    let [ones, others, wrong, wrong_other] =
        [only_first, only_second, wrong[0], wrong[1]].map(|n| number::count(n, lang));
    let better = if only_first > only_second { one } else { other };
    match lang {
        Lang::Fr => {
            let verdict = match (only_first + only_second, p < 0.05) {
                (0, _) => "tous deux font les mêmes liens justes".to_owned(),
                (_, true) => format!("{better} en fait davantage, et ce n'est sans doute pas le hasard ({p_text})"),
                (_, false) => format!("l'écart peut être dû au hasard ({p_text})"),
            };
            format!(
                "{one} et {other} : liens justes de {one} seul, {ones} ; de {other} seul, {others} ; {verdict}. Liens faux : {wrong} contre {wrong_other}."
            )
        }
        Lang::En => {
            let verdict = match (only_first + only_second, p < 0.05) {
                (0, _) => "both make the same right links".to_owned(),
                (_, true) => format!("{better} makes more of them, and that is hardly chance ({p_text})"),
                (_, false) => format!("the difference may be chance ({p_text})"),
            };
            format!(
                "{one} and {other}: right links by {one} alone, {ones}; by {other} alone, {others}; {verdict}. Wrong links: {wrong} against {wrong_other}."
            )
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chance_is_told_from_difference() {
        let told = |only_first, only_second, lang| {
            difference(["strict", "standard"], Discordance { only_first, only_second }, [0, 2], lang)
        };
        assert_eq!(
            told(1, 9, Lang::Fr),
            "strict et standard : liens justes de strict seul, 1 ; de standard seul, 9 ; standard en fait davantage, \
             et ce n'est sans doute pas le hasard (p\u{a0}=\u{a0}0,021). Liens faux : 0 contre 2."
        );
        assert!(told(3, 2, Lang::En).contains("may be chance"));
        assert!(told(0, 0, Lang::En).contains("the same right links"));
        assert!(told(90, 0, Lang::Fr).contains("p\u{a0}<\u{a0}0,001"));
    }

    #[test]
    fn nothing_to_divide_by_is_a_dash() {
        assert_eq!(measure(None, None, (1.0, 2), "", Lang::Fr).into_string(), "–");
        let shown = measure(Some(0.9), wilson(9, 10), (100.0, 2), " %", Lang::Fr).into_string();
        assert!(shown.starts_with("90,00 %") && shown.contains("[59,58\u{a0}; 98,21]"), "{shown}");
    }
}
