//! Which rows of a base are one person.

use std::collections::{HashMap, HashSet};

use crate::identity::StoredId;
use crate::matching::Vitals;
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

/// Of each row, the first row of the same user. Without a PRONOTE identifier each row is a user.
pub fn first_rows(rows: &[StoredId]) -> Vec<usize> {
    let users = Users::of(Base::new(rows));
    let mut firsts: HashMap<&str, Vec<usize>> = HashMap::new();
    let mut first_of = |row: usize| {
        if rows[row].idpn.is_empty() {
            return row;
        }
        let firsts = firsts.entry(&rows[row].idpn).or_default();
        firsts.iter().copied().find(|&first| users.are_one_person(first, row)).unwrap_or_else(|| {
            firsts.push(row);
            row
        })
    };
    (0..rows.len()).map(&mut first_of).collect()
}

/// The people of a base.
pub(super) struct Users<'a> {
    base: Base<'a>,
    /// Of each PRONOTE identifier, its rows in the file at hand.
    by_idpn: HashMap<&'a str, Vec<usize>>,
    /// Of each row, its name.
    names: Vec<Name>,
    /// PRONOTE identifiers under which two people stand.
    doubtful: HashSet<&'a str>,
}

impl<'a> Users<'a> {
    pub(super) fn of(base: Base<'a>) -> Self {
        let name = |index| {
            let row = base.row(index);
            Name::new(&row.family, &row.given)
        };
        let names: Vec<Name> = (0..base.len()).map(name).collect();
        let mut by_idpn: HashMap<&str, Vec<usize>> = HashMap::new();
        for (index, row) in base.rows.iter().enumerate().filter(|(_, row)| !row.idpn.is_empty()) {
            by_idpn.entry(&row.idpn).or_default().push(index);
        }
        let mut users = Self { base, by_idpn, names, doubtful: HashSet::new() };
        let are_several = |rows: &[usize]| users.are_several(&users.distinct(rows));
        let doubtful = users.by_idpn.iter().filter(|(_, rows)| are_several(rows)).map(|(&idpn, _)| idpn);
        users.doubtful = doubtful.collect();
        users
    }

    /// The rows of a PRONOTE identifier; none for an empty one.
    pub(super) fn rows_of(&self, idpn: &str) -> &[usize] {
        self.by_idpn.get(idpn).map_or(&[], Vec::as_slice)
    }

    /// Of the rows of one PRONOTE identifier, one of each kind: a parent may stand there once per child.
    fn distinct(&self, rows: &[usize]) -> Vec<usize> {
        let mut seen = HashSet::new();
        let key = |row: usize| {
            let StoredId { profiles, birth_date, sex, .. } = self.base.row(row);
            (&self.names[row].words, *profiles, *birth_date, *sex)
        };
        rows.iter().copied().filter(|&row| seen.insert(key(row))).collect()
    }

    /// Whether two people go by a PRONOTE identifier.
    pub(super) fn is_doubtful(&self, idpn: &str) -> bool {
        self.doubtful.contains(idpn)
    }

    /// Whether a row bears a name, in any order, accents, case and separators apart.
    pub(super) fn is_called(&self, row: usize, family: &str, given: &str) -> bool {
        self.names[row].is_like(&Name::new(family, given))
    }

    /// Whether two rows are one person: by identifier and name, or by name in two profiles that one person can have, as in
    /// a run ([`Vitals`]). Nobody is one person with a pupil, nor with somebody of another birth date or sex.
    pub(super) fn are_one_person(&self, one: usize, other: usize) -> bool {
        if one == other {
            return true;
        }
        let (left, right) = (self.base.row(one), self.base.row(other));
        let (left_vitals, right_vitals) = (Vitals::from(left), Vitals::from(right));
        let is_told = !left.profiles.is_empty() && !right.profiles.is_empty();
        let is_one_user = || {
            let same_profile = !is_told || left.profiles.overlaps(right.profiles);
            left.idpn == right.idpn
                && !left.idpn.is_empty()
                && (same_profile || !left_vitals.is_pupil_beside(right_vitals))
                && !left_vitals.contradicts(right_vitals)
        };
        self.names[one].is_like(&self.names[other])
            && (is_one_user() || (is_told && left_vitals.can_be_one_person(right_vitals)))
    }

    /// Of each id, the rows that hold it, in order.
    pub(super) fn holders(&self) -> HashMap<&'a str, Vec<usize>> {
        let mut holders: HashMap<&str, Vec<usize>> = HashMap::new();
        for index in (0..self.base.len()).filter(|&index| self.base.row(index).has_id()) {
            holders.entry(self.base.row(index).key()).or_default().push(index);
        }
        holders
    }

    /// The rows whose id somebody else holds too.
    pub(super) fn shared(&self) -> HashSet<usize> {
        self.holders().into_values().filter(|rows| self.are_several(rows)).flatten().collect()
    }

    /// Whether rows are more than one person.
    pub(super) fn are_several(&self, rows: &[usize]) -> bool {
        rows.iter().enumerate().any(|(at, &row)| rows[..at].iter().any(|&other| !self.are_one_person(row, other)))
    }
}

/// A name, in the forms in which it is compared.
struct Name {
    /// Its words, sorted: lists write them in one column or two, in either order.
    words: String,
    /// Family and given name without what separates words: N'DIAYE is NDIAYE.
    joined: [String; 2],
}

impl Name {
    fn new(family: &str, given: &str) -> Self {
        let folded = fold(&format!("{family} {given}"));
        let mut sorted: Vec<&str> = words(&folded).collect();
        sorted.sort_unstable();
        let joined = [family, given].map(|part| words(&fold(part)).collect());
        Self { words: sorted.join(" "), joined }
    }

    fn is_like(&self, other: &Self) -> bool {
        let [family, given] = &other.joined;
        let is_joined_like = self.joined == [family.as_str(), given] || self.joined == [given.as_str(), family];
        self.words == other.words || (is_joined_like && !self.words.is_empty())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::identity::{BirthDate, Profile, Sex};

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
        assert_eq!(first_rows(&rows), [0, 0, 2, 3, 4, 5]);
        assert!(users.is_doubtful("1") && !users.is_doubtful("2") && users.rows_of("").is_empty());
        assert!(users.is_called(0, "Anne", "le goff") && !users.is_called(0, "Le", "Goff"));
        assert!(users.is_called(0, "LEGOFF", "Anne") && users.is_called(0, "anne", "l’egoff"));
        assert!(!users.is_called(0, "LEG", "offAnne"), "the letters of one name and of the other");
    }
    #[test]
    fn a_pupil_and_a_parent_are_two_people_whatever_their_name() {
        let mut rows = vec![
            row("1", Profile::Pupils, "MARTIN"),
            row("2", Profile::Parents, "MARTIN"),
            row("3", Profile::Teachers, "MARTIN"),
            row("1", Profile::Pupils, "Martin"),
            row("3", Profile::Parents, "MARTIN"),
        ];
        rows[1].birth_date = BirthDate::new(1980, 3, 4).unwrap();
        rows[2].sex = Sex::Female;
        rows.push(StoredId { idpn: "4".into(), sex: Sex::Male, ..rows[1].clone() });
        rows.push(StoredId { idpn: "5".into(), birth_date: BirthDate::new(1981, 3, 4).unwrap(), ..rows[2].clone() });
        rows.push(StoredId { idpn: "1".into(), ..rows[2].clone() });
        let users = Users::of(Base::new(&rows));
        let pairs = |pairs: &[(usize, usize)]| -> Vec<bool> {
            pairs.iter().map(|&(one, other)| users.are_one_person(one, other)).collect()
        };
        assert_eq!(pairs(&[(0, 3), (1, 2), (2, 4)]), [true; 3], "one row twice, or two profiles");
        // Of a pupil and a parent, a pupil and a teacher under one identifier; of two sexes, of two dates.
        assert_eq!(pairs(&[(0, 1), (0, 7), (2, 5), (1, 6)]), [false; 4]);
        assert!(users.is_doubtful("1") && !users.is_doubtful("3"));
    }
}
