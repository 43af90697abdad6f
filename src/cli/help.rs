//! The texts around clap's help: its layout in French, and an example for each command.

/// Layout of every help page, with headings in French.
pub(super) const TEMPLATE: &str = "{about-with-newline}\nUtilisation : {usage}\n\n{all-args}{after-help}";

pub(super) const USAGE: &str = "rapproche <COMMANDE> [options]";

pub(super) const EXIT_CODES: &str = "\
Codes de sortie :
  0  terminé
  1  terminé, avec des échecs à résoudre (seulement avec --fail-on-unresolved)
  2  mauvaise utilisation : arguments, fichier de règles, de profils ou de colonnes
  3  fichier d'utilisateurs illisible ; rien n'a été écrit
  4  écriture impossible

Pour commencer : rapproche reconcile --help. Options in English: see README.md; --lang en for reports in English.";

pub(super) const RECONCILE_USAGE: &str = "rapproche reconcile --base FICHIER… --cas FICHIER… --out DOSSIER [options]";

pub(super) const RECONCILE_EXAMPLES: &str = "\
Exemples :
  Un fichier par population, le profil devant le nom du fichier s'il n'est pas dans une colonne :
    rapproche reconcile --base Élèves=eleves.csv --base Parents=parents.csv --base personnels.xlsx \\
      --cas ent.csv --out resultats

  Voir le résultat sans rien écrire :
    rapproche reconcile --base base.csv --cas ent.csv --dry-run

  Un ENT dont l'identifiant est dans la colonne «login», avec les règles strictes :
    rapproche reconcile --base base.csv --cas ent.csv --id login --rules strict --out resultats

Le dossier des résultats est écrit en une fois ou pas du tout ; il ne doit rien contenir d'autre que les résultats \
d'une exécution précédente. Ouvrez d'abord report.html.";

pub(super) const EXPLAIN_USAGE: &str = "rapproche explain --base FICHIER… --cas FICHIER… --uid UID [options]";

pub(super) const EXPLAIN_EXAMPLES: &str = "\
Exemple, avec les mêmes fichiers et options que pour «reconcile» :
    rapproche explain --base Élèves=eleves.csv --base Parents=parents.csv --base personnels.xlsx \\
      --cas ent.csv --uid KLQETDRF";

pub(super) const SYNTH_USAGE: &str = "rapproche synth (--schools N | --pool N | --college) [--seed S] --out DOSSIER";

pub(super) const SYNTH_EXAMPLES: &str = "\
Exemple :
    rapproche synth --schools 5 --out essai
    rapproche reconcile --base essai/base.csv --cas essai/cas.csv --out resultats

truth.csv dit qui est qui. Personne n'existe dans ces fichiers.";

pub(super) const RULES_USAGE: &str = "rapproche rules list | rapproche rules show NOM";

pub(super) const RULES_EXAMPLES: &str = "\
Exemple : partir des règles fournies pour écrire les siennes
    rapproche rules show standard > mes-regles.toml
    rapproche reconcile --base base.csv --cas ent.csv --rules mes-regles.toml --out resultats";

pub(super) const COMPLETIONS_USAGE: &str = "rapproche completions SHELL";

pub(super) const COMPLETIONS_EXAMPLES: &str = "\
Exemple :
    rapproche completions bash > ~/.local/share/bash-completion/completions/rapproche";
