//! The door, where the ENT's CAS server is slow, down, or lies: the visitor is told what to do, the log why, and nobody else waits.

use std::collections::BTreeMap;
use std::process::Command;
use std::time::{Duration, Instant};

use reqwest::header::{self, HeaderValue};
use reqwest::{Client, RequestBuilder, Response, redirect};

use crate::cas_server::CasServer;
use crate::desk_browser::Browser;
use crate::lying_cas::{Lie, LyingCas};
use crate::running::Running;
use crate::work_dir::{WorkDir, text};

/// Its CAS server lies.
const LIED_TO: &str = "0061234J";
/// Its CAS server is down.
const CUT_OFF: &str = "0350001L";
/// Its CAS server is a real one.
const WELL: &str = "0350030T";

/// The title of the page, and the code in the log, of what is done to a ticket.
fn expected(lie: Lie) -> Option<(&'static str, &'static str)> {
    const NO_ANSWER: &str = "L’ENT ne répond pas";
    const AGAIN: &str = "Connexion à recommencer";
    Some(match lie {
        Lie::Truth => return None,
        Lie::Late | Lie::Silence | Lie::Trickle => (NO_ANSWER, "cas_timeout"),
        Lie::HangUp => (NO_ANSWER, "cas_interrupted"),
        Lie::Page | Lie::Text | Lie::OtherXml => (NO_ANSWER, "not_a_cas_response"),
        Lie::Half => (NO_ANSWER, "malformed_response"),
        Lie::Doctype => (NO_ANSWER, "doctype_refused"),
        Lie::Large | Lie::Endless => (NO_ANSWER, "response_too_large"),
        Lie::OtherService => (NO_ANSWER, "wrong_audience"),
        Lie::Expired => (AGAIN, "assertion_expired"),
        Lie::Refusal => (AGAIN, "refused_ticket"),
        Lie::Status => (NO_ANSWER, "cas_http_status"),
        Lie::Redirect => (NO_ANSWER, "cas_redirect"),
    })
}

/// Three schools, each with a CAS server of its own, served.
struct Doors {
    running: Running,
    work: WorkDir,
    cas: CasServer,
}

impl Doors {
    async fn start() -> Self {
        let work = WorkDir::new();
        let port = Running::free_port();
        let root = format!("http://127.0.0.1:{port}");
        let lying = LyingCas::start(format!("{root}/{LIED_TO}/")).await;
        let cas = CasServer::start();
        let down = format!("http://127.0.0.1:{}/cas", Running::free_port());
        work.command(["synth", "--college", "--out", "college"]).assert().success();
        work.write(
            "pronote.csv",
            "IDPN;Profil;Nom;Prénom;Date de naissance\n9;Élève;Pronote_eleve;Pronote;01/01/2000\n",
        );
        let fixture = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/premiere-connexion/identite.toml");
        let fixture = std::fs::read_to_string(fixture).unwrap();
        for (uai, server) in [(LIED_TO, &lying.root), (CUT_OFF, &down), (WELL, &cas.root)] {
            let toml = fixture
                .replace("https://pronote.college.example/0061234J", &format!("{root}/{uai}"))
                .replace("https://cas.toutatice.example/cas", server)
                // What the real server vouches for is of other schools.
                .replace("uai = \"0061234J\"\n", "");
            work.write("cas.toml", toml);
            let lists = ["--base", "Élèves=college/eleves.csv", "--base", "pronote.csv"];
            let import = ["import", "--database", "s.db", "--school", uai, "--config", "cas.toml"];
            work.command(import.iter().chain(&lists)).assert().success();
        }
        let arguments = ["--database", "s.db", "--insecure-cookies"];
        let running = Running::start_at(&work, &format!("127.0.0.1:{port}"), &arguments, 1);
        Self { running, work, cas }
    }

    /// Where the ENT sends somebody with a ticket.
    fn door(&self, uai: &str, ticket: &str) -> String {
        format!("{}/{uai}/?ticket={ticket}", self.running.root)
    }

    /// Comes in with a ticket that a real CAS server gave.
    async fn come_well(&self) {
        let service = format!("{}/{WELL}/", self.running.root);
        let ticket = self.cas.ticket_text("pronote_eleve", &service).await;
        let browser = Client::builder().cookie_store(true).no_proxy().build().unwrap();
        // Sent to the CAS server from here, as the ticket shows.
        browser.get(format!("{}/{WELL}/", self.running.root)).send().await.unwrap();
        let page = browser.get(self.door(WELL, &ticket)).send().await.unwrap();
        assert_eq!(page.url().path(), format!("/{WELL}/espace/eleves"), "{}", self.log());
    }

    fn log(&self) -> String {
        std::fs::read_to_string(self.work.path("log.txt")).unwrap()
    }

    /// Everything that is in the database, as SQL.
    fn dump(&self) -> String {
        let script = "import sqlite3, sys\nprint('\\n'.join(sqlite3.connect(sys.argv[1]).iterdump()))";
        let database = self.work.path("s.db");
        let dumped = Command::new("python3").args(["-c", script]).arg(database).output().unwrap();
        assert!(dumped.status.success(), "{}", text(&dumped.stderr));
        text(&dumped.stdout)
    }
}

/// Sends all of them at once, and waits for the answers.
async fn at_once(requests: impl Iterator<Item = RequestBuilder>) -> Vec<reqwest::Result<Response>> {
    let sent: Vec<_> = requests.map(|request| tokio::spawn(request.send())).collect();
    let mut answers = Vec::new();
    for one in sent {
        answers.push(one.await.unwrap());
    }
    answers
}

/// A browser that was sent to the CAS server and comes back.
fn client() -> Client {
    let cookie = [(header::COOKIE, HeaderValue::from_static("rapproche_depart=1"))].into_iter().collect();
    Client::builder().default_headers(cookie).no_proxy().redirect(redirect::Policy::none()).build().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_comes_by_a_server_that_fails_is_told_what_to_do() {
    let doors = Doors::start().await;
    let before = doors.dump();
    let client = client();
    let mut cases: Vec<(String, String, &str, &str)> = Vec::new();
    for lie in Lie::ALL {
        if let Some((title, code)) = expected(lie) {
            cases.push((doors.door(LIED_TO, &lie.ticket()), lie.ticket(), title, code));
        }
    }
    let down = "ST-down-secret".to_owned();
    cases.push((doors.door(CUT_OFF, &down), down, "L’ENT ne répond pas", "cas_unreachable"));
    // All of them at once: the slowest take ten seconds.
    let answers = at_once(cases.iter().map(|(address, ..)| client.get(address))).await;
    for ((_, ticket, title, _), answer) in cases.iter().zip(answers) {
        let answer = answer.unwrap();
        assert!([200, 502, 503].contains(&answer.status().as_u16()), "{ticket}: {}", answer.status());
        assert!(answer.headers().get("set-cookie").is_none(), "{ticket}: nobody came, and there is no session");
        let page = answer.text().await.unwrap();
        assert!(page.contains("<html lang=\"fr\">") && page.contains(&format!("<h1>{title}</h1>")), "{ticket}: {page}");
        // What to do next stands on the page as words and as a link to the ENT.
        assert!(
            page.contains("class=\"button\" href=\"http://127.0.0.1:") && page.contains("/cas/login?service="),
            "{page}"
        );
        for inner in [ticket, "panicked", "Error", "src/", "ABBRI", "Victoria"] {
            assert!(!page.contains(inner), "{inner} stands in {page}");
        }
    }
    assert_eq!(doors.dump(), before, "nothing is written of somebody who was not vouched for");

    let log = doors.log();
    let mut codes: BTreeMap<&str, usize> = BTreeMap::new();
    for line in log.lines().filter(|line| line.contains("vouches for nobody")) {
        let code = line.split("code=\"").nth(1).and_then(|rest| rest.split('"').next());
        *codes.entry(code.unwrap_or(line)).or_default() += 1;
    }
    let mut all: BTreeMap<&str, usize> = BTreeMap::new();
    for (.., code) in &cases {
        *all.entry(code).or_default() += 1;
    }
    assert_eq!(codes, all, "one line each\n{log}");
    for secret in ["secret", "ST-", "ABBRI", "Victoria", "X7KQ2MBD", "2011"] {
        assert!(!log.contains(secret), "{secret} stands in {log}");
    }

    // It was the lies: the same reply without one lets the same person in.
    let truth = client.get(doors.door(LIED_TO, &Lie::Truth.ticket())).send().await.unwrap();
    assert_eq!(truth.headers()["location"], format!("/{LIED_TO}/espace"), "{}", doors.log());
    assert_ne!(doors.dump(), before);
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_waits_for_a_slow_server_keeps_nobody_else_waiting() {
    const WAITING: usize = 200;
    /// So many tickets of one school are validated at once.
    const AT_ONCE: usize = 128;
    let doors = Doors::start().await;
    let client = client();
    let begun = Instant::now();
    let ticket = Lie::Silence.ticket();
    let requests: Vec<_> = (0..WAITING).map(|_| client.get(doors.door(LIED_TO, &ticket))).collect();
    let waiting = tokio::spawn(at_once(requests.into_iter()));
    tokio::time::sleep(Duration::from_millis(500)).await;
    // The way of somebody else by a CAS server that works, and what the same school still answers by itself.
    doors.come_well().await;
    for path in ["/sante", "/pret", &format!("/{LIED_TO}/"), &format!("/{WELL}/"), "/admin/connexion"] {
        let asked = Instant::now();
        let answer = client.get(format!("{}{path}", doors.running.root)).send().await.unwrap();
        assert!(answer.status().is_success() || answer.status().is_redirection(), "{path}: {}", answer.status());
        assert!(asked.elapsed() < Duration::from_secs(3), "{path} took {:?}", asked.elapsed());
    }
    assert!(begun.elapsed() < Duration::from_secs(9), "it took {:?}, with everybody still waiting", begun.elapsed());
    assert!(!waiting.is_finished(), "they wait");
    let (mut asked, mut told) = (0, 0);
    for answer in waiting.await.unwrap() {
        let answer = answer.unwrap();
        match answer.status().as_u16() {
            200 => asked += 1,
            503 => {
                assert_eq!(answer.headers()["retry-after"], "10");
                let page = answer.text().await.unwrap();
                assert!(page.contains("<h1>Beaucoup de monde se connecte</h1>"), "{page}");
                assert!(page.contains("/cas/login?service="), "{page}");
                told += 1;
            }
            other => panic!("{other}"),
        }
    }
    assert_eq!((asked, told), (AT_ONCE, WAITING - AT_ONCE), "those beyond are told at once");
    // Nobody waits longer than the client of CAS servers does.
    assert!(begun.elapsed() < Duration::from_secs(20), "{:?}", begun.elapsed());
}

/// A ticket that somebody else sends along signs nobody in: whoever is at the browser comes back with one of their own.
#[tokio::test(flavor = "multi_thread")]
async fn a_ticket_of_somebody_else_is_not_taken() {
    let doors = Doors::start().await;
    let service = format!("{}/{WELL}/", doors.running.root);
    let ticket = doors.cas.ticket_text("pronote_eleve", &service).await;
    let before = doors.dump();
    let victim = Client::builder().cookie_store(true).no_proxy().redirect(redirect::Policy::none()).build().unwrap();
    let answer = victim.get(doors.door(WELL, &ticket)).send().await.unwrap();
    assert_eq!(answer.headers()["location"], "?depart=true");
    let cookie = answer.headers()["set-cookie"].to_str().unwrap();
    assert!(cookie.starts_with("rapproche_depart=1;") && cookie.contains("Max-Age=600"), "{cookie}");
    let on = victim.get(format!("{service}?depart=true")).send().await.unwrap();
    let login = on.headers()["location"].to_str().unwrap();
    assert!(login.starts_with(&format!("{}/login?service=", doors.cas.root)), "{login}");
    assert_eq!(doors.dump(), before, "no session");
    // Nobody goes round in circles whose browser keeps no cookies.
    let without = Client::builder().no_proxy().redirect(redirect::Policy::none()).build().unwrap();
    let page = without.get(format!("{service}?depart=true")).send().await.unwrap().text().await.unwrap();
    assert!(page.contains("<h1>Cookies nécessaires</h1>"), "{page}");
}

/// Whoever makes tickets up has the CAS server asked no more than a large school would.
#[tokio::test(flavor = "multi_thread")]
async fn tickets_of_one_address_have_an_end() {
    const PER_MINUTE: usize = 3_000;
    let doors = Doors::start().await;
    let client = client();
    // No ticket can be this long: nobody is asked, and it counts.
    let door = doors.door(CUT_OFF, &"x".repeat(2_000));
    let mut come = 0;
    let refused = loop {
        let answers = at_once((0..50).map(|_| client.get(&door))).await;
        come += answers.len();
        let refused = answers.into_iter().map(Result::unwrap).find(|answer| answer.status() == 429);
        if let Some(refused) = refused {
            break refused;
        }
        assert!(come < 5 * PER_MINUTE, "there is no end");
    };
    assert!(come > PER_MINUTE, "{come}");
    assert_eq!(refused.headers()["retry-after"], "60");
    assert!(refused.text().await.unwrap().contains("Trop de tentatives"));
    // Whoever comes without a ticket is led to the ENT.
    let sent = client.get(format!("{}/{CUT_OFF}/", doors.running.root)).send().await.unwrap();
    assert!(sent.headers()["location"].to_str().unwrap().contains("/cas/login"));
}

/// A correction while the door is shut, and after. Meanwhile the administrator had put the failure off, which is not what closes it.
#[tokio::test(flavor = "multi_thread")]
async fn a_correction_goes_by_the_door_as_it_is_now() {
    const PASSWORD: &str = "un-mot-de-passe-de-test";
    let doors = Doors::start().await;
    doors.work.write("password", PASSWORD);
    let add = ["admin", "add", "--database", "s.db", "--school", WELL, "--name", "adjoint", "--password-file"];
    doors.work.command(add.iter().chain(&["password"])).assert().success();
    let service = format!("{}/{WELL}/", doors.running.root);
    let visitor = Client::builder().cookie_store(true).no_proxy().build().unwrap();
    let come = async || {
        visitor.get(&service).send().await.unwrap();
        let ticket = doors.cas.ticket_text("luci", &service).await;
        let page = visitor.get(doors.door(WELL, &ticket)).send().await.unwrap().text().await.unwrap();
        assert!(page.contains("<h1>Identification impossible</h1>"), "{page}");
        page.split("name=\"csrf\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned()
    };
    let correct = async |csrf: &str| {
        let typed = [("csrf", csrf), ("nom", "Pinard"), ("prenom", "Lucie"), ("naissance", "02/05/2011")];
        let sent = visitor.post(format!("{service}identification")).form(&typed).send().await.unwrap();
        (sent.url().to_string(), sent.text().await.unwrap())
    };
    let linked = || doors.dump().lines().any(|line| line.contains("INTO \"links\"") && line.contains("L-0001"));
    let toml = std::fs::read_to_string(doors.work.path("cas.toml")).unwrap();
    let publish = async |is_open: bool| {
        doors.work.write("cas.toml", toml.replace("publication = true", &format!("publication = {is_open}")));
        let import = ["import", "--database", "s.db", "--school", WELL, "--config", "cas.toml"];
        doors.work.command(import).assert().success();
        let deadline = Instant::now() + Duration::from_secs(20);
        while client().get(&service).send().await.unwrap().status().is_redirection() != is_open {
            assert!(Instant::now() < deadline, "the service goes by an older configuration");
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    };
    let csrf = come().await;
    publish(false).await;
    let (_, page) = correct(&csrf).await;
    assert!(page.contains("<h1>PRONOTE est fermé pour le moment</h1>") && !linked(), "{page}");
    publish(true).await;
    let (address, _) = correct(&csrf).await;
    assert!(address.starts_with(&doors.cas.root) && !linked(), "the session has ended: {address}");

    let csrf = come().await;
    let desk = Browser::sign_in(&doors.running.root, WELL, "adjoint", PASSWORD).await;
    let page = desk.open("/echecs/1").await;
    let fields = [("csrf", page.field("csrf")), ("version", page.field("version")), ("acte", "postpone")];
    desk.post("/echecs/1/decision", &fields).await.must_hold("remis à plus tard");
    let (_, page) = correct(&csrf).await;
    assert!(page.contains("Lucie PINARD") && linked(), "{page}");
    let closed = desk.open("/echecs/1").await;
    closed.must_hold("Déjà traité : <strong>rapproché</strong>.");
    closed.must_lack("Annuler cette décision");
}
