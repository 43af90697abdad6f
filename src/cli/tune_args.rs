//! The arguments of `rapproche tune`, as typed.

use std::path::PathBuf;

use clap::Args;

use super::args::ListArguments;

#[derive(Debug, Args)]
pub(super) struct TuneArguments {
    #[command(flatten)]
    pub(super) lists: ListArguments,
    /// Qui est qui : un fichier CSV ou XLSX aux colonnes uid, IDPN, profil
    #[arg(long, value_name = "FICHIER", display_order = 1)]
    pub(super) truth: PathBuf,
    /// Règles à régler : standard (par défaut), ou un fichier .toml ; leurs probabilités ne changent pas
    #[arg(long, value_name = "NOM|FICHIER", default_value = "standard", hide_default_value = true, display_order = 1)]
    pub(super) rules: String,
    /// Part de rapprochements faux à ne pas dépasser : 1/10000 (par défaut), 0.01% ou 1e-4
    #[arg(long, value_name = "TAUX", default_value = "1/10000", hide_default_value = true, display_order = 1)]
    pub(super) max_wrong: String,
    /// Probabilité que la promesse soit tenue : 95% par défaut
    #[arg(long, value_name = "PART", default_value = "95%", hide_default_value = true, display_order = 1)]
    pub(super) confidence: String,
    /// Part des familles mises de côté pour juger du réglage : 50% par défaut
    #[arg(long, value_name = "PART", default_value = "50%", hide_default_value = true, display_order = 1)]
    pub(super) held_out: String,
    /// Graine du tirage de ces familles (1 par défaut)
    #[arg(long, value_name = "S", default_value_t = 1, hide_default_value = true, display_order = 1)]
    pub(super) seed: u64,
    /// Fichier de règles à écrire ; il ne doit pas exister
    #[arg(long, value_name = "FICHIER", display_order = 1)]
    pub(super) out: Option<PathBuf>,
    /// Affiche tous les nombres au format JSON à la place du tableau
    #[arg(long)]
    pub(super) json: bool,
}
