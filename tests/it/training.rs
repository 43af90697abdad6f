//! `rapproche train`: what is learnt is a rule file that the other commands take, and says how sure it is.

use std::fs;

use rapproche::evaluation::synth::Synth;
use rapproche::evaluation::training::{TrainingOptions, train, train_with_truth};
use rapproche::evaluation::truth::Truth;
use rapproche::identity::Profile;
use rapproche::matching::{Field, Level, RuleSet};
use rapproche::reconcile::Options;

use crate::work_dir::{WorkDir, text as text_of};

#[test]
fn without_truth_m_comes_close_to_what_the_truth_says() {
    let data = Synth::schools(12, 7).dataset();
    let truth = Truth::of_made_up(&data.truth, &data.base, &data.cas);
    let identities = data.cas.people().flat_map(|person| {
        let profiles: Vec<Profile> = person.profiles().iter().collect();
        profiles.into_iter().map(move |profile| (person.row(), profile))
    });
    let known = identities.filter_map(|key| Some((key, truth.of(key.0, key.1)?.user))).collect();
    let (parent, run, options) = (RuleSet::default(), Options::default(), TrainingOptions::default());
    let blind = train(&data.base, &data.cas, &parent, &run, &options);
    let told = train_with_truth(&data.base, &data.cas, &parent, &run, &options, &known);
    for profile in [Profile::Pupils, Profile::Parents] {
        for field in [Field::Family, Field::Given, Field::Postcode] {
            let m = |rules: &RuleSet| rules.probabilities(profile).field(field).level(Level::Exact).expect("a level").m;
            let (blind, told) = (m(&blind.rules), m(&told.rules));
            assert!((blind - told).abs() < 0.02, "{profile:?} {field:?}: {blind} without truth, {told} with it");
        }
    }
    let passes = blind.profiles.iter().flat_map(|training| &training.passes);
    assert!(passes.filter(|pass| pass.is_used()).all(|pass| pass.converged));
    let written = RuleSet::from_toml(&blind.rules.to_toml(&[])).expect("a rule file");
    assert_eq!(written.fingerprint(), blind.rules.fingerprint());
}

#[test]
fn the_file_written_is_one_that_reconcile_takes_and_is_never_overwritten() {
    let dir = WorkDir::new();
    Synth::schools(1, 3).write_csv(&dir.path("essai")).expect("written");
    let train = ["train", "--base", "essai/base.csv", "--cas", "essai/cas.csv", "--out", "appris.toml"];
    let said = text_of(&dir.command(train).assert().success().get_output().stdout);
    assert!(said.contains("convergence atteinte"), "{said}");
    let text = fs::read_to_string(dir.path("appris.toml")).expect("a file");
    assert!(RuleSet::from_toml(&text).is_ok(), "{text}");
    let again = text_of(&dir.command(train).assert().failure().get_output().stderr);
    assert!(again.contains("appris.toml existe déjà"), "{again}");
    assert_eq!(fs::read_to_string(dir.path("appris.toml")).expect("a file"), text);
}
