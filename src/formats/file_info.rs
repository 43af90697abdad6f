//! What a report says of the files that were read.

use sha2::{Digest, Sha256};

use crate::hexadecimal::hexadecimal;

/// What a report says of an input file.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct FileInfo {
    /// Name of the file; its whole path where two files have the same name. Where several sheets of a workbook
    /// were read, the sheet too: `base.xlsx#Parents`.
    pub name: String,
    /// SHA-256 of its bytes, in hexadecimal.
    pub sha256: String,
    /// Size in bytes.
    pub bytes: u64,
    /// Rows under the header that are not blank; records of an XML file.
    pub rows: u64,
    /// How the text was encoded; empty for a workbook.
    pub encoding: &'static str,
    /// What separates the cells; `None` for a workbook or an XML file.
    pub delimiter: Option<char>,
    /// The sheet that was read, for a workbook.
    pub sheet: Option<String>,
}

impl FileInfo {
    /// Of a file of these bytes.
    pub(super) fn of(name: String, bytes: &[u8]) -> Self {
        let sha256 = hexadecimal(&Sha256::digest(bytes));
        Self { name, sha256, bytes: bytes.len() as u64, rows: 0, encoding: "", delimiter: None, sheet: None }
    }
}
