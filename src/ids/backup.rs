//! The backup of ids that were taken away: what `restore` reads back.
//!
//! A CSV file (UTF-8 with byte order mark, `;`, CRLF), so that an administrator can look into it. First, a line each,
//! what it is:
//!
//! | key | value |
//! |---|---|
//! | `rapproche-ids` | version of this format: `2` |
//! | `date` | when it was made, `2026-08-28T10:00:00` |
//! | `base`, `base-sha256` | name and SHA-256 of the base that had the ids |
//! | `sans-identifiants-sha256` | SHA-256 of the base without them, as it was written beside the backup |
//! | `identifiants` | how many there are |
//! | `sha256` | SHA-256 of all the file but this line and the byte order mark |
//!
//! then `IDPN;Profil;Nom;Prénom;Identifiant CAS`, a line per id. Profiles are keys ([`Profile::key`]), joined by `,`. A
//! cell that a spreadsheet would run as a formula, or that begins with an apostrophe, has an apostrophe before it.
//! Invariant: what was written is read back exactly, and a file that is cut, or that a spreadsheet has saved anew (losing
//! leading zeros on the way), is refused.
//!
//! Version 1, which is read as well, has no `sans-identifiants-sha256`, and its `sha256` is that of what follows it.

use sha2::{Digest, Sha256};

use crate::formats::{is_formula, profiles_of};
use crate::hexadecimal::hexadecimal;
use crate::identity::{IdOffer, Profile, ProfileSet, StoredId};

use super::backup_error::{BackupError, Damage};

const MARK: &str = "\u{feff}";
const FORMAT: &str = "rapproche-ids";
const VERSION: &str = "2";
const FIRST_VERSION: &str = "1";
/// Keys of the lines before the titles, from the second on. The third is that of version 2 alone.
const KEYS: [&str; 6] = ["date", "base", "base-sha256", "sans-identifiants-sha256", "identifiants", "sha256"];
const TITLES: [&str; 5] = ["IDPN", "Profil", "Nom", "Prénom", "Identifiant CAS"];

/// The ids that were taken away from a base, and whose they were.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Backup {
    /// When it was made, as `2026-08-28T10:00:00`.
    pub date: String,
    /// Name of the base's file.
    pub base: String,
    /// Its SHA-256, in hexadecimal.
    pub base_sha256: String,
    /// SHA-256 of the base without the ids; `None` in a backup of version 1.
    pub emptied_sha256: Option<String>,
    /// The ids, in the order of the base; a user of several rows of the same profiles has one entry.
    pub entries: Vec<BackupEntry>,
}

/// An id and whose it was.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct BackupEntry {
    /// PRONOTE identifier.
    pub idpn: String,
    /// In which profiles; empty where the base did not say.
    pub profiles: ProfileSet,
    /// Family name as written.
    pub family: String,
    /// Given name as written.
    pub given: String,
    /// The id, exactly.
    pub id: String,
}

impl From<&StoredId> for BackupEntry {
    fn from(row: &StoredId) -> Self {
        Self {
            idpn: row.idpn.clone(),
            profiles: row.profiles,
            family: row.family.clone(),
            given: row.given.clone(),
            id: row.id.clone(),
        }
    }
}

impl Backup {
    /// The bytes of the file.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut list = String::new();
        push_row(&mut list, TITLES);
        for entry in &self.entries {
            let profiles = entry.profiles.iter().map(Profile::key).collect::<Vec<_>>().join(",");
            push_row(&mut list, [&*entry.idpn, &profiles, &entry.family, &entry.given, &entry.id]);
        }
        let mut preamble = String::new();
        push_row(&mut preamble, [FORMAT, VERSION]);
        push_row(&mut preamble, ["date", &self.date]);
        push_row(&mut preamble, ["base", &self.base]);
        push_row(&mut preamble, ["base-sha256", &self.base_sha256]);
        push_row(&mut preamble, ["sans-identifiants-sha256", self.emptied_sha256.as_deref().unwrap_or_default()]);
        push_row(&mut preamble, ["identifiants", &self.entries.len().to_string()]);
        let sha256 = digest(&[&preamble, &list]);
        push_row(&mut preamble, ["sha256", &sha256]);
        [MARK, &preamble, &list].concat().into_bytes()
    }

    /// Reads a backup; `file` is its name in messages.
    ///
    /// # Errors
    /// [`BackupError`]: it is none, one of a later version, or not what was written.
    pub fn parse(file: &str, bytes: &[u8]) -> Result<Self, BackupError> {
        let damaged = |damage| BackupError::Damaged { file: file.to_owned(), damage };
        let is_one = bytes.strip_prefix(MARK.as_bytes()).unwrap_or(bytes).starts_with(FORMAT.as_bytes());
        if !is_one {
            return Err(BackupError::NotABackup { file: file.to_owned() });
        }
        let text = std::str::from_utf8(bytes).map_err(|error| {
            // A character that is only begun is the end of what is left.
            damaged(if error.error_len().is_none() { Damage::Cut } else { Damage::SavedAnew })
        })?;
        // A spreadsheet drops the mark.
        let text = text.strip_prefix(MARK).ok_or_else(|| damaged(Damage::SavedAnew))?;
        let mut reader =
            csv::ReaderBuilder::new().delimiter(b';').has_headers(false).flexible(true).from_reader(text.as_bytes());
        // The reader may leave the second half of a CRLF to the next record.
        let end_of_record = |reader: &csv::Reader<&[u8]>| {
            let end = reader.position().byte() as usize;
            end + usize::from(text.as_bytes().get(end) == Some(&b'\n'))
        };
        let mut row = csv::StringRecord::new();
        // The value of the next line, which has to have this key, and where the line begins.
        let mut value_of = |key: &str, reader: &mut csv::Reader<&[u8]>| {
            let start = end_of_record(reader);
            // The reader's errors are those of encoding, and the text is UTF-8.
            if !reader.read_record(&mut row).unwrap_or(false) {
                return Err(damaged(Damage::Cut));
            }
            if row.len() != 2 || &row[0] != key {
                let is_last = reader.position().byte() as usize == text.len();
                return Err(damaged(if is_last { Damage::Cut } else { Damage::SavedAnew }));
            }
            Ok((unguarded(&row[1]).to_owned(), start))
        };
        let (version, _) = value_of(FORMAT, &mut reader)?;
        let is_first = version == FIRST_VERSION;
        if !is_first && version != VERSION {
            return Err(BackupError::Version { file: file.to_owned(), version });
        }
        let [date, base, base_sha256, emptied_sha256, count, sha256] = {
            let mut values = KEYS.map(|_| (String::new(), 0));
            for (value, key) in values.iter_mut().zip(KEYS) {
                if !(is_first && key == "sans-identifiants-sha256") {
                    *value = value_of(key, &mut reader)?;
                }
            }
            values
        };
        let (sha256, preamble_end) = sha256;
        let preamble = if is_first { "" } else { &text[..preamble_end] };
        let list = text.get(end_of_record(&reader)..).unwrap_or_default();
        let entries: Vec<BackupEntry> = reader.records().skip(1).map_while(Result::ok).map(entry).collect();
        if digest(&[preamble, list]) != sha256 {
            let is_short = count.0.parse().is_ok_and(|count: usize| entries.len() < count);
            return Err(damaged(if is_short { Damage::Cut } else { Damage::Changed }));
        }
        let emptied_sha256 = Some(emptied_sha256.0).filter(|_| !is_first);
        Ok(Self { date: date.0, base: base.0, base_sha256: base_sha256.0, emptied_sha256, entries })
    }

    /// SHA-256 of a file, in hexadecimal, as the backup holds it.
    pub fn sha256_of(file: &[u8]) -> String {
        hexadecimal(&Sha256::digest(file))
    }

    /// Whether a base, given by its SHA-256, is the one that the ids were taken from, or what was left of it; or else
    /// becomes the former once it is `restored`. Where it is not, it has changed since, or is another.
    pub fn is_of(&self, base_sha256: &str, restored: &[u8]) -> bool {
        self.base_sha256 == base_sha256
            || self.emptied_sha256.as_deref() == Some(base_sha256)
            || self.base_sha256 == Self::sha256_of(restored)
    }

    /// The ids as offers to the users of a base.
    pub fn offers(&self) -> Vec<IdOffer> {
        // Of the version, the keys, the titles, each a line.
        let preamble = 1 + KEYS.len() - usize::from(self.emptied_sha256.is_none());
        let lines = preamble as u32 + 2..;
        let offer = |(entry, line): (&BackupEntry, u32)| IdOffer {
            line,
            idpn: entry.idpn.clone(),
            profiles: entry.profiles,
            name: Some((entry.family.clone(), entry.given.clone())),
            id: entry.id.clone(),
            was_padded: false,
        };
        self.entries.iter().zip(lines).map(offer).collect()
    }
}

fn digest(parts: &[&str]) -> String {
    let mut digest = Sha256::new();
    parts.iter().for_each(|part| digest.update(part));
    hexadecimal(&digest.finalize())
}

fn entry(row: csv::StringRecord) -> BackupEntry {
    let cell = |position: usize| unguarded(row.get(position).unwrap_or_default());
    BackupEntry {
        idpn: cell(0).to_owned(),
        profiles: profiles_of(cell(1)),
        family: cell(2).to_owned(),
        given: cell(3).to_owned(),
        id: cell(4).to_owned(),
    }
}

fn push_row<const N: usize>(text: &mut String, cells: [&str; N]) {
    for (position, cell) in cells.into_iter().enumerate() {
        text.push_str(if position == 0 { "" } else { ";" });
        let guard = if is_formula(cell) || cell.starts_with('\'') { "'" } else { "" };
        let needs_quotes = |character: char| matches!(character, ';' | '"' | '\r' | '\n') || character.is_whitespace();
        if cell.contains(needs_quotes) {
            *text += &format!("\"{guard}{}\"", cell.replace('"', "\"\""));
        } else {
            *text += guard;
            *text += cell;
        }
    }
    text.push_str("\r\n");
}

/// A cell without its guard; each that begins with an apostrophe has one.
fn unguarded(cell: &str) -> &str {
    cell.strip_prefix('\'').unwrap_or(cell)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn backup(entries: Vec<BackupEntry>) -> Backup {
        Backup {
            date: "2026-08-28T10:00:00".into(),
            base: "base.csv".into(),
            base_sha256: "00".repeat(32),
            emptied_sha256: Some("11".repeat(32)),
            entries,
        }
    }

    fn entry_of(idpn: &str, id: &str) -> BackupEntry {
        BackupEntry {
            idpn: idpn.into(),
            profiles: [Profile::Parents, Profile::Teachers].into_iter().collect(),
            family: "D’HEILLY".into(),
            given: "Anne".into(),
            id: id.into(),
        }
    }

    #[test]
    fn what_is_not_as_it_was_written_is_refused() {
        let whole = backup(vec![entry_of("1", "007"), entry_of("2", "x")]).to_bytes();
        let error = |bytes: &[u8]| match Backup::parse("ids.csv", bytes) {
            Err(BackupError::Damaged { damage, .. }) => Some(damage),
            Err(_) => None,
            Ok(_) => panic!("it was read"),
        };
        for end in 20..whole.len() {
            assert!(matches!(error(&whole[..end]), Some(Damage::Cut | Damage::Changed)), "{end}");
        }
        let changed = String::from_utf8(whole.clone()).unwrap();
        assert_eq!(error(changed.replace("007", "7").as_bytes()), Some(Damage::Changed));
        assert_eq!(error(&changed.as_bytes()[3..]), Some(Damage::SavedAnew));
        assert_eq!(error(changed.replace(';', ",").as_bytes()), Some(Damage::SavedAnew));
        for (part, other) in
            [("10:00", "11:00"), ("base.csv", "b.csv"), ("0000", "0001"), ("1111", "1112"), ("ants;2", "ants;3")]
        {
            let damage = error(changed.replacen(part, other, 1).as_bytes());
            assert!(matches!(damage, Some(Damage::Changed | Damage::Cut)), "{part}: {damage:?}");
        }
        let later = changed.replacen(";2\r\n", ";3\r\n", 1);
        assert!(matches!(Backup::parse("ids.csv", later.as_bytes()), Err(BackupError::Version { .. })));
        for other in [&b""[..], b"IDPN;id\n", b"\xFF\xFE"] {
            assert!(matches!(Backup::parse("ids.csv", other), Err(BackupError::NotABackup { .. })));
        }
    }

    #[test]
    fn the_first_version_is_read_too() {
        let list = "IDPN;Profil;Nom;Prénom;Identifiant CAS\r\n1;parents,professeurs;D’HEILLY;Anne;007\r\n";
        let sha256 = hexadecimal(&Sha256::digest(list));
        let text = format!(
            "{MARK}rapproche-ids;1\r\ndate;2026-08-28T10:00:00\r\nbase;base.csv\r\nbase-sha256;{}\r\nidentifiants;1\r\nsha256;{sha256}\r\n{list}",
            "00".repeat(32)
        );
        let read = Backup::parse("ids.csv", text.as_bytes()).unwrap();
        assert_eq!(read, Backup { emptied_sha256: None, ..backup(vec![entry_of("1", "007")]) });
        assert_eq!(read.offers()[0].line, 8);
        assert_eq!(backup(vec![entry_of("1", "007")]).offers()[0].line, 9);
        assert!(Backup::parse("ids.csv", text.replace("007", "7").as_bytes()).is_err());
    }

    #[test]
    fn a_base_is_known_with_its_ids_and_without() {
        let mut taken = backup(Vec::new());
        taken.base_sha256 = hexadecimal(&Sha256::digest("base"));
        let known = |sha256: &str, restored: &str| taken.is_of(sha256, restored.as_bytes());
        assert!(known(&taken.base_sha256, "x") && known(&"11".repeat(32), "x") && known("", "base"));
        assert!(!known("", "x"));
    }

    proptest! {
        #[test]
        fn what_was_written_is_read_back(
            cells in prop::collection::vec(("[0-9a'=]{0,3}", "[ \\PC'=+@;\"\r\n\t\\-]{0,6}"), 0..5)
        ) {
            let written = backup(cells.iter().map(|(idpn, id)| entry_of(idpn, id)).collect());
            prop_assert_eq!(Backup::parse("ids.csv", &written.to_bytes()).unwrap(), written);
        }
    }
}
