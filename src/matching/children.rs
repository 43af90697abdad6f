//! What linked children say of the adults who answer for them.
//!
//! Role: grades [`Field::Children`](super::Field::Children), which no record holds, since it rests on links. Input: the base's
//! relations, and the users that an identity's children are linked with. Output: a level per user, and how rare it is.
//! Invariant: a side that does not tell who answers for whom speaks neither for a pair nor against it.

use crate::identity::{Population, Row};

use super::Level;
use super::rarity::{self, Rarity};

/// The users who answer for the linked children of one identity.
#[derive(Debug, Clone)]
pub struct LinkedChildren<'a> {
    base: &'a Population,
    /// Ascending, each once.
    adults: Vec<Row>,
}

impl<'a> LinkedChildren<'a> {
    /// From the users that the children of an identity are linked with; `None` where the base does not say who answers for
    /// any of them.
    pub fn new(base: &'a Population, children: impl IntoIterator<Item = Row>) -> Option<Self> {
        let mut adults: Vec<Row> = children.into_iter().flat_map(|child| base.responsible(child)).copied().collect();
        adults.sort_unstable();
        adults.dedup();
        (!adults.is_empty()).then_some(Self { base, adults })
    }

    /// The adults, in ascending order.
    pub fn adults(&self) -> &[Row] {
        &self.adults
    }

    /// Whether a user answers for one of the children: [`Level::Exact`]; for others alone: [`Level::Different`]; or for
    /// nobody that the base tells of: [`Level::Missing`].
    pub fn level(&self, user: Row) -> Level {
        if self.adults.binary_search(&user).is_ok() {
            Level::Exact
        } else if self.base.children(user).is_empty() {
            Level::Missing
        } else {
            Level::Different
        }
    }

    /// How rare it is among `users` people to answer for one of the children.
    pub fn rarity(&self, users: usize) -> Rarity {
        rarity::of_share(self.adults.len(), users)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::identity::Entry;

    #[test]
    fn whoever_answers_for_a_linked_child_agrees() {
        let mut base = Population::new(vec!["base.csv".to_owned()], Vec::new());
        for id in ["child", "other child", "orphan", "mother", "neighbour", "no child"] {
            base.push(Entry { id, ..Entry::default() });
        }
        base.set_responsibles(vec![(0, 3), (1, 3), (1, 4)]);
        let children = LinkedChildren::new(&base, [0, 2]).unwrap();
        assert_eq!([3, 4, 5].map(|user| children.level(user)), [Level::Exact, Level::Different, Level::Missing]);
        assert_eq!(children.adults(), [3]);
        // One in 1,024 is ten bits.
        assert_eq!(children.rarity(1024), 100);
        assert!(LinkedChildren::new(&base, [2]).is_none());
        assert_eq!(LinkedChildren::new(&base, [1, 0]).unwrap().adults(), [3, 4]);
    }
}
