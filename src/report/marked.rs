//! The values of one field on both sides, the letters that differ marked, as HTML.
//!
//! Whoever shows them gives `mark.differs`, `mark.accent` and `.absent` a look: the batch's page and the administrator's do.

use maud::{Markup, html};

use crate::matching::{Field, Level};

use super::diff::{self, Mark, Span};
use super::side_by_side::{FieldLine, Value};
use super::words;

/// The CAS side, marked against the base. What only the base has is not shown here.
pub(crate) fn cas_value(line: &FieldLine) -> Markup {
    let marked = spans(line.field, line.level, &line.cas.main, &line.base.main);
    let here = marked.into_iter().filter(|span| span.mark != Mark::Absent).collect::<Vec<_>>();
    value(&line.cas, &here)
}

/// The base's side, marked against the CAS side.
pub(crate) fn base_value(line: &FieldLine) -> Markup {
    value(&line.base, &spans(line.field, line.level, &line.base.main, &line.cas.main))
}

/// The class of a cell: `equal`, `close`, `different` or `missing`.
pub(crate) fn level_class(level: Level) -> &'static str {
    match words::level_sign(level) {
        "=" => "equal",
        "≈" => "close",
        "≠" => "different",
        _ => "missing",
    }
}

fn value(value: &Value, spans: &[Span]) -> Markup {
    html! {
        span.value {
            @if value.main.is_empty() && value.also.is_empty() { "–" }
            @for span in spans {
                @match span.mark {
                    Mark::Same => (span.text),
                    Mark::Accent => mark.accent { (span.text) },
                    Mark::Differs => mark.differs { (span.text) },
                    Mark::Absent => span.absent { (span.text) },
                }
            }
            @if !value.also.is_empty() { " (" (value.also) ")" }
        }
    }
}

/// What differs in `shown`, in the way the field is compared.
fn spans(field: Field, level: Level, shown: &str, other: &str) -> Vec<Span> {
    match (field, level) {
        // The agreement is with another recorded name, or there is nothing to compare with.
        (_, Level::Alternate | Level::Missing) => diff::whole(shown, Mark::Same),
        // Equal as compared: only an accent is worth a mark, and foreign postcodes have no text to show.
        (Field::BirthDate | Field::Postcode | Field::Sex | Field::Children, Level::Exact) => {
            diff::whole(shown, Mark::Same)
        }
        // Two other names share letters by chance alone: marking those would suggest a likeness.
        (_, Level::Different) => diff::whole(shown, Mark::Differs),
        (Field::BirthDate | Field::Postcode | Field::Sex, _) => diff::digits(shown, other),
        _ => diff::names(shown, other),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn other_names_are_marked_whole() {
        let marked = spans(Field::Family, Level::Different, "MARTIN", "DURAND");
        assert_eq!(marked, [Span { mark: Mark::Differs, text: "MARTIN".into() }]);
        assert_eq!(spans(Field::Given, Level::Alternate, "Paul", "Jean")[0].mark, Mark::Same);
    }
}
