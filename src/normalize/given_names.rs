//! Usual given names: how often they are given, and to which sex.
//!
//! Role: tells Louis and Louise, two names, from Louis and Luois, a name and a slip. Input: a folded name, its words
//! written together. Output: [`GivenName`], the births that INSEE counted. Invariant: a name that is not in the table is
//! not known to be a name. Entry point: [`given_name`].
//!
//! The table holds the names with at least 100 births among those of 1960–1992 (the parents' generation) and of
//! 2004–2016 (the pupils'). A rarer name is as likely a typing error of another one.

use std::collections::HashMap;
use std::sync::OnceLock;

use crate::identity::Sex;

/// `NAME;girls;boys;women;men`.
const BIRTHS: &str = include_str!("given_names/births.txt");

/// All births of the period that the pupils were born in, 2004–2016, of names with at least 20.
const PUPILS: f64 = 9_754_993.0;

/// All births of the period that their parents were born in, 1960–1992, of names with at least 20.
const ADULTS: f64 = 26_799_254.0;

/// From this share of one generation on, two in 100,000, a name is likelier to be somebody else's than to be a slip: a slip of a
/// given name of seven letters makes a certain other text once in some 150 times, and one name in 70 has a slip.
const USUAL_FROM: f64 = 2e-5;

/// From this share of its bearers on, a name tells the sex.
const TELLS_SEX: f64 = 0.95;

/// A usual given name with the births that INSEE counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GivenName {
    girls: u32,
    boys: u32,
    women: u32,
    men: u32,
}

impl GivenName {
    /// The share of the pupils' generation that bears the name, 0–1.
    pub fn share_of_pupils(self) -> f64 {
        f64::from(self.girls + self.boys) / PUPILS
    }

    /// The share of the parents' generation that bears the name, 0–1.
    pub fn share_of_adults(self) -> f64 {
        f64::from(self.women + self.men) / ADULTS
    }

    /// Whether the name is frequent enough in one generation to be no slip of another one.
    pub fn is_usual(self) -> bool {
        self.share_of_pupils().max(self.share_of_adults()) >= USUAL_FROM
    }

    /// The share of its bearers who are girls or women, 0–1.
    pub fn female_share(self) -> f64 {
        let female = f64::from(self.girls + self.women);
        female / (female + f64::from(self.boys + self.men))
    }

    /// The sex that the name tells; [`Sex::Unknown`] of a name that both sexes bear, such as Camille or Dominique.
    pub fn sex(self) -> Sex {
        let female = self.female_share();
        if female >= TELLS_SEX {
            Sex::Female
        } else if female <= 1.0 - TELLS_SEX {
            Sex::Male
        } else {
            Sex::Unknown
        }
    }
}

/// The usual given name that `joined`, a folded name with its words written together, is; `None` for any other text.
///
/// ```
/// use rapproche::identity::Sex;
/// use rapproche::normalize::given_name;
/// assert_eq!(given_name("MICHELE").unwrap().sex(), Sex::Female);
/// assert_eq!(given_name("CLAUDE").unwrap().sex(), Sex::Unknown);
/// assert!(given_name("LUOIS").is_none());
/// ```
pub fn given_name(joined: &str) -> Option<GivenName> {
    static NAMES: OnceLock<HashMap<&str, GivenName, foldhash::fast::FixedState>> = OnceLock::new();
    let names = NAMES.get_or_init(|| BIRTHS.lines().filter_map(parse).collect());
    names.get(joined).copied()
}

fn parse(line: &str) -> Option<(&str, GivenName)> {
    let mut cells = line.split(';');
    let name = cells.next()?;
    let mut births = || cells.next()?.parse().ok();
    Some((name, GivenName { girls: births()?, boys: births()?, women: births()?, men: births()? }))
}

/// Whether `joined`, a folded name with its words written together, is a usual given name.
///
/// ```
/// use rapproche::normalize::is_given_name;
/// assert!(is_given_name("LOUISE") && is_given_name("JEANBAPTISTE"));
/// assert!(!is_given_name("LUOIS"));
/// ```
pub fn is_given_name(joined: &str) -> bool {
    given_name(joined).is_some_and(GivenName::is_usual)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_of_the_table_is_read() {
        assert!(BIRTHS.lines().all(|line| parse(line).is_some()));
        assert!(BIRTHS.lines().count() > 7_000);
    }

    #[test]
    fn generations_have_names_of_their_own() {
        let [isabelle, lucas] = ["ISABELLE", "LUCAS"].map(|name| given_name(name).unwrap());
        assert!(isabelle.share_of_adults() > 0.01 && isabelle.share_of_pupils() < 1e-3);
        assert!(lucas.share_of_pupils() > 0.008 && lucas.share_of_adults() < 1e-3);
        assert_eq!(lucas.sex(), Sex::Male);
    }
}
