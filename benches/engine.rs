//! How fast the engine is, part by part and as a whole. Ids are `operation/variant/implementation`.
//!
//! `cargo bench --bench engine`; the million takes a while, `cargo bench --bench engine -- 100k` leaves it out. The
//! machine's clock is not to be trusted from day to day: compare ratios of one run. Results are asserted.

use std::hint::black_box;
use std::path::PathBuf;
use std::time::Duration;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use rapproche::evaluation::synth::{Dataset, Synth};
use rapproche::formats::{Input, ReadOptions, read_population};
use rapproche::identity::{Lang, Profile, Side};
use rapproche::matching::{
    CandidateIndex, Cohort, FillerDates, Lexicon, PoolNames, PostcodeCounts, Rarities, Record, RecordContext, RuleSet,
    Scorer, WeightTable, osa_within,
};
use rapproche::normalize::{fold, phonetic, romanised};
use rapproche::reconcile::{Options, reconcile};
use rapproche::report::{Run, write_all};

const SEED: u64 = 20_260;
const SIZES: [(&str, usize); 3] = [("1k", 1_000), ("100k", 100_000), ("1M", 1_000_000)];

fn normalise(criterion: &mut Criterion) {
    let data = Synth::pool(1_000, SEED).dataset();
    let names: Vec<&str> = data.cas.names.iter().map(|(_, name)| name).collect();
    let folded: Vec<String> = names.iter().map(|name| fold(name).replace(' ', "")).collect();
    let mut group = criterion.benchmark_group("normalise");
    group.throughput(Throughput::Elements(names.len() as u64));
    group.bench_function("fold/rapproche", |bench| {
        bench.iter(|| names.iter().map(|name| fold(black_box(name)).len()).sum::<usize>());
    });
    group.bench_function("romanise/rapproche", |bench| {
        bench.iter(|| folded.iter().map(|name| romanised(black_box(name)).len()).sum::<usize>());
    });
    group.bench_function("phonetic/rapproche", |bench| {
        bench.iter(|| folded.iter().map(|name| phonetic(black_box(name)).len()).sum::<usize>());
    });
    group.finish();

    let pairs: Vec<(&str, &str)> =
        folded.iter().zip(folded.iter().skip(7)).map(|(a, b)| (a.as_str(), b.as_str())).collect();
    let ours = pairs.iter().filter(|(a, b)| osa_within(a.as_bytes(), b.as_bytes(), 2).is_some()).count();
    let theirs = pairs.iter().filter(|(a, b)| strsim::osa_distance(a, b) <= 2).count();
    assert_eq!(ours, theirs);
    let mut group = criterion.benchmark_group("distance");
    group.throughput(Throughput::Elements(pairs.len() as u64));
    group.bench_function("osa/rapproche", |bench| {
        bench.iter(|| pairs.iter().filter(|(a, b)| osa_within(a.as_bytes(), b.as_bytes(), 2).is_some()).count());
    });
    group.bench_function("osa/strsim", |bench| {
        bench.iter(|| pairs.iter().filter(|(a, b)| strsim::osa_distance(a, b) <= 2).count());
    });
    group.finish();
}

/// Records of the pupils of a pool, which candidates and scores are measured on.
struct Pool {
    lexicon: Lexicon,
    base: Vec<Record>,
    cas: Vec<Record>,
}

impl Pool {
    fn of(data: &Dataset) -> Self {
        let (lexicon, base_forms, cas_forms) = Lexicon::build(&data.base.names, &data.cas.names);
        let rarities = Rarities::count(&lexicon, &data.base, &base_forms, &RuleSet::default().decision);
        let postcodes = PostcodeCounts::new(data.base.people().map(|person| person.postcode()));
        let cohort = Cohort::from(Profile::Pupils);
        let context = RecordContext {
            names: (&lexicon).into(),
            rarities: &rarities,
            cohort,
            postcodes: &postcodes,
            pool_names: &PoolNames::default(),
        };
        let pupils = |population: &rapproche::identity::Population, forms| -> Vec<Record> {
            let people = population.people().filter(|person| person.profiles().contains(Profile::Pupils));
            people.map(|person| context.record(person, forms, &FillerDates::default())).collect()
        };
        let (base, cas) = (pupils(&data.base, &base_forms), pupils(&data.cas, &cas_forms));
        Self { lexicon, base, cas }
    }
}

fn candidates_and_scores(criterion: &mut Criterion) {
    let rules = RuleSet::default();
    for (name, size) in &SIZES[..2] {
        let pool = Pool::of(&Synth::pool(*size, SEED).dataset());
        let mut group = criterion.benchmark_group("index");
        group.throughput(Throughput::Elements(pool.base.len() as u64));
        group.bench_function(format!("{name}/rapproche"), |bench| {
            bench.iter(|| CandidateIndex::build(&pool.lexicon, &pool.base));
        });
        group.finish();

        let index = CandidateIndex::build(&pool.lexicon, &pool.base);
        let queries: Vec<&Record> = pool.cas.iter().step_by(pool.cas.len().div_ceil(400)).collect();
        let mut group = criterion.benchmark_group("candidates");
        group.throughput(Throughput::Elements(queries.len() as u64));
        group.bench_function(format!("{name}/rapproche"), |bench| {
            let mut found = Vec::new();
            bench.iter(|| {
                let mut total = 0;
                for query in &queries {
                    index.candidates((&pool.lexicon).into(), query, &mut found);
                    total += found.len();
                }
                assert!(total >= queries.len() * 9 / 10, "most people are found: {total}");
                total
            });
        });
        group.finish();
    }
    let pool = Pool::of(&Synth::pool(1_000, SEED).dataset());
    let weights = WeightTable::compile(&rules, Profile::Pupils);
    let scorer = Scorer::new(&pool.lexicon, &weights);
    let mut group = criterion.benchmark_group("score");
    group.throughput(Throughput::Elements((pool.base.len() * pool.cas.len()) as u64));
    group.bench_function("all pairs of 450/rapproche", |bench| {
        bench.iter(|| {
            let scores = pool.cas.iter().flat_map(|cas| pool.base.iter().map(|base| scorer.score(base, cas)));
            scores.map(|score| i64::from(score.comparison.score().0)).max()
        });
    });
    group.finish();
}

/// In memory: from two populations to outcomes.
fn assign(criterion: &mut Criterion) {
    let rules = RuleSet::default();
    let mut group = criterion.benchmark_group("reconcile");
    group.sample_size(10).measurement_time(Duration::from_secs(10));
    for (name, size) in SIZES {
        let data = Synth::pool(size, SEED).dataset();
        group.throughput(Throughput::Elements(size as u64));
        group.bench_function(BenchmarkId::new(name, "rapproche"), |bench| {
            bench.iter(|| {
                let result = reconcile(&data.base, &data.cas, &rules, &Options::default(), &());
                assert!(result.links().count() * 10 > size * 9, "nine in ten are linked");
            });
        });
    }
    group.finish();
}

/// From CSV files to all outputs, as the command line does it.
fn end_to_end(criterion: &mut Criterion) {
    let rules = RuleSet::default();
    let mut group = criterion.benchmark_group("end to end");
    group.sample_size(10).measurement_time(Duration::from_secs(10));
    for (name, size) in SIZES {
        let dir = tempfile::tempdir().expect("a directory");
        Synth::pool(size, SEED).write(dir.path()).expect("written");
        group.throughput(Throughput::Elements(size as u64));
        group.bench_function(BenchmarkId::new(name, "rapproche"), |bench| {
            bench.iter(|| reconcile_files(dir.path().into(), &rules));
        });
    }
    group.finish();
}

fn reconcile_files(dir: PathBuf, rules: &RuleSet) {
    let read = |side, name: &str| {
        let input = Input { profile: None, path: dir.join(name) };
        read_population(side, &[input], &ReadOptions::default()).expect("readable")
    };
    let (base, cas) = rayon::join(|| read(Side::Base, "base.csv"), || read(Side::Cas, "cas.csv"));
    let result = reconcile(&base.population, &cas.population, rules, &Options::default(), &());
    let run = Run {
        base: &base.population,
        cas: &cas.population,
        result: &result,
        notices: &cas.notices,
        rejected_rows: &cas.rejected_rows,
        inputs: &[],
        school: None,
        lang: Lang::Fr,
        version: "bench",
        generated_at: "2026-09-01T08:00:00",
    };
    let written = write_all(&run, &dir.join("out"), &|_| ()).expect("written");
    assert_eq!(written.files.len(), 7);
}

criterion_group!(benches, normalise, candidates_and_scores, assign, end_to_end);
criterion_main!(benches);
