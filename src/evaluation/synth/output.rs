//! Populations out: CSV files, streamed, or in memory.
//!
//! Input: a [`Synth`](super::Synth)'s blocks. Output: `base.csv`, `cas.csv`, `truth.csv` (UTF-8, `;`), or populations.
//! Invariant: one block is in memory at a time when files are written, and no
//! file has its name before all of them are whole.

use std::io::{self, BufWriter};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use crate::durable;
use crate::identity::{BirthDate, Population, Profile, Sex};

use super::block::{Block, Record, Truth};
use super::config::EntStyle;
use super::spelling;

/// How much was made.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Summary {
    /// Users of the base.
    pub base: u64,
    /// Accounts at the ENT.
    pub cas: u64,
    /// Rows of truth: an account counts once per profile.
    pub truth: u64,
    /// Of those, the ones whose person is not in the base.
    pub absent: u64,
    /// Of those in the base, the ones that the data can decide.
    pub decidable: u64,
}

impl Summary {
    pub(super) fn count(&mut self, block: &Block) {
        self.base += block.base.len() as u64;
        self.cas += block.cas.len() as u64;
        self.truth += block.truth.len() as u64;
        self.absent += block.truth.iter().filter(|truth| truth.idpn.is_empty()).count() as u64;
        self.decidable += block.truth.iter().filter(|truth| truth.decidable && !truth.idpn.is_empty()).count() as u64;
    }
}

/// Both sides and the truth, in memory.
#[derive(Debug, Clone, Default)]
pub struct Dataset {
    /// The base.
    pub base: Population,
    /// The ENT.
    pub cas: Population,
    /// The truth.
    pub truth: Vec<Truth>,
}

type CsvFile = csv::Writer<BufWriter<NamedTempFile>>;

/// The three files of a run.
pub(super) struct Files {
    dir: PathBuf,
    base: CsvFile,
    cas: CsvFile,
    truth: CsvFile,
    schools: bool,
    rich: bool,
    style: EntStyle,
}

impl Files {
    pub(super) fn create(dir: &Path, schools: bool, rich: bool, style: EntStyle) -> io::Result<Self> {
        let mut files = Self {
            dir: dir.to_owned(),
            base: writer(dir)?,
            cas: writer(dir)?,
            truth: writer(dir)?,
            schools,
            rich,
            style,
        };
        let mut base = vec!["IDPN", "Profil", "Nom", "Prénom", "Date de naissance", "Code postal"];
        let mut cas =
            vec!["uid", "sn", "givenName", "ENTPersonDateNaissance", "ENTPersonProfils", "ENTPersonCodePostal"];
        if schools {
            base.push("UAI");
            cas.push("UAI");
        }
        if rich {
            base.extend(["Nom de naissance", "Autres prénoms", "Sexe"]);
            cas.extend(["ENTPersonNomPatro", "ENTPersonAutresPrenoms", "ENTPersonSexe"]);
        }
        files.base.write_record(base)?;
        files.cas.write_record(cas)?;
        files.truth.write_record(["uid", "IDPN", "profil", "case", "decidable"])?;
        Ok(files)
    }

    pub(super) fn write(&mut self, block: &Block) -> io::Result<()> {
        for record in &block.base {
            let profile = record.profiles.iter().next().map_or("", base_profile);
            self.base.write_field(&record.id)?;
            self.base.write_field(profile)?;
            self.base.write_field(&record.family)?;
            self.base.write_field(&record.given)?;
            self.base.write_field(record.birth_date.to_string())?;
            self.base.write_field(postcode(record.postcode))?;
            write_options(&mut self.base, record, self.schools, self.rich)?;
        }
        for record in &block.cas {
            self.cas.write_field(&record.id)?;
            self.cas.write_field(self.style.name(&record.family))?;
            self.cas.write_field(self.style.name(&record.given))?;
            self.cas.write_field(self.style.date(record.birth_date))?;
            self.cas.write_field(self.style.profiles(record))?;
            self.cas.write_field(self.style.postcode(record))?;
            write_options(&mut self.cas, record, self.schools, self.rich)?;
        }
        for truth in &block.truth {
            let decidable = if truth.decidable { "1" } else { "0" };
            self.truth.write_record([&truth.uid, &truth.idpn, truth.profile.key(), &truth.case.code(), decidable])?;
        }
        Ok(())
    }

    pub(super) fn finish(self) -> io::Result<()> {
        let mut whole = Vec::new();
        for (name, file) in [("base.csv", self.base), ("cas.csv", self.cas), ("truth.csv", self.truth)] {
            let buffer = file.into_inner().map_err(|error| io::Error::other(error.to_string()))?;
            let file = buffer.into_inner().map_err(io::IntoInnerError::into_error)?;
            file.as_file().sync_all()?;
            whole.push((name, file));
        }
        for (name, file) in whole {
            file.persist(self.dir.join(name)).map_err(|error| error.error)?;
        }
        Ok(())
    }
}

/// A file without a name yet; it deletes itself unless it gets one.
fn writer(dir: &Path) -> io::Result<CsvFile> {
    let file = durable::builder().tempfile_in(dir)?;
    Ok(csv::WriterBuilder::new().delimiter(b';').from_writer(BufWriter::with_capacity(1 << 20, file)))
}

fn write_options<W: io::Write>(
    file: &mut csv::Writer<W>,
    record: &Record,
    schools: bool,
    rich: bool,
) -> Result<(), csv::Error> {
    if schools {
        file.write_field(&record.school)?;
    }
    if rich {
        file.write_field(&record.birth_family)?;
        file.write_field(&record.other_given)?;
        file.write_field(match record.sex {
            Sex::Female => "F",
            Sex::Male => "M",
            Sex::Unknown => "",
        })?;
    }
    file.write_record(None::<&[u8]>)
}

/// The profile as a base's export names it, in the singular.
fn base_profile(profile: Profile) -> &'static str {
    match profile {
        Profile::Pupils => "Élève",
        Profile::Inspectors => "Inspecteur",
        Profile::Supervisors => "Maître de stage",
        Profile::Parents => "Parent",
        Profile::Staff => "Personnel",
        Profile::Teachers => "Professeur",
    }
}

fn postcode(number: u32) -> String {
    if number == 0 { String::new() } else { format!("{number:05}") }
}

impl EntStyle {
    /// A name as this ENT writes it.
    pub(super) fn name(self, name: &str) -> String {
        if self.ascii_capitals { spelling::without_accents(name).to_ascii_uppercase() } else { name.to_owned() }
    }

    fn date(self, date: BirthDate) -> String {
        if self.iso_dates && !date.is_missing() {
            format!("{:04}-{:02}-{:02}", date.year(), date.month(), date.day())
        } else {
            date.to_string()
        }
    }

    fn postcode(self, record: &Record) -> String {
        const STREETS: [&str; 4] = ["rue des Lilas", "avenue Jean Jaurès", "chemin du Moulin", "place de l'Église"];
        if !self.address || record.postcode == 0 {
            return postcode(record.postcode);
        }
        let sign = usize::from(record.id.bytes().next_back().unwrap_or(0));
        format!("{} {}, {:05} VILLE", 1 + sign % 60, STREETS[sign % STREETS.len()], record.postcode)
    }

    /// The values of `ENTPersonProfils`, joined by `;`.
    pub(super) fn profiles(self, record: &Record) -> String {
        let values: Vec<&str> = record.profiles.iter().map(|profile| self.profile(profile, &record.id)).collect();
        values.join(";")
    }

    fn profile(self, profile: Profile, id: &str) -> &'static str {
        // Management, school life, administration: which one says nothing of the person, so the id may choose.
        let staff = id.bytes().next().unwrap_or(0) % 8;
        match (profile, self.numeric_profiles) {
            (Profile::Pupils, false) => "National_ELV",
            (Profile::Pupils, true) => "National_1",
            (Profile::Parents, false) => "National_TUT",
            (Profile::Parents, true) => "National_2",
            (Profile::Teachers, false) => "National_ENS",
            (Profile::Teachers, true) => "National_3",
            (Profile::Staff, false) => ["National_DIR", "National_EVS", "National_ETA"][usize::from(staff % 3)],
            (Profile::Staff, true) => ["National_4", "National_5", "National_6"][usize::from(staff % 3)],
            (Profile::Inspectors, false) => "National_ACA",
            (Profile::Inspectors, true) => "National_7",
            // No ENT has a value for them; generated populations have no such accounts.
            (Profile::Supervisors, _) => "",
        }
    }
}
