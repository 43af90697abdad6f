//! What an assessment comes to, in numbers.
//!
//! Role: everything that is counted or drawn of a rule set's decisions. Input: judged identities. Output: small plain
//! structs. Invariant: those that are sums (`Counts`, `Breakdown`, `Discordance`, the bins of `Calibration` and `ScoreHistogram`) merge by
//! addition, in any order; nothing here knows people, files or words.
//!
//! | question | answer |
//! |---|---|
//! | how many right, wrong, missed? | [`Counts`], [`Breakdown`] by profile and damage |
//! | how sure is a proportion? | [`wilson`] |
//! | how large may a small one be, exactly? | [`upper_bound`], [`trials_needed`] |
//! | and an F1? | [`f1_interval`] |
//! | is one rule set better than another? | [`Discordance`] |
//! | do stated risks come true? | [`Calibration`] |
//! | what would another threshold do? | [`Sweep`] |
//! | how do scores tell people apart? | [`ScoreHistogram`] |

mod binomial;
mod bootstrap;
mod breakdown;
mod calibration;
mod clopper_pearson;
mod counts;
mod histogram;
mod interval;
mod mcnemar;
mod sweep;

pub use bootstrap::f1_interval;
pub use breakdown::Breakdown;
pub use calibration::{Calibration, CalibrationBin};
pub use clopper_pearson::{at_least, at_most, trials_needed, upper_bound};
pub use counts::Counts;
pub use histogram::{ScoreBin, ScoreHistogram};
pub use interval::{Interval, wilson};
pub use mcnemar::Discordance;
pub use sweep::{Sweep, SweepPoint};
