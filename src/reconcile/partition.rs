//! Who is compared with whom at all: profile by profile, school by school.
//!
//! Role: splits both populations into pools. Input: profiles and UAI codes as read. Output: per profile, the
//! pools of base users and which pools each CAS identity looks into. Invariant: every CAS identity of a
//! profile stands in [`ProfilePart::identities`] exactly once.

use std::collections::{BTreeMap, HashMap, HashSet};

use crate::identity::{Flaws, Population, Profile, Row, Schools};

/// One profile's share of the work.
#[derive(Debug)]
pub(super) struct ProfilePart {
    pub(super) profile: Profile,
    /// CAS rows.
    pub(super) identities: Vec<Row>,
    pub(super) pools: Vec<Pool>,
    /// Numbers of identities whose schools have no pool here.
    pub(super) elsewhere: Vec<usize>,
}

/// Base users who are compared with the same identities.
#[derive(Debug, Default)]
pub(super) struct Pool {
    /// Base rows.
    pub(super) users: Vec<Row>,
    /// Numbers of the identities that look here, into [`ProfilePart::identities`].
    pub(super) identities: Vec<usize>,
}

/// How schools bound the search.
#[derive(Debug)]
pub(super) struct SchoolScope<'a> {
    base: &'a Population,
    cas: &'a Population,
    /// The school of base users that carry none.
    default: Option<String>,
    base_lists: Vec<Schools>,
    cas_lists: Vec<Schools>,
    bounded: bool,
}

impl<'a> SchoolScope<'a> {
    /// Schools bound the search when both sides carry a UAI (or the base's is given) and nobody asked to pool them.
    pub(super) fn new(base: &'a Population, cas: &'a Population, default: Option<&str>, across: bool) -> Self {
        let lists = |population: &Population| -> Vec<Schools> {
            population.school_lists.iter().map(|(_, list)| Schools::parse(list)).collect()
        };
        let (base_lists, cas_lists) = (lists(base), lists(cas));
        let any = |lists: &[Schools]| lists.iter().any(|list| !list.codes().is_empty());
        let default = default.map(str::to_uppercase);
        let bounded = !across && any(&cas_lists) && (any(&base_lists) || default.is_some());
        Self { base, cas, default, base_lists, cas_lists, bounded }
    }

    fn of_base(&self, row: Row) -> &[String] {
        let codes = self.base_lists[self.base.person(row).schools_symbol().index()].codes();
        if codes.is_empty() { self.default.as_slice() } else { codes }
    }

    /// Whether a base user is in the run at all: with a school given, only its own users are.
    pub(super) fn includes(&self, row: Row) -> bool {
        let codes = self.of_base(row);
        self.default.as_ref().is_none_or(|wanted| codes.contains(wanted))
    }

    /// Whether a user and an identity belong to one school, or one of them to none that is known.
    pub(super) fn may_meet(&self, user: Row, identity: Row) -> bool {
        let users = self.of_base(user);
        let identities = self.cas_lists[self.cas.person(identity).schools_symbol().index()].codes();
        !self.bounded || users.is_empty() || identities.is_empty() || identities.iter().any(|code| users.contains(code))
    }

    /// Splits one profile; users with an empty name are left out unless the rules compare them.
    pub(super) fn partition(&self, profile: Profile, compare_incomplete: bool) -> ProfilePart {
        let usable = |row: &Row| {
            let person = self.base.person(*row);
            let is_complete = compare_incomplete || !person.flaws().contains(Flaws::MISSING_NAME);
            person.profiles().contains(profile) && is_complete && self.includes(*row)
        };
        let users = (0..self.base.len() as Row).filter(usable);
        let identities: Vec<Row> =
            (0..self.cas.len() as Row).filter(|&row| self.cas.person(row).profiles().contains(profile)).collect();
        if !self.bounded {
            let pool = Pool { users: users.collect(), identities: (0..identities.len()).collect() };
            return ProfilePart { profile, identities, pools: vec![pool], elsewhere: Vec::new() };
        }
        // A user without a school may belong to any: such users form a pool, under the empty code, that
        // everybody looks into. A user of several schools stands in the pool of each.
        let mut by_school: BTreeMap<&str, Pool> = BTreeMap::new();
        let mut everybody = Vec::new();
        for row in users {
            everybody.push(row);
            let codes = self.of_base(row);
            if codes.is_empty() {
                by_school.entry("").or_default().users.push(row);
            }
            for code in codes.iter().filter(|code| self.default.as_ref().is_none_or(|wanted| wanted == *code)) {
                by_school.entry(code).or_default().users.push(row);
            }
        }
        let numbers: HashMap<&str, usize> =
            by_school.keys().enumerate().map(|(number, &school)| (school, number)).collect();
        let mut pools: Vec<Pool> = Vec::with_capacity(numbers.len());
        let shared = numbers.get("").copied();
        let schools_in_run = self.schools_in_run();
        let mut lookers: Vec<Vec<usize>> = vec![Vec::new(); numbers.len()];
        // Identities that carry no school look into all pools at once.
        let (mut elsewhere, mut everywhere) = (Vec::new(), Vec::new());
        for (identity, &row) in identities.iter().enumerate() {
            let codes = self.cas_lists[self.cas.person(row).schools_symbol().index()].codes();
            if codes.is_empty() {
                everywhere.push(identity);
                continue;
            }
            let own = codes.iter().filter_map(|code| numbers.get(code.as_str()).copied());
            let mut found = false;
            for pool in own.chain(shared) {
                lookers[pool].push(identity);
                found = true;
            }
            if !found && !codes.iter().any(|code| schools_in_run.contains(code.as_str())) {
                elsewhere.push(identity);
            }
        }
        for ((_, pool), identities) in by_school.into_iter().zip(lookers) {
            pools.push(Pool { identities, ..pool });
        }
        if !everywhere.is_empty() {
            pools.push(Pool { users: everybody, identities: everywhere });
        }
        ProfilePart { profile, identities, pools, elsewhere }
    }

    /// The schools of the base, whatever the profile: a school may lack users of one.
    fn schools_in_run(&self) -> HashSet<&str> {
        let listed = self.base_lists.iter().flat_map(Schools::codes).chain(&self.default);
        listed.map(String::as_str).filter(|&code| self.default.as_deref().is_none_or(|wanted| wanted == code)).collect()
    }
}
