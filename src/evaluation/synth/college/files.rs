//! The collège's files, in the shapes real exports have.

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook, XlsxError};

use crate::identity::{Profile, Sex};

use super::super::block::Record;
use super::super::config::EntStyle;
use super::people::{College, User};

fn users(college: &College, profile: Profile) -> impl Iterator<Item = &User> {
    college.users.iter().filter(move |user| user.record.profiles.contains(profile))
}

fn postcode(record: &Record) -> String {
    if record.postcode == 0 { String::new() } else { format!("{:05}", record.postcode) }
}

/// A quoted cell, as exports of lists have them.
fn quoted(cell: &str) -> String {
    format!("\"{}\"", cell.replace('"', "\"\""))
}

fn line(cells: &[&str], separator: &str, end: &str) -> String {
    let cells: Vec<String> = cells.iter().map(|cell| quoted(cell)).collect();
    cells.join(separator) + end
}

/// `eleves.csv`: Windows-1252, `;`, CRLF, family and given name in one column, no profile, a column without a title.
pub(super) fn pupils(college: &College) -> Vec<u8> {
    let titles = ["IDPN", "Élève", "Né(e) le", "Sexe", "Classe", "Régime", "Code postal", "Identifiant CAS", ""];
    let mut text = line(&titles, ";", "\r\n");
    for (index, user) in users(college, Profile::Pupils).enumerate() {
        let record = &user.record;
        let sex = if record.sex == Sex::Female { "Féminin" } else { "Masculin" };
        // Three out of four eat at school.
        let regime = if index % 4 == 3 { "Externe libre" } else { "Demi-pensionnaire" };
        let name = format!("{} {}", record.family, record.given);
        let (date, code) = (record.birth_date.to_string(), postcode(record));
        let cells = [&record.id, &*name, &date, sex, &user.place, regime, &code, &user.linked_id, ""];
        text += &line(&cells, ";", "\r\n");
    }
    // Every letter of these names has a place in Windows-1252.
    encoding_rs::WINDOWS_1252.encode(&text).0.into_owned()
}

/// `parents.csv`: UTF-8 with a byte order mark, `;`, CRLF, no profile.
pub(super) fn parents(college: &College) -> Vec<u8> {
    let titles = ["IDPN", "Civilité", "Nom", "Nom de naissance", "Prénom", "Code postal", "Identifiant CAS"];
    let mut text = format!("\u{feff}{}", line(&titles, ";", "\r\n"));
    for user in users(college, Profile::Parents) {
        let record = &user.record;
        let civility = if record.sex == Sex::Female { "Mme" } else { "M." };
        let code = postcode(record);
        let cells = [&record.id, civility, &record.family, &record.birth_family, &record.given, &code, &user.linked_id];
        text += &line(&cells, ";", "\r\n");
    }
    text.into_bytes()
}

/// `personnels.xlsx`: teachers, staff, supervisors and the inspector in one sheet, with a column of profiles; some birth
/// dates, as dates of Excel.
pub(super) fn employees(college: &College) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    // A fixed date: the file must not change from one day to the next.
    let created = ExcelDateTime::from_ymd(2025, 8, 25)?;
    workbook.set_properties(&DocProperties::new().set_creation_datetime(&created));
    let bold = Format::new().set_bold();
    let date_format = Format::new().set_num_format("dd/mm/yyyy");
    let sheet = workbook.add_worksheet().set_name("Personnels")?;
    let titles = ["IDPN", "Profil", "Nom", "Prénom", "Date de naissance", "Fonction", "Code postal", "Identifiant CAS"];
    for (column, title) in (0..).zip(titles) {
        sheet.write_string_with_format(0, column, title, &bold)?;
        sheet.set_column_width(column, 18)?;
    }
    sheet.set_freeze_panes(1, 0)?;
    let profiles = [
        (Profile::Teachers, "Professeur"),
        (Profile::Staff, "Personnel"),
        (Profile::Supervisors, "Maître de stage"),
        (Profile::Inspectors, "Inspecteur"),
    ];
    let rows = profiles.into_iter().flat_map(|(profile, title)| users(college, profile).map(move |user| (title, user)));
    for (row, (title, user)) in (1..).zip(rows) {
        let record = &user.record;
        sheet.write_string(row, 0, &record.id)?;
        sheet.write_string(row, 1, title)?;
        sheet.write_string(row, 2, &record.family)?;
        sheet.write_string(row, 3, &record.given)?;
        // The base knows the birth date of every fifth; the ENT sends none.
        if row % 5 == 0 {
            let date =
                ExcelDateTime::from_ymd(1962 + (row * 7 % 35) as u16, 1 + (row % 12) as u8, 1 + (row % 28) as u8)?;
            sheet.write_datetime_with_format(row, 4, &date, &date_format)?;
        }
        sheet.write_string(row, 5, &user.place)?;
        sheet.write_string(row, 6, postcode(record))?;
        sheet.write_string(row, 7, &user.linked_id)?;
    }
    workbook.save_to_buffer()
}

/// `ent.csv`: UTF-8, `,`, LF, several profiles as `National_TUT;National_ENS`.
pub(super) fn ent(college: &College) -> Vec<u8> {
    let titles = ["uid", "sn", "givenName", "ENTPersonDateNaissance", "ENTPersonProfils", "ENTPersonCodePostal"];
    let mut text = titles.join(",") + "\n";
    for record in &college.accounts {
        let (date, code) = (record.birth_date.to_string(), postcode(record));
        let profiles = EntStyle::AS_IS.profiles(record);
        text += &line(&[&record.id, &record.family, &record.given, &date, &profiles, &code], ",", "\n");
    }
    text.into_bytes()
}

/// `truth.csv`, as the generator of populations writes it.
pub(super) fn truth(college: &College) -> Vec<u8> {
    let mut text = "uid;IDPN;profil;case;decidable\n".to_owned();
    for truth in &college.truth {
        let decidable = u8::from(truth.decidable);
        text += &format!("{};{};{};{};{decidable}\n", truth.uid, truth.idpn, truth.profile.key(), truth.case.code());
    }
    text.into_bytes()
}
