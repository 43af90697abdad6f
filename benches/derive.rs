//! Where the numbers in `standard.toml` come from: level frequencies on made-up populations kept for tuning.
//!
//! `cargo bench --bench derive` prints, per profile and field, how often each level occurs among true pairs (m),
//! among members of one family (relative) and among unrelated people of one school (u, without the part that
//! follows the frequency of the name). `benches/README.md` says how they were smoothed. The seeds used here are never
//! those that quality is reported on.

use std::collections::HashMap;

use rapproche::evaluation::synth::{NameTables, Synth, SynthConfig};
use rapproche::identity::{Population, Profile, Row};
use rapproche::matching::{
    Cohort, Families, Field, FillerDates, Forms, Level, Lexicon, PoolNames, PostcodeCounts, Rarities, Record,
    RecordContext, RuleSet, Scorer, WeightTable,
};

const TUNING_SEEDS: std::ops::Range<u64> = 1..5;
const SCHOOLS: usize = 40;

/// Pairs seen per field and level.
#[derive(Default, Clone)]
struct Levels([[u64; Level::COUNT]; Field::COUNT]);

impl Levels {
    fn add(&mut self, levels: &[Level; Field::COUNT]) {
        for (counts, &level) in self.0.iter_mut().zip(levels) {
            counts[level as usize] += 1;
        }
    }

    /// Share of a level among pairs in which the field is known.
    fn share(&self, field: Field, level: Level) -> f64 {
        let counts = &self.0[field as usize];
        let known: u64 =
            field.levels().iter().filter(|level| **level != Level::Missing).map(|&l| counts[l as usize]).sum();
        counts[level as usize] as f64 / known.max(1) as f64
    }
}

fn main() {
    let rules = RuleSet::default();
    for profile in [Profile::Pupils, Profile::Parents, Profile::Teachers, Profile::Staff] {
        let (mut same, mut relatives, mut unrelated) = (Levels::default(), Levels::default(), Levels::default());
        for seed in TUNING_SEEDS {
            let config = SynthConfig { relations: true, ..Synth::schools(SCHOOLS, seed).config().clone() };
            let data = Synth::new(config, NameTables::embedded()).dataset();
            let (lexicon, base_forms, cas_forms) = Lexicon::build(&data.base.names, &data.cas.names);
            let rarities = Rarities::count(&lexicon, &data.base, &base_forms, &rules.decision);
            let weights = WeightTable::compile(&rules, profile);
            let scorer = Scorer::new(&lexicon, &weights);
            let postcodes = PostcodeCounts::new(data.base.people().map(|person| person.postcode()));
            let context = RecordContext {
                names: (&lexicon).into(),
                rarities: &rarities,
                cohort: Cohort::from(profile),
                postcodes: &postcodes,
                pool_names: &PoolNames::default(),
            };
            let rows = |population: &Population| -> Vec<Row> {
                population.people().filter(|person| person.profiles().contains(profile)).map(|p| p.row()).collect()
            };
            let record = |population: &Population, forms: &Forms, row: Row| -> Record {
                context.record(population.person(row), forms, &FillerDates::default())
            };
            let (base, cas) = (rows(&data.base), rows(&data.cas));
            let users: HashMap<&str, Row> = base.iter().map(|&row| (data.base.person(row).id(), row)).collect();
            let truth_of = |profile: Profile| -> HashMap<&str, &str> {
                data.truth.iter().filter(|t| t.profile == profile).map(|t| (&*t.uid, &*t.idpn)).collect()
            };
            let (truth, pupils) = (truth_of(profile), truth_of(Profile::Pupils));
            let all_users: HashMap<&str, Row> = data.base.people().map(|user| (user.id(), user.row())).collect();
            let mut by_school: HashMap<&str, Vec<Row>> = HashMap::new();
            for &row in &base {
                by_school.entry(data.base.person(row).schools()).or_default().push(row);
            }
            // The true users of all children: how rarely one is not linked, or wrongly, is another matter.
            let pupil_links: Vec<(Row, Row)> = data
                .cas
                .people()
                .filter(|person| person.profiles().contains(Profile::Pupils))
                .filter_map(|person| Some((person.row(), *all_users.get(pupils.get(person.id())?)?)))
                .collect();
            let families = Families {
                base: &data.base,
                cas: &data.cas,
                lexicon: &lexicon,
                base_forms: &base_forms,
                cas_forms: &cas_forms,
                users: pupil_links.iter().copied().collect(),
                accounts: pupil_links.iter().map(|&(account, user)| (user, account)).collect(),
            };
            for (at, &identity) in cas.iter().enumerate() {
                let person = data.cas.person(identity);
                let ours = record(&data.cas, &cas_forms, identity);
                let user = truth.get(person.id()).and_then(|idpn| users.get(idpn)).copied();
                let Some(user) = user else { continue };
                let theirs = record(&data.base, &base_forms, user);
                let children = families.of(identity);
                let levels = |record: &Record, user: Row| {
                    let mut levels = *scorer.score(record, &ours).comparison.levels();
                    levels[Field::Children as usize] = children.say_of(user, base.len()).level;
                    levels
                };
                same.add(&levels(&theirs, user));
                let school = &by_school[data.base.person(user).schools()];
                for step in 0..school.len().min(60) {
                    let other = school[(at * 7 + step) % school.len()];
                    if other == user {
                        continue;
                    }
                    let other_record = record(&data.base, &base_forms, other);
                    let levels = levels(&other_record, other);
                    // Families are drawn with their name: whoever shares the true user's name is taken for a relative.
                    if lexicon.key(other_record.family) == lexicon.key(theirs.family) {
                        relatives.add(&levels);
                    } else {
                        unrelated.add(&levels);
                    }
                }
            }
        }
        println!("\n## {}", profile.key());
        println!("| field | level | m | relative | u |\n|---|---|---:|---:|---:|");
        for field in Field::ALL {
            for &level in field.levels().iter().filter(|level| **level != Level::Missing) {
                println!(
                    "| {} | {level} | {:.5} | {:.5} | {:.7} |",
                    field.key(),
                    same.share(field, level),
                    relatives.share(field, level),
                    unrelated.share(field, level)
                );
            }
        }
    }
}
