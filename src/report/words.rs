//! Every word that administrators read for a code of ours, in French and in English.
//!
//! Each reason and each kind of remark has a remedy, which is the next step in one sentence.

use crate::identity::{Lang, NoticeKind, Profile, Sex, Side};
use crate::matching::{Field, Level};
use crate::reconcile::Reason;

/// `fr` in French, `en` in English.
pub(super) fn pick(lang: Lang, fr: &'static str, en: &'static str) -> &'static str {
    match lang {
        Lang::Fr => fr,
        Lang::En => en,
    }
}

/// French sets a space before its colon.
pub fn colon(lang: Lang) -> &'static str {
    pick(lang, " : ", ": ")
}

/// The column title of the screen.
pub fn profile(profile: Profile, lang: Lang) -> &'static str {
    let english = match profile {
        Profile::Pupils => "Pupils",
        Profile::Inspectors => "Inspectors",
        Profile::Supervisors => "Internship supervisors",
        Profile::Parents => "Parents",
        Profile::Staff => "Staff",
        Profile::Teachers => "Teachers",
    };
    pick(lang, profile.title(), english)
}

/// The people of a profile after «aucune liste» : `d'élèves`.
pub(super) fn of_profile(profile: Profile, lang: Lang) -> &'static str {
    let (fr, en) = match profile {
        Profile::Pupils => ("d'élèves", "pupils"),
        Profile::Inspectors => ("d'inspecteurs", "inspectors"),
        Profile::Supervisors => ("de maîtres de stage", "internship supervisors"),
        Profile::Parents => ("de parents", "parents"),
        Profile::Staff => ("de personnels", "staff"),
        Profile::Teachers => ("de professeurs", "teachers"),
    };
    pick(lang, fr, en)
}

/// The two sides, as the screen calls them.
pub fn side(side: Side, lang: Lang) -> &'static str {
    match side {
        Side::Base => pick(lang, "base PRONOTE", "PRONOTE base"),
        Side::Cas => pick(lang, "fichier CAS", "CAS file"),
    }
}

/// The name of a field, in lower case.
pub fn field(field: Field, lang: Lang) -> &'static str {
    match field {
        Field::Family => pick(lang, "nom", "family name"),
        Field::Given => pick(lang, "prénom", "given name"),
        Field::NameOrder => pick(lang, "ordre des noms", "order of names"),
        Field::BirthDate => pick(lang, "date de naissance", "birth date"),
        Field::Postcode => pick(lang, "code postal", "postcode"),
        Field::Sex => pick(lang, "sexe", "sex"),
        Field::Children => pick(lang, "enfants", "children"),
    }
}

/// Returns the meaning of a level for a field, in words.
pub fn level(field: Field, level: Level, lang: Lang) -> &'static str {
    let (fr, en) = match (field, level) {
        (Field::NameOrder, Level::Exact) => ("même ordre", "same order"),
        (Field::NameOrder, _) => ("nom et prénom inversés", "family and given name exchanged"),
        (Field::BirthDate, Level::Exact) => ("égale", "equal"),
        (Field::Children, Level::Exact) => ("un enfant rapproché en commun", "a linked child in common"),
        (Field::Children, Level::Different) => ("d'autres enfants", "other children"),
        (_, Level::Exact) => ("égal", "equal"),
        (Field::Family, Level::Alternate) => ("égal au nom de naissance", "equal to the birth name"),
        (_, Level::Alternate) => ("égal à un autre prénom", "equal to another given name"),
        (_, Level::Variant) => ("autre transcription", "another romanisation"),
        (_, Level::Typo) => ("une faute de frappe", "one typing error"),
        (_, Level::Subset) => ("composé incomplet", "part of a compound"),
        (_, Level::TwoTypos) => ("orthographe voisine", "a close spelling"),
        (_, Level::Phonetic) => ("même prononciation", "same sound"),
        (_, Level::Diminutive) => ("diminutif", "short form"),
        (_, Level::Initial) => ("initiale seule", "initial only"),
        (_, Level::Partial) => ("un mot en commun", "one word in common"),
        (_, Level::CloseName) => ("un autre prénom, voisin", "another given name, close"),
        (_, Level::ChildName) => ("différent, l’un est le nom de l’enfant", "different, one is the child's name"),
        (_, Level::Swapped) => ("jour et mois inversés", "day and month exchanged"),
        (_, Level::OneDigit) => ("un chiffre diffère", "one digit differs"),
        (_, Level::OneComponent) => ("le jour, le mois ou l'année diffère", "the day, the month or the year differs"),
        (_, Level::SameYear) => ("même année, jour inconnu", "same year, the day is not known"),
        (_, Level::SameDepartement) => ("même département", "same département"),
        (_, Level::Untold) => ("d’autres responsables indiqués", "other adults are told of"),
        (Field::BirthDate, Level::Different) => ("différente", "different"),
        (_, Level::Different) => ("différent", "different"),
        (Field::BirthDate, Level::Missing) => ("absente", "missing"),
        (_, Level::Missing) => ("absent", "missing"),
    };
    pick(lang, fr, en)
}

/// A level as one sign, so that agreement never shows by colour alone.
pub fn level_sign(level: Level) -> &'static str {
    match level {
        Level::Exact | Level::Alternate => "=",
        Level::Different => "≠",
        Level::Missing => "·",
        _ => "≈",
    }
}

/// A failure in a few words.
pub fn reason(reason: Reason, lang: Lang) -> &'static str {
    match reason {
        Reason::NoProfile => pick(lang, "Profil inconnu", "Unknown profile"),
        Reason::MissingName => pick(lang, "Nom ou prénom vide", "Empty name"),
        Reason::InvalidBirthDate => pick(lang, "Date de naissance illisible", "Unreadable birth date"),
        Reason::IdConflict => pick(lang, "Identifiant CAS vide ou en double", "CAS id empty or held twice"),
        Reason::OtherSchool => pick(lang, "Autre établissement", "Another school"),
        Reason::RaggedRow => {
            pick(lang, "Ligne plus longue ou plus courte que l'en-tête", "Row wider or narrower than its header")
        }
        Reason::OverBudget => {
            pick(lang, "Probable, mais hors du budget d'erreurs", "Likely, but beyond the budget of wrong links")
        }
        Reason::TwoAccounts => pick(lang, "Deux comptes pour un utilisateur", "Two accounts for one user"),
        Reason::WrongProfile => pick(lang, "Compte classé sous un autre profil", "Account filed under another profile"),
        Reason::MixedScripts => pick(lang, "Nom écrit avec deux alphabets", "Name in letters of two alphabets"),
        Reason::DamagedText => pick(lang, "Accents perdus dans la liste", "Accents lost in the list"),
        Reason::ToConfirm => pick(lang, "Très probable, à confirmer", "Very likely, to be confirmed"),
        Reason::NoCandidate => pick(lang, "Sans doute absent de PRONOTE", "Probably not in PRONOTE"),
        Reason::BelowThreshold => pick(lang, "Ressemblance insuffisante", "Not alike enough"),
        Reason::Ambiguous => pick(lang, "Plusieurs candidats possibles", "Several possible candidates"),
        Reason::AlreadyLinked => pick(lang, "Candidat déjà rapproché", "Candidate already linked"),
        Reason::Vetoed => pick(lang, "Contradiction entre les deux fiches", "The two records contradict each other"),
        Reason::ProfileWithoutAccess => {
            pick(lang, "Profil dont l'espace n'est pas ouvert", "Profile whose space is not open")
        }
        Reason::ParentWithoutAccess => pick(lang, "Responsable sans accès", "Parent without access"),
        Reason::UnknownId => pick(lang, "Identifiant inconnu de PRONOTE", "Id unknown to PRONOTE"),
        Reason::Refused => pick(lang, "Refusé par le serveur CAS", "Refused by the CAS server"),
    }
}

/// What an administrator does about a failure.
pub fn remedy(reason: Reason, lang: Lang) -> &'static str {
    let (fr, en) = match reason {
        Reason::NoProfile => (
            "Ajoutez la valeur envoyée par l'ENT à la table des profils (rapproche profiles show, puis --profiles), et relancez.",
            "Add the value sent by the ENT to the table of profiles (rapproche profiles show, then --profiles), and run again.",
        ),
        Reason::MissingName => (
            "Faites compléter l'identité dans l'annuaire de l'ENT, puis relancez avec un nouvel export.",
            "Have the identity completed in the ENT's directory, then run again with a new export.",
        ),
        Reason::InvalidBirthDate => (
            "Corrigez la date à la ligne que donne rejects.csv, puis relancez.",
            "Correct the date on the line that rejects.csv gives, then run again.",
        ),
        Reason::IdConflict => (
            "Cherchez dans l'ENT et dans PRONOTE qui porte cet identifiant, et ne le laissez qu'à une personne.",
            "Find who holds this id in the ENT and in PRONOTE, and leave it to one person only.",
        ),
        Reason::OtherSchool => (
            "Rien à faire si la personne n'est pas de votre établissement ; sinon, faites corriger son UAI dans l'ENT.",
            "Nothing to do if the person is not of your school; otherwise have the UAI corrected in the ENT.",
        ),
        Reason::ToConfirm => (
            "Vérifiez le champ qui diffère, s'il y en a un ; si c'est bien la personne, rapprochez-la à la main dans PRONOTE.",
            "Check the field that differs, if one does; if it is the person, link it by hand in PRONOTE.",
        ),
        Reason::OverBudget => (
            "Assez sûr à lui seul, mais le budget d'erreurs (max_mean_risk) n'y suffit pas : comparez, puis rapprochez à la main dans PRONOTE, ou relevez max_mean_risk dans les règles.",
            "Sure enough by itself, but the budget of wrong links (max_mean_risk) does not cover it: compare, then link by hand in PRONOTE, or raise max_mean_risk in the rules.",
        ),
        Reason::TwoAccounts => (
            "Deux comptes semblent être ceux d'une même personne : supprimez-en un ou fusionnez-les dans l'ENT, ou choisissez celui à rapprocher.",
            "Two accounts look like one person's: delete one or merge them in the ENT, or choose the one to link.",
        ),
        Reason::WrongProfile => (
            "Un utilisateur d'un autre profil porte ce nom : faites corriger le profil du compte dans l'ENT, puis relancez avec un nouvel export.",
            "A user of another profile bears this name: have the account's profile corrected in the ENT, then run again with a new export.",
        ),
        Reason::MixedScripts => (
            "Un nom mêle les lettres de deux alphabets (un «а» cyrillique dans un nom latin) : faites-le retaper dans l'ENT, puis relancez avec un nouvel export.",
            "A name mixes letters of two alphabets (a Cyrillic «а» in a Latin name): have it typed again in the ENT, then run again with a new export.",
        ),
        Reason::DamagedText => (
            "Les accents d'un nom sont perdus dans la liste (rejects.csv dit où) : exportez-la à nouveau en CSV UTF-8 ou en .xlsx, puis relancez. Ne créez personne pour autant.",
            "The accents of a name are lost in the list (rejects.csv says where): export it again as CSV UTF-8 or .xlsx, then run again. Create nobody for it.",
        ),
        Reason::RaggedRow => (
            "Corrigez la ligne que donne rejects.csv : un séparateur ou un guillemet manque ou est en trop ; puis relancez.",
            "Correct the line that rejects.csv gives: a separator or a quote is missing or too many; then run again.",
        ),
        Reason::NoCandidate => (
            "Si la personne est bien de l'établissement, créez-la dans PRONOTE, puis relancez.",
            "If the person does belong to the school, create the user in PRONOTE, then run again.",
        ),
        Reason::BelowThreshold => (
            "Comparez avec le candidat proposé ; si c'est la même personne, rapprochez-la à la main dans PRONOTE.",
            "Compare with the candidate; if it is the same person, link it by hand in PRONOTE.",
        ),
        Reason::Ambiguous => (
            "Rien dans les fichiers ne les distingue : demandez à la famille ou à la vie scolaire, puis rapprochez à la main.",
            "Nothing in the files tells them apart: ask the family or the school office, then link by hand.",
        ),
        Reason::AlreadyLinked => (
            "Vérifiez l'identifiant actuel du candidat dans PRONOTE ; s'il est périmé, effacez-le, puis relancez.",
            "Check the candidate's present id in PRONOTE; if it is out of date, clear it, then run again.",
        ),
        Reason::Vetoed => (
            "Vérifiez le champ qui diffère : erreur de saisie à corriger, ou bien deux personnes (jumeaux, conjoints, parent et enfant).",
            "Check the field that differs: a typing error to correct, or two people (twins, spouses, parent and child).",
        ),
        Reason::ProfileWithoutAccess => (
            "Déléguez un espace de ce profil au serveur CAS (section espaces de la configuration), si ces personnes doivent entrer par l'ENT.",
            "Delegate a space of this profile to the CAS server (section espaces of the configuration), if these people are to come in by the ENT.",
        ),
        Reason::ParentWithoutAccess => (
            "Rien à faire si ce responsable ne doit pas entrer ; sinon, voyez autres_responsables_… dans la configuration, ou sa fiche dans PRONOTE.",
            "Nothing to do if this parent is not to get in; otherwise see autres_responsables_… in the configuration, or the record in PRONOTE.",
        ),
        Reason::UnknownId => (
            "Importez dans PRONOTE les identifiants que l'ENT annonce, ou faites importer par l'ENT ceux de PRONOTE.",
            "Import the ids that the ENT announces into PRONOTE, or have the ENT import those of PRONOTE.",
        ),
        Reason::Refused => (
            "Faites recommencer depuis l'ENT ; si le refus se répète, transmettez son code à l'intégrateur.",
            "Have the person start again from the ENT; if the refusal comes again, pass its code to the integrator.",
        ),
    };
    pick(lang, fr, en)
}

/// Said in place of a remedy where somebody born the same day has another given name.
pub(super) fn twin(lang: Lang) -> &'static str {
    pick(
        lang,
        "Jumeau ou jumelle probable : ne rapprochez pas sans vérifier.",
        "Probably a twin: do not link without checking.",
    )
}

/// Replaces the remedy of a veto by the usual meaning of the field that differs.
pub(super) fn vetoed(field: Field, profile: Option<Profile>, lang: Lang) -> Option<&'static str> {
    let is_pupil = profile == Some(Profile::Pupils);
    let (fr, en) = match field {
        Field::Family if is_pupil => (
            "Le nom diffère : autre nom de famille à compléter d'un côté, ou bien un autre élève.",
            "The family name differs: another family name to complete on one side, or another pupil.",
        ),
        Field::Family => (
            "Le nom diffère : nom de naissance ou d'usage à compléter d'un côté, ou bien une autre personne.",
            "The family name differs: a birth or usage name to complete on one side, or another person.",
        ),
        Field::Given if is_pupil => (
            "Le prénom diffère : un frère, une sœur ou un autre élève ; ne rapprochez pas sans vérifier.",
            "The given name differs: a brother, a sister or another pupil; do not link without checking.",
        ),
        Field::Given if profile == Some(Profile::Parents) => (
            "Le prénom diffère : conjoint ou proche probable ; ne rapprochez pas sans vérifier.",
            "The given name differs: probably a spouse or a relative; do not link without checking.",
        ),
        Field::Given => (
            "Le prénom diffère : sans doute une autre personne de ce nom ; ne rapprochez pas sans vérifier.",
            "The given name differs: probably another person of this name; do not link without checking.",
        ),
        Field::BirthDate => (
            "La date de naissance diffère ou n'est pas possible dans ce profil : erreur à corriger, ou bien un homonyme.",
            "The birth date differs or is not possible in this profile: an error to correct, or a namesake.",
        ),
        Field::Sex => (
            "Le sexe diffère : erreur de saisie à corriger, ou bien deux personnes.",
            "The sex differs: a typing error to correct, or two people.",
        ),
        Field::Children => (
            "Les enfants diffèrent : un homonyme, parent d'un autre élève ; ne rapprochez pas sans vérifier.",
            "The children differ: a namesake, the parent of another pupil; do not link without checking.",
        ),
        Field::NameOrder | Field::Postcode => return None,
    };
    Some(pick(lang, fr, en))
}

/// Said in place of the remedy of an ambiguous account where only one user is in question.
pub(super) fn rival_accounts(rivals: &str, lang: Lang) -> String {
    match lang {
        Lang::Fr => format!(
            "Ce candidat convient aussi bien, ou mieux, à {rivals} : comparez ces comptes, puis rapprochez le bon à la main."
        ),
        Lang::En => {
            format!(
                "This candidate fits {rivals} as well, or better: compare these accounts, then link the right one by hand."
            )
        }
    }
}

/// Said in place of the remedy of an id conflict where the account has no id at all.
pub(super) fn no_id(file: &str, line: u64, lang: Lang) -> String {
    match lang {
        Lang::Fr => format!(
            "Ce compte n'a pas d'identifiant ({file}, ligne {line}) : complétez-le dans l'export de l'ENT, puis relancez."
        ),
        Lang::En => {
            format!(
                "This account has no id ({file}, line {line}): complete it in the export of the ENT, then run again."
            )
        }
    }
}

/// Said in place of the remedy of an id conflict where the account's own id is in order and the user's is not.
pub(super) fn user_id(name: &str, file: &str, line: u64, lang: Lang) -> String {
    match lang {
        Lang::Fr => format!(
            "L'identifiant du compte n'est pas en cause : c'est l'identifiant PRONOTE (IDPN) de «{name}» ({file}, ligne {line}) qui \
             manque ou ne distingue pas cette ligne d'une autre. Corrigez la base, puis relancez."
        ),
        Lang::En => format!(
            "The account's id is not at fault: the PRONOTE identifier (IDPN) of «{name}» ({file}, line {line}) is missing or does \
             not tell this row from another one. Correct the base, then run again."
        ),
    }
}

/// Said in place of the remedy of two accounts, where the others are known.
pub(super) fn other_accounts(others: &str, lang: Lang) -> String {
    match lang {
        Lang::Fr => format!(
            "Ce compte et {others} semblent être ceux d'une même personne : supprimez-en un ou fusionnez-les dans l'ENT, ou \
             choisissez celui à rapprocher."
        ),
        Lang::En => format!(
            "This account and {others} look like one person's: delete one or merge them in the ENT, or choose the one to link."
        ),
    }
}

/// Said in place of the remedy of a name in two alphabets, where the letter is known.
pub(super) fn type_again(mixed: &str, lang: Lang) -> String {
    match lang {
        Lang::Fr => format!("{mixed} : faites-le retaper dans l'ENT, puis relancez avec un nouvel export."),
        Lang::En => format!("{mixed}: have it typed again in the ENT, then run again with a new export."),
    }
}

/// Said in place of the remedy of a name in two alphabets, where it is the base's.
pub(super) fn type_again_in_base(mixed: &str, file: &str, lang: Lang) -> String {
    match lang {
        Lang::Fr => format!(
            "{mixed}, dans la base ({file}) : faites-le retaper dans PRONOTE, puis relancez avec un nouvel export."
        ),
        Lang::En => {
            format!("{mixed}, in the base ({file}): have it typed again in PRONOTE, then run again with a new export.")
        }
    }
}

/// Said in place of the remedy of a link to confirm where no field differs: `tunable` is the risk that the link exceeds.
pub(super) fn nothing_differs(tunable: &str, lang: Lang) -> String {
    match lang {
        Lang::Fr => format!(
            "Tout concorde, mais un homonyme ou trop peu de champs empêchent la certitude : la probabilité est sous ce que \
             demandent les règles ({tunable}) ; vérifiez, puis rapprochez à la main dans PRONOTE."
        ),
        Lang::En => format!(
            "Everything agrees, but a homonym or too few fields stand in the way of certainty: the probability is below what \
             the rules ask for ({tunable}); check, then link by hand in PRONOTE."
        ),
    }
}

/// Advice on people who may be in the base under a name whose accents are lost.
pub(super) fn damaged_base(lang: Lang) -> &'static str {
    pick(
        lang,
        "La liste de la base a des noms dont les accents sont perdus : exportez-la à nouveau, en CSV UTF-8 ou en .xlsx, et relancez avant de créer qui que ce soit.",
        "The base's list has names whose accents are lost: export it again, as CSV UTF-8 or .xlsx, and run again before you create anybody.",
    )
}

/// Said in place of the remedy for people who are not in the base, while the base's list itself is in doubt.
pub(super) fn create_nobody(lang: Lang) -> &'static str {
    pick(
        lang,
        "La liste de la base semble manquer ou être incomplète : complétez-la et relancez avant de créer qui que ce soit.",
        "The base's list seems to be missing or incomplete: complete it and run again before you create anybody.",
    )
}

/// Said of profiles nearly all of whose ids in the base are none that the ENT has.
pub fn other_ids(profiles: &[Profile], lang: Lang) -> String {
    let titles: Vec<&str> = profiles.iter().map(|&one| profile(one, lang)).collect();
    let titles = titles.join(", ");
    match lang {
        Lang::Fr => format!(
            "{titles} : presque tous ont dans la base un identifiant que l'ENT n'a plus, et ses comptes portent leurs noms. L'ENT \
             a-t-il renouvelé ses identifiants ? Alors effacez d'abord ceux de la base (rapproche ids reset, ou «Réinitialiser \
             les identifiants…» dans le service), puis relancez ; ne créez personne."
        ),
        Lang::En => format!(
            "{titles}: nearly all hold an id in the base that the ENT has no more, and its accounts bear their names. Has the \
             ENT given out new ids? Then clear those of the base first (rapproche ids reset, or «Réinitialiser les \
             identifiants…» in the service), and run again; create nobody."
        ),
    }
}

/// A remark on the input, with its remedy.
pub fn notice(kind: NoticeKind, lang: Lang) -> &'static str {
    let (fr, en) = match kind {
        NoticeKind::InvalidBirthDate => {
            ("date de naissance illisible : écrivez-la jj/mm/aaaa", "unreadable birth date: write it as dd/mm/yyyy")
        }
        NoticeKind::MissingName => (
            "nom ou prénom vide, ou qui n’en est pas un («INCONNU», «XNOM») : complétez la fiche",
            "name empty or a placeholder («INCONNU», «XNOM»): complete the record",
        ),
        NoticeKind::MixedScripts => (
            "lettres de deux alphabets dans un nom, ou nom écrit dans un autre alphabet que le reste : retapez ce qui est indiqué",
            "letters of two alphabets in a name, or a name in another alphabet than the rest: type what is shown again",
        ),
        NoticeKind::DamagedText => (
            "lettres perdues dans un nom (No?l) : exportez la liste à nouveau, en CSV UTF-8 ou en .xlsx",
            "letters lost in a name (No?l): export the list again, as CSV UTF-8 or .xlsx",
        ),
        NoticeKind::RepairedText => (
            "cellules dont les accents étaient abîmés (NoÃ©, No&euml;l), et qui ont été réparées : rien à faire",
            "cells with damaged accents (NoÃ©, No&euml;l) that were repaired: nothing to do",
        ),
        NoticeKind::DamagedFile => (
            "personnes dont le nom a perdu des accents : exportez la liste à nouveau, en CSV UTF-8 ou en .xlsx",
            "people whose names have lost accents: export the list again, as CSV UTF-8 or .xlsx",
        ),
        NoticeKind::MissingId => (
            "identifiant vide ou en erreur (#N/A) : la personne est comptée, mais ne peut pas être rapprochée",
            "identifier empty or an error (#N/A): the person is counted, but cannot be linked",
        ),
        NoticeKind::DuplicateId => (
            "identifiant déjà porté par une autre ligne : ne gardez que la bonne",
            "identifier already held by another row: keep the right one only",
        ),
        NoticeKind::MangledId => (
            "identifiant abîmé par Excel : réexportez la liste, et ouvrez-la avec cette colonne au format texte",
            "identifier damaged by Excel: export the list again, and open it with this column as text",
        ),
        NoticeKind::IndistinctRows => (
            "deux lignes identiques sans identifiant : même personne deux fois, ou homonymes ? exportez la liste avec l'identifiant PRONOTE",
            "two identical rows without an identifier: one person twice, or homonyms? export the list with the PRONOTE identifier",
        ),
        NoticeKind::RepeatedRow => (
            "ligne répétée à l'identique, comptée une seule fois : rien à faire",
            "the same row again, counted once: nothing to do",
        ),
        NoticeKind::MergedRows => (
            "lignes réunies avec une autre, égales à l'enfant près (liste sans identifiant) : rien à faire si c'est bien la même personne",
            "rows merged with another one, equal but for the child (a list without identifiers): nothing to do if it is one person",
        ),
        NoticeKind::UnknownProfile => (
            "profil inconnu (attendu : Élève, Parent, Professeur, Personnel, Maître de stage ou Inspecteur)",
            "unknown profile (expected: Élève, Parent, Professeur, Personnel, Maître de stage or Inspecteur)",
        ),
        NoticeKind::RaggedRow => (
            "nombre de cellules différent de l'en-tête : un séparateur ou un guillemet manque ou est en trop",
            "another number of cells than the header: a separator or a quote is missing or too many",
        ),
        NoticeKind::ShortRow => (
            "cellules absentes en fin de ligne, dans des colonnes recopiées telles quelles : rien à faire si elles sont vides",
            "cells missing at the end of the row, in columns that are copied as they are: nothing to do if they are empty",
        ),
        NoticeKind::IgnoredProfile => (
            "valeur de profil inconnue, ignorée : la ligne garde son autre profil ou celui du fichier ; corrigez-la si elle compte",
            "unknown profile value, ignored: the row keeps its other profile or that of the file; correct it if it matters",
        ),
        NoticeKind::UnreadSheet => (
            "feuille du classeur non lue, faute des colonnes nécessaires ou parce qu'elle est masquée : complétez-la si elle contient des personnes",
            "sheet of the workbook not read, for want of the needed columns or because it is hidden: complete it if it holds people",
        ),
        NoticeKind::UnmappedProfileValue => (
            "valeur de profil absente de la table des profils : si elle compte, ajoutez-la (--profiles ; table de départ : rapproche profiles show)",
            "profile value in no list of the table of profiles: if it matters, add it (--profiles; table to start from: rapproche profiles show)",
        ),
        NoticeKind::InvalidPostcode => (
            "code postal illisible, laissé de côté : corrigez-le si d'autres indices manquent",
            "unreadable postcode, left out: correct it if other evidence is missing",
        ),
        NoticeKind::InvalidUai => (
            "lettre de contrôle de l'UAI fausse : code utilisé tel quel, vérifiez-le",
            "wrong check letter of the UAI: used as it is, check it",
        ),
        NoticeKind::UnknownResponsibility => (
            "responsabilité inconnue, comptée comme «autre contact» : préférentiel, légal, en charge ou autre contact",
            "unknown responsibility, taken for «autre contact»: préférentiel, légal, en charge or autre contact",
        ),
        NoticeKind::MissingResponsibility => (
            "parents sans responsabilité, comptés comme «autre contact» : réexportez la liste avec la responsabilité de chacun",
            "parents without a responsibility, taken for «autre contact»: export the list again with everybody's responsibility",
        ),
        NoticeKind::UntoldAddress => (
            "responsables légaux ou en charge dont l'adresse ne peut être comparée à celle des préférentiels, comptés comme logés chez eux : réexportez la liste avec l'adresse et les enfants",
            "legal parents or those in charge whose address cannot be compared with that of the preferential ones, taken to live with them: export the list again with addresses and children",
        ),
        NoticeKind::SecretColumn => (
            "colonne de mots de passe ou de codes, écartée : rien n'en est recopié ; exportez sans elle la prochaine fois",
            "a column of passwords or codes, dropped: nothing of it is copied; export without it next time",
        ),
        NoticeKind::ChosenId => (
            "plusieurs colonnes pourraient être l'identifiant CAS : la première nommée est prise ; --id en désigne une autre",
            "several columns could be the CAS id: the one named first is taken; --id names another",
        ),
        NoticeKind::LoginAsId => (
            "faute de colonne plus sûre, le login est pris comme identifiant CAS : vérifiez que c'est bien lui que l'ENT envoie à la connexion ; --id désigne une autre colonne",
            "for want of a surer column, the login is taken for the CAS id: check that it is what the ENT sends at a connection; --id names another column",
        ),
        NoticeKind::UnreadMember => (
            "fichier de l'archive qui ne contient pas de personnes d'un format connu, passé : rien à faire s'il ne devait pas compter",
            "a file of the archive without people of a known kind, passed over: nothing to do if it was not to count",
        ),
        NoticeKind::UnknownColumn => (
            "colonne inconnue, recopiée telle quelle dans les résultats : nommez-la (--columns) si elle compte",
            "unknown column, copied to the outputs as it is: name it (--columns) if it matters",
        ),
        NoticeKind::NoIdColumn => (
            "liste sans identifiant PRONOTE : chacun y est désigné par le fichier et la ligne",
            "a list without PRONOTE identifiers: its people are named by file and line",
        ),
        NoticeKind::NoBirthDates => (
            "aucune date de naissance dans cette liste d'élèves : réexportez-la avec la date de naissance",
            "no birth date in this list of pupils: export it again with the birth date",
        ),
        NoticeKind::MonthFirstDates => (
            "mois et jour semblent inversés dans ce fichier : réexportez-le avec des dates jj/mm/aaaa",
            "month and day seem exchanged in this file: export it again with dates as dd/mm/yyyy",
        ),
        NoticeKind::DatesOfChildren => (
            "dates de naissance lues comme celles des enfants, non comparées aux comptes des parents : nommez la colonne (--columns) si ce sont celles des parents",
            "birth dates read as those of the children, not compared with the parents' accounts: name the column (--columns) if they are the parents'",
        ),
        NoticeKind::SwappedSides => (
            "colonnes de l'autre côté : avez-vous inversé --base et --cas ?",
            "columns of the other side: did you exchange --base and --cas?",
        ),
        NoticeKind::NoPeople => (
            "aucune personne dans ce fichier : réexportez-le s'il ne devait pas être vide",
            "nobody in this file: export it again if it was not meant to be empty",
        ),
        NoticeKind::NotPeople => (
            "entrées de l'annuaire qui ne sont pas des personnes (matières, formations…), passées : rien à faire",
            "entries of the directory that are no people (subjects, courses…), passed over: nothing to do",
        ),
        NoticeKind::SkippedRow => (
            "ligne qui n'est pas une personne (total, note, en-tête répété), passée : rien à faire si c'est bien le cas",
            "a row that is no person (a total, a note, the header again), passed over: nothing to do if that is so",
        ),
        NoticeKind::HiddenRows => (
            "lignes masquées dans le classeur (filtre), lues comme les autres : retirez-les si ces personnes ne doivent pas compter",
            "rows hidden in the workbook (a filter), read like the others: remove them if these people are not to count",
        ),
        NoticeKind::UnknownEntry => (
            "modification ou suppression d'une personne que l'annuaire n'a pas dans cette catégorie, sans effet : donnez d'abord le fichier complet, puis ses deltas dans l'ordre",
            "somebody is modified or deleted whom the directory does not have in that category, without effect: give the complete file first, then its deltas in order",
        ),
        NoticeKind::EntryAddedAgain => (
            "personne ajoutée alors que l'annuaire l'a déjà : la dernière fiche compte",
            "somebody is added whom the directory has already: the last record counts",
        ),
        NoticeKind::AmbiguousEntry => (
            "deux personnes de l'annuaire ont cet identifiant : aucune n'est modifiée, supprimée ni liée à un enfant par lui ; si les fichiers viennent de deux académies, lisez-les séparément",
            "two people of the directory have this identifier: neither is modified, deleted or linked with a child by it; if the files are those of two académies, read them separately",
        ),
    };
    pick(lang, fr, en)
}

/// Whether a remark keeps a row from being used.
pub fn notice_class(kind: NoticeKind, lang: Lang) -> &'static str {
    if kind.is_reject() {
        pick(lang, "à corriger", "to correct")
    } else {
        pick(lang, "pour information", "for information")
    }
}

/// Sex as directories write it; empty when unknown.
pub fn sex(sex: Sex) -> &'static str {
    match sex {
        Sex::Unknown => "",
        Sex::Female => "F",
        Sex::Male => "M",
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn every_level_of_a_field_reads_differently() {
        for lang in [Lang::Fr, Lang::En] {
            for which in Field::ALL {
                let words: HashSet<_> = which.levels().iter().map(|&each| level(which, each, lang)).collect();
                assert_eq!(words.len(), which.levels().len(), "{which:?} in {lang:?}");
            }
        }
    }

    #[test]
    fn every_reason_and_remark_has_its_own_words_and_remedy() {
        for lang in [Lang::Fr, Lang::En] {
            let reasons: HashSet<_> = Reason::ALL.iter().map(|&each| reason(each, lang)).collect();
            let remedies: HashSet<_> = Reason::ALL.iter().map(|&each| remedy(each, lang)).collect();
            let notices: HashSet<_> = NoticeKind::ALL.iter().map(|&each| notice(each, lang)).collect();
            assert_eq!(reasons.len(), Reason::ALL.len());
            assert_eq!(remedies.len(), Reason::ALL.len());
            assert_eq!(notices.len(), NoticeKind::ALL.len());
        }
    }
}
