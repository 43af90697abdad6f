//! Birth dates that could not be read, by the person who sent them.
//!
//! A population keeps no text of such a date; the remark on it does, and whoever resolves the failure wants to see
//! what was sent.

use std::collections::HashMap;

use crate::identity::{Notice, NoticeKind, Person, Side};

/// What the CAS side sent as birth dates, where it was none.
#[derive(Debug)]
pub(super) struct UnreadableDates<'a>(HashMap<(u16, u32), &'a str>);

impl<'a> UnreadableDates<'a> {
    pub(super) fn new(notices: &'a [Notice]) -> Self {
        let unreadable =
            notices.iter().filter(|notice| notice.side == Side::Cas && notice.kind == NoticeKind::InvalidBirthDate);
        Self(unreadable.map(|notice| ((notice.origin.source, notice.origin.line), notice.value.as_str())).collect())
    }

    /// The text that `cas` has in place of a date.
    pub(super) fn of(&self, cas: Person<'_>) -> Option<&'a str> {
        let origin = cas.origin();
        self.0.get(&(origin.source, origin.line)).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::example::school;

    #[test]
    fn belongs_to_the_line_it_was_read_from() {
        let school = school();
        let unreadable = UnreadableDates::new(&school.notices);
        let found: Vec<_> = school.cas.people().filter_map(|person| unreadable.of(person)).collect();
        assert_eq!(found, ["31/02/2011"]);
        assert_eq!(unreadable.of(school.cas.person(2)), Some("31/02/2011"));
    }
}
