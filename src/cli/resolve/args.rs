//! The arguments of `rapproche resolve`, as typed.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use rapproche::cas::model::Client;

#[derive(Debug, Args)]
pub(in crate::cli) struct ResolveArguments {
    /// Export de la base PRONOTE (CSV, XLSX, XLS, ODS, XML ou ZIP : voir rapproche formats), à répéter s'il y en a plusieurs ; «Élèves=eleves.csv» en nomme le profil
    #[arg(long, required = true, value_name = "FICHIER")]
    pub(in crate::cli) base: Vec<String>,
    /// Configuration CAS (TOML)
    #[arg(long, value_name = "FICHIER")]
    pub(in crate::cli) config: PathBuf,
    #[command(flatten)]
    pub(in crate::cli) source: Source,
    /// Service pour lequel le ticket a été émis (avec --ticket) ; par défaut, l'adresse publique de la configuration
    #[arg(long, value_name = "URL", requires = "ticket")]
    pub(in crate::cli) service: Option<String>,
    /// Adresse samlValidate du serveur CAS (avec --ticket) ; par défaut, celle de la configuration
    #[arg(long, value_name = "URL", requires = "ticket")]
    pub(in crate::cli) saml_url: Option<String>,
    /// Délégation CAS de la configuration ; inutile s'il n'y en a qu'une
    #[arg(long, value_name = "NOM")]
    pub(in crate::cli) delegation: Option<String>,
    /// Client par lequel on se connecte : pronote-net (par défaut) ou pronote
    #[arg(
        long,
        value_name = "CLIENT",
        default_value = "pronote-net",
        hide_default_value = true,
        hide_possible_values = true
    )]
    pub(in crate::cli) client: ClientName,
    /// Règles : standard (par défaut), strict, three-of-four, suggest, ou un fichier .toml
    #[arg(long, value_name = "NOM|FICHIER", default_value = "standard", hide_default_value = true)]
    pub(in crate::cli) rules: String,
    /// Table TOML de vos titres de colonnes
    #[arg(long, value_name = "FICHIER")]
    pub(in crate::cli) columns: Option<PathBuf>,
    /// UAI de l'établissement, à la place de celui de la configuration
    #[arg(long, value_name = "UAI")]
    pub(in crate::cli) school: Option<String>,
    #[command(flatten)]
    pub(in crate::cli) correction: Typed,
    /// Affiche le résultat en JSON, pour un programme
    #[arg(long)]
    pub(in crate::cli) json: bool,
}

/// Where the reply comes from.
#[derive(Debug, Args)]
#[group(required = true, multiple = false)]
pub(in crate::cli) struct Source {
    /// Réponse du serveur CAS (samlValidate ou serviceValidate), à répéter s'il y en a plusieurs
    #[arg(long, value_name = "FICHIER")]
    pub(in crate::cli) response: Vec<PathBuf>,
    /// Ticket à faire valider par le serveur CAS ; il ne sert qu'une fois
    #[arg(long, value_name = "ST-…")]
    pub(in crate::cli) ticket: Option<String>,
}

/// What the person corrected on the form of «Identification impossible».
#[derive(Debug, Args)]
pub(in crate::cli) struct Typed {
    /// Nom que la personne a corrigé après un échec
    #[arg(long, value_name = "NOM")]
    pub(in crate::cli) nom: Option<String>,
    /// Prénom qu'elle a corrigé
    #[arg(long, value_name = "PRÉNOM")]
    pub(in crate::cli) prenom: Option<String>,
    /// Date de naissance qu'elle a corrigée
    #[arg(long, value_name = "JJ/MM/AAAA")]
    pub(in crate::cli) naissance: Option<String>,
    /// Numéro de la tentative de correction (1 par défaut)
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u8).range(1..))]
    pub(in crate::cli) tentative: Option<u8>,
}

/// The two clients by the names that an administrator types.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum ClientName {
    PronoteNet,
    Pronote,
}

impl From<ClientName> for Client {
    fn from(name: ClientName) -> Self {
        match name {
            ClientName::PronoteNet => Self::PronoteNet,
            ClientName::Pronote => Self::Pronote,
        }
    }
}
