//! Why a rule file cannot be used: where, what is wrong, what would be right.

use super::SHIPPED;
use super::place::Position;
use super::problem::{Misplaced, RuleProblem, did_you_mean};
use crate::identity::Lang;
use crate::normalize::nearest;
use crate::toml_error::TomlError;

/// A rule file that cannot be used. The text names the place and the remedy, not the file, which the caller knows.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[error("{}", self.message(Lang::En))]
pub enum RuleError {
    /// No shipped set has that name.
    UnknownName {
        /// What was asked for.
        name: String,
    },
    /// TOML that does not parse, or a key or type that the format does not know.
    Syntax(TomlError),
    /// A value that contradicts the rest, or a name that does not exist.
    Invalid {
        /// Name of the set.
        set: String,
        /// The key, dotted: `weights.parents.given.typo.m`; rules go by their name.
        key: String,
        /// Where the key stands, or the table that should have it; none where the file has neither.
        position: Option<Position>,
        /// What is wrong with it.
        problem: RuleProblem,
    },
}

impl RuleError {
    /// A key in `text`, the file of the set of that name. `rules` are the names of its rules.
    pub(super) fn misplaced(Misplaced { key, problem }: Misplaced, set: &str, rules: &[&str], text: &str) -> Self {
        let position = super::place::position_of(&key, text);
        let mut steps = key.splitn(3, '.');
        let named = match (steps.next(), steps.next()) {
            (Some("rules"), Some(index)) => index.parse().ok().and_then(|index: usize| rules.get(index)),
            _ => None,
        };
        let key = match named {
            Some(name) => {
                std::iter::once(format!("rules.«{name}»")).chain(steps.map(str::to_owned)).collect::<Vec<_>>().join(".")
            }
            None => key,
        };
        Self::Invalid { set: set.to_owned(), key, position, problem }
    }

    /// Where in the file, if it is there.
    pub fn position(&self) -> Option<Position> {
        match self {
            Self::UnknownName { .. } => None,
            Self::Syntax(error) => Some(Position { line: error.line, column: error.column }),
            Self::Invalid { position, .. } => *position,
        }
    }

    /// The message, with the place and the remedy.
    pub fn message(&self, lang: Lang) -> String {
        let sentence = self.sentence(lang);
        match (self.position(), lang) {
            (Some(Position { line, column }), Lang::Fr) => format!("ligne {line}, colonne {column} : {sentence}"),
            (Some(Position { line, column }), Lang::En) => format!("line {line}, column {column}: {sentence}"),
            (None, _) => sentence,
        }
    }

    /// The message as compilers write it, for editors to follow: `mine.toml:12:1: …`.
    pub fn message_in(&self, file: &str, lang: Lang) -> String {
        let sentence = self.sentence(lang);
        match (self.position(), lang) {
            (Some(Position { line, column }), _) => format!("{file}:{line}:{column}: {sentence}"),
            (None, Lang::Fr) => format!("{file} : {sentence}"),
            (None, Lang::En) => format!("{file}: {sentence}"),
        }
    }

    fn sentence(&self, lang: Lang) -> String {
        match self {
            Self::UnknownName { name } => {
                let names = SHIPPED.map(|(shipped, _)| shipped);
                let (meant, shipped) = (did_you_mean(nearest([name.as_str()], names), lang), names.join(", "));
                match lang {
                    Lang::Fr => format!("aucun jeu de règles ne s'appelle «{name}» ; sont fournis {shipped}.{meant}"),
                    Lang::En => format!("no rule set is called «{name}»; shipped are {shipped}.{meant}"),
                }
            }
            Self::Syntax(error) => error.told(lang),
            Self::Invalid { key, problem, .. } => match lang {
                Lang::Fr => format!("{key} : {}", problem.sentence(lang)),
                Lang::En => format!("{key}: {}", problem.sentence(lang)),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::RuleSet;
    use super::*;

    /// What is said of a rule file that begins well and goes on with `rest`.
    fn said(rest: &str, lang: Lang) -> String {
        let text = format!("name = \"mine\"\nversion = \"1\"\nextends = \"standard\"\n{rest}");
        RuleSet::from_toml(&text).expect_err(rest).message_in("mine.toml", lang)
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
        let parent = "name = \"x\"\nversion = \"1\"\nextends = \"standart\"\n";
        let parent = RuleSet::from_toml(parent).expect_err("no such set").message(Lang::Fr);
        assert_eq!(
            parent,
            "ligne 3, colonne 1 : extends : «standart» n'est pas un jeu de règles fourni. Vouliez-vous dire \
             «standard» ? Jeux fournis : strict, three-of-four, standard, suggest"
        );
    }

    #[test]
    fn what_the_toml_reader_says_is_told_with_its_place() {
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
            (
                "[weights.default.sex]\nexact = { m = 1, u = 1, relatif = 1 }\n",
                "mine.toml:5:25: la clé «relatif» est inconnue. Vouliez-vous dire «relative» ?",
            ),
            ("[weights.default.sex]\nexact = 3\n", "mine.toml:5:9: il faut une table"),
            ("[weights.default.sex]\nexact = { m = \"x\" }\n", "mine.toml:5:15: il faut un nombre"),
            ("[decision]\nmargin = 9.0\n[decision]\n", "mine.toml:6:"),
        ] {
            let message = said(rest, Lang::Fr);
            assert!(message.starts_with(beginning), "{message}");
            for english in ["expected", "invalid", "unknown", "error", "duplicate", "missing", "wanted"] {
                assert!(!message.contains(english), "{message}");
            }
            assert!(said(rest, Lang::En).starts_with("mine.toml:"));
        }
    }

    #[test]
    fn every_name_that_does_not_exist_has_its_place_and_the_nearest() {
        let sex = "exact = { m = 0.5, u = 0.5, relative = 0.5 }\ndifferent = { m = 0.5, u = 0.5, relative = 0.5 }\n";
        let rule = "[[rules]]\nname = \"a.b\"\noutcome = \"link\"\n";
        for (rest, place, meant) in [
            ("[decision]\nmargn = 3\n".to_owned(), "5:1: decision.margn", "margin"),
            (
                "[decision]\nvetoes = [\"sex:different\", \"sexe:different\"]\n".to_owned(),
                "5:28: decision.vetoes.1",
                "sex",
            ),
            ("[decision]\nvetoes = [\"sex:diferent\"]\n".to_owned(), "5:11: decision.vetoes.0", "different"),
            (format!("[weights.elevs.sex]\n{sex}"), "4:10: weights.elevs", "eleves"),
            (format!("[weights.eleves.sexe]\n{sex}"), "4:17: weights.eleves.sexe", "sex"),
            (
                "[weights.eleves.sex]\nexcat = { m = 1, u = 1, relative = 1 }\n".to_owned(),
                "5:1: weights.eleves.sex.excat",
                "exact",
            ),
            ("[correction]\ngivn = []\n".to_owned(), "5:1: correction.givn", "given"),
            ("[correction]\ngiven = [\"exact\", \"tipo\"]\n".to_owned(), "5:19: correction.given.1", "typo"),
            (format!("{rule}profiles = [\"eleve\"]\n"), "7:13: rules.«a.b».profiles.0", "eleves"),
            (format!("{rule}require = {{ famly = [\"exact\"] }}\n"), "7:13: rules.«a.b».require.famly", "family"),
            (
                format!("{rule}at_least = {{ count = 1, of = {{ sex = [\"same\", \"exat\"] }} }}\n"),
                "7:39: rules.«a.b».at_least.of.sex.0",
                "",
            ),
        ] {
            let message = said(&rest, Lang::Fr);
            assert!(message.starts_with(&format!("mine.toml:{place} : «")), "{message}");
            let question = format!("Vouliez-vous dire «{meant}» ?");
            assert_eq!(message.contains(&question), !meant.is_empty(), "{message}");
        }
    }

    #[test]
    fn every_contradiction_has_its_place_in_both_languages() {
        let level = |m: f64| format!("{{ m = {m}, u = 0.5, relative = 0.5 }}");
        let rule = "[[rules]]\nname = \"r\"\noutcome = \"link\"\n";
        for (rest, place) in [
            ("[decision]\nmax_link_risk = 0.7\n".to_owned(), "5:1: decision.max_link_risk"),
            ("[decision]\nmargin = \"3\"\n".to_owned(), "5:1: decision.margin"),
            ("[decision]\nall_pairs_up_to = -1\n".to_owned(), "5:1: decision.all_pairs_up_to"),
            ("[decision]\ncompare_incomplete = 1\n".to_owned(), "5:1: decision.compare_incomplete"),
            ("[decision]\nvetoes = [\"sex\"]\n".to_owned(), "5:11: decision.vetoes.0"),
            ("[decision]\nvetoes = \"sex:different\"\n".to_owned(), "5:1: decision.vetoes"),
            (format!("[weights.default.sex]\nexact = {}\n", level(0.5)), "4:18: weights.default.sex"),
            (
                format!("[weights.default.sex]\nexact = {}\ndifferent = {}\n", level(0.5), level(0.4)),
                "4:18: weights.default.sex",
            ),
            (format!("[weights.default.sex]\nexact = {}\n", level(1.5)), "5:11: weights.default.sex.exact.m"),
            (format!("[weights.default.sex]\nmissing = {}\n", level(0.5)), "5:1: weights.default.sex.missing"),
            (
                "[weights.default.sex]\nexact = { m = 0.5, relative = 0.5 }\n".to_owned(),
                "5:1: weights.default.sex.exact",
            ),
            ("[correction]\nsex = []\n".to_owned(), "5:1: correction.sex"),
            (rule.to_owned(), "4:1: rules.«r»"),
            (format!("{rule}at_least = {{ count = 2, of = {{ sex = [\"exact\"] }} }}\n"), "7:1: rules.«r».at_least"),
        ] {
            let (french, english) = (said(&rest, Lang::Fr), said(&rest, Lang::En));
            assert!(french.starts_with(&format!("mine.toml:{place} : ")), "{french}");
            assert!(english.starts_with(&format!("mine.toml:{place}: ")), "{english}");
            assert!(!french.contains("must") && english.len() > place.len() + 12, "{french}\n{english}");
        }
        let nothing = RuleSet::from_toml("name = \"x\"\nversion = \"1\"\n").expect_err("no weights");
        assert!(nothing.message_in("x.toml", Lang::Fr).starts_with("x.toml : weights.default.family : aucune"));
    }
}
