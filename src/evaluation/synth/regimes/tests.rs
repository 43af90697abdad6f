use std::collections::{HashMap, HashSet};
use std::fs;

use super::*;
use crate::evaluation::synth::decidable::plain_key;
use crate::evaluation::synth::{Block, Case, Damages, Formats, NameTables, Record, Synth, Truth};
use crate::identity::{Profile, uai_is_valid};

const PEOPLE_WITH_ACCOUNTS: [Profile; 4] = [Profile::Pupils, Profile::Parents, Profile::Teachers, Profile::Staff];

/// Some schools of a regime, smaller than usual ones where that does not matter.
fn blocks(regime: Regime, count: usize, pupils: usize) -> Vec<Block> {
    let layout = Layout::Schools { count, pupils: pupils..=pupils };
    let config = SynthConfig { layout, ..regime.config(count, 77) };
    Synth::new(config, NameTables::embedded()).blocks().collect()
}

fn is_in_base(case: Case) -> bool {
    matches!(case, Case::Pair(_) | Case::SecondAccount(_))
}

#[test]
fn every_regime_has_a_name_of_its_own_and_is_found_by_it() {
    let keys: HashSet<&str> = Regime::ALL.iter().map(|regime| regime.key()).collect();
    assert_eq!(keys.len(), Regime::ALL.len());
    for &regime in Regime::ALL {
        assert_eq!(Regime::named(regime.key()), Some(regime));
        assert_ne!(regime.description(Lang::Fr), regime.description(Lang::En));
    }
    assert_eq!(Regime::named("unheard-of"), None);
    assert_eq!(Regime::Ordinary.config(50, 1), SynthConfig::default());
    let configs: Vec<SynthConfig> = Regime::ALL.iter().map(|regime| regime.config(2, 3)).collect();
    for (position, config) in configs.iter().enumerate() {
        assert!(!configs[position + 1..].contains(config), "{}", Regime::ALL[position].key());
    }
}

#[test]
fn the_truth_of_every_regime_is_complete_and_right() {
    for &regime in Regime::ALL {
        for block in blocks(regime, 2, 150) {
            let users: HashMap<&str, &Record> = block.base.iter().map(|user| (&*user.id, user)).collect();
            let accounts: HashMap<&str, &Record> = block.cas.iter().map(|account| (&*account.id, account)).collect();
            let name = regime.key();
            assert_eq!((users.len(), accounts.len()), (block.base.len(), block.cas.len()), "{name}");
            let rows: HashMap<(&str, Profile), &Truth> =
                block.truth.iter().map(|truth| ((&*truth.uid, truth.profile), truth)).collect();
            assert_eq!(rows.len(), block.truth.len(), "{name}");
            let of_accounts = block.cas.iter().map(|account| account.profiles.iter().count()).sum::<usize>();
            assert_eq!(rows.len(), of_accounts, "{name}");
            for user in &block.base {
                assert!(uai_is_valid(&user.school), "{name}: {}", user.school);
                assert!(!user.family.is_empty() && !user.given.is_empty(), "{name}: {user:?}");
            }
            for truth in &block.truth {
                let account = accounts[&*truth.uid];
                assert!(account.profiles.contains(truth.profile), "{name}: {account:?}");
                assert_eq!(is_in_base(truth.case), !truth.idpn.is_empty(), "{name}: {truth:?}");
                if !is_in_base(truth.case) {
                    continue;
                }
                let user = users[&*truth.idpn];
                assert!(user.profiles.contains(truth.profile), "{name}: {user:?}");
                assert!(account.school.is_empty() || account.school.split(';').any(|uai| uai == user.school), "{name}");
                assert_eq!(user.sex, account.sex, "{name}");
                // A damage is told where there is one, and no other difference is there.
                if truth.case == Case::Pair(Damages::NONE) {
                    let facts = |record: &Record| {
                        (record.family.clone(), record.given.clone(), record.birth_date, record.postcode)
                    };
                    assert_eq!(facts(user), facts(account), "{name}");
                }
            }
            for &(child, adult) in &block.guardians {
                let profiles = [child, adult].map(|at| block.cas[at as usize].profiles);
                assert!(profiles[0].contains(Profile::Pupils) && profiles[1].contains(Profile::Parents), "{name}");
            }
        }
    }
}

/// Of the accounts of `profiles`, the share whose case is `wanted`.
fn share(blocks: &[Block], profiles: &[Profile], wanted: impl Fn(&Truth) -> bool) -> f64 {
    let rows = || blocks.iter().flat_map(|block| &block.truth).filter(|truth| profiles.contains(&truth.profile));
    rows().filter(|truth| wanted(truth)).count() as f64 / rows().count() as f64
}

fn has_code(truth: &Truth, code: &str) -> bool {
    truth.case.code().split('+').any(|part| part == code)
}

/// Of the users of `profiles`, the share that `wanted` picks.
fn share_of_users(blocks: &[Block], profile: Profile, wanted: impl Fn(&Block, &Record) -> bool) -> f64 {
    let users = || {
        let all = blocks.iter().flat_map(|block| block.base.iter().map(move |user| (block, user)));
        all.filter(|(_, user)| user.profiles.contains(profile))
    };
    users().filter(|(block, user)| wanted(block, user)).count() as f64 / users().count() as f64
}

/// Users of a profile without an account.
fn share_without_account(blocks: &[Block], profile: Profile) -> f64 {
    let with_account: HashSet<&str> =
        blocks.iter().flat_map(|block| &block.truth).map(|truth| truth.idpn.as_str()).collect();
    share_of_users(blocks, profile, |_, user| !with_account.contains(user.id.as_str()))
}

#[test]
fn each_kind_occurs_as_often_as_its_regime_says() {
    use Profile::{Parents, Pupils};
    let adults = &PEOPLE_WITH_ACCOUNTS[1..];
    let all = &PEOPLE_WITH_ACCOUNTS;
    let mut amiss = Vec::new();
    for (regime, profiles, codes, expected) in [
        (
            Regime::Missing,
            all.as_slice(),
            &["absent", "absent_sibling", "absent_twin", "absent_namesake"][..],
            0.09..0.13,
        ),
        (Regime::AbsentTwins, &[Pupils], &["absent_twin"], 0.02..0.05),
        (Regime::AlikeTwins, &[Pupils], &["absent_twin"], 0.02..0.05),
        (Regime::TwinsRelations, &[Pupils], &["absent_twin"], 0.02..0.05),
        (Regime::AlikeCouples, &[Parents], &["absent_spouse"], 0.01..0.06),
        (Regime::CouplesRelations, &[Parents], &["absent_spouse"], 0.01..0.06),
        (Regime::EqualCouples, &[Parents], &["absent_spouse"], 0.005..0.025),
        (Regime::EqualCouplesRelations, &[Parents], &["absent_spouse"], 0.005..0.025),
        (Regime::Relatives, all, &["absent_relative"], 0.005..0.03),
        (Regime::WrongProfile, all, &["wrong_profile"], 0.015..0.03),
        (Regime::Cedex, all, &["cedex"], 0.5..0.62),
        (Regime::SchoolPostcode, all, &["common_postcode"], 0.2..0.4),
        (Regime::OtherDepartement, all, &["common_postcode"], 0.33..0.42),
        (Regime::Region, all, &["other_school"], 0.93..0.97),
        (Regime::OtherSchool, all, &["other_school"], 1.0..1.1),
        (Regime::Placeholders, all, &["placeholder"], 0.013..0.025),
        (Regime::Initials, all, &["initial"], 0.29..0.36),
        (Regime::Truncated, adults, &["truncated"], 0.02..0.08),
        (Regime::ShortForms, all, &["diminutive", "second_given"], 0.1..0.15),
        (Regime::ForeignLetters, all, &["foreign_letter"], 0.012..0.022),
        (Regime::DoubleNames, &[Pupils], &["absent_stranger"], 0.005..0.02),
        (Regime::SwappedNames, &[Parents], &["absent_namesake"], 0.005..0.02),
        (Regime::Strangers, &[Pupils], &["absent_stranger"], 0.012..0.03),
        (Regime::Strangers, &[Parents], &["absent_stranger"], 0.02..0.04),
        (Regime::StrangersRelations, &[Parents], &["absent_stranger"], 0.02..0.04),
        (Regime::BirthNames, &[Parents], &["other_name"], 0.08..0.16),
        (Regime::BirthNames, &[Parents], &["absent_namesake"], 0.003..0.02),
        (Regime::Namesakes, &[Parents], &["absent_namesake"], 0.005..0.03),
        (Regime::NamesakesRelations, &[Parents], &["absent_namesake"], 0.005..0.03),
        (Regime::Stepparents, &[Parents], &["absent_stepparent"], 0.04..0.075),
        (Regime::SecondAccounts, all, &["second_account"], 0.02..0.04),
        (Regime::YearsOnly, &[Pupils], &["filler_date"], 0.97..1.0),
        (Regime::Adults1900, &[Parents], &["filler_date"], 0.97..1.0),
    ] {
        let count = if regime == Regime::Region { 1 } else { 6 };
        let made = blocks(regime, count, 400);
        let found = share(&made, profiles, |truth| codes.iter().any(|code| has_code(truth, code)));
        if !expected.contains(&found) {
            amiss.push(format!("{} {codes:?}: {found:.4}", regime.key()));
        }
    }
    assert!(amiss.is_empty(), "{amiss:#?}");
}

#[test]
fn those_who_are_missing_are_missing_on_either_side() {
    let made = blocks(Regime::Missing, 6, 400);
    for profile in [Profile::Pupils, Profile::Parents, Profile::Teachers] {
        let share = share_without_account(&made, profile);
        assert!((0.07..0.16).contains(&share), "{profile:?}: {share}");
    }
    // Whole households are missing: of the pupils without an account, many have parents without one.
    let mut both = 0;
    let mut pupils = 0;
    for block in &made {
        let present: HashSet<&str> = block.truth.iter().map(|truth| &*truth.idpn).collect();
        let is_missing = |at: u32| !present.contains(&*block.base[at as usize].id);
        let adults = block.responsibles.iter().filter(|&&(child, _)| is_missing(child));
        for &(_, adult) in adults {
            pupils += 1;
            both += usize::from(is_missing(adult));
        }
    }
    assert!((0.35..0.75).contains(&(f64::from(both as u32) / f64::from(pupils))), "{both} of {pupils}");
}

#[test]
fn twins_of_alike_names_are_alike() {
    let mut alike = 0;
    let mut all = 0;
    for block in blocks(Regime::AlikeTwins, 6, 400) {
        let pupils: Vec<&Record> = block.base.iter().filter(|user| user.profiles.contains(Profile::Pupils)).collect();
        for (position, one) in pupils.iter().enumerate() {
            let is_twin = |other: &&&Record| {
                (&one.family, one.postcode, one.birth_date) == (&other.family, other.postcode, other.birth_date)
            };
            for other in pupils[position + 1..].iter().filter(is_twin) {
                all += 1;
                let (a, b) = (plain_key(&one.given), plain_key(&other.given));
                assert_ne!(one.given, other.given);
                alike += usize::from(strsim::osa_distance(&a, &b) <= 2 || a.get(..3) == b.get(..3));
            }
        }
    }
    assert!(all > 60 && alike * 10 > all * 9, "{alike} of {all}");
}

#[test]
fn names_and_dates_cluster_where_they_should() {
    let common = |regime| {
        let made = blocks(regime, 4, 400);
        let frequent = |block: &Block, user: &Record| {
            block.base.iter().filter(|other| other.family == user.family && other.profiles == user.profiles).count()
                >= 5
        };
        share_of_users(&made, Profile::Pupils, frequent)
    };
    let (local, ordinary) = (common(Regime::Communities), common(Regime::Ordinary));
    assert!((0.3..0.65).contains(&local) && ordinary < 0.1, "{local} {ordinary}");
    let is_filler = |record: &Record| matches!((record.birth_date.month(), record.birth_date.day()), (1, 1) | (12, 31));
    let fillers = share_of_users(&blocks(Regime::Fillers, 8, 400), Profile::Pupils, |_, user| is_filler(user));
    assert!((0.055..0.11).contains(&fillers), "{fillers}");
    let double = share_of_users(&blocks(Regime::DoubleNames, 4, 400), Profile::Pupils, |_, user| {
        local_names::iberian_halves(&user.family).is_some()
    });
    assert!((0.15..0.4).contains(&double), "{double}");
}

#[test]
fn dates_of_adults_stand_where_they_should() {
    for (regime, at_ent) in [(Regime::AdultDates, false), (Regime::Adults1900, true)] {
        for block in blocks(regime, 1, 300) {
            let is_adult = |record: &&Record| !record.profiles.contains(Profile::Pupils);
            assert!(block.base.iter().filter(is_adult).all(|user| user.birth_date.year() > 1950));
            assert!(block.cas.iter().filter(is_adult).all(|account| (account.birth_date.year() == 1900) == at_ent));
        }
    }
    for block in blocks(Regime::YearsOnly, 1, 300) {
        let pupils = block.cas.iter().filter(|account| account.profiles.contains(Profile::Pupils));
        assert!(
            pupils
                .filter(|pupil| !pupil.birth_date.is_missing())
                .all(|pupil| { (pupil.birth_date.month(), pupil.birth_date.day()) == (1, 1) })
        );
    }
}

#[test]
fn schools_are_told_or_left_out_as_their_regime_says() {
    for regime in [Regime::Region, Regime::OtherSchool] {
        let made = blocks(regime, 1, 250);
        assert!(made[0].cas.iter().all(|account| account.school.is_empty()));
        assert_eq!(made[0].base.iter().map(|user| &user.school).collect::<HashSet<_>>().len(), 1);
    }
    let two = blocks(Regime::TwoSchools, 3, 300);
    let elsewhere = share_of_users(&two, Profile::Parents, |block, user| {
        let first = block.base.iter().find(|other| other.profiles.contains(Profile::Teachers));
        first.is_some_and(|teacher| teacher.school != user.school)
    });
    assert!((0.02..0.08).contains(&elsewhere), "{elsewhere}");
    let second = blocks(Regime::SecondAccounts, 4, 400);
    let lists = |account: &&Record| account.school.contains(';');
    assert!(second.iter().flat_map(|block| &block.cas).filter(lists).count() > 10);
}

#[test]
fn relations_are_left_out_on_both_sides() {
    let relations = |regime| {
        let made = blocks(regime, 3, 400);
        let sum = |count: fn(&Block) -> usize| made.iter().map(count).sum::<usize>() as f64;
        let pupils = sum(|block| block.base.iter().filter(|user| user.profiles.contains(Profile::Pupils)).count());
        let accounts = sum(|block| block.cas.iter().filter(|user| user.profiles.contains(Profile::Pupils)).count());
        (sum(|block| block.responsibles.len()) / pupils, sum(|block| block.guardians.len()) / accounts)
    };
    let (whole, partial) = (relations(Regime::MissingRelations), relations(Regime::PartialRelations));
    assert!(partial.0 < 0.95 * whole.0 && partial.0 > 0.7 * whole.0, "{partial:?} {whole:?}");
}

#[test]
fn every_regime_can_be_written_in_every_format() {
    for &regime in Regime::ALL {
        let layout = Layout::Schools { count: 1, pupils: 40..=40 };
        let formats = Formats { cas_csv: true, rapprochement_sso: true, exp_eleves: true };
        let config = SynthConfig { layout, formats, ..regime.config(1, 5) };
        let synth = Synth::new(config, NameTables::embedded());
        let [first, second] = [(); 2].map(|()| {
            let dir = tempfile::tempdir().unwrap();
            synth.write(dir.path()).unwrap_or_else(|error| panic!("{}: {error}", regime.key()));
            ["base.csv", "cas.csv", "truth.csv", "rapprochement-sso.xml", "EXP_ELEVES.xml"]
                .map(|file| fs::read(dir.path().join(file)).unwrap())
        });
        assert!(first == second, "{}", regime.key());
    }
}
