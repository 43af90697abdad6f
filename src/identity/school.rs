//! Schools by their UAI code.

/// The schools one person belongs to: the distinct UAI codes of a `;`-separated list, upper case,
/// in the order written.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Schools(Vec<String>);

impl Schools {
    /// Reads `0350001A;0350002B`; blanks and empty parts are dropped.
    pub fn parse(list: &str) -> Self {
        let mut codes: Vec<String> = Vec::new();
        for code in list.split([';', ',', '|']).map(str::trim).filter(|code| !code.is_empty()) {
            let code = code.to_uppercase();
            if !codes.contains(&code) {
                codes.push(code);
            }
        }
        Self(codes)
    }

    /// The list of the schools of two lists, those of the first before the others.
    pub fn union(list: &str, other: &str) -> String {
        Self::parse(&format!("{list};{other}")).0.join(";")
    }

    /// The codes.
    pub fn codes(&self) -> &[String] {
        &self.0
    }
}

/// Whether `code` is seven digits and the right check letter. Real documents carry invalid examples:
/// warn, never reject.
///
/// The letter is `ABCDEFGHJKLMNPRSTUVWXYZ[number mod 23]` (Éducation nationale, «numéro UAI»).
pub fn uai_is_valid(code: &str) -> bool {
    const LETTERS: &[u8; 23] = b"ABCDEFGHJKLMNPRSTUVWXYZ";
    let bytes = code.as_bytes();
    let (Some(digits), Some(letter)) = (bytes.get(..7), bytes.get(7)) else { return false };
    if bytes.len() != 8 || !digits.iter().all(u8::is_ascii_digit) {
        return false;
    }
    let number = digits.iter().fold(0_usize, |number, digit| number * 10 + usize::from(digit - b'0'));
    LETTERS[number % 23] == letter.to_ascii_uppercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn checks_the_letter() {
        assert!(uai_is_valid("0350030T"));
        assert!(!uai_is_valid("0350030A"));
        assert!(!uai_is_valid("350030D"));
    }

    #[test]
    fn reads_lists() {
        assert_eq!(Schools::parse(" 0350030d; ;0350031E;0350030D").codes(), ["0350030D", "0350031E"]);
    }
}
