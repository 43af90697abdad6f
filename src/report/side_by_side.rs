//! One CAS identity beside one user of the base, field by field: what every explanation shows.

use crate::identity::{Lang, Person, Postcode};
use crate::matching::{Comparison, Field, FieldComparison, Level, Weight};
use crate::reconcile::Candidate;

use super::words;

/// A value as it stands in the input.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Value {
    /// The value in use.
    pub(crate) main: String,
    /// Another recorded one: birth name, further given names. Empty if none.
    pub(crate) also: String,
}

impl Value {
    fn new(main: &str, also: &str) -> Self {
        let also = if also == main { "" } else { also };
        Self { main: main.to_owned(), also: also.to_owned() }
    }

    fn is_empty(&self) -> bool {
        self.main.is_empty() && self.also.is_empty()
    }

    /// `DUPONT (MARTIN)`.
    pub(crate) fn to_text(&self) -> String {
        match (self.main.as_str(), self.also.as_str()) {
            (main, "") => main.to_owned(),
            ("", also) => format!("({also})"),
            (main, also) => format!("{main} ({also})"),
        }
    }
}

/// One line of an explanation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct FieldLine {
    pub(crate) field: Field,
    pub(crate) cas: Value,
    pub(crate) base: Value,
    pub(crate) level: Level,
    pub(crate) weight: Weight,
}

impl FieldLine {
    /// Whether the line tells nothing: neither side says anything, and the sum does not need it.
    pub(crate) fn is_silent(&self) -> bool {
        let nothing_said = match self.field {
            Field::NameOrder => self.level == Level::Exact,
            _ => self.cas.is_empty() && self.base.is_empty(),
        };
        nothing_said && self.weight == Weight::ZERO
    }
}

/// All fields, in the order of [`Field::ALL`]. Where the names stand exchanged, the base's are shown exchanged too:
/// beside what they were compared with.
pub(crate) fn field_lines(
    cas: Person<'_>,
    base: Person<'_>,
    comparison: &Comparison,
    lang: Lang,
) -> [FieldLine; Field::COUNT] {
    let family = |person: Person<'_>| Value::new(person.family(), person.birth_family());
    let given = |person: Person<'_>| Value::new(person.given(), person.other_given());
    let swapped = comparison.names_swapped();
    Field::ALL.map(|field| {
        let FieldComparison { level, weight } = comparison.field(field);
        let (cas, base) = match field {
            Field::Family => (family(cas), if swapped { given(base) } else { family(base) }),
            Field::Given => (given(cas), if swapped { family(base) } else { given(base) }),
            Field::NameOrder => (Value::default(), Value::default()),
            Field::BirthDate => (
                Value { main: cas.birth_date().to_string(), ..Value::default() },
                Value { main: base.birth_date().to_string(), ..Value::default() },
            ),
            Field::Postcode => (
                Value { main: postcode(cas.postcode(), lang), ..Value::default() },
                Value { main: postcode(base.postcode(), lang), ..Value::default() },
            ),
            Field::Sex => (Value::new(words::sex(cas.sex()), ""), Value::new(words::sex(base.sex()), "")),
            Field::Children => {
                (Value { main: children(cas), ..Value::default() }, Value { main: children(base), ..Value::default() })
            }
        };
        FieldLine { field, cas, base, level, weight }
    })
}

/// `35000`; a foreign code is kept as a hash only, and told as such.
pub(super) fn postcode(code: Postcode, lang: Lang) -> String {
    if code.is_missing() {
        return String::new();
    }
    code.french_number()
        .map_or_else(|| words::pick(lang, "étranger", "foreign").to_owned(), |number| format!("{number:05}"))
}

/// `DUPONT Léa, DUPONT Tom`: those for whom somebody answers.
fn children(person: Person<'_>) -> String {
    person.children().map(full_name).collect::<Vec<_>>().join(", ")
}

/// `DUPONT Éléonore`.
pub(super) fn full_name(person: Person<'_>) -> String {
    format!("{} {}", person.family(), person.given()).trim().to_owned()
}

/// `nom : une faute de frappe, prénom : égal`: the fields that say something.
pub(super) fn why(comparison: &Comparison, lang: Lang) -> String {
    listed(comparison, lang, |field, level| match field {
        Field::NameOrder => level == Level::Swapped,
        _ => level != Level::Missing,
    })
}

/// [`why`] of a candidate, who may be taken.
pub(super) fn why_candidate(candidate: &Candidate, lang: Lang) -> String {
    let mut text = why(&candidate.comparison, lang);
    if candidate.taken {
        text.push_str(", ");
        text.push_str(taken(lang));
    }
    text
}

/// Said of a candidate who has an id.
pub(super) fn taken(lang: Lang) -> &'static str {
    words::pick(lang, "déjà rapproché", "already linked")
}

/// The fields that differ, and how; empty when all that both sides say is equal.
pub(super) fn differences(comparison: &Comparison, lang: Lang) -> String {
    listed(comparison, lang, |_, level| !matches!(level, Level::Exact | Level::Missing))
}

fn listed(comparison: &Comparison, lang: Lang, wanted: impl Fn(Field, Level) -> bool) -> String {
    let colon = words::colon(lang);
    let mut text = String::new();
    for (field, FieldComparison { level, .. }) in comparison.iter() {
        if !wanted(field, level) {
            continue;
        }
        if !text.is_empty() {
            text.push_str(", ");
        }
        if field != Field::NameOrder {
            text.push_str(words::field(field, lang));
            text.push_str(colon);
        }
        text.push_str(words::level(field, level, lang));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::example::{comparison, school};

    #[test]
    fn exchanged_names_stand_beside_what_they_were_compared_with() {
        let school = school();
        let exchanged = comparison(&[(Field::NameOrder, Level::Swapped, -600)]);
        let (cas, base) = (school.cas.person(0), school.base.person(0));
        let lines = field_lines(cas, base, &exchanged, Lang::Fr);
        assert_eq!((lines[0].cas.main.as_str(), lines[0].base.main.as_str()), (cas.family(), base.given()));
        assert_eq!((lines[1].cas.main.as_str(), lines[1].base.main.as_str()), (cas.given(), base.family()));
        assert!(!lines[2].is_silent());
    }

    #[test]
    fn says_why_in_both_languages() {
        let mixed = comparison(&[
            (Field::Family, Level::Typo, 500),
            (Field::BirthDate, Level::Missing, 0),
            (Field::NameOrder, Level::Swapped, -600),
        ]);
        assert_eq!(
            why(&mixed, Lang::Fr),
            "nom : une faute de frappe, prénom : égal, nom et prénom inversés, code postal : égal"
        );
        assert_eq!(differences(&mixed, Lang::En), "family name: one typing error, family and given name exchanged");
        assert_eq!(differences(&comparison(&[]), Lang::Fr), "");
    }
}
