//! What can be wrong with a rule file.

use crate::identity::Lang;
use crate::normalize::nearest;

use super::SHIPPED;

/// A rule file that cannot be used. The text names the place and the remedy, not the file, which the caller knows.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[error("{}", self.message(Lang::En))]
pub enum RuleError {
    /// No shipped set has that name.
    UnknownName {
        /// What was asked for.
        name: String,
        /// The names there are.
        shipped: String,
    },
    /// TOML that does not parse, or a key or type that the format does not know.
    Syntax(String),
    /// A value that contradicts the rest.
    Invalid {
        /// Name of the set.
        set: String,
        /// The key, dotted: `weights.parents.given.typo.m`.
        place: String,
        /// The line of the key, from 1, or of the table that should have it; none where the file has neither.
        line: Option<usize>,
        /// What is wrong and what would be right, in English.
        problem: String,
    },
}

impl RuleError {
    /// The message, with the remedy. Below it stands the excerpt of the TOML reader, or what the check of a value
    /// says, in English whatever the language.
    pub fn message(&self, lang: Lang) -> String {
        let french = lang == Lang::Fr;
        match self {
            Self::UnknownName { name, shipped } => {
                let meant = did_you_mean(nearest([name.as_str()], SHIPPED.map(|(shipped, _)| shipped)), lang);
                if french {
                    format!("aucun jeu de règles ne s'appelle «{name}» ; sont fournis {shipped}.{meant}")
                } else {
                    format!("no rule set is called «{name}»; shipped are {shipped}.{meant}")
                }
            }
            Self::Syntax(excerpt) => {
                let meant = unknown_key(excerpt, lang);
                let line = line_of(excerpt);
                format!("{}{meant}\n{excerpt}", not_right(line, lang))
            }
            Self::Invalid { set, place, line, problem } => {
                let (beginning, meant) = (not_right(*line, lang), unknown_key(problem, lang));
                if french {
                    format!("{beginning}{meant}\nJeu de règles «{set}», {place} : {problem}")
                } else {
                    format!("{beginning}{meant}\nRule set «{set}», {place}: {problem}")
                }
            }
        }
    }
}

fn not_right(line: Option<usize>, lang: Lang) -> String {
    match (line, lang) {
        (Some(line), Lang::Fr) => format!("règles incorrectes, ligne {line}."),
        (Some(line), Lang::En) => format!("the rules are not right, line {line}."),
        (None, Lang::Fr) => "règles incorrectes.".to_owned(),
        (None, Lang::En) => "the rules are not right.".to_owned(),
    }
}

/// The line of «TOML parse error at line 5, column 3».
fn line_of(excerpt: &str) -> Option<usize> {
    excerpt.split_once("at line ")?.1.split(',').next()?.parse().ok()
}

/// A sentence on the key that is unknown and the one that was probably meant, read off what the TOML reader says:
/// «unknown field `thresold`, expected one of `threshold`, `margin`». Empty where it says something else.
fn unknown_key(text: &str, lang: Lang) -> String {
    let Some((key, rest)) = text.split_once("unknown field `").and_then(|(_, rest)| rest.split_once('`')) else {
        return String::new();
    };
    let expected = rest.lines().next().unwrap_or_default().split('`').skip(1).step_by(2);
    let meant = did_you_mean(nearest([key], expected), lang);
    match lang {
        Lang::Fr => format!(" La clé «{key}» est inconnue.{meant}"),
        Lang::En => format!(" The key «{key}» is unknown.{meant}"),
    }
}

fn did_you_mean(name: Option<&str>, lang: Lang) -> String {
    match (name, lang) {
        (Some(name), Lang::Fr) => format!(" Vouliez-vous dire «{name}» ?"),
        (Some(name), Lang::En) => format!(" Did you mean «{name}»?"),
        (None, _) => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::RuleSet;
    use super::*;

    /// What is said of a rule file that begins well and goes on with `rest`.
    fn said(rest: &str, lang: Lang) -> String {
        let text = format!("name = \"mine\"\nversion = \"1\"\nextends = \"standard\"\n{rest}");
        RuleSet::from_toml(&text).expect_err(rest).message(lang)
    }

    #[test]
    fn an_unknown_set_names_those_there_are_and_the_nearest() {
        let error = RuleSet::named("stict").expect_err("no such set");
        assert_eq!(
            error.message(Lang::Fr),
            "aucun jeu de règles ne s'appelle «stict» ; sont fournis strict, three-of-four, standard, suggest. \
             Vouliez-vous dire «strict» ?"
        );
        assert!(error.to_string().ends_with("suggest. Did you mean «strict»?"), "{error}");
        let error = RuleSet::named("mine").expect_err("no such set");
        assert!(error.message(Lang::Fr).ends_with("suggest."), "{error}");
    }

    #[test]
    fn a_syntax_error_shows_its_line_and_the_excerpt() {
        let french = said("[decision]\nmargin = \n", Lang::Fr);
        assert!(french.starts_with("règles incorrectes, ligne 5.\nTOML parse error at line 5"), "{french}");
        let english = said("wieghts = 3\n", Lang::En);
        let expected = "the rules are not right, line 4. The key «wieghts» is unknown. Did you mean «weights»?\nTOML";
        assert!(english.starts_with(expected), "{english}");
    }

    #[test]
    fn an_unknown_tunable_names_the_nearest_and_nothing_far() {
        let near = said("[decision]\nmargn = 3\n", Lang::Fr);
        let expected = "règles incorrectes, ligne 5. La clé «margn» est inconnue. Vouliez-vous dire «margin» ?\n\
                        Jeu de règles «mine», decision.margn : unknown field `margn`";
        assert!(near.starts_with(expected), "{near}");
        let far = said("[decision]\ncolour = 3\n", Lang::Fr);
        assert!(far.starts_with("règles incorrectes, ligne 5. La clé «colour» est inconnue.\nJeu de règles"), "{far}");
    }

    #[test]
    fn a_contradiction_names_the_set_and_the_key() {
        let french = said("[decision]\nmax_link_risk = 0.7\n", Lang::Fr);
        let expected = "règles incorrectes, ligne 5.\nJeu de règles «mine», decision.max_link_risk : must be below 0.5";
        assert!(french.starts_with(expected), "{french}");
        let level = said("[weights.default.given]\nexcat = { m = 1.0, relative = 1.0 }\n", Lang::En);
        assert!(level.contains("weights.default.given.excat: «excat» is not a level of given; did you mean «exact»?"));
        let field = said("[weights.default.colour]\n", Lang::En);
        assert!(field.contains("«colour» is not a field. Fields: family"), "{field}");
    }
}
