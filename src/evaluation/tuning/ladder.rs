//! The settings that are considered, from the strictest to the most permissive.
//!
//! Role: one sequence through the three tunables of a link, and what each of its rungs does. Input: a run that can be decided
//! anew, the budget. Output: [`Rung`]s. Invariants: each rung links all that the one before it links, and more; which rungs there
//! are and in which order depends on who is linked and never on who is right, so that testing them in this order is sound; none expects
//! more wrong links than the budget, by its own stated risks.
//!
//! Three stretches. Where the probabilities are right, the risk of a link is the one number that matters: no other rule links
//! more people for the same expected number of wrong links (Neyman & Pearson 1933). So it does most of the climbing, from
//! 10⁻⁹ in steps of a tenth of a power of ten, with threshold and margin as the rules have them. Below it lies a stretch for rules whose
//! probabilities are too sure of themselves, where threshold and margin rise above what the rules ask; above it one in
//! which they fall to 0, at the largest risk that the budget affords. Little lies there: on 120 made-up schools, threshold 7 and
//! margin 0 in place of 8 and 3 make 231 links more than 146,224.

use crate::evaluation::tuning::{Part, Parts};
use crate::matching::rules::Caution;
use crate::reconcile::Deliberation;

/// The smallest risk that is tried: below it probabilities are rounded.
const SMALLEST_RISK: i32 = -9;
/// Risks per power of ten.
const STEPS: i32 = 10;
/// The largest risk that is tried. A link that is wrong one time in ten by what the rules themselves say of it is a question for
/// somebody, whatever the other links make up for.
const LARGEST_RISK: f64 = 0.1;
/// By how many bits the threshold rises at most, one at a time; the margin rises by half as many.
const MOST_BITS: u32 = 24;

/// One setting, and what it does.
#[derive(Debug, Clone, PartialEq)]
pub struct Rung {
    /// The setting; its budget is that of the whole ladder.
    pub caution: Caution,
    /// Links of the whole run, whether their truth is known or not.
    pub links: u64,
    /// Σ of their stated risks: how many wrong ones the rules themselves expect.
    pub expected_wrong: f64,
    /// Links of the part to choose on, by their truth.
    pub right: u64,
    /// The same.
    pub wrong: u64,
}

impl Rung {
    /// Links of the part to choose on.
    pub fn judged(&self) -> u64 {
        self.right + self.wrong
    }

    /// The wrong links that the rules expect, per link.
    pub fn expected_rate(&self) -> f64 {
        self.expected_wrong / self.links.max(1) as f64
    }
}

/// Climbs as far as the budget affords.
pub(super) fn climb(run: &mut Deliberation<'_>, parts: &Parts, max_wrong: f64) -> Vec<Rung> {
    let given = Caution { max_mean_risk: max_wrong, ..Caution::of(&run.rules().decision) };
    let mut ladder = Ladder { run, parts, rungs: Vec::new() };
    let smallest = Caution { max_link_risk: 10_f64.powi(SMALLEST_RISK), ..given };
    for bits in (1..=MOST_BITS).rev() {
        let (threshold, margin) = (given.threshold + f64::from(bits), given.margin + 0.5 * f64::from(bits));
        ladder.try_on(Caution { threshold, margin, ..smallest });
    }
    let mut last = smallest;
    for max_link_risk in risks() {
        let next = Caution { max_link_risk, ..given };
        if !ladder.try_on(next) {
            break;
        }
        last = next;
    }
    while last.margin > 0.0 {
        let next = Caution { margin: (last.margin - 1.0).max(0.0), ..last };
        if !ladder.try_on(next) {
            break;
        }
        last = next;
    }
    while last.threshold > 0.0 {
        let next = Caution { threshold: (last.threshold - 1.0).max(0.0), ..last };
        if !ladder.try_on(next) {
            break;
        }
        last = next;
    }
    ladder.rungs
}

/// 10⁻⁹, 1.26·10⁻⁹ … 0.1, with three digits, as somebody would write them.
fn risks() -> impl Iterator<Item = f64> {
    let exact = (SMALLEST_RISK * STEPS..0).map(|step| 10_f64.powf(f64::from(step) / f64::from(STEPS)));
    exact.filter_map(|risk| format!("{risk:.2e}").parse().ok()).take_while(|&risk| risk <= LARGEST_RISK)
}

struct Ladder<'run, 'people> {
    run: &'run mut Deliberation<'people>,
    parts: &'run Parts,
    rungs: Vec<Rung>,
}

impl Ladder<'_, '_> {
    /// Adds the rung of a setting, unless it links nobody else; false where the budget would withhold some of its links.
    fn try_on(&mut self, caution: Caution) -> bool {
        self.run.decide(caution);
        if self.run.is_rationed() {
            return false;
        }
        let links = self.run.links();
        if links.len() as u64 <= self.rungs.last().map_or(0, |rung| rung.links) {
            return true;
        }
        let mut rung = Rung { caution, links: links.len() as u64, expected_wrong: 0.0, right: 0, wrong: 0 };
        for link in links {
            rung.expected_wrong += link.risk;
            match self.parts.judge(link.cas, link.profile, link.base) {
                Some((Part::Choosing, true)) => rung.right += 1,
                Some((Part::Choosing, false)) => rung.wrong += 1,
                Some((Part::HeldOut, _)) | None => {}
            }
        }
        self.rungs.push(rung);
        true
    }
}
