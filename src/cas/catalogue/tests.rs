//! The commands on the shipped catalogue.

use std::fs;
use std::path::{Path, PathBuf};

use insta::assert_snapshot;

use super::*;
use crate::cas::configuration::{Configuration, EduConnect, WebSpace};
use crate::cas::model::{Address, Day, RootAddress, ServerUrl};
use crate::identity::Lang;

fn shipped() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/modeles")
}

fn catalogue() -> Catalogue {
    Catalogue::read(&shipped()).unwrap()
}

fn label(text: &str) -> Label {
    Label::parse(text).unwrap()
}

fn today() -> Day {
    Day::parse("2026-08-31").unwrap()
}

/// A copy of the shipped catalogue that may be changed.
fn copy() -> tempfile::TempDir {
    let place = tempfile::tempdir().unwrap();
    for file in files(&shipped()).unwrap() {
        fs::copy(&file, place.path().join(file.file_name().unwrap())).unwrap();
    }
    place
}

/// A file of the copy with texts in place of others.
fn edit(file: &Path, changes: &[(&str, &str)]) {
    let mut text = fs::read_to_string(file).unwrap();
    for (old, new) in changes {
        assert!(text.contains(old), "{old}");
        text = text.replace(old, new);
    }
    fs::write(file, text).unwrap();
}

/// A message or report without the directory it is about.
fn without(place: &Path, text: String) -> String {
    text.replace(&format!("{}/", place.display()), "")
}

#[test]
fn the_catalogue_is_listed_by_integrator() {
    assert_snapshot!(catalogue().text(Lang::Fr), @r#"
    Armor Numérique
      Toutatice (Académie de Rennes)            Bretagne, version 7 du 18/05/2026
      Abers (Collèges du Finistère)             Finistère, version 3 du 02/02/2026
      Kelenn (Lycées agricoles)                 Bretagne, version 1 du 01/09/2025
    Est Services Éducation
      Ma Clé des collèges (Vosges)              Vosges, version 12 du 30/06/2026
      Mon Cartable de l'Est (Lycées)            Grand Est, version 4 du 09/04/2026
      Mon Cartable de l'Est (Collèges)          Grand Est, version 2 du 09/04/2026
    Rive Sud
      Espace Calanques                          Bouches-du-Rhône, version 5 du 12/01/2026
      Espace Calanques (Lycées professionnels)  Bouches-du-Rhône, version 5 du 12/01/2026
      Ôlivier – école & collège                 Var, version 2 du 03/11/2025
    "#);
}

#[test]
fn a_model_is_shown_with_its_documentation() {
    let catalogue = catalogue();
    assert_snapshot!(catalogue.find("toutatice").unwrap().text(Lang::Fr), @r#"
    Toutatice (Académie de Rennes)
      Documentation : https://aide.toutatice.example/pronote#premiere-connexion
      Intégrateur : Armor Numérique
      Localisation : Bretagne
      Version : 7 du 18/05/2026
      Description : Collèges et lycées publics de l'académie de Rennes.
        Les dates de naissance ne sont transmises que pour les élèves.
      Client PRONOTE
        Attribut de l’identifiant CAS          uid
        Serveur CAS                            https://cas.toutatice.example/cas
        Première connexion                     par l’identité de l’utilisateur
        Attribut du nom                        sn
        Attribut du prénom                     givenName
        Attribut de la date de naissance       ENTPersonDateNaissance
        Attribut du profil                     ENTPersonProfils
        Attribut du code postal                ENTPersonCodePostal
        Valeurs du profil Personnels           National_DIR;National_EVS;National_ETA;National_COL
        Valeurs du profil Professeurs          National_ENS;National_DOC
      PRONOTE.net
        Attribut de l’identifiant CAS          uid
        Serveur CAS                            https://cas.toutatice.example/cas
        Première connexion                     par l’identité de l’utilisateur
        Attribut du nom                        sn
        Attribut du prénom                     givenName
        Attribut de la date de naissance       ENTPersonDateNaissance
        Attribut du profil                     ENTPersonProfils
        Attribut du code postal                ENTPersonCodePostal
        Valeurs du profil Élèves               National_ELV
        Valeurs du profil Inspecteurs          National_ACA
        Valeurs du profil Parents              National_TUT
        Valeurs du profil Personnels           National_DIR;National_EVS;National_ETA;National_COL
        Valeurs du profil Professeurs          National_ENS;National_DOC
    "#);
    assert_snapshot!(catalogue.find("Espace Calanques").unwrap().text(Lang::En), @r#"
    Espace Calanques
      Documentation: http://docs.calanques.example/
      Integrator: Rive Sud
      Location: Bouches-du-Rhône
      Version: 5 of 2026-01-12
      PRONOTE client
        Attribute of the CAS id                id
        First connection                       double: CAS, then PRONOTE once
        CAS server                             to be typed by the school
      PRONOTE.net
        Attribute of the CAS id                id
        First connection                       by the user's identity
        Attribute of the family name           lastName
        Attribute of the given name            firstName
        Attribute of the birth date            birthDate
        Attribute of the profile               profile
        Values of the profile Élèves           Student;Eleve
        Values of the profile Maîtres de stage Company
        Values of the profile Parents          Relative;Parent;Tuteur
        Values of the profile Personnels       Personnel;Staff;AED
        Values of the profile Professeurs      Teacher;Enseignant
        CAS server                             to be typed by the school
    "#);
}

#[test]
fn names_are_found_without_accents_case_or_end() {
    let catalogue = catalogue();
    for (typed, name) in [
        ("Toutatice (Académie de Rennes)", "Toutatice (Académie de Rennes)"),
        ("TOUTATICE  academie-de-rennes", "Toutatice (Académie de Rennes)"),
        ("kele", "Kelenn (Lycées agricoles)"),
        ("olivier", "Ôlivier – école & collège"),
        // The whole name of one is the beginning of another.
        ("espace calanques", "Espace Calanques"),
        ("espace calanques l", "Espace Calanques (Lycées professionnels)"),
    ] {
        assert_eq!(catalogue.find(typed).unwrap().model.name.as_str(), name, "{typed}");
    }
    let told = |typed: &str| catalogue.find(typed).unwrap_err().message(Lang::Fr);
    assert_snapshot!(told("mon cartable"), @r#"
    «mon cartable» peut désigner plusieurs modèles ; écrivez le nom entier, ou nommez le fichier de l’intégrateur.
    - Mon Cartable de l'Est (Lycées) (Est Services Éducation)
    - Mon Cartable de l'Est (Collèges) (Est Services Éducation)
    "#);
    assert_snapshot!(told("Toutatisse"), @"aucun modèle ne s’appelle «Toutatisse». Vouliez-vous dire «Toutatice (Académie de Rennes)» ? «rapproche model list» les nomme tous.");
    assert_snapshot!(told("()"), @"aucun modèle ne s’appelle «()». «rapproche model list» les nomme tous.");
    assert_snapshot!(catalogue.find("").unwrap_err(), @"no model is called «». «rapproche model list» names them all.");
}

#[test]
fn one_name_at_two_integrators_is_never_guessed() {
    let place = copy();
    edit(&place.path().join("est-services.xml"), &[("Ma Clé des collèges (Vosges)", "Espace  calanques")]);
    let found = Catalogue::read(place.path()).unwrap();
    assert_eq!(found.find("Espace Calanques").unwrap().integrator.as_str(), "Rive Sud");
    assert_snapshot!(found.find("ESPACE CALANQUES").unwrap_err().message(Lang::Fr), @r#"
    «ESPACE CALANQUES» peut désigner plusieurs modèles ; écrivez le nom entier, ou nommez le fichier de l’intégrateur.
    - Espace calanques (Est Services Éducation)
    - Espace Calanques (Rive Sud)
    "#);
}

#[test]
fn a_catalogue_is_read_whole_or_not_at_all() {
    let place = copy();
    let est = place.path().join("est-services.xml");
    edit(&est, &[("<RefuserAcces/>", "")]);
    assert_snapshot!(without(place.path(), Catalogue::read(place.path()).unwrap_err().message(Lang::Fr)), @"est-services.xml, ligne 80, caractère 7, /ModelesConfiguration_CAS/ENT[3]/ClientPRONOTE/ModeIdentificationPremiereConnexion : il manque l’élément <IdentiteUtilisateur>, <IdentifiantPRONOTE>, <DoubleAuthentification> ou <RefuserAcces>.");
    fs::copy(place.path().join("rive-sud.xml"), &est).unwrap();
    assert_snapshot!(without(place.path(), Catalogue::read(place.path()).unwrap_err().message(Lang::Fr)), @"est-services.xml et rive-sud.xml viennent du même intégrateur, «Rive Sud» ; ne gardez que le plus récent.");
    let empty = tempfile::tempdir().unwrap();
    let told = Catalogue::read(empty.path()).unwrap_err().message(Lang::Fr);
    assert_snapshot!(told.replace(&empty.path().display().to_string(), "modeles"), @"modeles : ce dossier ne contient aucun flux de modèles (*.xml).");
}

#[test]
fn a_check_goes_on_to_the_last_file() {
    let place = copy();
    edit(&place.path().join("armor-numerique.xml"), &[("Version=\"7\"", "Version=\"sept\"")]);
    edit(
        &place.path().join("est-services.xml"),
        &[
            ("https://cas.cle-vosges.example", "http://cas.cle-vosges.example"),
            (">National_1<", ">National_1;National_3<"),
            ("Mon Cartable de l'Est (Lycées)", "MON CARTABLE DE L'EST - COLLEGES"),
        ],
    );
    let report = check(place.path()).unwrap();
    assert!(!report.is_valid());
    assert_snapshot!(without(place.path(), report.text(Lang::Fr)), @r#"
    armor-numerique.xml, ligne 5, caractère 3, /ModelesConfiguration_CAS/ENT[1]/@Version : «sept» ne convient pas : il faut un nombre entier de 1 à 999999999.
    est-services.xml : valide, 3 modèles.
      remarque : «Ma Clé des collèges (Vosges)», Client PRONOTE : serveur CAS sans chiffrement, http://cas.cle-vosges.example.
      remarque : «Ma Clé des collèges (Vosges)», PRONOTE.net : serveur CAS sans chiffrement, http://cas.cle-vosges.example.
      remarque : «Ma Clé des collèges (Vosges)», PRONOTE.net : la valeur «National_3» fait deux profils, Élèves et Professeurs.
      remarque : «MON CARTABLE DE L'EST - COLLEGES» et «Mon Cartable de l'Est (Collèges)» ne diffèrent que par les accents, la casse ou la ponctuation.
    rive-sud.xml : valide, 3 modèles.
      remarque : «Ôlivier – école & collège», PRONOTE.net : pas d’attribut de date de naissance pour reconnaître les élèves.
    "#);
    assert!(check(&shipped()).unwrap().is_valid());
}

#[test]
fn the_first_model_erases_nothing() {
    let catalogue = catalogue();
    let mut configuration = Configuration::default();
    let plan = Plan::new(catalogue.find("kelenn").unwrap(), &mut configuration, label("ent")).unwrap();
    assert_snapshot!(plan.text(Lang::Fr), @r#"
    Modèle «Kelenn (Lycées agricoles)», version 1 du 01/09/2025, pour la délégation «ent».
    Aucun paramètre en vigueur n’est effacé.
    "#);
    let applied = plan.carry_out(today(), false).unwrap();
    assert_snapshot!(applied.text(Lang::Fr), @r#"
    Appliqué le 31/08/2026 à la délégation «ent» : Kelenn (Lycées agricoles), version 1.
    Reste à saisir :
      url_publique (adresse de PRONOTE.net)
      uai dans [premiere_connexion] (sans lui, les établissements ne sont pas comparés)
      les espaces à déléguer dans [espaces], par exemple eleves = "ent"
    "#);
    let ent = &configuration.cas[&label("ent")];
    assert_eq!(ent.parameters(), catalogue.find("kelenn").unwrap().model.parameters);
    let remembered = ent.model.as_ref().unwrap();
    assert_eq!((remembered.version.to_string(), remembered.applied_on), ("1".to_owned(), today()));
}

#[test]
fn what_would_be_erased_is_listed_and_asked_for() {
    let catalogue = catalogue();
    let public_url = Some(RootAddress::parse("https://pronote.example").unwrap());
    let mut configuration = Configuration { public_url, ..Configuration::default() };
    configuration.spaces.set(WebSpace::Pupils, Some(label("ent")));
    let toutatice = catalogue.find("toutatice").unwrap();
    Plan::new(toutatice, &mut configuration, label("ent")).unwrap().carry_out(today(), false).unwrap();
    // What an administrator typed.
    let net = &mut configuration.cas.get_mut(&label("ent")).unwrap().pronote_net;
    net.id_attribute = Some(label("ENTPersonLogin"));
    net.server = Some(ServerUrl::Standard(RootAddress::parse("https://cas.lycee.example").unwrap()));

    let plan = Plan::new(toutatice, &mut configuration, label("ent")).unwrap();
    assert_eq!(plan.erased().len(), 2);
    assert_snapshot!(plan.text(Lang::Fr), @r#"
    Modèle «Toutatice (Académie de Rennes)», version 7 du 18/05/2026, pour la délégation «ent».
    Documentation : https://aide.toutatice.example/pronote#premiere-connexion
    Paramètres en vigueur qui seraient effacés :
      PRONOTE.net, Attribut de l’identifiant CAS : ENTPersonLogin → uid
      PRONOTE.net, Serveur CAS : https://cas.lycee.example → https://cas.toutatice.example/cas
    "#);
    assert_snapshot!(plan.carry_out(today(), false).unwrap_err().message(Lang::Fr), @"2 paramètres en vigueur seraient effacés ; confirmez (--yes) pour appliquer le modèle.");
    assert_eq!(configuration.cas[&label("ent")].pronote_net.id_attribute, Some(label("ENTPersonLogin")));

    let calanques = catalogue.find("espace calanques").unwrap();
    let plan = Plan::new(calanques, &mut configuration, label("ent")).unwrap();
    assert_snapshot!(plan.text(Lang::En), @r#"
    Model «Espace Calanques», version 5 of 2026-01-12, for the delegation «ent».
    Documentation: http://docs.calanques.example/
    Parameters in force that would be erased:
      PRONOTE client, Attribute of the CAS id: uid → id
      PRONOTE client, CAS server: https://cas.toutatice.example/cas → nothing
      PRONOTE client, First connection: by the user's identity → double: CAS, then PRONOTE once
      PRONOTE client, Attribute of the family name: sn → nothing
      PRONOTE client, Attribute of the given name: givenName → nothing
      PRONOTE client, Attribute of the birth date: ENTPersonDateNaissance → nothing
      PRONOTE client, Attribute of the profile: ENTPersonProfils → nothing
      PRONOTE client, Attribute of the postcode: ENTPersonCodePostal → nothing
      PRONOTE client, Values of the profile Personnels: National_DIR;National_EVS;National_ETA;National_COL → nothing
      PRONOTE client, Values of the profile Professeurs: National_ENS;National_DOC → nothing
      PRONOTE.net, Attribute of the CAS id: ENTPersonLogin → id
      PRONOTE.net, CAS server: https://cas.lycee.example → nothing
      PRONOTE.net, Attribute of the family name: sn → lastName
      PRONOTE.net, Attribute of the given name: givenName → firstName
      PRONOTE.net, Attribute of the birth date: ENTPersonDateNaissance → birthDate
      PRONOTE.net, Attribute of the profile: ENTPersonProfils → profile
      PRONOTE.net, Attribute of the postcode: ENTPersonCodePostal → nothing
      PRONOTE.net, Values of the profile Élèves: National_ELV → Student;Eleve
      PRONOTE.net, Values of the profile Inspecteurs: National_ACA → nothing
      PRONOTE.net, Values of the profile Parents: National_TUT → Relative;Parent;Tuteur
      PRONOTE.net, Values of the profile Personnels: National_DIR;National_EVS;National_ETA;National_COL → Personnel;Staff;AED
      PRONOTE.net, Values of the profile Professeurs: National_ENS;National_DOC → Teacher;Enseignant
    "#);
    let applied = plan.carry_out(today(), true).unwrap();
    assert_snapshot!(applied.text(Lang::Fr), @r#"
    Appliqué le 31/08/2026 à la délégation «ent» : Espace Calanques, version 5.
    Reste à saisir :
      url_serveur_cas dans [cas.ent.client_pronote] (serveur de l’établissement)
      url_serveur_cas dans [cas.ent.pronote_net] (serveur de l’établissement)
      uai dans [premiere_connexion] (sans lui, les établissements ne sont pas comparés)
    "#);
    assert_eq!(configuration.cas[&label("ent")].parameters(), calanques.model.parameters);
    let named = Plan::new(calanques, &mut configuration, label("lycée pro")).unwrap();
    assert!(named.carry_out(today(), false).unwrap().text(Lang::Fr).contains("[cas.\"lycée pro\".pronote_net]"));
    // Nothing is lost by the same model again.
    assert!(Plan::new(calanques, &mut configuration, label("ent")).unwrap().erased().is_empty());
}

#[test]
fn nothing_is_applied_while_publication_is_on() {
    let catalogue = catalogue();
    let mut configuration = Configuration { published: true, ..Configuration::default() };
    let educonnect = EduConnect { metadata: Address::parse("https://e.example").unwrap(), entity: label("p") };
    configuration.educonnect.insert(label("edu"), educonnect);
    let entry = catalogue.find("kelenn").unwrap();
    let mut told = |name: &str, published: bool| {
        configuration.published = published;
        Plan::new(entry, &mut configuration, label(name)).unwrap_err().message(Lang::Fr)
    };
    assert_snapshot!(told("ent", true), @"la publication est en cours ; arrêtez-la (publication = false) avant d’appliquer un modèle.");
    assert_snapshot!(told("edu", false), @"la délégation «edu» est de type EduConnect, pas CAS ; nommez-en une autre.");
    assert_snapshot!(told("aucune", false), @"«aucune» ne peut pas nommer une délégation.");
}

#[test]
fn an_update_changes_the_catalogue_and_says_what_is_newer() {
    let (here, sent) = (copy(), copy());
    let mut configuration = Configuration::default();
    for (name, delegation) in [("toutatice", "ent"), ("kelenn", "lycees"), ("abers", "colleges")] {
        let catalogue = catalogue();
        let entry = catalogue.find(name).unwrap();
        Plan::new(entry, &mut configuration, label(delegation)).unwrap().carry_out(today(), false).unwrap();
    }
    let before = configuration.clone();

    fs::remove_file(here.path().join("rive-sud.xml")).unwrap();
    edit(
        &sent.path().join("armor-numerique.xml"),
        &[
            ("Version=\"7\" Date=\"2026-05-18\"", "Version=\"8\" Date=\"2026-09-15\""),
            ("Kelenn (Lycées agricoles)", "Kelenn"),
            (">dateNaissance<", ">naissance<"),
        ],
    );
    let report = update(here.path(), sent.path()).unwrap();
    assert_snapshot!(report.text(Lang::Fr), @r#"
    Nouveau modèle : Kelenn
    Nouveau modèle : Espace Calanques
    Nouveau modèle : Espace Calanques (Lycées professionnels)
    Nouveau modèle : Ôlivier – école & collège
    Modèle retiré : Kelenn (Lycées agricoles)
    Modèle modifié sans nouvelle version : Abers (Collèges du Finistère)
    Nouvelle version : Toutatice (Académie de Rennes), 7 → 8 du 15/09/2026
    Inchangés : 3 modèles.
    "#);
    let found = Catalogue::read(here.path()).unwrap();
    assert_eq!(found.entries().count(), 9);
    let told: String = statuses(&found, &configuration).iter().map(|status| status.text(Lang::Fr)).collect();
    assert_snapshot!(told, @r#"
    Délégation «colleges» : Abers (Collèges du Finistère), version 3, appliquée le 31/08/2026.
      Même version dans le catalogue, mais les paramètres en vigueur n’y sont pas les mêmes : ils ont été saisis, ou le modèle a changé sans nouvelle version.
    Délégation «ent» : Toutatice (Académie de Rennes), version 7, appliquée le 31/08/2026.
      Version 8 du 15/09/2026 disponible ; appliquez le modèle à nouveau pour l’utiliser.
    Délégation «lycees» : Kelenn (Lycées agricoles), version 1, appliquée le 31/08/2026.
      Le catalogue n’a plus ce modèle.
    "#);
    assert_eq!(configuration, before);
    // What was sent is what is there, byte for byte.
    for file in ["armor-numerique.xml", "rive-sud.xml"] {
        assert_eq!(fs::read(here.path().join(file)).unwrap(), fs::read(sent.path().join(file)).unwrap());
    }

    // The old catalogue again: nothing goes back.
    let error = update(here.path(), &shipped()).unwrap_err();
    assert_snapshot!(error.message(Lang::Fr), @"«Toutatice (Académie de Rennes)» : la version reçue (7) est plus ancienne que celle du catalogue (8) ; rien n’a changé.");
    assert_eq!(Catalogue::read(here.path()).unwrap(), found);
    // A server that the model leaves to the school makes no difference.
    let mut typed = Configuration::default();
    let entry = found.find("Espace Calanques").unwrap();
    Plan::new(entry, &mut typed, label("ent")).unwrap().carry_out(today(), false).unwrap();
    let server = ServerUrl::Standard(RootAddress::parse("https://cas.lycee.example").unwrap());
    typed.cas.get_mut(&label("ent")).unwrap().pronote_net.server = Some(server);
    assert_eq!(statuses(&found, &typed)[0].freshness, Freshness::Current);
    let told: Vec<Freshness> = statuses(&catalogue(), &configuration).iter().map(|status| status.freshness).collect();
    assert_eq!(told, [Freshness::Current; 3]);
}

#[test]
fn an_invalid_flux_updates_nothing() {
    let (here, sent) = (copy(), copy());
    edit(&sent.path().join("armor-numerique.xml"), &[("Version=\"7\"", "Version=\"8\"")]);
    edit(&sent.path().join("rive-sud.xml"), &[("<m:DoubleAuthentification/>", "")]);
    assert!(matches!(update(here.path(), sent.path()), Err(UpdateError::Catalogue(CatalogueError::Flux(_)))));
    assert_eq!(Catalogue::read(here.path()).unwrap().entries().count(), 9);
    assert_eq!(
        fs::read(here.path().join("armor-numerique.xml")).unwrap(),
        fs::read(shipped().join("armor-numerique.xml")).unwrap()
    );
}

#[test]
fn a_flux_takes_no_other_integrators_place() {
    let (here, sent) = (copy(), copy());
    let file = here.path().join("armor-numerique.xml");
    let error = update(&file, &sent.path().join("rive-sud.xml")).unwrap_err();
    assert_snapshot!(without(here.path(), error.message(Lang::Fr)), @"armor-numerique.xml est le flux de «Armor Numérique», pas de «Rive Sud» ; donnez le dossier du catalogue plutôt qu’un fichier.");
    let renamed = sent.path().join("armor-numerique.xml");
    edit(&renamed, &[("Armor Numérique", "Argoat Numérique")]);
    let error = update(here.path(), &renamed).unwrap_err();
    assert_snapshot!(without(here.path(), error.message(Lang::Fr)), @"armor-numerique.xml est déjà le flux de «Armor Numérique» ; renommez le fichier reçu.");
    let empty = tempfile::tempdir().unwrap();
    assert_eq!(update(empty.path(), &renamed).unwrap().added.len(), 3);
}

#[test]
fn last_years_configuration_becomes_a_new_file() {
    let place = tempfile::tempdir().unwrap();
    let (old, new) = (place.path().join("2025.toml"), place.path().join("2026.toml"));
    let text = "format = 1\npublication = true\n[premiere_connexion]\nuai = \"0350001a\"\ntentatives = 5\n[espaces]\neleves = \"edu\"\n[educonnect.edu]\nurl_metadonnees = \"https://e.example\"\nentite = \"p\"\n";
    fs::write(&old, text).unwrap();
    let report = carry_over(&old, &new).unwrap();
    assert_snapshot!(without(place.path(), report.text(Lang::Fr)), @r#"
    2025.toml repris dans 2026.toml (format 1) ; publication arrêtée. Paramètres repris tels quels : 5.
      espaces.academie : "aucune" (valeur par défaut, désormais écrite)
      espaces.accompagnants : "aucune" (valeur par défaut, désormais écrite)
      espaces.direction : "aucune" (valeur par défaut, désormais écrite)
      espaces.entreprise : "aucune" (valeur par défaut, désormais écrite)
      espaces.page_commune : "aucune" (valeur par défaut, désormais écrite)
      espaces.parents : "aucune" (valeur par défaut, désormais écrite)
      espaces.professeurs : "aucune" (valeur par défaut, désormais écrite)
      espaces.vie_scolaire : "aucune" (valeur par défaut, désormais écrite)
      premiere_connexion.autres_responsables_en_charge : "aucun" (valeur par défaut, désormais écrite)
      premiere_connexion.autres_responsables_legaux : "aucun" (valeur par défaut, désormais écrite)
      premiere_connexion.tolerance_horloge_secondes : 60 (valeur par défaut, désormais écrite)
      premiere_connexion.uai : "0350001a" → "0350001A"
      publication : true → false
    "#);
    assert_eq!(Configuration::read(&new).unwrap(), report.configuration);
    assert_eq!(fs::read_to_string(&old).unwrap(), text);
    let error = carry_over(&old, &new).unwrap_err();
    assert_snapshot!(without(place.path(), error.message(Lang::Fr)), @"2026.toml existe déjà ; nommez un nouveau fichier.");
    assert_snapshot!(without(place.path(), carry_over(&place.path().join("2024.toml"), &new).unwrap_err().to_string()), @"2024.toml: cannot be read: no such file; check the path.");
}
