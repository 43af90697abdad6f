//! The first sheet: the screen, what to expect, what to do.

use rust_xlsxwriter::{Workbook, XlsxError};

use crate::report::advice::Advice;
use crate::report::notice_groups::notice_groups;
use crate::report::words::{self, pick};
use crate::report::{Run, doubtful, screen, sentences};

use super::style::Styles;
use super::{A4, Cursor};

/// Where the sentences beside the counts end.
const LAST_COLUMN: u16 = 9;

pub(super) fn write(run: &Run<'_>, workbook: &mut Workbook, styles: &Styles) -> Result<(), XlsxError> {
    let sheet = workbook.add_worksheet();
    sheet.set_name(pick(run.lang, "Rapprochement", "Reconciliation"))?;
    sheet.set_column_width(0, 36)?;
    for column in 1..=6 {
        sheet.set_column_width(column, 16)?;
    }
    sheet.set_landscape().set_paper_size(A4).set_print_fit_to_pages(1, 0);
    let mut at = Cursor::new(sheet);
    at.text(screen::title(run.lang), &styles.title)?;
    at.next_row();
    at.text(&origin(run), &styles.note)?;
    at.next_row();
    at.next_row();
    write_screen(run, &mut at, styles)?;
    at.next_row();
    let advice = Advice::new(run);
    for alert in &advice.alerts {
        at.text(&alert.message(run.lang), &styles.open)?;
        at.next_row();
    }
    let counts = [sentences::links(run.result, run.lang), sentences::expected_wrong_links(run.result, run.lang)];
    for sentence in counts.into_iter().chain(doubtful::sentence(run.result, run.lang)) {
        at.text(&sentence, &styles.plain)?;
        at.next_row();
    }
    at.next_row();
    write_failures(run, &advice, &mut at, styles)?;
    write_notices(run, &mut at, styles)
}

fn origin(run: &Run<'_>) -> String {
    let mut parts: Vec<String> = run
        .school
        .map(|school| format!("{} {school}", pick(run.lang, "Établissement", "School")))
        .into_iter()
        .collect();
    parts.push(run.generated_at.replace('T', " "));
    parts.push(format!("{} {}", pick(run.lang, "règles", "rules"), run.result.rules));
    parts.push(format!("rapproche {}", run.version));
    parts.join(" · ")
}

fn write_screen(run: &Run<'_>, at: &mut Cursor<'_>, styles: &Styles) -> Result<(), XlsxError> {
    for (index, title) in screen::screen(&run.result.tally, run.lang).header.iter().enumerate() {
        at.text(title, if index == 0 { &styles.header } else { &styles.header_right })?;
    }
    at.next_row();
    let rows = screen::count_rows(&run.result.tally, run.lang);
    let last = rows.len() - 1;
    for (index, row) in rows.into_iter().enumerate() {
        at.text(row.label, &styles.label)?;
        for cell in row.cells {
            match cell {
                // Counts of people are exact in a float.
                Some(count) if index == last && count > 0 => at.number(count as f64, &styles.count_open)?,
                Some(count) => at.number(count as f64, &styles.count)?,
                None => at.text("-", &styles.count)?,
            }
        }
        at.next_row();
    }
    Ok(())
}

fn write_failures(run: &Run<'_>, advice: &Advice<'_>, at: &mut Cursor<'_>, styles: &Styles) -> Result<(), XlsxError> {
    at.text(&sentences::failures(run.result.tally.failures(), run.lang), &styles.heading)?;
    at.next_row();
    let by_reason = sentences::failures_by_reason(run.result);
    if !by_reason.is_empty() {
        at.text(pick(run.lang, "Raison", "Reason"), &styles.header)?;
        at.text(pick(run.lang, "Nombre", "Count"), &styles.header_right)?;
        wide_header(pick(run.lang, "Que faire", "What to do"), at, styles)?;
    }
    for (reason, count) in by_reason {
        at.text(words::reason(reason, run.lang), &styles.plain)?;
        at.number(count as f64, &styles.number)?;
        at.text(advice.of_reason(reason), &styles.indented)?;
        at.next_row();
    }
    at.next_row();
    Ok(())
}

fn write_notices(run: &Run<'_>, at: &mut Cursor<'_>, styles: &Styles) -> Result<(), XlsxError> {
    let groups = notice_groups(run.notices);
    if groups.is_empty() {
        return Ok(());
    }
    at.text(pick(run.lang, "Remarques sur les fichiers lus", "Remarks on the files read"), &styles.heading)?;
    at.next_row();
    at.text(pick(run.lang, "Fichier", "File"), &styles.header)?;
    at.text(pick(run.lang, "Nombre", "Count"), &styles.header_right)?;
    wide_header(pick(run.lang, "Remarque", "Remark"), at, styles)?;
    for group in groups {
        at.text(words::side(group.side, run.lang), &styles.plain)?;
        at.number(group.count() as f64, &styles.number)?;
        let class = words::notice_class(group.kind, run.lang);
        at.text(&format!("{} ({class})", words::notice(group.kind, run.lang)), &styles.indented)?;
        at.next_row();
    }
    Ok(())
}

/// The last title of a list whose sentences run on as far as the table of the screen.
fn wide_header(title: &str, at: &mut Cursor<'_>, styles: &Styles) -> Result<(), XlsxError> {
    at.text(title, &styles.header_indented)?;
    while at.column < LAST_COLUMN {
        at.blank(&styles.header)?;
    }
    at.next_row();
    Ok(())
}
