//! Structural errors: they stop a run before anything is written.

use std::fmt;

use crate::exchange::ParseError;
#[cfg(feature = "encryption")]
use crate::exchange::container::ContainerError;
use crate::identity::{Lang, Profile, Side, printable};
use crate::normalize::is_damaged;

use super::catalogue;
use super::column::Column;
use super::io_words;
use super::title;
use super::xml;

/// A file that cannot be read as a list of people. Each says where, and what to do.
#[derive(Debug, thiserror::Error)]
#[error("{}", self.message(Lang::En))]
#[non_exhaustive]
pub enum ReadError {
    /// The system does not give the file.
    Unreadable {
        /// Its path, as it was given.
        file: String,
        /// The error of the system.
        source: std::io::Error,
    },
    /// Nothing in it.
    Empty {
        /// The file.
        file: String,
    },
    /// Something else than a table.
    NotATable {
        /// The file.
        file: String,
        /// Its kind.
        found: Foreign,
    },
    /// An archive in which no file is a list of people.
    NoListInArchive {
        /// The archive.
        file: String,
        /// The names of its files.
        members: Vec<String>,
    },
    /// An archive that is damaged, under a password, or too large.
    UnreadableArchive {
        /// The archive.
        file: String,
        /// The names of its files.
        members: Vec<String>,
    },
    /// An encrypted file, and no key to open it with.
    Encrypted {
        /// The file.
        file: String,
    },
    /// An encrypted file that is larger than such files may be.
    EncryptedTooLarge {
        /// The file.
        file: String,
        /// The bound, in bytes.
        bound: u64,
    },
    /// An encrypted file that its key does not open.
    #[cfg(feature = "encryption")]
    Container {
        /// The file.
        file: String,
        /// Why.
        source: ContainerError,
    },
    /// An XML file of a kind that nobody knows.
    UnknownRoot {
        /// The file.
        file: String,
        /// Its root element.
        root: String,
    },
    /// An XML file that cannot stand on the side on which it was given.
    XmlOnOtherSide {
        /// The file.
        file: String,
        /// The name of its format: «EXP_ELEVES».
        kind: &'static str,
        /// The side on which it was given.
        side: Side,
    },
    /// An XML file that is not as its format asks; nothing of it is taken.
    Xml {
        /// The file.
        file: String,
        /// The name of its format: «RapprochementSSO».
        kind: &'static str,
        /// The problem, and its line.
        source: ParseError,
    },
    /// A byte that is no text in the encoding of the rest.
    Undecodable {
        /// The file.
        file: String,
        /// Line, from 1.
        line: u64,
        /// Character in that line, from 1.
        column: u64,
        /// The encoding that the rest of the file has.
        encoding: &'static str,
    },
    /// A quote that opens a cell and is not closed there: it would swallow the rows that follow.
    UnbalancedQuote {
        /// The file.
        file: String,
        /// Line of the opening quote, from 1.
        line: u64,
        /// Character of the opening quote in that line, from 1.
        column: u64,
    },
    /// A spreadsheet that cannot be opened.
    Workbook {
        /// The file.
        file: String,
        /// The message of the spreadsheet reader.
        detail: String,
    },
    /// No row among the first ones has the titles of the required columns.
    MissingColumns {
        /// The file.
        file: String,
        /// The side it was given on.
        side: Side,
        /// The row that comes nearest to a header, from 1.
        line: u32,
        /// The required columns that the row lacks.
        missing: Vec<MissingColumn>,
        /// The titles on that row; none of a row that may be somebody's.
        found: Vec<String>,
        /// True if the titles look like a file of the other side.
        looks_swapped: bool,
        /// True if so many columns are known that the rows must be people.
        tells_of_people: bool,
    },
    /// All cells of each row in one: a list that a spreadsheet opened without splitting it, and saved.
    OneColumn {
        /// The file.
        file: String,
        /// The row of the titles, from 1.
        line: u32,
        /// The character that separates the titles within their cell.
        separator: char,
        /// That cell.
        cell: String,
    },
    /// A file of the base whose profiles are those that CAS sends.
    SwappedSides {
        /// The file.
        file: String,
        /// The first row, from 1.
        line: u32,
        /// Title of the profile's column.
        column: String,
        /// The value on that row.
        value: String,
    },
    /// A second row of titles, whose columns stand in another order: two lists in one file.
    OtherHeader {
        /// The file.
        file: String,
        /// Row of the second header, from 1.
        line: u32,
        /// Row of the first header, from 1.
        header: u32,
    },
    /// A number in a column of identifiers or postcodes, in a format that does not tell which digits are shown.
    NumberFormat {
        /// The file.
        file: String,
        /// The row, from 1.
        line: u32,
        /// The title of its column.
        column: String,
        /// The format, as the workbook writes it.
        format: String,
    },
    /// Bytes of an encoding that is not read.
    OtherEncoding {
        /// The file.
        file: String,
        /// Line of the first letter that shows it, from 1.
        line: u64,
        /// The name of the encoding that the bytes seem to have.
        looks_like: &'static str,
    },
    /// Two columns with one meaning.
    TwoColumns {
        /// The file.
        file: String,
        /// The side it was given on.
        side: Side,
        /// Row of the header, from 1.
        line: u32,
        /// The usual name of what both mean.
        meaning: &'static str,
        /// Title and position (from 1) of the one.
        first: (String, usize),
        /// Title and position (from 1) of the other.
        second: (String, usize),
    },
    /// A title that the column map or `--id` names and that no file has.
    NoSuchTitle {
        /// The files.
        files: Vec<String>,
        /// The title.
        title: String,
        /// The title that was probably meant.
        nearest: Option<String>,
        /// The titles of the files.
        found: Vec<String>,
    },
    /// More files on one side than 65,535.
    TooManyFiles,
}

/// A required column that was not found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MissingColumn {
    /// Its usual name.
    pub name: &'static str,
    /// The title that was probably meant.
    pub nearest: Option<String>,
}

/// The kind of a file that is no table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Foreign {
    /// A workbook under a password.
    Protected,
    /// A document of the old Office that is no workbook.
    OldOffice,
    /// A PDF document.
    Pdf,
    /// A compressed file or an archive.
    Archive,
    /// XML or HTML.
    Markup,
    /// Text with NUL bytes, or no text at all.
    Binary,
}

impl Foreign {
    fn describe(self, lang: Lang) -> &'static str {
        match (self, lang) {
            (Self::Protected, Lang::Fr) => "un classeur protégé par un mot de passe",
            (Self::Protected, Lang::En) => "a workbook under a password",
            (Self::OldOffice, Lang::Fr) => "un document d’un ancien Office, et pas un classeur",
            (Self::OldOffice, Lang::En) => "a document of an old Office, and no workbook",
            (Self::Pdf, Lang::Fr) => "un document PDF",
            (Self::Pdf, Lang::En) => "a PDF document",
            (Self::Archive, Lang::Fr) => "un fichier compressé (.zip, .gz…)",
            (Self::Archive, Lang::En) => "a compressed file (.zip, .gz…)",
            (Self::Markup, Lang::Fr) => "un fichier XML ou HTML",
            (Self::Markup, Lang::En) => "an XML or HTML file",
            (Self::Binary, Lang::Fr) => "un fichier binaire, pas un texte",
            (Self::Binary, Lang::En) => "a binary file, not a text",
        }
    }
}

/// How the files were given, since what to do about them depends on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Given {
    /// On the command line: an option mends it.
    ByOption,
    /// One file, sent to the service.
    Sent,
}

impl ReadError {
    /// The message, with the place and the remedy, in the options of the command line.
    pub fn message(&self, lang: Lang) -> String {
        self.say(Given::ByOption, lang)
    }

    /// [`Self::message`] to whoever sent the file to the service, and has no options there.
    pub fn message_to_sender(&self, lang: Lang) -> String {
        self.say(Given::Sent, lang)
    }

    /// Tells whether the file is no list of people at all, and not one that cannot be read.
    pub(super) fn is_no_list(&self) -> bool {
        match self {
            Self::NotATable { found, .. } => *found != Foreign::Protected,
            Self::UnknownRoot { .. } | Self::Empty { .. } => true,
            // A list with names is one of people, whatever else it lacks.
            Self::MissingColumns { missing, side, tells_of_people, .. } => {
                let names = [Column::Family, Column::Given].map(|column| column.name(*side));
                let lacked = missing.iter().filter(|column| names.contains(&column.name)).count();
                lacked == names.len() || (lacked > 0 && !*tells_of_people)
            }
            _ => false,
        }
    }

    fn say(&self, given: Given, lang: Lang) -> String {
        let message = match lang {
            Lang::Fr => self.french(given),
            Lang::En => self.english(given),
        };
        message + &catalogue::guide_hint(lang)
    }

    fn french(&self, given: Given) -> String {
        match self {
            Self::Unreadable { file, source } => {
                format!("{file} : lecture impossible : {}.", io_words::describe(source, Lang::Fr))
            }
            Self::Empty { file } => format!("{file} : le fichier est vide ; exportez-le à nouveau."),
            Self::NotATable { file, found } => {
                let remedy = match found {
                    Foreign::Archive => "décompressez-le d’abord, et donnez le fichier qu’il contient",
                    Foreign::Protected => "ouvrez-le, retirez le mot de passe et enregistrez-le",
                    _ => "ouvrez-le et enregistrez-le en .xlsx ou en .csv",
                };
                format!("{file} : c’est {} ; {remedy}.", found.describe(Lang::Fr))
            }
            Self::NoListInArchive { file, members } => format!(
                "{file} : c’est une archive (.zip), et aucun des fichiers qu’elle contient n’est une liste de personnes : {}. Donnez l’export lui-même, en .xlsx, .csv ou .xml, ou une archive qui le contient.",
                entries(members),
            ),
            Self::UnreadableArchive { file, members } => format!(
                "{file} : cette archive (.zip) est abîmée, protégée par un mot de passe, ou trop grande. Elle contient : {}. Décompressez-la, et donnez l’export qui s’y trouve.",
                entries(members),
            ),
            Self::Encrypted { file } => {
                let by_key = match given {
                    Given::ByOption => "donnez la clé privée qui l’ouvre par --key, ou ",
                    Given::Sent => "",
                };
                format!("{file} : ce fichier est chiffré ; {by_key}déchiffrez-le d’abord (rapproche exchange decrypt).")
            }
            Self::EncryptedTooLarge { file, bound } => format!(
                "{file} : ce fichier chiffré dépasse la borne de {bound} octets ; s’il est bien ce qu’il doit être, déchiffrez-le d’abord (rapproche exchange decrypt --max-size)."
            ),
            #[cfg(feature = "encryption")]
            Self::Container { file, source } => format!("{file} : {}", source.message(Lang::Fr)),
            Self::UnknownRoot { file, root } => format!(
                "{file} : c’est un fichier XML de racine «{}», et seules sont lues les racines {}.{} Donnez l’un de ces fichiers, ou la même liste en .xlsx ou en .csv.",
                printable(root),
                xml::known_roots(),
                nearest_root(root, Lang::Fr),
            ),
            Self::XmlOnOtherSide { file, kind, side } => {
                let (what, other) = match side {
                    Side::Base => ("les utilisateurs de l’ENT", Side::Cas),
                    Side::Cas => ("les utilisateurs de la base PRONOTE", Side::Base),
                };
                let (option, other) = (place(*side, given), place(other, given));
                format!("{file} : un fichier {kind} contient {what} ; donnez-le par {other}, et non par {option}.")
            }
            Self::Xml { file, kind, source } => format!(
                "{file}, ligne {} : fichier {kind} refusé, rien n’en est repris : {}",
                source.line,
                source.message(Lang::Fr),
            ),
            Self::Undecodable { file, line, column, encoding } => format!(
                "{file}, ligne {line}, caractère {column} : octet illisible en {encoding} ; enregistrez le fichier en CSV UTF-8."
            ),
            Self::UnbalancedQuote { file, line, column } => format!(
                "{file}, ligne {line}, caractère {column} : ce guillemet ouvrant n’est pas refermé dans sa cellule et avalerait les lignes suivantes ; refermez-le, doublez-le («\"\"») ou supprimez-le."
            ),
            Self::Workbook { file, detail } => {
                format!("{file} : classeur illisible ({detail}) ; enregistrez-le à nouveau en .xlsx, ou en .csv.")
            }
            Self::MissingColumns { file, line, missing, found, .. } if have_lost_accents(missing) => format!(
                "{file} : colonne introuvable : {}. {} Les accents des titres sont perdus : exportez la liste à nouveau, en CSV UTF-8 ou en .xlsx.",
                Listed(missing, Lang::Fr),
                found_titles(*line, found, Lang::Fr),
            ),
            Self::MissingColumns { file, side, line, missing, found, looks_swapped, .. } => format!(
                "{file} : colonne introuvable : {}. {} Renommez la colonne{}.{}{}{}",
                Listed(missing, Lang::Fr),
                found_titles(*line, found, Lang::Fr),
                by_title(given, ", ou désignez-la par --columns (--id pour l’identifiant CAS)"),
                profile_hint(file, *side, missing, given, Lang::Fr),
                if *looks_swapped { String::new() } else { nearest_table(*side, found, Lang::Fr) },
                if *looks_swapped { format!(" Avez-vous inversé {} ?", sides(given, "et")) } else { String::new() },
            ),
            Self::OneColumn { file, line, separator, cell } => format!(
                "{file}, ligne {line} : tout est dans une seule colonne, séparée par «{}» : «{cell}». Redonnez l’export d’origine sans l’ouvrir dans Excel, ou bien, dans Excel, convertissez cette colonne (Données > Convertir, séparateur «{}») et enregistrez en .xlsx.",
                Visible(*separator, Lang::Fr),
                Visible(*separator, Lang::Fr),
            ),
            Self::SwappedSides { file, line, column, value } => format!(
                "{file}, ligne {line} : dans la base PRONOTE, aucun profil n’est connu et la colonne «{column}» a des valeurs de l’ENT («{value}») ; avez-vous inversé {} ?",
                sides(given, "et"),
            ),
            Self::OtherHeader { file, line, header } => format!(
                "{file}, ligne {line} : une seconde ligne de titres, dont les colonnes ne sont pas dans l’ordre de celles de la ligne {header} ; mettez chaque liste dans son propre fichier."
            ),
            Self::NumberFormat { file, line, column, format } => format!(
                "{file}, ligne {line}, colonne «{column}» : le format de nombre «{}» ne permet pas de savoir quels chiffres sont affichés ; mettez la colonne au format texte, ressaisissez-y les valeurs affichées, et enregistrez.",
                printable(format),
            ),
            Self::OtherEncoding { file, line, looks_like } => format!(
                "{file}, ligne {line} : les accents semblent écrits en {looks_like}, un encodage qui n’est pas lu ; enregistrez le fichier en CSV UTF-8."
            ),
            Self::TwoColumns { file, side, line, meaning, first, second } => format!(
                "{file}, ligne {line} : deux colonnes pour «{meaning}» : «{}» (colonne {}) et «{}» (colonne {}). Renommez-en une{}.{}",
                first.0,
                first.1,
                second.0,
                second.1,
                by_title(given, ", ou désignez la bonne par --columns (--id pour l’identifiant CAS)"),
                two_profiles_hint(file, *side, [&first.0, &second.0], given, Lang::Fr),
            ),
            Self::NoSuchTitle { files, title, nearest, found } => {
                let missing = [Wanted { name: title, nearest: nearest.as_deref() }];
                format!(
                    "{} : aucune colonne ne s’appelle {}. Colonnes trouvées : {}.",
                    files.join(", "),
                    Listed(&missing, Lang::Fr),
                    Listed(found, Lang::Fr),
                )
            }
            Self::TooManyFiles => "Plus de 65 535 fichiers d’un même côté : réunissez-les.".to_owned(),
        }
    }

    fn english(&self, given: Given) -> String {
        match self {
            Self::Unreadable { file, source } => {
                format!("{file}: cannot be read: {}.", io_words::describe(source, Lang::En))
            }
            Self::Empty { file } => format!("{file}: the file is empty; export it again."),
            Self::NotATable { file, found } => {
                let remedy = match found {
                    Foreign::Archive => "unpack it first, and give the file inside",
                    Foreign::Protected => "open it, take the password off and save it",
                    _ => "open it and save it as .xlsx or .csv",
                };
                format!("{file}: this is {}; {remedy}.", found.describe(Lang::En))
            }
            Self::NoListInArchive { file, members } => format!(
                "{file}: this is an archive (.zip), and none of the files in it is a list of people: {}. Give the export itself, as .xlsx, .csv or .xml, or an archive that holds it.",
                entries(members),
            ),
            Self::UnreadableArchive { file, members } => format!(
                "{file}: this archive (.zip) is damaged, under a password, or too large. It holds: {}. Unpack it, and give the export inside.",
                entries(members),
            ),
            Self::Encrypted { file } => {
                let by_key = match given {
                    Given::ByOption => "give the private key that opens it with --key, or ",
                    Given::Sent => "",
                };
                format!("{file}: this file is encrypted; {by_key}decrypt it first (rapproche exchange decrypt).")
            }
            Self::EncryptedTooLarge { file, bound } => format!(
                "{file}: this encrypted file exceeds the bound of {bound} bytes; if it is what it should be, decrypt it first (rapproche exchange decrypt --max-size)."
            ),
            #[cfg(feature = "encryption")]
            Self::Container { file, source } => format!("{file}: {}", source.message(Lang::En)),
            Self::UnknownRoot { file, root } => format!(
                "{file}: this is an XML file with the root «{}», and only these roots are read: {}.{} Give such a file, or the same list as .xlsx or .csv.",
                printable(root),
                xml::known_roots(),
                nearest_root(root, Lang::En),
            ),
            Self::XmlOnOtherSide { file, kind, side } => {
                let (what, other) = match side {
                    Side::Base => ("the users of the ENT", Side::Cas),
                    Side::Cas => ("the users of the PRONOTE base", Side::Base),
                };
                let (option, other) = (place(*side, given), place(other, given));
                format!("{file}: a file {kind} holds {what}; give it by {other}, not by {option}.")
            }
            Self::Xml { file, kind, source } => format!(
                "{file}, line {}: file {kind} refused, nothing of it is taken: {}",
                source.line,
                source.message(Lang::En),
            ),
            Self::Undecodable { file, line, column, encoding } => {
                format!(
                    "{file}, line {line}, character {column}: a byte that is no {encoding}; save the file as CSV UTF-8."
                )
            }
            Self::UnbalancedQuote { file, line, column } => format!(
                "{file}, line {line}, character {column}: this opening quote is not closed in its cell and would swallow the rows that follow; close it, double it («\"\"») or delete it."
            ),
            Self::Workbook { file, detail } => {
                format!("{file}: the workbook cannot be read ({detail}); save it again as .xlsx, or as .csv.")
            }
            Self::MissingColumns { file, line, missing, found, .. } if have_lost_accents(missing) => format!(
                "{file}: missing column: {}. {} The accents of the titles are lost: export the list again, as CSV UTF-8 or .xlsx.",
                Listed(missing, Lang::En),
                found_titles(*line, found, Lang::En),
            ),
            Self::MissingColumns { file, side, line, missing, found, looks_swapped, .. } => format!(
                "{file}: missing column: {}. {} Rename the column{}.{}{}{}",
                Listed(missing, Lang::En),
                found_titles(*line, found, Lang::En),
                by_title(given, ", or name it with --columns (--id for the CAS id)"),
                profile_hint(file, *side, missing, given, Lang::En),
                if *looks_swapped { String::new() } else { nearest_table(*side, found, Lang::En) },
                if *looks_swapped { format!(" Did you exchange {}?", sides(given, "and")) } else { String::new() },
            ),
            Self::OneColumn { file, line, separator, cell } => format!(
                "{file}, line {line}: everything is in one column, separated by «{}»: «{cell}». Give the original export without opening it in Excel, or else split this column in Excel (Data > Text to Columns, delimiter «{}») and save as .xlsx.",
                Visible(*separator, Lang::En),
                Visible(*separator, Lang::En),
            ),
            Self::SwappedSides { file, line, column, value } => format!(
                "{file}, line {line}: in the PRONOTE base, no profile is known and the column «{column}» has values of the ENT («{value}»); did you exchange {}?",
                sides(given, "and"),
            ),
            Self::OtherHeader { file, line, header } => format!(
                "{file}, line {line}: a second row of titles, whose columns are not in the order of those on line {header}; put each list in a file of its own."
            ),
            Self::NumberFormat { file, line, column, format } => format!(
                "{file}, line {line}, column «{column}»: the number format «{}» does not tell which digits are shown; make the column text, type the values that are shown again, and save.",
                printable(format),
            ),
            Self::OtherEncoding { file, line, looks_like } => format!(
                "{file}, line {line}: the accents look like {looks_like}, an encoding that is not read; save the file as CSV UTF-8."
            ),
            Self::TwoColumns { file, side, line, meaning, first, second } => format!(
                "{file}, line {line}: two columns for «{meaning}»: «{}» (column {}) and «{}» (column {}). Rename one{}.{}",
                first.0,
                first.1,
                second.0,
                second.1,
                by_title(given, ", or name the right one with --columns (--id for the CAS id)"),
                two_profiles_hint(file, *side, [&first.0, &second.0], given, Lang::En),
            ),
            Self::NoSuchTitle { files, title, nearest, found } => {
                let missing = [Wanted { name: title, nearest: nearest.as_deref() }];
                format!(
                    "{}: no column is called {}. Columns found: {}.",
                    files.join(", "),
                    Listed(&missing, Lang::En),
                    Listed(found, Lang::En),
                )
            }
            Self::TooManyFiles => "More than 65,535 files on one side: join them.".to_owned(),
        }
    }
}

/// The names of the files in an archive, the first of many.
fn entries(members: &[String]) -> String {
    const MOST: usize = 10;
    let names = members.iter().take(MOST).map(|name| printable(name).into_owned());
    let more = (members.len() > MOST).then(|| "…".to_owned());
    names.chain(more).collect::<Vec<_>>().join(", ")
}

/// Where a side's files are given.
fn place(side: Side, given: Given) -> &'static str {
    match (given, side) {
        (Given::ByOption, Side::Base) => "--base",
        (Given::ByOption, Side::Cas) => "--cas",
        (Given::Sent, Side::Base) => "imports",
        (Given::Sent, Side::Cas) => "reconciliations",
    }
}

fn sides(given: Given, and: &str) -> String {
    format!("{} {and} {}", place(Side::Base, given), place(Side::Cas, given))
}

/// The titles that were found on a line, or that there are none.
fn found_titles(line: u32, found: &[String], lang: Lang) -> String {
    match (lang, found.is_empty()) {
        (Lang::Fr, false) => format!("Colonnes trouvées (ligne {line}) : {}.", Listed(found, lang)),
        (Lang::En, false) => format!("Columns found (line {line}): {}.", Listed(found, lang)),
        (Lang::Fr, true) => "Au début du fichier, aucune ligne de titres n’a été reconnue : ajoutez-en une.".to_owned(),
        (Lang::En, true) => "No row of titles was found at the beginning of the file: add one.".to_owned(),
    }
}

/// Tells whether a title was meant for a missing column and has lost its accents: «Pr?nom».
fn have_lost_accents(missing: &[MissingColumn]) -> bool {
    missing.iter().filter_map(|column| column.nearest.as_deref()).any(is_damaged)
}

/// A remedy that takes titles given beside the file.
fn by_title(given: Given, remedy: &'static str) -> &'static str {
    match given {
        Given::ByOption => remedy,
        Given::Sent => "",
    }
}

/// The known kind of table that comes nearest to these titles, and what is missing of it.
fn nearest_table(side: Side, found: &[String], lang: Lang) -> String {
    let Some((format, missing)) = catalogue::nearest_table(side, found) else { return String::new() };
    let missing: Vec<String> = missing.into_iter().map(str::to_owned).collect();
    match lang {
        Lang::Fr => {
            format!(" Format connu le plus proche : {} ; il y manque : {}.", format.name, Listed(&missing, Lang::Fr))
        }
        Lang::En => format!(" Nearest known format: {}; missing of it: {}.", format.name, Listed(&missing, Lang::En)),
    }
}

/// The known kind of XML file whose root comes nearest.
fn nearest_root(root: &str, lang: Lang) -> String {
    let Some(format) = catalogue::nearest_root(root) else { return String::new() };
    let (name, description) = (format.name, format.description(lang));
    match lang {
        Lang::Fr => format!(" Le plus proche est {name} ({description})."),
        Lang::En => format!(" The nearest one is {name} ({description})."),
    }
}

/// How to do without the column of the profile, where that is missing.
fn profile_hint(file: &str, side: Side, missing: &[MissingColumn], given: Given, lang: Lang) -> String {
    if missing.iter().all(|column| column.name != Column::Profile.name(side)) {
        return String::new();
    }
    // A list in an archive is given by the archive.
    let path = file.to_ascii_lowercase().find(".zip#").map_or(file, |end| &file[..end + ".zip".len()]);
    let remedy = match given {
        Given::ByOption => format!("{} Élèves={path}", place(side, given)),
        Given::Sent => format!("?profile={}", Profile::Pupils.key()),
    };
    match lang {
        Lang::Fr => format!(" Si toute la liste est d’un même profil, donnez-le : {remedy}."),
        Lang::En => format!(" If the whole list is of one profile, give it: {remedy}."),
    }
}

/// How to say whom a list is about, where two columns name people of two profiles.
fn two_profiles_hint(file: &str, side: Side, titles: [&str; 2], given: Given, lang: Lang) -> String {
    let [Some(one), Some(other)] = titles.map(title::profile_of_names) else { return String::new() };
    if one == other {
        return String::new();
    }
    let option = |profile: Profile| match given {
        // A list in an archive or a workbook is given with the whole file.
        Given::ByOption => {
            let file = file.split_once('#').map_or(file, |(file, _)| file);
            format!("{} {}={file}", place(side, given), profile.title())
        }
        Given::Sent => format!("?profile={}", profile.key()),
    };
    let (one, other) = (option(one), option(other));
    match lang {
        Lang::Fr => format!(
            " Si la liste est celle des uns et nomme seulement les autres, donnez son profil : {one} ou {other}."
        ),
        Lang::En => {
            format!(" If the list is of the ones and only mentions the others, give its profile: {one} or {other}.")
        }
    }
}

/// A separator as a message can show it.
struct Visible(char, Lang);

impl fmt::Display for Visible {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.0, self.1) {
            ('\t', Lang::Fr) => f.write_str("tabulation"),
            ('\t', Lang::En) => f.write_str("tab"),
            (separator, _) => write!(f, "{separator}"),
        }
    }
}

/// A title in a message, with the one that was probably meant.
#[derive(Clone, Copy)]
struct Wanted<'a> {
    name: &'a str,
    nearest: Option<&'a str>,
}

impl<'a> From<&'a MissingColumn> for Wanted<'a> {
    fn from(column: &'a MissingColumn) -> Self {
        Self { name: column.name, nearest: column.nearest.as_deref() }
    }
}

impl<'a> From<&'a Wanted<'_>> for Wanted<'a> {
    fn from(wanted: &'a Wanted<'_>) -> Self {
        *wanted
    }
}

impl<'a> From<&'a String> for Wanted<'a> {
    fn from(name: &'a String) -> Self {
        Self { name, nearest: None }
    }
}

/// `«Nom», «Prénom» (did you mean «Prenon»?)`.
struct Listed<'a, T>(&'a [T], Lang);

impl<'a, T> fmt::Display for Listed<'a, T>
where
    Wanted<'a>: From<&'a T>,
{
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, item) in self.0.iter().enumerate() {
            let Wanted { name, nearest } = Wanted::from(item);
            let separator = if index == 0 { "" } else { ", " };
            write!(f, "{separator}«{name}»")?;
            if let Some(nearest) = nearest {
                match self.1 {
                    Lang::Fr => write!(f, " (vouliez-vous dire «{nearest}» ?)")?,
                    Lang::En => write!(f, " (did you mean «{nearest}»?)")?,
                }
            }
        }
        if self.0.is_empty() { f.write_str("–") } else { Ok(()) }
    }
}
