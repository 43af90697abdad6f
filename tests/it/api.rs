//! The API, route by route, over HTTP.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use rapproche::server::{hash_token, new_token};
use rapproche::store::{Moment, Scope, Store, Token};
use serde_json::{Value, json};

use crate::served::{Caller, NOWHERE, OTHER, SCHOOL, Served, answer};

/// Every route, with the scope that it takes.
const ROUTES: [(&str, &str, &str); 23] = [
    ("GET", "/audit", "read"),
    ("GET", "/decisions", "read"),
    ("POST", "/decisions/{number}/undo", "decide"),
    ("GET", "/export/{file}", "read"),
    ("GET", "/failures", "read"),
    ("GET", "/failures/{number}", "read"),
    ("DELETE", "/failures/{number}/data", "import"),
    ("GET", "/failures/{number}/data", "import"),
    ("POST", "/failures/{number}/decision", "decide"),
    ("POST", "/imports", "import"),
    ("DELETE", "/jobs/{id}", "import"),
    ("GET", "/jobs/{id}", "import"),
    ("GET", "/jobs/{id}/files/{file}", "import"),
    ("POST", "/links/reset", "import"),
    ("POST", "/proposals/accept", "decide"),
    ("POST", "/proposals/preview", "decide"),
    ("POST", "/reconciliations", "import"),
    ("POST", "/resolve", "resolve"),
    ("GET", "/table", "read"),
    ("GET", "/users", "read"),
    ("GET", "/users/{number}", "read"),
    ("DELETE", "/users/{number}/data", "import"),
    ("GET", "/users/{number}/data", "import"),
];

/// Number and id of something that a school may have.
fn address(path: &str) -> String {
    path.replace("{number}", "1").replace("{id}", "1-1").replace("{file}", "failures.csv")
}

/// The counts of a profile.
async fn column(caller: &Caller<'_>, profile: &str) -> Value {
    let table = caller.get("/table").await;
    table["profiles"].as_array().unwrap().iter().find(|column| column["profile"] == profile).unwrap().clone()
}

fn list(served: &Served, name: &str) -> Vec<u8> {
    std::fs::read(served.work.path(&format!("college/{name}"))).unwrap()
}

#[tokio::test]
async fn the_description_lists_every_route_with_its_scope() {
    let served = Served::start();
    let (status, text) = served.get("/api/openapi.json").await;
    assert_eq!(status, 200);
    let description: Value = serde_json::from_str(&text).unwrap();
    let mut found = Vec::new();
    for (path, item) in description["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let path = path.strip_prefix("/api/v1/schools/{uai}").unwrap().to_owned();
            let said = format!("{} {}", operation["summary"], operation["description"]);
            let scope = said.split("Scope `").nth(1).and_then(|rest| rest.split('`').next());
            found.push((method.to_uppercase(), path, scope.unwrap_or_default().to_owned()));
        }
    }
    found.sort_by(|a, b| (&a.1, &a.0).cmp(&(&b.1, &b.0)));
    let expected: Vec<_> =
        ROUTES.iter().map(|&(method, path, scope)| (method.to_owned(), path.to_owned(), scope.to_owned())).collect();
    assert_eq!(found, expected);
}

#[tokio::test]
async fn a_token_opens_its_school_and_its_scopes_alone() {
    let served = Served::start();
    let all = served.token(SCHOOL, "tout", &["resolve", "read", "decide", "import"]);
    let (nobody, unknown) = (served.caller(SCHOOL, ""), served.caller(SCHOOL, "rapproche_0"));
    let (elsewhere, nowhere) = (served.caller(OTHER, &all), served.caller(NOWHERE, &all));
    let single: Vec<(&str, Caller<'_>)> = ["resolve", "read", "decide", "import"]
        .into_iter()
        .map(|scope| (scope, served.caller(SCHOOL, &served.token(SCHOOL, scope, &[scope]))))
        .collect();
    for (method, path, needed) in ROUTES {
        let path = address(path);
        for caller in [&nobody, &unknown] {
            let response = caller.send(method, &path, "application/json", "{}").await;
            assert_eq!(response.headers()["www-authenticate"], "Bearer");
            let (status, problem) = answer(response).await;
            assert_eq!((status, problem["code"].as_str()), (401, Some("unauthorized")), "{method} {path}");
        }
        // The school that is there and the one that is not answer alike, byte for byte.
        let (there, not_there) = (elsewhere.call(method, &path, "{}").await, nowhere.call(method, &path, "{}").await);
        assert_eq!(there.0, 404, "{method} {path}");
        assert_eq!(there, not_there, "{method} {path}");
        for (scope, caller) in &single {
            if *scope == needed {
                let status = caller.send(method, &path, "application/json", "{}").await.status().as_u16();
                assert!(![401, 403].contains(&status), "{method} {path} {scope}");
            } else {
                let (status, problem) = caller.call(method, &path, "{}").await;
                assert_eq!((status, problem["code"].as_str()), (403, Some("missing_scope")), "{method} {path} {scope}");
            }
        }
    }
    for path in ["/x", "/table/x"] {
        assert_eq!(served.caller(SCHOOL, &all).call("GET", path, "").await.1["code"], "not_found");
    }
    assert_eq!(served.caller(SCHOOL, &all).call("PUT", "/table", "").await.0, 405);
}

#[tokio::test]
async fn a_token_ends() {
    let served = Served::start();
    let token = served.token(SCHOOL, "rentree", &["read"]);
    let caller = served.caller(SCHOOL, &token);
    caller.get("/table").await;
    let list = served.work.command(["token", "list"]).assert().success();
    let listed = crate::work_dir::text(&list.get_output().stdout);
    let row = listed.lines().find(|line| line.contains("rentree")).expect("a row");
    assert_eq!(row.split_whitespace().collect::<Vec<_>>(), [SCHOOL, "rentree", "read", "-"]);
    assert!(!listed.contains(&token));
    let revoke = ["token", "revoke", "--school", SCHOOL, "--name", "rentree"];
    served.work.command(revoke).assert().success();
    served.work.command(revoke).assert().code(2);
    let revoked = Instant::now();
    while caller.call("GET", "/table", "").await.0 != 401 {
        assert!(revoked.elapsed() < Duration::from_secs(12));
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    // One that has expired is none from the first request on.
    let secret = new_token();
    let store = Store::open(&served.work.path("rapproche.db").display().to_string()).await.unwrap();
    let mut token = Token {
        hash: hash_token(&secret),
        name: "bref".to_owned(),
        school: SCHOOL.to_owned(),
        scopes: vec![Scope::Read],
        expires_at: Some(Moment::now().later(Duration::from_secs(2))),
    };
    store.add_token("test", &token).await.unwrap();
    let caller = served.caller(SCHOOL, &secret);
    caller.get("/table").await;
    tokio::time::sleep(Duration::from_secs(2)).await;
    assert_eq!(caller.call("GET", "/table", "").await.0, 401);
    token.hash = hash_token("another");
    token.expires_at = Some(Moment::now().earlier(Duration::from_secs(1)));
    store.add_token("test", &token).await.unwrap();
    assert_eq!(served.caller(SCHOOL, "another").call("GET", "/table", "").await.0, 401);
}

#[test]
fn a_token_is_made_for_a_school_that_is_there_and_once() {
    let served = Served::start();
    let add = |school, name| {
        let arguments = ["token", "add", "--school", school, "--name", name, "--scope", "read"];
        served.work.command(arguments).assert().get_output().status.code()
    };
    assert_eq!(add(NOWHERE, "ent"), Some(2));
    assert_eq!(add(SCHOOL, " "), Some(2));
    assert_eq!(add(SCHOOL, "ent"), Some(0));
    assert_eq!(add(SCHOOL, "ent"), Some(2));
    assert_eq!(add(OTHER, "ent"), Some(0));
    served.work.command(["token", "add", "--school", SCHOOL, "--name", "x"]).assert().code(2);
}

#[tokio::test]
async fn resolving_tells_and_changes_nothing() {
    let served = Served::start();
    let caller = served.all_scopes(SCHOOL);
    let before = (caller.get("/table").await, caller.get("/audit").await, caller.get("/failures").await);
    let resolve = async |attributes: Value| {
        let (status, value) = caller.post("/resolve", &json!({ "subject": "x", "attributes": attributes })).await;
        assert_eq!(status, 200, "{value}");
        value
    };
    let pupil = |family: &str, given: &str, date: &str| {
        json!({
            "uid": ["new"], "sn": [family], "givenName": [given], "ENTPersonDateNaissance": [date],
            "ENTPersonProfils": ["National_ELV"], "ENTPersonCodePostal": ["06590"],
        })
    };
    assert_eq!(
        resolve(pupil("AFONS", "Pierre", "02/03/2012")).await,
        json!({ "code": "linked", "accesses": [{ "profile": "eleves", "user": 4 }], "answer": "enter" })
    );
    // Failure 1 may be the same person.
    assert_eq!(
        resolve(pupil("ABBRI", "Victoria", "22/03/2011")).await,
        json!({ "code": "ambiguous", "accesses": [], "answer": "not_identified_may_correct" })
    );
    let known = resolve(json!({ "uid": ["f5"], "ENTPersonProfils": ["National_TUT"] })).await;
    assert_eq!((&known["code"], &known["accesses"][0]["profile"]), (&json!("granted"), &json!("parents")));
    let stranger =
        json!({ "uid": ["z"], "sn": ["QUIDAM"], "givenName": ["Zoltan"], "ENTPersonProfils": ["National_TUT"] });
    assert_eq!(
        resolve(stranger).await,
        json!({ "code": "no_candidate", "accesses": [], "answer": "not_identified_may_correct" })
    );
    assert_eq!(before, (caller.get("/table").await, caller.get("/audit").await, caller.get("/failures").await));
}

#[tokio::test]
async fn a_token_that_resolves_too_fast_waits() {
    let served = Served::start_with(&["--resolve-rate", "5"]);
    let caller = served.all_scopes(SCHOOL);
    let body = json!({ "attributes": { "uid": ["f5"] } }).to_string();
    let mut refused = None;
    for _ in 0..50 {
        let response = caller.send("POST", "/resolve", "application/json", body.clone()).await;
        if response.status() == 429 {
            refused = Some(response);
            break;
        }
        assert_eq!(response.status(), 200);
    }
    let refused = refused.expect("fifty requests are more than five in a second");
    assert_eq!(refused.headers()["retry-after"], "1");
    assert_eq!(answer(refused).await.1["code"], "too_many_requests");
    // Everybody else goes on.
    caller.get("/table").await;
}

#[tokio::test]
async fn lists_are_filtered_and_paged() {
    let served = Served::start();
    let caller = served.all_scopes(SCHOOL);
    let parents = column(&caller, "parents").await;
    assert_eq!((&parents["base"], &parents["cas"], &parents["reconciled"]), (&json!(700), &json!(17), &json!(17)));
    let supervisors = column(&caller, "maitres_de_stage").await;
    assert_eq!((&supervisors["base"], &supervisors["cas"]), (&json!(101), &Value::Null));
    assert_eq!(caller.get("/users?profile=eleves").await["total"], 425);
    assert_eq!(caller.get("/users?profile=parents&unlinked=true").await["total"], 683);
    assert_eq!(caller.get("/users?profile=eleves&page=5").await["users"].as_array().unwrap().len(), 25);
    let found = caller.get("/users?q=SEBASTIEN%20afons").await;
    assert_eq!((&found["total"], &found["users"][0]["given"]), (&json!(1), &json!("Sébastien")));
    let page = caller.get("/failures?limit=3").await;
    assert_eq!((page["failures"].as_array().unwrap().len(), &page["next"]), (3, &json!(3)));
    let last = caller.get("/failures?limit=3&after=3").await;
    assert_eq!((&last["failures"][0]["number"], &last["next"]), (&json!(4), &Value::Null));
    assert_eq!(caller.get("/failures?reason=over_budget").await["failures"][0]["number"], 3);
    assert_eq!(caller.get("/failures?state=rejected").await["failures"], json!([]));
    let failure = caller.get("/failures/3").await;
    assert_eq!((&failure["cas_id"], &failure["candidates"][0]["user"]["number"]), (&json!("f3"), &json!(2)));
    let audit = caller.get("/audit?limit=2").await;
    let oldest = audit["entries"][1]["number"].as_i64().unwrap();
    assert_eq!(caller.get(&format!("/audit?before={oldest}")).await["entries"][0]["number"], oldest - 1);
    for path in [
        "/users?page=0",
        "/users?page=x",
        "/users?profile=tous",
        "/failures?limit=501",
        "/failures?limit=0",
        "/failures?reason=mauvais",
        "/failures?state=ouvert",
        "/failures?after=x",
        "/audit?before=x",
        "/decisions?limit=0",
    ] {
        let (status, problem) = caller.call("GET", path, "").await;
        assert_eq!((status, problem["code"].as_str()), (422, Some("invalid_parameter")), "{path}");
    }
    for path in ["/failures/9", "/failures/x", "/failures/99999999999999999999", "/jobs/x"] {
        assert_eq!(caller.call("GET", path, "").await.0, 404, "{path}");
    }
}

#[tokio::test]
async fn a_decision_rests_on_what_was_seen_and_is_undone() {
    let served = Served::start();
    let caller = served.all_scopes(SCHOOL);
    let decide = async |failure: i64, order: Value| caller.post(&format!("/failures/{failure}/decision"), &order).await;
    let code = |(status, problem): (u16, Value)| (status, problem["code"].as_str().unwrap_or_default().to_owned());
    assert_eq!(decide(3, json!({ "version": 1, "act": "postpone" })).await.1, json!({ "decision": 1, "version": 2 }));
    let link = json!({ "version": 1, "act": "link", "user": 2 });
    assert_eq!(code(decide(3, link).await), (409, "changed".to_owned()));
    let link = json!({ "version": 2, "act": "link", "user": 2 });
    assert_eq!(decide(3, link.clone()).await, (200, json!({ "decision": 2, "version": 3 })));
    assert_eq!(code(decide(3, link).await), (409, "changed".to_owned()));
    assert_eq!(code(decide(3, json!({ "version": 3, "act": "reject" })).await), (409, "closed".to_owned()));
    let taken = json!({ "version": 1, "act": "link", "user": 2 });
    assert_eq!(code(decide(4, taken).await), (409, "link_taken".to_owned()));
    let parent = json!({ "version": 1, "act": "link", "user": 427 });
    assert_eq!(code(decide(4, parent).await), (409, "other_profile".to_owned()));
    assert_eq!(code(decide(4, json!({ "version": 1, "act": "link", "user": 99999 })).await).0, 404);
    assert_eq!(code(decide(99, json!({ "version": 1, "act": "reject" })).await), (404, "not_found".to_owned()));
    assert_eq!(caller.get("/users?q=ABDELLAOUI%20Celia").await["users"][0]["is_linked"], true);
    let made = caller.get("/decisions?limit=1").await["decisions"][0].clone();
    assert_eq!((&made["kind"], &made["made_by"]), (&json!("link"), &json!("token:tout")));
    assert_eq!(made["links"], json!([{ "profile": "eleves", "cas_id": "f3", "user": 2 }]));
    // The later decision first.
    assert_eq!(code(caller.call("POST", "/decisions/1/undo", "").await), (409, "not_undoable".to_owned()));
    assert_eq!(caller.call("POST", "/decisions/2/undo", "").await, (200, json!({ "restored": 0, "left_out": 0 })));
    assert_eq!(code(caller.call("POST", "/decisions/2/undo", "").await), (409, "changed".to_owned()));
    assert_eq!(code(caller.call("POST", "/decisions/9/undo", "").await).0, 404);
    assert_eq!(caller.get("/users?q=ABDELLAOUI%20Celia").await["users"][0]["is_linked"], false);
    assert_eq!(caller.get("/decisions?limit=1").await["decisions"][0]["undone_by"], "token:tout");
    let open = caller.get("/failures?state=postponed").await;
    assert_eq!((&open["failures"][0]["number"], &open["failures"][0]["version"]), (&json!(3), &json!(4)));
    served.work.command(["audit", "verify"]).assert().success();
}

#[tokio::test]
async fn ids_go_and_come_back() {
    let served = Served::start();
    let caller = served.all_scopes(SCHOOL);
    let reset = async |order: Value| caller.post("/links/reset", &order).await;
    for nonsense in [json!({}), json!({ "profiles": [] }), json!({ "profiles": ["eleves"], "user": 1 })] {
        assert_eq!(reset(nonsense).await.0, 422);
    }
    let parents = json!({ "profiles": ["parents"] });
    // Fifteen of them were in the base with their ids.
    let planned = reset(json!({ "profiles": ["parents"], "dry_run": true })).await.1;
    assert_eq!(planned, json!({ "removed": 17, "removed_aside": 0, "decision": null }));
    assert_eq!(column(&caller, "parents").await["reconciled"], 17);
    let done = reset(parents).await.1;
    assert_eq!(done, json!({ "removed": 17, "removed_aside": 0, "decision": 1 }));
    assert_eq!(column(&caller, "parents").await["reconciled"], 0);
    let undone = caller.call("POST", "/decisions/1/undo", "").await;
    assert_eq!(undone, (200, json!({ "restored": 17, "left_out": 0 })));
    assert_eq!(column(&caller, "parents").await["reconciled"], 17);
    let user = caller.get("/users?profile=parents&q=afons").await["users"][0].clone();
    assert_eq!(user["cas_ids"], json!(["f5"]));
    assert_eq!(caller.get(&format!("/users/{}", user["number"])).await, user);
    assert_eq!(caller.call("GET", "/users/99999", "").await.0, 404);
}

#[tokio::test]
async fn somebody_is_handed_out_and_forgotten() {
    let served = Served::start();
    let caller = served.all_scopes(SCHOOL);
    let data = caller.get("/failures/1/data").await;
    assert_eq!((&data["failures"][0]["cas_id"], &data["user"]), (&json!("f1"), &Value::Null));
    assert_eq!(caller.call("DELETE", "/failures/1/data", "").await.1["failures"], 1);
    assert_eq!(caller.call("DELETE", "/failures/1/data", "").await.0, 404);
    let parent = caller.get("/users?profile=parents&q=afons").await["users"][0]["number"].clone();
    let path = format!("/users/{parent}/data");
    assert_eq!(caller.get(&path).await["links"][0]["cas_id"], "f5");
    assert_eq!(caller.call("DELETE", &path, "").await.1["users"], 1);
    assert_eq!(caller.call("GET", &path, "").await.0, 404);
    let actions: Vec<Value> = caller.get("/audit?limit=4").await["entries"]
        .as_array()
        .unwrap()
        .iter()
        .map(|entry| entry["action"].clone())
        .collect();
    assert_eq!(actions, ["erase", "personal_export", "erase", "personal_export"]);
    served.work.command(["audit", "verify"]).assert().success();
}

#[tokio::test]
async fn how_things_stand_is_a_file() {
    let served = Served::start();
    let caller = served.all_scopes(SCHOOL);
    let file = async |path: &str| {
        let response = caller.send("GET", path, "application/json", "").await;
        assert_eq!(response.status(), 200, "{path}");
        assert!(response.headers()["content-disposition"].to_str().unwrap().starts_with("attachment"));
        response.text().await.unwrap()
    };
    let links = file("/export/import-pronote.csv").await;
    assert!(links.starts_with("\u{feff}Nom;Prénom;Date de naissance;Profil;Identifiant CAS;IDPN\r\n"), "{links}");
    assert_eq!((links.lines().count(), links.matches(";Parents;f5;").count()), (3, 1), "{links}");
    let failures = file("/export/failures.csv").await;
    assert_eq!(failures.lines().count(), 5, "{failures}");
    assert!(failures.lines().nth(1).unwrap().starts_with("f1;eleves;Abbri;Victorine;"), "{failures}");
    assert_eq!(caller.call("GET", "/export/base.csv", "").await.0, 404);

    // A reconciliation has the files that the command line writes.
    let list =
        "uid;sn;givenName;ENTPersonDateNaissance;ENTPersonProfils\ng1;Abdellaoui;Celia;14/03/2011;National_ELV\n";
    let job = caller.upload("/reconciliations?file=ent.csv", list.into()).await;
    let ended = caller.ended(&job).await;
    let names: Vec<&str> = ended["files"].as_array().unwrap().iter().map(|name| name.as_str().unwrap()).collect();
    let all =
        ["failures.csv", "import-pronote.csv", "links.csv", "rejects.csv", "report.html", "report.json", "report.xlsx"];
    assert_eq!(names, all);
    assert!(file(&format!("{job}/files/links.csv")).await.contains("g1;"));
    assert_eq!(caller.call("GET", &format!("{job}/files/..%2f..%2fetc%2fpasswd"), "").await.0, 404);
}

#[tokio::test]
async fn proposals_are_accepted_one_by_one() {
    let served = Served::start();
    let caller = served.all_scopes(SCHOOL);
    let (status, sure) = caller.post("/proposals/preview", &json!({ "least_probability": 0.99 })).await;
    assert_eq!(status, 200, "{sure}");
    let sure = sure["proposals"].as_array().unwrap();
    assert_eq!(sure.len(), 1);
    assert_eq!((&sure[0]["failure"]["number"], &sure[0]["candidate"]["user"]["number"]), (&json!(3), &json!(2)));
    let accepted = json!([
        { "failure": 3, "version": 1, "user": 2 },
        { "failure": 4, "version": 7, "user": 3 },
        { "failure": 99, "version": 1, "user": 3 },
        { "failure": 4, "version": 1, "user": 2 },
    ]);
    let (status, done) = caller.post("/proposals/accept", &accepted).await;
    assert_eq!((status, &done["linked"]), (200, &json!(1)));
    let results = done["results"].as_array().unwrap();
    assert_eq!(results[0], json!({ "failure": 3, "user": 2, "decision": 1, "code": null, "detail": null }));
    let codes: Vec<&str> = results[1..].iter().map(|result| result["code"].as_str().unwrap()).collect();
    assert_eq!(codes, ["changed", "not_found", "link_taken"]);
    for body in [json!({ "least_probability": 1.5 }), json!({ "least_probability": "x" }), json!({})] {
        assert_eq!(caller.post("/proposals/preview", &body).await.0, 422, "{body}");
    }
    let many: Vec<_> = (0..501).map(|failure| json!({ "failure": failure, "version": 1, "user": 1 })).collect();
    assert_eq!(caller.post("/proposals/accept", &json!(many)).await.0, 422);
}

#[tokio::test]
async fn bodies_that_cannot_be_used_are_refused() {
    let served = Served::start();
    let caller = served.all_scopes(SCHOOL);
    let large = json!({ "attributes": { "sn": ["x".repeat(70_000)] } }).to_string();
    let many = json!({ "attributes": { "sn": (0..2_001).map(|n| n.to_string()).collect::<Vec<_>>() } }).to_string();
    for (kind, body, status, code) in [
        ("application/json", "{", 400, "malformed_body"),
        ("application/json", "{}", 422, "invalid_body"),
        ("application/json", "[]", 422, "invalid_body"),
        ("application/json", r#"{"attributes":{"sn":"x"}}"#, 422, "invalid_body"),
        ("application/json", &many, 422, "invalid_body"),
        ("text/plain", r#"{"attributes":{}}"#, 415, "unsupported_media_type"),
        ("application/json", &large, 413, "too_large"),
    ] {
        let (found, problem) = answer(caller.send("POST", "/resolve", kind, body.to_owned()).await).await;
        assert_eq!((found, problem["code"].as_str()), (status, Some(code)), "{kind} {:.40}", body);
    }
    for (path, body) in [
        ("/failures/1/decision", json!({ "version": 1 })),
        ("/failures/1/decision", json!({ "version": 1, "act": "link" })),
        ("/failures/1/decision", json!({ "version": 1, "act": "delete" })),
        ("/failures/1/decision", json!({ "act": "reject" })),
        ("/proposals/accept", json!([{ "failure": 1 }])),
    ] {
        assert_eq!(caller.post(path, &body).await.0, 422, "{path} {body}");
    }
    assert_eq!(caller.call("POST", "/imports", "").await.1["code"], "invalid_body");
    assert_eq!(caller.call("POST", "/imports?profile=x", "x").await.1["code"], "invalid_parameter");
    // A form instead of the file would be people.
    let form =
        "--x1\r\nContent-Disposition: form-data; name=\"f\"; filename=\"eleves.csv\"\r\n\r\nNom;Prénom\r\n--x1--\r\n";
    let (status, refused) = caller.call("POST", "/imports?profile=eleves", form).await;
    assert!(status == 422 && refused["detail"].as_str().unwrap().contains("--data-binary"), "{refused}");
    // Refused before it is sent.
    let token = served.token(SCHOOL, "gros", &["import"]);
    let mut stream = TcpStream::connect(served.root.strip_prefix("http://").unwrap()).unwrap();
    write!(
        stream,
        "POST /api/v1/schools/{SCHOOL}/imports HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\n\
         Content-Length: 67108865\r\nConnection: close\r\n\r\n"
    )
    .unwrap();
    let mut said = String::new();
    stream.read_to_string(&mut said).unwrap();
    assert!(said.starts_with("HTTP/1.1 413 ") && said.contains("\"too_large\""), "{said}");
}

#[tokio::test]
async fn lists_become_jobs() {
    let served = Served::start();
    let caller = served.all_scopes(SCHOOL);
    let tried = caller.upload("/imports?dry_run=true&file=parents.csv&profile=parents", list(&served, "parents.csv"));
    let tried = caller.ended(&tried.await).await;
    assert_eq!((&tried["kind"], &tried["state"]), (&json!("dry_run"), &json!("done")), "{tried}");
    assert_eq!((&tried["import"]["users"], &tried["import"]["added"]), (&json!(700), &json!(0)));
    // A part of a list, taken for all of it.
    let half = list(&served, "eleves.csv");
    let half: Vec<u8> = half.split_inclusive(|&byte| byte == b'\n').take(101).flatten().copied().collect();
    let cut = caller.ended(&caller.upload("/imports?file=eleves.csv&profile=eleves", half.clone()).await).await;
    assert_eq!((&cut["state"], &cut["error"]["code"]), (&json!("failed"), &json!("most_vanish")), "{cut}");
    assert_eq!(column(&caller, "eleves").await["base"], 425);
    let forced = caller.upload("/imports?force=true&file=eleves.csv&profile=eleves", half).await;
    assert_eq!(caller.ended(&forced).await["import"]["vanished"], 325);
    assert_eq!(column(&caller, "eleves").await["base"], 100);
    assert_eq!(column(&caller, "parents").await["base"], 700);
    let back = caller.upload("/imports?file=eleves.csv&profile=eleves", list(&served, "eleves.csv")).await;
    assert_eq!(caller.ended(&back).await["import"]["returned"], 325);
    let run = caller.ended(&caller.upload("/reconciliations?file=ent.csv", list(&served, "ent.csv")).await).await;
    assert_eq!(run["state"], "done", "{run}");
    assert_eq!((&run["done"], &run["total"]), (&json!(1157), &json!(1157)));
    assert!(run["reconciliation"]["linked"].as_u64().unwrap() > 1_100, "{run}");
    assert_eq!(column(&caller, "eleves").await["reconciled"], 424);
    for broken in
        [&b"\xff\xfe\x00"[..], b"nothing; to see\n1;2\n", b"PK\x03\x04 no workbook", b"<?xml version='1.0'?><x>"]
    {
        let job = caller.upload("/imports?file=../essai.csv", broken.to_vec()).await;
        let failed = caller.ended(&job).await;
        assert_eq!(failed["error"]["code"], "unreadable_list", "{failed}");
        let detail = failed["error"]["detail"].as_str().unwrap();
        assert!(detail.contains("essai.csv") && !detail.contains("tmp"), "{detail}");
        assert_eq!(caller.call("DELETE", &job, "").await.1["code"], "ended");
    }
    // Another school's jobs are nobody's.
    let other = served.all_scopes(OTHER);
    let job = caller.upload("/imports?dry_run=true&profile=parents", list(&served, "parents.csv")).await;
    for method in ["GET", "DELETE"] {
        assert_eq!(other.call(method, &job, "").await, other.call(method, "/jobs/1-1", "").await);
    }
    caller.ended(&job).await;
}

#[tokio::test]
async fn a_job_that_is_cancelled_changes_nothing() {
    let served = Served::start();
    let caller = served.all_scopes(SCHOOL);
    let before = (caller.get("/table").await, caller.get("/audit").await);
    let running = caller.upload("/reconciliations?file=ent.csv", list(&served, "ent.csv")).await;
    let waiting = caller.upload("/imports?force=true&file=ent.csv&profile=eleves", list(&served, "eleves.csv")).await;
    for job in [&running, &waiting] {
        assert_eq!(caller.call("DELETE", job, "").await.0, 202);
    }
    for job in [&running, &waiting] {
        assert_eq!(caller.ended(job).await["state"], "cancelled");
    }
    assert_eq!(before, (caller.get("/table").await, caller.get("/audit").await));
    // The next one has its turn.
    let next = caller.upload("/reconciliations?file=ent.csv", list(&served, "ent.csv")).await;
    assert_eq!(caller.ended(&next).await["state"], "done");
}

#[tokio::test]
async fn what_is_measured_names_nobody() {
    let served = Served::start();
    let caller = served.all_scopes(SCHOOL);
    caller.get("/users?q=afons").await;
    caller.post("/resolve", &json!({ "attributes": { "uid": ["secret-id"], "sn": ["ABBRI"] } })).await;
    let (status, metrics) = served.get("/metrics").await;
    assert_eq!(status, 200);
    for line in [
        "rapproche_http_requests_total{method=\"GET\",route=\"/api/v1/schools/{uai}/users\",status=\"200\"} 1",
        "rapproche_http_requests_total{method=\"POST\",route=\"/api/v1/schools/{uai}/resolve\",status=\"200\"} 1",
        "rapproche_http_request_duration_seconds_count{method=\"POST\",route=\"/api/v1/schools/{uai}/resolve\"} 1",
        "rapproche_failures_waiting{school=\"0061234J\"} 4",
    ] {
        assert!(metrics.lines().any(|other| other == line), "{line}\n{metrics}");
    }
    for secret in ["afons", "ABBRI", "secret-id", "rapproche_1"] {
        assert!(!metrics.contains(secret) && !served.log().contains(secret), "{secret}");
    }
}
