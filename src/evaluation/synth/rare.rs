//! Rare family names, made up: most people bear one, and no short table holds them.
//!
//! Input: the frequent names. Output: for each rank a name that looks French and is the same each time. The names come
//! from a chain over letters: each letter follows the three before it as often as it does in the frequent names. 5.9 %
//! have a particle or another separator, as in INSEE's list of 218,982 names.

use super::random::{Random, split_mix};

/// Letters, and 0 for «outside the name».
const SYMBOLS: usize = 27;
const CONTEXTS: usize = SYMBOLS * SYMBOLS * SYMBOLS;

/// Beginnings of the names with a separator, in about their order of frequency.
const PARTICLES: [&str; 14] =
    ["LE ", "DE ", "BEN ", "VAN ", "DE LA ", "D'", "EL ", "DU ", "SAINT-", "AIT ", "DOS ", "VAN DER ", "DI ", "AL "];

/// A chain of letters learnt from names.
#[derive(Debug, Clone)]
pub(super) struct RareNames {
    /// Start of each context's run in `followers`.
    starts: Vec<u32>,
    /// The symbols that follow each context, as often as they do.
    followers: Vec<u8>,
}

impl RareNames {
    /// Learns from names in capitals; those with anything but A–Z are left out.
    pub(super) fn learn<'a>(names: impl Iterator<Item = &'a str> + Clone) -> Self {
        let plain = names.filter(|name| name.bytes().all(|byte| byte.is_ascii_uppercase()));
        let mut starts = vec![0_u32; CONTEXTS + 1];
        for name in plain.clone() {
            transitions(name, |context, _| starts[context + 1] += 1);
        }
        for context in 0..CONTEXTS {
            starts[context + 1] += starts[context];
        }
        let mut next = starts.clone();
        let mut followers = vec![0; starts[CONTEXTS] as usize];
        for name in plain {
            transitions(name, |context, symbol| {
                followers[next[context] as usize] = symbol;
                next[context] += 1;
            });
        }
        Self { starts, followers }
    }

    /// The name of a rank.
    pub(super) fn name(&self, rank: u64) -> String {
        let mut random = Random::new(0x7261_7265, rank);
        let mut name = String::new();
        if random.chance(0.059) {
            name.push_str(random.pick::<&str>(&PARTICLES));
        }
        let start = name.len();
        // Chains of a bad length are few; after some tries the last one stands, cut to size.
        for _ in 0..20 {
            name.truncate(start);
            self.chain(&mut name, &mut random);
            if (4..=12).contains(&(name.len() - start)) {
                break;
            }
        }
        if name.len() == start {
            // Only an empty table leads here; the rank still has to have a name of its own.
            let mut state = rank;
            name.extend(split_mix(&mut state).to_le_bytes().map(|byte| char::from(b'A' + byte % 26)));
        }
        name
    }

    fn chain(&self, name: &mut String, random: &mut Random) {
        let mut context = 0;
        for _ in 0..14 {
            let run = &self.followers[self.starts[context] as usize..self.starts[context + 1] as usize];
            if run.is_empty() {
                return;
            }
            let symbol = *random.pick(run);
            if symbol == 0 {
                return;
            }
            name.push(char::from(b'A' + symbol - 1));
            context = (context * SYMBOLS + usize::from(symbol)) % CONTEXTS;
        }
    }
}

/// Each symbol of a name with the three before it, its end included.
fn transitions(name: &str, mut each: impl FnMut(usize, u8)) {
    let mut context = 0;
    for symbol in name.bytes().map(|byte| byte - b'A' + 1).chain([0]) {
        each(context, symbol);
        context = (context * SYMBOLS + usize::from(symbol)) % CONTEXTS;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_stable_and_follow_what_was_learnt() {
        let names = RareNames::learn(["MARTIN", "MARTINET", "BERNARDIN", "DE LA TOUR"].into_iter());
        assert_eq!(names.name(9_000), names.name(9_000));
        // Every three letters of a made-up name occur in the names learnt from.
        let made = (0..50).map(|rank| names.name(rank)).find(|name| !name.contains([' ', '\'', '-'])).unwrap();
        for three in made.as_bytes().windows(3) {
            let three = std::str::from_utf8(three).unwrap();
            assert!(["MARTIN", "MARTINET", "BERNARDIN"].iter().any(|name| name.contains(three)), "{made}");
        }
    }
}
