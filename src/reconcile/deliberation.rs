//! A run that can be decided more than once.
//!
//! Role: what [`reconcile`](super::reconcile) does, with the decision apart, so that many degrees of caution can be tried
//! for the price of one search. Input: two populations, a rule set, [`Options`], then any number of [`Caution`]s. Output:
//! the links, or the whole [`Reconciliation`]. Invariant: a [`Caution`] changes nothing of what is found nor of its
//! probabilities, so that deciding anew gives the very outcome of a run by the rules with that caution; a test holds it to that.

use rayon::prelude::*;

use crate::identity::{Population, Profile, ProfileSet, Row, Side};
use crate::matching::rules::{Caution, Method};
use crate::matching::{FillerDate, RuleSet, Weight};

use super::one_person::Companions;
use super::partition::SchoolScope;
use super::settle::{self, affordable_risk};
use super::{
    JudgedPart, Options, Progress, Reconciliation, RuleSetId, Tally, decide, filler_dates, judge, without_profile,
};

/// A run after its search.
pub struct Deliberation<'a> {
    base: &'a Population,
    cas: &'a Population,
    scope: SchoolScope<'a>,
    sources: Option<ProfileSet>,
    rules: RuleSet,
    judged: Vec<JudgedPart>,
    companions: Companions,
    filler_dates: Vec<(Side, FillerDate)>,
}

/// A new link, before anything is written about it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct DecidedLink {
    /// The identity, in the CAS population.
    pub cas: Row,
    /// The profile it was reconciled for.
    pub profile: Profile,
    /// The user, in the base.
    pub base: Row,
    /// Probability that the link is wrong, 0–1.
    pub risk: f64,
}

impl<'a> Deliberation<'a> {
    /// Searches and weighs everything, and decides by `rules` as they are.
    pub fn new(
        base: &'a Population,
        cas: &'a Population,
        rules: &RuleSet,
        options: &Options,
        progress: &dyn Progress,
    ) -> Self {
        let scope = SchoolScope::new(base, cas, options.school.as_deref(), options.across_schools);
        let fillers = filler_dates(base, cas, rules);
        let (mut judged, companions) = judge(base, cas, rules, &scope, &fillers, progress);
        companions.settle(base, &mut judged);
        let filler_dates = [Side::Base, Side::Cas].into_iter().zip(&fillers);
        let filler_dates =
            filler_dates.flat_map(|(side, found)| found.iter().map(move |&filler| (side, filler))).collect();
        let (sources, rules) = (options.sources, rules.clone());
        Self { base, cas, scope, sources, rules, judged, companions, filler_dates }
    }

    /// The rules by which it is decided now.
    pub fn rules(&self) -> &RuleSet {
        &self.rules
    }

    /// Decides anew.
    pub fn decide(&mut self, caution: Caution) {
        let decision = caution.applied_to(&self.rules.decision);
        self.rules = self.rules.clone().with_decision(decision);
        let (base, rules) = (self.base, &self.rules);
        self.judged.par_iter_mut().for_each(|part| decide::rule(base, rules, part.part.profile, &mut part.judgements));
        self.companions.settle(base, &mut self.judged);
    }

    /// The largest risk that the run's budget affords; `None` where it affords no link.
    fn affordable_risk(&self) -> Option<f64> {
        affordable_risk(&self.judged, &self.rules)
    }

    /// Whether the run's budget withholds links that are sure enough one by one.
    pub fn is_rationed(&self) -> bool {
        let affordable = self.affordable_risk();
        let judgements = self.judged.par_iter().flat_map(|part| &part.judgements);
        judgements.any(|judgement| judgement.proposed().is_some() && judgement.linked(affordable).is_none())
    }

    /// The new links, in no particular order.
    pub fn links(&self) -> Vec<DecidedLink> {
        let affordable = self.affordable_risk();
        let of_part = |JudgedPart { part, judgements, .. }: &JudgedPart| -> Vec<DecidedLink> {
            let linked = judgements.iter().filter_map(|judgement| Some((judgement, judgement.linked(affordable)?)));
            let link = linked.map(|(judgement, edge)| DecidedLink {
                cas: part.identities[judgement.finding.identity],
                profile: part.profile,
                base: edge.user,
                risk: edge.risk(),
            });
            link.collect()
        };
        self.judged.par_iter().flat_map_iter(of_part).collect()
    }

    /// Every outcome.
    pub fn reconciliation(&self) -> Reconciliation {
        let (base, cas, rules, judged) = (self.base, self.cas, &self.rules, &self.judged);
        let mut outcomes = settle::settle(judged, self.affordable_risk());
        outcomes.extend(judged.iter().flat_map(JudgedPart::other_outcomes));
        outcomes.extend(without_profile(cas));
        outcomes.par_sort_by_key(|outcome| (outcome.cas, outcome.profile));
        settle::mark_taken(base, &mut outcomes);
        let users = base.people().filter(|person| self.scope.includes(person.row()));
        Reconciliation {
            rules: RuleSetId::from(rules),
            rule_names: match &rules.method {
                Method::Scored => vec![rules.name.clone()],
                Method::Deterministic(list) => list.iter().map(|rule| rule.name.clone()).collect(),
            },
            tally: Tally::of(users, cas, self.sources, &outcomes),
            outcomes,
            vetoes: rules.decision.vetoes.clone(),
            threshold: (rules.method == Method::Scored).then(|| Weight::from_bits(rules.decision.threshold)),
            filler_dates: self.filler_dates.clone(),
        }
    }
}
