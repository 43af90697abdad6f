//! The measures as a table for a terminal: profile by profile, the rule sets under each other.

use super::Evaluation;
use crate::evaluation::measures::{Breakdown, Counts, Interval};
use crate::identity::{Lang, Profile};
use crate::report::Screen;
use crate::report::number;
use crate::report::words::{self, pick};

/// The table of an evaluation.
pub fn measures_screen(evaluation: &Evaluation<'_>) -> Screen {
    let study = &evaluation.study;
    let lang = study.lang;
    let header = match lang {
        Lang::Fr => ["", "", "À relier", "Justes", "Manqués", "À trancher", "Faux", "Faux pour 10 000", "Rappel", "F1"],
        Lang::En => ["", "", "To find", "Right", "Missed", "Undecided", "Wrong", "Wrong per 10,000", "Recall", "F1"],
    };
    let breakdowns: Vec<Breakdown> =
        study.judged.iter().map(|judged| Breakdown::of(&judged.assessment.judged)).collect();
    let mut rows = Vec::new();
    let mut block = |title: &str, counts: &dyn Fn(&Breakdown) -> Counts| {
        for (index, breakdown) in breakdowns.iter().enumerate() {
            let title = if index == 0 { title } else { "" };
            rows.push(row(title, study.name(index), &counts(breakdown), lang));
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
        header: header.map(str::to_owned).into(),
        rows,
    }
}

fn row(title: &str, name: String, counts: &Counts, lang: Lang) -> Vec<String> {
    let count = |value: u64| number::count(value, lang);
    let rate = |value: Option<f64>, interval: Option<Interval>, factor: f64, decimals: usize| match (value, interval) {
        (Some(value), Some(interval)) => {
            let digits = |value: f64| number::decimal(value * factor, decimals, lang);
            format!("{} ({}–{})", digits(value), digits(interval.low), digits(interval.high))
        }
        _ => "-".to_owned(),
    };
    vec![
        title.to_owned(),
        name,
        count(counts.to_find),
        count(counts.right),
        count(counts.missed()),
        count(counts.undecided),
        count(counts.wrong),
        rate(counts.wrong_per_10_000(), counts.wrong_interval(), 1.0, 1),
        rate(counts.recall(), counts.recall_interval(), 100.0, 1),
        rate(counts.f1(), counts.f1_interval(), 1.0, 4),
    ]
}
