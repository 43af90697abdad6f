//! An academic directory, as its files leave it.
//!
//! Input: requests, in the order of the files and within each file. Output: the people who are there in the end, with the
//! attributes that tell something here. Each category numbers its people by itself, and so does each académie: what
//! identifies somebody is category and identifier, and two people of two académies may still share both. Invariant: a
//! request about somebody unknown, or about one of two, changes nothing and is told; the order of the people is that of
//! their first request.

use foldhash::{HashMap, HashSet};

use crate::exchange::aaf::{Kind, Operation, Request};
use crate::identity::Origin;
use crate::normalize::fold;

/// The attributes that are kept. All others tell nobody apart.
pub(super) const KEPT: [&str; 16] = [
    "sn",
    "givenName",
    "personalTitle",
    "ENTPersonJointure",
    "ENTPersonProfils",
    "ENTPersonDateNaissance",
    "ENTPersonNomPatro",
    "ENTPersonAutresPrenoms",
    "ENTPersonSexe",
    "ENTPersonCodePostal",
    "ENTPersonStructRattach",
    "ENTEleveStructRattach",
    "ENTElevePersRelEleve",
    "PersEducNatPresenceDevantEleves",
    "ENTPersonCategorieEnseignant",
    "ENTPersonFonctions",
];

/// There are thirty académies. Everybody of one identifier is looked at for each request: a file with a hundred thousand of them
/// would take hours.
const MOST_ACADEMIES: usize = 32;

/// The people of a directory.
#[derive(Debug, Default)]
pub(in crate::formats) struct Directory {
    pub(super) people: Vec<Known>,
    /// By category and identifier, the first of those who have them, who leads to the next.
    places: HashMap<String, HashMap<String, usize>>,
    /// UAI codes of the structures by their identifiers; nothing for one that two structures have.
    pub(super) schools: HashMap<String, String>,
}

/// A person in the directory.
#[derive(Debug)]
pub(super) struct Known {
    pub(super) id: String,
    /// `Eleve`, `PersRelEleve`, `PersEducNat`.
    pub(super) category: String,
    /// Where the last request about them stands.
    pub(super) origin: Origin,
    pub(super) is_there: bool,
    /// By index into [`KEPT`], in no order but that of the values of one attribute.
    attributes: Vec<(u8, Box<str>)>,
    /// The next person of this category and identifier.
    next: Option<usize>,
}

/// A remark on a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Remark {
    /// A request modifies or deletes a person that is not there: never added, or deleted before; in this category.
    Unknown,
    /// Somebody is added who is there already; what is said now holds.
    AddedAgain,
    /// Two people have the identifier: both are kept, and neither is modified or deleted.
    Ambiguous,
}

impl Known {
    /// The values of an attribute in [`KEPT`], trimmed.
    pub(super) fn values<'a>(&'a self, name: &str) -> impl Iterator<Item = &'a str> + use<'a> {
        let kept = kept(name);
        self.attributes.iter().filter(move |(number, _)| Some(*number) == kept).map(|(_, value)| value.trim())
    }

    /// The first value of an attribute in [`KEPT`], or nothing.
    pub(super) fn value(&self, name: &str) -> &str {
        self.values(name).find(|value| !value.is_empty()).unwrap_or_default()
    }

    fn change(&mut self, request: Request<'_>) {
        for change in request.changes() {
            let Some(number) = kept(change.name) else { continue };
            let of_same = |(other, _): &(u8, Box<str>)| *other == number;
            match change.operation {
                Operation::Delete if !change.values.is_empty() => {
                    let named: HashSet<&str> = change.values.iter().map(str::trim).collect();
                    self.attributes.retain(|pair| !of_same(pair) || !named.contains(pair.1.trim()));
                    continue;
                }
                Operation::Delete => self.attributes.retain(|pair| !of_same(pair)),
                Operation::Replace if request.kind == Kind::Modify => self.attributes.retain(|pair| !of_same(pair)),
                Operation::Replace | Operation::Add => {}
            }
            self.attributes.extend(change.values.iter().map(|value| (number, value.into())));
        }
    }

    /// Whether a request that adds somebody of the same identifier means somebody else: another `ENTPersonJointure`
    /// (`source$key`, and the source is the académie), or where that is not told on both sides, two of family name, given
    /// name and birth date that differ.
    fn is_another_than(&self, request: Request<'_>) -> bool {
        let told = |name: &str| {
            let values = request.changes().filter(|change| change.name == name).flat_map(|change| change.values.iter());
            values.map(str::trim).find(|value| !value.is_empty()).unwrap_or_default()
        };
        let (own, other) = (self.value("ENTPersonJointure"), told("ENTPersonJointure"));
        if !own.is_empty() && !other.is_empty() {
            return own != other;
        }
        let differs = |name: &&str| {
            let (own, other) = (self.value(name), told(name));
            !own.is_empty() && !other.is_empty() && fold(own) != fold(other)
        };
        ["sn", "givenName", "ENTPersonDateNaissance"].into_iter().filter(differs).count() > 1
    }
}

impl Directory {
    /// Carries a request out.
    pub(super) fn apply(&mut self, request: Request<'_>, origin: Origin) -> Option<Remark> {
        let id = request.id().trim();
        if request.is_about_structure() {
            let uai = request.changes().filter(|change| change.name == "ENTStructureUAI").last();
            if let Some(uai) = uai.and_then(|change| change.values.iter().last()) {
                let uai = uai.trim();
                let is_another = |known: &String| known != uai && (request.kind == Kind::Add || known.is_empty());
                if self.schools.get_mut(id).filter(|known| is_another(known)).map(String::clear).is_some() {
                    return Some(Remark::Ambiguous);
                }
                self.schools.insert(id.to_owned(), uai.to_owned());
            }
            return None;
        }
        let category = request.person_category().unwrap_or_default();
        if request.kind == Kind::Add {
            return self.add(request, category, id, origin);
        }
        let there = || self.of(category, id).filter(|&place| self.people[place].is_there);
        let place = match (there().next(), there().nth(1)) {
            (None, _) => return Some(Remark::Unknown),
            (Some(_), Some(_)) => return Some(Remark::Ambiguous),
            (Some(place), None) => place,
        };
        let known = &mut self.people[place];
        known.origin = origin;
        match request.kind {
            Kind::Delete => known.is_there = false,
            Kind::Modify | Kind::Add => known.change(request),
        }
        None
    }

    /// Takes somebody in: in the place of the same person, or of one who is gone, or beside whoever is there.
    fn add(&mut self, request: Request<'_>, category: &str, id: &str, origin: Origin) -> Option<Remark> {
        let is_there = |place: &usize| self.people[*place].is_there;
        let same = self.of(category, id).find(|place| is_there(place) && !self.people[*place].is_another_than(request));
        let remark = match same {
            Some(_) => Some(Remark::AddedAgain),
            None => self.of(category, id).any(|place| is_there(&place)).then_some(Remark::Ambiguous),
        };
        let place = same.or_else(|| self.of(category, id).find(|place| !is_there(place)));
        let place = place.unwrap_or_else(|| self.push(category, id));
        let known = &mut self.people[place];
        known.origin = origin;
        known.is_there = true;
        known.attributes.clear();
        known.change(request);
        remark
    }

    /// The places of those who have a category and an identifier, whether they are there or not; the last ones, where a
    /// file has more of them than there are académies.
    fn of(&self, category: &str, id: &str) -> impl Iterator<Item = usize> + use<'_> {
        let first = self.places.get(category).and_then(|places| places.get(id)).copied();
        std::iter::successors(first, |&place| self.people[place].next).take(MOST_ACADEMIES)
    }

    /// A new place, which leads to those of the same category and identifier.
    fn push(&mut self, category: &str, id: &str) -> usize {
        let place = self.people.len();
        // A category is a new one three times or so.
        if !self.places.contains_key(category) {
            self.places.insert(category.to_owned(), HashMap::default());
        }
        let next = self.places.get_mut(category).and_then(|places| places.insert(id.to_owned(), place));
        let (id, category, origin) = (id.to_owned(), category.to_owned(), Origin::default());
        self.people.push(Known { id, category, origin, is_there: false, attributes: Vec::new(), next });
        place
    }
}

fn kept(name: &str) -> Option<u8> {
    // The cast holds: there are few.
    KEPT.iter().position(|kept| *kept == name).map(|number| number as u8)
}
