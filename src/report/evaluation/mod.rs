//! What a comparison of rule sets leaves behind: files for programs and a page for people.
//!
//! Role: shows what was measured; it counts nothing that [`measures`](crate::evaluation::measures) does not. Input: an
//! [`Evaluation`], rule sets judged on the same people. Output: a directory, written by [`write_evaluation`] all at once
//! or not at all, and texts ([`measures_screen`], [`conclusions()`]) that the caller prints. Invariant: but for time and
//! memory, the same evaluation gives the same bytes.
//!
//! | file | for whom | layout |
//! |---|---|---|
//! | `evaluation.json` | programs; a stable, versioned format | [`summary`] |
//! | `measures.csv`, `calibration.csv`, `curves.csv` | whoever draws or compares | [`tables`] |
//! | `wrong.csv`, `missed.csv` | whoever looks into each case | [`cases`] |
//! | `evaluation.html` | whoever decides on rules | [`page`] |

pub mod cases;
mod conclusions;
mod damage_words;
pub mod page;
mod screen;
pub mod summary;
pub mod tables;
mod write;

pub use conclusions::{conclusions, doubt_lines};
pub use page::{JudgedRules, Study};
pub use screen::measures_screen;
pub use write::write_evaluation;

use super::InputFile;
use crate::evaluation::completeness::Completeness;
use crate::evaluation::measures::Discordance;
use crate::evaluation::truth::Doubt;

/// Rule sets judged on the same people, and what is to be known of the people.
#[derive(Debug, Clone, Copy)]
pub struct Evaluation<'a> {
    /// What the rule sets did.
    pub study: Study<'a>,
    /// One per rule set: which true pairs it looked at.
    pub completeness: &'a [Completeness],
    /// What is doubtful about the truth.
    pub doubts: &'a [Doubt],
    /// The files read, in the order given.
    pub inputs: &'a [InputFile],
}

/// How two rule sets differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Comparison {
    /// Index of the one.
    pub(super) first: usize,
    /// Index of the other, after it.
    pub(super) second: usize,
    /// Where they differ.
    pub(super) discordance: Discordance,
}

impl Evaluation<'_> {
    /// Every pair of rule sets, in order.
    pub(super) fn comparisons(&self) -> Vec<Comparison> {
        let judged = |index: usize| &self.study.judged[index].assessment.judged;
        let count = self.study.judged.len();
        let pairs = (0..count).flat_map(|first| (first + 1..count).map(move |second| (first, second)));
        pairs
            .map(|(first, second)| Comparison {
                first,
                second,
                discordance: Discordance::of(judged(first), judged(second)),
            })
            .collect()
    }
}
