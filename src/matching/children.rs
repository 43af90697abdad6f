//! Evidence that linked children give on the adults who answer for them.
//!
//! Role: grades [`Field::Children`](super::Field::Children), which no record holds, since it rests on links. Input: who
//! answers for whom on both sides, and which pupils are linked ([`Families`]). Output: the evidence on a pair of
//! an identity and a user ([`ChildrenSaid`]). Invariant: a side that does not tell who answers for whom speaks neither
//! for a pair nor against it. Entry point: [`Families::of`].
//!
//! The evidence runs both ways:
//!
//! | the ENT, of the identity | the base, of the user | level |
//! |---|---|---|
//! | a child that the user answers for, too | | exact |
//! | linked children | other linked children | different |
//! | linked children, for each of whom the base tells of other adults | other children | different |
//! | other children | linked children, for each of whom the ENT tells of other adults | different |
//! | children, for whom the base tells of other adults | none | untold |
//! | none | children, for whom the ENT tells of other adults | untold |
//! | anything else | | missing |
//!
//! «Untold» is missing where one of the adults told of can be the identity (or the user) by the given name: then that
//! adult is the better candidate, and the others need no penalty. Where none can be, the list is incomplete or the person
//! is absent. The two cannot be told apart, so «untold» speaks against everybody alike.

use foldhash::HashMap;

use crate::identity::{Person, Population, Row, Sex};

use super::Level;
use super::lexicon::{Form, Forms, Lexicon};
use super::name_level::{NameKind, compare_names};
use super::rarity::{self, Rarity};

/// Both sides with their relations, and the pupils that are linked.
#[derive(Debug)]
pub struct Families<'a> {
    /// The users.
    pub base: &'a Population,
    /// The identities.
    pub cas: &'a Population,
    /// All names.
    pub lexicon: &'a Lexicon,
    /// The forms of the users' names.
    pub base_forms: &'a Forms,
    /// The forms of the identities' names.
    pub cas_forms: &'a Forms,
    /// The user of each linked pupil of the ENT.
    pub users: HashMap<Row, Row>,
    /// The account of each linked pupil of the base: the same links, turned.
    pub accounts: HashMap<Row, Row>,
}

/// What linked children say of one identity and one user.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ChildrenSaid {
    /// How far the two agree.
    pub level: Level,
    /// How rare it is to answer for one of the identity's children.
    pub rarity: Rarity,
    /// Whether the two answer for one child, one of them bears that child's family name, and both can be its mother: then
    /// another family name may be a birth name.
    pub is_name_of_child: bool,
}

/// What is known of the children of one identity.
#[derive(Debug, Clone)]
pub struct LinkedChildren<'a> {
    families: &'a Families<'a>,
    identity: Row,
    /// The users that the children are linked with, ascending.
    children: Vec<Row>,
    /// The users who answer for them, ascending, each once.
    adults: Vec<Row>,
    /// Whether one of these can be the identity by the given name.
    has_namesake: bool,
}

impl<'a> Families<'a> {
    /// What the children of an identity, and those of the users it is compared with, say.
    pub fn of(&'a self, identity: Row) -> LinkedChildren<'a> {
        let mut children: Vec<Row> =
            self.cas.children(identity).iter().filter_map(|child| self.users.get(child).copied()).collect();
        children.sort_unstable();
        let mut adults: Vec<Row> = children.iter().flat_map(|&child| self.base.responsible(child)).copied().collect();
        adults.sort_unstable();
        adults.dedup();
        let has_namesake = adults.iter().any(|&adult| self.share_given_name(adult, identity));
        LinkedChildren { families: self, identity, children, adults, has_namesake }
    }

    /// Whether a user and an identity can go by one given name, as closely as lists write it.
    fn share_given_name(&self, user: Row, identity: Row) -> bool {
        let user = self.base_forms.of(self.base.person(user).given_symbol());
        let identity = self.cas_forms.of(self.cas.person(identity).given_symbol());
        compare_names(self.lexicon, user, identity, NameKind::Given) < Level::Partial
    }

    /// The forms of the family names of a user.
    fn names_of_user(&self, user: Row) -> impl Iterator<Item = Form> {
        family_names(self.base.person(user), self.base_forms)
    }

    /// The forms of the family names of an identity.
    fn names_of_identity(&self, identity: Row) -> impl Iterator<Item = Form> {
        family_names(self.cas.person(identity), self.cas_forms)
    }

    fn sex_told_by_given_name(&self, form: Form) -> Sex {
        self.lexicon.traits[form.index()].sex
    }
}

/// The forms of a person's usage and birth name.
fn family_names(person: Person<'_>, forms: &Forms) -> impl Iterator<Item = Form> {
    [person.family_symbol(), person.birth_family_symbol()]
        .map(|name| forms.of(name))
        .into_iter()
        .filter(|form| !form.is_empty())
}

impl LinkedChildren<'_> {
    /// Whether nothing at all is known, of the identity's own children or of anybody's.
    pub fn say_nothing(&self) -> bool {
        self.adults.is_empty() && self.families.accounts.is_empty()
    }

    /// The users who answer for the identity's linked children, in ascending order.
    pub fn adults(&self) -> &[Row] {
        &self.adults
    }

    /// Returns the evidence of the children on `user`; the rarity is that of their adults among `users` people.
    pub fn say_of(&self, user: Row, users: usize) -> ChildrenSaid {
        let level = self.level(user);
        ChildrenSaid {
            level,
            rarity: rarity::of_share(self.adults.len(), users),
            is_name_of_child: level == Level::Exact && self.is_name_of_child(user),
        }
    }

    fn level(&self, user: Row) -> Level {
        if self.adults.binary_search(&user).is_ok() {
            return Level::Exact;
        }
        let families = self.families;
        let are_others_told_for_identity = !self.adults.is_empty();
        let accounts_told = self.accounts_told_for(user);
        let are_others_told_for_user = accounts_told.clone().next().is_some();
        let children_of_user = families.base.children(user);
        let has_user_children = !children_of_user.is_empty();
        let has_identity_children = !families.cas.children(self.identity).is_empty();
        let are_linked = || children_of_user.iter().any(|child| families.accounts.contains_key(child));
        match (has_identity_children, has_user_children) {
            // Both tell of children, and share none. A list that tells of other adults for the linked ones would tell of this
            // one, too; where nobody is told, a child that is not linked may be one of the other side's.
            (true, true) if !self.children.is_empty() && (are_linked() || self.is_somebody_told_for_each_child()) => {
                Level::Different
            }
            (true, true) if self.is_somebody_told_for_each(children_of_user) => Level::Different,
            (true, false) if are_others_told_for_identity && !self.has_namesake => Level::Untold,
            (false, true) if are_others_told_for_user => {
                let mut told = accounts_told;
                let has_namesake = told.any(|account| families.share_given_name(user, account));
                if has_namesake { Level::Missing } else { Level::Untold }
            }
            _ => Level::Missing,
        }
    }

    /// Whether the base tells an adult for each linked child of the identity.
    fn is_somebody_told_for_each_child(&self) -> bool {
        self.children.iter().all(|&child| !self.families.base.responsible(child).is_empty())
    }

    /// Whether the ENT tells an adult for each of these users who is a linked child; there is one.
    fn is_somebody_told_for_each(&self, children: &[Row]) -> bool {
        let families = self.families;
        let mut linked = children.iter().filter_map(|child| families.accounts.get(child)).peekable();
        linked.peek().is_some() && linked.all(|&account| !families.cas.responsible(account).is_empty())
    }

    /// The identities that the ENT tells of for the linked children of a user; the identity itself is none of them, or the
    /// user were one of [`Self::adults`].
    fn accounts_told_for(&self, user: Row) -> impl Iterator<Item = Row> + Clone + use<'_> {
        let families = self.families;
        let accounts = families.base.children(user).iter().filter_map(|child| families.accounts.get(child));
        accounts.flat_map(|&account| families.cas.responsible(account)).copied()
    }

    /// Whether a user and the identity can be the mother of a child that both answer for, by the name that the child bears:
    /// one of them goes by it, as a usage name.
    fn is_name_of_child(&self, user: Row) -> bool {
        let families = self.families;
        // Between two people of one usage name there is nothing to explain but two birth names.
        let usage_names = [
            families.base_forms.of(families.base.person(user).family_symbol()),
            families.cas_forms.of(families.cas.person(self.identity).family_symbol()),
        ];
        if families.lexicon.key(usage_names[0]) == families.lexicon.key(usage_names[1]) {
            return false;
        }
        let shared = self.children.iter().filter(|&&child| families.base.responsible(child).contains(&user));
        let mut names_of_children = shared.flat_map(|&child| {
            let account = families.accounts.get(&child).copied();
            families
                .names_of_user(child)
                .chain(account.into_iter().flat_map(|account| families.names_of_identity(account)))
        });
        let is_borne = |child: Form| {
            let own = families.names_of_user(user).chain(families.names_of_identity(self.identity));
            own.into_iter().any(|name| compare_names(families.lexicon, name, child, NameKind::Family) <= Level::Subset)
        };
        self.can_be_mother(user) && names_of_children.any(is_borne)
    }

    /// Whether nothing says that the user or the identity is a man, and something says that one is a woman.
    fn can_be_mother(&self, user: Row) -> bool {
        let families = self.families;
        let (user, identity) = (families.base.person(user), families.cas.person(self.identity));
        let sexes = [
            user.sex(),
            identity.sex(),
            families.sex_told_by_given_name(families.base_forms.of(user.given_symbol())),
            families.sex_told_by_given_name(families.cas_forms.of(identity.given_symbol())),
        ];
        sexes.contains(&Sex::Female) && !sexes.contains(&Sex::Male)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::identity::Entry;

    const LEA: Row = 0;
    const TOM: Row = 1;

    /// On both sides: two children, then the given adults; `relations` are pairs of a child and an adult.
    fn side(adults: &[Entry<'_>], relations: &[(Row, Row)]) -> Population {
        let mut side = Population::new(vec!["list.csv".to_owned()], Vec::new());
        for given in ["Léa", "Tom"] {
            side.push(Entry { family: "DURAND", given, ..Entry::default() });
        }
        for &adult in adults {
            side.push(adult);
        }
        side.set_responsibles(relations.to_vec());
        side
    }

    fn adult<'a>(family: &'a str, given: &'a str) -> Entry<'a> {
        Entry { family, given, ..Entry::default() }
    }

    /// What the children say of the first adult of each side, both children being linked.
    fn say(base: &Population, cas: &Population) -> ChildrenSaid {
        let (lexicon, base_forms, cas_forms) = Lexicon::build(&base.names, &cas.names);
        let links = [(LEA, LEA), (TOM, TOM)];
        let families = Families {
            base,
            cas,
            lexicon: &lexicon,
            base_forms: &base_forms,
            cas_forms: &cas_forms,
            users: links.into_iter().collect(),
            accounts: links.into_iter().collect(),
        };
        families.of(2).say_of(2, 1024)
    }

    fn level(base: &[(Row, Row)], cas: &[(Row, Row)]) -> Level {
        let adults = [adult("DURAND", "Sophie"), adult("DURAND", "Paul")];
        say(&side(&adults, base), &side(&adults, cas)).level
    }

    #[test]
    fn adults_of_one_child_agree_and_adults_of_others_differ() {
        assert_eq!(level(&[(LEA, 2)], &[(LEA, 2)]), Level::Exact);
        // The base tells of another adult for Léa, and of Tom for this one.
        assert_eq!(level(&[(LEA, 3), (TOM, 2)], &[(LEA, 2)]), Level::Different);
        // The base tells of nobody for Léa; the ENT tells of another adult for Tom.
        assert_eq!(level(&[(TOM, 2)], &[(LEA, 2), (TOM, 3)]), Level::Different);
        // Neither side tells of a further adult: these are still two mothers of two children.
        assert_eq!(level(&[(TOM, 2)], &[(LEA, 2)]), Level::Different);
    }

    #[test]
    fn who_is_told_of_for_nobody_is_untold_unless_a_namesake_is_told_of() {
        assert_eq!(level(&[(LEA, 3)], &[(LEA, 2)]), Level::Untold);
        assert_eq!(level(&[(LEA, 2)], &[(LEA, 3)]), Level::Untold);
        assert_eq!(level(&[], &[(LEA, 2)]), Level::Missing);
        let namesakes = [adult("DURAND", "Sophie"), adult("DURAND", "Sophie")];
        let said = say(&side(&namesakes, &[(LEA, 3)]), &side(&namesakes, &[(LEA, 2)]));
        assert_eq!(said.level, Level::Missing);
        // One in 1,024 is ten bits.
        assert_eq!(said.rarity, 100);
    }

    #[test]
    fn the_name_of_the_child_explains_another_name_of_its_mother_alone() {
        let relations = [(LEA, 2)];
        let explains = |user: Entry<'_>, identity: Entry<'_>| {
            say(&side(&[user], &relations), &side(&[identity], &relations)).is_name_of_child
        };
        assert!(explains(adult("LE CACHEUX", "Sophie"), adult("DURAND", "Sophie")));
        assert!(explains(adult("DURAND", "Sophie"), adult("LE CACHEUX", "Sophie")));
        assert!(!explains(adult("LE CACHEUX", "Christophe"), adult("DURAND", "Christophe")));
        assert!(!explains(adult("LE CACHEUX", "Claude"), adult("DURAND", "Claude")));
        assert!(!explains(adult("LE CACHEUX", "Sophie"), adult("MARTIN", "Sophie")));
        let madame = Entry { sex: Sex::Female, ..adult("LE CACHEUX", "Claude") };
        assert!(explains(madame, adult("DURAND", "Claude")));
    }
}
