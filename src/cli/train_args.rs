//! The arguments of `rapproche train`, as typed.

use std::path::PathBuf;

use clap::Args;

use super::args::ListArguments;

#[derive(Debug, Args)]
pub(super) struct TrainArguments {
    #[command(flatten)]
    pub(super) lists: ListArguments,
    /// Qui est qui, si on le sait : un fichier CSV ou XLSX aux colonnes uid, IDPN, profil
    #[arg(long, value_name = "FICHIER", display_order = 1)]
    pub(super) truth: Option<PathBuf>,
    /// Règles de départ : standard (par défaut), ou un fichier .toml ; seules leurs probabilités sont réapprises
    #[arg(long, value_name = "NOM|FICHIER", default_value = "standard", hide_default_value = true, display_order = 1)]
    pub(super) rules: String,
    /// Nom du jeu de règles appris (par défaut : celui de départ, suivi de -appris)
    #[arg(long, value_name = "NOM", display_order = 1)]
    pub(super) name: Option<String>,
    /// Fichier de règles à écrire ; il ne doit pas exister
    #[arg(long, value_name = "FICHIER", display_order = 1)]
    pub(super) out: PathBuf,
}
