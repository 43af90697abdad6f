//! The arguments as typed: nothing is opened, resolved or validated here.

use std::path::PathBuf;

use clap::{ArgAction, Args, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;
use rapproche::identity::Lang;

use super::evaluate_args::EvaluateArguments;
use super::exchange::ExchangeArguments;
use super::help;
use super::ids_args::IdsArguments;
use super::model_args::ModelArguments;
use super::resolve::ResolveArguments;
use super::rules_args::RulesArguments;
use super::service::{
    AdminArguments, AuditArguments, CredentialsArguments, ImportArguments, PurgeArguments, ServeArguments,
    TokenArguments,
};
use super::train_args::TrainArguments;
use super::tune_args::TuneArguments;

/// Rapproche les utilisateurs d'un ENT (CAS) de ceux d'une base PRONOTE.
#[derive(Debug, Parser)]
#[command(
    name = "rapproche",
    version,
    help_template = help::TEMPLATE,
    override_usage = help::USAGE,
    after_help = help::EXIT_CODES,
    subcommand_help_heading = "Commandes",
    disable_help_flag = true,
    disable_version_flag = true,
    disable_help_subcommand = true,
    arg_required_else_help = true,
)]
pub(super) struct Arguments {
    #[command(subcommand)]
    pub(super) command: Command,
    /// Langue des messages et des rapports : fr (par défaut) ou en
    #[arg(
        long,
        global = true,
        value_name = "LANGUE",
        display_order = 100,
        default_value = "fr",
        hide_default_value = true,
        hide_possible_values = true
    )]
    pub(super) lang: LangName,
    /// Affiche cette aide
    #[arg(short, long, global = true, display_order = 101, action = ArgAction::HelpShort)]
    help: Option<bool>,
    /// Affiche la version
    #[arg(short = 'V', long, display_order = 102, action = ArgAction::Version)]
    version: Option<bool>,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Rapproche toute une population et écrit les résultats
    #[command(
        help_template = help::TEMPLATE,
        override_usage = help::RECONCILE_USAGE,
        after_help = help::RECONCILE_EXAMPLES
    )]
    Reconcile(ReconcileArguments),
    /// Montre champ par champ les candidats d'une seule personne
    #[command(
        help_template = help::TEMPLATE,
        override_usage = help::EXPLAIN_USAGE,
        after_help = help::EXPLAIN_EXAMPLES
    )]
    Explain(ExplainArguments),
    /// Dit ce que devient une première connexion, d'après la réponse du serveur CAS
    #[command(
        help_template = help::TEMPLATE,
        override_usage = help::RESOLVE_USAGE,
        after_help = help::RESOLVE_EXAMPLES
    )]
    Resolve(ResolveArguments),
    /// Mesure des jeux de règles contre la vérité, et les compare
    #[command(
        help_template = help::TEMPLATE,
        override_usage = help::EVALUATE_USAGE,
        after_help = help::EVALUATE_EXAMPLES
    )]
    Evaluate(EvaluateArguments),
    /// Apprend les probabilités d'un jeu de règles, avec ou sans la vérité
    #[command(
        help_template = help::TEMPLATE,
        override_usage = help::TRAIN_USAGE,
        after_help = help::TRAIN_EXAMPLES
    )]
    Train(TrainArguments),
    /// Choisit le seuil, la marge et le risque qui tiennent une promesse
    #[command(
        help_template = help::TEMPLATE,
        override_usage = help::TUNE_USAGE,
        after_help = help::TUNE_EXAMPLES
    )]
    Tune(TuneArguments),
    /// Fabrique des populations imaginaires, avec la vérité
    #[command(
        help_template = help::TEMPLATE,
        override_usage = help::SYNTH_USAGE,
        after_help = help::SYNTH_EXAMPLES
    )]
    Synth(SynthArguments),
    /// Montre et vérifie des jeux de règles
    #[command(
        help_template = help::TEMPLATE,
        override_usage = help::RULES_USAGE,
        after_help = help::RULES_EXAMPLES,
        arg_required_else_help = true
    )]
    Rules(RulesArguments),
    /// Montre la table des profils fournie
    #[command(
        help_template = help::TEMPLATE,
        override_usage = help::PROFILES_USAGE,
        after_help = help::PROFILES_EXAMPLES,
        arg_required_else_help = true
    )]
    Profiles(ProfilesArguments),
    /// Liste les formats de fichiers qui sont lus, avec un exemple d'en-tête
    #[command(
        help_template = help::TEMPLATE,
        override_usage = help::FORMATS_USAGE,
        after_help = help::FORMATS_EXAMPLES
    )]
    Formats,
    /// Choisit et applique un modèle de configuration CAS
    #[command(
        help_template = help::TEMPLATE,
        override_usage = help::MODEL_USAGE,
        after_help = help::MODEL_EXAMPLES,
        arg_required_else_help = true
    )]
    Model(ModelArguments),
    /// Remet à zéro, rend ou apporte les identifiants CAS de la base
    #[command(
        help_template = help::TEMPLATE,
        override_usage = help::IDS_USAGE,
        after_help = help::IDS_EXAMPLES,
        arg_required_else_help = true
    )]
    Ids(IdsArguments),
    /// Chiffre et déchiffre les fichiers échangés entre l'ENT et PRONOTE
    #[command(
        help_template = help::TEMPLATE,
        override_usage = help::EXCHANGE_USAGE,
        after_help = help::EXCHANGE_EXAMPLES,
        arg_required_else_help = true
    )]
    Exchange(ExchangeArguments),
    /// Met en service : première connexion par CAS, résolution des échecs, pages d'administration
    #[command(
        help_template = help::TEMPLATE,
        override_usage = help::SERVE_USAGE,
        after_help = help::SERVE_EXAMPLES
    )]
    Serve(ServeArguments),
    /// Importe une base, une configuration ou une liste de l'ENT dans le service
    #[command(
        help_template = help::TEMPLATE,
        override_usage = help::IMPORT_USAGE,
        after_help = help::IMPORT_EXAMPLES
    )]
    Import(ImportArguments),
    /// Ajoute, montre et retire les administrateurs du service
    #[command(
        help_template = help::TEMPLATE,
        override_usage = help::ADMIN_USAGE,
        arg_required_else_help = true
    )]
    Admin(AdminArguments),
    /// Crée, montre et révoque les jetons des programmes qui utilisent l'API du service
    #[command(
        help_template = help::TEMPLATE,
        override_usage = help::TOKEN_USAGE,
        arg_required_else_help = true
    )]
    Token(TokenArguments),
    /// Écrit les lettres d'une double authentification : un identifiant et un code à usage unique par personne
    #[command(
        help_template = help::TEMPLATE,
        override_usage = help::CREDENTIALS_USAGE,
        arg_required_else_help = true
    )]
    Credentials(CredentialsArguments),
    /// Vérifie le journal du service
    #[command(
        help_template = help::TEMPLATE,
        override_usage = help::AUDIT_USAGE,
        arg_required_else_help = true
    )]
    Audit(AuditArguments),
    /// Efface ce qui est gardé depuis trop longtemps : échecs, corrections, utilisateurs partis
    #[command(
        help_template = help::TEMPLATE,
        override_usage = help::PURGE_USAGE,
        after_help = help::PURGE_EXAMPLES
    )]
    Purge(PurgeArguments),
    /// Écrit le script de complétion d'un interpréteur de commandes
    #[command(
        help_template = help::TEMPLATE,
        override_usage = help::COMPLETIONS_USAGE,
        after_help = help::COMPLETIONS_EXAMPLES
    )]
    Completions {
        /// bash, elvish, fish, powershell ou zsh
        #[arg(value_name = "SHELL", hide_possible_values = true)]
        shell: Shell,
    },
}

/// The two lists and the settings that compare them, for `reconcile` and `explain`.
#[derive(Debug, Args)]
pub(super) struct SideArguments {
    #[command(flatten)]
    pub(super) lists: ListArguments,
    /// Règles : standard (par défaut), strict, three-of-four, suggest, ou un fichier .toml
    #[arg(long, value_name = "NOM|FICHIER", default_value = "standard", hide_default_value = true, display_order = 1)]
    pub(super) rules: String,
}

/// The lists of people of the two sides, and how to read them.
#[derive(Debug, Args)]
pub(super) struct ListArguments {
    /// Export de la base PRONOTE (CSV, XLSX, XLS, ODS, XML ou ZIP : voir rapproche formats), à répéter s'il y en a plusieurs ; «Élèves=eleves.csv» en nomme le profil
    #[arg(long, required = true, value_name = "FICHIER")]
    pub(super) base: Vec<String>,
    /// Export des utilisateurs de l'ENT (CSV, XLSX, XLS, ODS, XML ou ZIP : voir rapproche formats), à répéter s'il y en a plusieurs
    #[arg(long, required = true, value_name = "FICHIER")]
    pub(super) cas: Vec<String>,
    /// Table TOML des valeurs de ENTPersonProfils, profil par profil
    #[arg(long, value_name = "FICHIER")]
    pub(super) profiles: Option<PathBuf>,
    /// Table TOML de vos titres de colonnes
    #[arg(long, value_name = "FICHIER")]
    pub(super) columns: Option<PathBuf>,
    /// Colonne de l'identifiant CAS dans l'export de l'ENT, si ce n'est pas uid
    #[arg(long, value_name = "COLONNE")]
    pub(super) id: Option<String>,
    /// Clé privée (PKCS#8, PEM ou DER) qui ouvre les fichiers chiffrés
    #[arg(long, value_name = "CLE")]
    pub(super) key: Option<PathBuf>,
    /// Fichier dont la première ligne est la phrase secrète de la clé
    #[arg(long, value_name = "FICHIER", requires = "key")]
    pub(super) passphrase_file: Option<PathBuf>,
    /// UAI de l'établissement : seuls ses utilisateurs sont rapprochés
    #[arg(long, value_name = "UAI")]
    pub(super) school: Option<String>,
    /// Compare aussi les personnes d'établissements différents
    #[arg(long)]
    pub(super) across_schools: bool,
    /// Nombre de fils d'exécution (par défaut : autant que de cœurs)
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    pub(super) threads: Option<u16>,
    /// N'affiche ni progression ni résumé
    #[arg(long, short)]
    pub(super) quiet: bool,
}

#[derive(Debug, Args)]
pub(super) struct ReconcileArguments {
    #[command(flatten)]
    pub(super) sides: SideArguments,
    /// Dossier des résultats, créé au besoin
    #[arg(long, value_name = "DOSSIER", display_order = 1, required_unless_present = "dry_run")]
    pub(super) out: Option<PathBuf>,
    /// Affiche le contenu de report.json à la place du tableau
    #[arg(long)]
    pub(super) json: bool,
    /// Termine avec le code 1 s'il reste des échecs à résoudre
    #[arg(long)]
    pub(super) fail_on_unresolved: bool,
    /// Fait tout sauf écrire
    #[arg(long)]
    pub(super) dry_run: bool,
}

#[derive(Debug, Args)]
pub(super) struct ExplainArguments {
    #[command(flatten)]
    pub(super) sides: SideArguments,
    /// Identifiant CAS de la personne
    #[arg(long, value_name = "UID")]
    pub(super) uid: String,
}

#[derive(Debug, Args)]
pub(super) struct SynthArguments {
    #[command(flatten)]
    pub(super) kind: SynthKind,
    /// Dossier à remplir, vide ou à créer
    #[arg(long, value_name = "DOSSIER", required_unless_present_any = ["print_config", "regime"])]
    pub(super) out: Option<PathBuf>,
    #[command(flatten)]
    pub(super) settings: SynthSettings,
    /// Affiche la configuration obtenue, commentée, sans rien fabriquer
    #[arg(long, conflicts_with_all = ["college", "out"])]
    pub(super) print_config: bool,
}

/// What may also stand in a configuration file; what is typed here wins.
#[derive(Debug, Args)]
pub(super) struct SynthSettings {
    /// Réglages dans un fichier TOML ; les options ci-dessous l'emportent
    #[arg(long, value_name = "FICHIER", conflicts_with = "college")]
    pub(super) config: Option<PathBuf>,
    /// Population où un cas difficile est fréquent : missing, alike-twins, communities… (tous : --regime list)
    #[arg(long, value_name = "NOM", conflicts_with_all = ["college", "pool", "config"])]
    pub(super) regime: Option<String>,
    /// Graine du hasard : la même donne les mêmes fichiers (1 par défaut)
    #[arg(long, value_name = "S", conflicts_with = "college")]
    pub(super) seed: Option<u64>,
    /// Élèves par établissement (250-700 par défaut)
    #[arg(long, value_name = "MIN-MAX", conflicts_with_all = ["college", "pool"])]
    pub(super) pupils: Option<String>,
    /// Écriture de l'ENT : as-is (par défaut), odd, ou plusieurs de ascii,iso-dates,address,numeric-profiles
    #[arg(long, value_name = "STYLE", conflicts_with = "college")]
    pub(super) style: Option<String>,
    /// Fichiers en plus de base.csv et truth.csv, à répéter : csv (par défaut), rapprochement-sso, exp-eleves
    #[arg(long, value_name = "FORMAT", value_delimiter = ',', conflicts_with = "college")]
    pub(super) format: Vec<String>,
    /// «Fichier des prénoms» de l'INSEE (nat2022.csv, décompressé), à la place de la table fournie
    #[arg(long, value_name = "FICHIER", conflicts_with = "college")]
    pub(super) given_names: Option<PathBuf>,
    /// «Fichier des noms» de l'INSEE (noms2008nat_txt.txt, décompressé), à la place de la table fournie
    #[arg(long, value_name = "FICHIER", conflicts_with = "college")]
    pub(super) family_names: Option<PathBuf>,
    /// Ajoute sexe, nom de naissance et autres prénoms
    #[arg(long, conflicts_with = "college")]
    pub(super) rich: bool,
    /// Ajoute à base.csv les enfants de chaque parent ; RapprochementSSO les a toujours
    #[arg(long, conflicts_with = "college")]
    pub(super) relations: bool,
    /// Taux d'un défaut, de 0 à 1, à répéter : family_typo=0.05, ou parents.family_typo=0.05 pour un profil
    #[arg(long, value_name = "NOM=TAUX", conflicts_with = "college")]
    pub(super) damage: Vec<String>,
    /// Multiplie tous les taux de défauts, avant --damage
    #[arg(long, value_name = "X", conflicts_with = "college")]
    pub(super) damage_scale: Option<String>,
    /// Taux des familles, de 0 à 1, à répéter : twins=0.05, separated=0.4, usage_name=0.3…
    #[arg(long, value_name = "NOM=TAUX", conflicts_with = "college")]
    pub(super) family: Vec<String>,
    /// Part des personnes de l'ENT absentes de la base : 0.012 (par défaut), 1,2% ou 1/80
    #[arg(long, value_name = "PART", conflicts_with = "college")]
    pub(super) only_ent: Option<String>,
    /// Part des personnes de la base sans compte à l'ENT : 0.018 (par défaut) ou 1,8% ; sans effet avec --pool
    #[arg(long, value_name = "PART", conflicts_with = "college")]
    pub(super) only_base: Option<String>,
}

#[derive(Debug, Args)]
#[group(multiple = false)]
pub(super) struct SynthKind {
    /// N établissements
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    pub(super) schools: Option<u32>,
    /// Une seule population de N personnes de chaque côté, sans établissements
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    pub(super) pool: Option<u32>,
    /// Le collège de l'exemple
    #[arg(long)]
    pub(super) college: bool,
}

#[derive(Debug, Args)]
#[command(subcommand_help_heading = "Commandes", disable_help_subcommand = true)]
pub(super) struct ProfilesArguments {
    #[command(subcommand)]
    pub(super) action: ProfilesAction,
}

#[derive(Debug, Subcommand)]
pub(super) enum ProfilesAction {
    /// Affiche la table TOML fournie
    #[command(help_template = help::TEMPLATE, override_usage = "rapproche profiles show")]
    Show,
}

/// The languages by their codes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum LangName {
    Fr,
    En,
}

impl From<LangName> for Lang {
    fn from(name: LangName) -> Self {
        match name {
            LangName::Fr => Self::Fr,
            LangName::En => Self::En,
        }
    }
}
