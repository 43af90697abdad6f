//! Small pictures: an axis, a frame around two of them, the marks of a series.
//!
//! Input: plain numbers. Output: inline SVG that takes its colours from the page. Invariants: nothing is drawn outside
//! its frame, no text says `NaN`, every picture has a title and a description, and no series is told by colour alone:
//! each has its own dash and its own mark.

mod axis;
mod frame;
mod series;

pub(super) use axis::Axis;
pub(super) use frame::{Caption, Frame};
pub(super) use series::{legend, line, mark};

/// A coordinate as SVG takes it, to a tenth of a unit.
pub(super) fn at(position: f64) -> String {
    let text = format!("{position:.1}");
    text.strip_suffix(".0").map(str::to_owned).unwrap_or(text)
}
