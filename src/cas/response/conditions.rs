//! For when and for whom an assertion holds.
//!
//! SAML 1.1 core, 2.3.2.1: all conditions must hold; of the audiences within one restriction, one is enough.
//! Conditions that an assertion does not have are not asked for.

use chrono::{DateTime, NaiveDateTime, TimeDelta, Utc};

use super::Checks;
use super::error::{Problem, ResponseError};
use super::tree::Node;

/// Checks one `Conditions` element.
pub(super) fn check(conditions: Node<'_>, checks: &Checks<'_>) -> Result<(), ResponseError> {
    if let Some(now) = checks.now {
        if let Some(begin) = instant(conditions, "NotBefore")? {
            let early = beyond_skew(begin - now, checks);
            if early > TimeDelta::zero() {
                return Err(ResponseError::NotYetValid { seconds: early.num_seconds() });
            }
        }
        if let Some(end) = instant(conditions, "NotOnOrAfter")? {
            let late = beyond_skew(now - end, checks);
            // The end itself is outside: «not on or after».
            if late >= TimeDelta::zero() {
                return Err(ResponseError::Expired { seconds: late.num_seconds() });
            }
        }
    }
    let Some(service) = checks.service else { return Ok(()) };
    let restrictions = conditions
        .children()
        .filter(|child| matches!(child.name(), "AudienceRestrictionCondition" | "AudienceRestriction"));
    for restriction in restrictions {
        let mut audiences = restriction.children().filter(|child| child.name() == "Audience");
        if !audiences.any(|audience| audience.text() == service.trim()) {
            return Err(ResponseError::WrongAudience);
        }
    }
    Ok(())
}

/// What is left of a difference once the tolerated skew is taken off.
fn beyond_skew(difference: TimeDelta, checks: &Checks<'_>) -> TimeDelta {
    let skew = checks.clock_skew.max(TimeDelta::zero());
    difference.checked_sub(&skew).unwrap_or(TimeDelta::MIN)
}

/// An `xs:dateTime`. SAML asks for UTC; one without a zone is taken for it.
fn instant(conditions: Node<'_>, name: &str) -> Result<Option<DateTime<Utc>>, ResponseError> {
    let Some(value) = conditions.attribute(name).map(str::trim) else { return Ok(None) };
    let zoned = DateTime::parse_from_rfc3339(value).map(|instant| instant.to_utc());
    zoned
        .or_else(|_| value.parse::<NaiveDateTime>().map(|instant| instant.and_utc()))
        .map(Some)
        .map_err(|_| conditions.malformed(Problem::Instant))
}

#[cfg(test)]
mod tests {
    use super::super::limits::Limits;
    use super::super::tree::Tree;
    use super::*;

    const SERVICE: &str = "https://pronote.example.fr/";

    fn checked(conditions: &str, now: &str, skew: i64) -> Result<(), ResponseError> {
        let tree = Tree::parse(conditions, &Limits::default()).unwrap();
        let now = DateTime::parse_from_rfc3339(now).unwrap().to_utc();
        let checks = Checks { clock_skew: TimeDelta::seconds(skew), ..Checks::live(now, SERVICE) };
        check(tree.root(), &checks)
    }

    #[test]
    fn the_skew_widens_both_ends() {
        let conditions = "<Conditions NotBefore='2026-09-01T10:00:00Z' NotOnOrAfter='2026-09-01T12:01:00+02:00'/>";
        assert_eq!(checked(conditions, "2026-09-01T10:00:30Z", 0), Ok(()));
        assert_eq!(checked(conditions, "2026-09-01T10:00:00Z", 0), Ok(()));
        assert_eq!(checked(conditions, "2026-09-01T10:01:00Z", 0), Err(ResponseError::Expired { seconds: 0 }));
        assert_eq!(checked(conditions, "2026-09-01T10:01:59.9Z", 60), Ok(()));
        assert_eq!(checked(conditions, "2026-09-01T10:02:05Z", 60), Err(ResponseError::Expired { seconds: 5 }));
        assert_eq!(checked(conditions, "2026-09-01T09:59:00Z", 60), Ok(()));
        assert_eq!(checked(conditions, "2026-09-01T09:58:50Z", 60), Err(ResponseError::NotYetValid { seconds: 10 }));
    }

    #[test]
    fn instants_come_with_fractions_or_without_a_zone() {
        for end in ["2026-09-01T10:00:00.123456+00:00", "2026-09-01T10:00:00", "2026-09-01T10:00:00.5Z"] {
            let conditions = format!("<Conditions NotOnOrAfter='{end}'/>");
            assert_eq!(checked(&conditions, "2026-09-01T09:59:59Z", 0), Ok(()), "{end}");
        }
        let error = checked("<Conditions NotBefore='hier'/>", "2026-09-01T09:59:59Z", 0).unwrap_err();
        assert_eq!(error, ResponseError::Malformed { problem: Problem::Instant, line: 1, column: 1 });
    }

    #[test]
    fn extreme_instants_do_not_overflow() {
        let conditions = "<Conditions NotBefore='0001-01-01T00:00:00Z' NotOnOrAfter='9999-12-31T23:59:59Z'/>";
        assert_eq!(checked(conditions, "2026-09-01T10:00:30Z", i64::MAX / 1_000), Ok(()));
    }

    #[test]
    fn each_restriction_must_name_the_service() {
        let restriction = |audiences: &[&str]| -> String {
            let audiences: String = audiences.iter().map(|a| format!("<Audience>\n {a}\n </Audience>")).collect();
            format!("<AudienceRestrictionCondition>{audiences}</AudienceRestrictionCondition>")
        };
        let checked =
            |inside: String| checked(&format!("<Conditions>{inside}</Conditions>"), "2026-09-01T10:00:00Z", 0);
        assert_eq!(checked(restriction(&["https://other.fr/", SERVICE])), Ok(()));
        assert_eq!(checked(restriction(&["https://other.fr/"])), Err(ResponseError::WrongAudience));
        assert_eq!(checked(restriction(&[])), Err(ResponseError::WrongAudience));
        assert_eq!(
            checked(restriction(&[SERVICE]) + &restriction(&["https://other.fr/"])),
            Err(ResponseError::WrongAudience)
        );
        assert_eq!(checked(String::new()), Ok(()));
    }
}
