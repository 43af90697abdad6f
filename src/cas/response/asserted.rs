//! Who somebody is, as the server asserts it: the fields that models in identity mode compare.
//!
//! Input: a [`Validated`] and the names of the attributes, as the applied model has them. Output: names, date and
//! postcode in the vocabulary of the matching. Invariants: an attribute that decides (names, birth date) and has two
//! different values is an error; one that is only evidence (postcode, sex, birth name) is then left out and told in
//! [`AssertedIdentity::unused`], since leaving evidence out never makes a link.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::attributes::Attributes;
use super::error::ResponseError;
use super::validated::Validated;
use crate::formats::sex_of;
use crate::identity::{BirthDate, Postcode, Sex};
use crate::normalize::{DateProblem, fold, parse_birth_date, parse_postcode};

/// Birth name where the family name is the usage name.
const BIRTH_FAMILY: &[&str] = &["ENTPersonNomPatro", "nomPatronymique", "birthName"];
/// Further given names.
const OTHER_GIVEN: &[&str] = &["ENTPersonAutresPrenoms"];
/// `M` or `F`.
const SEX: &[&str] = &["ENTPersonSexe", "sexe", "gender"];
/// Schools by their UAI, formerly RNE; the value of some holds further fields (`0350001A$UAJ$PU$…`).
const SCHOOLS: &[&str] = &[
    "ENTPersonStructRattachUAI",
    "ENTPersonStructRattachRNE",
    "ENTStructureUAI",
    "FrEduRne",
    "UAI",
    "codeUAI",
    "RNE",
    "codeRNE",
];

/// The names of the attributes that a model in identity mode reads. [`Default`] is the usual directory schema.
///
/// Where a field has its default name and no such attribute is sent, the names that other servers use for it are
/// tried: `nom`, `lastName` and so on. A name that a model chose itself has no substitutes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct AttributeNames {
    /// Family name: `sn`, else `nom` or `lastName`.
    pub family: String,
    /// Given name: `givenName`, else `prenom` or `firstName`.
    pub given: String,
    /// Birth date: `ENTPersonDateNaissance`, else `dateNaissance` or `birthDate`.
    pub birth_date: String,
    /// Profiles: `ENTPersonProfils`, else `categories` or `profile`.
    pub profiles: String,
    /// Postcode: `ENTPersonCodePostal`, else `codePostal`.
    pub postcode: String,
}

impl Default for AttributeNames {
    fn default() -> Self {
        let [family, given, birth_date, profiles, postcode] = SYNONYMS.map(|names| names[0].to_owned());
        Self { family, given, birth_date, profiles, postcode }
    }
}

/// Per field of [`AttributeNames`], in order: its default name, then those of other servers.
const SYNONYMS: [&[&str]; 5] = [
    &["sn", "nom", "lastName"],
    &["givenName", "prenom", "firstName"],
    &["ENTPersonDateNaissance", "dateNaissance", "birthDate"],
    &["ENTPersonProfils", "categories", "profile"],
    &["ENTPersonCodePostal", "codePostal"],
];

/// What the server asserts about somebody. `Debug` shows no value.
#[derive(Clone, PartialEq, Eq)]
pub struct AssertedIdentity {
    /// Family name as sent; empty when none is.
    pub family: String,
    /// Given name in use as sent; empty when none is.
    pub given: String,
    /// Birth name, where it differs from the family name; empty otherwise.
    pub birth_family: String,
    /// Further given names, separated by spaces; empty when none is sent.
    pub other_given: String,
    /// Birth date, [`BirthDate::MISSING`] when none is sent, or why the value sent is none.
    pub birth_date: Result<BirthDate, DateProblem>,
    /// Values of the profile attribute, lists split.
    pub profile_values: Vec<String>,
    /// Postcode, or [`Postcode::MISSING`].
    pub postcode: Postcode,
    /// Sex, where told.
    pub sex: Sex,
    /// UAI codes, upper case; empty when no school is sent. A value without a code stands as it is: it equals no
    /// school, so that whoever is sent with it is held to be of another one rather than of any.
    pub schools: Vec<String>,
    /// What was sent and is of no use.
    pub unused: Vec<Unused>,
}

/// An attribute that was sent and could not be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unused {
    /// Its usual or configured name.
    pub attribute: String,
    /// Why.
    pub why: WhyUnused,
}

/// Why an attribute is of no use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WhyUnused {
    /// Several different values, of which one at most is right.
    SeveralValues,
    /// No value of the expected form.
    Unreadable,
}

/// Takes the identity out of a reply.
///
/// Values that differ only in what names and dates are compared without (case, accents, separators; the form of a
/// date) count as one, and the first is kept.
///
/// # Errors
/// [`ResponseError::Ambiguous`] when family name, given name or birth date have two different values.
pub fn asserted_identity(person: &Validated, names: &AttributeNames) -> Result<AssertedIdentity, ResponseError> {
    let sent = &person.attributes;
    let configured = [&names.family, &names.given, &names.birth_date, &names.profiles, &names.postcode];
    let [family, given, birth_date, profiles, postcode] =
        std::array::from_fn(|field| values_or_synonyms(sent, configured[field], SYNONYMS[field]));
    let mut unused = Vec::new();

    let family = one_name(&family, &names.family)?;
    let given = one_name(&given, &names.given)?;
    // Several given names with commas are the one in use and the others.
    let (given, further) = given.split_once(',').unwrap_or((given, ""));
    let birth_date = one(birth_date.iter().map(|value| parse_birth_date(value)), Ok(BirthDate::MISSING))
        .ok_or_else(|| ResponseError::Ambiguous { attribute: names.birth_date.clone() })?;

    let birth_family = evidence(&values_of_all(sent, BIRTH_FAMILY), BIRTH_FAMILY[0], "", &mut unused, Some);
    let birth_family = if fold(birth_family) == fold(family) { "" } else { birth_family };
    let other_given = values_of_all(sent, OTHER_GIVEN).join(" ");
    let other_given = if other_given.is_empty() { further.trim().to_owned() } else { other_given.replace(';', " ") };
    let sex = evidence(&values_of_all(sent, SEX), SEX[0], Sex::Unknown, &mut unused, |value| {
        Some(sex_of(value)).filter(|sex| *sex != Sex::Unknown)
    });
    let postcode = evidence(&postcode, &names.postcode, Postcode::MISSING, &mut unused, |value| {
        parse_postcode(value).ok().filter(|code| !code.is_missing())
    });
    let schools = schools(&values_of_all(sent, SCHOOLS), &mut unused);

    Ok(AssertedIdentity {
        family: family.to_owned(),
        given: given.trim().to_owned(),
        birth_family: birth_family.to_owned(),
        other_given,
        birth_date,
        profile_values: split_lists(&profiles),
        postcode,
        sex,
        schools,
        unused,
    })
}

/// The schools that the server asserts, as in [`AssertedIdentity::schools`], whatever else the reply says.
pub fn asserted_schools(person: &Validated) -> Vec<String> {
    schools(&values_of_all(&person.attributes, SCHOOLS), &mut Vec::new())
}

/// The values of an attribute, or of its synonyms where it has its default name and is not sent.
fn values_or_synonyms<'a>(sent: &'a Attributes, name: &str, synonyms: &[&str]) -> Vec<&'a str> {
    let own: Vec<&str> = sent.raw(name).collect();
    if own.is_empty() && synonyms[0].eq_ignore_ascii_case(name) { values_of_all(sent, &synonyms[1..]) } else { own }
}

/// The values of all these attributes together, so that a conflict between two of them shows.
fn values_of_all<'a>(sent: &'a Attributes, names: &[&str]) -> Vec<&'a str> {
    names.iter().flat_map(|name| sent.raw(name)).collect()
}

/// The one name among `values`, empty if there is none.
fn one_name<'a>(values: &[&'a str], attribute: &str) -> Result<&'a str, ResponseError> {
    let Some((&first, others)) = values.split_first() else { return Ok("") };
    if others.is_empty() || others.iter().map(|other| fold(other)).all(|other| other == fold(first)) {
        Ok(first)
    } else {
        Err(ResponseError::Ambiguous { attribute: attribute.to_owned() })
    }
}

/// The one value among `values`, `none` if there is none; `None` if there are two.
fn one<T: PartialEq>(mut values: impl Iterator<Item = T>, none: T) -> Option<T> {
    let Some(first) = values.next() else { return Some(none) };
    values.all(|other| other == first).then_some(first)
}

/// The one readable value of an attribute that is only evidence; otherwise `none`, and why.
fn evidence<'a, T: PartialEq + Copy>(
    values: &[&'a str],
    attribute: &str,
    none: T,
    unused: &mut Vec<Unused>,
    read: impl Fn(&'a str) -> Option<T>,
) -> T {
    let readable: Vec<T> = values.iter().copied().filter_map(read).collect();
    let why = match one(readable.iter().copied(), none) {
        None => WhyUnused::SeveralValues,
        Some(_) if readable.is_empty() && !values.is_empty() => WhyUnused::Unreadable,
        Some(value) => return value,
    };
    unused.push(Unused { attribute: attribute.to_owned(), why });
    none
}

fn split_lists(values: &[&str]) -> Vec<String> {
    let mut parts: Vec<String> = Vec::new();
    for part in values.iter().flat_map(|value| value.split(';')).map(str::trim).filter(|part| !part.is_empty()) {
        if !parts.iter().any(|known| known == part) {
            parts.push(part.to_owned());
        }
    }
    parts
}

/// The codes in all the values, each once.
fn schools(values: &[&str], unused: &mut Vec<Unused>) -> Vec<String> {
    let mut schools: Vec<String> = Vec::new();
    for value in values {
        let mut codes: Vec<String> = uai_codes(value).collect();
        if codes.is_empty() {
            unused.push(Unused { attribute: SCHOOLS[0].to_owned(), why: WhyUnused::Unreadable });
            codes.push(value.to_uppercase());
        }
        for code in codes {
            if !schools.contains(&code) {
                schools.push(code);
            }
        }
    }
    schools
}

/// The codes in a value: runs of letters and digits that are seven digits and a letter, whatever stands between.
fn uai_codes(value: &str) -> impl Iterator<Item = String> {
    value.split(|c: char| !c.is_ascii_alphanumeric()).filter_map(|run| {
        let (digits, letter) = run.split_at_checked(7)?;
        let is_code = digits.bytes().all(|byte| byte.is_ascii_digit())
            && letter.len() == 1
            && letter.bytes().all(|byte| byte.is_ascii_alphabetic());
        is_code.then(|| run.to_ascii_uppercase())
    })
}

impl fmt::Debug for AssertedIdentity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AssertedIdentity")
            .field("has_family", &!self.family.is_empty())
            .field("has_given", &!self.given.is_empty())
            .field("has_birth_date", &self.birth_date.as_ref().map(|date| !date.is_missing()))
            .field("profile_values", &self.profile_values)
            .field("has_postcode", &!self.postcode.is_missing())
            .field("schools", &self.schools)
            .field("unused", &self.unused)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::super::limits::Limits;
    use super::*;

    fn read_with(pairs: &[(&str, &str)], names: &AttributeNames) -> Result<AssertedIdentity, ResponseError> {
        let mut person = Validated::default();
        for (name, value) in pairs {
            person.attributes.add(name, value, &Limits::default()).unwrap();
        }
        asserted_identity(&person, names)
    }

    fn read(pairs: &[(&str, &str)]) -> AssertedIdentity {
        read_with(pairs, &AttributeNames::default()).unwrap()
    }

    fn ambiguous(attribute: &str) -> Result<AssertedIdentity, ResponseError> {
        Err(ResponseError::Ambiguous { attribute: attribute.into() })
    }

    #[test]
    fn reads_a_whole_identity() {
        let person = read(&[
            ("sn", "MARTIN-DURAND"),
            ("givenName", "Zoé, Anne"),
            ("ENTPersonNomPatro", "MARTIN"),
            ("ENTPersonDateNaissance", "04/03/2012"),
            ("ENTPersonProfils", "National_3;National_2"),
            ("ENTPersonProfils", "National_3"),
            ("ENTPersonCodePostal", "12 rue des Lilas 35000 RENNES"),
            ("ENTPersonSexe", "F"),
            ("FrEduRne", "0350030t$UAJ$PU$N$T3$LYC$340"),
            ("UAI", "0350031U;0350030T"),
        ]);
        assert_eq!((&*person.family, &*person.given, &*person.other_given), ("MARTIN-DURAND", "Zoé", "Anne"));
        assert_eq!(person.birth_family, "MARTIN");
        assert_eq!(person.birth_date, Ok(BirthDate::new(2012, 3, 4).unwrap()));
        assert_eq!(person.profile_values, ["National_3", "National_2"]);
        assert_eq!((person.postcode, person.sex), (Postcode::french(35_000), Sex::Female));
        assert_eq!(person.schools, ["0350030T", "0350031U"]);
        assert_eq!(person.unused, []);
        assert!(!format!("{person:?}").contains("MARTIN"));
    }

    #[test]
    fn default_names_have_synonyms_and_chosen_ones_none() {
        let sent = [("nom", "MARTIN"), ("prenom", "Zoé"), ("birthDate", "2012-03-04"), ("categories", "National_1")];
        let person = read(&sent);
        assert_eq!((&*person.family, &*person.given), ("MARTIN", "Zoé"));
        assert_eq!(person.birth_date, Ok(BirthDate::new(2012, 3, 4).unwrap()));
        assert_eq!(person.profile_values, ["National_1"]);
        let names = AttributeNames { family: "usageName".into(), ..AttributeNames::default() };
        assert_eq!(read_with(&sent, &names).unwrap().family, "");
        let renamed = [("usageName", "DURAND"), ("nom", "MARTIN")];
        assert_eq!(read_with(&renamed, &names).unwrap().family, "DURAND");
    }

    #[test]
    fn two_different_values_are_never_one() {
        let names = AttributeNames::default();
        assert_eq!(read_with(&[("sn", "MARTIN"), ("sn", "DURAND")], &names), ambiguous("sn"));
        assert_eq!(read_with(&[("nom", "MARTIN"), ("lastName", "DURAND")], &names), ambiguous("sn"));
        assert_eq!(read_with(&[("givenName", "Léa"), ("givenName", "Zoé")], &names), ambiguous("givenName"));
        let dates = [("ENTPersonDateNaissance", "04/03/2012"), ("ENTPersonDateNaissance", "03/04/2012")];
        assert_eq!(read_with(&dates, &names), ambiguous("ENTPersonDateNaissance"));
        let same = read(&[
            ("sn", "Lévêque"),
            ("sn", "LEVEQUE"),
            ("ENTPersonDateNaissance", "04/03/2012"),
            ("ENTPersonDateNaissance", "2012-03-04"),
        ]);
        assert_eq!(same.family, "Lévêque");
        assert_eq!(same.birth_date, Ok(BirthDate::new(2012, 3, 4).unwrap()));
    }

    #[test]
    fn evidence_that_says_two_things_is_left_out_and_told() {
        let person = read(&[
            ("sn", "MARTIN"),
            ("ENTPersonNomPatro", "Martin"),
            ("ENTPersonCodePostal", "35000"),
            ("ENTPersonCodePostal", "44000"),
            ("ENTPersonSexe", "?"),
            ("UAI", "Lycée"),
            ("RNE", "0350030T"),
        ]);
        assert_eq!(person.schools, ["LYCÉE", "0350030T"]);
        assert_eq!((person.postcode, person.sex), (Postcode::MISSING, Sex::Unknown));
        assert_eq!(person.birth_family, "");
        let unused: Vec<_> = person.unused.iter().map(|unused| (&*unused.attribute, unused.why)).collect();
        assert_eq!(
            unused,
            [
                ("ENTPersonSexe", WhyUnused::Unreadable),
                ("ENTPersonCodePostal", WhyUnused::SeveralValues),
                ("ENTPersonStructRattachUAI", WhyUnused::Unreadable)
            ]
        );
    }

    #[test]
    fn what_is_not_sent_is_missing_and_a_bad_date_is_told() {
        let nobody = read(&[]);
        assert_eq!((&*nobody.family, &nobody.birth_date), ("", &Ok(BirthDate::MISSING)));
        assert!(nobody.profile_values.is_empty() && nobody.unused.is_empty());
        let problem = read(&[("ENTPersonDateNaissance", "04/03/12")]).birth_date.unwrap_err();
        assert!(matches!(problem, DateProblem::TwoDigitYear(_)));
    }
}
