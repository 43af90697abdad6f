//! STS: the teachers and the staff of a school (`STS_EDT`, usually `sts_emp_….xml`).
//!
//! A base without IDPN, as SIECLE is. It rests on the elements that public importers read: `INDIVIDU` with its attribute `ID`,
//! `NOM_USAGE`, `NOM_PATRONYMIQUE`, `PRENOM`, `SEXE` (1 or 2), `CIVILITE` (1 to 3), `DATE_NAISSANCE`, `FONCTION`
//! (`ENS` for teachers) and `DISCIPLINES`. Two rules are guessed. `DOC`, for librarians, makes a teacher, as in AAF. Without a
//! `FONCTION`, a person with a `DISCIPLINE` is a teacher.

use crate::exchange::ParseError;
use crate::exchange::records::{Kind, Reader, Record};
use crate::identity::{NoticeKind, Origin, Profile, ProfileSet, Sex};

use super::super::assemble::Assembler;
use super::super::column::Column;
use super::super::names::{self, sex_of};
use super::super::once_per_child::OncePerChild;
use super::super::raw::{RawPerson, RawProfile, Titles};
use super::{XmlFile, line_of};

pub(super) const ROOTS: [&str; 1] = ["STS_EDT"];
/// The columns that are passed through.
pub(super) const EXTRAS: [&str; 2] = ["INDIVIDU ID", "FONCTION"];

static KINDS: [Kind; 2] = [
    Kind { block: "PARAMETRES", element: "UAJ", is_alone: false, once: &[] },
    Kind {
        block: "INDIVIDUS",
        element: "INDIVIDU",
        is_alone: true,
        once: &["NOM_USAGE", "NOM_PATRONYMIQUE", "PRENOM", "DATE_NAISSANCE", "FONCTION"],
    },
];

/// The elements.
pub(super) struct Names;

impl Titles for Names {
    fn title(&self, column: Column) -> &str {
        match column {
            Column::Profile => "FONCTION",
            Column::Family | Column::UsageFamily => "NOM_USAGE",
            Column::BirthFamily => "NOM_PATRONYMIQUE",
            Column::Given => "PRENOM",
            Column::BirthDate => "DATE_NAISSANCE",
            Column::Sex => "SEXE",
            Column::Schools => "UAJ",
            _ => "",
        }
    }
}

/// Takes the people in; gives the encoding.
pub(super) fn read(file: &XmlFile<'_>, assembler: &mut Assembler<'_>) -> Result<&'static str, ParseError> {
    let mut reader = Reader::new(file.bytes, &ROOTS, &KINDS)?;
    let source = file.source(&Names);
    for profile in [Profile::Teachers, Profile::Staff] {
        assembler.has_profile[profile.index()] = true;
    }
    assembler.begin_list(OncePerChild::default());
    assembler.notice(Origin { source: file.number, line: 1 }, "IDPN", NoticeKind::NoIdColumn, String::new());
    let mut school = String::new();
    while let Some(record) = reader.next_record()? {
        if record.element == "UAJ" {
            let code = record.value("CODE");
            school = if code.is_empty() { record.text } else { code.to_owned() };
            continue;
        }
        let own = [record.value("ID"), record.value("FONCTION")];
        let extras: Vec<&str> = file.extras.iter().map(|number| number.map_or("", |number| own[number])).collect();
        let (usage, birth) = (record.value("NOM_USAGE"), record.value("NOM_PATRONYMIQUE"));
        let family = if usage.is_empty() { birth } else { usage };
        let civility = match record.value("CIVILITE") {
            "3" => Sex::Female,
            other => sex_of(other),
        };
        let sex = match sex_of(record.value("SEXE")) {
            Sex::Unknown => civility,
            known => known,
        };
        let raw = RawPerson {
            line: line_of(record.line),
            id: None,
            names: names::Names {
                family,
                given: record.value("PRENOM"),
                birth_family: if birth == family { "" } else { birth },
                sex,
                ..names::Names::default()
            },
            full_name: None,
            birth_date: record.value("DATE_NAISSANCE"),
            postcode: "",
            schools: &school,
            linked_id: "",
            profile: RawProfile::Known(profiles_of(&record)),
            is_unreliable: false,
            extras: &extras,
        };
        let notices_before = assembler.notices.len();
        let whole = || [own[0], family, raw.names.given, raw.birth_date, own[1]].join(";");
        assembler.add(&source, &raw, notices_before, whole);
    }
    Ok(reader.encoding())
}

/// Returns the profile of a person, teacher or staff; empty if the record tells neither.
fn profiles_of(record: &Record) -> ProfileSet {
    match record.value("FONCTION") {
        "" if record.view().all("DISCIPLINES").any(|all| all.elements().next().is_some()) => Profile::Teachers.into(),
        "" => ProfileSet::EMPTY,
        "ENS" | "DOC" => Profile::Teachers.into(),
        _ => Profile::Staff.into(),
    }
}
