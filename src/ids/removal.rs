//! Ids to be taken away.

use std::collections::{HashMap, HashSet};

use crate::identity::{IdChange, ProfileSet, StoredId, Wanted, WantedKind};

use super::survey::CurrentIds;
use super::users::{Base, Users};

/// Whose ids.
#[derive(Debug, Clone, Copy)]
pub enum Selection<'a> {
    /// Everybody's.
    All,
    /// Those of the people that a list names.
    Listed(&'a [Wanted]),
    /// Those that the ENT has no more. Profiles of whom the ENT's list has nobody are left alone, and who has one of them
    /// beside others.
    NotIn(&'a CurrentIds),
}

/// Why an id that was asked for stays.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stay {
    /// The row has a profile too that was not asked for, and one cell for both.
    OtherProfile,
    /// The row has no PRONOTE identifier by which to give the id back.
    NoIdpn,
    /// Two people go by this PRONOTE identifier.
    DoubtfulUser,
    /// The cells may stand under the wrong titles.
    Ragged,
}

/// What becomes of each id that was asked for.
#[derive(Debug, Clone, Default)]
pub struct RemovalPlan {
    /// Rows that lose their id.
    pub removed: Vec<usize>,
    /// Those of them whose id somebody else holds too: a backup gives it back to both.
    pub shared: HashSet<usize>,
    /// Rows that keep it though they were asked for.
    pub kept: Vec<(usize, Stay)>,
    /// What the list names and the base has not, or what may be two people there.
    pub unknown: Vec<Wanted>,
    /// Rows with a profile of which the ENT's list has nobody: it says nothing of their ids.
    pub unjudged: Vec<usize>,
}

impl RemovalPlan {
    /// Plans the removal of the ids of `selection`, among the rows of `profiles`; of all if that is empty.
    pub fn new(rows: &[StoredId], selection: Selection<'_>, profiles: ProfileSet) -> Self {
        let users = Users::of(Base::new(rows));
        let shared = users.shared();
        let mut plan = Self::default();
        let listed = match selection {
            Selection::Listed(wanted) => plan.find(rows, wanted),
            _ => HashSet::new(),
        };
        for (index, row) in rows.iter().enumerate().filter(|(_, row)| row.has_id()) {
            if !profiles.is_empty() && !row.profiles.overlaps(profiles) {
                continue;
            }
            let is_selected = match selection {
                Selection::All => true,
                Selection::Listed(_) => listed.contains(&index),
                Selection::NotIn(current) => {
                    if !current.judges(row) {
                        plan.unjudged.push(index);
                    }
                    current.has_lost(row)
                }
            };
            if !is_selected {
                continue;
            }
            let stay = if row.is_ragged {
                Some(Stay::Ragged)
            } else if row.idpn.is_empty() {
                Some(Stay::NoIdpn)
            } else if users.is_doubtful(&row.idpn) {
                Some(Stay::DoubtfulUser)
            } else if !profiles.is_empty() && !row.profiles.is_within(profiles) {
                Some(Stay::OtherProfile)
            } else {
                None
            };
            match stay {
                Some(stay) => plan.kept.push((index, stay)),
                None => plan.removed.push(index),
            }
        }
        plan.shared = plan.removed.iter().copied().filter(|row| shared.contains(row)).collect();
        plan
    }

    /// The changes to write.
    pub fn changes(&self) -> Vec<IdChange> {
        self.removed.iter().map(|&row| IdChange { row, id: String::new() }).collect()
    }

    /// The rows that a list names; the rest of it is [`Self::unknown`].
    fn find(&mut self, rows: &[StoredId], wanted: &[Wanted]) -> HashSet<usize> {
        let mut by_id: HashMap<&str, Vec<usize>> = HashMap::new();
        let mut by_idpn: HashMap<&str, Vec<usize>> = HashMap::new();
        for (index, row) in rows.iter().enumerate() {
            by_id.entry(row.key()).or_default().push(index);
            by_idpn.entry(&row.idpn).or_default().push(index);
        }
        let mut found = HashSet::new();
        for wanted in wanted {
            let of = |map: &HashMap<&str, Vec<usize>>| map.get(wanted.value.as_str()).cloned().unwrap_or_default();
            let (ids, idpns) = (of(&by_id), of(&by_idpn));
            let these = match wanted.kind {
                WantedKind::Id => ids,
                WantedKind::Idpn => idpns,
                WantedKind::Either if ids.is_empty() || ids == idpns => idpns,
                WantedKind::Either if idpns.is_empty() => ids,
                // The id of one user and the identifier of another.
                WantedKind::Either => Vec::new(),
            };
            if these.is_empty() {
                self.unknown.push(wanted.clone());
            }
            found.extend(these);
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::identity::Profile;

    fn row(idpn: &str, profiles: &[Profile], id: &str) -> StoredId {
        StoredId {
            idpn: idpn.into(),
            profiles: profiles.iter().copied().collect(),
            family: format!("NOM{idpn}"),
            id: id.into(),
            ..StoredId::default()
        }
    }

    #[test]
    fn what_could_not_be_given_back_stays() {
        let mut rows = vec![
            row("1", &[Profile::Pupils], "a"),
            row("", &[Profile::Pupils], "b"),
            row("2", &[Profile::Pupils], "c"),
            row("2", &[Profile::Pupils], " "),
            row("3", &[Profile::Teachers, Profile::Parents], "d"),
            row("4", &[Profile::Parents], "e"),
        ];
        rows[3].family = "AUTRE".into();
        rows[5].is_ragged = true;
        let plan = RemovalPlan::new(&rows, Selection::All, ProfileSet::EMPTY);
        assert_eq!(plan.removed, [0, 4]);
        assert_eq!(plan.kept, [(1, Stay::NoIdpn), (2, Stay::DoubtfulUser), (5, Stay::Ragged)]);
        let plan = RemovalPlan::new(&rows, Selection::All, Profile::Teachers.into());
        assert_eq!((plan.removed, plan.kept), (vec![], vec![(4, Stay::OtherProfile)]));
    }

    #[test]
    fn a_value_that_may_be_two_people_selects_nobody() {
        let rows = [row("1", &[Profile::Pupils], "2"), row("2", &[Profile::Pupils], "x"), row("3", &[], "3")];
        let wanted = |value: &str, kind| Wanted { line: 1, value: value.into(), kind };
        let removed = |wanted: Wanted| RemovalPlan::new(&rows, Selection::Listed(&[wanted]), ProfileSet::EMPTY).removed;
        assert_eq!(removed(wanted("2", WantedKind::Either)), [0; 0]);
        assert_eq!(removed(wanted("2", WantedKind::Id)), [0]);
        assert_eq!(removed(wanted("2", WantedKind::Idpn)), [1]);
        assert_eq!(removed(wanted("x", WantedKind::Either)), [1]);
        assert_eq!(removed(wanted("3", WantedKind::Either)), [2]);
        let plan = RemovalPlan::new(&rows, Selection::Listed(&[wanted("?", WantedKind::Either)]), ProfileSet::EMPTY);
        assert_eq!(plan.unknown.len(), 1);
    }
}
