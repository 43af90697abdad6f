//! How good the shipped rule sets are, on populations with truth that no rule was tuned on.
//!
//! `cargo bench --bench quality` makes fifty schools (or `-- --schools N --seed S`, `-- --pool N`) and prints, for
//! each rule set and profile, what was linked rightly and wrongly. The figures in `benches/README.md` come
//! from here. It measures no time: `benches/engine.rs` does.
//!
//! `-- --regimes` runs the standard rules on every regime of `synth` instead, in runs and at the first connection
//! (`--schools N --seed S`; `--only NAME,NAME`; `--rules NAME`; `--batch` or `--door` for one of the two; `--alone` for a
//! run per school; `--wrong` prints each wrong link).

use std::collections::HashMap;

use rapproche::evaluation::assessment::{Assessment, Cost};
use rapproche::evaluation::measures::Breakdown;
use rapproche::evaluation::synth::{Dataset, Synth};
use rapproche::evaluation::truth::Truth;
use rapproche::identity::Profile;
use rapproche::matching::RuleSet;
use rapproche::matching::rules::SHIPPED;
use rapproche::reconcile::{Options, Reconciliation, Verdict, reconcile};

#[path = "quality/regimes.rs"]
mod regimes;

/// Seeds below 1,000 belong to whoever tunes a rule; figures are reported on others.
const REPORTED_SEED: u64 = 20_260;

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let number = |name: &str| {
        let at = arguments.iter().position(|argument| argument == name)?;
        arguments.get(at + 1)?.parse::<u64>().ok()
    };
    let seed = number("--seed").unwrap_or(REPORTED_SEED);
    let has = |name: &str| arguments.iter().any(|argument| argument == name);
    if has("--regimes") {
        let text = |name: &str| {
            let at = arguments.iter().position(|argument| argument == name)?;
            arguments.get(at + 1).cloned()
        };
        let rules = match text("--rules") {
            Some(file) if file.ends_with(".toml") => {
                RuleSet::from_toml(&std::fs::read_to_string(file).expect("a readable file")).expect("a rule file")
            }
            Some(name) => RuleSet::named(&name).expect("a shipped rule set"),
            None => RuleSet::default(),
        };
        let only = text("--only").map(|names| names.split(',').map(str::to_owned).collect());
        let measurement = regimes::Measurement {
            seed,
            schools: number("--schools").unwrap_or(50) as usize,
            only: only.unwrap_or_default(),
            alone: has("--alone"),
            batch: !has("--door"),
            door: !has("--batch"),
            wrong: has("--wrong"),
            rules,
        };
        return measurement.print();
    }
    let synth = match number("--pool") {
        Some(identities) => Synth::pool(identities as usize, seed),
        None => Synth::schools(number("--schools").unwrap_or(50) as usize, seed),
    };
    let data = synth.dataset();
    let truth = Truth::of_made_up(&data.truth, &data.base, &data.cas);
    println!("seed {seed}: {} users, {} identities", data.base.len(), data.cas.len());
    println!(
        "| rules | profile | in the base | decidable | linked, of all | linked, of decidable | wrong | per 10,000 | expected |"
    );
    println!("|---|---|---:|---:|---:|---:|---:|---:|---:|");
    for (name, _) in SHIPPED {
        let rules = RuleSet::named(name).expect("shipped");
        let result = reconcile(&data.base, &data.cas, &rules, &Options::default(), &());
        let assessment = Assessment::of(&result, &truth, Cost::default());
        let breakdown = Breakdown::of(&assessment.judged);
        let rows = breakdown.profiles().map(|profile| (profile.key(), breakdown.profile(profile), None));
        let all = ("all", breakdown.total(), Some(assessment.expected_wrong));
        for (profile, counts, expected) in rows.chain([all]).filter(|row| row.1.to_find > 0) {
            println!(
                "| {name} | {profile} | {} | {} | {:.2} % | {:.2} % | {} | {:.2} | {} |",
                counts.to_find,
                counts.decidable,
                100.0 * counts.recall().unwrap_or_default(),
                100.0 * counts.recall_decidable().unwrap_or_default(),
                counts.wrong,
                counts.wrong_per_10_000().unwrap_or_default(),
                expected.map_or(String::new(), |expected| format!("{expected:.2}")),
            );
        }
        if name == "standard" && arguments.iter().any(|argument| argument == "--cases") {
            print_cases(&data, &result);
        }
    }
}

/// How many identities of a class there are, and the failures among them by reason.
type Missed<'a> = (u64, HashMap<&'a str, u64>);

/// What became of each class of damage, the most often missed first.
fn print_cases(data: &Dataset, result: &Reconciliation) {
    let cases: HashMap<_, _> = data.truth.iter().map(|truth| ((&*truth.uid, Some(truth.profile)), truth)).collect();
    let mut missed: HashMap<(Profile, String), Missed<'_>> = HashMap::new();
    for outcome in &result.outcomes {
        let Some(truth) = cases.get(&(data.cas.person(outcome.cas).id(), outcome.profile)) else { continue };
        if truth.idpn.is_empty() || !truth.decidable {
            continue;
        }
        let (seen, reasons) = missed.entry((truth.profile, truth.case.code())).or_default();
        *seen += 1;
        if let Verdict::Failed(failure) = &outcome.verdict {
            *reasons.entry(failure.reason.code()).or_default() += 1;
        }
    }
    let mut rows: Vec<_> = missed.into_iter().collect();
    rows.sort_by_key(|(_, (_, reasons))| std::cmp::Reverse(reasons.values().sum::<u64>()));
    for ((profile, case), (seen, reasons)) in rows.into_iter().filter(|row| !row.1.1.is_empty()).take(40) {
        println!("{:>6} of {seen:>6}  {} {case} {reasons:?}", reasons.values().sum::<u64>(), profile.key());
    }
}
