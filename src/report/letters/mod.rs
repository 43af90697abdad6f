//! Letters that bring people the login with a one-time code that a double authentication asks for.
//!
//! Role: what a school prints and hands out. Input: [`Letters`], one [`Letter`] per person. Output: by the ending of the file's name, a page
//! to be printed, one letter on each sheet, or a table for a mail merge. Invariants: the letters stand in the order in which they are handed
//! out, profile by profile, class by class; nothing of them is written but into a file that is its owner's alone ([`LettersFile`]), and no
//! `Debug` shows a code.

mod file;
mod order;
mod page;
mod table;

use std::path::Path;

use chrono::NaiveDate;
use rust_xlsxwriter::XlsxError;

use crate::identity::{Lang, Profile, ProfileSet};

pub use file::{LettersFile, NotNamed};

/// All letters of one issue.
pub struct Letters {
    /// What people call the school.
    pub school: String,
    /// Its address for people, ending with a slash, where there is one.
    pub address: Option<String>,
    /// Where the login is asked for.
    pub way: Way,
    /// The last day on which the codes are good.
    pub last_day: NaiveDate,
    /// One per person.
    pub letters: Vec<Letter>,
}

impl Letters {
    /// Where people go to type what stands in their letter.
    pub(super) fn login_address(&self) -> Option<String> {
        let query = match self.way {
            Way::ByEnt => "",
            Way::Direct => "?login=true",
        };
        self.address.as_ref().map(|address| format!("{address}{query}"))
    }
}

/// Where somebody is asked for the login and the code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// After signing in at the ENT, once: a double authentication.
    ByEnt,
    /// At the address of the direct login.
    Direct,
}

/// What one person is told.
pub struct Letter {
    /// What the person is at the school.
    pub profiles: ProfileSet,
    /// A pupil's own class, a parent's first child's; empty where the base does not tell.
    pub class: String,
    /// Family name.
    pub family: String,
    /// Given name.
    pub given: String,
    /// A parent's children, for whoever hands the letter out.
    pub children: Vec<String>,
    /// What to type first.
    pub login: String,
    /// What to type then.
    pub code: String,
}

/// What letters can be written as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LettersFormat {
    /// A page to be printed.
    Page,
    /// A table, as CSV.
    Csv,
    /// A table, as a workbook.
    Workbook,
}

impl LettersFormat {
    /// By the ending of a file's name; `None` for an ending that says nothing.
    pub fn of(path: &Path) -> Option<Self> {
        let ending = path.extension()?.to_str()?.to_ascii_lowercase();
        match ending.as_str() {
            "html" | "htm" => Some(Self::Page),
            "csv" => Some(Self::Csv),
            "xlsx" => Some(Self::Workbook),
            _ => None,
        }
    }
}

impl Letters {
    /// The whole file.
    ///
    /// # Errors
    /// What the writer of workbooks says; the other formats have no errors.
    pub fn render(&self, format: LettersFormat, lang: Lang) -> Result<Vec<u8>, XlsxError> {
        match format {
            LettersFormat::Page => Ok(page::render(self, lang).into_bytes()),
            LettersFormat::Csv => Ok(table::csv(self, lang)),
            LettersFormat::Workbook => table::workbook(self, lang),
        }
    }

    /// Puts the letters into the order in which they are handed out.
    pub fn sort(&mut self) {
        self.letters.sort_by_cached_key(order::key);
    }
}

impl Letter {
    /// The profile under which the letter is handed out.
    fn profile(&self) -> Option<Profile> {
        self.profiles.iter().next()
    }

    /// «Emma DA SILVA», or whatever of it there is.
    fn name(&self) -> String {
        [self.given.as_str(), self.family.as_str()].join(" ").trim().to_owned()
    }
}

/// A day as people write it.
fn day(date: NaiveDate, lang: Lang) -> String {
    match lang {
        Lang::Fr => date.format("%d/%m/%Y").to_string(),
        Lang::En => date.format("%Y-%m-%d").to_string(),
    }
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use calamine::{Reader, Xlsx};

    use super::*;

    fn letters() -> Letters {
        let letter = |profile: Profile, class: &str, family: &str, given: &str| Letter {
            profiles: profile.into(),
            class: class.to_owned(),
            family: family.to_owned(),
            given: given.to_owned(),
            children: if profile == Profile::Parents { vec!["Inès AKOUDAD".to_owned()] } else { Vec::new() },
            login: "e.lefevre".to_owned(),
            code: "abcde-fghjk-mnpqr".to_owned(),
        };
        let mut letters = Letters {
            school: "Collège <Jean-Moulin>".to_owned(),
            address: Some("https://pronote.college.example/".to_owned()),
            way: Way::ByEnt,
            last_day: NaiveDate::from_ymd_opt(2026, 12, 1).unwrap(),
            letters: vec![
                letter(Profile::Parents, "6eB", "AKOUDAD", "Leïla"),
                letter(Profile::Pupils, "10eA", "ZOLA", "Émile"),
                letter(Profile::Pupils, "6eB", "LEFÈVRE", "Éléonore"),
                letter(Profile::Pupils, "6eB", "=1+1", "Aurore"),
                letter(Profile::Teachers, "", "D’ORMESSON", "Jean"),
            ],
        };
        letters.sort();
        letters
    }

    #[test]
    fn letters_go_by_profile_class_and_name() {
        let names: Vec<String> = letters().letters.iter().map(|letter| letter.family.clone()).collect();
        assert_eq!(names, ["=1+1", "LEFÈVRE", "ZOLA", "AKOUDAD", "D’ORMESSON"]);
    }

    #[test]
    fn the_page_has_a_sheet_for_each_and_loads_nothing() {
        let page = String::from_utf8(letters().render(LettersFormat::Page, Lang::Fr).unwrap()).unwrap();
        assert_eq!(page.matches("<article").count(), 5);
        assert!(page.contains("abcde-fghjk-mnpqr") && page.contains("01/12/2026"), "{page}");
        assert!(page.contains("Collège &lt;Jean-Moulin&gt;") && !page.contains("<Jean"), "{page}");
        for outside in ["src=", "href=", "@import", "url(", "<script"] {
            assert!(!page.contains(outside), "{outside} in {page}");
        }
    }

    #[test]
    fn both_tables_say_the_same() {
        let letters = letters();
        let csv = letters.render(LettersFormat::Csv, Lang::Fr).unwrap();
        let csv = String::from_utf8(csv).unwrap();
        let rows: Vec<Vec<String>> = csv::ReaderBuilder::new()
            .delimiter(b';')
            .has_headers(false)
            .from_reader(csv.trim_start_matches('\u{feff}').as_bytes())
            .records()
            .map(|row| row.unwrap().iter().map(str::to_owned).collect())
            .collect();
        assert_eq!(rows.len(), 6);
        assert_eq!(rows[0][..4], ["Profil", "Classe", "Nom", "Prénom"]);
        assert_eq!(rows[1][2], "'=1+1");
        let bytes = letters.render(LettersFormat::Workbook, Lang::Fr).unwrap();
        let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).unwrap();
        let sheet = book.worksheet_range("Lettres").unwrap();
        let cells =
            |row: usize| -> Vec<String> { sheet.rows().nth(row).unwrap().iter().map(ToString::to_string).collect() };
        assert_eq!(cells(0), rows[0]);
        assert_eq!(cells(1)[2], "=1+1", "a text, not a formula");
        assert_eq!(cells(4), rows[4]);
    }

    #[test]
    fn the_ending_says_the_format() {
        let of = |name: &str| LettersFormat::of(Path::new(name));
        assert_eq!(of("a/lettres.HTML"), Some(LettersFormat::Page));
        assert_eq!(of("lettres.csv"), Some(LettersFormat::Csv));
        assert_eq!(of("lettres.xlsx"), Some(LettersFormat::Workbook));
        assert_eq!((of("lettres"), of("lettres.pdf")), (None, None));
    }
}
