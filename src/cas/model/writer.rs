//! A [`Flux`] to XML.
//!
//! Invariant: the text is valid against the schema, and reading it gives an equal flux. Values are valid by
//! construction, so writing cannot fail.

use std::borrow::Cow;

use super::NAMESPACE;
use super::flux::{Flux, Model};
use super::parameters::{ClientParameters, FirstConnectionMode, IdentityAttributes, ServerUrl};
use crate::identity::Profile;

pub(super) fn write(flux: &Flux) -> String {
    let mut out = Elements { text: String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"), depth: 0 };
    let attributes = [("xmlns", NAMESPACE), ("Integrateur", flux.integrator().as_str())];
    out.nest("ModelesConfiguration_CAS", &attributes, |out| {
        for one in flux.models() {
            model(out, one);
        }
    });
    out.text
}

fn model(out: &mut Elements, model: &Model) {
    let (version, date) = (model.version.to_string(), model.date.to_string());
    let attributes = [
        ("Nom", model.name.as_str()),
        ("Localisation", model.location.as_str()),
        ("Version", &version),
        ("Date", &date),
    ];
    out.nest("ENT", &attributes, |out| {
        if let Some(description) = &model.description {
            out.leaf("Description", description.as_str());
        }
        if let Some(documentation) = &model.documentation {
            out.leaf("UrlDocumentation", documentation.as_str());
        }
        out.nest("ClientPRONOTE", &[], |out| client(out, &model.parameters.pronote_client));
        out.nest("PRONOTE.net", &[], |out| client(out, &model.parameters.pronote_net));
    });
}

fn client(out: &mut Elements, client: &ClientParameters) {
    if let Some(attribute) = &client.id_attribute {
        out.leaf("AttributIDCas", attribute.as_str());
    }
    match &client.server {
        Some(ServerUrl::Standard(root)) => {
            out.nest("Url_ServeurCAS", &[], |out| out.leaf("Standard", root.as_str()));
        }
        Some(ServerUrl::Custom { login, validation }) => out.nest("Url_ServeurCAS", &[], |out| {
            out.nest("Personnalisee", &[], |out| {
                out.leaf("UrlConnexion", login.as_str());
                out.leaf("UrlValidation", validation.as_str());
            });
        }),
        None => {}
    }
    out.nest("ModeIdentificationPremiereConnexion", &[], |out| match &client.first_connection {
        FirstConnectionMode::Identity(attributes) => {
            out.nest("IdentiteUtilisateur", &[], |out| identity(out, attributes));
        }
        FirstConnectionMode::PronoteIdentifier { integrator, attribute } => {
            out.nest("IdentifiantPRONOTE", &[], |out| {
                out.leaf("IdentifiantIntegrateur", integrator.as_str());
                if let Some(attribute) = attribute {
                    out.leaf("AttributIdentifiant", attribute.as_str());
                }
            });
        }
        FirstConnectionMode::DoubleAuthentication => out.empty("DoubleAuthentification"),
        FirstConnectionMode::RefuseAccess => out.empty("RefuserAcces"),
    });
}

fn identity(out: &mut Elements, attributes: &IdentityAttributes) {
    out.leaf("AttributNom", attributes.family_name.as_str());
    out.leaf("AttributPrenom", attributes.given_name.as_str());
    if let Some(attribute) = &attributes.birth_date {
        out.leaf("AttributDateNaissance", attribute.as_str());
    }
    out.leaf("AttributProfil", attributes.profile.as_str());
    if let Some(attribute) = &attributes.postcode {
        out.leaf("AttributCodePostal", attribute.as_str());
    }
    for profile in Profile::ALL {
        let values = attributes.profiles.values(profile);
        if !values.is_empty() {
            out.leaf_with("ValeursProfil", &[("Profil", profile.key())], &values.join(";"));
        }
    }
}

/// Indented elements.
struct Elements {
    text: String,
    depth: usize,
}

impl Elements {
    fn nest(&mut self, name: &str, attributes: &[(&str, &str)], content: impl FnOnce(&mut Self)) {
        self.start(name, attributes);
        self.text.push_str(">\n");
        self.depth += 1;
        content(self);
        self.depth -= 1;
        self.indent();
        self.end(name);
    }

    fn leaf(&mut self, name: &str, value: &str) {
        self.leaf_with(name, &[], value);
    }

    fn leaf_with(&mut self, name: &str, attributes: &[(&str, &str)], value: &str) {
        self.start(name, attributes);
        self.text.push('>');
        self.text.push_str(&escaped(value));
        self.end(name);
    }

    fn empty(&mut self, name: &str) {
        self.start(name, &[]);
        self.text.push_str("/>\n");
    }

    fn start(&mut self, name: &str, attributes: &[(&str, &str)]) {
        self.indent();
        self.text.push('<');
        self.text.push_str(name);
        for (key, value) in attributes {
            self.text.push_str(&format!(" {key}=\"{}\"", escaped(value)));
        }
    }

    fn end(&mut self, name: &str) {
        self.text.push_str(&format!("</{name}>\n"));
    }

    fn indent(&mut self) {
        self.text.extend(std::iter::repeat_n("  ", self.depth));
    }
}

/// Markup and carriage returns as references: a reader would turn a bare carriage return into a line feed.
fn escaped(text: &str) -> Cow<'_, str> {
    match quick_xml::escape::escape(text) {
        text if text.contains('\r') => Cow::Owned(text.replace('\r', "&#13;")),
        text => text,
    }
}
