//! The arguments of `rapproche evaluate`, as typed.

use std::path::PathBuf;

use clap::Args;

use super::args::ListArguments;

#[derive(Debug, Args)]
pub(super) struct EvaluateArguments {
    #[command(flatten)]
    pub(super) lists: ListArguments,
    /// Qui est qui : un fichier CSV ou XLSX aux colonnes uid, IDPN, profil, et au besoin case et decidable
    #[arg(long, value_name = "FICHIER", display_order = 1)]
    pub(super) truth: PathBuf,
    /// Règles à mesurer, à répéter pour les comparer : standard, strict, three-of-four, suggest, ou un fichier .toml
    #[arg(long, required = true, value_name = "NOM|FICHIER", display_order = 1)]
    pub(super) rules: Vec<String>,
    /// Dossier des résultats, créé au besoin
    #[arg(long, value_name = "DOSSIER", display_order = 1)]
    pub(super) out: Option<PathBuf>,
    /// Affiche le contenu de evaluation.json à la place du tableau
    #[arg(long)]
    pub(super) json: bool,
}
