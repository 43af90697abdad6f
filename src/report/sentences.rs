//! The results of a run, in sentences: for the terminal, the page and the workbook alike.

use crate::formats::Reading;
use crate::identity::{Lang, Notice, NoticeKind, Profile};
use crate::normalize::fold;
use crate::reconcile::{Reason, Reconciliation};

use super::alerts;
use super::notice_groups::{NoticeGroup, notice_groups};
use super::{Run, doubtful, filler_dates, number, words};

/// How many values of a kind of remark are named in a line.
const MOST_VALUES: usize = 5;

/// Returns the summary of a run, one line each.
///
/// Oddities of the whole run come first. New and existing links, expected wrong links and links that look wrong follow,
/// then failures, with their reasons indented under them, and remarks on the input.
pub fn summary_lines(run: &Run<'_>) -> Vec<String> {
    let lang = run.lang;
    let warning = words::pick(lang, "ATTENTION : ", "WARNING: ");
    let mut lines: Vec<String> =
        alerts::alerts(run).iter().map(|alert| format!("{warning}{}", alert.message(lang))).collect();
    lines.extend([links(run.result, lang), expected_wrong_links(run.result, lang)]);
    lines.extend(doubtful::sentence(run.result, lang));
    lines.push(failures(run.result.tally.failures(), lang));
    for (reason, count) in failures_by_reason(run.result) {
        lines.push(format!("  {} × {} ({})", number::count(count, lang), words::reason(reason, lang), reason.code()));
    }
    lines.extend(notice_groups(run.notices).iter().map(|group| notice_line(group, lang)));
    lines.extend(filler_dates::groups(run.result).iter().map(|group| group.sentence(lang)));
    lines
}

/// `Base : 2 × code postal illisible`.
fn notice_line(group: &NoticeGroup<'_>, lang: Lang) -> String {
    let (side, colon, count) = (words::side(group.side, lang), words::colon(lang), number::count(group.count(), lang));
    format!("{side}{colon}{count} × {}{}", words::notice(group.kind, lang), values(group, lang))
}

/// Remarks on files that no report follows, a line for each kind, with the first places: `Base : 2 × code postal illisible
/// (eleves.csv:12, eleves.csv:40)`.
pub fn notice_lines(reading: &Reading, lang: Lang) -> Vec<String> {
    let file = |notice: &Notice| {
        let source = reading.population.sources.get(usize::from(notice.origin.source)).map_or("", String::as_str);
        source.rsplit(['/', '\\']).next().unwrap_or_default().to_owned()
    };
    let line = |group: &NoticeGroup<'_>| {
        let first = group.notices.iter().take(MOST_VALUES);
        let places: Vec<String> = first.map(|notice| format!("{}:{}", file(notice), notice.origin.line)).collect();
        let more = if group.notices.len() > MOST_VALUES { ", …" } else { "" };
        format!("{} ({}{more})", notice_line(group, lang), places.join(", "))
    };
    // A class is known for what it is where this is shown: on lists and letters.
    let is_known = |notice: &Notice| notice.kind == NoticeKind::UnknownColumn && is_class(&notice.column);
    let notices: Vec<Notice> = reading.notices.iter().filter(|notice| !is_known(notice)).cloned().collect();
    notice_groups(&notices).iter().map(line).collect()
}

/// Returns true for the title of a column of classes.
pub(crate) fn is_class(title: &str) -> bool {
    matches!(fold(title).as_str(), "CLASSE" | "CLASSES")
}

/// ` : «National_9 (12)», «1 (388)»`, for the remarks that mean little without their value.
fn values(group: &NoticeGroup<'_>, lang: Lang) -> String {
    let name = match group.kind {
        NoticeKind::UnmappedProfileValue | NoticeKind::UnknownProfile | NoticeKind::UnknownResponsibility => {
            |notice: &Notice| notice.value.clone()
        }
        NoticeKind::UnknownColumn | NoticeKind::DatesOfChildren | NoticeKind::LoginAsId => {
            |notice: &Notice| notice.column.clone()
        }
        _ => return String::new(),
    };
    let mut named: Vec<String> = Vec::new();
    let given = group.notices.iter().map(|notice| name(notice)).filter(|value| !value.trim().is_empty());
    for value in given.map(|value| format!("«{value}»")) {
        if !named.contains(&value) {
            named.push(value);
        }
        if named.len() > MOST_VALUES {
            break;
        }
    }
    if named.is_empty() {
        return String::new();
    }
    let more = if named.len() > MOST_VALUES { ", …" } else { "" };
    named.truncate(MOST_VALUES);
    format!("{}{}{more}", words::colon(lang), named.join(", "))
}

/// How many links the run made, and how many the base had.
pub(super) fn links(result: &Reconciliation, lang: Lang) -> String {
    let (new, existing) = link_counts(result);
    let (n, e) = (number::count(new, lang), number::count(existing, lang));
    match lang {
        Lang::Fr => {
            let links = if new < 2 { "nouveau rapprochement" } else { "nouveaux rapprochements" };
            format!("{n} {links}, {e} déjà dans la base.")
        }
        Lang::En => format!("{n} new {}, {e} already in the base.", if new == 1 { "link" } else { "links" }),
    }
}

/// New and existing links over all profiles.
pub(super) fn link_counts(result: &Reconciliation) -> (u64, u64) {
    Profile::ALL
        .iter()
        .map(|&profile| result.tally.profile(profile))
        .fold((0, 0), |(new, existing), column| (new + column.reconciled - column.existing, existing + column.existing))
}

/// The expected number of wrong links, as a number and as a share.
pub(super) fn expected_wrong_links(result: &Reconciliation, lang: Lang) -> String {
    let (new, _) = link_counts(result);
    if new == 0 && doubtful::links(result).next().is_some() {
        return words::pick(lang, "Aucun nouveau rapprochement.", "No new link.").to_owned();
    }
    if new == 0 {
        return words::pick(
            lang,
            "Aucun nouveau rapprochement, donc aucune erreur à craindre.",
            "No new link, so no wrong one to expect.",
        )
        .to_owned();
    }
    let expected = result.expected_wrong_links();
    let less = if expected < 0.01 { words::pick(lang, "moins de ", "less than ") } else { "" };
    let shown = number::decimal(expected.max(0.01), 2, lang);
    let one_in = one_in(expected, new, lang);
    let is_one = new == 1;
    let new = number::count(new, lang);
    match lang {
        Lang::Fr if is_one => format!("Erreurs attendues pour le nouveau rapprochement : {less}{shown}{one_in}."),
        Lang::En if is_one => format!("Wrong links to expect for the new link: {less}{shown}{one_in}."),
        Lang::Fr => format!("Erreurs attendues parmi les {new} nouveaux rapprochements : {less}{shown}{one_in}."),
        Lang::En => format!("Wrong links to expect among the {new} new ones: {less}{shown}{one_in}."),
    }
}

/// `, soit environ 1 sur 38 000`, to two digits; nothing when no error at all is expected.
fn one_in(expected: f64, links: u64, lang: Lang) -> String {
    let ratio = links as f64 / expected;
    // Past a billion the estimate means «none», and more digits would only pretend.
    if !(1.0..1e9).contains(&ratio) {
        return String::new();
    }
    let unit = 10_f64.powf((ratio.log10().floor() - 1.0).max(0.0));
    // Below a billion, the cast is exact.
    let rounded = number::count(((ratio / unit).round() * unit) as u64, lang);
    match lang {
        Lang::Fr => format!(", soit environ 1 sur {rounded}"),
        Lang::En => format!(", about 1 in {rounded}"),
    }
}

/// How many failures there are.
pub(super) fn failures(count: u64, lang: Lang) -> String {
    let n = number::count(count, lang);
    match (lang, count) {
        (Lang::Fr, 0) => "Aucun échec à résoudre.".to_owned(),
        (Lang::Fr, 1) => "1 échec à résoudre :".to_owned(),
        (Lang::Fr, _) => format!("{n} échecs à résoudre :"),
        (Lang::En, 0) => "No failure to resolve.".to_owned(),
        (Lang::En, 1) => "1 failure to resolve:".to_owned(),
        (Lang::En, _) => format!("{n} failures to resolve:"),
    }
}

/// The reasons that occur, in the order in which an administrator takes them up.
pub(super) fn failures_by_reason(result: &Reconciliation) -> Vec<(Reason, u64)> {
    Reason::ALL.into_iter().map(|reason| (reason, result.tally.reason(reason))).filter(|&(_, n)| n > 0).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::example::school;

    #[test]
    fn sums_up_a_run() {
        let school = school();
        let lines = summary_lines(&Run { school: None, ..school.run() });
        assert_eq!(lines[0], "3 nouveaux rapprochements, 1 déjà dans la base.");
        assert_eq!(lines[1], "Erreurs attendues parmi les 3 nouveaux rapprochements : 0,02, soit environ 1 sur 150.");
        assert_eq!(lines[2], "6 échecs à résoudre :");
        assert_eq!(lines[3], "  2 × Plusieurs candidats possibles (ambiguous)");
        assert!(
            lines.iter().any(|line| line.starts_with("fichier CAS : 1 × date de naissance illisible")),
            "{lines:?}"
        );
    }

    #[test]
    fn values_are_named_and_doubtful_links_counted() {
        let mut school = school();
        school.make_existing_link_doubtful();
        school.result.outcomes.retain(|outcome| !matches!(outcome.verdict, crate::reconcile::Verdict::Linked(_)));
        for profile in Profile::ALL {
            let column = school.result.tally.profile_mut(profile);
            column.reconciled = column.existing;
        }
        let text = summary_lines(&school.run()).join("\n");
        for said in ["«National_9 (1)»", "«Régime»", "1 rapprochement existant semble faux", "ATTENTION : --school"]
        {
            assert!(text.contains(said), "{said}: {text}");
        }
        assert!(!text.contains("aucune erreur à craindre"), "{text}");
    }

    #[test]
    fn small_expectations_are_not_called_none() {
        let mut school = school();
        school.set_risk(1e-7);
        let sentence = expected_wrong_links(&school.result, Lang::En);
        assert_eq!(sentence, "Wrong links to expect among the 3 new ones: less than 0.01, about 1 in 10,000,000.");
        school.set_risk(0.0);
        assert!(expected_wrong_links(&school.result, Lang::Fr).ends_with(": moins de 0,01."));
    }
}
