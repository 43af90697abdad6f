//! Who answers for whom, as the files of one side tell it.
//!
//! Input: pairs of rows that a format tells outright, and names or numbers by which one row mentions somebody else. Output:
//! the relations of the [`Population`]. Invariant: somebody who is mentioned is taken for a person of the list only where
//! one person alone has that identifier or those names, in the profile that is meant; else nobody is related. A
//! relation too few costs evidence, one too many invents it.

use foldhash::{HashMap, HashMapExt};

use crate::identity::{Interner, Population, Profile, Row, Symbol};

use super::responsibility::{people_keys, person_key};

/// What is known of relations while rows are read.
#[derive(Debug, Default)]
pub(super) struct Relations {
    /// Child and adult.
    pairs: Vec<(Row, Row)>,
    /// Children, and the adults whom their rows mention.
    mentioned: Vec<(Row, Symbol)>,
    texts: Interner,
}

impl Relations {
    /// A relation that a format tells outright.
    pub(super) fn add(&mut self, child: Row, adult: Row) {
        self.pairs.push((child, adult));
    }

    /// The adults whom a cell of a pupil's row lists.
    pub(super) fn mention_adults(&mut self, child: Row, cell: &str) {
        for key in people_keys(cell) {
            let key = self.texts.intern(&key);
            self.mentioned.push((child, key));
        }
    }

    /// Gives the population its relations, once everybody is in it. `children` are those whom parents' rows mention.
    pub(super) fn settle<'a>(self, children: impl Iterator<Item = (Row, &'a str)>, population: &mut Population) {
        let Self { mut pairs, mentioned, texts } = self;
        let mut children = children.peekable();
        if children.peek().is_some() {
            let pupils = Directory::of(population, Profile::Pupils);
            pairs.extend(children.filter_map(|(adult, child)| Some((pupils.find(child)?, adult))));
        }
        if !mentioned.is_empty() {
            let parents = Directory::of(population, Profile::Parents);
            let adult = |key: Symbol| parents.find(texts.resolve(key));
            pairs.extend(mentioned.into_iter().filter_map(|(child, key)| Some((child, adult(key)?))));
        }
        if !pairs.is_empty() {
            population.set_responsibles(pairs);
        }
    }
}

/// The people of one profile by identifier and by names.
struct Directory(HashMap<String, Found>);

enum Found {
    One(Row),
    Several,
}

impl Directory {
    fn of(population: &Population, profile: Profile) -> Self {
        let mut found = HashMap::with_capacity(2 * population.len());
        for person in population.people().filter(|person| person.profiles().contains(profile)) {
            let names = person_key(&format!("{} {}", person.family(), person.given()));
            for key in [person_key(person.id()), names] {
                found
                    .entry(key)
                    .and_modify(|known| {
                        if !matches!(known, Found::One(row) if *row == person.row()) {
                            *known = Found::Several;
                        }
                    })
                    .or_insert(Found::One(person.row()));
            }
        }
        Self(found)
    }

    fn find(&self, key: &str) -> Option<Row> {
        match self.0.get(key)? {
            Found::One(row) => Some(*row),
            Found::Several => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::formats::{Input, ReadOptions, read_population};
    use crate::identity::Side;

    /// The identifiers of child and adult of each relation of a base.
    fn relations(rows: &str) -> Vec<(String, String)> {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("base.csv");
        std::fs::write(&path, rows).unwrap();
        let reading = read_population(Side::Base, &[Input { profile: None, path }], &ReadOptions::default()).unwrap();
        let base = &reading.population;
        let id = |row: u32| base.person(row).id().to_owned();
        let pairs =
            base.people().flat_map(|child| base.responsible(child.row()).iter().map(move |adult| (child, *adult)));
        pairs.map(|(child, adult)| (child.id().to_owned(), id(adult))).collect()
    }

    fn pairs<const N: usize>(pairs: [(&str, &str); N]) -> Vec<(String, String)> {
        pairs.map(|(child, adult)| (child.to_owned(), adult.to_owned())).to_vec()
    }

    #[test]
    fn a_parent_names_children() {
        let told = relations(
            "IDPN;Profil;Nom;Prénom;Enfants\n\
             11;Élève;NOIRET;Zoé;\n\
             12;Élève;NOIRET;Léo;\n\
             113;Élève;PETIT;Tom;\n\
             1;Parent;NOIRET;Anne;Zoé Noiret, NOIRET LÉO\n\
             2;Parent;ROUX;Paul;\"113 ; NOIRET Zoe\"\n\
             3;Parent;PETIT;Ève;PETIT Inconnu\n\
             4;Parent;PETIT;Luc;2\n",
        );
        assert_eq!(told, pairs([("11", "1"), ("11", "2"), ("12", "1"), ("113", "2")]));
    }

    #[test]
    fn a_pupil_names_adults() {
        let told = relations(
            "IDPN;Profil;Nom;Prénom;Responsable 1;Responsable 2\n\
             11;Élève;NOIRET;Zoé;Mme NOIRET Anne;M. ROUX Paul\n\
             12;Élève;PETIT;Tom;Mme PETIT Ève;\n\
             1;Parent;NOIRET;Anne;;\n\
             2;Parent;ROUX;Paul;;\n",
        );
        assert_eq!(told, pairs([("11", "1"), ("11", "2")]));
    }

    #[test]
    fn who_may_be_two_people_is_nobody() {
        let told = relations(
            "IDPN;Profil;Nom;Prénom;Enfants;Responsable 1\n\
             11;Élève;NOIRET;Zoé;;ROUX Paul\n\
             12;Élève;Zoé;Noiret;;\n\
             1;Parent;NOIRET;Anne;NOIRET Zoé;\n\
             2;Parent;ROUX;Paul;;\n\
             3;Parent;ROUX;Paul;;\n\
             4;Professeur;LE GOFF;Ida;NOIRET Zoé;\n",
        );
        assert_eq!(told, pairs([]));
    }
}
