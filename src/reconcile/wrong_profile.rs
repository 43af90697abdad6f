//! Accounts of a run that may be filed under another profile than their owner's.
//!
//! Role: for each finding of one profile, the odds that the account is that of a user of another profile who bears its
//! names, see [`odds_of_wrong_profile`]. Input: both populations, the findings. Output: [`Finding::wrong_profile`].
//! Invariant: a user whose right account is there as well is nobody else's owner, and a person who has two profiles is no
//! rival of themselves. Entry point: [`WrongProfiles::weigh`].

use rayon::prelude::*;

use crate::identity::{Person, Profile, Row};
use crate::matching::decision::{Finding, ScoredUser};
use crate::matching::rules::Method;
use crate::matching::{
    Cohort, DateKinds, Field, Forms, Level, Lexicon, PoolNames, PostcodeCounts, RecordContext, RuleSet, Scorer, Vitals,
    may_be_filed_wrongly, odds_of_wrong_profile,
};

use super::partition::{ProfilePart, SchoolScope};
use super::search::Sides;

/// The indexes and tables that find and weigh users of other profiles by their names.
pub(super) struct WrongProfiles<'a> {
    sides: Sides<'a>,
    scope: &'a SchoolScope<'a>,
    rules: &'a RuleSet,
    users: ByNames,
    accounts: ByNames,
    date_kinds: DateKinds,
    postcodes: PostcodeCounts,
    pool_names: PoolNames,
    /// How many users each profile has.
    sizes: [usize; Profile::ALL.len()],
}

/// The people of one side by both names, ascending.
struct ByNames(Vec<(u64, Row)>);

impl ByNames {
    fn new<'a>(people: impl Iterator<Item = Person<'a>>, lexicon: &Lexicon, forms: &Forms) -> Self {
        let mut rows: Vec<(u64, Row)> =
            people.map(|person| (both_names(person, lexicon, forms), person.row())).collect();
        rows.par_sort_unstable();
        Self(rows)
    }

    fn bearers(&self, names: u64) -> impl Iterator<Item = Row> {
        let first = self.0.partition_point(|&(other, _)| other < names);
        self.0[first..].iter().take_while(move |&&(other, _)| other == names).map(|&(_, row)| row)
    }
}

fn both_names(person: Person<'_>, lexicon: &Lexicon, forms: &Forms) -> u64 {
    let key = |name| lexicon.key(forms.of(name)) as u64;
    key(person.family_symbol()) << 32 | key(person.given_symbol())
}

impl<'a> WrongProfiles<'a> {
    /// Prepares both sides; `None` where the rules weigh nothing, or the base has users of one profile alone.
    pub(super) fn new(sides: Sides<'a>, scope: &'a SchoolScope<'a>, rules: &'a RuleSet) -> Option<Self> {
        let mut sizes = [0; Profile::ALL.len()];
        // Users of other schools are nobody's rivals in this run.
        let included = || sides.base.people().filter(|user| scope.includes(user.row()));
        included().flat_map(|user| user.profiles().iter()).for_each(|profile| sizes[profile.index()] += 1);
        if rules.method != Method::Scored || sizes.iter().filter(|&&size| size > 0).count() < 2 {
            return None;
        }
        let (users, accounts) = rayon::join(
            || ByNames::new(included(), sides.lexicon, sides.base_forms),
            || ByNames::new(sides.cas.people(), sides.lexicon, sides.cas_forms),
        );
        Some(Self {
            sides,
            scope,
            rules,
            users,
            accounts,
            date_kinds: DateKinds::count(sides.cas),
            postcodes: PostcodeCounts::new(included().map(|user| user.postcode())),
            pool_names: PoolNames::default(),
            sizes,
        })
    }

    /// Fills in the odds of every finding of a profile.
    pub(super) fn weigh(&self, part: &ProfilePart, findings: &mut [Finding]) {
        let schools = part.pools.len().max(1);
        findings.par_iter_mut().for_each(|finding| {
            let identity = self.sides.cas.person(part.identities[finding.identity]);
            let names = both_names(identity, self.sides.lexicon, self.sides.cas_forms);
            let level = |field, edge: usize| finding.edges[edge].comparison.field(field).level;
            let has_exact = (0..finding.edges.len())
                .any(|edge| level(Field::Family, edge) == Level::Exact && level(Field::Given, edge) == Level::Exact);
            let owners = self
                .users
                .bearers(names)
                .map(|row| self.sides.base.person(row))
                .filter(|user| {
                    !user.profiles().contains(part.profile) && self.scope.may_meet(user.row(), identity.row())
                })
                .flat_map(|user| user.profiles().iter().map(move |other| (user, other)))
                // Adults may have two profiles, and a row for each.
                .filter(|&(user, other)| {
                    let are_adults = part.profile != Profile::Pupils && other != Profile::Pupils;
                    let is_rival_of_itself = identity.profiles().contains(other) || (are_adults && has_exact);
                    !is_rival_of_itself && !self.has_own_account(user, other, names)
                })
                .filter_map(|(user, other)| self.weigh_owner(identity, user, part.profile, other, schools));
            finding.add_of_other_profile(owners);
        });
    }

    /// Whether an account of the user's own profile bears the user's names, and nothing contradicts it.
    fn has_own_account(&self, user: Person<'_>, profile: Profile, names: u64) -> bool {
        self.accounts.bearers(names).map(|row| self.sides.cas.person(row)).any(|account| {
            account.profiles().contains(profile)
                && !Vitals::from(user).contradicts(account.into())
                && self.scope.may_meet(user.row(), account.row())
        })
    }

    /// A user of another profile with the odds that the account is theirs; `None` where something contradicts it.
    fn weigh_owner(
        &self,
        identity: Person<'_>,
        user: Person<'_>,
        own: Profile,
        other: Profile,
        schools: usize,
    ) -> Option<(ScoredUser, f64)> {
        let Sides { lexicon, base_forms, cas_forms, rarities, base_fillers, cas_fillers, .. } = self.sides;
        let context = RecordContext {
            names: lexicon.into(),
            rarities,
            cohort: Cohort::from(other),
            postcodes: &self.postcodes,
            pool_names: &self.pool_names,
        };
        let theirs = context.record(user, base_forms, base_fillers);
        let ours = context.record(identity, cas_forms, cas_fillers);
        let score = Scorer::new(lexicon, self.sides.weights_of(other)).score(&theirs, &ours);
        may_be_filed_wrongly(&score).then(|| {
            let evidence = self.date_kinds.evidence(identity.birth_date(), own, other);
            let users = self.sizes[other.index()] / schools;
            let odds = odds_of_wrong_profile(&self.rules.decision, &score, users, evidence);
            (ScoredUser::new(user.row(), &score), odds)
        })
    }
}
