//! Files in a ZIP archive, as SIECLE and portals offer them.
//!
//! Input: the bytes of a file. Output: the files in it, one by one. A spreadsheet is an archive as well, and is none here. An
//! archive within an archive is not opened. Invariant: all files together take no more than [`MOST_BYTES`], whatever the archive
//! claims.
//!
//! Entry point: [`Archive::open`].

use std::io::{Cursor, Read};

use foldhash::HashMap;
use zip::ZipArchive;

/// The export of a large académie has some hundreds of megabytes.
const MOST_BYTES: u64 = 2 << 30;

/// Parts that tell an archive from a spreadsheet or another document.
const PARTS_OF_DOCUMENTS: [&str; 3] = ["[Content_Types].xml", "_rels/.rels", "mimetype"];

/// How files end that hold pictures, pages and programs. They are not even opened: a portal adds the photos of a whole school.
const OTHER_KINDS: [&str; 13] =
    ["jpg", "jpeg", "png", "gif", "bmp", "webp", "pdf", "doc", "docx", "odt", "ppt", "pptx", "exe"];

/// An open archive.
pub(super) struct Archive<'a> {
    archive: ZipArchive<Cursor<&'a [u8]>>,
    /// The names of its files, in order; those that a system adds are left out.
    pub(super) names: Vec<String>,
    /// How many bytes may still be read.
    left: u64,
}

/// The error of a file that is damaged, encrypted, or larger than what is left of [`MOST_BYTES`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Unreadable;

impl<'a> Archive<'a> {
    /// Opens an archive that has files; `None` for anything else.
    pub(super) fn open(bytes: &'a [u8]) -> Option<Self> {
        if !bytes.starts_with(b"PK\x03\x04") {
            return None;
        }
        let archive = ZipArchive::new(Cursor::new(bytes)).ok()?;
        let mut names: Vec<String> = archive.file_names().filter_map(|name| Some(name.ok()?.into_owned())).collect();
        let is_document = names.iter().any(|name| PARTS_OF_DOCUMENTS.contains(&name.as_str()));
        names.retain(|name| is_meant(name));
        names.sort_unstable();
        (!names.is_empty() && !is_document).then_some(Self { archive, names, left: MOST_BYTES })
    }

    /// The bytes of one of [`Self::names`].
    ///
    /// # Errors
    /// [`Unreadable`].
    pub(super) fn read(&mut self, name: &str) -> Result<Vec<u8>, Unreadable> {
        let mut bytes = Vec::new();
        let part = self.archive.by_name(name).map_err(|_| Unreadable)?;
        // One byte more than what is left tells that there is too much.
        part.take(self.left + 1).read_to_end(&mut bytes).map_err(|_| Unreadable)?;
        self.left = self.left.checked_sub(bytes.len() as u64).ok_or(Unreadable)?;
        Ok(bytes)
    }
}

/// The names of files without their folders, and whole paths where another file has the same name.
pub(super) fn short_names(paths: &[String]) -> Vec<&str> {
    let mut counts: HashMap<&str, usize> = HashMap::default();
    paths.iter().for_each(|path| *counts.entry(file_name(path)).or_default() += 1);
    let is_alone = |name: &str| !name.is_empty() && counts[name] == 1;
    paths.iter().map(|path| if is_alone(file_name(path)) { file_name(path) } else { path }).collect()
}

fn file_name(path: &str) -> &str {
    path.rsplit(['/', '\\']).next().unwrap_or_default()
}

/// Tells whether a file is of a kind that holds no list, by the end of its name.
pub(super) fn is_of_other_kind(name: &str) -> bool {
    let end = file_name(name).rsplit_once('.').map(|(_, end)| end.to_ascii_lowercase());
    end.is_some_and(|end| OTHER_KINDS.contains(&&*end))
}

/// Tells whether a name is that of a file, and of none that a system adds.
fn is_meant(name: &str) -> bool {
    let file = file_name(name);
    !file.is_empty() && !file.starts_with('.') && !name.starts_with("__MACOSX") && file != "Thumbs.db"
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formats::tests::archive;

    #[test]
    fn files_are_read_up_to_the_bound_and_those_of_a_system_are_none() {
        let files =
            [("b/x.csv", &b"12345"[..]), ("a.csv", b"123"), ("__MACOSX/._a.csv", b"?"), ("b/", b""), (".x", b"")];
        let bytes = archive(&files);
        let mut archive = Archive::open(&bytes).unwrap();
        assert_eq!(archive.names, ["a.csv", "b/x.csv"]);
        assert_eq!(short_names(&archive.names), ["a.csv", "x.csv"]);
        assert_eq!(short_names(&["a/x".to_owned(), "b/x".to_owned()]), ["a/x", "b/x"]);
        archive.left = 7;
        assert_eq!(archive.read("a.csv").unwrap(), b"123");
        assert_eq!(archive.read("b/x.csv"), Err(Unreadable), "four bytes are left");
    }

    #[test]
    fn a_document_is_no_archive() {
        for bytes in
            [archive(&[("[Content_Types].xml", b"<x/>"), ("x.csv", b"a")]), archive(&[("a/", b"")]), b"PK".to_vec()]
        {
            assert!(Archive::open(&bytes).is_none());
        }
    }
}
