//! What the server asserts about somebody: named values, in the order sent.

use std::fmt;

use super::error::ResponseError;
use super::limits::{Limit, Limits};

/// An ordered multi-map from attribute names to values.
///
/// Values are kept as sent, without surrounding white space; blank ones and repetitions are dropped. Names are
/// looked up the way LDAP has them: as written, else ignoring case, else by the last part of a URN or URL
/// (`urn:mace:dir:attribute-def:sn` is found as `sn`). The first of these that finds anything decides; when it finds
/// several attributes, their values come together, so that a conflict between them shows.
///
/// `Debug` shows names and counts only: the values are personal data.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Attributes {
    groups: Vec<Group>,
    values: usize,
}

#[derive(Clone, PartialEq, Eq)]
struct Group {
    name: String,
    values: Vec<String>,
}

impl Attributes {
    /// Adds a value to those of `name`.
    ///
    /// # Errors
    /// [`ResponseError::TooLarge`] past [`Limits::values`].
    pub fn add(&mut self, name: &str, value: &str, limits: &Limits) -> Result<(), ResponseError> {
        let (name, value) = (name.trim(), value.trim());
        if value.is_empty() {
            return Ok(());
        }
        let group = self.groups.iter_mut().find(|group| group.name == name);
        if group.as_ref().is_some_and(|group| group.values.iter().any(|known| known == value)) {
            return Ok(());
        }
        self.values += 1;
        if self.values > limits.values {
            return Err(ResponseError::TooLarge { limit: Limit::Values, maximum: limits.values });
        }
        match group {
            Some(group) => group.values.push(value.to_owned()),
            None => self.groups.push(Group { name: name.to_owned(), values: vec![value.to_owned()] }),
        }
        Ok(())
    }

    /// Every attribute with its values, in the order sent.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (&str, &[String])> {
        self.groups.iter().map(|group| (&*group.name, &*group.values))
    }

    /// How many values there are, over all names.
    pub fn len(&self) -> usize {
        self.values
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.values == 0
    }

    /// The values of `name`, as sent.
    pub fn raw(&self, name: &str) -> impl Iterator<Item = &str> {
        let found = Lookup::ALL.into_iter().find(|lookup| self.groups.iter().any(|group| lookup.finds(group, name)));
        self.groups
            .iter()
            .filter(move |group| found.is_some_and(|lookup| lookup.finds(group, name)))
            .flat_map(|group| &group.values)
            .map(String::as_str)
    }

    /// The values of `name`, those that are lists split: `National_3;National_2` is two.
    pub fn values(&self, name: &str) -> impl Iterator<Item = &str> {
        self.raw(name).flat_map(|value| value.split(';')).map(str::trim).filter(|value| !value.is_empty())
    }

    /// The one value of `name`, if it has any.
    ///
    /// # Errors
    /// [`ResponseError::Ambiguous`] when there are two different ones: never the first of them.
    pub fn single(&self, name: &str) -> Result<Option<&str>, ResponseError> {
        let mut values = self.raw(name);
        let Some(first) = values.next() else { return Ok(None) };
        if values.all(|other| other == first) {
            Ok(Some(first))
        } else {
            Err(ResponseError::Ambiguous { attribute: name.to_owned() })
        }
    }
}

/// The ways of finding an attribute, the strictest first.
#[derive(Clone, Copy)]
enum Lookup {
    AsWritten,
    IgnoringCase,
    ByLastPart,
}

impl Lookup {
    const ALL: [Self; 3] = [Self::AsWritten, Self::IgnoringCase, Self::ByLastPart];

    fn finds(self, group: &Group, name: &str) -> bool {
        match self {
            Self::AsWritten => group.name == name,
            Self::IgnoringCase => group.name.eq_ignore_ascii_case(name),
            Self::ByLastPart => {
                group.name.rsplit([':', '/', '#']).next().is_some_and(|part| part.eq_ignore_ascii_case(name))
            }
        }
    }
}

impl fmt::Debug for Attributes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.groups.iter().map(|group| (&group.name, group.values.len()))).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn attributes(pairs: &[(&str, &str)]) -> Attributes {
        let mut attributes = Attributes::default();
        for (name, value) in pairs {
            attributes.add(name, value, &Limits::default()).unwrap();
        }
        attributes
    }

    #[test]
    fn keeps_the_order_and_drops_repetitions() {
        let attributes = attributes(&[("b", "2"), ("a", "x; y"), ("b", " 2 "), ("b", "1"), ("c", " ")]);
        let names: Vec<_> = attributes.iter().map(|(name, values)| (name, values.len())).collect();
        assert_eq!(names, [("b", 2), ("a", 1)]);
        assert_eq!(attributes.raw("b").collect::<Vec<_>>(), ["2", "1"]);
        assert_eq!(attributes.raw("a").collect::<Vec<_>>(), ["x; y"]);
        assert_eq!(attributes.values("a").collect::<Vec<_>>(), ["x", "y"]);
        assert_eq!(attributes.len(), 3);
    }

    #[test]
    fn the_strictest_lookup_that_finds_decides() {
        let sent = attributes(&[("SN", "1"), ("sn", "2"), ("urn:mace:dir:attribute-def:sn", "3"), ("x/uid", "4")]);
        assert_eq!(sent.single("sn"), Ok(Some("2")));
        assert_eq!(sent.single("SN"), Ok(Some("1")));
        assert_eq!(sent.single("uid"), Ok(Some("4")));
        assert_eq!(sent.single("d"), Ok(None));
        assert_eq!(sent.single("Sn"), Err(ResponseError::Ambiguous { attribute: "Sn".into() }));
    }

    #[test]
    fn debug_shows_no_value() {
        assert_eq!(format!("{:?}", attributes(&[("sn", "MARTIN")])), r#"{"sn": 1}"#);
    }

    #[test]
    fn values_are_counted_over_all_names() {
        let limits = Limits { values: 2, ..Limits::default() };
        let mut attributes = attributes(&[("a", "1"), ("b", "1")]);
        assert_eq!(attributes.add("b", "1", &limits), Ok(()));
        let error = attributes.add("c", "1", &limits).unwrap_err();
        assert_eq!(error, ResponseError::TooLarge { limit: Limit::Values, maximum: 2 });
    }
}
