//! The arguments of `rules` as typed.

use clap::{Args, Subcommand};

use super::help;

#[derive(Debug, Args)]
#[command(subcommand_help_heading = "Commandes", disable_help_subcommand = true)]
pub(super) struct RulesArguments {
    #[command(subcommand)]
    pub(super) action: RulesAction,
}

#[derive(Debug, Subcommand)]
pub(super) enum RulesAction {
    /// Nomme les jeux de règles fournis
    #[command(help_template = help::TEMPLATE, override_usage = "rapproche rules list")]
    List,
    /// Affiche un jeu fourni comme il est écrit, ou un fichier en entier, avec ce dont il hérite
    #[command(help_template = help::TEMPLATE, override_usage = "rapproche rules show NOM|FICHIER")]
    Show {
        /// standard, strict, three-of-four, suggest, ou un fichier .toml
        #[arg(value_name = "NOM|FICHIER")]
        rules: String,
    },
    /// Explique un jeu de règles : ce que vaut chaque accord, ce que fait chaque réglage
    #[command(
        help_template = help::TEMPLATE,
        override_usage = "rapproche rules explain NOM|FICHIER [--profile PROFIL] [--json]"
    )]
    Explain {
        /// standard, strict, three-of-four, suggest, ou un fichier .toml
        #[arg(value_name = "NOM|FICHIER")]
        rules: String,
        /// Un seul profil : eleves, inspecteurs, maitres_de_stage, parents, personnels ou professeurs
        #[arg(long, value_name = "PROFIL")]
        profile: Option<String>,
        /// Pour les programmes
        #[arg(long)]
        json: bool,
    },
    /// Compare deux jeux de règles ; code de sortie 1 s'ils diffèrent
    #[command(help_template = help::TEMPLATE, override_usage = "rapproche rules diff AVANT APRÈS [--json]")]
    Diff {
        /// Avant : standard, strict, three-of-four, suggest, ou un fichier .toml
        #[arg(value_name = "AVANT")]
        before: String,
        /// Après : de même
        #[arg(value_name = "APRÈS")]
        after: String,
        /// Pour les programmes
        #[arg(long)]
        json: bool,
    },
    /// Vérifie des fichiers de règles ; code de sortie 2 si l'un d'eux est incorrect
    #[command(help_template = help::TEMPLATE, override_usage = "rapproche rules check FICHIER…")]
    Check {
        /// Fichiers .toml
        #[arg(value_name = "FICHIER", required = true)]
        files: Vec<std::path::PathBuf>,
    },
}
