//! Numbers as people write them: decimal comma in French, point in English.

use crate::identity::Lang;
use crate::matching::Weight;

/// The decimal sign.
pub(super) fn decimal_sign(lang: Lang) -> char {
    match lang {
        Lang::Fr => ',',
        Lang::En => '.',
    }
}

fn localised(text: String, lang: Lang) -> String {
    match lang {
        Lang::Fr => text.replace('.', ","),
        Lang::En => text,
    }
}

/// Bits with two decimals: `12,34`.
pub(super) fn weight(weight: Weight, lang: Lang) -> String {
    localised(weight.to_string(), lang)
}

/// Bits with two decimals and their sign, a real minus: `+12,34`, `−0,07`.
pub(crate) fn signed_weight(value: Weight, lang: Lang) -> String {
    let sign = match value.0 {
        0 => "",
        1.. => "+",
        _ => "−",
    };
    let digits = weight(value, lang);
    format!("{sign}{}", digits.trim_start_matches('-'))
}

/// With `decimals` decimals.
pub(super) fn decimal(value: f64, decimals: usize, lang: Lang) -> String {
    localised(format!("{value:.decimals$}"), lang)
}

/// A probability as a percentage that never reads as certainty: `45,2 %`, `> 99,9 %`, `< 0,1 %`.
pub(crate) fn percentage(probability: f64, lang: Lang) -> String {
    let unit = match lang {
        Lang::Fr => "\u{a0}%",
        Lang::En => "%",
    };
    let (sign, shown) = match probability {
        p if p > 0.999 => (">\u{a0}", 0.999),
        p if p < 0.001 => ("<\u{a0}", 0.001),
        p => ("", p),
    };
    format!("{sign}{}{unit}", decimal(shown * 100.0, 1, lang))
}

/// A count with its thousands apart: `1 048 576`, `1,048,576`.
pub(crate) fn count(value: u64, lang: Lang) -> String {
    let separator = match lang {
        Lang::Fr => '\u{202f}',
        Lang::En => ',',
    };
    let digits = value.to_string();
    let mut text = String::with_capacity(digits.len() * 2);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(separator);
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn writes_numbers_as_each_language_does() {
        assert_eq!(weight(Weight(-350), Lang::Fr), "-3,50");
        assert_eq!(signed_weight(Weight(-350), Lang::Fr), "−3,50");
        assert_eq!(signed_weight(Weight(7), Lang::En), "+0.07");
        assert_eq!(signed_weight(Weight::ZERO, Lang::Fr), "0,00");
        assert_eq!(count(1_048_576, Lang::En), "1,048,576");
        assert_eq!(count(425, Lang::Fr), "425");
        assert_eq!(count(20_000, Lang::Fr), "20\u{202f}000");
    }

    #[test]
    fn a_probability_never_reads_as_certainty() {
        assert_eq!(percentage(0.999_999, Lang::Fr), ">\u{a0}99,9\u{a0}%");
        assert_eq!(percentage(0.0, Lang::En), "<\u{a0}0.1%");
        assert_eq!(percentage(0.452, Lang::Fr), "45,2\u{a0}%");
    }
}
