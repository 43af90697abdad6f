//! Who is not in a document, in a line.

use rapproche::identity::Lang;
use rapproche::report::LeftOut;

/// A line, or nothing where everybody is in it.
pub(super) fn text(left_out: LeftOut, lang: Lang) -> String {
    let LeftOut { without_id, with_shared_id, without_element, without_birth_date, of_other_schools } = left_out;
    let reasons = match lang {
        Lang::Fr => [
            (without_id, "sans identifiant sûr"),
            (with_shared_id, "dont l'identifiant est aussi celui d'un autre"),
            (without_element, "d'un profil que ce format n'a pas"),
            (without_birth_date, "sans date de naissance"),
            (of_other_schools, "d'un autre établissement"),
        ],
        Lang::En => [
            (without_id, "without a safe identifier"),
            (with_shared_id, "whose identifier is somebody else's too"),
            (without_element, "of a profile that this format does not have"),
            (without_birth_date, "without a birth date"),
            (of_other_schools, "of another school"),
        ],
    };
    let said: Vec<String> =
        reasons.into_iter().filter(|(count, _)| *count > 0).map(|(count, why)| format!("{count} {why}")).collect();
    match (said.is_empty(), lang) {
        (true, _) => String::new(),
        (false, Lang::Fr) => format!("Laissés de côté : {}.\n", said.join(", ")),
        (false, Lang::En) => format!("Left out: {}.\n", said.join(", ")),
    }
}
