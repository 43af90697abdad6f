//! `model apply`: a model becomes the configuration in force.
//!
//! Two steps: a [`Plan`] says what applying would erase; carrying it out needs the administrator's word. Invariant: a
//! plan borrows the configuration that it is about, so what was said is what happens.

use super::Entry;
use crate::cas::configuration::{
    AppliedModel, CasDelegation, Configuration, NO_DELEGATION, Protocol, WebSpace, section_key,
};
use crate::cas::model::{Client, Day, FirstConnectionMode, Label, Parameters, Setting};
use crate::cas::words::pick;
use crate::identity::Lang;

/// A model that is about to be applied.
#[derive(Debug)]
pub struct Plan<'a> {
    entry: Entry<'a>,
    delegation: Label,
    configuration: &'a mut Configuration,
    erased: Vec<Erased>,
}

/// A parameter in force that applying would change or take away.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Erased {
    /// Whose parameter.
    pub client: Client,
    /// Which.
    pub setting: Setting,
}

/// What was applied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Applied {
    /// The delegation.
    pub delegation: Label,
    /// The model.
    pub model: AppliedModel,
    /// The clients whose server the administrator has to type.
    pub without_server: Vec<Client>,
    /// Whether PRONOTE.net's own address has to be typed.
    pub without_public_url: bool,
    /// Whether the school's code is still to be typed: without it, people of other schools are not told apart.
    pub without_school: bool,
    /// Whether some space is opened by the delegation.
    pub opens_a_space: bool,
}

/// Why a model is not applied. The configuration is as it was.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.message(Lang::En))]
pub enum ApplyError {
    /// Publication is on.
    Published,
    /// The delegation speaks another protocol.
    NotCas {
        /// Its name.
        name: Label,
        /// What it speaks.
        protocol: Protocol,
    },
    /// The name stands for no delegation.
    ReservedName,
    /// Parameters would be lost, and nobody agreed.
    NotConfirmed {
        /// How many.
        erased: usize,
    },
}

impl ApplyError {
    /// The message, with the remedy.
    pub fn message(&self, lang: Lang) -> String {
        let french = lang == Lang::Fr;
        match self {
            Self::Published if french => {
                "la publication est en cours ; arrêtez-la (publication = false) avant d’appliquer un modèle.".to_owned()
            }
            Self::Published => "publication is on; stop it (publication = false) before you apply a model.".to_owned(),
            Self::NotCas { name, protocol } if french => {
                format!("la délégation «{name}» est de type {}, pas CAS ; nommez-en une autre.", protocol.title())
            }
            Self::NotCas { name, protocol } => {
                format!("the delegation «{name}» is by {}, not by CAS; name another one.", protocol.title())
            }
            Self::ReservedName if french => "«aucune» ne peut pas nommer une délégation.".to_owned(),
            Self::ReservedName => "«aucune» cannot be the name of a delegation.".to_owned(),
            Self::NotConfirmed { erased: 1 } if french => {
                "un paramètre en vigueur serait effacé ; confirmez (--yes) pour appliquer le modèle.".to_owned()
            }
            Self::NotConfirmed { erased } if french => {
                format!("{erased} paramètres en vigueur seraient effacés ; confirmez (--yes) pour appliquer le modèle.")
            }
            Self::NotConfirmed { erased: 1 } => {
                "a parameter in force would be erased; confirm (--yes) to apply the model.".to_owned()
            }
            Self::NotConfirmed { erased } => {
                format!("{erased} parameters in force would be erased; confirm (--yes) to apply the model.")
            }
        }
    }
}

impl<'a> Plan<'a> {
    /// Plans to apply a model to a CAS delegation of `configuration`, which is made if it does not exist.
    ///
    /// # Errors
    /// [`ApplyError::Published`], [`ApplyError::NotCas`] or [`ApplyError::ReservedName`].
    pub fn new(entry: Entry<'a>, configuration: &'a mut Configuration, delegation: Label) -> Result<Self, ApplyError> {
        if configuration.published {
            return Err(ApplyError::Published);
        }
        if delegation.as_str() == NO_DELEGATION {
            return Err(ApplyError::ReservedName);
        }
        if let Some((_, protocol)) =
            configuration.delegations().find(|(name, protocol)| **name == delegation && *protocol != Protocol::Cas)
        {
            return Err(ApplyError::NotCas { name: delegation, protocol });
        }
        let mut erased = Vec::new();
        if let Some(current) = configuration.cas.get(&delegation) {
            let current = current.parameters();
            for client in Client::ALL {
                // The language does not matter for what is equal.
                let new = entry.model.parameters.client(client).settings(Lang::Fr);
                let old = current.client(client).settings(Lang::Fr);
                let lost = old.into_iter().filter(|parameter| !new.contains(parameter));
                erased.extend(lost.map(|(setting, _)| Erased { client, setting }));
            }
        }
        Ok(Self { entry, delegation, configuration, erased })
    }

    /// The parameters in force that would change or vanish. Without any, nothing needs to be confirmed.
    pub fn erased(&self) -> &[Erased] {
        &self.erased
    }

    /// The model, and each parameter that would be erased beside the one that takes its place.
    pub fn text(&self, lang: Lang) -> String {
        let model = self.entry.model;
        let (name, version, date, delegation) = (&model.name, model.version, model.date.text(lang), &self.delegation);
        let mut text = match lang {
            Lang::Fr => format!("Modèle «{name}», version {version} du {date}, pour la délégation «{delegation}».\n"),
            Lang::En => format!("Model «{name}», version {version} of {date}, for the delegation «{delegation}».\n"),
        };
        if let Some(documentation) = &model.documentation {
            text += &format!("Documentation{} {documentation}\n", pick(lang, " :", ":"));
        }
        if self.erased.is_empty() {
            return text
                + pick(lang, "Aucun paramètre en vigueur n’est effacé.\n", "No parameter in force is erased.\n");
        }
        text +=
            pick(lang, "Paramètres en vigueur qui seraient effacés :\n", "Parameters in force that would be erased:\n");
        let current = self.configuration.cas.get(&self.delegation).map(CasDelegation::parameters);
        for Erased { client, setting } in &self.erased {
            let value = |parameters: &Parameters| {
                let settings = parameters.client(*client).settings(lang);
                settings.into_iter().find(|(found, _)| found == setting).map(|(_, value)| value)
            };
            let old = current.as_ref().and_then(value).unwrap_or_default();
            let new = value(&model.parameters).unwrap_or_else(|| pick(lang, "rien", "nothing").to_owned());
            text +=
                &format!("  {}, {}{} {old} → {new}\n", client.title(lang), setting.title(lang), pick(lang, " :", ":"));
        }
        text
    }

    /// Applies the model. `confirmed` is the administrator's word that the parameters may be erased.
    ///
    /// # Errors
    /// [`ApplyError::NotConfirmed`] when parameters would be erased without that word.
    pub fn carry_out(self, today: Day, confirmed: bool) -> Result<Applied, ApplyError> {
        if !confirmed && !self.erased.is_empty() {
            return Err(ApplyError::NotConfirmed { erased: self.erased.len() });
        }
        let Self { entry, delegation, configuration, .. } = self;
        let mut new = CasDelegation::of_model(entry.model, entry.integrator, today);
        if let Some(current) = configuration.cas.get(&delegation) {
            // No model says it, so it is not the model's to erase.
            new.protocol = current.protocol;
        }
        let parameters = new.parameters();
        let without_server = Client::ALL.into_iter().filter(|&client| {
            let parameters = parameters.client(client);
            // A client of PRONOTE that refuses accesses needs no server; the service itself does.
            let is_refused =
                client == Client::Pronote && parameters.first_connection == FirstConnectionMode::RefuseAccess;
            parameters.server.is_none() && !is_refused
        });
        let applied = Applied {
            model: AppliedModel::new(entry.model, entry.integrator, today),
            without_server: without_server.collect(),
            without_public_url: configuration.public_url.is_none(),
            without_school: configuration.first_connection.uai.is_none(),
            opens_a_space: WebSpace::ALL.iter().any(|&space| configuration.spaces.get(space) == Some(&delegation)),
            delegation: delegation.clone(),
        };
        configuration.cas.insert(delegation, new);
        Ok(applied)
    }
}

impl Applied {
    /// What was applied, and what is left to the administrator.
    pub fn text(&self, lang: Lang) -> String {
        let (model, delegation) = (&self.model, &self.delegation);
        let mut text = match lang {
            Lang::Fr => format!(
                "Appliqué le {} à la délégation «{delegation}» : {}, version {}.\n",
                model.applied_on.text(lang),
                model.name,
                model.version
            ),
            Lang::En => format!(
                "Applied on {} to the delegation «{delegation}»: {}, version {}.\n",
                model.applied_on.text(lang),
                model.name,
                model.version
            ),
        };
        let mut left = Vec::new();
        for client in &self.without_server {
            let section = match client {
                Client::Pronote => "client_pronote",
                Client::PronoteNet => "pronote_net",
            };
            let key = section_key(delegation);
            left.push(match lang {
                Lang::Fr => format!("url_serveur_cas dans [cas.{key}.{section}] (serveur de l’établissement)"),
                Lang::En => format!("url_serveur_cas in [cas.{key}.{section}] (the school's own server)"),
            });
        }
        if self.without_public_url {
            left.push(
                pick(lang, "url_publique (adresse de PRONOTE.net)", "url_publique (address of PRONOTE.net)").to_owned(),
            );
        }
        if self.without_school {
            let text = pick(
                lang,
                "uai dans [premiere_connexion] (sans lui, les établissements ne sont pas comparés)",
                "uai in [premiere_connexion] (without it, schools are not compared)",
            );
            left.push(text.to_owned());
        }
        if !self.opens_a_space {
            left.push(match lang {
                Lang::Fr => format!("les espaces à déléguer dans [espaces], par exemple eleves = \"{delegation}\""),
                Lang::En => format!("the spaces to delegate in [espaces], such as eleves = \"{delegation}\""),
            });
        }
        if !left.is_empty() {
            text += pick(lang, "Reste à saisir :\n", "Left to type:\n");
            for one in left {
                text += &format!("  {one}\n");
            }
        }
        text
    }
}
