//! What tuning came to: a table and sentences for people, numbers for programs, and the rule file.
//!
//! Role: shows a [`Tuned`]; it counts nothing that [`tuning`](crate::evaluation::tuning) does not. Input: a [`Tuned`]. Output: texts
//! ([`tuning_screen`], [`shown_of`], [`tuning_lines`]), a [`summary`], and a rule file, written whole by [`write_tuned`]. Invariant: where nothing
//! is promised, every one of them says so.

mod screen;
mod sentences;
pub mod summary;

pub use screen::{shown_of, tuning_screen};
pub use sentences::tuning_lines;

use std::io;
use std::path::Path;

use crate::durable;
use crate::evaluation::tuning::{Choice, Tuned, TuningOptions};
use crate::identity::Lang;

use super::number;

/// Writes the rules of a choice, whole or not at all, with what is promised of them at their head.
///
/// # Errors
/// Where the file cannot be written, or is there already.
pub fn write_tuned(tuned: &Tuned, choice: &Choice, path: &Path, lang: Lang) -> io::Result<()> {
    let given = crate::reconcile::RuleSetId::from(&tuned.given);
    let origin = match lang {
        Lang::Fr => format!("Réglé par rapproche tune à partir de {given}."),
        Lang::En => format!("Tuned by rapproche tune from {given}."),
    };
    let comments: Vec<String> = std::iter::once(origin).chain(tuning_lines(tuned, lang)).collect();
    let rules = choice.rules.clone();
    let (name, version) = (rules.name.clone(), rules.version.clone());
    let rules = rules.named_as(name, version, description(tuned, lang));
    durable::create(path, rules.to_toml(&comments).as_bytes())
}

/// What `rules list` says of the written rules.
fn description(tuned: &Tuned, lang: Lang) -> String {
    let TuningOptions { max_wrong, confidence, .. } = tuned.options;
    let (given, most, confidence) = (&tuned.given.name, rate(max_wrong, lang), typed_share(confidence, lang));
    match (lang, tuned.is_promised()) {
        (Lang::Fr, true) => format!("«{given}», réglé : au plus {most} de faux, avec une confiance de {confidence}."),
        (Lang::Fr, false) => format!("«{given}», réglé en visant {most} de faux ; rien n'est promis."),
        (Lang::En, true) => format!("«{given}», tuned: at most {most} wrong, with a confidence of {confidence}."),
        (Lang::En, false) => format!("«{given}», tuned for {most} wrong; nothing is promised."),
    }
}

/// A rate as «1 sur 10 000» where it is one in a whole number, else as «2,3 sur 10 000».
fn rate(value: f64, lang: Lang) -> String {
    let of = match lang {
        Lang::Fr => "sur",
        Lang::En => "in",
    };
    let inverse = 1.0 / value;
    if (inverse - inverse.round()).abs() < 1e-6 * inverse {
        return format!("1 {of} {}", number::count(inverse.round() as u64, lang));
    }
    format!("{} {of} {}", in_10_000(value, lang), number::count(10_000, lang))
}

/// A rate times 10,000, with about three digits.
fn in_10_000(value: f64, lang: Lang) -> String {
    let value = value * 1e4;
    let decimals = match value {
        value if value >= 100.0 => 0,
        value if value >= 10.0 => 1,
        _ => 2,
    };
    number::decimal(value, decimals, lang)
}

/// A share in per cent: «98,31 %».
fn per_cent(value: f64, decimals: usize, lang: Lang) -> String {
    let digits = number::decimal(value * 100.0, decimals, lang);
    match lang {
        Lang::Fr => format!("{digits}\u{a0}%"),
        Lang::En => format!("{digits}%"),
    }
}

/// A share as somebody typed it, without decimals that say nothing: «95 %», «99,5 %».
fn typed_share(value: f64, lang: Lang) -> String {
    let decimals = (0..4).find(|&decimals| {
        let shown = value * 100.0 * 10_f64.powi(decimals);
        (shown - shown.round()).abs() < 1e-6
    });
    per_cent(value, decimals.unwrap_or(4) as usize, lang)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rates_read_as_they_were_typed() {
        assert_eq!(rate(1e-4, Lang::En), "1 in 10,000");
        assert_eq!(rate(0.002, Lang::Fr), "1 sur 500");
        assert_eq!(rate(2.3e-4, Lang::En), "2.30 in 10,000");
        assert_eq!(typed_share(0.95, Lang::Fr), "95\u{a0}%");
        assert_eq!(typed_share(0.995, Lang::Fr), "99,5\u{a0}%");
        assert_eq!(typed_share(0.9, Lang::En), "90%");
    }
}
