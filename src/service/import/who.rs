//! Who of a list is whom of those who are known.
//!
//! Role: a user keeps the number, and with it the id, from one export to the next. Input: what is stored, what was read. Output: per row
//! of the list, the user. Invariants: in doubt it is somebody new, whose link waits aside with the user who is in the list no more; a
//! PRONOTE identifier alone says nothing, since a base that was numbered anew has each of them at somebody else; the order of
//! rows decides nothing that an id hangs on.
//!
//! With an identifier, the same name under it is the same person. A name that was corrected, or a new one since a marriage, is taken
//! for the same person only where nobody else has exactly the one or the other: twins who have changed places are then two new people and
//! not each other. Without identifiers, all texts have to be the same, and where several people share them, whoever holds an id is
//! nobody in particular.

use foldhash::{HashMap, HashMapExt, HashSet};

use crate::identity::{BirthDate, Person, Population, ProfileSet, Row};
use crate::normalize::fold;
use crate::store::StoredUser;

/// Who is whom.
pub(super) struct Known {
    /// Per row of the list, the index of the stored user; `None` for somebody new.
    pub(super) of_row: Vec<Option<usize>>,
    /// New people under an identifier that is somebody else's in the base.
    pub(super) renumbered: u64,
}

/// From so many people whose identifier is somebody else's by name, and so large a share of all, the base was numbered anew, and a name that is
/// only alike under an identifier proves nothing. More believes longer that it was not.
const STRANGERS: usize = 3;
const SHARE_OF_STRANGERS: usize = 50;

/// Alike enough to be one given name and its correction, by Jaro and Winkler, 0–1; twins' names are, too.
const ALIKE: f64 = 0.85;

/// A name as it is compared.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Name {
    family: String,
    birth_family: String,
    given: String,
    birth_date: BirthDate,
}

impl Name {
    fn new(family: &str, birth_family: &str, given: &str, birth_date: BirthDate) -> Self {
        Self { family: fold(family), birth_family: fold(birth_family), given: fold(given), birth_date }
    }

    fn of_user(user: &StoredUser) -> Self {
        Self::new(&user.family, &user.birth_family, &user.given, user.birth_date)
    }

    fn of_person(person: Person<'_>) -> Self {
        Self::new(person.family(), person.birth_family(), person.given(), person.birth_date())
    }

    fn is_empty(&self) -> bool {
        self.family.is_empty() && self.given.is_empty()
    }

    fn shares_family(&self, other: &Self) -> bool {
        let own = [&self.family, &self.birth_family];
        own.iter().any(|name| !name.is_empty() && (**name == other.family || **name == other.birth_family))
    }

    fn shares_given(&self, other: &Self) -> bool {
        !self.given.is_empty() && self.given == other.given
    }

    fn shares_date(&self, other: &Self) -> bool {
        !self.birth_date.is_missing() && self.birth_date == other.birth_date
    }

    fn contradicts_date(&self, other: &Self) -> bool {
        !self.birth_date.is_missing() && !other.birth_date.is_missing() && self.birth_date != other.birth_date
    }

    /// The same given name, a family name and no other birth date; or no name at all on either side.
    fn is_exactly(&self, other: &Self) -> bool {
        (self.is_empty() && other.is_empty())
            || (self.shares_given(other) && self.shares_family(other) && !self.contradicts_date(other))
    }

    /// What a correction or a marriage leaves of a name.
    fn may_be(&self, other: &Self) -> bool {
        let alike = || strsim::jaro_winkler(&self.given, &other.given) > ALIKE;
        (self.shares_given(other) && (self.shares_family(other) || self.shares_date(other)))
            || (self.shares_family(other) && self.shares_date(other) && alike())
    }
}

/// Who is whom; `linked` are the users who hold an id.
pub(super) fn is_whom(stored: &[StoredUser], list: &Population, linked: &HashSet<i64>) -> Known {
    let mut matching = Matching::new(stored, list);
    matching.exactly();
    if !matching.is_numbered_anew() {
        matching.loosely();
    }
    matching.without_identifiers(linked);
    let present = |at: &usize| stored[*at].vanished_at.is_none();
    let is_renumbered =
        |row: &usize| matching.of_row[*row].is_none() && matching.namesakes_by_id(*row).iter().any(present);
    let renumbered = (0..list.len()).filter(is_renumbered).count() as u64;
    Known { of_row: matching.of_row, renumbered }
}

/// The identifier of a stored user; empty where it is a place in a file, as earlier versions kept it.
fn own_idpn(user: &StoredUser) -> &str {
    let is_place =
        user.idpn.rsplit_once(':').is_some_and(|(file, line)| file == user.source && line.parse() == Ok(user.line));
    if is_place { "" } else { &user.idpn }
}

struct Matching<'a> {
    stored: &'a [StoredUser],
    list: &'a Population,
    stored_names: Vec<Name>,
    list_names: Vec<Name>,
    by_idpn: HashMap<&'a str, Vec<usize>>,
    of_row: Vec<Option<usize>>,
    is_taken: Vec<bool>,
}

impl<'a> Matching<'a> {
    fn new(stored: &'a [StoredUser], list: &'a Population) -> Self {
        let mut by_idpn: HashMap<&str, Vec<usize>> = HashMap::new();
        for (at, user) in stored.iter().enumerate().filter(|(_, user)| !own_idpn(user).is_empty()) {
            by_idpn.entry(own_idpn(user)).or_default().push(at);
        }
        Self {
            stored,
            list,
            stored_names: stored.iter().map(Name::of_user).collect(),
            list_names: list.people().map(Name::of_person).collect(),
            by_idpn,
            of_row: vec![None; list.len()],
            is_taken: vec![false; stored.len()],
        }
    }

    fn person(&self, row: usize) -> Person<'a> {
        self.list.person(row as Row)
    }

    /// The stored users with the identifier of a row.
    fn namesakes_by_id(&self, row: usize) -> &[usize] {
        let id = self.list.own_id(row as Row);
        self.by_idpn.get(id).map_or(&[], Vec::as_slice)
    }

    fn take(&mut self, row: usize, at: usize) {
        self.is_taken[at] = true;
        self.of_row[row] = Some(at);
    }

    /// The best of several: who has the same profiles, who is there rather than who has left, the first. Rows of one identifier and name are
    /// told apart by their profiles.
    fn best(&self, row: usize, fits: impl Fn(usize) -> bool) -> Option<usize> {
        let profiles = self.person(row).profiles();
        let all = self.namesakes_by_id(row).iter().copied();
        all.filter(|&at| !self.is_taken[at] && fits(at))
            .min_by_key(|&at| (self.stored[at].profiles != profiles, self.stored[at].vanished_at.is_some(), at))
    }

    /// The same name under the same identifier.
    fn exactly(&mut self) {
        for row in 0..self.list.len() {
            if let Some(at) = self.best(row, |at| self.stored_names[at].is_exactly(&self.list_names[row])) {
                self.take(row, at);
            }
        }
    }

    /// Whether too many identifiers are somebody else's.
    fn is_numbered_anew(&self) -> bool {
        let (mut known, mut strangers) = (0, 0);
        for row in 0..self.list.len() {
            let namesakes = self.namesakes_by_id(row);
            known += usize::from(!namesakes.is_empty());
            let may_be = |&at: &usize| self.stored_names[at].may_be(&self.list_names[row]);
            strangers +=
                usize::from(self.of_row[row].is_none() && !namesakes.is_empty() && !namesakes.iter().any(may_be));
        }
        strangers >= STRANGERS && strangers * SHARE_OF_STRANGERS >= known
    }

    /// A name that is not quite the same under the same identifier, where nobody else has exactly the one or the other.
    fn loosely(&mut self) {
        let key = |name: &Name| (name.family.clone(), name.given.clone());
        let mut listed: HashMap<_, Vec<usize>> = HashMap::new();
        for (row, name) in self.list_names.iter().enumerate() {
            listed.entry(key(name)).or_default().push(row);
        }
        let mut known: HashMap<_, Vec<usize>> = HashMap::new();
        for (at, name) in self.stored_names.iter().enumerate().filter(|(at, _)| self.stored[*at].vanished_at.is_none())
        {
            known.entry(key(name)).or_default().push(at);
        }
        for row in 0..self.list.len() {
            if self.of_row[row].is_some() {
                continue;
            }
            let name = &self.list_names[row];
            let is_another =
                known.get(&key(name)).into_iter().flatten().any(|&at| self.stored_names[at].is_exactly(name));
            let is_elsewhere = |at: usize| {
                let stored = &self.stored_names[at];
                listed.get(&key(stored)).into_iter().flatten().any(|&row| self.list_names[row].is_exactly(stored))
            };
            let fits = |at: usize| self.stored_names[at].may_be(name) && !is_another && !is_elsewhere(at);
            if let Some(at) = self.best(row, fits) {
                self.take(row, at);
            }
        }
    }

    /// All texts the same, among those who are there. Where several people share them, they keep their places only if no id hangs on it.
    fn without_identifiers(&mut self, linked: &HashSet<i64>) {
        let mut known: HashMap<Texts<'a>, Vec<usize>> = HashMap::new();
        let is_there = |user: &StoredUser| own_idpn(user).is_empty() && user.vanished_at.is_none();
        for (at, user) in self.stored.iter().enumerate().filter(|(_, user)| is_there(user)) {
            known.entry(Texts::of_user(user)).or_default().push(at);
        }
        let mut rows: HashMap<Texts<'a>, Vec<usize>> = HashMap::new();
        for row in 0..self.list.len() {
            if self.list.own_id(row as Row).is_empty() {
                rows.entry(Texts::of_person(self.person(row))).or_default().push(row);
            }
        }
        for (texts, rows) in rows {
            let Some(all) = known.get(&texts) else { continue };
            let is_one = all.len() == 1 && rows.len() == 1;
            if is_one || !all.iter().any(|&at| linked.contains(&self.stored[at].number)) {
                for (row, at) in rows.into_iter().zip(all.clone()) {
                    self.take(row, at);
                }
            }
        }
    }
}

/// What tells people apart who have no identifier.
#[derive(PartialEq, Eq, Hash)]
struct Texts<'a> {
    family: &'a str,
    given: &'a str,
    birth_date: u32,
    profiles: ProfileSet,
}

impl<'a> Texts<'a> {
    fn of_user(user: &'a StoredUser) -> Self {
        Self { family: &user.family, given: &user.given, birth_date: user.birth_date.packed(), profiles: user.profiles }
    }

    fn of_person(person: Person<'a>) -> Self {
        Self {
            family: person.family(),
            given: person.given(),
            birth_date: person.birth_date().packed(),
            profiles: person.profiles(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::identity::{Entry, Flaws, Guardianship, Origin, Postcode, Profile, Sex};
    use crate::store::Moment;

    const BORN: [u32; 3] = [2012, 3, 4];

    fn date(parts: Option<[u32; 3]>) -> BirthDate {
        let [year, month, day] = parts.unwrap_or_default();
        parts.map_or(BirthDate::MISSING, |_| BirthDate::new(year as i32, month, day).unwrap())
    }

    fn user(number: i64, idpn: &str, name: [&str; 2], born: Option<[u32; 3]>) -> StoredUser {
        StoredUser {
            number,
            idpn: idpn.to_owned(),
            profiles: if born.is_some() { Profile::Pupils.into() } else { Profile::Parents.into() },
            family: name[0].to_owned(),
            given: name[1].to_owned(),
            birth_family: String::new(),
            other_given: String::new(),
            birth_date: date(born),
            postcode: Postcode::MISSING,
            sex: Sex::Unknown,
            schools: String::new(),
            guardianship: Guardianship::default(),
            source: "base.csv".to_owned(),
            line: number as u32,
            flaws: Flaws::NONE,
            extras: "{}".to_owned(),
            vanished_at: None,
        }
    }

    /// IDPN, family and given name, birth date.
    type Listed = (&'static str, [&'static str; 2], Option<[u32; 3]>);

    fn list(people: &[Listed]) -> Population {
        let mut list = Population::new(vec!["base.csv".to_owned()], Vec::new());
        for (line, (id, name, born)) in people.iter().enumerate() {
            let profiles = if born.is_some() { Profile::Pupils.into() } else { Profile::Parents.into() };
            let origin = Origin { source: 0, line: line as u32 + 2 };
            let [family, given] = *name;
            list.push(Entry { id, profiles, family, given, birth_date: date(*born), origin, ..Entry::default() });
        }
        list
    }

    fn of_row(stored: &[StoredUser], people: &[Listed], linked: &[i64]) -> Vec<Option<usize>> {
        is_whom(stored, &list(people), &linked.iter().copied().collect()).of_row
    }

    #[test]
    fn a_corrected_name_is_the_same_person_and_a_twin_is_not() {
        let born = Some(BORN);
        let twins = [user(1, "10", ["LEFEVRE", "Louise"], born), user(2, "11", ["LEFEVRE", "Louis"], born)];
        assert_eq!(of_row(&twins, &[("10", ["Lefèvre", "Louize"], born)], &[]), [Some(0)]);
        let swapped = [("10", ["LEFEVRE", "Louis"], born), ("11", ["LEFEVRE", "Louise"], born)];
        assert_eq!(of_row(&twins, &swapped, &[]), [None, None]);
        // One of them has left, and the other has the place.
        assert_eq!(of_row(&twins, &swapped[..1], &[]), [None]);
        // A new name, the same given name and date; but not where somebody else has that name.
        assert_eq!(of_row(&twins, &[("10", ["MARTIN", "Louise"], born)], &[]), [Some(0)]);
        let elsewhere = [("10", ["MARTIN", "Louise"], born), ("12", ["LEFEVRE", "Louise"], born)];
        assert_eq!(of_row(&twins, &elsewhere, &[]), [None, None]);
    }

    #[test]
    fn a_base_that_was_numbered_anew_is_taken_at_its_word_alone() {
        let born = Some(BORN);
        let names = [["ROUX", "Ida"], ["PETIT", "Jean"], ["MOREL", "Lea"], ["FABRE", "Tom"], ["GIRARD", "Lena"]];
        let stored: Vec<StoredUser> =
            names.iter().enumerate().map(|(at, name)| user(at as i64 + 1, &at.to_string(), *name, born)).collect();
        // Each number at the next one, and a pupil called nearly as the one who had it.
        let shifted = [
            ("1", ["ROUX", "Ida"], born),
            ("2", ["PETIT", "Jean"], born),
            ("3", ["MOREL", "Lea"], born),
            ("4", ["GIRARD", "Lea"], born),
        ];
        let known = is_whom(&stored, &list(&shifted), &HashSet::default());
        assert_eq!((known.of_row, known.renumbered), (vec![None; 4], 4));
    }

    #[test]
    fn without_identifiers_no_id_goes_to_a_namesake() {
        let paul = ["MARTIN", "Paul"];
        let two = [user(2, "", paul, None), user(3, "base.csv:3", paul, None)];
        let people = [("base.csv:2", paul, None), ("base.csv:3", paul, None)];
        assert_eq!(of_row(&two, &people, &[]), [Some(0), Some(1)], "no id hangs on it");
        assert_eq!(of_row(&two, &people, &[2]), [None, None]);
        assert_eq!(of_row(&two, &people[..1], &[3]), [None]);
        assert_eq!(of_row(&two[..1], &people, &[2]), [None, None]);
        assert_eq!(of_row(&two[..1], &people[..1], &[2]), [Some(0)], "there is one alone");
        let gone = [StoredUser { vanished_at: Some(Moment(1)), ..two[0].clone() }];
        assert_eq!(of_row(&gone, &people[..1], &[]), [None], "whoever left may be another one");
    }
}
