//! Made-up populations with their truth.
//!
//! Role: what the matching engine is measured, tuned and timed on; nobody in them exists. Input: a [`SynthConfig`] with
//! a seed, and [`NameTables`] made from INSEE's counts. Output: a base, the accounts of an ENT, and for each account who it
//! is ([`Truth`]), as files or in memory. Invariants: the same configuration gives the same bytes on every platform; each
//! account has exactly one row of truth per profile; the truth never comes from the engine. The tunables: [`SynthConfig`].
//!
//! Names come from the embedded tables, or from INSEE's own files ([`NameTables::with_given_names`],
//! [`NameTables::with_family_names`]).
//!
//! # Damage
//! Between the two records of a pair lie damages; their rates (defaults of [`DamageRates`]), where *of* narrows to the
//! pairs that can have it. Either side may hold the odd value; the truth names the damage, not the side.
//!
//! | damage | key | pupils | parents | teachers, staff |
//! |---|---|---|---|---|
//! | accents lost, of names with one | `accents` | 15 % | 15 % | 15 % |
//! | other separator or none, of names with one | `separators` | 25 % | 25 % | 25 % |
//! | one typing error, in each name | `family_typo`, `given_typo` | 1.6 % | 1.5 % | 0.8 % |
//! | two typing errors in one name | `two_typos` | 0.2 % | 0.3 % | 0.1 % |
//! | half of a double family name, of double ones | `half_name` | 15 % | 20 % | 20 % |
//! | birth name for usage name or reverse, of those with two | `other_name` | 8 % | 12 % | 10 % |
//! | all given names in place of the first | `given_subset` (rate `given_list`) | 2.8 % | 2 % | 0.8 % |
//! | compound given name cut, of compound ones | `given_subset` (rate `given_cut`) | 15 % | 15 % | 15 % |
//! | family and given name swapped | `swapped` | 0.5 % | 0.6 % | 0.6 % |
//! | another romanisation, of names with one | `variant` | 4 % | 6 % | 6 % |
//! | short form, of given names with one | `diminutive` | 2 % | 3 % | 3 % |
//! | same sound, other spelling | `phonetic` | 0.8 % | 1 % | 1 % |
//! | day and month swapped, of days up to 12 | `date_swapped` | 1.6 % | | |
//! | one digit of the date | `date_digit` | 1.3 % | | |
//! | day, month or year replaced | `date_component` | 0.6 % | | |
//! | no date on one side | `date_missing` | 0.7 % | | |
//! | moved within the département | `moved_near` | 3 % | 4.5 % | 4.5 % |
//! | moved elsewhere | `moved_far` | 1 % | 1.5 % | 1.5 % |
//! | no postcode on one side | `postcode_missing` | 4 % | 6 % | 40 % |
//!
//! No public study gives such rates for French schools. These are an assumption, scaled so that plain equality (folded
//! names and birth date for pupils; folded names, and the postcode where both have one, for adults) finds about 89 % of the
//! pupils and 85 % of the parents; a test holds them to it.
//!
//! Beside them: 1.2 % of people have an account but no place in the base (twins ten times as often), 1.8 % the reverse, 0.1 %
//! have two accounts. Namesakes occur as often as names do; one pupil in 2,000 has an account but no place in the
//! base, where a namesake has one.
//!
//! # Regimes
//! [`Regime`] names presets in which one kind of hard case is frequent: people missing on one side beside a twin, a spouse, a
//! relative or a stranger, names and dates that cluster, two systems that disagree. Their tunables are
//! [`Complications`]; without them the population is the default one.
//!
//! # What is simpler than life
//! Outside of [`Regime::Communities`] given and family names are drawn apart, though in life they go together by origin, and
//! parents of one school do not share its region's names. Both make namesakes a little rarer than they are.

mod block;
pub mod college;
mod config;
mod damage;
pub mod decidable;
mod names;
mod output;
mod people;
mod place;
pub(super) mod random;
mod rare;
mod regimes;
mod settings;
mod spelling;

use std::cell::{Cell, RefCell};
use std::io;
use std::path::Path;

use place::Area;
use random::Random;

pub use block::{Block, Case, Record, Truth};
pub use config::{DamageRates, EntStyle, FamilyRates, Formats, Layout, SynthConfig};
pub use damage::Damages;
pub use decidable::plain_key;
pub use names::{CellProblem, NameList, NameListError, NameTables};
pub use output::{Dataset, Summary, make_room};
pub use regimes::{Absences, AccountsOf, Complications, Habits, LocalNames, Lookalikes, Regime};
pub use settings::{NameFiles, SettingError, Settings};

pub use crate::toml_error::{TomlError, TomlProblem, TomlType};

/// A made-up population, not yet made: [`Self::write`] or [`Self::dataset`] makes it.
#[derive(Debug, Clone)]
pub struct Synth {
    config: SynthConfig,
    tables: NameTables,
    country: Area,
}

impl Synth {
    /// From a configuration and tables.
    pub fn new(config: SynthConfig, tables: NameTables) -> Self {
        // The country is the same whatever the seed: it is no part of the population.
        let country = Area::country(&mut Random::new(0, 0));
        Self { config, tables, country }
    }

    /// `count` schools of 250–700 pupils with the default rates and the embedded names.
    pub fn schools(count: usize, seed: u64) -> Self {
        let layout = Layout::Schools { count, pupils: 250..=700 };
        Self::new(SynthConfig { seed, layout, ..SynthConfig::default() }, NameTables::embedded())
    }

    /// One pool without schools, of exactly `identities` on each side, with the default rates and the embedded names.
    pub fn pool(identities: usize, seed: u64) -> Self {
        let layout = Layout::Pool { identities };
        Self::new(SynthConfig { seed, layout, ..SynthConfig::default() }, NameTables::embedded())
    }

    /// `count` schools of a regime with the embedded names.
    ///
    /// ```
    /// use rapproche::evaluation::synth::{Regime, Synth};
    /// let twins = Synth::regime(Regime::AlikeTwins, 1, 7).dataset();
    /// assert!(twins.truth.iter().any(|truth| truth.case.code() == "absent_twin"));
    /// ```
    pub fn regime(regime: Regime, count: usize, seed: u64) -> Self {
        Self::new(regime.config(count, seed), NameTables::embedded())
    }

    /// The configuration.
    pub fn config(&self) -> &SynthConfig {
        &self.config
    }

    /// The blocks in order, each made when it is asked for. In a pool [`Truth::decidable`] knows this block's users
    /// alone; [`Self::dataset`] and [`Self::write`] decide over the whole pool.
    pub fn blocks(&self) -> impl Iterator<Item = Block> {
        self.raw_blocks().map(|mut block| {
            decidable::Users::of_block(&block).decide(&mut block, 0);
            block
        })
    }

    /// Makes everything and hands each block on, with the truth complete; holds at most about `most_users` of a pool.
    /// `progress` hears of the steps done and of all steps.
    fn each_block(
        &self,
        most_users: usize,
        progress: &mut dyn FnMut(u64, u64),
        mut each: impl FnMut(Block) -> io::Result<()>,
    ) -> io::Result<()> {
        let blocks = self.block_count() as u64;
        let Layout::Pool { identities } = self.config.layout else {
            return self.blocks().zip(1..).try_for_each(|(block, done)| {
                progress(done, blocks);
                each(block)
            });
        };
        // Namesakes may stand anywhere in a pool. Blocks are cheap: make them again rather than hold them.
        let parts = identities.div_ceil(most_users).max(1);
        let mut done = 0;
        let mut step = || {
            done += 1;
            progress(done, 2 * parts as u64 * blocks);
        };
        let mut undecided = decidable::Undecided::default();
        for number in 0..parts {
            let part = decidable::Part { number, of: parts };
            let users = decidable::Users::of(self.raw_blocks().inspect(|_| step()), part, identities / parts);
            let (mut first_user, mut row) = (0, 0);
            for mut block in self.raw_blocks() {
                step();
                users.decide(&mut block, first_user);
                first_user += block.base.len() as u32;
                for truth in &mut block.truth {
                    if !truth.decidable {
                        undecided.insert(row);
                    }
                    truth.decidable = !undecided.contains(row);
                    row += 1;
                }
                if number + 1 == parts {
                    each(block)?;
                }
            }
        }
        Ok(())
    }

    fn block_count(&self) -> usize {
        match self.config.layout {
            Layout::Schools { count, .. } => count,
            Layout::Pool { identities } => identities.div_ceil(block::POOL_BLOCK),
        }
    }

    fn raw_blocks(&self) -> impl Iterator<Item = Block> {
        (0..self.block_count()).map(move |number| {
            let size = match self.config.layout {
                Layout::Schools { .. } => 0,
                Layout::Pool { identities } => block::POOL_BLOCK.min(identities - number * block::POOL_BLOCK),
            };
            block::make(&self.config, &self.tables, &self.country, number, size)
        })
    }

    /// Writes `base.csv`, `truth.csv` and the files of [`SynthConfig::formats`] into `dir`, which is made if need be. Each
    /// file gets its name when all are whole. Memory does not grow with the population, but for one bit per account of a
    /// pool, whose users are held 4.2 million (134 MB) at a time at most, and the UAI of each school.
    ///
    /// # Errors
    /// When the folder or a file cannot be written.
    pub fn write(&self, dir: &Path) -> io::Result<Summary> {
        self.write_with(dir, &mut |_, _| ())
    }

    /// [`Self::write`]; `progress` hears of the steps done and of all steps.
    ///
    /// # Errors
    /// When the folder or a file cannot be written.
    pub fn write_with(&self, dir: &Path, progress: &mut dyn FnMut(u64, u64)) -> io::Result<Summary> {
        std::fs::create_dir_all(dir)?;
        let with_rapprochement = self.config.formats.rapprochement_sso;
        let later = if with_rapprochement { output::PASSES * self.block_count() as u64 } else { 0 };
        let mut files = output::Files::create(dir, &self.config)?;
        let mut summary = Summary::default();
        let (mut schools, mut steps) = (Vec::new(), 0);
        let mut of_all = |done, all| {
            steps = done;
            progress(done, all + later);
        };
        self.each_block(decidable::MOST_USERS, &mut of_all, |block| {
            summary.count(&block);
            if with_rapprochement {
                schools.extend(block.schools());
            }
            files.write(&block)
        })?;
        let mut rapprochement = None;
        if with_rapprochement {
            let done = Cell::new(steps);
            let progress = RefCell::new(progress);
            let blocks = || {
                self.raw_blocks().inspect(|_| {
                    done.set(done.get() + 1);
                    progress.borrow_mut()(done.get(), steps + later);
                })
            };
            rapprochement = Some(output::rapprochement(dir, &self.config, &schools, blocks)?);
        }
        files.finish(rapprochement)?;
        Ok(summary)
    }

    /// Both sides and the truth in memory; of the style only the names' capitals show.
    pub fn dataset(&self) -> Dataset {
        let mut building = output::Building::new(&self.config);
        let done = self.each_block(decidable::MOST_USERS, &mut |_, _| (), |block| {
            building.push(block);
            Ok(())
        });
        debug_assert!(done.is_ok(), "nothing is written");
        building.finish()
    }

    /// Each block for itself as [`Self::dataset`] gives all of them: the schools one by one.
    pub fn datasets(&self) -> impl Iterator<Item = Dataset> {
        self.blocks().map(|block| {
            let mut building = output::Building::new(&self.config);
            building.push(block);
            building.finish()
        })
    }
}

#[cfg(test)]
mod tests;
