//! Where in a rule file a key stands.

use toml::de::{DeTable, DeValue};

/// The line, counted from 1, of the dotted key `place` in `text`, or of the innermost table around it that the file
/// has; rules go by their name, `rules.NAME`. None where the file has nothing of it.
pub(super) fn line_of(text: &str, place: &str) -> Option<usize> {
    let parsed = DeTable::parse(text).ok()?;
    let start = match place.strip_prefix("rules.") {
        Some(name) => rule_start(parsed.get_ref(), name)?,
        None => key_start(parsed.get_ref(), place)?,
    };
    Some(1 + text.get(..start)?.matches('\n').count())
}

fn key_start(root: &DeTable<'_>, place: &str) -> Option<usize> {
    let mut table = Some(root);
    let mut start = None;
    for step in place.split('.') {
        let Some((key, value)) = table.and_then(|table| table.iter().find(|(key, _)| key.get_ref() == step)) else {
            break;
        };
        start = Some(key.span().start);
        table = match value.get_ref() {
            DeValue::Table(inner) => Some(inner),
            _ => None,
        };
    }
    start
}

fn rule_start(root: &DeTable<'_>, name: &str) -> Option<usize> {
    let DeValue::Array(rules) = root.get("rules")?.get_ref() else { return None };
    rules.iter().find_map(|rule| {
        let DeValue::Table(rule) = rule.get_ref() else { return None };
        let written = rule.get("name")?;
        let DeValue::String(text) = written.get_ref() else { return None };
        (text == name).then(|| written.span().start)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_innermost_known_key_gives_the_line() {
        let text = "name = \"x\"\n\n[decision]\nmargin = 3\n\n[weights.default.sex]\nexact = { m = 2, u = 1 }\n\n\
                    [[rules]]\nname = \"a.b\"\n";
        for (place, line) in [
            ("decision.margin", Some(4)),
            ("decision.threshold", Some(3)),
            ("weights.default.sex.exact.m", Some(7)),
            ("weights.default.sex", Some(6)),
            ("weights.default.given", Some(6)),
            ("rules.a.b", Some(10)),
            ("rules.c", None),
            ("correction.sex", None),
        ] {
            assert_eq!(line_of(text, place), line, "{place}");
        }
    }
}
