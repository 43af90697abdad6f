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

#[test]
fn a_profile_with_too_few_true_pairs_keeps_its_probabilities_and_doubts_are_told() {
    let dir = WorkDir::new();
    Synth::schools(1, 3).write(&dir.path("essai")).expect("written");
    let truth = fs::read_to_string(dir.path("essai/truth.csv")).expect("a truth");
    // All pupils, and some parents: far too few to learn from.
    let mut parents = 0;
    let kept = truth.lines().filter(|line| {
        parents += usize::from(line.contains(";parents;"));
        !line.contains(";parents;") || parents <= 20
    });
    dir.write("truth.csv", kept.collect::<Vec<_>>().join("\n") + "\nnobody;1;eleves;;\n");
    let train = |out: &str, more: &[&str]| {
        let lists = ["train", "--base", "essai/base.csv", "--cas", "essai/cas.csv", "--out", out];
        text_of(&dir.command(lists.iter().chain(more)).assert().success().get_output().stdout)
    };
    let said = train("appris.toml", &["--truth", "truth.csv"]);
    let few = said.lines().find(|line| line.starts_with("Trop peu de monde")).expect("a line on those left out");
    assert!(few.contains("Parents") && !few.contains("Élèves"), "{said}");
    assert!(said.contains("Sans vérité, et non jugés : ") && said.contains("uid nobody"), "{said}");
    let text = fs::read_to_string(dir.path("appris.toml")).expect("a file");
    let learnt = RuleSet::from_toml(&text).expect("a rule file");
    let standard = RuleSet::default();
    assert_eq!(learnt.probabilities(Profile::Parents), standard.probabilities(Profile::Parents));
    assert_ne!(learnt.probabilities(Profile::Pupils), standard.probabilities(Profile::Pupils));
    assert_eq!(learnt.description, "«standard», probabilités apprises par rapproche train : Élèves.");
    train("learnt.toml", &["--truth", "truth.csv", "--lang", "en"]);
    let english = RuleSet::from_toml(&fs::read_to_string(dir.path("learnt.toml")).expect("a file")).expect("rules");
    assert_eq!(english.description, "«standard», probabilities learnt by rapproche train: Pupils.");
    // Nothing is odd in what was learnt.
    let checked = dir.command(["rules", "check", "appris.toml"]).assert().success();
    assert!(!text_of(&checked.get_output().stdout).contains("plaide contre"));

    dir.write("truth.csv", truth.lines().take(20).collect::<Vec<_>>().join("\n"));
    let lists = ["train", "--base", "essai/base.csv", "--cas", "essai/cas.csv", "--out", "rien.toml"];
    let refused = dir.command(lists.iter().chain(&["--truth", "truth.csv"])).assert().code(2);
    assert!(text_of(&refused.get_output().stderr).contains("dont la vérité dise qui elles sont"));
}
