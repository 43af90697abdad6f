//! The texts around clap's help: its layout in French, and an example for each command.

/// Layout of every help page, with headings in French.
pub(super) const TEMPLATE: &str = "{about-with-newline}\nUtilisation : {usage}\n\n{all-args}{after-help}";

pub(super) const USAGE: &str = "rapproche <COMMANDE> [options]";

pub(super) const EXIT_CODES: &str = "\
Codes de sortie :
  0  terminé
  1  terminé, avec des échecs à résoudre (reconcile --fail-on-unresolved),
     quelqu'un qui n'entre pas (resolve), une recette non concluante (model accept),
     des jeux de règles différents (rules diff), une promesse impossible (tune),
     rien à changer ou un refus de confirmer (ids), un journal modifié (audit verify)
     ou aucune lettre à écrire (credentials issue)
  2  mauvaise utilisation : arguments, fichier de règles, de profils, de colonnes
     ou de configuration CAS
  3  fichier d'utilisateurs, de vérité ou de noms, flux de modèles, réponse CAS ou
     fichier chiffré illisible, ou serveur CAS injoignable ; rien n'a été écrit
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
d'une exécution précédente. Ceux qui ont été modifiés sont gardés à côté. Ouvrez d'abord report.html.";

pub(super) const EXPLAIN_USAGE: &str = "rapproche explain --base FICHIER… --cas FICHIER… --uid UID [options]";

pub(super) const EXPLAIN_EXAMPLES: &str = "\
Exemple, avec les mêmes fichiers et options que pour «reconcile» :
    rapproche explain --base Élèves=eleves.csv --base Parents=parents.csv --base personnels.xlsx \\
      --cas ent.csv --uid KLQETDRF";

pub(super) const RESOLVE_USAGE: &str =
    "rapproche resolve --base FICHIER… --config FICHIER (--response FICHIER… | --ticket ST-…) [options]";

pub(super) const RESOLVE_EXAMPLES: &str = "\
Exemples :
  Une réponse du serveur CAS, gardée dans un fichier :
    rapproche resolve --base Élèves=eleves.csv --base Parents=parents.csv --base personnels.xlsx \\
      --config conf.toml --response reponse.xml

  La même personne, qui corrige son identité :
    rapproche resolve --base base.csv --config conf.toml --response reponse.xml \\
      --nom DUPONT --naissance 04/03/2012

  En direct, avec un ticket qui vient d'être émis pour PRONOTE :
    rapproche resolve --base base.csv --config conf.toml --ticket ST-1856339-aA5Yuvrxzpv8Tau1cYQ7

Rien n'est écrit dans la base. Code de sortie 0 si tout le monde entre (ou doit se connecter une fois à PRONOTE), 1 si \
quelqu'un n'entre pas. Une réponse lue dans un fichier ne prouve rien : ni sa date ni son destinataire ne sont \
vérifiés. Tous les cas : docs/premiere-connexion.md.";

pub(super) const EVALUATE_USAGE: &str =
    "rapproche evaluate --base FICHIER… --cas FICHIER… --truth FICHIER --rules NOM|FICHIER… [options]";

pub(super) const EVALUATE_EXAMPLES: &str = "\
Exemples :
  Deux jeux fournis et le vôtre, sur des listes dont on sait qui est qui :
    rapproche evaluate --base base.csv --cas ent.csv --truth verite.csv \\
      --rules strict --rules standard --rules mes-regles.toml --out evaluation

  Sans liste vérifiée à la main, sur une population imaginaire :
    rapproche synth --schools 5 --out essai
    rapproche evaluate --base essai/base.csv --cas essai/cas.csv --truth essai/truth.csv --rules standard

La vérité est un fichier CSV ou XLSX aux colonnes uid, IDPN (vide : absent de la base) et profil (eleves, parents…) ; \
les colonnes case (nature de l'écart) et decidable (1 ou 0) sont facultatives. Aucune règle ne la voit. Ouvrez d'abord \
evaluation.html ; wrong.csv et missed.csv expliquent chaque rapprochement faux ou manqué.";

pub(super) const TRAIN_USAGE: &str =
    "rapproche train --base FICHIER… --cas FICHIER… [--truth FICHIER] [--rules NOM|FICHIER] --out FICHIER [options]";

pub(super) const TRAIN_EXAMPLES: &str = "\
Exemples :
  Sans savoir qui est qui :
    rapproche train --base base.csv --cas ent.csv --out mes-regles.toml

  Avec une liste vérifiée à la main :
    rapproche train --base base.csv --cas ent.csv --truth verite.csv --out mes-regles.toml

Ce que le fichier contient : les probabilités de chaque niveau d'accord, par profil, et la part des comptes présents \
dans la base ; les seuils et le reste sont ceux des règles de départ. Jugez-le avec rapproche evaluate, sur d'autres \
personnes que celles dont il a appris.";

pub(super) const TUNE_USAGE: &str =
    "rapproche tune --base FICHIER… --cas FICHIER… --truth FICHIER [--max-wrong TAUX] [--out FICHIER] [options]";

pub(super) const TUNE_EXAMPLES: &str = "\
Exemples :
  Au plus un rapprochement faux sur 10 000, avec une confiance de 95 % :
    rapproche tune --base base.csv --cas ent.csv --truth verite.csv --out mes-regles.toml

  Une vérité plus petite, ou plus de rapprochements :
    rapproche tune --base base.csv --cas ent.csv --truth verite.csv \\
      --max-wrong 1/500 --confidence 90% --out mes-regles.toml

  Sur une population imaginaire :
    rapproche synth --schools 60 --out essai
    rapproche tune --base essai/base.csv --cas essai/cas.csv --truth essai/truth.csv

Tout le monde est rapproché avec tout le monde, mais le réglage est choisi d'après une partie des familles et jugé sur les \
autres ; les porteurs d'un même nom restent ensemble. Il faut beaucoup de vérité : 29 956 rapprochements justes \
où choisir pour promettre 1/10000 à 95 %. S'il n'y en a pas assez, rien n'est promis (code de sortie 1), et --out reçoit le réglage le \
plus large avant la première erreur, jamais plus large que les règles données. Ni les probabilités ni les vetos des règles ne changent.
Des règles apprises avec train --truth ont déjà vu cette vérité : réglez-les sur une autre.";

pub(super) const SYNTH_USAGE: &str =
    "rapproche synth (--schools N | --pool N | --college | --regime NOM | --config FICHIER) --out DOSSIER [options]";

pub(super) const SYNTH_EXAMPLES: &str = "\
Exemples :
    rapproche synth --schools 5 --out essai
    rapproche reconcile --base essai/base.csv --cas essai/cas.csv --out resultats

  Deux fois plus de défauts, et une faute de frappe dans le nom d'un parent sur vingt :
    rapproche synth --schools 5 --damage-scale 2 --damage parents.family_typo=0.05 --out essai

  Un ENT sans accents, avec des dates ISO et beaucoup de jumeaux :
    rapproche synth --schools 5 --style ascii,iso-dates --family twins=0.1 --out essai

  Des jumeaux aux prénoms proches, l'un des deux absent d'un côté ; puis la liste de ces cas difficiles :
    rapproche synth --schools 5 --regime alike-twins --out essai
    rapproche synth --regime list

  Les comptes de l'ENT en RapprochementSSO, les élèves de la base en EXP_ELEVES.xml :
    rapproche synth --schools 5 --format rapprochement-sso,exp-eleves --out essai

  Les noms et prénoms de l'INSEE (insee.fr, fichiers des prénoms et des noms), tels que téléchargés, décompressés :
    rapproche synth --schools 5 --given-names nat2022.csv --family-names noms2008nat_txt.txt --out essai

  Tous les réglages, à modifier dans un fichier :
    rapproche synth --schools 5 --print-config > synth.toml
    rapproche synth --config synth.toml --out essai

truth.csv dit qui est qui. Personne n'existe dans ces fichiers. Les profils des défauts sont pupils, parents et \
employees (professeurs et personnels).";

pub(super) const RULES_USAGE: &str =
    "rapproche rules list | show NOM|FICHIER | explain NOM|FICHIER | check FICHIER… | diff AVANT APRÈS";

pub(super) const RULES_EXAMPLES: &str = "\
Exemple : partir des règles fournies pour écrire les siennes
    rapproche rules show standard > mes-regles.toml
    rapproche rules check mes-regles.toml
    rapproche rules explain mes-regles.toml --profile parents
    rapproche rules diff standard mes-regles.toml
    rapproche reconcile --base base.csv --cas ent.csv --rules mes-regles.toml --out resultats

Le format du fichier, réglage par réglage : docs/fichier-de-regles.md.";

pub(super) const PROFILES_USAGE: &str = "rapproche profiles show";

pub(super) const PROFILES_EXAMPLES: &str = "\
Exemple : partir de la table fournie pour écrire la sienne
    rapproche profiles show > mes-profils.toml
    rapproche reconcile --base base.csv --cas ent.csv --profiles mes-profils.toml --out resultats";

pub(super) const FORMATS_USAGE: &str = "rapproche formats";

pub(super) const FORMATS_EXAMPLES: &str = "\
Chaque format est reconnu à son contenu ; le nom du fichier ne compte pas. « base » : à donner par --base ; « cas » : \
par --cas.

Exemple :
    rapproche formats | less";

pub(super) const MODEL_USAGE: &str = "rapproche model <COMMANDE> [options]";

pub(super) const MODEL_EXAMPLES: &str = "\
FLUX est le fichier d'un intégrateur, ou le dossier du catalogue (un fichier .xml par intégrateur). Le nom d'un modèle \
se cherche sans accents ni casse ; son début suffit s'il n'y en a qu'un.

Exemples :
    rapproche model list modeles
    rapproche model show modeles toutatice
    rapproche model apply modeles \"Toutatice (Académie de Rennes)\" --config conf.toml
    rapproche model urls --config conf.toml
    rapproche model update modeles --from flux-recu.xml --config conf.toml
    rapproche model accept modeles toutatice --base base.csv --responses comptes --announced ids.csv

Un modèle ne s'applique que si la publication est arrêtée (publication = false dans la configuration), et n'efface de \
paramètres qu'avec --yes. Une mise à jour du catalogue ne touche jamais à la configuration.";

pub(super) const ACCEPT_USAGE: &str =
    "rapproche model accept FLUX NOM --base FICHIER… --responses DOSSIER --announced FICHIER [options]";

pub(super) const ACCEPT_EXAMPLES: &str = "\
Exemple :
    rapproche model accept modeles toutatice --base comptes-de-test.csv \\
      --responses comptes --announced ids.csv

Les comptes sont Pronote_personnel, Pronote_professeur, Pronote_eleve (né le 01/01/2000) et Pronote_parent, prénom \
Pronote, dans la base comme dans l'ENT. La recette est concluante (code de sortie 0) quand les quatre entrent et que \
les identifiants alors enregistrés sont ceux qui étaient annoncés ; sinon le code est 1. Tous les espaces sont \
considérés comme ouverts. Rien n'est écrit dans la base.";

pub(super) const IDS_USAGE: &str = "rapproche ids <COMMANDE> [options]";

pub(super) const IDS_EXAMPLES: &str = "\
Exemples :
  Chaque été, sauvegarder et vider, rapprocher, apporter les nouveaux identifiants :
    rapproche ids list --base base.csv
    rapproche ids reset --base base.csv --all --backup ids-2026.csv --out base-vide.csv
    rapproche reconcile --base base-vide.csv --cas ent.csv --out resultats
    rapproche ids import --base base-vide.csv --ids resultats/import-pronote.csv --out base-2027.csv

  En cas d'erreur, tout revient :
    rapproche ids restore --base base-vide.csv --backup ids-2026.csv --out base-rendue.csv

La base est un export de PRONOTE avec les colonnes IDPN et «Identifiant CAS» ; elle n'est jamais modifiée, le résultat \
est un nouveau fichier. Tout ce qui n'est pas un identifiant y reste comme dans la base, octet par octet.";

pub(super) const IDS_LIST_USAGE: &str = "rapproche ids list --base FICHIER… [--ids-not-in FICHIER] [options]";

pub(super) const IDS_LIST_EXAMPLES: &str = "\
Exemples :
    rapproche ids list --base Élèves=eleves.csv --base Parents=parents.csv --base personnels.xlsx
    rapproche ids list --base base.csv --profile eleves --ids-not-in ent.csv --csv > identifiants.csv

Un identifiant que la liste de l'ENT n'a pas est sans doute de l'an dernier. Elle ne dit rien des profils dont elle n'a \
personne, ni de qui en a un parmi d'autres.";

pub(super) const IDS_RESET_USAGE: &str = "rapproche ids reset --base FICHIER (--all | --profile PROFIL… | --select FICHIER | --not-in FICHIER) \
     --backup FICHIER --out FICHIER [options]";

pub(super) const IDS_RESET_EXAMPLES: &str = "\
Exemples :
  Voir d'abord :
    rapproche ids reset --base base.csv --all --dry-run

  Les élèves et les parents seulement :
    rapproche ids reset --base base.csv --profile eleves,parents --backup ids-2026.csv --out base-vide.csv

  Ce que l'ENT n'a plus :
    rapproche ids reset --base base.csv --not-in ent.csv --backup ids-2026.csv --out base-vide.csv

Avec --not-in, un profil dont la liste n'a personne n'est pas touché ; une liste qui n'a aucun identifiant de la base est \
refusée. La sauvegarde est écrite d'abord, lisible par vous seul. Aucun fichier n'est écrasé. Un identifiant qui ne pourrait pas être rendu (ligne sans \
IDPN, IDPN de deux personnes) reste en place, et c'est dit.";

pub(super) const IDS_RESTORE_USAGE: &str =
    "rapproche ids restore --base FICHIER --backup FICHIER --out FICHIER [--profile PROFIL…] [--replace] [options]";

pub(super) const IDS_RESTORE_EXAMPLES: &str = "\
Exemple :
    rapproche ids restore --base base-vide.csv --backup ids-2026.csv --out base-rendue.csv

Un identifiant revient à la personne qui a le même IDPN et le même nom. Qui en a un autre le garde, sauf avec \
--replace ; un identifiant que quelqu'un d'autre a pris n'est donné à personne. Si la base est en plusieurs fichiers, \
nommez les autres par --other-base. Une base qui n'est pas celle de la sauvegarde, ou qui a changé depuis, est signalée.";

pub(super) const IDS_IMPORT_USAGE: &str =
    "rapproche ids import --base FICHIER --ids FICHIER --out FICHIER [--profile PROFIL…] [--replace] [options]";

pub(super) const IDS_IMPORT_EXAMPLES: &str = "\
Exemples :
    rapproche ids import --base base-vide.csv --ids resultats/import-pronote.csv --out base-2027.csv
    rapproche ids import --base Élèves=eleves.csv --ids liste.csv --other-base Parents=parents.csv --out eleves-2027.csv

liste.csv : deux colonnes, l'IDPN puis l'identifiant CAS. Les règles sont celles de restore ; sans noms dans la liste, \
l'IDPN seul dit à qui va l'identifiant.";
pub(super) const EXCHANGE_USAGE: &str = "rapproche exchange <COMMANDE> [options]";

pub(super) const EXCHANGE_EXAMPLES: &str = "\
Deux fichiers chiffrés sont connus : ImportChiffre (l'ENT écrit à PRONOTE) et EXPORT_INDEX_EDUCATION (PRONOTE écrit à un \
ou deux partenaires). On chiffre avec la clé publique du destinataire ; lui seul déchiffre, avec sa clé privée.

Exemples :
  Un couple de clés ; cle_publique.pem est à remettre au partenaire, cle.pem à personne :
    rapproche exchange keygen --out cle.pem --public cle_publique.pem --passphrase

  Ce que dit un fichier sans être déchiffré, puis son contenu :
    rapproche exchange inspect recu.xml
    rapproche exchange decrypt recu.xml --key cle.pem --out contenu.xml

  Un fichier pour PRONOTE :
    rapproche exchange encrypt rapprochement.xml --public cle_publique.pem \\
      --partner MonENT --uai 0350001A --out import.xml

La phrase secrète d'une clé ne s'écrit jamais dans la commande : elle est demandée au terminal, ou lue dans un fichier \
(--passphrase-file) ou dans la variable RAPPROCHE_PASSPHRASE. Aucun fichier n'est écrasé.";

pub(super) const KEYGEN_USAGE: &str = "rapproche exchange keygen --out CLE --public CLE_PUBLIQUE [--bits 4096] [--passphrase | --passphrase-file FICHIER]";

pub(super) const KEYGEN_EXAMPLES: &str = "\
Exemple :
    rapproche exchange keygen --out cle.pem --public cle_publique.pem --passphrase

La clé privée (PKCS#8) n'est lisible que de vous ; gardez-en une copie sûre : sans elle, ce qui a été chiffré pour elle est perdu. \
La clé publique est un SubjectPublicKeyInfo (X.509). L'empreinte affichée est à comparer de vive voix avec le partenaire.";

pub(super) const ENCRYPT_USAGE: &str =
    "rapproche exchange encrypt FICHIER --public CLE_PUBLIQUE --partner NOM --uai UAI --out FICHIER [options]";

pub(super) const ENCRYPT_EXAMPLES: &str = "\
Exemple :
    rapproche exchange encrypt rapprochement.xml --public cle_publique.pem \\
      --partner MonENT --uai 0350001A --out import.xml

Écrit un ImportChiffre : le fichier, compressé (zlib) puis chiffré (AES-128), avec la clé AES chiffrée par RSA. Ce format ne signe rien : \
il ne prouve pas qui a écrit le fichier.";

pub(super) const DECRYPT_USAGE: &str = "rapproche exchange decrypt FICHIER --key CLE [--out FICHIER] [options]";

pub(super) const DECRYPT_EXAMPLES: &str = "\
Exemples :
    rapproche exchange decrypt recu.xml --key cle.pem --out contenu.xml
    rapproche exchange decrypt recu.xml --key cle.pem | xmllint --format -

Rien n'est écrit avant que tout soit vérifié : le remplissage, le MD5 de la clé et le SHA-256 du contenu. Tout échec du \
déchiffrement donne le même message.";

pub(super) const EXPORT_IDS_USAGE: &str =
    "rapproche exchange export-ids --base FICHIER… --partner NOM=CLE_PUBLIQUE… --uai UAI --out FICHIER [options]";

pub(super) const EXPORT_IDS_EXAMPLES: &str = "\
Exemple :
    rapproche exchange export-ids --base Élèves=eleves.csv --base Parents=parents.csv \\
      --base personnels.xlsx --partner MonENT=cle_publique.pem --uai 0350001A --out identifiants.xml

Chaque partenaire déchiffre avec sa propre clé privée. Qui n'a pas d'identifiant PRONOTE bien à lui (colonne IDPN) n'y figure pas.";

pub(super) const MATCH_IDS_USAGE: &str =
    "rapproche exchange match-ids FICHIER --key CLE --cas FICHIER… --out DOSSIER [options]";

pub(super) const MATCH_IDS_EXAMPLES: &str = "\
Exemple, du côté de l'ENT :
    rapproche exchange match-ids identifiants.xml --key cle.pem --cas ent.csv --out resultats

Les résultats sont ceux de «rapproche reconcile», les utilisateurs PRONOTE étant ceux du fichier : resultats/links.csv donne \
l'identifiant PRONOTE (IDPN) de chaque compte (uid). Les lignes citées dans les messages sont celles du fichier déchiffré, \
que «rapproche exchange decrypt» montre. L'UAI du fichier vaut --school : seuls les comptes de cet établissement sont considérés.";

pub(super) const WRITE_RAPPROCHEMENT_USAGE: &str = "rapproche exchange write-rapprochement --cas FICHIER… --partner NOM --uai UAI --out FICHIER [--encrypt CLE_PUBLIQUE]";

pub(super) const WRITE_RAPPROCHEMENT_EXAMPLES: &str = "\
Exemple :
    rapproche exchange write-rapprochement --cas ent.csv --partner MonENT --uai 0350001A \\
      --encrypt cle_publique.pem --out import.xml

Le format exige la date de naissance des élèves : ceux qui n'en ont pas n'y figurent pas, et la commande les compte. Il n'a ni \
inspecteurs, ni maîtres de stage.";

pub(super) const INSPECT_USAGE: &str = "rapproche exchange inspect FICHIER";

pub(super) const COMPLETIONS_USAGE: &str = "rapproche completions SHELL";

pub(super) const COMPLETIONS_EXAMPLES: &str = "\
Exemple :
    rapproche completions bash > ~/.local/share/bash-completion/completions/rapproche";

pub(super) const SERVE_USAGE: &str = "rapproche serve [--database FICHIER|URL] [--listen ADRESSE:PORT] [options]";

pub(super) const SERVE_EXAMPLES: &str = "\
Exemples :
  Essayer tout de suite, sur le collège de l'exemple :
    rapproche serve --demo

  Pour un établissement, derrière un proxy qui parle TLS :
    rapproche import --school 0061234J --name \"Collège Jean-Moulin\" --base base.csv --config cas.toml
    rapproche admin add --name proviseur --school 0061234J
    rapproche serve --models modeles --trusted-proxy 127.0.0.1

Les modèles de --models (ou RAPPROCHE_MODELS) s'appliquent depuis la page «Configuration» ; le dossier est relu quand un fichier \
change. La base de données est rapproche.db, ou celle de RAPPROCHE_DATABASE. Ctrl-C arrête le service proprement.";

pub(super) const IMPORT_USAGE: &str =
    "rapproche import --school UAI [--base FICHIER…] [--cas FICHIER…] [--config FICHIER] [options]";

pub(super) const IMPORT_EXAMPLES: &str = "\
Exemples :
    rapproche import --school 0061234J --name \"Collège Jean-Moulin\" --base Élèves=eleves.csv --base Parents=parents.csv
    rapproche import --school 0061234J --base base.csv --dry-run
    rapproche import --school 0061234J --config cas.toml
    rapproche import --school 0061234J --cas ent.csv

Qui n'est plus dans les fichiers est gardé de côté avec son identifiant, et le retrouve s'il revient. Un identifiant \
en place n'est jamais remplacé par celui d'un fichier.";

pub(super) const ADMIN_USAGE: &str = "rapproche admin add|list|remove [options]";

pub(super) const ADMIN_ADD_USAGE: &str = "rapproche admin add --name NOM [--school UAI] [--role RÔLE] [options]";

pub(super) const ADMIN_ADD_EXAMPLES: &str = "\
Exemples :
    rapproche admin add --name proviseur --school 0061234J
    rapproche admin add --name rectorat --role read
    rapproche admin add --name technique --role configure --password-file mot-de-passe.txt";

pub(super) const ADMIN_LIST_USAGE: &str = "rapproche admin list [--database FICHIER|URL]";

pub(super) const ADMIN_REMOVE_USAGE: &str = "rapproche admin remove --name NOM [--database FICHIER|URL]";

pub(super) const AUDIT_USAGE: &str = "rapproche audit verify [--database FICHIER|URL]";

pub(super) const AUDIT_VERIFY_USAGE: &str = AUDIT_USAGE;

pub(super) const AUDIT_VERIFY_EXAMPLES: &str = "\
Chaque entrée porte l'empreinte de la précédente : qui en change une rompt la chaîne. Notez ailleurs la dernière empreinte, \
qui seule montre si la fin a été coupée. Code 1 si la chaîne est rompue.";

pub(super) const PURGE_USAGE: &str = "rapproche purge --days JOURS [--school UAI] [--dry-run] [--database FICHIER|URL]";

pub(super) const PURGE_EXAMPLES: &str = "\
Exemples :
  Voir d'abord :
    rapproche purge --days 400 --dry-run
    rapproche purge --days 400

Les échecs comptent depuis leur clôture, ou depuis la dernière visite s'ils attendent encore ; les utilisateurs, depuis l'import où \
ils n'étaient plus. Les décisions de cet âge ne s'annulent plus. Le journal reste : il n'a que des numéros. \
«rapproche serve» fait de même toutes les heures (--keep-days).";

pub(super) const TOKEN_USAGE: &str = "rapproche token add|list|revoke [options]";

pub(super) const TOKEN_ADD_USAGE: &str =
    "rapproche token add --school UAI --name NOM --scope DROIT [--scope DROIT…] [--days JOURS]";

pub(super) const TOKEN_ADD_EXAMPLES: &str = "\
Exemples :
    rapproche token add --school 0061234J --name ent --scope resolve
    rapproche token add --school 0061234J --name rentree --scope read --scope import --days 30

Le programme l'envoie à chaque requête : «Authorization: Bearer rapproche_…». Le service n'en garde que l'empreinte : un jeton \
perdu se remplace. L'API est décrite par le service lui-même, à l'adresse /api/openapi.json.";

pub(super) const TOKEN_LIST_USAGE: &str = "rapproche token list [--database FICHIER|URL]";

pub(super) const TOKEN_REVOKE_USAGE: &str = "rapproche token revoke --school UAI --name NOM [--database FICHIER|URL]";

pub(super) const CREDENTIALS_USAGE: &str = "rapproche credentials issue [options]";

pub(super) const CREDENTIALS_ISSUE_USAGE: &str =
    "rapproche credentials issue --school UAI --out FICHIER [--profile PROFIL…] [--all] [--days 90] [--dry-run]";

pub(super) const CREDENTIALS_ISSUE_EXAMPLES: &str = "\
Exemples :
    rapproche credentials issue --school 0061234J --dry-run
    rapproche credentials issue --school 0061234J --profile parents --profile eleves --out lettres.html
    rapproche credentials issue --school 0061234J --profile professeurs --days 30 --out lettres.xlsx

Une lettre par personne de la base qui n'a pas encore d'identifiant CAS, dans l'ordre où on les distribue : profil, classe, nom. \
L'identifiant d'une personne ne change pas ; son nouveau code remplace le précédent, qui ne vaut plus rien. Le service ne garde que \
l'empreinte des codes : une lettre perdue se remplace. Le fichier n'est lisible que de vous et n'écrase rien.

Codes de retour : 0 lettres écrites, 1 personne à qui écrire.";
