//! One uid in several profiles.
//!
//! Role: profiles are decided one by one, and an identity may have several; whoever is found in each of them has to be one
//! person with the others. Input: what was judged, and who holds which uid already. Output: the links of a uid that would stand
//! for two people become [`Reason::IdConflict`], all of them, since nothing says which is right. Invariant: after it, the users
//! of one uid can be one person by the same measure as the holders of a stored id.

use std::collections::HashMap;

use crate::identity::{Population, Row};
use crate::matching::Vitals;
use crate::matching::decision::{Reason, Ruling};

use super::JudgedPart;
use super::existing::Ids;
use super::search::Sides;

/// The uids that are looked for in more than one place, or held in one and looked for in another.
pub(super) struct Companions(Vec<Group>);

/// One of them.
struct Group {
    /// The users that hold the uid.
    held: Vec<Row>,
    /// Who is to get it: number of the part, and of the judgement in it.
    open: Vec<(usize, usize)>,
}

impl Companions {
    pub(super) fn find(sides: Sides<'_>, ids: &Ids<'_>, judged: &[JudgedPart]) -> Self {
        let mut groups: HashMap<&str, Group> = HashMap::new();
        for (number, JudgedPart { part, judgements, .. }) in judged.iter().enumerate() {
            for (at, judgement) in judgements.iter().enumerate() {
                let person = sides.cas.person(part.identities[judgement.finding.identity]);
                let held = ids.holders(person.id());
                if held.is_empty() && person.profiles().iter().count() == 1 && !ids.is_repeated(person.id()) {
                    continue;
                }
                let group = groups.entry(person.id());
                group.or_insert_with(|| Group { held: held.to_vec(), open: Vec::new() }).open.push((number, at));
            }
        }
        Self(groups.into_values().filter(|group| group.held.len() + group.open.len() > 1).collect())
    }

    /// Fails the links that would give a uid to two people. Names need no second look: all of them agree with those of the
    /// identity.
    pub(super) fn settle(&self, base: &Population, judged: &mut [JudgedPart]) {
        for Group { held, open } in &self.0 {
            let proposed = |&(part, at): &(usize, usize)| judged[part].judgements[at].proposed().map(|edge| edge.user);
            let users: Vec<Row> = open.iter().filter_map(proposed).collect();
            let can_be_one = |&one: &Row, &other: &Row| {
                one == other || Vitals::from(base.person(one)).can_be_one_person(base.person(other).into())
            };
            let are_two = users
                .iter()
                .enumerate()
                .any(|(at, user)| users[..at].iter().chain(held).any(|other| !can_be_one(user, other)));
            if !are_two {
                continue;
            }
            for &(part, at) in open {
                let judgement = &mut judged[part].judgements[at];
                if judgement.proposed().is_some() {
                    judgement.ruling = Ruling::Fail(Reason::IdConflict);
                }
            }
        }
    }
}
