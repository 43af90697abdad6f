//! `evaluation.json`: the evaluation in numbers, for programs.
//!
//! A stable format. Fields are added, never renamed or removed, within one [`FORMAT_VERSION`]. Keys of profiles and fields are
//! their codes; rates are `null` where there is nothing to divide by, intervals are `[low, high]` at 95 %.

use std::collections::BTreeMap;
use std::io;

use serde::Serialize;

use super::{Comparison, Evaluation, JudgedRules};
use crate::evaluation::completeness::{Completeness, PairCounts};
use crate::evaluation::measures::{Breakdown, Calibration, Counts, Interval, ScoreHistogram, Sweep};
use crate::evaluation::truth::Doubt;
use crate::identity::Profile;
use crate::matching::Weight;
use crate::report::InputFile;
use crate::report::summary::{FileContent, PROGRAM};

/// Version of the layout of `evaluation.json`.
pub const FORMAT_VERSION: u32 = 1;

/// The whole of `evaluation.json`.
#[derive(Debug, Clone, Serialize)]
pub struct Summary {
    /// [`FORMAT_VERSION`].
    pub version: u32,
    /// Program and version: `rapproche 0.1.0`.
    pub generator: String,
    /// When, as the caller said.
    pub generated_at: String,
    /// Name of the truth file.
    pub truth: String,
    /// The lists that were read.
    pub inputs: Vec<InputFile>,
    /// What is doubtful about the truth.
    pub doubts: Vec<DoubtCount>,
    /// One per rule set, in the order asked for.
    pub rules: Vec<RuleSetMeasures>,
    /// McNemar's test between each pair of rule sets.
    pub comparisons: Vec<ComparisonMeasures>,
    /// The files of this output, so that a later evaluation knows what it may replace.
    pub files: Vec<String>,
    /// What those files held when they were written.
    pub contents: BTreeMap<String, FileContent>,
}

/// Rows of the truth, or accounts, that do not meet.
#[derive(Debug, Clone, Serialize)]
pub struct DoubtCount {
    /// `untold`, `no_such_account`, `no_such_user` or `other_school`, see [`Doubt`].
    pub code: &'static str,
    /// How many.
    pub count: u64,
    /// The uid or IDPN of the first.
    pub first: String,
    /// Its line in the truth file.
    pub line: Option<u32>,
}

/// What one rule set did.
#[derive(Debug, Clone, Serialize)]
pub struct RuleSetMeasures {
    /// What it is called in this report: its name, and its number where two are called the same.
    pub label: String,
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: String,
    /// Its fingerprint.
    pub fingerprint: String,
    /// Score that a link needs, in bits; `null` where the rule set has none.
    pub threshold: Option<f64>,
    /// Σ of the links' stated risks, over the links whose truth is known: those that `total` counts.
    pub expected_wrong_links: f64,
    /// Wall time of the reconciliation.
    pub elapsed_seconds: f64,
    /// Peak memory, `null` where the system does not tell.
    pub peak_memory_bytes: Option<u64>,
    /// Everybody.
    pub total: Measures,
    /// By profile; those that occur.
    pub profiles: BTreeMap<&'static str, Measures>,
    /// By class of damage; `""` is not told.
    pub cases: BTreeMap<String, Measures>,
    /// By profile, then class of damage.
    pub profiles_by_case: BTreeMap<&'static str, BTreeMap<String, Measures>>,
    /// Which true pairs the search looks at, by profile.
    pub pair_completeness: BTreeMap<&'static str, PairMeasures>,
    /// Whether stated risks come true.
    pub calibration: Vec<CalibrationPoint>,
    /// Linking from some probability of the best candidate upwards.
    pub by_probability: Vec<CurvePoint>,
    /// Linking from some score of the best candidate upwards, in bits.
    pub by_score: Vec<CurvePoint>,
    /// Scores of the best candidates, in bins of one bit.
    pub scores: Vec<ScoreCount>,
}

/// Counts and the rates made of them.
#[derive(Debug, Clone, Serialize)]
#[allow(missing_docs, reason = "each is the method of `Counts` that has its name")]
pub struct Measures {
    pub identities: u64,
    pub to_find: u64,
    pub decidable: u64,
    pub absent: u64,
    pub existing: u64,
    pub existing_wrong: u64,
    pub right: u64,
    pub wrong: u64,
    pub wrong_absent: u64,
    pub missed: u64,
    pub undecided: u64,
    pub absent_left: u64,
    pub precision: Option<f64>,
    pub precision_interval: Option<[f64; 2]>,
    pub recall: Option<f64>,
    pub recall_interval: Option<[f64; 2]>,
    pub recall_decidable: Option<f64>,
    pub f1: Option<f64>,
    pub f1_interval: Option<[f64; 2]>,
    pub wrong_per_10_000: Option<f64>,
    pub wrong_per_10_000_interval: Option<[f64; 2]>,
}

/// True pairs, and how many are looked at.
#[derive(Debug, Clone, Serialize)]
#[allow(missing_docs, reason = "the fields of `PairCounts`")]
pub struct PairMeasures {
    pub pairs: u64,
    pub by_index: u64,
    pub by_run: u64,
}

/// One bin of stated risk.
#[derive(Debug, Clone, Serialize)]
pub struct CalibrationPoint {
    /// Smallest and largest stated risk of the bin.
    pub risk: [f64; 2],
    /// Best candidates in it.
    pub candidates: u64,
    /// Σ of their risks.
    pub predicted: f64,
    /// How many are somebody else.
    pub wrong: u64,
    /// Where 95 % of such counts lie if the risks are right.
    pub band: [f64; 2],
    /// Whether it does.
    pub kept: bool,
}

/// What linking from a threshold upwards gives.
#[derive(Debug, Clone, Serialize)]
#[allow(missing_docs, reason = "the fields and methods of `SweepPoint`")]
pub struct CurvePoint {
    pub from: f64,
    pub right: u64,
    pub wrong: u64,
    pub precision: f64,
    pub recall: f64,
}

/// Best candidates whose scores lie within one bit.
#[derive(Debug, Clone, Serialize)]
pub struct ScoreCount {
    /// Where the bit begins.
    pub from: i32,
    /// The right person.
    pub right: u64,
    /// Somebody else.
    pub other: u64,
}

/// How two rule sets differ.
#[derive(Debug, Clone, Serialize)]
pub struct ComparisonMeasures {
    /// Label of the one.
    pub first: String,
    /// Label of the other.
    pub second: String,
    /// Right by the first alone.
    pub only_first: u64,
    /// Right by the second alone.
    pub only_second: u64,
    /// How likely such a difference is by chance.
    pub p_value: f64,
}

/// The numbers of an evaluation that leaves `files`.
pub fn summarise(evaluation: &Evaluation<'_>, files: &[&str]) -> Summary {
    let study = &evaluation.study;
    let sets = study.judged.iter().zip(evaluation.completeness).enumerate();
    let comparison = |comparison: Comparison| ComparisonMeasures {
        first: study.name(comparison.first),
        second: study.name(comparison.second),
        only_first: comparison.discordance.only_first,
        only_second: comparison.discordance.only_second,
        p_value: comparison.discordance.p_value(),
    };
    Summary {
        version: FORMAT_VERSION,
        generator: format!("{PROGRAM} {}", study.version),
        generated_at: study.generated_at.to_owned(),
        truth: study.truth.to_owned(),
        inputs: evaluation.inputs.to_vec(),
        doubts: evaluation.doubts.iter().map(DoubtCount::from).collect(),
        rules: sets.map(|(index, (judged, pairs))| rule_set(study.name(index), judged, pairs)).collect(),
        comparisons: evaluation.comparisons().into_iter().map(comparison).collect(),
        files: files.iter().map(|&name| name.to_owned()).collect(),
        contents: BTreeMap::new(),
    }
}

fn rule_set(label: String, judged: &JudgedRules<'_>, completeness: &Completeness) -> RuleSetMeasures {
    let assessment = judged.assessment;
    let breakdown = Breakdown::of(&assessment.judged);
    let by_case = |counts: &dyn Fn(u16) -> Counts| {
        let numbers = (0..).zip(&assessment.cases);
        let counted = numbers.map(|(case, name)| (name.clone(), counts(case)));
        counted.filter(|(_, counts)| counts.identities() > 0).map(|(name, counts)| (name, counts.into())).collect()
    };
    let curve = |sweep: Sweep| -> Vec<CurvePoint> {
        let point = |point: &crate::evaluation::measures::SweepPoint| CurvePoint {
            from: point.from,
            right: point.right,
            wrong: point.wrong,
            precision: point.precision(),
            recall: point.recall(sweep.to_find),
        };
        sweep.points.iter().map(point).collect()
    };
    RuleSetMeasures {
        label,
        name: assessment.rules.name.clone(),
        version: assessment.rules.version.clone(),
        fingerprint: assessment.rules.fingerprint.clone(),
        threshold: judged.threshold.map(Weight::bits),
        expected_wrong_links: assessment.expected_wrong,
        elapsed_seconds: assessment.cost.elapsed.as_secs_f64(),
        peak_memory_bytes: assessment.cost.peak_memory,
        total: breakdown.total().into(),
        profiles: breakdown.profiles().map(|profile| (profile.key(), breakdown.profile(profile).into())).collect(),
        cases: by_case(&|case| breakdown.case(case)),
        profiles_by_case: breakdown
            .profiles()
            .map(|profile| (profile.key(), by_case(&|case| breakdown.cell(profile, case))))
            .collect(),
        pair_completeness: Profile::ALL
            .into_iter()
            .map(|profile| (profile.key(), completeness.profile(profile)))
            .filter(|(_, counts)| counts.pairs > 0)
            .map(|(key, counts)| (key, counts.into()))
            .collect(),
        calibration: Calibration::of(&assessment.judged)
            .bounded()
            .map(|(risk, bin)| CalibrationPoint {
                risk: risk.into(),
                candidates: bin.candidates,
                predicted: bin.predicted,
                wrong: bin.wrong,
                band: bin.band().into(),
                kept: bin.is_kept(),
            })
            .collect(),
        by_probability: curve(Sweep::by_probability(&assessment.judged)),
        by_score: curve(Sweep::by_score(&assessment.judged)),
        scores: ScoreHistogram::of(&assessment.judged)
            .bins()
            .map(|(from, bin)| ScoreCount { from, right: bin.right, other: bin.other })
            .collect(),
    }
}

impl Summary {
    /// The text of the file.
    ///
    /// # Errors
    /// None that these types can cause.
    pub fn to_json(&self) -> io::Result<String> {
        Ok(serde_json::to_string_pretty(self)? + "\n")
    }
}

impl From<Counts> for Measures {
    fn from(counts: Counts) -> Self {
        let ends = |interval: Option<Interval>| interval.map(<[f64; 2]>::from);
        Self {
            identities: counts.identities(),
            to_find: counts.to_find,
            decidable: counts.decidable,
            absent: counts.absent,
            existing: counts.existing,
            existing_wrong: counts.existing_wrong,
            right: counts.right,
            wrong: counts.wrong,
            wrong_absent: counts.wrong_absent,
            missed: counts.missed(),
            undecided: counts.undecided,
            absent_left: counts.absent_left(),
            precision: counts.precision(),
            precision_interval: ends(counts.precision_interval()),
            recall: counts.recall(),
            recall_interval: ends(counts.recall_interval()),
            recall_decidable: counts.recall_decidable(),
            f1: counts.f1(),
            f1_interval: ends(counts.f1_interval()),
            wrong_per_10_000: counts.wrong_per_10_000(),
            wrong_per_10_000_interval: ends(counts.wrong_interval()),
        }
    }
}

impl From<PairCounts> for PairMeasures {
    fn from(counts: PairCounts) -> Self {
        Self { pairs: counts.pairs, by_index: counts.by_index, by_run: counts.by_run }
    }
}

impl From<Interval> for [f64; 2] {
    fn from(interval: Interval) -> Self {
        [interval.low, interval.high]
    }
}

impl From<&Doubt> for DoubtCount {
    fn from(doubt: &Doubt) -> Self {
        let (code, count, first, line) = match doubt {
            Doubt::Untold { count, uid } => ("untold", count, uid, None),
            Doubt::NoSuchAccount { count, uid, line } => ("no_such_account", count, uid, Some(*line)),
            Doubt::NoSuchUser { count, idpn, line } => ("no_such_user", count, idpn, Some(*line)),
            Doubt::OtherSchool { count, uid, line } => ("other_school", count, uid, Some(*line)),
        };
        Self { code, count: *count, first: first.clone(), line }
    }
}
