//! A tuning in sentences.

use super::{in_10_000, per_cent, rate, typed_share};
use crate::evaluation::measures::{Breakdown, Counts, Discordance};
use crate::evaluation::tuning::{Choice, Promise, Tuned, Verdict};
use crate::identity::{Lang, printable};
use crate::matching::RuleSet;
use crate::matching::rules::Caution;
use crate::report::number::{self, count};
use crate::report::words::{self, colon};

/// What tuning came to, a sentence or two a line: what is promised, or why nothing is; the setting; and what it does to the
/// people held out.
pub fn tuning_lines(tuned: &Tuned, lang: Lang) -> Vec<String> {
    let promise = &tuned.promise;
    let mut lines = Vec::new();
    match (&tuned.chosen, promise.kept) {
        (Some(choice), Some(_)) if tuned.is_promised() => lines.push(promised(tuned, choice, lang)),
        (Some(choice), Some(_)) => lines.push(contradicted(tuned, choice, lang)),
        _ => {
            lines.push(nothing_promised(tuned, lang));
            lines.extend(what_is_possible(tuned, lang));
        }
    }
    if let Some(choice) = &tuned.chosen {
        lines.push(setting(tuned, choice, lang));
        lines.extend(laxer(&tuned.given, &choice.rules, lang));
        lines.push(held_out(tuned, choice, lang));
        // Of a setting that nobody gets, it does not matter what it links.
        if !is_contradicted(tuned) {
            lines.push(recall(tuned, choice, lang));
            lines.extend(profiles(&choice.held_out.before, &choice.held_out.after, lang));
        }
    }
    // Names of rule sets come from files.
    lines.into_iter().map(|line| printable(&line).into_owned()).collect()
}

fn promised(tuned: &Tuned, choice: &Choice, lang: Lang) -> String {
    let rung = &tuned.rungs[choice.rung];
    let Promise { max_wrong, confidence, .. } = tuned.promise;
    let (most, confidence) = (rate(max_wrong, lang), typed_share(confidence, lang));
    let (wrong, links, expected) =
        (count(rung.wrong, lang), count(rung.judged(), lang), in_10_000(rung.expected_rate(), lang));
    match lang {
        Lang::Fr => format!(
            "Promesse : la part de rapprochements faux est d'au plus {most}, avec une confiance de {confidence} : {wrong} faux parmi les {links} où le réglage a \
             été choisi. Les règles elles-mêmes en attendent {expected} sur 10 000."
        ),
        Lang::En => format!(
            "Promise: the share of wrong links is at most {most}, with a confidence of {confidence}: {wrong} wrong among the {links} on which the \
             setting was chosen. The rules themselves expect {expected} in 10,000."
        ),
    }
}

/// Whether a promise was kept where its setting was chosen, and not on the people held out.
fn is_contradicted(tuned: &Tuned) -> bool {
    tuned.promise.kept.is_some() && !tuned.is_promised()
}

fn contradicted(tuned: &Tuned, choice: &Choice, lang: Lang) -> String {
    let rung = &tuned.rungs[choice.rung];
    let most = rate(tuned.promise.max_wrong, lang);
    let (wrong, links) = (count(rung.wrong, lang), count(rung.judged(), lang));
    match lang {
        Lang::Fr => format!(
            "Aucune promesse : {most} est tenu là où le réglage a été choisi ({wrong} faux parmi {links}), et contredit par les personnes mises de côté."
        ),
        Lang::En => format!(
            "No promise: {most} is kept where the setting was chosen ({wrong} wrong of {links}), and contradicted by the people held out."
        ),
    }
}

fn nothing_promised(tuned: &Tuned, lang: Lang) -> String {
    let promise = &tuned.promise;
    let (most, confidence) = (rate(promise.max_wrong, lang), typed_share(promise.confidence, lang));
    let needed = count(promise.needed, lang);
    let links = count(tuned.rungs.last().map_or(0, |rung| rung.judged()), lang);
    match (promise.first.map(|first| &tuned.rungs[first]), lang) {
        (None, Lang::Fr) => format!(
            "Aucune promesse : la vérité est trop petite. Elle donne au plus {links} rapprochements où choisir ; pour promettre {most} avec une \
             confiance de {confidence}, il en faut {needed}, tous justes."
        ),
        (None, Lang::En) => format!(
            "No promise: the truth is too small. It gives at most {links} links to choose on; to promise {most} with a confidence of \
             {confidence} takes {needed}, all of them right."
        ),
        (Some(first), Lang::Fr) => format!(
            "Aucune promesse : du réglage le plus strict qui ait assez de rapprochements ({needed}), {} sont faux sur {} ; {most} n'est pas tenu avec \
             une confiance de {confidence}.",
            count(first.wrong, lang),
            count(first.judged(), lang)
        ),
        (Some(first), Lang::En) => format!(
            "No promise: of the strictest setting that has enough links ({needed}), {} of {} are wrong; {most} is not kept with a confidence \
             of {confidence}.",
            count(first.wrong, lang),
            count(first.judged(), lang)
        ),
    }
}

/// What this truth supports in place of what was asked.
fn what_is_possible(tuned: &Tuned, lang: Lang) -> Option<String> {
    let promise = &tuned.promise;
    let (most, confidence) = (rate(promise.max_wrong, lang), typed_share(promise.confidence, lang));
    let smallest = promise.smallest(&tuned.rungs).map(|smallest| match lang {
        Lang::Fr => format!(
            "Le plus petit taux que cette vérité permette de promettre à {confidence} est de {} (--max-wrong {smallest:?}) ; choisi après coup, il \
             ne vaut promesse que sur d'autres personnes.",
            rate(smallest, lang)
        ),
        Lang::En => format!(
            "The smallest rate that this truth supports at {confidence} is {} (--max-wrong {smallest:?}); chosen with hindsight, it is a \
             promise on other people only.",
            rate(smallest, lang)
        ),
    });
    let reached = tuned.chosen.as_ref().map(|choice| {
        let reached = number::percentage(promise.confidence_of(&tuned.rungs[choice.rung]), lang);
        match lang {
            Lang::Fr => format!("Pour {most}, la confiance du réglage écrit n'est que de {reached}."),
            Lang::En => format!("For {most}, the confidence of the setting written is only {reached}."),
        }
    });
    let nobody = tuned.chosen.is_none().then(|| match lang {
        Lang::Fr => "Aucun réglage ne relie quelqu'un sans erreur : il n'y en a pas à écrire.".to_owned(),
        Lang::En => "No setting links anybody without a mistake: there is none to write.".to_owned(),
    });
    let sentences: Vec<String> = [smallest, reached, nobody].into_iter().flatten().collect();
    (!sentences.is_empty()).then(|| sentences.join(" "))
}

fn setting(tuned: &Tuned, choice: &Choice, lang: Lang) -> String {
    let decision = &choice.rules.decision;
    // As a rule file has them.
    let values = format!(
        "max_link_risk = {:?}, max_mean_risk = {:?}, threshold = {:?}, margin = {:?}",
        decision.max_link_risk, decision.max_mean_risk, decision.threshold, decision.margin
    );
    let given = &tuned.given.name;
    if is_contradicted(tuned) {
        return match lang {
            Lang::Fr => format!("Le réglage écrit reste celui de {given} : {values}."),
            Lang::En => format!("The setting written is still that of {given}: {values}."),
        };
    }
    match (lang, tuned.promise.kept.is_some()) {
        (Lang::Fr, true) => format!("Réglage : {values}."),
        (Lang::Fr, false) => {
            format!("Réglage sans promesse, le plus large avant une erreur sans l'être plus que {given} : {values}.")
        }
        (Lang::En, true) => format!("Setting: {values}."),
        (Lang::En, false) => format!(
            "Setting without a promise, the most permissive before a mistake and no more so than {given}: {values}."
        ),
    }
}

/// «Plus large que standard : threshold 12.0 au lieu de 15.0, …», where it is.
fn laxer(given: &RuleSet, chosen: &RuleSet, lang: Lang) -> Option<String> {
    let (before, after) = (Caution::of(&given.decision), Caution::of(&chosen.decision));
    // What is to be large, then what is to be small.
    let tunables = [
        ("threshold", after.threshold < before.threshold, after.threshold, before.threshold),
        ("margin", after.margin < before.margin, after.margin, before.margin),
        ("max_link_risk", after.max_link_risk > before.max_link_risk, after.max_link_risk, before.max_link_risk),
        ("max_mean_risk", after.max_mean_risk > before.max_mean_risk, after.max_mean_risk, before.max_mean_risk),
    ];
    let laxer = tunables.into_iter().filter(|(_, is_laxer, ..)| *is_laxer).map(|(key, _, after, before)| match lang {
        Lang::Fr => format!("{key} {after:?} au lieu de {before:?}"),
        Lang::En => format!("{key} {after:?} in place of {before:?}"),
    });
    let laxer = laxer.collect::<Vec<_>>().join(", ");
    let name = &given.name;
    (!laxer.is_empty()).then(|| match lang {
        Lang::Fr => format!("Plus large que {name} : {laxer}."),
        Lang::En => format!("More permissive than {name}: {laxer}."),
    })
}

fn held_out(tuned: &Tuned, choice: &Choice, lang: Lang) -> String {
    let counts = choice.held_out.after.total();
    let (wrong, links) = (count(counts.wrong, lang), count(counts.links(), lang));
    let at_most = in_10_000(choice.held_out.at_most(tuned.options.confidence), lang);
    let (share, confidence) = (typed_share(tuned.options.held_out, lang), typed_share(tuned.options.confidence, lang));
    let seed = tuned.options.seed;
    let most = rate(tuned.options.max_wrong, lang);
    let verdict = match (tuned.verdict(choice), lang) {
        (Verdict::Confirmed, Lang::Fr) => format!("{most} s'y vérifie."),
        (Verdict::Confirmed, Lang::En) => format!("they confirm {most}."),
        (Verdict::NotContradicted, Lang::Fr) => {
            format!("rien n'y contredit {most}, et elles sont trop peu nombreuses pour le confirmer.")
        }
        (Verdict::NotContradicted, Lang::En) => {
            format!("nothing there contradicts {most}, and they are too few to confirm it.")
        }
        (Verdict::Broken, Lang::Fr) => {
            format!("elles contredisent {most} : ce réglage n'est pas écrit.")
        }
        (Verdict::Broken, Lang::En) => format!("they contradict {most}: this setting is not written."),
    };
    match lang {
        Lang::Fr => format!(
            "Sur les personnes mises de côté ({share} des familles, graine {seed}) : {wrong} faux parmi {links} rapprochements, soit au plus \
             {at_most} sur 10 000 à {confidence} ; {verdict}"
        ),
        Lang::En => format!(
            "On the people held out ({share} of the families, seed {seed}): {wrong} wrong of {links} links, at most {at_most} in 10,000 at \
             {confidence}; {verdict}"
        ),
    }
}

fn recall(tuned: &Tuned, choice: &Choice, lang: Lang) -> String {
    let (before, after) = (choice.held_out.before.total(), choice.held_out.after.total());
    let Discordance { only_first: lost, only_second: gained } = choice.held_out.discordance;
    let p = choice.held_out.discordance.p_value();
    let (sign, shown) = if p < 0.001 { ("<", 0.001) } else { ("=", p) };
    let p = format!("p {sign} {}", number::decimal(shown, 3, lang));
    let (given, lost, gained) = (&tuned.given.name, count(lost, lang), count(gained, lang));
    let (before, after) = (share_found(&before, lang), share_found(&after, lang));
    match lang {
        Lang::Fr => format!(
            "Leur rappel : {after} ; avec {given} : {before}. Reliées en plus : {gained} ; en moins : {lost} ({p}). Les intervalles sont à \
             95 %."
        ),
        Lang::En => format!(
            "Their recall: {after}; with {given}: {before}. Linked besides: {gained}; no longer: {lost} ({p}). The intervals are at 95%."
        ),
    }
}

/// «98,31 % (98,10–98,50)».
fn share_found(counts: &Counts, lang: Lang) -> String {
    let (Some(recall), Some(interval)) = (counts.recall(), counts.recall_interval()) else { return "-".to_owned() };
    let digits = |value: f64| number::decimal(value * 100.0, 2, lang);
    format!("{} ({}–{})", per_cent(recall, 2, lang), digits(interval.low), digits(interval.high))
}

fn profiles(before: &Breakdown, after: &Breakdown, lang: Lang) -> Option<String> {
    let digits = |counts: Counts| counts.recall().map(|recall| per_cent(recall, 2, lang));
    let each = after.profiles().filter_map(|profile| {
        let (before, after) = (digits(before.profile(profile))?, digits(after.profile(profile))?);
        Some(format!("{} {after} ({before})", words::profile(profile, lang)))
    });
    let each: Vec<String> = each.collect();
    let title = words::pick(lang, "Par profil, et avec les règles données", "By profile, and with the rules as given");
    (each.len() > 1).then(|| format!("{title}{}{}.", colon(lang), each.join(", ")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::matching::rules::Decision;

    #[test]
    fn a_laxer_setting_says_where_it_is_laxer() {
        let given = RuleSet::default();
        let with = |change: fn(&mut Decision)| {
            let mut decision = given.decision.clone();
            change(&mut decision);
            laxer(&given, &given.clone().with_decision(decision), Lang::Fr)
        };
        assert_eq!(with(|_| ()), None);
        assert_eq!(with(|decision| decision.margin += 1.0), None, "stricter is not laxer");
        let told = with(|decision| {
            decision.threshold -= 1.0;
            decision.max_mean_risk *= 2.0;
        });
        let told = told.expect("laxer in two ways");
        assert!(
            told.starts_with("Plus large que standard : threshold ") && told.contains(", max_mean_risk "),
            "{told}"
        );
        assert!(!told.contains("margin") && !told.contains("max_link_risk"), "{told}");
    }
}
