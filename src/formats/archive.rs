//! XML files in a ZIP archive, as SIECLE exports them.
//!
//! Input: the bytes of a file. Output: its XML members; `None` for a file that is no archive, or is a spreadsheet. Invariant: all
//! members together take no more than [`MOST_BYTES`], whatever the archive claims.
//!
//! Entry point: [`members`].

use std::io::{Cursor, Read};

use zip::ZipArchive;

/// The export of a large académie has some hundreds of megabytes.
const MOST_BYTES: u64 = 2 << 30;

/// A file in an archive.
pub(super) struct Member {
    /// Its name, without folders.
    pub(super) name: String,
    pub(super) bytes: Vec<u8>,
}

/// The error of an archive that is damaged, encrypted, or larger than [`MOST_BYTES`].
pub(super) struct Unreadable;

/// The XML members of an archive in order; `None` where there are none, or where the archive is a spreadsheet.
pub(super) fn members(bytes: &[u8]) -> Option<Result<Vec<Member>, Unreadable>> {
    if !bytes.starts_with(b"PK\x03\x04") {
        return None;
    }
    let mut archive = ZipArchive::new(Cursor::new(bytes)).ok()?;
    let names: Vec<String> = archive.file_names().filter_map(|name| Some(name.ok()?.into_owned())).collect();
    if ["[Content_Types].xml", "_rels/.rels", "mimetype"].iter().any(|part| names.iter().any(|name| name == part)) {
        return None;
    }
    let mut names: Vec<String> = names.into_iter().filter(|name| is_list(name)).collect();
    names.sort_unstable();
    if names.is_empty() {
        return None;
    }
    let mut left = MOST_BYTES;
    let read = |name: String| {
        let mut bytes = Vec::new();
        let part = archive.by_name(&name).map_err(|_| Unreadable)?;
        // One byte more than what is left tells that there is too much.
        part.take(left + 1).read_to_end(&mut bytes).map_err(|_| Unreadable)?;
        left = left.checked_sub(bytes.len() as u64).ok_or(Unreadable)?;
        let name = name.rsplit(['/', '\\']).next().unwrap_or_default().to_owned();
        Ok(Member { name, bytes })
    };
    Some(names.into_iter().map(read).collect())
}

/// Tells whether a member is an XML file, and none of those that a system adds.
fn is_list(name: &str) -> bool {
    let file = name.rsplit(['/', '\\']).next().unwrap_or_default();
    file.to_ascii_lowercase().ends_with(".xml") && !file.starts_with("._") && !name.starts_with("__MACOSX")
}
