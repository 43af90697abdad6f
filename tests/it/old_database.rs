//! Databases that older versions have written, as `fixtures/service` keeps them: opened, brought up to date, and worked on.
//!
//! What is in each is told in `fixtures/README.md`. A version that changes what is kept adds the last state before it, and takes none
//! away.

use std::process::Command;

use rapproche::cas::response::{Checks, Limits, Validated, parse};
use rapproche::identity::Lang;
use rapproche::service::{Act, Service};
use rapproche::store::{FailureFilter, FailureState, Scope, Store};
use reqwest::{Client, redirect};

use crate::databases::Database;
use crate::desk_browser::sign_in;
use crate::running::Running;
use crate::work_dir::{WorkDir, text};

const SCHOOL: &str = "0061234J";
const PASSWORD: &str = "un-mot-de-passe-de-2026";
const TOKEN: &str = "rapproche_0001";

/// Who was linked at the door, by what an administrator decided, and whose decision was taken back.
const VICTORIA: i64 = 1;
const CELIA: i64 = 2;
const DAWSON: i64 = 3;

fn fixture(name: &str) -> String {
    format!("{}/fixtures/{name}", env!("CARGO_MANIFEST_DIR"))
}

fn sqlite(version: &str) -> Database {
    let database = Database::sqlite();
    std::fs::copy(fixture(&format!("service/base-{version}.db")), &database.address).unwrap();
    database
}

fn postgres(version: &str) -> Database {
    let database = Database::postgres();
    database.restore(&fixture(&format!("service/base-{version}.sql")));
    database
}

/// What the ENT sends of Victoria, or of somebody else of her school in her place.
fn sent(changes: &[(&str, &str)]) -> Validated {
    let mut reply = std::fs::read_to_string(fixture("premiere-connexion/eleve-exact.xml")).unwrap();
    for (from, to) in changes {
        reply = reply.replace(from, to);
    }
    parse(reply.as_bytes(), &Checks::stored(), &Limits::default()).unwrap()
}

async fn everything_is_there(database: Database, audit: (i64, &str)) {
    let store = Store::open(&database.address).await.unwrap();
    let schools = store.schools().await.unwrap();
    assert_eq!((schools.len(), schools[0].uai.as_str(), schools[0].name.as_str()), (1, SCHOOL, "Collège de l’exemple"));
    let users = store.users(SCHOOL).await.unwrap();
    let gone: Vec<&str> =
        users.iter().filter(|user| user.vanished_at.is_some()).map(|user| user.idpn.as_str()).collect();
    assert_eq!((users.len(), &gone[..]), (190, &["1100427"][..]));
    assert_eq!(store.relations(SCHOOL).await.unwrap().len(), 34);
    let links = store.links(SCHOOL).await.unwrap();
    let of = |user| links.iter().find(|link| link.user == user).map(|link| (link.cas_id.as_str(), link.basis.key()));
    assert_eq!(of(VICTORIA), Some(("X7KQ2MBD", "identity")));
    assert_eq!(of(CELIA), Some(("CELIA001", "administrator")));
    assert_eq!((of(DAWSON), links.iter().filter(|link| link.basis.key() == "base").count()), (None, 3));

    let mut states = Vec::new();
    for state in FailureState::ALL {
        let filter = FailureFilter { state: Some(state), ..FailureFilter::default() };
        for failure in store.failures(SCHOOL, &filter).await.unwrap() {
            states.push((failure.number, state.key(), failure.cas_id.unwrap()));
        }
    }
    states.sort();
    let expected = [(1, "rejected", "N2QTZ5SK"), (2, "linked", "CELIA001"), (3, "postponed", "DAWSON01")];
    assert_eq!(states, expected.map(|(number, state, id)| (number, state, id.to_owned())));
    let typed = store.corrections(SCHOOL, 2).await.unwrap();
    assert_eq!((typed.len(), typed[0].outcome.as_str()), (1, "too_far"));
    let decisions = store.decisions(SCHOOL, 100).await.unwrap();
    let kinds: Vec<(&str, &str, bool)> = decisions
        .iter()
        .rev()
        .map(|decision| (decision.kind.as_str(), decision.made_by.as_str(), decision.undone.is_some()))
        .collect();
    assert_eq!(
        kinds,
        [
            ("link", "admin:principale", false),
            ("reject", "admin:secretariat", false),
            ("postpone", "token:ent", false),
            ("link", "admin:secretariat", true),
        ]
    );
    let administrators = store.administrators().await.unwrap();
    let roles: Vec<(&str, &str)> = administrators.iter().map(|one| (one.name.as_str(), one.role.key())).collect();
    assert_eq!(roles, [("principale", "configure"), ("secretariat", "decide")]);
    let tokens = store.tokens().await.unwrap();
    assert_eq!((tokens.len(), &tokens[0].scopes[..]), (1, &[Scope::Resolve, Scope::Read][..]));
    assert_eq!(store.credential(SCHOOL, "marie.dupont").await.unwrap().unwrap().user, 5);
    // The chain is whole, and ends where it ended then.
    let verified = store.verify_audit().await.unwrap().unwrap();
    assert_eq!(verified, [(SCHOOL.to_owned(), audit.0, audit.1.to_owned())]);
    store.close().await;
    it_is_worked_on(&database).await;
    its_people_sign_in(&database).await;
}

async fn it_is_worked_on(database: &Database) {
    let service = Service::open(Store::open(&database.address).await.unwrap()).await.unwrap();
    let school = service.school(SCHOOL).unwrap();
    let celia = sent(&[
        ("X7KQ2MBD", "CELIA001"),
        ("ABBRI", "ABDELAOUI"),
        (">Victoria<", ">Celie<"),
        ("22/03/2011", "14/03/2011"),
    ]);
    for (reply, user) in [(&sent(&[]), VICTORIA), (&celia, CELIA)] {
        let arrival = school.arrive(reply).await.unwrap();
        assert_eq!((arrival.code, arrival.accesses[0].1), ("granted", user));
    }
    // A decision of then is taken back, and what was taken back then is not taken back again.
    school.undo("admin:principale", 1).await.unwrap();
    assert_eq!(school.undo("admin:principale", 4).await.unwrap_err().code(), "changed");
    assert_ne!(school.arrive(&celia).await.unwrap().code, "granted");
    let failure = school.failure(2, Lang::Fr).await.unwrap();
    assert_eq!((failure.row.state, failure.corrections.len()), (FailureState::Open, 1));
    school.decide("admin:principale", 2, failure.row.version, Act::Link { user: CELIA }).await.unwrap();
    // The failure that was put off is decided.
    let version = school.failure(3, Lang::Fr).await.unwrap().row.version;
    school.decide("admin:secretariat", 3, version, Act::Link { user: DAWSON }).await.unwrap();
    assert!(service.store().verify_audit().await.unwrap().is_ok());
    service.store().close().await;
    // Who had left comes back with the list of then, and has the id again.
    let work = WorkDir::new();
    let list = fixture("service/base.csv");
    let import = ["import", "--database", &database.address, "--school", SCHOOL, "--base", &list];
    let said = work.command(import).assert().success();
    let said = text(&said.get_output().stdout);
    assert!(
        said.starts_with(
            "Utilisateurs : 190 ; nouveaux : 0, modifiés : 1 (dont revenus : 1), partis et gardés de côté : 0."
        ),
        "{said}"
    );
    let store = Store::open(&database.address).await.unwrap();
    let links = store.links(SCHOOL).await.unwrap();
    assert!(links.iter().any(|link| link.cas_id == "CVR7KGXG"), "the one who is back");
    assert_eq!(links.len(), 7);
    store.close().await;
}

async fn its_people_sign_in(database: &Database) {
    let work = WorkDir::new();
    let running = Running::start(&work, &["--database", &database.address, "--insecure-cookies"], 1);
    let client = Client::builder().no_proxy().redirect(redirect::Policy::none()).build().unwrap();
    for name in ["principale", "secretariat"] {
        sign_in(&running.root, name, PASSWORD).await;
    }
    let table = client.get(format!("{}/api/v1/schools/{SCHOOL}/table", running.root)).bearer_auth(TOKEN);
    assert_eq!(table.send().await.unwrap().status(), 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_first_format_on_sqlite() {
    everything_is_there(sqlite("0001"), (13, "7c7ae32f11fc04095fcbca4ffdf42be8a66d0a41a39e14b679f49071544186ac")).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_first_format_on_postgres() {
    everything_is_there(postgres("0001"), (13, "b30bb1f224af1e272a15bf628e7c6b22392cf45ad382fbfa7092493940a28194"))
        .await;
}

impl Database {
    /// Reads a dump of PostgreSQL in.
    fn restore(&self, dump: &str) {
        let mut psql = Command::new("psql");
        psql.args(["--no-psqlrc", "--quiet", "-v", "ON_ERROR_STOP=1", "--dbname", &self.address, "-f", dump]);
        let done = psql.output().unwrap();
        assert!(done.status.success(), "{}", text(&done.stderr));
    }
}
