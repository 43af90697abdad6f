//! The letters as a page to be printed, one on each sheet.

use maud::{DOCTYPE, Markup, PreEscaped, html};

use super::{Letter, Letters, Way, day};
use crate::identity::{Lang, Profile};
use crate::report::words::pick;

/// Nothing may be loaded or run; the style sheet stands in the page.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

pub(super) fn render(letters: &Letters, lang: Lang) -> String {
    let title = pick(lang, "Première connexion à PRONOTE", "First connection to PRONOTE");
    html! {
        (DOCTYPE)
        html lang=(pick(lang, "fr", "en")) {
            head {
                meta charset="utf-8";
                meta http-equiv="Content-Security-Policy" content=(POLICY);
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="referrer" content="no-referrer";
                meta name="robots" content="noindex";
                title { (title) " · " (letters.school) }
                style { (PreEscaped(include_str!("style.css"))) }
            }
            body {
                p.screen-only { (pick(
                    lang,
                    "Imprimez cette page, une lettre par feuille, puis supprimez le fichier : qui le lit peut entrer à la place des autres.",
                    "Print this page, one letter a sheet, then delete the file: whoever reads it can get in as somebody else.",
                )) }
                @for letter in &letters.letters { (sheet(letters, letter, title, lang)) }
            }
        }
    }
    .into_string()
}

fn sheet(letters: &Letters, letter: &Letter, title: &str, lang: Lang) -> Markup {
    html! {
        article {
            header {
                p.school { (letters.school) }
                p.to {
                    strong { (letter.name()) }
                    br;
                    (profiles(letter, lang))
                    @if !letter.class.is_empty() && letter.children.is_empty() { " · " (letter.class) }
                    @for child in &letter.children { br; (pick(lang, "responsable de ", "guardian of ")) (child) }
                }
            }
            h1 { (title) }
            @match letters.way {
                Way::ByEnt => {
                    p { (pick(
                        lang,
                        "PRONOTE s’ouvre désormais depuis l’ENT. La première fois, PRONOTE vous demande en plus l’identifiant et le code \
                         ci-dessous, pour être sûr que c’est bien vous. Les fois suivantes, l’ENT suffit.",
                        "PRONOTE now opens from the ENT. The first time, PRONOTE also asks you for the login and the code below, to be sure \
                         that it is you. From then on the ENT will do.",
                    )) }
                    ol {
                        li { (pick(
                            lang,
                            "Connectez-vous à l’ENT avec votre propre compte, puis ouvrez PRONOTE.",
                            "Sign in at the ENT with your own account, then open PRONOTE.",
                        )) }
                        li { (pick(
                            lang,
                            "À la page «Première connexion», tapez l’identifiant et le code.",
                            "On the page «First connection», type the login and the code.",
                        )) }
                    }
                }
                Way::Direct => {
                    p { (pick(
                        lang,
                        "Pour entrer dans PRONOTE sans passer par l’ENT, il vous faut l’identifiant et le code ci-dessous.",
                        "To get into PRONOTE without the ENT, you need the login and the code below.",
                    )) }
                    @if let Some(address) = letters.login_address() {
                        p { (pick(lang, "Adresse : ", "Address: ")) strong.address { (address) } }
                    }
                }
            }
            dl {
                dt { (pick(lang, "Identifiant PRONOTE", "PRONOTE login")) } dd { (letter.login) }
                dt { (pick(lang, "Code à usage unique", "One-time code")) } dd { (letter.code) }
            }
            p { (pick(lang, "Le code ne sert qu’une fois, jusqu’au ", "The code is good once, until ")) strong { (day(letters.last_day, lang)) }
                (pick(
                    lang,
                    ". Majuscules, minuscules et tirets n’ont pas d’importance ; le code n’a ni i, ni l, ni o, ni 0, ni 1.",
                    ". Capitals and dashes do not matter; there is no i, l, o, 0 or 1 in it.",
                ))
            }
            @if letters.way == Way::ByEnt {
                p.note { (pick(
                    lang,
                    "Ce code est à vous seul : il relie à votre compte PRONOTE le compte ENT qui est connecté à ce moment-là. Ne le tapez pas \
                     dans le compte ENT de quelqu’un d’autre de la famille : chacun a sa propre lettre.",
                    "This code is yours alone: it ties to your PRONOTE account the ENT account that is signed in at that moment. Do not type it \
                     in the ENT account of somebody else of the family: each has a letter of their own.",
                )) }
            }
            p.note { (pick(
                lang,
                "Code perdu, refusé ou déjà utilisé ? Demandez-en un nouveau à l’établissement : il remplacera celui-ci.",
                "Code lost, refused or used already? Ask the school for a new one: it will take the place of this one.",
            )) }
        }
    }
}

fn profiles(letter: &Letter, lang: Lang) -> String {
    letter.profiles.iter().map(|profile| role(profile, lang)).collect::<Vec<_>>().join(", ")
}

/// A profile, said of one person.
fn role(profile: Profile, lang: Lang) -> &'static str {
    let (french, english) = match profile {
        Profile::Pupils => ("Élève", "Pupil"),
        Profile::Inspectors => ("Inspection", "Inspector"),
        Profile::Supervisors => ("Maître de stage", "Internship supervisor"),
        Profile::Parents => ("Parent", "Parent"),
        Profile::Staff => ("Personnel", "Staff"),
        Profile::Teachers => ("Professeur", "Teacher"),
    };
    pick(lang, french, english)
}
