//! Prose broken into lines.

/// Longest line of prose, in characters.
const WIDTH: usize = 100;

/// Lines of at most [`WIDTH`] characters, none within a word, after so many spaces.
pub(super) fn wrapped(text: &str, indent: usize) -> String {
    let mut lines = String::new();
    let mut width = 0;
    for word in text.split(' ') {
        let longer = width + 1 + word.chars().count();
        if width > 0 && longer <= WIDTH {
            lines.push(' ');
            width = longer;
        } else {
            if width > 0 {
                lines.push('\n');
            }
            lines.extend(std::iter::repeat_n(' ', indent));
            width = indent + word.chars().count();
        }
        lines.push_str(word);
    }
    lines + "\n"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prose_fits_its_width_and_loses_no_word() {
        let text = "élève ".repeat(60);
        let lines = wrapped(text.trim(), 4);
        assert!(lines.lines().count() > 3 && lines.lines().all(|line| line.chars().count() <= WIDTH), "{lines}");
        assert!(lines.lines().all(|line| line.starts_with("    é")), "{lines}");
        assert_eq!(lines.split_whitespace().count(), 60);
    }
}
