//! What the TOML reader says of a settings file, in both languages.
//!
//! Input: the reader's error and the text. Output: a [`TomlError`], with place, excerpt and remedy. The reader speaks
//! English and hands out text alone, so the kind of error is read off its wording; what is not recognised is told as a
//! mistake of syntax, at the same place.

use crate::identity::Lang;
use crate::normalize::nearest;

/// A TOML file that is not what was expected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TomlError {
    /// The line, from 1.
    pub line: usize,
    /// The character in that line, from 1.
    pub column: usize,
    /// The line itself.
    pub excerpt: String,
    /// What is wrong there.
    pub problem: TomlProblem,
}

/// What is wrong in a TOML file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TomlProblem {
    /// A key that means nothing there.
    UnknownKey {
        /// The key.
        key: String,
        /// Those there are.
        known: Vec<String>,
    },
    /// A key that has to be there.
    MissingKey(String),
    /// A value of another type, or out of the bounds of its type.
    WrongType(TomlType),
    /// A word that is none of those there are.
    UnknownValue {
        /// The word.
        value: String,
        /// Those there are.
        known: Vec<String>,
    },
    /// The key stands there twice.
    Twice,
    /// No TOML.
    Syntax,
}

/// The type that a value should have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TomlType {
    /// `3`
    Whole,
    /// `0.5`
    Number,
    /// `true`
    Switch,
    /// `"text"`
    Text,
    /// `[1, 2]`
    List,
    /// `[table]`
    Table,
}

impl TomlError {
    /// The error of reading `text`.
    pub(crate) fn of(error: &toml::de::Error, text: &str) -> Self {
        let start = error.span().map_or(0, |span| span.start).min(text.len());
        let before = text.get(..start).unwrap_or_default();
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        let excerpt = text[line_start..].lines().next().unwrap_or_default().to_owned();
        Self {
            line: 1 + before.matches('\n').count(),
            column: 1 + before[line_start..].chars().count(),
            excerpt,
            problem: TomlProblem::read(error.message()),
        }
    }

    /// The message, with the line and a mark under the place.
    pub fn message(&self, lang: Lang) -> String {
        let (line, column) = (self.line, self.column);
        let place = match lang {
            Lang::Fr => format!("ligne {line}, colonne {column} :"),
            Lang::En => format!("line {line}, column {column}:"),
        };
        format!("{place} {}", self.told(lang))
    }

    /// The message as compilers write it, for editors to follow: `mine.toml:12:1: …`.
    pub(crate) fn message_in(&self, file: &str, lang: Lang) -> String {
        format!("{file}:{}:{}: {}", self.line, self.column, self.told(lang))
    }

    /// The message without the place.
    pub(crate) fn told(&self, lang: Lang) -> String {
        let (line, sentence) = (self.line, self.problem.sentence(lang));
        let margin = " ".repeat(line.to_string().len());
        let to_mark = " ".repeat(self.column.saturating_sub(1));
        format!("{sentence}\n{line} | {}\n{margin} | {to_mark}^", self.excerpt)
    }
}

impl TomlProblem {
    fn read(said: &str) -> Self {
        let quoted = |text: &str| -> Vec<String> { text.split('`').skip(1).step_by(2).map(str::to_owned).collect() };
        if let Some(rest) = said.strip_prefix("unknown field ") {
            let mut names = quoted(rest).into_iter();
            return Self::UnknownKey { key: names.next().unwrap_or_default(), known: names.collect() };
        }
        if let Some(rest) = said.strip_prefix("missing field ") {
            return Self::MissingKey(quoted(rest).into_iter().next().unwrap_or_default());
        }
        if let Some(rest) = said.strip_prefix("unknown variant ") {
            let mut names = quoted(rest).into_iter();
            return Self::UnknownValue { value: names.next().unwrap_or_default(), known: names.collect() };
        }
        // Of a word out of a list, and of a text or a list of texts.
        if said.starts_with("wanted string or table") || said.starts_with("data did not match any variant") {
            return Self::WrongType(TomlType::Text);
        }
        if said.starts_with("duplicate key") {
            return Self::Twice;
        }
        let expected = said.strip_prefix("invalid ").and_then(|rest| rest.split_once(", expected "));
        expected.and_then(|(_, expected)| TomlType::read(expected)).map_or(Self::Syntax, Self::WrongType)
    }

    fn sentence(&self, lang: Lang) -> String {
        match (self, lang) {
            (Self::UnknownKey { key, known }, Lang::Fr) => {
                let meant = nearest([key.as_str()], known.iter().map(String::as_str));
                let meant = meant.map(|meant| format!(" Vouliez-vous dire «{meant}» ?")).unwrap_or_default();
                format!("la clé «{key}» est inconnue.{meant} Clés : {}.", known.join(", "))
            }
            (Self::UnknownKey { key, known }, Lang::En) => {
                let meant = nearest([key.as_str()], known.iter().map(String::as_str));
                let meant = meant.map(|meant| format!(" Did you mean «{meant}»?")).unwrap_or_default();
                format!("the key «{key}» is unknown.{meant} Keys: {}.", known.join(", "))
            }
            (Self::UnknownValue { value, known }, Lang::Fr) => {
                let meant = nearest([value.as_str()], known.iter().map(String::as_str));
                let meant = meant.map(|meant| format!(" Vouliez-vous dire «{meant}» ?")).unwrap_or_default();
                format!("la valeur «{value}» est inconnue.{meant} Valeurs : {}.", known.join(", "))
            }
            (Self::UnknownValue { value, known }, Lang::En) => {
                let meant = nearest([value.as_str()], known.iter().map(String::as_str));
                let meant = meant.map(|meant| format!(" Did you mean «{meant}»?")).unwrap_or_default();
                format!("the value «{value}» is unknown.{meant} Values: {}.", known.join(", "))
            }
            (Self::MissingKey(key), Lang::Fr) => format!("il manque la clé «{key}»."),
            (Self::MissingKey(key), Lang::En) => format!("the key «{key}» is missing."),
            (Self::WrongType(wanted), Lang::Fr) => format!("il faut {}.", wanted.described(lang)),
            (Self::WrongType(wanted), Lang::En) => format!("it must be {}.", wanted.described(lang)),
            (Self::Twice, Lang::Fr) => "cette clé est donnée deux fois ; gardez-en une.".to_owned(),
            (Self::Twice, Lang::En) => "this key stands there twice; keep one.".to_owned(),
            (Self::Syntax, Lang::Fr) => {
                "la syntaxe TOML est incorrecte ; une ligne est «clé = valeur», un texte est entre guillemets."
                    .to_owned()
            }
            (Self::Syntax, Lang::En) => "this is no TOML; a line is «key = value», a text is in quotes.".to_owned(),
        }
    }
}

impl TomlType {
    fn read(expected: &str) -> Option<Self> {
        Some(match expected {
            "f32" | "f64" => Self::Number,
            "a boolean" => Self::Switch,
            "a string" | "path string" | "a character" => Self::Text,
            "a sequence" => Self::List,
            "a map" => Self::Table,
            whole
                if whole.strip_prefix(['i', 'u']).is_some_and(|bits| bits == "size" || bits.parse::<u8>().is_ok()) =>
            {
                Self::Whole
            }
            list if list.starts_with("an array") || list.starts_with("a tuple") => Self::List,
            table if table.starts_with("struct ") => Self::Table,
            _ => return None,
        })
    }

    fn described(self, lang: Lang) -> &'static str {
        match (self, lang) {
            (Self::Whole, Lang::Fr) => "un nombre entier positif, comme 3",
            (Self::Whole, Lang::En) => "a whole number, not negative, such as 3",
            (Self::Number, Lang::Fr) => "un nombre, comme 0.5",
            (Self::Number, Lang::En) => "a number, such as 0.5",
            (Self::Switch, Lang::Fr) => "true ou false",
            (Self::Switch, Lang::En) => "true or false",
            (Self::Text, Lang::Fr) => "un texte entre guillemets, comme \"odd\"",
            (Self::Text, Lang::En) => "a text in quotes, such as \"odd\"",
            (Self::List, Lang::Fr) => "une liste, comme [1, 2]",
            (Self::List, Lang::En) => "a list, such as [1, 2]",
            (Self::Table, Lang::Fr) => "une table, sous un titre entre crochets",
            (Self::Table, Lang::En) => "a table, under a title in brackets",
        }
    }
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    #[allow(dead_code, reason = "only read")]
    struct File {
        seed: Option<u64>,
        share: Option<f64>,
        rich: Option<bool>,
        style: Option<String>,
        weights: Option<[u32; 4]>,
        path: Option<std::path::PathBuf>,
        inner: Option<Inner>,
        outcome: Option<Outcome>,
    }

    #[derive(Debug, Deserialize)]
    #[serde(rename_all = "lowercase")]
    enum Outcome {
        Link,
        Suggest,
    }

    #[derive(Debug, Deserialize)]
    #[allow(dead_code, reason = "only read")]
    struct Inner {
        name: String,
    }

    #[test]
    fn every_kind_of_error_is_recognised() {
        use TomlProblem::{MissingKey, Syntax, Twice, UnknownKey, UnknownValue, WrongType};
        let words = || ["link", "suggest"].map(str::to_owned).to_vec();
        let keys =
            ["seed", "share", "rich", "style", "weights", "path", "inner", "outcome"].map(str::to_owned).to_vec();
        for (text, place, problem) in [
            ("\n  sed = 3\n", (2, 3), UnknownKey { key: "sed".to_owned(), known: keys }),
            ("style = \"é\"\n[inner]\n", (2, 1), MissingKey("name".to_owned())),
            ("seed = \"x\"", (1, 8), WrongType(TomlType::Whole)),
            ("seed = -3", (1, 8), WrongType(TomlType::Whole)),
            ("seed = 0.5", (1, 8), WrongType(TomlType::Whole)),
            ("share = true", (1, 9), WrongType(TomlType::Number)),
            ("rich = 1", (1, 8), WrongType(TomlType::Switch)),
            ("style = 1", (1, 9), WrongType(TomlType::Text)),
            ("path = 1", (1, 8), WrongType(TomlType::Text)),
            ("weights = 1", (1, 11), WrongType(TomlType::List)),
            ("weights = [1, 2]", (1, 11), WrongType(TomlType::List)),
            ("inner = 1", (1, 9), WrongType(TomlType::Table)),
            ("\noutcome = \"lnik\"", (2, 11), UnknownValue { value: "lnik".to_owned(), known: words() }),
            ("outcome = 3", (1, 11), WrongType(TomlType::Text)),
            ("seed = 1\nseed = 2", (2, 1), Twice),
            ("seed = ", (1, 8), Syntax),
            ("[inner", (1, 7), Syntax),
            ("style = odd", (1, 9), Syntax),
        ] {
            let error = TomlError::of(&toml::from_str::<File>(text).expect_err(text), text);
            assert_eq!((error.problem, (error.line, error.column)), (problem, place), "{text}");
        }
    }

    #[test]
    fn the_place_is_shown() {
        let text = "# é\nsed = 3\n";
        let error = TomlError::of(&toml::from_str::<File>(text).expect_err("a wrong key"), text);
        assert_eq!(
            error.message(Lang::Fr),
            "ligne 2, colonne 1 : la clé «sed» est inconnue. Vouliez-vous dire «seed» ? Clés : seed, share, rich, style, \
             weights, path, inner, outcome.\n2 | sed = 3\n  | ^"
        );
    }
}
