//! Whether what is in force is what the catalogue now has.

use super::Catalogue;
use crate::cas::configuration::{AppliedModel, Configuration};
use crate::cas::model::{Day, Label, Parameters, Version};
use crate::identity::Lang;

/// An applied model beside the catalogue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AppliedStatus {
    /// The delegation.
    pub delegation: Label,
    /// The model as it was applied.
    pub applied: AppliedModel,
    /// The catalogue's word.
    pub freshness: Freshness,
}

/// What the catalogue has of an applied model.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Freshness {
    /// The version that was applied, and its parameters.
    Current,
    /// The version that was applied, but other parameters: somebody typed some, or the model changed under its version.
    Different,
    /// A newer one: to use it, the administrator applies the model again.
    Newer(Version, Day),
    /// An older one: the catalogue is not up to date.
    Older(Version, Day),
    /// None of that integrator and name.
    Gone,
}

/// The status of every applied model of a configuration, by delegation. Parameters that were typed have none.
pub fn statuses(catalogue: &Catalogue, configuration: &Configuration) -> Vec<AppliedStatus> {
    let applied = configuration.cas.iter().filter_map(|(name, cas)| Some((name, cas, cas.model.as_ref()?)));
    applied
        .map(|(delegation, cas, applied)| {
            let freshness = match catalogue.get(&applied.integrator, &applied.name).map(|entry| entry.model) {
                None => Freshness::Gone,
                Some(model) if model.version > applied.version => Freshness::Newer(model.version, model.date),
                Some(model) if model.version < applied.version => Freshness::Older(model.version, model.date),
                Some(model) if !sets(&model.parameters, cas.parameters()) => Freshness::Different,
                Some(_) => Freshness::Current,
            };
            AppliedStatus { delegation: delegation.clone(), applied: applied.clone(), freshness }
        })
        .collect()
}

/// Whether a model sets these parameters; the servers that it leaves to the administrator aside.
fn sets(model: &Parameters, mut applied: Parameters) -> bool {
    if model.pronote_client.server.is_none() {
        applied.pronote_client.server = None;
    }
    if model.pronote_net.server.is_none() {
        applied.pronote_net.server = None;
    }
    *model == applied
}

impl AppliedStatus {
    /// One or two lines.
    pub fn text(&self, lang: Lang) -> String {
        let AppliedModel { name, version, applied_on, .. } = &self.applied;
        let (delegation, on) = (&self.delegation, applied_on.text(lang));
        let (head, tail) = match lang {
            Lang::Fr => (
                format!("Délégation «{delegation}» : {name}, version {version}, appliquée le {on}"),
                match self.freshness {
                    Freshness::Current => " ; à jour.".to_owned(),
                    Freshness::Different => concat!(
                        ".\n  Même version dans le catalogue, mais les paramètres en vigueur n’y sont pas les mêmes : ",
                        "ils ont été saisis, ou le modèle a changé sans nouvelle version."
                    )
                    .to_owned(),
                    Freshness::Newer(version, date) => format!(
                        ".\n  Version {version} du {} disponible ; appliquez le modèle à nouveau pour l’utiliser.",
                        date.text(lang)
                    ),
                    Freshness::Older(version, date) => {
                        format!(".\n  Le catalogue n’a que la version {version} du {}.", date.text(lang))
                    }
                    Freshness::Gone => ".\n  Le catalogue n’a plus ce modèle.".to_owned(),
                },
            ),
            Lang::En => (
                format!("Delegation «{delegation}»: {name}, version {version}, applied on {on}"),
                match self.freshness {
                    Freshness::Current => "; up to date.".to_owned(),
                    Freshness::Different => concat!(
                        ".\n  The catalogue has the same version, but not the parameters in force: ",
                        "they were typed, or the model changed without a new version."
                    )
                    .to_owned(),
                    Freshness::Newer(version, date) => {
                        format!(".\n  Version {version} of {date} is there; apply the model again to use it.")
                    }
                    Freshness::Older(version, date) => {
                        format!(".\n  The catalogue only has version {version} of {date}.")
                    }
                    Freshness::Gone => ".\n  The catalogue no longer has this model.".to_owned(),
                },
            ),
        };
        format!("{head}{tail}\n")
    }
}
