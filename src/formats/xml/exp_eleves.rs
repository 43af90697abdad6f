//! EXP_ELEVES: the pupils of a base. It tells neither postcodes nor links nor families.

use crate::exchange::ParseError;
use crate::exchange::exp_eleves::{PupilRef, Reader};
use crate::identity::{Profile, Sex, bare_id};

use super::super::assemble::Assembler;
use super::super::column::Column;
use super::super::names::{self, sex_of};
use super::super::raw::{RawPerson, RawProfile, Titles};
use super::{XmlFile, line_of};

/// The elements that are passed through.
pub(super) const EXTRAS: [&str; 2] = ["CLASSE", "REGIME"];

/// The elements.
pub(super) struct Names;

impl Titles for Names {
    fn title(&self, column: Column) -> &str {
        match column {
            Column::Id => "NUMERO",
            Column::Family => "NOM",
            Column::Given => "PRENOM",
            Column::BirthDate => "DATE_NAISS",
            Column::Sex => "SEXE",
            _ => "",
        }
    }
}

/// Takes the pupils in; gives the encoding.
pub(super) fn read(file: &XmlFile<'_>, assembler: &mut Assembler<'_>) -> Result<&'static str, ParseError> {
    let mut reader = Reader::new(file.bytes)?;
    let source = file.source(&Names);
    assembler.has_profile[Profile::Pupils.index()] = true;
    while let Some(pupil) = reader.next_pupil()? {
        let own = [pupil.class.trim(), pupil.regime.trim()];
        let extras: Vec<&str> = file.extras.iter().map(|number| number.map_or("", |number| own[number])).collect();
        // Several given names stand with commas, as in lists.
        let (given, others) = pupil.given.split_once(',').unwrap_or((pupil.given, ""));
        let sex = match sex_of(pupil.sex.trim()) {
            Sex::Unknown => sex_of(pupil.civility.trim()),
            known => known,
        };
        let raw = RawPerson {
            line: line_of(pupil.line),
            id: Some(bare_id(pupil.number)),
            names: names::Names {
                family: pupil.family.trim(),
                given: given.trim(),
                other_given: others.trim(),
                sex,
                ..names::Names::default()
            },
            full_name: None,
            birth_date: pupil.birth_date.trim(),
            postcode: "",
            schools: "",
            linked_id: "",
            profile: RawProfile::Known(Profile::Pupils.into()),
            is_unreliable: false,
            extras: &extras,
        };
        let notices_before = assembler.notices.len();
        assembler.add(&source, &raw, notices_before, || whole(&pupil));
    }
    Ok(reader.encoding())
}

/// The record on one line.
fn whole(pupil: &PupilRef<'_>) -> String {
    [pupil.number, pupil.civility, pupil.family, pupil.given, pupil.birth_date, pupil.sex, pupil.class, pupil.regime]
        .join(";")
}
