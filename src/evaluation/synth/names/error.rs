//! Why a list of names cannot be used.

use std::ops::RangeInclusive;

use crate::formats::ReadError;
use crate::identity::Lang;

/// Which of INSEE's lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NameList {
    /// «Fichier des prénoms».
    Given,
    /// «Fichier des noms».
    Family,
}

/// A list of names that cannot be used. Lines and columns are counted from 1.
#[derive(Debug, thiserror::Error)]
#[error("{}", self.message(Lang::En))]
pub enum NameListError {
    /// No table, or a table that cannot be read.
    Table(#[from] ReadError),
    /// An archive, as INSEE's site serves it.
    Packed {
        /// The file.
        file: String,
        /// Which list it should be.
        list: NameList,
    },
    /// The first row has not the titles of the list.
    Titles {
        /// The file.
        file: String,
        /// Where the titles should be.
        line: u32,
        /// Which list it should be.
        list: NameList,
        /// What is missing.
        missing: &'static str,
        /// The titles found.
        found: Vec<String>,
    },
    /// A cell that holds something else.
    Cell {
        /// The file.
        file: String,
        /// The line.
        line: u32,
        /// The column.
        column: usize,
        /// The title of the column.
        title: String,
        /// What stands there.
        value: String,
        /// What should stand there.
        problem: CellProblem,
    },
    /// No name is left: nobody born in the years that are needed, or no births at all.
    Nobody {
        /// The file.
        file: String,
        /// The years needed; of a list of family names, those of its last decade.
        years: RangeInclusive<i32>,
        /// The first and last year of the file, if it has any.
        found: Option<(i32, i32)>,
    },
}

/// What a cell of a list of names should hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CellProblem {
    /// `1` or `2`.
    Sex,
    /// A year.
    Year,
    /// A number of births.
    Births,
    /// A name without control characters.
    Name,
    /// Anything: the row ends before.
    Missing,
}

impl NameList {
    fn described(self, lang: Lang) -> &'static str {
        match (self, lang) {
            (Self::Given, Lang::Fr) => "le «Fichier des prénoms» de l'INSEE (sexe;preusuel;annais;nombre)",
            (Self::Given, Lang::En) => "INSEE's «Fichier des prénoms» (sexe;preusuel;annais;nombre)",
            (Self::Family, Lang::Fr) => {
                "le «Fichier des noms» de l'INSEE (NOM, _1891_1900, …, _1991_2000, séparés par des tabulations)"
            }
            (Self::Family, Lang::En) => {
                "INSEE's «Fichier des noms» (NOM, _1891_1900, …, _1991_2000, separated by tabs)"
            }
        }
    }
}

impl NameListError {
    /// The message, with the place and the remedy.
    pub fn message(&self, lang: Lang) -> String {
        match lang {
            Lang::Fr => self.french(),
            Lang::En => self.english(),
        }
    }

    fn french(&self) -> String {
        match self {
            Self::Table(error) => error.message(Lang::Fr),
            Self::Packed { file, list } => {
                let (kind, list) = (packed(*list), list.described(Lang::Fr));
                format!(
                    "{file} : c'est une archive ; décompressez-la et donnez le fichier {kind} qu'elle contient : {list}."
                )
            }
            Self::Titles { file, line, list, missing, found } => format!(
                "{file}, ligne {line} : colonne introuvable : {missing}. Titres trouvés : {}. Il faut {}, tel qu'il est publié.",
                found.join(" | "),
                list.described(Lang::Fr)
            ),
            Self::Cell { file, line, column, title, value, problem } => {
                let wanted = match problem {
                    CellProblem::Sex => "il faut 1 (garçon) ou 2 (fille)",
                    CellProblem::Year => "il faut une année, ou XXXX",
                    CellProblem::Births => "il faut un nombre de naissances, de 0 à 100 000 000",
                    CellProblem::Name => "il faut un nom, sans caractère de contrôle",
                    CellProblem::Missing => "la ligne s'arrête avant",
                };
                format!(
                    "{file}, ligne {line}, colonne {column} ({title}) : «{}» ne convient pas : {wanted}. Téléchargez le fichier à nouveau, ou corrigez la ligne.",
                    value.escape_debug()
                )
            }
            Self::Nobody { file, years, found: Some((first, last)) } => format!(
                "{file} : aucune naissance de {} à {}, dont les prénoms sont tirés ; le fichier va de {first} à {last}. Prenez une autre édition, ou changez school_year (--config).",
                years.start(),
                years.end()
            ),
            Self::Nobody { file, found: None, .. } => {
                format!("{file} : aucun nom avec des naissances ; téléchargez le fichier à nouveau.")
            }
        }
    }

    fn english(&self) -> String {
        match self {
            Self::Table(error) => error.message(Lang::En),
            Self::Packed { file, list } => {
                let (kind, list) = (packed(*list), list.described(Lang::En));
                format!("{file}: this is an archive; unpack it and give the {kind} file in it: {list}.")
            }
            Self::Titles { file, line, list, missing, found } => format!(
                "{file}, line {line}: missing column: {missing}. Titles found: {}. It takes {}, as it is published.",
                found.join(" | "),
                list.described(Lang::En)
            ),
            Self::Cell { file, line, column, title, value, problem } => {
                let wanted = match problem {
                    CellProblem::Sex => "it must be 1 (boy) or 2 (girl)",
                    CellProblem::Year => "it must be a year, or XXXX",
                    CellProblem::Births => "it must be a number of births, from 0 to 100,000,000",
                    CellProblem::Name => "it must be a name, without control characters",
                    CellProblem::Missing => "the row ends before it",
                };
                format!(
                    "{file}, line {line}, column {column} ({title}): «{}» will not do: {wanted}. Download the file again, or correct the line.",
                    value.escape_debug()
                )
            }
            Self::Nobody { file, years, found: Some((first, last)) } => format!(
                "{file}: no births from {} to {}, whose names are drawn; the file goes from {first} to {last}. Take another edition, or change school_year (--config).",
                years.start(),
                years.end()
            ),
            Self::Nobody { file, found: None, .. } => {
                format!("{file}: no name with births; download the file again.")
            }
        }
    }
}

fn packed(list: NameList) -> &'static str {
    match list {
        NameList::Given => "CSV",
        NameList::Family => "TXT",
    }
}
