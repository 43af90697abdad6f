//! Shares as people type them.

/// `1/10000`, `0.01%`, `0,01 %`, `1e-4`, in 0–1 or beyond: the caller knows its bounds.
pub(super) fn read_share(text: &str) -> Option<f64> {
    let number = |text: &str| -> Option<f64> {
        let is_digit = |letter: char| letter.is_ascii_digit() || ".,eE+-".contains(letter);
        let text = text.trim();
        // Not «inf» nor «nan», which are numbers to Rust.
        text.chars().all(is_digit).then(|| text.replace(',', ".").parse().ok())?
    };
    let text = text.replace(['\u{a0}', '\u{202f}', ' '], "");
    if let Some((part, whole)) = text.split_once('/') {
        return Some(number(part)? / number(whole)?);
    }
    match text.strip_suffix('%') {
        Some(hundredths) => Some(number(hundredths)? / 100.0),
        None => number(&text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_written_in_many_ways() {
        for text in ["1/10000", "0.01%", "0,01 %", "1e-4", "0.0001", "1 / 10 000", "0,01\u{202f}%"] {
            let share = read_share(text).expect(text);
            assert!((share - 1e-4).abs() < 1e-12, "{text}: {share}");
        }
        for text in ["", "%", "1/", "/2", "many", "inf", "NaN", "1/2/3", "--"] {
            assert_eq!(read_share(text), None, "{text}");
        }
    }
}
