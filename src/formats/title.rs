//! Titles compared the way people type them: accents, case, spaces and punctuation carry no meaning.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use crate::identity::Profile;
pub(super) use crate::normalize::nearest;

/// Without accents, in lower case: `Élève` is `eleve`. Punctuation stays.
pub(super) fn plain(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for character in text.trim().nfd().filter(|&character| !is_combining_mark(character)) {
        match character {
            'œ' | 'Œ' => plain.push_str("oe"),
            'æ' | 'Æ' => plain.push_str("ae"),
            _ => plain.extend(character.to_lowercase()),
        }
    }
    plain
}

/// Returns the key that identifies a title: its letters and digits in plain form; `Né(e) le` is `neele`. A unit in
/// brackets at its end does not count, nor the asterisk of a column that has to be filled:
/// `Date de naissance (jj/mm/aaaa)*` is `datedenaissance`.
pub(super) fn key(title: &str) -> String {
    let mut key = plain(without_unit(title));
    key.retain(char::is_alphanumeric);
    key
}

/// A title without a unit in brackets at its end.
fn without_unit(title: &str) -> &str {
    let bare = title.trim_end_matches(|character: char| character == '*' || character.is_whitespace());
    let opening = match bare.chars().next_back() {
        Some(')') => '(',
        Some(']') => '[',
        _ => return title,
    };
    match bare.rfind(opening) {
        Some(at) if at > 0 && is_unit(&bare[at + 1..bare.len() - 1]) => &bare[..at],
        _ => title,
    }
}

/// Tells whether the text of a bracket says how a column is to be filled, and not what it holds: `jj/mm/aaaa`, `M/F`,
/// `obligatoire`, `5 chiffres`.
fn is_unit(bracket: &str) -> bool {
    const WORDS: [&str; 12] = [
        "caracteres",
        "chiffres",
        "characters",
        "digits",
        "facultatif",
        "format",
        "obligatoire",
        "optional",
        "optionnel",
        "required",
        "requis",
        "texte",
    ];
    let plain = plain(bracket);
    let is_pattern = plain.len() >= 4 && plain.chars().all(|character| "dmyja/-. ".contains(character));
    let mut words = plain.split(|character: char| !character.is_alphanumeric());
    is_pattern || plain.contains('/') || words.any(|word| WORDS.contains(&word))
}

/// Tells whether a cell reads like a title, by the words in it. A message shows no other cells of a row that may be somebody's.
pub(super) fn looks_like_one(cell: &str) -> bool {
    const LONGEST: usize = 60;
    const WORDS: [&str; 63] = [
        "adresse",
        "birth",
        "categorie",
        "categories",
        "civ",
        "civilite",
        "classe",
        "classes",
        "code",
        "commune",
        "courriel",
        "date",
        "discipline",
        "division",
        "eleve",
        "eleves",
        "email",
        "enfant",
        "enfants",
        "etablissement",
        "externalid",
        "familyname",
        "firstname",
        "fonction",
        "genre",
        "givenname",
        "groupe",
        "guid",
        "id",
        "identifiant",
        "idpn",
        "ine",
        "jointure",
        "lastname",
        "libelle",
        "login",
        "mail",
        "matiere",
        "mef",
        "mel",
        "naissance",
        "name",
        "ne",
        "niveau",
        "nom",
        "nom1",
        "noms",
        "numero",
        "option",
        "pays",
        "postal",
        "prenom",
        "prenoms",
        "profil",
        "profile",
        "regime",
        "responsable",
        "rne",
        "sexe",
        "sn",
        "telephone",
        "uai",
        "uid",
    ];
    if cell.len() > LONGEST || cell.bytes().filter(u8::is_ascii_digit).count() > 1 {
        return false;
    }
    let plain = plain(cell);
    let mut words = plain.split(|character: char| !character.is_alphanumeric());
    plain.starts_with("entperson") || words.any(|word| WORDS.contains(&word))
}

/// Tells whether a title is a word that cells of people hold as well: a class «CP» or «CP1», a profile «Parent».
pub(super) fn is_a_value_too(title: &str) -> bool {
    profile(title).is_some() || matches!(key(title).as_str(), "cp" | "cp1" | "type" | "id")
}

/// The profile that a title names, singular or plural: `Élèves`, `responsable`, `maitres_de_stage`.
pub(crate) fn profile(title: &str) -> Option<Profile> {
    Some(match key(title).as_str() {
        "eleve" | "eleves" | "student" | "students" => Profile::Pupils,
        "inspecteur" | "inspecteurs" | "inspectrice" | "inspectrices" => Profile::Inspectors,
        "maitredestage" | "maitresdestage" => Profile::Supervisors,
        "parent"
        | "parents"
        | "responsable"
        | "responsables"
        | "responsablelegal"
        | "responsableslegaux"
        | "persreleleve"
        | "relative"
        | "relatives"
        | "tuteur"
        | "tuteurs"
        | "tutrice"
        | "tutrices"
        | "tuteurlegal"
        | "tuteurslegaux"
        | "representantlegal"
        | "representantslegaux" => Profile::Parents,
        "personnel" | "personnels" | "staff" | "personnelnonenseignant" | "personnelsnonenseignants" => Profile::Staff,
        "professeur" | "professeurs" | "professeure" | "professeures" | "prof" | "profs" | "enseignant"
        | "enseignants" | "enseignante" | "enseignantes" | "teacher" | "teachers" => Profile::Teachers,
        _ => return None,
    })
}

/// The profile that the name of a sheet tells: «Élèves», «Liste des parents», «2 - Professeurs», «Parents d'élèves».
///
/// The first profile counts; a second one that does not depend on it («Élèves et professeurs») makes the name tell none.
pub(super) fn profile_of_sheet(name: &str) -> Option<Profile> {
    let plain = plain(name);
    let words: Vec<&str> =
        plain.split(|character: char| !character.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let (mut told, mut at) = (None, 0);
    while at < words.len() {
        let found = (1..=3)
            .rev()
            .filter(|count| at + count <= words.len())
            .find_map(|count| Some((profile(&words[at..at + count].concat())?, count)));
        let Some((found, count)) = found else {
            at += 1;
            continue;
        };
        let depends = at > 0 && matches!(words[at - 1], "d" | "de" | "des" | "du" | "l" | "leurs");
        match told {
            Some(first) if first != found && !depends => return None,
            None => told = Some(found),
            Some(_) => {}
        }
        at += count;
    }
    told
}

/// The profile whose people a column of full names holds: `Élève`, `Nom de l’élève`, `Nom du responsable`.
pub(super) fn profile_of_names(title: &str) -> Option<Profile> {
    let key = key(title);
    let of_whom = ["nomdel", "nomdu", "nomde"].into_iter().find_map(|start| key.strip_prefix(start));
    profile(of_whom.unwrap_or(&key))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_ignore_accents_case_and_punctuation() {
        for title in ["Né(e) le", "NÉE LE", "  nee_le "] {
            assert_eq!(key(title), "neele");
        }
        assert_eq!(key("Nom de l’Œuvre"), "nomdeloeuvre");
    }

    #[test]
    fn units_and_asterisks_are_no_part_of_a_title() {
        for (title, expected) in [
            ("Date de naissance (jj/mm/aaaa)*", "datedenaissance"),
            ("Date de naissance * (JJ-MM-AAAA)", "datedenaissance"),
            ("Né(e) le [format AAAA-MM-JJ]", "neele"),
            ("Sexe (M/F)", "sexe"),
            ("Code postal (5 chiffres) *", "codepostal"),
            ("Nom (obligatoire)", "nom"),
            ("Premier prénom*", "premierprenom"),
            ("Nom (d'usage)", "nomdusage"),
            ("Adresse (2)", "adresse2"),
            ("Né(e)", "nee"),
            ("(jj/mm/aaaa)", "jjmmaaaa"),
        ] {
            assert_eq!(key(title), expected, "{title}");
        }
    }

    #[test]
    fn cells_of_people_do_not_read_like_titles() {
        for title in ["Nom élève", "Prénom du 1er enfant", "ENTPersonLogin", "Date d'entrée", "Adresse 2"] {
            assert!(looks_like_one(title), "{title}");
        }
        for cell in ["DURAND", "Emma", "04/03/2012", "12 rue du Code", "a.b@c.fr", "6A", "CP", ""] {
            assert!(!looks_like_one(cell), "{cell}");
        }
    }

    #[test]
    fn every_profile_is_known_by_its_title_and_its_key() {
        for one in Profile::ALL {
            assert_eq!(profile(one.title()), Some(one));
            assert_eq!(profile(one.key()), Some(one));
        }
        assert_eq!(profile("RESPONSABLE"), Some(Profile::Parents));
        assert_eq!(profile("Régime"), None);
        assert_eq!(profile_of_names("Nom de l’élève"), Some(Profile::Pupils));
        assert_eq!(profile_of_names("Nom du responsable"), Some(Profile::Parents));
        assert_eq!(profile_of_names("Nom de famille"), None);
    }

    #[test]
    fn the_name_of_a_sheet_tells_a_profile() {
        for (name, expected) in [
            ("Élèves", Some(Profile::Pupils)),
            ("Liste des parents", Some(Profile::Parents)),
            ("2 - Professeurs 2026", Some(Profile::Teachers)),
            ("Parents d'élèves", Some(Profile::Parents)),
            ("Responsables légaux des élèves", Some(Profile::Parents)),
            ("Eleves_et_leurs_responsables", Some(Profile::Pupils)),
            ("Maîtres de stage", Some(Profile::Supervisors)),
            ("Personnels non enseignants", Some(Profile::Staff)),
            ("Élèves et professeurs", None),
            ("Feuil1", None),
            ("6A", None),
        ] {
            assert_eq!(profile_of_sheet(name), expected, "{name}");
        }
    }
}
