//! An academic directory, as its files leave it.
//!
//! Input: requests, in the order of the files and within each file. Output: the people who are there in the end, with the
//! attributes that tell something here. Invariant: a request about somebody unknown changes nothing and is told; the
//! order of the people is that of their first request.

use foldhash::HashMap;

use crate::exchange::aaf::{Kind, Operation, Request};
use crate::identity::Origin;

/// The attributes that are kept. All others tell nobody apart.
pub(super) const KEPT: [&str; 14] = [
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
];

/// Who is in the directory.
#[derive(Debug, Default)]
pub(in crate::formats) struct Directory {
    pub(super) people: Vec<Known>,
    by_id: HashMap<String, usize>,
    /// UAI codes of the structures by their identifiers.
    pub(super) schools: HashMap<String, String>,
}

/// Somebody in the directory.
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
}

/// What is to be told of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Remark {
    /// Somebody is modified or deleted whom no request added.
    Unknown,
    /// Somebody is added who is there already; what is said now holds.
    AddedAgain,
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
                    let is_named = |text: &str| change.values.iter().any(|value| value.trim() == text.trim());
                    self.attributes.retain(|pair| !of_same(pair) || !is_named(&pair.1));
                    continue;
                }
                Operation::Delete => self.attributes.retain(|pair| !of_same(pair)),
                Operation::Replace if request.kind == Kind::Modify => self.attributes.retain(|pair| !of_same(pair)),
                Operation::Replace | Operation::Add => {}
            }
            self.attributes.extend(change.values.iter().map(|value| (number, value.into())));
        }
    }
}

impl Directory {
    /// Carries a request out.
    pub(super) fn apply(&mut self, request: Request<'_>, origin: Origin) -> Option<Remark> {
        let id = request.id().trim();
        if request.is_about_structure() {
            let uai = request.changes().filter(|change| change.name == "ENTStructureUAI").last();
            if let Some(uai) = uai.and_then(|change| change.values.iter().last()) {
                self.schools.insert(id.to_owned(), uai.trim().to_owned());
            }
            return None;
        }
        let place = self.by_id.get(id).copied();
        let is_there = place.is_some_and(|place| self.people[place].is_there);
        if request.kind != Kind::Add && !is_there {
            return Some(Remark::Unknown);
        }
        let place = place.unwrap_or_else(|| {
            self.by_id.insert(id.to_owned(), self.people.len());
            let (id, category) = (id.to_owned(), String::new());
            self.people.push(Known { id, category, origin, is_there: false, attributes: Vec::new() });
            self.people.len() - 1
        });
        let known = &mut self.people[place];
        known.origin = origin;
        match request.kind {
            Kind::Add => {
                known.attributes.clear();
                known.category.clear();
                known.category.push_str(request.person_category().unwrap_or_default());
                known.is_there = true;
                known.change(request);
            }
            Kind::Modify => known.change(request),
            Kind::Delete => known.is_there = false,
        }
        (request.kind == Kind::Add && is_there).then_some(Remark::AddedAgain)
    }
}

fn kept(name: &str) -> Option<u8> {
    // The cast holds: there are few.
    KEPT.iter().position(|kept| *kept == name).map(|number| number as u8)
}
