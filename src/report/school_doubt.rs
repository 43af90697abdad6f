//! Whether a list tells of which school each of its people is.
//!
//! Input: a population, and the school that was asked for. Output: a [`SchoolDoubt`] where asking for it leaves nobody out, though
//! people of other schools may be there. Whoever asked has to hear it: the others would be taken for that school's.

use std::collections::BTreeMap;

use crate::identity::{Lang, Population, Schools, Symbol};

/// Why a school bounds nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SchoolDoubt {
    /// Nobody carries the code of a school.
    NoCodes,
    /// A file gives all its people the same schools, this one and others, as a RapprochementSSO does that is about several.
    SameForAll {
        /// The file.
        file: String,
        /// The codes.
        codes: Vec<String>,
    },
}

impl SchoolDoubt {
    /// The message; `option` is how the school was asked for.
    pub fn message(&self, option: &str, lang: Lang) -> String {
        match (self, lang) {
            (Self::NoCodes, Lang::Fr) => {
                format!("{option} ne borne rien côté ENT : son export n'a pas de colonne UAI.")
            }
            (Self::NoCodes, Lang::En) => format!("{option} bounds nothing at the ENT: its export has no UAI column."),
            (Self::SameForAll { file, codes }, Lang::Fr) => format!(
                "{option} ne borne rien dans {file} : il concerne {} sans dire qui est d'où, et tous y comptent pour cet établissement.",
                codes.join(", ")
            ),
            (Self::SameForAll { file, codes }, Lang::En) => format!(
                "{option} bounds nothing in {file}: it is about {} and does not say who is of which, and all count for this school.",
                codes.join(", ")
            ),
        }
    }
}

/// What is to be said of `school`, if anything.
pub fn school_doubt(people: &Population, school: &str) -> Option<SchoolDoubt> {
    if people.school_lists.iter().all(|(_, list)| Schools::parse(list).codes().is_empty()) {
        return (!people.is_empty()).then_some(SchoolDoubt::NoCodes);
    }
    // Per file, the only list of schools in it, and of how many people.
    let mut files: BTreeMap<u16, (Option<Symbol>, usize)> = BTreeMap::new();
    for person in people.people() {
        let list = person.schools_symbol();
        let (only, count) = files.entry(person.origin().source).or_insert((Some(list), 0));
        *only = only.filter(|only| *only == list);
        *count += 1;
    }
    files.into_iter().find_map(|(number, (only, count))| {
        let codes = Schools::parse(people.school_lists.resolve(only.filter(|_| count > 1)?)).codes().to_vec();
        let is_doubtful = codes.len() > 1 && codes.iter().any(|code| code == school);
        let file = people.sources.get(usize::from(number)).cloned().unwrap_or_default();
        is_doubtful.then_some(SchoolDoubt::SameForAll { file, codes })
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::identity::{Entry, Origin};

    fn doubt(lists: &[(u16, &str)]) -> Option<SchoolDoubt> {
        let mut people = Population::new(vec!["a.xml".into(), "b.csv".into()], Vec::new());
        for &(source, schools) in lists {
            people.push(Entry { schools, origin: Origin { source, line: 2 }, ..Entry::default() });
        }
        school_doubt(&people, "0350001A")
    }

    #[test]
    fn schools_that_are_the_same_for_everybody_tell_nobody_apart() {
        let both = "0350001A;0350002B";
        assert_eq!(doubt(&[]), None);
        assert_eq!(doubt(&[(0, ""), (1, "")]), Some(SchoolDoubt::NoCodes));
        let all = SchoolDoubt::SameForAll { file: "a.xml".into(), codes: vec!["0350001A".into(), "0350002B".into()] };
        assert_eq!(doubt(&[(0, both), (0, both), (1, "0350001A")]), Some(all));
        for told in
            [[(0, both), (0, "0350001A")], [(0, "0350002B;0350003C"); 2], [(0, "0350001A"); 2], [(0, both), (1, both)]]
        {
            assert_eq!(doubt(&told), None, "{told:?}");
        }
    }
}
