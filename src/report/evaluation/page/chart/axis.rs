//! From values to a share of the axis, with ticks where people expect them.

use crate::identity::Lang;
use crate::report::number;

/// An axis needs no more ticks than this to be read on a telephone.
const MOST_TICKS: usize = 6;

/// One direction of a picture. Values beyond its ends are drawn at the ends.
#[derive(Debug, Clone, PartialEq)]
pub(in super::super) struct Axis {
    from: f64,
    to: f64,
    is_logarithmic: bool,
    /// Value and label, rising.
    pub(in super::super) ticks: Vec<(f64, String)>,
}

impl Axis {
    /// Plain numbers, the ends moved out to the next tick.
    pub(in super::super) fn linear(from: f64, to: f64, lang: Lang) -> Self {
        let (step, decimals) = step(from, to, MOST_TICKS);
        Self::stepped((from / step).floor() * step, (to / step).ceil() * step, step, |value| {
            signed(number::decimal(value, decimals, lang))
        })
    }

    /// Shares of one as percentages; never leaves 0–1, and is never narrower than half a percent.
    pub(in super::super) fn share(from: f64, to: f64, lang: Lang) -> Self {
        let (from, to) = (from.clamp(0.0, 0.995), to.clamp(0.005, 1.0));
        let from = from.min(to - 0.005);
        let (step, decimals) = step(from * 100.0, to * 100.0, MOST_TICKS);
        let (low, high) = ((from * 100.0 / step).floor() * step, ((to * 100.0 / step).ceil() * step).min(100.0));
        let unit = if lang == Lang::Fr { "\u{a0}%" } else { "%" };
        let label = |value| format!("{}{unit}", number::decimal(value, decimals, lang));
        let mut axis = Self::stepped(low.max(0.0), high, step, label);
        axis.from /= 100.0;
        axis.to /= 100.0;
        axis.ticks.iter_mut().for_each(|(value, _)| *value /= 100.0);
        axis
    }

    /// Rates by powers of ten, as `1/1 000`; both ends moved out to a power of ten.
    pub(in super::super) fn rate(from: f64, to: f64, lang: Lang) -> Self {
        let high = to.clamp(1e-9, 1.0).log10().ceil() as i32;
        let low = (from.clamp(1e-9, 1.0).log10().floor() as i32).min(high - 1);
        // Odds are long words: five intervals leave them room.
        let every = ((high - low) as usize).div_ceil(MOST_TICKS - 1);
        let ticks = (low..=high).rev().step_by(every).map(|power| {
            let odds = 10_f64.powi(-power).round() as u64;
            let label = if odds == 1 { "1".to_owned() } else { format!("1/{}", number::count(odds, lang)) };
            (10_f64.powi(power), label)
        });
        let mut ticks: Vec<_> = ticks.collect();
        ticks.reverse();
        Self { from: 10_f64.powi(low), to: 10_f64.powi(high), is_logarithmic: true, ticks }
    }

    /// Counts by powers of ten. It begins at one half, so that a single one has a height; zero has none.
    pub(in super::super) fn counts(most: u64, lang: Lang) -> Self {
        let most = most.max(1) as f64;
        let highest = most.log10().floor() as i32;
        let every = (highest as usize + 1).div_ceil(MOST_TICKS);
        let ticks = (0..=highest).step_by(every).map(|power| {
            let count = 10_f64.powi(power);
            (count, number::count(count as u64, lang))
        });
        Self { from: 0.5, to: (most * 1.3).max(2.0), is_logarithmic: true, ticks: ticks.collect() }
    }

    fn stepped(from: f64, to: f64, step: f64, label: impl Fn(f64) -> String) -> Self {
        let to = if to > from { to } else { from + step };
        let steps = ((to - from) / step + 1e-9).floor() as usize;
        let ticks = (0..=steps).map(|index| from + index as f64 * step);
        Self { from, to, is_logarithmic: false, ticks: ticks.map(|value| (value, label(value))).collect() }
    }

    /// The ends.
    pub(in super::super) fn ends(&self) -> (f64, f64) {
        (self.from, self.to)
    }

    /// Where a value stands, 0 at the beginning and 1 at the end.
    pub(in super::super) fn place(&self, value: f64) -> f64 {
        let place = if self.is_logarithmic {
            (value.max(f64::MIN_POSITIVE) / self.from).ln() / (self.to / self.from).ln()
        } else {
            (value - self.from) / (self.to - self.from)
        };
        if place.is_nan() { 0.0 } else { place.clamp(0.0, 1.0) }
    }
}

/// The smallest of 1, 2, 5 times a power of ten that needs at most `most` ticks, and the decimals it takes to write it.
fn step(from: f64, to: f64, most: usize) -> (f64, usize) {
    let span = if to - from > 1e-9 { to - from } else { 1.0 };
    let power = (span / most as f64).log10().floor() as i32;
    let unit = 10_f64.powi(power);
    let needed = |step: f64| (to / step).ceil() - (from / step).floor();
    let factor = [1.0, 2.0, 5.0, 10.0].into_iter().find(|factor| needed(factor * unit) < most as f64).unwrap_or(20.0);
    let decimals = if factor >= 10.0 { -(power + 1) } else { -power };
    (factor * unit, decimals.max(0) as usize)
}

/// A real minus, and no negative zero.
fn signed(text: String) -> String {
    match text.strip_prefix('-') {
        Some(digits) if digits.bytes().any(|byte| (b'1'..=b'9').contains(&byte)) => format!("−{digits}"),
        Some(digits) => digits.to_owned(),
        None => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labels(axis: &Axis) -> Vec<&str> {
        axis.ticks.iter().map(|(_, label)| label.as_str()).collect()
    }

    #[test]
    fn ticks_are_round_and_few() {
        assert_eq!(labels(&Axis::linear(-23.4, 41.0, Lang::Fr)), ["−40", "−20", "0", "20", "40", "60"]);
        assert_eq!(labels(&Axis::linear(0.0, 1.0, Lang::Fr)), ["0,0", "0,2", "0,4", "0,6", "0,8", "1,0"]);
        assert!(Axis::linear(7.0, 7.0, Lang::En).ticks.len() >= 2, "a single value has room");
        for span in [1e-3, 0.3, 1.0, 17.0, 4e5] {
            let count = Axis::linear(-span, span * 1.7, Lang::Fr).ticks.len();
            assert!((2..=MOST_TICKS).contains(&count), "{span}: {count}");
        }
    }

    #[test]
    fn a_share_axis_zooms_in_and_stays_within_the_possible() {
        assert_eq!(
            labels(&Axis::share(0.991, 1.0, Lang::Fr)),
            ["99,0\u{a0}%", "99,2\u{a0}%", "99,4\u{a0}%", "99,6\u{a0}%", "99,8\u{a0}%", "100,0\u{a0}%"]
        );
        for (from, to) in [(1.0, 1.0), (0.0, 0.0), (0.5, 0.5), (f64::NAN, 1.0)] {
            let axis = Axis::share(from, to, Lang::En);
            let (low, high) = axis.ends();
            assert!(axis.ticks.len() <= MOST_TICKS + 1, "{from}..{to}: {:?}", axis.ticks);
            assert!(from.is_nan() || (0.0 <= low && low < high && high <= 1.0), "{from}..{to}: {low}..{high}");
        }
    }

    #[test]
    fn rates_and_counts_go_by_powers_of_ten() {
        assert_eq!(labels(&Axis::rate(2e-4, 0.4, Lang::En)), ["1/10,000", "1/1,000", "1/100", "1/10", "1"]);
        assert_eq!(labels(&Axis::counts(1_148, Lang::Fr)), ["1", "10", "100", "1\u{202f}000"]);
        assert_eq!(labels(&Axis::counts(0, Lang::Fr)), ["1"]);
        let axis = Axis::rate(1e-4, 1.0, Lang::En);
        assert!((axis.place(1e-2) - 0.5).abs() < 1e-9);
        assert_eq!((axis.place(0.0), axis.place(5.0), axis.place(f64::NAN)), (0.0, 1.0, 0.0));
        assert!(Axis::counts(5, Lang::Fr).place(1.0) > 0.1, "a single one is seen");
    }
}
