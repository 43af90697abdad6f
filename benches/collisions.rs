//! How many unlike names a coarse form merges: the measurements quoted in the docs of `romanise` and
//! `phonetic`.
//!
//! `cargo bench --bench collisions -- LIST…`, each list either a CSV `sex,name,births` or one name a line, such as INSEE
//! publishes. Without a list it measures the embedded family names.

use std::collections::BTreeMap;

use rapproche::evaluation::synth::Synth;
use rapproche::normalize::{fold, joined, phonetic, romanised};

/// Joined names with their weights.
fn read(path: &str) -> BTreeMap<String, f64> {
    let text = std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{path}: {error}"));
    weigh(&text)
}

fn weigh(text: &str) -> BTreeMap<String, f64> {
    let mut names = BTreeMap::new();
    for line in text.lines().filter(|line| *line != "sex,name,births") {
        let mut cells = line.split(',');
        let (name, weight) = match (cells.next(), cells.next(), cells.next()) {
            (Some(_), Some(name), Some(births)) => (name, births.parse().unwrap_or(1.0)),
            (Some(name), ..) => (name, 1.0),
            _ => continue,
        };
        *names.entry(joined(&fold(name))).or_insert(0.0) += weight;
    }
    names
}

/// What `form` merges in one list.
struct Collisions {
    /// Probability that two people drawn at random have the same name.
    equal: f64,
    /// Probability that they have different names with the same code.
    merged: f64,
    /// Share of the people whose code another name has too.
    shared: f64,
    names: usize,
    codes: usize,
    /// The pairs of names that contribute most to `merged`.
    worst: Vec<(f64, String, String)>,
}

fn measure(names: &BTreeMap<String, f64>, form: fn(&str) -> String) -> Collisions {
    let total: f64 = names.values().sum();
    let mut groups: BTreeMap<String, Vec<(&str, f64)>> = BTreeMap::new();
    for (name, weight) in names {
        groups.entry(form(name)).or_default().push((name, weight / total));
    }
    let mut found =
        Collisions { equal: 0.0, merged: 0.0, shared: 0.0, names: names.len(), codes: groups.len(), worst: Vec::new() };
    for group in groups.values() {
        let sum: f64 = group.iter().map(|(_, share)| share).sum();
        let squares: f64 = group.iter().map(|(_, share)| share * share).sum();
        found.equal += squares;
        found.merged += sum * sum - squares;
        found.shared += if group.len() > 1 { sum } else { 0.0 };
        for (index, (a, p)) in group.iter().enumerate() {
            found.worst.extend(group[..index].iter().map(|(b, q)| (2.0 * p * q, (*a).to_owned(), (*b).to_owned())));
        }
    }
    found.worst.sort_by(|a, b| b.0.total_cmp(&a.0));
    found.worst.truncate(60);
    found
}

fn main() {
    let lists: Vec<String> = std::env::args().skip(1).filter(|argument| !argument.starts_with('-')).collect();
    for path in &lists {
        report(path, &read(path));
    }
    if lists.is_empty() {
        let data = Synth::pool(100_000, 1).dataset();
        let families: Vec<&str> = data.base.people().map(|person| person.family()).collect();
        report("made-up family names", &weigh(&families.join("\n")));
    }
}

fn report(list: &str, names: &BTreeMap<String, f64>) {
    for (label, form) in [("romanised", romanised as fn(&str) -> String), ("phonetic", phonetic)] {
        let found = measure(names, form);
        println!(
            "{list} {label}: {} names, {} codes; equal {:.3e}, merged {:.3e} ({:.1} %), people sharing a code {:.1} %",
            found.names,
            found.codes,
            found.equal,
            found.merged,
            100.0 * found.merged / found.equal,
            100.0 * found.shared,
        );
        let worst: Vec<_> = found.worst.iter().map(|(_, a, b)| format!("{a}/{b}")).collect();
        println!("  {}", worst.join(" "));
    }
}
