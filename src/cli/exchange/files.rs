//! Files in and out, with their names in messages.

use std::fs::{self, File};
use std::io::{self, ErrorKind, Read};
use std::path::Path;

use rapproche::exchange::container::ContainerError;
use rapproche::exchange::{create_file, create_private_file};
use rapproche::formats::{describe_io_error, describe_output_error};
use rapproche::identity::Lang;

use super::super::stop::Stop;

/// Reads a file of `bound` bytes at most; of a longer one just enough to see that it is.
pub(super) fn read(path: &Path, bound: u64, lang: Lang) -> Result<Vec<u8>, Stop> {
    let refused = |error: io::Error| {
        let why = describe_io_error(&error, lang);
        let what = match lang {
            Lang::Fr => format!("lecture impossible : {why}."),
            Lang::En => format!("cannot be read: {why}."),
        };
        unreadable(path, &what, lang)
    };
    let mut bytes = Vec::new();
    File::open(path).and_then(|file| file.take(bound + 1).read_to_end(&mut bytes)).map_err(refused)?;
    if bytes.len() as u64 > bound {
        let what = match lang {
            Lang::Fr => {
                format!("le fichier dépasse {bound} octets ; s'il est bien ce qu'il doit être, relevez --max-size.")
            }
            Lang::En => format!("the file exceeds {bound} bytes; if it is what it should be, raise --max-size."),
        };
        return Err(unreadable(path, &what, lang));
    }
    Ok(bytes)
}

/// Writes a file that is not there yet.
pub(super) fn create(path: &Path, content: &[u8], lang: Lang) -> Result<(), Stop> {
    created(path, create_file(path, content), lang)
}

/// The same, for nobody but the owner to read.
pub(super) fn create_private(path: &Path, content: &[u8], lang: Lang) -> Result<(), Stop> {
    created(path, create_private_file(path, content), lang)
}

fn created(path: &Path, created: io::Result<()>, lang: Lang) -> Result<(), Stop> {
    created.map_err(|error| {
        let shown = path.display();
        let why = describe_output_error(path, &error, lang);
        Stop::unwritable(match (error.kind(), lang) {
            (ErrorKind::AlreadyExists, Lang::Fr) => format!("{shown} existe déjà ; choisissez un autre nom."),
            (ErrorKind::AlreadyExists, Lang::En) => format!("{shown} exists already; choose another name."),
            (_, Lang::Fr) => format!("{shown} : écriture impossible : {why}."),
            (_, Lang::En) => format!("{shown}: cannot be written: {why}."),
        })
    })
}

/// Whether two paths of files that are not there yet are one: their names, in the same directory however it is written.
pub(super) fn are_one(left: &Path, right: &Path) -> bool {
    let place = |path: &Path| {
        let parent = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let parent = fs::canonicalize(parent).unwrap_or_else(|_| parent.to_owned());
        path.file_name().map(|name| parent.join(name))
    };
    left == right || place(left).is_some_and(|left| Some(left) == place(right))
}

/// A file that was not opened; where a bound is in the way, the option that has it.
pub(super) fn unopened(path: &Path, error: &ContainerError, lang: Lang) -> Stop {
    let option = match error {
        ContainerError::FileTooLarge { .. } | ContainerError::ContentTooLarge { .. } => " (--max-size)",
        ContainerError::Xml(_) | ContainerError::Undecryptable => "",
    };
    unreadable(path, &(error.message(lang) + option), lang)
}

/// What is wrong with the content of a file.
pub(super) fn unreadable(path: &Path, what: &str, lang: Lang) -> Stop {
    let space = if lang == Lang::Fr { " " } else { "" };
    Stop::unreadable(format!("{}{space}: {what}", path.display()))
}
