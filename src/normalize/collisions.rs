//! How many unlike names a coarse form merges: the measurements quoted in the docs of `romanise` and
//! `phonetic`.
//!
//! The name lists are not part of the project. To measure again, point `NAME_LISTS` at files separated
//! by `:`, each either a CSV `sex,name,births` or one name a line, and run
//! `NAME_LISTS=… cargo test --lib collisions -- --ignored --nocapture`.

use std::collections::BTreeMap;

use super::{fold, joined, phonetic, romanised};

/// Joined names with their weights.
fn read(path: &str) -> BTreeMap<String, f64> {
    let text = std::fs::read_to_string(path).unwrap();
    let mut names = BTreeMap::new();
    for line in text.lines().filter(|line| *line != "sex,name,births") {
        let mut cells = line.split(',');
        let (name, weight) = match (cells.next(), cells.next(), cells.next()) {
            (Some(_), Some(name), Some(births)) => (name, births.parse().unwrap()),
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

#[test]
#[ignore = "needs INSEE's name lists, see the module"]
fn collisions_stay_rare() {
    for path in std::env::var("NAME_LISTS").unwrap().split(':') {
        let names = read(path);
        for (label, form, limit) in [("romanised", romanised as fn(&str) -> String, 0.5), ("phonetic", phonetic, 2.0)] {
            let found = measure(&names, form);
            println!(
                "{path} {label}: {} names, {} codes; equal {:.3e}, merged {:.3e} ({:.1} %), people sharing a code {:.1} %",
                found.names,
                found.codes,
                found.equal,
                found.merged,
                100.0 * found.merged / found.equal,
                100.0 * found.shared,
            );
            let worst: Vec<_> = found.worst.iter().map(|(_, a, b)| format!("{a}/{b}")).collect();
            println!("  {}", worst.join(" "));
            assert!(found.merged < limit * found.equal, "{label} merges too many people");
        }
    }
}
