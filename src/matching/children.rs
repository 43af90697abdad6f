//! What linked children say of the adults who answer for them.
//!
//! Role: grades [`Field::Children`](super::Field::Children), which no record holds, since it rests on links. Input: the base's
//! relations, and the users that an identity's children are linked with. Output: a level per user, and how rare it is.
//! Invariant: a side that does not tell who answers for whom speaks neither for a pair nor against it.
//!
//! A user who answers for other children alone is the less likely one, and so is whoever is not told of where none of the adults
//! told of can be the identity by the given name: then the base tells of the child in part, or the identity is not in it. The two
//! cannot be told apart, and the first asks that the true mother, known by an elder sister, is not put behind a namesake without any
//! child, the second that no namesake is believed: against everybody alike is right for both. To let it speak against nobody was
//! tried and made stated risks come true six times too often (`benches/calibration -- --relations`).

use crate::identity::{Population, Row};

use super::Level;
use super::lexicon::{Form, Lexicon};
use super::name_level::{NameKind, compare_names};
use super::rarity::{self, Rarity};

/// The users who answer for the linked children of one identity.
#[derive(Debug, Clone)]
pub struct LinkedChildren<'a> {
    base: &'a Population,
    /// Ascending, each once.
    adults: Vec<Row>,
    /// Whether one of them may be the identity.
    has_namesake: bool,
}

/// Whether two people can go by one given name, as closely as lists write it.
pub fn share_given_name(lexicon: &Lexicon, a: Form, b: Form) -> bool {
    compare_names(lexicon, a, b, NameKind::Given) < Level::Partial
}

impl<'a> LinkedChildren<'a> {
    /// From the users that the children of an identity are linked with; `None` where the base does not say who answers for
    /// any of them. `is_namesake` tells of a user whether it can go by the identity's given name ([`share_given_name`]).
    pub fn new(
        base: &'a Population,
        children: impl IntoIterator<Item = Row>,
        is_namesake: impl Fn(Row) -> bool,
    ) -> Option<Self> {
        let mut adults: Vec<Row> = children.into_iter().flat_map(|child| base.responsible(child)).copied().collect();
        adults.sort_unstable();
        adults.dedup();
        let has_namesake = adults.iter().any(|&adult| is_namesake(adult));
        (!adults.is_empty()).then_some(Self { base, adults, has_namesake })
    }

    /// The adults, in ascending order.
    pub fn adults(&self) -> &[Row] {
        &self.adults
    }

    /// Whether a user answers for one of the children: [`Level::Exact`]; for nobody that the base tells of, while one of those
    /// told of for these children may be the identity: [`Level::Missing`]; else [`Level::Different`].
    pub fn level(&self, user: Row) -> Level {
        if self.adults.binary_search(&user).is_ok() {
            Level::Exact
        } else if self.has_namesake && self.base.children(user).is_empty() {
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
        let children = LinkedChildren::new(&base, [0, 2], |adult| adult == 3).unwrap();
        assert_eq!([3, 4, 5].map(|user| children.level(user)), [Level::Exact, Level::Different, Level::Missing]);
        assert_eq!(children.adults(), [3]);
        // One in 1,024 is ten bits.
        assert_eq!(children.rarity(1024), 100);
        // Where nobody told of can be the identity, that speaks against everybody else alike.
        let of_father = LinkedChildren::new(&base, [0, 2], |_| false).unwrap();
        assert_eq!([3, 4, 5].map(|user| of_father.level(user)), [Level::Exact, Level::Different, Level::Different]);
        assert!(LinkedChildren::new(&base, [2], |_| true).is_none());
        assert_eq!(LinkedChildren::new(&base, [1, 0], |_| true).unwrap().adults(), [3, 4]);
    }
}
