//! Do the stated risks come true? Predicted against observed shares of wrong candidates.

use maud::{Markup, html};

use crate::evaluation::measures::{Calibration, CalibrationBin, Interval};
use crate::identity::Lang;
use crate::report::number;
use crate::report::words::pick;

use super::Study;
use super::chart::{Axis, Caption, Frame, at, mark};

pub(super) fn section(study: &Study<'_>) -> Markup {
    let lang = study.lang;
    html! {
        section #calibration aria-labelledby="calibration-title" {
            h2 #calibration-title { (pick(lang, "Les risques annoncés sont-ils justes ?", "Do the stated risks come true?")) }
            p.hint { (pick(lang,
                "Chaque meilleur candidat, s'il est plus probable que non, porte la probabilité d'être quelqu'un d'autre. Les marques disent combien l'étaient : sur la diagonale, l'annonce est juste ; au-dessus, les règles sont trop confiantes ; au-dessous, trop prudentes. Barre : où la marque tombe 95 fois sur 100 si l'annonce est juste. Flèche creuse au plancher : aucun, que l'échelle ne peut montrer.",
                "Each best candidate, if more likely than not, has a probability of being somebody else. The marks say how many were: on the diagonal, the statement is right; above it, the rules are too confident; below it, too cautious. Bar: where the mark falls 95 times of 100 if the statement is right. Hollow arrow at the floor: none, which the scale cannot show.")) }
            div.charts.pairs { @for (series, name, judged) in study.sets() {
                @let bins = bins(&Calibration::of(&judged.assessment.judged));
                figure {
                    h3 { (name) }
                    @if bins.is_empty() { p.none { (pick(lang, "Aucun candidat.", "No candidate.")) } }
                    @else {
                        (picture(series, &name, &bins, lang))
                        details {
                            summary { (pick(lang, "Les mêmes chiffres en tableau", "The same figures as a table")) }
                            (table(&bins, lang))
                        }
                    }
                }
            } }
        }
    }
}

/// A bin that is not empty, in rates.
#[derive(Debug, Clone, Copy)]
struct Bin {
    counts: CalibrationBin,
    predicted: f64,
    observed: f64,
    band: Interval,
}

fn bins(calibration: &Calibration) -> Vec<Bin> {
    let filled = calibration.bins.iter().filter(|counts| counts.candidates > 0);
    filled
        .map(|&counts| {
            let one = 1.0 / counts.candidates as f64;
            let [predicted, observed] = [counts.predicted, counts.wrong as f64].map(|sum| sum * one);
            Bin { counts, predicted, observed, band: counts.band().scaled(one) }
        })
        .collect()
}

fn picture(series: usize, name: &str, bins: &[Bin], lang: Lang) -> Markup {
    let positive = bins.iter().flat_map(|bin| [bin.predicted, bin.observed]).filter(|&rate| rate > 0.0);
    let low = positive.fold(0.1, f64::min).max(1e-5);
    // One axis for both, so that the diagonal is one; the floor is a power of ten below everything seen.
    let axis = Axis::rate(low, 1.0, lang);
    let frame = Frame { across: axis.clone(), up: axis.clone() };
    let (floor, top) = axis.ends();
    let within = bins.iter().filter(|bin| bin.counts.is_kept()).count();
    let description = match lang {
        Lang::Fr if within < 2 => format!("{name} : {within} classe sur {} dans sa bande.", bins.len()),
        Lang::Fr => format!("{name} : {within} classes sur {} dans leur bande.", bins.len()),
        Lang::En => format!("{name}: {within} bins of {} within their band.", bins.len()),
    };
    let caption = Caption {
        id: &format!("calibration-{series}"),
        title: pick(lang, "Risque annoncé et risque observé", "Stated risk and observed risk"),
        description: &description,
        across: pick(lang, "risque annoncé", "stated risk"),
        up: pick(lang, "part observée d'erreurs", "observed share of errors"),
    };
    let drawn = frame.draw(
        &caption,
        &html! {
            line.diagonal x1=(at(frame.x(floor))) y1=(at(frame.y(floor))) x2=(at(frame.x(top))) y2=(at(frame.y(top))) {}
            @for bin in bins {
                @let x = frame.x(bin.predicted);
                @let (low, high) = (frame.y(bin.band.low), frame.y(bin.band.high));
                rect.band x=(at(x - 4.0)) y=(at(high)) width="8" height=(at((low - high).max(2.0))) {}
            }
            @for bin in bins {
                @let x = frame.x(bin.predicted);
                @if bin.counts.wrong == 0 {
                    @let y = frame.y(floor);
                    path.none d=(format!("M{} {}l5 0l-5 8l-5 -8z", at(x), at(y - 9.0))) { title { (says(bin, lang)) } }
                } @else { (mark(series, (x, frame.y(bin.observed)), &says(bin, lang))) }
            }
        },
    );
    html! { (drawn) figcaption { (description) } }
}

/// `annoncé 0,52 %, observé 3 sur 412`
fn says(bin: &Bin, lang: Lang) -> String {
    let [wrong, count] = [bin.counts.wrong, bin.counts.candidates].map(|n| number::count(n, lang));
    let predicted = rate(bin.predicted, lang);
    match lang {
        Lang::Fr => format!("annoncé {predicted}, observé {wrong} sur {count}"),
        Lang::En => format!("stated {predicted}, observed {wrong} of {count}"),
    }
}

/// A percentage with two significant digits.
fn rate(rate: f64, lang: Lang) -> String {
    let percent = rate * 100.0;
    let decimals =
        if percent >= 10.0 || percent <= 0.0 { 0 } else { (1.0 - percent.log10().floor()).clamp(1.0, 6.0) as usize };
    format!("{}{}", number::decimal(percent, decimals, lang), pick(lang, "\u{a0}%", "%"))
}

fn table(bins: &[Bin], lang: Lang) -> Markup {
    html! { div.scroll tabindex="0" { table {
        thead { tr {
            th.number scope="col" { (pick(lang, "Annoncé", "Stated")) }
            th.number scope="col" { (pick(lang, "Candidats", "Candidates")) }
            th.number scope="col" { (pick(lang, "Autres personnes", "Other people")) }
            th.number scope="col" { (pick(lang, "Observé", "Observed")) }
            th.number scope="col" { (pick(lang, "Bande", "Band")) }
            th scope="col" { (pick(lang, "Dans la bande", "Within")) }
        } }
        tbody { @for bin in bins { tr {
            th.number scope="row" { (rate(bin.predicted, lang)) }
            td.number { (number::count(bin.counts.candidates, lang)) }
            td.number { (number::count(bin.counts.wrong, lang)) }
            td.number { (rate(bin.observed, lang)) }
            td.number { (rate(bin.band.low, lang)) " – " (rate(bin.band.high, lang)) }
            td { (if bin.counts.is_kept() { pick(lang, "oui", "yes") } else { pick(lang, "non", "no") }) }
        } } }
    } } }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zero_is_shown_at_the_floor_and_not_as_a_rate() {
        let mut calibration = Calibration::default();
        calibration.bins[2] = CalibrationBin { candidates: 900, predicted: 0.09, wrong: 0 };
        calibration.bins[9] = CalibrationBin { candidates: 50, predicted: 10.0, wrong: 30 };
        let bins = bins(&calibration);
        let svg = picture(0, "standard", &bins, Lang::Fr).into_string();
        assert!(svg.contains(r#"<path class="none""#) && svg.contains("observé 0 sur 900"), "{svg}");
        assert!(svg.contains("1 classe sur 2 dans sa bande") && !svg.contains("NaN"), "{svg}");
        assert!(table(&bins[1..], Lang::Fr).into_string().contains("<td>non</td>"));
        assert_eq!((rate(0.000_123, Lang::Fr), rate(0.0, Lang::En)), ("0,012\u{a0}%".to_owned(), "0%".to_owned()));
    }
}
