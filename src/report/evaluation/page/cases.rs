//! Every wrong and every missed link, and some right ones, each with the waterfall of its weights.

use std::cmp::Reverse;

use maud::{Markup, html};

use crate::evaluation::assessment::{Assessment, Judged};
use crate::identity::Lang;
use crate::report::number;
use crate::report::words::{self, pick};

use super::Study;
use super::case::case;

/// Right links shown per rule set: enough to see what a good one looks like.
const RIGHT_SHOWN: usize = 20;

/// Why a case is listed, the gravest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Wrong,
    Missed,
    Right,
}

impl Kind {
    const ALL: [Self; 3] = [Self::Wrong, Self::Missed, Self::Right];

    /// A wrong link of somebody who is in the base is a missed one too, and listed once, as wrong.
    fn of(judged: &Judged) -> Option<Self> {
        match judged {
            each if each.is_wrong() => Some(Self::Wrong),
            each if each.is_missed() => Some(Self::Missed),
            each if each.is_right() => Some(Self::Right),
            _ => None,
        }
    }

    pub(super) fn code(self) -> &'static str {
        match self {
            Self::Wrong => "wrong",
            Self::Missed => "missed",
            Self::Right => "right",
        }
    }

    pub(super) fn title(self, lang: Lang) -> &'static str {
        match self {
            Self::Wrong => pick(lang, "lien faux", "wrong link"),
            Self::Missed => pick(lang, "lien manqué", "missed link"),
            Self::Right => pick(lang, "lien juste", "right link"),
        }
    }

    fn titles(self, lang: Lang) -> &'static str {
        match self {
            Self::Wrong => pick(lang, "liens faux", "wrong links"),
            Self::Missed => pick(lang, "liens manqués", "missed links"),
            Self::Right => pick(lang, "liens justes", "right links"),
        }
    }
}

/// How many cases of a kind there are, and how many the page has room for.
#[derive(Debug, Clone, Copy, Default)]
struct Shown {
    total: usize,
    shown: usize,
}

/// At most `most_bytes` of cases: the wrong links of all rule sets first, then the missed ones, then the right ones, for
/// which a tenth is kept. Rule sets share the room.
pub(super) fn section(study: &Study<'_>, most_bytes: usize) -> Markup {
    let lang = study.lang;
    let (mut listed, mut bytes, mut tallies) = (Vec::new(), 0, [Shown::default(); Kind::ALL.len()]);
    for (kind, tally) in Kind::ALL.into_iter().zip(&mut tallies) {
        let limit = if kind == Kind::Right { most_bytes } else { most_bytes - most_bytes / 10 };
        let sets = study.sets().map(|(set, name, rules)| (of_kind(rules.assessment, kind), set, name, rules));
        let mut sets: Vec<_> = sets.collect();
        // Who has few leaves room to the next.
        sets.sort_by_key(|(cases, ..)| cases.len());
        for (place, (of_kind, set, name, rules)) in sets.iter().enumerate() {
            let until = bytes + limit.saturating_sub(bytes) / (sets.len() - place);
            tally.total += of_kind.len();
            for judged in sample(of_kind, kind) {
                let id = format!("w{}", listed.len());
                let case = case(study, (*set, name, rules), judged, kind, &id);
                if bytes + case.0.len() > until {
                    break;
                }
                bytes += case.0.len();
                tally.shown += 1;
                listed.push(case);
            }
        }
    }
    html! {
        section #cases aria-labelledby="cases-title" {
            h2 #cases-title { (pick(lang, "Liens, un par un", "Links, one by one")) }
            ul { @for (kind, tally) in Kind::ALL.into_iter().zip(&tallies) { li { (told(kind, *tally, lang)) } } }
            @if !listed.is_empty() { (filter(study, listed.len())) }
            @for case in &listed { (case) }
        }
    }
}

/// By falling score of the best candidate: those that came closest to a link first.
fn of_kind(assessment: &Assessment, kind: Kind) -> Vec<&Judged> {
    let mut all: Vec<&Judged> = assessment.judged.iter().filter(|each| Kind::of(each) == Some(kind)).collect();
    all.sort_by_key(|each| Reverse(each.best.map(|best| best.comparison.score())));
    all
}

/// All of them, or right links at equal distances.
fn sample<'a>(all: &'a [&'a Judged], kind: Kind) -> impl Iterator<Item = &'a Judged> {
    let every = if kind == Kind::Right { all.len().div_ceil(RIGHT_SHOWN).max(1) } else { 1 };
    all.iter().copied().step_by(every)
}

/// `liens manqués : 12, tous montrés`
fn told(kind: Kind, Shown { total, shown }: Shown, lang: Lang) -> String {
    let [all, some] = [total, shown].map(|count| number::count(count as u64, lang));
    let (title, colon) = (kind.titles(lang), words::colon(lang));
    if total == 0 {
        return format!("{title}{colon}{}", pick(lang, "aucun", "none"));
    }
    if total == shown {
        return format!("{title}{colon}{all}, {}", pick(lang, "tous montrés", "all of them shown"));
    }
    match (lang, kind) {
        (Lang::Fr, Kind::Right) => format!("{title}{colon}{all}, dont un échantillon de {some}"),
        (Lang::En, Kind::Right) => format!("{title}{colon}{all}, a sample of {some} of them"),
        (Lang::Fr, _) => format!("{title}{colon}{all}, dont {some} montrés ; les autres alourdiraient trop la page"),
        (Lang::En, _) => format!("{title}{colon}{all}, {some} of them shown; the others would make the page too large"),
    }
}

/// Hidden until the script, without which it does nothing, has run.
fn filter(study: &Study<'_>, count: usize) -> Markup {
    let lang = study.lang;
    html! {
        form #filter hidden {
            label { (pick(lang, "Chercher (nom, identifiant, profil, dégât)", "Search (name, id, profile, damage)"))
                input name="words" type="search" autocomplete="off"; }
            label { (pick(lang, "Lequel", "Which"))
                select name="kind" {
                    option value="" { (pick(lang, "tous", "all")) }
                    @for kind in Kind::ALL { option value=(kind.code()) { (kind.titles(lang)) } }
                } }
            label { (pick(lang, "Règles", "Rules"))
                select name="set" {
                    option value="" { (pick(lang, "toutes", "all")) }
                    @for (set, name, _) in study.sets() { option value=(set) { (name) } }
                } }
            p aria-live="polite" { (pick(lang, "Affichés : ", "Shown: ")) output #shown { (number::count(count as u64, lang)) } }
        }
    }
}
