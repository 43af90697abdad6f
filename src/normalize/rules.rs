//! Contextual rewriting: the small engine under [`romanised`](super::romanised) and
//! [`phonetic`](fn@super::phonetic).
//!
//! Input: a joined name and a table of rules. Output: its code. At each place the first rule of the
//! table whose letters stand there, between the right neighbours, writes its code and is passed over;
//! a letter without a rule stands for itself. Neighbours are letters of the name, never of the code,
//! so that a rule can be understood alone. Equal neighbours in the code are written once.
//!
//! Invariant: a table is grouped by first letter, from A to Z, and holds no rule that an earlier one
//! hides; `assert_well_formed` is the test of each table.

/// A set of letters that may stand beside a rule; in its spelling `|` is the edge of the name.
#[derive(Clone, Copy)]
struct Neighbours(u32);

impl Neighbours {
    const EDGE: u32 = 26;
    /// Digits and letters of other scripts.
    const OTHER: u32 = 27;

    /// The set spelt out; the empty text stands for «anything».
    const fn new(letters: &str) -> Self {
        let letters = letters.as_bytes();
        if letters.is_empty() {
            return Self(u32::MAX);
        }
        let mut set = 0;
        let mut index = 0;
        while index < letters.len() {
            set |= 1 << Self::bit(Some(letters[index]));
            index += 1;
        }
        Self(set)
    }

    const fn bit(letter: Option<u8>) -> u32 {
        match letter {
            None | Some(b'|') => Self::EDGE,
            Some(letter @ b'A'..=b'Z') => (letter - b'A') as u32,
            Some(_) => Self::OTHER,
        }
    }

    fn contains(self, letter: Option<u8>) -> bool {
        self.0 >> Self::bit(letter) & 1 != 0
    }
}

/// `letters` between a letter of `left` and one of `right` becomes `code`.
pub(super) struct Rule {
    left: Neighbours,
    letters: &'static [u8],
    right: Neighbours,
    code: &'static str,
}

impl Rule {
    /// Neighbours are sets of letters, `|` among them for the edge of the name; empty for «anything».
    pub(super) const fn new(left: &str, letters: &'static str, right: &str, code: &'static str) -> Self {
        Self { left: Neighbours::new(left), letters: letters.as_bytes(), right: Neighbours::new(right), code }
    }

    fn applies(&self, name: &[u8], at: usize) -> bool {
        name[at..].starts_with(self.letters)
            && self.left.contains(at.checked_sub(1).map(|before| name[before]))
            && self.right.contains(name.get(at + self.letters.len()).copied())
    }
}

/// Rules, and where those of each first letter begin.
pub(super) struct Table {
    rules: &'static [Rule],
    starts: [usize; 27],
}

impl Table {
    /// `rules` must be grouped by first letter, from A to Z.
    pub(super) const fn new(rules: &'static [Rule]) -> Self {
        let mut starts = [0; 27];
        let mut index = 0;
        let mut letter = 0;
        while letter < 26 {
            starts[letter] = index;
            while index < rules.len() && rules[index].letters[0] == b'A' + letter as u8 {
                index += 1;
            }
            letter += 1;
        }
        starts[26] = index;
        Self { rules, starts }
    }

    /// The code of `name`, a folded name without spaces.
    pub(super) fn rewrite(&self, name: &str) -> String {
        let bytes = name.as_bytes();
        let mut code = String::with_capacity(name.len());
        let mut last = None;
        let mut push = |letter: char| {
            if last != Some(letter) {
                code.push(letter);
                last = Some(letter);
            }
        };
        let mut at = 0;
        while let Some(letter) = name.get(at..).and_then(|rest| rest.chars().next()) {
            match self.rule_at(bytes, at) {
                Some(rule) => {
                    rule.code.chars().for_each(&mut push);
                    at += rule.letters.len();
                }
                None => {
                    push(letter);
                    at += letter.len_utf8();
                }
            }
        }
        code
    }

    fn rule_at(&self, name: &[u8], at: usize) -> Option<&Rule> {
        let letter = usize::from(name[at].checked_sub(b'A')?);
        let (start, end) = (*self.starts.get(letter)?, *self.starts.get(letter + 1)?);
        self.rules[start..end].iter().find(|rule| rule.applies(name, at))
    }

    /// Fails when a rule can never apply.
    #[cfg(test)]
    pub(super) fn assert_well_formed(&self) {
        assert_eq!(self.starts[26], self.rules.len(), "not grouped by first letter from A to Z");
        let spelling = |rule: &Rule| String::from_utf8_lossy(rule.letters).into_owned();
        for (index, rule) in self.rules.iter().enumerate() {
            for earlier in &self.rules[..index] {
                let longer = rule.letters.strip_prefix(earlier.letters);
                let right_covered = match longer {
                    None => false,
                    Some([]) => rule.right.0 & !earlier.right.0 == 0,
                    Some(&[next, ..]) => earlier.right.contains(Some(next)),
                };
                let hidden = right_covered && rule.left.0 & !earlier.left.0 == 0;
                assert!(
                    !hidden,
                    "{} → {} is hidden by {} → {}",
                    spelling(rule),
                    rule.code,
                    spelling(earlier),
                    earlier.code
                );
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    static TABLE: Table = Table::new(&[
        Rule::new("|", "A", "", "1"),
        Rule::new("", "A", "|", "2"),
        Rule::new("", "CH", "RL", "K"),
        Rule::new("", "CH", "", "C"),
    ]);

    #[test]
    fn the_first_rule_that_applies_wins() {
        TABLE.assert_well_formed();
        assert_eq!(TABLE.rewrite("A"), "1");
        assert_eq!(TABLE.rewrite("BABA"), "BAB2");
        assert_eq!(TABLE.rewrite("CHRACHA"), "KRAC2");
        assert_eq!(TABLE.rewrite("AΩΩ3É"), "1Ω3É");
        assert_eq!(TABLE.rewrite(""), "");
    }

    #[test]
    #[should_panic(expected = "hidden")]
    fn a_hidden_rule_is_found() {
        static HIDING: Table = Table::new(&[Rule::new("", "C", "H", "K"), Rule::new("A", "CH", "", "C")]);
        HIDING.assert_well_formed();
    }
}
