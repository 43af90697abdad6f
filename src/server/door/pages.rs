//! What somebody at the door gets to see.
//!
//! Invariant: nothing here depends on who else is in the base; a name is shown to its owner alone.

use std::sync::Arc;

use maud::{Markup, html};

use super::guest::Guest;
use super::login_page::{LoginPage, Purpose};
use super::memory::Step;
use crate::first_connection::Answer;
use crate::identity::{Lang, Profile};
use crate::report::words;
use crate::server::layout::visitor_page;
use crate::service::School;

pub(super) fn pick(lang: Lang, french: &'static str, english: &'static str) -> &'static str {
    match lang {
        Lang::Fr => french,
        Lang::En => english,
    }
}

/// Where there are several schools, and the address names none.
pub(super) fn schools(schools: &[Arc<School>], lang: Lang) -> Markup {
    let title = pick(lang, "Votre établissement", "Your school");
    visitor_page(
        title,
        lang,
        &html! {
            h1 { (title) }
            @if schools.is_empty() {
                p { (pick(lang, "Aucun établissement n’est encore configuré.", "No school has been set up yet.")) }
            }
            ul { @for school in schools { li { a href={ "/" (school.uai()) "/" } { (school.name()) } } } }
        },
    )
}

fn one_thing(title: &str, text: &str, lang: Lang) -> Markup {
    visitor_page(title, lang, &html! { h1 { (title) } p { (text) } })
}

pub(super) fn not_configured(lang: Lang) -> Markup {
    one_thing(
        pick(lang, "PRONOTE n’est pas encore ouvert", "PRONOTE is not open yet"),
        pick(
            lang,
            "L’établissement n’a pas encore configuré la connexion par l’ENT.",
            "The school has not set up signing in by the ENT yet.",
        ),
        lang,
    )
}

pub(super) fn not_published(lang: Lang) -> Markup {
    one_thing(
        pick(lang, "PRONOTE est fermé pour le moment", "PRONOTE is closed at the moment"),
        pick(
            lang,
            "L’établissement l’ouvrira bientôt. Réessayez plus tard.",
            "The school will open it soon. Try again later.",
        ),
        lang,
    )
}

pub(super) fn no_direct_login(lang: Lang) -> Markup {
    one_thing(
        pick(lang, "Connexion directe", "Direct login"),
        pick(
            lang,
            "La connexion directe n’est pas ouverte ici : passez par l’ENT.",
            "Direct login is not open here: go by the ENT.",
        ),
        lang,
    )
}

pub(super) fn needs_cookies(lang: Lang) -> Markup {
    one_thing(
        pick(lang, "Cookies nécessaires", "Cookies needed"),
        pick(
            lang,
            "Votre navigateur refuse les cookies de PRONOTE : autorisez-les pour cette adresse, puis revenez par l’ENT.",
            "Your browser refuses PRONOTE’s cookies: allow them for this address, then come back by the ENT.",
        ),
        lang,
    )
}

pub(super) fn start_again(login: &str, lang: Lang) -> Markup {
    let title = pick(lang, "Connexion à recommencer", "Sign in again");
    let button = pick(lang, "Se reconnecter par l’ENT", "Sign in by the ENT");
    once_more(title, Answer::StartAgain.message(lang), button, login, lang)
}

pub(super) fn no_answer(login: &str, lang: Lang) -> Markup {
    let text = pick(
        lang,
        "L’ENT n’a pas confirmé votre connexion. Attendez quelques minutes, puis réessayez ; si cela dure, prévenez l’établissement.",
        "The ENT did not confirm that it is you. Wait a few minutes and try again; if it lasts, tell the school.",
    );
    once_more(pick(lang, "L’ENT ne répond pas", "The ENT does not answer"), text, retry(lang), login, lang)
}

pub(super) fn busy(login: &str, lang: Lang) -> Markup {
    let title = pick(lang, "Beaucoup de monde se connecte", "Many people are signing in");
    let text = pick(
        lang,
        "L’ENT n’a pas encore répondu à ceux qui sont arrivés avant vous. Attendez dix secondes, puis réessayez.",
        "The ENT has not yet answered for those who came before you. Wait ten seconds and try again.",
    );
    once_more(title, text, retry(lang), login, lang)
}

fn retry(lang: Lang) -> &'static str {
    pick(lang, "Réessayer", "Try again")
}

/// What went wrong, and the button by which the person goes to the ENT again.
fn once_more(title: &'static str, text: &str, button: &str, login: &str, lang: Lang) -> Markup {
    visitor_page(
        title,
        lang,
        &html! {
            h1 { (title) }
            p { (text) }
            p { a.button href=(login) { (button) } }
        },
    )
}

fn sign_out_form(school: &School, csrf: &str, lang: Lang) -> Markup {
    html! {
        form method="post" action={ "/" (school.uai()) "/deconnexion" } {
            input type="hidden" name="csrf" value=(csrf);
            button.quiet type="submit" { (pick(lang, "Se déconnecter", "Sign out")) }
        }
    }
}

/// «Plusieurs profils»: the person chooses the space.
pub(super) fn choose(school: &School, profiles: &[Profile], csrf: &str, lang: Lang) -> Markup {
    let title = pick(lang, "Choisissez votre espace", "Choose your space");
    visitor_page(
        title,
        lang,
        &html! {
            h1 { (title) }
            p.hint { (school.name()) }
            ul.spaces {
                @for profile in profiles {
                    li { a.button href={ "/" (school.uai()) "/espace/" (profile.key()) } {
                        (pick(lang, "Espace ", "Space: ")) (words::profile(*profile, lang))
                    } }
                }
            }
            (sign_out_form(school, csrf, lang))
        },
    )
}

pub(super) fn space(school: &School, profile: Profile, name: &str, several: bool, csrf: &str, lang: Lang) -> Markup {
    let title = format!("{}{}", pick(lang, "Espace ", "Space: "), words::profile(profile, lang));
    visitor_page(
        &title,
        lang,
        &html! {
            h1 { (title) }
            p.hint { (school.name()) }
            p { (pick(lang, "Bienvenue, ", "Welcome, ")) strong #who { (name) } "." }
            @if several {
                p { a href={ "/" (school.uai()) "/espace" } { (pick(lang, "Changer d’espace", "Another space")) } }
            }
            (sign_out_form(school, csrf, lang))
        },
    )
}

/// After signing out; who came past the ENT may come back that way.
pub(super) fn signed_out(school: &School, is_direct: bool, lang: Lang) -> Markup {
    let title = pick(lang, "Vous êtes déconnecté", "You are signed out");
    let way = if is_direct { "?login=true" } else { "" };
    visitor_page(
        title,
        lang,
        &html! {
            h1 { (title) }
            @if !is_direct {
                p { (pick(
                    lang,
                    "Vous êtes peut-être encore connecté à l’ENT : déconnectez-vous là aussi sur un poste partagé.",
                    "You may still be signed in at the ENT: sign out there as well on a shared computer.",
                )) }
            }
            p { a href={ "/" (school.uai()) "/" (way) } { (pick(lang, "Revenir à PRONOTE", "Back to PRONOTE")) } }
        },
    )
}

/// «Identification impossible», with what may be done about it. `bad_date` is what was typed for a date and is none.
pub(super) fn unidentified(guest: &Guest, bad_date: Option<&str>, lang: Lang) -> Markup {
    let may_correct = match guest.memory.step {
        Step::LogIn => {
            let purpose = Purpose::DoubleAuthentication;
            let page = LoginPage::new(&guest.school, purpose, &guest.session.csrf, lang);
            return page.for_account(&guest.memory.reply()).markup(None);
        }
        step => step == Step::Correct,
    };
    let title = pick(lang, "Identification impossible", "You could not be identified");
    visitor_page(
        title,
        lang,
        &html! {
            h1 { (title) }
            p { (Answer::NotIdentified { may_correct }.message(lang)) }
            @if let Some(failure) = guest.memory.failure {
                p.hint { (pick(lang, "Votre demande porte le numéro ", "Your request has the number ")) strong #failure { (failure) } "." }
            }
            @if may_correct { (correction_form(guest, bad_date, lang)) }
        },
    )
}

fn correction_form(guest: &Guest, bad_date: Option<&str>, lang: Lang) -> Markup {
    let sent = guest.school.sent_identity(&guest.memory.reply()).unwrap_or_default();
    html! {
        form method="post" action={ "/" (guest.school.uai()) "/identification" } {
            input type="hidden" name="csrf" value=(guest.session.csrf);
            label for="nom" { (pick(lang, "Nom", "Family name")) }
            input #nom type="text" name="nom" value=(sent.family) autocomplete="family-name" maxlength="200";
            label for="prenom" { (pick(lang, "Prénom", "Given name")) }
            input #prenom type="text" name="prenom" value=(sent.given) autocomplete="given-name" maxlength="200";
            label for="naissance" { (pick(lang, "Date de naissance", "Birth date")) }
            input #naissance type="text" name="naissance" value=(bad_date.unwrap_or(&sent.birth_date))
                placeholder="JJ/MM/AAAA" inputmode="numeric" autocomplete="bday" maxlength="40"
                aria-invalid=[bad_date.map(|_| "true")] aria-describedby="naissance-aide";
            p #naissance-aide class=(if bad_date.is_some() { "error" } else { "hint" }) {
                @if bad_date.is_some() {
                    (pick(lang, "Ce n’est pas une date : écrivez le jour, le mois et l’année, par exemple 04/03/2012.",
                        "This is no date: write day, month and year, such as 04/03/2012."))
                } @else {
                    (pick(lang, "Jour, mois et année, par exemple 04/03/2012. Pour les élèves seulement.",
                        "Day, month and year, such as 04/03/2012. For pupils only."))
                }
            }
            button type="submit" { (pick(lang, "Vérifier", "Check")) }
        }
    }
}
