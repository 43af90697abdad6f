//! From the links of pupils to evidence for their parents.
//!
//! Role: the bridge between the two passes of a run: pupils first, then those who answer for them. Input: the judged pupils, the
//! relations of both sides. Output: per identity of the parents, what its linked children say. Invariant: only a link that
//! is there already, or whose risk is at most [`Decision::max_child_risk`](crate::matching::rules::Decision::max_child_risk), says
//! anything: a child taken for a namesake would lead to the namesake's parents.

use foldhash::{HashMap, HashMapExt};

use crate::identity::Row;
use crate::matching::{LinkedChildren, RuleSet};

use super::JudgedPart;
use super::partition::ProfilePart;
use super::search::Sides;

/// What is known of the children of each identity of `parents`, by its number.
pub(super) fn linked_children<'a>(
    sides: Sides<'a>,
    rules: &RuleSet,
    pupils: &JudgedPart,
    parents: &ProfilePart,
) -> Vec<Option<LinkedChildren<'a>>> {
    let users = users_of(pupils, rules);
    let of_identity = |&identity: &Row| {
        let children = sides.cas.children(identity);
        LinkedChildren::new(sides.base, children.iter().filter_map(|child| users.get(child).copied()))
    };
    parents.identities.iter().map(of_identity).collect()
}

/// The user of each pupil who is linked surely enough.
fn users_of(pupils: &JudgedPart, rules: &RuleSet) -> HashMap<Row, Row> {
    let mut users = HashMap::new();
    users.extend(pupils.existing.iter().map(|(identity, user, _)| (pupils.part.identities[identity], user)));
    for judgement in &pupils.judgements {
        if let Some(edge) = judgement.proposed().filter(|edge| edge.risk() <= rules.decision.max_child_risk) {
            users.insert(pupils.part.identities[judgement.finding.identity], edge.user);
        }
    }
    users
}
