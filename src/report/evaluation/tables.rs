//! The measures as CSV: UTF-8 with a byte order mark, `;`, CRLF, the decimal sign of the run's language.
//!
//! **`measures.csv`**, one row per rule set, profile and class of damage; `*` stands for all.
//!
//! | column | content |
//! |---|---|
//! | `regles`, `version`, `empreinte` | the rule set |
//! | `profil`, `case` | key of the profile, class of damage |
//! | `a_relier` … `laisses_absents` | the counts of [`Counts`] |
//! | `precision`, `rappel`, `f1` | 0–1, six decimals, each with `_min` and `_max` of its 95 % interval |
//! | `faux_pour_10000` | wrong links per 10,000 links, with `_min` and `_max` |
//!
//! **`calibration.csv`**: `regles;risque_min;risque_max;candidats;predits;faux;bande_min;bande_max`, a row per bin of
//! stated risk that is not empty.
//!
//! **`curves.csv`**: `regles;courbe;seuil;justes;faux;precision;rappel`; `courbe` is `probabilite` or `score`.

use std::io::{self, Write};

use super::{Evaluation, JudgedRules};
use crate::evaluation::measures::{Breakdown, Calibration, Counts, Interval, Sweep};
use crate::report::csv_text::CsvText;
use crate::report::tables::{write_header, write_rows};

/// Stands for all profiles or classes.
const ALL: &str = "*";

type Count = (&'static str, fn(&Counts) -> u64);

const COUNTS: [Count; 11] = [
    ("a_relier", |counts| counts.to_find),
    ("decidables", |counts| counts.decidable),
    ("absents", |counts| counts.absent),
    ("deja_relies", |counts| counts.existing),
    ("deja_relies_faux", |counts| counts.existing_wrong),
    ("justes", |counts| counts.right),
    ("faux", |counts| counts.wrong),
    ("faux_absents", |counts| counts.wrong_absent),
    ("manques", Counts::missed),
    ("a_trancher", |counts| counts.undecided),
    ("laisses_absents", Counts::absent_left),
];

type Rate = (&'static str, fn(&Counts) -> Option<f64>, fn(&Counts) -> Option<Interval>);

const RATES: [Rate; 4] = [
    ("precision", Counts::precision, Counts::precision_interval),
    ("rappel", Counts::recall, Counts::recall_interval),
    ("f1", Counts::f1, Counts::f1_interval),
    ("faux_pour_10000", Counts::wrong_per_10_000, Counts::wrong_interval),
];

/// `measures.csv`.
pub(super) fn write_measures(evaluation: &Evaluation<'_>, file: &mut dyn Write) -> io::Result<()> {
    let study = &evaluation.study;
    let mut titles: Vec<String> = ["regles", "version", "empreinte", "profil", "case"].map(str::to_owned).into();
    titles.extend(COUNTS.iter().map(|(title, _)| (*title).to_owned()));
    titles.extend(RATES.iter().flat_map(|(title, ..)| ["", "_min", "_max"].map(|end| format!("{title}{end}"))));
    write_header(study.lang, file, titles.iter().map(String::as_str))?;
    write_rows(study.lang, file, &numbered(evaluation), |&(index, judged), row| {
        let assessment = judged.assessment;
        let breakdown = Breakdown::of(&assessment.judged);
        let mut add = |profile: &str, case: &str, counts: Counts| {
            if counts.identities() > 0 {
                row.text(&study.name(index));
                row.text(&assessment.rules.version);
                row.own(&assessment.rules.fingerprint);
                row.own(profile);
                row.text(case);
                measures(&counts, row);
            }
        };
        let cases = || (0_u16..).zip(&assessment.cases);
        add(ALL, ALL, breakdown.total());
        breakdown.profiles().for_each(|profile| add(profile.key(), ALL, breakdown.profile(profile)));
        cases().for_each(|(case, name)| add(ALL, name, breakdown.case(case)));
        for profile in breakdown.profiles() {
            cases().for_each(|(case, name)| add(profile.key(), name, breakdown.cell(profile, case)));
        }
    })
}

fn measures(counts: &Counts, row: &mut CsvText) {
    COUNTS.iter().for_each(|(_, count)| row.integer(count(counts)));
    for (_, rate, interval) in RATES {
        let interval = interval(counts);
        row.measure(rate(counts), 6);
        row.measure(interval.map(|interval| interval.low), 6);
        row.measure(interval.map(|interval| interval.high), 6);
    }
    row.end_row();
}

/// `calibration.csv`.
pub(super) fn write_calibration(evaluation: &Evaluation<'_>, file: &mut dyn Write) -> io::Result<()> {
    let study = &evaluation.study;
    let titles = ["regles", "risque_min", "risque_max", "candidats", "predits", "faux", "bande_min", "bande_max"];
    write_header(study.lang, file, titles.into_iter())?;
    write_rows(study.lang, file, &numbered(evaluation), |&(index, judged), row| {
        let calibration = Calibration::of(&judged.assessment.judged);
        for (risk, bin) in calibration.bounded().filter(|(_, bin)| bin.candidates > 0) {
            let band = bin.band();
            row.text(&study.name(index));
            row.measure(Some(risk.low), 6);
            row.measure(Some(risk.high), 6);
            row.integer(bin.candidates);
            row.measure(Some(bin.predicted), 6);
            row.integer(bin.wrong);
            row.measure(Some(band.low), 0);
            row.measure(Some(band.high), 0);
            row.end_row();
        }
    })
}

/// `curves.csv`.
pub(super) fn write_curves(evaluation: &Evaluation<'_>, file: &mut dyn Write) -> io::Result<()> {
    let study = &evaluation.study;
    let titles = ["regles", "courbe", "seuil", "justes", "faux", "precision", "rappel"];
    write_header(study.lang, file, titles.into_iter())?;
    write_rows(study.lang, file, &numbered(evaluation), |&(index, judged), row| {
        let judged = &judged.assessment.judged;
        for (curve, sweep) in [("probabilite", Sweep::by_probability(judged)), ("score", Sweep::by_score(judged))] {
            for point in &sweep.points {
                row.text(&study.name(index));
                row.own(curve);
                row.measure(Some(point.from), 6);
                row.integer(point.right);
                row.integer(point.wrong);
                row.measure(Some(point.precision()), 6);
                row.measure(Some(point.recall(sweep.to_find)), 6);
                row.end_row();
            }
        }
    })
}

/// The rule sets with their numbers.
fn numbered<'a>(evaluation: &Evaluation<'a>) -> Vec<(usize, &'a JudgedRules<'a>)> {
    evaluation.study.judged.iter().enumerate().collect()
}
