//! Where in a rule file a key stands.

use toml::de::{DeTable, DeValue};

/// A place in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Position {
    /// The line, from 1.
    pub line: usize,
    /// The character in the line, from 1.
    pub column: usize,
}

impl Position {
    /// That of the byte `offset` of `text`.
    pub(super) fn of(offset: usize, text: &str) -> Option<Self> {
        let before = text.get(..offset)?;
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        Some(Self { line: 1 + before.matches('\n').count(), column: 1 + before[line_start..].chars().count() })
    }
}

/// Where the dotted `key` stands in `text`, or the innermost table around it that the file has. Elements of lists go by
/// their number, from 0. None where the file has nothing of it.
pub(super) fn position_of(key: &str, text: &str) -> Option<Position> {
    let parsed = DeTable::parse(text).ok()?;
    let mut steps = key.split('.');
    let (name, mut value) =
        parsed.get_ref().iter().find(|(name, _)| Some(name.get_ref().as_ref()) == steps.clone().next())?;
    let mut start = name.span().start;
    steps.next();
    for step in steps {
        let found = match value.get_ref() {
            DeValue::Table(table) => {
                table.iter().find(|(name, _)| name.get_ref() == step).map(|(name, value)| (name.span(), value))
            }
            DeValue::Array(elements) => {
                step.parse().ok().and_then(|index: usize| elements.get(index)).map(|element| (element.span(), element))
            }
            _ => None,
        };
        let Some((span, inner)) = found else { break };
        (start, value) = (span.start, inner);
    }
    Position::of(start, text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_innermost_known_key_gives_the_place() {
        let text = "name = \"é\"\n\n[decision]\nmargin = 3\nvetoes = [\n  \"é:é\", \"b:b\"]\n\n[weights.default.sex]\n\
                    exact = { m = 2, u = 1 }\n\n[[rules]]\nname = \"a.b\"\n[[rules]]\nname = \"c\"\nrequire.sex = []\n";
        for (key, place) in [
            ("decision.margin", Some((4, 1))),
            ("decision.threshold", Some((3, 2))),
            ("decision.vetoes.1", Some((6, 10))),
            ("weights.default.sex.exact.m", Some((9, 11))),
            ("weights.default.sex", Some((8, 18))),
            ("weights.default.given", Some((8, 10))),
            ("rules.1.require.sex", Some((15, 9))),
            ("rules.1.profiles.0", Some((13, 1))),
            ("rules.0", Some((11, 1))),
            ("correction.sex", None),
        ] {
            let found = position_of(key, text).map(|position| (position.line, position.column));
            assert_eq!(found, place, "{key}");
        }
    }
}
