//! The table of the reconciliation screen: four rows by six columns.

use crate::identity::{Lang, Profile};
use crate::reconcile::{ProfileTally, Tally};

use super::words::{self, pick};

/// A table, as text: what a terminal prints.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Screen {
    /// Title of the screen.
    pub title: &'static str,
    /// Titles of the columns; of the reconciliation screen an empty corner, then the six profiles.
    pub header: Vec<String>,
    /// Rows as long as the header; of the reconciliation screen four: a label, then a cell per profile; `-` where the
    /// source has no such population, unlike `0`.
    pub rows: Vec<Vec<String>>,
}

/// One row: its label, and a number per profile where there is one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct CountRow {
    pub(super) label: &'static str,
    pub(super) cells: [Option<u64>; Profile::ALL.len()],
}

/// Title of the screen.
pub(super) fn title(lang: Lang) -> &'static str {
    pick(
        lang,
        "Rapprochement de l'identité des utilisateurs du fournisseur d'identités : CAS",
        "Reconciliation of the identities of the users of the identity provider: CAS",
    )
}

/// The four rows, as numbers.
pub(super) fn count_rows(tally: &Tally, lang: Lang) -> [CountRow; 4] {
    let row = |label, count: fn(&ProfileTally) -> Option<u64>| CountRow {
        label,
        cells: Profile::ALL.map(|profile| count(tally.profile(profile))),
    };
    [
        row(pick(lang, "Utilisateurs PRONOTE", "PRONOTE users"), |column| Some(column.base)),
        row(pick(lang, "Utilisateurs CAS", "CAS users"), |column| column.has_source.then_some(column.cas)),
        row(pick(lang, "Utilisateurs rapprochés", "Reconciled users"), |column| Some(column.reconciled)),
        row(pick(lang, "Utilisateurs CAS à rapprocher", "CAS users to reconcile"), |column| {
            column.has_source.then(|| column.to_reconcile())
        }),
    ]
}

/// The table of the screen.
pub fn screen(tally: &Tally, lang: Lang) -> Screen {
    let header = std::iter::once(String::new())
        .chain(Profile::ALL.map(|profile| words::profile(profile, lang).to_owned()))
        .collect();
    let rows = count_rows(tally, lang)
        .into_iter()
        .map(|row| {
            std::iter::once(row.label.to_owned())
                .chain(row.cells.map(|cell| cell.map_or_else(|| "-".to_owned(), |count| count.to_string())))
                .collect()
        })
        .collect();
    Screen { title: title(lang), header, rows }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prints_the_screen_of_a_school() {
        let mut tally = Tally::default();
        for (profile, base, cas, reconciled) in [
            (Profile::Pupils, 425, Some(424), 424),
            (Profile::Inspectors, 1, None, 0),
            (Profile::Supervisors, 101, None, 0),
            (Profile::Parents, 700, Some(698), 698),
            (Profile::Staff, 17, Some(1), 0),
            (Profile::Teachers, 36, Some(34), 34),
        ] {
            *tally.profile_mut(profile) =
                ProfileTally { base, cas: cas.unwrap_or(0), has_source: cas.is_some(), reconciled, existing: 0 };
        }
        let table = screen(&tally, Lang::Fr);
        assert_eq!(
            table.header[1..],
            ["Élèves", "Inspecteurs", "Maîtres de stage", "Parents", "Personnels", "Professeurs"]
        );
        assert_eq!(table.rows[0], ["Utilisateurs PRONOTE", "425", "1", "101", "700", "17", "36"]);
        assert_eq!(table.rows[1], ["Utilisateurs CAS", "424", "-", "-", "698", "1", "34"]);
        assert_eq!(table.rows[2], ["Utilisateurs rapprochés", "424", "0", "0", "698", "0", "34"]);
        assert_eq!(table.rows[3], ["Utilisateurs CAS à rapprocher", "0", "-", "-", "0", "1", "0"]);
    }
}
