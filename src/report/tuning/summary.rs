//! A tuning in numbers, for programs.
//!
//! A stable format. Fields are added, never renamed or removed, within one [`FORMAT_VERSION`]. Rates are shares in 0–1, `null` where there
//! is nothing to divide by.

use std::collections::BTreeMap;
use std::io;

use serde::Serialize;

use crate::evaluation::measures::{Breakdown, upper_bound};
use crate::evaluation::truth::Doubt;
use crate::evaluation::tuning::{Choice, Rung, Tuned, Verdict};
use crate::reconcile::RuleSetId;
use crate::report::evaluation::summary::{DoubtCount, Measures};
use crate::report::summary::PROGRAM;

/// Version of this layout.
pub const FORMAT_VERSION: u32 = 1;

/// What `rapproche tune --json` prints.
#[derive(Debug, Clone, Serialize)]
pub struct Summary {
    /// [`FORMAT_VERSION`].
    pub version: u32,
    /// Program and version: `rapproche 0.1.0`.
    pub generator: String,
    /// Largest rate of wrong links, as asked.
    pub max_wrong: f64,
    /// As asked, 0–1.
    pub confidence: f64,
    /// Share of the families held out, and the seed that drew them.
    pub held_out_share: f64,
    /// The seed.
    pub seed: u64,
    /// The rules as given.
    pub given: RuleSetId,
    /// Whether something is promised, and the people held out do not contradict it.
    pub promised: bool,
    /// Links of the part to choose on that a promise takes, none of them wrong.
    pub links_needed: u64,
    /// Where nothing is promised, the smallest rate that this truth supports with that confidence.
    pub smallest_max_wrong: Option<f64>,
    /// What is doubtful about the truth.
    pub doubts: Vec<DoubtCount>,
    /// True links to find in the part to choose on.
    pub to_find: u64,
    /// The settings considered, from the strictest.
    pub settings: Vec<SettingCounts>,
    /// Index of the setting where the tests began.
    pub first_tested: Option<usize>,
    /// The setting chosen, promised or not.
    pub chosen: Option<ChosenSetting>,
}

/// One setting, and what it does.
#[derive(Debug, Clone, Serialize)]
#[allow(missing_docs, reason = "the tunables of a rule file, and the fields of `Rung`")]
pub struct SettingCounts {
    pub threshold: f64,
    pub margin: f64,
    pub max_link_risk: f64,
    pub max_mean_risk: f64,
    pub links: u64,
    pub expected_wrong_links: f64,
    /// In the part to choose on.
    pub right: u64,
    /// In the part to choose on.
    pub wrong: u64,
    /// The largest rate that is likely, by this setting alone.
    pub wrong_at_most: f64,
    /// With what confidence it keeps within `max_wrong`, by itself.
    pub confidence: f64,
}

/// The setting chosen.
#[derive(Debug, Clone, Serialize)]
pub struct ChosenSetting {
    /// Index into [`Summary::settings`].
    pub setting: usize,
    /// The rules that have it.
    pub rules: RuleSetId,
    /// `confirmed`, `not_contradicted` or `broken`: what the people held out say of `max_wrong`.
    pub verdict: &'static str,
    /// The largest rate of wrong links among them that is likely.
    pub wrong_at_most: f64,
    /// The people held out by the rules as given, by profile; `*` is everybody.
    pub before: BTreeMap<&'static str, Measures>,
    /// The same by the chosen setting.
    pub after: BTreeMap<&'static str, Measures>,
    /// Linked rightly by the rules as given alone.
    pub lost: u64,
    /// Linked rightly by the chosen setting alone.
    pub gained: u64,
    /// How likely such a difference is by chance.
    pub p_value: f64,
}

/// The numbers of a tuning on a truth with these `doubts`, by this version of the program.
pub fn summarise(tuned: &Tuned, doubts: &[Doubt], version: &str) -> Summary {
    let options = tuned.options;
    Summary {
        version: FORMAT_VERSION,
        generator: format!("{PROGRAM} {version}"),
        max_wrong: options.max_wrong,
        confidence: options.confidence,
        held_out_share: options.held_out,
        seed: options.seed,
        given: RuleSetId::from(&tuned.given),
        promised: tuned.is_promised(),
        links_needed: tuned.promise.needed,
        smallest_max_wrong: tuned.promise.kept.is_none().then(|| tuned.promise.smallest(&tuned.rungs)).flatten(),
        doubts: doubts.iter().map(DoubtCount::from).collect(),
        to_find: tuned.to_find,
        settings: tuned.rungs.iter().map(|rung| setting(tuned, rung)).collect(),
        first_tested: tuned.promise.first,
        chosen: tuned.chosen.as_ref().map(|choice| chosen(tuned, choice)),
    }
}

impl Summary {
    /// The text.
    ///
    /// # Errors
    /// None that these types can cause.
    pub fn to_json(&self) -> io::Result<String> {
        Ok(serde_json::to_string_pretty(self)? + "\n")
    }
}

fn setting(tuned: &Tuned, rung: &Rung) -> SettingCounts {
    SettingCounts {
        threshold: rung.caution.threshold,
        margin: rung.caution.margin,
        max_link_risk: rung.caution.max_link_risk,
        max_mean_risk: rung.caution.max_mean_risk,
        links: rung.links,
        expected_wrong_links: rung.expected_wrong,
        right: rung.right,
        wrong: rung.wrong,
        wrong_at_most: upper_bound(rung.wrong, rung.judged(), tuned.options.confidence),
        confidence: tuned.promise.confidence_of(rung),
    }
}

fn chosen(tuned: &Tuned, choice: &Choice) -> ChosenSetting {
    let held_out = &choice.held_out;
    ChosenSetting {
        setting: choice.rung,
        rules: RuleSetId::from(&choice.rules),
        verdict: match tuned.verdict(choice) {
            Verdict::Confirmed => "confirmed",
            Verdict::NotContradicted => "not_contradicted",
            Verdict::Broken => "broken",
        },
        wrong_at_most: held_out.at_most(tuned.options.confidence),
        before: measures(&held_out.before),
        after: measures(&held_out.after),
        lost: held_out.discordance.only_first,
        gained: held_out.discordance.only_second,
        p_value: held_out.discordance.p_value(),
    }
}

fn measures(breakdown: &Breakdown) -> BTreeMap<&'static str, Measures> {
    let profiles = breakdown.profiles().map(|profile| (profile.key(), breakdown.profile(profile).into()));
    std::iter::once(("*", breakdown.total().into())).chain(profiles).collect()
}
