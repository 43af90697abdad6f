//! What the system says of a file, in the words of whoever typed its path.

use std::io::{Error, ErrorKind};
use std::path::Path;

use crate::identity::Lang;

/// Why the system does not give or take a file, and what to do, without a full stop. Invalid data are what
/// [`std::fs::read_to_string`] calls so: settings are read as UTF-8, lists of people in any encoding.
pub fn describe(error: &Error, lang: Lang) -> String {
    let known = match (error.kind(), lang) {
        (ErrorKind::NotFound | ErrorKind::NotADirectory, Lang::Fr) => "fichier introuvable ; vérifiez le chemin",
        (ErrorKind::NotFound | ErrorKind::NotADirectory, Lang::En) => "no such file; check the path",
        (ErrorKind::PermissionDenied, Lang::Fr) => {
            "accès refusé ; vérifiez vos droits, et fermez le fichier s’il est ouvert ailleurs"
        }
        (ErrorKind::PermissionDenied, Lang::En) => {
            "access denied; check your rights, and close the file if it is open elsewhere"
        }
        (ErrorKind::IsADirectory, Lang::Fr) => "c’est un dossier ; donnez le chemin d’un fichier",
        (ErrorKind::IsADirectory, Lang::En) => "this is a directory; give the path of a file",
        (ErrorKind::InvalidData, Lang::Fr) => {
            "ce n’est pas un texte en UTF-8 ; enregistrez-le de nouveau en choisissant l’encodage UTF-8 (Bloc-notes : «Enregistrer sous», «Encodage»)"
        }
        (ErrorKind::InvalidData, Lang::En) => {
            "this is no text in UTF-8; save it again with the encoding UTF-8 (Notepad: «Save as», «Encoding»)"
        }
        (ErrorKind::StorageFull | ErrorKind::QuotaExceeded, Lang::Fr) => "le disque est plein",
        (ErrorKind::StorageFull | ErrorKind::QuotaExceeded, Lang::En) => "the disk is full",
        (ErrorKind::ReadOnlyFilesystem, Lang::Fr) => "ce disque ne peut être que lu",
        (ErrorKind::ReadOnlyFilesystem, Lang::En) => "this disk is read-only",
        (ErrorKind::AlreadyExists, Lang::Fr) => "ce fichier existe déjà ; choisissez un autre nom",
        (ErrorKind::AlreadyExists, Lang::En) => "this file exists already; choose another name",
        _ => return error.to_string(),
    };
    known.to_owned()
}

/// The same of a file that could not be written. What is not there is then a folder.
pub fn describe_output(path: &Path, error: &Error, lang: Lang) -> String {
    let is_missing = matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory);
    let folders = path.ancestors().skip(1).filter(|folder| !folder.as_os_str().is_empty());
    let Some(missing) = folders.filter(|folder| is_missing && !folder.is_dir()).last() else {
        return describe(error, lang);
    };
    let shown = missing.display();
    match (missing.exists(), lang) {
        (false, Lang::Fr) => format!("le dossier {shown} n’existe pas ; créez-le d’abord, ou donnez un autre chemin"),
        (false, Lang::En) => format!("the directory {shown} does not exist; create it first, or give another path"),
        (true, Lang::Fr) => format!("{shown} n’est pas un dossier ; donnez un autre chemin"),
        (true, Lang::En) => format!("{shown} is no directory; give another path"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_what_cannot_be_written_the_missing_folder_is_named() {
        let place = tempfile::tempdir().unwrap();
        let missing = place.path().join("nulle");
        let error = |path: &Path| std::fs::write(path, "x").unwrap_err();
        let path = missing.join("part").join("f.csv");
        let said = describe_output(&path, &error(&path), Lang::Fr);
        assert_eq!(
            said,
            format!("le dossier {} n’existe pas ; créez-le d’abord, ou donnez un autre chemin", missing.display())
        );
        std::fs::write(&missing, "x").unwrap();
        assert!(describe_output(&path, &error(&path), Lang::En).contains("nulle is no directory"));
    }

    #[test]
    fn french_is_said_where_the_system_would_speak_english() {
        let french = |kind: ErrorKind| describe(&Error::from(kind), Lang::Fr);
        assert_eq!(french(ErrorKind::NotFound), "fichier introuvable ; vérifiez le chemin");
        assert!(french(ErrorKind::PermissionDenied).starts_with("accès refusé"));
        assert!(french(ErrorKind::IsADirectory).starts_with("c’est un dossier"));
        let notepad =
            String::from_utf8(b"# r\xe8gles".to_vec()).map_err(|error| Error::new(ErrorKind::InvalidData, error));
        assert!(describe(&notepad.unwrap_err(), Lang::Fr).contains("encodage UTF-8"));
        let other = Error::other("device on fire");
        assert_eq!(describe(&other, Lang::En), "device on fire");
    }
}
