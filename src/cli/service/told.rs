//! What an import and a reconciliation have done, or would do, in sentences.

use rapproche::identity::{Lang, Profile};
use rapproche::report::words::other_ids;
use rapproche::service::{BatchReport, Fate, ImportPlan, ImportReport};

use crate::cli::pick;

/// How many people of each kind a dry run names.
const MOST_NAMED: usize = 10;

/// What an import has done.
pub(super) fn imported(report: &ImportReport, lang: Lang) -> String {
    let ImportReport { users, added, changed, vanished, returned, renumbered, links, elsewhere, conflicts } = report;
    let mut said = match lang {
        Lang::Fr => format!(
            "Utilisateurs : {users} ; nouveaux : {added}, modifiés : {changed} (dont revenus : {returned}), partis et gardés de côté : \
             {vanished}.\n"
        ),
        Lang::En => format!(
            "Users: {users}; new: {added}, changed: {changed} (back again: {returned}), gone and kept aside: {vanished}.\n"
        ),
    };
    let mut note = |count: u64, french: &'static str, english: &'static str| {
        if count > 0 {
            said.push_str(&pick(lang, french, english).replace("{}", &count.to_string()));
            said.push('\n');
        }
    };
    note(
        *renumbered,
        "IDPN donnés à d'autres personnes qu'avant : {} ; aucun identifiant ne les suit.",
        "IDPNs that are now other people's: {}; no id follows them.",
    );
    note(
        *elsewhere,
        "Attention, utilisateurs d'un autre établissement d'après les fichiers : {} ; ils n'entreront pas ici.",
        "Note, users of another school by the files: {}; they will not get in here.",
    );
    note(*links, "Identifiants repris des fichiers : {}.", "Ids taken from the files: {}.");
    note(
        conflicts.len() as u64,
        "Identifiants des fichiers qui contredisent ceux du service, laissés de côté : {}.",
        "Ids of the files that contradict those of the service, left out: {}.",
    );
    if !conflicts.is_empty() {
        said.push_str(&format!("  IDPN{}{}\n", pick(lang, " : ", ": "), conflicts.join(", ")));
    }
    said
}

/// What an import would do, with the first names of each kind.
pub(super) fn planned(plan: &ImportPlan, lang: Lang) -> String {
    let mut said = imported(&plan.report, lang);
    let kinds = [
        (Fate::Added, plan.report.added, pick(lang, "Nouveaux : ", "New: ")),
        (Fate::Changed, plan.report.changed, pick(lang, "Modifiés : ", "Changed: ")),
        (Fate::Vanished, plan.report.vanished, pick(lang, "Partis : ", "Gone: ")),
    ];
    for (fate, count, head) in kinds {
        let names: Vec<String> =
            plan.people(fate).take(MOST_NAMED).map(|user| format!("{} {}", user.family, user.given)).collect();
        if !names.is_empty() {
            let more = if count > MOST_NAMED as u64 { ", …" } else { "" };
            said.push_str(&format!("  {head}{}{more}\n", names.join(", ")));
        }
    }
    said
}

/// What a reconciliation has done, or would do.
pub(super) fn reconciled(report: &BatchReport, lang: Lang) -> String {
    let failures: u64 = report.failures.values().sum();
    let BatchReport { linked, already_linked, rejected, overtaken, .. } = report;
    let mut said = match lang {
        Lang::Fr => {
            format!("Rapprochés : {linked} ; ils l'étaient déjà : {already_linked} ; échecs à résoudre : {failures}.\n")
        }
        Lang::En => format!("Linked: {linked}; linked before: {already_linked}; failures to resolve: {failures}.\n"),
    };
    let notes = [
        (*rejected, "Rejetés auparavant, et laissés ainsi : {}.\n", "Rejected before, and left so: {}.\n"),
        (*overtaken, "Rapprochés autrement pendant ce temps : {}.\n", "Linked otherwise meanwhile: {}.\n"),
    ];
    for (count, french, english) in notes {
        if count > 0 {
            said.push_str(&pick(lang, french, english).replace("{}", &count.to_string()));
        }
    }
    let profiles: Vec<Profile> = report.other_ids.iter().filter_map(|key| Profile::from_key(key).ok()).collect();
    if !profiles.is_empty() {
        said.push_str(&format!("{}{}\n", pick(lang, "ATTENTION : ", "WARNING: "), other_ids(&profiles, lang)));
    }
    said
}
