//! The letters as a table, for a mail merge.

use rust_xlsxwriter::{Format, Workbook, XlsxError};

use super::{Letter, Letters, day};
use crate::identity::Lang;
use crate::report::csv_text::{BYTE_ORDER_MARK, CsvText};
use crate::report::words;

const FRENCH: [&str; 10] = [
    "Profil",
    "Classe",
    "Nom",
    "Prénom",
    "Responsable de",
    "Identifiant",
    "Code",
    "Valable jusqu’au",
    "Établissement",
    "Adresse",
];

const ENGLISH: [&str; 10] = [
    "Profile",
    "Class",
    "Family name",
    "Given name",
    "Guardian of",
    "Login",
    "Code",
    "Good until",
    "School",
    "Address",
];

fn titles(lang: Lang) -> [&'static str; 10] {
    match lang {
        Lang::Fr => FRENCH,
        Lang::En => ENGLISH,
    }
}

/// The cells of one letter, in the order of the titles.
fn cells(letters: &Letters, letter: &Letter, lang: Lang) -> [String; 10] {
    let profiles: Vec<&str> = letter.profiles.iter().map(|profile| words::profile(profile, lang)).collect();
    [
        profiles.join(", "),
        letter.class.clone(),
        letter.family.clone(),
        letter.given.clone(),
        letter.children.join(", "),
        letter.login.clone(),
        letter.code.clone(),
        day(letters.last_day, lang),
        letters.school.clone(),
        letters.login_address().unwrap_or_default(),
    ]
}

pub(super) fn csv(letters: &Letters, lang: Lang) -> Vec<u8> {
    let mut text = CsvText::with_capacity(letters.letters.len() * 160, lang);
    titles(lang).into_iter().for_each(|title| text.own(title));
    text.end_row();
    for letter in &letters.letters {
        cells(letters, letter, lang).iter().for_each(|cell| text.text(cell));
        text.end_row();
    }
    [BYTE_ORDER_MARK, &text.into_bytes()].concat()
}

pub(super) fn workbook(letters: &Letters, lang: Lang) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    sheet.set_name(words::pick(lang, "Lettres", "Letters"))?;
    let bold = Format::new().set_bold();
    for (column, title) in (0..).zip(titles(lang)) {
        sheet.write_string_with_format(0, column, title, &bold)?;
    }
    for (row, letter) in (1..).zip(&letters.letters) {
        for (column, cell) in (0..).zip(cells(letters, letter, lang)) {
            // Always a text: a code of digits stays one, and nothing is a formula.
            sheet.write_string(row, column, &cell)?;
        }
    }
    sheet.set_freeze_panes(1, 0)?;
    sheet.autofit();
    workbook.save_to_buffer()
}
