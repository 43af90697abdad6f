//! A picture with two axes, its grid and its words.

use maud::{Markup, html};

use super::{Axis, at};

/// In units of the drawing. A telephone shows it a fifth smaller, a desk a third larger: the text stays readable.
const WIDTH: f64 = 400.0;
const HEIGHT: f64 = 290.0;
const LEFT: f64 = 68.0;
const RIGHT: f64 = 20.0;
const TOP: f64 = 26.0;
const BOTTOM: f64 = 44.0;

/// What is said of a picture to those who see it and to those who do not.
#[derive(Debug, Clone)]
pub(in super::super) struct Caption<'a> {
    /// Unique in the page.
    pub(in super::super) id: &'a str,
    /// What it is.
    pub(in super::super) title: &'a str,
    /// What it shows, in a sentence or two.
    pub(in super::super) description: &'a str,
    /// Under the horizontal axis.
    pub(in super::super) across: &'a str,
    /// Above the vertical axis.
    pub(in super::super) up: &'a str,
}

/// The place where two axes put a value.
#[derive(Debug, Clone)]
pub(in super::super) struct Frame {
    /// From left to right.
    pub(in super::super) across: Axis,
    /// From bottom to top.
    pub(in super::super) up: Axis,
}

impl Frame {
    /// Horizontal position of a value.
    pub(in super::super) fn x(&self, value: f64) -> f64 {
        LEFT + self.across.place(value) * (WIDTH - LEFT - RIGHT)
    }

    /// Vertical position of a value.
    pub(in super::super) fn y(&self, value: f64) -> f64 {
        HEIGHT - BOTTOM - self.up.place(value) * (HEIGHT - TOP - BOTTOM)
    }

    /// The left, right, top and bottom edges of what can be drawn on.
    pub(in super::super) fn edges(&self) -> [f64; 4] {
        [LEFT, WIDTH - RIGHT, TOP, HEIGHT - BOTTOM]
    }

    /// The picture: grid, ticks and words, with `inside` over the grid.
    pub(in super::super) fn draw(&self, caption: &Caption<'_>, inside: &Markup) -> Markup {
        let [left, right, top, bottom] = self.edges();
        let (title_id, description_id) = (format!("{}-t", caption.id), format!("{}-d", caption.id));
        html! {
            svg.chart viewBox={ "0 0 " (at(WIDTH)) " " (at(HEIGHT)) } role="img"
                aria-labelledby={ (title_id) " " (description_id) } {
                title id=(title_id) { (caption.title) }
                desc id=(description_id) { (caption.description) }
                @for (value, label) in &self.up.ticks {
                    @let y = self.y(*value);
                    line.grid x1=(at(left)) y1=(at(y)) x2=(at(right)) y2=(at(y)) {}
                    text.end x=(at(left - 6.0)) y=(at(y + 4.0)) { (label) }
                }
                @for (value, label) in &self.across.ticks {
                    @let x = self.x(*value);
                    line.grid x1=(at(x)) y1=(at(top)) x2=(at(x)) y2=(at(bottom)) {}
                    text.middle x=(at(x)) y=(at(bottom + 16.0)) { (label) }
                }
                line.axis x1=(at(left)) y1=(at(bottom)) x2=(at(right)) y2=(at(bottom)) {}
                line.axis x1=(at(left)) y1=(at(top)) x2=(at(left)) y2=(at(bottom)) {}
                text.name x="2" y="12" { (caption.up) }
                text.name.end x=(at(right)) y=(at(HEIGHT - 8.0)) { (caption.across) }
                (inside)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use maud::html;

    use super::*;
    use crate::identity::Lang;

    #[test]
    fn nothing_leaves_the_frame_and_words_are_escaped() {
        let frame = Frame { across: Axis::linear(0.0, 40.0, Lang::Fr), up: Axis::share(0.9, 1.0, Lang::Fr) };
        let [left, right, top, bottom] = frame.edges();
        for value in [-1e9, 0.0, 20.0, 1e9, f64::NAN, f64::INFINITY] {
            assert!((left..=right).contains(&frame.x(value)), "{value}");
            assert!((top..=bottom).contains(&frame.y(value)), "{value}");
        }
        let caption = Caption { id: "c", title: "<b>", description: "&", across: "bits", up: "rappel" };
        let svg = frame.draw(&caption, &html! { circle {} }).into_string();
        assert!(svg.contains("&lt;b&gt;") && svg.contains(r#"aria-labelledby="c-t c-d""#), "{svg}");
        assert!(!svg.contains("NaN"));
    }
}
