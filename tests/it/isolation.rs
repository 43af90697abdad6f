//! Schools apart: whatever is asked about another school is answered as about one that does not exist.
//!
//! The routes are read out of the sources, so that none is forgotten: what stands below a school's desk is walked, and what stands
//! elsewhere has to be named here.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use reqwest::{Client, Method, redirect};
use serde_json::Value;

use crate::desk_browser::SignInPage;
use crate::served::{NOWHERE, OTHER, SCHOOL, Served};

const PASSWORD: &str = "un-mot-de-passe-de-test";

/// Routes that are no administrator's of one school, and why they tell nothing of another one.
const ELSEWHERE: [(&str, &str); 18] = [
    ("/", "the door: a list of the schools, which is public"),
    ("/{uai}/", "the door of a school, whose name and address are public"),
    ("/{uai}/espace", "asks for a visitor's session of this school"),
    ("/{uai}/espace/{profile}", "asks for a visitor's session of this school"),
    ("/{uai}/identification", "asks for a visitor's session of this school"),
    ("/{uai}/connexion", "asks for a visitor's session of this school"),
    ("/{uai}/connexion-directe", "asks for a login of this school, whose door is public"),
    ("/{uai}/deconnexion", "ends the session that there is"),
    ("/admin", "leads to one's own schools"),
    ("/admin/connexion", "signs in"),
    ("/admin/deconnexion", "signs out"),
    ("/sante", "of no school"),
    ("/pret", "of no school"),
    ("/metrics", "counts by school, for the server's own network"),
    ("/static/style.css", "of no school"),
    ("/static/script.js", "of no school"),
    ("/api/openapi.json", "of no school"),
    ("/api/{*nothing}", "nothing"),
];

/// What the sources say: pages with their methods, and how many operations the API has.
struct Routes {
    pages: Vec<(String, Vec<Method>)>,
    operations: usize,
}

impl Routes {
    fn read() -> Self {
        let mut sources = Vec::new();
        collect(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src/server"), &mut sources);
        let (mut pages, mut operations) = (Vec::new(), 0);
        for source in sources {
            let text = std::fs::read_to_string(&source).unwrap();
            for other in [".route_service(", ".nest_service(", ".fallback(", ".fallback_service("] {
                assert!(!text.contains(other), "{}: {other} is a way in that is not looked at here", source.display());
            }
            for rest in text.split("routes!(").skip(1) {
                operations += rest.split(')').next().unwrap().split(',').filter(|name| !name.trim().is_empty()).count();
            }
            for rest in text.split(".route(").skip(1) {
                let rest = rest.trim_start().strip_prefix('"').expect("an address is written out");
                let (path, handlers) = rest.split_once('"').unwrap();
                let handlers = until_closed(handlers);
                let methods = [("get(", Method::GET), ("post(", Method::POST), ("any(", Method::GET)];
                let methods = methods.into_iter().filter(|(name, _)| handlers.contains(name)).map(|(_, method)| method);
                let methods: Vec<Method> = methods.collect();
                assert!(!methods.is_empty(), "{path}: by another method than the tests know");
                for other in ["put(", "delete(", "patch("] {
                    assert!(!handlers.contains(other), "{path}: {other} is not walked");
                }
                pages.push((path.to_owned(), methods));
            }
        }
        Self { pages, operations }
    }
}

/// As far as the parenthesis that the text stands in.
fn until_closed(text: &str) -> &str {
    let mut depth = 1;
    let end = text.find(|letter| {
        depth += match letter {
            '(' => 1,
            ')' => -1,
            _ => 0,
        };
        depth == 0
    });
    &text[..end.unwrap()]
}

fn collect(directory: &Path, sources: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(directory).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, sources);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            sources.push(path);
        }
    }
}

/// Something that the school may have, in the place of each name in braces.
fn address(path: &str, uai: &str) -> String {
    let mut address = path.replace("{uai}", uai).replace("{profile}", "eleves").replace("{id}", "1-1");
    while let Some((before, rest)) = address.split_once('{') {
        let (_, after) = rest.split_once('}').unwrap();
        address = format!("{before}1{after}");
    }
    address
}

/// All that tells one answer from another; the date aside.
#[derive(Debug, PartialEq, Eq)]
struct Answer {
    status: u16,
    headers: Vec<(String, String)>,
    body: String,
}

async fn ask(request: reqwest::RequestBuilder) -> Answer {
    let answer = request.send().await.unwrap();
    let headers = answer.headers().iter().filter(|(name, _)| *name != "date");
    let headers = headers.map(|(name, value)| (name.to_string(), value.to_str().unwrap().to_owned())).collect();
    Answer { status: answer.status().as_u16(), headers, body: answer.text().await.unwrap() }
}

/// A browser in which an administrator of that school has signed in, and the token of its forms.
async fn desk(served: &Served, school: &str) -> (Client, String) {
    served.work.write("password", PASSWORD);
    let add =
        ["admin", "add", "--name", school, "--school", school, "--role", "configure", "--password-file", "password"];
    served.work.command(add).assert().success();
    let browser = Client::builder().cookie_store(true).no_proxy().redirect(redirect::Policy::none()).build().unwrap();
    let page = SignInPage::open(&browser, &served.root).await;
    let signed_in = page.fill(&browser, school, PASSWORD).send().await.unwrap();
    assert_eq!(signed_in.status(), 303);
    let page = browser.get(format!("{}/{school}/admin", served.root)).send().await.unwrap().text().await.unwrap();
    let csrf = page.split("name=\"csrf\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    (browser, csrf)
}

#[test]
fn every_route_is_a_desks_or_named() {
    let routes = Routes::read();
    let found: BTreeSet<&str> = routes.pages.iter().map(|(path, _)| path.as_str()).collect();
    let elsewhere: BTreeSet<&str> = found.iter().copied().filter(|path| !path.starts_with("/{uai}/admin")).collect();
    assert_eq!(elsewhere, ELSEWHERE.iter().map(|(path, _)| *path).collect());
    // The reading itself: some that are surely there.
    for known in ["/{uai}/admin", "/{uai}/admin/echecs/{number}/decision", "/{uai}/admin/configuration/publication"] {
        assert!(found.contains(known), "{known} was not read");
    }
}

#[tokio::test]
async fn a_desk_sees_of_another_school_what_it_sees_of_none() {
    let served = Served::start_with(&["--insecure-cookies"]);
    let postpone = serde_json::json!({ "version": 1, "act": "postpone" });
    let caller = served.all_scopes(SCHOOL);
    assert_eq!(caller.post("/failures/1/decision", &postpone).await.0, 200);
    let (foreign, foreign_csrf) = desk(&served, OTHER).await;
    let (own, _) = desk(&served, SCHOOL).await;
    let nobody = Client::builder().no_proxy().redirect(redirect::Policy::none()).build().unwrap();
    let before = caller.get("/audit?limit=500").await;
    let mut walked = 0;
    for (path, methods) in Routes::read().pages {
        if !path.starts_with("/{uai}/admin") {
            continue;
        }
        for method in methods {
            let url = |uai: &str| format!("{}{}", served.root, address(&path, uai));
            let named = |name: &str| path.contains(&format!("{{{name}}}"));
            let braces = path.matches('{').count();
            // A route that is not there for its own administrator either would prove nothing. What shows somebody's data is in the journal.
            let is_noted = path.ends_with("/donnees");
            if braces == 1 + usize::from(named("number")) + usize::from(named("profile")) && !is_noted {
                let answer = ask(own.request(method.clone(), url(SCHOOL))).await;
                assert_ne!(answer.status, 404, "{method} {path}: {}", answer.body);
            }
            // With a form that is good, one that is empty, one that is none, and a query.
            let form = [("csrf", foreign_csrf.as_str()), ("version", "2"), ("acte", "reject"), ("ouvrir", "0")];
            let variants: [&dyn Fn(&str) -> reqwest::RequestBuilder; 4] = [
                &|uai| foreign.request(method.clone(), url(uai)).form(&form),
                &|uai| foreign.request(method.clone(), url(uai)),
                &|uai| foreign.request(method.clone(), url(uai)).header("content-type", "text/plain").body("x"),
                &|uai| foreign.request(method.clone(), url(uai) + "?motif=no_candidate&page=2&q=abbri&seuil=0.99"),
            ];
            for request in variants {
                let (there, nowhere) = (ask(request(SCHOOL)).await, ask(request(NOWHERE)).await);
                assert_eq!(there, nowhere, "{method} {path}");
                assert_eq!(there.status, 404, "{method} {path}");
            }
            let (there, nowhere) = (ask(nobody.request(method.clone(), url(SCHOOL))).await, {
                ask(nobody.request(method.clone(), url(NOWHERE))).await
            });
            assert_eq!((&there, there.status), (&nowhere, 303), "{method} {path} for nobody");
            walked += 1;
        }
    }
    assert!(walked >= 11, "{walked} requests were walked");
    // What was asked did nothing; the own administrator's forms, without their token, neither.
    assert_eq!(caller.get("/audit?limit=500").await, before);
}

#[tokio::test]
async fn a_token_sees_of_another_school_what_it_sees_of_none() {
    let served = Served::start();
    let description: Value = serde_json::from_str(&served.get("/api/openapi.json").await.1).unwrap();
    let tokens = [
        served.token(OTHER, "tout", &["resolve", "read", "decide", "import"]),
        served.token(OTHER, "peu", &["resolve"]),
        String::new(),
        "rapproche_0".to_owned(),
    ];
    let client = Client::builder().no_proxy().build().unwrap();
    let caller = served.all_scopes(SCHOOL);
    let before = caller.get("/audit?limit=500").await;
    let mut walked = 0;
    for (path, item) in description["paths"].as_object().unwrap() {
        for method in item.as_object().unwrap().keys() {
            let method = Method::from_bytes(method.to_uppercase().as_bytes()).unwrap();
            let bodies = [
                ("application/json", r#"{"version":1,"act":"reject","attributes":{},"least_probability":0.9}"#),
                ("application/json", "{"),
                ("application/octet-stream", "IDPN;Profil;Nom;Prénom\n1;Élève;A;B\n"),
                ("text/plain", ""),
            ];
            for (token, (kind, body)) in tokens.iter().flat_map(|token| bodies.map(|body| (token, body))) {
                let request = |uai: &str| {
                    let url = format!("{}{}", served.root, address(path, uai));
                    let request = client.request(method.clone(), url).header("content-type", kind).body(body);
                    if token.is_empty() { request } else { request.bearer_auth(token) }
                };
                let (there, nowhere) = (ask(request(SCHOOL)).await, ask(request(NOWHERE)).await);
                assert_eq!(there, nowhere, "{method} {path} {kind}");
                let expected = if token.is_empty() || token == "rapproche_0" { 401 } else { 404 };
                assert_eq!(there.status, expected, "{method} {path} {kind}");
            }
            walked += 1;
        }
    }
    assert_eq!(walked, Routes::read().operations, "what the sources serve and what the description lists");
    assert_eq!(caller.get("/audit?limit=500").await, before);
}
