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

/// What identifies a title: its letters and digits in plain form; `Né(e) le` is `neele`.
pub(super) fn key(title: &str) -> String {
    let mut key = plain(title);
    key.retain(char::is_alphanumeric);
    key
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
