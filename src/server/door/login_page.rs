//! The page that asks for PRONOTE's own login.

use maud::{Markup, html};

use super::pages::pick;
use crate::cas::response::Validated;
use crate::first_connection::Answer;
use crate::identity::Lang;
use crate::server::layout::visitor_page;
use crate::service::School;

/// What the login is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Purpose {
    /// The CAS server has said who it is; this once, PRONOTE's login says as whom.
    DoubleAuthentication,
    /// To get in past the CAS server.
    Direct,
}

/// Why a login did not let somebody in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Trouble {
    /// Login or code are wrong, or the code is good no more: which of it, nobody is told.
    Wrong,
    /// The verifier does not answer.
    NoVerdict,
    /// It is right, and its owner is not in the base as one person, or no space is open to them.
    LeadsNowhere,
}

/// The form, for a school and a browser.
#[derive(Debug)]
pub(super) struct LoginPage<'a> {
    school: &'a School,
    purpose: Purpose,
    token: &'a str,
    /// Whose ENT account it is that the login will be linked with.
    account: Option<String>,
    lang: Lang,
}

impl<'a> LoginPage<'a> {
    pub(super) fn new(school: &'a School, purpose: Purpose, token: &'a str, lang: Lang) -> Self {
        Self { school, purpose, token, account: None, lang }
    }

    /// The same for somebody whom the ENT has sent: shown, so that nobody logs in for an account that is not theirs.
    pub(super) fn for_account(self, reply: &Validated) -> Self {
        let sent = self.school.sent_identity(reply).unwrap_or_default();
        let name = format!("{} {}", sent.given, sent.family).trim().to_owned();
        let account = Some(name).filter(|name| !name.is_empty()).or_else(|| reply.subject.clone());
        Self { account, ..self }
    }

    /// The page, with what went wrong the last time.
    pub(super) fn markup(&self, trouble: Option<Trouble>) -> Markup {
        let lang = self.lang;
        let asks_password = self.school.configuration().pronote_login.verifier.is_some();
        let (title, action) = match self.purpose {
            Purpose::DoubleAuthentication => (pick(lang, "Première connexion", "First connection"), "connexion"),
            Purpose::Direct => (pick(lang, "Connexion directe", "Direct login"), "connexion-directe"),
        };
        visitor_page(
            title,
            lang,
            &html! {
                h1 { (title) }
                p.hint { (self.school.name()) }
                p { (self.what_for(asks_password)) }
                @if let Some(account) = &self.account {
                    p { (pick(lang, "Compte ENT : ", "ENT account: ")) strong { (account) } ". "
                        (pick(lang, "Si ce n’est pas le vôtre, fermez cette page et déconnectez-vous de l’ENT.",
                            "If it is not yours, close this page and sign out at the ENT.")) }
                }
                @if let Some(trouble) = trouble { p.error role="alert" { (trouble.message(asks_password, lang)) } }
                form method="post" action={ "/" (self.school.uai()) "/" (action) } {
                    input type="hidden" name="csrf" value=(self.token);
                    label for="identifiant" { (pick(lang, "Identifiant PRONOTE", "PRONOTE login")) }
                    input #identifiant type="text" name="identifiant" autocomplete="username" autocapitalize="none"
                        spellcheck="false" maxlength="200" required;
                    @if asks_password {
                        label for="code" { (pick(lang, "Mot de passe PRONOTE", "PRONOTE password")) }
                        input #code type="password" name="mot_de_passe" autocomplete="current-password" maxlength="1000" required;
                    } @else {
                        label for="code" { (pick(lang, "Code à usage unique", "One-time code")) }
                        // Shown while it is typed: it is copied from paper, letter by letter, and good for nothing afterwards.
                        input #code type="text" name="code" autocomplete="one-time-code" autocapitalize="none" spellcheck="false"
                            maxlength="200" required aria-describedby="code-aide";
                        p.hint #code-aide { (pick(
                            lang,
                            "Celui de la lettre de l’établissement ; majuscules, minuscules et tirets n’ont pas d’importance.",
                            "The one in the school’s letter; capitals and dashes do not matter.",
                        )) }
                    }
                    p { button type="submit" { (pick(lang, "Se connecter", "Log in")) } }
                }
            },
        )
    }

    fn what_for(&self, asks_password: bool) -> &'static str {
        let lang = self.lang;
        match self.purpose {
            Purpose::DoubleAuthentication => Answer::LogIn.message(lang),
            Purpose::Direct if asks_password => pick(
                lang,
                "Connectez-vous avec vos identifiants PRONOTE, sans passer par l’ENT.",
                "Log in with your PRONOTE credentials, without the ENT.",
            ),
            Purpose::Direct => pick(
                lang,
                "Connectez-vous avec l’identifiant et le code de la lettre de l’établissement, sans passer par l’ENT. Le code ne servira que cette fois.",
                "Log in with the login and the code of the school’s letter, without the ENT. The code is good this once.",
            ),
        }
    }
}

impl Trouble {
    fn message(self, asks_password: bool, lang: Lang) -> &'static str {
        match self {
            Self::Wrong if asks_password => {
                pick(lang, "Identifiant ou mot de passe incorrect.", "Login or password incorrect.")
            }
            Self::Wrong => pick(
                lang,
                "Identifiant ou code inconnu, déjà utilisé ou périmé. Demandez-en un nouveau à l’établissement si besoin.",
                "Unknown login or code, used already or out of date. Ask the school for a new one if need be.",
            ),
            Self::NoVerdict => pick(
                lang,
                "PRONOTE ne répond pas pour le moment : votre mot de passe n’a pas pu être vérifié. Réessayez dans quelques minutes ; si cela \
                 dure, prévenez l’établissement.",
                "PRONOTE does not answer at the moment: your password could not be checked. Try again in a few minutes; if it lasts, tell the \
                 school.",
            ),
            Self::LeadsNowhere => pick(
                lang,
                "Votre compte PRONOTE n’ouvre encore aucun espace ici. Prévenez l’établissement.",
                "Your PRONOTE account does not open any space here yet. Tell the school.",
            ),
        }
    }
}
