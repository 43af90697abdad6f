//! Ids to be given: back from a backup, or new from a list of links.
//!
//! Each offer is first judged by itself: is its user there, is it the same person, is there another id. The offers
//! that pass are then tried all at once ([`Trial`]).

use std::collections::{HashMap, HashSet};

use crate::identity::{IdChange, IdOffer, ProfileSet, bare_id};
use crate::normalize::{is_cut_number, is_spreadsheet_error};

use super::trial::{SharedBefore, Trial};
use super::users::{Base, Users};

/// What becomes of an offer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// The user had none and gets it.
    Given,
    /// The user had another, which goes.
    Replaced {
        /// The other.
        former: String,
    },
    /// The user has it.
    AlreadyThere,
    /// The user has another, which stays.
    OtherIdKept {
        /// The other.
        current: String,
    },
    /// Nobody in the base has this PRONOTE identifier, or the offer has none.
    UserGone,
    /// The user is there, in no profile of the offer.
    OtherProfile,
    /// Somebody of another name has this PRONOTE identifier.
    OtherName {
        /// A row of theirs.
        row: usize,
    },
    /// Two people go by this PRONOTE identifier, or the cells of the row may stand under the wrong titles.
    DoubtfulUser,
    /// Somebody else has the id.
    Taken {
        /// Their row, perhaps one of another file.
        by: usize,
    },
    /// The same file offers the id to somebody else too.
    OfferedTwice,
    /// The same file offers another id to this user.
    Contradicted,
    /// No id, or one whose digits a spreadsheet has cut, or what a spreadsheet writes in place of one.
    Unusable,
}

impl Verdict {
    /// Stable codes, for programs.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Given => "given",
            Self::Replaced { .. } => "replaced",
            Self::AlreadyThere => "already_there",
            Self::OtherIdKept { .. } => "other_id_kept",
            Self::UserGone => "user_gone",
            Self::OtherProfile => "other_profile",
            Self::OtherName { .. } => "other_name",
            Self::DoubtfulUser => "doubtful_user",
            Self::Taken { .. } => "taken",
            Self::OfferedTwice => "offered_twice",
            Self::Contradicted => "contradicted",
            Self::Unusable => "unusable",
        }
    }

    /// Whether the user has the id in the end.
    pub fn is_done(&self) -> bool {
        matches!(self, Self::Given | Self::Replaced { .. } | Self::AlreadyThere)
    }
}

/// An offer and what becomes of it.
#[derive(Debug, Clone)]
pub struct Decision {
    /// Index of the offer.
    pub offer: usize,
    /// The user's rows.
    pub rows: Vec<usize>,
    /// What becomes of it.
    pub verdict: Verdict,
    /// Whether the id stands for two people in the end, as it did before: a backup alone gives so.
    pub is_shared: bool,
    /// A row of somebody else whose id, in the end, is the same but for upper and lower case.
    pub resembles: Option<usize>,
}

/// What becomes of each offer.
#[derive(Debug, Clone, Default)]
pub struct GivingPlan {
    /// In the order of the offers, those of other profiles than were asked for left out.
    pub decisions: Vec<Decision>,
    /// The changes to write.
    pub changes: Vec<IdChange>,
}

impl GivingPlan {
    /// Plans to give `offers` to users of `profiles`; of all if that is empty. With `replace`, the id that a user has
    /// goes where another is offered.
    pub fn new(base: Base<'_>, offers: &[IdOffer], profiles: ProfileSet, replace: bool) -> Self {
        Self::plan(base, offers, profiles, replace, false)
    }

    /// The same with the offers of a backup: an id that two people shared when it was taken away is both's again, since a backup
    /// gives back all that was there.
    pub fn restoring(base: Base<'_>, offers: &[IdOffer], profiles: ProfileSet, replace: bool) -> Self {
        Self::plan(base, offers, profiles, replace, true)
    }

    fn plan(base: Base<'_>, offers: &[IdOffer], profiles: ProfileSet, replace: bool, is_backup: bool) -> Self {
        let users = Users::of(base);
        let mut decisions: Vec<Decision> =
            offers.iter().enumerate().map(|(index, offer)| judge(base, &users, index, offer, replace)).collect();
        let shared_before = if is_backup { shared(&decisions, offers) } else { SharedBefore::new() };
        decisions.retain(|decision| is_asked_for(base, &offers[decision.offer], &decision.rows, profiles));
        contradict(&mut decisions, offers);
        Trial::new(base, &users, offers, &decisions).settle(&shared_before, &mut decisions);
        let changes = decisions.iter().filter(|decision| gives(&decision.verdict)).flat_map(|decision| {
            let offer = &offers[decision.offer];
            let lacking = decision.rows.iter().filter(|&&row| base.rows[row].key() != offer.key());
            lacking.map(|&row| IdChange { row, id: offer.id.clone() })
        });
        let changes: Vec<IdChange> = changes.collect();
        find_resemblances(base, &users, &changes, offers, &mut decisions);
        Self { changes, decisions }
    }
}

/// The rows that a backup gives an id, or gave it already: whoever they are, they had it.
fn shared<'o>(decisions: &[Decision], offers: &'o [IdOffer]) -> SharedBefore<'o> {
    let mut rows = SharedBefore::new();
    for decision in decisions.iter().filter(|decision| decision.verdict.is_done()) {
        let of_id: &mut HashSet<usize> = rows.entry(offers[decision.offer].key()).or_default();
        of_id.extend(&decision.rows);
    }
    rows
}

pub(super) fn gives(verdict: &Verdict) -> bool {
    matches!(verdict, Verdict::Given | Verdict::Replaced { .. })
}

fn is_asked_for(base: Base<'_>, offer: &IdOffer, rows: &[usize], profiles: ProfileSet) -> bool {
    let of_rows = || rows.iter().fold(ProfileSet::EMPTY, |set, &row| set.union(base.rows[row].profiles));
    let own = if offer.profiles.is_empty() { of_rows() } else { offer.profiles };
    profiles.is_empty() || (!own.is_empty() && own.is_within(profiles))
}

/// What an offer by itself comes to.
fn judge(base: Base<'_>, users: &Users<'_>, index: usize, offer: &IdOffer, replace: bool) -> Decision {
    let all = users.rows_of(&offer.idpn);
    let suits = |row: usize| {
        let profiles = base.rows[row].profiles;
        offer.profiles.is_empty() || profiles.is_empty() || profiles.overlaps(offer.profiles)
    };
    let rows: Vec<usize> = all.iter().copied().filter(|&row| suits(row)).collect();
    let stranger = || {
        let (family, given) = offer.name.as_ref()?;
        rows.iter().copied().find(|&row| !users.is_called(row, family, given))
    };
    let other_id = || rows.iter().map(|&row| &base.rows[row]).find(|row| row.has_id() && row.key() != offer.key());
    let verdict = if offer.key().is_empty() || is_cut_number(offer.key()) || is_spreadsheet_error(offer.key()) {
        Verdict::Unusable
    } else if all.is_empty() {
        Verdict::UserGone
    } else if users.is_doubtful(&offer.idpn) || rows.iter().any(|&row| base.rows[row].is_ragged) {
        Verdict::DoubtfulUser
    } else if rows.is_empty() {
        Verdict::OtherProfile
    } else if let Some(row) = stranger() {
        Verdict::OtherName { row }
    } else if let Some(row) = other_id() {
        let id = row.key().to_owned();
        if replace { Verdict::Replaced { former: id } } else { Verdict::OtherIdKept { current: id } }
    } else if rows.iter().all(|&row| base.rows[row].has_id()) {
        Verdict::AlreadyThere
    } else {
        Verdict::Given
    };
    Decision { offer: index, rows, verdict, is_shared: false, resembles: None }
}

/// Notes who gets an id that differs from somebody else's by upper and lower case alone: many systems take the two for one.
fn find_resemblances(
    base: Base<'_>,
    users: &Users<'_>,
    changes: &[IdChange],
    offers: &[IdOffer],
    decisions: &mut [Decision],
) {
    let mut after: HashMap<usize, &str> = changes.iter().map(|change| (change.row, bare_id(&change.id))).collect();
    for row in 0..base.rows.len() + base.others.len() {
        after.entry(row).or_insert_with(|| base.row(row).key());
    }
    let mut alike: HashMap<String, Vec<usize>> = HashMap::new();
    for (&row, id) in after.iter().filter(|(_, id)| !id.is_empty()) {
        alike.entry(id.to_lowercase()).or_default().push(row);
    }
    alike.values_mut().for_each(|rows| rows.sort_unstable());
    for decision in decisions.iter_mut().filter(|decision| gives(&decision.verdict)) {
        let id = offers[decision.offer].key();
        let differs = |row: &usize| {
            after[row] != id && decision.rows.first().is_some_and(|&own| !users.are_one_person(own, *row))
        };
        decision.resembles = alike.get(&id.to_lowercase()).and_then(|rows| rows.iter().copied().find(differs));
    }
}

/// Two ids for one row are a contradiction, whichever comes first.
fn contradict(decisions: &mut [Decision], offers: &[IdOffer]) {
    let mut ids: HashMap<usize, Vec<&str>> = HashMap::new();
    let may_be_meant =
        |verdict: &Verdict| gives(verdict) || matches!(verdict, Verdict::AlreadyThere | Verdict::OtherIdKept { .. });
    for decision in decisions.iter().filter(|decision| may_be_meant(&decision.verdict)) {
        for &row in &decision.rows {
            let ids = ids.entry(row).or_default();
            let id = offers[decision.offer].key();
            if !ids.contains(&id) {
                ids.push(id);
            }
        }
    }
    for decision in decisions.iter_mut().filter(|decision| gives(&decision.verdict)) {
        if decision.rows.iter().any(|row| ids[row].len() > 1) {
            decision.verdict = Verdict::Contradicted;
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::identity::{BirthDate, Profile, StoredId};

    fn row(idpn: &str, id: &str) -> StoredId {
        StoredId {
            idpn: idpn.into(),
            profiles: Profile::Pupils.into(),
            family: format!("NOM {idpn}"),
            given: "Léa".into(),
            id: id.into(),
            ..StoredId::default()
        }
    }

    fn offer(idpn: &str, id: &str) -> IdOffer {
        IdOffer { idpn: idpn.into(), id: id.into(), ..IdOffer::default() }
    }

    fn codes(rows: &[StoredId], offers: &[IdOffer], replace: bool) -> Vec<&'static str> {
        let plan = GivingPlan::new(Base::new(rows), offers, ProfileSet::EMPTY, replace);
        plan.decisions.iter().map(|decision| decision.verdict.code()).collect()
    }

    #[test]
    fn each_offer_is_judged() {
        let rows = [row("1", ""), row("2", "b"), row("3", "c"), row("4", ""), row("5", "")];
        let offers = [
            offer("1", " a "),
            offer("2", "b"),
            offer("3", "x"),
            offer("9", "y"),
            offer("4", "c"),
            offer("5", "1,2E+17"),
            offer("5", ""),
        ];
        let expected = ["given", "already_there", "other_id_kept", "user_gone", "taken", "unusable", "unusable"];
        assert_eq!(codes(&rows, &offers, false), expected);
        // «c» is free once its holder has «x».
        assert_eq!(codes(&rows, &offers, true)[2..5], ["replaced", "user_gone", "given"]);
    }

    #[test]
    fn a_base_numbered_anew_gives_nobody_the_id_of_somebody_else() {
        let rows = [row("1", "")];
        let named = |family: &str| IdOffer { name: Some((family.into(), "Lea".into())), ..offer("1", "a") };
        assert_eq!(codes(&rows, &[named("Nom-1")], true), ["given"]);
        assert_eq!(codes(&rows, &[named("MARTIN")], true), ["other_name"]);
        let teacher = IdOffer { profiles: Profile::Teachers.into(), ..offer("1", "a") };
        assert_eq!(codes(&rows, &[teacher], true), ["other_profile"]);
    }

    #[test]
    fn two_users_exchange_ids_or_neither_changes() {
        let rows = [row("1", "a"), row("2", "b"), row("3", "c")];
        let exchange = [offer("1", "b"), offer("2", "a")];
        assert_eq!(codes(&rows, &exchange, true), ["replaced", "replaced"]);
        // The third breaks the ring: what it would free stays taken.
        let ring = [offer("1", "b"), offer("2", "c"), offer("3", "c")];
        assert_eq!(codes(&rows, &ring, true), ["taken", "taken", "already_there"]);
    }

    #[test]
    fn one_id_for_two_and_two_for_one_are_nobodys() {
        let rows = [row("1", ""), row("2", "")];
        assert_eq!(codes(&rows, &[offer("1", "a"), offer("2", "a")], false), ["offered_twice"; 2]);
        assert_eq!(codes(&rows, &[offer("1", "a"), offer("1", "b")], false), ["contradicted"; 2]);
        assert_eq!(codes(&rows, &[offer("1", "a"), offer("1", "a")], false), ["given"; 2]);
        let others = [row("7", "a")];
        let plan = GivingPlan::new(Base { rows: &rows, others: &others }, &[offer("1", "a")], ProfileSet::EMPTY, true);
        assert_eq!(plan.decisions[0].verdict, Verdict::Taken { by: 2 });
    }

    #[test]
    fn what_a_spreadsheet_writes_in_place_of_an_id_is_none() {
        for id in ["#N/A", "#REF!", "#VALEUR!", "#nom?", "#DIV/0!", "Err:502"] {
            assert_eq!(codes(&[row("1", "")], &[offer("1", id)], false), ["unusable"], "{id}");
        }
        for id in ["#123", "N/A1", "#ref1", "Err:", "NOM"] {
            assert_eq!(codes(&[row("1", "")], &[offer("1", id)], false), ["given"], "{id}");
        }
    }

    #[test]
    fn an_id_that_only_its_case_tells_from_another_is_noted() {
        let rows = [row("1", ""), row("2", "VTB"), row("3", ""), row("4", "xy")];
        let offers = [offer("1", "vtb"), offer("3", "zz"), offer("4", "XY")];
        let plan = GivingPlan::new(Base::new(&rows), &offers, ProfileSet::EMPTY, true);
        let resembled: Vec<_> = plan.decisions.iter().map(|decision| decision.resembles).collect();
        assert_eq!(resembled, [Some(1), None, None], "nobody's own former id");
    }

    #[test]
    fn a_backup_gives_two_people_what_they_shared() {
        let rows = [row("1", ""), row("2", ""), row("3", "b"), row("4", "")];
        let offers = [offer("1", "a"), offer("2", "a"), offer("4", "b")];
        let restored = |rows: &[StoredId]| {
            let plan = GivingPlan::restoring(Base::new(rows), &offers, ProfileSet::EMPTY, false);
            plan.decisions.iter().map(|decision| (decision.verdict.code(), decision.is_shared)).collect::<Vec<_>>()
        };
        // What somebody has got in the meantime is theirs.
        assert_eq!(restored(&rows), [("given", true), ("given", true), ("taken", false)]);
        let half = [row("1", "a"), row("2", ""), row("3", "b"), row("4", "")];
        assert_eq!(restored(&half)[..2], [("already_there", true), ("given", true)]);
        assert_eq!(codes(&rows, &offers, false)[..2], ["offered_twice"; 2], "a list is no backup");
    }

    /// A row of a base where names, dates, profiles and identifiers often coincide.
    fn made_row() -> impl Strategy<Value = StoredId> {
        use Profile::{Parents, Pupils, Teachers};
        let profiles =
            prop::sample::select(vec![vec![Pupils], vec![Parents], vec![Teachers], vec![Parents, Teachers], vec![]]);
        let year = prop::sample::select(vec![None, None, Some(1980), Some(1981)]);
        (0_usize..5, profiles, any::<bool>(), year, "[a-c]?").prop_map(|(idpn, profiles, is_martin, year, id)| {
            StoredId {
                idpn: idpn.to_string(),
                profiles: profiles.into_iter().collect(),
                family: if is_martin { "MARTIN" } else { "Roux" }.into(),
                given: "Camille".into(),
                birth_date: year.and_then(|year| BirthDate::new(year, 3, 4)).unwrap_or(BirthDate::MISSING),
                id,
                ..StoredId::default()
            }
        })
    }

    /// Whether no two rows can be but one person's: said again, in other words than the code's.
    fn can_share_an_id(one: &StoredId, other: &StoredId) -> bool {
        let dates = [one.birth_date, other.birth_date];
        let is_pupil = |row: &StoredId| row.profiles.contains(Profile::Pupils);
        let say_profiles = !one.profiles.is_empty() && !other.profiles.is_empty();
        let same_name = one.family == other.family;
        let same_date = dates[0] == dates[1] || dates.contains(&BirthDate::MISSING);
        let may_be_both = match (one.idpn == other.idpn, say_profiles) {
            (true, false) => true,
            (true, true) if one.profiles.overlaps(other.profiles) => true,
            (false, false) => false,
            _ => !one.profiles.overlaps(other.profiles) && !is_pupil(one) && !is_pupil(other),
        };
        same_name && same_date && may_be_both
    }

    proptest! {
        #[test]
        fn no_id_comes_to_stand_for_two_people(
            rows in prop::collection::vec(made_row(), 1..7),
            offered in prop::collection::vec((0_usize..6, "[a-d]"), 0..8),
            replace in any::<bool>(),
            turn in 0_usize..10,
        ) {
            let held: Vec<&str> = rows.iter().map(|row| row.id.as_str()).collect();
            let mut offers: Vec<IdOffer> = offered.iter().map(|(idpn, id)| offer(&idpn.to_string(), id)).collect();
            let plan = GivingPlan::new(Base::new(&rows), &offers, ProfileSet::EMPTY, replace);
            prop_assert_eq!(plan.decisions.len(), offers.len());
            let mut after = held.clone();
            for change in &plan.changes {
                prop_assert!(replace || held[change.row].is_empty(), "an id was replaced");
                after[change.row] = &change.id;
            }
            for change in &plan.changes {
                for twin in (0..rows.len()).filter(|&other| other != change.row && after[other] == change.id) {
                    let (row, twin) = (&rows[change.row], &rows[twin]);
                    prop_assert!(can_share_an_id(row, twin), "«{}» for {:?} and {:?}", change.id, row, twin);
                }
            }
            for decision in &plan.decisions {
                let offer = &offers[decision.offer];
                if decision.verdict.is_done() {
                    prop_assert!(decision.rows.iter().all(|&row| after[row] == offer.id));
                } else {
                    prop_assert!(!plan.changes.iter().any(|change| decision.rows.contains(&change.row) && change.id == offer.id));
                }
            }
            // The order of the offers does not count.
            let turn = turn % offers.len().max(1);
            offers.rotate_left(turn);
            let mut turned = GivingPlan::new(Base::new(&rows), &offers, ProfileSet::EMPTY, replace).changes;
            let mut changes = plan.changes;
            for changes in [&mut changes, &mut turned] {
                changes.sort_by(|one, other| (one.row, &one.id).cmp(&(other.row, &other.id)));
            }
            prop_assert_eq!(changes, turned);
        }
    }
}
