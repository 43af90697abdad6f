//! Measures over random populations: what adds up, and what does not depend on order.

use rapproche::evaluation::assessment::{Assessment, Cost};
use rapproche::evaluation::completeness::Completeness;
use rapproche::evaluation::measures::{
    Breakdown, Calibration, CalibrationBin, Counts, Discordance, ScoreHistogram, Sweep,
};
use rapproche::evaluation::synth::Synth;
use rapproche::evaluation::truth::Truth;
use rapproche::matching::RuleSet;
use rapproche::matching::rules::SHIPPED;
use rapproche::reconcile::{Options, reconcile};

/// Every shipped rule set on one made-up school.
fn assessments(seed: u64) -> Vec<Assessment> {
    let data = Synth::schools(1, seed).dataset();
    let truth = Truth::of_made_up(&data.truth, &data.base, &data.cas);
    assert!(truth.doubts.is_empty(), "{:?}", truth.doubts);
    let assess = |(name, _): &(&str, &str)| {
        let rules = RuleSet::named(name).unwrap();
        let result = reconcile(&data.base, &data.cas, &rules, &Options::default(), &());
        Assessment::of(&result, &truth, Cost::default())
    };
    SHIPPED.iter().map(assess).collect()
}

#[test]
fn counts_add_up() {
    for assessment in assessments(41) {
        let breakdown = Breakdown::of(&assessment.judged);
        let total = breakdown.total();
        assert_eq!(total.identities(), assessment.judged.len() as u64);
        assert_eq!(total.right + total.wrong + total.left, total.to_find + total.absent);
        let missed = assessment.judged.iter().filter(|judged| judged.is_missed()).count() as u64;
        assert_eq!(total.missed(), missed);
        assert_eq!(breakdown.profiles().map(|profile| breakdown.profile(profile)).sum::<Counts>(), total);
        let cases = (0..assessment.cases.len() as u16).map(|case| breakdown.case(case));
        assert_eq!(cases.sum::<Counts>(), total);

        let candidates = assessment.judged.iter().filter(|judged| judged.best.is_some()).count() as u64;
        let scores = ScoreHistogram::of(&assessment.judged);
        assert_eq!(scores.bins().map(|(_, bin)| bin.right + bin.other).sum::<u64>(), candidates);
        for sweep in [Sweep::by_score(&assessment.judged), Sweep::by_probability(&assessment.judged)] {
            let last = sweep.points.last().unwrap();
            assert_eq!(last.right + last.wrong, candidates, "the laxest threshold links everybody");
            let falls =
                sweep.points.windows(2).all(|pair| pair[0].from > pair[1].from && pair[0].right <= pair[1].right);
            assert!(falls, "thresholds fall, and links only become more");
        }
    }
}

#[test]
fn parts_merge_into_the_whole_in_any_order() {
    let assessment = &assessments(42)[2];
    let whole = &assessment.judged;
    for cut in [0, 1, whole.len() / 3, whole.len()] {
        let (left, right) = whole.split_at(cut);
        let mut counts = Breakdown::of(right);
        counts += Breakdown::of(left);
        assert_eq!(counts, Breakdown::of(whole));
        let mut scores = ScoreHistogram::of(right);
        scores += ScoreHistogram::of(left);
        assert_eq!(scores, ScoreHistogram::of(whole));
        let mut calibration = Calibration::of(right);
        calibration += Calibration::of(left);
        for (bin, other) in calibration.bins.iter().zip(Calibration::of(whole).bins) {
            assert_eq!((bin.candidates, bin.wrong), (other.candidates, other.wrong));
            assert!((bin.predicted - other.predicted).abs() < 1e-9);
        }
    }
    let reversed: Vec<_> = whole.iter().rev().cloned().collect();
    assert_eq!(Sweep::by_score(&reversed), Sweep::by_score(whole));
    assert_eq!(Breakdown::of(&reversed), Breakdown::of(whole));
}

#[test]
fn a_rule_set_does_not_differ_from_itself() {
    let all = assessments(43);
    for assessment in &all {
        let same = Discordance::of(&assessment.judged, &assessment.judged);
        assert_eq!(same, Discordance::default());
    }
    let [first, second] = [&all[0].judged, &all[2].judged];
    let (there, back) = (Discordance::of(first, second), Discordance::of(second, first));
    assert_eq!((there.only_first, there.only_second), (back.only_second, back.only_first));
    let right = |judged: &[_]| Breakdown::of(judged).total().right as i64;
    assert_eq!(right(first) - right(second), there.only_first as i64 - there.only_second as i64);
}

#[test]
fn a_school_without_an_index_looks_at_every_true_pair() {
    let data = Synth::schools(2, 44).dataset();
    let truth = Truth::of_made_up(&data.truth, &data.base, &data.cas);
    let standard = RuleSet::default();
    let mut decision = standard.decision.clone();
    decision.all_pairs_up_to = 0;
    let indexed = standard.clone().with_decision(decision);
    let [all, some] =
        <[_; 2]>::try_from(Completeness::of(&data.base, &data.cas, &truth, &[standard, indexed], &Options::default()))
            .unwrap();
    let (all, some) = (all.total(), some.total());
    assert_eq!(all.by_run, all.pairs);
    assert_eq!(all.by_index, some.by_index, "the index over everybody does not depend on the rules");
    assert!(some.by_run < some.pairs && some.by_run as f64 > 0.97 * some.pairs as f64, "{some:?}");
}

#[test]
fn bands_hold_what_was_predicted() {
    for (candidates, predicted) in [(10_000, 1.0), (500, 50.0), (1, 0.3)] {
        let bin = CalibrationBin { candidates, predicted, wrong: 0 };
        assert!(bin.band().contains(predicted.round()), "{:?}", bin.band());
    }
    assert!(!CalibrationBin { candidates: 1_000, predicted: 1.0, wrong: 9 }.is_kept());
}
