//! What tells one rule set from another, in lines.

use super::differences::{Differences, LevelChange, MethodChange, TunableChange};
use super::explanation::LevelsOf;
use crate::identity::{Lang, Profile, printable};
use crate::report::number::decimal;
use crate::report::words::{self, colon, pick};

/// The differences, the weightiest kinds first; none where the two sets decide alike.
pub fn difference_lines(differences: &Differences, lang: Lang) -> Vec<String> {
    if differences.is_empty() {
        return Vec::new();
    }
    let Differences { method, tunables, corrections, levels, .. } = differences;
    let mut lines: Vec<String> = method.iter().map(|change| of_method(change, lang)).collect();
    lines.extend(tunables.iter().map(|change| of_tunable(change, lang)));
    for change in corrections {
        let name = words::field(change.before.field, lang);
        let (before, after) = (keys(&change.before, lang), keys(&change.after, lang));
        lines.push(format!("correction, {name}{}{before} → {after}", colon(lang)));
    }
    lines.extend(levels.iter().map(|change| of_level(change, lang)));
    lines
}

fn of_method(change: &MethodChange, lang: Lang) -> String {
    let of = |names: &Option<Vec<String>>| match names {
        None => pick(lang, "par score", "by score").to_owned(),
        Some(names) => {
            let quoted: Vec<String> = names.iter().map(|name| format!("«{}»", printable(name))).collect();
            format!("[{}]", quoted.join(", "))
        }
    };
    let (before, after) = (of(&change.before), of(&change.after));
    let same_names = before == after;
    let changed = if same_names { pick(lang, ", conditions changées", ", other conditions") } else { "" };
    format!("{}{}{before} → {after}{changed}", pick(lang, "règles", "rules"), colon(lang))
}

fn of_tunable(change: &TunableChange, lang: Lang) -> String {
    let TunableChange { key, before, after, bits } = change;
    let line = format!("{key}{}{before} → {after}", colon(lang));
    let Some(bits) = bits else { return line };
    let size = decimal(bits.abs(), 1, lang);
    // The French plural begins at two.
    let unit = if bits.abs() < 2.0 { "bit" } else { "bits" };
    match (*bits >= 0.0, lang) {
        (true, Lang::Fr) => format!("{line} (demande {size} {unit} de preuve de plus)"),
        (false, Lang::Fr) => format!("{line} (demande {size} {unit} de preuve de moins)"),
        (true, Lang::En) => format!("{line} (asks for {size} bits more of evidence)"),
        (false, Lang::En) => format!("{line} (asks for {size} bits less of evidence)"),
    }
}

fn of_level(change: &LevelChange, lang: Lang) -> String {
    let profiles = match &change.profiles[..] {
        all if all.len() == Profile::ALL.len() => pick(lang, "tous les profils", "all profiles").to_owned(),
        some => {
            let names: Vec<&str> = some.iter().map(|&profile| words::profile(profile, lang)).collect();
            names.join(" + ")
        }
    };
    let (field, level) = (words::field(change.field, lang), words::level(change.field, change.level, lang));
    let what = format!("{profiles}, {field}, {level}{}", colon(lang));
    let bits = |bits: Option<f64>| bits.map_or_else(String::new, |bits| decimal(bits, 1, lang).replace('-', "−"));
    let (from, to) = (bits(change.bits_before), bits(change.bits_after));
    match (&change.before, &change.after) {
        (Some(before), Some(after)) => {
            let parts = [
                ("m", before.m, after.m),
                ("u", before.u, after.u),
                ("frequency", before.frequency, after.frequency),
                ("relative", before.relative, after.relative),
            ];
            let changed = parts.into_iter().filter(|(_, before, after)| before != after);
            let said: Vec<String> = changed
                .map(|(key, before, after)| format!("{key} {} → {}", short(before, lang), short(after, lang)))
                .collect();
            format!("{what}{} ({from} → {to} bits)", said.join(", "))
        }
        (None, _) => format!("{what}{} ({to} bits)", pick(lang, "nouveau", "new")),
        (_, None) => format!("{what}{} ({from} bits)", pick(lang, "supprimé", "gone")),
    }
}

fn keys(of: &LevelsOf, lang: Lang) -> String {
    let keys: Vec<&str> = of.levels.iter().map(|level| level.key()).collect();
    if keys.is_empty() { pick(lang, "rien", "nothing").to_owned() } else { keys.join(", ") }
}

/// Three significant digits.
fn short(probability: f64, lang: Lang) -> String {
    if probability == 0.0 {
        return "0".to_owned();
    }
    let decimals = (2 - probability.abs().log10().floor() as i32).clamp(0, 12) as usize;
    decimal(probability, decimals, lang)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::matching::RuleSet;

    fn lines(before: &RuleSet, after: &RuleSet, lang: Lang) -> Vec<String> {
        difference_lines(&Differences::between(before, after), lang)
    }

    fn set(more: &str) -> RuleSet {
        let text = format!("name = \"mine\"\nversion = \"1\"\nextends = \"standard\"\n{more}");
        RuleSet::from_toml(&text).expect("a valid set")
    }

    #[test]
    fn what_decides_alike_has_no_difference() {
        assert_eq!(lines(&RuleSet::default(), &set(""), Lang::Fr), Vec::<String>::new());
    }

    #[test]
    fn names_what_changed_the_largest_first() {
        let own = set("[decision]\nmargin = 4.0\n[correction]\ngiven = []\n[weights.parents.sex]\n\
                       exact = { m = 0.99, u = 0.5, relative = 0.5 }\n\
                       different = { m = 0.01, u = 0.5, relative = 0.5 }\n");
        assert_eq!(
            lines(&RuleSet::default(), &own, Lang::Fr),
            [
                "margin : 0.0 → 4.0 (demande 4,0 bits de preuve de plus)",
                "correction, prénom : exact, variant, typo → rien",
                "Parents, sexe, différent : m 0,00500 → 0,0100 (−6,6 → −5,6 bits)",
                "Parents, sexe, égal : m 0,995 → 0,990 (1,0 → 1,0 bits)",
            ]
        );
    }

    #[test]
    fn a_level_that_comes_or_goes_is_named_for_all_profiles_at_once() {
        let typo = set("[weights.default.postcode]\nexact = { m = 0.9, u = 0.1, relative = 0.5 }\n\
                        one_digit = { m = 0.02, u = 0.01, relative = 0.1 }\n\
                        same_departement = { m = 0.05, u = 0.3, relative = 0.3 }\n\
                        different = { m = 0.03, u = 0.6, relative = 0.1 }\n");
        let plain = set("[weights.default.postcode]\nexact = { m = 0.9, u = 0.1, relative = 0.5 }\n\
                         same_departement = { m = 0.07, u = 0.3, relative = 0.4 }\n\
                         different = { m = 0.03, u = 0.6, relative = 0.1 }\n");
        // Pupils have a table of their own.
        let come = &lines(&plain, &typo, Lang::En)[0];
        assert!(come.ends_with(", postcode, one digit differs: new (1.0 bits)"), "{come}");
        let gone = &lines(&typo, &plain, Lang::En)[0];
        assert!(gone.ends_with(", postcode, one digit differs: gone (1.0 bits)"), "{gone}");
    }

    #[test]
    fn another_method_is_a_difference() {
        let strict = RuleSet::named("strict").expect("shipped");
        let changed = lines(&RuleSet::default(), &strict, Lang::En);
        assert!(changed[0].starts_with("rules: by score → [«nom, prénom et date"), "{changed:?}");
        let rule =
            |level: &str| set(&format!("[[rules]]\nname = \"r\"\noutcome = \"link\"\nrequire.sex = [\"{level}\"]\n"));
        let conditions = lines(&rule("exact"), &rule("missing"), Lang::Fr);
        assert_eq!(conditions, ["règles : [«r»] → [«r»], conditions changées"]);
    }
}
