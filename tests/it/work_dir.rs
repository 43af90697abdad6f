//! A directory of its own for a test, with the program run inside it.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use assert_cmd::Command;
use tempfile::TempDir;

/// The moment that every report of a test is stamped with: 2025-09-01, 08:30 UTC.
pub(crate) const MOMENT: &str = "1756715400";

/// What a run needs, with everybody in one file on each side.
pub(crate) const BASE: &str = "IDPN;Profil;Nom;Prénom;Date de naissance;Code postal\n\
                               1;Élève;NOIRET;Jean Baptiste;04/03/2012;35000\n\
                               2;Élève;DA SILVA COSTA;Emma;12/11/2011;35200\n\
                               3;Élève;AKOUDAD;Inès;30/06/2013;35000\n";
/// The ENT's side of [`BASE`]: the last one is not in the base.
pub(crate) const CAS: &str = "uid;sn;givenName;ENTPersonDateNaissance;ENTPersonProfils;ENTPersonCodePostal\n\
                              n1;Noiret;Jean-Baptiste;04/03/2012;National_ELV;35000\n\
                              d2;Da Silva Costa;Emma;12/11/2011;National_ELV;35200\n\
                              a3;Akoudad;Inès;30/06/2013;National_ELV;35000\n\
                              x4;Vandenbroucke;Ulysse;01/01/2012;National_ELV;59000\n";

/// A temporary directory that is gone after the test.
pub(crate) struct WorkDir {
    directory: TempDir,
}

impl WorkDir {
    /// An empty one.
    pub(crate) fn new() -> Self {
        Self { directory: tempfile::tempdir().unwrap() }
    }

    /// One with `base.csv` and `cas.csv`: four pupils, three of them on both sides.
    pub(crate) fn with_pupils() -> Self {
        let work = Self::new();
        work.write("base.csv", BASE);
        work.write("cas.csv", CAS);
        work
    }

    /// The path of something in it.
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.directory.path().join(name)
    }

    /// Writes a file.
    pub(crate) fn write(&self, name: &str, content: impl AsRef<[u8]>) {
        fs::write(self.path(name), content).unwrap();
    }

    /// Whether something of that name is there.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.path(name).exists()
    }

    /// The program, to be run here.
    pub(crate) fn command<I: IntoIterator<Item: AsRef<OsStr>>>(&self, arguments: I) -> Command {
        Command::from_std(self.std_command(arguments))
    }

    /// The same, to be killed or left without a reader.
    pub(crate) fn std_command<I: IntoIterator<Item: AsRef<OsStr>>>(&self, arguments: I) -> std::process::Command {
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_rapproche"));
        command
            .args(arguments)
            .current_dir(self.directory.path())
            .env("SOURCE_DATE_EPOCH", MOMENT)
            .stdin(Stdio::null());
        command
    }

    /// `reconcile --base base.csv --cas cas.csv`, and what follows.
    pub(crate) fn reconcile(&self, more: &[&str]) -> Command {
        self.command(["reconcile", "--base", "base.csv", "--cas", "cas.csv"].iter().chain(more))
    }

    /// A JSON file.
    pub(crate) fn json(&self, name: &str) -> serde_json::Value {
        serde_json::from_slice(&fs::read(self.path(name)).unwrap()).unwrap()
    }

    /// The rows of an output, by column title.
    pub(crate) fn rows(&self, name: &str) -> Vec<BTreeMap<String, String>> {
        csv::ReaderBuilder::new()
            .delimiter(b';')
            .from_path(self.path(name))
            .unwrap()
            .deserialize()
            .map(Result::unwrap)
            .collect()
    }
}

/// The files of a directory, by name.
pub(crate) fn files(directory: &Path) -> BTreeMap<String, Vec<u8>> {
    let entries = fs::read_dir(directory).unwrap().map(Result::unwrap);
    entries.map(|entry| (entry.file_name().into_string().unwrap(), fs::read(entry.path()).unwrap())).collect()
}

/// What was printed, as text.
pub(crate) fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

/// Numbers as they stand in a column of an explanation or a CSV: decimal comma, minus sign, narrow spaces.
pub(crate) fn number(text: &str) -> f64 {
    text.replace(',', ".").replace('−', "-").parse().unwrap_or_else(|_| panic!("«{text}» is no number"))
}
