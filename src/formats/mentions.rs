//! People whom a cell mentions.
//!
//! Input: a cell, and the people of the profile that is meant. Output: who each is ([`Mention`]), in the order of the cell.
//! A cell is one identifier, whatever is in it, or else a list of identifiers and names between commas, semicolons or line
//! ends. Invariant: somebody who is mentioned is taken for a person of the list only where one person alone has that
//! identifier or those names; a name that is somebody else's identifier is nobody's.

use foldhash::{HashMap, HashMapExt};

use super::person_id::PersonId;
use super::person_name::PersonName;
use crate::identity::{Person, Population, Profile, Row};

/// Somebody who is mentioned.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) enum Mention {
    /// A person of the list.
    Known(Row),
    /// Somebody who is not in the list, or may be two of it, by names.
    Named(PersonName),
    /// The same, by an identifier.
    Numbered(String),
}

impl Mention {
    /// The row of somebody in the list.
    pub(super) fn row(&self) -> Option<Row> {
        match self {
            Self::Known(row) => Some(*row),
            Self::Named(_) | Self::Numbered(_) => None,
        }
    }
}

/// What a number of one or two digits in a cell of its own is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ShortNumber {
    /// How many people there are: «Enfants» is such a column in some lists, and nobody is mentioned.
    Count,
    /// An identifier.
    Id,
}

/// The people of one profile by identifier and by names.
#[derive(Debug, Default)]
pub(super) struct People<'p> {
    by_id: HashMap<PersonId<'p>, Found>,
    by_name: HashMap<PersonName, Found>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Found {
    One(Row),
    Several,
}

impl<'p> People<'p> {
    pub(super) fn of(population: &'p Population, profile: Profile) -> Self {
        let mut people =
            Self { by_id: HashMap::with_capacity(population.len()), by_name: HashMap::with_capacity(population.len()) };
        for person in population.people().filter(|person| person.profiles().contains(profile)) {
            people.insert(person);
        }
        people
    }

    fn insert(&mut self, person: Person<'p>) {
        let own = Found::One(person.row());
        let add = |found: &mut Found| {
            if *found != own {
                *found = Found::Several;
            }
        };
        if let Some(id) = PersonId::new(person.id()) {
            self.by_id.entry(id).and_modify(add).or_insert(own);
        }
        if let Some(name) = PersonName::new(&format!("{} {}", person.family(), person.given())) {
            self.by_name.entry(name).and_modify(add).or_insert(own);
        }
    }

    /// The only person of this name.
    pub(super) fn named(&self, name: &str) -> Option<Row> {
        match self.by_name.get(&PersonName::new(name)?) {
            Some(&Found::One(row)) => Some(row),
            Some(Found::Several) | None => None,
        }
    }

    /// Whom a cell mentions.
    pub(super) fn mentioned(&self, cell: &str, short: ShortNumber) -> Vec<Mention> {
        let Some(whole) = PersonId::new(cell) else { return Vec::new() };
        let is_short = |text: &str| text.len() <= 2 && is_number(text);
        if short == ShortNumber::Count && is_short(whole.as_str()) {
            return Vec::new();
        }
        if self.by_id.contains_key(&whole) {
            return vec![self.find(whole)];
        }
        let items = || cell.split([';', ',', '\n', '\r']).filter_map(PersonId::new);
        // Beside names, «2» counts them; among numbers it is one of them.
        let are_ids = short == ShortNumber::Id || items().all(|item| is_number(item.as_str()));
        let is_meant = |item: &PersonId<'_>| {
            (are_ids || !is_short(item.as_str())) && item.as_str().contains(char::is_alphanumeric)
        };
        items().filter(is_meant).map(|item| self.find(item)).collect()
    }

    fn find(&self, item: PersonId<'_>) -> Mention {
        let text = item.as_str();
        let name = PersonName::new(text);
        let by_name = name.as_ref().and_then(|name| self.by_name.get(name));
        match (self.by_id.get(&item), by_name) {
            (Some(&Found::One(row)), None) | (None, Some(&Found::One(row))) => return Mention::Known(row),
            (Some(&Found::One(row)), Some(&Found::One(other))) if row == other => return Mention::Known(row),
            _ => {}
        }
        match name {
            // No name has a digit, and hardly any identifier has none.
            Some(name) if !text.contains(|character: char| character.is_ascii_digit()) => Mention::Named(name),
            _ => Mention::Numbered(text.to_owned()),
        }
    }
}

fn is_number(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mentioned(cell: &str) -> Vec<Mention> {
        People::default().mentioned(cell, ShortNumber::Count)
    }

    #[test]
    fn a_cell_lists_people_by_names_or_identifiers() {
        let name = |text| Mention::Named(PersonName::new(text).unwrap());
        let number = |text: &str| Mention::Numbered(text.to_owned());
        assert_eq!(
            mentioned("NOIRET Zoé;Noiret Léo\nDA SILVA-Costa Emma, 11004"),
            [name("Zoé Noiret"), name("NOIRET LEO"), name("EMMA DA SILVA COSTA"), number("11004")]
        );
        assert_eq!(mentioned("12-A"), [number("12-A")]);
        assert_ne!(mentioned("12-A"), mentioned("A 12"));
        assert_eq!(mentioned("11, 12"), [number("11"), number("12")]);
    }

    #[test]
    fn a_short_number_counts_people_where_it_may() {
        assert!(mentioned("2").is_empty() && mentioned(" ; - ").is_empty());
        assert_eq!(mentioned("2, NOIRET Zoé"), mentioned("NOIRET Zoé"));
        let as_id = People::default().mentioned("2", ShortNumber::Id);
        assert_eq!(as_id, [Mention::Numbered("2".to_owned())]);
    }
}
