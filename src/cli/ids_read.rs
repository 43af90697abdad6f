//! What the commands on CAS ids read, and where they may write.

use std::path::{Path, PathBuf};

use rapproche::formats::{
    BaseFile, ColumnMap, IdsError, Input, ProfileMap, ReadOptions, SettingsError, profile_named, read_population,
};
use rapproche::identity::{Lang, ProfileSet, Side};
use rapproche::ids::CurrentIds;

use super::ids_args::{CasArguments, ReadingArguments};
use super::settings::not_yet_there;
use super::stop::Stop;

/// The profiles asked for; none for all.
pub(super) fn profiles(typed: &[String], lang: Lang) -> Result<ProfileSet, Stop> {
    typed.iter().map(|title| profile_named(title).map_err(|error| refused(&error, lang))).collect()
}

pub(super) fn read_options(
    typed: &ReadingArguments,
    cas: Option<&CasArguments>,
    lang: Lang,
) -> Result<ReadOptions, Stop> {
    let refused = |error: SettingsError| refused(&error, lang);
    let columns = typed.columns.as_deref().map(ColumnMap::read).transpose().map_err(refused)?;
    let profiles = cas.and_then(|cas| cas.profiles.as_deref()).map(ProfileMap::read).transpose().map_err(refused)?;
    Ok(ReadOptions {
        columns: columns.unwrap_or_default(),
        profiles: profiles.unwrap_or_default(),
        id_column: cas.and_then(|cas| cas.id.clone()),
        lang,
        ..ReadOptions::default()
    })
}

pub(super) fn base_file(argument: &str, options: &ReadOptions, lang: Lang) -> Result<BaseFile, Stop> {
    BaseFile::read(&input(argument, lang)?, options).map_err(|error| unreadable(&error, lang))
}

/// The ids of the ENT's list.
pub(super) fn current_ids(argument: &str, options: &ReadOptions, lang: Lang) -> Result<CurrentIds, Stop> {
    let input = input(argument, lang)?;
    let reading = read_population(Side::Cas, &[input], options).map_err(|error| unreadable(&error.into(), lang))?;
    Ok(CurrentIds::of(&reading.population))
}

/// Refuses, before anything is read, to write over a file, over another output, or a workbook.
pub(super) fn outputs(paths: &[Option<&Path>], lang: Lang) -> Result<(), Stop> {
    let paths: Vec<&Path> = paths.iter().copied().flatten().collect();
    for (number, path) in paths.iter().enumerate() {
        not_yet_there(path, lang)?;
        let shown = path.display();
        if paths[..number].iter().any(|other| same_place(other, path)) {
            return Err(Stop::usage(match lang {
                Lang::Fr => format!("--backup et --out nomment le même fichier, {shown} ; donnez-leur deux noms."),
                Lang::En => format!("--backup and --out name the same file, {shown}; give them two names."),
            }));
        }
        if path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("xlsx")) {
            return Err(Stop::usage(match lang {
                Lang::Fr => format!("{shown} : c'est un CSV qui est écrit ; nommez-le .csv."),
                Lang::En => format!("{shown}: what is written is a CSV; name it .csv."),
            }));
        }
    }
    Ok(())
}

fn same_place(one: &Path, other: &Path) -> bool {
    let place = |path: &Path| -> Option<PathBuf> { std::path::absolute(path).ok() };
    one == other || place(one) == place(other)
}

pub(super) fn unreadable(error: &IdsError, lang: Lang) -> Stop {
    Stop::unreadable(error.message(lang))
}

fn input(argument: &str, lang: Lang) -> Result<Input, Stop> {
    argument.parse().map_err(|error: SettingsError| refused(&error, lang))
}

fn refused(error: &SettingsError, lang: Lang) -> Stop {
    Stop::usage(error.message(lang))
}
