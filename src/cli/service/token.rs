//! `rapproche token`: what programs identify themselves with to the API.

use rapproche::identity::Lang;
use rapproche::server::{hash_token, new_token};
use rapproche::store::{Moment, Scope, Token};

use super::args::{ScopeName, TokenAction, TokenAddArguments, TokenArguments};
use super::{ACTOR, DAY, open_known, stored};
use crate::cli::pick;
use crate::cli::settings::check_school;
use crate::cli::stop::{Exit, Stop};
use crate::cli::terminal;

pub(super) async fn run(typed: &TokenArguments, lang: Lang) -> Result<Exit, Stop> {
    match &typed.action {
        TokenAction::Add(typed) => add(typed, lang).await,
        TokenAction::List(database) => {
            let store = open_known(&database.database, lang).await?;
            let all = store.tokens().await.map_err(|error| stored(&error, lang))?;
            let heads = match lang {
                Lang::Fr => ["Établissement", "Nom", "Droits", "Fin"],
                Lang::En => ["School", "Name", "Scopes", "End"],
            };
            let rows: Vec<_> = all.iter().map(|token| row(token, lang)).collect();
            terminal::print(lang, &terminal::grid(&heads.map(str::to_owned), &rows, heads.len()))?;
            Ok(Exit::Done)
        }
        TokenAction::Revoke(typed) => {
            let (school, name) = (typed.school.trim().to_uppercase(), typed.name.trim());
            let store = open_known(&typed.database.database, lang).await?;
            if store.revoke_tokens(ACTOR, &school, name).await.map_err(|error| stored(&error, lang))? > 0 {
                return Ok(Exit::Done);
            }
            Err(Stop::usage(match lang {
                Lang::Fr => format!("aucun jeton «{name}» pour {school} ; voyez rapproche token list."),
                Lang::En => format!("there is no token «{name}» for {school}; see rapproche token list."),
            }))
        }
    }
}

async fn add(typed: &TokenAddArguments, lang: Lang) -> Result<Exit, Stop> {
    let school = typed.school.trim().to_uppercase();
    check_school(&school, true, lang)?;
    let name = typed.name.trim().to_owned();
    if name.is_empty() {
        let said = pick(lang, "--name : donnez au programme un nom.", "--name: give the program a name.");
        return Err(Stop::usage(said));
    }
    let store = open_known(&typed.database.database, lang).await?;
    // A token of a school that is not there would open one that somebody makes later.
    store.school(&school).await.map_err(|error| stored(&error, lang))?;
    let is_taken = |token: &Token| token.school == school && token.name == name && !has_ended(token);
    if store.tokens().await.map_err(|error| stored(&error, lang))?.iter().any(is_taken) {
        return Err(Stop::usage(match lang {
            Lang::Fr => {
                format!("{school} a déjà un jeton «{name}» ; révoquez-le (rapproche token revoke) ou changez --name.")
            }
            Lang::En => {
                format!("{school} has a token «{name}» already; revoke it (rapproche token revoke) or change --name.")
            }
        }));
    }
    let secret = new_token();
    let asked = |scope: &Scope| typed.scope.iter().any(|name| Scope::from(*name) == *scope);
    let new = Token {
        hash: hash_token(&secret),
        name,
        school,
        scopes: Scope::ALL.into_iter().filter(asked).collect(),
        expires_at: typed.days.map(|days| Moment::now().later(DAY * days)),
    };
    store.add_token(ACTOR, &new).await.map_err(|error| stored(&error, lang))?;
    terminal::print(
        lang,
        &match lang {
            Lang::Fr => format!("Jeton de {} (affiché cette seule fois) : {secret}\n", new.name),
            Lang::En => format!("Token of {} (shown this once): {secret}\n", new.name),
        },
    )?;
    Ok(Exit::Done)
}

fn has_ended(token: &Token) -> bool {
    token.expires_at.is_some_and(|end| end <= Moment::now())
}

/// School, name, scopes and the day on which it ends.
fn row(token: &Token, lang: Lang) -> Vec<String> {
    let scopes: Vec<&str> = token.scopes.iter().map(|scope| scope.key()).collect();
    let end = match token.expires_at {
        Some(_) if has_ended(token) => pick(lang, "expiré", "expired").to_owned(),
        Some(end) => end.date_time().format(pick(lang, "%d/%m/%Y", "%Y-%m-%d")).to_string(),
        None => "-".to_owned(),
    };
    vec![token.school.clone(), token.name.clone(), scopes.join(" "), end]
}

impl From<ScopeName> for Scope {
    fn from(name: ScopeName) -> Self {
        match name {
            ScopeName::Resolve => Self::Resolve,
            ScopeName::Read => Self::Read,
            ScopeName::Decide => Self::Decide,
            ScopeName::Import => Self::Import,
        }
    }
}
