//! A configuration in words.

use super::{CasDelegation, Configuration, OtherParents, Protocol, WebSpace};
use crate::cas::model::Label;
use crate::cas::urls::Links;
use crate::cas::words::{colon, pick};
use crate::identity::{Lang, uai_is_valid};

impl Configuration {
    /// All of it: publication, spaces, delegations with their parameters and links, first connections.
    pub fn text(&self, lang: Lang) -> String {
        let colon = colon(lang);
        let mut text = String::new();
        let published = if self.published { pick(lang, "en cours", "on") } else { pick(lang, "arrêtée", "off") };
        text += &format!("{}{colon} {published}\n", pick(lang, "Publication", "Publication"));
        let public = self.public_url.as_ref().map_or(pick(lang, "à saisir", "to be typed"), |url| url.as_str());
        text += &format!("{}{colon} {public}\n", pick(lang, "Adresse publique", "Public address"));
        text += &format!("\n{}\n", pick(lang, "Délégation des espaces", "Delegation of the spaces"));
        for space in WebSpace::ALL {
            text += &format!("  {:<22} {}\n", space.title(lang), self.delegation_of(space, lang));
        }
        for (name, delegation) in &self.cas {
            text += &self.cas_text(name, delegation, lang);
        }
        let not_spoken = pick(lang, "protocole non parlé par rapproche", "a protocol that rapproche does not speak");
        let metadata = pick(lang, "Métadonnées", "Metadata");
        for (name, federation) in &self.ws_federation {
            text += &format!("\n{} «{name}» ({not_spoken})\n", Protocol::WsFederation.title());
            text += &format!("  {metadata}{colon} {}\n", federation.metadata);
            text += &format!("  {}{colon} {}\n", pick(lang, "Royaume", "Realm"), federation.realm);
            if let Some(claim) = &federation.id_claim {
                text +=
                    &format!("  {}{colon} {claim}\n", pick(lang, "Revendication de l’identifiant", "Claim of the id"));
            }
        }
        for (name, educonnect) in &self.educonnect {
            text += &format!("\n{} «{name}» ({not_spoken})\n", Protocol::EduConnect.title());
            text += &format!("  {metadata}{colon} {}\n", educonnect.metadata);
            text += &format!("  {}{colon} {}\n", pick(lang, "Entité", "Entity"), educonnect.entity);
        }
        text + &self.first_connection_text(lang) + &self.pronote_login_text(lang)
    }

    fn delegation_of(&self, space: WebSpace, lang: Lang) -> String {
        let Some(name) = self.spaces.get(space) else { return pick(lang, "aucune", "none").to_owned() };
        match self.delegations().find(|(known, _)| *known == name) {
            Some((_, protocol)) => format!("{name} ({})", protocol.title()),
            None => name.to_string(),
        }
    }

    fn cas_text(&self, name: &Label, delegation: &CasDelegation, lang: Lang) -> String {
        let colon = colon(lang);
        let mut text = format!("\n{} «{name}»\n", Protocol::Cas.title());
        text += &match &delegation.model {
            Some(model) => {
                let (date, applied) = (model.date.text(lang), model.applied_on.text(lang));
                let (name, version, integrator) = (&model.name, model.version, &model.integrator);
                match lang {
                    Lang::Fr => format!(
                        "  Modèle : {name}, version {version} du {date} ({integrator}), appliqué le {applied}\n"
                    ),
                    Lang::En => {
                        format!("  Model: {name}, version {version} of {date} ({integrator}), applied on {applied}\n")
                    }
                }
            }
            None => {
                pick(lang, "  Paramètres saisis, sans modèle\n", "  Parameters typed, without a model\n").to_owned()
            }
        };
        let validation = delegation.protocol.endpoint();
        text += &format!("  {}{colon} {validation}\n", pick(lang, "Validation", "Validation"));
        text += &delegation.parameters().text(lang);
        if let (Some(server), Some(public)) = (&delegation.pronote_net.server, &self.public_url) {
            for line in Links::new(server, delegation.protocol, public).text(lang).lines() {
                text += &format!("  {line}\n");
            }
        }
        text
    }

    fn pronote_login_text(&self, lang: Lang) -> String {
        let settings = &self.pronote_login;
        let by_codes = pick(lang, "aucun : codes à usage unique", "none: one-time codes");
        let verifier = settings.verifier.as_ref().map_or(by_codes, |address| address.as_str());
        let direct = if settings.direct { pick(lang, "ouverte", "open") } else { pick(lang, "fermée", "closed") };
        let title = pick(lang, "Connexion à PRONOTE", "Login to PRONOTE");
        let lines = [
            (pick(lang, "Vérificateur", "Verifier"), verifier),
            (pick(lang, "Connexion directe", "Direct login"), direct),
        ];
        let line = |(title, value)| format!("  {title:<30} {value}\n");
        format!("\n{title}\n{}", lines.map(line).concat())
    }

    fn first_connection_text(&self, lang: Lang) -> String {
        let settings = &self.first_connection;
        let parents = |which| match which {
            OtherParents::None => pick(lang, "aucun", "none"),
            OtherParents::OtherAddress => {
                pick(lang, "ceux qui ont une autre adresse que les préférentiels", "those with another address")
            }
            OtherParents::All => pick(lang, "tous", "all"),
        };
        let uai = match &settings.uai {
            Some(uai) if uai_is_valid(uai.as_str()) => uai.as_str().to_owned(),
            Some(uai) => {
                format!("{} ({})", uai.as_str(), pick(lang, "lettre de contrôle fausse", "wrong check letter"))
            }
            None => pick(lang, "non comparé", "not compared").to_owned(),
        };
        let lines = [
            (pick(lang, "UAI de l’établissement", "UAI of the school"), uai),
            (
                pick(lang, "Autres responsables légaux", "Other legal guardians"),
                parents(settings.other_legal_parents).to_owned(),
            ),
            (
                pick(lang, "Autres responsables en charge", "Other guardians in charge"),
                parents(settings.other_parents_in_charge).to_owned(),
            ),
            (pick(lang, "Tentatives de correction", "Attempts at correction"), settings.attempts.get().to_string()),
            (
                pick(lang, "Tolérance d’horloge", "Clock skew"),
                format!("{} s", settings.clock_skew.duration().as_secs()),
            ),
        ];
        let mut text = format!("\n{}\n", pick(lang, "Première connexion", "First connection"));
        for (title, value) in lines {
            text += &format!("  {title:<30} {value}\n");
        }
        text
    }
}
