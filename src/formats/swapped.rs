//! Files given on the wrong side: told by titles that only the other side writes.
//!
//! Titles give reason to ask, no proof: a school may call its columns what it likes. So they make a
//! question beside an error or a remark, and never stop a reading by themselves.

use crate::identity::Side;

use super::column::Column;
use super::column_map::ColumnMap;
use super::title;

/// The titles that tell the other side's file, as written; empty where there is no reason to ask.
pub(super) fn titles_of_other_side<'t>(side: Side, titles: &'t [String], map: &ColumnMap) -> Vec<&'t str> {
    let other = match side {
        Side::Base => Side::Cas,
        Side::Cas => Side::Base,
    };
    let telling = |side| titles.iter().map(String::as_str).filter(move |title| tells(side, title, map));
    let found: Vec<_> = telling(other).collect();
    // No portal knows the PRONOTE identifier, while a base may well call one column as a directory does.
    let enough = match side {
        Side::Base => 2,
        Side::Cas => 1,
    };
    if found.len() >= enough && telling(side).next().is_none() { found } else { Vec::new() }
}

/// Whether titles look like a PRONOTE list: weak hints, for a file that lacks what the CAS side needs.
pub(super) fn looks_like_a_base_list(titles: &[String]) -> bool {
    titles.iter().any(|title| title::profile(title).is_some() || matches!(&*title::key(title), "neele" | "regime"))
}

/// Whether a title is written on `side` and hardly ever on the other.
fn tells(side: Side, title: &str, map: &ColumnMap) -> bool {
    let key = title::key(title);
    let other = match side {
        Side::Base => Side::Cas,
        Side::Cas => Side::Base,
    };
    let is_mapped = |side| {
        let mut mapped = Column::ALL.into_iter().flat_map(|column| map.titles(side, column));
        mapped.any(|title| title::key(title) == key)
    };
    let is_known = |side| {
        let mut known = Column::ALL.into_iter().flat_map(|column| column.titles(side).iter().copied().flatten());
        known.any(|title| title::key(title) == key)
    };
    let is_telling = match side {
        Side::Base => matches!(&*key, "idpn" | "identifiantpronote" | "idpronote"),
        Side::Cas => matches!(&*key, "sn" | "givenname" | "uid") || key.starts_with("entperson"),
    };
    !is_mapped(other) && (is_telling || (is_mapped(side) && !is_known(other)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn other(side: Side, titles: &str, map: &ColumnMap) -> Vec<String> {
        let titles: Vec<String> = titles.split(';').map(str::to_owned).collect();
        titles_of_other_side(side, &titles, map).into_iter().map(str::to_owned).collect()
    }

    #[test]
    fn asks_only_with_a_reason() {
        let map = ColumnMap::default();
        assert_eq!(other(Side::Base, "uid;sn;givenName;profile", &map), ["uid", "sn", "givenName"]);
        assert_eq!(other(Side::Cas, "IDPN;Nom;Prénom;Identifiant CAS", &map), ["IDPN"]);
        for (side, titles) in [
            (Side::Base, "sn;Prénom;Profil"),
            (Side::Base, "IDPN;sn;givenName;ENTPersonProfils"),
            (Side::Base, "Nom;Prénom;Profil"),
            (Side::Cas, "uid;IDPN;sn;givenName"),
            (Side::Cas, "login;Nom;Prénom;Profil"),
        ] {
            assert!(other(side, titles, &map).is_empty(), "{titles}");
        }
    }

    #[test]
    fn titles_of_the_user_tell_too() {
        let map =
            ColumnMap::from_toml("[cas]\nuid = 'Compte'\nsn = 'Patronyme'\n[base]\nNom = 'sn'", "c.toml").unwrap();
        assert_eq!(other(Side::Base, "Compte;Patronyme;Prénom", &map), ["Compte", "Patronyme"]);
        assert!(other(Side::Base, "sn;givenName;Profil", &map).is_empty(), "the user calls the base's column sn");
    }

    #[test]
    fn a_list_without_identifiers_is_known_by_its_habits() {
        let looks =
            |titles: &[&str]| looks_like_a_base_list(&titles.iter().map(|&title| title.to_owned()).collect::<Vec<_>>());
        assert!(looks(&["Élève", "Classe"]) && looks(&["Nom", "Prénom", "Né(e) le"]));
        assert!(!looks(&["Nom", "Prénom", "Date de naissance"]));
    }
}
