//! What is written to stdout and stderr.
//!
//! Invariant: a reader who has seen enough (`rapproche … | head`) is no error; a disk that is full is one.

use std::io::{self, ErrorKind, Write};

use comfy_table::{CellAlignment, ContentArrangement, Table, presets};
use rapproche::identity::Lang;
use rapproche::report::Screen;

use super::stop::Stop;

/// Prints to stdout.
pub(super) fn print(lang: Lang, text: &str) -> Result<(), Stop> {
    let mut out = io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(Stop::unwritable(match lang {
            Lang::Fr => format!("écriture impossible sur la sortie standard ({error})."),
            Lang::En => format!("cannot write to the standard output ({error})."),
        })),
        _ => Ok(()),
    }
}

/// Says on stderr what stopped the command.
pub(super) fn complain(lang: Lang, message: &str) {
    let space = if lang == Lang::Fr { " " } else { "" };
    // Nobody is left to be told when stderr is closed.
    let _ = writeln!(io::stderr(), "rapproche{space}: {message}");
}

/// The table of the screen, folded to the terminal's width if there is a terminal.
pub(super) fn table(screen: &Screen) -> String {
    let mut table = Table::new();
    table.load_style(presets::UTF8_FULL_CONDENSED).set_content_arrangement(ContentArrangement::Dynamic);
    table.set_header(&screen.header);
    table.add_rows(&screen.rows);
    for column in table.column_iter_mut().skip(1) {
        column.set_cell_alignment(CellAlignment::Right);
    }
    format!("{}\n{table}\n", screen.title)
}

#[cfg(test)]
mod tests {
    use rapproche::reconcile::Tally;
    use rapproche::report::screen;

    use super::*;

    #[test]
    fn the_table_has_a_line_per_row_and_a_cell_per_profile() {
        let text = table(&screen(&Tally::default(), Lang::Fr));
        let rows: Vec<&str> = text.lines().filter(|line| line.starts_with('│')).collect();
        assert_eq!(rows.len(), 5);
        assert!(rows[2].starts_with("│ Utilisateurs CAS "), "{text}");
        assert_eq!(rows[2].matches('-').count(), 6, "{text}");
    }
}
