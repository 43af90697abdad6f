//! The XML files that an ENT and PRONOTE exchange, as lists of people.
//!
//! Role: between the readers of `exchange`, which know the formats and nobody in them, and the assembler. Input: the
//! bytes of a file. Output: the kind of the file, and its people. Invariants: the root element
//! decides, and the namespace of a `PARTENAIRE_INDEX`. A file that is not as its format asks is an error, after which
//! nothing of the reading is used. The families that a format tells become the population's relations.

mod aaf;
mod directory;
mod exp_eleves;
mod identifiers;
mod partner;
mod rapprochement;
mod siecle;
mod sts;

use crate::exchange::{self, ParseError};
use crate::identity::{Origin, Profile, Side};

use super::assemble::Assembler;
use super::damaged_rows::Repair;
use super::raw::{Source, Titles};
use super::read_error::ReadError;

pub(super) use directory::Directory;
pub(super) use siecle::Siecle;

/// A kind of XML file that holds people.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum XmlKind {
    /// RapprochementSSO: an ENT's users.
    Rapprochement,
    /// EXP_ELEVES: the pupils of a base.
    ExpEleves,
    /// A file of an academic directory.
    Aaf,
    /// EXPORT_INDEX_EDUCATION: the users of a base.
    Identifiers,
    /// The partner file of EDT and PRONOTE: the users of a base.
    Partner,
    /// SIECLE: the pupils of a school.
    SieclePupils,
    /// SIECLE: those who answer for them.
    SiecleAdults,
    /// STS: teachers and staff.
    Sts,
}

impl XmlKind {
    const ALL: [Self; 8] = [
        Self::Rapprochement,
        Self::ExpEleves,
        Self::Aaf,
        Self::Identifiers,
        Self::Partner,
        Self::SieclePupils,
        Self::SiecleAdults,
        Self::Sts,
    ];

    fn root(self) -> &'static str {
        match self {
            Self::Rapprochement => exchange::rapprochement::ROOT,
            Self::ExpEleves => exchange::exp_eleves::ROOT,
            Self::Aaf => exchange::aaf::ROOT,
            Self::Identifiers => exchange::identifiers::ROOT,
            Self::Partner => partner::ROOTS[0],
            Self::SieclePupils => siecle::PUPIL_ROOTS[0],
            Self::SiecleAdults => siecle::ADULT_ROOTS[0],
            Self::Sts => sts::ROOTS[0],
        }
    }

    /// Returns the name of the kind in messages: «RapprochementSSO».
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Rapprochement => "RapprochementSSO",
            Self::ExpEleves => "EXP_ELEVES",
            Self::Aaf => "AAF",
            Self::Identifiers => "EXPORT_INDEX_EDUCATION",
            Self::Partner => "partenaire EDT/PRONOTE",
            Self::SieclePupils => "SIECLE (élèves)",
            Self::SiecleAdults => "SIECLE (responsables)",
            Self::Sts => "STS",
        }
    }

    /// The only side that it can stand on, if there is but one: RapprochementSSO has no identifier of PRONOTE, the files of
    /// a base have no identifier of an ENT for all their people.
    fn side(self) -> Option<Side> {
        match self {
            Self::Rapprochement => Some(Side::Cas),
            Self::ExpEleves
            | Self::Identifiers
            | Self::Partner
            | Self::SieclePupils
            | Self::SiecleAdults
            | Self::Sts => Some(Side::Base),
            Self::Aaf => None,
        }
    }

    /// The columns that are passed through.
    pub(super) fn extra_titles(self) -> &'static [&'static str] {
        match self {
            Self::ExpEleves => &exp_eleves::EXTRAS,
            Self::Identifiers => &identifiers::EXTRAS,
            Self::Partner => &partner::EXTRAS,
            Self::SieclePupils => &siecle::PUPIL_EXTRAS,
            Self::SiecleAdults => &siecle::ADULT_EXTRAS,
            Self::Sts => &sts::EXTRAS,
            Self::Rapprochement | Self::Aaf => &[],
        }
    }
}

/// The known roots, `PARTENAIRE_INDEX (RapprochementSSO), …`, for messages.
pub(super) fn known_roots() -> String {
    XmlKind::ALL.map(|kind| format!("{} ({})", kind.root(), kind.name())).join(", ")
}

/// Returns the kind of an XML file; `None` for a file that is no XML, or a page.
///
/// # Errors
/// [`ReadError::UnknownRoot`], [`ReadError::XmlOnOtherSide`].
pub(super) fn recognise(file: &str, bytes: &[u8], side: Side) -> Result<Option<XmlKind>, ReadError> {
    if !may_be_xml(bytes) {
        return Ok(None);
    }
    // What is not well-formed before its root is some page, or no XML at all.
    let Ok(root) = exchange::root_element(bytes) else { return Ok(None) };
    let local = root.rsplit(':').next().unwrap_or_default();
    let Some(kind) = XmlKind::ALL.into_iter().find(|kind| kind.root() == local) else {
        let is_page = ["html", "table"].iter().any(|page| local.eq_ignore_ascii_case(page));
        if is_page {
            return Ok(None);
        }
        return Err(ReadError::UnknownRoot { file: file.to_owned(), root });
    };
    let kind = if kind == XmlKind::Rapprochement && is_partner_file(bytes, side) { XmlKind::Partner } else { kind };
    match kind.side() {
        Some(own) if own != side => Err(ReadError::XmlOnOtherSide { file: file.to_owned(), kind: kind.name(), side }),
        _ => Ok(Some(kind)),
    }
}

/// Tells whether a `PARTENAIRE_INDEX` is a partner file of a base. Its namespace tells; the oldest versions have none, and
/// RapprochementSSO always has one.
fn is_partner_file(bytes: &[u8], side: Side) -> bool {
    match exchange::root_namespace(bytes) {
        Some(namespace) => namespace.to_ascii_lowercase().contains("importpartenaireindex"),
        None => side == Side::Base,
    }
}

/// Whether the first character is `<`, in UTF-8, a code of single bytes or UTF-16.
fn may_be_xml(bytes: &[u8]) -> bool {
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    let bytes = bytes.strip_prefix(b"\xFF\xFE").or_else(|| bytes.strip_prefix(b"\xFE\xFF")).unwrap_or(bytes);
    bytes.iter().find(|byte| !byte.is_ascii_whitespace() && **byte != 0) == Some(&b'<')
}

/// A file whose kind is known.
pub(super) struct XmlFile<'a> {
    pub(super) name: &'a str,
    pub(super) bytes: &'a [u8],
    pub(super) kind: XmlKind,
    /// Index into the population's sources.
    pub(super) number: u16,
    /// The profile that the file was given with.
    pub(super) profile: Option<Profile>,
    /// For each of the population's pass-through columns, its number among those of the kind.
    pub(super) extras: &'a [Option<usize>],
    /// The names that are repaired.
    pub(super) repair: Repair,
}

impl XmlFile<'_> {
    /// Takes in the people of the file, those of a directory into `directory`; gives its encoding and how many records
    /// it has.
    ///
    /// # Errors
    /// [`ReadError::Xml`].
    pub(super) fn read(
        &self,
        assembler: &mut Assembler<'_>,
        directory: &mut Directory,
        siecle: &mut Siecle,
    ) -> Result<(&'static str, u64), ReadError> {
        let refused =
            |source: ParseError| ReadError::Xml { file: self.name.to_owned(), kind: self.kind.name(), source };
        let (encoding, titles): (_, &dyn Titles) = match self.kind {
            XmlKind::Rapprochement => (rapprochement::read(self, assembler).map_err(refused)?, &rapprochement::Names),
            XmlKind::ExpEleves => (exp_eleves::read(self, assembler).map_err(refused)?, &exp_eleves::Names),
            XmlKind::Identifiers => (identifiers::read(self, assembler).map_err(refused)?, &identifiers::Names),
            XmlKind::Partner => (partner::read(self, assembler).map_err(refused)?, &partner::Names),
            XmlKind::SieclePupils | XmlKind::SiecleAdults => {
                (siecle::read(self, assembler, siecle).map_err(refused)?, &siecle::Names)
            }
            XmlKind::Sts => (sts::read(self, assembler).map_err(refused)?, &sts::Names),
            XmlKind::Aaf => return aaf::read(self, assembler, directory).map_err(refused),
        };
        let at_root = Origin { source: self.number, line: 1 };
        Ok((encoding, assembler.finish_file(self.name, &self.source(titles), at_root)?))
    }

    fn source<'s>(&self, titles: &'s dyn Titles) -> Source<'s> {
        Source { number: self.number, profile: self.profile, titles, repair: self.repair }
    }
}

/// A line as populations number them.
fn line_of(line: u64) -> u32 {
    u32::try_from(line).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_root_decides_whatever_stands_before_it() {
        let kind = |text: &str, side| recognise("f.xml", text.as_bytes(), side);
        assert_eq!(
            kind("\u{feff} <?xml version='1.0'?><!-- x --><TABLE>", Side::Base).unwrap(),
            Some(XmlKind::ExpEleves)
        );
        let directory = "<?xml version='1.0'?>\n<!DOCTYPE ficAlimMENESR SYSTEM \"ficAlimMENESR.dtd\">\n<ficAlimMENESR>";
        for side in [Side::Base, Side::Cas] {
            assert_eq!(kind(directory, side).unwrap(), Some(XmlKind::Aaf));
        }
        assert_eq!(kind("<r:PARTENAIRE_INDEX/>", Side::Cas).unwrap(), Some(XmlKind::Rapprochement));
        for other in ["", "IDPN;Nom", "<html><body>", "<!DOCTYPE html><HTML>", "<table><tr>", "<<"] {
            assert_eq!(kind(other, Side::Base).unwrap(), None, "{other}");
        }
        assert!(matches!(kind("<ENT/>", Side::Base), Err(ReadError::UnknownRoot { .. })));
        for (text, side) in [
            ("<TABLE/>", Side::Cas),
            ("<EchangesIdentifiantsCas/>", Side::Cas),
            ("<STS_EDT/>", Side::Cas),
            ("<p:PARTENAIRE_INDEX xmlns:p='http://www.index-education.com/importpartenaireindexV4.4'/>", Side::Cas),
            ("<PARTENAIRE_INDEX xmlns='http://www.index-education.com/rapprochementssoV2.0'/>", Side::Base),
        ] {
            assert!(matches!(kind(text, side), Err(ReadError::XmlOnOtherSide { .. })), "{text}");
        }
    }
}
