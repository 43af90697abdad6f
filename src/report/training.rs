//! How the training of a rule set went, in sentences.
//!
//! Role: what somebody has to know before trusting what was learnt. Input: a [`Trained`]. Output: lines, for a terminal
//! and for the head of the rule file, which is written here. Invariant: a pass that did not converge, or was left out, is said.

use std::io;
use std::path::Path;

use crate::durable;
use crate::evaluation::training::{Pass, ProfileTraining, Trained};
use crate::identity::Lang;

use super::number::decimal;
use super::words;

/// The lines, profile by profile.
pub fn training_lines(trained: &Trained, lang: Lang) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for training in &trained.profiles {
        lines.push(of_profile(training, lang));
        lines.extend(training.passes.iter().map(|pass| of_pass(pass, lang)));
    }
    if !trained.untouched.is_empty() {
        let names: Vec<&str> = trained.untouched.iter().map(|&profile| words::profile(profile, lang)).collect();
        let names = names.join(", ");
        lines.push(match lang {
            Lang::Fr => format!("Trop peu de monde pour apprendre, probabilités inchangées : {names}."),
            Lang::En => format!("Too few people to learn from, probabilities unchanged: {names}."),
        });
    }
    let decision = &trained.rules.decision;
    let (share, family, given) = (
        decimal(decision.share_in_base, 4, lang),
        decimal(decision.unseen_family, 3, lang),
        decimal(decision.unseen_given, 3, lang),
    );
    lines.push(match lang {
        Lang::Fr => format!(
            "Part des comptes présents dans la base : {share}. Noms vus une fois : {family} (famille), {given} (prénoms)."
        ),
        Lang::En => format!(
            "Share of accounts that are in the base: {share}. Names seen once: {family} (family), {given} (given)."
        ),
    });
    lines
}

/// Writes the rule file, whole or not at all, with how it was trained at its head.
///
/// # Errors
/// Where the file cannot be written, or is there already.
pub fn write_trained(trained: &Trained, path: &Path, lang: Lang) -> io::Result<()> {
    let rules = trained.rules.clone();
    let (name, version) = (rules.name.clone(), rules.version.clone());
    let rules = rules.named_as(name, version, description(trained, lang));
    durable::create(path, rules.to_toml(&training_lines(trained, lang)).as_bytes())
}

/// What `rules explain` says of the written rules, in place of what their parent says of itself.
fn description(trained: &Trained, lang: Lang) -> String {
    let names = trained.profiles.iter().map(|training| words::profile(training.profile, lang));
    let names = names.collect::<Vec<_>>().join(", ");
    let parent = &trained.parent;
    match lang {
        Lang::Fr => format!("«{parent}», probabilités apprises par rapproche train : {names}."),
        Lang::En => format!("«{parent}», probabilities learnt by rapproche train: {names}."),
    }
}

fn of_profile(training: &ProfileTraining, lang: Lang) -> String {
    let title = words::profile(training.profile, lang);
    let matches = training.matches.total().round();
    let (pairs, possible) = (training.pairs, training.possible_pairs);
    match lang {
        Lang::Fr => format!("{title} : {pairs} paires comparées sur {possible} ; {matches} concordantes."),
        Lang::En => format!("{title}: {pairs} pairs compared of {possible}; {matches} match."),
    }
}

fn of_pass(pass: &Pass, lang: Lang) -> String {
    let field = words::field(pass.blocked_on, lang);
    let (pairs, matches, iterations) = (pass.pairs, pass.matches.round(), pass.iterations);
    let outcome = match (pass.is_used(), pass.switched, pass.converged, lang) {
        (_, true, _, Lang::Fr) => "écartée : les deux classes se sont échangées",
        (_, true, _, Lang::En) => "left out: the two classes changed places",
        (false, false, _, Lang::Fr) => "écartée : aucune paire concordante",
        (false, false, _, Lang::En) => "left out: no matching pair",
        (true, false, true, Lang::Fr) => "convergence atteinte",
        (true, false, true, Lang::En) => "converged",
        (true, false, false, Lang::Fr) => "ATTENTION : convergence non atteinte",
        (true, false, false, Lang::En) => "NOTE: did not converge",
    };
    match lang {
        Lang::Fr => {
            format!("  passe «{field}» : {pairs} paires, {matches} concordantes, {iterations} itérations, {outcome}.")
        }
        Lang::En => format!("  pass on {field}: {pairs} pairs, {matches} match, {iterations} iterations, {outcome}."),
    }
}
