//! The readable part of an encrypted file, on a terminal.

use rapproche::exchange::container::Header;
use rapproche::identity::{Lang, printable};

use super::super::pick;

/// One line per element that says something.
pub(super) fn header(header: &Header, lang: Lang) -> String {
    let say = |french, english| pick(lang, french, english);
    let partners;
    let lines = match header {
        Header::Import(header) => vec![
            ("Format", "ImportChiffre (ENT → PRONOTE)"),
            ("Version", header.version.as_str()),
            (say("Partenaire", "Partner"), &header.partner),
            ("Description", &header.description),
            ("Date", &header.date),
            ("UAI", &header.uai),
        ],
        Header::Export(header) => {
            partners = header.partners.join(", ");
            let compressed = if header.compressed { say("oui", "yes") } else { say("non", "no") };
            vec![
                ("Format", "EXPORT_INDEX_EDUCATION (PRONOTE → ENT)"),
                ("Version", header.version.as_str()),
                (say("Logiciel", "Software"), &header.software),
                (say("Partenaires", "Partners"), &partners),
                (say("Compressé", "Compressed"), compressed),
                ("Date", &header.date),
                ("UAI", &header.uai),
                (say("Établissement", "School"), &header.school),
                (say("Ville", "Town"), &header.town),
            ]
        }
    };
    let space = if lang == Lang::Fr { " " } else { "" };
    let said = lines.into_iter().filter(|(_, text)| !text.is_empty());
    said.map(|(name, text)| format!("{name}{space}: {}\n", printable(text))).collect()
}
