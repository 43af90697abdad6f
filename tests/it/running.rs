//! `rapproche serve`, as a process of its own.

use std::io::{BufRead, BufReader};
use std::net::TcpListener;
use std::process::{Child, Command, Stdio};

use crate::work_dir::WorkDir;

/// A service that runs until this value is gone.
pub(crate) struct Running {
    pub(crate) process: Child,
    /// `http://127.0.0.1:port`.
    pub(crate) root: String,
    /// What it printed after its address.
    pub(crate) said: Vec<String>,
}

impl Running {
    /// Starts `serve` with these arguments on a free port, and waits for its first `lines` lines.
    pub(crate) fn start(work: &WorkDir, arguments: &[&str], lines: usize) -> Self {
        Self::start_at(work, "127.0.0.1:0", arguments, lines)
    }

    pub(crate) fn start_at(work: &WorkDir, listen: &str, arguments: &[&str], lines: usize) -> Self {
        Self::start_as(work, work.std_command(["serve", "--listen", listen].iter().chain(arguments)), lines)
    }

    /// The same for a command of one's own, which ends in `serve`.
    pub(crate) fn start_as(work: &WorkDir, mut command: Command, lines: usize) -> Self {
        let errors = std::fs::OpenOptions::new().create(true).append(true).open(work.path("log.txt")).unwrap();
        let mut process = command.env("NO_PROXY", "127.0.0.1").stdout(Stdio::piped()).stderr(errors).spawn().unwrap();
        let mut out = BufReader::new(process.stdout.take().unwrap()).lines();
        let mut said: Vec<String> = (0..lines).map_while(|_| out.next()?.ok()).collect();
        assert_eq!(said.len(), lines, "{}", std::fs::read_to_string(work.path("log.txt")).unwrap_or_default());
        let address = said.remove(0);
        let root = address.split(": ").nth(1).and_then(|url| url.strip_suffix("/admin")).unwrap().to_owned();
        // Whatever it says later has somewhere to go.
        std::thread::spawn(move || out.for_each(drop));
        Self { process, root, said }
    }

    /// A port that nothing listens at.
    pub(crate) fn free_port() -> u16 {
        TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
