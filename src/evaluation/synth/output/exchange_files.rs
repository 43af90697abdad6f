//! Populations in the formats that an ENT and PRONOTE exchange.
//!
//! RapprochementSSO has its people by block, the adults before the children that refer to them, while a population
//! comes school by school. Rather than hold it, it is made once per block.

use std::io;
use std::path::Path;

use chrono::NaiveDate;

use super::style::postcode;
use super::{Unnamed, unnamed};
use crate::evaluation::synth::block::{Block, Record};
use crate::evaluation::synth::config::{EntStyle, SynthConfig};
use crate::exchange::exp_eleves;
use crate::exchange::rapprochement::{Address, Civility, Delegation, Header, Person, Role, School, Writer};
use crate::identity::{Profile, Sex};

/// The blocks of the file; inspectors and supervisors have none, and no account either.
const BLOCKS: [Profile; 4] = [Profile::Staff, Profile::Teachers, Profile::Parents, Profile::Pupils];
/// How often [`rapprochement`] asks for all blocks.
pub(in crate::evaluation::synth) const PASSES: u64 = BLOCKS.len() as u64;

/// The accounts as a whole file; `blocks` makes the population anew each time.
pub(in crate::evaluation::synth) fn rapprochement<I: Iterator<Item = Block>>(
    dir: &Path,
    config: &SynthConfig,
    schools: &[String],
    blocks: impl Fn() -> I,
) -> io::Result<Unnamed> {
    let mut file = Writer::new(unnamed(dir)?, &header(config, schools))?;
    let (mut last_ident, mut first_guardian) = (0_u32, 0);
    for profile in BLOCKS {
        if profile == Profile::Parents {
            first_guardian = last_ident.saturating_add(1);
        }
        let mut next_guardian = first_guardian;
        for block in blocks() {
            let idents_as_guardian = guardian_idents(&block, &mut next_guardian);
            for (account, position) in block.cas.iter().zip(0..) {
                if !account.profiles.contains(profile) {
                    continue;
                }
                last_ident = last_ident.checked_add(1).ok_or_else(|| {
                    io::Error::new(io::ErrorKind::InvalidInput, "more people than RapprochementSSO can number")
                })?;
                let guardians = || block.guardians_of(position).map(|adult| idents_as_guardian[adult]).collect();
                let role = role(profile, account, config.rich, guardians);
                file.push(&person(account, last_ident, role, config.style))?;
            }
        }
    }
    Ok(file.finish()?)
}

/// The number of each account in the block of guardians; of no meaning where it is none.
fn guardian_idents(block: &Block, next: &mut u32) -> Vec<u32> {
    let ident = |account: &Record| {
        let ident = *next;
        *next = next.wrapping_add(u32::from(account.profiles.contains(Profile::Parents)));
        ident
    };
    block.cas.iter().map(ident).collect()
}

fn header(config: &SynthConfig, schools: &[String]) -> Header {
    let date = NaiveDate::from_ymd_opt(config.school_year, 9, 1).unwrap_or_default();
    let civilities: &[(u32, &str)] = if config.rich { &[(1, "M."), (2, "Mme")] } else { &[] };
    // A pool has no school, and the format asks for one.
    let pool = [("0000000A", "Population imaginaire".to_owned())];
    let named = schools.iter().zip(1..).map(|(uai, number)| (uai.as_str(), format!("Collège imaginaire n° {number}")));
    let schools: Vec<School> = named
        .chain(pool.into_iter().filter(|_| schools.is_empty()))
        .zip(1..)
        .map(|((uai, name), ident)| School { ident, uai: uai.to_owned(), name, ..School::default() })
        .collect();
    Header {
        date: date.and_time(chrono::NaiveTime::MIN),
        partner: "rapproche synth".to_owned(),
        delegation: Some(Delegation::Cas),
        civilities: civilities.iter().map(|&(ident, label)| Civility { ident, label: label.to_owned() }).collect(),
        managed: schools.iter().map(|school| school.ident).collect(),
        schools,
    }
}

fn role(profile: Profile, account: &Record, rich: bool, guardians: impl FnOnce() -> Vec<u32>) -> Role {
    let sex = if rich { account.sex } else { Sex::Unknown };
    match profile {
        Profile::Pupils => {
            let (birth_date, guardians) = (account.birth_date, guardians());
            Role::Pupil { birth_date, sex, national_number: String::new(), guardians }
        }
        Profile::Parents => Role::Guardian {
            civility: match sex {
                Sex::Male => Some(1),
                Sex::Female => Some(2),
                Sex::Unknown => None,
            },
        },
        Profile::Teachers => Role::Teacher { birth_date: account.birth_date },
        _ => Role::Staff,
    }
}

fn person(account: &Record, ident: u32, role: Role, style: EntStyle) -> Person {
    let mut address = Address { postcode: postcode(account.postcode), ..Address::default() };
    if let Some(street) = style.street(account) {
        address.lines[0] = street;
        "VILLE".clone_into(&mut address.town);
    }
    Person {
        ident,
        family: style.name(&account.family),
        given: style.name(&account.given),
        cas_id: account.id.clone(),
        address,
        role,
    }
}

/// The pupils of a block of the base.
pub(super) fn write_pupils<W: io::Write>(
    file: &mut exp_eleves::Writer<W>,
    block: &Block,
    school_year: i32,
    rich: bool,
) -> io::Result<()> {
    const REGIMES: [&str; 3] =
        ["DEMI-PENSIONNAIRE DANS L'ETABLISSEMENT", "DEMI-PENSIONNAIRE DANS L'ETABLISSEMENT", "EXTERNE LIBRE"];
    for user in block.base.iter().filter(|user| user.profiles.contains(Profile::Pupils)) {
        let sign = usize::from(user.id.bytes().next_back().unwrap_or(0));
        // Born in the year of the sixth form or earlier: late pupils sit with the last class, undated ones with the first.
        let year = if user.birth_date.is_missing() { school_year } else { user.birth_date.year() as i32 };
        let level = (school_year - 11 - year).clamp(0, 3);
        file.push(&exp_eleves::Pupil {
            number: user.id.clone(),
            family: user.family.clone(),
            given: user.given.clone(),
            birth_date: user.birth_date,
            sex: if rich { user.sex } else { Sex::Unknown },
            class: format!("{}e{}", 6 - level, ['A', 'B', 'C', 'D'][sign % 4]),
            regime: REGIMES[sign % REGIMES.len()].to_owned(),
            ..exp_eleves::Pupil::default()
        })?;
    }
    Ok(())
}
