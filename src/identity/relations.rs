//! Who answers for which child, among the people of one population.
//!
//! Role: the one fact of a list that is about two people. Input: pairs of rows, in any order and as often as files
//! repeat them. Output: a child's adults and an adult's children, in the order of their rows, in constant time.
//! Invariant: both directions tell the same pairs, each once; nobody answers for themselves. A population without such
//! pairs keeps nothing; else eight bytes a person and eight a pair.

use super::Row;

/// The pairs of one population, both ways.
#[derive(Debug, Clone, Default)]
pub(super) struct Relations {
    adults: Neighbours,
    children: Neighbours,
}

impl Relations {
    /// From pairs of child and adult, both below `people`.
    pub(super) fn new(mut pairs: Vec<(Row, Row)>, people: usize) -> Self {
        pairs.retain(|(child, adult)| child != adult);
        pairs.sort_unstable();
        pairs.dedup();
        if pairs.is_empty() {
            return Self::default();
        }
        let adults = Neighbours::new(&pairs, people);
        let mut reversed: Vec<(Row, Row)> = pairs.into_iter().map(|(child, adult)| (adult, child)).collect();
        reversed.sort_unstable();
        Self { adults, children: Neighbours::new(&reversed, people) }
    }

    pub(super) fn adults_of(&self, child: Row) -> &[Row] {
        self.adults.of(child)
    }

    pub(super) fn children_of(&self, adult: Row) -> &[Row] {
        self.children.of(adult)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.adults.rows.is_empty()
    }
}

/// Of each person, a run of rows: those of the person at `row` end at `ends[row]`.
#[derive(Debug, Clone, Default)]
struct Neighbours {
    ends: Vec<u32>,
    rows: Vec<Row>,
}

impl Neighbours {
    /// From sorted pairs.
    fn new(pairs: &[(Row, Row)], people: usize) -> Self {
        assert!(u32::try_from(pairs.len()).is_ok(), "fewer than 2^32 relations");
        let mut ends = vec![0; people];
        for (from, _) in pairs {
            ends[*from as usize] += 1;
        }
        let mut end = 0;
        for slot in &mut ends {
            end += *slot;
            *slot = end;
        }
        Self { ends, rows: pairs.iter().map(|(_, to)| *to).collect() }
    }

    fn of(&self, row: Row) -> &[Row] {
        let row = row as usize;
        let Some(&end) = self.ends.get(row) else { return &[] };
        let start = if row == 0 { 0 } else { self.ends[row - 1] };
        &self.rows[start as usize..end as usize]
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn tells_each_pair_once_in_order() {
        let relations = Relations::new(vec![(4, 2), (0, 3), (4, 0), (4, 2), (1, 1)], 5);
        assert_eq!(relations.adults_of(4), [0, 2]);
        assert_eq!((relations.adults_of(0), relations.adults_of(1)), (&[3][..], &[][..]));
        assert_eq!((relations.children_of(2), relations.children_of(4)), (&[4][..], &[][..]));
        assert!(!relations.is_empty());
        assert!(Relations::new(vec![(1, 1)], 5).is_empty() && Relations::default().adults_of(7).is_empty());
    }

    proptest! {
        #[test]
        fn both_directions_tell_the_same_pairs(pairs in prop::collection::vec((0..30_u32, 0..30_u32), 0..80)) {
            let relations = Relations::new(pairs.clone(), 30);
            for one in 0..30 {
                for other in 0..30 {
                    let is_told = one != other && pairs.contains(&(one, other));
                    prop_assert_eq!(relations.adults_of(one).contains(&other), is_told);
                    prop_assert_eq!(relations.children_of(other).contains(&one), is_told);
                }
            }
        }
    }
}
