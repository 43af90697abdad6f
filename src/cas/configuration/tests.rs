//! The file as administrators write it, and what they are told.

use insta::assert_snapshot;
use proptest::collection::btree_map;
use proptest::option;
use proptest::prelude::*;

use super::*;
use crate::cas::model::tests::arbitrary;
use crate::cas::model::{Address, ServerUrl};
use crate::cas::urls::ValidationProtocol;
use crate::identity::Lang;

/// Three delegations, as a school with an ENT and EduConnect would have them.
const SCHOOL: &str = r#"
format = 1
url_publique = "https://pronote.lycee.example/0350001A"

[premiere_connexion]
uai = "0350001a"
autres_responsables_legaux = "autre_adresse"

[espaces]
direction = "adfs"
professeurs = "ent"
vie_scolaire = "ent"
parents = "educonnect"
eleves = "ent"
entreprise = "aucune"

[cas.ent.modele]
nom = "Toutatice (Académie de Rennes)"
integrateur = "Armor Numérique"
version = 6
date = "2025-04-02"
applique_le = "2025-08-28"

[cas.ent.client_pronote]
premiere_connexion = "refuser_acces"

[cas.ent.pronote_net]
attribut_id_cas = "uid"
url_serveur_cas.standard = "https://cas.toutatice.example/cas"

[cas.ent.pronote_net.premiere_connexion.identite]
attribut_nom = "sn"
attribut_prenom = "givenName"
attribut_profil = "ENTPersonProfils"

[cas.ent.pronote_net.premiere_connexion.identite.valeurs_profil]
eleves = "National_ELV"
professeurs = "National_ENS; National_DOC"

[ws_federation.adfs]
url_metadonnees = "https://adfs.academie.example/FederationMetadata.xml"
royaume = "urn:pronote:0350001A"

[educonnect.educonnect]
url_metadonnees = "https://educonnect.example/idp"
entite = "https://pronote.lycee.example/0350001A"
"#;

fn school() -> Configuration {
    Configuration::from_toml(SCHOOL, "conf.toml").unwrap()
}

/// What is said of the school's file with one text in place of another.
fn told(old: &str, new: &str) -> String {
    assert!(SCHOOL.contains(old), "{old}");
    Configuration::from_toml(&SCHOOL.replacen(old, new, 1), "conf.toml").unwrap_err().message(Lang::Fr)
}

#[test]
fn a_configuration_is_shown_whole() {
    assert_snapshot!(school().text(Lang::Fr), @r#"
    Publication : arrêtée
    Adresse publique : https://pronote.lycee.example/0350001A

    Délégation des espaces
      Espace Direction       adfs (WS-Federation)
      Espace Professeurs     ent (CAS)
      Espace Vie scolaire    ent (CAS)
      Espace Parents         educonnect (EduConnect)
      Espace Accompagnants   aucune
      Espace Élèves          ent (CAS)
      Espace Entreprise      aucune
      Espace Académie        aucune
      Page commune           aucune

    CAS «ent»
      Modèle : Toutatice (Académie de Rennes), version 6 du 02/04/2025 (Armor Numérique), appliqué le 28/08/2025
      Validation : samlValidate
      Client PRONOTE
        Première connexion                     accès refusé aux identifiants inconnus
        Serveur CAS                            à saisir par l’établissement
      PRONOTE.net
        Attribut de l’identifiant CAS          uid
        Serveur CAS                            https://cas.toutatice.example/cas
        Première connexion                     par l’identité de l’utilisateur
        Attribut du nom                        sn
        Attribut du prénom                     givenName
        Attribut du profil                     ENTPersonProfils
        Valeurs du profil Élèves               National_ELV
        Valeurs du profil Professeurs          National_ENS;National_DOC
      Lien de connexion : https://cas.toutatice.example/cas/login?service=https%3A%2F%2Fpronote.lycee.example%2F0350001A%2F
      Lien de validation : https://cas.toutatice.example/cas/samlValidate?TARGET=https%3A%2F%2Fpronote.lycee.example%2F0350001A%2F
      URL à donner à l’ENT : https://pronote.lycee.example/0350001A/**
      Connexion directe : https://pronote.lycee.example/0350001A/?login=true

    WS-Federation «adfs» (protocole non parlé par rapproche)
      Métadonnées : https://adfs.academie.example/FederationMetadata.xml
      Royaume : urn:pronote:0350001A

    EduConnect «educonnect» (protocole non parlé par rapproche)
      Métadonnées : https://educonnect.example/idp
      Entité : https://pronote.lycee.example/0350001A

    Première connexion
      UAI de l’établissement         0350001A (lettre de contrôle fausse)
      Autres responsables légaux     ceux qui ont une autre adresse que les préférentiels
      Autres responsables en charge  aucun
      Tentatives de correction       3
      Tolérance d’horloge            60 s

    Connexion à PRONOTE
      Vérificateur                   aucun : codes à usage unique
      Connexion directe              fermée
    "#);
    assert_snapshot!(Configuration::default().text(Lang::En), @r#"
    Publication: off
    Public address: to be typed

    Delegation of the spaces
      Espace Direction       none
      Espace Professeurs     none
      Espace Vie scolaire    none
      Espace Parents         none
      Espace Accompagnants   none
      Espace Élèves          none
      Espace Entreprise      none
      Espace Académie        none
      Common page            none

    First connection
      UAI of the school              not compared
      Other legal guardians          none
      Other guardians in charge      none
      Attempts at correction         3
      Clock skew                     60 s

    Login to PRONOTE
      Verifier                       none: one-time codes
      Direct login                   closed
    "#);
}

#[test]
fn a_configuration_is_written_with_all_its_settings() {
    assert_snapshot!(Configuration::default().to_toml().unwrap(), @r#"
    # Configuration CAS en vigueur. rapproche réécrit ce fichier quand un modèle est appliqué, et garde le précédent en .bak ;
    # les commentaires que vous ajouteriez ici n'y survivraient pas.
    format = 1
    publication = false

    [premiere_connexion]
    autres_responsables_legaux = "aucun"
    autres_responsables_en_charge = "aucun"
    tentatives = 3
    tolerance_horloge_secondes = 60

    [espaces]
    direction = "aucune"
    professeurs = "aucune"
    vie_scolaire = "aucune"
    parents = "aucune"
    accompagnants = "aucune"
    eleves = "aucune"
    entreprise = "aucune"
    academie = "aucune"
    page_commune = "aucune"
    "#);
    let mut written = school().to_toml().unwrap();
    written.drain(..written.find("[cas.").unwrap());
    assert_snapshot!(written, @r#"
    [cas.ent]
    validation = "samlValidate"

    [cas.ent.modele]
    nom = "Toutatice (Académie de Rennes)"
    integrateur = "Armor Numérique"
    version = 6
    date = "2025-04-02"
    applique_le = "2025-08-28"

    [cas.ent.client_pronote]
    premiere_connexion = "refuser_acces"

    [cas.ent.pronote_net]
    attribut_id_cas = "uid"

    [cas.ent.pronote_net.url_serveur_cas]
    standard = "https://cas.toutatice.example/cas"

    [cas.ent.pronote_net.premiere_connexion.identite]
    attribut_nom = "sn"
    attribut_prenom = "givenName"
    attribut_profil = "ENTPersonProfils"

    [cas.ent.pronote_net.premiere_connexion.identite.valeurs_profil]
    eleves = "National_ELV"
    professeurs = "National_ENS;National_DOC"

    [ws_federation.adfs]
    url_metadonnees = "https://adfs.academie.example/FederationMetadata.xml"
    royaume = "urn:pronote:0350001A"

    [educonnect.educonnect]
    url_metadonnees = "https://educonnect.example/idp"
    entite = "https://pronote.lycee.example/0350001A"
    "#);
}

#[test]
fn mistakes_are_told_with_their_place() {
    assert_snapshot!(told("autres_responsables_legaux", "responsables"), @r#"
    conf.toml : configuration incorrecte.
    TOML parse error at line 7, column 1
      |
    7 | responsables = "autre_adresse"
      | ^^^^^^^^^^^^
    unknown field `responsables`, expected one of `uai`, `autres_responsables_legaux`, `autres_responsables_en_charge`, `tentatives`, `tolerance_horloge_secondes`
    "#);
    assert_snapshot!(told("\"autre_adresse\"", "\"certains\""), @r#"
    conf.toml : configuration incorrecte.
    TOML parse error at line 7, column 30
      |
    7 | autres_responsables_legaux = "certains"
      |                              ^^^^^^^^^^
    unknown variant `certains`, expected one of `aucun`, `autre_adresse`, `tous`
    "#);
    assert_snapshot!(told("\"0350001a\"", "\"350001a\""), @r#"
    conf.toml : configuration incorrecte.
    TOML parse error at line 6, column 7
      |
    6 | uai = "350001a"
      |       ^^^^^^^^^
    «350001a» is no UAI: seven digits and a letter, such as 0350001A
    "#);
    assert_snapshot!(told("[premiere_connexion]", "[premiere_connexion]\ntentatives = 0"), @r#"
    conf.toml : configuration incorrecte.
    TOML parse error at line 6, column 14
      |
    6 | tentatives = 0
      |              ^
    attempts go from 1 to 10, not 0
    "#);
    assert_snapshot!(told("direction =", "cantine ="), @r#"
    conf.toml : configuration incorrecte.
    TOML parse error at line 10, column 1
       |
    10 | cantine = "adfs"
       | ^^^^^^^
    unknown variant `cantine`, expected one of `direction`, `professeurs`, `vie_scolaire`, `parents`, `accompagnants`, `eleves`, `entreprise`, `academie`, `page_commune`
    "#);
    assert_snapshot!(told("eleves = \"National_ELV\"", "eleve = \"National_ELV\""), @r#"
    conf.toml : configuration incorrecte.
    TOML parse error at line 36, column 1
       |
    36 | [cas.ent.pronote_net.premiere_connexion.identite.valeurs_profil]
       | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
    «eleve» is not a profile; the six are eleves, inspecteurs, maitres_de_stage, parents, personnels and professeurs
    "#);
    assert_snapshot!(told("https://cas.toutatice.example/cas\"", "cas.toutatice.example\""), @r#"
    conf.toml : configuration incorrecte.
    TOML parse error at line 29, column 1
       |
    29 | url_serveur_cas.standard = "cas.toutatice.example"
       | ^^^^^^^^^^^^^^^
    an http(s) address without «?» and «#» is needed, such as https://cas.example.org/cas
    "#);
    assert_snapshot!(told("date = \"2025-04-02\"", "date = \"2/4/2025\""), @r#"
    conf.toml : configuration incorrecte.
    TOML parse error at line 21, column 8
       |
    21 | date = "2/4/2025"
       |        ^^^^^^^^^^
    a date is needed, such as 2026-09-01
    "#);
    assert_snapshot!(told("format = 1", "format = 2"), @"conf.toml : format 2 inconnu ; cette version de rapproche lit le format 1. Mettez rapproche à jour.");
    assert_snapshot!(told("format = 1", ""), @"conf.toml : le format n’est pas indiqué ; commencez le fichier par «format = 1».");
}

#[test]
fn contradictions_name_both_sides() {
    assert_snapshot!(told("eleves = \"ent\"", "eleves = \"Toutatice\"\npage_commune = \"cas\""), @r#"
    conf.toml : la configuration se contredit.
    - Espace Élèves ([espaces] eleves) : délégué à «Toutatice», qui n’est pas configuré. Délégations configurées : adfs, educonnect, ent ; «aucune» pour ne pas déléguer.
    - Page commune ([espaces] page_commune) : délégué à «cas», qui n’est pas configuré. Délégations configurées : adfs, educonnect, ent ; «aucune» pour ne pas déléguer.
    "#);
    assert_snapshot!(told("[educonnect.educonnect]", "[educonnect.adfs]"), @r#"
    conf.toml : la configuration se contredit.
    - «adfs» désigne à la fois une délégation WS-Federation et une délégation EduConnect ; renommez-en une.
    - Espace Parents ([espaces] parents) : délégué à «educonnect», qui n’est pas configuré. Délégations configurées : adfs, ent ; «aucune» pour ne pas déléguer.
    "#);
    assert_snapshot!(told("[educonnect.educonnect]", "[educonnect.aucune]"), @r#"
    conf.toml : la configuration se contredit.
    - une délégation EduConnect s’appelle «aucune», mot réservé à l’absence de délégation ; renommez-la.
    - Espace Parents ([espaces] parents) : délégué à «educonnect», qui n’est pas configuré. Délégations configurées : adfs, aucune, ent ; «aucune» pour ne pas déléguer.
    "#);
    assert_snapshot!(
        told("format = 1\nurl_publique = \"https://pronote.lycee.example/0350001A\"", "format = 1\npublication = true"),
        @r#"
    conf.toml : la configuration se contredit.
    - la publication par CAS demande l’adresse publique de PRONOTE.net ; saisissez url_publique.
    "#
    );
    let published = SCHOOL
        .replace("format = 1", "format = 1\npublication = true")
        .replace("url_serveur_cas.standard = \"https://cas.toutatice.example/cas\"", "");
    let error = Configuration::from_toml(&published, "conf.toml").unwrap_err();
    assert_snapshot!(error, @r#"
    conf.toml: the configuration contradicts itself.
    - Espace Professeurs is published by «ent», whose CAS server has no address; type url_serveur_cas in [cas.ent.pronote_net].
    - Espace Vie scolaire is published by «ent», whose CAS server has no address; type url_serveur_cas in [cas.ent.pronote_net].
    - Espace Élèves is published by «ent», whose CAS server has no address; type url_serveur_cas in [cas.ent.pronote_net].
    "#);
}

#[test]
fn a_protocol_that_is_not_spoken_says_so_when_used() {
    let school = school();
    assert_eq!(school.cas_of(WebSpace::Pupils).unwrap().0.as_str(), "ent");
    assert_snapshot!(school.cas_of(WebSpace::Parents).unwrap_err().message(Lang::Fr), @"Espace Parents est délégué à «educonnect» par EduConnect, un protocole que rapproche ne parle pas : il le garde en configuration, sans plus.");
    assert_snapshot!(school.cas_of(WebSpace::Management).unwrap_err(), @"Espace Direction is delegated to «adfs» by WS-Federation, a protocol that rapproche does not speak: it keeps its configuration and no more.");
    assert_snapshot!(school.cas_of(WebSpace::Company).unwrap_err().message(Lang::Fr), @"Espace Entreprise n’est délégué à personne : on s’y connecte par PRONOTE.");
}

#[test]
fn the_previous_file_is_kept() {
    let place = tempfile::tempdir().unwrap();
    let path = place.path().join("conf.toml");
    assert_eq!(Configuration::read_or_default(&path).unwrap(), Configuration::default());
    assert_eq!(Configuration::default().write(&path).unwrap(), None);
    let kept = school().write(&path).unwrap().unwrap();
    assert_eq!(Configuration::read(&path).unwrap(), school());
    assert_eq!(Configuration::read(&kept).unwrap(), Configuration::default());
    assert!(matches!(school().write_new(&path), Err(ConfigurationError::Exists { .. })));
}

#[test]
fn a_contradiction_is_not_written() {
    let place = tempfile::tempdir().unwrap();
    let path = place.path().join("conf.toml");
    let mut wrong = school();
    wrong.cas.clear();
    assert!(matches!(wrong.write(&path), Err(ConfigurationError::Inconsistent { found, .. }) if found.len() == 3));
    assert!(!path.exists());
}

fn cas() -> impl Strategy<Value = CasDelegation> {
    let model = (arbitrary::label(), arbitrary::label(), arbitrary::version(), arbitrary::day(), arbitrary::day());
    let model = model.prop_map(|(name, integrator, version, date, applied_on)| AppliedModel {
        name,
        integrator,
        version,
        date,
        applied_on,
    });
    (any::<bool>(), option::of(model), arbitrary::parameters()).prop_map(|(saml, model, parameters)| CasDelegation {
        protocol: if saml { ValidationProtocol::Saml } else { ValidationProtocol::Cas },
        model,
        pronote_client: parameters.pronote_client,
        pronote_net: parameters.pronote_net,
    })
}

proptest! {
    #[test]
    fn what_is_written_is_read_back_equal(
        cas in btree_map(arbitrary::label(), cas(), 0..3),
        realm in arbitrary::label(),
        spaces in prop::collection::vec(option::of(any::<prop::sample::Index>()), WebSpace::ALL.len()),
        attempts in 1..=10_u64,
        skew in 0..=600_u64,
    ) {
        let mut configuration = Configuration { cas, ..Configuration::default() };
        let metadata = Address::parse("https://adfs.example/metadata?a=b").unwrap();
        let federation = WsFederation { metadata, realm: realm.clone(), id_claim: Some(realm.clone()) };
        configuration.ws_federation.insert(realm, federation);
        let names: Vec<Label> = configuration.delegations().map(|(name, _)| name.clone()).collect();
        for (space, name) in WebSpace::ALL.into_iter().zip(spaces) {
            configuration.spaces.set(space, name.map(|index| index.get(&names).clone()));
        }
        configuration.first_connection.attempts = Attempts::try_from(attempts).unwrap();
        configuration.first_connection.clock_skew = ClockSkew::try_from(skew).unwrap();
        prop_assume!(configuration.inconsistencies().is_empty());
        let text = configuration.to_toml().unwrap();
        let read = Configuration::from_toml(&text, "conf.toml").map_err(|error| TestCaseError::fail(error.to_string()))?;
        prop_assert_eq!(read, configuration);
    }
}

#[test]
fn every_space_has_its_key() {
    for space in WebSpace::ALL {
        let text = format!(
            "format = 1\n[espaces]\n{} = \"x\"\n[educonnect.x]\nurl_metadonnees = \"https://a\"\nentite = \"e\"",
            space.key()
        );
        let read = Configuration::from_toml(&text, "conf.toml").unwrap();
        assert_eq!(read.spaces.get(space).map(Label::as_str), Some("x"));
        assert!(matches!(read.cas_of(space), Err(SpaceError::NotSpoken { protocol: Protocol::EduConnect, .. })));
    }
    let server = school().cas[&Label::parse("ent").unwrap()].pronote_net.server.clone();
    assert!(matches!(server, Some(ServerUrl::Standard(_))));
}
