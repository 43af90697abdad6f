//! A list that somebody sends, on its way to a file.
//!
//! Invariants: never in memory as a whole; no larger than [`LARGEST`]; in a directory of its own that only this service can read, and
//! that goes with the order.

use std::fs::File;
use std::future::poll_fn;
use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::pin::Pin;

use axum::body::{Body, HttpBody as _};
use axum::http::StatusCode;
use tempfile::TempDir;

use super::problem::ApiError;
use crate::identity::Lang;

/// Twice the list of the largest schools. 64 MiB.
const LARGEST: usize = 64 * 1024 * 1024;

/// What a file is called that has no name.
const NAMELESS: &str = "liste";

/// Keeps a body under the name that its sender gives it.
pub(super) async fn keep(mut body: Body, name: Option<&str>, lang: Lang) -> Result<(TempDir, PathBuf), ApiError> {
    if body.size_hint().lower() > LARGEST as u64 {
        return Err(too_large(lang));
    }
    let directory = tempfile::tempdir().map_err(ApiError::Disk)?;
    let path = directory.path().join(file_name(name.unwrap_or_default()));
    let mut file = File::create_new(&path).map_err(ApiError::Disk)?;
    let mut length = 0;
    while let Some(frame) = poll_fn(|context| Pin::new(&mut body).poll_frame(context)).await {
        let frame = frame.map_err(|error| ApiError::Body(StatusCode::BAD_REQUEST, error.to_string()))?;
        let Ok(data) = frame.into_data() else { continue };
        length += data.len();
        if length > LARGEST {
            return Err(too_large(lang));
        }
        tokio::task::block_in_place(|| file.write_all(&data)).map_err(ApiError::Disk)?;
    }
    if is_form(&path) {
        let message = match lang {
            Lang::Fr => {
                "C’est un formulaire (curl -F) et non un fichier : envoyez le fichier comme corps de la requête (curl --data-binary @fichier)."
            }
            Lang::En => {
                "This is a form (curl -F), not a file: send the file as the body of the request (curl --data-binary @file)."
            }
        };
        return Err(ApiError::Body(StatusCode::UNPROCESSABLE_ENTITY, message.to_owned()));
    }
    if length == 0 {
        let message = match lang {
            Lang::Fr => "Le corps de la requête est vide ; envoyez-y le fichier.",
            Lang::En => "The body of the request is empty; send the file in it.",
        };
        return Err(ApiError::Body(StatusCode::UNPROCESSABLE_ENTITY, message.to_owned()));
    }
    Ok((directory, path))
}

/// Whether the file begins as the parts of a form do: taken for a list, they would be people.
fn is_form(path: &Path) -> bool {
    let mut start = Vec::new();
    let read = File::open(path).and_then(|file| file.take(1024).read_to_end(&mut start));
    let text = String::from_utf8_lossy(&start).to_ascii_lowercase();
    read.is_ok() && text.starts_with("--") && text.contains("content-disposition: form-data")
}

fn too_large(lang: Lang) -> ApiError {
    let message = match lang {
        Lang::Fr => "Le fichier dépasse 64 Mio ; partagez-le par profil.",
        Lang::En => "The file is larger than 64 MiB; split it by profile.",
    };
    ApiError::Body(StatusCode::PAYLOAD_TOO_LARGE, message.to_owned())
}

/// The last part of a path, without anything that a file's name may not have.
fn file_name(sent: &str) -> String {
    const LONGEST: usize = 100;
    let last = sent.rsplit(['/', '\\']).next().unwrap_or_default();
    let is_kept = |letter: &char| letter.is_alphanumeric() || " ._-()".contains(*letter);
    // Its end is what tells, and 100 letters are 255 bytes in no alphabet that names a file in France.
    let kept: Vec<char> = last.chars().filter(is_kept).collect();
    let mut name: String = kept[kept.len().saturating_sub(LONGEST)..].iter().collect();
    while name.len() > 2 * LONGEST {
        name.remove(0);
    }
    let name = name.trim().trim_start_matches('.');
    if name.is_empty() { NAMELESS.to_owned() } else { name.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_stays_in_its_directory() {
        for (sent, kept) in [
            ("eleves.csv", "eleves.csv"),
            ("Élèves 2026 (3).xlsx", "Élèves 2026 (3).xlsx"),
            ("../../etc/passwd", "passwd"),
            ("C:\\Exports\\base.xml", "base.xml"),
            ("..", NAMELESS),
            ("", NAMELESS),
            ("/", NAMELESS),
            (".bashrc", "bashrc"),
            ("a\0b\n.csv", "ab.csv"),
        ] {
            assert_eq!(file_name(sent), kept, "{sent:?}");
        }
        assert!(file_name(&"漢".repeat(1_000)).len() <= 255);
    }
}
