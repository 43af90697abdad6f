//! The arguments of `rapproche model`, as typed.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::help;
use super::resolve::ClientName;

#[derive(Debug, Args)]
#[command(subcommand_help_heading = "Commandes", disable_help_subcommand = true)]
pub(super) struct ModelArguments {
    #[command(subcommand)]
    pub(super) action: ModelAction,
}

#[derive(Debug, Subcommand)]
pub(super) enum ModelAction {
    /// Nomme les modèles, par intégrateur
    #[command(help_template = help::TEMPLATE, override_usage = "rapproche model list FLUX")]
    List {
        /// Flux d'un intégrateur, ou dossier de flux
        #[arg(value_name = "FLUX")]
        flux: PathBuf,
    },
    /// Montre tous les paramètres d'un modèle, et l'adresse de sa documentation
    #[command(help_template = help::TEMPLATE, override_usage = "rapproche model show FLUX NOM")]
    Show {
        #[command(flatten)]
        model: Named,
    },
    /// Vérifie chaque flux d'après son schéma, et signale ce qui surprend
    #[command(help_template = help::TEMPLATE, override_usage = "rapproche model check FLUX")]
    Check {
        /// Flux d'un intégrateur, ou dossier de flux
        #[arg(value_name = "FLUX")]
        flux: PathBuf,
    },
    /// Applique un modèle à la configuration ; montre d'abord ce qu'il effacerait
    #[command(
        help_template = help::TEMPLATE,
        override_usage = "rapproche model apply FLUX NOM --config FICHIER [--delegation NOM] [--yes]"
    )]
    Apply {
        #[command(flatten)]
        model: Named,
        #[command(flatten)]
        config: Config,
        /// Délégation à configurer (ent par défaut), créée au besoin
        #[arg(long, value_name = "NOM", default_value = "ent", hide_default_value = true)]
        delegation: String,
        /// Confirme que les paramètres montrés peuvent être effacés
        #[arg(long)]
        yes: bool,
    },
    /// Met le catalogue à jour, sans toucher à la configuration ; dit quels modèles appliqués ont changé
    #[command(
        help_template = help::TEMPLATE,
        override_usage = "rapproche model update FLUX [--from RECU] [--config FICHIER]"
    )]
    Update {
        /// Catalogue : flux d'un intégrateur, ou dossier de flux
        #[arg(value_name = "FLUX")]
        flux: PathBuf,
        /// Flux reçu, ou dossier de flux, qui remplace celui du même intégrateur dans le catalogue
        #[arg(long, value_name = "RECU")]
        from: Option<PathBuf>,
        /// Configuration dont les modèles sont comparés à ceux du catalogue
        #[arg(long, value_name = "FICHIER")]
        config: Option<PathBuf>,
    },
    /// Fait la recette d'un modèle, avec les quatre comptes de test
    #[command(
        help_template = help::TEMPLATE,
        override_usage = help::ACCEPT_USAGE,
        after_help = help::ACCEPT_EXAMPLES
    )]
    Accept(AcceptArguments),
    /// Reprend la configuration de l'an dernier dans un nouveau fichier
    #[command(
        help_template = help::TEMPLATE,
        override_usage = "rapproche model carry-over ANCIEN --config NOUVEAU"
    )]
    CarryOver {
        /// Configuration de l'an dernier
        #[arg(value_name = "ANCIEN")]
        old: PathBuf,
        /// Fichier à créer
        #[arg(long, value_name = "NOUVEAU")]
        config: PathBuf,
    },
    /// Montre la configuration en vigueur
    #[command(help_template = help::TEMPLATE, override_usage = "rapproche model status --config FICHIER")]
    Status {
        #[command(flatten)]
        config: Config,
    },
    /// Donne les adresses : connexion, validation, URL à donner à l'ENT, connexion directe
    #[command(
        help_template = help::TEMPLATE,
        override_usage = "rapproche model urls --config FICHIER [--delegation NOM]"
    )]
    Urls {
        #[command(flatten)]
        config: Config,
        /// Délégation dont on veut les adresses ; toutes par défaut
        #[arg(long, value_name = "NOM")]
        delegation: Option<String>,
    },
}

#[derive(Debug, Args)]
pub(super) struct AcceptArguments {
    #[command(flatten)]
    pub(super) model: Named,
    /// Export de la base PRONOTE où sont les quatre comptes de test, à répéter s'il y en a plusieurs
    #[arg(long, required = true, value_name = "FICHIER")]
    pub(super) base: Vec<String>,
    /// Dossier des réponses du serveur CAS (.xml), reconnues à leur contenu
    #[arg(long, value_name = "DOSSIER")]
    pub(super) responses: PathBuf,
    /// Identifiants que l'intégrateur annonce : un compte et son identifiant par ligne
    #[arg(long, value_name = "FICHIER")]
    pub(super) announced: PathBuf,
    /// Client dont les paramètres sont essayés : pronote-net (par défaut) ou pronote
    #[arg(
        long,
        value_name = "CLIENT",
        default_value = "pronote-net",
        hide_default_value = true,
        hide_possible_values = true
    )]
    pub(super) client: ClientName,
    /// Règles : standard (par défaut), strict, three-of-four, suggest, ou un fichier .toml
    #[arg(long, value_name = "NOM|FICHIER", default_value = "standard", hide_default_value = true)]
    pub(super) rules: String,
}

#[derive(Debug, Args)]
pub(super) struct Named {
    /// Flux d'un intégrateur, ou dossier de flux
    #[arg(value_name = "FLUX")]
    pub(super) flux: PathBuf,
    /// Nom du modèle, ou son début
    #[arg(value_name = "NOM")]
    pub(super) name: String,
}

#[derive(Debug, Args)]
pub(super) struct Config {
    /// Configuration CAS (TOML)
    #[arg(long, value_name = "FICHIER")]
    pub(super) config: PathBuf,
}
