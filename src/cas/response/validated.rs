//! Somebody whom a CAS server vouches for.

use std::fmt;

use super::attributes::Attributes;
use super::error::ResponseError;

/// What a valid reply says. `Debug` shows no value.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Validated {
    /// `cas:user`, or the `NameIdentifier` of the assertion's subject.
    pub subject: Option<String>,
    /// Everything else.
    pub attributes: Attributes,
}

impl Validated {
    /// The common id, by which the ENT and PRONOTE know the same person: the value of the attribute that the
    /// configuration names in `AttributIDCas`, or the subject when it names none.
    ///
    /// # Errors
    /// [`ResponseError::MissingId`] when there is none, [`ResponseError::Ambiguous`] when there are two. A named
    /// attribute that is missing is never replaced by the subject: that would be another person's id at the ENTs
    /// that reuse logins.
    pub fn common_id(&self, attribut_id_cas: Option<&str>) -> Result<&str, ResponseError> {
        let attribute = attribut_id_cas.map(str::trim).filter(|name| !name.is_empty());
        let id = match attribute {
            Some(name) => self.attributes.single(name)?,
            None => self.subject.as_deref(),
        };
        id.ok_or_else(|| ResponseError::MissingId { attribute: attribute.map(str::to_owned) })
    }
}

impl fmt::Debug for Validated {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Validated")
            .field("has_subject", &self.subject.is_some())
            .field("attributes", &self.attributes)
            .finish()
    }
}

/// Sets the subject, or checks that it is the same. `element` is for the error.
pub(super) fn agree(subject: &mut Option<String>, value: &str, element: &'static str) -> Result<(), ResponseError> {
    match subject {
        _ if value.is_empty() => Ok(()),
        Some(known) if known != value => Err(ResponseError::Contradictory { element }),
        Some(_) => Ok(()),
        None => {
            *subject = Some(value.to_owned());
            Ok(())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::limits::Limits;
    use super::*;

    #[test]
    fn the_common_id_is_the_one_that_the_model_names() {
        let mut somebody = Validated { subject: Some("login".into()), ..Validated::default() };
        for (name, value) in [("uid", "42"), ("alias", "a"), ("alias", "b")] {
            somebody.attributes.add(name, value, &Limits::default()).unwrap();
        }
        assert_eq!(somebody.common_id(None), Ok("login"));
        assert_eq!(somebody.common_id(Some(" ")), Ok("login"));
        assert_eq!(somebody.common_id(Some("UID")), Ok("42"));
        let missing = ResponseError::MissingId { attribute: Some("ENTPersonJointure".into()) };
        assert_eq!(somebody.common_id(Some("ENTPersonJointure")), Err(missing));
        assert_eq!(somebody.common_id(Some("alias")), Err(ResponseError::Ambiguous { attribute: "alias".into() }));
        somebody.subject = None;
        assert_eq!(somebody.common_id(None), Err(ResponseError::MissingId { attribute: None }));
        assert!(!format!("{somebody:?}").contains("42"));
    }
}
