//! The measures with their intervals: overall, per profile, per damage, and how the rule sets differ.

use std::cmp::Reverse;
use std::collections::HashMap;

use maud::{Markup, html};

use crate::evaluation::assessment::{Assessment, Decided, Judged};
use crate::identity::{Lang, Profile};
use crate::report::number;
use crate::report::words::{self, pick};

use super::Study;
use super::figures::{Counts, wilson};

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
                "Rappel : part des liens possibles qui ont été faits. Précision : part des liens faits qui sont justes. Entre crochets, l'intervalle de confiance à 95 % (Wilson). Les liens que la base avait déjà ne sont pas comptés.",
                "Recall: share of the possible links that were made. Precision: share of the links made that are right. In brackets, the 95% confidence interval (Wilson). Links that the base already had are not counted.")) }
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
                    "Test exact de McNemar, sur les seules identités que deux jeux de règles traitent autrement : la probabilité d'un écart pareil, ou plus grand, entre deux jeux de même valeur.",
                    "McNemar's exact test, on the identities that two rule sets treat differently: the probability of such a difference, or a larger one, between two sets of equal worth.")) }
            }
        }
    }
}

/// A line of a table: its title, and the counts of each rule set.
type Row = (String, Vec<Counts>);

fn counts(study: &Study<'_>, wanted: impl Fn(&Assessment, &Judged) -> bool) -> Vec<Counts> {
    let of = |assessment: &Assessment| Counts::of(assessment.judged.iter().filter(|each| wanted(assessment, each)));
    study.judged.iter().map(|judged| of(judged.assessment)).collect()
}

fn is_filled((_, counts): &Row) -> bool {
    counts.iter().any(|counts| counts.asked > 0)
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
            let title = if name.is_empty() { pick(study.lang, "(non dit)", "(not told)") } else { name };
            (title.to_owned(), counts)
        })
        .filter(is_filled)
        .collect();
    rows.sort_by_key(|(_, counts)| {
        let sum = |count: fn(&Counts) -> u64| counts.iter().map(count).sum::<u64>();
        let (_, recall) = wilson(sum(|counts| counts.right), sum(|counts| counts.possible));
        // Millionths, since floating-point numbers are no keys.
        (Reverse(sum(|counts| counts.wrong)), (recall * 1e6) as u64)
    });
    rows
}

fn table(study: &Study<'_>, title: &str, id: &str, rows: &[Row]) -> Markup {
    let lang = study.lang;
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
                        td.number { (number::count(counts.right, lang)) (pick(lang, " / ", " / ")) (number::count(counts.possible, lang)) }
                        td.number.open[counts.wrong > 0] { (number::count(counts.wrong, lang)) }
                        td.number { (number::count(counts.asked - counts.links(), lang)) }
                        td.number { (measure(counts.right, counts.possible, lang)) }
                        td.number { (measure(counts.right, counts.links(), lang)) }
                        td.number { (per_ten_thousand(counts, lang)) }
                        td.number { (f1(counts, lang)) }
                    } }
                } }
            }
        }
    }
}

/// `99,30 % [98,64 ; 99,65]`; a dash where there is nothing to divide by.
fn measure(part: u64, whole: u64, lang: Lang) -> Markup {
    if whole == 0 {
        return html! { "–" };
    }
    let percent = |share: f64| number::decimal(share * 100.0, 2, lang);
    let (low, high) = wilson(part, whole);
    html! {
        (percent(part as f64 / whole as f64)) (pick(lang, "\u{a0}%", "%"))
        span.detail { "[" (percent(low)) (pick(lang, "\u{a0}; ", ", ")) (percent(high)) "]" }
    }
}

fn per_ten_thousand(counts: &Counts, lang: Lang) -> Markup {
    if counts.links() == 0 {
        return html! { "–" };
    }
    let scaled = |rate: f64| number::decimal(rate * 10_000.0, 1, lang);
    let (low, high) = wilson(counts.wrong, counts.links());
    html! {
        (scaled(counts.wrong as f64 / counts.links() as f64))
        span.detail { "[" (scaled(low)) (pick(lang, "\u{a0}; ", ", ")) (scaled(high)) "]" }
    }
}

fn f1(counts: &Counts, lang: Lang) -> String {
    let whole = counts.possible + counts.links();
    if whole == 0 { "–".to_owned() } else { number::decimal(2.0 * counts.right as f64 / whole as f64, 4, lang) }
}

/// One sentence per two rule sets.
fn differences(study: &Study<'_>) -> Vec<String> {
    let mut sentences = Vec::new();
    for (first, one, judged) in study.sets() {
        for (_, other, rival) in study.sets().skip(first + 1) {
            let (gained, lost) = discordant(judged.assessment, rival.assessment);
            sentences.push(difference((&one, gained), (&other, lost), study.lang));
        }
    }
    sentences
}

/// How many identities only the first treats rightly, and only the second. Right is: linked with the right user, or
/// not linked where the base does not have them.
fn discordant(one: &Assessment, other: &Assessment) -> (u64, u64) {
    let is_good = |judged: &Judged| judged.is_right() || judged.truth.is_none() && !judged.is_wrong();
    let is_open = |judged: &&Judged| !matches!(judged.decided, Decided::AlreadyLinked(_));
    let of_other: HashMap<_, _> =
        other.judged.iter().filter(is_open).map(|each| ((each.cas, each.profile), is_good(each))).collect();
    let mut counts = (0, 0);
    for each in one.judged.iter().filter(is_open) {
        match (is_good(each), of_other.get(&(each.cas, each.profile))) {
            (true, Some(false)) => counts.0 += 1,
            (false, Some(true)) => counts.1 += 1,
            _ => {}
        }
    }
    counts
}

fn difference((one, only_one): (&str, u64), (other, only_other): (&str, u64), lang: Lang) -> String {
    let p = mcnemar(only_one, only_other);
    let shown =
        if p < 0.001 { "< ".to_owned() + &number::decimal(0.001, 3, lang) } else { number::decimal(p, 3, lang) };
    let [ones, others] = [only_one, only_other].map(|n| number::count(n, lang));
    let better = if only_one > only_other { one } else { other };
    match lang {
        Lang::Fr => {
            let verdict = match (only_one + only_other, p < 0.05) {
                (0, _) => "les deux décident aussi bien de chacun".to_owned(),
                (_, true) => format!("{better} est meilleur, et ce n'est sans doute pas le hasard (p = {shown})"),
                (_, false) => format!("l'écart peut être dû au hasard (p = {shown})"),
            };
            format!("{one} et {other} : {ones} bien traités par {one} seul, {others} par {other} seul ; {verdict}.")
        }
        Lang::En => {
            let verdict = match (only_one + only_other, p < 0.05) {
                (0, _) => "both decide equally well of everybody".to_owned(),
                (_, true) => format!("{better} is better, and that is hardly chance (p = {shown})"),
                (_, false) => format!("the difference may be chance (p = {shown})"),
            };
            format!("{one} and {other}: {ones} treated well by {one} alone, {others} by {other} alone; {verdict}.")
        }
    }
}

/// Two-sided exact p-value: what a fair coin gives as unequal a split of the discordant.
fn mcnemar(one: u64, other: u64) -> f64 {
    let (n, few) = (one + other, one.min(other));
    let mut log_mass = n as f64 * 0.5_f64.ln();
    let mut tail = log_mass.exp();
    for k in 0..few {
        log_mass += ((n - k) as f64 / (k + 1) as f64).ln();
        tail += log_mass.exp();
    }
    (2.0 * tail).min(1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chance_is_told_from_difference() {
        // R: binom.test(1, 10)$p.value is 0.02148.
        assert!((mcnemar(1, 9) - 0.021_484_375).abs() < 1e-12);
        assert_eq!((mcnemar(0, 0), mcnemar(4, 4)), (1.0, 1.0));
        let sentence = difference(("strict", 1), ("standard", 9), Lang::Fr);
        assert!(
            sentence.ends_with("standard est meilleur, et ce n'est sans doute pas le hasard (p = 0,021)."),
            "{sentence}"
        );
        assert!(difference(("a", 3), ("b", 2), Lang::En).contains("may be chance"));
    }

    #[test]
    fn nothing_to_divide_by_is_a_dash() {
        assert_eq!(measure(0, 0, Lang::Fr).into_string(), "–");
        assert!(measure(9, 10, Lang::Fr).into_string().starts_with("90,00\u{a0}%"));
        assert_eq!(f1(&Counts::default(), Lang::Fr), "–");
    }
}
