//! Identifiers: the links that the base already holds, and uids that nobody may be linked with.
//!
//! Role: finds who is linked already, and which uids are claimed by two people. Input: both sides. Output: [`Ids`]
//! for the run, [`ExistingLinks`] per profile. Invariant: an existing link is counted and never changed; a uid that
//! two people claim links nobody.

use std::collections::{HashMap, HashSet};
use std::hash::BuildHasher;

use rayon::prelude::*;

use crate::identity::{Person, Population, Profile, Row};
use crate::matching::rules::Decision;
use crate::matching::{
    Cohort, Comparison, Families, Level, NameKind, PoolNames, PostcodeCounts, RecordContext, RuleSet, Scorer, Vitals,
    are_two_people, compare_names,
};

use super::partition::{ProfilePart, SchoolScope};
use super::search::Sides;

/// All identifiers of a run.
pub(super) struct Ids<'a> {
    /// Per stored CAS id, the users that hold it.
    holders: HashMap<&'a str, Vec<Row>>,
    /// Uids that two people claim.
    conflicts: HashSet<&'a str>,
    /// Uids that stand on more than one row of the ENT's list.
    repeated: HashSet<&'a str>,
    /// The uids that the ENT has, when any user holds one; else nobody asks.
    current: HashSet<&'a str>,
}

impl<'a> Ids<'a> {
    pub(super) fn survey(sides: Sides<'a>, scope: &SchoolScope<'_>) -> Self {
        let mut holders: HashMap<&str, Vec<Row>> = HashMap::new();
        for person in sides.base.people().filter(|person| scope.includes(person.row())) {
            if let Some(id) = person.linked_id() {
                holders.entry(id).or_default().push(person.row());
            }
        }
        let mut conflicts: HashSet<&str> = holders
            .iter()
            .filter(|(_, rows)| are_two_people(sides.lexicon, sides.base_forms, sides.base, rows))
            .map(|(&id, _)| id)
            .collect();
        let repeated = repeated_ids(sides.cas);
        let are_two = |rows: &[Row]| are_two_people(sides.lexicon, sides.cas_forms, sides.cas, rows);
        conflicts.extend(repeated.iter().filter(|(_, rows)| are_two(rows)).map(|(&id, _)| id));
        let current = if holders.is_empty() { HashSet::new() } else { sides.cas.people().map(Person::id).collect() };
        Self { holders, conflicts, repeated: repeated.into_keys().collect(), current }
    }

    /// Tells whether an identity's uid can have no link in `profile`: two rows claim it, or a user of another profile holds
    /// it who cannot be the same person.
    pub(super) fn is_conflict(&self, sides: Sides<'_>, identity: Row, profile: Profile) -> bool {
        let person = sides.cas.person(identity);
        if self.conflicts.contains(person.id()) {
            return true;
        }
        let own = Vitals { profiles: profile.into(), ..Vitals::from(person) };
        let other_profile = |user: &Person<'_>| !user.profiles().contains(profile);
        let holders = self.holders(person.id()).iter().map(|&holder| sides.base.person(holder));
        holders
            .filter(other_profile)
            .any(|user| !own.can_be_one_person(user.into()) || !bear_one_name(sides, user.row(), identity))
    }

    /// The users that hold a uid.
    pub(super) fn holders(&self, id: &str) -> &[Row] {
        self.holders.get(id).map_or(&[][..], Vec::as_slice)
    }

    /// Tells whether the ENT's list has a uid on several rows.
    pub(super) fn is_repeated(&self, id: &str) -> bool {
        self.repeated.contains(id)
    }

    /// The probability that a user has no account among those that look for one: a stored id may be out of date.
    pub(super) fn vacancy(&self, user: Person<'_>, decision: &Decision) -> f64 {
        match user.linked_id() {
            None => 1.0,
            Some(id) if self.is_current(id) => 0.0,
            Some(_) => decision.stale_id,
        }
    }

    /// Tells whether the ENT's list has this stored id.
    pub(super) fn is_current(&self, id: &str) -> bool {
        self.current.contains(id)
    }
}

/// A link that the base already holds.
pub(super) struct ExistingLink {
    /// Number of the identity.
    pub(super) identity: usize,
    /// The user that holds its uid.
    pub(super) user: Row,
    /// How far the two agree.
    pub(super) comparison: Comparison,
    /// True if the user and the identity look like two people.
    pub(super) is_doubtful: bool,
}

/// The links that the base already holds, for one profile.
pub(super) struct ExistingLinks {
    /// In the order of the identities.
    held: Vec<ExistingLink>,
}

impl ExistingLinks {
    pub(super) fn find(
        sides: Sides<'_>,
        ids: &Ids<'_>,
        rules: &RuleSet,
        part: &ProfilePart,
        families: Option<&Families<'_>>,
    ) -> Self {
        if ids.holders.is_empty() {
            return Self { held: Vec::new() };
        }
        let pooled = part.pools.iter().flat_map(|pool| &pool.users);
        let users = pooled.clone().count();
        let context = RecordContext {
            names: sides.lexicon.into(),
            rarities: sides.rarities,
            cohort: Cohort::from(part.profile),
            postcodes: &PostcodeCounts::new(pooled.map(|&row| sides.base.person(row).postcode())),
            pool_names: &PoolNames::default(),
        };
        let scorer = Scorer::new(sides.lexicon, sides.weights_of(part.profile));
        let mut held = Vec::new();
        for (identity, &row) in part.identities.iter().enumerate() {
            let person = sides.cas.person(row);
            let Some(holders) = ids.holders.get(person.id()).filter(|_| !ids.conflicts.contains(person.id())) else {
                continue;
            };
            let holder = holders.iter().find(|&&holder| sides.base.person(holder).profiles().contains(part.profile));
            if let Some(&holder) = holder {
                let user = context.record(sides.base.person(holder), sides.base_forms, sides.base_fillers);
                let own = context.record(person, sides.cas_forms, sides.cas_fillers);
                let mut score = scorer.score(&user, &own);
                if let Some(families) = families {
                    score = scorer.with_children(score, families.of(row).say_of(holder, users));
                }
                let comparison = score.comparison;
                let is_doubtful = rules.decision.is_doubtful(part.profile, &comparison);
                held.push(ExistingLink { identity, user: holder, comparison, is_doubtful });
            }
        }
        Self { held }
    }

    /// Whether the base holds this identity's uid.
    pub(super) fn holds(&self, identity: usize) -> bool {
        self.held.binary_search_by_key(&identity, |link| link.identity).is_ok()
    }

    /// The identities that are linked already.
    pub(super) fn identities(&self) -> impl Iterator<Item = usize> {
        self.held.iter().map(|link| link.identity)
    }

    /// The links, in the order of the identities.
    pub(super) fn iter(&self) -> impl Iterator<Item = &ExistingLink> {
        self.held.iter()
    }
}

/// Whether a user and an identity can be one person by their names, in either order.
fn bear_one_name(sides: Sides<'_>, user: Row, identity: Row) -> bool {
    let (user, identity) = (sides.base.person(user), sides.cas.person(identity));
    let base = |symbol| sides.base_forms.of(symbol);
    let cas = |symbol| sides.cas_forms.of(symbol);
    let agree = |left, right, kind| compare_names(sides.lexicon, left, right, kind) < Level::Partial;
    let families = [base(user.family_symbol()), base(user.birth_family_symbol())];
    let given = base(user.given_symbol());
    let (their_family, their_given) = (cas(identity.family_symbol()), cas(identity.given_symbol()));
    families.into_iter().any(|family| {
        (agree(family, their_family, NameKind::Family) && agree(given, their_given, NameKind::Given))
            || (agree(family, their_given, NameKind::Family) && agree(given, their_family, NameKind::Given))
    })
}

/// The uids that stand on more than one row, with their rows.
fn repeated_ids(cas: &Population) -> HashMap<&str, Vec<Row>> {
    // Sorting hashes is several times faster than a map of a million strings.
    let hasher = foldhash::fast::FixedState::default();
    let mut hashed: Vec<(u64, Row)> =
        (0..cas.len() as Row).into_par_iter().map(|row| (hasher.hash_one(cas.person(row).id()), row)).collect();
    hashed.par_sort_unstable();
    let mut repeated: HashMap<&str, Vec<Row>> = HashMap::new();
    for &(_, row) in hashed.chunk_by(|a, b| a.0 == b.0).filter(|group| group.len() > 1).flatten() {
        repeated.entry(cas.person(row).id()).or_default().push(row);
    }
    repeated.retain(|_, rows| rows.len() > 1);
    repeated
}
