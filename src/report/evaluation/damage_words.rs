//! The classes of damage in words, for people; programs get the codes.
//!
//! Input: what a truth file has as `case`. Output: French for the codes that [`synth`](crate::evaluation::synth) writes, the text as it
//! stands for any other. The codes are English, so English leaves them alone.

use std::borrow::Cow;

use crate::identity::Lang;

/// A class as a page says it: `family_typo+moved_near` is «faute dans le nom + déménagement proche».
pub(super) fn class(case: &str, lang: Lang) -> Cow<'_, str> {
    let is_ours = || case.split('+').all(|code| french(code).is_some());
    if lang == Lang::En || !is_ours() {
        return Cow::Borrowed(case);
    }
    Cow::Owned(case.split('+').filter_map(french).collect::<Vec<_>>().join(" + "))
}

fn french(code: &str) -> Option<&'static str> {
    Some(match code {
        "exact" => "aucun dégât",
        "second_account" => "second compte",
        "absent" => "absent de la base",
        "absent_sibling" => "absent, frère ou sœur dans la base",
        "absent_twin" => "absent, jumeau dans la base",
        "absent_namesake" => "absent, homonyme dans la base",
        "absent_spouse" => "absent, conjoint de prénom proche dans la base",
        "absent_relative" => "absent, parent de mêmes noms dans la base",
        "absent_stranger" => "absent, inconnu de mêmes données dans la base",
        "absent_stepparent" => "absent, beau-parent dans la base",
        "other_school" => "d'un autre établissement",
        "wrong_profile" => "rangé dans un autre profil",
        "accents" => "accents perdus",
        "separators" => "autre séparateur",
        "family_typo" => "faute dans le nom",
        "given_typo" => "faute dans le prénom",
        "two_typos" => "deux fautes dans un nom",
        "half_name" => "moitié d'un nom double",
        "other_name" => "nom de naissance ou d'usage",
        "given_subset" => "prénoms incomplets",
        "swapped" => "nom et prénom inversés",
        "variant" => "autre transcription",
        "diminutive" => "diminutif",
        "phonetic" => "même son, autre orthographe",
        "date_swapped" => "jour et mois inversés",
        "date_digit" => "un chiffre de la date",
        "date_component" => "jour, mois ou année remplacé",
        "date_missing" => "date absente",
        "moved_near" => "déménagement proche",
        "moved_far" => "déménagement lointain",
        "postcode_missing" => "code postal absent",
        "placeholder" => "mot de remplissage à la place d'un nom",
        "initial" => "initiale à la place du prénom",
        "truncated" => "nom coupé",
        "second_given" => "second prénom",
        "filler_date" => "date de remplissage",
        "cedex" => "code CEDEX",
        "foreign_letter" => "lettre d'un autre alphabet",
        "common_postcode" => "code postal commun à beaucoup de personnes",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evaluation::synth::{Case, Damages};

    #[test]
    fn every_class_of_synth_has_its_words() {
        let mut all = Damages::NONE;
        Damages::ALL.iter().for_each(|&(damage, _)| all.add(damage));
        let absent = [
            Case::Absent,
            Case::AbsentSibling,
            Case::AbsentTwin,
            Case::AbsentNamesake,
            Case::AbsentSpouse,
            Case::AbsentRelative,
            Case::AbsentStranger,
            Case::AbsentStepparent,
            Case::OtherSchool,
            Case::WrongProfile,
        ];
        for case in absent.into_iter().chain([Case::Pair(Damages::NONE), Case::SecondAccount(all)]) {
            let code = case.code();
            for part in code.split('+') {
                assert!(french(part).is_some(), "{part} has no words");
            }
            assert_eq!(class(&code, Lang::En), code);
        }
        assert_eq!(class("family_typo+moved_near", Lang::Fr), "faute dans le nom + déménagement proche");
    }

    #[test]
    fn the_classes_of_others_stay_as_they_are() {
        for case in ["", "nom illisible", "accents+pluie"] {
            assert_eq!(class(case, Lang::Fr), case);
        }
    }
}
