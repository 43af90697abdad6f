//! What each tunable of a decision means, and what raising it does, in words.

use serde::Serialize;

use crate::identity::Lang;
use crate::report::words::pick;

/// What is said of a tunable.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct TunableWords {
    /// What it means, in a sentence.
    pub meaning: &'static str,
    /// What raising it does, in a sentence.
    pub raising: &'static str,
}

const MORE: (&str, &str) = ("Plus haut : rapproche davantage, moins sûrement.", "Raising it links more, less surely.");
const LESS: (&str, &str) = ("Plus haut : rapproche moins.", "Raising it links less.");

/// What is said of the tunable of that key; nothing of a key that there is not.
pub fn tunable_words(key: &str, lang: Lang) -> TunableWords {
    let (meaning, raising) = match key {
        "share_in_base" => (
            (
                "Part des comptes de l'ENT dont la personne est dans la base, avant d'en savoir plus : une exécution la \
                 corrige par ce qu'elle trouve.",
                "Share of the ENT's users that are in the base, before more is known: a run corrects it by what it finds.",
            ),
            ("Plus haut : rapproche davantage.", "Raising it links more."),
        ),
        "relatives_in_base" => (
            (
                "Nombre moyen de proches qu'a quelqu'un qui n'est pas dans la base parmi les utilisateurs de la base qui \
                 n'ont pas de compte.",
                "How many relatives somebody who is not in the base has on average among its users without an account.",
            ),
            (
                "Plus haut : demande plus de preuves quand seuls le nom et le code postal concordent.",
                "Raising it asks for more evidence where family name and postcode are all there is.",
            ),
        ),
        "max_link_risk" => (("Plus grand risque d'erreur d'un rapprochement.", "Largest risk of a single link."), MORE),
        "max_mean_risk" => (
            (
                "Budget : plus grand risque moyen des rapprochements d'une exécution (1e-4 : une erreur attendue sur \
                 10 000).",
                "The budget: largest mean risk of the links of a run (1e-4: one wrong link expected in 10,000).",
            ),
            MORE,
        ),
        "max_online_risk" => (
            (
                "Plus grand risque d'un rapprochement à une première connexion, où personne ne voit qui d'autre se \
                 présente ; max_link_risk vaut aussi.",
                "Largest risk of a link at a first connection, where nobody sees who else asks; max_link_risk holds too.",
            ),
            MORE,
        ),
        "max_asserted_risk" => (
            (
                "Plus grande probabilité, d'après ce que le serveur CAS affirme, que quelqu'un qui corrige son \
                 identité soit une autre personne.",
                "Largest probability, by what the CAS server asserts, that somebody who corrects an identity is \
                 somebody else.",
            ),
            (
                "Plus haut : croit davantage ce que les gens saisissent.",
                "Raising it believes more of what people type.",
            ),
        ),
        "max_child_risk" => (
            (
                "Plus grand risque du rapprochement d'un élève pour qu'il désigne ses responsables.",
                "Largest risk of a pupil's link that is to say who his parents are.",
            ),
            (
                "Plus haut : donne cette preuve à plus de parents, parfois par un homonyme de leur enfant.",
                "Raising it gives more parents this evidence, now and then by a namesake of their child.",
            ),
        ),
        "threshold" => (("Plus petit score d'un rapprochement, en bits.", "Smallest score of a link, in bits."), LESS),
        "margin" => (
            ("Plus petite avance sur le candidat suivant, en bits.", "Smallest lead over the next candidate, in bits."),
            LESS,
        ),
        "candidate_floor" => (
            (
                "Plus petit score d'un candidat qui est montré, en bits.",
                "Smallest score of a candidate that is shown, in bits.",
            ),
            ("Plus haut : en montre moins.", "Raising it shows fewer."),
        ),
        "second_account" => (
            (
                "Probabilité qu'un compte soit le second de quelqu'un dont le compte déjà rapproché est aussi là.",
                "Probability that an account is the second one of somebody whose linked account is also there.",
            ),
            (
                "Plus haut : laisse plus de comptes à vérifier quand ils ressemblent à quelqu'un de déjà rapproché.",
                "Raising it leaves more accounts to check where they resemble somebody who is linked.",
            ),
        ),
        "stale_id" => (
            (
                "Probabilité qu'un identifiant enregistré soit périmé quand l'ENT ne le connaît plus ; une telle \
                 personne est montrée, jamais rapprochée.",
                "Probability that a stored id is out of date when the ENT no longer has it; such a user is shown, \
                 never linked.",
            ),
            (
                "Plus haut : laisse plus de comptes à vérifier à cause de ces personnes.",
                "Raising it leaves more accounts to check because of these users.",
            ),
        ),
        "all_pairs_up_to" => (
            (
                "Nombre d'utilisateurs d'un groupe (un profil d'un établissement) jusqu'auquel tous sont comparés à \
                 tous ; au-delà, un index propose les candidats.",
                "Users of one pool (a profile of a school) up to which all are compared with all; beyond, an index \
                 proposes candidates.",
            ),
            (
                "Plus haut : n'en manque aucun dans de plus grands groupes, en un temps qui croît comme le carré.",
                "Raising it misses nobody in larger pools, in time that grows with the square.",
            ),
        ),
        "settled_risk" => (
            (
                "Risque sous lequel une concordance exacte et unique met fin à la recherche d'autres candidats ; 0 : \
                 jamais.",
                "Risk below which a unique, exact agreement ends the search for other candidates; 0: never.",
            ),
            ("Plus haut : va plus vite et regarde moins de rivaux.", "Raising it is faster and looks at fewer rivals."),
        ),
        "unseen_family" => (
            (
                "Combien de personnes on suppose, en plus, à un nom de famille que la base ne montre qu'une fois.",
                "How many people more are supposed to bear a family name that the base shows once.",
            ),
            ("Plus haut : un nom rare vaut moins.", "Raising it makes rare names worth less."),
        ),
        "unseen_given" => (
            (
                "De même pour un prénom que la base ne montre qu'une fois.",
                "The same for a given name that the base shows once.",
            ),
            ("Plus haut : un prénom rare vaut moins.", "Raising it makes rare given names worth less."),
        ),
        "alike_twins" => (
            (
                "Combien de fois les prénoms de frères et sœurs de dates de naissance égales ou voisines sont plus souvent \
                 voisins, sans être égaux, que ceux d’autres proches.",
                "How many times likelier the given names of siblings of equal or close birth dates are close, but not the \
                 same, than those of other relatives.",
            ),
            (
                "Plus haut : rapproche moins là où seul un prénom voisin distingue d’un frère ou d’une sœur.",
                "Raising it links less where only a close given name tells a person from a sibling.",
            ),
        ),
        "wrong_profile" => (
            (
                "Probabilité qu’un compte soit classé dans un autre profil que celui de son titulaire.",
                "Probability that an account is filed under another profile than its owner's.",
            ),
            (
                "Plus haut : rapproche moins là où un utilisateur d’un autre profil porte le même nom.",
                "Raising it links less where a user of another profile bears the name.",
            ),
        ),
        "learn_postcodes" => (
            (
                "Apprend des personnes sûres, à chaque rapprochement, combien souvent les deux listes donnent d’autres codes \
                 postaux à une même personne.",
                "Learns in each run, from people who are surely the same, how often the two lists have other postcodes for one \
                 person.",
            ),
            (
                "false : s’en tient aux probabilités des règles ; rapproche moins là où l’ENT envoie des codes CEDEX.",
                "False keeps to the probabilities of the rules; links less where the ENT sends CEDEX codes.",
            ),
        ),
        "filler_dates" => (
            (
                "Ne retient que l’année, ou rien, des dates que trop de personnes portent (01/01/aaaa, 01/01/1900) ; false : croit toutes les dates.",
                "Counts dates that too many people carry (01/01/yyyy, 01/01/1900) as their year alone or as missing; false: believes every date.",
            ),
            ("false : croit des dates de remplissage.", "False believes dates that stand for «not known»."),
        ),
        "compare_incomplete" => (
            (
                "Compare aussi, par ce qui reste, les personnes au nom vide ou à la date de naissance illisible ; \
                 false : ce sont des échecs, et leur fichier est à corriger.",
                "Compares people with an empty name or an unreadable birth date by what is left; false: they fail, so \
                 that their file is mended.",
            ),
            ("true : rapproche davantage, sur moins de preuves.", "True links more, on less."),
        ),
        "vetoes" => (
            (
                "Niveaux, écrits champ:niveau ou profil.champ:niveau, qui interdisent un rapprochement quel que soit le score.",
                "Levels, as field:level or profile.field:level, that forbid a link however high the score.",
            ),
            ("En ajouter : rapproche moins.", "Adding one links less."),
        ),
        _ => (("", ""), ("", "")),
    };
    TunableWords { meaning: pick(lang, meaning.0, meaning.1), raising: pick(lang, raising.0, raising.1) }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;
    use crate::matching::rules::Decision;

    #[test]
    fn every_tunable_has_a_meaning_of_its_own() {
        for lang in [Lang::Fr, Lang::En] {
            let meanings: HashSet<_> =
                Decision::default().tunables().iter().map(|(key, _)| tunable_words(key, lang).meaning).collect();
            assert_eq!(meanings.len(), Decision::TUNABLES);
            assert!(!meanings.contains(""));
        }
        assert_eq!(tunable_words("colour", Lang::Fr).meaning, "");
    }
}
