//! The distribution of scores: links above, failures below, on one axis, with the threshold between them.
//!
//! Each half has its own scale: among a thousand links, three failures would not be seen.

use maud::{Markup, html};

use crate::identity::Lang;
use crate::matching::Weight;
use crate::report::score_bins::{Bin, ScoreBins, score_bins};
use crate::report::words::{self, pick};
use crate::report::{Run, number};

const WIDTH: f64 = 720.0;
const LEFT: f64 = 52.0;
const RIGHT: f64 = 12.0;
const HALF: f64 = 110.0;
const TOP: f64 = 34.0;
/// Between the halves: where the axis is written.
const AXIS: f64 = 26.0;
const BOTTOM: f64 = 8.0;
const HEIGHT: f64 = TOP + HALF + AXIS + HALF + BOTTOM;

pub(super) fn section(run: &Run<'_>) -> Markup {
    let lang = run.lang;
    let bins = score_bins(run.result);
    html! {
        section #scores aria-labelledby="scores-title" {
            h2 #scores-title { (pick(lang, "Répartition des scores", "Distribution of scores")) }
            @if bins.bins.is_empty() {
                p { (pick(lang, "Aucun score à montrer.", "No score to show.")) }
            } @else {
                figure {
                    div.scroll tabindex="0" role="region" aria-labelledby="scores-title" {
                        (drawing(&bins, run.result.threshold, lang))
                    }
                    figcaption { (caption(run.result.threshold, lang)) }
                }
                details {
                    summary { (pick(lang, "Les mêmes chiffres en tableau", "The same figures as a table")) }
                    (table(&bins, lang))
                }
            }
        }
    }
}

fn caption(threshold: Option<Weight>, lang: Lang) -> String {
    let what = pick(
        lang,
        "Score en bits : plus il est élevé, plus les deux fiches se ressemblent. En haut les nouveaux rapprochements, \
         en bas le meilleur candidat de chaque échec, chacun à son échelle.",
        "Score in bits: the higher, the more alike the two records. Above, the new links; below, the best candidate \
         of each failure, each on its own scale.",
    );
    let line = match threshold {
        None => String::new(),
        Some(threshold) => {
            let bits = number::weight(threshold, lang);
            match lang {
                Lang::Fr => format!(
                    " Trait : le seuil ({bits}), nécessaire mais pas suffisant : un homonyme ou une contradiction \
                     suffit à refuser un score élevé."
                ),
                Lang::En => format!(
                    " Line: the threshold ({bits}), necessary but not sufficient: a namesake or a contradiction is \
                     enough to refuse a high score."
                ),
            }
        }
    };
    format!("{what}{line}")
}

/// Maps bits to the drawing.
struct Scale {
    from: f64,
    per_bit: f64,
}

impl Scale {
    /// Covers the bars and the threshold.
    fn new(bins: &ScoreBins, threshold: Option<Weight>) -> Self {
        let ends = bins.bins.iter().flat_map(|bin| [bin.from, bin.from + bins.width]).map(f64::from);
        let all = ends.chain(threshold.map(Weight::bits));
        let (from, to) =
            all.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), bits| (low.min(bits), high.max(bits)));
        Self { from, per_bit: (WIDTH - LEFT - RIGHT) / (to - from).max(1.0) }
    }

    fn x(&self, bits: f64) -> f64 {
        LEFT + (bits - self.from) * self.per_bit
    }
}

fn drawing(bins: &ScoreBins, threshold: Option<Weight>, lang: Lang) -> Markup {
    let scale = Scale::new(bins, threshold);
    let most = |count: fn(&Bin) -> u64| bins.bins.iter().map(count).max().unwrap_or(0);
    let (most_links, most_failures) = (most(|bin| bin.links), most(|bin| bin.failures));
    let axis = TOP + HALF;
    let label = pick(lang, "Histogramme des scores", "Histogram of scores");
    html! {
        svg.histogram viewBox={ "0 0 " (WIDTH) " " (HEIGHT) } role="img" aria-label=(label) {
            @for bin in &bins.bins {
                (column(&scale, bins.width, bin, (bin.links, most_links), true, lang))
                (column(&scale, bins.width, bin, (bin.failures, most_failures), false, lang))
            }
            line.axis x1=(LEFT) y1=(axis) x2=(WIDTH - RIGHT) y2=(axis) {}
            line.axis x1=(LEFT) y1=(axis + AXIS) x2=(WIDTH - RIGHT) y2=(axis + AXIS) {}
            @for tick in ticks(bins) {
                text.tick x=(at(scale.x(f64::from(tick)))) y=(axis + AXIS * 0.68) { (tick) }
            }
            text.most x=(LEFT - 6.0) y=(TOP + 10.0) { (number::count(most_links, lang)) }
            text.most x=(LEFT - 6.0) y=(HEIGHT - BOTTOM) { (number::count(most_failures, lang)) }
            text.half x=(LEFT - 6.0) y=(axis - 6.0) { (pick(lang, "liens", "links")) }
            text.half x=(LEFT - 6.0) y=(axis + AXIS + 14.0) { (pick(lang, "échecs", "failures")) }
            @if let Some(threshold) = threshold {
                @let x = scale.x(threshold.bits());
                line.threshold x1=(at(x)) y1=(TOP - 12.0) x2=(at(x)) y2=(HEIGHT - BOTTOM) {}
                text.threshold x=(at(x.clamp(LEFT + 40.0, WIDTH - RIGHT - 40.0))) y=(TOP - 18.0) {
                    (pick(lang, "seuil ", "threshold ")) (number::weight(threshold, lang))
                }
            }
        }
    }
}

fn column(scale: &Scale, width: i32, bin: &Bin, (count, most): (u64, u64), up: bool, lang: Lang) -> Markup {
    if count == 0 {
        return Markup::default();
    }
    // At least a visible line, whatever the tallest bar is.
    let height = (count as f64 / most as f64 * HALF).max(1.5);
    let (left, right) = (scale.x(f64::from(bin.from)), scale.x(f64::from(bin.from + width)));
    let y = if up { TOP + HALF - height } else { TOP + HALF + AXIS };
    let class = if up { "new" } else { "open" };
    html! {
        rect class=(class) x=(at(left + 0.5)) y=(at(y)) width=(at((right - left - 1.0).max(1.0))) height=(at(height)) {
            title { (interval(bin, width, lang)) (words::colon(lang)) (number::count(count, lang)) }
        }
    }
}

/// About eight round numbers along the axis.
fn ticks(bins: &ScoreBins) -> Vec<i32> {
    let first = bins.bins.first().map_or(0, |bin| bin.from);
    let last = bins.bins.last().map_or(0, |bin| bin.from + bins.width);
    let step = [1, 2, 5, 10, 20, 50].into_iter().find(|step| (last - first) / step <= 10).unwrap_or(100);
    (first.div_euclid(step)..=last.div_euclid(step))
        .map(|tick| tick * step)
        .filter(|&t| t >= first && t <= last)
        .collect()
}

fn at(position: f64) -> String {
    format!("{position:.1}")
}

fn interval(bin: &Bin, width: i32, lang: Lang) -> String {
    format!("{} {} {} bits", bin.from, pick(lang, "à", "to"), bin.from + width)
}

fn table(bins: &ScoreBins, lang: Lang) -> Markup {
    html! {
        table {
            thead { tr {
                th scope="col" { "Score" }
                th.number scope="col" { (pick(lang, "Nouveaux rapprochements", "New links")) }
                th.number scope="col" { (pick(lang, "Échecs", "Failures")) }
            } }
            tbody {
                @for bin in bins.bins.iter().filter(|bin| bin.links + bin.failures > 0) {
                    tr {
                        th scope="row" { (interval(bin, bins.width, lang)) }
                        td.number { (number::count(bin.links, lang)) }
                        td.number { (number::count(bin.failures, lang)) }
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::example::school;

    #[test]
    fn nothing_leaves_the_drawing() {
        let school = school();
        let bins = score_bins(&school.result);
        for threshold in [None, Some(Weight(1650)), Some(Weight(9000))] {
            let scale = Scale::new(&bins, threshold);
            let last = bins.bins.last().unwrap();
            let ends = [bins.bins[0].from, last.from + bins.width].map(f64::from);
            for bits in ends.into_iter().chain(threshold.map(Weight::bits)) {
                assert!((LEFT..=WIDTH - RIGHT + 1e-9).contains(&scale.x(bits)), "{bits} bits");
            }
            let svg = drawing(&bins, threshold, Lang::Fr).into_string();
            assert_eq!(svg.contains("seuil"), threshold.is_some());
            assert!(!svg.contains("NaN") && !svg.contains("inf"));
        }
    }

    #[test]
    fn ticks_are_few_and_round() {
        let bins =
            ScoreBins { width: 2, bins: (-5..=20).map(|n| Bin { from: n * 2, links: 1, failures: 0 }).collect() };
        assert_eq!(ticks(&bins), [-10, -5, 0, 5, 10, 15, 20, 25, 30, 35, 40]);
    }
}
