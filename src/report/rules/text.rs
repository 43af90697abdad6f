//! A rule set explained for a terminal: sentences, and tables of weights.

use super::explanation::{Bearers, Explanation, LevelWeight, LevelsOf, PEOPLE, ProfileWeights, RuleExplanation};
use super::prose::wrapped;
use crate::identity::{Lang, Profile, printable};
use crate::matching::{Field, Level};
use crate::report::number::{count, signed_weight};
use crate::report::words::{self, colon, pick};

/// A piece of text, or a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    /// Lines, the last one ended too.
    Text(String),
    /// A table.
    Table(Grid),
}

/// A table, as text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grid {
    /// Titles of the columns.
    pub header: Vec<String>,
    /// Rows as long as the header.
    pub rows: Vec<Vec<String>>,
    /// How many columns hold words; those after them hold numbers.
    pub words: usize,
}

/// The explanation, in the order in which it is read: what the set is, its rules, its weights, its tunables.
pub fn explanation_text(explanation: &Explanation, lang: Lang) -> Vec<Part> {
    let mut parts = vec![Part::Text(heading(explanation, lang))];
    if explanation.method == "deterministic" {
        parts.push(Part::Text(rules_in_words(&explanation.list, lang)));
    }
    parts.push(Part::Text(legend(explanation.method == "scored", lang)));
    for weights in &explanation.weights {
        parts.push(Part::Text(format!("\n{}\n", profile_names(&weights.profiles, lang))));
        parts.push(Part::Table(grid(weights, lang)));
    }
    parts.push(Part::Text(tunables(explanation, lang)));
    parts.push(Part::Text(corrections(&explanation.corrections, lang)));
    parts
}

fn heading(explanation: &Explanation, lang: Lang) -> String {
    let rules = explanation.rules.to_string();
    let mut text = format!("{}{}\n", pick(lang, "Jeu de règles ", "Rule set "), printable(&rules));
    if !explanation.description.is_empty() {
        text += &format!("{}\n", printable(&explanation.description));
    }
    text
}

fn rules_in_words(rules: &[RuleExplanation], lang: Lang) -> String {
    let mut text = String::from("\n");
    text += pick(
        lang,
        "Les règles sont essayées dans l'ordre. Une règle que plusieurs personnes remplissent ne rapproche jamais.\n",
        "Rules are tried in order. A rule that several people meet never links.\n",
    );
    for (index, rule) in rules.iter().enumerate() {
        let outcome = match rule.outcome {
            "link" => pick(lang, "rapproche", "links"),
            _ => pick(lang, "propose seulement", "only proposes"),
        };
        let (name, profiles) = (printable(&rule.name), profile_names(&rule.profiles, lang));
        text += &format!("{}. «{name}» ({profiles}) {outcome}{}\n", index + 1, colon(lang).trim_end());
        for required in &rule.require {
            text += &format!("   - {}\n", in_words(required, lang));
        }
        if rule.at_least > 0 {
            let of: Vec<String> = rule.of.iter().map(|of| in_words(of, lang)).collect();
            text += &match lang {
                Lang::Fr => format!("   - au moins {} parmi : {}\n", rule.at_least, of.join(" ; ")),
                Lang::En => format!("   - at least {} of: {}\n", rule.at_least, of.join("; ")),
            };
        } else if rule.require.is_empty() {
            text += pick(lang, "   - sans condition\n", "   - without a condition\n");
        }
    }
    text
}

fn in_words(LevelsOf { field, levels }: &LevelsOf, lang: Lang) -> String {
    let words: Vec<&str> = levels.iter().map(|&level| words::level(*field, level, lang)).collect();
    let levels = match &words[..] {
        [] => pick(lang, "jamais", "never").to_owned(),
        [only] => (*only).to_owned(),
        [others @ .., last] => format!("{}{}{last}", others.join(", "), pick(lang, " ou ", " or ")),
    };
    format!("{}{}{levels}", words::field(*field, lang), colon(lang))
}

fn legend(decides: bool, lang: Lang) -> String {
    let Bearers { family, given, postcode } = Bearers::SHOWN;
    let or = pick(lang, "ou", "or");
    let list = |[rare, ordinary, frequent]: [u32; 3]| format!("{rare}, {ordinary} {or} {frequent}");
    let (people, family, given, postcode) = (count(PEOPLE.into(), lang), list(family), list(given), list(postcode));
    let role = match (decides, lang) {
        (true, Lang::Fr) => "Ce que vaut chaque accord, en bits.",
        (true, Lang::En) => "What each agreement is worth, in bits.",
        (false, Lang::Fr) => {
            "Ce que vaut chaque accord, en bits ; ici, seulement pour classer les candidats et dire le risque."
        }
        (false, Lang::En) => {
            "What each agreement is worth, in bits; here only to rank candidates and to state the risk."
        }
    };
    let text = match lang {
        Lang::Fr => format!(
            "{role} Un bit double les chances que ce soit la même personne, un bit négatif les divise par deux. Sur \
             {people} personnes de la base, une valeur rare, courante ou fréquente est ici celle de {family} personnes \
             (nom), de {given} (prénom), de {postcode} (code postal). «proche» : ce que le même accord dit pour ou contre \
             un frère, une sœur ou un conjoint, la valeur étant courante."
        ),
        Lang::En => format!(
            "{role} One bit doubles the odds that it is the same person, a negative one halves them. Of {people} people \
             of the base, {family} have a rare, an ordinary or a frequent family name here, {given} such a given name, \
             {postcode} such a postcode. «relative»: what the same agreement says for or against a sibling or a spouse, \
             the value being an ordinary one."
        ),
    };
    format!("\n{}", wrapped(&text, 0))
}

fn profile_names(profiles: &[Profile], lang: Lang) -> String {
    if profiles.len() == Profile::ALL.len() {
        return pick(lang, "Tous les profils", "All profiles").to_owned();
    }
    let names: Vec<&str> = profiles.iter().map(|&profile| words::profile(profile, lang)).collect();
    names.join(", ")
}

fn grid(weights: &ProfileWeights, lang: Lang) -> Grid {
    let header = match lang {
        Lang::Fr => ["champ", "accord", "rare", "courant", "fréquent", "proche"],
        Lang::En => ["field", "agreement", "rare", "ordinary", "frequent", "relative"],
    };
    let mut last: Option<Field> = None;
    let rows = weights.levels.iter().map(|of: &LevelWeight| {
        let field = if last == Some(of.field) { "" } else { words::field(of.field, lang) };
        last = Some(of.field);
        let level = words::level(of.field, of.level, lang).to_owned();
        let bits = of.weights.iter().chain([&of.relative_weight]).map(|&weight| signed_weight(weight, lang));
        [field.to_owned(), level].into_iter().chain(bits).collect()
    });
    Grid { rows: rows.collect(), header: header.map(str::to_owned).into(), words: 2 }
}

fn tunables(explanation: &Explanation, lang: Lang) -> String {
    let mut text = format!("\n{}\n", pick(lang, "Réglages ([decision])", "Tunables ([decision])"));
    for tunable in &explanation.tunables {
        let words = tunable.words;
        text += &format!("  {} = {}\n", tunable.key, tunable.value);
        text += &(wrapped(words.meaning, 6) + &wrapped(words.raising, 6));
    }
    text
}

fn corrections(corrections: &[LevelsOf], lang: Lang) -> String {
    let mut text = format!(
        "\n{}\n",
        pick(
            lang,
            "Ce qu'on peut corriger à une première connexion, comparé à ce que le serveur CAS affirme ([correction])",
            "What may be corrected at a first connection, compared with what the CAS server asserts ([correction])",
        )
    );
    for of in corrections {
        let LevelsOf { field, levels } = of;
        let line = match &levels[..] {
            [] => format!("{}{}{}", words::field(*field, lang), colon(lang), pick(lang, "rien", "nothing")),
            // Equal once folded: what is left to correct are accents, case and separators.
            _ => in_words(of, lang),
        };
        text += &format!("  {line}\n");
    }
    let is_filled = |of: &LevelsOf| of.field == Field::BirthDate && of.levels.contains(&Level::Missing);
    if corrections.iter().any(is_filled) {
        text += pick(
            lang,
            "  (date absente : elle peut être donnée si le serveur n'en affirme aucune)\n",
            "  (missing date: it may be given where the server asserts none)\n",
        );
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::matching::RuleSet;

    /// Everything but the tables.
    fn prose(set: &RuleSet, lang: Lang) -> String {
        let parts = explanation_text(&Explanation::new(set, None, lang), lang);
        let prose = parts.into_iter().map(|part| match part {
            Part::Text(text) => text,
            Part::Table(_) => String::new(),
        });
        prose.collect()
    }

    #[test]
    fn the_rules_of_a_list_are_told_in_words() {
        let strict = RuleSet::named("three-of-four").expect("shipped");
        let text = prose(&strict, Lang::Fr);
        assert!(
            text.contains("1. «trois sur quatre» (Tous les profils) rapproche :\n   - ordre des noms : même ordre\n")
        );
        let counted =
            "   - au moins 3 parmi : nom : égal ; prénom : égal ; date de naissance : égale ; code postal : égal\n";
        assert!(text.contains(counted), "{text}");
        let suggest = RuleSet::named("suggest").expect("shipped");
        let text = prose(&suggest, Lang::En);
        assert!(text.contains("only proposes:\n   - without a condition\n"), "{text}");
    }

    #[test]
    fn every_tunable_and_correction_is_told() {
        let text = prose(&RuleSet::default(), Lang::En);
        for (key, value) in RuleSet::default().decision.tunables() {
            assert!(text.contains(&format!("  {key} = {value}\n      ")), "{key}");
        }
        assert!(
            text.contains("  family name: equal, equal to the birth name, another romanisation or one typing error")
        );
        assert!(text.contains("it may be given where the server asserts none"));
    }

    #[test]
    fn no_name_forges_a_line() {
        let set = RuleSet::default().named_as("x\u{1b}[2Jy", "1", "a\nRéglages");
        let text = prose(&set, Lang::Fr);
        assert!(!text.contains('\u{1b}') && text.lines().nth(1) == Some("a␊Réglages"), "{text}");
    }

    #[test]
    fn a_table_has_a_row_per_level() {
        let parts = explanation_text(&Explanation::new(&RuleSet::default(), None, Lang::Fr), Lang::Fr);
        let grids: Vec<&Grid> = parts
            .iter()
            .filter_map(|part| match part {
                Part::Table(grid) => Some(grid),
                Part::Text(_) => None,
            })
            .collect();
        assert_eq!(grids.len(), 2);
        for grid in grids {
            assert!(grid.rows.iter().all(|row| row.len() == grid.header.len()));
            assert_eq!(grid.rows.iter().filter(|row| !row[0].is_empty()).count(), Field::COUNT);
        }
    }
}
