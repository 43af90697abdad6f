//! `rapproche formats`: the formats that are read.

use std::fmt::Write;

use rapproche::formats::{GUIDE, known_formats};
use rapproche::identity::{Lang, Side};

use super::stop::{Exit, Stop};
use super::terminal;

/// Prints each format with its side, what it is, and an example of its header.
pub(super) fn run(lang: Lang) -> Result<Exit, Stop> {
    let mut text = String::new();
    for format in known_formats() {
        let side = match (format.side, lang) {
            (Some(Side::Base), _) => "base",
            (Some(Side::Cas), _) => "cas",
            (None, Lang::Fr) => "base ou cas",
            (None, Lang::En) => "base or cas",
        };
        let description = format.description(lang);
        // Writing to a text cannot fail.
        let _ = writeln!(text, "{} [{side}]\n    {description}\n    {}\n", format.name, format.example);
    }
    text.push_str(match lang {
        Lang::Fr => "Les listes d'une archive ZIP sont lues aussi.\nGuide : ",
        Lang::En => "Lists in a ZIP archive are read too.\nGuide (in French): ",
    });
    text.push_str(GUIDE);
    text.push('\n');
    terminal::print(lang, &text).map(|()| Exit::Done)
}
