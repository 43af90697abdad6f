//! The administrator's pages, driven as a browser does: the real program, over HTTP.

use reqwest::{Client, StatusCode, redirect};

use crate::desk_browser::{Browser, Page, SignInPage};
use crate::running::Running;
use crate::work_dir::WorkDir;

const SCHOOL: &str = "0061234J";
const OTHER_SCHOOL: &str = "0350001L";
const PASSWORD: &str = "un-mot-de-passe-de-test";

const BASE: &str = "IDPN;Profil;Nom;Prénom;Date de naissance;Code postal\n\
                    1;Élève;NOIRET;Jean Baptiste;04/03/2012;35000\n\
                    2;Élève;DA SILVA COSTA;Emma;12/11/2011;35200\n\
                    3;Élève;AKOUDAD;Inès;30/06/2013;35000\n\
                    4;Élève;LEFÈVRE;Éléonore;08/07/2010;35700\n\
                    5;Élève;LEFÈVRE;Aurore;08/07/2010;35700\n";
/// Failures 1 to 5 under rules that make no link. Four accounts have a certain candidate, and one has none.
const CAS: &str = "uid;sn;givenName;ENTPersonDateNaissance;ENTPersonProfils;ENTPersonCodePostal\n\
                   n1;Noiret;Jean-Baptiste;04/03/2012;National_ELV;35000\n\
                   d2;Da Silva Costa;Emma;12/11/2011;National_ELV;35200\n\
                   a3;Akoudat;Inès;30/06/2013;National_ELV;35000\n\
                   l4;Lefevbre;Eleonore;08/07/2010;National_ELV;35700\n\
                   x5;Vandenbroucke;<b>Ulysse;01/01/2012;National_ELV;59000\n";

/// The program that serves a school with [`CAS`] to be decided, and another one.
struct Service {
    root: String,
    _running: Running,
    /// Gone after the process.
    work: WorkDir,
}

impl Service {
    fn start() -> Self {
        Self::start_with(BASE, CAS)
    }

    fn start_with(base: &str, cas: &str) -> Self {
        let work = WorkDir::new();
        work.write("base.csv", base);
        work.write("cas.csv", cas);
        work.write("password", PASSWORD);
        let run = |arguments: &[&str]| drop(work.command(arguments).assert().success());
        let import = ["import", "--database", "s.db", "--base", "base.csv", "--rules", "suggest"];
        run(&[&import[..], &["--school", SCHOOL, "--name", "Collège d’essai", "--cas", "cas.csv"]].concat());
        run(&[&import[..], &["--school", OTHER_SCHOOL, "--name", "Lycée d’à côté", "--cas", "cas.csv"]].concat());
        for (name, role) in [("configure", "configure"), ("decide", "decide"), ("read", "read")] {
            let add = ["admin", "add", "--database", "s.db", "--school", SCHOOL, "--password-file", "password"];
            run(&[&add[..], &["--name", name, "--role", role]].concat());
        }
        let running = Running::start(&work, &["--database", "s.db", "--insecure-cookies"], 1);
        Self { root: running.root.clone(), _running: running, work }
    }

    /// A browser in which this administrator has signed in.
    async fn sign_in(&self, name: &str) -> Browser {
        Browser::sign_in(&self.root, SCHOOL, name, PASSWORD).await
    }
}

/// Presses a button on the page of a failure.
async fn decide(browser: &Browser, page: &Page, failure: u32, act: &[(&str, &str)]) -> Page {
    let fields = [&[("csrf", page.field("csrf")), ("version", page.field("version"))], act].concat();
    browser.post(&format!("/echecs/{failure}/decision"), &fields).await
}

const REJECT: &[(&str, &str)] = &[("acte", "reject")];

#[tokio::test]
async fn every_page_opens_and_holds_what_it_should() {
    let service = Service::start();
    let browser = service.sign_in("configure").await;
    let pages: [(&str, &[&str]); 8] = [
        ("", &["Résoudre 5 échecs", "motif=to%5Fconfirm", "Depuis aujourd’hui", "Utilisateurs PRONOTE", "importée le"]),
        ("/listes/eleves", &["5 utilisateurs", "LEFÈVRE Aurore", "08/07/2010", "Uniquement les non rapprochés"]),
        ("/listes/eleves?q=lefevre+aur", &["1 utilisateur<", "LEFÈVRE Aurore"]),
        ("/echecs", &["5 échecs à résoudre", "Vandenbroucke &lt;b&gt;Ulysse", "Très probable, à confirmer (4)"]),
        (
            "/echecs/4",
            &[
                "Lef<mark class=\"accent\">e</mark>v<mark class=\"differs\">b</mark>re",
                "quasi certain",
                "une faute de frappe",
                "<svg class=\"bar\"",
                "data-keys=\"1\"",
                "data-keys=\"r\"",
                "4 sur 5",
                "LEFÈVRE Aurore",
            ],
        ),
        ("/echecs/5?q=nes", &["AKOUDAD Inès", "1 personne libre"]),
        ("/configuration", &["fermée", "Espace Parents", "Ouvrir l’entrée par l’ENT"]),
        ("/journal", &["5 utilisateurs", "Liste de l’ENT rapprochée", "ligne de commande"]),
    ];
    for (path, texts) in pages {
        let page = browser.open(path).await;
        assert_eq!(page.status, StatusCode::OK, "{path}");
        for text in texts {
            assert!(page.holds(text), "{path} lacks {text}: {}", page.text);
        }
        assert!(!page.holds("<b>Ulysse"), "{path} shows what was sent as it is");
    }
    assert!(!browser.open("/listes/eleves?q=lefevre+aur").await.holds("Éléonore"));
    let filtered = browser.open("/echecs?motif=no_candidate").await;
    assert!(filtered.holds("1 échec à résoudre") && !filtered.holds("Noiret"));
    for nowhere in ["/listes/martiens", "/echecs/99", "/echecs/x"] {
        assert_eq!(browser.open(nowhere).await.status, StatusCode::NOT_FOUND, "{nowhere}");
    }
}

#[tokio::test]
async fn nobody_is_to_be_created_whom_the_base_may_have_under_a_damaged_name() {
    for (base, is_damaged) in [(BASE.to_owned(), false), (BASE.replace("Inès", "In?s"), true)] {
        let service = Service::start_with(&base, CAS);
        let browser = service.sign_in("decide").await;
        for failure in [3, 5] {
            let page = browser.open(&format!("/echecs/{failure}")).await;
            assert_eq!(page.status, StatusCode::OK);
            // Failure 3 is Inès, failure 5 nobody of the base.
            let creates = page.holds("créez-la");
            assert_eq!(creates, failure == 5 && !is_damaged, "{failure}: {}", page.text);
            assert!(!is_damaged || page.holds("accents"), "{failure}: {}", page.text);
        }
    }
}

#[tokio::test]
async fn a_link_leads_on_and_is_taken_back() {
    let service = Service::start();
    let browser = service.sign_in("decide").await;
    let page = browser.open("/echecs/3?motif=to_confirm").await;
    let user = page.field("utilisateur").to_owned();
    let act = [("acte", "link"), ("utilisateur", &user), ("motif", "to_confirm")];
    let next = decide(&browser, &page, 3, &act).await;
    assert_eq!(next.address, format!("/{SCHOOL}/admin/echecs/4?motif=to%5Fconfirm&fait=1"));
    assert!(next.holds("Fait : <strong>Akoudat Inès</strong> — rapproché"), "{}", next.text);
    assert!(next.holds("3 sur 3"), "one less waits for this reason");
    assert!(!browser.open("/listes/eleves?non_rapproches=1").await.holds("AKOUDAD"));
    assert!(browser.open("/listes/eleves?q=akoudad").await.holds("<code>a3</code>"));
    let closed = browser.open("/echecs/3").await;
    assert!(closed.holds("Déjà traité") && !closed.holds("data-keys=\"r\""));

    let undone = browser.post("/decisions/1/annuler", &[("csrf", next.field("csrf"))]).await;
    assert_eq!(undone.address, format!("/{SCHOOL}/admin/echecs/3?annule=1"));
    assert!(undone.holds("data-keys=\"1\""), "it can be linked again");
    assert!(browser.open("/listes/eleves?non_rapproches=1").await.holds("AKOUDAD"));
    let again = browser.post("/decisions/1/annuler", &[("csrf", next.field("csrf")), ("vers", "journal")]).await;
    assert_eq!(again.status, StatusCode::CONFLICT);
    assert!(browser.open("/journal").await.holds("annulée par decide"));
}

#[tokio::test]
async fn what_is_not_linked_is_rejected_put_off_or_asked_about() {
    let service = Service::start();
    let browser = service.sign_in("decide").await;
    for (failure, act, state) in
        [(1, "reject", "rejeté"), (2, "ask_correction", "correction demandée"), (3, "postpone", "remis à plus tard")]
    {
        let page = browser.open(&format!("/echecs/{failure}")).await;
        let next = decide(&browser, &page, failure, &[("acte", act)]).await;
        assert_eq!(next.status, StatusCode::OK);
        assert!(next.holds(&format!(" — {state}")), "{act}: {}", next.text);
        assert!(browser.open(&format!("/echecs/{failure}")).await.holds(state));
    }
    let queue = browser.open("/echecs").await;
    assert!(queue.holds("4 échecs à résoudre"), "the rejected one is gone, the others wait");
    let position = |name: &str| queue.text.find(&format!("class=\"name\">{name}")).unwrap();
    assert!(position("Akoudat") > position("Vandenbroucke"), "what was put off stands at the end");
}

#[tokio::test]
async fn an_old_page_changes_nothing() {
    let service = Service::start();
    let (one, other) = (service.sign_in("decide").await, service.sign_in("configure").await);
    let (seen, seen_too) = (one.open("/echecs/1").await, other.open("/echecs/1").await);
    assert_eq!(decide(&one, &seen, 1, REJECT).await.status, StatusCode::OK);
    let entries = one.entries().await;
    let user = seen_too.field("utilisateur").to_owned();
    let late = decide(&other, &seen_too, 1, &[("acte", "link"), ("utilisateur", &user)]).await;
    assert_eq!(late.status, StatusCode::CONFLICT);
    assert!(late.holds("Quelqu’un d’autre l’a changé") && late.holds("Déjà traité"), "{}", late.text);
    assert_eq!(one.entries().await, entries, "nothing was done");
    assert!(one.open("/listes/eleves?non_rapproches=1").await.holds("NOIRET"));
    assert_eq!(decide(&one, &seen, 1, REJECT).await.status, StatusCode::CONFLICT, "the same button twice");
}

#[tokio::test]
async fn many_at_once_are_those_of_the_table() {
    let service = Service::start();
    let browser = service.sign_in("decide").await;
    let preview = browser.open("/echecs/lot?seuil=0.99").await;
    let choices: Vec<&str> =
        preview.text.split("name=\"choix\" value=\"").skip(1).map(|rest| rest.split('"').next().unwrap()).collect();
    assert_eq!(choices.len(), 4, "{}", preview.text);
    assert!(preview.holds("nom : «Akoudat» / «AKOUDAD», une faute de frappe"));
    // Meanwhile somebody touches one of them, and it is not what was looked at any more.
    let page = browser.open("/echecs/2").await;
    decide(&browser, &page, 2, &[("acte", "postpone")]).await;
    let mut fields = vec![("csrf", preview.field("csrf"))];
    fields.extend(choices.iter().map(|&choice| ("choix", choice)));
    let result = browser.post("/echecs/lot", &fields).await;
    assert_eq!(result.status, StatusCode::OK);
    assert!(result.holds("3 rapprochements faits.") && result.holds("1 échec laissé tel quel"), "{}", result.text);
    let unlinked = browser.open("/listes/eleves?non_rapproches=1").await;
    assert!(unlinked.holds("2 utilisateurs") && unlinked.holds("DA SILVA COSTA") && unlinked.holds("Aurore"));
    // The same form again does nothing.
    assert!(browser.post("/echecs/lot", &fields).await.holds("0 rapprochement fait."));
    assert_eq!(browser.post("/echecs/lot", &[fields[0], ("choix", "1:x")]).await.status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn whoever_has_left_the_base_meanwhile_is_named() {
    let service = Service::start();
    let browser = service.sign_in("decide").await;
    let (page, preview) = (browser.open("/echecs/1").await, browser.open("/echecs/lot").await);
    let user = page.field("utilisateur").to_owned();
    service.work.write("base.csv", BASE.replace("1;Élève;NOIRET;Jean Baptiste;04/03/2012;35000\n", ""));
    let import = ["import", "--database", "s.db", "--school", SCHOOL, "--base", "base.csv"];
    service.work.command(import).assert().success();
    let told = format!("Aucun utilisateur n° {user} dans cet établissement.");
    let refused = decide(&browser, &page, 1, &[("acte", "link"), ("utilisateur", &user)]).await;
    assert_eq!(refused.status, StatusCode::NOT_FOUND);
    refused.must_hold(&told);
    refused.must_hold("data-keys=\"r\"");
    let choice = format!("1:{}:{user}", page.field("version"));
    assert!(preview.holds(&choice), "{}", preview.text);
    let result = browser.post("/echecs/lot", &[("csrf", preview.field("csrf")), ("choix", &choice)]).await;
    result.must_hold("1 échec laissé tel quel");
    result.must_hold(&told);
}

#[tokio::test]
async fn ids_are_taken_away_and_people_forgotten() {
    let service = Service::start();
    let browser = service.sign_in("decide").await;
    let page = browser.open("/echecs/1").await;
    let user = page.field("utilisateur").to_owned();
    decide(&browser, &page, 1, &[("acte", "link"), ("utilisateur", &user)]).await;
    let person = format!("/utilisateurs/{user}");
    let shown = browser.open(&person).await;
    for text in ["NOIRET Jean Baptiste", "<code>n1</code>", "décision", "par decide", "Échec n° 1", "35000"] {
        assert!(shown.holds(text), "{text}: {}", shown.text);
    }
    let csrf = shown.field("csrf");
    let removed = browser.post(&format!("{person}/identifiant"), &[("csrf", csrf)]).await;
    assert!(
        removed.holds("1 identifiant retiré.") && removed.holds("Identifiant retiré à un utilisateur"),
        "{}",
        removed.text
    );
    assert!(browser.open(&person).await.holds("n’est pas rapprochée"));
    let undone = browser.post("/decisions/2/annuler", &[("csrf", csrf), ("vers", "journal")]).await;
    assert!(undone.holds("Décision n° 2 annulée."), "{}", undone.text);

    let reset = browser.open("/identifiants").await;
    assert!(reset.holds("Élèves — <span class=\"hint\">1 identifiant</span>"), "{}", reset.text);
    assert!(
        browser.post("/identifiants", &[("csrf", csrf), ("compris", "1")]).await.holds("Choisissez au moins un profil")
    );
    let not_meant = [("csrf", csrf), ("profil", "eleves")];
    assert!(browser.post("/identifiants", &not_meant).await.holds("Cochez la confirmation"));
    let meant = [("csrf", csrf), ("profil", "eleves"), ("profil", "parents"), ("compris", "1")];
    let done = browser.post("/identifiants", &meant).await;
    assert!(done.holds("Identifiants réinitialisés (Élèves, Parents) : 1 retiré"), "{}", done.text);

    let exported = browser.post(&format!("{person}/donnees"), &[("csrf", csrf)]).await;
    assert!(exported.holds("\"family\": \"NOIRET\"") && exported.holds("\"cas_id\": \"n1\""), "{}", exported.text);
    assert!(browser.post(&format!("{person}/effacement"), &[("csrf", csrf)]).await.holds("ne s’annule pas"));
    let erased = browser.post(&format!("{person}/effacement"), &[("csrf", csrf), ("compris", "1")]).await;
    assert!(erased.holds("Données effacées."), "{}", erased.text);
    // What nothing is known of any more is not offered to be taken back.
    assert!(done.holds("Annuler la décision n° 1\"") && !erased.holds("Annuler la décision n° 1\""), "{}", erased.text);
    // The queue goes on, though the last decision was about somebody who is forgotten.
    for path in ["/echecs", "/echecs/2", "/echecs/5"] {
        let page = browser.open(path).await;
        assert_eq!(page.status, StatusCode::OK, "{path}: {}", page.text);
        page.must_lack("Dernière décision");
    }
    assert_eq!(browser.open(&person).await.status, StatusCode::NOT_FOUND);
    assert_eq!(browser.open("/echecs/1").await.status, StatusCode::NOT_FOUND);
    let stranger = browser.open("/echecs/5/donnees").await;
    assert!(stranger.holds("Données de l’échec n° 5") && stranger.holds("Exporter toutes ses données"));
    browser.post("/echecs/5/effacement", &[("csrf", csrf), ("compris", "1")]).await;
    let gone = browser.open("/echecs/5").await;
    assert_eq!(gone.status, StatusCode::NOT_FOUND);
    gone.must_hold("Aucun échec n° 5");
    browser.open("/echecs").await.must_lack("Ulysse");
    // Whoever may look alone may not.
    let reader = service.sign_in("read").await;
    let own = reader.open("/utilisateurs/2").await;
    let own = own.field("csrf").to_owned();
    for path in
        ["/utilisateurs/2/identifiant", "/utilisateurs/2/donnees", "/utilisateurs/2/effacement", "/identifiants"]
    {
        let answer = reader.post(path, &[("csrf", &own), ("compris", "1"), ("profil", "eleves")]).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{path}");
    }
    assert_eq!(reader.open("/identifiants").await.status, StatusCode::FORBIDDEN);
    let csv = reader.open("/fichiers/failures.csv").await;
    assert!(csv.holds("d2;eleves;Da Silva Costa;Emma") && !csv.holds("<html"), "{}", csv.text);
}

#[tokio::test]
async fn nobody_does_more_than_they_may() {
    let service = Service::start();
    let (reader, decider) = (service.sign_in("read").await, service.sign_in("decide").await);
    let seen = decider.open("/echecs/1").await;
    let version = seen.field("version");
    let forged = [("csrf", "0".repeat(64)), ("version", version.to_owned()), ("acte", "reject".to_owned())];
    let forged: Vec<(&str, &str)> = forged.iter().map(|(name, value)| (*name, value.as_str())).collect();
    assert_eq!(decider.post("/echecs/1/decision", &forged).await.status, StatusCode::FORBIDDEN);

    let page = reader.open("/echecs/1").await;
    assert!(page.holds("Votre rôle permet de regarder") && !page.holds("name=\"acte\""));
    let own = [("csrf", page.field("csrf")), ("version", version), ("acte", "reject")];
    assert_eq!(reader.post("/echecs/1/decision", &own).await.status, StatusCode::FORBIDDEN);
    assert_eq!(reader.open("/echecs/lot").await.status, StatusCode::FORBIDDEN);
    assert_eq!(reader.post("/echecs/lot", &own).await.status, StatusCode::FORBIDDEN);
    assert_eq!(reader.post("/decisions/1/annuler", &own).await.status, StatusCode::FORBIDDEN);
    assert!(decider.open("/echecs/1").await.holds("data-keys=\"r\""), "it still waits");
    let open = [("csrf", seen.field("csrf")), ("ouvrir", "1")];
    assert_eq!(decider.post("/configuration/publication", &open).await.status, StatusCode::FORBIDDEN);

    for path in [
        "",
        "/listes/eleves",
        "/echecs",
        "/echecs/1",
        "/echecs/lot",
        "/configuration",
        "/journal",
        "/utilisateurs/1",
        "/identifiants",
        "/fichiers/failures.csv",
    ] {
        for uai in [OTHER_SCHOOL, "0999999X"] {
            let other = format!("{}/{uai}/admin{path}", service.root);
            let page = decider.finish(decider.client.get(other)).await;
            assert_eq!(page.status, StatusCode::NOT_FOUND, "{uai} {path}");
            assert!(!page.holds("Noiret") && !page.holds("NOIRET") && !page.holds("Lycée"));
        }
    }
    let stranger = Client::builder().no_proxy().redirect(redirect::Policy::none()).build().unwrap();
    let answer = stranger.get(format!("{}/{SCHOOL}/admin/echecs", service.root)).send().await.unwrap();
    assert_eq!(answer.headers()["location"], "/admin/connexion");
}

#[tokio::test]
async fn the_door_is_opened_and_shut() {
    let service = Service::start();
    let browser = service.sign_in("configure").await;
    let page = browser.open("/configuration").await;
    let switch = |page: &Page, to: &'static str| {
        [
            ("csrf", page.field("csrf").to_owned()),
            ("empreinte", page.field("empreinte").to_owned()),
            ("ouvrir", to.to_owned()),
        ]
    };
    let send = async |page: &Page, to| {
        let fields = switch(page, to);
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        browser.post("/configuration/publication", &fields).await
    };
    let opened = send(&page, "1").await;
    assert!(opened.holds(">ouverte</strong>") && opened.holds("Fermer l’entrée"), "{}", opened.text);
    assert!(browser.open("/journal").await.holds("Entrée par l’ENT ouverte"));
    let entries = browser.entries().await;
    send(&opened, "1").await;
    assert_eq!(browser.entries().await, entries, "nothing to do, nothing recorded");
    assert!(send(&opened, "0").await.holds(">fermée</strong>"));
    assert!(browser.open("/journal").await.holds("Entrée par l’ENT fermée"));
}

#[tokio::test]
async fn nobody_signs_somebody_else_in() {
    let service = Service::start();
    let client = Client::builder().no_proxy().redirect(redirect::Policy::none()).build().unwrap();
    let (own, other) = (SignInPage::open(&client, &service.root).await, SignInPage::open(&client, &service.root).await);
    // A page of somebody else's has the token of its author's browser, and sends the cookie of this one, or none.
    let made_up = SignInPage::of(&service.root, &own.cookie, &"0".repeat(64));
    for forged in [
        SignInPage::of(&service.root, &own.cookie, &other.token),
        SignInPage::of(&service.root, "rapproche_autre=1", &other.token),
        made_up,
    ] {
        let answer = forged.send(&client, "decide", PASSWORD).send().await.unwrap();
        assert_eq!((answer.status(), answer.headers().get("set-cookie")), (StatusCode::FORBIDDEN, None));
    }
    let without = client.post(format!("{}/admin/connexion", service.root));
    let without = without.form(&[("nom", "decide"), ("mot_de_passe", PASSWORD)]).send().await.unwrap();
    assert!(without.status().is_client_error() && without.headers().get("set-cookie").is_none());
    // After a wrong password the page shows the form again.
    let wrong = own.send(&client, "decide", "faux").send().await.unwrap();
    assert_eq!(wrong.status(), StatusCode::UNAUTHORIZED);
    assert!(wrong.text().await.unwrap().contains(&own.token));
    assert_eq!(own.send(&client, "decide", PASSWORD).send().await.unwrap().status(), StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn the_demo_prints_what_opens_it() {
    let work = WorkDir::new();
    let running = Running::start(&work, &["--demo"], 6);
    let value = |line: &str| running.said[usize::from(line != "Nom")].split(" : ").nth(1).unwrap().to_owned();
    let client = Client::builder().cookie_store(true).no_proxy().build().unwrap();
    let form = SignInPage::open(&client, &running.root).await;
    let home = form.fill(&client, &value("Nom"), &value("Mot de passe")).send().await.unwrap();
    let page = home.text().await.unwrap();
    // The table of the collège.
    for count in ["425", "101", "700", "36"] {
        assert!(page.contains(&format!(">{count}<")), "{count} in {page}");
    }
    let configuration = client.get(format!("{}/{SCHOOL}/admin/configuration", running.root)).send().await.unwrap();
    let page = configuration.text().await.unwrap();
    assert!(page.contains("ENT de l’exemple (collèges)") && page.contains("3 modèles"), "{page}");
    assert!(!page.contains("ne sont pas proposés"), "{page}");
    assert!(running.said[2].contains("strict"), "the rules are told");
    // A pupil and a parent try the door, each with a code that is good once.
    for (line, space) in running.said[3..].iter().zip(["Espace Élèves", "Espace Parents"]) {
        let words: Vec<&str> = line.split([' ', ',']).collect();
        let after = |word: &str| words[words.iter().position(|&other| other == word).unwrap() + 1];
        let visitor = Client::builder().cookie_store(true).no_proxy().build().unwrap();
        let login = visitor.get(after(":")).send().await.unwrap().text().await.unwrap();
        let csrf = login.split("name=\"csrf\" value=\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap();
        let typed = [("csrf", csrf), ("identifiant", after("identifiant")), ("code", after("code"))];
        for (attempt, is_in) in [(1, true), (2, false)] {
            let post = visitor.post(format!("{}/{SCHOOL}/connexion-directe", running.root)).form(&typed);
            let answer = post.send().await.unwrap().text().await.unwrap();
            assert_eq!(answer.contains(space), is_in, "{line} {attempt}: {answer}");
        }
    }
}

#[tokio::test]
async fn a_new_password_signs_out_and_a_name_is_not_taken_over() {
    let service = Service::start();
    let browser = service.sign_in("decide").await;
    assert_eq!(browser.open("").await.address, format!("/{SCHOOL}/admin"));
    let add = |school: &str| {
        let add = ["admin", "add", "--database", "s.db", "--name", "decide", "--password-file", "password"];
        service.work.command(add.iter().copied().chain(["--school", school])).assert()
    };
    add(OTHER_SCHOOL).code(2).stderr(predicates::str::contains("d'autres établissements"));
    assert_eq!(browser.open("").await.address, format!("/{SCHOOL}/admin"), "nothing was changed");
    add(SCHOOL).success();
    assert_eq!(browser.open("").await.address, "/admin/connexion");
}

#[test]
fn a_dry_run_says_what_a_list_would_do() {
    let work = WorkDir::new();
    work.write("base.csv", BASE);
    work.write("cas.csv", CAS);
    let import = |more: &[&str]| {
        let import = ["import", "--database", "s.db", "--school", SCHOOL];
        let output = work.command(import.iter().chain(more)).assert().success().get_output().stdout.clone();
        String::from_utf8(output).unwrap()
    };
    import(&["--base", "base.csv"]);
    let planned = import(&["--cas", "cas.csv", "--dry-run"]);
    assert!(planned.contains("échecs à résoudre"), "{planned}");
    assert_eq!(import(&["--cas", "cas.csv", "--dry-run"]), planned, "nothing was changed");
    assert_eq!(import(&["--cas", "cas.csv"]), planned);
}
