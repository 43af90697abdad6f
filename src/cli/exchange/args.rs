//! The arguments of `rapproche exchange`, as typed.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};

use super::super::help;

#[derive(Debug, Args)]
#[command(subcommand_help_heading = "Commandes", disable_help_subcommand = true)]
pub(in crate::cli) struct ExchangeArguments {
    #[command(subcommand)]
    pub(in crate::cli) action: ExchangeAction,
}

#[derive(Debug, Subcommand)]
pub(in crate::cli) enum ExchangeAction {
    /// Fabrique un couple de clés RSA
    #[command(
        help_template = help::TEMPLATE,
        override_usage = help::KEYGEN_USAGE,
        after_help = help::KEYGEN_EXAMPLES
    )]
    Keygen(KeygenArguments),
    /// Chiffre un fichier pour PRONOTE
    #[command(
        help_template = help::TEMPLATE,
        override_usage = help::ENCRYPT_USAGE,
        after_help = help::ENCRYPT_EXAMPLES
    )]
    Encrypt(EncryptArguments),
    /// Déchiffre un fichier, de l'ENT ou de PRONOTE
    #[command(
        help_template = help::TEMPLATE,
        override_usage = help::DECRYPT_USAGE,
        after_help = help::DECRYPT_EXAMPLES
    )]
    Decrypt(DecryptArguments),
    /// Écrit les identifiants PRONOTE de la base, chiffrés pour un ou deux partenaires
    #[command(
        help_template = help::TEMPLATE,
        override_usage = help::EXPORT_IDS_USAGE,
        after_help = help::EXPORT_IDS_EXAMPLES
    )]
    ExportIds(ExportIdsArguments),
    /// Rapproche les identifiants PRONOTE reçus des comptes de l'ENT
    #[command(
        help_template = help::TEMPLATE,
        override_usage = help::MATCH_IDS_USAGE,
        after_help = help::MATCH_IDS_EXAMPLES
    )]
    MatchIds(MatchIdsArguments),
    /// Écrit les utilisateurs de l'ENT pour PRONOTE (RapprochementSSO), en clair ou chiffrés
    #[command(
        help_template = help::TEMPLATE,
        override_usage = help::WRITE_RAPPROCHEMENT_USAGE,
        after_help = help::WRITE_RAPPROCHEMENT_EXAMPLES
    )]
    WriteRapprochement(WriteRapprochementArguments),
    /// Montre ce que dit un fichier chiffré sans être déchiffré
    #[command(help_template = help::TEMPLATE, override_usage = help::INSPECT_USAGE)]
    Inspect {
        /// Fichier chiffré
        #[arg(value_name = "FICHIER")]
        file: PathBuf,
        #[command(flatten)]
        sizes: SizeArguments,
    },
}

#[derive(Debug, Args)]
pub(in crate::cli) struct KeygenArguments {
    /// Clé privée à créer
    #[arg(long, value_name = "CLE")]
    pub(super) out: PathBuf,
    /// Clé publique à créer, à remettre au partenaire
    #[arg(long, value_name = "CLE_PUBLIQUE")]
    pub(super) public: PathBuf,
    /// Longueur : 2048 (par défaut) ou 4096 bits
    #[arg(long, value_name = "BITS", default_value = "2048", hide_default_value = true, hide_possible_values = true)]
    pub(super) bits: Bits,
    /// Protège la clé privée par une phrase secrète, demandée au terminal
    #[arg(long)]
    pub(super) passphrase: bool,
    /// Protège la clé privée par la phrase secrète que contient la première ligne d'un fichier
    #[arg(long, value_name = "FICHIER")]
    pub(super) passphrase_file: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum Bits {
    #[value(name = "2048")]
    Bits2048,
    #[value(name = "4096")]
    Bits4096,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct EncryptArguments {
    /// Fichier à chiffrer, en UTF-8
    #[arg(value_name = "FICHIER")]
    pub(super) file: PathBuf,
    /// Clé publique du destinataire (SubjectPublicKeyInfo, PEM ou DER)
    #[arg(long, value_name = "CLE_PUBLIQUE")]
    pub(super) public: PathBuf,
    /// Nom de qui écrit : l'intégrateur de l'ENT
    #[arg(long, value_name = "NOM")]
    pub(super) partner: String,
    /// UAI de l'établissement
    #[arg(long, value_name = "UAI")]
    pub(super) uai: String,
    /// Description en clair, pour qui reçoit le fichier
    #[arg(long, value_name = "TEXTE", default_value = "", hide_default_value = true)]
    pub(super) description: String,
    /// Fichier à créer
    #[arg(long, value_name = "FICHIER")]
    pub(super) out: PathBuf,
    #[command(flatten)]
    pub(super) sizes: SizeArguments,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct DecryptArguments {
    /// Fichier chiffré : ImportChiffre ou EXPORT_INDEX_EDUCATION
    #[arg(value_name = "FICHIER")]
    pub(super) file: PathBuf,
    #[command(flatten)]
    pub(super) key: KeyArguments,
    /// Fichier à créer ; sans lui, le contenu va à la sortie standard
    #[arg(long, value_name = "FICHIER")]
    pub(super) out: Option<PathBuf>,
    #[command(flatten)]
    pub(super) sizes: SizeArguments,
}

/// A private key.
#[derive(Debug, Args)]
pub(in crate::cli) struct KeyArguments {
    /// Clé privée (PKCS#8, PEM ou DER)
    #[arg(long, value_name = "CLE")]
    pub(super) key: PathBuf,
    /// Fichier dont la première ligne est la phrase secrète de la clé
    #[arg(long, value_name = "FICHIER")]
    pub(super) passphrase_file: Option<PathBuf>,
}

/// Bounds that a large file may need raised.
#[derive(Debug, Args)]
pub(in crate::cli) struct SizeArguments {
    /// Taille maximale du contenu en clair, en Mo (1024 par défaut) ; celle du fichier chiffré en est la moitié
    #[arg(
        long,
        value_name = "MO",
        default_value = "1024",
        hide_default_value = true,
        value_parser = clap::value_parser!(u32).range(1..)
    )]
    pub(super) max_size: u32,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct ExportIdsArguments {
    /// Export de la base PRONOTE (CSV, XLSX, XLS, ODS, XML ou ZIP : voir rapproche formats), à répéter s'il y en a plusieurs ; «Élèves=eleves.csv» en nomme le profil
    #[arg(long, required = true, value_name = "FICHIER")]
    pub(super) base: Vec<String>,
    /// Partenaire et sa clé publique, à répéter s'il y en a deux
    #[arg(long, required = true, value_name = "NOM=CLE_PUBLIQUE")]
    pub(super) partner: Vec<String>,
    /// UAI de l'établissement
    #[arg(long, value_name = "UAI")]
    pub(super) uai: String,
    /// Fichier à créer
    #[arg(long, value_name = "FICHIER")]
    pub(super) out: PathBuf,
    /// Nom de l'établissement
    #[arg(long, value_name = "NOM", default_value = "", hide_default_value = true)]
    pub(super) school_name: String,
    /// Code postal et ville de l'établissement
    #[arg(long, value_name = "VILLE", default_value = "", hide_default_value = true)]
    pub(super) town: String,
    /// Ne compresse pas avant de chiffrer (CompresseAvantChiffrement="false")
    #[arg(long)]
    pub(super) uncompressed: bool,
    /// Table TOML de vos titres de colonnes
    #[arg(long, value_name = "FICHIER")]
    pub(super) columns: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct MatchIdsArguments {
    /// Fichier reçu de PRONOTE (EXPORT_INDEX_EDUCATION)
    #[arg(value_name = "FICHIER")]
    pub(super) file: PathBuf,
    #[command(flatten)]
    pub(super) key: KeyArguments,
    /// Export des utilisateurs de l'ENT (CSV ou XLSX), à répéter s'il y en a plusieurs
    #[arg(long, required = true, value_name = "FICHIER")]
    pub(super) cas: Vec<String>,
    /// Dossier des résultats, créé au besoin
    #[arg(long, value_name = "DOSSIER")]
    pub(super) out: PathBuf,
    /// Règles : standard (par défaut), strict, three-of-four, suggest, ou un fichier .toml
    #[arg(long, value_name = "NOM|FICHIER", default_value = "standard", hide_default_value = true)]
    pub(super) rules: String,
    /// Table TOML des valeurs de ENTPersonProfils, profil par profil
    #[arg(long, value_name = "FICHIER")]
    pub(super) profiles: Option<PathBuf>,
    /// Table TOML de vos titres de colonnes
    #[arg(long, value_name = "FICHIER")]
    pub(super) columns: Option<PathBuf>,
    /// Colonne de l'identifiant CAS dans l'export de l'ENT, si ce n'est pas uid
    #[arg(long, value_name = "COLONNE")]
    pub(super) id: Option<String>,
    /// Nombre de fils d'exécution (par défaut : autant que de cœurs)
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    pub(super) threads: Option<u16>,
    /// N'affiche ni progression ni résumé
    #[arg(long, short)]
    pub(super) quiet: bool,
    /// Taille maximale du contenu en clair, en Mo (64 par défaut, cent mille personnes)
    #[arg(
        long,
        value_name = "MO",
        default_value = "64",
        hide_default_value = true,
        value_parser = clap::value_parser!(u32).range(1..)
    )]
    pub(super) max_size: u32,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct WriteRapprochementArguments {
    /// Export des utilisateurs de l'ENT (CSV ou XLSX), à répéter s'il y en a plusieurs
    #[arg(long, required = true, value_name = "FICHIER")]
    pub(super) cas: Vec<String>,
    /// Nom de qui écrit : l'intégrateur de l'ENT
    #[arg(long, value_name = "NOM")]
    pub(super) partner: String,
    /// UAI de l'établissement : seuls ses utilisateurs y figurent
    #[arg(long, value_name = "UAI")]
    pub(super) uai: String,
    /// Fichier à créer
    #[arg(long, value_name = "FICHIER")]
    pub(super) out: PathBuf,
    /// Clé publique pour laquelle chiffrer le fichier (ImportChiffre)
    #[arg(long, value_name = "CLE_PUBLIQUE")]
    pub(super) encrypt: Option<PathBuf>,
    /// Nom de l'établissement
    #[arg(long, value_name = "NOM", default_value = "", hide_default_value = true)]
    pub(super) school_name: String,
    /// Table TOML des valeurs de ENTPersonProfils, profil par profil
    #[arg(long, value_name = "FICHIER")]
    pub(super) profiles: Option<PathBuf>,
    /// Table TOML de vos titres de colonnes
    #[arg(long, value_name = "FICHIER")]
    pub(super) columns: Option<PathBuf>,
    /// Colonne de l'identifiant CAS dans l'export de l'ENT, si ce n'est pas uid
    #[arg(long, value_name = "COLONNE")]
    pub(super) id: Option<String>,
}
