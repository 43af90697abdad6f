//! From the links of pupils to evidence for their parents.
//!
//! Role: the bridge between the two passes of a run: pupils first, then those who answer for them. Input: the judged
//! pupils, the relations of both sides. Output: [`Families`]. Invariant: only a new link whose risk is at most
//! [`Decision::max_child_risk`](crate::matching::rules::Decision::max_child_risk), or an existing link that is not
//! doubtful, says anything: a child taken for another one would lead to the other one's parents.

use foldhash::{HashMap, HashMapExt};

use crate::identity::Row;
use crate::matching::{Families, RuleSet};

use super::JudgedPart;
use super::search::Sides;

/// Both sides with the pupils that are linked surely enough, now or before.
pub(super) fn families<'a>(sides: Sides<'a>, rules: &RuleSet, pupils: Option<&JudgedPart>) -> Families<'a> {
    let mut users: HashMap<Row, Row> = HashMap::new();
    if let Some(pupils) = pupils {
        // The report tells of the others that they are to be checked: until then they lead nobody anywhere.
        let existing = pupils.existing.iter().filter(|link| !link.is_doubtful);
        users.extend(existing.map(|link| (pupils.part.identities[link.identity], link.user)));
        for judgement in &pupils.judgements {
            if let Some(edge) = judgement.proposed().filter(|edge| edge.risk() <= rules.decision.max_child_risk) {
                users.insert(pupils.part.identities[judgement.finding.identity], edge.user);
            }
        }
    }
    let accounts = users.iter().map(|(&account, &user)| (user, account)).collect();
    let Sides { base, cas, lexicon, base_forms, cas_forms, .. } = sides;
    Families { base, cas, lexicon, base_forms, cas_forms, users, accounts }
}
