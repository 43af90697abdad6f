//! Who is not in a document, in a line.

use rapproche::identity::Lang;
use rapproche::report::LeftOut;

/// A line, or nothing where everybody is in it.
pub(super) fn text(left_out: LeftOut, lang: Lang) -> String {
    let LeftOut {
        without_id,
        with_shared_id,
        without_profile,
        without_element,
        without_name,
        without_birth_date,
        with_impossible_birth_date,
        of_other_schools,
    } = left_out;
    let reasons = match lang {
        Lang::Fr => [
            (without_id, "sans identifiant sûr"),
            (with_shared_id, "dont l'identifiant est aussi celui d'un autre"),
            (without_profile, "sans profil connu"),
            (without_element, "d'un profil que ce format n'a pas"),
            (without_name, "sans nom ou sans prénom"),
            (without_birth_date, "sans date de naissance"),
            (with_impossible_birth_date, "dont la date de naissance est impossible"),
            (of_other_schools, "d'un autre établissement"),
        ],
        Lang::En => [
            (without_id, "without a safe identifier"),
            (with_shared_id, "whose identifier is somebody else's too"),
            (without_profile, "without a known profile"),
            (without_element, "of a profile that this format does not have"),
            (without_name, "without a family name or a given name"),
            (without_birth_date, "without a birth date"),
            (with_impossible_birth_date, "whose birth date is impossible"),
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

/// A message, and the line behind it.
pub(super) fn after(message: &str, left_out: LeftOut, lang: Lang) -> String {
    let line = text(left_out, lang);
    if line.is_empty() { message.to_owned() } else { format!("{message} {}", line.trim_end()) }
}
