//! What an integrator, or an administrator who opens the file, is told.

use std::fs;
use std::path::Path;

use insta::assert_snapshot;

use crate::cas::model::{FirstConnectionMode, Flux, ServerUrl};
use crate::identity::{Lang, Profile};

fn fixture(name: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/modeles").join(name)).unwrap()
}

/// The messages in French for a fixture with one text in place of another, the file's name left out.
fn faults(changes: &[(&str, &str)]) -> String {
    let xml = fixture("armor-numerique.xml");
    let told = changes.iter().map(|(old, new)| {
        assert!(xml.contains(old), "{old}");
        told(xml.replacen(old, new, 1).as_bytes()).replacen("armor.xml, ligne ", "", 1)
    });
    told.collect::<Vec<_>>().join("\n")
}

fn told(xml: &[u8]) -> String {
    Flux::from_xml(xml, "armor.xml").unwrap_err().message(Lang::Fr)
}

#[test]
fn a_flux_is_read_as_it_stands() {
    let flux = Flux::from_xml(fixture("est-services.xml").as_bytes(), "est-services.xml").unwrap();
    assert_eq!(flux.integrator().as_str(), "Est Services Éducation");
    let [vosges, lycees, colleges] = flux.models() else { panic!("three models") };
    assert_eq!((vosges.version.to_string(), vosges.date.to_string()), ("12".into(), "2026-06-30".into()));
    let net = &vosges.parameters.pronote_net;
    assert!(
        matches!(&net.server, Some(ServerUrl::Standard(root)) if root.as_str() == "https://cas.cle-vosges.example")
    );
    let FirstConnectionMode::Identity(identity) = &net.first_connection else { panic!("identity") };
    assert_eq!(
        identity.profiles.profiles_of("National_4;National_3").0,
        [Profile::Staff, Profile::Teachers].into_iter().collect()
    );
    assert_eq!(lycees.parameters.pronote_client.first_connection.identifier_attribute(), Some("IDPN"));
    assert_eq!(lycees.parameters.pronote_net.first_connection.identifier_attribute(), Some("identifiantPronote"));
    assert_eq!(colleges.parameters.pronote_net.first_connection, FirstConnectionMode::RefuseAccess);
}

#[test]
fn breaches_of_the_schema_have_place_path_and_remedy() {
    assert_snapshot!(faults(&[
        ("<AttributPrenom>givenName</AttributPrenom>", ""),
        ("<DoubleAuthentification/>", ""),
        ("<DoubleAuthentification/>", "<DoubleAuthentification/><RefuserAcces/>"),
        ("<DoubleAuthentification/>", "<SansCAS/>"),
        (" Localisation=\"Bretagne\"", ""),
        (" Localisation=\"Bretagne\"", " Localisation=\"Bretagne\" Pays=\"France\""),
        ("Version=\"3\"", "Version=\"3.1\""),
        ("2026-02-02", "2026-02-30"),
        ("Kelenn (Lycées agricoles)", "Abers (Collèges du Finistère)"),
        ("https://cas.toutatice.example/cas", "cas.toutatice.example"),
        ("https://cas.toutatice.example/cas", "https://cas.toutatice.example/cas?a=b"),
        (">National_ENS;National_DOC<", ">;<"),
        (">National_ENS;National_DOC<", ">National_ENS,National_DOC<"),
        ("Profil=\"professeurs\"", "Profil=\"personnels\""),
        ("Profil=\"professeurs\"", "Profil=\"enseignants\""),
        ("<AttributNom>sn</AttributNom>", "<AttributNom> </AttributNom>"),
        ("<ClientPRONOTE>", "<ClientPRONOTE>CAS"),
        ("cas:1", "cas:2"),
        (" xmlns=\"urn:rapproche:modeles-configuration-cas:1\"", ""),
    ]), @r#"
    18, caractère 11, /ModelesConfiguration_CAS/ENT[1]/ClientPRONOTE/ModeIdentificationPremiereConnexion/IdentiteUtilisateur/AttributDateNaissance : l’élément <AttributDateNaissance> n’a pas sa place ici ; attendu : <AttributPrenom>.
    88, caractère 7, /ModelesConfiguration_CAS/ENT[3]/ClientPRONOTE/ModeIdentificationPremiereConnexion : il manque l’élément <IdentiteUtilisateur>, <IdentifiantPRONOTE>, <DoubleAuthentification> ou <RefuserAcces>.
    87, caractère 34, /ModelesConfiguration_CAS/ENT[3]/ClientPRONOTE/ModeIdentificationPremiereConnexion/RefuserAcces : l’élément <RefuserAcces> n’a pas sa place ici.
    87, caractère 9, /ModelesConfiguration_CAS/ENT[3]/ClientPRONOTE/ModeIdentificationPremiereConnexion/SansCAS : l’élément <SansCAS> n’a pas sa place ici ; attendu : <IdentiteUtilisateur>, <IdentifiantPRONOTE>, <DoubleAuthentification> ou <RefuserAcces>.
    5, caractère 3, /ModelesConfiguration_CAS/ENT[1] : il manque l’attribut «Localisation».
    5, caractère 3, /ModelesConfiguration_CAS/ENT[1] : l’attribut «Pays» n’a pas sa place ici.
    49, caractère 3, /ModelesConfiguration_CAS/ENT[2]/@Version : «3.1» ne convient pas : il faut un nombre entier de 1 à 999999999.
    49, caractère 3, /ModelesConfiguration_CAS/ENT[2]/@Date : «2026-02-30» ne convient pas : il faut une date, comme 2026-09-01.
    79, caractère 3, /ModelesConfiguration_CAS/ENT[3] : «Abers (Collèges du Finistère)» est déjà pris dans ce flux ; il ne peut y figurer deux fois.
    12, caractère 9, /ModelesConfiguration_CAS/ENT[1]/ClientPRONOTE/Url_ServeurCAS/Standard : «cas.toutatice.example» ne convient pas : il faut une adresse http(s) sans «?» ni «#», comme https://cas.example.org/cas.
    12, caractère 9, /ModelesConfiguration_CAS/ENT[1]/ClientPRONOTE/Url_ServeurCAS/Standard : «https://cas.toutatice.example/cas?a=b» ne convient pas : il faut une adresse http(s) sans «?» ni «#», comme https://cas.example.org/cas.
    22, caractère 11, /ModelesConfiguration_CAS/ENT[1]/ClientPRONOTE/ModeIdentificationPremiereConnexion/IdentiteUtilisateur/ValeursProfil[2] : «;» ne convient pas : il faut au moins une valeur, comme National_ELV;National_1.
    22, caractère 11, /ModelesConfiguration_CAS/ENT[1]/ClientPRONOTE/ModeIdentificationPremiereConnexion/IdentiteUtilisateur/ValeursProfil[2] : «National_ENS,National_DOC» ne convient pas : les valeurs se séparent par «;» et ne contiennent pas de «,».
    22, caractère 11, /ModelesConfiguration_CAS/ENT[1]/ClientPRONOTE/ModeIdentificationPremiereConnexion/IdentiteUtilisateur/ValeursProfil[2] : «personnels» est déjà pris dans ce flux ; il ne peut y figurer deux fois.
    22, caractère 11, /ModelesConfiguration_CAS/ENT[1]/ClientPRONOTE/ModeIdentificationPremiereConnexion/IdentiteUtilisateur/ValeursProfil[2]/@Profil : «enseignants» ne convient pas : les profils sont eleves, inspecteurs, maitres_de_stage, parents, personnels et professeurs.
    16, caractère 11, /ModelesConfiguration_CAS/ENT[1]/ClientPRONOTE/ModeIdentificationPremiereConnexion/IdentiteUtilisateur/AttributNom : « » ne convient pas : il faut un texte.
    9, caractère 20, /ModelesConfiguration_CAS/ENT[1]/ClientPRONOTE : un texte n’a pas sa place ici.
    3, caractère 1, /ModelesConfiguration_CAS : l’espace de noms «urn:rapproche:modeles-configuration-cas:2» n’est pas celui du schéma ; attendu : xmlns="urn:rapproche:modeles-configuration-cas:1".
    3, caractère 1, /ModelesConfiguration_CAS : l’espace de noms «» n’est pas celui du schéma ; attendu : xmlns="urn:rapproche:modeles-configuration-cas:1".
    "#);
}

#[test]
fn what_is_no_xml_has_its_place() {
    assert_snapshot!(faults(&[
        ("</ClientPRONOTE>", "</Client>"),
        ("l'ENT", "l&rsquo;ENT"),
        ("&amp;theme", "&theme"),
        ("(Collèges du Finistère)", "(Collèges & lycées)"),
        ("</ModelesConfiguration_CAS>", ""),
        ("</ModelesConfiguration_CAS>", "</ModelesConfiguration_CAS>fin"),
        ("?>", "?><!DOCTYPE a SYSTEM \"file:///etc/passwd\">"),
        ("<?xml", "\n<?xml"),
        ("UTF-8", "UTF-7"),
        ("Bretagne", "Bre\u{2}tagne"),
    ]), @r#"
    25, caractère 5 : la balise </Client> ne ferme pas <ClientPRONOTE>, l’élément ouvert.
    80, caractère 73 : l’entité «&rsquo;» n’existe pas ; écrivez le caractère lui-même, «&amp;» pour «&».
    59, caractère 84 : un «&» isolé ; écrivez «&amp;».
    49, caractère 3 : un «&» isolé ; écrivez «&amp;».
    101, caractère 1 : le fichier s’arrête avant la fin ; demandez-le à nouveau.
    100, caractère 28 : XML mal formé (content after the root element).
    1, caractère 39 : un DOCTYPE n’est pas admis ; supprimez-le.
    2, caractère 1 : la déclaration XML doit être la première chose du fichier : <?xml version="1.0" encoding="UTF-8"?>.
    1, caractère 1 : l’encodage «UTF-7» n’est pas connu ; enregistrez le fichier en UTF-8.
    5, caractère 62 : le caractère U+0002 n’a pas sa place dans un fichier XML.
    "#);
    assert_snapshot!(told(b"<a>\n\xE9"), @"armor.xml, ligne 2, caractère 1 : octet illisible en UTF-8 ; enregistrez le fichier en UTF-8.");
    assert_snapshot!(told(b""), @"armor.xml, ligne 1, caractère 1 : le fichier s’arrête avant la fin ; demandez-le à nouveau.");
}

#[test]
fn messages_are_in_english_on_request() {
    let xml = fixture("armor-numerique.xml").replacen("<DoubleAuthentification/>", "", 1);
    assert_snapshot!(Flux::from_xml(xml.as_bytes(), "armor.xml").unwrap_err(), @"armor.xml, line 88, character 7, /ModelesConfiguration_CAS/ENT[3]/ClientPRONOTE/ModeIdentificationPremiereConnexion: the element <IdentiteUtilisateur>, <IdentifiantPRONOTE>, <DoubleAuthentification> or <RefuserAcces> is missing.");
    assert_snapshot!(Flux::read(Path::new("nowhere.xml")).unwrap_err(), @"nowhere.xml: cannot be read: no such file; check the path.");
}
