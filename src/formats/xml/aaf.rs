//! AAF: the people of an academic directory, once all its files are read.
//!
//! The identifier is `ENTPersonJointure` (`source$key`), or that of the directory where somebody has none. The profile
//! is what `ENTPersonProfils` says, or else that of the kind of people: `Eleve` are pupils, `PersRelEleve` parents, and
//! `PersEducNat` teachers or staff, by `ENTPersonCategorieEnseignant`, a function `ENS` or `DOC` in
//! `ENTPersonFonctions`, or `PersEducNatPresenceDevantEleves`. Entries about subjects, courses and other things are no
//! people. A structure stands for its UAI where a file of structures tells it, or where it is one. A pupil's entry
//! refers to an adult who answers for the pupil, by identifier or by jointure. A reference that may mean two adults
//! relates neither, and has a notice.

use foldhash::HashMap;

use crate::exchange::ParseError;
use crate::exchange::aaf::Reader;
use crate::identity::{NoticeKind, Origin, Profile, ProfileSet, Row, Sex, Side, bare_id, uai_is_valid};

use super::super::assemble::Assembler;
use super::super::column::Column;
use super::super::damaged_rows::Repair;
use super::super::file_info::FileInfo;
use super::super::names::{self, sex_of};
use super::super::profile_map::ProfileMap;
use super::super::raw::{RawPerson, RawProfile, Source, Titles};
use super::super::read_error::ReadError;
use super::directory::{Directory, Known, Remark};
use super::{XmlFile, line_of};

/// The attributes.
pub(super) struct Names;

impl Titles for Names {
    fn title(&self, column: Column) -> &str {
        match column {
            Column::Id => "ENTPersonJointure",
            Column::Profile => "ENTPersonProfils",
            Column::Family => "sn",
            Column::BirthFamily => "ENTPersonNomPatro",
            Column::Given => "givenName",
            Column::OtherGiven => "ENTPersonAutresPrenoms",
            Column::BirthDate => "ENTPersonDateNaissance",
            Column::Postcode => "ENTPersonCodePostal",
            Column::Sex => "ENTPersonSexe",
            Column::Schools => "ENTPersonStructRattach",
            _ => "",
        }
    }
}

/// Carries the requests of a file out; gives its encoding and their number.
pub(super) fn read(
    file: &XmlFile<'_>,
    assembler: &mut Assembler<'_>,
    directory: &mut Directory,
) -> Result<(&'static str, u64), ParseError> {
    let mut reader = Reader::new(file.bytes)?;
    let (mut requests, mut others) = (0, 0_u64);
    while let Some(request) = reader.next_request()? {
        requests += 1;
        if request.is_about_something_else() {
            others += 1;
            continue;
        }
        let origin = Origin { source: file.number, line: line_of(request.line) };
        for profile in request.person_category().into_iter().flat_map(profiles_known_by) {
            assembler.has_profile[profile.index()] = true;
        }
        let kind = match directory.apply(request, origin) {
            None => continue,
            Some(Remark::Unknown) => NoticeKind::UnknownEntry,
            Some(Remark::AddedAgain) => NoticeKind::EntryAddedAgain,
            Some(Remark::Ambiguous) => NoticeKind::AmbiguousEntry,
        };
        assembler.notice(origin, "identifier", kind, request.id().trim().to_owned());
    }
    if others > 0 {
        let origin = Origin { source: file.number, line: 1 };
        assembler.notice(origin, "operationalAttributes", NoticeKind::NotPeople, others.to_string());
    }
    Ok((reader.encoding(), requests))
}

/// The populations that a file of this kind of people has, be they empty.
fn profiles_known_by(category: &str) -> &'static [Profile] {
    match category {
        "Eleve" => &[Profile::Pupils],
        "PersRelEleve" => &[Profile::Parents],
        "PersEducNat" => &[Profile::Teachers, Profile::Staff],
        _ => &[],
    }
}

impl Directory {
    /// Hands everybody who is there in the end to the assembler, file by file, with who answers for whom. `files` are
    /// those of the population's sources, all of them, `profiles` the profiles that they were given with.
    ///
    /// # Errors
    /// Those of [`Assembler::finish_file`].
    pub(in crate::formats) fn hand_over(
        &self,
        assembler: &mut Assembler<'_>,
        map: &ProfileMap,
        files: &[FileInfo],
        directory_files: &[(u16, Option<Profile>, Repair)],
    ) -> Result<(), ReadError> {
        let extras = vec![""; assembler.population.extra_titles.len()];
        let mut adults = Adults::default();
        let mut pupils: Vec<(Row, &Known)> = Vec::new();
        for &(number, profile, repair) in directory_files {
            let source = Source { number, profile, titles: &Names, repair };
            let here = |known: &&Known| known.is_there && known.origin.source == number;
            for known in self.people.iter().filter(here) {
                let schools = self.schools_of(known);
                let profiles = known.values("ENTPersonProfils").collect::<Vec<_>>().join(";");
                let raw = RawPerson {
                    schools: &schools,
                    profile: profile_of(known, &profiles, assembler.side, map),
                    extras: &extras,
                    ..raw_person(known)
                };
                let notices_before = assembler.notices.len();
                let taken = assembler.add(&source, &raw, notices_before, || whole(known));
                if let Some(row) = taken.parent {
                    adults.add(known, row);
                }
                pupils.extend(taken.pupil.map(|row| (row, known)));
            }
            // A delta or a file of structures has said enough; people are missed only where nothing was asked for.
            let file = &files[usize::from(number)];
            if file.rows == 0 || self.people.iter().any(|known| here(&known)) {
                assembler.finish_file(&file.name, &source, Origin { source: number, line: 1 })?;
            }
        }
        for (pupil, known) in pupils {
            for id in known.values("ENTElevePersRelEleve").filter_map(responsible_id) {
                match adults.find(id) {
                    None => {}
                    Some(Found::One(adult)) => assembler.relations.add(pupil, adult),
                    Some(Found::Several) => {
                        let (kind, id) = (NoticeKind::AmbiguousEntry, id.to_owned());
                        assembler.notice(known.origin, "ENTElevePersRelEleve", kind, id);
                    }
                }
            }
        }
        Ok(())
    }

    /// The UAI codes of somebody's structures.
    fn schools_of(&self, known: &Known) -> String {
        let structures = known.values("ENTPersonStructRattach").chain(known.values("ENTEleveStructRattach"));
        let code = |structure: &'_ str| match self.schools.get(structure) {
            Some(uai) => Some(uai.clone()).filter(|uai| !uai.is_empty()),
            None => uai_is_valid(structure).then(|| structure.to_owned()),
        };
        structures.filter_map(code).collect::<Vec<_>>().join(";")
    }
}

/// The adults by what pupils may name them by. An identifier of one may be the jointure of another.
#[derive(Default)]
struct Adults<'d> {
    /// Those of the category that pupils refer to; each category numbers its people by itself.
    by_id: HashMap<&'d str, Found>,
    by_jointure: HashMap<&'d str, Found>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Found {
    One(Row),
    /// More than one, so nobody.
    Several,
}

impl<'d> Adults<'d> {
    fn add(&mut self, known: &'d Known, row: Row) {
        let add = |map: &mut HashMap<&'d str, Found>, key: &'d str| {
            let found = map.entry(key).or_insert(Found::One(row));
            *found = found.or(Found::One(row));
        };
        if known.category == "PersRelEleve" {
            add(&mut self.by_id, &known.id);
        }
        let jointure = known.value("ENTPersonJointure");
        if !jointure.is_empty() {
            add(&mut self.by_jointure, jointure);
        }
    }

    fn find(&self, id: &str) -> Option<Found> {
        match (self.by_id.get(id).copied(), self.by_jointure.get(id).copied()) {
            (Some(one), Some(other)) => Some(one.or(other)),
            (one, other) => one.or(other),
        }
    }
}

impl Found {
    /// Merges two findings of one reference: that finding if both are equal, else `Several`.
    fn or(self, other: Self) -> Self {
        if self == other { self } else { Self::Several }
    }
}

/// All of a person but what depends on others.
fn raw_person(known: &Known) -> RawPerson<'_> {
    let jointure = known.value("ENTPersonJointure");
    let (family, birth_family) = (known.value("sn"), known.value("ENTPersonNomPatro"));
    let sex = match sex_of(known.value("ENTPersonSexe")) {
        Sex::Unknown => sex_of(known.value("personalTitle")),
        told => told,
    };
    let (given, more) = known.value("givenName").split_once(',').unwrap_or((known.value("givenName"), ""));
    let other_given = known.value("ENTPersonAutresPrenoms");
    RawPerson {
        line: known.origin.line,
        id: Some(bare_id(if jointure.is_empty() { &known.id } else { jointure })),
        names: names::Names {
            family: if family.is_empty() { birth_family } else { family },
            given: given.trim(),
            birth_family: if birth_family == family { "" } else { birth_family },
            other_given: if other_given.is_empty() { more.trim() } else { other_given },
            sex,
        },
        full_name: None,
        birth_date: known.value("ENTPersonDateNaissance"),
        postcode: known.value("ENTPersonCodePostal"),
        schools: "",
        linked_id: "",
        profile: RawProfile::Absent,
        is_unreliable: false,
        extras: &[],
    }
}

/// What somebody is: in a base, whose own words for profiles are others, the values are understood here.
fn profile_of<'a>(known: &Known, values: &'a str, side: Side, map: &ProfileMap) -> RawProfile<'a> {
    let of_values = map.profiles_of(values).0;
    if of_values.is_empty() {
        return RawProfile::Known(profiles_by_category(known));
    }
    match side {
        Side::Cas => RawProfile::Values(values),
        Side::Base => RawProfile::Known(of_values),
    }
}

fn profiles_by_category(known: &Known) -> ProfileSet {
    match known.category.as_str() {
        "Eleve" => Profile::Pupils.into(),
        "PersRelEleve" => Profile::Parents.into(),
        "PersEducNat" => match is_teacher(known) {
            Some(true) => Profile::Teachers.into(),
            Some(false) => Profile::Staff.into(),
            None => ProfileSet::EMPTY,
        },
        _ => ProfileSet::EMPTY,
    }
}

/// Tells whether a member of the staff teaches; `None` where nothing says so. The category decides, then a function of teaching
/// (`ENS`) or of documentation (`DOC`), then the presence before pupils, which is often left at N for teachers.
fn is_teacher(known: &Known) -> Option<bool> {
    let told = |name| match known.value(name) {
        "O" | "o" | "1" => Some(true),
        "N" | "n" | "0" => Some(false),
        _ => None,
    };
    // `structure$ENS$ENSEIGNANT$L0202$LETTRES MODERNES`.
    let mut functions = known.values("ENTPersonFonctions").filter(|function| !function.is_empty()).peekable();
    let has_function = functions.peek().is_some();
    let teaches = functions.any(|function| function.split('$').any(|part| matches!(part.trim(), "ENS" | "DOC")));
    told("ENTPersonCategorieEnseignant")
        .or(teaches.then_some(true))
        .or_else(|| told("PersEducNatPresenceDevantEleves"))
        .or(has_function.then_some(false))
}

/// Whom a value `id$relation$financial$legal$contact$payment` names, if that adult answers for the child: as legal
/// guardian, first or second, or by being in charge. Somebody who pays, or is to be called, answers for nobody. The id
/// itself may be a `source$key`.
fn responsible_id(value: &str) -> Option<&str> {
    let mut rest = value;
    for _ in 0..5 {
        rest = rest.rsplit_once('$')?.0;
    }
    let legal = value[rest.len() + 1..].split('$').nth(2)?;
    matches!(legal.trim(), "1" | "2").then_some(rest.trim())
}

/// The record on one line.
fn whole(known: &Known) -> String {
    let values = ["sn", "givenName", "ENTPersonDateNaissance", "ENTPersonCodePostal"].map(|name| known.value(name));
    [&known.id, values[0], values[1], values[2], values[3]].join(";")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_answers_for_a_child_is_a_legal_guardian() {
        assert_eq!(responsible_id("1234$1$1$1$1$0"), Some("1234"));
        assert_eq!(responsible_id("AC-RENNES$1234$2$0$2$1$0"), Some("AC-RENNES$1234"));
        for other in ["1234$1$1$0$1$0", "1234", "", "$$$$$", "1$2$3$4$5"] {
            assert_eq!(responsible_id(other), None, "{other}");
        }
    }
}
