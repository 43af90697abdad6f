//! The scores of the best candidates by truth: the right user above, somebody else below, in logarithmic counts.

use maud::{Markup, html};

use crate::evaluation::assessment::Assessment;
use crate::evaluation::measures::ScoreHistogram;
use crate::identity::Lang;
use crate::matching::Weight;
use crate::report::number;
use crate::report::words::pick;

use super::chart::{Axis, at};
use super::{JudgedRules, Study};

const WIDTH: f64 = 400.0;
const LEFT: f64 = 68.0;
const RIGHT: f64 = 20.0;
const TOP: f64 = 26.0;
const HALF: f64 = 110.0;
/// Between the halves: where the axis is written.
const GAP: f64 = 22.0;
const BOTTOM: f64 = 24.0;
/// A histogram needs no more bars than this.
const MOST_BARS: i32 = 40;

/// Counts of one bar: scores from `from` bits up to, not including, the next.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Bar {
    from: i32,
    right: u64,
    other: u64,
}

pub(super) fn section(study: &Study<'_>) -> Markup {
    let lang = study.lang;
    html! {
        section #scores aria-labelledby="scores-title" {
            h2 #scores-title { (pick(lang, "Scores, selon la vérité", "Scores, by the truth")) }
            p.hint { (pick(lang,
                "Score en bits du meilleur candidat de chaque identité : en haut ceux qui sont la bonne personne, en bas les autres, sur une échelle logarithmique. À droite du seuil, un lien est possible, mais demande encore une avance nette et aucune contradiction.",
                "Score in bits of the best candidate of each identity: above those who are the right person, below the others, on a logarithmic scale. Right of the threshold a link is possible, but asks for a clear lead too and no contradiction.")) }
            div.charts.pairs { @for (series, name, judged) in study.sets() {
                @let (width, bars) = bars(judged.assessment);
                figure {
                    h3 { (name) }
                    @if bars.is_empty() { p.none { (pick(lang, "Aucun score à montrer.", "No score to show.")) } }
                    @else {
                        (picture(series, judged, width, &bars, lang))
                        details {
                            summary { (pick(lang, "Les mêmes chiffres en tableau", "The same figures as a table")) }
                            (table(width, &bars, lang))
                        }
                    }
                }
            } }
        }
    }
}

/// Bits per bar, and the bars from the lowest score to the highest, empty ones too.
fn bars(assessment: &Assessment) -> (i32, Vec<Bar>) {
    let histogram = ScoreHistogram::of(&assessment.judged);
    let mut bits = histogram.bins().map(|(bit, _)| bit);
    let Some(low) = bits.next() else { return (1, Vec::new()) };
    let high = bits.last().unwrap_or(low);
    let needed = |width: i32| high.div_euclid(width) - low.div_euclid(width) + 1;
    let width = [1, 2, 5, 10, 20].into_iter().find(|&width| needed(width) <= MOST_BARS).unwrap_or(50);
    let first = low.div_euclid(width);
    let mut bars: Vec<Bar> =
        (first..=high.div_euclid(width)).map(|bar| Bar { from: bar * width, ..Bar::default() }).collect();
    for (bit, bin) in histogram.bins() {
        // Not negative: `first` is the lowest.
        let bar = &mut bars[(bit.div_euclid(width) - first) as usize];
        bar.right += bin.right;
        bar.other += bin.other;
    }
    (width, bars)
}

fn picture(series: usize, judged: &JudgedRules<'_>, width: i32, bars: &[Bar], lang: Lang) -> Markup {
    let threshold = judged.threshold.map(Weight::bits);
    let ends = bars.iter().flat_map(|bar| [bar.from, bar.from + width]).map(f64::from).chain(threshold);
    let (low, high) = ends.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), end| (low.min(end), high.max(end)));
    let across = Axis::linear(low, high, lang);
    let most = bars.iter().map(|bar| bar.right.max(bar.other)).max().unwrap_or(0);
    let up = Axis::counts(most, lang);
    let x = |bits: f64| LEFT + across.place(bits) * (WIDTH - LEFT - RIGHT);
    let (upper, lower) = (TOP + HALF, TOP + HALF + GAP);
    let height = lower + HALF + BOTTOM;
    let column = |bar: &Bar, count: u64, is_right: bool| {
        let tall = up.place(count as f64) * HALF;
        let (left, right) = (x(f64::from(bar.from)), x(f64::from(bar.from + width)));
        html! { @if count > 0 {
            rect class=(if is_right { "right" } else { "other" }) x=(at(left + 0.3)) y=(at(if is_right { upper - tall } else { lower }))
                width=(at((right - left - 0.6).max(1.0))) height=(at(tall)) {
                title { (interval(bar, width, lang)) ", " (number::count(count, lang)) }
            }
        } }
    };
    let total = |count: fn(&Bar) -> u64| number::count(bars.iter().map(count).sum(), lang);
    html! {
        svg.chart viewBox={ "0 0 " (at(WIDTH)) " " (at(height)) } role="img" aria-labelledby={ "scores-" (series) "-t scores-" (series) "-d" } {
            title id={ "scores-" (series) "-t" } { (pick(lang, "Histogramme des scores selon la vérité", "Histogram of scores by the truth")) }
            desc id={ "scores-" (series) "-d" } {
                (total(|bar| bar.right)) (pick(lang, " bonnes personnes, ", " right people, ")) (total(|bar| bar.other)) (pick(lang, " autres.", " others."))
            }
            @for (count, label) in &up.ticks {
                @let tall = up.place(*count) * HALF;
                @for y in [upper - tall, lower + tall] {
                    line.grid x1=(at(LEFT)) y1=(at(y)) x2=(at(WIDTH - RIGHT)) y2=(at(y)) {}
                    text.end x=(at(LEFT - 6.0)) y=(at(y + 4.0)) { (label) }
                }
            }
            @for bar in bars { (column(bar, bar.right, true)) (column(bar, bar.other, false)) }
            line.axis x1=(at(LEFT)) y1=(at(upper)) x2=(at(WIDTH - RIGHT)) y2=(at(upper)) {}
            line.axis x1=(at(LEFT)) y1=(at(lower)) x2=(at(WIDTH - RIGHT)) y2=(at(lower)) {}
            @for (bits, label) in &across.ticks { text.middle x=(at(x(*bits))) y=(at(upper + 15.5)) { (label) } }
            text.name x="2" y="12" { (pick(lang, "la bonne personne", "the right person")) }
            text.name x="2" y=(at(height - 8.0)) { (pick(lang, "quelqu'un d'autre", "somebody else")) }
            text.name.end x=(at(WIDTH - RIGHT)) y=(at(height - 8.0)) { (pick(lang, "score, en bits", "score, in bits")) }
            @if let Some(bits) = threshold {
                @for (top, bottom) in [(TOP, upper), (lower, lower + HALF)] {
                    line.threshold x1=(at(x(bits))) y1=(at(top)) x2=(at(x(bits))) y2=(at(bottom)) {}
                }
                text.threshold.middle x=(at(x(bits).clamp(170.0, WIDTH - RIGHT - 42.0))) y="12" {
                    (pick(lang, "seuil ", "threshold ")) (number::decimal(bits, 2, lang))
                }
            }
        }
    }
}

fn interval(bar: &Bar, width: i32, lang: Lang) -> String {
    format!("{} {} {} bits", bar.from, pick(lang, "à", "to"), bar.from + width)
}

fn table(width: i32, bars: &[Bar], lang: Lang) -> Markup {
    html! { div.scroll tabindex="0" { table {
        thead { tr {
            th scope="col" { "Score" }
            th.number scope="col" { (pick(lang, "Bonne personne", "Right person")) }
            th.number scope="col" { (pick(lang, "Quelqu'un d'autre", "Somebody else")) }
        } }
        tbody { @for bar in bars.iter().filter(|bar| bar.right + bar.other > 0) { tr {
            th scope="row" { (interval(bar, width, lang)) }
            td.number { (number::count(bar.right, lang)) }
            td.number { (number::count(bar.other, lang)) }
        } } }
    } } }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::evaluation::page::tests::assessment;

    #[test]
    fn every_best_candidate_is_in_one_bar() {
        let assessment = assessment("standard");
        let (width, bars) = bars(&assessment);
        assert_eq!(bars.iter().map(|bar| bar.right).sum::<u64>(), 2);
        assert_eq!(bars.iter().map(|bar| bar.other).sum::<u64>(), 1);
        assert!(bars.windows(2).all(|pair| pair[1].from == pair[0].from + width));
        let judged = JudgedRules { assessment: &assessment, threshold: Some(Weight(9_000)) };
        let svg = picture(0, &judged, width, &bars, Lang::Fr).into_string();
        assert!(svg.contains("seuil 90,00") && !svg.contains("NaN"), "{svg}");
        assert_eq!(svg.matches("<rect").count(), 3);
    }
}
