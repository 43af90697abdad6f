//! A school's users, from the store into the engine's columns.

use std::collections::BTreeMap;

use foldhash::{HashMap, HashMapExt};

use crate::identity::{Entry, Origin, Population, ProfileSet, Row, bare_id};
use crate::report::is_class;
use crate::store::{StoredLink, StoredRelation, StoredUser};

/// A population, and who its rows are in the store.
#[derive(Debug, Default)]
pub(super) struct Base {
    pub(super) population: Population,
    /// The user of each row.
    pub(super) numbers: Vec<i64>,
    /// The rows of each user who is in the base.
    pub(super) rows: HashMap<i64, Vec<Row>>,
    /// The class of each user of whom the base says one: what tells namesakes apart for people.
    pub(super) classes: HashMap<i64, String>,
}

impl Base {
    /// Everybody who is in the base now. A user with one id as a teacher and another as a parent has a row for each: the
    /// engine knows one id per row.
    pub(super) fn new(users: &[StoredUser], relations: &[StoredRelation], links: &[StoredLink]) -> Self {
        let mut sources: Vec<String> = Vec::new();
        let mut source_of: HashMap<&str, u16> = HashMap::new();
        for user in users {
            source_of.entry(&user.source).or_insert_with(|| {
                sources.push(user.source.clone());
                // Beyond 65,535 files the last is named: messages, nothing else.
                u16::try_from(sources.len() - 1).unwrap_or(u16::MAX)
            });
        }
        let mut ids: HashMap<i64, BTreeMap<&str, ProfileSet>> = HashMap::new();
        for link in links {
            if let Ok(profile) = crate::identity::Profile::from_key(&link.profile) {
                let of_id = ids.entry(link.user).or_default().entry(&link.cas_id).or_default();
                *of_id = of_id.with(profile);
            }
        }
        let mut base = Self { population: Population::new(sources, Vec::new()), ..Self::default() };
        for user in users.iter().filter(|user| user.vanished_at.is_none()) {
            let class = if user.extras == "{}" { String::new() } else { class(user) };
            if !class.is_empty() {
                base.classes.insert(user.number, class);
            }
            let mut of_user = ids.remove(&user.number).unwrap_or_default();
            // An id opens no profile that the user has lost since.
            for profiles in of_user.values_mut() {
                *profiles = profiles.iter().filter(|&profile| user.profiles.contains(profile)).collect();
            }
            of_user.retain(|_, profiles| !profiles.is_empty());
            let source = source_of.get(user.source.as_str()).copied().unwrap_or_default();
            match of_user.len() {
                0 => base.push(user, user.profiles, "", source),
                1 => of_user.keys().for_each(|id| base.push(user, user.profiles, id, source)),
                _ => {
                    let mut rest = user.profiles;
                    for (id, &profiles) in &of_user {
                        base.push(user, profiles, id, source);
                        rest = rest.iter().filter(|&profile| !profiles.contains(profile)).collect();
                    }
                    if !rest.is_empty() {
                        base.push(user, rest, "", source);
                    }
                }
            }
        }
        base.relate(relations);
        base
    }

    fn push(&mut self, user: &StoredUser, profiles: ProfileSet, linked_id: &str, source: u16) {
        let row = self.population.push(Entry {
            id: &user.idpn,
            profiles,
            family: &user.family,
            given: &user.given,
            birth_family: &user.birth_family,
            other_given: &user.other_given,
            birth_date: user.birth_date,
            postcode: user.postcode,
            sex: user.sex,
            schools: &user.schools,
            linked_id: bare_id(linked_id),
            guardianship: user.guardianship,
            origin: Origin { source, line: user.line },
            flaws: user.flaws,
            extras: &[],
        });
        self.numbers.push(user.number);
        self.rows.entry(user.number).or_default().push(row);
    }

    fn relate(&mut self, relations: &[StoredRelation]) {
        let mut pairs = Vec::with_capacity(relations.len());
        for relation in relations {
            // Somebody who has vanished answers for nobody.
            let (Some(children), Some(adults)) = (self.rows.get(&relation.child), self.rows.get(&relation.adult))
            else {
                continue;
            };
            pairs.extend(children.iter().flat_map(|&child| adults.iter().map(move |&adult| (child, adult))));
        }
        self.population.set_responsibles(pairs);
    }
}

/// What the base says under the title «Classe».
pub(super) fn class(user: &StoredUser) -> String {
    let extras: BTreeMap<String, serde_json::Value> = serde_json::from_str(&user.extras).unwrap_or_default();
    let of_class = |(title, value): (&String, &serde_json::Value)| {
        is_class(title).then(|| value.as_str().map(str::trim).map(str::to_owned))?
    };
    extras.iter().find_map(of_class).unwrap_or_default()
}
