//! `rapproche train`: what is learnt is a rule file that the other commands take, and says how sure it is.

use std::fs;

use rapproche::evaluation::synth::Synth;
use rapproche::evaluation::training::{TrainingOptions, train, train_with_truth};
use rapproche::evaluation::truth::Truth;
use rapproche::identity::Profile;
use rapproche::matching::rules::{Decision, FieldProbabilities, LevelProbabilities};
use rapproche::matching::{Field, Level, RuleSet};
use rapproche::reconcile::Options;

use crate::work_dir::{WorkDir, text as text_of};

const TRAINED: [Profile; 2] = [Profile::Pupils, Profile::Parents];
const FIELDS: [Field; 3] = [Field::Family, Field::Given, Field::Postcode];

/// The rules with an m of 0.7 for equality, what is left going to the other levels, and every other account unknown.
fn believing_little(mut rules: RuleSet) -> RuleSet {
    for profile in TRAINED {
        let mut probabilities = *rules.probabilities(profile);
        for field in FIELDS {
            let known = probabilities.field(field);
            let others = 1.0 - known.level(Level::Exact).expect("a level").m;
            let levels = known.iter().map(|(level, &of)| {
                let m = if level == Level::Exact { 0.7 } else { of.m * 0.3 / others };
                (level, LevelProbabilities { m, ..of })
            });
            probabilities = probabilities.with_field(field, FieldProbabilities::from_levels(levels));
        }
        rules = rules.with_probabilities(profile, probabilities).expect("adds up");
    }
    let decision = Decision { share_in_base: 0.5, ..rules.decision.clone() };
    rules.with_decision(decision)
}

#[test]
fn without_truth_m_comes_close_to_what_the_truth_says() {
    let data = Synth::schools(12, 7).dataset();
    let truth = Truth::of_made_up(&data.truth, &data.base, &data.cas);
    let (run, options) = (Options::default(), TrainingOptions::default());
    // Far from what these schools show: what comes near the truth was learnt.
    let parent = believing_little(RuleSet::default());
    let blind = train(&data.base, &data.cas, &parent, &run, &options);
    let told = train_with_truth(&data.base, &data.cas, &parent, &run, &options, &truth);
    for profile in TRAINED {
        for field in FIELDS {
            let m = |rules: &RuleSet| rules.probabilities(profile).field(field).level(Level::Exact).expect("a level").m;
            let (blind, told) = (m(&blind.rules), m(&told.rules));
            assert!(told > 0.9, "{profile:?} {field:?}: {told}");
            assert!((blind - told).abs() < 0.02, "{profile:?} {field:?}: {blind} without truth, {told} with it");
        }
    }
    let share = |rules: &RuleSet| rules.decision.share_in_base;
    assert!((share(&blind.rules) - share(&told.rules)).abs() < 0.01, "{:?} {:?}", blind.rules, told.rules);
    let passes = blind.profiles.iter().flat_map(|training| &training.passes);
    assert!(passes.filter(|pass| pass.is_used()).all(|pass| pass.converged));
    let written = RuleSet::from_toml(&blind.rules.to_toml(&[])).expect("a rule file");
    assert_eq!(written.fingerprint(), blind.rules.fingerprint());
}

#[test]
fn the_file_written_is_one_that_reconcile_takes_and_is_never_overwritten() {
    let dir = WorkDir::new();
    Synth::schools(1, 3).write(&dir.path("essai")).expect("written");
    let train = ["train", "--base", "essai/base.csv", "--cas", "essai/cas.csv", "--out", "appris.toml"];
    let said = text_of(&dir.command(train).assert().success().get_output().stdout);
    assert!(said.contains("convergence atteinte"), "{said}");
    let text = fs::read_to_string(dir.path("appris.toml")).expect("a file");
    assert!(RuleSet::from_toml(&text).is_ok(), "{text}");
    let again = text_of(&dir.command(train).assert().failure().get_output().stderr);
    assert!(again.contains("appris.toml existe déjà"), "{again}");
    assert_eq!(fs::read_to_string(dir.path("appris.toml")).expect("a file"), text);
}
