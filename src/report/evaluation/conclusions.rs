//! An evaluation in sentences.

use super::{Comparison, Evaluation};
use crate::evaluation::measures::{Breakdown, Discordance};
use crate::evaluation::truth::Doubt;
use crate::identity::{Lang, printable};
use crate::report::number;

/// A difference that chance alone makes more often than this is none.
const LEVEL: f64 = 0.05;

/// What an evaluation comes to, a sentence a line: each rule set against its own promise, each pair of rule sets against each
/// other, and what the truth leaves open.
pub fn conclusions(evaluation: &Evaluation<'_>) -> Vec<String> {
    let promises = (0..evaluation.study.judged.len()).map(|index| promise(evaluation, index));
    let comparisons = evaluation.comparisons();
    let differences = comparisons.iter().map(|comparison| difference(evaluation, comparison));
    let existing = existing(evaluation);
    let lines = promises.chain(differences).chain(existing);
    // Names of rule sets come from files.
    let lines = lines.map(|line| printable(&line).into_owned());
    lines.chain(doubt_lines(evaluation.doubts, evaluation.study.lang)).collect()
}

/// What is doubtful about a truth, a sentence a line.
pub fn doubt_lines(doubts: &[Doubt], lang: Lang) -> Vec<String> {
    // Identifiers come from files.
    doubts.iter().map(|each| printable(&doubt(each, lang)).into_owned()).collect()
}

fn promise(evaluation: &Evaluation<'_>, index: usize) -> String {
    let study = &evaluation.study;
    let lang = study.lang;
    let assessment = study.judged[index].assessment;
    let counts = Breakdown::of(&assessment.judged).total();
    let pairs = evaluation.completeness[index].total();
    let count = |value: u64| number::count(value, lang);
    let (name, wrong, links) = (study.name(index), count(counts.wrong), count(counts.links()));
    let expected = number::decimal(assessment.expected_wrong, 2, lang);
    let seconds = number::decimal(assessment.cost.elapsed.as_secs_f64(), 2, lang);
    let megabytes = assessment.cost.peak_memory.map(|bytes| count(bytes.div_ceil(1_000_000)));
    let precision = number::decimal(counts.precision().unwrap_or(1.0), 4, lang);
    let f1 = number::decimal(counts.f1().unwrap_or_default(), 4, lang);
    let (looked_at, by_index, all) = (count(pairs.by_run), count(pairs.by_index), count(pairs.pairs));
    match lang {
        Lang::Fr => {
            let memory = megabytes.map_or_else(String::new, |megabytes| format!(", {megabytes} Mo"));
            format!(
                "{name} : {wrong} faux parmi {links} rapprochements ({expected} attendus par les règles) ; précision {precision}, F1 {f1} ; {looked_at} vrais couples \
                 examinés sur {all} (l'index seul : {by_index}) ; {seconds} s{memory}."
            )
        }
        Lang::En => {
            let memory = megabytes.map_or_else(String::new, |megabytes| format!(", {megabytes} MB"));
            format!(
                "{name}: {wrong} wrong of {links} links ({expected} expected by the rules); precision {precision}, F1 {f1}; {looked_at} true pairs \
                 looked at of {all} (the index alone: {by_index}); {seconds} s{memory}."
            )
        }
    }
}

/// «standard relie 41 personnes que strict ne relie pas, et l'inverse jamais ; p < 0,001».
fn difference(evaluation: &Evaluation<'_>, comparison: &Comparison) -> String {
    let lang = evaluation.study.lang;
    let Discordance { only_first, only_second } = comparison.discordance;
    let (mut better, mut worse) = (evaluation.study.name(comparison.first), evaluation.study.name(comparison.second));
    if only_first == 0 && only_second == 0 {
        return match lang {
            Lang::Fr => format!("{better} et {worse} relient justement les mêmes personnes."),
            Lang::En => format!("{better} and {worse} link the same people rightly."),
        };
    }
    let (mut more, mut less) = (only_first, only_second);
    if more < less {
        (better, worse, more, less) = (worse, better, less, more);
    }
    let p = comparison.discordance.p_value();
    let by_chance = p >= LEVEL;
    let (more, fewer) = (number::count(more, lang), number::count(less, lang));
    let people = |count: &str| if count == "1" { "personne" } else { "personnes" };
    match lang {
        Lang::Fr => {
            let less = if less == 0 { "aucune".to_owned() } else { fewer };
            let chance = if by_chance { " ; ce peut être le hasard" } else { "" };
            format!(
                "{better} relie justement {more} {} que {worse} ne relie pas ; l'inverse, {less} ({}){chance}.",
                people(&more),
                p_value(p, lang)
            )
        }
        Lang::En => {
            let people = if more == "1" { "person" } else { "people" };
            let less = if less == 0 { "nobody".to_owned() } else { fewer };
            let chance = if by_chance { "; this may be chance" } else { "" };
            format!(
                "{better} rightly links {more} {people} that {worse} does not; the reverse, {less} ({}){chance}.",
                p_value(p, lang)
            )
        }
    }
}

fn p_value(p: f64, lang: Lang) -> String {
    let (sign, shown) = if p < 0.001 { ("<", 0.001) } else { ("=", p) };
    format!("p {sign} {}", number::decimal(shown, 3, lang))
}

/// Links that the base had and the truth denies: no rule's doing, and worth knowing.
fn existing(evaluation: &Evaluation<'_>) -> Option<String> {
    let lang = evaluation.study.lang;
    let counts = Breakdown::of(&evaluation.study.judged.first()?.assessment.judged).total();
    let existing = number::count(counts.existing, lang);
    let wrong = number::count(counts.existing_wrong, lang);
    (counts.existing > 0).then(|| match lang {
        Lang::Fr => {
            format!("Déjà rapprochés dans la base, et non comptés : {existing}, dont {wrong} contredits par la vérité.")
        }
        Lang::En => {
            format!("Already linked in the base, and not counted: {existing}, of which the truth denies {wrong}.")
        }
    })
}

fn doubt(doubt: &Doubt, lang: Lang) -> String {
    match (doubt, lang) {
        (Doubt::Untold { count, uid }, Lang::Fr) => {
            format!("Sans vérité, et non jugés : {count} (le premier : uid {uid}).")
        }
        (Doubt::Untold { count, uid }, Lang::En) => {
            format!("Without truth, and not judged: {count} (the first: uid {uid}).")
        }
        (Doubt::NoSuchAccount { count, uid, line }, Lang::Fr) => format!(
            "Lignes de vérité sur un compte absent de la liste de l'ENT, ou d'un autre profil : {count}, laissées de côté (ligne {line} : uid {uid})."
        ),
        (Doubt::NoSuchAccount { count, uid, line }, Lang::En) => format!(
            "Rows of truth about an account that the ENT's list does not have, or of another profile: {count}, left out (line {line}: uid {uid})."
        ),
        (Doubt::NoSuchUser { count, idpn, line }, Lang::Fr) => format!(
            "IDPN de la vérité absents de la base dans ce profil : {count} ; ces personnes comptent comme absentes (ligne {line} : IDPN {idpn}). Vérifiez que tous les fichiers de la base sont donnés."
        ),
        (Doubt::NoSuchUser { count, idpn, line }, Lang::En) => format!(
            "IDPN of the truth that the base does not have in that profile: {count}; these people count as absent (line {line}: IDPN {idpn}). Check that all files of the base are given."
        ),
        (Doubt::OtherSchool { count, uid, line }, Lang::Fr) => format!(
            "Lignes de vérité sur des comptes d'autres établissements que ceux du traitement : {count}, laissées de côté (ligne {line} : uid {uid})."
        ),
        (Doubt::OtherSchool { count, uid, line }, Lang::En) => format!(
            "Rows of truth about accounts of other schools than those of the run: {count}, left out (line {line}: uid {uid})."
        ),
    }
}
