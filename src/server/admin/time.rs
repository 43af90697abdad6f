//! Moments as people say them, on the clock of this machine.

use chrono::{DateTime, Local};
use maud::{Markup, html};

use crate::store::Moment;

/// How long something has been waiting.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Age {
    Today,
    /// In the last seven days, today not counted.
    Week,
    Older,
}

impl Age {
    pub(super) const ALL: [Self; 3] = [Self::Today, Self::Week, Self::Older];

    /// The key in addresses.
    pub(super) fn key(self) -> &'static str {
        match self {
            Self::Today => "jour",
            Self::Week => "semaine",
            Self::Older => "avant",
        }
    }

    pub(super) fn title(self) -> &'static str {
        match self {
            Self::Today => "Depuis aujourd’hui",
            Self::Week => "Depuis moins d’une semaine",
            Self::Older => "Depuis plus longtemps",
        }
    }

    pub(super) fn of(moment: Moment, now: Moment) -> Self {
        match days(moment, now) {
            ..=0 => Self::Today,
            1..=7 => Self::Week,
            _ => Self::Older,
        }
    }
}

fn local(moment: Moment) -> DateTime<Local> {
    moment.date_time().with_timezone(&Local)
}

/// Midnights between two moments.
fn days(moment: Moment, now: Moment) -> i64 {
    (local(now).date_naive() - local(moment).date_naive()).num_days()
}

/// `aujourd’hui`, `hier`, `il y a 3 jours`.
pub(super) fn ago(moment: Moment, now: Moment) -> String {
    match days(moment, now) {
        ..=0 => "aujourd’hui".to_owned(),
        1 => "hier".to_owned(),
        days => format!("il y a {days} jours"),
    }
}

/// `02/09/2025 à 08 h 30`, for people and for programs.
pub(super) fn stamp(moment: Moment) -> Markup {
    let local = local(moment);
    html! { time datetime=(local.to_rfc3339()) { (local.format("%d/%m/%Y à\u{a0}%H\u{a0}h\u{a0}%M")) } }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn ages_go_by_midnights() {
        let now = Moment(1_756_715_400_000);
        let before = |days: u64| now.earlier(Duration::from_secs(days * 86_400));
        assert_eq!([0, 1, 7, 8].map(|days| Age::of(before(days), now)), [Age::Today, Age::Week, Age::Week, Age::Older]);
        assert_eq!(ago(before(1), now), "hier");
        assert_eq!(ago(before(12), now), "il y a 12 jours");
    }
}
