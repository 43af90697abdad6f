//! `report.json`: the run in numbers, for programs.
//!
//! A stable format. Fields are added, never renamed or removed, within one [`FORMAT_VERSION`]. Keys of profiles and
//! reasons are the codes of [`Profile::key`] and [`Reason::code`]; every profile and every reason is always present.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::identity::{Profile, Side};
use crate::reconcile::{Reason, RuleSetId};

use super::notice_groups::{NoticeGroup, notice_groups};
use super::{InputFile, Run, alerts, doubtful, filler_dates, side_code, source_name, words};

/// Version of the layout of `report.json`.
pub const FORMAT_VERSION: u32 = 1;

/// Name of the program in [`Summary::generator`].
pub(super) const PROGRAM: &str = "rapproche";

/// How many places a [`Warning`] names; `rejects.csv` names all that keep a row from being used.
pub const MOST_PLACES: usize = 1000;

/// The whole of `report.json`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Summary {
    /// [`FORMAT_VERSION`].
    pub version: u32,
    /// Program and version: `rapproche 0.1.0`.
    pub generator: String,
    /// When, as the caller said.
    pub generated_at: String,
    /// UAI of the school, if the run is about one.
    pub school: Option<String>,
    /// The table of the screen, by profile.
    pub profiles: BTreeMap<String, ProfileCounts>,
    /// Of the reconciled users, how many links are new, by profile.
    pub links: BTreeMap<String, LinkCounts>,
    /// How many failures there are.
    pub failures: u64,
    /// Failures by reason.
    pub reasons: BTreeMap<String, u64>,
    /// Sum of the probabilities that each new link is wrong.
    pub expected_wrong_links: f64,
    /// Score that a link needs, in bits; `null` where the rule set has none.
    pub threshold: Option<f64>,
    /// Remarks on the input, by side and kind.
    pub warnings: Vec<Warning>,
    /// The rules that decided.
    pub rules: RuleSet,
    /// The files that were read.
    pub inputs: Vec<InputFile>,
    /// The files of this output, so that a later run knows what it may replace.
    pub files: Vec<String>,
    /// What those files held when they were written, all but this one, so that a later run sees whether somebody has
    /// worked in them.
    #[serde(default)]
    pub contents: BTreeMap<String, FileContent>,
}

/// The size and checksum of a file's content.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileContent {
    /// Size in bytes.
    pub bytes: u64,
    /// SHA-256, 64 hexadecimal digits.
    pub sha256: String,
}

/// One column of the screen; `null` where the source has no such population, unlike 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProfileCounts {
    /// «Utilisateurs PRONOTE».
    pub pronote: u64,
    /// «Utilisateurs CAS».
    pub cas: Option<u64>,
    /// «Utilisateurs rapprochés».
    pub rapproches: u64,
    /// «Utilisateurs CAS à rapprocher».
    pub a_rapprocher: Option<u64>,
}

/// Links of one profile.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinkCounts {
    /// Made by this run: the rows of `links.csv`.
    pub new: u64,
    /// The base already had them.
    pub existing: u64,
    /// Of those, the ones whose two records contradict each other: to be checked, never changed by a run.
    #[serde(default)]
    pub existing_doubtful: u64,
}

/// Remarks of one kind on one side, or something odd about the whole run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Warning {
    /// [`NoticeKind::code`](crate::identity::NoticeKind::code), or one of these codes for the whole run:
    ///
    /// - `empty_side`: the side has no people;
    /// - `no_list`: the base has no user of a profile that the ENT has;
    /// - `unknown_profiles`: the base has no user of a profile that the ENT has, and rows of unknown profiles;
    /// - `few_found`: fewer than half of a profile's identities resemble a user of the base;
    /// - `dates_month_first`: the dates of a file have the month first;
    /// - `other_ids`: the ENT has nearly none of a profile's ids;
    /// - `school_bounds_nothing`: a school was asked for, and the identities do not say which is whose;
    /// - `all_of_other_school`: every identity is of another school;
    /// - `filler_dates`: dates that stand for «not known».
    pub code: String,
    /// `base` or `cas`.
    #[serde(with = "side_code")]
    pub side: Side,
    /// Whether the rows cannot be used as they stand, and are in `rejects.csv`.
    pub reject: bool,
    /// How many there are.
    pub count: u64,
    /// What it means and what to do, in the language of the run.
    pub message: String,
    /// Where: the first [`MOST_PLACES`].
    pub places: Vec<Place>,
}

/// Where a remark points.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// File, without its directory.
    pub file: String,
    /// Line of the file or row of the sheet, from 1; 0 when the whole file is meant.
    pub line: u32,
    /// Title of the column, as written; empty when the whole row is meant.
    pub column: String,
    /// The offending value, or a count.
    pub value: String,
}

/// The rules that decided.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RuleSet {
    /// `standard`, `strict`, or the name in a rule file.
    pub name: String,
    /// Version of the rule set.
    pub version: String,
    /// First 16 hexadecimal digits of the SHA-256 of its canonical text.
    pub fingerprint: String,
}

impl From<&RuleSetId> for RuleSet {
    fn from(rules: &RuleSetId) -> Self {
        let RuleSetId { name, version, fingerprint } = rules.clone();
        Self { name, version, fingerprint }
    }
}

/// The run in numbers. `files` are the names of the outputs.
pub fn summarise(run: &Run<'_>, files: &[&str]) -> Summary {
    let tally = &run.result.tally;
    let profiles = by_profile(|profile| {
        let column = tally.profile(profile);
        ProfileCounts {
            pronote: column.base,
            cas: column.has_source.then_some(column.cas),
            rapproches: column.reconciled,
            a_rapprocher: column.has_source.then(|| column.to_reconcile()),
        }
    });
    let links = by_profile(|profile| {
        let column = tally.profile(profile);
        LinkCounts {
            new: column.reconciled - column.existing,
            existing: column.existing,
            existing_doubtful: doubtful::count(run.result, profile),
        }
    });
    Summary {
        version: FORMAT_VERSION,
        generator: format!("{PROGRAM} {}", run.version),
        generated_at: run.generated_at.to_owned(),
        school: run.school.map(str::to_owned),
        profiles,
        links,
        failures: tally.failures(),
        reasons: Reason::OF_A_RUN.iter().map(|&reason| (reason.code().to_owned(), tally.reason(reason))).collect(),
        expected_wrong_links: run.result.expected_wrong_links(),
        threshold: run.result.threshold.map(crate::matching::Weight::bits),
        warnings: warnings(run),
        rules: RuleSet::from(&run.result.rules),
        inputs: run.inputs.to_vec(),
        files: files.iter().map(|&name| name.to_owned()).collect(),
        contents: BTreeMap::new(),
    }
}

fn by_profile<T>(count: impl Fn(Profile) -> T) -> BTreeMap<String, T> {
    Profile::ALL.into_iter().map(|profile| (profile.key().to_owned(), count(profile))).collect()
}

fn warnings(run: &Run<'_>) -> Vec<Warning> {
    let of_run = alerts::alerts(run).into_iter().map(|alert| Warning {
        code: alert.code().to_owned(),
        side: alert.side(),
        reject: false,
        count: alert.count(),
        message: alert.message(run.lang),
        places: Vec::new(),
    });
    let of_input = notice_groups(run.notices).into_iter().map(|group| Warning {
        code: group.kind.code().to_owned(),
        side: group.side,
        reject: group.kind.is_reject(),
        count: group.count(),
        message: words::notice(group.kind, run.lang).to_owned(),
        places: places(run, &group),
    });
    let of_dates = filler_dates::groups(run.result).into_iter().map(|group| Warning {
        code: "filler_dates".to_owned(),
        side: group.side,
        reject: false,
        count: group.people(),
        message: group.sentence(run.lang),
        places: Vec::new(),
    });
    of_run.chain(of_input).chain(of_dates).collect()
}

fn places(run: &Run<'_>, group: &NoticeGroup<'_>) -> Vec<Place> {
    let first = group.notices.iter().take(MOST_PLACES);
    first
        .map(|notice| Place {
            file: source_name(run.side(group.side), notice.origin.source).to_owned(),
            line: notice.origin.line,
            column: notice.column.clone(),
            value: notice.value.clone(),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::example::school;

    #[test]
    fn the_profiles_are_as_documented() {
        let school = school();
        let summary = summarise(&school.run(), &["report.json"]);
        let json = serde_json::to_value(&summary).unwrap();
        assert_eq!(json["version"], 1);
        assert_eq!(
            json["profiles"]["eleves"],
            serde_json::json!({"pronote": 6, "cas": 6, "rapproches": 3, "a_rapprocher": 3})
        );
        assert_eq!(
            json["profiles"]["inspecteurs"],
            serde_json::json!({"pronote": 1, "cas": null, "rapproches": 0, "a_rapprocher": null})
        );
        assert_eq!(json["links"]["eleves"], serde_json::json!({"new": 2, "existing": 1, "existing_doubtful": 0}));
        assert_eq!(json["reasons"].as_object().unwrap().len(), Reason::OF_A_RUN.len());
        assert_eq!(json["reasons"]["ambiguous"], 2);
        assert_eq!(json["rules"]["name"], "standard");
        assert_eq!(json["inputs"][0]["side"], "base");
        assert_eq!(json["warnings"][0]["code"], "school_bounds_nothing");
        assert_eq!(json["warnings"][1]["places"][0]["line"], 4);
        assert_eq!(serde_json::from_value::<Summary>(json).unwrap(), summary);
    }
}
