//! `rapproche admin`: who may sign in to the administrator's pages.

use rapproche::identity::Lang;
use rapproche::server::{hash_password, new_password};
use rapproche::store::{Administrator, Role};

use super::args::{AdminAction, AdminAddArguments, AdminArguments, RoleName};
use super::{ACTOR, open, open_known, stored};
use crate::cli::settings::check_school;
use crate::cli::stop::{Exit, Stop};
use crate::cli::terminal;

/// Shorter ones are guessed.
const SHORTEST_PASSWORD: usize = 12;

pub(super) async fn run(typed: &AdminArguments, lang: Lang) -> Result<Exit, Stop> {
    match &typed.action {
        AdminAction::Add(typed) => add(typed, lang).await,
        AdminAction::List(database) => {
            let store = open_known(&database.database, lang).await?;
            let all = store.administrators().await.map_err(|error| stored(&error, lang))?;
            let every = crate::cli::pick(lang, "tous les établissements", "all schools");
            let heads = match lang {
                Lang::Fr => ["Nom", "Rôle", "Établissement"],
                Lang::En => ["Name", "Role", "School"],
            };
            let row = |one: &Administrator| {
                vec![one.name.clone(), one.role.key().to_owned(), one.school.as_deref().unwrap_or(every).to_owned()]
            };
            let rows: Vec<_> = all.iter().map(row).collect();
            terminal::print(lang, &terminal::grid(&heads.map(str::to_owned), &rows, heads.len()))?;
            Ok(Exit::Done)
        }
        AdminAction::Remove(typed) => {
            let store = open_known(&typed.database.database, lang).await?;
            if store.disable_administrator(ACTOR, &typed.name).await.map_err(|error| stored(&error, lang))? {
                return Ok(Exit::Done);
            }
            Err(Stop::usage(match lang {
                Lang::Fr => format!("aucun administrateur «{}» ; voyez rapproche admin list.", typed.name),
                Lang::En => format!("there is no administrator «{}»; see rapproche admin list.", typed.name),
            }))
        }
    }
}

async fn add(typed: &AdminAddArguments, lang: Lang) -> Result<Exit, Stop> {
    let school = typed.school.as_deref().map(|code| code.trim().to_uppercase());
    if let Some(code) = school.as_deref() {
        check_school(code, true, lang)?;
    }
    let chosen = typed.password_file.as_deref().map(|path| password_of(path, lang)).transpose()?;
    let store = open(&typed.database.database, lang).await?;
    if let Some(code) = school.as_deref() {
        store.school(code).await.map_err(|error| stored(&error, lang))?;
    }
    let (password, is_new) = match chosen {
        Some(password) => (password, false),
        None => (new_password(), true),
    };
    let role = match typed.role {
        RoleName::Read => Role::Read,
        RoleName::Decide => Role::Decide,
        RoleName::Configure => Role::Configure,
    };
    let name = typed.name.trim().to_owned();
    // A name is one person's over all schools: another school's is not taken over by a new password.
    let known = store.administrator(&name).await.map_err(|error| stored(&error, lang))?;
    if known.is_some_and(|known| known.school != school) {
        return Err(Stop::usage(match lang {
            Lang::Fr => {
                format!(
                    "«{name}» est déjà le nom d'un administrateur d'autres établissements ; choisissez un autre nom."
                )
            }
            Lang::En => format!("«{name}» is the name of an administrator of other schools already; choose another."),
        }));
    }
    let new = Administrator { name, school, role, password: hash_password(&password) };
    store.put_administrator(ACTOR, &new).await.map_err(|error| stored(&error, lang))?;
    if is_new {
        terminal::print(
            lang,
            &match lang {
                Lang::Fr => format!("Mot de passe de {} (affiché cette seule fois) : {password}\n", new.name),
                Lang::En => format!("Password of {} (shown this once): {password}\n", new.name),
            },
        )?;
    }
    Ok(Exit::Done)
}

fn password_of(path: &std::path::Path, lang: Lang) -> Result<String, Stop> {
    let shown = path.display();
    let text = std::fs::read_to_string(path).map_err(|error| Stop::usage(format!("{shown} : {error}.")))?;
    let password = text.trim_start_matches('\u{feff}').lines().next().unwrap_or_default().to_owned();
    if password.chars().count() < SHORTEST_PASSWORD {
        return Err(Stop::usage(match lang {
            Lang::Fr => format!("{shown} : le mot de passe doit avoir au moins {SHORTEST_PASSWORD} caractères."),
            Lang::En => format!("{shown}: the password needs at least {SHORTEST_PASSWORD} characters."),
        }));
    }
    Ok(password)
}
