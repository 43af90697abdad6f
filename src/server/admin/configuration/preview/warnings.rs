//! What an administrator should know before a model is applied.

use maud::{Markup, html};

use crate::cas::catalogue::Entry;
use crate::cas::model::{FirstConnectionMode, Label};
use crate::identity::Lang;
use crate::server::admin::configuration::sheet::Sheet;

/// What is odd about the model, or asks for something that is not on this page.
pub(super) fn warnings(sheet: &Sheet<'_>, entry: Entry<'_>, delegation: &Label) -> Markup {
    let model = entry.model;
    let mut warnings: Vec<String> =
        entry.remarks().iter().map(|remark| format!("{}.", remark.message(Lang::Fr))).collect();
    let applied = sheet.configuration.cas.get(delegation).and_then(|cas| cas.model.as_ref());
    if let Some(applied) = applied {
        if applied.name != model.name || applied.integrator != *entry.integrator {
            warnings.push(format!("«{delegation}» a maintenant le modèle d’un autre ENT, «{}».", applied.name));
        } else if applied.version > model.version {
            warnings.push(format!("La version en vigueur ({}) est plus récente que celle-ci.", applied.version));
        }
    }
    match &model.parameters.pronote_net.first_connection {
        FirstConnectionMode::PronoteIdentifier { integrator, .. } => warnings.push(format!(
            "Il faut d’abord donner à l’ENT les identifiants PRONOTE, chiffrés pour {integrator} (rapproche exchange export-ids)."
        )),
        FirstConnectionMode::RefuseAccess => warnings.push(
            "Un identifiant inconnu est refusé : rapprochez d’abord la liste de l’ENT (rapproche import --cas).".to_owned(),
        ),
        FirstConnectionMode::DoubleAuthentication => warnings.push(
            "À sa première connexion, chacun tape aussi, une fois, son identifiant PRONOTE et le code de sa lettre (rapproche credentials \
             issue) ; ou son mot de passe PRONOTE, si la configuration nomme un vérificateur."
                .to_owned(),
        ),
        FirstConnectionMode::Identity(_) => {}
    }
    html! { @if !warnings.is_empty() {
        section.notice aria-labelledby="avertissements" {
            h2 #avertissements { "À savoir avant d’appliquer" }
            ul { @for warning in &warnings { li { (warning) } } }
        }
    } }
}
