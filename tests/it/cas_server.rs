//! A CAS server that nobody here wrote, with the accounts of `tests/cas_server/portal.py`.
//!
//! `tests/cas_server/install.sh` installs it once; without it the tests that need it fail.

use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

use rapproche::cas::client::Ticket;
use reqwest::{Client, header, redirect};

/// A server of its own; it ends with this value.
pub(crate) struct CasServer {
    pub(crate) process: Child,
    pub(crate) root: String,
    /// The database, gone with the server.
    _directory: tempfile::TempDir,
}

impl CasServer {
    pub(crate) fn start() -> Self {
        let project = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
        let venv = std::env::var_os("RAPPROCHE_CAS_VENV")
            .map_or_else(|| project.join("target/cas-server-venv"), PathBuf::from);
        let python = venv.join("bin/python");
        assert!(
            venv.join("requirements.txt").is_file(),
            "the CAS server of the tests is not in {}: run tests/cas_server/install.sh",
            venv.display()
        );
        let directory = tempfile::tempdir().unwrap();
        let errors = directory.path().join("errors.txt");
        let mut process = Command::new(python)
            // No cache of bytecode among the sources.
            .arg("-B")
            .arg(project.join("tests/cas_server/serve.py"))
            .arg(directory.path())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(std::fs::File::create(&errors).unwrap())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(process.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let port = line.trim().strip_prefix("LISTENING ").unwrap_or_else(|| {
            panic!("the CAS server did not start: {}", std::fs::read_to_string(&errors).unwrap_or_default())
        });
        Self { process, root: format!("http://127.0.0.1:{port}/cas"), _directory: directory }
    }

    /// Signs in as a browser does, and brings back a ticket for `service`.
    pub(crate) async fn ticket(&self, account: &str, service: &str) -> Ticket {
        Ticket::new(&self.ticket_text(account, service).await).unwrap()
    }

    /// The ticket as it stands in the address that the browser is sent to.
    pub(crate) async fn ticket_text(&self, account: &str, service: &str) -> String {
        let browser =
            Client::builder().cookie_store(true).redirect(redirect::Policy::none()).no_proxy().build().unwrap();
        let login = format!("{}/login", self.root);
        let login = reqwest::Url::parse_with_params(&login, [("service", service)]).unwrap();
        let page = browser.get(login.clone()).send().await.unwrap().text().await.unwrap();
        let mut form = hidden_fields(&page);
        assert!(form.iter().any(|(name, _)| *name == "csrfmiddlewaretoken"), "{page}");
        form.extend([("username", account.to_owned()), ("password", "secret".to_owned())]);
        let answer = browser.post(login).form(&form).send().await.unwrap();
        let location = answer.headers().get(header::LOCATION).expect("the account is let in").to_str().unwrap();
        let location = reqwest::Url::parse(location).unwrap();
        let (_, ticket) = location.query_pairs().find(|(name, _)| name == "ticket").unwrap();
        ticket.into_owned()
    }
}

impl Drop for CasServer {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Names and values of the hidden inputs of a page.
fn hidden_fields(page: &str) -> Vec<(&str, String)> {
    let attribute = |tag: &'_ str, name: &str| -> Option<(usize, usize)> {
        let start = tag.find(&format!(" {name}=\""))? + name.len() + 3;
        Some((start, start + tag[start..].find('"')?))
    };
    page.split("<input")
        .skip(1)
        .filter_map(|rest| {
            let tag = &rest[..rest.find('>')?];
            let (start, end) = attribute(tag, "name")?;
            let value = attribute(tag, "value").map_or("", |(start, end)| &tag[start..end]);
            tag.contains("type=\"hidden\"").then(|| (&tag[start..end], value.replace("&amp;", "&")))
        })
        .collect()
}
