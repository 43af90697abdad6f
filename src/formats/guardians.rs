//! Parents' rights, which no row tells alone.
//!
//! Input: the rows of parents, as they are read. Output: the [`Guardianship`] of each, and remarks on what a base leaves
//! open. Whether somebody lives apart depends on the preferential parents of the same children, wherever they stand.
//! Invariant: what cannot be told is the lesser right, and is told per file. A parent may be listed once per child,
//! each time with other values: the greatest responsibility counts, and all addresses and children together.

use foldhash::{HashMap, HashMapExt, HashSet, HashSetExt};

use crate::identity::{
    Guardianship, Interner, Notice, NoticeKind, Origin, Population, Postcode, Profile, Responsibility, Row, Side,
    Symbol,
};

use super::address::address_key;
use super::column::Column;
use super::layout::Layout;
use super::mentions::{Mention, People, ShortNumber};
use super::responsibility::responsibility_of;

/// Of a parent with so many addresses, nobody can tell where the home is: each is compared with all others.
const MOST_ADDRESSES: usize = 32;

/// Facts about the parents, collected while rows are read.
#[derive(Debug, Default)]
pub(super) struct Guardians {
    households: HashMap<Row, Household>,
    /// True if a file with a parent has the column of responsibilities, or if a format tells a responsibility. A parent
    /// without one then has no right.
    is_stated: bool,
    texts: Interner,
}

/// The values from all rows of one parent.
#[derive(Debug, Default)]
struct Household {
    responsibility: Responsibility,
    has_unknown_value: bool,
    addresses: Vec<Address>,
    /// The cells that list the children.
    children: Vec<Symbol>,
    /// The children whom a format tells outright.
    known_children: Vec<Row>,
}

/// By the row of a parent, the children whom the rows mention.
pub(super) type Families = HashMap<Row, Vec<Mention>>;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Address {
    street: Symbol,
    postcode: Postcode,
}

impl Address {
    /// Tells whether nothing distinguishes the two addresses.
    fn may_be(self, other: Self) -> bool {
        let has_both = !self.postcode.is_missing() && !other.postcode.is_missing();
        self.street == other.street && !(has_both && self.postcode != other.postcode)
    }
}

/// Where the preferential parents of one child live.
#[derive(Debug, Default)]
struct Home {
    addresses: Vec<Address>,
    /// True if an address of one of these parents is missing, or may have been left out.
    is_incomplete: bool,
}

/// A row of a file, as far as guardians go.
pub(super) struct GuardianRow<'r, 'c> {
    pub(super) layout: &'c Layout,
    pub(super) cell: &'c dyn Fn(Column) -> &'r str,
    pub(super) postcode: Postcode,
    /// True if the cells stand under their titles. If they do not, an address may belong to another person.
    pub(super) lines_up: bool,
}

impl Guardians {
    /// Takes in what a row says of the parent at `parent`, its own row or an earlier one that it repeats. False when
    /// its responsibility is none that is known.
    pub(super) fn see(&mut self, parent: Row, row: &GuardianRow<'_, '_>) -> bool {
        let has = |column: Column| row.layout.position(column).is_some();
        if !Column::ALL.into_iter().any(|column| column.is_of_guardians() && has(column)) {
            return true;
        }
        self.is_stated |= has(Column::Responsibility);
        let household = self.households.entry(parent).or_default();
        let stated = (row.cell)(Column::Responsibility);
        let responsibility = responsibility_of(stated);
        household.responsibility = household.responsibility.max(responsibility.unwrap_or_default());
        let children = (row.cell)(Column::Children);
        if !children.is_empty() {
            household.children.push(self.texts.intern(children));
        }
        let street = self.texts.intern(&address_key(Column::ADDRESS.into_iter().map(row.cell)));
        if row.lines_up && !street.is_empty() && household.addresses.len() < MOST_ADDRESSES {
            add(&mut household.addresses, Address { street, postcode: row.postcode });
        }
        let is_known = stated.is_empty() || responsibility.is_some();
        household.has_unknown_value |= !is_known;
        is_known
    }

    /// Takes in what a format says of a parent outright: the kind, unless it stands elsewhere, and the address.
    pub(super) fn tell(&mut self, parent: Row, kind: Responsibility, lines: [&str; 4], postcode: Postcode) {
        let street = self.texts.intern(&address_key(lines.into_iter()));
        let household = self.households.entry(parent).or_default();
        household.responsibility = household.responsibility.max(kind);
        if !street.is_empty() {
            add(&mut household.addresses, Address { street, postcode });
        }
    }

    /// Takes in a parent's responsibility for a child.
    pub(super) fn tell_child(&mut self, parent: Row, child: Row, kind: Responsibility) {
        self.tell_responsibility(parent, kind);
        // A contact to be called does not answer for the child, as in a directory.
        if kind == Responsibility::OtherContact {
            return;
        }
        add(&mut self.households.entry(parent).or_default().known_children, child);
    }

    /// Takes in a parent's responsibility for a child who is not known.
    pub(super) fn tell_responsibility(&mut self, parent: Row, kind: Responsibility) {
        self.is_stated = true;
        let household = self.households.entry(parent).or_default();
        household.responsibility = household.responsibility.max(kind);
    }

    /// The children whom parents' rows mention, once all pupils are in the population.
    pub(super) fn families(&self, population: &Population) -> Families {
        let mut families = Families::new();
        for (&row, household) in self.households.iter().filter(|(_, household)| !household.known_children.is_empty()) {
            families.insert(row, household.known_children.iter().copied().map(Mention::Known).collect());
        }
        let mut parents = self.households.iter().filter(|(_, household)| !household.children.is_empty()).peekable();
        if parents.peek().is_none() {
            return families;
        }
        let pupils = People::of(population, Profile::Pupils);
        for (&row, household) in parents {
            let children: &mut Vec<Mention> = families.entry(row).or_default();
            for &cell in &household.children {
                children.extend(pupils.mentioned(self.texts.resolve(cell), ShortNumber::Count));
            }
            let mut seen = HashSet::new();
            children.retain(|child| seen.insert(child.clone()));
        }
        families
    }

    /// Gives each parent the right that all rows together tell. `files` holds, of each source of the population, the
    /// place of its header and the title of its column of responsibilities.
    pub(super) fn settle(
        self,
        families: &Families,
        population: &mut Population,
        files: &[(Origin, String)],
    ) -> Vec<Notice> {
        if !self.is_stated {
            return Vec::new();
        }
        let homes = self.homes(families);
        let nothing = Household::default();
        let mut missing = vec![0_u64; files.len()];
        let mut untold = vec![0_u64; files.len()];
        // The cast holds: a population's own `push` keeps its length below 2^32.
        for row in 0..population.len() as Row {
            let person = population.person(row);
            if !person.profiles().contains(Profile::Parents) {
                continue;
            }
            let file = usize::from(person.origin().source);
            let household = self.households.get(&row).unwrap_or(&nothing);
            let guardianship = match household.responsibility {
                Responsibility::Unstated => {
                    missing[file] += u64::from(!household.has_unknown_value);
                    Guardianship::new(Responsibility::OtherContact, false)
                }
                kind @ (Responsibility::Legal | Responsibility::InCharge) => {
                    let lives_apart = household.lives_apart(children_of(families, row), &homes);
                    untold[file] += u64::from(lives_apart.is_none());
                    Guardianship::new(kind, lives_apart.unwrap_or(false))
                }
                kind @ (Responsibility::OtherContact | Responsibility::Preferential) => Guardianship::new(kind, false),
            };
            population.set_guardianship(row, guardianship);
        }
        let remark = |kind, counts: Vec<u64>| {
            files.iter().zip(counts).filter(|(_, count)| *count > 0).map(move |((origin, title), count)| Notice {
                side: Side::Base,
                origin: *origin,
                column: title.clone(),
                kind,
                value: count.to_string(),
            })
        };
        remark(NoticeKind::MissingResponsibility, missing).chain(remark(NoticeKind::UntoldAddress, untold)).collect()
    }

    /// By child, the homes of its preferential parents.
    fn homes<'f>(&self, families: &'f Families) -> HashMap<&'f Mention, Home> {
        let mut homes: HashMap<&Mention, Home> = HashMap::new();
        for (&row, household) in &self.households {
            if household.responsibility != Responsibility::Preferential {
                continue;
            }
            for child in children_of(families, row) {
                let home = homes.entry(child).or_default();
                home.is_incomplete |= household.addresses.is_empty() || household.addresses.len() >= MOST_ADDRESSES;
                for &address in &household.addresses {
                    if home.addresses.len() < MOST_ADDRESSES {
                        add(&mut home.addresses, address);
                    } else {
                        home.is_incomplete = true;
                    }
                }
            }
        }
        homes
    }
}

fn children_of(families: &Families, parent: Row) -> &[Mention] {
    families.get(&parent).map_or(&[], Vec::as_slice)
}

impl Household {
    /// Tells whether all preferential parents of the children live elsewhere; `None` where that cannot be told.
    fn lives_apart(&self, children: &[Mention], homes: &HashMap<&Mention, Home>) -> Option<bool> {
        let shared: Vec<&Home> = children.iter().filter_map(|child| homes.get(child)).collect();
        let is_home = |address: &Address| self.addresses.iter().any(|own| own.may_be(*address));
        if shared.iter().flat_map(|home| &home.addresses).any(is_home) {
            return Some(false);
        }
        let is_told = (1..MOST_ADDRESSES).contains(&self.addresses.len());
        let is_untold = !is_told || shared.is_empty() || shared.iter().any(|home| home.is_incomplete);
        (!is_untold).then_some(true)
    }
}

/// Adds what is not there yet.
fn add<T: Copy + PartialEq>(list: &mut Vec<T>, item: T) {
    if !list.contains(&item) {
        list.push(item);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formats::{Input, ReadOptions, Reading, read_population};
    use Responsibility::{InCharge, Legal, OtherContact, Preferential, Unstated};

    const TITLES: &str = "IDPN;Nom;Prénom;Code postal;Responsabilité;Adresse;Enfants";

    /// Reads lists of parents as `parents0.csv` and so on.
    fn read(lists: &[&str]) -> Reading {
        let directory = tempfile::tempdir().unwrap();
        let inputs: Vec<_> = lists
            .iter()
            .enumerate()
            .map(|(number, list)| {
                let path = directory.path().join(format!("parents{number}.csv"));
                std::fs::write(&path, list).unwrap();
                Input { profile: Some(Profile::Parents), path }
            })
            .collect();
        read_population(Side::Base, &inputs, &ReadOptions::default()).unwrap()
    }

    /// By identifier, what the base says of each.
    fn rights(reading: &Reading) -> Vec<(&str, Responsibility, bool)> {
        let right = |guardianship: Guardianship| (guardianship.responsibility(), guardianship.has_other_address());
        reading
            .population
            .people()
            .map(|person| (person.id(), right(person.guardianship())))
            .map(|(id, (responsibility, has_other_address))| (id, responsibility, has_other_address))
            .collect()
    }

    /// Kind, file, line, column and value of the remarks on guardians.
    fn remarks(reading: &Reading) -> Vec<(NoticeKind, u16, u32, &str, &str)> {
        let kinds = [NoticeKind::UnknownResponsibility, NoticeKind::MissingResponsibility, NoticeKind::UntoldAddress];
        let place = |notice: &Notice| (notice.origin.source, notice.origin.line);
        reading
            .notices
            .iter()
            .filter(|notice| kinds.contains(&notice.kind) || notice.kind == NoticeKind::UnknownColumn)
            .map(|notice| (notice.kind, place(notice), &*notice.column, &*notice.value))
            .map(|(kind, (source, line), column, value)| (kind, source, line, column, value))
            .collect()
    }

    #[test]
    fn who_lives_apart_depends_on_every_preferential_parent_of_a_child() {
        let reading = read(&[&format!(
            "{TITLES}\n\
             1;NOIRET;Anne;35000;préférentiel;12 av. de l'Église;NOIRET Zoé, NOIRET Léo\n\
             2;NOIRET;Paul;35000;Légal;12 AVENUE DE L’EGLISE;Zoé NOIRET\n\
             3;PETIT;Luc;35200;Légal;3 rue Basse;NOIRET Léo\n\
             4;PETIT;Eve;35200;Préférentiel;3, Rue Basse;PETIT Tom\n\
             5;ROUX;Max;35000;En charge;12 rue Haute;PETIT Tom\n\
             6;NOIRET;Yves;;Légal;12 avenue de l'église;NOIRET Zoé\n\
             7;PETIT;Ida;35400;En charge;3 rue Basse;PETIT Tom\n\
             8;PETIT;Guy;35000;Légal;9 rue Neuve;PETIT Tom,NOIRET Léo\n\
             9;PETIT;Noé;35000;Autre contact;9 rue Neuve;PETIT Tom\n"
        )]);
        let expected = [
            ("1", Preferential, false),
            ("2", Legal, false),
            ("3", Legal, true),
            ("4", Preferential, false),
            ("5", InCharge, true),
            ("6", Legal, false),
            ("7", InCharge, true),
            ("8", Legal, true),
            ("9", OtherContact, false),
        ];
        assert_eq!(rights(&reading), expected);
        assert_eq!(remarks(&reading), []);
    }

    #[test]
    fn one_preferential_parent_at_the_address_is_enough_to_live_there() {
        let reading = read(&[&format!(
            "{TITLES}\n\
             1;NOIRET;Anne;35000;préférentiel;1 rue Haute;110011\n\
             2;NOIRET;Paul;35000;préférentiel;2 rue Basse;110011\n\
             3;PETIT;Luc;35000;Légal;2 rue Basse;110011\n\
             4;PETIT;Eve;35000;Légal;3 rue Neuve;110011\n"
        )]);
        assert_eq!(rights(&reading)[2..], [("3", Legal, false), ("4", Legal, true)]);
    }

    #[test]
    fn what_cannot_be_told_is_no_other_address_and_is_told_once_per_file() {
        let reading = read(&[
            &format!(
                "{TITLES}\n\
                 1;NOIRET;Anne;35000;préférentiel;;NOIRET Zoé\n\
                 2;NOIRET;Paul;35000;Légal;3 rue Basse;NOIRET Zoé\n\
                 3;PETIT;Eve;35200;préférentiel;3 rue Basse;PETIT Tom\n\
                 4;PETIT;Luc;35200;Légal;;PETIT Tom\n\
                 5;PETIT;Guy;35200;Légal;9 rue Neuve;PETIT Ugo\n\
                 6;PETIT;Noé;35200;Légal;9 rue Neuve;\n\
                 7;PETIT;Pia;35200;Légal;9 rue Neuve;PETIT Tom, NOIRET Zoé\n"
            ),
            "IDPN;Nom;Prénom;Type de responsable\n8;ROUX;Max;en charge\n",
        ]);
        assert!(rights(&reading).iter().all(|(.., has_other_address)| !has_other_address));
        let untold = NoticeKind::UntoldAddress;
        let expected = [(untold, 0, 1, "Responsabilité", "5"), (untold, 1, 1, "Type de responsable", "1")];
        assert_eq!(remarks(&reading), expected);
    }

    #[test]
    fn a_base_without_the_column_does_not_tell() {
        let reading = read(&["IDPN;Nom;Prénom;Adresse;Enfants\n1;NOIRET;Anne;1 rue Haute;NOIRET Zoé\n"]);
        assert_eq!(rights(&reading), [("1", Unstated, false)]);
        assert_eq!(remarks(&reading), []);
        assert_eq!(reading.population.extra_titles, ["Adresse", "Enfants"]);
    }

    #[test]
    fn what_a_base_with_the_column_leaves_open_is_no_right() {
        let reading = read(&[
            "IDPN;Nom;Prénom;Responsabilité\n1;NOIRET;Anne;\n2;PETIT;Luc;non préférentiel\n",
            "IDPN;Nom;Prénom\n3;ROUX;Max\n",
        ]);
        let expected = [("1", OtherContact, false), ("2", OtherContact, false), ("3", OtherContact, false)];
        assert_eq!(rights(&reading), expected);
        let expected = [
            (NoticeKind::UnknownResponsibility, 0, 3, "Responsabilité", "non préférentiel"),
            (NoticeKind::MissingResponsibility, 0, 1, "Responsabilité", "1"),
            (NoticeKind::MissingResponsibility, 1, 1, "", "1"),
        ];
        assert_eq!(remarks(&reading), expected);
    }

    #[test]
    fn a_parent_listed_once_per_child_is_one_parent_with_all_that_the_rows_say() {
        let reading = read(&[&format!(
            "{TITLES}\n\
             1;NOIRET;Anne;35000;Légal;1 rue Haute;NOIRET Zoé\n\
             1;NOIRET;Anne;35000;Préférentiel;1 rue Haute;PETIT Tom\n\
             2;PETIT;Luc;35000;En charge;2 rue Basse;NOIRET Ugo\n\
             2;PETIT;Luc;35000;;;PETIT Tom\n\
             3;PETIT;Guy;35000;Légal;2 rue Basse;NOIRET Ugo\n\
             3;PETIT;Guy;35000;Légal;1 rue Haute;PETIT Tom\n"
        )]);
        assert_eq!(rights(&reading), [("1", Preferential, false), ("2", InCharge, true), ("3", Legal, false)]);
        let repeated = reading.notices.iter().filter(|notice| notice.kind == NoticeKind::RepeatedRow);
        assert_eq!(repeated.count(), 3);
        assert!(reading.population.people().all(|person| person.flaws().is_none()));
    }

    #[test]
    fn a_parent_with_an_address_per_child_lives_at_each() {
        let reading = read(&[&format!(
            "{TITLES}\n\
             1;NOIRET;Anne;35000;préférentiel;1 rue Haute;NOIRET Zoé\n\
             1;NOIRET;Anne;29000;préférentiel;2 rue Basse;PETIT Tom\n\
             2;PETIT;Luc;29000;Légal;2 rue Basse, Appt 3;PETIT Tom\n\
             3;ROUX;Max;29000;Légal;2 rue Neuve;PETIT Tom\n\
             4;LE GOFF;Ève;35000;Légal;Résidence les Pins, 1 rue Haute, 2e étage;NOIRET Zoé\n"
        )]);
        let expected = [("1", Preferential, false), ("2", Legal, false), ("3", Legal, true), ("4", Legal, false)];
        assert_eq!(rights(&reading), expected);
        assert!(reading.population.people().all(|person| person.flaws().is_none()));
        assert_eq!(reading.rejected_rows.len(), 0);
    }

    #[test]
    fn an_address_in_a_row_that_does_not_line_up_tells_nothing() {
        let reading = read(&[&format!(
            "{}\n1;NOIRET;Anne;préférentiel;NOIRET Zoé;1 rue Haute;;\n2;PETIT;Luc;Légal;NOIRET Zoé;2 rue Basse;\n",
            "IDPN;Nom;Prénom;Responsabilité;Enfants;Adresse;Adresse 2;Téléphone"
        )]);
        assert_eq!(rights(&reading)[1], ("2", Legal, false));
    }

    #[test]
    fn only_parents_have_a_say() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("base.csv");
        let rows = "1;Élève;NOIRET;Zoé;Mme NOIRET Anne\n2;Parent;NOIRET;Anne;Légal\n2;Professeur;NOIRET;Anne;??\n";
        std::fs::write(&path, format!("IDPN;Profil;Nom;Prénom;Responsable\n{rows}")).unwrap();
        let inputs = [Input { profile: None, path }];
        let reading = read_population(Side::Base, &inputs, &ReadOptions::default()).unwrap();
        assert_eq!(rights(&reading), [("1", Unstated, false), ("2", Legal, false), ("2", Unstated, false)]);
        assert_eq!(remarks(&reading), [(NoticeKind::UntoldAddress, 0, 1, "Responsable", "1")]);
    }
}
