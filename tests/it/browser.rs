//! People who come from a real CAS server with a real browser: Chromium, headless, against the running service, on SQLite and on
//! PostgreSQL.

use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use fantoccini::elements::Element;
use fantoccini::error::CmdError;
use fantoccini::{Client, ClientBuilder, Locator};
use predicates::str::contains;
use serde_json::json;

use crate::cas_server::CasServer;
use crate::databases::Database;
use crate::running::Running;
use crate::work_dir::WorkDir;

const UAI: &str = "0061234J";
const PASSWORD: &str = "un-mot-de-passe-de-test";

/// How long a page may take to say what it should, on a busy machine.
const PATIENCE: Duration = Duration::from_secs(60);

/// The accounts of the CAS server's portal as the base has them; one pupil was born on another day there.
const BASE: &str = "IDPN;Profil;Nom;Prénom;Date de naissance;Code postal\n\
                    1;Personnel;Pronote_personnel;Pronote;;35000\n\
                    2;Professeur;Pronote_professeur;Pronote;;35000\n\
                    3;Élève;Pronote_eleve;Pronote;01/01/2000;35000\n\
                    4;Parent;Pronote_parent;Pronote;;29200\n\
                    5;Parent;Pronote_professeur;Pronote;;35000\n\
                    6;Élève;D’Heilly-Lœuf;Noëlle Zoé;23/09/2003;35000\n";

/// A Chromium that is driven by its own driver; both end with this value.
struct Chromium {
    driver: Child,
    client: Client,
    _profile: tempfile::TempDir,
}

impl Chromium {
    async fn start() -> Self {
        let port = Running::free_port();
        let driver = Command::new("chromedriver")
            .arg(format!("--port={port}"))
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("chromedriver is installed: tests/all.sh does it");
        let profile = tempfile::tempdir().unwrap();
        let flags = [
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--disable-dev-shm-usage",
            "--no-proxy-server",
            &format!("--user-data-dir={}", profile.path().display()),
        ];
        let mut capabilities = serde_json::Map::new();
        capabilities.insert("goog:chromeOptions".to_owned(), json!({ "args": flags }));
        let deadline = Instant::now() + PATIENCE;
        let client = loop {
            match ClientBuilder::new(hyper_util_connector())
                .capabilities(capabilities.clone())
                .connect(&format!("http://127.0.0.1:{port}"))
                .await
            {
                Ok(client) => break client,
                Err(error) => assert!(Instant::now() < deadline, "{error}"),
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        };
        Self { driver, client, _profile: profile }
    }

    /// An element's answer to `ask`, once there is one: a page that gives way to the next one takes its elements along.
    async fn ask<T>(&self, selector: &str, ask: impl AsyncFn(Element) -> Result<Option<T>, CmdError>) -> T {
        self.insist(selector, async || match self.client.find(Locator::Css(selector)).await {
            Ok(element) => ask(element).await,
            Err(error) => Err(error),
        })
        .await
    }

    /// Does something until it gives an answer. The driver drops a connection that was idle for long, and says so by an error.
    async fn insist<T>(&self, what: &str, act: impl AsyncFn() -> Result<Option<T>, CmdError>) -> T {
        let deadline = Instant::now() + PATIENCE;
        loop {
            match act().await {
                Ok(Some(answer)) => return answer,
                other if Instant::now() > deadline => {
                    let said = other.err().map_or("says something else".to_owned(), |error| error.to_string());
                    panic!("{what}: {said}\n{}", self.client.source().await.unwrap_or_default())
                }
                _ => tokio::time::sleep(Duration::from_millis(50)).await,
            }
        }
    }

    async fn goto(&self, address: &str) {
        self.insist(address, async || self.client.goto(address).await.map(Some)).await;
    }

    async fn address(&self) -> String {
        self.insist("the address", async || self.client.current_url().await.map(|address| Some(address.to_string())))
            .await
    }

    /// The text of an element.
    async fn text(&self, selector: &str) -> String {
        self.ask(selector, async |element| element.text().await.map(Some)).await
    }

    /// Waits until an element says just this: after a click, the page before may still stand there, with the same elements.
    async fn sees(&self, selector: &str, said: &str) {
        self.ask(selector, async |element| Ok((element.text().await?.trim() == said).then_some(()))).await;
    }

    /// Waits until this is a part of what an element says.
    async fn sees_part(&self, selector: &str, said: &str) {
        self.ask(selector, async |element| Ok(element.text().await?.contains(said).then_some(()))).await;
    }

    /// Does something with an element, once. It is tried again only where the page took the element away before.
    async fn act(&self, selector: &str, act: impl AsyncFn(Element) -> Result<(), CmdError>) {
        self.ask(selector, async |element| match act(element).await {
            Ok(()) => Ok(Some(())),
            Err(error) if error.is_stale_element_reference() => Ok(None),
            Err(error) => panic!("{selector}: {error}"),
        })
        .await;
    }

    async fn fill(&self, selector: &str, text: &str) {
        self.act(selector, async |element| {
            element.clear().await?;
            element.send_keys(text).await
        })
        .await;
    }

    async fn click(&self, selector: &str) {
        self.act(selector, async |element| element.click().await).await;
    }

    /// Signs in to the administrator's pages.
    async fn sign_in(&self, service: &Running, name: &str) {
        self.goto(&format!("{}/admin", service.root)).await;
        self.fill("#nom", name).await;
        self.fill("#mot-de-passe", PASSWORD).await;
        self.click("button[type=submit]").await;
        self.sees_part("h1", "Accueil").await;
    }

    /// Decides by a key, and waits for the page that says so.
    async fn press(&self, key: &str) {
        self.press_on(key, ".done").await;
    }

    /// Presses a key, and waits for an element of the next page.
    async fn press_on(&self, key: &str, then: &str) {
        self.text("main").await;
        self.act("body", async |body| body.send_keys(key).await).await;
        self.text(then).await;
    }

    /// Opens PRONOTE without a session, and signs in at the CAS server.
    async fn come(&self, entrance: &str, account: &str) {
        self.goto(entrance).await;
        self.insist("cookies", async || self.client.delete_all_cookies().await.map(Some)).await;
        self.goto(entrance).await;
        self.fill("input[name=username]", account).await;
        self.fill("input[name=password]", "secret").await;
        self.click("button[type=submit], input[type=submit]").await;
        // The way back may take longer than the click.
        let deadline = Instant::now() + PATIENCE;
        while !self.address().await.starts_with(entrance) {
            assert!(Instant::now() < deadline, "{account} does not come back from the CAS server");
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }
}

impl Drop for Chromium {
    fn drop(&mut self) {
        // The browser ends with its driver's session, else with the driver.
        let _ = self.driver.kill();
        let _ = self.driver.wait();
    }
}

fn hyper_util_connector() -> hyper_util::client::legacy::connect::HttpConnector {
    hyper_util::client::legacy::connect::HttpConnector::new()
}

/// The service on a base with the portal's accounts, its configuration naming this CAS server.
fn serve(work: &WorkDir, database: &Database, cas: &CasServer) -> (Running, String) {
    let port = Running::free_port();
    let entrance = format!("http://127.0.0.1:{port}/{UAI}/");
    let fixture = format!("{}/fixtures/premiere-connexion/identite.toml", env!("CARGO_MANIFEST_DIR"));
    let config = std::fs::read_to_string(fixture)
        .unwrap()
        .replace("https://pronote.college.example/0061234J", entrance.trim_end_matches('/'))
        .replace("https://cas.toutatice.example/cas", &cas.root)
        .replace("parents = \"National_TUT\"", "parents = \"National_TUT;National_2\"")
        // The portal's schools are others.
        .replace("uai = \"0061234J\"\n", "");
    work.write("cas.toml", config);
    work.write("base.csv", BASE);
    let database = database.address.as_str();
    // Among the people of the collège, since in a school of six a name is no evidence.
    let college =
        |profile: &str, file: &str| format!("{profile}{}/fixtures/college/{file}", env!("CARGO_MANIFEST_DIR"));
    let (pupils, parents, staff) =
        (college("Élèves=", "eleves.csv"), college("Parents=", "parents.csv"), college("", "personnels.xlsx"));
    let lists = ["--base", "base.csv", "--base", &pupils, "--base", &parents, "--base", &staff];
    let import = ["import", "--database", database, "--school", UAI, "--config", "cas.toml"];
    work.command(import.iter().chain(&lists)).assert().success().stdout(contains(", modifiés : 0 "));
    let arguments = ["--database", database, "--insecure-cookies"];
    (Running::start_at(work, &format!("127.0.0.1:{port}"), &arguments, 1), entrance)
}

async fn everybody_gets_in(database: Database) {
    let (work, cas, chromium) = (WorkDir::new(), CasServer::start(), Chromium::start().await);
    let (_service, entrance) = serve(&work, &database, &cas);
    for (account, space, name) in [
        ("pronote_personnel", "Espace Personnels", "Pronote Pronote_personnel"),
        ("pronote_eleve", "Espace Élèves", "Pronote Pronote_eleve"),
        ("pronote_parent", "Espace Parents", "Pronote Pronote_parent"),
    ] {
        // The second time, the id is known.
        for _ in 0..2 {
            chromium.come(&entrance, account).await;
            chromium.sees("#who", name).await;
            chromium.sees("h1", space).await;
            let address = chromium.address().await;
            assert!(!address.contains("ticket"), "{address}");
        }
    }
    // Two profiles: the person chooses.
    chromium.come(&entrance, "pronote_professeur").await;
    chromium.sees("h1", "Choisissez votre espace").await;
    chromium.click("a[href$='/espace/parents']").await;
    chromium.sees("h1", "Espace Parents").await;
    // Signing out at the ENT signs out here.
    chromium.goto(&format!("{}/logout", cas.root)).await;
    let deadline = Instant::now() + PATIENCE;
    loop {
        chromium.goto(&format!("{entrance}espace/parents")).await;
        if chromium.address().await.starts_with(&cas.root) {
            break;
        }
        assert!(Instant::now() < deadline, "the session goes on");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    // No name, birth date or ticket in the log.
    let log = std::fs::read_to_string(work.path("log.txt")).unwrap().to_lowercase();
    assert!(log.contains("linked") && log.contains("granted"), "{log}");
    for secret in ["pronote_", "st-", "2000", "e-0001"] {
        assert!(!log.contains(secret), "{secret} in {log}");
    }
}

async fn a_failure_is_corrected_by_its_owner(database: Database) {
    let (work, cas, chromium) = (WorkDir::new(), CasServer::start(), Chromium::start().await);
    let (_service, entrance) = serve(&work, &database, &cas);
    chromium.come(&entrance, "noelle").await;
    chromium.sees("h1", "Identification impossible").await;
    chromium.sees("#failure", "1").await;
    // The form shows the identity that the ENT sent, with its markup as text.
    let given = chromium.client.find(Locator::Css("#prenom")).await.unwrap();
    assert_eq!(given.prop("value").await.unwrap().as_deref(), Some("Noëlle & Zoé <test>"));
    chromium.fill("#naissance", "le dix janvier").await;
    chromium.click("button[type=submit]").await;
    chromium.sees_part("#naissance-aide", "pas une date").await;
    chromium.fill("#naissance", "11/01/2004").await;
    chromium.click("button[type=submit]").await;
    // It helps nobody; the case stays the same one.
    chromium.sees("#failure", "1").await;
    // Somebody whose correction says who it is gets in, and is known from then on.
    chromium.come(&entrance, "luci").await;
    chromium.sees("h1", "Identification impossible").await;
    for (field, text) in [("#nom", "Pinard"), ("#prenom", "Lucie"), ("#naissance", "02/05/2011")] {
        chromium.fill(field, text).await;
    }
    chromium.click("button[type=submit]").await;
    chromium.sees("#who", "Lucie PINARD").await;
    chromium.come(&entrance, "luci").await;
    chromium.sees("h1", "Espace Élèves").await;
}

/// A failure of the collège from the user's click to the next login, past the administrator: by keys, with the undoing in between.
/// Then two administrators at once, and the reset of a year.
async fn an_administrator_resolves_a_failure(database: Database) {
    let (work, cas, chromium) = (WorkDir::new(), CasServer::start(), Chromium::start().await);
    let (service, entrance) = serve(&work, &database, &cas);
    work.write("password", PASSWORD);
    for name in ["proviseur", "adjoint"] {
        let add = ["admin", "add", "--database", &database.address, "--name", name, "--school", UAI];
        work.command(add.iter().chain(&["--password-file", "password"])).assert().success();
    }
    chromium.come(&entrance, "noelle").await;
    chromium.sees("#failure", "1").await;

    let desk = Chromium::start().await;
    desk.sign_in(&service, "proviseur").await;
    let failure = format!("{}/{UAI}/admin/echecs/1", service.root);
    for (decision, outcome) in [("1", "Espace Élèves"), ("u", "Identification impossible")] {
        desk.goto(&failure).await;
        desk.press(decision).await;
        chromium.come(&entrance, "noelle").await;
        chromium.sees("h1", outcome).await;
    }
    // Two have the same page open; the one who is slower is told.
    let late = Chromium::start().await;
    late.sign_in(&service, "adjoint").await;
    late.goto(&failure).await;
    late.text("main").await;
    desk.goto(&failure).await;
    desk.press("1").await;
    late.press_on("r", ".error").await;
    late.sees_part(".error", "Quelqu’un d’autre l’a changé").await;
    chromium.come(&entrance, "noelle").await;
    chromium.sees("h1", "Espace Élèves").await;

    // A new year: whoever was let in is out, and comes as at a first connection.
    desk.goto(&format!("{}/{UAI}/admin/identifiants", service.root)).await;
    desk.click("input[value=eleves]").await;
    desk.click("input[name=compris]").await;
    desk.click("main button[type=submit]").await;
    // Twelve pupils of the collège had an id before.
    desk.sees(".done", "13 identifiants retirés.").await;
    chromium.goto(&format!("{entrance}espace/eleves")).await;
    // The ENT still knows the person, PRONOTE does not.
    chromium.sees("h1", "Identification impossible").await;
    desk.click("td form button").await;
    desk.sees_part(".done", "annulée").await;
    chromium.come(&entrance, "noelle").await;
    chromium.sees("h1", "Espace Élèves").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_administrator_resolves_a_failure_on_sqlite() {
    an_administrator_resolves_a_failure(Database::sqlite()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_administrator_resolves_a_failure_on_postgres() {
    an_administrator_resolves_a_failure(Database::postgres()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn everybody_gets_in_on_sqlite() {
    everybody_gets_in(Database::sqlite()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn everybody_gets_in_on_postgres() {
    everybody_gets_in(Database::postgres()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_failure_is_corrected_by_its_owner_on_sqlite() {
    a_failure_is_corrected_by_its_owner(Database::sqlite()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_failure_is_corrected_by_its_owner_on_postgres() {
    a_failure_is_corrected_by_its_owner(Database::postgres()).await;
}
