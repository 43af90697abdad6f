//! Test-only: a small invented school whose run has every kind of outcome.

use crate::identity::{
    BirthDate, Entry, Flaws, Lang, Notice, NoticeKind, Origin, Population, Postcode, Profile, ProfileSet, RejectedRow,
    Row, Sex, Side,
};
use crate::matching::rules::Decision;
use crate::matching::{Comparison, Field, FieldComparison, Level, Weight};
use crate::reconcile::{
    Candidate, Failure, Link, Outcome, ProfileTally, Reason, Reconciliation, RuleSetId, Tally, Verdict,
};

use super::{InputFile, Run};

pub(super) struct School {
    pub(super) base: Population,
    pub(super) cas: Population,
    pub(super) result: Reconciliation,
    pub(super) notices: Vec<Notice>,
    pub(super) rejected_rows: Vec<RejectedRow>,
    pub(super) inputs: Vec<InputFile>,
}

impl School {
    pub(super) fn run(&self) -> Run<'_> {
        Run {
            base: &self.base,
            cas: &self.cas,
            result: &self.result,
            notices: &self.notices,
            rejected_rows: &self.rejected_rows,
            inputs: &self.inputs,
            school: Some("0350030T"),
            lang: Lang::Fr,
            version: "0.1.0",
            generated_at: "2025-09-01T08:30:00",
        }
    }

    /// Gives every link the same risk.
    pub(super) fn set_risk(&mut self, risk: f64) {
        for outcome in &mut self.result.outcomes {
            if let Verdict::Linked(link) = &mut outcome.verdict {
                link.risk = risk;
            }
        }
    }

    /// Makes the evidence speak against the one link that the base already has.
    pub(super) fn make_existing_link_doubtful(&mut self) {
        for outcome in &mut self.result.outcomes {
            if let Verdict::AlreadyLinked { comparison: evidence, is_doubtful, .. } = &mut outcome.verdict {
                *is_doubtful = true;
                *evidence = comparison(&[(Field::Family, Level::Different, -3000)]);
            }
        }
    }

    /// Repeats the first failure of a reason.
    pub(super) fn repeat_failures(&mut self, reason: Reason, times: usize) {
        let failure = self
            .result
            .outcomes
            .iter()
            .find(|outcome| matches!(&outcome.verdict, Verdict::Failed(failure) if failure.reason == reason))
            .cloned()
            .unwrap();
        for _ in 0..times {
            self.result.outcomes.push(failure.clone());
            self.result.tally.count_reason(reason);
        }
    }
}

/// All fields equal but sex and children, which are missing; then as `changes` say, weights in hundredths of a bit.
pub(super) fn comparison(changes: &[(Field, Level, i32)]) -> Comparison {
    let mut fields =
        [900, 800, 0, 1400, 300, 0, 0].map(|weight| FieldComparison { level: Level::Exact, weight: Weight(weight) });
    fields[Field::Sex as usize].level = Level::Missing;
    fields[Field::Children as usize].level = Level::Missing;
    for &(field, level, weight) in changes {
        fields[field as usize] = FieldComparison { level, weight: Weight(weight) };
    }
    Comparison::new(fields)
}

fn candidate(base: Row, probability: f64, changes: &[(Field, Level, i32)]) -> Candidate {
    Candidate { base, comparison: comparison(changes), probability, taken: false }
}

fn outcome(cas: Row, profile: Profile, verdict: Verdict) -> Outcome {
    Outcome { cas, profile: Some(profile), verdict }
}

fn link(base: Row, margin: Option<i32>, changes: &[(Field, Level, i32)]) -> Verdict {
    Verdict::Linked(Link {
        base,
        comparison: comparison(changes),
        margin: margin.map(Weight),
        risk: 0.02 / 3.0,
        rule: 0,
    })
}

fn failed(reason: Reason, candidates: Vec<Candidate>) -> Verdict {
    Verdict::Failed(Failure { reason, candidates })
}

const PUPIL: Profile = Profile::Pupils;
const PARENT: Profile = Profile::Parents;

fn date(day: u32, month: u32, year: i32) -> BirthDate {
    BirthDate::new(year, month, day).unwrap()
}

fn base() -> Population {
    let mut base = Population::new(vec!["eleves.csv".into(), "adultes.xlsx".into()], vec!["Régime".into()]);
    let people = [
        ("1001", PUPIL, "DUPONT", "Eleonore", date(4, 3, 2012), "", "Demi-pensionnaire"),
        ("1002", PUPIL, "NOIRET", "Jean-Baptiste", date(17, 11, 2011), "", "Externe"),
        ("1003", PUPIL, "MARTIN", "Lucas", date(12, 5, 2011), "", "Externe"),
        ("1004", PUPIL, "MARTIN", "Lucas", date(12, 5, 2011), "", "Interne"),
        ("1005", PUPIL, "BEN HAMOU", "Youssef", date(30, 1, 2013), "ent-5", "=1+1"),
        ("1006", PUPIL, "LEFÈVRE", "Chloé", date(8, 7, 2012), "", ""),
        ("2001", Profile::Inspectors, "AUBRY", "Hélène", BirthDate::MISSING, "", ""),
        ("3001", PARENT, "MARTIN", "Sophie", BirthDate::MISSING, "", ""),
        ("3002", PARENT, "MARTIN", "Sophie", BirthDate::MISSING, "ent-périmé", ""),
        ("3003", PARENT, "D'HEILLY", "Anne-Claire", BirthDate::MISSING, "", ""),
    ];
    for (line, (id, profile, family, given, birth_date, linked_id, regime)) in people.into_iter().enumerate() {
        base.push(Entry {
            id,
            profiles: profile.into(),
            family,
            given,
            birth_date,
            linked_id,
            postcode: Postcode::french(35_000),
            sex: if given.ends_with('e') { Sex::Female } else { Sex::Unknown },
            origin: Origin { source: u16::from(profile != PUPIL), line: line as u32 + 2 },
            extras: &[regime],
            ..Entry::default()
        });
    }
    base
}

fn cas() -> Population {
    let mut cas = Population::new(vec!["ent.csv".into()], vec!["Classe".into(), "régime".into()]);
    let people = [
        ("ent-1", Some(PUPIL), "Dupont", "Éléonore", date(4, 3, 2012)),
        ("ent-2", Some(PUPIL), "Noiret", "Jean Baptiste", date(17, 11, 2011)),
        ("ent-3", Some(PUPIL), "Martin", "Lucas", BirthDate::MISSING),
        ("ent-4", Some(PUPIL), "Martin", "Lucas", date(12, 5, 2011)),
        ("ent-5", Some(PUPIL), "Ben-Hamou", "Youssef", date(30, 1, 2013)),
        ("ent-6", Some(PUPIL), "Lefevbre", "Chloé", date(8, 7, 2009)),
        ("ent-7", Some(PARENT), "Martin", "Sophie", BirthDate::MISSING),
        ("ent-8", Some(PARENT), "Dheily", "Anne", BirthDate::MISSING),
        ("ent-9", Some(PARENT), "D’Heilly", "Anne-Claire", BirthDate::MISSING),
        ("-10;\"x\"", None, "Inconnue", "Profil", BirthDate::MISSING),
    ];
    for (line, (id, profile, family, given, birth_date)) in people.into_iter().enumerate() {
        let flaws = if id == "ent-3" { Flaws::INVALID_BIRTH_DATE } else { Flaws::NONE };
        cas.push(Entry {
            id,
            profiles: profile.map_or(ProfileSet::EMPTY, ProfileSet::from),
            family,
            given,
            birth_date,
            postcode: Postcode::french(35_000),
            origin: Origin { source: 0, line: line as u32 + 2 },
            flaws,
            extras: &["6e B", "DP"],
            ..Entry::default()
        });
    }
    cas
}

fn outcomes() -> Vec<Outcome> {
    use Field::{BirthDate, Family, Given};
    let no_date = (BirthDate, Level::Missing, 0);
    let twins = vec![candidate(2, 0.4998, &[]), candidate(3, 0.4998, &[])];
    let mut taken = candidate(8, 0.31, &[no_date]);
    taken.taken = true;
    vec![
        outcome(0, PUPIL, link(0, Some(2750), &[])),
        outcome(1, PUPIL, link(1, None, &[])),
        outcome(2, PUPIL, failed(Reason::InvalidBirthDate, vec![candidate(2, 0.4, &[no_date])])),
        outcome(3, PUPIL, failed(Reason::Ambiguous, twins)),
        outcome(4, PUPIL, Verdict::AlreadyLinked { base: 4, comparison: comparison(&[]), is_doubtful: false }),
        outcome(
            5,
            PUPIL,
            failed(
                Reason::Vetoed,
                vec![candidate(5, 0.71, &[(Family, Level::Typo, 410), (BirthDate, Level::OneDigit, -320)])],
            ),
        ),
        outcome(6, PARENT, failed(Reason::Ambiguous, vec![candidate(7, 0.62, &[no_date]), taken])),
        outcome(
            7,
            PARENT,
            failed(
                Reason::BelowThreshold,
                vec![candidate(9, 0.55, &[(Family, Level::Typo, 380), (Given, Level::Subset, 120), no_date])],
            ),
        ),
        outcome(8, PARENT, link(9, Some(1830), &[no_date])),
        Outcome { cas: 9, profile: None, verdict: failed(Reason::NoProfile, Vec::new()) },
    ]
}

fn tally(outcomes: &[Outcome]) -> Tally {
    let mut tally = Tally::default();
    for (profile, base, cas, reconciled, existing) in
        [(PUPIL, 6, Some(6), 3, 1), (Profile::Inspectors, 1, None, 0, 0), (PARENT, 3, Some(3), 1, 0)]
    {
        *tally.profile_mut(profile) =
            ProfileTally { base, cas: cas.unwrap_or(0), has_source: cas.is_some(), reconciled, existing };
    }
    for outcome in outcomes {
        if let Verdict::Failed(failure) = &outcome.verdict {
            tally.count_reason(failure.reason);
        }
    }
    tally
}

/// Three new links, an existing one, six failures.
pub(super) fn school() -> School {
    let outcomes = outcomes();
    let notice = |side, line, column: &str, kind, value: &str| Notice {
        side,
        origin: Origin { source: 0, line },
        column: column.to_owned(),
        kind,
        value: value.to_owned(),
    };
    School {
        base: base(),
        cas: cas(),
        notices: vec![
            notice(Side::Base, 1, "Régime", NoticeKind::UnknownColumn, ""),
            notice(Side::Cas, 4, "ENTPersonDateNaissance", NoticeKind::InvalidBirthDate, "31/02/2011"),
            notice(Side::Cas, 0, "ENTPersonProfils", NoticeKind::UnmappedProfileValue, "National_9 (1)"),
        ],
        rejected_rows: vec![RejectedRow {
            side: Side::Cas,
            origin: Origin { source: 0, line: 4 },
            cells: "ent-3;Le Goff;Maël;31/02/2011;National_ELV".into(),
        }],
        inputs: vec![InputFile {
            side: Side::Base,
            name: "eleves.csv".into(),
            sha256: "0".repeat(64),
            bytes: 512,
            rows: 6,
            encoding: "windows-1252".into(),
        }],
        result: Reconciliation {
            rules: RuleSetId { name: "standard".into(), version: "1".into(), fingerprint: "0123456789abcdef".into() },
            rule_names: vec!["standard".into()],
            tally: tally(&outcomes),
            outcomes,
            vetoes: Decision::default().vetoes,
            threshold: Some(Weight(1650)),
            filler_dates: Vec::new(),
        },
    }
}
