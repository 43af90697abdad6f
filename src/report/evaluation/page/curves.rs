//! What could be had: precision against recall, and the threshold sweep.

use maud::{Markup, html};

use crate::evaluation::measures::{Counts, Sweep, SweepPoint};
use crate::identity::Lang;
use crate::matching::Weight;
use crate::report::number;
use crate::report::words::{self, pick};

use super::chart::{Axis, Caption, Frame, legend, line, mark};
use super::{Study, counts};

/// A table needs no more lines than this.
const MOST_LINES: usize = 14;

pub(super) fn section(study: &Study<'_>) -> Markup {
    let lang = study.lang;
    let names: Vec<String> = study.sets().map(|(_, name, _)| name).collect();
    let by_score: Vec<Sweep> = study.judged.iter().map(|judged| Sweep::by_score(&judged.assessment.judged)).collect();
    html! {
        section #curves aria-labelledby="curves-title" {
            h2 #curves-title { (pick(lang, "Ce que d'autres réglages donneraient", "What other settings would give")) }
            (legend(names.iter().map(String::as_str)))
            div.charts {
                figure {
                    (precision_recall(study))
                    figcaption { (pick(lang,
                        "Précision et rappel, en liant chaque identité à son meilleur candidat par probabilité décroissante. La marque est le réglage en vigueur, qui demande encore le seuil et refuse les contradictions.",
                        "Precision and recall, linking each identity with its best candidate by falling probability. The mark is the setting in force, which asks for the threshold too and refuses contradictions.")) }
                }
                figure {
                    (recall_by_threshold(study, &by_score))
                    figcaption { (pick(lang,
                        "Rappel si le score seul décidait, selon le seuil en bits. La marque : ce que le jeu de règles fait à son seuil, avec la marge, les vetos et la borne de risque, qui retiennent encore des liens.",
                        "Recall if the score alone decided, by the threshold in bits. The mark: what the rule set does at its threshold, with the margin, the vetoes and the bounds of risk, which hold more links back.")) }
                }
                figure {
                    (wrong_by_threshold(study, &by_score))
                    figcaption { (pick(lang,
                        "Liens faux si le score seul décidait ; échelle logarithmique, la courbe commence au premier lien faux. La marque : les liens faux du jeu de règles tel qu'il est ; s'il est sous la courbe, c'est que la marge, les vetos et la borne de risque en écartent ; sur l'axe, il n'en fait aucun.",
                        "Wrong links if the score alone decided; logarithmic scale, the curve begins at the first wrong link. The mark: the wrong links of the rule set as it is; where it lies below the curve, the margin, the vetoes and the bounds of risk keep some out; on the axis, it makes none.")) }
                }
            }
            details {
                summary { (pick(lang, "Les mêmes chiffres en tableau", "The same figures as a table")) }
                (table(study, &by_score))
            }
        }
    }
}

fn precision_recall(study: &Study<'_>) -> Markup {
    let lang = study.lang;
    let curves = study.judged.iter().map(|judged| Sweep::by_probability(&judged.assessment.judged));
    let curves: Vec<Vec<(f64, f64)>> = curves
        .map(|curve| curve.points.iter().map(|point| (point.recall(curve.to_find), point.precision())).collect())
        .collect();
    let working: Vec<Option<(f64, f64)>> = study
        .judged
        .iter()
        .map(|judged| {
            let counts = counts(&judged.assessment.judged);
            // Without a precision there is no link, and no point.
            counts.recall().zip(counts.precision())
        })
        .collect();
    // Where things happen: from a little below the working points to the curves' ends, not the long flat beginning.
    let lowest = |values: &mut dyn Iterator<Item = f64>| values.fold(1.0, f64::min);
    let recall = lowest(&mut working.iter().flatten().map(|point| point.0));
    let recall = recall - (1.0 - recall) * 0.5;
    let drawn = curves.iter().flatten().filter(|point| point.0 >= recall);
    let precision = lowest(&mut drawn.chain(working.iter().flatten()).map(|point| point.1));
    let frame = Frame { across: Axis::share(recall, 1.0, lang), up: Axis::share(precision, 1.0, lang) };
    let (left, _) = frame.across.ends();
    let says: Vec<String> = study.sets().zip(&working).map(|((_, name, _), point)| told(&name, *point, lang)).collect();
    let caption = Caption {
        id: "precision-recall",
        title: pick(lang, "Précision et rappel", "Precision and recall"),
        description: &says.join(" ; "),
        across: pick(lang, "rappel", "recall"),
        up: pick(lang, "précision", "precision"),
    };
    let place = |&(recall, precision): &(f64, f64)| (frame.x(recall), frame.y(precision));
    frame.draw(
        &caption,
        &html! {
            @for (series, curve) in curves.iter().enumerate() {
                (line(series, &curve.iter().filter(|point| point.0 >= left).map(place).collect::<Vec<_>>()))
            }
            @for (series, (point, says)) in working.iter().zip(&says).enumerate() {
                @if let Some(point) = point { (mark(series, place(point), says)) }
            }
        },
    )
}

/// `standard : rappel 97,78 %, précision 100,00 %`
fn told(name: &str, point: Option<(f64, f64)>, lang: Lang) -> String {
    let percent = |share: f64| format!("{}{}", number::decimal(share * 100.0, 2, lang), pick(lang, "\u{a0}%", "%"));
    let figures = match point {
        None => pick(lang, "aucun lien", "no link").to_owned(),
        Some((recall, precision)) => format!(
            "{} {}, {} {}",
            pick(lang, "rappel", "recall"),
            percent(recall),
            pick(lang, "précision", "precision"),
            percent(precision)
        ),
    };
    format!("{name}{}{figures}", words::colon(lang))
}

/// Scores from the lowest to the highest, so that both sweeps share their horizontal axis.
fn scores(study: &Study<'_>, curves: &[Sweep]) -> Axis {
    let thresholds = study.judged.iter().filter_map(|judged| judged.threshold).map(Weight::bits);
    let all = curves.iter().flat_map(|curve| &curve.points).map(|point| point.from).chain(thresholds);
    let (low, high) = all.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), bits| (low.min(bits), high.max(bits)));
    if low > high { Axis::linear(0.0, 40.0, study.lang) } else { Axis::linear(low, high, study.lang) }
}

/// The last point at which the limit is still respected.
fn at_limit(curve: &Sweep, limit: f64) -> Option<&SweepPoint> {
    curve.points.iter().take_while(|point| point.from >= limit).last()
}

fn recall_by_threshold(study: &Study<'_>, curves: &[Sweep]) -> Markup {
    let lang = study.lang;
    let frame = Frame { across: scores(study, curves), up: Axis::share(0.0, 1.0, lang) };
    let title = pick(lang, "Rappel selon le seuil", "Recall by threshold");
    let words = ("sweep-recall", title, pick(lang, "rappel", "recall"));
    sweep_picture(study, curves, &frame, words, |curve, point| Some(point.recall(curve.to_find)), Counts::recall)
}

fn wrong_by_threshold(study: &Study<'_>, curves: &[Sweep]) -> Markup {
    let lang = study.lang;
    let most = curves.iter().flat_map(|curve| &curve.points).map(|point| point.wrong).max().unwrap_or(0);
    let frame = Frame { across: scores(study, curves), up: Axis::counts(most, lang) };
    let title = pick(lang, "Liens faux selon le seuil", "Wrong links by threshold");
    let up = pick(lang, "liens faux", "wrong links");
    let some = |wrong: u64| (wrong > 0).then_some(wrong as f64);
    let words = ("sweep-wrong", title, up);
    let drawn = sweep_picture(study, curves, &frame, words, |_, point| some(point.wrong), |counts| some(counts.wrong));
    html! {
        (drawn)
        @if most == 0 { p.none { (pick(lang, "Aucun lien faux, quel que soit le seuil.", "No wrong link at any threshold.")) } }
    }
}

/// A curve of `value` per rule set, and a mark at its threshold where the links that it made have theirs by `working`.
fn sweep_picture(
    study: &Study<'_>,
    curves: &[Sweep],
    frame: &Frame,
    (id, title, up): (&str, &str, &str),
    value: impl Fn(&Sweep, &SweepPoint) -> Option<f64>,
    working: impl Fn(&Counts) -> Option<f64>,
) -> Markup {
    let lang = study.lang;
    let across = pick(lang, "seuil, en bits", "threshold, in bits");
    let caption = Caption {
        id,
        title,
        description: pick(
            lang,
            "Une courbe par jeu de règles ; chiffres dans le tableau.",
            "A curve per rule set; figures in the table.",
        ),
        across,
        up,
    };
    frame.draw(
        &caption,
        &html! {
            @for (series, curve) in curves.iter().enumerate() {
                (line(series, &path(frame, curve, &value)))
            }
            @for (series, judged) in study.judged.iter().enumerate() {
                @if let Some(bits) = judged.threshold.map(Weight::bits) {
                    @let reached = working(&counts(&judged.assessment.judged));
                    (mark(series, (frame.x(bits), reached.map_or(frame.edges()[3], |reached| frame.y(reached))), ""))
                }
            }
        },
    )
}

/// A curve in the drawing's units. A laxer threshold than the lowest score changes nothing: the curve goes on level.
fn path(frame: &Frame, curve: &Sweep, value: impl Fn(&Sweep, &SweepPoint) -> Option<f64>) -> Vec<(f64, f64)> {
    let drawn = curve.points.iter().filter_map(|point| Some((frame.x(point.from), frame.y(value(curve, point)?))));
    let mut path: Vec<_> = drawn.collect();
    if let Some(&(_, y)) = path.last() {
        path.push((frame.edges()[0], y));
    }
    path
}

fn table(study: &Study<'_>, curves: &[Sweep]) -> Markup {
    let lang = study.lang;
    let axis = scores(study, curves);
    let (from, to) = axis.ends();
    let limits = (0..=MOST_LINES).map(|line| to - (to - from) / MOST_LINES as f64 * line as f64);
    html! {
        div.scroll tabindex="0" { table {
            thead {
                tr {
                    th.number rowspan="2" scope="col" { (pick(lang, "Seuil", "Threshold")) }
                    @for (_, name, _) in study.sets() { th colspan="2" scope="colgroup" { (name) } }
                }
                tr { @for _ in study.judged {
                    th.number scope="col" { (pick(lang, "Rappel", "Recall")) }
                    th.number scope="col" { (pick(lang, "Faux", "Wrong")) }
                } }
            }
            tbody { @for limit in limits { tr {
                th.number scope="row" { (number::decimal(limit, 1, lang)) }
                @for curve in curves {
                    @let point = at_limit(curve, limit);
                    td.number { (number::decimal(point.map_or(0.0, |point| point.recall(curve.to_find)) * 100.0, 2, lang)) (pick(lang, "\u{a0}%", "%")) }
                    td.number { (number::count(point.map_or(0, |point| point.wrong), lang)) }
                }
            } } }
        } }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::evaluation::page::chart::Axis;

    #[test]
    fn a_curve_goes_on_level_below_the_lowest_score() {
        let point = |from, right, wrong| SweepPoint { from, right, wrong };
        let curve = Sweep { to_find: 10, points: vec![point(30.0, 4, 0), point(20.0, 8, 1)] };
        let frame = Frame { across: Axis::linear(0.0, 40.0, Lang::Fr), up: Axis::share(0.0, 1.0, Lang::Fr) };
        let recall = path(&frame, &curve, |curve, point| Some(point.recall(curve.to_find)));
        assert_eq!(recall.len(), 3);
        assert_eq!((recall[2].0, recall[2].1), (frame.edges()[0], recall[1].1));
        assert_eq!(at_limit(&curve, 25.0), Some(&curve.points[0]));
        assert_eq!(at_limit(&curve, 31.0), None);
        let wrong = path(&frame, &curve, |_, point| (point.wrong > 0).then_some(point.wrong as f64));
        assert_eq!(wrong.len(), 2, "begins at the first wrong link");
    }

    #[test]
    fn the_mark_is_what_the_rule_set_does_and_not_what_its_threshold_would() {
        let school = crate::report::example::school();
        let assessment = crate::report::evaluation::page::tests::assessment("standard");
        let judged = [super::super::JudgedRules { assessment: &assessment, threshold: Some(Weight(-9000)) }];
        let study = Study {
            base: &school.base,
            cas: &school.cas,
            truth: "verite.csv",
            judged: &judged,
            lang: Lang::Fr,
            version: "0",
            generated_at: "",
        };
        let curves = [Sweep::by_score(&assessment.judged)];
        let frame = Frame { across: scores(&study, &curves), up: Axis::share(0.0, 1.0, Lang::Fr) };
        let drawn = recall_by_threshold(&study, &curves).into_string();
        // One of three is linked rightly; by its threshold alone, the set would link two.
        let place = |recall: f64| mark(0, (frame.x(-90.0), frame.y(recall)), "").into_string();
        assert!(drawn.contains(&place(1.0 / 3.0)), "{drawn}");
        assert!(!drawn.contains(&place(2.0 / 3.0)), "{drawn}");
    }

    #[test]
    fn a_rule_set_without_links_has_no_working_point() {
        assert_eq!(told("suggest", None, Lang::En), "suggest: no link");
        assert!(told("strict", Some((0.5, 1.0)), Lang::Fr).contains("rappel 50,00"));
    }
}
