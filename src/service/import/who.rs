//! Who of a list is whom of those who are known.
//!
//! Role: a user keeps the number, and with it the id, from one export to the next. Input: what is stored, what was read. Output: per row
//! of the list, the user. Invariants: in doubt it is somebody new, whose link waits aside with the user who is in the list no more; a
//! PRONOTE identifier alone says nothing, since a base that was numbered anew has each of them at somebody else; the order of
//! rows decides nothing that an id hangs on.
//!
//! With an identifier, the same name under it is the same person. A name that was corrected, or a new one since a marriage, is taken
//! for the same person only where nobody else has exactly the one or the other: twins who have changed places are then two new people and
//! not each other. Without identifiers, names, birth date and profiles have to be the same, nothing else may speak against it, and
//! there may be nobody else of whom that could be said: whoever has a namesake without anything to tell them apart is somebody new each time.

use foldhash::{HashMap, HashMapExt};

use crate::identity::{BirthDate, Person, Population, Postcode, ProfileSet, Row, Sex};
use crate::normalize::fold;
use crate::store::{StoredRelation, StoredUser};

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

/// Of so many people with the same name without identifiers, nobody is told from the others.
const MOST_NAMESAKES: usize = 1_000;

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

/// Who is whom; `relations` are those of the users who are stored.
pub(super) fn is_whom(stored: &[StoredUser], relations: &[StoredRelation], list: &Population) -> Known {
    let mut matching = Matching::new(stored, list);
    matching.exactly();
    if !matching.is_numbered_anew() {
        matching.loosely();
    }
    if list.people().any(|person| list.own_id(person.row()).is_empty()) {
        matching.without_identifiers(&Details::of_stored(stored, relations));
    }
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

    /// The same names, birth date and profiles, among those who are there, and nobody else who would fit. `known` are the details of those
    /// who are stored.
    fn without_identifiers(&mut self, known: &[Details]) {
        let is_there = |user: &StoredUser| own_idpn(user).is_empty() && user.vanished_at.is_none();
        let mut stored: HashMap<Texts<'a>, Vec<usize>> = HashMap::new();
        for (at, user) in self.stored.iter().enumerate().filter(|(_, user)| is_there(user)) {
            stored.entry(Texts::of_user(user)).or_default().push(at);
        }
        let mut rows: HashMap<Texts<'a>, Vec<usize>> = HashMap::new();
        for row in (0..self.list.len()).filter(|&row| self.list.own_id(row as Row).is_empty()) {
            rows.entry(Texts::of_person(self.person(row))).or_default().push(row);
        }
        for (texts, rows) in rows {
            let Some(all) = stored.get(&texts) else { continue };
            if all.len().max(rows.len()) > MOST_NAMESAKES {
                continue;
            }
            let listed: Vec<Details> = rows.iter().map(|&row| Details::of_row(self.list, row as Row)).collect();
            for (details, &row) in listed.iter().zip(&rows) {
                let mut alike = all.iter().filter(|&&at| known[at].may_be(details));
                let (Some(&at), None) = (alike.next(), alike.next()) else { continue };
                if listed.iter().filter(|other| known[at].may_be(other)).count() == 1 {
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

/// What may speak against two people of one name being one person; what is empty on either side does not.
struct Details {
    birth_family: String,
    other_given: String,
    postcode: Postcode,
    sex: Sex,
    /// Given names of those whom this one answers for.
    children: Vec<String>,
}

impl Details {
    /// Of everybody who is stored.
    fn of_stored(stored: &[StoredUser], relations: &[StoredRelation]) -> Vec<Self> {
        let place: HashMap<i64, usize> = stored.iter().enumerate().map(|(at, user)| (user.number, at)).collect();
        let details = |user: &StoredUser| Self {
            birth_family: fold(&user.birth_family),
            other_given: fold(&user.other_given),
            postcode: user.postcode,
            sex: user.sex,
            children: Vec::new(),
        };
        let mut all: Vec<Self> = stored.iter().map(details).collect();
        for relation in relations {
            if let (Some(&adult), Some(&child)) = (place.get(&relation.adult), place.get(&relation.child)) {
                all[adult].children.push(fold(&stored[child].given));
            }
        }
        all
    }

    fn of_row(list: &Population, row: Row) -> Self {
        let person = list.person(row);
        Self {
            birth_family: fold(person.birth_family()),
            other_given: fold(person.other_given()),
            postcode: person.postcode(),
            sex: person.sex(),
            children: list.children(row).iter().map(|&child| fold(list.person(child).given())).collect(),
        }
    }

    fn may_be(&self, other: &Self) -> bool {
        let texts = |own: &str, other: &str| own.is_empty() || other.is_empty() || own == other;
        let is_told = |postcode: Postcode| !postcode.is_missing();
        let share_a_child = || self.children.iter().any(|child| other.children.contains(child));
        texts(&self.birth_family, &other.birth_family)
            && texts(&self.other_given, &other.other_given)
            && (!is_told(self.postcode) || !is_told(other.postcode) || self.postcode == other.postcode)
            && (self.sex == Sex::Unknown || other.sex == Sex::Unknown || self.sex == other.sex)
            && (self.children.is_empty() || other.children.is_empty() || share_a_child())
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

    fn of_row(stored: &[StoredUser], people: &[Listed]) -> Vec<Option<usize>> {
        is_whom(stored, &[], &list(people)).of_row
    }

    #[test]
    fn a_corrected_name_is_the_same_person_and_a_twin_is_not() {
        let born = Some(BORN);
        let twins = [user(1, "10", ["LEFEVRE", "Louise"], born), user(2, "11", ["LEFEVRE", "Louis"], born)];
        assert_eq!(of_row(&twins, &[("10", ["Lefèvre", "Louize"], born)]), [Some(0)]);
        let swapped = [("10", ["LEFEVRE", "Louis"], born), ("11", ["LEFEVRE", "Louise"], born)];
        assert_eq!(of_row(&twins, &swapped), [None, None]);
        // One of them has left, and the other has the place.
        assert_eq!(of_row(&twins, &swapped[..1]), [None]);
        // A new name, the same given name and date; but not where somebody else has that name.
        assert_eq!(of_row(&twins, &[("10", ["MARTIN", "Louise"], born)]), [Some(0)]);
        let elsewhere = [("10", ["MARTIN", "Louise"], born), ("12", ["LEFEVRE", "Louise"], born)];
        assert_eq!(of_row(&twins, &elsewhere), [None, None]);
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
        let known = is_whom(&stored, &[], &list(&shifted));
        assert_eq!((known.of_row, known.renumbered), (vec![None; 4], 4));
    }

    #[test]
    fn without_identifiers_nobody_is_taken_for_a_namesake() {
        let paul = ["MARTIN", "Paul"];
        let two = [user(2, "", paul, None), user(3, "base.csv:3", paul, None)];
        let people = [("", paul, None), ("", paul, None)];
        assert_eq!(of_row(&two, &people), [None, None], "nothing tells them apart");
        assert_eq!(of_row(&two, &people[..1]), [None]);
        assert_eq!(of_row(&two[..1], &people), [None, None]);
        assert_eq!(of_row(&two[..1], &people[..1]), [Some(0)], "there is one alone");
        let gone = [StoredUser { vanished_at: Some(Moment(1)), ..two[0].clone() }];
        assert_eq!(of_row(&gone, &people[..1]), [None], "whoever left may be another one");
    }

    #[test]
    fn what_is_told_besides_the_name_tells_namesakes_apart() {
        let paul = ["MARTIN", "Paul"];
        let at = |number: i64, postcode: u32| StoredUser {
            postcode: Postcode::french(postcode),
            ..user(number, "", paul, None)
        };
        let two = [at(1, 35000), at(2, 69002)];
        let listed = |postcodes: &[u32]| {
            let mut list = Population::new(vec!["base.csv".to_owned()], Vec::new());
            for &postcode in postcodes {
                let postcode = if postcode == 0 { Postcode::MISSING } else { Postcode::french(postcode) };
                let [family, given] = paul;
                list.push(Entry { profiles: Profile::Parents.into(), family, given, postcode, ..Entry::default() });
            }
            list
        };
        let of_row = |stored: &[StoredUser], postcodes: &[u32]| is_whom(stored, &[], &listed(postcodes)).of_row;
        assert_eq!(of_row(&two, &[69002, 35000]), [Some(1), Some(0)]);
        assert_eq!(of_row(&two, &[0, 35000]), [None, None], "the one of no place may be either");
        assert_eq!(of_row(&two[..1], &[75001]), [None]);
        assert_eq!(of_row(&two[..1], &[0]), [Some(0)]);
    }

    #[test]
    fn a_parent_of_other_children_is_somebody_else() {
        let paul = ["MARTIN", "Paul"];
        let stored = [user(1, "", paul, None), user(2, "20", ["MARTIN", "Lea"], Some(BORN))];
        let relations = [StoredRelation { child: 2, adult: 1 }];
        let of_parent = |given: &'static str| {
            let mut list = list(&[("", paul, None), ("21", ["MARTIN", given], Some(BORN))]);
            list.set_responsibles(vec![(1, 0)]);
            is_whom(&stored, &relations, &list).of_row[0]
        };
        assert_eq!(of_parent("Léa"), Some(0));
        assert_eq!(of_parent("Tom"), None);
    }
}
