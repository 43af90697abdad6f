//! How alike two names are spelt: edit distance and Jaro-Winkler similarity, bit-parallel.
//!
//! Input: names as bytes, folded as a rule. Output: a distance in edits, or a similarity 0–1. Both
//! are symmetric. A machine word holds one bit per position of a name, so that a whole row of the
//! usual table is a few instructions; names over 64 bytes take the plain way, with the same result.
//!
//! Bytes, not characters: in the rare name that is not Latin, an edit of one character can count
//! twice. That errs towards «different».

/// Names up to this many bytes fit one bit per byte in a machine word.
const WORD: usize = u64::BITS as usize;

/// The optimal string alignment distance of two names, or `None` when it exceeds `limit`: the least
/// number of insertions, deletions, substitutions and swaps of neighbours, no part edited twice.
///
/// H. Hyyrö, «A Bit-Vector Algorithm for Computing Levenshtein and Damerau Edit Distances», Nordic
/// Journal of Computing 10 (2003), figure 6.
///
/// ```
/// use rapproche::matching::osa_within;
/// assert_eq!(osa_within(b"MARTIN", b"MATRIN", 1), Some(1));
/// assert_eq!(osa_within(b"MARTIN", b"MERCIER", 2), None);
/// ```
pub fn osa_within(a: &[u8], b: &[u8], limit: u32) -> Option<u32> {
    let gap = a.len().abs_diff(b.len());
    if gap as u64 > u64::from(limit) {
        return None;
    }
    let (a, b) = without_common_ends(a, b);
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    if short.is_empty() {
        return Some(gap as u32);
    }
    let distance = if short.len() > WORD {
        osa_plain(short, long)
    } else if is_folded(short) && is_folded(long) {
        osa_bits::<64>(short, long, limit)?
    } else {
        osa_bits::<256>(short, long, limit)?
    };
    (distance <= limit).then_some(distance)
}

/// The Jaro-Winkler similarity of two names, 0–1: matching letters close to each other, and a bonus
/// of a tenth of the rest per equal letter of the first four, where the similarity exceeds 0.7.
///
/// The same to the last bit as `strsim::jaro_winkler` 0.11 on ASCII. W. E. Winkler, «String Comparator
/// Metrics and Enhanced Decision Rules in the Fellegi-Sunter Model of Record Linkage», 1990.
///
/// ```
/// use rapproche::matching::jaro_winkler;
/// assert!(jaro_winkler(b"LEFEBVRE", b"LEFEVRE") > 0.95);
/// ```
pub fn jaro_winkler(a: &[u8], b: &[u8]) -> f64 {
    if a.len() > WORD || b.len() > WORD {
        return strsim::generic_jaro_winkler(&a.to_vec(), &b.to_vec());
    }
    let jaro = if is_folded(b) && is_folded(a) { jaro_bits::<64>(a, b) } else { jaro_bits::<256>(a, b) };
    if jaro <= 0.7 {
        return jaro;
    }
    let prefix = a.iter().zip(b).take(4).take_while(|(a, b)| a == b).count();
    jaro + 0.1 * prefix as f64 * (1.0 - jaro)
}

/// Whether all bytes are those of folded Latin names: then their lower six bits tell them apart.
fn is_folded(text: &[u8]) -> bool {
    text.iter().all(|byte| (0x20..0x60).contains(byte))
}

/// For each byte, where it occurs in a name of at most [`WORD`] bytes: bit i stands for position i.
///
/// `N` is 64 for folded names, which spares clearing a table of 2 KB per comparison, else 256.
struct Positions<const N: usize>([u64; N]);

impl<const N: usize> Positions<N> {
    #[inline]
    fn of(text: &[u8]) -> Self {
        let mut positions = [0; N];
        for (index, &byte) in text.iter().enumerate() {
            positions[usize::from(byte) % N] |= 1 << index;
        }
        Self(positions)
    }

    #[inline]
    fn get(&self, byte: u8) -> u64 {
        self.0[usize::from(byte) % N]
    }
}

/// Both without what they have in common at the start and at the end, which no best alignment edits.
fn without_common_ends<'a>(a: &'a [u8], b: &'a [u8]) -> (&'a [u8], &'a [u8]) {
    let start = a.iter().zip(b).take_while(|(a, b)| a == b).count();
    let (a, b) = (&a[start..], &b[start..]);
    let end = a.iter().rev().zip(b.iter().rev()).take_while(|(a, b)| a == b).count();
    (&a[..a.len() - end], &b[..b.len() - end])
}

/// The distance, or `None` as soon as it is certain to exceed `limit`. `short` has 1 to [`WORD`] bytes.
///
/// Column by column over `long`; `up` and `down` hold where the distance grows or shrinks by one from a
/// row to the next, and `distance` is the entry of the last row.
fn osa_bits<const N: usize>(short: &[u8], long: &[u8], limit: u32) -> Option<u32> {
    let positions = Positions::<N>::of(short);
    let last_row = 1_u64 << (short.len() - 1);
    let mut distance = short.len() as u32;
    let (mut up, mut down) = (u64::MAX, 0_u64);
    let (mut diagonal, mut previous_match) = (0_u64, 0_u64);
    for (column, &byte) in long.iter().enumerate() {
        let matches = positions.get(byte);
        let swaps = ((!diagonal & matches) << 1) & previous_match;
        diagonal = ((matches & up).wrapping_add(up) ^ up) | matches | down | swaps;
        let grows = down | !(diagonal | up);
        let shrinks = diagonal & up;
        distance += u32::from(grows & last_row != 0);
        distance -= u32::from(shrinks & last_row != 0);
        // Each column left can take at most one off.
        let columns_left = (long.len() - 1 - column) as u64;
        if u64::from(distance) > u64::from(limit) + columns_left {
            return None;
        }
        let grows = grows << 1 | 1;
        up = shrinks << 1 | !(diagonal | grows);
        down = grows & diagonal;
        previous_match = matches;
    }
    Some(distance)
}

/// The distance by the textbook recurrence, three rows at a time.
fn osa_plain(short: &[u8], long: &[u8]) -> u32 {
    let width = short.len() + 1;
    let mut before = vec![0_u32; width];
    let mut previous: Vec<u32> = (0..width as u32).collect();
    let mut current = vec![0_u32; width];
    for (row, &byte) in long.iter().enumerate() {
        current[0] = row as u32 + 1;
        for (column, &other) in short.iter().enumerate() {
            let substituted = previous[column] + u32::from(byte != other);
            let mut best = substituted.min(previous[column + 1] + 1).min(current[column] + 1);
            if row > 0 && column > 0 && byte == short[column - 1] && long[row - 1] == other {
                best = best.min(before[column - 1] + 1);
            }
            current[column + 1] = best;
        }
        std::mem::swap(&mut before, &mut previous);
        std::mem::swap(&mut previous, &mut current);
    }
    previous[width - 1]
}

/// The Jaro similarity of two names of at most [`WORD`] bytes.
///
/// Each letter of `a` takes the first equal letter of `b` that is still free and at most `reach` places away.
fn jaro_bits<const N: usize>(a: &[u8], b: &[u8]) -> f64 {
    if a.is_empty() || b.is_empty() {
        return if a.len() == b.len() { 1.0 } else { 0.0 };
    }
    let reach = (a.len().max(b.len()) / 2).saturating_sub(1);
    let positions = Positions::<N>::of(b);
    let mut window = (1_u64 << (reach + 1)) - 1;
    let (mut taken_a, mut taken_b) = (0_u64, 0_u64);
    for (index, &byte) in a.iter().enumerate() {
        let free = positions.get(byte) & window & !taken_b;
        let first = free & free.wrapping_neg();
        taken_b |= first;
        taken_a |= u64::from(first != 0) << index;
        // Until the window has its full width, its lower end stays at the start of `b`.
        window = window << 1 | u64::from(index < reach);
    }
    let matches = taken_a.count_ones();
    if matches == 0 {
        return 0.0;
    }
    let mut out_of_order = 0;
    while taken_a != 0 {
        out_of_order += u32::from(a[taken_a.trailing_zeros() as usize] != b[taken_b.trailing_zeros() as usize]);
        taken_a &= taken_a - 1;
        taken_b &= taken_b - 1;
    }
    let in_order = matches - out_of_order / 2;
    let matches = f64::from(matches);
    (matches / a.len() as f64 + matches / b.len() as f64 + f64::from(in_order) / matches) / 3.0
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Two names, the second a few edits away from the first.
    fn near_names(alphabet: &'static str, max: usize) -> impl Strategy<Value = (String, String)> {
        let text = |pattern: String| prop::string::string_regex(&pattern).unwrap();
        let name = text(format!("[{alphabet}]{{0,{max}}}"));
        let edit = (0..4_u8, any::<prop::sample::Index>(), text(format!("[{alphabet}]")));
        (name, prop::collection::vec(edit, 0..5)).prop_map(|(name, edits)| {
            let mut other: Vec<char> = name.chars().collect();
            for (kind, index, letter) in edits {
                let at = index.index(other.len() + 1);
                let letter = letter.chars().next().unwrap();
                match kind {
                    0 => other.insert(at, letter),
                    1 if at < other.len() => drop(other.remove(at)),
                    2 if at < other.len() => other[at] = letter,
                    3 if at + 1 < other.len() => other.swap(at, at + 1),
                    _ => {}
                }
            }
            (name, other.into_iter().collect())
        })
    }

    /// Both functions against strsim, whose names are ASCII here.
    fn check(a: &str, b: &str) -> Result<(), TestCaseError> {
        let distance = strsim::osa_distance(a, b) as u32;
        for limit in [0, 1, 2, 3, distance, distance.saturating_sub(1), u32::MAX] {
            let expected = (distance <= limit).then_some(distance);
            prop_assert_eq!(osa_within(a.as_bytes(), b.as_bytes(), limit), expected, "{} {} {}", a, b, limit);
        }
        let similarity = jaro_winkler(a.as_bytes(), b.as_bytes());
        prop_assert_eq!(similarity.to_bits(), strsim::jaro_winkler(a, b).to_bits(), "{} {}", a, b);
        prop_assert_eq!(similarity.to_bits(), jaro_winkler(b.as_bytes(), a.as_bytes()).to_bits(), "{} {}", a, b);
        Ok(())
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(1000))]

        #[test]
        fn near_folded_names_agree_with_strsim((a, b) in near_names("A-Z ", 20)) {
            check(&a, &b)?;
        }

        #[test]
        fn names_of_few_letters_agree_with_strsim(a in "[AB ]{0,12}", b in "[AB ]{0,12}") {
            check(&a, &b)?;
        }

        #[test]
        fn names_of_any_ascii_agree_with_strsim(a in "[ -~]{0,20}", b in "[ -~]{0,20}") {
            check(&a, &b)?;
        }

        #[test]
        fn names_about_the_word_size_agree_with_strsim((a, b) in near_names("A-C", 130)) {
            check(&a, &b)?;
        }

        #[test]
        fn any_bytes_are_taken(a in prop::collection::vec(any::<u8>(), 0..80), b in prop::collection::vec(any::<u8>(), 0..80)) {
            let similarity = jaro_winkler(&a, &b);
            prop_assert_eq!(similarity.to_bits(), strsim::generic_jaro_winkler(&a, &b).to_bits());
            prop_assert_eq!(osa_within(&a, &b, 40), osa_within(&b, &a, 40));
        }
    }

    #[test]
    fn counts_typing_errors() {
        for (a, b, distance) in [
            ("MARTIN", "MARTIN", 0),
            ("MARTIN", "MARTINE", 1),
            ("MARTIN", "MATRIN", 1),
            ("LEFEBVRE", "LEFEVRE", 1),
            ("CA", "ABC", 3),
            ("", "ABC", 3),
            ("É", "E", 2),
        ] {
            assert_eq!(osa_within(a.as_bytes(), b.as_bytes(), 5), Some(distance), "{a} {b}");
        }
        assert_eq!(osa_within(b"MARTIN", b"BERNARD", 3), None);
    }
}
