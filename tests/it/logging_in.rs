//! PRONOTE's own login at the door: letters and their codes, a verifier, direct login; the real program, with a real CAS server.

use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::post;
use predicates::str::contains;
use rapproche::cas::response::{Limits, Validated};
use rapproche::first_connection::Answer;
use rapproche::identity::Profile;
use rapproche::service::{Code, Issue, PronoteLogin, School, Service, last_day};
use rapproche::store::{Credential, Store};
use reqwest::Client;
use reqwest::cookie::{CookieStore as _, Jar};
use reqwest::redirect::Policy;
use serde_json::{Value, json};

use crate::cas_server::CasServer;
use crate::databases::Database;
use crate::desk_browser::sign_in;
use crate::running::Running;
use crate::work_dir::{WorkDir, text};

const UAI: &str = "0061234J";

/// Some accounts of the CAS server's portal, as the base has them.
const BASE: &str = "IDPN;Profil;Nom;Prénom;Date de naissance;Classe\n\
                    1;Personnel;Pronote_personnel;Pronote;;\n\
                    2;Professeur;Pronote_professeur;Pronote;;\n\
                    2;Parent;Pronote_professeur;Pronote;;\n\
                    3;Élève;Pronote_eleve;Pronote;01/01/2000;6eB\n\
                    4;Parent;Pronote_parent;Pronote;;\n\
                    5;Parent;Deux;Personnes;;\n\
                    5;Personnel;Autre;Personne;;\n";

/// Everything of a test, the service running.
struct Door {
    _running: Running,
    root: String,
    cas: CasServer,
    work: WorkDir,
    database: Database,
}

/// A configuration by double authentication with this CAS server, `more` being the section on PRONOTE's login.
fn configuration(cas: &str, entrance: &str, more: &str) -> String {
    let fixture = format!("{}/fixtures/premiere-connexion/double-authentification.toml", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(fixture)
        .unwrap()
        .replace("https://pronote.college.example/0061234J", entrance.trim_end_matches('/'))
        .replace("https://cas.kelenn.example:8443/", cas)
        .replace("eduPersonPrincipalName", "uid")
        // The portal's schools are others.
        .replace("uai = \"0061234J\"\n", "");
    format!("{text}\n{more}")
}

impl Door {
    fn open(database: Database, more: &str) -> Self {
        let (work, cas, port) = (WorkDir::new(), CasServer::start(), Running::free_port());
        let root = format!("http://127.0.0.1:{port}");
        work.write("cas.toml", configuration(&cas.root, &format!("{root}/{UAI}/"), more));
        work.write("base.csv", BASE);
        let import = ["import", "--database", &database.address, "--school", UAI, "--name", "Collège d’essai"];
        work.command(import.iter().chain(&["--config", "cas.toml", "--base", "base.csv"])).assert().success();
        let arguments = ["--database", database.address.as_str(), "--insecure-cookies"];
        let running = Running::start_at(&work, &format!("127.0.0.1:{port}"), &arguments, 1);
        Self { _running: running, root, cas, work, database }
    }

    fn browser(&self) -> Browser<'_> {
        let jar = Arc::new(Jar::default());
        let client = Client::builder().cookie_provider(jar.clone()).no_proxy().build().unwrap();
        Browser { door: self, client, jar }
    }

    /// The letters of one issue, by the name of their owner and in their order.
    fn issue(&self, file: &str, more: &[&str]) -> Vec<Letter> {
        let issue = ["credentials", "issue", "--database", &self.database.address, "--school", UAI, "--out", file];
        self.work.command(issue.iter().chain(more)).assert().success();
        let table = std::fs::read_to_string(self.work.path(file)).unwrap();
        let mut reader =
            csv::ReaderBuilder::new().delimiter(b';').from_reader(table.trim_start_matches('\u{feff}').as_bytes());
        let rows = reader.records().map(Result::unwrap);
        rows.map(|row| Letter { name: row[2].to_owned(), login: row[5].to_owned(), code: row[6].to_owned() }).collect()
    }

    /// Puts another section on PRONOTE's login into force, and waits until the service goes by it.
    async fn reconfigure(&self, more: &str, path: &str, expected: &str) {
        self.work.write("cas.toml", configuration(&self.cas.root, &format!("{}/{UAI}/", self.root), more));
        let import =
            ["import", "--database", &self.database.address, "--school", UAI, "--config", "cas.toml", "--force"];
        self.work.command(import).assert().success();
        self.until(path, expected).await;
    }

    async fn until(&self, path: &str, expected: &str) {
        let deadline = Instant::now() + Duration::from_secs(20);
        loop {
            let page = self.browser().open(path).await;
            if page.text.contains(expected) {
                return;
            }
            assert!(Instant::now() < deadline, "{expected} at {path}: {}", page.text);
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }

    fn log(&self) -> String {
        std::fs::read_to_string(self.work.path("log.txt")).unwrap()
    }

    async fn links(&self) -> usize {
        let store = Store::open(&self.database.address).await.unwrap();
        let links = store.links(UAI).await.unwrap().len();
        store.close().await;
        links
    }
}

#[derive(Debug)]
struct Letter {
    name: String,
    login: String,
    code: String,
}

fn of<'a>(letters: &'a [Letter], name: &str) -> &'a Letter {
    letters.iter().find(|letter| letter.name == name).unwrap()
}

struct Browser<'a> {
    door: &'a Door,
    client: Client,
    jar: Arc<Jar>,
}

#[derive(Debug)]
struct Page {
    status: StatusCode,
    path: String,
    text: String,
}

impl Page {
    fn token(&self) -> &str {
        let (_, rest) = self.text.split_once("name=\"csrf\" value=\"").unwrap_or_else(|| panic!("no form: {self:?}"));
        rest.split('"').next().unwrap()
    }

    fn title(&self) -> &str {
        self.text.split("<h1>").nth(1).unwrap_or_default().split("</h1>").next().unwrap()
    }
}

impl Browser<'_> {
    async fn send(&self, request: reqwest::RequestBuilder) -> Page {
        let answer = request.send().await.unwrap();
        let (status, path) = (answer.status(), answer.url().path().to_owned());
        Page { status, path, text: answer.text().await.unwrap() }
    }

    /// What the cookie of its session says.
    fn session(&self) -> String {
        let cookies = self.jar.cookies(&self.door.root.parse().unwrap()).unwrap();
        let mut cookies = cookies.to_str().unwrap().split("; ").filter_map(|cookie| cookie.split_once('='));
        cookies.find(|(name, _)| *name == "rapproche_visite").unwrap().1.to_owned()
    }

    async fn open(&self, path: &str) -> Page {
        self.send(self.client.get(format!("{}{path}", self.door.root))).await
    }

    /// Comes from the portal with a fresh ticket.
    async fn come(&self, account: &str) -> Page {
        let entrance = format!("{}/{UAI}/", self.door.root);
        // Sent to the CAS server from here, as the ticket shows.
        self.client.get(&entrance).send().await.unwrap();
        let ticket = self.door.cas.ticket_text(account, &entrance).await;
        let address = reqwest::Url::parse_with_params(&entrance, [("ticket", ticket)]).unwrap();
        self.send(self.client.get(address)).await
    }

    /// Fills in the form of a page.
    async fn log_in(&self, page: &Page, login: &str, secret: &str) -> Page {
        let (_, rest) = page.text.split_once("action=\"").unwrap();
        let action = rest.split('"').next().unwrap();
        let field = if page.text.contains("mot_de_passe") { "mot_de_passe" } else { "code" };
        let form = [("csrf", page.token()), ("identifiant", login), (field, secret)];
        self.send(self.client.post(format!("{}{action}", self.door.root)).form(&form)).await
    }
}

async fn a_letter_lets_its_owner_in_once(database: Database) {
    let door = Door::open(database, "");
    let letters = door.issue("premier.csv", &[]);
    let names: Vec<&str> = letters.iter().map(|letter| letter.name.as_str()).collect();
    // A teacher who is a parent has one letter; two people under one IDPN have one each.
    assert_eq!(names, ["Pronote_eleve", "Deux", "Pronote_parent", "Pronote_professeur", "Autre", "Pronote_personnel"]);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = std::fs::metadata(door.work.path("premier.csv")).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
    let pupil = of(&letters, "Pronote_eleve");
    assert_eq!(pupil.login, "p.pronoteeleve");

    let browser = door.browser();
    let page = browser.come("pronote_eleve").await;
    assert_eq!((page.title(), page.path.as_str()), ("Première connexion", "/0061234J/identification"));
    assert!(page.text.contains("Code à usage unique"));
    let parent = of(&letters, "Pronote_parent");
    for (login, code) in [(&pupil.login, &parent.code), (&"p.inconnu".to_owned(), &pupil.code)] {
        let refused = browser.log_in(&page, login, code).await;
        assert!(refused.text.contains("inconnu, déjà utilisé ou périmé"), "{refused:?}");
    }
    let typed = pupil.code.to_uppercase().replace('-', " ");
    let inside = browser.log_in(&page, &pupil.login.to_uppercase(), &typed).await;
    assert_eq!(inside.title(), "Espace Élèves");
    assert!(inside.text.contains("Pronote Pronote_eleve"));
    // From then on the ENT will do.
    assert_eq!(door.browser().come("pronote_eleve").await.title(), "Espace Élèves");
    // Somebody else with the same letter.
    let other = door.browser();
    let page = other.come("noelle").await;
    let refused = other.log_in(&page, &pupil.login, &pupil.code).await;
    assert!(refused.text.contains("déjà utilisé"), "{refused:?}");

    // One with two profiles comes once for both.
    let teacher = of(&letters, "Pronote_professeur");
    let browser = door.browser();
    let page = browser.come("pronote_professeur").await;
    assert_eq!(browser.log_in(&page, &teacher.login, &teacher.code).await.title(), "Choisissez votre espace");

    // A code that has ended, then a new one in its place.
    door.database.tamper(&format!("UPDATE credentials SET expires_at = 1 WHERE login = '{}'", parent.login)).unwrap();
    let browser = door.browser();
    let page = browser.come("pronote_parent").await;
    let refused = browser.log_in(&page, &parent.login, &parent.code).await;
    assert!(refused.text.contains("périmé"), "{refused:?}");
    let again = door.issue("second.csv", &["--profile", "parents", "--days", "2"]);
    let names: Vec<&str> = again.iter().map(|letter| letter.name.as_str()).collect();
    assert_eq!(names, ["Deux", "Pronote_parent"], "the teacher is linked");
    let new = of(&again, "Pronote_parent");
    assert_eq!(new.login, parent.login);
    assert_ne!(new.code, parent.code);
    let refused = browser.log_in(&page, &parent.login, &parent.code).await;
    assert!(refused.text.contains("périmé"), "the earlier code: {refused:?}");
    assert_eq!(browser.log_in(&page, &new.login, &new.code).await.title(), "Espace Parents");
    assert_eq!(door.links().await, 4, "two of them the teacher's");

    // Whoever guesses has ten tries.
    let browser = door.browser();
    let page = browser.come("pronote_personnel").await;
    let staff = of(&letters, "Pronote_personnel");
    let mut statuses = Vec::new();
    for _ in 0..12 {
        statuses.push(browser.log_in(&page, &staff.login, "aaaaa-aaaaa-aaaaa").await.status);
    }
    assert!(statuses[..9].iter().all(|status| *status == StatusCode::OK), "{statuses:?}");
    assert_eq!(statuses[11], StatusCode::TOO_MANY_REQUESTS);

    nothing_is_told(&door, letters.iter().chain(&again).flat_map(|letter| [letter.login.clone(), letter.code.clone()]));
    let store = Store::open(&door.database.address).await.unwrap();
    let audit = store.audit(UAI, None, 100).await.unwrap();
    let issued: Vec<&str> =
        audit.iter().filter(|entry| entry.action == "credentials_issued").map(|entry| entry.detail.as_str()).collect();
    assert_eq!(issued.len(), 2);
    assert_eq!(
        serde_json::from_str::<Value>(issued[0]).unwrap(),
        json!({"letters": 2, "replaced": 1, "per_profile": {"parents": 2}})
    );
    assert!(store.verify_audit().await.unwrap().is_ok());
    store.close().await;
}

/// No secret stands in the log, in whatever capitals.
fn nothing_is_told(door: &Door, secrets: impl Iterator<Item = String>) {
    let log = door.log().to_lowercase();
    assert!(log.contains("somebody"), "{log}");
    for secret in secrets.map(|secret| secret.to_lowercase()) {
        assert!(!log.contains(&secret) && !log.contains(&secret.replace('-', "")), "{secret} in {log}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_letter_lets_its_owner_in_once_on_sqlite() {
    a_letter_lets_its_owner_in_once(Database::sqlite()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_letter_lets_its_owner_in_once_on_postgres() {
    a_letter_lets_its_owner_in_once(Database::postgres()).await;
}

#[test]
fn letters_are_written_once_and_nothing_is_issued_for_nothing() {
    let work = WorkDir::new();
    work.write("base.csv", BASE);
    work.write("cas.toml", configuration("https://cas.example", "https://pronote.example/", ""));
    work.command(["import", "--school", UAI, "--config", "cas.toml", "--base", "base.csv"]).assert().success();
    let issue = |more: &[&str]| work.command(["credentials", "issue", "--school", UAI].iter().chain(more)).assert();
    issue(&["--dry-run", "--lang", "en"]).success().stdout(contains("Letters to write: 6 (Pupils 1, Parents 3"));
    issue(&["--out", "lettres.pdf"]).code(2).stderr(contains(".html (à imprimer)"));
    issue(&["--out", "lettres.html", "--profile", "cuisiniers"]).code(2);
    issue(&["--out", "nowhere/lettres.html"]).code(4).stderr(contains("Aucun code n'a été changé"));
    issue(&["--profile", "inspecteurs", "--out", "lettres.html"]).code(1).stdout(contains("Aucune lettre"));
    assert!(!work.has("lettres.html"));
    let said = issue(&["--out", "lettres.html"]).success();
    let said = text(&said.get_output().stdout);
    assert!(
        said.starts_with("Lettres écrites dans lettres.html : 6 (Élèves 1, Parents 3, Personnels 2, Professeurs 1)."),
        "{said}"
    );
    let page = std::fs::read_to_string(work.path("lettres.html")).unwrap();
    assert_eq!(page.matches("<article").count(), 6);
    // What is there is not overwritten, and codes that were printed go on working.
    issue(&["--out", "lettres.html"]).code(4);
    assert_eq!(std::fs::read_to_string(work.path("lettres.html")).unwrap(), page);
    issue(&["--out", "encore.xlsx"]).success().stdout(contains("6 d'avant, pas encore utilisés, ne valent plus rien"));
    work.write(
        "cas.toml",
        configuration(
            "https://cas.example",
            "https://pronote.example/",
            "[connexion_pronote]\nverificateur = \"https://pronote.example/v\"\n",
        ),
    );
    let again = ["import", "--school", UAI, "--config", "cas.toml"];
    work.command(again).assert().code(2).stderr(contains("--force"));
    work.command(again.iter().chain(&["--force"])).assert().success().stdout("Configuration mise en vigueur.\n");
    issue(&["--dry-run"]).success().stderr(contains("personne ne demandera ces codes"));
}

fn reply(id: &str) -> Validated {
    let mut reply = Validated { subject: Some(id.to_owned()), ..Validated::default() };
    reply.attributes.add("uid", id, &Limits::default()).unwrap();
    reply
}

/// A code of a pupil, issued through one service, as another finds it.
async fn code_of(school: &School, store: &Store, user: i64) -> Credential {
    let all = Profile::ALL.into_iter().collect();
    let issue = Issue { profiles: all, also_linked: true, last_day: last_day(1) };
    // Whether a hash is right is the server's business.
    let codes = [Code { user, shown: "code".to_owned(), hash: format!("hash of {user}") }];
    let issuance = school.issue_credentials("test", &issue, &codes).await.unwrap();
    assert_eq!(issuance.keep().await.unwrap().letters, 1);
    let all = store.credentials(UAI).await.unwrap();
    all.into_iter().find(|credential| credential.user == user).unwrap()
}

/// A school's memory in one process knows nothing yet of what another has just written: it must not link by it.
async fn a_login_sees_what_another_service_has_linked(database: Database) {
    let work = WorkDir::new();
    work.write("base.csv", BASE);
    work.write("cas.toml", configuration("https://cas.example", "https://pronote.example/", ""));
    let import =
        ["import", "--database", &database.address, "--school", UAI, "--config", "cas.toml", "--base", "base.csv"];
    work.command(import).assert().success();
    let open = async || Service::open(Store::open(&database.address).await.unwrap()).await.unwrap();
    let (a, b) = (open().await, open().await);
    let (school_a, school_b) = (a.school(UAI).unwrap(), b.school(UAI).unwrap());
    let users = a.store().users(UAI).await.unwrap();
    let pupil = users.iter().find(|user| user.idpn == "3").unwrap().number;
    let parent = users.iter().find(|user| user.idpn == "4").unwrap().number;

    let code = code_of(&school_a, a.store(), pupil).await;
    assert_eq!(school_a.logged_in(&reply("id-1"), PronoteLogin::Code(&code)).await.unwrap().code, "linked");
    let late = school_b.logged_in(&reply("id-2"), PronoteLogin::Code(&code)).await;
    assert!(late.is_err(), "used up: {late:?}");
    // B has seen nothing of this; a second code for the same user must not become a second id.
    let code = code_of(&school_a, a.store(), pupil).await;
    assert!(school_b.revision() < school_a.revision() + 1);
    let second = school_b.logged_in(&reply("id-2"), PronoteLogin::Code(&code)).await.unwrap();
    assert_eq!(second.code, "already_linked");
    // Whom A has linked, B lets in; and one id is not two people's.
    assert_eq!(school_b.arrive(&reply("id-1")).await.unwrap().answer, Answer::Enter(vec![Profile::Pupils]));
    let code = code_of(&school_b, b.store(), parent).await;
    assert_eq!(school_a.logged_in(&reply("id-1"), PronoteLogin::Code(&code)).await.unwrap().code, "id_conflict");
    let by_idpn = school_a.logged_in(&reply("id-4"), PronoteLogin::Verified { idpn: "4" }).await.unwrap();
    assert_eq!(by_idpn.code, "linked");
    for nobody in ["5", "999", ""] {
        assert!(school_b.logged_in(&reply("id-5"), PronoteLogin::Verified { idpn: nobody }).await.is_err(), "{nobody}");
    }
    assert_eq!(a.store().links(UAI).await.unwrap().len(), 2);
    a.store().close().await;
    b.store().close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_login_sees_what_another_service_has_linked_on_sqlite() {
    a_login_sees_what_another_service_has_linked(Database::sqlite()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_login_sees_what_another_service_has_linked_on_postgres() {
    a_login_sees_what_another_service_has_linked(Database::postgres()).await;
}

/// What a verifier was asked.
type Asked = Arc<Mutex<Vec<Value>>>;

/// A verifier whose answer goes by the login.
async fn verifier() -> (String, Asked) {
    async fn answer(State(asked): State<Asked>, body: String) -> Response {
        let question: Value = serde_json::from_str(&body).unwrap();
        let login = question["login"].as_str().unwrap().to_owned();
        let is_right = question["password"] == "Mot de Passe é";
        asked.lock().unwrap().push(question);
        let idpn = |idpn: &str| json!({ "idpn": idpn }).to_string().into_response();
        match login.as_str() {
            "Eleve" if is_right => idpn("3"),
            "parent" if is_right => idpn("4"),
            "menteur" => idpn("999"),
            "deux" => idpn("5"),
            "vide" => "{}".into_response(),
            "long" => format!("{{\"idpn\":\"{}\"}}", "3".repeat(100_000)).into_response(),
            "renvoi" => Redirect::temporary("/juste").into_response(),
            "panne" => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
            "interdit" => StatusCode::FORBIDDEN.into_response(),
            // Long enough for a service to notice what another process has written.
            "pensif" => {
                tokio::time::sleep(Duration::from_secs(4)).await;
                idpn("3")
            }
            "lent" => {
                tokio::time::sleep(Duration::from_secs(8)).await;
                idpn("3")
            }
            _ => StatusCode::UNAUTHORIZED.into_response(),
        }
    }
    let asked = Asked::default();
    let right = post(async || json!({ "idpn": "3" }).to_string());
    let router = Router::new().route("/v", post(answer)).route("/juste", right).with_state(asked.clone());
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}/v", listener.local_addr().unwrap());
    tokio::spawn(async { axum::serve(listener, router).await.unwrap() });
    (address, asked)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_verifier_says_whose_a_password_is() {
    let (address, asked) = verifier().await;
    let section = format!("[connexion_pronote]\nverificateur = \"{address}\"\n");
    let door = Door::open(Database::sqlite(), &section);
    let browser = door.browser();
    let page = browser.come("pronote_eleve").await;
    assert!(page.text.contains("Mot de passe PRONOTE") && !page.text.contains("Code à usage unique"), "{page:?}");
    for (login, password, told) in [
        ("Eleve", "mauvais", "incorrect"),
        ("interdit", "x", "incorrect"),
        ("menteur", "x", "n’ouvre encore aucun espace"),
        ("deux", "x", "n’ouvre encore aucun espace"),
        ("vide", "x", "ne répond pas"),
    ] {
        let refused = browser.log_in(&page, login, password).await;
        assert!(refused.text.contains(told), "{login}: {refused:?}");
    }
    // Another browser of another account: each has its own ten tries.
    let other = door.browser();
    let form = other.come("noelle").await;
    for login in ["long", "renvoi", "panne", "lent"] {
        let begun = Instant::now();
        let refused = other.log_in(&form, login, "x").await;
        assert_eq!(refused.status, StatusCode::SERVICE_UNAVAILABLE, "{login}");
        assert!(refused.text.contains("ne répond pas"), "{login}: {refused:?}");
        assert!(begun.elapsed() < Duration::from_millis(7500), "{login}");
    }
    assert_eq!(door.links().await, 0);
    let inside = browser.log_in(&page, " Eleve ", "Mot de Passe é").await;
    assert_eq!(inside.title(), "Espace Élèves", "{inside:?}");
    let question = asked.lock().unwrap().last().unwrap().clone();
    assert_eq!(question, json!({"school": UAI, "login": "Eleve", "password": "Mot de Passe é"}));
    assert_eq!(door.browser().come("pronote_eleve").await.title(), "Espace Élèves");
    assert_eq!(door.links().await, 1);
    let log = door.log();
    for code in
        ["verifier_timeout", "verifier_http_status", "verifier_too_large", "verifier_unreadable", "not_one_person"]
    {
        assert!(log.contains(code), "{code} in {log}");
    }
    nothing_is_told(&door, ["Mot de Passe", "menteur", "renvoi", "Eleve"].into_iter().map(str::to_owned));
}

const DIRECT: &str = "/0061234J/?login=true";

#[tokio::test(flavor = "multi_thread")]
async fn direct_login_opens_spaces_and_links_nobody() {
    let open = "[connexion_pronote]\ndirecte = true\n";
    let door = Door::open(Database::sqlite(), open);
    let letters = door.issue("lettres.csv", &[]);
    let (pupil, teacher) = (of(&letters, "Pronote_eleve"), of(&letters, "Pronote_professeur"));
    let browser = door.browser();
    let page = browser.open(DIRECT).await;
    assert_eq!(page.title(), "Connexion directe");
    assert!(browser.log_in(&page, &pupil.login, &teacher.code).await.text.contains("inconnu, déjà utilisé"));
    // A form that somebody else has made up, and one of another browser.
    let forged = Page { text: page.text.replace(page.token(), "0000"), ..browser.open(DIRECT).await };
    assert_eq!(browser.log_in(&forged, &pupil.login, &pupil.code).await.status, StatusCode::FORBIDDEN);
    assert_eq!(door.browser().log_in(&page, &pupil.login, &pupil.code).await.status, StatusCode::FORBIDDEN);
    let inside = browser.log_in(&page, &pupil.login, &pupil.code).await;
    assert_eq!(inside.title(), "Espace Élèves", "{inside:?}");
    // Coming back goes on where somebody was.
    assert_eq!(browser.open("/0061234J/").await.title(), "Espace Élèves");
    let again = door.browser();
    let refused = again.log_in(&again.open("/?login=true").await, &pupil.login, &pupil.code).await;
    assert!(refused.text.contains("déjà utilisé"), "{refused:?}");
    let both = door.browser();
    let chosen = both.log_in(&both.open(DIRECT).await, &teacher.login, &teacher.code).await;
    assert_eq!(chosen.title(), "Choisissez votre espace");
    let out =
        both.send(both.client.post(format!("{}/{UAI}/deconnexion", door.root)).form(&[("csrf", chosen.token())])).await;
    assert!(out.text.contains("/0061234J/?login=true"), "{out:?}");
    assert_eq!(door.links().await, 0);
    // The CAS server's word is asked for as ever.
    assert_eq!(door.browser().come("pronote_eleve").await.title(), "Première connexion");

    // By a verifier, any number of times.
    let (address, _) = verifier().await;
    let by_verifier = format!("{open}verificateur = \"{address}\"\n");
    door.reconfigure(&by_verifier, DIRECT, "Mot de passe PRONOTE").await;
    for _ in 0..2 {
        let browser = door.browser();
        let inside = browser.log_in(&browser.open(DIRECT).await, "parent", "Mot de Passe é").await;
        assert_eq!(inside.title(), "Espace Parents", "{inside:?}");
    }
    assert_eq!(door.links().await, 0);
    // Ten tries for one name, whoever types it.
    let mut last = StatusCode::OK;
    for _ in 0..12 {
        let browser = door.browser();
        last = browser.log_in(&browser.open(DIRECT).await, "parent", "faux").await.status;
    }
    assert_eq!(last, StatusCode::TOO_MANY_REQUESTS);

    // Who has left the base is out, and so is everybody once it is closed.
    assert_eq!(browser.open("/0061234J/espace/eleves").await.title(), "Espace Élèves");
    door.reconfigure("[connexion_pronote]\ndirecte = false\n", DIRECT, "n’est pas ouverte ici").await;
    let page = Page { text: page.text.clone(), ..browser.open(DIRECT).await };
    let refused = browser.log_in(&page, "p.pronotepersonnel", "x").await;
    assert!(refused.text.contains("n’est pas ouverte ici"), "{refused:?}");
    let out = browser.open("/0061234J/espace/eleves").await;
    assert!(!out.path.starts_with("/0061234J/espace"), "{out:?}");
    nothing_is_told(&door, letters.iter().flat_map(|letter| [letter.login.clone(), letter.code.clone()]));
}

/// Whoever stands at the door when it is shut, or moved, makes no link: the form is good no more, whoever has changed the configuration. Who is
/// in stays in.
#[tokio::test(flavor = "multi_thread")]
async fn whoever_is_not_in_yet_begins_anew_when_the_door_changes() {
    const CLOSED: &str = "PRONOTE est fermé pour le moment";
    let door = Door::open(Database::sqlite(), "");
    let letters = door.issue("lettres.csv", &[]);
    let (pupil, staff) = (of(&letters, "Pronote_eleve"), of(&letters, "Pronote_personnel"));
    let inside = door.browser();
    let page = inside.come("pronote_personnel").await;
    assert_eq!(inside.log_in(&page, &staff.login, &staff.code).await.title(), "Espace Personnels");
    let browser = door.browser();
    let page = browser.come("pronote_eleve").await;
    // What is asked of this person is a login, and nothing else is taken.
    let typed = [("csrf", page.token()), ("nom", "Pronote_eleve"), ("prenom", "Pronote"), ("naissance", "01/01/2000")];
    let typed = browser.client.post(format!("{}/{UAI}/identification", door.root)).form(&typed);
    assert_eq!(browser.send(typed).await.title(), "Première connexion");
    assert_eq!(door.links().await, 1);

    let toml = std::fs::read_to_string(door.work.path("cas.toml")).unwrap();
    let publish = async |toml: &str, is_open: bool, expected: &str| {
        door.work.write("cas.toml", toml.replace("publication = true", &format!("publication = {is_open}")));
        let import = ["import", "--database", &door.database.address, "--school", UAI, "--config", "cas.toml"];
        door.work.command(import).assert().success();
        door.until("/0061234J/", expected).await;
    };
    const OPEN: &str = "name=\"password\"";
    publish(&toml, false, CLOSED).await;
    assert_eq!(browser.log_in(&page, &pupil.login, &pupil.code).await.title(), CLOSED);
    assert_eq!(door.links().await, 1);
    publish(&toml, true, OPEN).await;
    let sent_on = browser.log_in(&page, &pupil.login, &pupil.code).await;
    assert!(sent_on.path.starts_with("/cas/login"), "the session has ended: {sent_on:?}");
    assert_eq!(door.links().await, 1);

    // Nobody came while it was shut, and it opens as another one.
    let page = browser.come("pronote_eleve").await;
    assert_eq!(page.title(), "Première connexion");
    let other = format!("{toml}\n[connexion_pronote]\ndirecte = true\n");
    publish(&toml, false, CLOSED).await;
    publish(&other, false, CLOSED).await;
    publish(&other, true, OPEN).await;
    let sent_on = browser.log_in(&page, &pupil.login, &pupil.code).await;
    assert!(sent_on.path.starts_with("/cas/login"), "{sent_on:?}");
    assert_eq!(door.links().await, 1);
    assert_eq!(inside.open("/0061234J/espace/personnels").await.title(), "Espace Personnels");
    // The code is as good as it was.
    let page = browser.come("pronote_eleve").await;
    assert_eq!(browser.log_in(&page, &pupil.login, &pupil.code).await.title(), "Espace Élèves");
}

/// A verifier takes its time, in which the door is shut.
#[tokio::test(flavor = "multi_thread")]
async fn a_door_that_is_shut_while_a_verifier_thinks_lets_nobody_in() {
    let (address, asked) = verifier().await;
    let section = format!("[connexion_pronote]\ndirecte = true\nverificateur = \"{address}\"\n");
    let door = Door::open(Database::sqlite(), &section);
    let (browser, direct) = (door.browser(), door.browser());
    let (page, form) = (browser.come("pronote_eleve").await, direct.open(DIRECT).await);
    let shut = async {
        while asked.lock().unwrap().len() < 2 {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        let toml = std::fs::read_to_string(door.work.path("cas.toml")).unwrap();
        door.work.write("cas.toml", toml.replace("publication = true", "publication = false"));
        let import = ["import", "--database", &door.database.address, "--school", UAI, "--config", "cas.toml"];
        door.work.command(import).assert().success();
    };
    let (linked, let_in, ()) =
        tokio::join!(browser.log_in(&page, "pensif", "x"), direct.log_in(&form, "pensif", "x"), shut);
    assert_eq!(linked.title(), "PRONOTE est fermé pour le moment", "{linked:?}");
    assert!(let_in.text.contains("n’est pas ouverte ici"), "{let_in:?}");
    assert_eq!(door.links().await, 0);
}

/// The value of one cookie in another: a pupil whose CAS id is the name of an administrator is none, nor the other way round.
async fn a_cookie_opens_only_its_own_kind_of_session(database: Database) {
    let door = Door::open(database, "");
    door.work.write("password", "un-mot-de-passe-de-test");
    let add = ["admin", "add", "--database", &door.database.address, "--name", "E-0001", "--school", UAI];
    door.work.command(add.iter().chain(&["--password-file", "password"])).assert().success();
    let letters = door.issue("lettres.csv", &[]);
    let pupil = of(&letters, "Pronote_eleve");
    let client = Client::builder().no_proxy().redirect(Policy::none()).build().unwrap();
    let ask = async |path: &str, cookie: &str| {
        let answer = client.get(format!("{}{path}", door.root)).header("cookie", cookie).send().await.unwrap();
        let to = answer.headers().get("location").map(|to| to.to_str().unwrap().to_owned());
        (answer.status().as_u16(), to.unwrap_or_default())
    };
    let desk = format!("/{UAI}/admin");
    // Before being let in, and after.
    let browser = door.browser();
    let page = browser.come("pronote_eleve").await;
    for page in [&page, &browser.log_in(&page, &pupil.login, &pupil.code).await] {
        let value = browser.session();
        assert_eq!(ask("/admin", &format!("rapproche_admin={value}")).await.1, "/admin/connexion", "{page:?}");
        assert_eq!(ask(&desk, &format!("rapproche_admin={value}")).await.1, "/admin/connexion", "{page:?}");
        assert!(ask("/0061234J/", &format!("rapproche_visite={value}")).await.1.starts_with("/0061234J/"), "{page:?}");
    }
    assert_eq!(browser.open("/0061234J/espace").await.title(), "Espace Élèves");

    let signed_in = sign_in(&door.root, "E-0001", "un-mot-de-passe-de-test").await;
    let value = signed_in.split_once('=').unwrap().1;
    assert_eq!(ask(&desk, &format!("rapproche_admin={value}")).await.0, 200);
    for path in ["/0061234J/", "/0061234J/espace", "/0061234J/espace/eleves", "/0061234J/identification"] {
        let (_, to) = ask(path, &format!("rapproche_visite={value}")).await;
        assert!(to == "/0061234J/" || to.starts_with(&door.cas.root), "{path}: {to}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cookie_opens_only_its_own_kind_of_session_on_sqlite() {
    a_cookie_opens_only_its_own_kind_of_session(Database::sqlite()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cookie_opens_only_its_own_kind_of_session_on_postgres() {
    a_cookie_opens_only_its_own_kind_of_session(Database::postgres()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn direct_login_ends_with_its_user_and_with_publication() {
    let door = Door::open(Database::sqlite(), "[connexion_pronote]\ndirecte = true\n");
    let letters = door.issue("lettres.csv", &[]);
    let pupil = of(&letters, "Pronote_eleve");
    let browser = door.browser();
    let inside = browser.log_in(&browser.open(DIRECT).await, &pupil.login, &pupil.code).await;
    assert_eq!(inside.title(), "Espace Élèves");
    let rest: String = BASE.lines().filter(|line| !line.starts_with('3')).map(|line| format!("{line}\n")).collect();
    let gone = format!("{rest}9;Élève;Autre;Élève;01/01/2001;6eB\n");
    door.work.write("base.csv", gone);
    let import = ["import", "--database", &door.database.address, "--school", UAI, "--base", "base.csv"];
    door.work.command(import).assert().success();
    let deadline = Instant::now() + Duration::from_secs(20);
    while browser.open("/0061234J/espace/eleves").await.path.starts_with("/0061234J/espace") {
        assert!(Instant::now() < deadline, "still in");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    // Closed to everybody: no form, and none that was open before is taken.
    let page = browser.open(DIRECT).await;
    let toml = std::fs::read_to_string(door.work.path("cas.toml")).unwrap();
    door.work.write("cas.toml", toml.replace("publication = true", "publication = false"));
    let import = ["import", "--database", &door.database.address, "--school", UAI, "--config", "cas.toml"];
    door.work.command(import).assert().success();
    door.until(DIRECT, "PRONOTE est fermé pour le moment").await;
    let staff = of(&letters, "Pronote_personnel");
    let refused = browser.log_in(&page, &staff.login, &staff.code).await;
    assert!(refused.text.contains("n’est pas ouverte ici"), "{refused:?}");
}
