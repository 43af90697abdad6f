//! Plans as reports.

use std::collections::HashSet;

use crate::identity::{IdOffer, Lang, ProfileSet, StoredId, WantedKind};
use crate::ids::{Base, GivingPlan, RemovalPlan, Stay, Survey, Verdict, first_rows};

use super::super::words::pick;
use super::{IdReport, Sources, words};

/// Who has an id.
pub fn survey_report(survey: &Survey, base: Base<'_>, sources: &Sources<'_>, lang: Lang) -> IdReport {
    let mut report = IdReport::new();
    let firsts = first_rows(base.rows);
    let users = |rows: Vec<usize>| users_of(base.rows, &firsts, rows);
    let among = |set: &HashSet<usize>| survey.with_id.iter().copied().filter(|row| set.contains(row)).collect();
    report.count("users", pick(lang, "Utilisateurs", "Users"), users(survey.rows.clone()));
    report.count("with_id", pick(lang, "Avec un identifiant CAS", "With a CAS id"), users(survey.with_id.clone()));
    report.count("shared", pick(lang, "Identifiant partagé", "Shared id"), users(among(&survey.shared)));
    if let Some(stale) = &survey.stale {
        report.count("stale", pick(lang, "Absent de la liste CAS", "Not in the CAS list"), users(among(stale)));
    }
    for &row in &survey.with_id {
        let is_stale = survey.stale.as_ref().is_some_and(|stale| stale.contains(&row));
        let (code, label) = words::held(survey.shared.contains(&row), is_stale, lang);
        let line = report.line(sources.of(row), &base.rows[row], code, label);
        line.user = Some(firsts[row]);
        line.is_notable = code != "held";
    }
    report
}

/// Which ids go, and which of those that were asked for stay. `list` is the name of the file that names people.
pub fn removal_report(
    plan: &RemovalPlan,
    rows: &[StoredId],
    sources: &Sources<'_>,
    list: &str,
    lang: Lang,
) -> IdReport {
    let mut report = IdReport::new();
    let firsts = first_rows(rows);
    let with_id = (0..rows.len()).filter(|&row| rows[row].has_id()).collect();
    report.count("with_id", pick(lang, "Avec un identifiant CAS", "With a CAS id"), users_of(rows, &firsts, with_id));
    report.count("removed", pick(lang, "À retirer", "To be removed"), users_of(rows, &firsts, plan.removed.clone()));
    if !plan.shared.is_empty() {
        let label = pick(lang, "dont partagés par deux personnes", "of these shared by two people");
        let shared = plan.removed.iter().copied().filter(|row| plan.shared.contains(row));
        report.count("shared", label, users_of(rows, &firsts, shared.collect()));
    }
    for stay in [Stay::OtherProfile, Stay::NoIdpn, Stay::DoubtfulUser, Stay::Ragged] {
        let kept: Vec<usize> = plan.kept.iter().filter(|(_, other)| *other == stay).map(|&(row, _)| row).collect();
        if !kept.is_empty() {
            let (code, label) = words::stay(stay, lang);
            report.count(code, label, users_of(rows, &firsts, kept));
        }
    }
    if !plan.unjudged.is_empty() {
        let label = pick(lang, "Profil absent de la liste CAS", "Profile not in the CAS list");
        report.count("unjudged", label, users_of(rows, &firsts, plan.unjudged.clone()));
    }
    for &row in &plan.removed {
        let line = report.line(sources.of(row), &rows[row], "removed", pick(lang, "à retirer", "to be removed"));
        line.user = Some(firsts[row]);
        if plan.shared.contains(&row) {
            line.is_notable = true;
            line.remark = pick(lang, "aussi celui d'un autre", "somebody else's too").to_owned();
        }
    }
    for &(row, stay) in &plan.kept {
        let (code, label) = words::stay(stay, lang);
        let line = report.line(sources.of(row), &rows[row], code, label);
        line.user = Some(firsts[row]);
        line.is_notable = true;
    }
    for wanted in &plan.unknown {
        let is_idpn = wanted.kind == WantedKind::Idpn;
        let [idpn, id] =
            if is_idpn { [wanted.value.clone(), String::new()] } else { [String::new(), wanted.value.clone()] };
        let row = StoredId { line: wanted.line, idpn, id, ..StoredId::default() };
        let label = pick(
            lang,
            "ne désigne personne dans la base, ou deux personnes",
            "names nobody in the base, or two people",
        );
        report.line(list, &row, "unknown", label).is_notable = true;
    }
    report
}

/// Who gets an id, and what becomes of each other. `list` is the name of the file that offers them.
pub fn giving_report(
    plan: &GivingPlan,
    base: Base<'_>,
    offers: &[IdOffer],
    sources: &Sources<'_>,
    list: &str,
    lang: Lang,
) -> IdReport {
    let mut report = IdReport::new();
    let mut seen = Vec::new();
    for decision in &plan.decisions {
        if !seen.iter().any(|verdict: &&Verdict| verdict.code() == decision.verdict.code()) {
            seen.push(&decision.verdict);
        }
    }
    seen.sort_by_key(|verdict| rank(verdict));
    for verdict in seen {
        let (code, label) = words::verdict(verdict, lang);
        let same = plan.decisions.iter().filter(|decision| decision.verdict.code() == code);
        let users = same.map(|decision| {
            let offer = &offers[decision.offer];
            let profiles = decision.rows.iter().fold(offer.profiles, |set, &row| set.union(base.rows[row].profiles));
            // Without an identifier each line is a user.
            let line = if offer.idpn.is_empty() { offer.line } else { 0 };
            ((offer.idpn.as_str(), &offer.name, line), profiles)
        });
        report.count(code, label, users);
    }
    let name = |row: &StoredId| format!("{} {}", row.family, row.given).trim().to_owned();
    for decision in &plan.decisions {
        let offer = &offers[decision.offer];
        let (code, label) = words::verdict(&decision.verdict, lang);
        let user = decision.rows.first().map(|&row| (sources.of(row), base.rows[row].clone()));
        let (file, mut shown) = user.unwrap_or_else(|| {
            let (family, given) = offer.name.clone().unwrap_or_default();
            let (idpn, profiles) = (offer.idpn.clone(), offer.profiles);
            (list, StoredId { line: offer.line, idpn, profiles, family, given, ..StoredId::default() })
        });
        shown.id.clone_from(&offer.id);
        let line = report.line(file, &shown, code, label);
        line.is_notable = !matches!(decision.verdict, Verdict::Given | Verdict::AlreadyThere)
            || decision.is_shared
            || decision.resembles.is_some()
            || offer.was_padded;
        let mut remarks = vec![match &decision.verdict {
            Verdict::Replaced { former: id } | Verdict::OtherIdKept { current: id } => id.clone(),
            Verdict::OtherName { .. } => {
                let (family, given) = offer.name.clone().unwrap_or_default();
                match lang {
                    Lang::Fr => format!("l'identifiant était celui de {family} {given}"),
                    Lang::En => format!("the id was that of {family} {given}"),
                }
            }
            Verdict::Taken { by } => {
                let holder = base.row(*by);
                let place = if base.is_other(*by) { format!(", {}", sources.of(*by)) } else { String::new() };
                format!("{} (IDPN {}{place})", name(holder), holder.idpn)
            }
            _ if decision.is_shared => {
                pick(lang, "aussi celui d'un autre, comme avant", "somebody else's too, as before").to_owned()
            }
            _ => String::new(),
        }];
        if let Some(row) = decision.resembles {
            let (holder, idpn) = (name(base.row(row)), &base.row(row).idpn);
            remarks.push(match lang {
                Lang::Fr => format!("ne diffère que par la casse de celui de {holder} (IDPN {idpn})"),
                Lang::En => format!("differs by case alone from that of {holder} (IDPN {idpn})"),
            });
        }
        if offer.was_padded {
            remarks.push(pick(lang, "espaces insécables retirées", "no-break spaces removed").to_owned());
        }
        remarks.retain(|remark| !remark.is_empty());
        line.remark = remarks.join(", ");
    }
    report
}

/// What was done first, then what needs no hand, then the rest.
fn rank(verdict: &Verdict) -> usize {
    match verdict {
        Verdict::Given => 0,
        Verdict::Replaced { .. } => 1,
        Verdict::AlreadyThere => 2,
        Verdict::OtherIdKept { .. } => 3,
        Verdict::Taken { .. } => 4,
        Verdict::OfferedTwice => 5,
        Verdict::Contradicted => 6,
        Verdict::UserGone => 7,
        Verdict::OtherProfile => 8,
        Verdict::OtherName { .. } => 9,
        Verdict::DoubtfulUser => 10,
        Verdict::Unusable => 11,
    }
}

fn users_of(rows: &[StoredId], firsts: &[usize], these: Vec<usize>) -> impl Iterator<Item = (usize, ProfileSet)> {
    these.into_iter().map(|row| (firsts[row], rows[row].profiles))
}
