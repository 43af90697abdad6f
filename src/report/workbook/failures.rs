//! The failures: one row each, the candidates side by side, as an administrator takes them up; the first two columns
//! are empty, to be filled in.

use rust_xlsxwriter::{Workbook, XlsxError};

use crate::identity::{Lang, Person};
use crate::reconcile::{Candidate, Failure, Outcome};
use crate::report::advice::Advice;
use crate::report::unreadable::UnreadableDates;
use crate::report::words::{self, pick};
use crate::report::{Run, number, sample, side_by_side};

use super::style::Styles;
use super::{A4, Cursor, MOST_ROWS};

const TITLES_FR: [&str; 10] = [
    "Décision",
    "Fait",
    "Profil",
    "Nom (CAS)",
    "Prénom (CAS)",
    "Date de naissance",
    "Code postal",
    "Identifiant CAS",
    "Raison",
    "Que faire",
];
const TITLES_EN: [&str; 10] = [
    "Decision",
    "Done",
    "Profile",
    "Family name (CAS)",
    "Given name (CAS)",
    "Birth date",
    "Postcode",
    "CAS id",
    "Reason",
    "What to do",
];
const WIDTHS: [f64; 10] = [22.0, 8.0, 16.0, 24.0, 22.0, 17.0, 12.0, 26.0, 28.0, 48.0];

const CANDIDATE_TITLES_FR: [&str; 4] = ["Candidat", "IDPN", "Probabilité", "Accord"];
const CANDIDATE_TITLES_EN: [&str; 4] = ["Candidate", "IDPN", "Probability", "Agreement"];
const CANDIDATE_WIDTHS: [f64; 4] = [36.0, 14.0, 12.0, 52.0];

/// Writes the sheet, even when there is no failure: its first row then says so.
pub(super) fn write(run: &Run<'_>, workbook: &mut Workbook, styles: &Styles) -> Result<(), XlsxError> {
    let failures = sample::in_order(run.result);
    let (total, shown) = (failures.len(), &failures[..failures.len().min(MOST_ROWS)]);
    let candidates = shown.iter().map(|(_, failure)| failure.candidates.len()).max().unwrap_or(0);

    let sheet = workbook.add_worksheet();
    sheet.set_name(pick(run.lang, "Échecs", "Failures"))?;
    sheet.set_freeze_panes(2, 5)?;
    // Five candidates are too wide for one page: they follow on the next, the identity repeated.
    sheet.set_landscape().set_paper_size(A4).set_repeat_rows(0, 1)?.set_repeat_columns(0, 4)?;
    let mut at = Cursor::new(sheet);
    at.text(&note(total, run.lang), &styles.note)?;
    at.next_row();
    write_header(run.lang, candidates, &mut at, styles)?;
    let columns = at.column;
    at.next_row();
    let context = Context { run, unreadable: UnreadableDates::new(run.notices), advice: Advice::new(run) };
    for &(outcome, failure) in shown {
        write_failure(&context, outcome, failure, &mut at, styles)?;
    }
    let last_row = at.row.saturating_sub(1).max(1);
    sheet.autofilter(1, 0, last_row, columns - 1)?;
    Ok(())
}

fn note(total: usize, lang: Lang) -> String {
    let [count, most] = [total, MOST_ROWS].map(|n| number::count(n as u64, lang));
    match (lang, total) {
        (Lang::Fr, 0) => "Aucun échec à résoudre.".to_owned(),
        (Lang::En, 0) => "No failure to resolve.".to_owned(),
        (Lang::Fr, 1) => "1 échec à résoudre.".to_owned(),
        (Lang::Fr, ..=MOST_ROWS) => format!("{count} échecs à résoudre."),
        (Lang::En, ..=MOST_ROWS) => format!("Failures to resolve: {count}."),
        (Lang::Fr, _) => {
            format!("{count} échecs à résoudre : seuls les {most} premiers figurent ici, tous sont dans failures.csv.")
        }
        (Lang::En, _) => {
            format!("Failures to resolve: {count}. Only the first {most} are here, all are in failures.csv.")
        }
    }
}

fn write_header(lang: Lang, candidates: usize, at: &mut Cursor<'_>, styles: &Styles) -> Result<(), XlsxError> {
    let (titles, candidate_titles) = match lang {
        Lang::Fr => (TITLES_FR, CANDIDATE_TITLES_FR),
        Lang::En => (TITLES_EN, CANDIDATE_TITLES_EN),
    };
    for (title, width) in titles.into_iter().zip(WIDTHS) {
        at.sheet.set_column_width(at.column, width)?;
        at.text(title, &styles.header)?;
    }
    for rank in 1..=candidates {
        for (title, width) in candidate_titles.into_iter().zip(CANDIDATE_WIDTHS) {
            at.sheet.set_column_width(at.column, width)?;
            at.text(&format!("{title} {rank}"), &styles.header)?;
        }
    }
    Ok(())
}

/// What every row needs of the run.
struct Context<'a> {
    run: &'a Run<'a>,
    unreadable: UnreadableDates<'a>,
    advice: Advice<'a>,
}

fn write_failure(
    context: &Context<'_>,
    outcome: &Outcome,
    failure: &Failure,
    at: &mut Cursor<'_>,
    styles: &Styles,
) -> Result<(), XlsxError> {
    let run = context.run;
    let cas = run.cas.person(outcome.cas);
    at.blank(&styles.plain)?;
    at.blank(&styles.plain)?;
    at.text(outcome.profile.map_or("", |profile| words::profile(profile, run.lang)), &styles.plain)?;
    at.text(cas.family(), &styles.plain)?;
    at.text(cas.given(), &styles.plain)?;
    match context.unreadable.of(cas) {
        Some(sent) => at.text(sent, &styles.open)?,
        None => at.date(cas.birth_date(), styles)?,
    }
    at.text(&side_by_side::postcode(cas.postcode(), run.lang), &styles.plain)?;
    at.text(cas.id(), &styles.plain)?;
    at.text(words::reason(failure.reason, run.lang), &styles.plain)?;
    at.text(&context.advice.of(outcome, failure), &styles.wrapped)?;
    for candidate in &failure.candidates {
        write_candidate(run, candidate, at, styles)?;
    }
    at.next_row();
    Ok(())
}

fn write_candidate(
    run: &Run<'_>,
    candidate: &Candidate,
    at: &mut Cursor<'_>,
    styles: &Styles,
) -> Result<(), XlsxError> {
    let user = run.base.person(candidate.base);
    at.text(&described(user, run.lang), &styles.plain)?;
    at.text(user.id(), &styles.plain)?;
    at.number(candidate.probability, &styles.percentage)?;
    at.text(&side_by_side::why_candidate(candidate, run.lang), &styles.wrapped)
}

/// `MARTIN Lucas, 12/05/2011, 35000`.
fn described(user: Person<'_>, lang: Lang) -> String {
    let parts =
        [side_by_side::full_name(user), user.birth_date().to_string(), side_by_side::postcode(user.postcode(), lang)];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ")
}
