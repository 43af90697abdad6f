//! Who a row is about: names from whichever columns a file has, and the sex they tell.
//!
//! Input: the cells of one row. Output: usage name, birth name, given names, as slices of the cells.
//! Invariant: a name is taken as written; what is not there stays empty.

use crate::identity::Sex;
use crate::normalize::{
    NamePart, fold, fold_into, is_placeholder_family, is_placeholder_given, is_spreadsheet_error, missing_part,
};

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
    // A dash or «XNOM» in the place of a usage name is none; where nothing better stands, it is told as written.
    let first_of = |names: [&'r str; 3]| {
        let mut written = names.into_iter().filter(|name| !name.is_empty());
        let (first, more) = (written.next().unwrap_or_default(), written.clone().next().is_some());
        if !more || !is_nobody(first) {
            return first;
        }
        written.find(|name| !is_nobody(name)).unwrap_or(first)
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
        other_given: if cell(Column::OtherGiven).is_empty() { others } else { cell(Column::OtherGiven) },
        sex: Sex::Unknown,
    }
}

/// Tells whether a text is no family name: empty, a placeholder, an error of a spreadsheet.
fn is_nobody(name: &str) -> bool {
    is_spreadsheet_error(name) || is_placeholder_family(&fold(name))
}

/// The missing part of a name: its column, and the text that stands there.
pub(super) struct MissingName<'r> {
    pub(super) column: Column,
    pub(super) value: &'r str,
}

impl<'r> Names<'r> {
    /// The names with the texts that were repaired: family, given, birth family and other given names.
    pub(super) fn with_repairs(self, repairs: &'r [Option<String>; 4]) -> Self {
        let [family, given, birth_family, other_given] = repairs.each_ref().map(Option::as_deref);
        Self {
            family: family.unwrap_or(self.family),
            given: given.unwrap_or(self.given),
            birth_family: birth_family.unwrap_or(self.birth_family),
            other_given: other_given.unwrap_or(self.other_given),
            sex: self.sex,
        }
    }

    /// The column of the first name for which `is_meant` holds.
    pub(super) fn column_with(
        &self,
        titles: &dyn Titles,
        full_name: Option<&str>,
        is_meant: impl Fn(&str) -> bool,
    ) -> Column {
        if full_name.is_some_and(&is_meant) {
            return Column::FullName;
        }
        let parts = [
            (family_column(titles), self.family),
            (Column::Given, self.given),
            (Column::BirthFamily, self.birth_family),
            (Column::OtherGiven, self.other_given),
        ];
        parts.into_iter().find(|(_, name)| is_meant(name)).map_or(Column::Family, |(column, _)| column)
    }

    /// Leaves out birth name and further given names that are placeholders, takes the birth name where the family name is
    /// one, and tells which part is missing all the same. `folded` is memory that is used again from name to name.
    pub(super) fn without_placeholders(
        &mut self,
        titles: &dyn Titles,
        full_name: Option<&'r str>,
        folded: &mut [String; 2],
    ) -> Option<MissingName<'r>> {
        let [family, given] = folded;
        let refold = |name: &str, folded: &mut String| {
            folded.clear();
            if !is_spreadsheet_error(name) {
                fold_into(name, folded);
            }
        };
        if !self.birth_family.is_empty() {
            refold(self.birth_family, family);
            if is_placeholder_family(family) {
                self.birth_family = "";
            }
        }
        if !self.other_given.is_empty() {
            refold(self.other_given, given);
            if is_placeholder_given(given) {
                self.other_given = "";
            }
        }
        refold(self.family, family);
        refold(self.given, given);
        if !self.birth_family.is_empty() && missing_part(family, given) == Some(NamePart::Family) {
            self.family = std::mem::take(&mut self.birth_family);
            refold(self.family, family);
        }
        let part = missing_part(family, given)?;
        if let Some(value) = full_name {
            return Some(MissingName { column: Column::FullName, value });
        }
        Some(match part {
            NamePart::Family => MissingName { column: family_column(titles), value: self.family },
            NamePart::Given => MissingName { column: Column::Given, value: self.given },
        })
    }
}

/// The column of the family name that a file has.
fn family_column(titles: &dyn Titles) -> Column {
    let columns = [Column::Family, Column::UsageFamily, Column::BirthFamily];
    columns.into_iter().find(|&column| !titles.title(column).is_empty()).unwrap_or(Column::Family)
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

    struct NoTitles;

    impl Titles for NoTitles {
        fn title(&self, _: Column) -> &str {
            ""
        }
    }

    #[test]
    fn a_placeholder_gives_way_to_a_birth_name_and_is_no_evidence() {
        let told = |family, birth_family, given, other_given| {
            let mut names = Names { family, given, birth_family, other_given, sex: Sex::Unknown };
            let missing = names.without_placeholders(&NoTitles, None, &mut Default::default());
            let missing = missing.map(|missing| (missing.column, missing.value));
            (missing, [names.family, names.birth_family, names.given, names.other_given])
        };
        assert_eq!(told("ROUX", "XNOM", "Léa", "SP"), (None, ["ROUX", "", "Léa", ""]));
        assert_eq!(told("XNOM", "ROUX", "Léa", ""), (None, ["ROUX", "", "Léa", ""]));
        assert_eq!(told("ROUX", "PETIT", "Léa", "Zoé"), (None, ["ROUX", "PETIT", "Léa", "Zoé"]));
        let missing = Some((Column::Family, "Inconnu"));
        assert_eq!(told("Inconnu", "NR", "Léa", ""), (missing, ["Inconnu", "", "Léa", ""]));
        assert_eq!(told("ROUX", "", "Père", ""), (Some((Column::Given, "Père")), ["ROUX", "", "Père", ""]));
    }

    #[test]
    fn reads_sexes_in_any_form() {
        assert_eq!(["M", "Masculin", "M.", "monsieur", "1"].map(sex_of), [Sex::Male; 5]);
        assert_eq!(["F", "Féminin", "Mme", "MADAME", "2"].map(sex_of), [Sex::Female; 5]);
        assert_eq!(["", "X", "autre"].map(sex_of), [Sex::Unknown; 3]);
    }
}
