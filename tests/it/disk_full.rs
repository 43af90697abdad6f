//! A disk without room: what was asked for is refused whole, who asked and the log are told why, and it goes on once there is room.
//!
//! A limit on the size of files stands for the disk, since anybody may set one, and take it away from a process that runs.

use std::fmt::Write as _;
use std::process::Command;

use rapproche::store::Store;
use reqwest::{Client, redirect};
use serde_json::{Value, json};

use crate::desk_browser::SignInPage;
use crate::running::Running;
use crate::work_dir::{WorkDir, text};

const UAI: &str = "0061234J";
const PASSWORD: &str = "un-mot-de-passe-de-test";
/// What opening a database takes, and little more.
const ROOM: u64 = 48 * 1024;

/// The program, with so much room in each of its files. Without the trap, the system would end it.
fn cramped(work: &WorkDir, arguments: &[&str]) -> Command {
    let mut command = Command::new("sh");
    command
        .args(["-c", "trap '' XFSZ; exec prlimit --fsize=\"$0\": -- \"$@\"", &ROOM.to_string()])
        .arg(env!("CARGO_BIN_EXE_rapproche"))
        .args(arguments)
        .current_dir(work.path("."));
    command
}

/// So many pupils.
fn base(count: u32, school_year: u32) -> String {
    let mut list = "IDPN;Profil;Nom;Prénom;Date de naissance;Classe\n".to_owned();
    for number in 1..=count {
        let day = number % 28 + 1;
        writeln!(list, "{number};Élève;Famille{number};Prénom{number};{day:02}/03/2012;{school_year}").unwrap();
    }
    list
}

fn prepared() -> WorkDir {
    let work = WorkDir::new();
    work.write("base.csv", base(400, 1));
    work.write("next.csv", base(500, 2));
    work.write(
        "cas.csv",
        "uid;sn;givenName;ENTPersonDateNaissance;ENTPersonProfils\nx;Inconnu;Noé;01/01/2012;National_ELV\n",
    );
    work.write("password", PASSWORD);
    let import = ["import", "--database", "s.db", "--school", UAI, "--base", "base.csv", "--cas", "cas.csv"];
    work.command(import).assert().success();
    let admin = ["admin", "add", "--database", "s.db", "--name", "a", "--password-file", "password"];
    work.command(admin).assert().success();
    work
}

/// Users, the audit's last number, and decisions.
async fn state(work: &WorkDir) -> (usize, i64, usize) {
    let store = Store::open(work.path("s.db").to_str().unwrap()).await.unwrap();
    let users = store.users(UAI).await.unwrap().len();
    let verified = store.verify_audit().await.unwrap().unwrap();
    let decisions = store.decisions(UAI, 100).await.unwrap().len();
    store.close().await;
    let (_, last, _) = verified.into_iter().find(|(school, ..)| school == UAI).unwrap();
    (users, last, decisions)
}

#[tokio::test]
async fn an_import_without_room_changes_nothing() {
    let work = prepared();
    let before = state(&work).await;
    let import = ["import", "--database", "s.db", "--school", UAI, "--base", "next.csv"];
    for (lang, remedy) in [("fr", "Libérez de la place"), ("en", "Make room")] {
        let done = cramped(&work, &[&["--lang", lang][..], &import].concat()).output().unwrap();
        let said = text(&done.stderr);
        assert_eq!(done.status.code(), Some(4), "{said}");
        assert!(said.contains(remedy) && !said.contains("panicked"), "{said}");
        assert_eq!(state(&work).await, before);
    }
    // A database that cannot even be made.
    let new =
        cramped(&work, &["import", "--database", "new.db", "--school", UAI, "--base", "next.csv"]).output().unwrap();
    assert_eq!(new.status.code(), Some(4), "{}", text(&new.stderr));
    assert!(text(&new.stderr).contains("Libérez de la place"), "{}", text(&new.stderr));
    // And then there is room.
    work.command(import).assert().success();
    assert_eq!(state(&work).await, (500, before.1 + 1, before.2));
    work.command(["import", "--database", "new.db", "--school", UAI, "--base", "next.csv"]).assert().success();
}

#[tokio::test]
async fn a_service_without_room_says_so_and_goes_on_once_there_is() {
    let work = prepared();
    let token = ["token", "add", "--database", "s.db", "--school", UAI, "--name", "essai"];
    let said = work.command(token.iter().chain(&["--scope", "decide", "--scope", "import"])).assert().success();
    let token = text(&said.get_output().stdout).trim().rsplit(' ').next().unwrap().to_owned();
    let before = state(&work).await;
    let serve = ["serve", "--listen", "127.0.0.1:0", "--database", "s.db", "--insecure-cookies"];
    let service = Running::start_as(&work, cramped(&work, &serve), 1);
    let client = Client::builder().no_proxy().redirect(redirect::Policy::none()).build().unwrap();
    let api = format!("{}/api/v1/schools/{UAI}", service.root);
    let decide = async |version: i64, act: &str| -> (u16, Value) {
        let order = json!({ "version": version, "act": act });
        let request = client
            .post(format!("{api}/failures/1/decision"))
            .bearer_auth(&token)
            .header("content-type", "application/json")
            .body(order.to_string());
        let answer = request.send().await.unwrap();
        (answer.status().as_u16(), json_of(answer).await)
    };
    // The room that is left takes a few changes.
    let mut version = 1;
    let (status, problem) = loop {
        let (status, said) = decide(version, "postpone").await;
        if status != 200 {
            break (status, said);
        }
        version = said["version"].as_i64().unwrap();
        assert!(version < 100, "there is always room");
    };
    assert_eq!((status, problem["code"].as_str()), (503, Some("disk_full")), "{problem}");
    assert!(problem["detail"].as_str().unwrap().contains("place"), "{problem}");
    let full = state(&work).await;
    assert_eq!(full, (before.0, before.1 + version - 1, before.2 + version as usize - 1));

    let page = SignInPage::open(&client, &service.root).await;
    let sign_in = async || page.send(&client, "a", PASSWORD).send().await.unwrap();
    // A session takes less room than a decision: some may still find it.
    let refused = loop {
        let answer = sign_in().await;
        if answer.status() != 303 {
            break answer;
        }
    };
    assert_eq!((refused.status().as_u16(), refused.headers().get("set-cookie")), (503, None));
    let page = refused.text().await.unwrap();
    assert!(page.contains("Service indisponible") && page.contains("n’a plus de place"), "{page}");
    // A list that does not find room, and one that does and whose import does not.
    let large = base(5_000, 3);
    for (list, expected) in [(large.as_str(), 503), (&base(500, 2)[..], 202)] {
        let request = client.post(format!("{api}/imports")).bearer_auth(&token).body(list.to_owned());
        let answer = request.send().await.unwrap();
        assert_eq!(answer.status(), expected);
        let said = json_of(answer).await;
        if expected == 503 {
            assert_eq!(said["code"], "disk", "{said}");
            continue;
        }
        let job = ended(&client, &format!("{api}/jobs/{}", said["id"].as_str().unwrap()), &token).await;
        assert_eq!((&job["state"], &job["error"]["code"]), (&json!("failed"), &json!("disk_full")), "{job}");
        assert!(job["error"]["detail"].as_str().unwrap().contains("Libérez de la place"), "{job}");
    }
    // Who only reads goes on.
    assert_eq!(client.get(format!("{}/pret", service.root)).send().await.unwrap().status(), 200);
    assert_eq!(state(&work).await, full, "nothing half written");
    let log = std::fs::read_to_string(work.path("log.txt")).unwrap();
    assert!(log.lines().filter(|line| line.contains("code=\"disk_full\"")).count() >= 3, "{log}");
    assert!(!log.contains("panicked"), "{log}");

    let pid = service.process.id().to_string();
    assert!(Command::new("prlimit").args(["--pid", &pid, "--fsize=unlimited:"]).status().unwrap().success());
    assert_eq!(decide(version, "postpone").await.0, 200);
    assert_eq!(sign_in().await.status(), 303);
    let request = client.post(format!("{api}/imports")).bearer_auth(&token).body(large);
    let said = json_of(request.send().await.unwrap()).await;
    let job = ended(&client, &format!("{api}/jobs/{}", said["id"].as_str().unwrap()), &token).await;
    assert_eq!(job["state"], "done", "{job}");
    assert_eq!(state(&work).await.0, 5_000);
}

async fn json_of(answer: reqwest::Response) -> Value {
    serde_json::from_slice(&answer.bytes().await.unwrap()).unwrap()
}

/// A job that has ended.
async fn ended(client: &Client, address: &str, token: &str) -> Value {
    loop {
        let job = json_of(client.get(address).bearer_auth(token).send().await.unwrap()).await;
        if !["queued", "running"].contains(&job["state"].as_str().unwrap()) {
            return job;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
}
