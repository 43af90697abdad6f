//! `tune`: what it predicts is what the engine does, and what it promises comes true.

use std::collections::HashSet;
use std::fs;

use rapproche::evaluation::synth::{Dataset, Layout, NameTables, Synth, SynthConfig};
use rapproche::evaluation::truth::Truth;
use rapproche::evaluation::tuning::{Part, Parts, Tuned, TuningError, TuningOptions, tune};
use rapproche::identity::{Lang, Profile, Row};
use rapproche::matching::rules::{Caution, Decision, FieldProbabilities, LevelProbabilities};
use rapproche::matching::{Field, Level, RuleSet};
use rapproche::reconcile::{Deliberation, Options, reconcile};
use rapproche::report::tuning::{tuning_lines, write_tuned};

/// A population in which much goes wrong: every fifth person is on one side only, with relatives on the other.
struct People {
    data: Dataset,
    truth: Truth,
}

impl People {
    fn new(seed: u64, schools: usize) -> Self {
        let layout = Layout::Schools { count: schools, pupils: 250..=350 };
        let config =
            SynthConfig { seed, layout, only_ent: 0.2, only_base: 0.2, namesakes: 0.02, ..SynthConfig::default() };
        let data = Synth::new(config, NameTables::embedded()).dataset();
        let truth = Truth::of_made_up(&data.truth, &data.base, &data.cas);
        Self { data, truth }
    }

    fn tune(&self, rules: &RuleSet, options: TuningOptions) -> Result<Tuned, TuningError> {
        tune(&self.data.base, &self.data.cas, rules, &self.truth, &Options::default(), options, &())
    }

    fn deliberate(&self, rules: &RuleSet) -> Deliberation<'_> {
        Deliberation::new(&self.data.base, &self.data.cas, rules, &Options::default(), &())
    }

    /// Wrong links and links, as things stand.
    fn wrong_of(&self, run: &Deliberation<'_>) -> [u64; 2] {
        let is_wrong = |user: Row, truth: Option<Row>| u64::from(truth != Some(user));
        let judged = run
            .links()
            .into_iter()
            .filter_map(|link| Some(is_wrong(link.base, self.truth.of(link.cas, link.profile)?.user)));
        judged.fold([0, 0], |[wrong, links], is_wrong| [wrong + is_wrong, links + 1])
    }
}

/// Rules far too sure of themselves: hardly anybody is missing, nobody has relatives, and another given name hardly counts.
fn overconfident() -> RuleSet {
    let mut rules = RuleSet::default();
    for profile in Profile::ALL {
        let probabilities = rules.probabilities(profile);
        let given = probabilities.field(Field::Given);
        let others = 1.0 - given.level(Level::Different).unwrap().m;
        let levels = given.iter().map(|(level, &of)| {
            let m = if level == Level::Different { 0.5 } else { of.m * 0.5 / others };
            (level, LevelProbabilities { m, ..of })
        });
        let probabilities = probabilities.with_field(Field::Given, FieldProbabilities::from_levels(levels));
        rules = rules.with_probabilities(profile, probabilities).unwrap();
    }
    let decision =
        Decision { share_in_base: 0.999_999, relatives_in_base: 0.0, vetoes: Vec::new(), ..rules.decision.clone() };
    rules.with_decision(decision)
}

#[test]
fn deciding_anew_is_what_a_run_by_those_rules_does() {
    let people = People::new(4_001, 1);
    for rules in [RuleSet::default(), overconfident(), RuleSet::named("strict").unwrap()] {
        let mut run = people.deliberate(&rules);
        for (threshold, margin, max_link_risk, max_mean_risk) in [
            (8.0, 3.0, 0.01, 1e-4),
            (30.0, 12.0, 0.01, 1.0),
            (0.0, 0.0, 0.4, 1.0),
            (0.0, 0.0, 0.4, 1e-5),
            (4.0, 1.0, 1e-6, 1e-3),
            (8.0, 3.0, 0.0, 0.0),
        ] {
            let caution = Caution { threshold, margin, max_link_risk, max_mean_risk };
            run.decide(caution);
            let same = rules.clone().with_decision(caution.applied_to(&rules.decision));
            let again = reconcile(&people.data.base, &people.data.cas, &same, &Options::default(), &());
            let decided = run.reconciliation();
            assert_eq!(decided.outcomes, again.outcomes, "{caution:?}");
            assert_eq!(
                (decided.rules, decided.tally, decided.threshold),
                (again.rules.clone(), again.tally, again.threshold)
            );
            let links: HashSet<_> = run.links().into_iter().map(|link| (link.cas, link.profile, link.base)).collect();
            let linked = again.links().map(|(outcome, link)| (outcome.cas, outcome.profile.unwrap(), link.base));
            assert_eq!(links, linked.collect(), "{caution:?}");
        }
    }
}

#[test]
fn the_tuned_rules_do_on_both_parts_what_was_predicted() {
    let people = People::new(4_002, 3);
    let options = TuningOptions { max_wrong: 0.02, confidence: 0.9, held_out: 0.4, seed: 9 };
    let tuned = people.tune(&overconfident(), options).unwrap();
    assert!(tuned.is_promised(), "{:?}", tuned.promise);
    let choice = tuned.chosen.as_ref().unwrap();
    let rung = &tuned.rungs[choice.rung];
    // By way of the file, as an administrator would.
    let rules = RuleSet::from_toml(&choice.rules.to_toml(&[])).unwrap();
    assert_eq!(rules.decision.max_mean_risk, 0.02);
    assert!(rules.decision.max_online_risk <= rules.decision.max_link_risk);
    let result = reconcile(&people.data.base, &people.data.cas, &rules, &Options::default(), &());
    let parts = Parts::new(&people.truth, &people.data.base, &people.data.cas, options.held_out, options.seed);
    let mut counted = [[0_u64; 2]; 2];
    for (outcome, link) in result.links() {
        let profile = outcome.profile.unwrap();
        let side = usize::from(parts.of(outcome.cas, profile) == Some(Part::HeldOut));
        let truth = people.truth.of(outcome.cas, profile).unwrap();
        counted[side][usize::from(truth.user != Some(link.base))] += 1;
    }
    let after = choice.held_out.after.total();
    assert_eq!(counted, [[rung.right, rung.wrong], [after.right, after.wrong]]);
    assert!(rung.wrong > 0 && after.right > 500, "{rung:?}");
    assert!((result.expected_wrong_links() - rung.expected_wrong).abs() < 1e-9);
    assert!(rung.expected_rate() <= options.max_wrong);
    // Laxer rungs link more, and the held-out people have no part in the choice.
    assert!(tuned.rungs.windows(2).all(|pair| pair[0].links < pair[1].links && pair[0].right <= pair[1].right));
    let naively = tuned.rungs.iter().map(|rung| rung.right + rung.wrong).max();
    assert!(naively > Some(rung.judged()), "it stopped before the end");
}

#[test]
fn a_promise_that_the_people_held_out_contradict_is_none() {
    let mut people = People::new(4_005, 3);
    let options = TuningOptions { max_wrong: 0.02, confidence: 0.9, held_out: 0.4, seed: 9 };
    let rules = RuleSet::default();
    assert!(people.tune(&rules, options).unwrap().is_promised());
    // The same people, but that every tenth account of those held out is not in the base, as the truth has it.
    let parts = Parts::new(&people.truth, &people.data.base, &people.data.cas, options.held_out, options.seed);
    let is_held_out: HashSet<(&str, Profile)> = people
        .data
        .cas
        .people()
        .flat_map(|person| person.profiles().iter().map(move |profile| (person, profile)))
        .filter(|(person, profile)| parts.of(person.row(), *profile) == Some(Part::HeldOut))
        .map(|(person, profile)| (person.id(), profile))
        .collect();
    let mut told = people.data.truth.clone();
    let moved = told.iter_mut().filter(|row| is_held_out.contains(&(row.uid.as_str(), row.profile))).step_by(10);
    moved.for_each(|row| row.idpn.clear());
    people.truth = Truth::of_made_up(&told, &people.data.base, &people.data.cas);
    // Somebody who is not in the base counts by the name of his account, which may have a typing error: hence not the same parts to
    // the last person.
    let tuned = people.tune(&rules, options).unwrap();
    let choice = tuned.chosen.as_ref().unwrap();
    assert!(tuned.promise.kept.is_some() && !tuned.is_promised(), "{:?}", choice.held_out);
    let (given, written) = (Caution::of(&rules.decision), Caution::of(&choice.rules.decision));
    assert_eq!(written, given, "nothing laxer leaves here");
    let said = tuning_lines(&tuned, Lang::Fr).join("\n");
    assert!(said.contains("contredit par les personnes") && said.contains("reste celui de standard"), "{said}");
    assert!(!said.contains("Leur rappel"), "{said}");
    let directory = tempfile::tempdir().unwrap();
    for (lang, words) in [(Lang::Fr, "rien n'est promis"), (Lang::En, "nothing is promised")] {
        let path = directory.path().join(words);
        write_tuned(&tuned, choice, &path, lang).unwrap();
        let written = RuleSet::from_toml(&fs::read_to_string(&path).unwrap()).unwrap();
        assert!(written.description.contains(words), "{}", written.description);
        assert_eq!(written.fingerprint(), choice.rules.fingerprint());
    }
}

#[test]
fn what_cannot_be_tuned_is_refused() {
    let people = People::new(4_003, 1);
    let options = TuningOptions::default();
    let refused = |name: &str| people.tune(&RuleSet::named(name).unwrap(), options).unwrap_err();
    for name in ["strict", "three-of-four", "suggest"] {
        assert_eq!(refused(name), TuningError::Deterministic);
    }
    for options in [
        TuningOptions { max_wrong: 0.0, ..options },
        TuningOptions { max_wrong: f64::NAN, ..options },
        TuningOptions { confidence: 1.0, ..options },
        TuningOptions { held_out: 0.0, ..options },
    ] {
        assert_eq!(people.tune(&RuleSet::default(), options).unwrap_err(), TuningError::OutOfBounds);
    }
    let nobody = TuningOptions { held_out: 1e-9, ..options };
    assert_eq!(people.tune(&RuleSet::default(), nobody).unwrap_err(), TuningError::OnePart);
}

/// With 90 % confidence two promises of twenty may be broken in the mean; more than five are with a probability of 1.1 %
/// (the upper tail of Binomial(20, 0.1)).
const MOST_BROKEN: usize = 5;

#[test]
fn promises_are_kept_on_twenty_seeds() {
    let options = TuningOptions { max_wrong: 0.01, confidence: 0.9, ..TuningOptions::default() };
    let rules = overconfident();
    let all: Vec<People> = (0..20).map(|seed| People::new(5_000 + seed, 3)).collect();
    let tuned: Vec<Tuned> = all.iter().map(|people| people.tune(&rules, options).unwrap()).collect();
    let promised: Vec<usize> = (0..all.len()).filter(|&seed| tuned[seed].promise.kept.is_some()).collect();
    assert!(promised.len() >= 15, "the truth supports most promises: {promised:?}");

    // The control: the most permissive setting whose wrong links keep within the budget where it is chosen.
    let naive = |tuned: &Tuned| {
        let within = |&rung: &usize| {
            let rung = &tuned.rungs[rung];
            rung.wrong as f64 <= options.max_wrong * rung.judged() as f64
        };
        (0..tuned.rungs.len()).rev().find(within).unwrap()
    };
    // All the other populations tell the true rate to a tenth of the budget.
    let (mut by_promise, mut by_hope) = (vec![[0_u64; 2]; all.len()], vec![[0_u64; 2]; all.len()]);
    for (here, people) in all.iter().enumerate() {
        let mut run = people.deliberate(&rules);
        let mut count = |caution: Caution, sum: &mut [u64; 2]| {
            run.decide(caution);
            let counted = people.wrong_of(&run);
            sum.iter_mut().zip(counted).for_each(|(sum, more)| *sum += more);
        };
        for &seed in promised.iter().filter(|&&seed| seed != here) {
            count(tuned[seed].rungs[tuned[seed].promise.kept.unwrap()].caution, &mut by_promise[seed]);
            count(tuned[seed].rungs[naive(&tuned[seed])].caution, &mut by_hope[seed]);
        }
    }
    let is_broken = |&[wrong, links]: &[u64; 2]| wrong as f64 > options.max_wrong * links as f64;
    let broken = by_promise.iter().filter(|counted| is_broken(counted)).count();
    let hoped = by_hope.iter().filter(|counted| is_broken(counted)).count();
    assert!(broken <= MOST_BROKEN, "{broken} broken: {by_promise:?}");
    assert!(hoped > MOST_BROKEN, "a choice without a test breaks its word: {hoped}, {by_hope:?}");

    // The people held out alone say the same, as far as they can.
    let held_out = promised.iter().map(|&seed| tuned[seed].chosen.as_ref().unwrap().held_out.after.total());
    let exceeded = held_out.filter(|counts| is_broken(&[counts.wrong, counts.links()])).count();
    assert!(exceeded <= MOST_BROKEN, "{exceeded}");
    let contradicted = promised.iter().filter(|&&seed| !tuned[seed].is_promised()).count();
    assert!(contradicted <= MOST_BROKEN, "{contradicted}");
    println!(
        "{} promises, {broken} broken, {hoped} by hope, {exceeded} exceeded, {contradicted} contradicted",
        promised.len()
    );
}

#[cfg(feature = "cli")]
mod command {
    use super::*;
    use crate::work_dir::{WorkDir, text};

    const LISTS: [&str; 7] = ["tune", "--base", "p/base.csv", "--cas", "p/cas.csv", "--truth", "p/truth.csv"];

    /// `tune` on a made-up school or two, and what follows.
    fn tuned(work: &WorkDir, more: &[&str]) -> assert_cmd::assert::Assert {
        work.command(LISTS.iter().chain(more)).assert()
    }

    fn made_up(schools: usize) -> WorkDir {
        let work = WorkDir::new();
        Synth::schools(schools, 4_004).write(&work.path("p")).unwrap();
        work
    }

    fn plain(bytes: &[u8]) -> String {
        text(bytes).replace(['\u{a0}', '\u{202f}'], " ")
    }

    #[test]
    fn a_promise_is_made_written_and_never_overwritten() {
        let work = made_up(2);
        let asked = ["--max-wrong", "1 %", "--confidence", "0,95", "--out", "mine.toml"];
        let done = tuned(&work, &asked).code(0).stderr("");
        let said = plain(&done.get_output().stdout);
        assert!(
            said.contains(
                "Promesse : la part de rapprochements faux est d'au plus 1 sur 100, avec une confiance de 95 %"
            ),
            "{said}"
        );
        assert!(said.contains("← retenu") && said.contains("s'y vérifie."), "{said}");
        // Less caution was asked for, and less is what one gets.
        assert!(
            said.contains("\nPlus large que standard : ") && said.contains("max_mean_risk 0.01 au lieu de 0.0001"),
            "{said}"
        );
        assert!(said.contains(" réglages montrés sur "), "{said}");
        let file = fs::read_to_string(work.path("mine.toml")).unwrap();
        assert!(file.starts_with("# Réglé par rapproche tune à partir de standard "), "{file}");
        let rules = RuleSet::from_toml(&file).unwrap();
        assert_eq!((rules.name.as_str(), rules.decision.max_mean_risk), ("standard-ajuste", 0.01));
        assert!(said.contains(rules.fingerprint()), "{said}");
        let again = tuned(&work, &asked).code(4);
        assert!(text(&again.get_output().stderr).contains("mine.toml existe déjà"));
        assert_eq!(fs::read_to_string(work.path("mine.toml")).unwrap(), file);

        let json = tuned(&work, &["--max-wrong", "1/100", "--json"]).code(0);
        let json: serde_json::Value = serde_json::from_slice(&json.get_output().stdout).unwrap();
        assert_eq!((&json["version"], &json["promised"], &json["max_wrong"]), (&1.into(), &true.into(), &0.01.into()));
        assert_eq!(json["chosen"]["rules"]["fingerprint"], rules.fingerprint());
        assert_eq!(json["links_needed"], 299);
        let chosen = &json["settings"][json["chosen"]["setting"].as_u64().unwrap() as usize];
        assert_eq!(chosen["max_link_risk"], rules.decision.max_link_risk);
    }

    #[test]
    fn a_truth_too_small_promises_nothing_and_says_what_it_supports() {
        let work = made_up(1);
        let done = tuned(&work, &["--out", "mine.toml"]).code(1).stderr("");
        let said = plain(&done.get_output().stdout);
        assert!(
            said.contains("Aucune promesse : la vérité est trop petite.") && said.contains("il en faut 29 956"),
            "{said}"
        );
        assert!(said.contains("la confiance du réglage écrit n'est que de "), "{said}");
        let rules = RuleSet::from_toml(&fs::read_to_string(work.path("mine.toml")).unwrap()).unwrap();
        assert_eq!(rules.decision.max_mean_risk, 1e-4);
        // Nothing speaks for more than what the rules allowed before.
        let given = RuleSet::default().decision;
        assert!(rules.decision.max_link_risk <= given.max_link_risk, "{said}");
        assert_eq!((rules.decision.threshold, rules.decision.margin), (given.threshold, given.margin));
        // What it says that it supports, it does.
        let (_, after) = said.split_once("(--max-wrong ").unwrap();
        let smallest = after.split(')').next().unwrap();
        tuned(&work, &["--max-wrong", smallest, "--quiet"]).code(0).stdout("");
        let english = tuned(&work, &["--lang", "en"]).code(1);
        assert!(text(&english.get_output().stdout).contains("No promise: the truth is too small."));
    }

    #[test]
    fn mistakes_of_usage_are_told_before_anything_is_read() {
        let work = WorkDir::new();
        let told = |more: &[&str]| text(&tuned(&work, more).code(2).stdout("").get_output().stderr);
        assert!(told(&["--rules", "strict"]).contains("strict est une liste de règles"));
        for much in ["beaucoup", "50%"] {
            let range = format!(
                "--max-wrong : «{much}» ne convient pas ; il faut plus de 0 et moins de 50 %, par exemple 1/10000"
            );
            assert!(told(&["--max-wrong", much]).contains(&range), "{much}");
        }
        assert!(told(&["--held-out", "100%"]).contains("--held-out"));
        assert!(told(&["--confidence", "0.3", "--lang", "en"]).contains("--confidence: «0.3» will not do"));
    }
}
