//! One side's people, column by column.

use super::relations::Relations;
use super::{BirthDate, Guardianship, Interner, Postcode, Profile, ProfileSet, Symbol, TextColumn};

/// One of the two lists that are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Side {
    /// The PRONOTE base: the users a school already has.
    Base,
    /// The ENT's users, who sign in by CAS.
    Cas,
}

/// The index of a person in its [`Population`].
pub type Row = u32;

/// Administrative sex as directories give it; evidence only when both sides have it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum Sex {
    /// Not given.
    #[default]
    Unknown,
    /// `F`, «Féminin», «Mme».
    Female,
    /// `M`, «Masculin», «M.».
    Male,
}

/// Where a person was read: file (index into [`Population::sources`]) and line or spreadsheet row, from 1.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Origin {
    /// Index into [`Population::sources`].
    pub source: u16,
    /// Line of the file, or row of the sheet, from 1.
    pub line: u32,
}

/// The set of flaws of a row. A row with flaws is still counted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct Flaws(u8);

impl Flaws {
    /// Nothing is wrong.
    pub const NONE: Self = Self(0);
    /// A birth date was given and cannot be one: such a person is never linked by itself.
    pub const INVALID_BIRTH_DATE: Self = Self(1);
    /// Family name or given name is empty, or a placeholder such as «INCONNU» or «XNOM».
    pub const MISSING_NAME: Self = Self(2);
    /// Another row has the same identifier in the same profile, with other data: such a row is never linked.
    /// The first of them is spared when all have the same names and birth date, since it is one person, unless a
    /// later one has a link that the first has not.
    pub const DUPLICATE_ID: Self = Self(4);
    /// The identifier is empty or an error of a spreadsheet, or cannot be trusted because a spreadsheet has cut its digits: such a row is never linked.
    pub const MISSING_ID: Self = Self(8);
    /// A name mixes the letters of two alphabets, such as a Cyrillic «а» in a Latin name: such a row is never linked.
    /// See [`foreign_letter`](crate::normalize::foreign_letter).
    pub const MIXED_SCRIPTS: Self = Self(16);
    /// The row has more or fewer cells than the header, so that a cell may stand under another title than its own: such a
    /// row is never linked. Empty cells that are missing at the end, or too many there, are no flaw.
    pub const RAGGED_ROW: Self = Self(32);

    /// Letters of a name are lost, such as `No?l`, or stand as signs of another encoding that nobody can read back: such a row is
    /// never linked. See [`is_damaged`](crate::normalize::is_damaged).
    pub const DAMAGED_TEXT: Self = Self(64);

    /// Both sets of flaws.
    #[must_use]
    pub fn union(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Returns true if the row has every flaw of `other`.
    pub fn contains(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    /// The flaws as a number, for whoever keeps them.
    pub fn bits(self) -> u8 {
        self.0
    }

    /// The flaws of [`Self::bits`].
    pub fn from_bits(bits: u8) -> Self {
        Self(bits)
    }

    /// Returns true if the row has no flaw.
    pub fn is_none(self) -> bool {
        self.0 == 0
    }
}

/// One person as a reader hands it over; texts as written, trimmed.
#[derive(Debug, Clone, Copy, Default)]
pub struct Entry<'a> {
    /// `IDPN` in the base, `uid` at the ENT.
    pub id: &'a str,
    /// The profiles at the school. A person without one is counted and ends as `no_profile`.
    pub profiles: ProfileSet,
    /// Usage family name.
    pub family: &'a str,
    /// Given name in use, possibly compound.
    pub given: &'a str,
    /// Birth name where it is known apart.
    pub birth_family: &'a str,
    /// Further given names, separated by spaces or commas.
    pub other_given: &'a str,
    /// Birth date, or [`BirthDate::MISSING`].
    pub birth_date: BirthDate,
    /// Postcode, or [`Postcode::MISSING`].
    pub postcode: Postcode,
    /// Sex, where known.
    pub sex: Sex,
    /// `;`-separated UAI codes.
    pub schools: &'a str,
    /// Base only: the CAS id that this user is already linked with; empty if none.
    pub linked_id: &'a str,
    /// Base only: the responsibility that entitles a parent to see the children's file.
    pub guardianship: Guardianship,
    /// Where it was read.
    pub origin: Origin,
    /// The flaws of the row.
    pub flaws: Flaws,
    /// Values of the columns in [`Population::extra_titles`], in that order.
    pub extras: &'a [&'a str],
}

/// One side's people. Columns are parallel: index them all by [`Row`].
///
/// Raw names and school lists are interned: the matching engine folds each distinct text once.
#[derive(Debug, Clone, Default)]
pub struct Population {
    /// Names of the files, for messages.
    pub sources: Vec<String>,
    /// Titles of the columns that the reader did not know and passes through.
    pub extra_titles: Vec<String>,
    /// Distinct raw names, of all four name columns.
    pub names: Interner,
    /// Distinct `;`-separated school lists.
    pub school_lists: Interner,
    ids: TextColumn,
    linked_ids: TextColumn,
    extras: Vec<TextColumn>,
    profiles: Vec<ProfileSet>,
    family: Vec<Symbol>,
    given: Vec<Symbol>,
    birth_family: Vec<Symbol>,
    other_given: Vec<Symbol>,
    birth_dates: Vec<BirthDate>,
    postcodes: Vec<Postcode>,
    sexes: Vec<Sex>,
    schools: Vec<Symbol>,
    guardianships: Vec<Guardianship>,
    origins: Vec<Origin>,
    flaws: Vec<Flaws>,
    relations: Relations,
}

impl Population {
    /// An empty population that will keep the given pass-through columns.
    pub fn new(sources: Vec<String>, extra_titles: Vec<String>) -> Self {
        let extras = extra_titles.iter().map(|_| TextColumn::new()).collect();
        Self { sources, extra_titles, extras, ..Self::default() }
    }

    /// Appends a person and returns its row.
    ///
    /// # Panics
    /// When `entry.extras` has another length than [`Self::extra_titles`], or past 2³² people.
    pub fn push(&mut self, entry: Entry<'_>) -> Row {
        assert_eq!(entry.extras.len(), self.extras.len(), "a value for each pass-through column");
        let row = Row::try_from(self.len()).expect("fewer than 2^32 people");
        self.ids.push(entry.id);
        self.linked_ids.push(entry.linked_id);
        for (column, text) in self.extras.iter_mut().zip(entry.extras) {
            column.push(text);
        }
        self.profiles.push(entry.profiles);
        self.family.push(self.names.intern(entry.family));
        self.given.push(self.names.intern(entry.given));
        self.birth_family.push(self.names.intern(entry.birth_family));
        self.other_given.push(self.names.intern(entry.other_given));
        self.birth_dates.push(entry.birth_date);
        self.postcodes.push(entry.postcode);
        self.sexes.push(entry.sex);
        self.schools.push(self.school_lists.intern(entry.schools));
        self.guardianships.push(entry.guardianship);
        self.origins.push(entry.origin);
        self.flaws.push(entry.flaws);
        row
    }

    /// Adds a flaw that shows only once other rows are known, such as a duplicate identifier.
    ///
    /// # Panics
    /// When `row` is out of bounds.
    pub fn add_flaw(&mut self, row: Row, flaw: Flaws) {
        let slot = &mut self.flaws[row as usize];
        *slot = slot.union(flaw);
    }

    /// Replaces the schools of a person with several rows and a school on each.
    ///
    /// # Panics
    /// When `row` is out of bounds.
    pub fn set_schools(&mut self, row: Row, schools: &str) {
        self.schools[row as usize] = self.school_lists.intern(schools);
    }

    /// Replaces what the base says of a parent's right, which may rest on other rows.
    ///
    /// # Panics
    /// When `row` is out of bounds.
    pub fn set_guardianship(&mut self, row: Row, guardianship: Guardianship) {
        self.guardianships[row as usize] = guardianship;
    }

    /// Replaces who answers for whom by these pairs of child and responsible adult, in any order, repeated or not. Pairs
    /// come from a file that states them, never from a common name or address.
    ///
    /// # Panics
    /// When a row is out of bounds, or past 2³² pairs.
    pub fn set_responsibles(&mut self, pairs: Vec<(Row, Row)>) {
        self.relations = Relations::new(pairs, self.len());
    }

    /// The adults who answer for the child at `child`, in ascending order; empty where nothing tells.
    pub fn responsible(&self, child: Row) -> &[Row] {
        self.relations.adults_of(child)
    }

    /// The children for whom the adult at `adult` answers, in ascending order; empty where nothing tells.
    pub fn children(&self, adult: Row) -> &[Row] {
        self.relations.children_of(adult)
    }

    /// Returns true if the list names the responsible adult of any child.
    pub fn has_responsibles(&self) -> bool {
        !self.relations.is_empty()
    }

    /// How many people there are.
    pub fn len(&self) -> usize {
        self.ids.len()
    }

    /// Returns true if the list holds no person.
    pub fn is_empty(&self) -> bool {
        self.ids.is_empty()
    }

    /// The identifier that a person has in the list itself; empty where the reader had to name them by file and line.
    ///
    /// # Panics
    /// When the row is not one of this population.
    pub fn own_id(&self, row: Row) -> &str {
        let person = self.person(row);
        let source = self.sources.get(usize::from(person.origin().source)).map_or("", String::as_str);
        let is_place = person
            .id()
            .rsplit_once(':')
            .is_some_and(|(file, line)| file == source && line.parse() == Ok(person.origin().line));
        if is_place { "" } else { person.id() }
    }

    /// The person at `row`.
    ///
    /// # Panics
    /// Its accessors do, when `row` is out of bounds.
    pub fn person(&self, row: Row) -> Person<'_> {
        Person { population: self, row }
    }

    /// Tells whether letters are lost in a name of somebody with this profile, or of anybody where it is not known.
    pub fn has_lost_accents(&self, profile: Option<Profile>) -> bool {
        let is_meant = |person: &Person<'_>| profile.is_none_or(|profile| person.profiles().contains(profile));
        self.people().any(|person| person.flaws().contains(Flaws::DAMAGED_TEXT) && is_meant(&person))
    }

    /// Everybody, in order.
    pub fn people(&self) -> impl ExactSizeIterator<Item = Person<'_>> {
        // The cast holds: `push` keeps the length below 2^32.
        (0..self.len() as Row).map(|row| self.person(row))
    }
}

/// A view of one row of a [`Population`].
#[derive(Debug, Clone, Copy)]
pub struct Person<'a> {
    population: &'a Population,
    row: Row,
}

impl<'a> Person<'a> {
    /// Those for whom this person answers, as far as the population tells.
    pub fn children(self) -> impl Iterator<Item = Person<'a>> {
        self.population.children(self.row).iter().map(move |&row| self.population.person(row))
    }

    fn index(self) -> usize {
        self.row as usize
    }

    /// Its row.
    pub fn row(self) -> Row {
        self.row
    }

    /// `IDPN` or `uid`.
    pub fn id(self) -> &'a str {
        self.population.ids.get(self.index())
    }

    /// The CAS id the base already holds for this user, if any.
    pub fn linked_id(self) -> Option<&'a str> {
        Some(self.population.linked_ids.get(self.index())).filter(|id| !id.is_empty())
    }

    /// What the person is at the school.
    pub fn profiles(self) -> ProfileSet {
        self.population.profiles[self.index()]
    }

    /// Usage family name as written.
    pub fn family(self) -> &'a str {
        self.population.names.resolve(self.family_symbol())
    }

    /// Given name as written.
    pub fn given(self) -> &'a str {
        self.population.names.resolve(self.given_symbol())
    }

    /// Birth name as written, empty if unknown.
    pub fn birth_family(self) -> &'a str {
        self.population.names.resolve(self.birth_family_symbol())
    }

    /// Further given names as written, empty if unknown.
    pub fn other_given(self) -> &'a str {
        self.population.names.resolve(self.other_given_symbol())
    }

    /// [`Self::family`] in [`Population::names`].
    pub fn family_symbol(self) -> Symbol {
        self.population.family[self.index()]
    }

    /// [`Self::given`] in [`Population::names`].
    pub fn given_symbol(self) -> Symbol {
        self.population.given[self.index()]
    }

    /// [`Self::birth_family`] in [`Population::names`].
    pub fn birth_family_symbol(self) -> Symbol {
        self.population.birth_family[self.index()]
    }

    /// [`Self::other_given`] in [`Population::names`].
    pub fn other_given_symbol(self) -> Symbol {
        self.population.other_given[self.index()]
    }

    /// Birth date, possibly missing.
    pub fn birth_date(self) -> BirthDate {
        self.population.birth_dates[self.index()]
    }

    /// Postcode, possibly missing.
    pub fn postcode(self) -> Postcode {
        self.population.postcodes[self.index()]
    }

    /// Sex, possibly unknown.
    pub fn sex(self) -> Sex {
        self.population.sexes[self.index()]
    }

    /// The `;`-separated UAI list as written, empty if unknown.
    pub fn schools(self) -> &'a str {
        self.population.school_lists.resolve(self.schools_symbol())
    }

    /// [`Self::schools`] in [`Population::school_lists`].
    pub fn schools_symbol(self) -> Symbol {
        self.population.schools[self.index()]
    }

    /// The responsibility that entitles a parent to see the children's file. It is unstated for other profiles.
    pub fn guardianship(self) -> Guardianship {
        self.population.guardianships[self.index()]
    }

    /// File and line.
    pub fn origin(self) -> Origin {
        self.population.origins[self.index()]
    }

    /// The flaws of the row.
    pub fn flaws(self) -> Flaws {
        self.population.flaws[self.index()]
    }

    /// Values of the pass-through columns, in the order of [`Population::extra_titles`].
    pub fn extras(self) -> impl ExactSizeIterator<Item = &'a str> {
        let index = self.index();
        self.population.extras.iter().map(move |column| column.get(index))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::identity::Responsibility;

    #[test]
    fn gives_back_what_was_pushed() {
        let mut base = Population::new(vec!["eleves.csv".into()], vec!["Régime".into()]);
        let row = base.push(Entry {
            id: "17",
            profiles: Profile::Pupils.into(),
            family: "NOIRET",
            given: "Jean Baptiste",
            origin: Origin { source: 0, line: 2 },
            extras: &["Externe"],
            ..Entry::default()
        });
        base.add_flaw(row, Flaws::DUPLICATE_ID);
        let legal = Guardianship::new(Responsibility::Legal, true);
        assert_eq!(base.person(row).guardianship(), Guardianship::UNSTATED);
        base.set_guardianship(row, legal);
        let person = base.person(row);
        assert_eq!((person.id(), person.family(), person.given()), ("17", "NOIRET", "Jean Baptiste"));
        assert_eq!((person.linked_id(), person.guardianship()), (None, legal));
        assert!(person.flaws().contains(Flaws::DUPLICATE_ID));
        assert_eq!(person.extras().collect::<Vec<_>>(), ["Externe"]);
    }
}
