//! Pairs of usual given names that are alike, drawn from the tables.
//!
//! Input: the tables. Output: pairs such as Lina and Lena, Michel and Michèle, Jean-Paul and Jean-Pierre. Invariant: both names are
//! usual ones, and no spellings of each other: their letters differ.

use crate::evaluation::synth::decidable::plain_key;
use crate::evaluation::synth::names::{Cohort, NameTables};
use crate::evaluation::synth::random::Random;
use crate::identity::Sex;

/// The most frequent names of a table that count as usual.
const USUAL: usize = 400;
/// The fewest letters of a name that may have an alike one.
const SHORTEST: usize = 3;
/// Letters that two given names of a couple begin with in common, where more than one letter differs: Frédéric, Frédérique.
const COMMON_START: usize = 5;
/// Compound names that few tables hold and many schools do.
const COMPOUNDS: [&str; 6] =
    ["Mohamed-Amine", "Mohamed-Rayan", "Mohamed-Ali", "Mohamed-Yacine", "Mohamed-Iyad", "Mohamed-Lamine"];

/// Two given names with their sexes.
pub(super) type Pair = [(String, Sex); 2];

/// Pairs of given names.
pub(super) struct AlikeNames {
    pairs: Vec<Pair>,
    cumulated: Vec<u64>,
    compounds: Vec<Pair>,
}

struct Usual<'a> {
    name: &'a str,
    key: Vec<char>,
    sex: Sex,
    births: u64,
}

impl AlikeNames {
    /// Pairs for twins: names one letter apart, and compound names that share the first part.
    pub(super) fn of_twins(tables: &NameTables) -> Self {
        let usual = usual(tables, Cohort::Pupils, &[Sex::Female, Sex::Male]);
        let mut found = Self { pairs: Vec::new(), cumulated: Vec::new(), compounds: Vec::new() };
        for (position, first) in usual.iter().enumerate() {
            for second in &usual[position + 1..] {
                if first.name != second.name && is_one_letter_apart(&first.key, &second.key) {
                    found.push(first, second);
                }
            }
        }
        let mut compounds: Vec<(&str, Sex)> = COMPOUNDS.iter().map(|&name| (name, Sex::Male)).collect();
        for cohort in [Cohort::Pupils, Cohort::Adults] {
            for sex in [Sex::Female, Sex::Male] {
                let listed = tables.usual_given(cohort, sex, usize::MAX).map(|(name, _)| (name, sex));
                compounds.extend(listed.filter(|(name, _)| name.contains('-')));
            }
        }
        for (position, &(first, sex)) in compounds.iter().enumerate() {
            for &(second, other_sex) in &compounds[position + 1..] {
                if first != second && first.split('-').next() == second.split('-').next() {
                    found.compounds.push([(first.to_owned(), sex), (second.to_owned(), other_sex)]);
                }
            }
        }
        found
    }

    /// Pairs for couples: a man's and a woman's name that are one letter apart or begin alike.
    pub(super) fn of_couples(tables: &NameTables) -> Self {
        let men = usual(tables, Cohort::Adults, &[Sex::Male]);
        let women = usual(tables, Cohort::Adults, &[Sex::Female]);
        let mut found = Self { pairs: Vec::new(), cumulated: Vec::new(), compounds: Vec::new() };
        for man in &men {
            for woman in &women {
                if is_one_letter_apart(&man.key, &woman.key) || begins_alike(&man.key, &woman.key) {
                    found.push(man, woman);
                }
            }
        }
        found
    }

    fn push(&mut self, first: &Usual<'_>, second: &Usual<'_>) {
        let births = self.cumulated.last().copied().unwrap_or(0) + first.births.min(second.births);
        self.cumulated.push(births);
        self.pairs.push([(first.name.to_owned(), first.sex), (second.name.to_owned(), second.sex)]);
    }

    /// A pair, in proportion to the rarer of its names; a quarter of the twins' pairs are compound. `None` where the tables have none.
    pub(super) fn draw(&self, random: &mut Random) -> Option<&Pair> {
        if !self.compounds.is_empty() && random.chance(0.25) {
            return Some(random.pick(&self.compounds));
        }
        let position = random.below(*self.cumulated.last()? as usize) as u64;
        self.pairs.get(self.cumulated.partition_point(|&end| end <= position))
    }
}

fn usual<'a>(tables: &'a NameTables, cohort: Cohort, sexes: &[Sex]) -> Vec<Usual<'a>> {
    let mut found = Vec::new();
    for &sex in sexes {
        for (name, births) in tables.usual_given(cohort, sex, USUAL) {
            let key: Vec<char> = plain_key(name).chars().collect();
            if key.len() >= SHORTEST {
                found.push(Usual { name, key, sex, births });
            }
        }
    }
    found
}

/// Whether one letter is replaced, added, or swapped with its neighbour.
fn is_one_letter_apart(first: &[char], second: &[char]) -> bool {
    let (short, long) = if first.len() <= second.len() { (first, second) } else { (second, first) };
    if short == long || long.len() - short.len() > 1 {
        return false;
    }
    let start = short.iter().zip(long).take_while(|(a, b)| a == b).count();
    let (rest, other) = (&short[start..], &long[start..]);
    if short.len() < long.len() {
        return rest == &other[1..];
    }
    rest[1..] == other[1..] || (rest.len() > 1 && rest[0] == other[1] && rest[1] == other[0] && rest[2..] == other[2..])
}

fn begins_alike(first: &[char], second: &[char]) -> bool {
    let start = first.iter().zip(second).take_while(|(a, b)| a == b).count();
    let (short, long) = (first.len().min(second.len()), first.len().max(second.len()));
    (start == short && long - short <= 2 && long > short)
        || (start >= COMMON_START && long - start <= 3 && first != second)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn has(names: &AlikeNames, first: &str, second: &str) -> bool {
        let all = names.pairs.iter().chain(&names.compounds);
        let mut listed = all.map(|[(a, _), (b, _)]| (a.as_str(), b.as_str()));
        listed.any(|pair| pair == (first, second) || pair == (second, first))
    }

    #[test]
    fn usual_names_have_alike_ones() {
        let tables = NameTables::embedded();
        let (twins, couples) = (AlikeNames::of_twins(&tables), AlikeNames::of_couples(&tables));
        for (first, second) in
            [("Lina", "Lena"), ("Louis", "Louise"), ("Mohamed-Amine", "Mohamed-Rayan"), ("Jean-Paul", "Jean-Pierre")]
        {
            assert!(has(&twins, first, second), "{first} {second}");
        }
        for (first, second) in
            [("Michel", "Michèle"), ("Stéphane", "Stéphanie"), ("Frédéric", "Frédérique"), ("Karim", "Karima")]
        {
            assert!(has(&couples, first, second), "{first} {second}");
        }
        assert!(!has(&twins, "Lina", "Louise") && !has(&couples, "Michel", "Isabelle"));
        assert!(twins.pairs.len() > 100 && couples.pairs.len() > 50, "{} {}", twins.pairs.len(), couples.pairs.len());
        for [(first, _), (second, _)] in twins.pairs.iter().chain(&couples.pairs) {
            assert_ne!(plain_key(first), plain_key(second));
        }
    }
}
