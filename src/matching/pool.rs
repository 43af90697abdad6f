//! The users of one pool, ready to be searched.
//!
//! Role: compares an identity with the users of one profile and school. Input: base rows, once; then records. Output: a
//! [`Finding`] each. Invariant: immutable while it is searched; what is found depends on the base, the rules and the
//! identity alone.

use rayon::prelude::*;

use super::decision::{Finding, Household, PoolSize, RuleHit, ScoredUser};
use super::homonyms::homonym_excess;
use super::worthless::Worthless;
use super::{
    CandidateIndex, Cohort, Field, FillerDates, Forms, Lexicon, LinkedChildren, Names, PoolNames, PostcodeCounts,
    PostcodeHabits, Rarities, Record, RecordContext, RuleSet, Score, Scorer, Weight, WeightTable,
};
use crate::identity::{Population, Row};

/// A base with the normal forms of its names.
#[derive(Debug, Clone, Copy)]
pub struct PreparedBase<'a> {
    /// The users.
    pub users: &'a Population,
    /// At least all their names.
    pub lexicon: &'a Lexicon,
    /// The form of each of their names.
    pub forms: &'a Forms,
    /// How rare the names are.
    pub rarities: &'a Rarities,
    /// The birth dates of the base that stand for «not known».
    pub fillers: &'a FillerDates,
}

/// Users of one profile, who are compared with the same identities.
#[derive(Debug)]
pub struct UserPool {
    rows: Vec<Row>,
    records: Vec<Record>,
    postcodes: PostcodeCounts,
    names: PoolNames,
    weights: WeightTable,
    index: Option<CandidateIndex>,
}

impl UserPool {
    /// Prepares the users at `rows`, which ascend, to be compared by `weights`, in the profile of these; without an index, every
    /// search looks at all of them.
    pub fn new(base: PreparedBase<'_>, weights: WeightTable, rows: Vec<Row>) -> Self {
        let profile = weights.profile();
        let postcodes = PostcodeCounts::new(rows.iter().map(|&row| base.users.person(row).postcode()));
        let names = PoolNames::count(base.lexicon, base.users, base.forms, &rows);
        let context = RecordContext {
            names: base.lexicon.into(),
            rarities: base.rarities,
            cohort: Cohort::from(profile),
            postcodes: &postcodes,
            pool_names: &names,
        };
        let record = |&row: &Row| context.record(base.users.person(row), base.forms, base.fillers);
        let mut records: Vec<Record> = rows.par_iter().map(record).collect();
        let excess = homonym_excess(base.lexicon.into(), &records);
        records.iter_mut().for_each(|record| record.given_rarity = record.given_rarity.saturating_sub(excess));
        let names = names.with_homonym_excess(excess);
        Self { records, postcodes, names, weights, index: None, rows }
    }

    /// From now on, how often postcodes of one person differ is what `habits` show.
    pub fn adopt(&mut self, rules: &RuleSet, habits: &PostcodeHabits) {
        let believed = rules.probabilities(self.weights.profile()).field(Field::Postcode);
        self.weights.set_postcode(&habits.learnt(believed));
    }

    /// From now on searches look at candidates of an index alone, as pools too large for all pairs need.
    pub fn build_index(&mut self, lexicon: &Lexicon) {
        self.index = Some(CandidateIndex::build(lexicon, &self.records));
    }

    /// The base rows of the users.
    pub fn rows(&self) -> &[Row] {
        &self.rows
    }

    /// The records of the users, in the order of [`Self::rows`].
    pub fn records(&self) -> &[Record] {
        &self.records
    }

    /// What it takes to make records that compare with those of this pool.
    pub fn context<'a>(&'a self, names: Names<'a>, rarities: &'a Rarities) -> RecordContext<'a> {
        RecordContext {
            names,
            rarities,
            cohort: Cohort::from(self.weights.profile()),
            postcodes: &self.postcodes,
            pool_names: &self.names,
        }
    }

    /// Scores pairs of records of these names.
    pub fn scorer<'a>(&'a self, names: Names<'a>) -> Scorer<'a> {
        Scorer::new(names, &self.weights)
    }

    /// Who `record` might be; `size` goes into the finding, `scratch` is memory that is used again. Who answers for one of
    /// its linked `children` is looked at whatever his name.
    pub fn search(
        &self,
        names: Names<'_>,
        rules: &RuleSet,
        size: PoolSize,
        record: &Record,
        children: Option<&LinkedChildren<'_>>,
        scratch: &mut Vec<u32>,
    ) -> Finding {
        let mut finding = Finding { pool: size, ..Finding::nothing(0) };
        let scorer = self.scorer(names);
        let adults = children.map_or(Vec::new(), |children| self.numbers_of(children.adults()));
        let floor = Weight::from_bits(rules.decision.candidate_floor);
        // A deterministic rule may ask for anything.
        let has_bounds = rules.deterministic().is_empty();
        let worthless = has_bounds.then(|| Worthless::new(&self.weights, names, record, floor, children.is_some()));
        let mut least = floor;
        let mut consider = |number: usize, user: &Record| {
            if worthless.as_ref().is_some_and(|worthless| worthless.holds(user)) && !adults.contains(&(number as u32)) {
                return;
            }
            let mut score = scorer.score(user, record);
            if let Some(children) = children {
                score = scorer.with_children(score, children.say_of(self.rows[number], self.rows.len()));
            }
            self.add(&mut finding, rules, number, &score, &mut least);
        };
        let complete = match &self.index {
            Some(index) => {
                let complete = index.candidates(names, record, scratch);
                if !adults.is_empty() {
                    scratch.extend_from_slice(&adults);
                    scratch.sort_unstable();
                    scratch.dedup();
                }
                scratch.iter().for_each(|&number| consider(number as usize, &self.records[number as usize]));
                complete
            }
            None => {
                self.records.iter().enumerate().for_each(|(number, user)| consider(number, user));
                true
            }
        };
        finding.passed_over = !complete;
        finding.keep_best();
        finding
    }

    /// The numbers of the users at `rows`, as far as they are of this pool.
    fn numbers_of(&self, rows: &[Row]) -> Vec<u32> {
        rows.iter().filter_map(|row| self.rows.binary_search(row).ok()).map(|number| number as u32).collect()
    }

    /// Takes a pair into `finding`. Candidates weigh `least` at least.
    fn add(&self, finding: &mut Finding, rules: &RuleSet, number: usize, score: &Score, least: &mut Weight) {
        let user = self.rows[number];
        finding.household.add(Household::of(score));
        for (rule, requirement) in rules.deterministic().iter().enumerate() {
            if finding.hit.is_some_and(|hit| hit.rule < rule) {
                break;
            }
            if requirement.is_met(self.weights.profile(), score.comparison.levels()) {
                let hit = RuleHit::new(rule, user);
                finding.hit = Some(finding.hit.map_or(hit, |known| known.merge(hit)));
                break;
            }
        }
        if score.comparison.score() >= *least
            && let Some(kept) = finding.add(ScoredUser::new(user, score))
        {
            *least = kept;
        }
    }
}
