//! The page «Configuration», from an empty configuration to the open door, by the real program over HTTP.

use std::fs;

use reqwest::{StatusCode, Url};

use crate::desk_browser::{Browser, Page};
use crate::running::Running;
use crate::work_dir::WorkDir;

const SCHOOL: &str = "0061234J";
const OTHER_SCHOOL: &str = "0350001L";
const PASSWORD: &str = "un-mot-de-passe-de-test";
const BASE: &str = "IDPN;Profil;Nom;Prénom;Date de naissance\n1;Élève;NOIRET;Jean Baptiste;04/03/2012\n";
const ADDRESS: &str = "https://pronote.example/";

/// The pages of the school, by their models in the catalogue of `fixtures/modeles`.
const TOUTATICE: &[(&str, &str)] =
    &[("integrateur", "Armor Numérique"), ("nom", "Toutatice (Académie de Rennes)"), ("delegation", "ent")];
/// Its server is the school's own.
const CALANQUES: &[(&str, &str)] = &[("integrateur", "Rive Sud"), ("nom", "Espace Calanques"), ("delegation", "ent")];

struct Service {
    root: String,
    _running: Running,
    /// Gone after the process.
    work: WorkDir,
}

impl Service {
    /// With the catalogue of the fixtures, in a directory that may be changed.
    fn start() -> Self {
        Self::start_with(true)
    }

    fn start_with(has_models: bool) -> Self {
        let work = WorkDir::new();
        work.write("base.csv", BASE);
        work.write("password", PASSWORD);
        fs::create_dir(work.path("modeles")).unwrap();
        let shipped = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/modeles");
        for file in fs::read_dir(shipped).unwrap() {
            let file = file.unwrap();
            fs::copy(file.path(), work.path("modeles").join(file.file_name())).unwrap();
        }
        let run = |arguments: &[&str]| drop(work.command(arguments).assert().success());
        for (school, name) in [(SCHOOL, "Collège d’essai"), (OTHER_SCHOOL, "Lycée d’à côté")] {
            run(&["import", "--database", "s.db", "--base", "base.csv", "--school", school, "--name", name]);
        }
        for (name, role) in
            [("configure", "configure"), ("second", "configure"), ("decide", "decide"), ("read", "read")]
        {
            let add = ["admin", "add", "--database", "s.db", "--school", SCHOOL, "--password-file", "password"];
            run(&[&add[..], &["--name", name, "--role", role]].concat());
        }
        let serve = ["--database", "s.db", "--insecure-cookies"];
        let models: &[&str] = if has_models { &["--models", "modeles"] } else { &[] };
        let running = Running::start(&work, &[&serve[..], models].concat(), 1);
        Self { root: running.root.clone(), _running: running, work }
    }

    async fn sign_in(&self, name: &str) -> Browser {
        Browser::sign_in(&self.root, SCHOOL, name, PASSWORD).await
    }
}

impl Page {
    /// The decision that was just made.
    #[track_caller]
    fn decision(&self) -> &str {
        let (_, rest) =
            self.address.split_once("fait=").unwrap_or_else(|| panic!("nothing was done: {}", self.address));
        rest.split('&').next().unwrap()
    }
}

impl Browser {
    async fn preview(&self, model: &[(&str, &str)]) -> Page {
        let address = Url::parse_with_params(&self.at("/configuration/modele"), model).unwrap();
        self.finish(self.client.get(address)).await
    }

    /// Sends a form of `page`, made from what it shows.
    async fn change(&self, page: &Page, part: &str, fields: &[(&str, &str)]) -> Page {
        let own = [("csrf", page.field("csrf")), ("empreinte", page.field("empreinte"))];
        self.post(&format!("/configuration/{part}"), &[&own[..], fields].concat()).await
    }

    /// Presses «Appliquer» on the preview of a model.
    async fn apply(&self, model: &[(&str, &str)], more: &[(&str, &str)]) -> Page {
        let preview = self.preview(model).await;
        let seen = [("modele", preview.field("modele"))];
        self.change(&preview, "modele", &[&seen[..], model, more].concat()).await
    }

    async fn undo(&self, page: &Page, decision: &str) -> Page {
        let fields = [("csrf", page.field("csrf")), ("vers", "configuration")];
        self.post(&format!("/decisions/{decision}/annuler"), &fields).await
    }

    /// The whole configuration, as the page shows it.
    async fn configuration(&self) -> String {
        let page = self.open("/configuration").await;
        page.text.split("<pre").nth(1).unwrap().split("</pre>").next().unwrap().to_owned()
    }
}

#[tokio::test]
async fn from_nothing_to_the_open_door_and_back() {
    let service = Service::start();
    let browser = service.sign_in("configure").await;
    let page = browser.open("/configuration").await;
    for text in
        ["Choisir le modèle", "Saisir l’adresse publique", "Toutatice (Académie de Rennes)", "standard", "empreinte"]
    {
        page.must_hold(text);
    }
    let page = browser.apply(TOUTATICE, &[]).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.text);
    page.must_hold("Le modèle est appliqué.");
    page.must_hold("Annuler ce changement");
    page.must_hold("Modèle appliqué : Toutatice (Académie de Rennes), version 7");
    page.must_hold("✓ À jour");
    let page = browser.change(&page, "espaces", &[("eleves", "ent"), ("parents", "ent"), ("direction", "")]).await;
    page.must_hold("2 espaces délégués");
    let page = browser.change(&page, "adresse", &[("url", ADDRESS), ("uai", SCHOOL), ("directe", "1")]).await;
    page.must_hold("https://cas.toutatice.example/cas/login?service=https%3A%2F%2Fpronote.example%2F");
    page.must_lack("À faire");
    let opened = browser.change(&page, "publication", &[("ouvrir", "1")]).await;
    opened.must_hold(">ouverte</strong>");
    let configuration = browser.configuration().await;
    assert!(configuration.contains("UAI de l’établissement         0061234J"), "{configuration}");
    assert!(configuration.contains("Connexion directe              ouverte"), "{configuration}");

    let journal = browser.open("/journal").await;
    for text in [
        "Entrée par l’ENT ouverte",
        "Configuration changée : paramètres CAS",
        "délégation des espaces",
        "adresse publique",
    ] {
        journal.must_hold(text);
    }
    // Taken back one by one, latest first, to where it began.
    for decision in ["4", "3", "2", "1"] {
        let page = browser.undo(&opened, decision).await;
        assert_eq!(page.status, StatusCode::OK, "{decision}: {}", page.text);
        page.must_hold(&format!("Décision n° {decision} annulée"));
    }
    let page = browser.open("/configuration").await;
    page.must_hold("Choisir le modèle");
    page.must_hold(">fermée</strong>");
    service.work.command(["audit", "verify", "--database", "s.db"]).assert().success();
}

#[tokio::test]
async fn a_preview_says_what_would_change_and_changes_nothing() {
    let service = Service::start();
    let browser = service.sign_in("configure").await;
    let (before, entries) = (browser.configuration().await, browser.entries().await);
    let new = browser.preview(TOUTATICE).await;
    new.must_hold("La délégation «ent» est créée");
    new.must_hold("https://aide.toutatice.example/pronote#premiere-connexion");
    assert_eq!((browser.configuration().await, browser.entries().await), (before, entries));

    browser.apply(TOUTATICE, &[]).await;
    let before = browser.configuration().await;
    let same = browser.preview(TOUTATICE).await;
    same.must_hold("a déjà ces paramètres");
    let other = browser.preview(CALANQUES).await;
    other.must_hold("«ent» a maintenant le modèle d’un autre ENT");
    other.must_hold("givenName</td>");
    other.must_hold("firstName</td>");
    other.must_hold("seront effacés ou remplacés");
    // The server of the one ENT is not that of the school at the other.
    other.must_hold("name=\"serveur\" value=\"\"");
    other.must_hold("https://cas.toutatice.example/cas</td>");
    assert_eq!(browser.configuration().await, before);
    for nobody in [
        [("integrateur", "Armor Numérique"), ("nom", "Toutatice"), ("delegation", "ent")],
        [("integrateur", "Rive Sud"), ("nom", "Toutatice (Académie de Rennes)"), ("delegation", "ent")],
    ] {
        assert_eq!(browser.preview(&nobody).await.status, StatusCode::NOT_FOUND);
    }
    browser
        .preview(&[TOUTATICE[0], TOUTATICE[1], ("delegation", "aucune")])
        .await
        .must_hold("ne peut pas nommer une délégation");
}

#[tokio::test]
async fn a_school_types_its_own_server() {
    let service = Service::start();
    let browser = service.sign_in("configure").await;
    let bad = browser.apply(CALANQUES, &[("serveur", "cas.lycee.example")]).await;
    assert_eq!(bad.status, StatusCode::BAD_REQUEST);
    let page = browser.apply(CALANQUES, &[("serveur", "")]).await;
    page.must_hold("Saisir l’adresse du serveur CAS");
    let page = browser.change(&page, "espaces", &[("eleves", "ent")]).await;
    let refused = browser.change(&page, "publication", &[("ouvrir", "1")]).await;
    assert_eq!(refused.status, StatusCode::CONFLICT);
    refused.must_hold("dont l’adresse du serveur CAS manque");
    refused.must_hold("L’adresse publique de PRONOTE manque");
    let fields = [("delegation", "ent"), ("serveur", "https://cas.lycee.example/cas")];
    let page = browser.change(&page, "serveur", &fields).await;
    page.must_lack("Saisir l’adresse du serveur CAS");
    // Applied again, the model leaves the school what is the school's.
    let preview = browser.preview(CALANQUES).await;
    preview.must_hold("a déjà ces paramètres");
    assert_eq!(preview.field("delegation"), "ent");
    preview.must_hold("name=\"serveur\" value=\"https://cas.lycee.example/cas\"");
}

#[tokio::test]
async fn nothing_but_the_door_changes_while_it_is_open() {
    let service = Service::start();
    let browser = service.sign_in("configure").await;
    browser.apply(TOUTATICE, &[]).await;
    let page = browser.open("/configuration").await;
    let page = browser.change(&page, "adresse", &[("url", ADDRESS)]).await;
    let page = browser.change(&page, "espaces", &[("eleves", "ent")]).await;
    let preview = browser.preview(CALANQUES).await;
    let open = browser.change(&page, "publication", &[("ouvrir", "1")]).await;
    let before = browser.configuration().await;
    open.must_hold("<fieldset disabled");
    browser.preview(CALANQUES).await.must_lack("name=\"modele\"");
    let apply = [&[("modele", preview.field("modele")), ("serveur", "")], CALANQUES].concat();
    let attempts: [(&str, &[(&str, &str)]); 4] = [
        ("adresse", &[("url", "https://ailleurs.example/")]),
        ("espaces", &[("eleves", "")]),
        ("serveur", &[("delegation", "ent"), ("serveur", "https://ailleurs.example/")]),
        ("modele", &apply),
    ];
    for (part, fields) in attempts {
        let refused = browser.change(&open, part, fields).await;
        assert_eq!(refused.status, StatusCode::CONFLICT, "{part}: {}", refused.text);
        refused.must_hold("fermez-la d’abord");
    }
    assert_eq!(browser.configuration().await, before);
    // Shutting it needs no page of now: whoever is in a hurry is not asked to read first.
    let shut = browser.change(&page, "publication", &[("ouvrir", "0")]).await;
    shut.must_hold(">fermée</strong>");
    let entries = browser.entries().await;
    browser.change(&shut, "publication", &[("ouvrir", "0")]).await.must_hold("Rien à changer");
    assert_eq!(browser.entries().await, entries);
}

#[tokio::test]
async fn of_two_administrators_one_is_told() {
    let service = Service::start();
    let (one, two) = (service.sign_in("configure").await, service.sign_in("second").await);
    one.apply(TOUTATICE, &[]).await;
    let (seen, seen_too) = (one.open("/configuration").await, two.open("/configuration").await);
    let first = one.change(&seen, "espaces", &[("eleves", "ent")]).await;
    assert_eq!(first.status, StatusCode::OK);
    let before = one.configuration().await;
    for (part, fields) in
        [("espaces", [("parents", "ent")]), ("adresse", [("url", ADDRESS)]), ("publication", [("ouvrir", "1")])]
    {
        let late = two.change(&seen_too, part, &fields).await;
        assert_eq!(late.status, StatusCode::CONFLICT, "{part}");
        late.must_hold("Quelqu’un d’autre a changé la configuration");
    }
    let preview = two.preview(CALANQUES).await;
    one.change(&first, "adresse", &[("url", ADDRESS)]).await;
    let late = two.change(&preview, "modele", &[&[("modele", preview.field("modele"))], CALANQUES].concat()).await;
    assert_eq!(late.status, StatusCode::CONFLICT);
    let after = one.configuration().await;
    assert!(after != before && after.contains(ADDRESS) && after.contains("Toutatice"));
    // What others have built on cannot be taken back.
    let undone = one.undo(&first, first.decision()).await;
    assert_eq!(undone.status, StatusCode::CONFLICT);
    undone.must_hold("ne peut plus être annulée");
    assert_eq!(one.configuration().await, after);
    let journal = two.open("/journal").await;
    journal.must_hold("Annuler la décision n° 3\"");
    for built_on in ["1", "2"] {
        journal.must_lack(&format!("Annuler la décision n° {built_on}\""));
    }
    let last = two.open("/configuration").await;
    assert_eq!(two.undo(&last, "3").await.status, StatusCode::OK, "anybody who configures takes back what stands");
    assert_eq!(one.configuration().await, before);
}

#[tokio::test]
async fn what_cannot_be_is_refused_with_what_was_typed() {
    let service = Service::start();
    let browser = service.sign_in("configure").await;
    let page = browser.apply(TOUTATICE, &[]).await;
    let before = browser.configuration().await;
    let refused = browser.change(&page, "adresse", &[("url", "pronote.example/\"><b>"), ("directe", "1")]).await;
    assert_eq!(refused.status, StatusCode::BAD_REQUEST);
    refused.must_hold("value=\"pronote.example/&quot;&gt;&lt;b&gt;\"");
    refused.must_hold("aria-invalid=\"true\"");
    refused.must_hold("name=\"directe\" value=\"1\" checked");
    let refused = browser.change(&page, "espaces", &[("eleves", "adfs")]).await;
    assert_eq!(refused.status, StatusCode::CONFLICT);
    refused.must_hold("qui n’est pas configuré");
    assert_eq!(browser.change(&page, "adresse", &[("uai", "x")]).await.status, StatusCode::BAD_REQUEST);
    assert_eq!(browser.configuration().await, before);
}

#[tokio::test]
async fn only_whoever_configures_does_and_only_from_a_page_of_theirs() {
    let service = Service::start();
    let configurer = service.sign_in("configure").await;
    let page = configurer.apply(TOUTATICE, &[]).await;
    let model = configurer.preview(CALANQUES).await.field("modele").to_owned();
    let apply = [&[("modele", model.as_str()), ("serveur", "")], CALANQUES].concat();
    let attempts: [(&str, &[(&str, &str)]); 6] = [
        ("publication", &[("ouvrir", "1")]),
        ("adresse", &[("url", ADDRESS)]),
        ("espaces", &[("eleves", "ent")]),
        ("serveur", &[("delegation", "ent"), ("serveur", "https://ailleurs.example/")]),
        ("modele", &apply),
        ("modeles", &[]),
    ];
    let before = configurer.configuration().await;
    for name in ["read", "decide"] {
        let browser = service.sign_in(name).await;
        let seen = browser.open("/configuration").await;
        seen.must_hold("Votre rôle permet de regarder");
        seen.must_hold("<fieldset disabled");
        browser.preview(CALANQUES).await.must_lack("name=\"modele\"");
        let own = [("csrf", seen.field("csrf")), ("empreinte", page.field("empreinte"))];
        for (part, fields) in attempts {
            let refused = browser.post(&format!("/configuration/{part}"), &[&own[..], fields].concat()).await;
            assert_eq!(refused.status, StatusCode::FORBIDDEN, "{name} {part}");
        }
        assert_eq!(browser.undo(&seen, "1").await.status, StatusCode::FORBIDDEN, "{name}");
        browser.open("/journal").await.must_lack("Annuler la décision n° 1");
    }
    let forged = [("csrf", "0".repeat(64)), ("empreinte", page.field("empreinte").to_owned())];
    let forged: Vec<(&str, &str)> = forged.iter().map(|(name, value)| (*name, value.as_str())).collect();
    for (part, fields) in attempts {
        let refused = configurer.post(&format!("/configuration/{part}"), &[&forged[..], fields].concat()).await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN, "{part}");
        let own = [("csrf", page.field("csrf")), ("empreinte", page.field("empreinte"))];
        for uai in [OTHER_SCHOOL, "0999999X"] {
            let other = format!("{}/{uai}/admin/configuration/{part}", service.root);
            let request = configurer.client.post(other).form(&[&own[..], fields].concat());
            let page = configurer.finish(request).await;
            assert_eq!(page.status, StatusCode::NOT_FOUND, "{uai} {part}");
            page.must_lack("Lycée");
        }
    }
    for path in ["/configuration", "/configuration/modele?integrateur=a&nom=b&delegation=c"] {
        let other = format!("{}/{OTHER_SCHOOL}/admin{path}", service.root);
        assert_eq!(configurer.finish(configurer.client.get(other)).await.status, StatusCode::NOT_FOUND);
    }
    assert_eq!(configurer.configuration().await, before);
}

#[tokio::test]
async fn the_catalogue_follows_its_files_and_outlives_bad_ones() {
    let service = Service::start();
    let browser = service.sign_in("configure").await;
    browser.apply(TOUTATICE, &[]).await;
    let before = browser.configuration().await;
    let found = browser.open("/configuration?q=finistere").await;
    found.must_hold("1 modèle sur 9");
    found.must_hold("Abers (Collèges du Finistère)");
    found.must_lack("Ma Clé des collèges");

    // A newer version, and three files that are none.
    let flux = service.work.path("modeles/armor-numerique.xml");
    let newer =
        fs::read_to_string(&flux).unwrap().replace("Version=\"7\"", "Version=\"8\"").replace(">sn<", ">nomUsuel<");
    let stale = browser.preview(TOUTATICE).await;
    fs::write(&flux, &newer).unwrap();
    let bomb = "<?xml version=\"1.0\"?>\n<!DOCTYPE a [<!ENTITY b SYSTEM \"file:///etc/passwd\">]>\n<a>&b;</a>";
    service.work.write("modeles/bombe.xml", bomb);
    service.work.write("modeles/script.xml", "<a>\n<script>alert(1)</script></a>");
    fs::create_dir(service.work.path("modeles/dossier.xml")).unwrap();
    let page = browser.open("/configuration").await;
    page.must_hold("bombe.xml, ligne 2");
    page.must_hold("script.xml, ligne 1");
    page.must_hold("dossier.xml n’est pas un fichier");
    page.must_lack("<script>alert");
    page.must_lack("root:");
    page.must_lack(&service.work.path("").display().to_string());
    page.must_hold("Voir et appliquer la version 8");
    page.must_hold("Ma Clé des collèges");
    assert_eq!(browser.configuration().await, before, "a catalogue that changes touches no configuration");

    // What was looked at is another model by now.
    let seen = [("modele", stale.field("modele"))];
    let refused = browser.change(&stale, "modele", &[&seen[..], TOUTATICE].concat()).await;
    assert_eq!(refused.status, StatusCode::CONFLICT);
    refused.must_hold("Le catalogue a changé");
    assert_eq!(browser.configuration().await, before);
    browser.apply(TOUTATICE, &[]).await.must_hold("version 8");
    assert!(browser.configuration().await.contains("nomUsuel"));

    // Of two fluxes of one integrator, neither.
    service.work.write("modeles/copie.xml", &newer);
    let page = browser.post("/configuration/modeles", &[("csrf", page.field("csrf"))]).await;
    page.must_hold("Le dossier des modèles a été relu");
    page.must_hold("armor-numerique.xml et copie.xml viennent du même intégrateur");
    page.must_lack("Abers");
    page.must_hold("n’a pas, ou plus, ce modèle");
}

#[tokio::test]
async fn without_a_directory_the_page_says_how_to_give_one() {
    let service = Service::start_with(false);
    let browser = service.sign_in("configure").await;
    let page = browser.open("/configuration").await;
    page.must_hold("--models DOSSIER");
    page.must_lack("name=\"q\"");
    assert_eq!(browser.preview(TOUTATICE).await.status, StatusCode::NOT_FOUND);
    let opened = browser.change(&page, "publication", &[("ouvrir", "1")]).await;
    opened.must_hold(">ouverte</strong>");
}

#[tokio::test]
async fn of_several_delegations_the_page_says_which_opens_the_door() {
    let service = Service::start();
    let browser = service.sign_in("configure").await;
    browser.apply(TOUTATICE, &[]).await;
    let other = [CALANQUES[0], CALANQUES[1], ("delegation", "lycée pro")];
    let page = browser.apply(&other, &[("serveur", "https://cas.lycee.example/")]).await;
    page.must_hold("Une seule délégation ouvre la porte de cet établissement : <strong>ent</strong>");
    let page = browser.change(&page, "espaces", &[("direction", "lycée pro"), ("eleves", "ent")]).await;
    page.must_hold("ouvre la porte de cet établissement : <strong>lycée pro</strong>");
    page.must_hold("gardé, mais la porte n’utilise pas «ent»");
    let page = browser.change(&page, "espaces", &[("page_commune", "ent")]).await;
    page.must_hold("ouvre la porte de cet établissement : <strong>ent</strong>");
    page.must_hold("ouvert par la page commune : ent");
}
