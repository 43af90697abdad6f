//! What could be had: precision against recall, and the threshold sweep.

use maud::{Markup, html};

use crate::matching::Weight;
use crate::report::number;
use crate::report::words::pick;

use super::chart::{Axis, Caption, Frame, legend, line, mark};
use super::figures::{Counts, Point, sweep};
use super::{JudgedRules, Study};

/// A table needs no more lines than this.
const MOST_LINES: usize = 14;

pub(super) fn section(study: &Study<'_>) -> Markup {
    let lang = study.lang;
    let names: Vec<String> = study.sets().map(|(_, name, _)| name).collect();
    let by_score: Vec<Vec<Point>> = study.judged.iter().map(score_sweep).collect();
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
                        "Rappel si le score seul décidait, selon le seuil en bits. La marque est le seuil en vigueur.",
                        "Recall if the score alone decided, by the threshold in bits. The mark is the threshold in force.")) }
                }
                figure {
                    (wrong_by_threshold(study, &by_score))
                    figcaption { (pick(lang,
                        "Liens faux si le score seul décidait ; échelle logarithmique, la courbe commence au premier lien faux.",
                        "Wrong links if the score alone decided; logarithmic scale, the curve begins at the first wrong link.")) }
                }
            }
            details {
                summary { (pick(lang, "Les mêmes chiffres en tableau", "The same figures as a table")) }
                (table(study, &by_score))
            }
        }
    }
}

fn score_sweep(judged: &JudgedRules<'_>) -> Vec<Point> {
    sweep(judged.assessment, |each| Some(each.best?.comparison.score().bits()))
}

fn precision_recall(study: &Study<'_>) -> Markup {
    let lang = study.lang;
    let curves: Vec<Vec<Point>> =
        study.judged.iter().map(|judged| sweep(judged.assessment, |each| Some(each.best?.probability))).collect();
    let working: Vec<Counts> = study.judged.iter().map(|judged| Counts::of(&judged.assessment.judged)).collect();
    // Where things happen: from a little below the working points to the curves' ends, not the long flat beginning.
    let lowest = |values: &mut dyn Iterator<Item = f64>| values.fold(1.0, f64::min);
    let recall = lowest(&mut working.iter().map(Counts::recall));
    let recall = recall - (1.0 - recall) * 0.5;
    let precision =
        lowest(&mut curves.iter().flatten().filter(|point| point.recall >= recall).map(|point| point.precision));
    let precision = lowest(&mut working.iter().map(Counts::precision).chain([precision]));
    let frame = Frame { across: Axis::share(recall, 1.0, lang), up: Axis::share(precision, 1.0, lang) };
    let (left, _) = frame.across.ends();
    let described = study.sets().zip(&working).map(|((_, name, _), counts)| {
        let percent = |share: f64| number::decimal(share * 100.0, 2, lang);
        let (recall, precision) = (percent(counts.recall()), percent(counts.precision()));
        format!(
            "{name} : {} {recall} %, {} {precision} %",
            pick(lang, "rappel", "recall"),
            pick(lang, "précision", "precision")
        )
    });
    let description = described.collect::<Vec<_>>().join(" ; ");
    let says: Vec<&str> = description.split(" ; ").collect();
    let caption = Caption {
        id: "precision-recall",
        title: pick(lang, "Précision et rappel", "Precision and recall"),
        description: &description,
        across: pick(lang, "rappel", "recall"),
        up: pick(lang, "précision", "precision"),
    };
    frame.draw(&caption, &html! {
        @for (series, curve) in curves.iter().enumerate() {
            @let inside = curve.iter().filter(|point| point.recall >= left);
            (line(series, &inside.map(|point| (frame.x(point.recall), frame.y(point.precision))).collect::<Vec<_>>()))
        }
        @for (series, counts) in working.iter().enumerate() {
            (mark(series, (frame.x(counts.recall()), frame.y(counts.precision())), says.get(series).unwrap_or(&"")))
        }
    })
}

/// Scores from the lowest to the highest, so that both sweeps share their horizontal axis.
fn scores(study: &Study<'_>, curves: &[Vec<Point>]) -> Axis {
    let thresholds = study.judged.iter().filter_map(|judged| judged.threshold).map(Weight::bits);
    let all = curves.iter().flatten().map(|point| point.limit).chain(thresholds);
    let (low, high) = all.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), bits| (low.min(bits), high.max(bits)));
    if low > high { Axis::linear(0.0, 40.0, study.lang) } else { Axis::linear(low, high, study.lang) }
}

/// The last point at which the limit is still respected.
fn at_limit(curve: &[Point], limit: f64) -> Option<&Point> {
    curve.iter().take_while(|point| point.limit >= limit).last()
}

fn recall_by_threshold(study: &Study<'_>, curves: &[Vec<Point>]) -> Markup {
    let lang = study.lang;
    let frame = Frame { across: scores(study, curves), up: Axis::share(0.0, 1.0, lang) };
    let title = pick(lang, "Rappel selon le seuil", "Recall by threshold");
    sweep_picture(study, curves, &frame, ("sweep-recall", title, pick(lang, "rappel", "recall")), |point| {
        Some(point.recall)
    })
}

fn wrong_by_threshold(study: &Study<'_>, curves: &[Vec<Point>]) -> Markup {
    let lang = study.lang;
    let most = curves.iter().flatten().map(|point| point.wrong).max().unwrap_or(0);
    let frame = Frame { across: scores(study, curves), up: Axis::counts(most, lang) };
    let title = pick(lang, "Liens faux selon le seuil", "Wrong links by threshold");
    let up = pick(lang, "liens faux", "wrong links");
    let drawn = sweep_picture(study, curves, &frame, ("sweep-wrong", title, up), |point| {
        (point.wrong > 0).then_some(point.wrong as f64)
    });
    html! {
        (drawn)
        @if most == 0 { p.none { (pick(lang, "Aucun lien faux, quel que soit le seuil.", "No wrong link at any threshold.")) } }
    }
}

fn sweep_picture(
    study: &Study<'_>,
    curves: &[Vec<Point>],
    frame: &Frame,
    (id, title, up): (&str, &str, &str),
    value: impl Fn(&Point) -> Option<f64>,
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
                @let drawn = curve.iter().filter_map(|point| Some((frame.x(point.limit), frame.y(value(point)?))));
                (line(series, &drawn.collect::<Vec<_>>()))
            }
            @for (series, (curve, judged)) in curves.iter().zip(study.judged).enumerate() {
                @if let Some(bits) = judged.threshold.map(Weight::bits) {
                    @let reached = at_limit(curve, bits).and_then(&value);
                    (mark(series, (frame.x(bits), reached.map_or(frame.edges()[3], |reached| frame.y(reached))), ""))
                }
            }
        },
    )
}

fn table(study: &Study<'_>, curves: &[Vec<Point>]) -> Markup {
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
                    td.number { (number::decimal(point.map_or(0.0, |point| point.recall) * 100.0, 2, lang)) (pick(lang, "\u{a0}%", "%")) }
                    td.number { (number::count(point.map_or(0, |point| point.wrong), lang)) }
                }
            } } }
        } }
    }
}
