//! A bar per profile: how far its CAS users are reconciled.

use maud::{Markup, html};

use crate::identity::{Lang, Profile};
use crate::reconcile::ProfileTally;
use crate::report::words::{self, pick};
use crate::report::{Run, number};

/// Width of a bar in its own units.
const WIDTH: f64 = 1000.0;

pub(super) fn section(run: &Run<'_>) -> Markup {
    let lang = run.lang;
    html! {
        section #bars aria-labelledby="bars-title" {
            h2 #bars-title { (pick(lang, "Avancement par profil", "Progress by profile")) }
            ul.legend {
                li { (swatch("existing")) (pick(lang, "déjà rapprochés dans la base", "already linked in the base")) }
                li { (swatch("new")) (pick(lang, "nouveaux rapprochements", "new links")) }
                li { (swatch("open")) (pick(lang, "à rapprocher", "to reconcile")) }
            }
            dl.bars {
                @for profile in Profile::ALL {
                    @let column = run.result.tally.profile(profile);
                    dt { (words::profile(profile, lang)) }
                    dd { (bar(column)) span { (caption(column, lang)) } }
                }
            }
        }
    }
}

fn swatch(class: &str) -> Markup {
    html! { svg.swatch viewBox="0 0 16 16" aria-hidden="true" { (part(class, 0.0, 16.0, 16.0)) } }
}

/// The text beside says the same.
fn bar(column: &ProfileTally) -> Markup {
    let share = |count: u64| if column.cas == 0 { 0.0 } else { count as f64 / column.cas as f64 * WIDTH };
    let (existing, reconciled) = (share(column.existing), share(column.reconciled));
    html! {
        svg.bar viewBox={ "0 0 " (WIDTH) " 20" } preserveAspectRatio="none" aria-hidden="true" {
            rect.track x="0" y="0" width=(WIDTH) height="20" {}
            @if column.cas > 0 {
                (part("existing", 0.0, existing, 20.0))
                (part("new", existing, reconciled - existing, 20.0))
                (part("open", reconciled, WIDTH - reconciled, 20.0))
            }
        }
    }
}

fn part(class: &str, x: f64, width: f64, height: f64) -> Markup {
    html! {
        @if width > 0.0 {
            // A sliver of a large bar must still be seen.
            rect class=(class) x={ (format!("{x:.2}")) } y="0" width={ (format!("{:.2}", width.max(3.0))) } height=(height) {}
        }
    }
}

fn caption(column: &ProfileTally, lang: Lang) -> String {
    if !column.has_source {
        return pick(lang, "aucun utilisateur CAS", "no CAS user").to_owned();
    }
    let [reconciled, cas, open] =
        [column.reconciled, column.cas, column.to_reconcile()].map(|count| number::count(count, lang));
    let done = match lang {
        Lang::Fr => format!("{reconciled} sur {cas}"),
        Lang::En => format!("{reconciled} of {cas}"),
    };
    if column.to_reconcile() == 0 {
        return done;
    }
    match lang {
        Lang::Fr => format!("{done}, {open} à rapprocher"),
        Lang::En => format!("{done}, {open} to reconcile"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_parts_fill_the_bar() {
        let column = ProfileTally { base: 9, cas: 8, has_source: true, reconciled: 6, existing: 2 };
        let svg = bar(&column).into_string();
        assert!(svg.contains(r#"class="existing" x="0.00" y="0" width="250.00""#), "{svg}");
        assert!(svg.contains(r#"class="new" x="250.00" y="0" width="500.00""#), "{svg}");
        assert!(svg.contains(r#"class="open" x="750.00" y="0" width="250.00""#), "{svg}");
        assert_eq!(caption(&column, Lang::Fr), "6 sur 8, 2 à rapprocher");
        assert!(!bar(&ProfileTally::default()).into_string().contains("NaN"));
    }
}
