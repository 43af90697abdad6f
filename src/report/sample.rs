//! Which failures a page shows when it cannot show them all.

use std::cmp::Ordering;

use crate::reconcile::{Failure, Outcome, Reason, Reconciliation};

/// The failures of one reason, and those of them that are shown.
#[derive(Debug)]
pub(super) struct ReasonSample<'a> {
    pub(super) reason: Reason,
    /// How many there are.
    pub(super) total: usize,
    /// The likeliest of them.
    pub(super) shown: Vec<(&'a Outcome, &'a Failure)>,
}

/// All failures in the order in which an administrator takes them up: by reason, then by falling probability of the
/// best candidate; cases that are alike stay in the order of the CAS file.
pub(super) fn in_order(result: &Reconciliation) -> Vec<(&Outcome, &Failure)> {
    let best = |failure: &Failure| failure.candidates.first().map_or(0.0, |candidate| candidate.probability);
    let likelier = |a: &Failure, b: &Failure| -> Ordering { best(b).total_cmp(&best(a)) };
    let mut failures: Vec<_> = result.failures().collect();
    failures.sort_by(|(_, a), (_, b)| a.reason.cmp(&b.reason).then_with(|| likelier(a, b)));
    failures
}

/// At most `most` failures, in that order. Every reason gets an equal share of the room;
/// what rare ones leave goes to the frequent ones.
pub(super) fn failures(result: &Reconciliation, most: usize) -> Vec<ReasonSample<'_>> {
    let mut by_reason: Vec<ReasonSample<'_>> =
        Reason::ALL.map(|reason| ReasonSample { reason, total: 0, shown: Vec::new() }).into();
    for (outcome, failure) in in_order(result) {
        let group = &mut by_reason[failure.reason as usize];
        group.total += 1;
        if group.shown.len() < most {
            group.shown.push((outcome, failure));
        }
    }
    by_reason.retain(|group| group.total > 0);

    // The smallest groups first: each takes its share or less, and the rest is shared anew.
    by_reason.sort_by_key(|group| (group.total, group.reason));
    let (mut room, mut groups) = (most, by_reason.len());
    for group in &mut by_reason {
        let share = group.total.min(room / groups);
        group.shown.truncate(share);
        room -= share;
        groups -= 1;
    }
    by_reason.sort_by_key(|group| group.reason);
    by_reason
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::example::school;

    #[test]
    fn shows_all_when_there_is_room() {
        let school = school();
        let sample = failures(&school.result, 300);
        let shown: usize = sample.iter().map(|group| group.shown.len()).sum();
        assert_eq!(shown as u64, school.result.tally.failures());
        assert_eq!((sample[0].reason, sample[0].total), (Reason::Ambiguous, 2));
    }

    #[test]
    fn the_likeliest_of_a_reason_come_first() {
        let school = school();
        let ordered = in_order(&school.result);
        let reasons: Vec<Reason> = ordered.iter().map(|(_, failure)| failure.reason).collect();
        assert!(reasons.is_sorted(), "{reasons:?}");
        // The parent at 62 % before the pupil at 50 %, who stands before in the file.
        assert_eq!((ordered[0].0.cas, ordered[1].0.cas), (6, 3));
    }

    #[test]
    fn rare_reasons_keep_their_place() {
        let mut school = school();
        school.repeat_failures(Reason::Ambiguous, 1000);
        let sample = failures(&school.result, 50);
        let shown: usize = sample.iter().map(|group| group.shown.len()).sum();
        assert_eq!(shown, 50);
        assert!(sample.iter().all(|group| !group.shown.is_empty()));
        assert_eq!(sample[0].total, 1002);
        assert_eq!(sample[0].shown.len(), 46);
    }
}
