//! A service that is killed while administrators decide: what was answered is there, and nothing is half done.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Mutex;
use std::time::Duration;

use rapproche::service::Act;
use rapproche::store::{FailureFilter, FailureState, Store, StoredDecision};
use reqwest::{Client, StatusCode};
use serde_json::{Value, json};

use crate::running::Running;
use crate::work_dir::{WorkDir, text};

const UAI: &str = "0061234J";
const ROUNDS: u64 = 100;
/// So many pupils, each of whom fails at the door at first.
const PUPILS: i64 = 40;
/// Administrators who work at once.
const DESKS: usize = 3;

/// What was answered, over all rounds.
#[derive(Default, Clone)]
struct Answered {
    /// Number of the decision, what it was, and its failure.
    decided: BTreeMap<i64, (&'static str, Option<i64>)>,
    undone: BTreeSet<i64>,
}

/// The base and the ENT's list, alike, by rules that link nobody: each failure has one candidate, who is certain.
fn prepare(work: &WorkDir) -> String {
    let day = |number: i64| format!("{:02}/{:02}/2012", number % 28 + 1, number % 12 + 1);
    let base = |number| format!("{number};Élève;Famille{number};Prénom{number};{}\n", day(number));
    let cas = |number| format!("id-{number};Famille{number};Prénom{number};{};National_ELV\n", day(number));
    let lines = |line: &dyn Fn(i64) -> String| (1..=PUPILS).map(line).collect::<String>();
    work.write("base.csv", format!("IDPN;Profil;Nom;Prénom;Date de naissance\n{}", lines(&base)));
    work.write("cas.csv", format!("uid;sn;givenName;ENTPersonDateNaissance;ENTPersonProfils\n{}", lines(&cas)));
    let import = ["import", "--database", "s.db", "--school", UAI, "--rules", "suggest", "--base", "base.csv"];
    work.command(import.iter().chain(&["--cas", "cas.csv"])).assert().success();
    let token = ["token", "add", "--database", "s.db", "--school", UAI, "--name", "essai"];
    let scopes = ["resolve", "read", "decide", "import"].map(|scope| ["--scope", scope]).concat();
    let said = work.command(token.iter().chain(&scopes)).assert().success();
    text(&said.get_output().stdout).trim().rsplit(' ').next().unwrap().to_owned()
}

/// One desk: looks at a failure, decides on it or takes the decision back, until nobody answers any more.
async fn work_on(base: &str, token: &str, mut random: u64, answered: &Mutex<Answered>) {
    let client = Client::builder().no_proxy().build().unwrap();
    let send = async |request: reqwest::RequestBuilder| -> Option<(StatusCode, Value)> {
        let answer = request.bearer_auth(token).send().await.ok()?;
        let status = answer.status();
        let bytes = answer.bytes().await.ok()?;
        Some((status, if bytes.is_empty() { Value::Null } else { serde_json::from_slice(&bytes).ok()? }))
    };
    loop {
        random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let failure = (random >> 33) as i64 % PUPILS + 1;
        let Some((status, seen)) = send(client.get(format!("{base}/failures/{failure}"))).await else { return };
        assert_eq!(status, 200, "{seen}");
        let is_closed = ["linked", "rejected"].contains(&seen["state"].as_str().unwrap());
        if is_closed && (random >> 20).is_multiple_of(4) {
            // The id of one user is taken away, if the failure was linked.
            let order = json!({ "user": failure }).to_string();
            let reset = client.post(format!("{base}/links/reset")).header("content-type", "application/json");
            let Some((status, said)) = send(reset.body(order)).await else { return };
            assert_eq!(status, 200, "{said}");
            if let Some(number) = said["decision"].as_i64() {
                let before = answered.lock().unwrap().decided.insert(number, ("reset", None));
                assert_eq!(before, None, "two decisions of one number");
            }
        } else if is_closed {
            let Some((_, last)) = send(client.get(format!("{base}/decisions?limit=500"))).await else { return };
            let decisions = last["decisions"].as_array().unwrap();
            let is_about = |one: &Value| one["failure"] == failure || one["links"][0]["user"] == failure;
            let stands = |one: &&Value| is_about(one) && one["undone_at"].is_null();
            let Some(number) = decisions.iter().find(stands).and_then(|one| one["number"].as_i64()) else { continue };
            let Some((status, said)) = send(client.post(format!("{base}/decisions/{number}/undo"))).await else {
                return;
            };
            // Another desk may have been faster.
            assert!([200, 409].contains(&status.as_u16()), "{said}");
            if status == 200 {
                assert!(answered.lock().unwrap().undone.insert(number), "{number} was taken back before");
            }
        } else {
            let (kind, act) = match (random >> 20) % 4 {
                0 => ("reject", Act::Reject),
                1 => ("postpone", Act::Postpone),
                _ => ("link", Act::Link { user: failure }),
            };
            let mut order = json!(act);
            order["version"] = seen["version"].clone();
            let decision = client.post(format!("{base}/failures/{failure}/decision"));
            let decision = decision.header("content-type", "application/json").body(order.to_string());
            let Some((status, said)) = send(decision).await else { return };
            assert!([200, 409].contains(&status.as_u16()), "{said}");
            if status == 200 {
                let number = said["decision"].as_i64().unwrap();
                let before = answered.lock().unwrap().decided.insert(number, (kind, Some(failure)));
                assert_eq!(before, None, "two decisions of one number");
            }
        }
    }
}

/// Holds what is kept against what was answered, and against itself.
async fn check(database: &str, answered: &Answered, round: u64) {
    let store = Store::open(database).await.unwrap();
    let decisions = store.decisions(UAI, u32::MAX).await.unwrap();
    let by_number: BTreeMap<i64, &StoredDecision> = decisions.iter().map(|one| (one.number, one)).collect();
    assert_eq!(by_number.keys().copied().collect::<Vec<_>>(), (1..=decisions.len() as i64).collect::<Vec<_>>());
    for (number, (kind, failure)) in &answered.decided {
        let kept = by_number.get(number).unwrap_or_else(|| panic!("round {round}: decision {number} is lost"));
        assert_eq!((kept.kind.as_str(), kept.failure), (*kind, *failure), "round {round}");
    }
    for number in &answered.undone {
        assert!(by_number[number].undone.is_some(), "round {round}: {number} stands again");
    }
    // What nobody was answered was under way: one for each desk and round.
    let most = answered.decided.len() + DESKS * (round as usize + 1);
    assert!(decisions.len() <= most, "round {round}: {} of {most}", decisions.len());

    // Links are those that the journal tells, and no others.
    let entries = store.audit(UAI, None, i64::MAX).await.unwrap();
    let mut told: BTreeSet<i64> = BTreeSet::new();
    for entry in entries.iter().rev() {
        let detail: Value = serde_json::from_str(&entry.detail).unwrap();
        let number = detail["decision"].as_i64();
        let of_decision = |number: i64| {
            let detail: Value = serde_json::from_str(&by_number[&number].detail).unwrap();
            let links = if by_number[&number].kind == "reset" { &detail["removed"] } else { &detail["links"] };
            links[0]["user"].as_i64()
        };
        match (entry.action.as_str(), number) {
            ("link", Some(number)) => assert!(told.insert(of_decision(number).unwrap()), "round {round}: {entry:?}"),
            ("reset", Some(number)) => assert!(told.remove(&of_decision(number).unwrap()), "round {round}: {entry:?}"),
            ("undo", Some(number)) if by_number[&number].kind == "link" => {
                assert!(told.remove(&of_decision(number).unwrap()), "round {round}: {entry:?}");
            }
            ("undo", Some(number)) if by_number[&number].kind == "reset" => {
                assert!(told.insert(of_decision(number).unwrap()), "round {round}: {entry:?}");
            }
            _ => {}
        }
    }
    let links = store.links(UAI).await.unwrap();
    let linked: BTreeSet<i64> = links.iter().map(|link| link.user).collect();
    assert_eq!((&linked, links.len()), (&told, linked.len()), "round {round}");
    assert!(links.iter().all(|link| link.cas_id == format!("id-{}", link.user)), "round {round}");
    // Nobody both waits and is linked, and nobody is forgotten.
    let mut all = 0;
    for state in FailureState::ALL {
        for failure in store.failures(UAI, &FailureFilter { state: Some(state), ..Default::default() }).await.unwrap() {
            all += 1;
            assert_eq!(failure.closed_at.is_some(), state.is_closed());
            // Whose id was taken away later has been dealt with all the same.
            assert!(!linked.contains(&failure.number) || state == FailureState::Linked, "round {round}: {failure:?}");
        }
    }
    assert_eq!(all, PUPILS, "round {round}");
    // One entry for each thing done.
    let count = |action: &str| entries.iter().filter(|entry| entry.action == action).count();
    let made = ["link", "reject", "postpone", "reset"].map(count).iter().sum::<usize>();
    assert_eq!(made, decisions.len(), "round {round}");
    assert_eq!(count("undo"), decisions.iter().filter(|one| one.undone.is_some()).count(), "round {round}");
    assert!(store.verify_audit().await.unwrap().is_ok(), "round {round}");
    store.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_decision_that_was_answered_survives_a_kill() {
    let work = WorkDir::new();
    let token = prepare(&work);
    let database = work.path("s.db").display().to_string();
    let answered = Mutex::<Answered>::default();
    for round in 0..ROUNDS {
        let mut service = Running::start(&work, &["--database", "s.db"], 1);
        let base = format!("{}/api/v1/schools/{UAI}", service.root);
        let desks = (0..DESKS).map(|desk| work_on(&base, &token, round * 31 + desk as u64, &answered));
        let kill = async {
            // From before the first answer to after some dozens.
            tokio::time::sleep(Duration::from_millis(round * 37 % ROUNDS * 2)).await;
            service.process.kill().unwrap();
            service.process.wait().unwrap();
        };
        let [first, second, third] = desks.collect::<Vec<_>>().try_into().ok().unwrap();
        tokio::join!(kill, first, second, third);
        let so_far = answered.lock().unwrap().clone();
        check(&database, &so_far, round).await;
    }
    let answered = answered.into_inner().unwrap();
    let (decided, undone) = (answered.decided.len(), answered.undone.len());
    // Otherwise the moments were badly chosen.
    assert!(decided > 100 && undone > 20, "{decided} decided, {undone} undone");
}

/// As whom the service lets each of the ids in, of those that it knows.
async fn known(client: &Client, base: &str, token: &str) -> BTreeMap<String, i64> {
    let mut known = BTreeMap::new();
    for number in 1..=PUPILS {
        let id = format!("id-{number}");
        let body = json!({ "subject": id, "attributes": { "ENTPersonProfils": ["National_ELV"] } }).to_string();
        let request = client.post(format!("{base}/resolve")).bearer_auth(token).body(body);
        let answer = request.header("content-type", "application/json").send().await.unwrap();
        let said: Value = serde_json::from_slice(&answer.bytes().await.unwrap()).unwrap();
        if said["code"] == "granted" {
            known.insert(id, said["accesses"][0]["user"].as_i64().unwrap());
        }
    }
    known
}

/// Whoever hangs up breaks a decision off wherever it stands.
#[tokio::test(flavor = "multi_thread")]
async fn whoever_hangs_up_leaves_memory_and_store_alike() {
    let work = WorkDir::new();
    let token = prepare(&work);
    let service = Running::start(&work, &["--database", "s.db"], 1);
    let base = format!("{}/api/v1/schools/{UAI}", service.root);
    let client = Client::builder().no_proxy().build().unwrap();
    let store = Store::open(work.path("s.db").to_str().unwrap()).await.unwrap();
    let mut hung_up = 0;
    for round in 0..20 {
        for failure in 1..=PUPILS {
            let kept = store.failure(UAI, failure).await.unwrap().unwrap();
            let request = if kept.state.is_closed() {
                let last = store.last_decision_about(UAI, failure).await.unwrap().unwrap();
                client.post(format!("{base}/decisions/{}/undo", last.number))
            } else {
                let mut order = json!(Act::Link { user: failure });
                order["version"] = kept.version.into();
                let request = client.post(format!("{base}/failures/{failure}/decision"));
                request.header("content-type", "application/json").body(order.to_string())
            };
            let patience = Duration::from_micros((round * 7 + failure as u64 * 13) % 40 * 250 + 100);
            hung_up += usize::from(request.bearer_auth(&token).timeout(patience).send().await.is_err());
        }
        // What was broken off is settled by the next look at the store.
        let deadline = std::time::Instant::now() + Duration::from_secs(10);
        loop {
            let links = store.links(UAI).await.unwrap();
            let kept: BTreeMap<String, i64> = links.into_iter().map(|link| (link.cas_id, link.user)).collect();
            let known = known(&client, &base, &token).await;
            if known == kept {
                break;
            }
            assert!(std::time::Instant::now() < deadline, "round {round}: known {known:?}, kept {kept:?}");
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }
    assert!(hung_up > 100, "{hung_up} were broken off");
    assert!(store.verify_audit().await.unwrap().is_ok());
}
