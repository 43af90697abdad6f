//! SIECLE: the pupils of a school (`BEE_ELEVES`) and those who answer for them (`BEE_RESPONSABLES`).
//!
//! Role: two files of one base as one list of people. Input: `ElevesSansAdresses.xml` or `ElevesAvecAdresses.xml`, and
//! `ResponsablesAvecAdresses.xml`, in any order. Output: people, and after the last file who answers for whom. Invariant: a number
//! that two people have refers to neither.
//!
//! SIECLE knows neither IDPN nor CAS ids: users are named by file and line, and its own numbers are passed through.
//!
//! It rests on the elements that public importers of both files read:
//!
//! - `ELEVE`: `ELEVE_ID`, `ID_NATIONAL`, `NOM_DE_FAMILLE` (`NOM` in older files), `NOM_USAGE`, `PRENOM`, `PRENOM2`, `PRENOM3`,
//!   `DATE_NAISS`, `CODE_SEXE`, `ADRESSE_ID`;
//! - `STRUCTURES_ELEVE`: the class is the `STRUCTURE` of type `D`;
//! - `PERSONNE`: `PERSONNE_ID`, the names, `LC_CIVILITE`, `ADRESSE_ID`;
//! - `RESPONSABLE_ELEVE`: `ELEVE_ID`, `PERSONNE_ID`, and `RESP_LEGAL`, 1 or 2 for a legal guardian and 0 for others;
//! - `ADRESSE`: `LIGNE1_ADRESSE` and so on, `CODE_POSTAL`.
//!
//! Guessed: `NIVEAU_RESPONSABILITE` of newer files is 1 for a legal guardian, 2 for a person in charge and 3 for another contact,
//! as in EDT's partner file.

use foldhash::HashMap;

use crate::exchange::ParseError;
use crate::exchange::records::{Kind, Reader, Record};
use crate::identity::{NoticeKind, Origin, Profile, Responsibility, Row, Sex};
use crate::normalize::parse_postcode;

use super::super::assemble::{Assembler, Taken};
use super::super::column::Column;
use super::super::names::{self, sex_of};
use super::super::once_per_child::OncePerChild;
use super::super::person_name::PersonName;
use super::super::raw::{RawPerson, RawProfile, Titles};
use super::{XmlFile, line_of};

/// The roots of files of pupils.
pub(super) const PUPIL_ROOTS: [&str; 1] = ["BEE_ELEVES"];
/// The roots of files of those who answer for them.
pub(super) const ADULT_ROOTS: [&str; 1] = ["BEE_RESPONSABLES"];
/// The columns of pupils that are passed through.
pub(super) const PUPIL_EXTRAS: [&str; 4] = ["ELEVE_ID", "ID_NATIONAL", "CLASSE", "DATE_SORTIE"];
/// The columns of adults that are passed through.
pub(super) const ADULT_EXTRAS: [&str; 1] = ["PERSONNE_ID"];

const NAMES: [&str; 8] =
    ["NOM", "NOM_DE_FAMILLE", "NOM_USAGE", "PRENOM", "DATE_NAISS", "ADRESSE_ID", "ELEVE_ID", "PERSONNE_ID"];

static KINDS: [Kind; 6] = [
    Kind { block: "PARAMETRES", element: "UAJ", is_alone: false, once: &[] },
    Kind { block: "ELEVES", element: "ELEVE", is_alone: true, once: &NAMES },
    Kind { block: "PERSONNES", element: "PERSONNE", is_alone: true, once: &NAMES },
    Kind {
        block: "RESPONSABLES",
        element: "RESPONSABLE_ELEVE",
        is_alone: true,
        once: &["ELEVE_ID", "PERSONNE_ID", "RESP_LEGAL", "NIVEAU_RESPONSABILITE"],
    },
    Kind { block: "ADRESSES", element: "ADRESSE", is_alone: true, once: &["CODE_POSTAL", "ADRESSE_ID"] },
    Kind { block: "STRUCTURES", element: "STRUCTURES_ELEVE", is_alone: true, once: &[] },
];

/// The elements.
pub(super) struct Names;

impl Titles for Names {
    fn title(&self, column: Column) -> &str {
        match column {
            Column::Family | Column::BirthFamily => "NOM_DE_FAMILLE",
            Column::UsageFamily => "NOM_USAGE",
            Column::Given => "PRENOM",
            Column::OtherGiven => "PRENOM2",
            Column::BirthDate => "DATE_NAISS",
            Column::Postcode => "CODE_POSTAL",
            Column::Sex => "CODE_SEXE",
            Column::Schools => "UAJ",
            Column::Responsibility => "RESPONSABLE_ELEVE",
            _ => "",
        }
    }
}

/// Pupils and adults of all files by their numbers, and who answers for whom.
#[derive(Debug, Default)]
pub(in crate::formats) struct Siecle {
    pupils: Numbers,
    adults: Numbers,
    links: Vec<Link>,
}

#[derive(Debug)]
struct Link {
    origin: Origin,
    pupil: String,
    adult: String,
    responsibility: Responsibility,
}

/// People by number.
#[derive(Debug, Default)]
struct Numbers(HashMap<String, Numbered>);

/// The person of a number; no row for one that two people have.
#[derive(Debug)]
struct Numbered {
    row: Option<Row>,
    name: Option<PersonName>,
}

/// Where a pupil or an adult lives.
#[derive(Debug, Default)]
struct Address {
    lines: [String; 4],
    postcode: String,
}

/// What stands elsewhere in a file than the people that it belongs to.
#[derive(Default)]
struct Beside {
    school: String,
    addresses: HashMap<String, Address>,
    /// By the number of a pupil.
    classes: HashMap<String, String>,
}

/// Takes the people of a file in; gives its encoding.
pub(super) fn read(
    file: &XmlFile<'_>,
    assembler: &mut Assembler<'_>,
    siecle: &mut Siecle,
) -> Result<&'static str, ParseError> {
    let roots: &'static [&'static str] =
        if file.kind == super::XmlKind::SieclePupils { &PUPIL_ROOTS } else { &ADULT_ROOTS };
    let profile = if file.kind == super::XmlKind::SieclePupils { Profile::Pupils } else { Profile::Parents };
    assembler.has_profile[profile.index()] = true;
    let beside = beside(file.bytes, roots)?;
    let mut reader = Reader::new(file.bytes, roots, &KINDS)?;
    assembler.begin_list(OncePerChild::default());
    assembler.notice(Origin { source: file.number, line: 1 }, "IDPN", NoticeKind::NoIdColumn, String::new());
    while let Some(record) = reader.next_record()? {
        match record.element.as_str() {
            "ELEVE" => {
                let number = record.value("ELEVE_ID");
                let class = beside.classes.get(number).map_or("", String::as_str);
                let own = [number, record.value("ID_NATIONAL"), class, record.value("DATE_SORTIE")];
                let known = siecle.pupils.is_repeated(number, &record);
                let taken = add(file, assembler, &record, &beside, Profile::Pupils, &own, known);
                siecle.pupils.insert(number, &record, taken.pupil);
            }
            "PERSONNE" => {
                let number = record.value("PERSONNE_ID");
                let known = siecle.adults.is_repeated(number, &record);
                let taken = add(file, assembler, &record, &beside, Profile::Parents, &[number], known);
                siecle.adults.insert(number, &record, taken.parent);
                if let Some(row) = taken.parent {
                    let (lines, postcode) = match beside.addresses.get(record.value("ADRESSE_ID")) {
                        Some(address) => (address.lines.each_ref().map(String::as_str), address.postcode.as_str()),
                        None => Default::default(),
                    };
                    let postcode = parse_postcode(postcode).unwrap_or_default();
                    assembler.guardians.tell(row, Responsibility::Unstated, lines, postcode);
                }
            }
            "RESPONSABLE_ELEVE" => siecle.links.push(Link {
                origin: Origin { source: file.number, line: line_of(record.line) },
                pupil: record.value("ELEVE_ID").to_owned(),
                adult: record.value("PERSONNE_ID").to_owned(),
                responsibility: responsibility_of(&record),
            }),
            _ => {}
        }
    }
    Ok(reader.encoding())
}

/// The addresses, classes and school of a file: they stand after the people.
fn beside(bytes: &[u8], roots: &'static [&'static str]) -> Result<Beside, ParseError> {
    let mut reader = Reader::new(bytes, roots, &KINDS)?;
    let mut beside = Beside::default();
    while let Some(record) = reader.next_record()? {
        match record.element.as_str() {
            "UAJ" => beside.school = record.text,
            "ADRESSE" => {
                let line = |number| record.value(&format!("LIGNE{number}_ADRESSE")).to_owned();
                let (lines, postcode) = ([1, 2, 3, 4].map(line), record.value("CODE_POSTAL").to_owned());
                beside.addresses.insert(record.value("ADRESSE_ID").to_owned(), Address { lines, postcode });
            }
            "STRUCTURES_ELEVE" => {
                let is_class = |kind: &str| matches!(kind, "" | "D");
                let mut structures = record.view().all("STRUCTURE");
                let class = structures.find(|structure| is_class(structure.value("TYPE_STRUCTURE")));
                if let Some(class) = class {
                    let number = record.value("ELEVE_ID").to_owned();
                    beside.classes.insert(number, class.value("CODE_STRUCTURE").to_owned());
                }
            }
            _ => {}
        }
    }
    Ok(beside)
}

/// Adds a person. `is_repeated` tells that a file before has the person of this number.
fn add(
    file: &XmlFile<'_>,
    assembler: &mut Assembler<'_>,
    record: &Record,
    beside: &Beside,
    profile: Profile,
    own: &[&str],
    is_repeated: bool,
) -> Taken {
    let origin = Origin { source: file.number, line: line_of(record.line) };
    if is_repeated {
        let number = own.first().copied().unwrap_or_default().to_owned();
        assembler.notice(origin, "", NoticeKind::RepeatedRow, number);
        return Taken::default();
    }
    let birth = [record.value("NOM_DE_FAMILLE"), record.value("NOM")].into_iter().find(|name| !name.is_empty());
    let (usage, birth) = (record.value("NOM_USAGE"), birth.unwrap_or_default());
    let family = if usage.is_empty() { birth } else { usage };
    let others = ["PRENOM2", "PRENOM3"].map(|name| record.value(name)).join(" ");
    let extras: Vec<&str> = file
        .extras
        .iter()
        .map(|number| number.and_then(|number| own.get(number)).copied().unwrap_or_default())
        .collect();
    let sexes = ["CODE_SEXE", "LC_CIVILITE", "LL_CIVILITE"].map(|name| sex_of(record.value(name)));
    let address = beside.addresses.get(record.value("ADRESSE_ID"));
    let raw = RawPerson {
        line: origin.line,
        id: None,
        names: names::Names {
            family,
            given: record.value("PRENOM"),
            birth_family: if birth == family { "" } else { birth },
            other_given: others.trim(),
            sex: sexes.into_iter().find(|sex| *sex != Sex::Unknown).unwrap_or_default(),
        },
        full_name: None,
        birth_date: record.value("DATE_NAISS"),
        postcode: address.map_or("", |address| &address.postcode),
        schools: &beside.school,
        linked_id: "",
        profile: RawProfile::Known(profile.into()),
        is_unreliable: false,
        extras: &extras,
    };
    let whole =
        || [own.first().copied().unwrap_or_default(), family, raw.names.given, raw.birth_date, raw.postcode].join(";");
    let notices_before = assembler.notices.len();
    assembler.add(&file.source(&Names), &raw, notices_before, whole)
}

/// The responsibility that a link states.
fn responsibility_of(record: &Record) -> Responsibility {
    match (record.value("RESP_LEGAL"), record.value("NIVEAU_RESPONSABILITE")) {
        ("1" | "2", _) | (_, "1") => Responsibility::Legal,
        (_, "2") => Responsibility::InCharge,
        _ => Responsibility::OtherContact,
    }
}

impl Numbers {
    fn name_of(record: &Record) -> Option<PersonName> {
        let family = ["NOM_USAGE", "NOM_DE_FAMILLE", "NOM"].map(|name| record.value(name));
        let family = family.into_iter().find(|name| !name.is_empty()).unwrap_or_default();
        PersonName::new(&format!("{family} {}", record.value("PRENOM")))
    }

    /// Tells whether the same person has been read under this number.
    fn is_repeated(&self, number: &str, record: &Record) -> bool {
        let known = self.0.get(number).filter(|_| !number.is_empty());
        known.is_some_and(|known| known.name == Self::name_of(record))
    }

    fn insert(&mut self, number: &str, record: &Record, row: Option<Row>) {
        let name = Self::name_of(record);
        let known = self.0.entry(number.to_owned()).or_insert_with(|| Numbered { row, name: name.clone() });
        if known.name != name {
            known.row = None;
        }
    }

    /// The person of a number; an error for one that nobody has, or two people.
    fn find(&self, number: &str) -> Result<Row, NoticeKind> {
        match self.0.get(number) {
            Some(Numbered { row: Some(row), .. }) => Ok(*row),
            Some(Numbered { row: None, .. }) => Err(NoticeKind::AmbiguousEntry),
            None => Err(NoticeKind::UnknownEntry),
        }
    }
}

impl Siecle {
    /// Tells who answers for whom, once all files are read. A link to somebody of a file that was not given is passed over.
    pub(in crate::formats) fn settle(&self, assembler: &mut Assembler<'_>) {
        for Link { origin, pupil, adult, responsibility } in &self.links {
            let found = self.pupils.find(pupil).and_then(|child| Ok((child, self.adults.find(adult)?)));
            match found {
                Ok((child, parent)) => {
                    assembler.guardians.tell_child(parent, child, *responsibility);
                }
                // A link may refer to a person of a file that was not given: a file of adults alone has no pupils.
                Err(NoticeKind::UnknownEntry) => {
                    if let Ok(parent) = self.adults.find(adult) {
                        assembler.guardians.tell_responsibility(parent, *responsibility);
                    }
                }
                Err(kind) => assembler.notice(*origin, "RESPONSABLE_ELEVE", kind, format!("{pupil} / {adult}")),
            }
        }
    }
}
