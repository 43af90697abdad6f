//! The meanings that columns can have, and the titles of each.

use crate::identity::Side;

use super::title::key;

/// The titles of a column of civilities, which is read where no column tells the sex.
const CIVILITIES: [&str; 2] = ["Civilité", "Civ."];

/// A meaning that a column of either side can have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[repr(u8)]
pub(super) enum Column {
    Id,
    Profile,
    /// The family name in use where nothing better says so.
    Family,
    /// A usage name, often filled only where it differs: it goes before [`Column::Family`], which then is the birth name.
    UsageFamily,
    BirthFamily,
    Given,
    OtherGiven,
    /// «NOM Prénom» in one cell.
    FullName,
    BirthDate,
    Postcode,
    Sex,
    Schools,
    /// Base only: the CAS id that a user already has.
    LinkedId,
    /// Base only, of parents, as the columns below: the kind of «responsable».
    Responsibility,
    /// The children of whom somebody is a parent: a list of names or identifiers.
    Children,
    /// All of the address or its first line.
    Address,
    Address2,
    Address3,
    Address4,
    /// Base only, of pupils: an adult who answers for them, or several, by names or identifiers.
    Adult,
    Adult2,
}

impl Column {
    pub(super) const COUNT: usize = 21;

    /// In the order in which a header is searched: a title goes to the first meaning that claims it.
    pub(super) const ALL: [Self; Self::COUNT] = [
        Self::Id,
        Self::Profile,
        Self::Family,
        Self::UsageFamily,
        Self::BirthFamily,
        Self::Given,
        Self::OtherGiven,
        Self::FullName,
        Self::BirthDate,
        Self::Postcode,
        Self::Sex,
        Self::Schools,
        Self::LinkedId,
        Self::Responsibility,
        Self::Children,
        Self::Address,
        Self::Address2,
        Self::Address3,
        Self::Address4,
        Self::Adult,
        Self::Adult2,
    ];

    /// The lines of an address, in order.
    pub(super) const ADDRESS: [Self; 4] = [Self::Address, Self::Address2, Self::Address3, Self::Address4];

    /// Tells whether the column holds a parent's rights.
    pub(super) fn is_of_guardians(self) -> bool {
        self == Self::Responsibility || self == Self::Children || Self::ADDRESS.contains(&self)
    }

    /// Tells whether the column names a pupil's adults.
    pub(super) fn is_of_adults(self) -> bool {
        self == Self::Adult || self == Self::Adult2
    }

    /// Tells whether the column says how people belong together. The engine does not compare it. It is passed through like
    /// unknown columns, so that a reader of the results sees it.
    pub(super) fn is_of_families(self) -> bool {
        self.is_of_guardians() || self.is_of_adults()
    }

    /// Returns the usual name on one side, for messages and for column maps.
    pub(super) fn name(self, side: Side) -> &'static str {
        match (self, side) {
            (Self::Id, Side::Base) => "IDPN",
            (Self::Id, Side::Cas) => "uid",
            (Self::Profile, Side::Base) => "Profil",
            (Self::Profile, Side::Cas) => "ENTPersonProfils",
            (Self::Family, Side::Base) => "Nom",
            (Self::Family, Side::Cas) => "sn",
            (Self::UsageFamily, _) => "Nom d'usage",
            (Self::BirthFamily, Side::Base) => "Nom de naissance",
            (Self::BirthFamily, Side::Cas) => "ENTPersonNomPatro",
            (Self::Given, Side::Base) => "Prénom",
            (Self::Given, Side::Cas) => "givenName",
            (Self::OtherGiven, Side::Base) => "Autres prénoms",
            (Self::OtherGiven, Side::Cas) => "ENTPersonAutresPrenoms",
            (Self::FullName, _) => "Nom et prénom",
            (Self::BirthDate, Side::Base) => "Date de naissance",
            (Self::BirthDate, Side::Cas) => "ENTPersonDateNaissance",
            (Self::Postcode, Side::Base) => "Code postal",
            (Self::Postcode, Side::Cas) => "ENTPersonCodePostal",
            (Self::Sex, Side::Base) => "Sexe",
            (Self::Sex, Side::Cas) => "ENTPersonSexe",
            (Self::Schools, _) => "UAI",
            (Self::LinkedId, _) => "Identifiant CAS",
            (Self::Responsibility, _) => "Responsabilité",
            (Self::Children, _) => "Enfants",
            (Self::Address, _) => "Adresse",
            (Self::Address2, _) => "Adresse 2",
            (Self::Address3, _) => "Adresse 3",
            (Self::Address4, _) => "Adresse 4",
            (Self::Adult, _) => "Responsable 1",
            (Self::Adult2, _) => "Responsable 2",
        }
    }

    /// The titles, in ranks: a title of an earlier rank is preferred, two of the same rank are an error.
    ///
    /// A title that a higher rank leaves over may serve another meaning: «Nom de famille» is the family name, but
    /// beside a «Nom» it is the birth name, as civil status has it; «Prénoms» beside a «Prénom» are the others.
    pub(super) fn titles(self, side: Side) -> &'static [&'static [&'static str]] {
        match (self, side) {
            (Self::Id, Side::Base) => {
                &[&["IDPN", "Identifiant PRONOTE", "ID PRONOTE", "Identifiant PRONOTE-ENT"], &["Numéro"]]
            }
            (Self::Id, Side::Cas) => &[
                &["uid"],
                &["Identifiant CAS", "Identifiant fournisseur identités", "Identifiant fournisseur d'identités"],
                // A portal's own identifier stays when a login is changed.
                &["Identifiant ENT", "ID ENT"],
                &["Guid"],
                &["externalid", "Identifiant externe"],
                &["id"],
                &["identifiant"],
                &["login"],
            ],
            (Self::Profile, _) => &[
                &["Profil", "Profils", "ENTPersonProfils", "profile"],
                &["categories", "Catégorie", "Type", "Type d'utilisateur"],
            ],
            (Self::Family, _) => &[&["Nom", "sn", "lastName"], &["Nom de famille"]],
            (Self::UsageFamily, _) => &[&["Nom d'usage", "Nom usage", "Nom usuel", "Nom marital", "Nom d'épouse"]],
            (Self::BirthFamily, _) => &[
                &["Nom de naissance", "ENTPersonNomPatro", "Nom patronymique", "Nom de jeune fille", "birthName"],
                &["Nom de famille"],
            ],
            (Self::Given, _) => {
                &[&["Prénom", "givenName", "firstName", "Prénom usuel"], &["Prénoms", "Prénom 1", "Premier prénom"]]
            }
            (Self::OtherGiven, _) => &[&["Autres prénoms", "ENTPersonAutresPrenoms", "Prénom 2"], &["Prénoms"]],
            (Self::FullName, _) => &[
                &["Nom et prénom", "Nom Prénom", "Nom et prénoms", "Nom Prénoms", "Nom complet", "Prénom et nom"],
                &[
                    "Élève",
                    "Élèves",
                    "Nom de l'élève",
                    "Nom du responsable",
                    "Parent",
                    "Responsable",
                    "Professeur",
                    "Enseignant",
                    "Personnel",
                    "Maître de stage",
                    "Inspecteur",
                ],
            ],
            // «Naissance» alone may be the place, where a better title stands beside it.
            (Self::BirthDate, _) => &[
                &[
                    "Date de naissance",
                    "Né(e) le",
                    "Né le",
                    "Née le",
                    "ENTPersonDateNaissance",
                    "dateNaissance",
                    "birthDate",
                    "Date naiss",
                    "Date naissance",
                    "Date de naiss",
                    "DDN",
                    "Né(e)",
                ],
                &["Naissance"],
            ],
            // ONDE numbers the lines of an address.
            (Self::Postcode, _) => &[&["Code postal", "ENTPersonCodePostal", "CP", "postalCode"], &["Cp1"]],
            (Self::Sex, _) => &[&["Sexe", "ENTPersonSexe", "Genre"], &CIVILITIES],
            (Self::Schools, _) => {
                &[&["UAI", "RNE", "Code UAI", "Code RNE", "N° UAI", "Numéro UAI", "UAI établissement"]]
            }
            (Self::LinkedId, Side::Base) => &[&[
                "Identifiant CAS",
                "Identifiant fournisseur identités",
                "Identifiant fournisseur d'identités",
                "Identifiant fournisseur d'identité",
                "uid CAS",
            ]],
            (Self::Responsibility, Side::Base) => &[
                &[
                    "Responsabilité",
                    "Responsabilités",
                    "Niveau de responsabilité",
                    "Type de responsabilité",
                    "Type de responsable",
                    "Niveau de responsable",
                ],
                // Beside «Nom» and «Prénom»: alone it is a name.
                &["Responsable"],
            ],
            (Self::Children, Side::Base) => &[
                &["Enfants", "Enfant"],
                &["Élèves à charge", "Élève à charge", "Enfants à charge", "Enfant à charge"],
                &["Élèves rattachés", "Élève rattaché", "Enfants rattachés", "Enfant rattaché"],
                &["Élèves", "Élève"],
            ],
            (Self::Address, Side::Base) => &[&["Adresse"], &["Adresse 1"], &["Adresse postale"]],
            (Self::Address2, Side::Base) => &[&["Adresse 2"]],
            (Self::Address3, Side::Base) => &[&["Adresse 3"]],
            (Self::Address4, Side::Base) => &[&["Adresse 4"]],
            (Self::Adult, Side::Base) => &[
                &["Responsable 1", "Responsable légal 1", "Resp. légal 1", "Nom du responsable 1"],
                &["Responsables", "Responsables légaux", "Parents"],
                &["Responsable", "Responsable légal", "Nom du responsable"],
            ],
            (Self::Adult2, Side::Base) => {
                &[&["Responsable 2", "Responsable légal 2", "Resp. légal 2", "Nom du responsable 2"]]
            }
            (
                Self::LinkedId
                | Self::Responsibility
                | Self::Children
                | Self::Address
                | Self::Address2
                | Self::Address3
                | Self::Address4
                | Self::Adult
                | Self::Adult2,
                Side::Cas,
            ) => &[],
        }
    }
}

/// Tells whether a title is that of a column of civilities.
pub(super) fn is_civility(title: &str) -> bool {
    CIVILITIES.iter().any(|civility| key(civility) == key(title))
}

/// The titles of the column of identifiers, in ranks as [`Column::titles`] has them.
pub(crate) fn titles_of_ids(side: Side) -> &'static [&'static [&'static str]] {
    Column::Id.titles(side)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_is_one_of_the_titles() {
        for side in [Side::Base, Side::Cas] {
            for column in Column::ALL.into_iter().filter(|column| !column.titles(side).is_empty()) {
                let mut titles = column.titles(side).iter().copied().flatten();
                assert!(titles.any(|title| key(title) == key(column.name(side))), "{column:?}");
            }
        }
        assert!(Column::ALL.into_iter().enumerate().all(|(index, column)| column as usize == index));
    }
}
