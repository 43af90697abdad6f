//! The two databases of the service: a SQLite file, and a PostgreSQL server that is started for the tests.

use std::io::Write as _;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::LazyLock;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

/// A database of its own for a test, gone after it.
pub(crate) struct Database {
    pub(crate) address: String,
    _directory: Option<tempfile::TempDir>,
}

impl Database {
    pub(crate) fn sqlite() -> Self {
        let directory = tempfile::tempdir().unwrap();
        Self { address: directory.path().join("school.db").display().to_string(), _directory: Some(directory) }
    }

    pub(crate) fn postgres() -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(1);
        let name = format!("test_{}", NEXT.fetch_add(1, Ordering::Relaxed));
        let server = &*SERVER;
        let made = Command::new(server.programs.join("createdb"))
            .args(["-h", "127.0.0.1", "-p", &server.port.to_string(), "-U", "postgres", &name])
            .output()
            .unwrap();
        assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
        Self { address: format!("postgres://postgres@127.0.0.1:{}/{name}", server.port), _directory: None }
    }
}

impl Database {
    /// Executes a statement as somebody does who has got at the database itself: by PostgreSQL's own client, or by Python's
    /// SQLite.
    pub(crate) fn tamper(&self, statement: &str) -> Result<(), String> {
        let mut client = if self.address.starts_with("postgres") {
            let mut psql = Command::new(SERVER.programs.join("psql"));
            psql.args(["--no-psqlrc", "--quiet", "-v", "ON_ERROR_STOP=1", "-c", statement, &self.address]);
            psql
        } else {
            let script =
                "import sqlite3, sys\nwith sqlite3.connect(sys.argv[1]) as opened: opened.execute(sys.argv[2])";
            let mut python = Command::new("python3");
            python.args(["-c", script, &self.address, statement]);
            python
        };
        let done = client.output().unwrap();
        if done.status.success() { Ok(()) } else { Err(String::from_utf8_lossy(&done.stderr).into_owned()) }
    }
}

/// The server that the tests share; it ends when this process does, since it then reads no more input.
static SERVER: LazyLock<Server> = LazyLock::new(Server::start);

struct Server {
    programs: PathBuf,
    port: u16,
    _watched: Child,
    _directory: tempfile::TempDir,
}

impl Server {
    fn start() -> Self {
        let programs = programs();
        let directory = tempfile::tempdir().unwrap();
        let is_root = Command::new("id").arg("-u").output().unwrap().stdout == b"0\n";
        if is_root {
            // PostgreSQL refuses to run as root.
            let owned = Command::new("chown").arg("postgres").arg(directory.path()).status().unwrap();
            assert!(owned.success());
        }
        let as_user = |program: &Path| {
            if is_root {
                let mut command = Command::new("runuser");
                command.args(["-u", "postgres", "--"]).arg(program);
                command
            } else {
                Command::new(program)
            }
        };
        let data = directory.path().join("data");
        let made = as_user(&programs.join("initdb"))
            .args(["--auth=trust", "--username=postgres", "--encoding=UTF8", "--locale=C", "-D"])
            .arg(&data)
            .output()
            .unwrap();
        assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        // Whoever kills the tests closes this shell's input, which ends the server.
        let script = r#""$0" "$@" & server=$!; cat > /dev/null; kill -INT $server; wait $server"#;
        let mut shell = as_user(Path::new("sh"));
        let mut watched = shell
            .args(["-c", script])
            .arg(programs.join("postgres"))
            .arg("-D")
            .arg(&data)
            .args(["-p", &port.to_string(), "-k"])
            .arg(directory.path())
            .args(["-c", "listen_addresses=127.0.0.1", "-c", "max_connections=400", "-c", "fsync=off"])
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        watched.stdin.as_mut().unwrap().flush().unwrap();
        let deadline = Instant::now() + Duration::from_secs(60);
        let is_ready = || {
            let asked = Command::new(programs.join("pg_isready"))
                .args(["-q", "-h", "127.0.0.1", "-p", &port.to_string()])
                .status();
            asked.unwrap().success()
        };
        while !is_ready() {
            assert!(Instant::now() < deadline, "PostgreSQL does not start");
            std::thread::sleep(Duration::from_millis(50));
        }
        Self { programs, port, _watched: watched, _directory: directory }
    }
}

/// Debian keeps the server's programs off the path, by version.
fn programs() -> PathBuf {
    let versions = std::fs::read_dir("/usr/lib/postgresql").map(|found| found.flatten().collect::<Vec<_>>());
    let newest = versions.unwrap_or_default().into_iter().map(|entry| entry.path()).max();
    newest.expect("PostgreSQL is installed: tests/all.sh does it").join("bin")
}
