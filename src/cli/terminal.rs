//! What is written to stdout and stderr.
//!
//! Invariant: a reader who has seen enough (`rapproche … | head`) is no error; a disk that is full is one.

use std::io::{self, ErrorKind, Write};

use comfy_table::{CellAlignment, ColumnConstraint, ContentArrangement, LineStyle, Table, TableStyle, Width};
use rapproche::identity::Lang;
use rapproche::report::Screen;

use super::stop::Stop;

/// Prints to stdout.
pub(super) fn print(lang: Lang, text: &str) -> Result<(), Stop> {
    print_bytes(lang, text.as_bytes())
}

/// Prints to stdout what need not be text.
pub(super) fn print_bytes(lang: Lang, bytes: &[u8]) -> Result<(), Stop> {
    let mut out = io::stdout().lock();
    match out.write_all(bytes).and_then(|()| out.flush()) {
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

/// Horizontal lines alone: with vertical ones the seven columns would not fit into 80 characters.
const STYLE: TableStyle = TableStyle::new()
    .top_border(LineStyle::none().fill('─').junction('─'))
    .header_separator(LineStyle::none().fill('─').junction('─'))
    .bottom_border(LineStyle::none().fill('─').junction('─'));

/// Spaces after each column, besides the one that stands for the line between two columns.
const GAP: u16 = 1;

/// The table of the screen under its title.
pub(super) fn table(screen: &Screen) -> String {
    format!("{}\n{}", screen.title, grid(&screen.header, &screen.rows, 1))
}

/// A table folded to the terminal's width if there is a terminal, but never within a word. The first columns hold
/// `words`, the others numbers.
pub(super) fn grid(header: &[String], rows: &[Vec<String>], words: usize) -> String {
    let mut table = Table::new();
    table.load_style(STYLE).set_content_arrangement(ContentArrangement::Dynamic);
    table.set_header(header);
    table.add_rows(rows);
    for (index, column) in table.column_iter_mut().enumerate() {
        let cells = || std::iter::once(header).chain(rows.iter().map(Vec::as_slice)).map(|row| &row[index]);
        let longest_word = cells().flat_map(|cell| cell.split(' ')).map(|word| word.chars().count()).max();
        // The padding belongs to the width; titles are far shorter than 65,535 characters.
        let least = Width::Fixed(longest_word.unwrap_or(0) as u16 + GAP);
        column.set_padding((0, GAP)).set_constraint(ColumnConstraint::LowerBoundary(least));
        if index >= words {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    format!("{}\n", table.trim_fmt())
}

#[cfg(test)]
mod tests {
    use rapproche::reconcile::Tally;
    use rapproche::report::screen;

    use super::*;

    #[test]
    fn the_table_has_a_line_per_row_and_a_cell_per_profile() {
        let text = table(&screen(&Tally::default(), Lang::Fr));
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines.len(), 9, "a title, three rules, a header, four rows: {text}");
        assert!(lines[5].starts_with("Utilisateurs CAS "), "{text}");
        assert_eq!(lines[5].matches('-').count(), 6, "{text}");
    }
}
