//! Remarks on the input, gathered by kind.
//!
//! Input: the remarks of a run, in the order of the files. Output: one group per side and kind that occurs, in the
//! order in which an administrator takes them up. Invariant: every remark stands in exactly one group.

use std::collections::BTreeMap;

use crate::identity::{Notice, NoticeKind, Side};

/// Remarks of one kind on one side, in the order of the files; never empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct NoticeGroup<'a> {
    pub(super) side: Side,
    pub(super) kind: NoticeKind,
    pub(super) notices: Vec<&'a Notice>,
}

impl NoticeGroup<'_> {
    /// How many there are: rows or cells where a notice stands for many of them, else notices.
    pub(super) fn count(&self) -> u64 {
        let count = |notice: &&Notice| if self.kind.is_a_count() { notice.value.parse().unwrap_or(1) } else { 1 };
        self.notices.iter().map(count).sum()
    }
}

/// The remarks by kind, those to correct first, the base before the CAS side.
pub(super) fn notice_groups(notices: &[Notice]) -> Vec<NoticeGroup<'_>> {
    let mut groups: BTreeMap<_, NoticeGroup<'_>> = BTreeMap::new();
    for notice in notices {
        let (side, kind) = (notice.side, notice.kind);
        let rank = (!kind.is_reject(), side == Side::Cas, kind);
        groups.entry(rank).or_insert_with(|| NoticeGroup { side, kind, notices: Vec::new() }).notices.push(notice);
    }
    groups.into_values().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::identity::Origin;
    use crate::report::example::school;

    #[test]
    fn a_notice_that_stands_for_many_cells_counts_as_many() {
        let notice = |kind, value: &str| Notice {
            side: Side::Base,
            origin: Origin::default(),
            column: String::new(),
            kind,
            value: value.to_owned(),
        };
        let counts = |notices: &[Notice]| notice_groups(notices).iter().map(NoticeGroup::count).collect::<Vec<_>>();
        assert_eq!(counts(&[notice(NoticeKind::RepairedText, "40"), notice(NoticeKind::RepairedText, "2")]), [42]);
        assert_eq!(counts(&[notice(NoticeKind::InvalidPostcode, "35"), notice(NoticeKind::InvalidPostcode, "2")]), [2]);
    }

    #[test]
    fn what_is_to_correct_comes_first_then_the_base_then_the_order_of_kinds() {
        use NoticeKind::{DuplicateId, InvalidPostcode, MissingName, NoPeople};
        let mut school = school();
        let told = [
            (Side::Cas, NoPeople, 1),
            (Side::Cas, MissingName, 9),
            (Side::Base, InvalidPostcode, 3),
            (Side::Base, DuplicateId, 7),
            (Side::Cas, MissingName, 2),
            (Side::Base, MissingName, 5),
        ];
        school.notices = told
            .into_iter()
            .map(|(side, kind, line)| Notice {
                side,
                kind,
                origin: Origin { source: 0, line },
                column: String::new(),
                value: String::new(),
            })
            .collect();
        let groups: Vec<_> = notice_groups(&school.notices)
            .into_iter()
            .map(|group| {
                let lines: Vec<_> = group.notices.iter().map(|notice| notice.origin.line).collect();
                (group.side, group.kind, lines)
            })
            .collect();
        let expected = [
            (Side::Base, MissingName, vec![5]),
            (Side::Base, DuplicateId, vec![7]),
            (Side::Cas, MissingName, vec![9, 2]),
            (Side::Base, InvalidPostcode, vec![3]),
            (Side::Cas, NoPeople, vec![1]),
        ];
        assert_eq!(groups, expected);
    }
}
