//! The budget of wrong links of a run.
//!
//! As many links as the mean risk allows, the surest first: a fixed bound per link would throw away half of
//! the parents for nothing, since their evidence is two names and a postcode.

/// The largest risk that may be linked so that the mean over all links stays within `max_mean`; links of
/// equal risk go together. `None` when not even the surest fit.
pub(super) fn largest_affordable_risk(risks: &[f64], max_mean: f64) -> Option<f64> {
    let mut sorted = risks.to_vec();
    sorted.sort_unstable_by(f64::total_cmp);
    let mut affordable = None;
    let mut sum = 0.0;
    for (position, &risk) in sorted.iter().enumerate() {
        sum += risk;
        let last_of_its_kind = sorted.get(position + 1).is_none_or(|&next| next > risk);
        if last_of_its_kind && sum <= max_mean * (position + 1) as f64 {
            affordable = Some(risk);
        }
    }
    affordable
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spends_the_budget_on_the_surest() {
        let risks = [1e-6, 1e-6, 1e-3, 2e-4, 1e-6];
        assert_eq!(largest_affordable_risk(&risks, 1e-4), Some(2e-4));
        assert_eq!(largest_affordable_risk(&risks, 1e-6), Some(1e-6));
        assert_eq!(largest_affordable_risk(&risks, 1.0), Some(1e-3));
        assert_eq!(largest_affordable_risk(&risks, 1e-9), None);
        assert_eq!(largest_affordable_risk(&[], 1e-4), None);
    }

    #[test]
    fn equal_risks_go_together() {
        // Two of the three would fit; which two would depend on the order of the input.
        assert_eq!(largest_affordable_risk(&[0.0, 3e-4, 3e-4, 3e-4], 2e-4), None.or(Some(0.0)));
    }
}
