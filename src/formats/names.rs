//! Who a row is about: names from whichever columns a file has, and the sex they tell.
//!
//! Input: the cells of one row. Output: usage name, birth name, given names, as slices of the cells.
//! Invariant: a name is taken as written; what is not there stays empty.

use crate::identity::Sex;
use crate::normalize::fold;

use super::column::Column;
use super::full_name;
use super::layout::Layout;
use super::raw::Titles;
use super::title;

/// The names of one row, whichever columns they come from.
#[derive(Clone, Copy, Default)]
pub(super) struct Names<'a> {
    pub(super) family: &'a str,
    pub(super) given: &'a str,
    pub(super) birth_family: &'a str,
    pub(super) other_given: &'a str,
    pub(super) sex: Sex,
}

/// Names from the columns that the file has. A usage name goes before «Nom», which then is the birth name;
/// several given names with commas are the one in use and the others.
pub(super) fn names_of<'r>(layout: &Layout, cell: &impl Fn(Column) -> &'r str) -> Names<'r> {
    if layout.position(Column::FullName).is_some() {
        let birth_family = cell(Column::BirthFamily);
        return match full_name::split(cell(Column::FullName)) {
            Some(name) => Names {
                family: name.family,
                given: name.given,
                birth_family,
                other_given: cell(Column::OtherGiven),
                sex: name.sex,
            },
            None => Names { birth_family, other_given: cell(Column::OtherGiven), ..Names::default() },
        };
    }
    let (usage, family, birth) = (cell(Column::UsageFamily), cell(Column::Family), cell(Column::BirthFamily));
    let first_of = |names: [&'r str; 3]| {
        // A dash in the place of a usage name is none; where nothing better stands, it is told as written.
        let written = || names.into_iter().find(|name| !name.is_empty());
        names.into_iter().find(|name| !is_nameless(name)).or_else(written).unwrap_or_default()
    };
    let chosen = first_of([usage, family, birth]);
    let birth_family = first_of([birth, family, ""]);
    let (given, others) = match cell(Column::Given).split_once(',') {
        Some((first, others)) => (first.trim(), others.trim()),
        None => (cell(Column::Given), ""),
    };
    Names {
        family: chosen,
        given,
        birth_family: if birth_family == chosen { "" } else { birth_family },
        other_given: first_of([cell(Column::OtherGiven), others, ""]),
        sex: Sex::Unknown,
    }
}

/// The column to blame for a missing name, and what stands there.
pub(super) fn missing_name<'r>(
    titles: &dyn Titles,
    names: &Names<'r>,
    full_name: Option<&'r str>,
) -> (Column, &'r str) {
    if let Some(full_name) = full_name {
        return (Column::FullName, full_name);
    }
    let family = [Column::Family, Column::UsageFamily, Column::BirthFamily];
    let family = family.into_iter().find(|&column| !titles.title(column).is_empty()).unwrap_or(Column::Family);
    if is_nameless(names.family) { (family, names.family) } else { (Column::Given, names.given) }
}

/// Whether a text names nobody: empty, or `-`, `.`, `???`, of which the comparison would see nothing.
#[inline]
pub(super) fn is_nameless(name: &str) -> bool {
    // Nearly all names have a letter that stays; the others are worth folding.
    !name.bytes().any(|byte| byte.is_ascii_alphabetic()) && fold(name).is_empty()
}

/// Sex from a letter, a word, a civility, or the code of the national registers (1 male, 2 female).
pub(crate) fn sex_of(cell: &str) -> Sex {
    match cell {
        "" => Sex::Unknown,
        "M" | "m" | "M." | "Mr" | "MR" | "H" | "1" => Sex::Male,
        "F" | "f" | "Mme" | "MME" | "Mlle" | "MLLE" | "2" => Sex::Female,
        _ => match title::key(cell).as_str() {
            "masculin" | "homme" | "garcon" | "monsieur" | "male" => Sex::Male,
            "feminin" | "femme" | "fille" | "madame" | "mademoiselle" | "mme" | "mlle" | "female" => Sex::Female,
            _ => Sex::Unknown,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_has_a_letter_or_a_digit() {
        for nobody in ["", "-", ".", "???", "–", "«»", "\u{a0}"] {
            assert!(is_nameless(nobody), "{nobody:?}");
        }
        for somebody in ["Ng", "Œ", "É", "Ли", "李", "-A"] {
            assert!(!is_nameless(somebody), "{somebody}");
        }
    }

    #[test]
    fn reads_sexes_in_any_form() {
        assert_eq!(["M", "Masculin", "M.", "monsieur", "1"].map(sex_of), [Sex::Male; 5]);
        assert_eq!(["F", "Féminin", "Mme", "MADAME", "2"].map(sex_of), [Sex::Female; 5]);
        assert_eq!(["", "X", "autre"].map(sex_of), [Sex::Unknown; 3]);
    }
}
