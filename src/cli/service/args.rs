//! The arguments of the service's commands, as typed.

use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};

use crate::cli::help;

/// How long failures, corrections and those who left are kept, unless told otherwise: a school year, and what its September brings.
const KEPT_DAYS: u32 = 400;

/// Where everything is kept.
#[derive(Debug, Args)]
pub(in crate::cli) struct DatabaseArguments {
    /// Base de données du service : un fichier SQLite, créé au besoin, ou postgres://…
    #[arg(
        long,
        value_name = "FICHIER|URL",
        env = "RAPPROCHE_DATABASE",
        hide_env = true,
        default_value = "rapproche.db",
        hide_default_value = true
    )]
    pub(in crate::cli) database: String,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct ServeArguments {
    #[command(flatten)]
    pub(in crate::cli) database: DatabaseArguments,
    /// Adresse et port où écouter (127.0.0.1:8480 par défaut : cette machine seulement)
    #[arg(long, value_name = "ADRESSE:PORT", default_value = "127.0.0.1:8480", hide_default_value = true)]
    pub(in crate::cli) listen: SocketAddr,
    /// Modèles CAS que les administrateurs peuvent appliquer : dossier de flux, ou un flux (celui de RAPPROCHE_MODELS par défaut)
    #[arg(long, value_name = "DOSSIER", env = "RAPPROCHE_MODELS", hide_env = true)]
    pub(in crate::cli) models: Option<PathBuf>,
    /// Chaîne de certificats (PEM), pour parler TLS sans proxy
    #[arg(long, value_name = "FICHIER", requires = "tls_key")]
    pub(in crate::cli) tls_cert: Option<PathBuf>,
    /// Clé privée du certificat (PEM)
    #[arg(long, value_name = "FICHIER", requires = "tls_cert")]
    pub(in crate::cli) tls_key: Option<PathBuf>,
    /// Adresse d'un proxy dont X-Forwarded-For est cru, à répéter s'il y en a plusieurs
    #[arg(long, value_name = "ADRESSE")]
    pub(in crate::cli) trusted_proxy: Vec<IpAddr>,
    /// Accepte les cookies sans TLS : pour essayer sur sa propre machine
    #[arg(long)]
    pub(in crate::cli) insecure_cookies: bool,
    /// Identités qu'un jeton de l'API peut résoudre par seconde (20 000 par défaut)
    #[arg(long, value_name = "NOMBRE", default_value_t = 20_000, hide_default_value = true)]
    pub(in crate::cli) resolve_rate: u32,
    /// Durée en jours pendant laquelle échecs, corrections et utilisateurs partis sont gardés (400 par défaut ; 0 : toujours)
    #[arg(long, value_name = "JOURS", default_value_t = KEPT_DAYS, hide_default_value = true)]
    pub(in crate::cli) keep_days: u32,
    /// Journal en JSON, une ligne par événement
    #[arg(long)]
    pub(in crate::cli) log_json: bool,
    /// Démarre sur le collège de l'exemple, dans une base provisoire, et affiche l'adresse et le mot de passe
    #[arg(long, conflicts_with = "database")]
    pub(in crate::cli) demo: bool,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct ImportArguments {
    #[command(flatten)]
    pub(in crate::cli) database: DatabaseArguments,
    /// UAI de l'établissement, créé au besoin
    #[arg(long, value_name = "UAI")]
    pub(in crate::cli) school: String,
    /// Nom de l'établissement
    #[arg(long, value_name = "NOM")]
    pub(in crate::cli) name: Option<String>,
    /// Export de la base PRONOTE (CSV, XLSX, XLS, ODS, XML ou ZIP : voir rapproche formats), à répéter s'il y en a plusieurs ; «Élèves=eleves.csv» en nomme le profil
    #[arg(long, value_name = "FICHIER", required_unless_present_any = ["config", "rules", "cas", "name"])]
    pub(in crate::cli) base: Vec<String>,
    /// Export des utilisateurs de l'ENT à rapprocher ensuite, à répéter s'il y en a plusieurs
    #[arg(long, value_name = "FICHIER")]
    pub(in crate::cli) cas: Vec<String>,
    /// Configuration CAS (TOML) à mettre en vigueur
    #[arg(long, value_name = "FICHIER")]
    pub(in crate::cli) config: Option<PathBuf>,
    /// Règles à mettre en vigueur : standard, strict, three-of-four, suggest, ou un fichier .toml
    #[arg(long, value_name = "NOM|FICHIER")]
    pub(in crate::cli) rules: Option<String>,
    /// Table TOML de vos titres de colonnes
    #[arg(long, value_name = "FICHIER")]
    pub(in crate::cli) columns: Option<PathBuf>,
    /// Montre ce qui changerait, sans rien changer
    #[arg(long)]
    pub(in crate::cli) dry_run: bool,
    /// Importe même si plus de la moitié des utilisateurs disparaît ; met la configuration en vigueur même si l'entrée est ouverte
    #[arg(long)]
    pub(in crate::cli) force: bool,
}

#[derive(Debug, Args)]
#[command(subcommand_help_heading = "Commandes", disable_help_subcommand = true)]
pub(in crate::cli) struct AdminArguments {
    #[command(subcommand)]
    pub(in crate::cli) action: AdminAction,
}

#[derive(Debug, Subcommand)]
pub(in crate::cli) enum AdminAction {
    /// Ajoute un administrateur, ou lui donne un nouveau mot de passe
    #[command(help_template = help::TEMPLATE, override_usage = help::ADMIN_ADD_USAGE, after_help = help::ADMIN_ADD_EXAMPLES)]
    Add(AdminAddArguments),
    /// Montre les administrateurs
    #[command(help_template = help::TEMPLATE, override_usage = help::ADMIN_LIST_USAGE)]
    List(DatabaseArguments),
    /// Retire un administrateur et le déconnecte
    #[command(help_template = help::TEMPLATE, override_usage = help::ADMIN_REMOVE_USAGE)]
    Remove(AdminRemoveArguments),
}

#[derive(Debug, Args)]
pub(in crate::cli) struct AdminAddArguments {
    #[command(flatten)]
    pub(in crate::cli) database: DatabaseArguments,
    /// Nom à taper pour se connecter
    #[arg(long, value_name = "NOM")]
    pub(in crate::cli) name: String,
    /// UAI du seul établissement qu'il voit ; sans cette option, tous
    #[arg(long, value_name = "UAI")]
    pub(in crate::cli) school: Option<String>,
    /// Rôle : read (voir), decide (décider, par défaut) ou configure (configurer)
    #[arg(long, value_name = "RÔLE", default_value = "decide", hide_default_value = true, hide_possible_values = true)]
    pub(in crate::cli) role: RoleName,
    /// Fichier dont la première ligne est le mot de passe ; sans cette option, il est tiré au sort et affiché une fois
    #[arg(long, value_name = "FICHIER")]
    pub(in crate::cli) password_file: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct AdminRemoveArguments {
    #[command(flatten)]
    pub(in crate::cli) database: DatabaseArguments,
    /// Nom de l'administrateur
    #[arg(long, value_name = "NOM")]
    pub(in crate::cli) name: String,
}

/// The roles by the names that are typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum RoleName {
    Read,
    Decide,
    Configure,
}

#[derive(Debug, Args)]
#[command(subcommand_help_heading = "Commandes", disable_help_subcommand = true)]
pub(in crate::cli) struct AuditArguments {
    #[command(subcommand)]
    pub(in crate::cli) action: AuditAction,
}

#[derive(Debug, Subcommand)]
pub(in crate::cli) enum AuditAction {
    /// Vérifie que le journal n'a pas été modifié
    #[command(help_template = help::TEMPLATE, override_usage = help::AUDIT_VERIFY_USAGE, after_help = help::AUDIT_VERIFY_EXAMPLES)]
    Verify(DatabaseArguments),
}

#[derive(Debug, Args)]
#[command(subcommand_help_heading = "Commandes", disable_help_subcommand = true)]
pub(in crate::cli) struct TokenArguments {
    #[command(subcommand)]
    pub(in crate::cli) action: TokenAction,
}

#[derive(Debug, Subcommand)]
pub(in crate::cli) enum TokenAction {
    /// Crée le jeton d'un programme et l'affiche, cette seule fois
    #[command(help_template = help::TEMPLATE, override_usage = help::TOKEN_ADD_USAGE, after_help = help::TOKEN_ADD_EXAMPLES)]
    Add(TokenAddArguments),
    /// Montre les jetons en vigueur
    #[command(help_template = help::TEMPLATE, override_usage = help::TOKEN_LIST_USAGE)]
    List(DatabaseArguments),
    /// Révoque un jeton ; le service le refuse au plus tard dix secondes après
    #[command(help_template = help::TEMPLATE, override_usage = help::TOKEN_REVOKE_USAGE)]
    Revoke(TokenRevokeArguments),
}

#[derive(Debug, Args)]
pub(in crate::cli) struct TokenAddArguments {
    #[command(flatten)]
    pub(in crate::cli) database: DatabaseArguments,
    /// UAI de l'établissement, le seul que le jeton ouvre
    #[arg(long, value_name = "UAI")]
    pub(in crate::cli) school: String,
    /// Nom du programme : il signe dans le journal ce que le programme fait
    #[arg(long, value_name = "NOM")]
    pub(in crate::cli) name: String,
    /// Droit, à répéter s'il y en a plusieurs : resolve (résoudre), read (lire), decide (décider) ou import (importer)
    #[arg(long, value_name = "DROIT", required = true, hide_possible_values = true)]
    pub(in crate::cli) scope: Vec<ScopeName>,
    /// Durée en jours ; sans cette option, jusqu'à sa révocation
    #[arg(long, value_name = "JOURS", value_parser = clap::value_parser!(u32).range(1..=3650))]
    pub(in crate::cli) days: Option<u32>,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct TokenRevokeArguments {
    #[command(flatten)]
    pub(in crate::cli) database: DatabaseArguments,
    /// UAI de l'établissement
    #[arg(long, value_name = "UAI")]
    pub(in crate::cli) school: String,
    /// Nom du programme
    #[arg(long, value_name = "NOM")]
    pub(in crate::cli) name: String,
}

/// The scopes by the names that are typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum ScopeName {
    Resolve,
    Read,
    Decide,
    Import,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct PurgeArguments {
    #[command(flatten)]
    pub(in crate::cli) database: DatabaseArguments,
    /// Efface ce qui n'a pas servi depuis plus de JOURS jours (400 par défaut, comme «serve»)
    #[arg(long, value_name = "JOURS", default_value_t = KEPT_DAYS, hide_default_value = true, value_parser = clap::value_parser!(u32).range(1..=36_500))]
    pub(in crate::cli) days: u32,
    /// UAI du seul établissement à purger ; sans cette option, tous
    #[arg(long, value_name = "UAI")]
    pub(in crate::cli) school: Option<String>,
    /// Montre ce qui serait effacé, sans rien effacer
    #[arg(long)]
    pub(in crate::cli) dry_run: bool,
}

#[derive(Debug, Args)]
#[command(subcommand_help_heading = "Commandes", disable_help_subcommand = true)]
pub(in crate::cli) struct CredentialsArguments {
    #[command(subcommand)]
    pub(in crate::cli) action: CredentialsAction,
}

#[derive(Debug, Subcommand)]
pub(in crate::cli) enum CredentialsAction {
    /// Écrit les lettres à distribuer : un identifiant et un code à usage unique par personne
    #[command(help_template = help::TEMPLATE, override_usage = help::CREDENTIALS_ISSUE_USAGE, after_help = help::CREDENTIALS_ISSUE_EXAMPLES)]
    Issue(IssueArguments),
}

#[derive(Debug, Args)]
pub(in crate::cli) struct IssueArguments {
    #[command(flatten)]
    pub(in crate::cli) database: DatabaseArguments,
    /// UAI de l'établissement
    #[arg(long, value_name = "UAI")]
    pub(in crate::cli) school: String,
    /// Ces profils seulement : eleves, parents, professeurs, personnels, inspecteurs, maitres_de_stage
    #[arg(long, value_name = "PROFIL", value_delimiter = ',')]
    pub(in crate::cli) profile: Vec<String>,
    /// Aussi à ceux qui sont déjà rapprochés ; sans cette option, aux autres seulement
    #[arg(long)]
    pub(in crate::cli) all: bool,
    /// Durée de validité des codes, en jours (90 par défaut)
    #[arg(long, value_name = "JOURS", default_value_t = 90, hide_default_value = true, value_parser = clap::value_parser!(u32).range(1..=730))]
    pub(in crate::cli) days: u32,
    /// Fichier à créer : .html (à imprimer, une lettre par feuille), .csv ou .xlsx (publipostage)
    #[arg(long, value_name = "FICHIER", required_unless_present = "dry_run")]
    pub(in crate::cli) out: Option<PathBuf>,
    /// Montre combien de lettres il y aurait, sans rien changer
    #[arg(long)]
    pub(in crate::cli) dry_run: bool,
}
