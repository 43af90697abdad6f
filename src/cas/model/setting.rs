//! Parameters one by one, as they are shown and compared.

use super::parameters::{ClientParameters, FirstConnectionMode, Parameters, ServerUrl};
use super::value::Label;
use crate::cas::words::pick;
use crate::identity::{Lang, Profile};

/// One of the two programs that people log in with.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Client {
    /// The PRONOTE client, installed on a computer.
    Pronote,
    /// PRONOTE.net, in a browser.
    #[default]
    PronoteNet,
}

impl Client {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Pronote, Self::PronoteNet];

    /// The name people use.
    pub fn title(self, lang: Lang) -> &'static str {
        match self {
            Self::Pronote => pick(lang, "Client PRONOTE", "PRONOTE client"),
            Self::PronoteNet => "PRONOTE.net",
        }
    }
}

/// A parameter of a client. The order is that of the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Setting {
    /// The attribute of the common id.
    IdAttribute,
    /// The root of a standard server.
    ServerRoot,
    /// The login address of a custom server.
    LoginUrl,
    /// The validation address of a custom server.
    ValidationUrl,
    /// How somebody unknown is recognised.
    Mode,
    /// The attribute of the family name.
    FamilyName,
    /// The attribute of the given name.
    GivenName,
    /// The attribute of the birth date.
    BirthDate,
    /// The attribute of the profile.
    ProfileAttribute,
    /// The attribute of the postcode.
    Postcode,
    /// The values that make a profile.
    Values(Profile),
    /// Who can decrypt the export.
    Integrator,
    /// The attribute of the PRONOTE identifier.
    IdentifierAttribute,
}

impl Setting {
    /// What it is called.
    pub fn title(self, lang: Lang) -> String {
        let title = match self {
            Self::IdAttribute => pick(lang, "Attribut de l’identifiant CAS", "Attribute of the CAS id"),
            Self::ServerRoot => pick(lang, "Serveur CAS", "CAS server"),
            Self::LoginUrl => pick(lang, "URL de connexion", "Login URL"),
            Self::ValidationUrl => pick(lang, "URL de validation", "Validation URL"),
            Self::Mode => pick(lang, "Première connexion", "First connection"),
            Self::FamilyName => pick(lang, "Attribut du nom", "Attribute of the family name"),
            Self::GivenName => pick(lang, "Attribut du prénom", "Attribute of the given name"),
            Self::BirthDate => pick(lang, "Attribut de la date de naissance", "Attribute of the birth date"),
            Self::ProfileAttribute => pick(lang, "Attribut du profil", "Attribute of the profile"),
            Self::Postcode => pick(lang, "Attribut du code postal", "Attribute of the postcode"),
            Self::Values(profile) => {
                return format!("{}{}", pick(lang, "Valeurs du profil ", "Values of the profile "), profile.title());
            }
            Self::Integrator => pick(lang, "Identifiant de l’intégrateur", "Id of the integrator"),
            Self::IdentifierAttribute => {
                pick(lang, "Attribut de l’identifiant PRONOTE", "Attribute of the PRONOTE identifier")
            }
        };
        title.to_owned()
    }
}

impl FirstConnectionMode {
    /// What it does, in a few words.
    pub fn title(&self, lang: Lang) -> &'static str {
        match self {
            Self::Identity(_) => pick(lang, "par l’identité de l’utilisateur", "by the user's identity"),
            Self::PronoteIdentifier { .. } => {
                pick(lang, "par l’identifiant PRONOTE de l’utilisateur", "by the user's PRONOTE identifier")
            }
            Self::DoubleAuthentication => {
                pick(lang, "double authentification : CAS, puis PRONOTE une fois", "double: CAS, then PRONOTE once")
            }
            Self::RefuseAccess => pick(lang, "accès refusé aux identifiants inconnus", "unknown ids are refused"),
        }
    }
}

impl ClientParameters {
    /// The parameters that are set, with their values.
    pub fn settings(&self, lang: Lang) -> Vec<(Setting, String)> {
        let mut all = Vec::new();
        let mut set = |setting, value: &str| all.push((setting, value.to_owned()));
        if let Some(attribute) = &self.id_attribute {
            set(Setting::IdAttribute, attribute.as_str());
        }
        match &self.server {
            Some(ServerUrl::Standard(root)) => set(Setting::ServerRoot, root.as_str()),
            Some(ServerUrl::Custom { login, validation }) => {
                set(Setting::LoginUrl, login.as_str());
                set(Setting::ValidationUrl, validation.as_str());
            }
            None => {}
        }
        set(Setting::Mode, self.first_connection.title(lang));
        match &self.first_connection {
            FirstConnectionMode::Identity(identity) => {
                let mut attribute = |setting, name: Option<&Label>| {
                    if let Some(name) = name {
                        set(setting, name.as_str());
                    }
                };
                attribute(Setting::FamilyName, Some(&identity.family_name));
                attribute(Setting::GivenName, Some(&identity.given_name));
                attribute(Setting::BirthDate, identity.birth_date.as_ref());
                attribute(Setting::ProfileAttribute, Some(&identity.profile));
                attribute(Setting::Postcode, identity.postcode.as_ref());
                for profile in Profile::ALL {
                    let values = identity.profiles.values(profile);
                    if !values.is_empty() {
                        set(Setting::Values(profile), &values.join(";"));
                    }
                }
            }
            FirstConnectionMode::PronoteIdentifier { integrator, .. } => {
                set(Setting::Integrator, integrator.as_str());
                set(Setting::IdentifierAttribute, self.first_connection.identifier_attribute().unwrap_or_default());
            }
            FirstConnectionMode::DoubleAuthentication | FirstConnectionMode::RefuseAccess => {}
        }
        all
    }
}

impl Parameters {
    /// The parameters of one client.
    pub fn client(&self, client: Client) -> &ClientParameters {
        match client {
            Client::Pronote => &self.pronote_client,
            Client::PronoteNet => &self.pronote_net,
        }
    }

    /// Both clients' parameters, one per line, under the name of the client.
    pub fn text(&self, lang: Lang) -> String {
        let mut text = String::new();
        for client in Client::ALL {
            text += &format!("  {}\n", client.title(lang));
            for (setting, value) in self.client(client).settings(lang) {
                text += &format!("    {:<38} {value}\n", setting.title(lang));
            }
            if self.client(client).server.is_none() {
                let missing = pick(lang, "à saisir par l’établissement", "to be typed by the school");
                text += &format!("    {:<38} {missing}\n", Setting::ServerRoot.title(lang));
            }
        }
        text
    }
}
