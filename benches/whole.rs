//! scratch
use rapproche::evaluation::synth::Synth;
use rapproche::formats::*;
use rapproche::identity::*;
use rapproche::matching::RuleSet;
use rapproche::reconcile::{Options, reconcile};
use std::time::Instant;
fn main() {
    let args: Vec<String> = std::env::args().collect();
    let n: usize = args.get(1).and_then(|a| a.parse().ok()).unwrap_or(100_000);
    let dir = std::env::temp_dir().join(format!("rapproche-pool-{n}"));
    if !dir.join("base.csv").exists() {
        Synth::pool(n, 7).write_csv(&dir).unwrap();
    }
    let t = Instant::now();
    let read = |side, name: &str| read_population(side, &[name_input(&dir, name)], &ReadOptions::default()).unwrap();
    let (b, c) = rayon::join(|| read(Side::Base, "base.csv"), || read(Side::Cas, "cas.csv"));
    eprintln!("read {:?}", t.elapsed());
    let t1 = Instant::now();
    let rules = RuleSet::default();
    let r = reconcile(&b.population, &c.population, &rules, &Options::default(), &());
    eprintln!("reconcile {:?} links {} expected wrong {}", t1.elapsed(), r.links().count(), r.expected_wrong_links());
    let t2 = Instant::now();
    let notices: Vec<_> = b.notices.iter().chain(&c.notices).cloned().collect();
    let run = rapproche::report::Run {
        base: &b.population,
        cas: &c.population,
        result: &r,
        rejected_rows: &[],
        notices: &notices,
        inputs: &[],
        school: None,
        lang: Lang::Fr,
        version: "0",
        generated_at: "x",
    };
    rapproche::report::write_all(&run, &dir.join("out"), &|_| {}).unwrap();
    eprintln!("write {:?}; total {:?}", t2.elapsed(), t.elapsed());
}
fn name_input(dir: &std::path::Path, name: &str) -> Input {
    Input { profile: None, path: dir.join(name) }
}
