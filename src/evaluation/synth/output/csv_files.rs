//! `base.csv`, `cas.csv` and `truth.csv`: UTF-8, `;`.

use std::io;
use std::path::Path;

use crate::identity::{Profile, Sex};

use super::style::postcode;
use super::{Unnamed, unnamed};
use crate::evaluation::synth::block::{Block, Record};
use crate::evaluation::synth::config::{EntStyle, Layout, SynthConfig};

type CsvFile = csv::Writer<Unnamed>;

/// The tables of a run.
pub(super) struct CsvFiles {
    base: CsvFile,
    cas: Option<CsvFile>,
    truth: CsvFile,
    schools: bool,
    rich: bool,
    relations: bool,
    style: EntStyle,
}

impl CsvFiles {
    pub(super) fn create(dir: &Path, config: &SynthConfig) -> io::Result<Self> {
        let schools = matches!(config.layout, Layout::Schools { .. });
        let mut files = Self {
            base: writer(dir)?,
            cas: if config.formats.cas_csv { Some(writer(dir)?) } else { None },
            truth: writer(dir)?,
            schools,
            rich: config.rich,
            relations: config.relations,
            style: config.style,
        };
        let mut base = vec!["IDPN", "Profil", "Nom", "Prénom", "Date de naissance", "Code postal"];
        let mut cas =
            vec!["uid", "sn", "givenName", "ENTPersonDateNaissance", "ENTPersonProfils", "ENTPersonCodePostal"];
        if schools {
            base.push("UAI");
            cas.push("UAI");
        }
        if config.rich {
            base.extend(["Nom de naissance", "Autres prénoms", "Sexe"]);
            cas.extend(["ENTPersonNomPatro", "ENTPersonAutresPrenoms", "ENTPersonSexe"]);
        }
        if config.relations {
            base.push("Enfants");
        }
        files.base.write_record(base)?;
        if let Some(file) = &mut files.cas {
            file.write_record(cas)?;
        }
        files.truth.write_record(["uid", "IDPN", "profil", "case", "decidable"])?;
        Ok(files)
    }

    pub(super) fn write(&mut self, block: &Block) -> io::Result<()> {
        for (record, position) in block.base.iter().zip(0_u32..) {
            let profile = record.profiles.iter().next().map_or("", base_profile);
            self.base.write_field(&record.id)?;
            self.base.write_field(profile)?;
            self.base.write_field(&record.family)?;
            self.base.write_field(&record.given)?;
            self.base.write_field(record.birth_date.to_string())?;
            self.base.write_field(postcode(record.postcode))?;
            write_options(&mut self.base, record, self.schools, self.rich)?;
            if self.relations {
                self.base.write_field(children(block, position))?;
            }
            self.base.write_record(None::<&[u8]>)?;
        }
        if let Some(cas) = &mut self.cas {
            for record in &block.cas {
                cas.write_field(&record.id)?;
                cas.write_field(self.style.name(&record.family))?;
                cas.write_field(self.style.name(&record.given))?;
                cas.write_field(self.style.date(record.birth_date))?;
                cas.write_field(self.style.profiles(record))?;
                cas.write_field(self.style.postcode(record))?;
                write_options(cas, record, self.schools, self.rich)?;
                cas.write_record(None::<&[u8]>)?;
            }
        }
        for truth in &block.truth {
            let decidable = if truth.decidable { "1" } else { "0" };
            self.truth.write_record([&truth.uid, &truth.idpn, truth.profile.key(), &truth.case.code(), decidable])?;
        }
        Ok(())
    }

    pub(super) fn finish(self) -> io::Result<Vec<(&'static str, Unnamed)>> {
        let files = [("base.csv", Some(self.base)), ("cas.csv", self.cas), ("truth.csv", Some(self.truth))];
        let whole = files.into_iter().filter_map(|(name, file)| {
            let inner = file?.into_inner().map_err(|error| io::Error::other(error.to_string()));
            Some(inner.map(|inner| (name, inner)))
        });
        whole.collect()
    }
}

fn writer(dir: &Path) -> io::Result<CsvFile> {
    Ok(csv::WriterBuilder::new().delimiter(b';').from_writer(unnamed(dir)?))
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
    Ok(())
}

/// `DUPONT Léa, DUPONT Tom`: the pupils for whom the user at `adult` answers, as a base's export lists them.
fn children(block: &Block, adult: u32) -> String {
    let first = block.responsibles.partition_point(|&(_, other)| other < adult);
    let own = block.responsibles[first..].iter().take_while(|(_, other)| *other == adult);
    let name = |&(child, _): &(u32, u32)| {
        let child = &block.base[child as usize];
        format!("{} {}", child.family, child.given)
    };
    own.map(name).collect::<Vec<_>>().join(", ")
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
