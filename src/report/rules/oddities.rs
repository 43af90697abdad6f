//! What is valid in a rule set and probably not meant, in words.

use crate::identity::{Lang, printable};
use crate::matching::RuleSet;
use crate::matching::rules::{Oddity, Veto};
use crate::report::number::{decimal, weight};
use crate::report::words;

/// A sentence for each oddity of `rules`; those that differ only by the profile say so once.
pub fn oddity_lines(rules: &RuleSet, lang: Lang) -> Vec<String> {
    let mut lines: Vec<(String, Vec<&str>)> = Vec::new();
    for oddity in rules.oddities() {
        let sentence = sentence(&oddity, lang);
        let profile = profile(&oddity, lang);
        match lines.iter_mut().find(|(known, _)| *known == sentence) {
            Some((_, profiles)) => profiles.extend(profile),
            None => lines.push((sentence, profile.into_iter().collect())),
        }
    }
    let with_profiles = lines.into_iter().map(|(sentence, profiles)| {
        if profiles.is_empty() { sentence } else { format!("{}{}{sentence}", profiles.join(", "), words::colon(lang)) }
    });
    with_profiles.collect()
}

fn profile(oddity: &Oddity, lang: Lang) -> Option<&'static str> {
    match oddity {
        Oddity::EqualSpeaksAgainst(profile, _)
        | Oddity::DifferentSpeaksFor(profile, _)
        | Oddity::WeakerIsWorthMore(profile, ..)
        | Oddity::RoundedSum { profile, .. }
        | Oddity::ThresholdOutOfReach(profile, _) => Some(words::profile(*profile, lang)),
        _ => None,
    }
}

fn sentence(oddity: &Oddity, lang: Lang) -> String {
    let field = |field| words::field(field, lang);
    let veto = |veto: &Veto| veto.to_string();
    match (oddity, lang) {
        (Oddity::EqualSpeaksAgainst(_, which), Lang::Fr) => {
            format!("{}, l'égalité plaide contre la même personne (m < u).", field(*which))
        }
        (Oddity::EqualSpeaksAgainst(_, which), Lang::En) => {
            format!("{}, equality speaks against the same person (m < u).", field(*which))
        }
        (Oddity::DifferentSpeaksFor(_, which), Lang::Fr) => {
            format!("{}, une différence plaide pour la même personne (m > u).", field(*which))
        }
        (Oddity::DifferentSpeaksFor(_, which), Lang::En) => {
            format!("{}, a difference speaks for the same person (m > u).", field(*which))
        }
        (Oddity::WeakerIsWorthMore(_, which, level), Lang::Fr) => {
            format!("{}, «{level}» vaut plus que l'égalité.", field(*which))
        }
        (Oddity::WeakerIsWorthMore(_, which, level), Lang::En) => {
            format!("{}, «{level}» is worth more than equality.", field(*which))
        }
        (Oddity::RoundedSum { field: which, part, sum, .. }, Lang::Fr) => {
            format!("{}, la somme des {part} est {} ; l'arrondi est accepté.", field(*which), decimal(*sum, 4, lang))
        }
        (Oddity::RoundedSum { field: which, part, sum, .. }, Lang::En) => {
            format!("{}, {part} adds up to {}; the rounding is accepted.", field(*which), decimal(*sum, 4, lang))
        }
        (Oddity::ThresholdOutOfReach(_, best), Lang::Fr) => {
            format!("le meilleur score possible, {} bits, n'atteint pas threshold.", weight(*best, lang))
        }
        (Oddity::ThresholdOutOfReach(_, best), Lang::En) => {
            format!("the best score there can be, {} bits, does not reach threshold.", weight(*best, lang))
        }
        (Oddity::NobodyLinked, Lang::Fr) => "un risque de 0 ne rapproche personne.".to_owned(),
        (Oddity::NobodyLinked, Lang::En) => "a risk of 0 links nobody.".to_owned(),
        (Oddity::NobodyLinkedOnline, Lang::Fr) => {
            "un risque de 0 ne rapproche personne à la première connexion.".to_owned()
        }
        (Oddity::NobodyLinkedOnline, Lang::En) => "a risk of 0 links nobody at a first connection.".to_owned(),
        (Oddity::BudgetWithoutEffect, Lang::Fr) => {
            "max_mean_risk n'est pas inférieur à max_link_risk : le budget ne limite rien.".to_owned()
        }
        (Oddity::BudgetWithoutEffect, Lang::En) => {
            "max_mean_risk is not below max_link_risk: the budget bounds nothing.".to_owned()
        }
        (Oddity::OnlineRiskWithoutEffect, Lang::Fr) => {
            "max_online_risk dépasse max_link_risk, qui vaut aussi à la première connexion.".to_owned()
        }
        (Oddity::OnlineRiskWithoutEffect, Lang::En) => {
            "max_online_risk is above max_link_risk, which holds at first connections too.".to_owned()
        }
        (Oddity::VetoOfEquality(of), Lang::Fr) => {
            format!("le veto {} interdit de rapprocher ceux qui concordent.", veto(of))
        }
        (Oddity::VetoOfEquality(of), Lang::En) => format!("the veto {} forbids to link those who agree.", veto(of)),
        (Oddity::VetoWithoutEffect(of), Lang::Fr) => {
            format!("le veto {} est sans effet : ce niveau n'a pas de probabilités.", veto(of))
        }
        (Oddity::VetoWithoutEffect(of), Lang::En) => {
            format!("the veto {} has no effect: that level has no probabilities.", veto(of))
        }
        (Oddity::RuleNeverMet(name), Lang::Fr) => {
            format!("aucune paire ne peut remplir la règle «{}».", printable(name))
        }
        (Oddity::RuleNeverMet(name), Lang::En) => format!("no pair can meet the rule «{}».", printable(name)),
        (Oddity::OnlyProposes, Lang::Fr) => "aucune règle ne rapproche ; ce jeu ne fait que proposer.".to_owned(),
        (Oddity::OnlyProposes, Lang::En) => "no rule links; this set only proposes.".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn profiles_that_share_an_oddity_stand_together() {
        let text = "name = \"x\"\nversion = \"1\"\nextends = \"standard\"\n[decision]\nmax_mean_risk = 0.0\n\
                    [weights.default.sex]\nexact = { m = 0.997, u = 0.5, relative = 0.5 }\n\
                    different = { m = 0.004, u = 0.5, relative = 0.5 }\n";
        let rules = RuleSet::from_toml(text).unwrap_or_else(|error| panic!("{error}"));
        assert_eq!(
            oddity_lines(&rules, Lang::Fr),
            [
                "un risque de 0 ne rapproche personne.",
                "Élèves, Inspecteurs, Maîtres de stage, Parents, Personnels, Professeurs : sexe, la somme des m est \
                 1,0010 ; l'arrondi est accepté.",
            ]
        );
        assert_eq!(oddity_lines(&RuleSet::default(), Lang::En), Vec::<String>::new());
    }
}
