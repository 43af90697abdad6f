//! A rule file that cannot be used, in words.
//!
//! Input: a [`RuleError`] and the file's name. Output: a line as compilers write it, with an excerpt where the file is no TOML of the
//! right form. The TOML reader speaks English alone: what it says is retold in the language of the run.

use crate::identity::Lang;
use crate::matching::rules::RuleError;
use crate::toml_error::retold;

/// `mine.toml:12:1: …`
pub fn rule_error(error: &RuleError, file: &str, lang: Lang) -> String {
    match error {
        RuleError::Syntax { excerpt, .. } => retold(file, excerpt, lang),
        RuleError::UnknownName { .. } | RuleError::Invalid { .. } => error.message_in(file, lang),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::matching::RuleSet;

    #[test]
    fn no_english_stands_in_a_french_message() {
        for (rest, beginning) in [
            ("[decision]\nmargin = \n", "mine.toml:5:10: la syntaxe TOML est incorrecte"),
            ("wieghts = 3\n", "mine.toml:4:1: la clé «wieghts» est inconnue. Vouliez-vous dire «weights» ?"),
            (
                "[[rules]]\nname = \"x\"\noutcome = \"lnik\"\n",
                "mine.toml:6:11: la valeur «lnik» est inconnue. Vouliez-vous dire «link» ? Valeurs : link, suggest.\n6 | outcome",
            ),
            ("[[rules]]\nname = \"x\"\noutcome = 3\n", "mine.toml:6:11: il faut un texte"),
            ("[[rules]]\noutcome = \"link\"\n", "mine.toml:4:1: il manque la clé «name»."),
            ("decision = 3\n", "mine.toml:4:12: il faut une table"),
            ("[[rules]]\nname = 3\n", "mine.toml:5:8: il faut un texte"),
            ("[weights.default.sex]\nexact = 3\n", "mine.toml:5:9: il faut une table"),
            ("[weights.default.sex]\nexact = { m = \"x\" }\n", "mine.toml:5:15: il faut un nombre"),
            ("[decision]\nmargin = 9.0\n[decision]\n", "mine.toml:6:"),
        ] {
            let text = format!("name = \"mine\"\nversion = \"1\"\nextends = \"standard\"\n{rest}");
            let error = RuleSet::from_toml(&text).expect_err(rest);
            let message = rule_error(&error, "mine.toml", Lang::Fr);
            assert!(message.starts_with(beginning), "{message}");
            for english in ["expected", "invalid", "unknown", "error", "duplicate", "missing", "wanted"] {
                assert!(!message.contains(english), "{message}");
            }
            assert!(rule_error(&error, "mine.toml", Lang::En).starts_with("mine.toml:"));
        }
    }
}
