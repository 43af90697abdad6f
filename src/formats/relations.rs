//! The relations of children to the adults who answer for them, as the files of one side tell them.
//!
//! Input: pairs of rows that a format tells outright, and names or numbers by which one row mentions somebody else. Output:
//! the relations of the [`Population`]. Invariant: somebody who is mentioned is taken for a person of the list only where
//! one person alone has that identifier or those names, in the profile that is meant; else nobody is related. A
//! relation too few costs evidence, one too many invents it.

use crate::identity::{Interner, Population, Profile, Row, Symbol};

use super::mentions::{Mention, People, ShortNumber};

/// Relations and mentions of relatives, collected while rows are read.
#[derive(Debug, Default)]
pub(super) struct Relations {
    /// Child and adult.
    pairs: Vec<(Row, Row)>,
    /// People, and what their rows say of a relative.
    mentioned: Vec<Mentioned>,
    texts: Interner,
}

/// A mention of relatives in the row of a person.
#[derive(Debug, Clone, Copy)]
struct Mentioned {
    row: Row,
    /// True if the relative is a child of the person, false if it is a parent.
    is_child: bool,
    text: MentionedText,
}

#[derive(Debug, Clone, Copy)]
enum MentionedText {
    /// A cell with names or identifiers.
    Cell(Symbol),
    /// One name, and another family name with the same given name that is tried next.
    Name(Symbol, Option<Symbol>),
}

impl Relations {
    /// A relation that a format tells outright.
    pub(super) fn add(&mut self, child: Row, adult: Row) {
        self.pairs.push((child, adult));
    }

    /// The adults whom a cell of a pupil's row lists.
    pub(super) fn mention_adults(&mut self, child: Row, cell: &str) {
        self.mention(child, false, cell);
    }

    /// The relatives whom a cell of a person's row lists, by names or identifiers: children, or parents.
    pub(super) fn mention(&mut self, row: Row, is_child: bool, cell: &str) {
        if !cell.is_empty() {
            let text = MentionedText::Cell(self.texts.intern(cell));
            self.mentioned.push(Mentioned { row, is_child, text });
        }
    }

    /// A relative whom a person's row names in columns of their own. A usage name is tried before a family name.
    pub(super) fn mention_name(&mut self, row: Row, is_child: bool, families: [&str; 2], given: &str) {
        let mut names = families.into_iter().filter(|family| !family.is_empty() && !given.is_empty());
        let Some(first) = names.next().map(|family| self.texts.intern(&format!("{family} {given}"))) else { return };
        let second = names.next().map(|family| self.texts.intern(&format!("{family} {given}")));
        self.mentioned.push(Mentioned { row, is_child, text: MentionedText::Name(first, second) });
    }

    /// Gives the population its relations, once everybody is in it. `told` are the children whom parents' rows mention,
    /// child and adult.
    pub(super) fn settle(self, told: impl Iterator<Item = (Row, Row)>, population: &mut Population) {
        let Self { mut pairs, mentioned, texts } = self;
        pairs.extend(told);
        if !mentioned.is_empty() {
            let people_of = |profile, is_needed: bool| {
                if is_needed { People::of(population, profile) } else { People::default() }
            };
            let parents = people_of(Profile::Parents, mentioned.iter().any(|one| !one.is_child));
            let pupils = people_of(Profile::Pupils, mentioned.iter().any(|one| one.is_child));
            for Mentioned { row, is_child, text } in mentioned {
                let (people, short) =
                    if is_child { (&pupils, ShortNumber::Count) } else { (&parents, ShortNumber::Id) };
                let found: Vec<Row> = match text {
                    MentionedText::Cell(cell) => {
                        people.mentioned(texts.resolve(cell), short).iter().filter_map(Mention::row).collect()
                    }
                    MentionedText::Name(first, second) => {
                        let named = |name| people.named(texts.resolve(name));
                        named(first).or_else(|| second.and_then(named)).into_iter().collect()
                    }
                };
                pairs.extend(found.into_iter().map(|other| if is_child { (other, row) } else { (row, other) }));
            }
        }
        if !pairs.is_empty() {
            population.set_responsibles(pairs);
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
    fn identifiers_are_compared_exactly() {
        let told = relations(
            "IDPN;Profil;Nom;Prénom;Enfants;Responsable 1\n\
             12-A;Élève;NOIRET;Zoé;;7\n\
             A 12;Élève;NOIRET;Léo;;pz\n\
             \"B,12\";Élève;PETIT;Tom;;Pz\n\
             21;Élève;PETIT;Ida;;\n\
             22;Élève;PETIT;Max;;\n\
             1;Parent;NOIRET;Anne;12-A;\n\
             2;Parent;ROUX;Paul;\"A 12\";\n\
             3;Parent;PETIT;Ève;\"B,12\";\n\
             4;Parent;PETIT;Luc;\"21, 22\";\n\
             5;Parent;PETIT;Guy;21;\n\
             7;Parent;LE GOFF;Ada;;\n\
             Pz;Parent;LE GOFF;Ève;;\n\
             PZ;Parent;LE GOFF;Noé;;\n",
        );
        let expected =
            [("12-A", "1"), ("12-A", "7"), ("A 12", "2"), ("B,12", "3"), ("B,12", "Pz"), ("21", "4"), ("22", "4")];
        assert_eq!(told, pairs(expected), "21 alone may be how many children there are");
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
