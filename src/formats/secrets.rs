//! Columns that hold secrets: passwords and activation codes.
//!
//! Role: names the columns that no result may copy. Input: a title. Output: true if its cells are secrets. Invariant:
//! no population, notice or rejected row holds a cell of such a column.

use super::title;

/// Tells whether a title announces passwords or codes that open an account: «Mot de passe», «Code d'activation».
pub(super) fn is_secret(title: &str) -> bool {
    let key = title::key(title);
    let is_code = key.contains("code")
        && ["activation", "secret", "confidentiel", "connexion"].iter().any(|word| key.contains(word));
    is_code
        || ["motdepasse", "motpasse", "password", "passwd", "passphrase"].iter().any(|word| key.contains(word))
        || key.starts_with("mdp")
        || matches!(key.as_str(), "pwd" | "pin" | "codepin")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_known_by_their_titles() {
        for title in [
            "Mot de passe",
            "mot de passe initial",
            "MDP",
            "Mdp provisoire",
            "Code d'activation",
            "Code activation",
            "Activation code",
            "Password",
            "Code de première connexion",
            "Code PIN",
        ] {
            assert!(is_secret(title), "{title}");
        }
        for title in
            ["Code postal", "Code UAI", "Login", "Classe", "Date d'activation", "Nom", "Code", "Dernière connexion"]
        {
            assert!(!is_secret(title), "{title}");
        }
    }
}
