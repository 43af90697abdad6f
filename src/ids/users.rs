//! Which rows of a base are one person.

use std::collections::{HashMap, HashSet};

use crate::identity::StoredId;
use crate::normalize::{fold, words};

/// The rows of a base: those of the file at hand, and those of the base's other files, whose ids are taken too.
#[derive(Debug, Clone, Copy)]
pub struct Base<'a> {
    /// The file at hand; the indices of plans are indices of it.
    pub rows: &'a [StoredId],
    /// Other files of the same base.
    pub others: &'a [StoredId],
}

impl<'a> Base<'a> {
    /// A base of one file.
    pub fn new(rows: &'a [StoredId]) -> Self {
        Self { rows, others: &[] }
    }

    /// A row by its index, the other files' behind those of the file at hand.
    pub fn row(&self, index: usize) -> &'a StoredId {
        match index.checked_sub(self.rows.len()) {
            None => &self.rows[index],
            Some(index) => &self.others[index],
        }
    }

    /// Whether a row is one of another file.
    pub fn is_other(&self, index: usize) -> bool {
        index >= self.rows.len()
    }

    fn len(&self) -> usize {
        self.rows.len() + self.others.len()
    }
}

/// The people of a base.
pub(super) struct Users<'a> {
    base: Base<'a>,
    /// Of each PRONOTE identifier, its rows in the file at hand.
    by_idpn: HashMap<&'a str, Vec<usize>>,
    /// Of each row, its name's words in one order.
    names: Vec<String>,
    /// PRONOTE identifiers under which two names stand.
    doubtful: HashSet<&'a str>,
}

impl<'a> Users<'a> {
    pub(super) fn of(base: Base<'a>) -> Self {
        let names: Vec<String> = (0..base.len())
            .map(|index| {
                let row = base.row(index);
                name_key(&row.family, &row.given)
            })
            .collect();
        let mut by_idpn: HashMap<&str, Vec<usize>> = HashMap::new();
        for (index, row) in base.rows.iter().enumerate().filter(|(_, row)| !row.idpn.is_empty()) {
            by_idpn.entry(&row.idpn).or_default().push(index);
        }
        let two_names = |rows: &[usize]| rows.iter().any(|&row| names[row] != names[rows[0]]);
        let doubtful = by_idpn.iter().filter(|(_, rows)| two_names(rows)).map(|(&idpn, _)| idpn).collect();
        Self { base, by_idpn, names, doubtful }
    }

    /// The rows of a PRONOTE identifier; none for an empty one.
    pub(super) fn rows_of(&self, idpn: &str) -> &[usize] {
        self.by_idpn.get(idpn).map_or(&[], Vec::as_slice)
    }

    /// Whether two people go by a PRONOTE identifier.
    pub(super) fn is_doubtful(&self, idpn: &str) -> bool {
        self.doubtful.contains(idpn)
    }

    /// Whether a row bears a name, in any order, accents, case and separators apart.
    pub(super) fn is_called(&self, row: usize, family: &str, given: &str) -> bool {
        self.names[row] == name_key(family, given)
    }

    /// Whether two rows are one person: by identifier and name, or by name in two profiles.
    pub(super) fn are_one_person(&self, one: usize, other: usize) -> bool {
        let (left, right) = (self.base.row(one), self.base.row(other));
        let same_idpn = !left.idpn.is_empty() && left.idpn == right.idpn;
        let two_profiles =
            !left.profiles.is_empty() && !right.profiles.is_empty() && !left.profiles.overlaps(right.profiles);
        one == other || (self.names[one] == self.names[other] && (same_idpn || two_profiles))
    }

    /// Of each id, the rows that hold it, in order.
    pub(super) fn holders(&self) -> HashMap<&'a str, Vec<usize>> {
        let mut holders: HashMap<&str, Vec<usize>> = HashMap::new();
        for index in (0..self.base.len()).filter(|&index| self.base.row(index).has_id()) {
            holders.entry(self.base.row(index).key()).or_default().push(index);
        }
        holders
    }

    /// Whether rows are more than one person.
    pub(super) fn are_several(&self, rows: &[usize]) -> bool {
        rows.iter().enumerate().any(|(at, &row)| rows[..at].iter().any(|&other| !self.are_one_person(row, other)))
    }
}

/// The words of a name, sorted: lists write them in one column or two, in either order.
fn name_key(family: &str, given: &str) -> String {
    let folded = fold(&format!("{family} {given}"));
    let mut words: Vec<&str> = words(&folded).collect();
    words.sort_unstable();
    words.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::identity::Profile;

    fn row(idpn: &str, profile: Profile, family: &str) -> StoredId {
        StoredId {
            idpn: idpn.into(),
            profiles: profile.into(),
            family: family.into(),
            given: "Anne".into(),
            ..StoredId::default()
        }
    }

    #[test]
    fn one_person_has_one_identifier_or_two_profiles() {
        let rows = [
            row("1", Profile::Parents, "LE GOFF"),
            row("1", Profile::Parents, "Le Goff"),
            row("2", Profile::Teachers, "LE-GOFF"),
            row("3", Profile::Parents, "LE GOFF"),
            row("1", Profile::Parents, "MARTIN"),
            row("", Profile::Parents, "LE GOFF"),
        ];
        let users = Users::of(Base::new(&rows));
        let with_first: Vec<bool> = (0..6).map(|other| users.are_one_person(0, other)).collect();
        assert_eq!(with_first, [true, true, true, false, false, false]);
        assert!(users.is_doubtful("1") && !users.is_doubtful("2") && users.rows_of("").is_empty());
        assert!(users.is_called(0, "Anne", "le goff") && !users.is_called(0, "Le", "Goff"));
    }
}
