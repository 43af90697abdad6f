//! What a list changes in a base.

use crate::identity::{Person, Population, ProfileSet};
use crate::store::{Moment, StoredLink, StoredRelation, StoredUser};

use super::{Fate, ImportPlan, ImportReport, links, who};

/// What is stored of a school when a list comes.
pub(super) struct Before {
    pub(super) users: Vec<StoredUser>,
    /// The last number that was ever given to a user.
    pub(super) given: i64,
    pub(super) links: Vec<StoredLink>,
    pub(super) aside: Vec<StoredLink>,
    pub(super) relations: Vec<StoredRelation>,
}

/// What a list changes.
pub(super) fn plan(before: &Before, list: &Population, profiles: ProfileSet, now: Moment) -> ImportPlan {
    let stored = &before.users;
    let mut plan = ImportPlan {
        report: ImportReport { users: list.len() as u64, ..ImportReport::default() },
        ..ImportPlan::default()
    };
    let known = who::is_whom(stored, &before.relations, list);
    let mut next = before.given + 1;
    let mut is_seen = vec![false; stored.len()];
    let mut numbers = Vec::with_capacity(list.len());
    for (person, known) in list.people().zip(&known.of_row) {
        let known = *known;
        let number = match known {
            Some(at) => {
                is_seen[at] = true;
                stored[at].number
            }
            None => {
                next += 1;
                plan.report.added += 1;
                next - 1
            }
        };
        let user = user_of(list, person, number);
        match known.map(|at| &stored[at]) {
            Some(known) if *known == user => {}
            Some(known) => {
                if known.vanished_at.is_some() {
                    plan.report.returned += 1;
                    plan.returned.push(number);
                }
                // Another place in another file is noted, and is no change of the person.
                let moved = StoredUser { source: user.source.clone(), line: user.line, ..known.clone() };
                if moved != user {
                    plan.report.changed += 1;
                    plan.fates.push((plan.put.len(), Fate::Changed));
                }
                plan.put.push(user);
            }
            None => {
                plan.fates.push((plan.put.len(), Fate::Added));
                plan.put.push(user);
            }
        }
        numbers.push(number);
    }
    for (user, _) in stored.iter().zip(is_seen).filter(|(user, is_seen)| !is_seen && user.vanished_at.is_none()) {
        // A list of pupils says nothing of parents, nor of a teacher who is a parent as well.
        if user.profiles.is_within(profiles) {
            plan.report.vanished += 1;
            plan.vanished.push(user.number);
            plan.fates.push((plan.put.len(), Fate::Vanished));
            plan.put.push(StoredUser { vanished_at: Some(now), ..user.clone() });
        }
    }
    plan.report.renumbered = known.renumbered;
    plan.listed = numbers.iter().copied().collect();
    relate(&mut plan, list, &numbers);
    links::settle(&mut plan, before, list, &numbers);
    plan
}

fn user_of(list: &Population, person: Person<'_>, number: i64) -> StoredUser {
    let extras: serde_json::Map<String, serde_json::Value> = list
        .extra_titles
        .iter()
        .zip(person.extras())
        .filter(|(_, value)| !value.is_empty())
        .map(|(title, value)| (title.clone(), value.into()))
        .collect();
    let source = list.sources.get(usize::from(person.origin().source)).cloned().unwrap_or_default();
    StoredUser {
        number,
        idpn: list.own_id(person.row()).to_owned(),
        profiles: person.profiles(),
        family: person.family().to_owned(),
        given: person.given().to_owned(),
        birth_family: person.birth_family().to_owned(),
        other_given: person.other_given().to_owned(),
        birth_date: person.birth_date(),
        postcode: person.postcode(),
        sex: person.sex(),
        schools: person.schools().to_owned(),
        guardianship: person.guardianship(),
        source: std::path::Path::new(&source)
            .file_name()
            .map_or(source.clone(), |name| name.to_string_lossy().into_owned()),
        line: person.origin().line,
        flaws: person.flaws(),
        extras: serde_json::Value::Object(extras).to_string(),
        vanished_at: None,
    }
}

fn relate(plan: &mut ImportPlan, list: &Population, numbers: &[i64]) {
    for person in list.people() {
        let child = numbers[person.row() as usize];
        let adults = list.responsible(person.row()).iter().map(|&adult| numbers[adult as usize]);
        plan.relations.extend(adults.map(|adult| StoredRelation { child, adult }));
    }
    plan.relations.sort_unstable();
    plan.relations.dedup();
}
