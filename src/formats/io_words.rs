//! What the system says of a file, in the words of whoever typed its path.

use std::io::{Error, ErrorKind};

use crate::identity::Lang;

/// Why the system does not give a file, and what to do, without a full stop.
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
        _ => return error.to_string(),
    };
    known.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn french_is_said_where_the_system_would_speak_english() {
        let french = |kind: ErrorKind| describe(&Error::from(kind), Lang::Fr);
        assert_eq!(french(ErrorKind::NotFound), "fichier introuvable ; vérifiez le chemin");
        assert!(french(ErrorKind::PermissionDenied).starts_with("accès refusé"));
        assert!(french(ErrorKind::IsADirectory).starts_with("c’est un dossier"));
        let other = Error::other("device on fire");
        assert_eq!(describe(&other, Lang::En), "device on fire");
    }
}
