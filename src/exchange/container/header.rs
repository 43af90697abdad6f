//! What stands beside the content. Text that is empty stands for an element that is left out; white space around a text is not
//! read.

/// The readable part of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Header {
    /// `ImportChiffre`: an ENT's file for PRONOTE.
    Import(ImportHeader),
    /// `EXPORT_INDEX_EDUCATION`: PRONOTE's file for its partners.
    Export(ExportHeader),
}

impl Header {
    /// Whether the content is compressed under its encryption.
    pub fn is_compressed(&self) -> bool {
        match self {
            Self::Import(_) => true,
            Self::Export(header) => header.compressed,
        }
    }
}

/// The readable part of an `ImportChiffre`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ImportHeader {
    /// `@Version` of the format; written as `1.0` if empty.
    pub version: String,
    /// `Partenaire`: who wrote it.
    pub partner: String,
    /// `Description`, for people.
    pub description: String,
    /// `DateExport`, an `xs:dateTime`; unchecked when read.
    pub date: String,
    /// `UAI` of the school.
    pub uai: String,
}

/// The readable part of an `EXPORT_INDEX_EDUCATION`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ExportHeader {
    /// `VERSION` of the format; written as `1.0` if empty.
    pub version: String,
    /// `LOGICIEL`: what wrote it.
    pub software: String,
    /// `PARTENAIRE/@NOM`: who can open it, one or two. [`seal_export`](super::seal_export) takes the names that it is given.
    pub partners: Vec<String>,
    /// `CONTENU/@CompresseAvantChiffrement`.
    pub compressed: bool,
    /// `DATEHEURE`, an `xs:dateTime`; unchecked when read.
    pub date: String,
    /// `UAI` of the school.
    pub uai: String,
    /// `NOMETABLISSEMENT`.
    pub school: String,
    /// `CODEPOSTALVILLE`: postcode and town of the school.
    pub town: String,
}
