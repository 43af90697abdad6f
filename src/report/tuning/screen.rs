//! The settings considered, as a table for a terminal.

use std::collections::BTreeSet;

use super::{in_10_000, per_cent};
use crate::evaluation::measures::upper_bound;
use crate::evaluation::tuning::Tuned;
use crate::identity::Lang;
use crate::report::Screen;
use crate::report::number;
use crate::report::words::pick;

/// Rows besides those that matter most.
const ROWS: usize = 8;

/// A handful of the settings, from the strictest, with what became of each; the numbers are those of the part to choose on.
pub fn tuning_screen(tuned: &Tuned, lang: Lang) -> Screen {
    let header = match lang {
        Lang::Fr => ["Risque", "Seuil", "Marge", "Liens", "Faux", "Au plus", "Attendus", "Rappel", ""],
        Lang::En => ["Risk", "Threshold", "Margin", "Links", "Wrong", "At most", "Expected", "Recall", ""],
    };
    Screen {
        title: pick(
            lang,
            "Réglages examinés, du plus strict au plus large (faux pour 10 000 : au plus, selon la vérité ; attendus, selon les règles)",
            "Settings considered, from the strictest (wrong in 10,000: at most, by the truth; expected, by the rules)",
        ),
        header: header.map(str::to_owned).into(),
        rows: shown(tuned).into_iter().map(|index| row(tuned, index, lang)).collect(),
    }
}

/// How many of the settings considered the table has.
pub fn shown_of(tuned: &Tuned, lang: Lang) -> String {
    let [shown, all] = [shown(tuned).len(), tuned.rungs.len()].map(|count| number::count(count as u64, lang));
    match lang {
        Lang::Fr if shown == all => format!("{all} réglages examinés, tous montrés."),
        Lang::Fr => format!("{shown} réglages montrés sur {all} examinés ; --json les donne tous."),
        Lang::En if shown == all => format!("{all} settings considered, all of them shown."),
        Lang::En => format!("{shown} of the {all} settings considered; --json has them all."),
    }
}

/// Which rungs are shown: the ends, where the tests begin and end, and some between.
fn shown(tuned: &Tuned) -> BTreeSet<usize> {
    let last = tuned.rungs.len().saturating_sub(1);
    let even = (0..ROWS).map(|row| row * last / (ROWS - 1));
    let chosen = tuned.chosen.as_ref().map(|choice| choice.rung);
    let telling = [tuned.promise.first, chosen, chosen.map(|rung| rung + 1)].into_iter().flatten();
    even.chain(telling).filter(|&index| index < tuned.rungs.len()).collect()
}

fn row(tuned: &Tuned, index: usize, lang: Lang) -> Vec<String> {
    let rung = &tuned.rungs[index];
    let recall = rung.right as f64 / tuned.to_find.max(1) as f64;
    let bits = |bits: f64| number::decimal(bits, 1, lang);
    vec![
        // As a rule file has it.
        format!("{:?}", rung.caution.max_link_risk),
        bits(rung.caution.threshold),
        bits(rung.caution.margin),
        number::count(rung.judged(), lang),
        number::count(rung.wrong, lang),
        in_10_000(upper_bound(rung.wrong, rung.judged(), tuned.options.confidence), lang),
        in_10_000(rung.expected_rate(), lang),
        per_cent(recall, 2, lang),
        status(tuned, index, lang).to_owned(),
    ]
}

fn status(tuned: &Tuned, index: usize, lang: Lang) -> &'static str {
    let promise = &tuned.promise;
    let is_chosen = tuned.chosen.as_ref().is_some_and(|choice| choice.rung == index);
    match (promise.first, promise.kept) {
        _ if is_chosen && tuned.is_promised() => pick(lang, "← retenu", "← chosen"),
        _ if is_chosen => pick(lang, "← sans promesse", "← no promise"),
        (None, _) => pick(lang, "trop peu de liens", "too few links"),
        (Some(first), _) if index < first => pick(lang, "trop peu de liens", "too few links"),
        (_, Some(kept)) if index < kept => pick(lang, "tenu", "kept"),
        (first, kept) if Some(index) == kept.map(|kept| kept + 1).or(first) => pick(lang, "non tenu", "not kept"),
        _ => pick(lang, "non essayé", "not tried"),
    }
}
