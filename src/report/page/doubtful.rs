//! The existing links that look wrong, both records side by side.

use maud::{Markup, html};

use crate::identity::Person;
use crate::report::side_by_side::full_name;
use crate::report::words::{self, pick};
use crate::report::{Run, doubtful, number};

/// How many are listed; all of them stand in the workbook.
const MOST_LISTED: usize = 100;

pub(super) fn section(run: &Run<'_>) -> Markup {
    let lang = run.lang;
    let Some(sentence) = doubtful::sentence(run.result, lang) else { return html! {} };
    let total = doubtful::links(run.result).count();
    let who = |person: Person<'_>| format!("{} {}", full_name(person), person.birth_date()).trim_end().to_owned();
    html! {
        section #doubtful aria-labelledby="doubtful-title" {
            h2 #doubtful-title { (pick(lang, "Rapprochements existants à vérifier", "Existing links to check")) }
            p.notice {
                (sentence) " "
                (pick(lang,
                    "Rien n'y a été changé. Si ce sont deux personnes, défaites le rapprochement dans PRONOTE, puis relancez.",
                    "Nothing was changed. If they are two people, undo the link in PRONOTE, then run again."))
                @if total > MOST_LISTED {
                    " " (pick(lang, "Les premiers :", "The first")) " " (number::count(MOST_LISTED as u64, lang)) "."
                }
            }
            div.scroll tabindex="0" role="region" aria-labelledby="doubtful-title" {
                table.wide {
                    thead { tr {
                        th scope="col" { (pick(lang, "Identifiant CAS", "CAS id")) }
                        th scope="col" { (pick(lang, "Profil", "Profile")) }
                        th scope="col" { "CAS" }
                        th scope="col" { "PRONOTE" }
                        th scope="col" { "IDPN" }
                    } }
                    tbody {
                        @for (outcome, base) in doubtful::links(run.result).take(MOST_LISTED) {
                            tr {
                                th scope="row" { (run.cas.person(outcome.cas).id()) }
                                td { (outcome.profile.map_or("", |profile| words::profile(profile, lang))) }
                                td { (who(run.cas.person(outcome.cas))) }
                                td { (who(run.base.person(base))) }
                                td { (run.base.person(base).id()) }
                            }
                        }
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::example::school;

    #[test]
    fn lists_both_people_and_is_silent_without_any() {
        let mut school = school();
        assert_eq!(section(&school.run()).into_string(), "");
        school.make_existing_link_doubtful();
        let page = section(&school.run()).into_string();
        for text in ["1 rapprochement existant semble faux", "ent-5", "Ben-Hamou Youssef 30/01/2013", "1005"] {
            assert!(page.contains(text), "{text}: {page}");
        }
    }
}
