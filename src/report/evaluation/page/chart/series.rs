//! How one of several series is told from the others: colour, dash and mark.

use maud::{Markup, html};

use super::at;

/// Dashes; the colours are in the style sheet. More series begin anew.
const DASHES: [&str; 4] = ["none", "7 3", "2 3", "9 3 2 3"];

/// A line through `points`, in the drawing's units.
pub(in super::super) fn line(series: usize, points: &[(f64, f64)]) -> Markup {
    let path: Vec<String> = points.iter().map(|&(x, y)| format!("{},{}", at(x), at(y))).collect();
    html! {
        @if points.len() > 1 {
            polyline class={ "line s" (series % DASHES.len()) } stroke-dasharray=(DASHES[series % DASHES.len()])
                points=(path.join(" ")) {}
        }
    }
}

/// The mark of a series at a point, with what it says when pointed at.
pub(in super::super) fn mark(series: usize, (x, y): (f64, f64), says: &str) -> Markup {
    let class = format!("mark s{}", series % DASHES.len());
    let around = |corners: &[(f64, f64)]| {
        let corners = corners.iter().map(|&(dx, dy)| format!("{},{}", at(x + dx), at(y + dy)));
        corners.collect::<Vec<_>>().join(" ")
    };
    html! {
        @match series % DASHES.len() {
            0 => circle class=(class) cx=(at(x)) cy=(at(y)) r="5" { (said(says)) },
            1 => rect class=(class) x=(at(x - 4.5)) y=(at(y - 4.5)) width="9" height="9" { (said(says)) },
            2 => polygon class=(class) points=(around(&[(0.0, -6.0), (5.5, 4.5), (-5.5, 4.5)])) { (said(says)) },
            _ => polygon class=(class) points=(around(&[(0.0, -6.0), (6.0, 0.0), (0.0, 6.0), (-6.0, 0.0)])) { (said(says)) },
        }
    }
}

fn said(text: &str) -> Markup {
    html! { @if !text.is_empty() { title { (text) } } }
}

/// The names of the series beside a sample of each.
pub(in super::super) fn legend<'a>(names: impl Iterator<Item = &'a str>) -> Markup {
    html! {
        ul.legend {
            @for (series, name) in names.enumerate() {
                li {
                    svg.sample viewBox="0 0 36 14" aria-hidden="true" {
                        (line(series, &[(0.0, 7.0), (36.0, 7.0)])) (mark(series, (18.0, 7.0), ""))
                    }
                    (name)
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn series_differ_by_more_than_colour() {
        let drawn = |series| {
            let mark = mark(series, (10.0, 10.0), "").into_string();
            mark.replace(&format!("s{series}"), "")
        };
        for (one, other) in [(0, 1), (0, 2), (0, 3), (1, 2), (1, 3), (2, 3)] {
            assert_ne!(drawn(one), drawn(other));
            assert_ne!(DASHES[one], DASHES[other]);
        }
        assert_eq!(line(0, &[(1.0, 1.0)]).into_string(), "", "one point is no line");
        assert!(legend(["a<b", "c"].into_iter()).into_string().contains("a&lt;b"));
    }
}
