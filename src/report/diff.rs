//! Which letters of two values differ.
//!
//! Names are aligned by their longest common subsequence of folded letters, so that one missing letter marks one
//! place and not the rest of the name. Case and separators carry no identity and are never marked; an accent is
//! marked softly.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// How a stretch of a value relates to the other value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mark {
    /// The same there.
    Same,
    /// The same letter with another accent.
    Accent,
    /// Not there.
    Differs,
    /// Not here: the text is what the other value has at this place.
    Absent,
}

/// A stretch of text under one mark.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Span {
    pub(super) mark: Mark,
    pub(super) text: String,
}

/// Values longer than this are shown unmarked: alignment takes time and memory in the square of the length.
const LONGEST: usize = 120;

/// The whole of `value` under one mark.
pub(super) fn whole(value: &str, mark: Mark) -> Vec<Span> {
    let mut spans = Spans::default();
    value.chars().for_each(|letter| spans.push(mark, letter));
    spans.0
}

/// `value` as names are compared, against `other`.
pub(super) fn names(value: &str, other: &str) -> Vec<Span> {
    let (mine, theirs) = (letters(value), letters(other));
    if mine.len() > LONGEST || theirs.len() > LONGEST {
        return whole(value, Mark::Same);
    }
    let common = common_lengths(&mine, &theirs);
    let other_letters: Vec<char> = other.chars().collect();
    let mut marks: Vec<Mark> = vec![Mark::Same; value.chars().count()];
    // Letters that `value` lacks, with the position in it that they would precede.
    let mut absent: Vec<(usize, char)> = Vec::new();
    let (mut i, mut j) = (0, 0);
    while i < mine.len() || j < theirs.len() {
        let both = mine.get(i).zip(theirs.get(j));
        if let Some((a, b)) = both.filter(|(a, b)| a.folded == b.folded) {
            if a.accent != b.accent && marks[a.position] == Mark::Same {
                marks[a.position] = Mark::Accent;
            }
            (i, j) = (i + 1, j + 1);
        } else if j == theirs.len() || i < mine.len() && common[i + 1][j] >= common[i][j + 1] {
            marks[mine[i].position] = Mark::Differs;
            i += 1;
        } else {
            let before = mine.get(i).map_or(marks.len(), |letter| letter.position);
            absent.push((before, other_letters[theirs[j].position]));
            j += 1;
        }
    }
    let mut spans = Spans::default();
    let mut absent = absent.into_iter().peekable();
    for (position, letter) in value.chars().enumerate() {
        while let Some((_, missing)) = absent.next_if(|&(before, _)| before <= position) {
            spans.push(Mark::Absent, missing);
        }
        spans.push(marks[position], letter);
    }
    absent.for_each(|(_, missing)| spans.push(Mark::Absent, missing));
    spans.drop_replaced()
}

/// `value` as dates and postcodes are compared, character by character.
pub(super) fn digits(value: &str, other: &str) -> Vec<Span> {
    let mut spans = Spans::default();
    let mut others = other.chars();
    for letter in value.chars() {
        let mark = if others.next() == Some(letter) { Mark::Same } else { Mark::Differs };
        spans.push(mark, letter);
    }
    spans.0
}

#[derive(Debug, Default)]
struct Spans(Vec<Span>);

impl Spans {
    fn push(&mut self, mark: Mark, letter: char) {
        match self.0.last_mut().filter(|last| last.mark == mark) {
            Some(last) => last.text.push(letter),
            None => self.0.push(Span { mark, text: letter.to_string() }),
        }
    }

    /// Without the absences beside a difference: `MARTIM` for `MARTIN` marks the M, a gap would say it twice.
    fn drop_replaced(self) -> Vec<Span> {
        let differs = |span: Option<&Span>| span.is_some_and(|span| span.mark == Mark::Differs);
        let keep: Vec<bool> = (0..self.0.len())
            .map(|index| {
                let before = index.checked_sub(1).and_then(|before| self.0.get(before));
                self.0[index].mark != Mark::Absent || !differs(before) && !differs(self.0.get(index + 1))
            })
            .collect();
        self.0.into_iter().zip(keep).filter_map(|(span, keep)| keep.then_some(span)).collect()
    }
}

/// A folded letter and where it comes from.
#[derive(Debug)]
struct Letter {
    folded: char,
    accent: bool,
    /// Index among the characters of the value.
    position: usize,
}

fn letters(value: &str) -> Vec<Letter> {
    let mut letters: Vec<Letter> = Vec::with_capacity(value.len());
    for (position, character) in value.chars().enumerate() {
        // What canonical decomposition leaves whole.
        let plain = match character {
            'œ' | 'Œ' => "oe",
            'æ' | 'Æ' => "ae",
            'ß' | 'ẞ' => "ss",
            'ø' | 'Ø' => "o",
            'ł' | 'Ł' => "l",
            'đ' | 'Đ' => "d",
            'ı' => "i",
            _ => "",
        };
        letters.extend(plain.chars().map(|folded| Letter { folded, accent: false, position }));
        if !plain.is_empty() {
            continue;
        }
        for part in std::iter::once(character).nfd() {
            if is_combining_mark(part) {
                // A mark that stands apart belongs to the letter before it, a precomposed one to its own.
                if let Some(last) = letters.last_mut() {
                    last.accent = true;
                }
            } else if part.is_alphanumeric() {
                letters.extend(part.to_lowercase().map(|folded| Letter { folded, accent: false, position }));
            }
        }
    }
    letters
}

/// `table[i][j]`: length of the longest common subsequence of `a[i..]` and `b[j..]`.
fn common_lengths(a: &[Letter], b: &[Letter]) -> Vec<Vec<u16>> {
    let mut table = vec![vec![0_u16; b.len() + 1]; a.len() + 1];
    for i in (0..a.len()).rev() {
        for j in (0..b.len()).rev() {
            table[i][j] =
                if a[i].folded == b[j].folded { table[i + 1][j + 1] + 1 } else { table[i + 1][j].max(table[i][j + 1]) };
        }
    }
    table
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// `[x]` differs, `(x)` other accent, `<x>` absent.
    fn shown(spans: &[Span]) -> String {
        spans
            .iter()
            .map(|span| match span.mark {
                Mark::Same => span.text.clone(),
                Mark::Accent => format!("({})", span.text),
                Mark::Differs => format!("[{}]", span.text),
                Mark::Absent => format!("<{}>", span.text),
            })
            .collect()
    }

    #[test]
    fn marks_the_letters_that_differ() {
        let cases = [
            ("MARTIN", "Martin", "MARTIN"),
            ("MARTIM", "MARTIN", "MARTI[M]"),
            ("MATIN", "MARTIN", "MA<R>TIN"),
            ("MARTIN", "MATIN", "MA[R]TIN"),
            ("Helene", "Hélène", "H(e)l(e)ne"),
            ("BEN HAMOU", "Ben-Hamou", "BEN HAMOU"),
            ("Jean-Baptiste", "Jean", "Jean-[Baptiste]"),
            ("Jean", "Jean-Baptiste", "Jean<Baptiste>"),
            ("LECŒUR", "LECOEUR", "LECŒUR"),
            ("", "Noé", "<Noé>"),
            ("Noé", "", "[Noé]"),
        ];
        for (value, other, expected) in cases {
            assert_eq!(shown(&names(value, other)), expected, "{value} against {other}");
        }
        assert_eq!(shown(&digits("04/03/2012", "04/08/2012")), "04/0[3]/2012");
    }

    proptest! {
        #[test]
        fn the_value_itself_is_never_altered(value in "[a-zA-ZéèœÉ' -]{0,20}", other in "[a-zA-ZéèœÉ' -]{0,20}") {
            let text: String = names(&value, &other)
                .into_iter()
                .filter(|span| span.mark != Mark::Absent)
                .map(|span| span.text)
                .collect();
            prop_assert_eq!(text, value);
        }

        #[test]
        fn a_value_equals_itself(value in "\\PC{0,20}") {
            prop_assert!(names(&value, &value).iter().all(|span| span.mark == Mark::Same));
        }
    }
}
