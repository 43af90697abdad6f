//! From the links of pupils to evidence for their parents.
//!
//! Role: the bridge between the two passes of a run: pupils first, then those who answer for them. Input: the judged pupils, the
//! relations of both sides. Output: per identity of the parents, what its linked children say. Invariant: only a new link
//! whose risk is at most [`Decision::max_child_risk`](crate::matching::rules::Decision::max_child_risk), or one that is there
//! already and does not look wrong, says anything: a child taken for somebody else would lead to somebody else's parents.

use foldhash::{HashMap, HashMapExt};

use crate::identity::Row;
use crate::matching::{LinkedChildren, RuleSet, share_given_name};

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
        let children = sides.cas.children(identity).iter().filter_map(|child| users.get(child).copied());
        let given = sides.cas_forms.of(sides.cas.person(identity).given_symbol());
        LinkedChildren::new(sides.base, children, |adult| {
            share_given_name(sides.lexicon, sides.base_forms.of(sides.base.person(adult).given_symbol()), given)
        })
    };
    parents.identities.iter().map(of_identity).collect()
}

/// The user of each pupil who is linked surely enough, now or before.
fn users_of(pupils: &JudgedPart, rules: &RuleSet) -> HashMap<Row, Row> {
    let mut users = HashMap::new();
    // The report tells of the others that they are to be checked: until then they lead nobody anywhere.
    let existing = pupils.existing.iter().filter(|(_, _, comparison)| !comparison.speaks_for_two_people());
    users.extend(existing.map(|(identity, user, _)| (pupils.part.identities[identity], user)));
    for judgement in &pupils.judgements {
        if let Some(edge) = judgement.proposed().filter(|edge| edge.risk() <= rules.decision.max_child_risk) {
            users.insert(pupils.part.identities[judgement.finding.identity], edge.user);
        }
    }
    users
}
