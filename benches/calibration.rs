//! Whether the risks that a rule set states come true, on populations with truth that no rule was tuned on.
//!
//! `cargo bench --bench calibration` makes schools of several seeds (`-- --seed S --seeds N --schools N`, `-- --pool N`,
//! `-- --rules FILE`, `-- --regime NAME`, `-- --relations` if both sides are to tell who answers for whom) and prints, per bin of stated risk, how many best candidates were somebody else, and how many
//! should have been; with `-- --patterns` also by the levels of agreement, the most misjudged first (`--above RISK` leaves out the surer ones). It measures no time.

use std::collections::HashMap;

use rapproche::evaluation::assessment::{Assessment, Cost, Decided};
use rapproche::evaluation::measures::{Calibration, CalibrationBin};
use rapproche::evaluation::synth::{NameTables, Regime, Synth, SynthConfig};
use rapproche::evaluation::truth::Truth;
use rapproche::identity::Profile;
use rapproche::matching::{Field, Level, RuleSet};
use rapproche::reconcile::{Options, reconcile};

/// The seed of the reported figures, and those after it. Seeds below 1,000 belong to whoever tunes a rule.
const REPORTED_SEED: u64 = 30_001;

/// Best candidates of one profile that agree alike.
type Pattern = (Profile, [Level; Field::COUNT]);

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let text = |name: &str| {
        let at = arguments.iter().position(|argument| argument == name)?;
        arguments.get(at + 1)
    };
    let number = |name: &str, default: u64| text(name).and_then(|text| text.parse().ok()).unwrap_or(default);
    let rules = match text("--rules") {
        Some(file) if file.ends_with(".toml") => {
            RuleSet::from_toml(&std::fs::read_to_string(file).expect("a readable file")).expect("a rule file")
        }
        Some(name) => RuleSet::named(name).expect("a shipped rule set"),
        None => RuleSet::default(),
    };
    let relations = arguments.iter().any(|argument| argument == "--relations");
    let least_risk = text("--above").and_then(|text| text.parse().ok()).unwrap_or(0.0);
    let first = number("--seed", REPORTED_SEED);
    let mut calibration = Calibration::default();
    let mut patterns: HashMap<Pattern, CalibrationBin> = HashMap::new();
    let (mut links, mut right, mut wrong, mut to_find, mut expected) = (0, 0, 0, 0, 0.0);
    for seed in first..first + number("--seeds", 4) {
        let synth = match text("--pool") {
            Some(_) => Synth::pool(number("--pool", 0) as usize, seed),
            None => match text("--regime") {
                Some(name) => {
                    Synth::regime(Regime::named(name).expect("a regime"), number("--schools", 50) as usize, seed)
                }
                None => Synth::schools(number("--schools", 50) as usize, seed),
            },
        };
        let relations = relations || synth.config().relations;
        let config = SynthConfig { relations, ..synth.config().clone() };
        let data = Synth::new(config, NameTables::embedded()).dataset();
        let truth = Truth::of_made_up(&data.truth, &data.base, &data.cas);
        let result = reconcile(&data.base, &data.cas, &rules, &Options::default(), &());
        let assessment = Assessment::of(&result, &truth, Cost::default());
        calibration += Calibration::of(&assessment.judged);
        expected += assessment.expected_wrong;
        for judged in &assessment.judged {
            to_find += usize::from(judged.truth.is_some());
            if let Decided::Linked(user) = judged.decided {
                links += 1;
                let is_right = judged.truth == Some(user);
                right += usize::from(is_right);
                wrong += usize::from(!is_right);
            }
            let Some(best) = judged.best.filter(|best| best.probability > 0.5) else { continue };
            if matches!(judged.decided, Decided::AlreadyLinked(_)) {
                continue;
            }
            // Of two accounts of one person each is right, see `Calibration::of`.
            let is_one_of_two = assessment.cases[usize::from(judged.case)].contains("second_account");
            if 1.0 - best.probability < least_risk || is_one_of_two {
                continue;
            }
            *patterns.entry((judged.profile, *best.comparison.levels())).or_default() += CalibrationBin {
                candidates: 1,
                predicted: 1.0 - best.probability,
                wrong: u64::from(judged.truth != Some(best.user)),
            };
        }
    }
    println!(
        "{}: {links} links, {right} right of {to_find} to find ({:.2} %), {wrong} wrong where {expected:.1} were expected",
        rules.name,
        100.0 * right as f64 / to_find as f64
    );
    println!("| stated risk | candidates | expected wrong | wrong | 95 % band | |\n|---|---:|---:|---:|---:|---|");
    for (risk, bin) in calibration.bounded().filter(|(_, bin)| bin.candidates > 0) {
        let (band, verdict) = (bin.band(), if bin.is_kept() { "" } else { "outside" });
        println!(
            "| {:.0e}–{:.0e} | {} | {:.2} | {} | {}–{} | {verdict} |",
            risk.low, risk.high, bin.candidates, bin.predicted, bin.wrong, band.low, band.high
        );
    }
    if arguments.iter().any(|argument| argument == "--patterns") {
        print_patterns(patterns);
    }
}

fn print_patterns(patterns: HashMap<Pattern, CalibrationBin>) {
    let mut rows: Vec<_> = patterns.into_iter().collect();
    let surprise = |bin: &CalibrationBin| (bin.predicted - bin.wrong as f64).abs() / (bin.predicted + 0.5).sqrt();
    rows.sort_by(|(_, a), (_, b)| surprise(b).total_cmp(&surprise(a)));
    println!(
        "\n| profile | family, given, order, date, postcode, sex, children | candidates | expected wrong | wrong |"
    );
    println!("|---|---|---:|---:|---:|");
    for ((profile, levels), bin) in rows.into_iter().take(40) {
        let levels = levels.map(|level| level.to_string()).join(", ");
        println!("| {} | {levels} | {} | {:.2} | {} |", profile.key(), bin.candidates, bin.predicted, bin.wrong);
    }
}
