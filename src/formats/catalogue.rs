//! The formats that are read, for people who look for one.
//!
//! Role: one list for the command `rapproche formats`, for the guide, and for messages about a file of no known kind. Input: the
//! titles or the root element of such a file. Output: the format that comes nearest. Invariant: each example is read by the
//! readers themselves, which a test shows.
//!
//! Entry point: [`known_formats`].

use std::sync::LazyLock;

use foldhash::HashSet;

use crate::identity::{Lang, Side};

use super::title;

/// Where the guide «Quels fichiers fournir ?» stands, below the root of the project.
pub const GUIDE: &str = "docs/quels-fichiers-fournir.md";

/// The sentence that ends every error about a file: where the guide is.
pub(super) fn guide_hint(lang: Lang) -> String {
    match lang {
        Lang::Fr => format!(" Voir le guide «Quels fichiers fournir ?» ({GUIDE})."),
        Lang::En => format!(" See the guide «Quels fichiers fournir ?» ({GUIDE})."),
    }
}

/// A format that is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KnownFormat {
    /// Its name, the same in both languages.
    pub name: &'static str,
    /// The side on which it stands; `None` for either.
    pub side: Option<Side>,
    /// A header as such a file has it: titles with `;`, or the first element.
    pub example: &'static str,
    french: &'static str,
    english: &'static str,
}

impl KnownFormat {
    /// A sentence on the file and the program that writes it.
    pub fn description(&self, lang: Lang) -> &'static str {
        match lang {
            Lang::Fr => self.french,
            Lang::En => self.english,
        }
    }

    /// True for a list of rows and columns, false for XML.
    pub fn is_table(&self) -> bool {
        !self.example.starts_with('<')
    }
}

/// All formats that are read, those of the base first.
pub fn known_formats() -> &'static [KnownFormat] {
    &FORMATS
}

/// The table that has most of the titles that were found, and its titles that are missing; `None` where no table has two, and
/// for a plain list, whose missing columns an error names anyway.
pub(super) fn nearest_table(side: Side, found: &[String]) -> Option<(&'static KnownFormat, Vec<&'static str>)> {
    let keys: Vec<String> = found.iter().map(|found| title::key(found)).collect();
    let has = |title: &str| keys.contains(&title::key(title));
    let tables = FORMATS.iter().filter(|format| format.is_table() && format.side == Some(side));
    let share = |format: &&KnownFormat| {
        let (found, all) =
            format.example.split(';').fold((0, 0), |(found, all), title| (found + usize::from(has(title)), all + 1));
        (found >= 2).then_some(found * 1000 / all)
    };
    let nearest = tables.filter(|format| share(format).is_some()).max_by_key(share)?;
    if PLAIN.contains(&nearest.name) {
        return None;
    }
    Some((nearest, nearest.example.split(';').filter(|title| !has(title)).collect()))
}

/// Tells whether a title is known although nothing is compared in its column: a class, a group, an INE. Such a column is passed
/// through without a remark. «Classe enfant 2» is known by «Classe enfant 1».
pub(super) fn is_documented(side: Side, title: &str) -> bool {
    static OF_SIDES: LazyLock<[HashSet<String>; 2]> = LazyLock::new(|| [Side::Base, Side::Cas].map(documented));
    let [base, cas] = &*OF_SIDES;
    let documented = if side == Side::Base { base } else { cas };
    let key = title::key(title);
    documented.contains(&key) || documented.contains(&any_number(&key))
}

/// The keys of the documented titles of a side. One with a number is also there for any number.
fn documented(side: Side) -> HashSet<String> {
    let tables = FORMATS.iter().filter(|format| format.is_table() && format.side.is_none_or(|own| own == side));
    let titles = tables.flat_map(|format| format.example.split(';')).chain(COMMON);
    titles.map(title::key).flat_map(|key| [any_number(&key), key]).collect()
}

/// A key whose number at the end is `#`; a key without one stays.
fn any_number(key: &str) -> String {
    let bare = key.trim_end_matches(|last: char| last.is_ascii_digit());
    if bare.len() < key.len() { format!("{bare}#") } else { key.to_owned() }
}

/// The XML format whose root comes nearest to this one.
pub(super) fn nearest_root(root: &str) -> Option<&'static KnownFormat> {
    let local = root.rsplit(':').next().unwrap_or_default();
    // All files of SIECLE begin alike; two of them hold people.
    if local.starts_with("BEE_") {
        return FORMATS.iter().find(|format| format.example.starts_with("<BEE_ELEVES"));
    }
    let roots = || FORMATS.iter().filter(|format| !format.is_table()).map(|format| (format.root(), format));
    let nearest = title::nearest([local], roots().map(|(root, _)| root))?;
    roots().find(|(root, _)| *root == nearest).map(|(_, format)| format)
}

impl KnownFormat {
    /// The name of the root element.
    fn root(&self) -> &'static str {
        self.example.trim_start_matches('<').split([' ', '>', '/']).next().unwrap_or_default()
    }
}

const fn format(
    name: &'static str,
    side: Option<Side>,
    example: &'static str,
    french: &'static str,
    english: &'static str,
) -> KnownFormat {
    KnownFormat { name, side, example, french, english }
}

/// The lists without a program of their own.
const PLAIN: [&str; 2] = ["PRONOTE, utilisateurs", "Annuaire (attributs CAS)"];

/// Titles that many lists of schools have, beside those of the examples.
const COMMON: [&str; 22] = [
    "Classe",
    "Classes",
    "Classe(s)",
    "Division",
    "Groupe",
    "Groupes",
    "Groupe(s)",
    "Niveau",
    "Niveaux",
    "MEF",
    "Régime",
    "INE",
    "Numéro national",
    "Courriel",
    "E-mail",
    "Adresse e-mail",
    "Téléphone",
    "Téléphone portable",
    "Fonction",
    "Fonction(s)",
    "Discipline",
    "Lien de parenté",
];

const BASE: Option<Side> = Some(Side::Base);
const CAS: Option<Side> = Some(Side::Cas);

static FORMATS: [KnownFormat; 21] = [
    format(
        "PRONOTE, utilisateurs",
        BASE,
        "IDPN;Profil;Nom;Prénom;Né(e) le;Code postal;Identifiant CAS",
        "liste exportée de PRONOTE, en CSV, XLSX, XLS ou ODS ; une feuille par profil convient aussi",
        "a list exported from PRONOTE, as CSV, XLSX, XLS or ODS; one sheet per profile will do as well",
    ),
    format(
        "PRONOTE, élèves",
        BASE,
        "Élèves;Né(e) le;Classe;Régime",
        "liste d'élèves de PRONOTE, nom et prénom dans une seule colonne dont le titre dit le profil",
        "a list of pupils of PRONOTE, names in one column whose title tells the profile",
    ),
    format(
        "ONDE, élèves",
        BASE,
        "Nom élève;Nom d'usage élève;Prénom élève;Date naissance;Sexe;INE;Cp1;Niveau;Libellé classe",
        "premier degré : extraction des élèves (CSVExtraction)",
        "first degree: the extraction of pupils (CSVExtraction)",
    ),
    format(
        "ONDE, responsables",
        BASE,
        "Civilité Responsable;Nom usage responsable;Nom responsable;Prénom responsable;CP responsable;Nom de famille enfant;Prénom enfant;Classes enfants",
        "premier degré : extraction des responsables, avec leurs enfants",
        "first degree: the extraction of responsible adults, with their children",
    ),
    format(
        "EXP_ELEVES",
        BASE,
        "<TABLE><Eleves numero=\"1\">",
        "EDT et PRONOTE : export XML des élèves",
        "EDT and PRONOTE: the XML export of pupils",
    ),
    format(
        "TABLE (EDT, PRONOTE)",
        BASE,
        "<TABLE><Professeurs numero=\"1\">",
        "EDT et PRONOTE : exports XML des professeurs, des responsables, des élèves et de leurs responsables",
        "EDT and PRONOTE: the XML exports of teachers, of adults, of pupils with their adults",
    ),
    format(
        "Fichier partenaire (EDT, PRONOTE)",
        BASE,
        "<PARTENAIRE_INDEX xmlns=\"http://www.index-education.com/importpartenaireindexV4.6\">",
        "EDT et PRONOTE : fichier partenaire, versions 4.0 à 4.6, avec IDPN, IDCAS et responsabilités",
        "EDT and PRONOTE: the partner file, versions 4.0 to 4.6, with IDPN, IDCAS and responsibilities",
    ),
    format(
        "EXPORT_INDEX_EDUCATION",
        BASE,
        "<EXPORT_INDEX_EDUCATION>",
        "PRONOTE : export chiffré des identifiants, avec la clé par --key",
        "PRONOTE: the encrypted export of identifiers, with the key by --key",
    ),
    format(
        "EchangesIdentifiantsCas",
        BASE,
        "<EchangesIdentifiantsCas>",
        "PRONOTE : le même export, déchiffré",
        "PRONOTE: the same export, decrypted",
    ),
    format(
        "SIECLE, élèves",
        BASE,
        "<BEE_ELEVES>",
        "ElevesSansAdresses.xml ou ElevesAvecAdresses.xml, ou leur ZIP",
        "ElevesSansAdresses.xml or ElevesAvecAdresses.xml, or their ZIP",
    ),
    format(
        "SIECLE, responsables",
        BASE,
        "<BEE_RESPONSABLES>",
        "ResponsablesAvecAdresses.xml, ou son ZIP, à donner avec les élèves",
        "ResponsablesAvecAdresses.xml, or its ZIP, to be given with the pupils",
    ),
    format("STS", BASE, "<STS_EDT>", "sts_emp : professeurs et personnels", "sts_emp: teachers and staff"),
    format(
        "AAF",
        None,
        "<ficAlimMENESR>",
        "annuaire académique fédérateur, tous ses fichiers ensemble, ou leur ZIP",
        "an academic directory, all its files together, or their ZIP",
    ),
    format(
        "RapprochementSSO",
        CAS,
        "<PARTENAIRE_INDEX xmlns=\"http://www.index-education.com/rapprochementssoV2.0\">",
        "fichier que l'ENT prépare pour PRONOTE",
        "the file that an ENT prepares for PRONOTE",
    ),
    format(
        "ImportChiffre",
        CAS,
        "<ImportChiffre>",
        "le même fichier, chiffré, avec la clé par --key",
        "the same file, encrypted, with the key by --key",
    ),
    format(
        "Annuaire (attributs CAS)",
        CAS,
        "uid;sn;givenName;ENTPersonProfils;ENTPersonDateNaissance;ENTPersonCodePostal",
        "liste aux noms des attributs, en CSV, XLSX, XLS ou ODS",
        "a list with the names of attributes, as CSV, XLSX, XLS or ODS",
    ),
    format(
        "Édifice (Néo, ONE)",
        CAS,
        "Id;Type;Nom;Prénom;Login;Code d'activation;Fonction(s);Structure(s);Classe(s);Enfant(s);Parent(s)",
        "console d'administration, export classique de tous les comptes",
        "the administration console, classic export of all accounts",
    ),
    format(
        "e-lycée",
        CAS,
        "rne;uid;classe;profil;prenom;nom;login;mot de passe;cle de jointure;uid pere;uid mere;uid tuteur1;uid tuteur2;prenom enfant;nom enfant;code postal",
        "export de l'annuaire, avec les parents des élèves",
        "the export of the directory, with the parents of pupils",
    ),
    format(
        "ITOP",
        CAS,
        "Guid;Nom;Prénom;Profil;Classes;Groupe;Guid_Enfant1;Guid_Enfant2;Guid_Enfant3",
        "ExportSSO_Eleve, ExportSSO_Parent et les autres",
        "ExportSSO_Eleve, ExportSSO_Parent and the others",
    ),
    format(
        "Kosmos",
        CAS,
        "Nom;Prénom;Profil;Login;Numéro de jointure;Mot de passe;Code postal;Nom enfant 1;Prénom enfant 1;Classe enfant 1",
        "export des comptes ; sans colonne de profil, nommez-le : --cas Parents=fichier.csv",
        "the export of accounts; without a column of the profile, name it: --cas Parents=file.csv",
    ),
    format(
        "ENT, comptes",
        CAS,
        "Civilité;Nom;Prénom;Profil;Login;Identifiant ENT;Etablissement",
        "export des comptes, où l'identifiant ENT va avant le login",
        "the export of accounts, where the ENT's identifier goes before the login",
    ),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formats::{Input, ReadError, ReadOptions, read_population};

    #[test]
    fn every_example_is_read_on_its_side() {
        for format in known_formats() {
            let directory = tempfile::tempdir().unwrap();
            let path = directory.path().join("f");
            std::fs::write(&path, format.example).unwrap();
            let side = format.side.unwrap_or(Side::Base);
            let reading = read_population(side, &[Input { profile: None, path }], &ReadOptions::default());
            let is_known = match &reading {
                Ok(_) => format.is_table(),
                // The example is the beginning of a document.
                Err(ReadError::Xml { .. } | ReadError::Encrypted { .. }) => !format.is_table(),
                Err(_) => false,
            };
            assert!(is_known, "{}: {reading:?}", format.name);
        }
    }

    #[test]
    fn a_title_with_a_number_is_documented_for_any_number() {
        assert!(
            ["Classe enfant 2", "Classe enfant 13", "INE", "Régime"]
                .iter()
                .all(|title| is_documented(Side::Cas, title))
        );
        for unknown in ["Code postal 2", "Nom de l'oncle", "Classe enfant", "INE 2", ""] {
            assert!(!is_documented(Side::Cas, unknown), "{unknown}");
        }
    }

    #[test]
    fn the_nearest_format_and_what_is_missing_are_named() {
        let titles = |list: &str| list.split(';').map(str::to_owned).collect::<Vec<_>>();
        let (nearest, missing) =
            nearest_table(Side::Cas, &titles("Guid;Nom;Profil;Classes;Groupe;Guid_Enfant1")).unwrap();
        assert_eq!((nearest.name, &*missing), ("ITOP", &["Prénom", "Guid_Enfant2", "Guid_Enfant3"][..]));
        assert_eq!(nearest_table(Side::Base, &titles("Nom élève;Sexe;INE")).unwrap().0.name, "ONDE, élèves");
        assert_eq!(nearest_table(Side::Base, &titles("Matière;Coefficient")), None);
        assert_eq!(nearest_table(Side::Base, &titles("IDPN;Nom;Prénom")), None);
        assert_eq!(nearest_root("BEE_STRUCTURES").unwrap().name, "SIECLE, élèves");
        assert_eq!(nearest_root("STS_EDTS").unwrap().name, "STS");
        assert_eq!(nearest_root("rss"), None);
    }
}
