//! Who can stand in a document, and why others cannot.
//!
//! Input: a population, and the school that the document is about. Output: people, and counts of the others by the first reason that
//! applies. Whoever carries no code of a school is of this one, except a parent all of whose children carry those of others: directories
//! say of pupils and teachers where they are, and nothing of parents.

use super::{LeftOut, PROFILES};
use crate::identity::{Flaws, Person, Population, Profile, Schools};

/// The people who can stand in a document about one school, or any.
pub(super) fn usable<'a>(population: &'a Population, school: Option<&str>) -> (Vec<Person<'a>>, LeftOut) {
    let mut left_out = LeftOut::default();
    let mut usable = Vec::with_capacity(population.len());
    for person in population.people() {
        let counter = if school.is_some_and(|school| is_of_another(person, school)) {
            &mut left_out.of_other_schools
        } else if person.flaws().contains(Flaws::MISSING_ID) || person.flaws().contains(Flaws::RAGGED_ROW) {
            &mut left_out.without_id
        } else if person.flaws().contains(Flaws::DUPLICATE_ID) {
            &mut left_out.with_shared_id
        } else if person.profiles().is_empty() {
            &mut left_out.without_profile
        } else if !PROFILES.iter().any(|profile| person.profiles().contains(*profile)) {
            &mut left_out.without_element
        } else if person.flaws().contains(Flaws::MISSING_NAME) {
            &mut left_out.without_name
        } else {
            usable.push(person);
            continue;
        };
        *counter += 1;
    }
    (usable, left_out)
}

fn is_of_another(person: Person<'_>, school: &str) -> bool {
    let of_another = |person: Person<'_>| {
        let schools = Schools::parse(person.schools());
        let is_told = !schools.codes().is_empty();
        is_told.then(|| !schools.codes().iter().any(|code| code == school))
    };
    of_another(person).unwrap_or_else(|| {
        // A teacher who is a parent too is here for the lessons.
        let is_only_parent = person.profiles().is_within(Profile::Parents.into());
        let mut children = person.children().peekable();
        is_only_parent && children.peek().is_some() && children.all(|child| of_another(child) == Some(true))
    })
}
