//! The program, serving one school from a database of its own.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use tempfile::TempDir;

use super::client::Connection;
use super::people::{People, SCHOOL};

/// A service that ends with this value.
pub(crate) struct Served {
    process: Child,
    pub(crate) address: String,
    pub(crate) token: String,
    /// The whole base, twice: each of them changes every row of the other, and nobody.
    editions: [Vec<u8>; 2],
    /// How many of them were brought in.
    imported: AtomicUsize,
    _directory: TempDir,
}

/// The head of a request below the school.
pub(crate) fn head(method: &str, path: &str, token: &str, kind: &str, length: usize) -> String {
    format!(
        "{method} /api/v1/schools/{SCHOOL}{path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {token}\r\n\
         Content-Type: {kind}\r\nContent-Length: {length}\r\n\r\n"
    )
}

impl Served {
    /// Imports the base and serves it.
    pub(crate) fn start(people: &People, database: Option<String>) -> Self {
        let directory = tempfile::tempdir().expect("a place to work");
        let database = database.unwrap_or_else(|| directory.path().join("load.db").display().to_string());
        let program = |arguments: &[&str]| {
            let mut command = Command::new(env!("CARGO_BIN_EXE_rapproche"));
            command.args(arguments).args(["--database", &database]).current_dir(directory.path());
            command
        };
        let run = |arguments: &[&str]| {
            let done = program(arguments).output().expect("the program runs");
            assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
            String::from_utf8(done.stdout).expect("text")
        };
        std::fs::write(directory.path().join("base.csv"), people.list(0)).expect("room for a list");
        std::fs::write(directory.path().join("cas.toml"), People::configuration()).expect("room for a file");
        let begun = Instant::now();
        run(&["import", "--school", SCHOOL, "--config", "cas.toml", "--base", "base.csv"]);
        let imported = begun.elapsed();
        let scopes = ["--scope", "resolve", "--scope", "import"];
        let said = run(&[&["token", "add", "--school", SCHOOL, "--name", "load"][..], &scopes].concat());
        let token = said.trim().rsplit(' ').next().expect("the last word").to_owned();
        let begun = Instant::now();
        let mut process = program(&["serve", "--listen", "127.0.0.1:0", "--resolve-rate", "1000000"])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("the program runs");
        let mut line = String::new();
        let out = process.stdout.take().expect("piped");
        BufReader::new(out).read_line(&mut line).expect("it says where it listens");
        let address = line.split("//").nth(1).and_then(|rest| rest.split('/').next()).expect("an address").to_owned();
        println!("imported in {:.1} s, served after {:.1} s", imported.as_secs_f64(), begun.elapsed().as_secs_f64());
        let editions = [people.list(1), people.list(2)];
        Self { process, address, token, editions, imported: AtomicUsize::new(0), _directory: directory }
    }

    /// Brings the whole base in by the API, every row of it changed, and waits until it is done.
    ///
    /// # Panics
    /// When it does not change everybody, and them alone.
    pub(crate) fn import(&self) {
        let list = &self.editions[self.imported.fetch_add(1, Ordering::Relaxed) % 2];
        let mut connection = Connection::open(&self.address);
        let head = head("POST", "/imports?file=base.csv", &self.token, "application/octet-stream", list.len());
        let (status, body) = connection.exchange(&[head.as_bytes(), list].concat());
        assert_eq!(status, 202, "{}", String::from_utf8_lossy(body));
        let job: serde_json::Value = serde_json::from_slice(body).expect("JSON");
        let path = format!("/jobs/{}", job["id"].as_str().expect("an id"));
        let ask = self::head("GET", &path, &self.token, "application/json", 0);
        loop {
            std::thread::sleep(Duration::from_millis(50));
            let (_, body) = connection.exchange(ask.as_bytes());
            let job: serde_json::Value = serde_json::from_slice(body).expect("JSON");
            match job["state"].as_str() {
                Some("queued" | "running") => {}
                state => {
                    let report = &job["import"];
                    let is_right =
                        state == Some("done") && report["changed"] == report["users"] && report["added"] == 0;
                    assert!(is_right && report["vanished"] == 0, "{job}");
                    return;
                }
            }
        }
    }

    /// What the process has spent on its threads; zero where the system does not tell.
    pub(crate) fn cpu(&self) -> Duration {
        const TICK: Duration = Duration::from_millis(10);
        let stat = std::fs::read_to_string(format!("/proc/{}/stat", self.process.id())).unwrap_or_default();
        // After the name, which may hold anything: utime and stime are the 12th and 13th.
        let fields = stat.rsplit(") ").next().unwrap_or_default().split(' ').skip(11).take(2);
        TICK * fields.filter_map(|ticks| ticks.parse::<u32>().ok()).sum()
    }

    /// The most memory that it has ever had; zero where the system does not tell.
    pub(crate) fn peak_memory_mb(&self) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.process.id())).unwrap_or_default();
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        line.and_then(|line| line.trim().split(' ').next()?.parse::<u64>().ok()).unwrap_or(0) / 1024
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
