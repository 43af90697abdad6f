//! How cautious rules have to be for a promise to hold.
//!
//! Role: chooses threshold, margin and risk of a link so that at most so many links in ten thousand are wrong, with a stated
//! confidence. Input: two populations, their truth, a scored rule set, [`TuningOptions`]. Output: [`Tuned`]: rules, what is
//! promised of them, and what they do to people they were not chosen on. Invariants: everybody is reconciled with everybody, and what
//! is counted are the very links of such a run; what is held out has no part in the choice.
//!
//! The way: [`Parts`] holds families out → the `ladder` lists settings from the strictest to the most permissive → [`Promise`] tests them on the
//! part to choose on → [`HeldOut`] judges the one that was chosen. A setting has to pass twice: the truth must
//! bound its rate of wrong links, and so must the risks that the rules state themselves, since [`Decision::max_mean_risk`] becomes the
//! budget, here and in every later run.
//!
//! What a promise rests on: that the people of later runs are like these, as families, damage and homonyms go (no statistics can see a
//! directory that is kept less well); that wrong links befall one at a time, as the binomial test has it, where in truth twins or a
//! family of one name may go wrong together; and that the given rules have not seen this truth: whoever learnt them from it with
//! `train --truth` has spent it. [`Promise::smallest`] is read off the part to choose on: it says what to ask for of other people, and is
//! no promise about these.

mod held_out;
mod ladder;
mod parts;
mod promise;

pub use held_out::{HeldOut, Verdict};
pub use ladder::Rung;
pub use parts::{Part, Parts};
pub use promise::Promise;

use crate::evaluation::assessment::{Assessment, Cost};
use crate::evaluation::measures::Breakdown;
use crate::evaluation::truth::Truth;
use crate::identity::Population;
use crate::matching::RuleSet;
use crate::matching::rules::{Caution, Decision, Method};
use crate::reconcile::{Deliberation, Options, Progress};

/// What is asked for.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TuningOptions {
    /// Largest rate of wrong links, above 0 and below ½. Raising it links more.
    pub max_wrong: f64,
    /// Probability that the promise holds, at least ½ and below 1. Raising it takes more truth.
    pub confidence: f64,
    /// Share of the families held out, above 0 and below 1. Raising it leaves less to choose on.
    pub held_out: f64,
    /// Another seed holds out others.
    pub seed: u64,
}

impl Default for TuningOptions {
    fn default() -> Self {
        Self { max_wrong: 1e-4, confidence: 0.95, held_out: 0.5, seed: 1 }
    }
}

/// Why nothing was tuned.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TuningError {
    /// A set of ordered rules links by list, and has neither threshold nor margin nor bound of risk to choose.
    #[error("the rule set is a list of rules: it has no threshold, margin or risk to choose")]
    Deterministic,
    /// `max_wrong`, `confidence` or `held_out` lies out of its bounds.
    #[error("max_wrong must lie above 0 and below 0.5, confidence from 0.5 to below 1, held_out above 0 and below 1")]
    OutOfBounds,
    /// Everybody stands on one side.
    #[error("the truth speaks of too few families: one of the two parts is empty")]
    OnePart,
}

/// What was chosen, and what it rests on.
#[derive(Debug, Clone)]
pub struct Tuned {
    /// What was asked for.
    pub options: TuningOptions,
    /// The rules that were given.
    pub given: RuleSet,
    /// The settings considered, from the strictest.
    pub rungs: Vec<Rung>,
    /// What the truth supports.
    pub promise: Promise,
    /// The setting chosen: the one promised; else the last before any link of the part to choose on is wrong, and none that is laxer
    /// than the given rules, which nothing here speaks for. `None` where even the strictest has a wrong link, or none at all.
    pub chosen: Option<Choice>,
    /// True links to find in the part to choose on.
    pub to_find: u64,
}

/// A setting that was chosen, or would have been.
#[derive(Debug, Clone)]
pub struct Choice {
    /// Index into [`Tuned::rungs`].
    pub rung: usize,
    /// The given rules with this setting, or as they were where the people held out contradict it; without a description:
    /// whoever writes them says what is promised.
    pub rules: RuleSet,
    /// What the setting does to the people held out.
    pub held_out: HeldOut,
}

impl Tuned {
    /// Whether the chosen setting is promised, and the people held out do not contradict it.
    pub fn is_promised(&self) -> bool {
        let contradicted = |choice: &Choice| self.verdict(choice) == Verdict::Broken;
        self.promise.kept.is_some() && self.chosen.as_ref().is_some_and(|choice| !contradicted(choice))
    }

    /// What the people held out say of the budget.
    pub fn verdict(&self, choice: &Choice) -> Verdict {
        choice.held_out.verdict(self.options.max_wrong, self.options.confidence)
    }
}

/// Tunes `rules`; only their [`Caution`] changes, and a first connection may not take more risk than a run.
///
/// # Errors
/// [`TuningError`], before anything is compared where the rules or the options are at fault.
pub fn tune(
    base: &Population,
    cas: &Population,
    rules: &RuleSet,
    truth: &Truth,
    run: &Options,
    options: TuningOptions,
    progress: &dyn Progress,
) -> Result<Tuned, TuningError> {
    let TuningOptions { max_wrong, confidence, held_out: share, seed } = options;
    if rules.method != Method::Scored {
        return Err(TuningError::Deterministic);
    }
    let within = |value: f64, low: f64, high: f64| value > low && value < high;
    if !(within(max_wrong, 0.0, 0.5) && within(share, 0.0, 1.0) && (0.5..1.0).contains(&confidence)) {
        return Err(TuningError::OutOfBounds);
    }
    let parts = Parts::new(truth, base, cas, share, seed);
    if parts.count(Part::Choosing) == 0 || parts.count(Part::HeldOut) == 0 {
        return Err(TuningError::OnePart);
    }
    let mut run = Deliberation::new(base, cas, rules, run, progress);
    let before = Assessment::of(&run.reconciliation(), truth, Cost::default());
    let to_find = Breakdown::of(held_out::members(&before, &parts, Part::Choosing)).total().to_find;
    let rungs = ladder::climb(&mut run, &parts, max_wrong);
    let promise = Promise::test(&rungs, max_wrong, confidence);
    let given = Caution::of(&rules.decision);
    let mut judge = |caution| {
        run.decide(caution);
        HeldOut::compare(&before, &Assessment::of(&run.reconciliation(), truth, Cost::default()), &parts)
    };
    let chosen = match promise.kept {
        Some(rung) => {
            let caution = rungs[rung].caution;
            let held_out = judge(caution);
            let is_broken = held_out.verdict(max_wrong, confidence) == Verdict::Broken;
            // Nothing laxer than the given rules leaves here on the word of a promise that did not hold.
            let caution = if is_broken { given } else { caution };
            Some(Choice { rung, rules: tuned(rules, caution), held_out })
        }
        None => without_promise(&rungs, given).map(|rung| {
            let caution = within_budget(rungs[rung].caution, given);
            let held_out = judge(caution);
            Choice { rung, rules: tuned(rules, caution), held_out }
        }),
    };
    Ok(Tuned { options, given: rules.clone(), rungs, promise, chosen, to_find })
}

/// `caution` with no larger budget than `given`: more than that takes a promise.
fn within_budget(caution: Caution, given: Caution) -> Caution {
    Caution { max_mean_risk: caution.max_mean_risk.min(given.max_mean_risk), ..caution }
}

/// The last rung before a wrong link that is nowhere laxer than `given`, but for the budget, see [`within_budget`].
fn without_promise(rungs: &[Rung], given: Caution) -> Option<usize> {
    let is_safe = |rung: &&Rung| {
        let Caution { threshold, margin, max_link_risk, .. } = rung.caution;
        rung.wrong == 0
            && threshold >= given.threshold
            && margin >= given.margin
            && max_link_risk <= given.max_link_risk
    };
    rungs.iter().take_while(is_safe).count().checked_sub(1)
}

/// The rules with a caution, under a name of their own.
fn tuned(given: &RuleSet, caution: Caution) -> RuleSet {
    let decision = caution.applied_to(&given.decision);
    let max_online_risk = decision.max_online_risk.min(decision.max_link_risk);
    let named = given.clone().named_as(format!("{}-ajuste", given.name), given.version.clone(), "");
    named.with_decision(Decision { max_online_risk, ..decision })
}
