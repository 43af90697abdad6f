//! The measures as a table for a terminal: profile by profile, the rule sets under each other.

use super::Evaluation;
use crate::evaluation::measures::{Breakdown, Counts, Interval};
use crate::identity::{Lang, Profile};
use crate::report::Screen;
use crate::report::number;
use crate::report::words::{self, pick};

/// Before the name of a rule set under a profile; no-break, so that no table trims it.
const INDENT: &str = "\u{a0}\u{a0}";

/// The table of an evaluation, narrow enough for 80 columns: a single rule set stands in the corner, several under each
/// profile. What does not fit (F1, precision) is in the files.
pub fn measures_screen(evaluation: &Evaluation<'_>) -> Screen {
    let study = &evaluation.study;
    let lang = study.lang;
    let is_alone = study.judged.len() == 1;
    let corner = if is_alone { study.name(0) } else { String::new() };
    // No-break spaces: a heading may be folded, a number not.
    let titles = match lang {
        Lang::Fr => ["À relier", "Justes", "Manqués", "À trancher", "Faux", "Faux pour 10\u{202f}000", "Rappel"],
        Lang::En => ["To find", "Right", "Missed", "Undecided", "Wrong", "Wrong per 10,000", "Recall"],
    };
    let breakdowns: Vec<Breakdown> =
        study.judged.iter().map(|judged| Breakdown::of(&judged.assessment.judged)).collect();
    let mut rows = Vec::new();
    let mut block = |title: &str, counts: &dyn Fn(&Breakdown) -> Counts| {
        if !is_alone {
            rows.push(std::iter::once(title.to_owned()).chain(titles.map(|_| String::new())).collect());
        }
        for (index, breakdown) in breakdowns.iter().enumerate() {
            let title = if is_alone { title.to_owned() } else { format!("{INDENT}{}", study.name(index)) };
            rows.push(row(title, &counts(breakdown), lang));
        }
    };
    let profiles: Vec<_> = breakdowns.first().map(|breakdown| breakdown.profiles().collect()).unwrap_or_default();
    let is_decided = |profile: &&Profile| {
        let counts = breakdowns[0].profile(**profile);
        counts.to_find + counts.absent > 0
    };
    for &profile in profiles.iter().filter(is_decided) {
        block(words::profile(profile, lang), &|breakdown| breakdown.profile(profile));
    }
    if profiles.len() > 1 {
        block(pick(lang, "Ensemble", "Together"), &Breakdown::total);
    }
    Screen {
        title: pick(
            lang,
            "Évaluation des règles (entre parenthèses : intervalle à 95 %)",
            "Evaluation of the rules (in brackets: 95 % interval)",
        ),
        header: std::iter::once(corner).chain(titles.map(str::to_owned)).collect(),
        rows,
    }
}

fn row(title: String, counts: &Counts, lang: Lang) -> Vec<String> {
    let count = |value: u64| number::count(value, lang);
    let rate = |value: Option<f64>, interval: Option<Interval>, factor: f64| match (value, interval) {
        (Some(value), Some(interval)) => {
            let [value, low, high] = [value, interval.low, interval.high].map(|value| value * factor);
            // Of a hundred and more, tenths say nothing; a recall of 100 % has one beside its interval.
            let decimals = if high > 100.0 { 0 } else { 1 };
            let [value, low, high] = [value, low, high].map(|value| number::decimal(value, decimals, lang));
            format!("{value} ({low}–{high})")
        }
        _ => "-".to_owned(),
    };
    vec![
        title,
        count(counts.to_find),
        count(counts.right),
        count(counts.missed()),
        count(counts.undecided),
        count(counts.wrong),
        rate(counts.wrong_per_10_000(), counts.wrong_interval(), 1.0),
        rate(counts.recall(), counts.recall_interval(), 100.0),
    ]
}
