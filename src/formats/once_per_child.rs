//! Lists without identifiers that name a parent once per child.
//!
//! Role: decides whether rows of one list that are equal but for the child are one parent. Input: the rows of a list, and its
//! layout. Output: [`OncePerChild`]. Invariant: without an identifier the list as a whole has to show its habit, since two
//! namesake mothers of one postcode look like one mother who is listed twice.
//!
//! The rule: at least one parent in twenty stands on several rows, and no cell lists several children. In a school about
//! one parent in four has another child there, while namesakes of one postcode are fewer than one in a hundred. Rows that
//! differ in a date, a sex, a postcode, an address, a responsibility or any other cell are never merged, nor are rows
//! without a name.
//!
//! Entry point: [`Habit`].

use foldhash::{HashMap, HashMapExt};

use csv::StringRecord;

use crate::identity::Profile;

use super::column::Column;
use super::csv_rows::trimmed;
use super::id_lists::profiles_of;
use super::layout::Layout;
use super::relatives::Relative;
use super::title;

/// Of so many parents one at least stands on several rows.
const PARENTS_PER_REPEATED: usize = 20;

/// The habit of a list about parents with several children.
#[derive(Debug, Clone, Default)]
pub(super) struct OncePerChild {
    /// True if rows that are equal but for the child are one parent.
    pub(super) holds: bool,
    /// For each of the population's pass-through columns, true if it tells of the child.
    pub(super) is_of_child: Vec<bool>,
}

/// The habit of a list, while its rows are read for the first time.
#[derive(Debug)]
pub(super) struct Habit<'l> {
    layout: &'l Layout,
    /// For each column, true if it tells of the child.
    is_of_child: Vec<bool>,
    /// The profile that the list was given with.
    profile: Option<Profile>,
    /// By the cells of a parent that do not tell of a child, the number of rows.
    rows: HashMap<Vec<String>, u32>,
    lists_several: bool,
}

impl<'l> Habit<'l> {
    pub(super) fn of(layout: &'l Layout, profile: Option<Profile>) -> Self {
        let mut is_of_child = vec![false; layout.titles.len()];
        for (position, _) in &layout.extras {
            is_of_child[*position] = is_of_child_by_title(&layout.titles[*position]);
        }
        if let Some(children) = layout.position(Column::Children) {
            is_of_child[children] = true;
        }
        for position in layout.relatives.iter().filter(|relative| relative.is_child).flat_map(Relative::positions) {
            is_of_child[position] = true;
        }
        for &(_, position) in &layout.of_child {
            is_of_child[position] = true;
        }
        Self { layout, is_of_child, profile, rows: HashMap::new(), lists_several: false }
    }

    /// Takes in a row under the header.
    pub(super) fn see(&mut self, row: &StringRecord) {
        let cell = |column| self.layout.position(column).map_or("", |position| trimmed(row, position));
        let own = profiles_of(cell(Column::Profile));
        let is_parent =
            if own.is_empty() { self.profile == Some(Profile::Parents) } else { own == Profile::Parents.into() };
        if !is_parent {
            return;
        }
        self.lists_several |= names_several(cell(Column::Children));
        let is_filled = |relative: &&Relative| {
            relative.is_child && relative.positions().any(|position| !trimmed(row, position).is_empty())
        };
        self.lists_several |= self.layout.relatives.iter().filter(is_filled).count() > 1;
        let positions = (0..self.layout.titles.len()).filter(|&position| !self.is_of_child[position]);
        let key: Vec<String> = positions.map(|position| trimmed(row, position).to_owned()).collect();
        *self.rows.entry(key).or_default() += 1;
    }

    /// Decides on the habit. `extras` are, for each of the population's pass-through columns, its position in this list.
    pub(super) fn settle(self, extras: &[Option<usize>]) -> OncePerChild {
        let repeated = self.rows.values().filter(|&&rows| rows > 1).count();
        OncePerChild {
            holds: !self.lists_several && repeated > 0 && repeated * PARENTS_PER_REPEATED >= self.rows.len(),
            is_of_child: extras.iter().map(|position| position.is_some_and(|at| self.is_of_child[at])).collect(),
        }
    }
}

/// Tells whether a column of a list of parents that is passed through tells of the child, such as its class.
fn is_of_child_by_title(title: &str) -> bool {
    let key = title::key(title);
    let begins = ["classe", "division", "niveau", "regime", "mef"].iter().any(|start| key.starts_with(start));
    begins || key.contains("eleve") || key.contains("enfant")
}

/// Tells whether a cell names several people, by numbers or each by two words at least: «NOIRET, Zoé» is one.
fn names_several(cell: &str) -> bool {
    let items = || cell.split([';', ',', '\n', '\r']).map(str::trim).filter(|item| !item.is_empty());
    let is_whole = |item: &str| item.contains(char::is_whitespace) || item.bytes().all(|byte| byte.is_ascii_digit());
    items().count() > 1 && items().all(is_whole)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formats::{Input, ReadOptions, Reading, read_population};
    use crate::identity::{NoticeKind, Side};

    fn parents(rows: &str) -> Reading {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("p.csv");
        std::fs::write(&path, rows).unwrap();
        let input = Input { profile: Some(Profile::Parents), path };
        read_population(Side::Base, &[input], &ReadOptions::default()).unwrap()
    }

    fn merged(reading: &Reading) -> Option<&str> {
        let notices: Vec<_> = reading.notices.iter().filter(|notice| notice.kind == NoticeKind::MergedRows).collect();
        assert!(notices.len() < 2, "one per file");
        notices.first().map(|notice| &*notice.value)
    }

    #[test]
    fn a_parent_listed_once_per_child_is_one_person_with_all_children() {
        let directory = tempfile::tempdir().unwrap();
        let write = |name: &str, text: &str| {
            let path = directory.path().join(name);
            std::fs::write(&path, text).unwrap();
            path
        };
        let pupils =
            "IDPN;Nom;Prénom;Né le\n1;NOIRET;Zoé;01/02/2012\n2;NOIRET;Léo;03/04/2013\n3;PETIT;Tom;05/06/2012\n";
        let parents = "Nom;Prénom;Code postal;Enfant;Classe\nNOIRET;Anne;35000;NOIRET Zoé;6A\nPETIT;Luc;35200;PETIT Tom;6B\n\
             NOIRET;Anne;35000;NOIRET Léo;5B\nNOIRET;Paul;35000;NOIRET Zoé;6A\nNOIRET;Paul;35000;NOIRET Léo;5B\n";
        let inputs = [
            Input { profile: Some(Profile::Pupils), path: write("eleves.csv", pupils) },
            Input { profile: Some(Profile::Parents), path: write("parents.csv", parents) },
        ];
        let reading = read_population(Side::Base, &inputs, &ReadOptions::default()).unwrap();
        let people: Vec<_> = reading
            .population
            .people()
            .filter(|person| person.profiles().contains(Profile::Parents))
            .map(|person| (person.id(), person.children().map(|child| child.given()).collect::<Vec<_>>()))
            .collect();
        let expected = [
            ("parents.csv:2", vec!["Zoé", "Léo"]),
            ("parents.csv:3", vec!["Tom"]),
            ("parents.csv:5", vec!["Zoé", "Léo"]),
        ];
        assert_eq!(people, expected);
        assert!(reading.population.people().all(|person| person.flaws().is_none()));
        assert_eq!((merged(&reading), reading.rejected_rows.len()), (Some("2"), 0));
    }

    #[test]
    fn the_date_of_a_child_is_not_its_parents() {
        let rows = "KERVELLA;Solenn;35000;KERVELLA;Yann;04/05/2012\nKERVELLA;Solenn;35000;KERVELLA;Maï;07/08/2013\n\
                    RIOU;Anne;35200;RIOU;Paul;01/02/2012\n";
        let beside = "Nom responsable;Prénom responsable;Code postal;Nom élève;Prénom élève;Né(e) le";
        // The date stands apart from the child: it is too late for a parent.
        let by_value = "Nom;Prénom;Code postal;Enfant;Classe;Né(e) le";
        for title in [beside, by_value] {
            let reading = parents(&format!("{title}\n{rows}"));
            assert_eq!((reading.population.len(), merged(&reading)), (2, Some("1")), "{title}");
            assert!(reading.population.people().all(|person| person.birth_date().is_missing()));
            let told: Vec<_> =
                reading.notices.iter().filter(|notice| notice.kind == NoticeKind::DatesOfChildren).collect();
            assert_eq!((told.len(), &*told[0].column), (1, "Né(e) le"));
            assert!(
                !reading
                    .notices
                    .iter()
                    .any(|notice| notice.kind == NoticeKind::UnknownColumn && notice.column == "Né(e) le")
            );
        }
        for title in
            ["Nom responsable;Prénom responsable;Né(e) le;Nom élève;Prénom élève", "Nom;Prénom;Né(e) le;Enfant;Classe"]
        {
            let reading = parents(&format!("{title}\nRIOU;Anne;01/02/1982;RIOU;Paul\n"));
            assert!(!reading.population.person(0).birth_date().is_missing(), "{title}");
        }
    }

    #[test]
    fn people_who_differ_in_anything_but_the_child_stay_apart() {
        let title = "Civilité;Nom;Prénom;Né le;Code postal;Courriel;Enfant";
        for (one, other) in [
            ("Mme;DURAND;Sophie;;35000;;DURAND Léa", "Mme;DURAND;Sophie;;35200;;DURAND Tom"),
            ("M.;DURAND;Jean;01/02/1950;35000;;DURAND Léa", "M.;DURAND;Jean;01/02/1980;35000;;DURAND Tom"),
            ("M.;DURAND;Claude;;35000;;DURAND Léa", "Mme;DURAND;Claude;;35000;;DURAND Tom"),
            ("Mme;DURAND;Sophie;;35000;a@b.fr;DURAND Léa", "Mme;DURAND;Sophie;;35000;c@d.fr;DURAND Tom"),
            ("Mme;INCONNU;Sophie;;35000;;DURAND Léa", "Mme;INCONNU;Sophie;;35000;;DURAND Tom"),
        ] {
            let same = "Mme;ROUX;Anne;;35000;;ROUX Zoé\nMme;ROUX;Anne;;35000;;ROUX Max";
            let reading = parents(&format!("{title}\n{same}\n{one}\n{other}\n"));
            assert_eq!((reading.population.len(), merged(&reading)), (3, Some("1")), "{one} / {other}");
        }
    }

    #[test]
    fn a_list_that_names_all_children_at_once_repeats_nobody() {
        let title = "Nom;Prénom;Code postal;Enfants";
        let two = "DURAND;Sophie;35000;DURAND Léa\nDURAND;Sophie;35000;DURAND Tom\n";
        let reading = parents(&format!("{title}\n{two}ROUX;Anne;35000;\"ROUX Zoé, ROUX Max\"\n"));
        assert_eq!((reading.population.len(), merged(&reading)), (3, None));
        let reading = parents(&format!("{title}\n{two}ROUX;Anne;35000;\"ROUX, Zoé\"\n"));
        assert_eq!((reading.population.len(), merged(&reading)), (2, Some("1")));
        // One pair among many parents is a pair of namesakes.
        let others: String = (0..40).map(|number| format!("ROUX{number};Anne;35000;ROUX Zoé\n")).collect();
        let reading = parents(&format!("{title}\n{two}{others}"));
        assert_eq!((reading.population.len(), merged(&reading)), (42, None));
    }

    #[test]
    fn rows_that_differ_in_nothing_are_one_person_where_that_can_be_told() {
        let parent = "Nom;Prénom;Code postal\nNOIRET;Anne;35000\nNOIRET;Anne;35000\nROUX;Luc;35000\n";
        let reading = parents(parent);
        assert_eq!((reading.population.len(), merged(&reading)), (2, Some("1")));
        assert!(reading.population.person(0).flaws().is_none());
        for (date, is_told) in [("04/03/2012", true), ("", false)] {
            let directory = tempfile::tempdir().unwrap();
            let path = directory.path().join("e.csv");
            std::fs::write(&path, format!("Nom;Prénom;Né le\nNOIRET;Zoé;{date}\nNOIRET;Zoé;{date}\n")).unwrap();
            let input = Input { profile: Some(Profile::Pupils), path };
            let reading = read_population(Side::Base, &[input], &ReadOptions::default()).unwrap();
            assert_eq!(reading.population.len(), 1);
            assert_eq!(
                (merged(&reading).is_some(), reading.population.person(0).flaws().is_none()),
                (is_told, is_told)
            );
        }
    }
}
