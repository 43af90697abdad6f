//! The meaning of each column of one file.
//!
//! Role: understands a row as titles. Input: a row that may be the header (see [`super::header`]). Output: a [`Layout`], and
//! what the row lacks as a header. Invariant: a column has one meaning or none, a meaning has one column or none, and where
//! the titles leave a doubt the [`Problem`] names both columns.
//!
//! Entry point: [`Search::layout`].

use csv::StringRecord;
use foldhash::{HashMap, HashMapExt, HashSet, HashSetExt};

use crate::identity::{Profile, Side};

use super::column::{self, Column};
use super::column_map::ColumnMap;
use super::raw::Titles;
use super::relatives::{self, Relative};
use super::secrets::is_secret;
use super::title;

/// How to find the columns of a file.
#[derive(Debug, Clone, Copy)]
pub(super) struct Search<'a> {
    pub(super) side: Side,
    pub(super) map: &'a ColumnMap,
    /// The title that `--id` names; it goes before all others.
    pub(super) id_title: Option<&'a str>,
    /// The profile that the file was given with; it needs no column for it then.
    pub(super) profile: Option<Profile>,
    /// The year in which the file is read.
    pub(super) this_year: u32,
}

/// The columns of one file.
#[derive(Debug, Clone)]
pub(super) struct Layout {
    columns: [Option<usize>; Column::COUNT],
    /// All titles as written, without unnamed columns at the end.
    pub(super) titles: Vec<String>,
    /// The columns that are passed through, those that nobody knows and those of guardians: position and a name that
    /// no other of them has.
    pub(super) extras: Vec<(usize, String)>,
    /// The columns that mention children or parents of the person of a row, beside those of [`Column`].
    pub(super) relatives: Vec<Relative>,
    /// The columns of passwords and codes. They are dropped.
    pub(super) secrets: Vec<usize>,
    /// The profile that the titles or the name of the sheet tell, where no column does.
    pub(super) profile: Option<Profile>,
    /// Where several columns could be the CAS id, the titles of those that were not taken.
    pub(super) other_ids: Vec<String>,
    /// True if the CAS id is a login, where nobody has chosen and no other column could be it.
    pub(super) has_login_as_id: bool,
    /// In a list of adults, the columns that tell of the child and whose titles do not say of whom: its birth date, its sex.
    pub(super) of_child: Vec<(Column, usize)>,
}

impl Layout {
    /// Position of a column.
    pub(super) fn position(&self, column: Column) -> Option<usize> {
        self.columns[column as usize]
    }

    /// Those of [`Self::extras`] that nobody knows.
    pub(super) fn unknown(&self) -> impl Iterator<Item = &(usize, String)> {
        let of_relatives = mask(self.titles.len(), &self.relatives);
        self.extras.iter().filter(move |(position, _)| {
            !self.columns.contains(&Some(*position))
                && !of_relatives.get(*position).is_some_and(|known| *known)
                && !self.of_child.iter().any(|(_, of_child)| of_child == position)
        })
    }

    /// Tells whether the list names the children of its people.
    pub(super) fn names_children(&self) -> bool {
        self.position(Column::Children).is_some() || self.relatives.iter().any(|relative| relative.is_child)
    }

    /// Leaves the birth date and the sex to the child beside whom they stand. A civility is said of adults.
    pub(super) fn leave_to_child(&mut self, columns: impl IntoIterator<Item = Column>) {
        for column in columns {
            let is_of_adults = |position: usize| column::is_civility(&self.titles[position]);
            let Some(position) = self.position(column).filter(|&position| !is_of_adults(position)) else { continue };
            self.columns[column as usize] = None;
            self.of_child.push((column, position));
        }
        self.extras = name_extras(&self.titles, &self.columns, &self.secrets);
    }

    /// How many cells a row needs to reach every column that is not merely passed through.
    pub(super) fn known_width(&self) -> usize {
        positions_of_the_engine(&self.columns).max().map_or(0, |last| last + 1)
    }

    /// How many columns are known.
    pub(super) fn known(&self) -> usize {
        self.columns.iter().flatten().count()
    }

    /// How many columns are known by titles that are no values as well: a row of somebody has hardly any.
    pub(super) fn sure(&self) -> usize {
        self.columns.iter().flatten().filter(|&&position| !title::is_a_value_too(&self.titles[position])).count()
    }
}

impl Titles for Layout {
    fn title(&self, column: Column) -> &str {
        self.position(column).map_or("", |position| &self.titles[position])
    }
}

/// Why a row is no header.
pub(super) enum Problem {
    /// Columns that it lacks.
    Missing(Vec<Column>),
    /// A meaning, and the positions of the two columns that have it.
    Twice(Column, usize, usize),
}

impl Search<'_> {
    /// The columns of a row as a header, and why it is none.
    pub(super) fn layout(&self, row: &StringRecord, told_by_sheet: Option<Profile>) -> (Layout, Option<Problem>) {
        let mut titles: Vec<String> = row.iter().map(|title| title.trim().to_owned()).collect();
        while titles.last().is_some_and(String::is_empty) {
            titles.pop();
        }
        let mut keys: Vec<String> = titles.iter().map(|title| title::key(title)).collect();
        // «Nom responsable» in a list of them is their name.
        let owner = relatives::owner(&titles, self.profile);
        if let Some((_, own_keys)) = &owner {
            for (key, own_key) in keys.iter_mut().zip(own_keys) {
                if let Some(own_key) = own_key {
                    key.clone_from(own_key);
                }
            }
        }
        let told_by_owner = owner.map(|(profile, _)| profile);
        let told_by_pair =
            lists_responsible_adults(&titles).then_some(Profile::Parents).filter(|_| told_by_owner.is_none());
        let given = self.profile.or(told_by_owner).or(told_by_sheet).or(told_by_pair);
        let is_named = |position: usize| keys[position] == title::key(&titles[position]);
        let mut relatives = relatives::of(&titles, is_named);
        relatives.retain(Relative::has_names);
        let is_of_names = mask(titles.len(), &relatives);
        let mut columns = [None; Column::COUNT];
        let mut twice = None;
        let mut claim = |column: Column, ranks: Vec<Vec<String>>| {
            for rank in ranks {
                let is_free = |position: &usize| {
                    !keys[*position].is_empty() && !columns.contains(&Some(*position)) && !is_of_names[*position]
                };
                let mut found = (0..keys.len()).filter(is_free).filter(|&position| rank.contains(&keys[position]));
                if let Some(position) = found.next() {
                    if let Some(other) = found.next() {
                        if column.is_of_families() && column != Column::Responsibility {
                            // Two addresses in a row are told of two people; a list that the engine can use stays one.
                            break;
                        }
                        twice.get_or_insert(Problem::Twice(column, position, other));
                    }
                    columns[column as usize] = Some(position);
                    break;
                }
            }
            columns[column as usize].is_some()
        };
        // The user's own titles first, lest a synonym claim their column for another meaning.
        let own = Column::ALL.map(|column| claim(column, self.own_ranks(column)));
        let mut has = own;
        for column in Column::ALL.into_iter().filter(|&column| !own[column as usize]) {
            let split_already = has[Column::Family as usize] && has[Column::Given as usize];
            // «Responsable» in a list of pupils alone is a name, «Élèves» in a list of teachers a number.
            let may_hold_parents =
                has[Column::Profile as usize] || given.is_none_or(|profile| profile == Profile::Parents);
            let may_hold_pupils =
                has[Column::Profile as usize] || given.is_none_or(|profile| profile == Profile::Pupils);
            let is_sought = match column {
                Column::FullName => !split_already,
                _ if column.is_of_guardians() => may_hold_parents,
                _ if column.is_of_adults() => may_hold_pupils,
                _ => true,
            };
            if is_sought {
                has[column as usize] = claim(column, self.known_ranks(column, given));
            }
        }
        let are_all_of_child = lists_somebody_elses_pupils(given, &titles, &columns);
        // The title of a column of full names tells the profile of its people.
        let told_by_names = columns[Column::FullName as usize].and_then(|at| title::profile_of_names(&titles[at]));
        let told = self.profile.or(told_by_owner).or(told_by_names).or(told_by_sheet);
        let profile = told.filter(|_| columns[Column::Profile as usize].is_none());
        let problem = twice.or_else(|| {
            let missing = self.missing(&columns, profile);
            (!missing.is_empty()).then_some(Problem::Missing(missing))
        });
        let is_taken = |position: usize| columns.contains(&Some(position));
        let mut relatives = relatives::of(&titles, |position| is_named(position) && !is_taken(position));
        // A pupil has no children, and a parent's parents are nobody's business.
        relatives.retain(|relative| match profile {
            None => true,
            Some(Profile::Parents) => relative.is_child,
            Some(Profile::Pupils) => !relative.is_child,
            Some(_) => false,
        });
        let secrets: Vec<usize> =
            (0..titles.len()).filter(|&position| !is_taken(position) && is_secret(&titles[position])).collect();
        let extras = name_extras(&titles, &columns, &secrets);
        let other_ids = self.other_ids(&columns, &titles, &keys);
        let has_login_as_id = self.side == Side::Cas
            && other_ids.is_empty()
            && self.own_ranks(Column::Id).is_empty()
            && columns[Column::Id as usize].is_some_and(|position| keys[position] == "login");
        let mut layout = Layout {
            columns,
            titles,
            extras,
            relatives,
            secrets,
            profile,
            other_ids,
            has_login_as_id,
            of_child: Vec::new(),
        };
        let of_child = [Column::BirthDate, Column::Sex].into_iter().filter(|&column| {
            // «Date naissance responsable» says whose date it is.
            let names_its_owner = layout.position(column).is_some_and(|at| keys[at] != title::key(&layout.titles[at]));
            let is_told_by_place = are_all_of_child || stands_beside_child(&layout, given, column);
            !own[column as usize] && !names_its_owner && is_told_by_place
        });
        layout.leave_to_child(of_child.collect::<Vec<_>>());
        (layout, problem)
    }

    /// The titles of the columns that could be the CAS id as well, where nobody has chosen.
    fn other_ids(&self, columns: &[Option<usize>; Column::COUNT], titles: &[String], keys: &[String]) -> Vec<String> {
        let is_chosen = self.side == Side::Base || !self.own_ranks(Column::Id).is_empty();
        let Some(taken) = columns[Column::Id as usize].filter(|_| !is_chosen) else { return Vec::new() };
        let known: Vec<String> = self.known_ranks(Column::Id, None).into_iter().flatten().collect();
        let is_other = |position: &usize| *position != taken && known.contains(&keys[*position]);
        (0..titles.len()).filter(is_other).map(|position| titles[position].clone()).collect()
    }

    /// The keys of the user's titles for a column, best first.
    fn own_ranks(&self, column: Column) -> Vec<Vec<String>> {
        let id_title = self.id_title.filter(|_| column == Column::Id);
        let mapped = self.map.titles(self.side, column).iter().map(String::as_str);
        id_title.into_iter().chain(mapped).map(|title| vec![title::key(title)]).collect()
    }

    /// The keys of the known titles of a column, best rank first.
    ///
    /// Where the profile is given, names under its own title go before others, and pupils are never taken
    /// for adults nor adults for pupils: `Parents=` reads «Responsable» beside «Élève».
    fn known_ranks(&self, column: Column, given: Option<Profile>) -> Vec<Vec<String>> {
        let ranks = column.titles(self.side).iter();
        let Some(given) = given.filter(|_| column == Column::FullName) else {
            return ranks.map(|rank| rank.iter().map(|title| title::key(title)).collect()).collect();
        };
        let is_own = |title: &str| title::profile_of_names(title).is_none_or(|profile| profile == given);
        let is_like = |title: &str| {
            let of_pupils = title::profile_of_names(title) == Some(Profile::Pupils);
            !is_own(title) && of_pupils == (given == Profile::Pupils)
        };
        let keys_of = |rank: &[&'static str], wanted: &dyn Fn(&str) -> bool| -> Vec<String> {
            rank.iter().filter(|title| wanted(title)).map(|title| title::key(title)).collect()
        };
        ranks.flat_map(|rank| [keys_of(rank, &is_own), keys_of(rank, &is_like)]).collect()
    }

    fn missing(&self, columns: &[Option<usize>; Column::COUNT], profile: Option<Profile>) -> Vec<Column> {
        let has = |column: Column| columns[column as usize].is_some();
        let mut missing = Vec::new();
        if self.side == Side::Cas && !has(Column::Id) {
            missing.push(Column::Id);
        }
        if profile.is_none() && !has(Column::Profile) {
            missing.push(Column::Profile);
        }
        if !has(Column::FullName) {
            if ![Column::Family, Column::UsageFamily, Column::BirthFamily].into_iter().any(has) {
                missing.push(Column::Family);
            }
            if !has(Column::Given) {
                missing.push(Column::Given);
            }
        }
        missing
    }
}

/// For each column, true if it is of a relative.
fn mask(columns: usize, relatives: &[Relative]) -> Vec<bool> {
    let mut mask = vec![false; columns];
    relatives.iter().flat_map(Relative::positions).for_each(|position| mask[position] = true);
    mask
}

/// Whether the people of the list are adults, named in one column, and their pupils stand beside them.
fn lists_somebody_elses_pupils(
    given: Option<Profile>,
    titles: &[String],
    columns: &[Option<usize>; Column::COUNT],
) -> bool {
    let names_pupils = |title: &String| title::profile_of_names(title) == Some(Profile::Pupils);
    let people = columns[Column::FullName as usize];
    given.is_some_and(|profile| profile != Profile::Pupils)
        && people.is_some_and(|position| !names_pupils(&titles[position]))
        && titles.iter().any(names_pupils)
}

/// Tells whether a list is about adults by its first names, and names their pupils in a later column: «Responsable;Code
/// postal;Élève». Where the pupil comes first, the list may be about either.
fn lists_responsible_adults(titles: &[String]) -> bool {
    let key = |title: &String| title::key(title);
    let names_somebody =
        |title: &String| matches!(&*key(title), "nom" | "prenom" | "nometprenom" | "nomprenom" | "profil");
    let mut people = titles.iter().filter_map(|title| title::profile_of_names(title));
    people.next() == Some(Profile::Parents) && people.eq([Profile::Pupils]) && !titles.iter().any(names_somebody)
}

/// Tells whether a column of a list of adults follows the columns of a child, with none of the adult's own between them:
/// «Nom responsable;Prénom responsable;Nom élève;Prénom élève;Né(e) le».
fn stands_beside_child(layout: &Layout, given: Option<Profile>, column: Column) -> bool {
    let Some(position) = layout.position(column) else { return false };
    let is_about_adults = layout.profile.or(given).is_some_and(|profile| profile != Profile::Pupils);
    if !is_about_adults || layout.position(Column::Profile).is_some() {
        return false;
    }
    let is_of_child = |at: usize| {
        let mut children = layout.relatives.iter().filter(|relative| relative.is_child);
        // A cell that lists several children has no date beside it.
        children.any(|child| [child.id, child.usage, child.family, child.given].contains(&Some(at)))
    };
    let is_own = |at: usize| {
        let own = Column::ALL.into_iter().filter(|&own| !matches!(own, Column::BirthDate | Column::Sex));
        own.filter(|own| !own.is_of_families()).any(|own| layout.position(own) == Some(at))
    };
    (0..position).rev().find(|&at| is_of_child(at) || is_own(at)).is_some_and(is_of_child)
}

/// Positions of the columns that are not passed through.
fn positions_of_the_engine(columns: &[Option<usize>; Column::COUNT]) -> impl Iterator<Item = usize> {
    Column::ALL.into_iter().filter(|column| !column.is_of_families()).filter_map(|column| columns[column as usize])
}

/// Names the columns that are passed through; unnamed and repeated ones by number.
fn name_extras(titles: &[String], columns: &[Option<usize>; Column::COUNT], secrets: &[usize]) -> Vec<(usize, String)> {
    let mut extras: Vec<(usize, String)> = Vec::new();
    let mut taken: HashSet<String> = HashSet::new();
    // By title, the last number that was given: a row of equal titles takes no longer than others.
    let mut numbers: HashMap<String, usize> = HashMap::new();
    let is_left_out = |position: usize| {
        positions_of_the_engine(columns).any(|other| other == position) || secrets.binary_search(&position).is_ok()
    };
    for (position, title) in titles.iter().enumerate().filter(|(position, _)| !is_left_out(*position)) {
        let title = if title.is_empty() { format!("Colonne {}", position + 1) } else { title.clone() };
        let mut name = title.clone();
        while !taken.insert(name.clone()) {
            let number = numbers.entry(title.clone()).or_insert(1);
            *number += 1;
            name = format!("{title} ({number})");
        }
        extras.push((position, name));
    }
    extras
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formats::header::tests::header;
    use crate::formats::read_error::ReadError;

    #[test]
    fn finds_titles_whatever_their_dress() {
        let (line, layout) = header(Side::Base, &["idpn;PROFIL;NOM;Prenom;nee le;C.P.;Régime;;Régime;"]).unwrap();
        assert_eq!(line, 1);
        let positions =
            [Column::Id, Column::Profile, Column::Family, Column::Given, Column::BirthDate, Column::Postcode];
        assert_eq!(positions.map(|column| layout.position(column)), [0, 1, 2, 3, 4, 5].map(Some));
        let extras: Vec<_> = layout.extras.iter().map(|(position, name)| (*position, name.as_str())).collect();
        assert_eq!(extras, [(6, "Régime"), (7, "Colonne 8"), (8, "Régime (2)")]);
        assert_eq!(layout.titles.len(), 9);
    }

    #[test]
    fn leftovers_of_a_rank_serve_another_meaning() {
        let (_, layout) = header(Side::Base, &["Profil;Nom de famille;Prénoms"]).unwrap();
        assert_eq!((layout.title(Column::Family), layout.title(Column::Given)), ("Nom de famille", "Prénoms"));
        let (_, layout) = header(Side::Base, &["Profil;Nom de famille;Nom;Prénom;Prénoms"]).unwrap();
        assert_eq!((layout.title(Column::Family), layout.title(Column::BirthFamily)), ("Nom", "Nom de famille"));
        assert_eq!((layout.title(Column::Given), layout.title(Column::OtherGiven)), ("Prénom", "Prénoms"));
    }

    #[test]
    fn many_equal_titles_are_told_apart_in_no_time() {
        let start = std::time::Instant::now();
        let titles = format!("IDPN;Profil;Nom;Prénom;x (2){}", ";x".repeat(20_000));
        let rows = [titles.as_str(); 10];
        let (_, layout) = header(Side::Base, &rows).unwrap();
        let names: Vec<_> = layout.extras.iter().map(|(_, name)| name.as_str()).collect();
        assert_eq!((names.len(), &names[..4]), (20_001, &["x (2)", "x", "x (3)", "x (4)"][..]));
        let distinct: std::collections::HashSet<_> = names.iter().collect();
        assert_eq!(distinct.len(), names.len());
        assert!(start.elapsed().as_secs() < 20, "{:?}", start.elapsed());
    }

    #[test]
    fn titles_in_the_dress_of_forms_are_known() {
        let titles = "Identifiant PRONOTE-ENT;Profil*;Civ.;Nom *;Premier prénom*;Date de naissance (jj/mm/aaaa)*;Code postal (5 chiffres)";
        let (_, layout) = header(Side::Base, &[titles]).unwrap();
        let columns = [
            Column::Id,
            Column::Profile,
            Column::Sex,
            Column::Family,
            Column::Given,
            Column::BirthDate,
            Column::Postcode,
        ];
        assert_eq!(columns.map(|column| layout.position(column)), [0, 1, 2, 3, 4, 5, 6].map(Some));
    }

    #[test]
    fn an_identifier_goes_before_a_login_and_the_choice_is_told() {
        for (titles, id, others) in [
            ("login;uid;sn;givenName;profile", "uid", &["login"][..]),
            ("Nom;Prénom;Profil;Login;Identifiant ENT", "Identifiant ENT", &["Login"]),
            ("Identifiant;Login;externalid;Guid;Nom;Prénom;Type", "Guid", &["Identifiant", "Login", "externalid"]),
            ("ID;Type;Last name;First name;Login", "ID", &["Login"]),
            ("Nom;Prénom;Profil;Login", "Login", &[]),
        ] {
            let (_, layout) = header(Side::Cas, &[titles]).unwrap();
            let told: Vec<&str> = layout.other_ids.iter().map(String::as_str).collect();
            assert_eq!((layout.title(Column::Id), &*told), (id, others), "{titles}");
        }
        let map = ColumnMap::default();
        let search = Search { side: Side::Cas, map: &map, id_title: Some("Login"), profile: None, this_year: 2026 };
        let row = StringRecord::from(vec!["Identifiant ENT", "Login", "Nom", "Prénom", "Profil"]);
        let (_, layout) = search.header("f.csv", &[(1, row)]).unwrap();
        assert_eq!((layout.title(Column::Id), layout.other_ids.len()), ("Login", 0));
    }

    #[test]
    fn own_titles_go_first() {
        let map = ColumnMap::from_toml("[base]\nIDPN = 'Matricule'", "c.toml").unwrap();
        let search =
            Search { side: Side::Base, map: &map, id_title: None, profile: Some(Profile::Pupils), this_year: 2026 };
        let rows = [(1, StringRecord::from(vec!["IDPN", "matricule", "Nom", "Prénom"]))];
        assert_eq!(search.header("f.csv", &rows).unwrap().1.position(Column::Id), Some(1));

        let map = ColumnMap::from_toml("[base]\n'Nom et prénom' = 'Nom'\nSexe = ''", "c.toml").unwrap();
        let search =
            Search { side: Side::Base, map: &map, id_title: None, profile: Some(Profile::Pupils), this_year: 2026 };
        let rows = [(1, StringRecord::from(vec!["", "Nom", "Né le"]))];
        let (_, layout) = search.header("f.csv", &rows).unwrap();
        assert_eq!((layout.position(Column::FullName), layout.position(Column::Sex)), (Some(1), None));
    }

    #[test]
    fn the_given_profile_says_whose_names_count() {
        let map = ColumnMap::default();
        let columns = |profile, titles: &[&str]| {
            let search =
                Search { side: Side::Base, map: &map, id_title: None, profile: Some(profile), this_year: 2026 };
            search.header("f.csv", &[(1, StringRecord::from(titles.to_vec()))]).map(|(_, layout)| {
                [Column::FullName, Column::BirthDate, Column::Sex].map(|column| layout.title(column).to_owned())
            })
        };
        let titles = ["Élève", "Né(e) le", "Civilité", "Responsable"];
        assert_eq!(columns(Profile::Pupils, &titles).unwrap(), ["Élève", "Né(e) le", "Civilité"]);
        assert_eq!(columns(Profile::Parents, &titles).unwrap(), ["Responsable", "", "Civilité"]);
        let titles = ["Nom élève", "Prénom élève", "Né(e) le", "Sexe", "Nom responsable", "Prénom responsable"];
        assert_eq!(columns(Profile::Parents, &titles).unwrap(), ["", "", ""], "the pupil's date and sex");
        assert_eq!(columns(Profile::Pupils, &titles).unwrap(), ["", "Né(e) le", "Sexe"]);
        let titles = ["Nom de l'élève", "Sexe", "Nom du responsable"];
        assert_eq!(columns(Profile::Parents, &titles).unwrap(), ["Nom du responsable", "", ""]);
        assert_eq!(columns(Profile::Staff, &["Enseignant"]).unwrap()[0], "Enseignant");
        let error = columns(Profile::Parents, &["Élève", "Né(e) le"]).unwrap_err();
        assert!(matches!(error, ReadError::MissingColumns { .. }), "a pupil is nobody's parent: {error}");
    }

    #[test]
    fn a_column_that_names_its_owner_stays_with_the_adult() {
        let names = "Nom responsable;Prénom responsable;Nom élève;Prénom élève";
        for (more, expected) in [
            ("Date naissance responsable;Civilité responsable", ["Date naissance responsable", "Civilité responsable"]),
            ("Sexe responsable;Date de naissance responsable", ["Date de naissance responsable", "Sexe responsable"]),
            ("Civ.;Né(e) le", ["", "Civ."]),
            ("Civilité;Né(e) le", ["", "Civilité"]),
            ("Né(e) le;Sexe", ["", ""]),
        ] {
            let (_, layout) = header(Side::Base, &[&format!("{names};{more}")]).unwrap();
            assert_eq!(layout.profile, Some(Profile::Parents));
            assert_eq!([Column::BirthDate, Column::Sex].map(|column| layout.title(column)), expected, "{more}");
        }
    }

    #[test]
    fn a_list_of_adults_that_names_their_pupils_needs_no_profile() {
        let (_, layout) = header(Side::Base, &["Responsable;Code postal;Élève;Téléphone"]).unwrap();
        assert_eq!(layout.profile, Some(Profile::Parents));
        assert_eq!((layout.title(Column::FullName), layout.title(Column::Children)), ("Responsable", "Élève"));
        // Where the pupil comes first, a message says how to tell.
        let error = header(Side::Base, &["Élève;Né(e) le;Responsable"]).unwrap_err();
        assert!(matches!(error, ReadError::TwoColumns { .. }));
        let message = error.message(crate::identity::Lang::Fr);
        assert!(message.contains("--base Élèves=f.csv ou --base Parents=f.csv"), "{message}");
    }

    #[test]
    fn a_login_that_is_taken_for_the_id_is_told() {
        let has_login = |titles| header(Side::Cas, &[titles]).unwrap().1.has_login_as_id;
        assert!(has_login("Nom;Prénom;Profil;Login"));
        assert!(!has_login("Nom;Prénom;Profil;Login;Identifiant ENT"));
        assert!(!has_login("Nom;Prénom;Profil;uid"));
    }

    #[test]
    fn columns_of_guardians_are_found_and_passed_through() {
        let titles = ["Nom", "Prénom", "RESPONSABLE", "Élèves à charge", "Adresse1", "adresse 2", "Élève", "Régime"];
        let map = ColumnMap::default();
        let row = [(1, StringRecord::from(titles.to_vec()))];
        let layout_of = |profile| {
            let search =
                Search { side: Side::Base, map: &map, id_title: None, profile: Some(profile), this_year: 2026 };
            search.header("f.csv", &row).unwrap().1
        };
        let layout = layout_of(Profile::Parents);
        let found = [Column::Responsibility, Column::Children, Column::Address, Column::Address2, Column::Address3];
        assert_eq!(found.map(|column| layout.position(column)), [Some(2), Some(3), Some(4), Some(5), None]);
        let extras: Vec<_> = layout.extras.iter().map(|(_, name)| name.as_str()).collect();
        assert_eq!(extras, titles[2..]);
        assert_eq!(layout.unknown().map(|(_, name)| name).collect::<Vec<_>>(), ["Régime"]);
        assert_eq!(layout.known_width(), 2);

        let layout = layout_of(Profile::Pupils);
        assert!(found.iter().all(|&column| layout.position(column).is_none()), "no parents here");
        assert_eq!(layout.title(Column::Adult), "RESPONSABLE");
        assert_eq!(layout.unknown().count(), 5);
    }

    #[test]
    fn two_kinds_of_responsibility_are_a_doubt_and_two_addresses_are_none() {
        let error = header(Side::Base, &["Profil;Nom;Prénom;Responsabilité;Type de responsable"]).unwrap_err();
        assert!(matches!(error, ReadError::TwoColumns { meaning: "Responsabilité", .. }), "{error}");
        let (_, layout) = header(Side::Base, &["Profil;Nom;Prénom;Adresse;Adresse"]).unwrap();
        assert_eq!(layout.position(Column::Address), None);
        assert_eq!(layout.unknown().map(|(_, name)| name).collect::<Vec<_>>(), ["Adresse", "Adresse (2)"]);
        let (_, layout) = header(Side::Cas, &["uid;profile;nom;prenom;Responsabilité;Adresse"]).unwrap();
        assert_eq!(layout.unknown().count(), 2, "the ENT has no say in it");
    }
}
