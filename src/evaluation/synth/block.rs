//! One school, or one block of a pool: the two sides and the truth.
//!
//! Input: the configuration and a block number. Output: a [`Block`]. Invariant: a block depends on seed, configuration
//! and number alone, so blocks can be made in any order; in a pool both sides of a block have the same size.

use std::collections::{BTreeSet, HashMap, HashSet};

use crate::identity::{BirthDate, Entry, Origin, Population, Postcode, Profile, ProfileSet, Sex};

use super::config::{DamageRates, Layout, SynthConfig};
use super::damage::{Damages, Facts, two_sides};
use super::names::NameTables;
use super::people::{Human, Kin, Maker, Place};
use super::place::Area;
use super::random::{Random, split_mix};
use super::regimes::{self, AccountsOf, Complications, Habits, LocalNamesOfSchool};

/// Identities in a block of a pool.
pub(super) const POOL_BLOCK: usize = 2_000;
/// Numbers kept for each school of a block: none has as many people.
const IDS_PER_SCHOOL: u64 = 1 << 14;
/// Sets the random numbers of complications apart from those of the default population.
const COMPLICATIONS: u64 = 0x636f_6d70_6c69_6361;

/// A person as one side writes it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Record {
    /// `IDPN` or `uid`; unique on its side.
    pub id: String,
    /// One profile in the base; one or more at the ENT.
    pub profiles: ProfileSet,
    /// Family name in use.
    pub family: String,
    /// Birth name where it is another; shown only with [`SynthConfig::rich`].
    pub birth_family: String,
    /// Given name.
    pub given: String,
    /// Further given names; shown only with [`SynthConfig::rich`].
    pub other_given: String,
    /// Birth date, or missing.
    pub birth_date: BirthDate,
    /// The number of the postcode, `1000` for `01000`; 0 when missing.
    pub postcode: u32,
    /// Sex; shown only with [`SynthConfig::rich`].
    pub sex: Sex,
    /// UAI, empty in a pool.
    pub school: String,
}

impl Record {
    /// As a [`Population`] takes it, without the columns that only a rich directory has unless `rich`.
    pub fn entry(&self, rich: bool, line: u32) -> Entry<'_> {
        Entry {
            id: &self.id,
            profiles: self.profiles,
            family: &self.family,
            given: &self.given,
            birth_family: if rich { &self.birth_family } else { "" },
            other_given: if rich { &self.other_given } else { "" },
            birth_date: self.birth_date,
            postcode: if self.postcode == 0 { Postcode::MISSING } else { Postcode::french(self.postcode) },
            sex: if rich { self.sex } else { Sex::Unknown },
            schools: &self.school,
            origin: Origin { source: 0, line },
            ..Entry::default()
        }
    }

    /// Appends the record to a population; lines are counted from 2, below a header.
    pub(super) fn push_to(&self, population: &mut Population, rich: bool) {
        let line = population.len() as u32 + 2;
        population.push(self.entry(rich, line));
    }
}

/// What is true of one account in one profile.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Truth {
    /// The account.
    pub uid: String,
    /// The user of the base it belongs to; empty when that person is not in the base.
    pub idpn: String,
    /// In which profile.
    pub profile: Profile,
    /// What happened.
    pub case: Case,
    /// Whether the data tell the answer: false when another user fits as well, see [`super::decidable`].
    pub decidable: bool,
}

/// What kind of case an account is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Case {
    /// In the base, with these damages between the two records; `exact` when there is none.
    Pair(Damages),
    /// One of two accounts of a person who is in the base.
    SecondAccount(Damages),
    /// Not in the base.
    Absent,
    /// Not in the base; sisters or brothers may be.
    AbsentSibling,
    /// Not in the base; a twin may be.
    AbsentTwin,
    /// Not in the base; another person of the school has the same names.
    AbsentNamesake,
    /// Not in the base; the spouse, whose given name is alike, may be.
    AbsentSpouse,
    /// Not in the base; a relative of the same names may be.
    AbsentRelative,
    /// Not in the base; a person of another family name who shares the other data may be.
    AbsentStranger,
    /// Not in the base; a step-parent or parent stands in their place.
    AbsentStepparent,
    /// Of another school than the base.
    OtherSchool,
    /// Filed under a profile that is not the person's.
    WrongProfile,
}

impl Case {
    /// As the truth file writes it: `exact`, `family_typo+moved_near`, `second_account`, `absent_twin`.
    pub fn code(self) -> String {
        match self {
            Self::Pair(Damages::NONE) => "exact".to_owned(),
            Self::Pair(damages) => damages.keys().collect::<Vec<_>>().join("+"),
            Self::SecondAccount(damages) => {
                let keys: Vec<_> = ["second_account"].into_iter().chain(damages.keys()).collect();
                keys.join("+")
            }
            Self::Absent => "absent".to_owned(),
            Self::AbsentSibling => "absent_sibling".to_owned(),
            Self::AbsentTwin => "absent_twin".to_owned(),
            Self::AbsentNamesake => "absent_namesake".to_owned(),
            Self::AbsentSpouse => "absent_spouse".to_owned(),
            Self::AbsentRelative => "absent_relative".to_owned(),
            Self::AbsentStranger => "absent_stranger".to_owned(),
            Self::AbsentStepparent => "absent_stepparent".to_owned(),
            Self::OtherSchool => "other_school".to_owned(),
            Self::WrongProfile => "wrong_profile".to_owned(),
        }
    }
}

/// One school, or one block of a pool.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Block {
    /// The base's users, by profile and name.
    pub base: Vec<Record>,
    /// The ENT's accounts, in random order.
    pub cas: Vec<Record>,
    /// The truth, one row per account and profile, in the order of the accounts.
    pub truth: Vec<Truth>,
    /// Who answers for whom: pairs of positions among the accounts, a pupil and a responsible adult, by pupil.
    pub guardians: Vec<(u32, u32)>,
    /// The same of the base: pairs of positions among its users, by adult.
    pub responsibles: Vec<(u32, u32)>,
}

impl Block {
    /// The positions among the accounts of those who answer for the account at `child`.
    pub(super) fn guardians_of(&self, child: u32) -> impl Iterator<Item = usize> {
        let first = self.guardians.partition_point(|&(other, _)| other < child);
        self.guardians[first..].iter().take_while(move |(other, _)| *other == child).map(|&(_, adult)| adult as usize)
    }

    /// The UAI of each school that its people name; none in a pool.
    pub(super) fn schools(&self) -> BTreeSet<String> {
        let lists = self.base.iter().chain(&self.cas).flat_map(|record| record.school.split(';'));
        lists.filter(|school| !school.is_empty()).map(str::to_owned).collect()
    }
}

/// Makes block `number`; in a pool, of `identities` on each side.
pub(super) fn make(
    config: &SynthConfig,
    tables: &NameTables,
    country: &Area,
    number: usize,
    identities: usize,
) -> Block {
    let mut random = Random::new(config.seed, number as u64 + 1);
    match &config.layout {
        Layout::Schools { pupils, .. } => {
            let pupils = random.between(*pupils.start(), *pupils.end());
            let area = Area::catchment(&mut random);
            let complications = &config.complications;
            let mut extra = Random::new(config.seed ^ COMPLICATIONS, number as u64 + 1);
            let local = LocalNamesOfSchool::new(complications.local_names, tables, &mut extra);
            let maker = Maker { tables, config, area: &area, local: local.as_ref() };
            let mut people = school_people(&maker, pupils, &mut random);
            let resemblances = regimes::add_lookalikes(&maker, complications, &mut people, &mut extra);
            let mut plan = Plan::school(config, &people, &mut random);
            regimes::apply_absences(&complications.absences, &people, &resemblances, &mut plan, &mut extra);
            add_other_schools(&maker, &mut people, &mut plan, &mut extra);
            let departement = area.postcode(&mut random) / 1_000;
            let school = School {
                uai: uai(departement, number),
                other_uai: uai(departement, number + 5_000),
                postcode: area.centre(),
            };
            assemble(config, number, &school, people, plan, [&mut random, &mut extra])
        }
        Layout::Pool { .. } => {
            let maker = Maker { tables, config, area: country, local: None };
            let mut extra = Random::new(config.seed ^ COMPLICATIONS, number as u64 + 1);
            let only_ent = (identities as f64 * config.only_ent).round() as usize;
            let people = pool_people(&maker, identities + only_ent, &mut random);
            let plan = Plan::pool(config, &people, only_ent, &mut random);
            let school = School { uai: String::new(), other_uai: String::new(), postcode: country.centre() };
            assemble(config, number, &school, people, plan, [&mut random, &mut extra])
        }
    }
}

fn school_people(maker: &Maker<'_>, pupils: usize, random: &mut Random) -> Vec<Human> {
    let mut people = Vec::new();
    let mut count = 0;
    while count < pupils {
        let first = people.len();
        maker.family(maker.config.families.single, random, &mut people);
        count += people[first..].iter().filter(|human| human.profiles.contains(Profile::Pupils)).count();
    }
    let mut namesakes = Vec::new();
    for pupil in people.iter().filter(|human| human.profiles.contains(Profile::Pupils)) {
        if random.chance(maker.config.namesakes) {
            namesakes.push(maker.namesake(pupil, random));
        }
    }
    people.extend(namesakes);
    let parents: Vec<usize> =
        (0..people.len()).filter(|&index| people[index].profiles.contains(Profile::Parents)).collect();
    for _ in 0..pupils * 85 / 1_000 {
        if random.chance(maker.config.families.teacher_parents) {
            let parent = &mut people[*random.pick(&parents)];
            parent.profiles = parent.profiles.with(Profile::Teachers);
        } else {
            people.push(maker.employee(Profile::Teachers, random));
        }
    }
    for (profile, count) in
        [(Profile::Staff, pupils * 4 / 100), (Profile::Supervisors, pupils / 4), (Profile::Inspectors, 1)]
    {
        people.extend((0..count).map(|_| maker.employee(profile, random)));
    }
    people
}

fn pool_people(maker: &Maker<'_>, count: usize, random: &mut Random) -> Vec<Human> {
    // 45 % and 45 %: in a pool most families have one guardian with an account, and 1.16 children.
    const LONE: f64 = 0.85;
    let mut people = Vec::with_capacity(count + 8);
    while people.len() < count {
        if random.chance(0.792) {
            maker.family(LONE, random, &mut people);
        } else {
            let profile = if random.chance(0.8) { Profile::Teachers } else { Profile::Staff };
            people.push(maker.employee(profile, random));
        }
    }
    people.truncate(count);
    people
}

/// Adds the people of other schools whose accounts stand in the file. A third of these schools share the communes of the base's school, the others its region.
fn add_other_schools(maker: &Maker<'_>, people: &mut Vec<Human>, plan: &mut Plan, random: &mut Random) {
    let accounts_of = maker.config.complications.accounts_of;
    let count = match accounts_of {
        AccountsOf::ThisSchool => return,
        AccountsOf::Region(count) => count,
        AccountsOf::OtherSchool => {
            (0..people.len()).for_each(|index| plan.only_in_base(index));
            1
        }
    };
    let Layout::Schools { pupils, .. } = &maker.config.layout else { return };
    for other in 0..count {
        let area = if other % 3 == 0 { maker.area.clone() } else { maker.area.neighbour(random) };
        let neighbour = Maker { area: &area, ..*maker };
        let first = people.len() as u32;
        let pupils = random.between(*pupils.start(), *pupils.end());
        for human in school_people(&neighbour, pupils, random) {
            let has_account =
                !human.profiles.contains(Profile::Supervisors) && !human.profiles.contains(Profile::Inspectors);
            if has_account {
                plan.only_at_ent(people.len());
                let household = human.household.map(|household| household + first);
                people.push(Human { kin: Kin::OtherSchool, household, ..human });
            }
        }
    }
}

/// The school of a block.
struct School {
    /// Empty in a pool.
    uai: String,
    /// Another school's, for those who belong to two.
    other_uai: String,
    postcode: u32,
}

/// Who is on one side only, and who has two accounts: indices of people.
#[derive(Default)]
pub(super) struct Plan {
    only_ent: HashSet<usize>,
    only_base: HashSet<usize>,
    second_account: HashSet<usize>,
}

impl Plan {
    /// Sets somebody down as missing in the base.
    pub(super) fn only_at_ent(&mut self, index: usize) {
        self.on_both_sides(index);
        self.only_ent.insert(index);
    }

    /// Sets somebody down as missing at the ENT.
    pub(super) fn only_in_base(&mut self, index: usize) {
        self.on_both_sides(index);
        self.only_base.insert(index);
    }

    /// Sets somebody down as present on both sides, with one account.
    pub(super) fn on_both_sides(&mut self, index: usize) {
        for indices in [&mut self.only_ent, &mut self.only_base, &mut self.second_account] {
            indices.remove(&index);
        }
    }

    fn school(config: &SynthConfig, people: &[Human], random: &mut Random) -> Self {
        let mut plan = Self::default();
        for (index, human) in people.iter().enumerate() {
            // Twins whose other half is missing are the most dangerous of all: make them ten times as frequent.
            let only_ent = config.only_ent * if human.kin == Kin::Twin { 10.0 } else { 1.0 };
            if human.profiles.contains(Profile::Supervisors) || human.profiles.contains(Profile::Inspectors) {
                plan.only_base.insert(index);
            } else if human.kin == Kin::Namesake || random.chance(only_ent) {
                plan.only_ent.insert(index);
            } else if random.chance(config.only_base) {
                plan.only_base.insert(index);
            } else if random.chance(config.second_account) {
                plan.second_account.insert(index);
            }
        }
        plan
    }

    /// As many accounts as users: each person who is only at the ENT and each second account is made up for by one
    /// person who is only in the base.
    fn pool(config: &SynthConfig, people: &[Human], only_ent: usize, random: &mut Random) -> Self {
        let seconds = ((people.len() as f64 * config.second_account).round() as usize).min(people.len() / 4);
        let mut order: Vec<usize> = (0..people.len()).collect();
        random.shuffle(&mut order);
        let mut order = order.into_iter();
        let mut take = |count| order.by_ref().take(count).collect::<HashSet<usize>>();
        Self { only_ent: take(only_ent), only_base: take(only_ent + seconds), second_account: take(seconds) }
    }
}

/// Writes the people down on both sides; `random` serves the default population, `extra` the complications.
fn assemble(
    config: &SynthConfig,
    number: usize,
    school: &School,
    people: Vec<Human>,
    plan: Plan,
    [random, extra]: [&mut Random; 2],
) -> Block {
    let complications = &config.complications;
    let mut base: Vec<(Record, usize)> = Vec::new();
    // With each account: its truth but for ids of the base, which follow the base's order.
    let mut accounts: Vec<(Record, usize, Case)> = Vec::new();
    let has_uai = complications.accounts_of == AccountsOf::ThisSchool;
    let both_schools = format!("{};{}", school.uai, school.other_uai);
    let mut write = |facts: &mut Facts, habits: &Habits, human: &Human| {
        regimes::apply_habits(habits, facts, human.profiles, school.postcode, extra)
    };
    for (index, human) in people.iter().enumerate() {
        let rates = rates(config, human);
        let of_user = if human.place == Place::Elsewhere { &school.other_uai } else { &school.uai };
        // Half of the accounts in the second school know the first one too.
        let of_account = match of_user {
            _ if !has_uai => "",
            _ if human.place == Place::Elsewhere && index % 2 == 0 => &both_schools,
            uai => uai,
        };
        if plan.only_base.contains(&index) {
            let mut user = Facts::of(human);
            write(&mut user, &complications.base, human);
            push_users(&mut base, &user, human, index, of_user);
            continue;
        }
        if plan.only_ent.contains(&index) {
            let (_, mut ent, _) = sides(config, human, rates, random);
            write(&mut ent, &complications.ent, human);
            accounts.push((account(&ent, human, of_account), index, absent(human.kin)));
            continue;
        }
        let (mut user, mut ent, mut damages) = sides(config, human, rates, random);
        let of_base = write(&mut user, &complications.base, human);
        damages.add(of_base);
        push_users(&mut base, &user, human, index, of_user);
        if plan.second_account.contains(&index) {
            let (_, mut second, mut again) = sides(config, human, rates, random);
            again.add(of_base);
            for (ent, damages) in [(&mut ent, damages), (&mut second, again)] {
                let mut damages = damages;
                damages.add(write(ent, &complications.ent, human));
                accounts.push((account(ent, human, of_account), index, Case::SecondAccount(damages)));
            }
        } else {
            damages.add(write(&mut ent, &complications.ent, human));
            accounts.push((account(&ent, human, of_account), index, Case::Pair(damages)));
        }
    }
    misfile(config, &people, &mut accounts, extra);
    list_second_schools(complications.second_school, &school.other_uai, &mut accounts, extra);

    base.sort_by(|(a, _), (b, _)| {
        let key = |record: &Record| record.profiles.iter().next();
        key(a).cmp(&key(b)).then_with(|| a.family.cmp(&b.family)).then_with(|| a.given.cmp(&b.given))
    });
    random.shuffle(&mut accounts);
    let schools = match complications.accounts_of {
        AccountsOf::Region(others) => 1 + others as u64,
        AccountsOf::OtherSchool => 2,
        AccountsOf::ThisSchool => 1,
    };
    let first_id = number as u64 * schools * IDS_PER_SCHOOL;
    let mut users_of: Vec<Vec<usize>> = vec![Vec::new(); people.len()];
    for (position, (record, human)) in base.iter_mut().enumerate() {
        record.id = (1_000_000 + first_id + position as u64).to_string();
        users_of[*human].push(position);
    }
    let mut block = Block {
        guardians: guardians(&people, accounts.iter().map(|(account, human, _)| (account, *human))),
        responsibles: guardians(&people, base.iter().map(|(user, human)| (user, *human))),
        ..Block::default()
    };
    block.responsibles.sort_unstable_by_key(|&(child, adult)| (adult, child));
    leave_out_relations(complications, &mut block, extra);
    for (position, (mut record, human, case)) in accounts.into_iter().enumerate() {
        record.id = uid(config.seed, first_id + position as u64);
        for profile in record.profiles.iter() {
            let user = users_of[human].iter().find(|&&user| base[user].0.profiles.contains(profile));
            block.truth.push(Truth {
                uid: record.id.clone(),
                idpn: user.map(|&user| base[user].0.id.clone()).unwrap_or_default(),
                profile,
                case,
                decidable: true,
            });
        }
        block.cas.push(record);
    }
    block.base = base.into_iter().map(|(record, _)| record).collect();
    block
}

/// The case of somebody who is not in the base.
fn absent(kin: Kin) -> Case {
    match kin {
        Kin::None => Case::Absent,
        Kin::Sibling => Case::AbsentSibling,
        Kin::Twin => Case::AbsentTwin,
        Kin::Namesake | Kin::OtherNamesake => Case::AbsentNamesake,
        Kin::Spouse => Case::AbsentSpouse,
        Kin::Relative => Case::AbsentRelative,
        Kin::Stranger => Case::AbsentStranger,
        Kin::Stepparent => Case::AbsentStepparent,
        Kin::OtherSchool => Case::OtherSchool,
    }
}

/// Files some accounts under another profile, in place of the right one or beside it.
fn misfile(config: &SynthConfig, people: &[Human], accounts: &mut Vec<(Record, usize, Case)>, random: &mut Random) {
    let rate = config.complications.wrong_profile;
    if rate == 0.0 {
        return;
    }
    let mut beside = Vec::new();
    for (record, human, case) in accounts.iter_mut() {
        let is_alike = people[*human].kin == Kin::Relative;
        if !random.chance(if is_alike { (10.0 * rate).min(1.0) } else { rate }) {
            continue;
        }
        let mut filed = record.clone();
        filed.profiles = match record.profiles.iter().next() {
            Some(Profile::Pupils) => {
                if random.chance(0.3) {
                    filed.birth_date = BirthDate::MISSING;
                }
                Profile::Parents.into()
            }
            Some(Profile::Parents) if !record.profiles.contains(Profile::Teachers) => {
                filed.birth_date = BirthDate::MISSING;
                // RapprochementSSO sends a birth date for every pupil.
                let may_lack_date = !config.formats.rapprochement_sso;
                if may_lack_date && random.chance(0.8) { Profile::Pupils } else { Profile::Teachers }.into()
            }
            Some(Profile::Teachers) => if random.chance(0.5) { Profile::Parents } else { Profile::Staff }.into(),
            Some(Profile::Staff) => Profile::Teachers.into(),
            _ => continue,
        };
        if random.chance(0.4) {
            beside.push((filed, *human, Case::WrongProfile));
        } else {
            (*record, *case) = (filed, Case::WrongProfile);
        }
    }
    accounts.extend(beside);
}

/// Gives some second accounts another school beside the first one.
fn list_second_schools(rate: f64, other: &str, accounts: &mut [(Record, usize, Case)], random: &mut Random) {
    if rate == 0.0 {
        return;
    }
    let mut last = None;
    for (record, human, case) in accounts {
        let is_second = matches!(case, Case::SecondAccount(_)) && last.replace(*human) == Some(*human);
        if is_second && random.chance(rate) {
            record.school = format!("{};{other}", record.school);
        }
    }
}

/// Leaves out a part of who answers for whom.
fn leave_out_relations(complications: &Complications, block: &mut Block, random: &mut Random) {
    if complications.base_relations_missing > 0.0 {
        let mut left_out: HashMap<u32, bool> = HashMap::new();
        block.responsibles.retain(|&(child, _)| {
            !*left_out.entry(child).or_insert_with(|| random.chance(complications.base_relations_missing))
        });
    }
    if complications.ent_relations_missing > 0.0 {
        let mut seen = HashSet::new();
        block.guardians.retain(|&(_, adult)| seen.insert(adult) || !random.chance(complications.ent_relations_missing));
    }
}

/// [`two_sides`], with a date at the ENT where what it sends must have one: then it is the base that lacks it.
fn sides(config: &SynthConfig, human: &Human, rates: &DamageRates, random: &mut Random) -> (Facts, Facts, Damages) {
    let (mut user, mut ent, damages) = two_sides(human, rates, random);
    if config.formats.rapprochement_sso && ent.birth_date.is_missing() {
        std::mem::swap(&mut user.birth_date, &mut ent.birth_date);
    }
    (user, ent, damages)
}

/// The pupils' records of one side with those of the adults of their household.
fn guardians<'a>(people: &[Human], records: impl Iterator<Item = (&'a Record, usize)> + Clone) -> Vec<(u32, u32)> {
    let mut adults: HashMap<u32, Vec<u32>> = HashMap::new();
    let of_profile = |profile| {
        records.clone().zip(0_u32..).filter_map(move |((record, human), position)| {
            // An account under another profile than its person's answers for nobody.
            let is_one = record.profiles.contains(profile) && people[human].profiles.contains(profile);
            let household = people[human].household.filter(|_| is_one)?;
            Some((household, position))
        })
    };
    for (household, position) in of_profile(Profile::Parents) {
        adults.entry(household).or_default().push(position);
    }
    let of_child = |(household, child)| adults.get(&household).into_iter().flatten().map(move |&adult| (child, adult));
    of_profile(Profile::Pupils).flat_map(of_child).collect()
}

fn rates<'a>(config: &'a SynthConfig, human: &Human) -> &'a DamageRates {
    if human.place != Place::Here {
        // Each of the two users could be that of an account that knows both schools: the data must not prefer the wrong one.
        &DamageRates::NONE
    } else if human.profiles.contains(Profile::Pupils) {
        &config.pupils
    } else if human.profiles.contains(Profile::Parents) {
        &config.parents
    } else {
        &config.employees
    }
}

/// A user of the base for each profile: a teacher who is a parent stands in both lists.
fn push_users(base: &mut Vec<(Record, usize)>, facts: &Facts, human: &Human, index: usize, school: &str) {
    for profile in human.profiles.iter() {
        base.push((record(facts, human, profile.into(), school), index));
    }
}

fn account(facts: &Facts, human: &Human, school: &str) -> Record {
    record(facts, human, human.profiles, school)
}

pub(super) fn record(facts: &Facts, human: &Human, profiles: ProfileSet, school: &str) -> Record {
    Record {
        id: String::new(),
        profiles,
        family: facts.family.clone(),
        birth_family: facts.birth_family.clone(),
        given: facts.given.clone(),
        other_given: facts.other_given.clone(),
        birth_date: facts.birth_date,
        postcode: facts.postcode,
        sex: human.sex,
        school: school.to_owned(),
    }
}

/// An id that says nothing of the base's: the number, scrambled one to one over 40 bits, in eight of 32 signs.
pub(super) fn uid(seed: u64, number: u64) -> String {
    const SIGNS: &[u8; 32] = b"ABCDEFGHJKLMNPQRSTUVWXYZ23456789";
    const MASK: u64 = (1 << 20) - 1;
    // A Feistel network: a bijection whatever the round function.
    let (mut left, mut right) = (number >> 20 & MASK, number & MASK);
    for round in 0..4 {
        let mut state = seed ^ right << 8 ^ round;
        (left, right) = (right, left ^ split_mix(&mut state) & MASK);
    }
    let scrambled = left << 20 | right;
    (0..8).map(|index| char::from(SIGNS[(scrambled >> (35 - 5 * index) & 31) as usize])).collect()
}

/// A UAI with the right check letter: département, a number, the letter by the number modulo 23.
fn uai(departement: u32, number: usize) -> String {
    const LETTERS: &[u8; 23] = b"ABCDEFGHJKLMNPRSTUVWXYZ";
    let digits = departement as usize * 10_000 + number % 10_000;
    format!("{digits:07}{}", char::from(LETTERS[digits % 23]))
}
