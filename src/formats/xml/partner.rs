//! EDT's and PRONOTE's partner file (`PARTENAIRE_INDEX` in the namespaces `importpartenaireindexV4.x`, or in none): a base.
//!
//! It rests on a public summary of the vendor's schemas 4.0 to 4.6: `Personnel`, `Professeur`, `Responsable` and `Eleve` with
//! `Ident`, `Nom`, `Prenom`, optional `IDPN`, `IDCAS`, `DateNaissance`, the address; `Eleve` has `Prenom2`, `Prenom3`, `Sexe` and
//! children `Responsable` with `Ident`, `NiveauResponsabilite` (1 legal guardian, 2 in charge, 3 other contact) and
//! `Preferentiel`. Numbers are local to a block: only a pupil refers to a `Responsable`. Invariant: a number that two adults have is an
//! error once a pupil refers to it.

use foldhash::HashMap;

use crate::exchange::records::{Kind, Reader, Record};
use crate::exchange::{ParseError, Problem};
use crate::identity::{NoticeKind, Origin, Profile, Responsibility, Row, Sex};
use crate::normalize::parse_postcode;

use super::super::assemble::Assembler;
use super::super::column::Column;
use super::super::names::{self, sex_of};
use super::super::once_per_child::OncePerChild;
use super::super::raw::{RawPerson, RawProfile, Titles};
use super::{XmlFile, line_of};

pub(super) const ROOTS: [&str; 1] = ["PARTENAIRE_INDEX"];
/// The columns that are passed through.
pub(super) const EXTRAS: [&str; 1] = ["Classe"];

const ONCE: [&str; 6] = ["Ident", "Nom", "Prenom", "IDPN", "IDCAS", "DateNaissance"];

static KINDS: [Kind; 7] = [
    Kind { block: "Civilites", element: "Civilite", is_alone: true, once: &[] },
    Kind { block: "EtablissementsGeres", element: "Etablissement", is_alone: true, once: &[] },
    Kind { block: "Classes", element: "Classe", is_alone: true, once: &[] },
    Kind { block: "Personnels", element: "Personnel", is_alone: true, once: &ONCE },
    Kind { block: "Professeurs", element: "Professeur", is_alone: true, once: &ONCE },
    Kind { block: "Responsables", element: "Responsable", is_alone: true, once: &ONCE },
    Kind { block: "Eleves", element: "Eleve", is_alone: true, once: &ONCE },
];

/// The attributes.
pub(super) struct Names;

impl Titles for Names {
    fn title(&self, column: Column) -> &str {
        match column {
            Column::Id => "IDPN",
            Column::LinkedId => "IDCAS",
            Column::Family => "Nom",
            Column::Given => "Prenom",
            Column::OtherGiven => "Prenom2",
            Column::BirthDate => "DateNaissance",
            Column::Postcode => "CodePostal",
            Column::Sex => "Sexe",
            Column::Responsibility => "NiveauResponsabilite",
            _ => "",
        }
    }
}

/// Facts about a file, collected before its people are taken in.
#[derive(Default)]
struct Head {
    /// Sexes by the numbers of civilities.
    civilities: HashMap<String, Sex>,
    /// Names of classes by their numbers.
    classes: HashMap<String, String>,
    has_idpn: bool,
}

/// An adult of a number; no row where two adults have it.
struct Adult {
    row: Option<Row>,
    texts: String,
    is_one: bool,
}

/// A reference from a pupil to an adult, with the responsibility that it states.
struct Reference {
    pupil: Row,
    ident: String,
    line: u64,
    responsibility: Responsibility,
}

/// Takes the people in; gives the encoding.
pub(super) fn read(file: &XmlFile<'_>, assembler: &mut Assembler<'_>) -> Result<&'static str, ParseError> {
    let head = head(file.bytes)?;
    let mut reader = Reader::new(file.bytes, &ROOTS, &KINDS)?;
    let source = file.source(&Names);
    for profile in [Profile::Pupils, Profile::Parents, Profile::Teachers, Profile::Staff] {
        assembler.has_profile[profile.index()] = true;
    }
    assembler.begin_list(OncePerChild::default());
    if !head.has_idpn {
        assembler.notice(Origin { source: file.number, line: 1 }, "IDPN", NoticeKind::NoIdColumn, String::new());
    }
    let mut adults: HashMap<String, Adult> = HashMap::default();
    let mut references: Vec<Reference> = Vec::new();
    while let Some(record) = reader.next_record()? {
        let profile = match record.element.as_str() {
            "Personnel" => Profile::Staff,
            "Professeur" => Profile::Teachers,
            "Responsable" => Profile::Parents,
            "Eleve" => Profile::Pupils,
            _ => continue,
        };
        let view = record.view();
        let classes = view.all("Classe").filter_map(|class| head.classes.get(class.value("Ident")));
        let own = [classes.map(String::as_str).collect::<Vec<_>>().join(", ")];
        let extras: Vec<&str> =
            file.extras.iter().map(|number| number.map_or("", |number| own[number].as_str())).collect();
        let civility = view.all("Civilite").find_map(|civility| head.civilities.get(civility.value("Ident")));
        let sex = match sex_of(record.value("Sexe")) {
            Sex::Unknown => civility.copied().unwrap_or_default(),
            known => known,
        };
        let others = ["Prenom2", "Prenom3"].map(|name| record.value(name)).join(" ");
        // Several given names stand with commas, as in lists.
        let (given, more) = record.value("Prenom").split_once(',').unwrap_or((record.value("Prenom"), ""));
        let raw = RawPerson {
            line: line_of(record.line),
            id: head.has_idpn.then(|| record.value("IDPN")),
            names: names::Names {
                family: record.value("Nom"),
                given: given.trim(),
                other_given: if others.trim().is_empty() { more.trim() } else { others.trim() },
                sex,
                ..names::Names::default()
            },
            full_name: None,
            birth_date: record.value("DateNaissance"),
            postcode: record.value("CodePostal"),
            schools: "",
            linked_id: record.value("IDCAS"),
            profile: RawProfile::Known(profile.into()),
            is_unreliable: false,
            extras: &extras,
        };
        let notices_before = assembler.notices.len();
        let taken = assembler.add(&source, &raw, notices_before, || whole(&record, profile));
        if profile == Profile::Parents {
            let texts = whole(&record, profile);
            let adult = adults.entry(record.value("Ident").to_owned());
            let adult = adult.or_insert_with(|| Adult { row: taken.parent, texts: texts.clone(), is_one: true });
            adult.is_one &= adult.texts == texts;
            if let Some(row) = taken.parent {
                let lines = ["Adresse1", "Adresse2", "Adresse3", "Adresse4"].map(|name| record.value(name));
                let postcode = parse_postcode(raw.postcode).unwrap_or_default();
                assembler.guardians.tell(row, Responsibility::Unstated, lines, postcode);
            }
        }
        if let Some(pupil) = taken.pupil.filter(|_| profile == Profile::Pupils) {
            references.extend(view.all("Responsable").map(|adult| Reference {
                pupil,
                ident: adult.value("Ident").to_owned(),
                line: record.line,
                responsibility: responsibility_of(adult.value("NiveauResponsabilite"), adult.value("Preferentiel")),
            }));
        }
    }
    for Reference { pupil, ident, line, responsibility } in references {
        let ident_number = ident.parse().unwrap_or_default();
        match adults.get(&ident) {
            None => {
                let problem = Problem::DanglingIdent { element: "Responsable", ident: ident_number };
                return Err(ParseError { line, problem });
            }
            Some(adult) if !adult.is_one => {
                let problem = Problem::RepeatedIdent { element: "Responsable", ident: ident_number };
                return Err(ParseError { line, problem });
            }
            // An adult whose record is good for nothing has no row.
            Some(adult) => {
                if let Some(row) = adult.row {
                    assembler.guardians.tell_child(row, pupil, responsibility);
                }
            }
        }
    }
    Ok(reader.encoding())
}

fn head(bytes: &[u8]) -> Result<Head, ParseError> {
    let mut reader = Reader::new(bytes, &ROOTS, &KINDS)?;
    let mut head = Head::default();
    while let Some(record) = reader.next_record()? {
        let ident = record.value("Ident").to_owned();
        match record.element.as_str() {
            "Civilite" => {
                let sexes = ["Libelle", "Abreviation"].map(|name| sex_of(record.value(name)));
                let sex = sexes.into_iter().find(|sex| *sex != Sex::Unknown).unwrap_or_default();
                head.civilities.insert(ident, sex);
            }
            "Classe" => {
                head.classes.insert(ident, record.value("Nom").to_owned());
            }
            _ => head.has_idpn |= !record.value("IDPN").is_empty(),
        }
    }
    Ok(head)
}

/// The responsibility that a pupil's reference states.
fn responsibility_of(level: &str, preferential: &str) -> Responsibility {
    match (level, preferential) {
        ("1" | "2", "true" | "1") => Responsibility::Preferential,
        ("1", _) => Responsibility::Legal,
        ("2", _) => Responsibility::InCharge,
        _ => Responsibility::OtherContact,
    }
}

/// The record on one line.
fn whole(record: &Record, profile: Profile) -> String {
    let values = ["Nom", "Prenom", "DateNaissance", "CodePostal", "IDCAS"].map(|name| record.value(name));
    [&[record.value("IDPN"), profile.title()][..], &values].concat().join(";")
}
