//! How a score comes about: one bar per field, each beginning where the one before ended.

use maud::{Markup, html};

use crate::identity::{Lang, Person};
use crate::matching::{Comparison, Weight};
use crate::report::number;
use crate::report::side_by_side::{FieldLine, field_lines};
use crate::report::words::{self, pick};

use super::chart::at;

const WIDTH: f64 = 340.0;
const ROW: f64 = 30.0;
const BAR: f64 = 9.0;
const TOP: f64 = 18.0;

/// The pair: values of both sides, levels in words, weights, and the picture of their sum.
pub(super) fn waterfall(
    id: &str,
    (cas, base): (Person<'_>, Person<'_>),
    comparison: &Comparison,
    threshold: Option<Weight>,
    lang: Lang,
) -> Markup {
    let lines = field_lines(cas, base, comparison, lang);
    let lines: Vec<&FieldLine> = lines.iter().filter(|line| !line.is_silent()).collect();
    html! {
        div.pair {
            div.scroll tabindex="0" role="region" aria-label=(pick(lang, "Comparaison", "Comparison")) { table.compare {
                thead { tr {
                    th scope="col" { (pick(lang, "Champ", "Field")) }
                    th scope="col" { "CAS" }
                    th scope="col" { "PRONOTE" }
                    th scope="col" { (pick(lang, "Accord", "Agreement")) }
                    th.number scope="col" { "Bits" }
                } }
                tbody { @for line in &lines { tr {
                    th scope="row" { (words::field(line.field, lang)) }
                    td { (line.cas.to_text()) }
                    td { (line.base.to_text()) }
                    td { b { (words::level_sign(line.level)) } " " (words::level(line.field, line.level, lang)) }
                    td.number { (number::signed_weight(line.weight, lang)) }
                } } }
                tfoot { tr {
                    th scope="row" colspan="4" { "score" }
                    td.number { b { (number::signed_weight(comparison.score(), lang)) } }
                } }
            } }
            (picture(id, &lines, comparison.score(), threshold, lang))
        }
    }
}

fn picture(id: &str, lines: &[&FieldLine], score: Weight, threshold: Option<Weight>, lang: Lang) -> Markup {
    let steps = steps(lines);
    let all = steps.iter().flat_map(|step| [step.0, step.1]).chain([Weight::ZERO]).chain(threshold);
    let (low, high) = all.fold((0, 1), |(low, high), end| (low.min(end.0), high.max(end.0)));
    let x = |weight: Weight| 2.0 + f64::from(weight.0 - low) / f64::from(high - low) * (WIDTH - 4.0);
    let bottom = TOP + ROW * (lines.len() + 1) as f64;
    let bar = |from: Weight, to: Weight, class: &str, top: f64| {
        let (left, right) = (x(from).min(x(to)), x(from).max(x(to)));
        html! { rect class=(class) x=(at(left)) y=(at(top + 16.0)) width=(at((right - left).max(1.5))) height=(at(BAR)) {} }
    };
    let told =
        |line: &FieldLine| format!("{} {}", words::field(line.field, lang), number::signed_weight(line.weight, lang));
    let description = lines.iter().map(|line| told(line)).collect::<Vec<_>>().join(", ");
    html! {
        svg.waterfall viewBox={ "0 0 " (at(WIDTH)) " " (at(bottom + 4.0)) } role="img"
            aria-labelledby={ (id) "t " (id) "d" } {
            title id={ (id) "t" } { (pick(lang, "Cascade des poids jusqu'au score ", "Waterfall of the weights to the score "))
                (number::signed_weight(score, lang)) }
            desc id={ (id) "d" } { (description) }
            line.grid x1=(at(x(Weight::ZERO))) y1=(at(TOP)) x2=(at(x(Weight::ZERO))) y2=(at(bottom)) {}
            @if let Some(threshold) = threshold {
                @let place = x(threshold);
                line.threshold x1=(at(place)) y1=(at(TOP)) x2=(at(place)) y2=(at(bottom)) {}
                text.threshold.middle x=(at(place.clamp(48.0, WIDTH - 48.0))) y="12" {
                    (pick(lang, "seuil ", "threshold ")) (number::weight(threshold, lang))
                }
            }
            @for (row, (line, (from, to))) in lines.iter().zip(&steps).enumerate() {
                @let top = TOP + ROW * row as f64;
                text x="4" y=(at(top + 12.0)) { (words::field(line.field, lang)) }
                text.end x=(at(WIDTH - 4.0)) y=(at(top + 12.0)) { (number::signed_weight(line.weight, lang)) }
                (bar(*from, *to, if line.weight.0 < 0 { "against" } else { "for" }, top))
            }
            @let top = TOP + ROW * lines.len() as f64;
            text.total x="4" y=(at(top + 12.0)) { "score" }
            text.total.end x=(at(WIDTH - 4.0)) y=(at(top + 12.0)) { (number::signed_weight(score, lang)) }
            (bar(Weight::ZERO, score, "sum", top))
        }
    }
}

/// Where each bar begins and ends.
fn steps(lines: &[&FieldLine]) -> Vec<(Weight, Weight)> {
    let mut sum = Weight::ZERO;
    lines
        .iter()
        .map(|line| {
            let from = sum;
            sum += line.weight;
            (from, sum)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::matching::{Field, Level};
    use crate::report::example::{comparison, school};

    #[test]
    fn the_bars_cumulate_to_the_score() {
        let school = school();
        let evidence =
            comparison(&[(Field::BirthDate, Level::OneDigit, -320), (Field::NameOrder, Level::Swapped, -600)]);
        let (cas, base) = (school.cas.person(0), school.base.person(0));
        let lines = field_lines(cas, base, &evidence, Lang::Fr);
        let lines: Vec<&FieldLine> = lines.iter().filter(|line| !line.is_silent()).collect();
        let steps = steps(&lines);
        assert_eq!(steps.last().map(|step| step.1), Some(evidence.score()));
        assert!(steps.windows(2).all(|pair| pair[0].1 == pair[1].0));
        let page = waterfall("w", (cas, base), &evidence, Some(Weight(1650)), Lang::Fr).into_string();
        assert_eq!(page.matches(r#"<rect class="against""#).count(), 2, "{page}");
        for text in ["seuil 16,50", "un chiffre diffère", "−3,20", "+10,80"] {
            assert!(page.contains(text), "{text}: {page}");
        }
    }
}
