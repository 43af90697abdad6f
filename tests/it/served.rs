//! The service, served by the program itself, for the tests that speak HTTP to it.
//!
//! Two schools: [`SCHOOL`] is the collège, with six people of its ENT of whom two are linked and four wait; [`OTHER`] is its staff alone.

use std::time::{Duration, Instant};

use reqwest::{Client, Method, Response};
use serde_json::Value;

use crate::running::Running;
use crate::work_dir::{WorkDir, text};

pub(crate) const SCHOOL: &str = "0061234J";
pub(crate) const OTHER: &str = "0350001L";
/// A school that is not there.
pub(crate) const NOWHERE: &str = "0350002M";

/// Failure 1 is Victoria under another given name, 2 is nobody, 3 and 4 are pupils with mistakes; the two parents are linked.
const ARRIVED: &str = "uid;sn;givenName;ENTPersonDateNaissance;ENTPersonProfils;ENTPersonCodePostal\n\
                       f1;Abbri;Victorine;22/03/2011;National_ELV;06590\n\
                       f2;Inconnu;Personne;01/01/2011;National_ELV;35000\n\
                       f3;Abdelaoui;Celiaa;04/03/2011;National_ELV;\n\
                       f4;Abdellaoui;Dawson;11/10/2013;National_ELV;35000\n\
                       f5;Afons;Sébastien;;National_TUT;\n\
                       f6;Abdellaoui;Jean-Yves;;National_TUT;75001\n";

/// A server that ends with the test.
pub(crate) struct Served {
    // Ends before its directory is gone.
    _running: Running,
    pub(crate) work: WorkDir,
    pub(crate) root: String,
    client: Client,
}

impl Served {
    /// Both schools, served.
    pub(crate) fn start() -> Self {
        Self::start_with(&[])
    }

    /// The same with more arguments.
    pub(crate) fn start_with(more: &[&str]) -> Self {
        let work = WorkDir::new();
        let configuration = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/premiere-connexion/identite.toml");
        work.command(["synth", "--college", "--out", "college"]).assert().success();
        work.write("arrived.csv", ARRIVED);
        let base = ["--base", "Élèves=college/eleves.csv", "--base", "Parents=college/parents.csv"];
        let staff = ["--base", "college/personnels.xlsx"];
        let import = |school, more: &[&str]| {
            let named = ["import", "--school", school, "--name", "Collège", "--config", configuration];
            work.command(named.iter().chain(more)).assert().success();
        };
        import(SCHOOL, &[&base[..], &staff, &["--cas", "arrived.csv"]].concat());
        import(OTHER, &staff);
        let running = Running::start(&work, more, 1);
        let root = running.root.clone();
        Self { work, _running: running, root, client: Client::builder().no_proxy().build().unwrap() }
    }

    /// A new token.
    pub(crate) fn token(&self, school: &str, name: &str, scopes: &[&str]) -> String {
        let mut command = self.work.command(["token", "add", "--school", school, "--name", name]);
        for scope in scopes {
            command.args(["--scope", scope]);
        }
        let said = text(&command.assert().success().get_output().stdout);
        said.trim().rsplit(' ').next().unwrap().to_owned()
    }

    /// A token that may do everything at a school.
    pub(crate) fn all_scopes(&self, school: &str) -> Caller<'_> {
        let token = self.token(school, "tout", &["resolve", "read", "decide", "import"]);
        self.caller(school, &token)
    }

    pub(crate) fn caller(&self, school: &str, token: &str) -> Caller<'_> {
        Caller { served: self, token: token.to_owned(), base: format!("{}/api/v1/schools/{school}", self.root) }
    }

    /// An address without a token.
    pub(crate) async fn get(&self, path: &str) -> (u16, String) {
        let response = self.client.get(format!("{}{path}", self.root)).send().await.unwrap();
        (response.status().as_u16(), response.text().await.unwrap())
    }

    pub(crate) fn log(&self) -> String {
        std::fs::read_to_string(self.work.path("log.txt")).unwrap()
    }
}

/// A program that uses the API.
pub(crate) struct Caller<'a> {
    served: &'a Served,
    token: String,
    base: String,
}

impl Caller<'_> {
    /// A request as it is; the body is JSON unless told otherwise.
    pub(crate) async fn send(&self, method: &str, path: &str, kind: &str, body: impl Into<reqwest::Body>) -> Response {
        let mut request = self
            .served
            .client
            .request(Method::from_bytes(method.as_bytes()).unwrap(), format!("{}{path}", self.base))
            .header("content-type", kind)
            .body(body);
        if !self.token.is_empty() {
            request = request.header("authorization", format!("Bearer {}", self.token));
        }
        request.send().await.unwrap()
    }

    /// The status, and the JSON of the answer; null where there is none.
    pub(crate) async fn call(&self, method: &str, path: &str, body: &str) -> (u16, Value) {
        answer(self.send(method, path, "application/json", body.to_owned()).await).await
    }

    pub(crate) async fn get(&self, path: &str) -> Value {
        let (status, value) = self.call("GET", path, "").await;
        assert_eq!(status, 200, "{path}: {value}");
        value
    }

    pub(crate) async fn post(&self, path: &str, body: &Value) -> (u16, Value) {
        self.call("POST", path, &body.to_string()).await
    }

    /// Sends a list. Returns the job's path below the school.
    pub(crate) async fn upload(&self, path: &str, list: Vec<u8>) -> String {
        let response = self.send("POST", path, "application/octet-stream", list).await;
        assert_eq!(response.status(), 202, "{path}");
        let place = response.headers()["location"].to_str().unwrap().to_owned();
        let (_, value) = answer(response).await;
        assert!(place.ends_with(value["id"].as_str().unwrap()), "{place} {value}");
        place.split_once("/jobs/").map(|(_, id)| format!("/jobs/{id}")).unwrap()
    }

    /// Waits for the end of a job.
    pub(crate) async fn ended(&self, job: &str) -> Value {
        let begun = Instant::now();
        loop {
            let view = self.get(job).await;
            if !["queued", "running"].contains(&view["state"].as_str().unwrap()) {
                return view;
            }
            assert!(begun.elapsed() < Duration::from_secs(120), "{view}");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }
}

/// The status, and the JSON; problems are what RFC 9457 says they are.
pub(crate) async fn answer(response: Response) -> (u16, Value) {
    let status = response.status().as_u16();
    let kind = response.headers().get("content-type").map(|kind| kind.to_str().unwrap().to_owned());
    let bytes = response.bytes().await.unwrap();
    if bytes.is_empty() {
        return (status, Value::Null);
    }
    let value: Value = serde_json::from_slice(&bytes).unwrap_or_else(|_| panic!("{status} {}", text(&bytes)));
    if status >= 400 {
        assert_eq!(kind.as_deref(), Some("application/problem+json"), "{value}");
        assert_eq!(value["status"], status);
        assert_eq!(value["type"], format!("urn:rapproche:problem:{}", value["code"].as_str().unwrap()));
        assert!(!value["detail"].as_str().unwrap().is_empty(), "{value}");
    }
    (status, value)
}
