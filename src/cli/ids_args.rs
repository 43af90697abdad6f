//! The arguments of `rapproche ids`, as typed.

use std::path::PathBuf;

use clap::{ArgGroup, Args, Subcommand};

use super::help;

#[derive(Debug, Args)]
#[command(subcommand_help_heading = "Commandes", disable_help_subcommand = true)]
pub(super) struct IdsArguments {
    #[command(subcommand)]
    pub(super) action: IdsAction,
}

#[derive(Debug, Subcommand)]
pub(super) enum IdsAction {
    /// Montre qui a un identifiant, lesquels sont partagés, lesquels l'ENT n'a plus
    #[command(
        help_template = help::TEMPLATE,
        override_usage = help::IDS_LIST_USAGE,
        after_help = help::IDS_LIST_EXAMPLES
    )]
    List(IdsListArguments),
    /// Retire des identifiants, après les avoir sauvegardés
    #[command(
        help_template = help::TEMPLATE,
        override_usage = help::IDS_RESET_USAGE,
        after_help = help::IDS_RESET_EXAMPLES
    )]
    Reset(IdsResetArguments),
    /// Rend les identifiants d'une sauvegarde
    #[command(
        help_template = help::TEMPLATE,
        override_usage = help::IDS_RESTORE_USAGE,
        after_help = help::IDS_RESTORE_EXAMPLES
    )]
    Restore(IdsRestoreArguments),
    /// Apporte de nouveaux identifiants, de import-pronote.csv ou d'une liste «IDPN;identifiant»
    #[command(
        help_template = help::TEMPLATE,
        override_usage = help::IDS_IMPORT_USAGE,
        after_help = help::IDS_IMPORT_EXAMPLES
    )]
    Import(IdsImportArguments),
}

#[derive(Debug, Args)]
pub(super) struct IdsListArguments {
    /// Export de la base PRONOTE (CSV ou XLSX), à répéter s'il y en a plusieurs ; «Élèves=eleves.csv» en nomme le profil
    #[arg(long, required = true, value_name = "FICHIER")]
    pub(super) base: Vec<String>,
    #[command(flatten)]
    pub(super) reading: ReadingArguments,
    /// Export des utilisateurs de l'ENT (CSV ou XLSX) : signale les identifiants qui n'y sont pas
    #[arg(long, value_name = "FICHIER")]
    pub(super) ids_not_in: Option<String>,
    #[command(flatten)]
    pub(super) cas: CasArguments,
    #[command(flatten)]
    pub(super) format: FormatArguments,
}

#[derive(Debug, Args)]
#[command(group(ArgGroup::new("selection").required(true).multiple(true)
    .args(["all", "profile", "select", "not_in"])))]
pub(super) struct IdsResetArguments {
    /// Export de la base PRONOTE (CSV ou XLSX) ; «Élèves=eleves.csv» en nomme le profil
    #[arg(long, value_name = "FICHIER")]
    pub(super) base: String,
    #[command(flatten)]
    pub(super) change: ChangeArguments,
    /// Sauvegarde à créer, que «rapproche ids restore» sait relire
    #[arg(long, value_name = "FICHIER", display_order = 1, required_unless_present = "dry_run")]
    pub(super) backup: Option<PathBuf>,
    /// Retire tous les identifiants
    #[arg(long, display_order = 2, conflicts_with_all = ["profile", "select", "not_in"])]
    pub(super) all: bool,
    /// Ne retire que ceux des personnes nommées dans ce fichier, par identifiant CAS ou par IDPN
    #[arg(long, value_name = "FICHIER", display_order = 2, conflicts_with = "not_in")]
    pub(super) select: Option<PathBuf>,
    /// Ne retire que ceux qui ne sont pas dans cet export des utilisateurs de l'ENT (CSV ou XLSX)
    #[arg(long, value_name = "FICHIER", display_order = 2)]
    pub(super) not_in: Option<String>,
    #[command(flatten)]
    pub(super) reading: ReadingArguments,
    #[command(flatten)]
    pub(super) cas: CasArguments,
    #[command(flatten)]
    pub(super) format: FormatArguments,
}

#[derive(Debug, Args)]
pub(super) struct IdsRestoreArguments {
    /// Sauvegarde écrite par «rapproche ids reset»
    #[arg(long, value_name = "FICHIER", display_order = 1)]
    pub(super) backup: PathBuf,
    #[command(flatten)]
    pub(super) give: GiveArguments,
}

#[derive(Debug, Args)]
pub(super) struct IdsImportArguments {
    /// Liste à apporter : import-pronote.csv ou links.csv, ou un fichier de deux colonnes «IDPN;identifiant»
    #[arg(long, value_name = "FICHIER", display_order = 1)]
    pub(super) ids: PathBuf,
    #[command(flatten)]
    pub(super) give: GiveArguments,
}

/// What restoring and importing share.
#[derive(Debug, Args)]
pub(super) struct GiveArguments {
    /// Export de la base PRONOTE (CSV ou XLSX) ; «Élèves=eleves.csv» en nomme le profil
    #[arg(long, value_name = "FICHIER")]
    pub(super) base: String,
    #[command(flatten)]
    pub(super) change: ChangeArguments,
    /// Autre fichier de la même base, à répéter : les identifiants qui s'y trouvent sont déjà pris
    #[arg(long, value_name = "FICHIER", display_order = 2)]
    pub(super) other_base: Vec<String>,
    /// Remplace l'identifiant d'un utilisateur qui en a un autre
    #[arg(long, display_order = 2)]
    pub(super) replace: bool,
    /// Termine avec le code 1 si quelqu'un n'a pas reçu son identifiant
    #[arg(long)]
    pub(super) fail_on_unresolved: bool,
    #[command(flatten)]
    pub(super) reading: ReadingArguments,
    #[command(flatten)]
    pub(super) format: FormatArguments,
}

/// Whose ids, and how to read the base.
#[derive(Debug, Args)]
pub(super) struct ReadingArguments {
    /// Ces profils seulement : eleves, parents, professeurs, personnels, inspecteurs, maitres_de_stage
    #[arg(long, value_name = "PROFIL", value_delimiter = ',', display_order = 2)]
    pub(super) profile: Vec<String>,
    /// Table TOML de vos titres de colonnes
    #[arg(long, value_name = "FICHIER")]
    pub(super) columns: Option<PathBuf>,
}

/// How to read the ENT's list.
#[derive(Debug, Args)]
pub(super) struct CasArguments {
    /// Colonne de l'identifiant CAS dans l'export de l'ENT, si ce n'est pas uid
    #[arg(long, value_name = "COLONNE")]
    pub(super) id: Option<String>,
    /// Table TOML des valeurs de ENTPersonProfils, profil par profil
    #[arg(long, value_name = "FICHIER")]
    pub(super) profiles: Option<PathBuf>,
}

/// Where the changed base goes, and whether anybody has to say yes.
#[derive(Debug, Args)]
pub(super) struct ChangeArguments {
    /// Fichier à créer : la base modifiée (un CSV, même si la base est un classeur)
    #[arg(long, value_name = "FICHIER", display_order = 1, required_unless_present = "dry_run")]
    pub(super) out: Option<PathBuf>,
    /// Écrit sans demander de confirmation
    #[arg(long)]
    pub(super) yes: bool,
    /// Montre ce qui serait fait, sans rien écrire
    #[arg(long, conflicts_with = "yes")]
    pub(super) dry_run: bool,
}

/// For people or for programs.
#[derive(Debug, Args)]
pub(super) struct FormatArguments {
    /// Affiche tout en JSON à la place des tableaux
    #[arg(long, conflicts_with = "csv")]
    pub(super) json: bool,
    /// Affiche une ligne CSV par identifiant à la place des tableaux
    #[arg(long)]
    pub(super) csv: bool,
}
