//! People who resemble another person of their school.
//!
//! Input: the people of a school, rates. Output: some of them changed, some added, and the pairs of those who resemble each
//! other ([`Resemblances`]). Invariants: no person is changed for two reasons; without a rate nothing is drawn. Entry point: `add`.

use std::collections::{BTreeMap, HashSet};

use super::alike_names::AlikeNames;
use super::complications::Complications;
use crate::evaluation::synth::people::{Human, Kin, Maker, Place};
use crate::evaluation::synth::place;
use crate::evaluation::synth::random::Random;
use crate::evaluation::synth::spelling;
use crate::identity::{BirthDate, Profile, Sex};

/// Step-parents with the very given name of the parent: more than chance gives, since such a couple is what goes wrong.
const STEPPARENT_SAME_GIVEN: f64 = 0.03;
/// Namesakes who live in the same commune.
const SAME_COMMUNE: f64 = 0.5;

/// The pairs of people who resemble each other, by position, and the sides that some people have to be on.
#[derive(Debug, Default)]
pub(in crate::evaluation::synth) struct Resemblances {
    /// Pairs of which one may be missing.
    pub(super) pairs: Vec<(usize, usize)>,
    /// People who have an account and are not in the base, whatever else is drawn.
    pub(super) only_ent: Vec<usize>,
    /// People of the base who have no account.
    pub(super) only_base: Vec<usize>,
    /// People who are on both sides: their account in one school could be that in the other.
    pub(super) on_both_sides: Vec<usize>,
}

/// Changes and adds people as `complications` ask for.
pub(in crate::evaluation::synth) fn add(
    maker: &Maker<'_>,
    complications: &Complications,
    people: &mut Vec<Human>,
    random: &mut Random,
) -> Resemblances {
    let mut work = Work { maker, random, taken: HashSet::new(), found: Resemblances::default() };
    let rates = complications.lookalikes;
    if rates.alike_twins > 0.0 || complications.absences.lookalikes > 0.0 {
        work.twins(rates.alike_twins, people);
    }
    if rates.alike_couples > 0.0 || rates.equal_couples > 0.0 {
        work.couples(rates.alike_couples, rates.equal_couples, people);
    }
    if rates.relatives > 0.0 {
        work.relatives(rates.relatives, people);
    }
    if rates.namesake_parents > 0.0 {
        work.parents_named_after(rates.namesake_parents, people, |other| {
            Some((other.family.clone(), other.given.clone()))
        });
    }
    if rates.birth_names > 0.0 {
        work.parents_named_after(rates.birth_names, people, |other| {
            let is_mother = other.sex == Sex::Female && !other.birth_family.is_empty();
            is_mother.then(|| (other.birth_family.clone(), other.given.clone()))
        });
    }
    if rates.swapped_names > 0.0 {
        work.swapped_names(rates.swapped_names, people);
    }
    if rates.stepparents > 0.0 {
        work.stepparents(rates.stepparents, people);
    }
    if rates.strangers_pupils > 0.0 || rates.strangers_parents > 0.0 {
        work.strangers([rates.strangers_pupils, rates.strangers_parents], rates.strangers_half, people);
    }
    if complications.two_schools > 0.0 {
        work.two_schools(complications.two_schools, people);
    }
    if complications.filler_dates > 0.0 {
        work.filler_dates(complications.filler_dates, people);
    }
    if complications.adult_dates {
        work.adult_dates(people);
    }
    work.found
}

struct Work<'a, 'm> {
    maker: &'a Maker<'m>,
    random: &'a mut Random,
    /// Positions of those who resemble somebody already.
    taken: HashSet<usize>,
    found: Resemblances,
}

/// The positions of each household's members, in order.
fn households(people: &[Human]) -> BTreeMap<u32, Vec<usize>> {
    let mut households: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
    for (index, human) in people.iter().enumerate() {
        if let Some(household) = human.household {
            households.entry(household).or_default().push(index);
        }
    }
    households
}

fn is_parent(human: &Human) -> bool {
    human.profiles.contains(Profile::Parents)
}

fn is_pupil(human: &Human) -> bool {
    human.profiles.contains(Profile::Pupils)
}

impl Work<'_, '_> {
    fn pair(&mut self, first: usize, second: usize) {
        self.taken.extend([first, second]);
        self.found.pairs.push((first, second));
    }

    fn is_free(&self, index: usize) -> bool {
        !self.taken.contains(&index)
    }

    fn twins(&mut self, alike: f64, people: &mut [Human]) {
        let names = (alike > 0.0).then(|| AlikeNames::of_twins(self.maker.tables));
        for first in 0..people.len().saturating_sub(1) {
            let second = first + 1;
            let are_twins = people[first].kin == Kin::Twin
                && people[second].kin == Kin::Twin
                && people[first].household == people[second].household;
            if !are_twins || !self.is_free(first) {
                continue;
            }
            self.pair(first, second);
            let Some(names) = names.as_ref().filter(|_| self.random.chance(alike)) else { continue };
            let Some([one, other]) = names.draw(self.random) else { continue };
            let turned = self.random.chance(0.5);
            for (index, (given, sex)) in
                [first, second].into_iter().zip(if turned { [other, one] } else { [one, other] })
            {
                people[index].given.clone_from(given);
                people[index].sex = *sex;
            }
        }
    }

    fn couples(&mut self, alike: f64, equal: f64, people: &mut [Human]) {
        let names = AlikeNames::of_couples(self.maker.tables);
        for members in households(people).into_values() {
            let parents: Vec<usize> = members.into_iter().filter(|&index| is_parent(&people[index])).collect();
            let &[mother, father] = parents.as_slice() else { continue };
            if people[mother].sex == people[father].sex || !self.is_free(mother) || !self.is_free(father) {
                continue;
            }
            let pair = if self.random.chance(alike) {
                names.draw(self.random).map(|[(man, _), (woman, _)]| (man.clone(), woman.clone()))
            } else if equal > 0.0 && self.random.chance(equal) {
                let name =
                    *self.random.pick(&["Dominique", "Claude", "Camille", "Pascal", "Frédérique", "Alix", "Stéphane"]);
                Some((name.to_owned(), name.to_owned()))
            } else {
                continue;
            };
            let Some((man, woman)) = pair else { continue };
            let (family, postcode) = (people[father].family.clone(), people[father].postcode);
            people[father].given = man;
            let wife = &mut people[mother];
            wife.given = woman;
            if wife.birth_family.is_empty() && wife.family != family {
                wife.birth_family = std::mem::take(&mut wife.family);
            }
            wife.family = family;
            wife.postcode = postcode;
            [mother, father].into_iter().for_each(|index| people[index].kin = Kin::Spouse);
            self.pair(mother, father);
        }
    }

    fn relatives(&mut self, rate: f64, people: &mut Vec<Human>) {
        for members in households(people).into_values() {
            if !self.random.chance(rate) {
                continue;
            }
            let Some(&parent) = members.iter().rfind(|&&index| is_parent(&people[index])) else {
                continue;
            };
            let child = members.iter().copied().find(|&index| {
                is_pupil(&people[index]) && people[index].sex == people[parent].sex && self.is_free(index)
            });
            if !self.is_free(parent) {
                continue;
            }
            match (self.random.below(3), child) {
                (0, Some(child)) => {
                    let given = people[parent].given.clone();
                    let family = people[parent].family.clone();
                    people[child].given = given;
                    people[child].family = family;
                    people[child].kin = Kin::Relative;
                    self.pair(parent, child);
                }
                (1, Some(child)) => {
                    let mut cousin = self.maker.namesake(&people[child], self.random);
                    cousin.postcode = people[child].postcode;
                    self.add_relative(cousin, child, people);
                }
                _ => {
                    let grandparent = &people[parent];
                    let postcode = if self.random.chance(0.8) {
                        grandparent.postcode
                    } else {
                        place::near(grandparent.postcode, self.random)
                    };
                    let other_given = self.maker.other_given_of(grandparent, self.random);
                    let grandparent = Human {
                        profiles: Profile::Parents.into(),
                        postcode,
                        other_given,
                        birth_family: String::new(),
                        ..grandparent.clone()
                    };
                    self.add_relative(grandparent, parent, people);
                }
            }
        }
    }

    fn add_relative(&mut self, relative: Human, of: usize, people: &mut Vec<Human>) {
        people[of].kin = Kin::Relative;
        people.push(Human { kin: Kin::Relative, ..relative });
        self.pair(of, people.len() - 1);
    }

    /// Another parent of the same sex and of another household, whom nobody resembles yet.
    fn other_parent(&mut self, of: usize, people: &[Human]) -> Option<usize> {
        // Some tries: a school without such a parent has none for anybody.
        for _ in 0..200 {
            let other = self.random.below(people.len());
            let human = &people[other];
            let is_one = is_parent(human) && human.sex == people[of].sex && human.household != people[of].household;
            if is_one && self.is_free(other) {
                return Some(other);
            }
        }
        None
    }

    /// Gives some parents the names that `names` makes of another one.
    fn parents_named_after(
        &mut self,
        rate: f64,
        people: &mut [Human],
        names: impl Fn(&Human) -> Option<(String, String)>,
    ) {
        for index in 0..people.len() {
            if !is_parent(&people[index]) || !self.is_free(index) {
                continue;
            }
            let Some((family, given)) = names(&people[index]) else { continue };
            if !self.random.chance(rate) {
                continue;
            }
            let Some(other) = self.other_parent(index, people) else { continue };
            rename(other, &family, people);
            people[other].given = given;
            if self.random.chance(SAME_COMMUNE) {
                people[other].postcode = people[index].postcode;
            }
            [index, other].into_iter().for_each(|index| people[index].kin = Kin::OtherNamesake);
            self.pair(index, other);
        }
    }

    fn swapped_names(&mut self, rate: f64, people: &mut [Human]) {
        for index in 0..people.len() {
            if !is_parent(&people[index]) || !self.is_free(index) || !self.random.chance(rate) {
                continue;
            }
            // A family name that is a man's given name, as most such names are.
            let family = self.maker.adult_given(Sex::Male, self.random);
            let Some(other) = self.other_parent(index, people) else { continue };
            let given = people[index].given.clone();
            rename(index, &in_capitals(&family), people);
            rename(other, &in_capitals(&given), people);
            people[other].given = family;
            if self.random.chance(SAME_COMMUNE) {
                people[other].postcode = people[index].postcode;
            }
            [index, other].into_iter().for_each(|index| people[index].kin = Kin::OtherNamesake);
            self.pair(index, other);
        }
    }

    fn stepparents(&mut self, rate: f64, people: &mut Vec<Human>) {
        let last = people.len();
        for index in 0..last {
            if !is_parent(&people[index]) || people[index].household.is_none() || !self.is_free(index) {
                continue;
            }
            if !self.random.chance(rate) {
                continue;
            }
            let parent = &people[index];
            let home = people[..last].iter().find(|human| is_pupil(human) && human.household == parent.household);
            let given = if self.random.chance(STEPPARENT_SAME_GIVEN) {
                parent.given.clone()
            } else {
                self.maker.adult_given(parent.sex, self.random)
            };
            let stepparent = Human {
                profiles: Profile::Parents.into(),
                sex: parent.sex,
                family: self.maker.family_name(self.random),
                birth_family: String::new(),
                given,
                other_given: String::new(),
                birth_date: BirthDate::MISSING,
                postcode: home.map_or(parent.postcode, |child| child.postcode),
                kin: Kin::Stepparent,
                place: Place::Here,
                household: parent.household,
            };
            people.push(stepparent);
            let added = people.len() - 1;
            self.taken.extend([index, added]);
            let (at_ent, in_base) = if self.random.chance(0.5) { (added, index) } else { (index, added) };
            if people[index].kin == Kin::None {
                people[index].kin = Kin::Stepparent;
            }
            self.found.only_ent.push(at_ent);
            self.found.only_base.push(in_base);
        }
    }

    fn strangers(&mut self, rates: [f64; 2], half: f64, people: &mut Vec<Human>) {
        for index in 0..people.len() {
            let human = &people[index];
            let rate = match (is_pupil(human), is_parent(human)) {
                (true, _) => rates[0],
                (_, true) => rates[1],
                _ => 0.0,
            };
            if rate == 0.0 || human.kin == Kin::Namesake || !self.is_free(index) || !self.random.chance(rate) {
                continue;
            }
            let human = &people[index];
            let mut family = self.maker.family_name(self.random);
            if let Some((first, second)) = halves(&human.family)
                && half > 0.0
                && self.random.chance(half)
            {
                let other = halves(&family).map_or(family.as_str(), |(_, second)| second);
                family = if self.random.chance(0.5) { format!("{first} {other}") } else { format!("{other} {second}") };
            }
            if family == human.family {
                continue;
            }
            let profiles = if is_pupil(human) { Profile::Pupils } else { Profile::Parents };
            let stranger = Human {
                profiles: profiles.into(),
                family,
                birth_family: String::new(),
                other_given: String::new(),
                kin: Kin::Stranger,
                household: None,
                ..human.clone()
            };
            people.push(stranger);
            let added = people.len() - 1;
            self.taken.extend([index, added]);
            match self.random.below(5) {
                0 | 1 => self.found.only_ent.push(added),
                2 | 3 => {
                    self.found.only_ent.push(added);
                    self.found.only_base.push(index);
                }
                _ => {
                    self.found.only_base.push(added);
                    self.found.only_ent.push(index);
                    people[index].kin = Kin::Stranger;
                }
            }
        }
    }

    /// Gives the parents of some households a second place in another school, with another child.
    fn two_schools(&mut self, rate: f64, people: &mut Vec<Human>) {
        for members in households(people).into_values() {
            if !self.random.chance(rate) {
                continue;
            }
            let Some(&child) = members.iter().find(|&&index| is_pupil(&people[index])) else { continue };
            let household = Some(people.len() as u32);
            let sibling = self.maker.sibling_elsewhere(&people[child], self.random);
            people.push(Human { household, place: Place::Elsewhere, ..sibling });
            for index in members {
                if is_parent(&people[index]) {
                    self.found.on_both_sides.extend([index, people.len()]);
                    let profiles = Profile::Parents.into();
                    people[index].place = Place::HereOfTwo;
                    people.push(Human { household, place: Place::Elsewhere, profiles, ..people[index].clone() });
                }
            }
        }
    }

    /// The children of a household lack their dates together.
    fn filler_dates(&mut self, rate: f64, people: &mut [Human]) {
        let local = self.maker.local;
        for index in 0..people.len() {
            if !is_pupil(&people[index]) {
                continue;
            }
            let is_first = index == 0
                || people[index - 1].household.is_none()
                || people[index - 1].household != people[index].household;
            if !is_first {
                continue;
            }
            let own = match local.map(|local| local.community_of(&people[index].family)) {
                None => rate,
                Some(Some(0)) => 6.0 * rate,
                Some(_) => 0.2 * rate,
            };
            if !self.random.chance(own) {
                continue;
            }
            let household = people[index].household;
            let last_day = self.random.chance(0.15);
            let mut at = index;
            while at < people.len()
                && is_pupil(&people[at])
                && (at == index || (household.is_some() && people[at].household == household))
            {
                let year = people[at].birth_date.year() as i32;
                let filler = if last_day { BirthDate::new(year, 12, 31) } else { BirthDate::new(year, 1, 1) };
                people[at].birth_date = filler.unwrap_or(people[at].birth_date);
                at += 1;
            }
        }
    }

    fn adult_dates(&mut self, people: &mut [Human]) {
        let year = self.maker.config.school_year;
        for human in people.iter_mut().filter(|human| !is_pupil(human)) {
            // Three draws, so that most are between 33 and 55.
            let age = 26 + (0..3).map(|_| self.random.between(0, 12)).sum::<usize>();
            let date =
                BirthDate::new(year - age as i32, self.random.between(1, 12) as u32, self.random.between(1, 28) as u32);
            human.birth_date = date.unwrap_or(BirthDate::MISSING);
        }
    }
}

/// Gives somebody another family name; those of the household who bear the old one follow.
fn rename(index: usize, family: &str, people: &mut [Human]) {
    let old = std::mem::replace(&mut people[index].family, family.to_owned());
    if people[index].birth_family == family {
        people[index].birth_family.clear();
    }
    let household = people[index].household;
    for human in people.iter_mut().filter(|human| household.is_some() && human.household == household) {
        for name in [&mut human.family, &mut human.birth_family] {
            if *name == old {
                family.clone_into(name);
            } else if let Some((first, second)) =
                name.split_once('-').filter(|(first, second)| *first == old || *second == old)
            {
                *name = if first == old { format!("{family}-{second}") } else { format!("{first}-{family}") };
            }
        }
        if human.birth_family == human.family {
            human.birth_family.clear();
        }
    }
}

fn halves(name: &str) -> Option<(&str, &str)> {
    super::local_names::iberian_halves(name).or_else(|| spelling::halves(name))
}

fn in_capitals(name: &str) -> String {
    spelling::without_accents(name).to_uppercase()
}
