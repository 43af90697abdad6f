//! Who answers for whom, in the numbers of a document.
//!
//! Input: the adults as they are written, then children. Output: for each child, the numbers of its adults. Invariant: an adult who
//! is not in the document is not referred to.

use foldhash::{HashMap, HashMapExt};

use crate::identity::{Person, Population, Row};

/// The adults of a document so far.
pub(super) struct Families<'a> {
    population: &'a Population,
    numbers: HashMap<Row, u32>,
}

impl<'a> Families<'a> {
    pub(super) fn of(population: &'a Population) -> Self {
        Self { population, numbers: HashMap::new() }
    }

    /// An adult is written under this number.
    pub(super) fn add(&mut self, adult: Person<'_>, number: u32) {
        self.numbers.insert(adult.row(), number);
    }

    /// The numbers of the adults who answer for a child, in the order of the population.
    pub(super) fn guardians(&self, child: Person<'_>) -> Vec<u32> {
        self.population.responsible(child.row()).iter().filter_map(|adult| self.numbers.get(adult)).copied().collect()
    }
}
