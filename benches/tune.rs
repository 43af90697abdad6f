//! Whether what `tune` promises comes true, on made-up populations that no rule was tuned on.
//!
//! `cargo bench --bench tune` makes twenty populations of 120 schools (or `-- --seeds N`, `-- --schools N`), tunes `standard` on
//! each (`-- --max-wrong 0.0001`, `-- --confidence 0.95`) and prints what was chosen, what the people held out say of it, and
//! how often the choice links wrongly in all the other populations, which is as near as one comes to its true rate. `-- --ladder`
//! prints the rungs of the first. The figures in `benches/README.md` come from here.

use rapproche::evaluation::measures::{at_least, upper_bound};
use rapproche::evaluation::synth::{Dataset, Synth};
use rapproche::evaluation::truth::Truth;
use rapproche::evaluation::tuning::{Tuned, TuningOptions, tune};
use rapproche::matching::RuleSet;
use rapproche::reconcile::{Deliberation, Options};

/// Seeds of their own: no other bench or test makes these populations.
const FIRST_SEED: u64 = 31_000;

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let number = |name: &str| -> Option<f64> {
        let at = arguments.iter().position(|argument| argument == name)?;
        arguments.get(at + 1)?.parse().ok()
    };
    let seeds = number("--seeds").unwrap_or(20.0) as u64;
    let schools = number("--schools").unwrap_or(120.0) as usize;
    let defaults = TuningOptions::default();
    let options = TuningOptions {
        max_wrong: number("--max-wrong").unwrap_or(defaults.max_wrong),
        confidence: number("--confidence").unwrap_or(defaults.confidence),
        ..defaults
    };
    let rules = RuleSet::default();
    let people = |seed: u64| -> (Dataset, Truth) {
        let data = Synth::schools(schools, FIRST_SEED + seed).dataset();
        let truth = Truth::of_made_up(&data.truth, &data.base, &data.cas);
        (data, truth)
    };
    let tuned: Vec<Tuned> = (0..seeds)
        .map(|seed| {
            let (data, truth) = people(seed);
            tune(&data.base, &data.cas, &rules, &truth, &Options::default(), options, &())
                .expect("a scored set and two parts")
        })
        .collect();
    if arguments.iter().any(|argument| argument == "--ladder") {
        print_ladder(&tuned[0]);
    }

    // Wrong links and links of each choice, over the populations that it was not chosen on.
    let mut elsewhere = vec![(0_u64, 0_u64); tuned.len()];
    for seed in 0..seeds {
        let (data, truth) = people(seed);
        let mut run = Deliberation::new(&data.base, &data.cas, &rules, &Options::default(), &());
        for (number, tuned) in tuned.iter().enumerate().filter(|&(number, _)| number as u64 != seed) {
            let Some(choice) = &tuned.chosen else { continue };
            run.decide(tuned.rungs[choice.rung].caution);
            for link in run.links() {
                let Some(identity) = truth.of(link.cas, link.profile) else { continue };
                elsewhere[number].0 += u64::from(identity.user != Some(link.base));
                elsewhere[number].1 += 1;
            }
        }
    }
    println!("rules {} {}", rules.name, rules.fingerprint());
    println!(
        "| seed | promised | risk ≤ | threshold, margin | wrong where chosen | wrong held out | recall held out | as given | wrong elsewhere | in 10,000 |"
    );
    println!("|---:|---|---:|---:|---:|---:|---:|---:|---:|---:|");
    let mut broken = 0_u64;
    let mut exceeded = 0_u64;
    for ((tuned, &(wrong, links)), seed) in tuned.iter().zip(&elsewhere).zip(FIRST_SEED..) {
        let Some(choice) = &tuned.chosen else {
            println!("| {seed} | no | | | | | | | | |");
            continue;
        };
        let rung = &tuned.rungs[choice.rung];
        let (before, after) = (choice.held_out.before.total(), choice.held_out.after.total());
        let percent = |recall: Option<f64>| format!("{:.2} %", 100.0 * recall.unwrap_or_default());
        if tuned.promise.kept.is_some() {
            broken += u64::from(wrong as f64 > options.max_wrong * links as f64);
            exceeded += u64::from(after.wrong as f64 > options.max_wrong * after.links() as f64);
        }
        println!(
            "| {seed} | {} | {:?} | {}, {} | {} of {} | {} of {} | {} | {} | {wrong} of {links} | {:.2} |",
            if tuned.promise.kept.is_some() { "yes" } else { "no" },
            rung.caution.max_link_risk,
            rung.caution.threshold,
            rung.caution.margin,
            rung.wrong,
            rung.judged(),
            after.wrong,
            after.links(),
            percent(after.recall()),
            percent(before.recall()),
            1e4 * wrong as f64 / links.max(1) as f64,
        );
    }
    let promised = tuned.iter().filter(|tuned| tuned.promise.kept.is_some()).count() as u64;
    println!("{promised} promises; {broken} broken elsewhere, {exceeded} exceeded by the people held out");
    println!(
        "P(so many broken or more | each with probability {:.2}) = {:.3}",
        1.0 - options.confidence,
        at_least(broken, promised, 1.0 - options.confidence)
    );
}

fn print_ladder(tuned: &Tuned) {
    for rung in &tuned.rungs {
        println!(
            "{:?}: {} links, {:.3} expected wrong; to choose on: {} of {} wrong, at most {:.2} in 10,000",
            rung.caution,
            rung.links,
            rung.expected_wrong,
            rung.wrong,
            rung.judged(),
            1e4 * upper_bound(rung.wrong, rung.judged(), tuned.options.confidence)
        );
    }
}
