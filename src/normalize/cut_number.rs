//! Identifiers that a spreadsheet took for numbers.

/// `1.23457E+17`: an identifier whose digits a spreadsheet has cut; many of them look alike.
pub(crate) fn is_cut_number(id: &str) -> bool {
    id.split_once(['E', 'e']).is_some_and(|(digits, exponent)| {
        exponent.starts_with('+')
            && exponent[1..].bytes().all(|byte| byte.is_ascii_digit())
            && !digits.is_empty()
            && digits.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b','))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_a_number_that_a_spreadsheet_cut() {
        assert!(is_cut_number("1,23457E+17") && is_cut_number("1.2e+9"));
        assert!(!is_cut_number("E+17") && !is_cut_number("12E17") && !is_cut_number("anne+1"));
    }
}
