//! The guides show what the program prints: their console blocks are run, and compared.
//!
//! A block holds commands, each after `$ `, and below each what it prints. The commands run in a copy of the fixtures, in a
//! shell: in `premiere-connexion`, until a `cd fixtures/…`. `NAME=…` is remembered, `echo $?` is the exit code of the command
//! before. A `toml` block whose first line is `# NAME.toml` is a file there. Where a line ends in time and memory, the guide has
//! `…`. To write the outputs anew after a change of words:
//!
//!     UPDATE_GUIDE=1 cargo test --test it guide

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use rapproche::identity::Lang;
use rapproche::matching::decision::Reason;
use rapproche::report::first_connection::remedy;
use rapproche::report::words;

use crate::first_connections::NOT_OF_A_REPLY;
use crate::work_dir::{MOMENT, WorkDir, files, text};

pub(crate) fn guide(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("docs").join(name)
}

/// A shell in a copy of the fixtures.
struct Shell {
    work: WorkDir,
    /// Where the commands run, inside `work`.
    directory: String,
    assignments: String,
    status: i32,
}

impl Shell {
    fn new() -> Self {
        let work = WorkDir::new();
        for directory in ["college", "college-xml", "modeles", "premiere-connexion", "premiere-connexion/comptes"] {
            fs::create_dir(work.path(directory)).unwrap();
            let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures").join(directory);
            for entry in fs::read_dir(source).unwrap().map(Result::unwrap) {
                if entry.path().is_file() {
                    let name = entry.file_name().into_string().unwrap();
                    work.write(&format!("{directory}/{name}"), fs::read(entry.path()).unwrap());
                }
            }
        }
        Self { work, directory: "premiere-connexion".to_owned(), assignments: String::new(), status: 0 }
    }

    /// Writes a file where the commands run.
    fn write(&self, name: &str, content: &str) {
        self.work.write(&format!("{}/{name}", self.directory), content);
    }

    /// What a command prints, on either output.
    fn run(&mut self, command: &str) -> String {
        let first = command.split(' ').next().unwrap_or_default();
        if let Some(directory) = command.strip_prefix("cd fixtures/") {
            directory.clone_into(&mut self.directory);
            return String::new();
        }
        if first.contains('=') {
            self.assignments += &format!("{command}\n");
            return String::new();
        }
        if command == "echo $?" {
            return format!("{}\n", self.status);
        }
        let program = Path::new(env!("CARGO_BIN_EXE_rapproche")).parent().unwrap();
        let paths = std::env::var_os("PATH").unwrap_or_default();
        let paths: Vec<PathBuf> = std::iter::once(program.to_owned()).chain(std::env::split_paths(&paths)).collect();
        let path: OsString = std::env::join_paths(paths).unwrap();
        let output = Command::new("sh")
            .arg("-c")
            .arg(format!("{}{command}", self.assignments))
            .current_dir(self.work.path(&self.directory))
            .env("PATH", path)
            .env("SOURCE_DATE_EPOCH", MOMENT)
            .output()
            .unwrap();
        self.status = output.status.code().unwrap();
        // No-break spaces and plain ones look the same, and Markdown editors mix them up.
        let printed = (text(&output.stdout) + &text(&output.stderr)).replace(['\u{a0}', '\u{202f}'], " ");
        printed.lines().map(|line| without_cost(line) + "\n").collect()
    }
}

/// A line of `evaluate` without the time and memory at its end, which no two runs share.
fn without_cost(line: &str) -> String {
    match line.rsplit_once(" ; ") {
        Some((rest, cost)) if cost.ends_with(" Mo.") || cost.ends_with(" s.") => format!("{rest} ; …"),
        _ => line.to_owned(),
    }
}

/// The guide with the outputs that its commands print now, and how many commands there are.
fn rewritten(guide: &str) -> (String, usize) {
    let mut shell = Shell::new();
    let (mut out, mut commands) = (String::new(), 0);
    let mut lines = guide.lines().peekable();
    while let Some(line) = lines.next() {
        out += &format!("{line}\n");
        if line == "```toml" {
            let block: Vec<&str> = std::iter::from_fn(|| lines.next_if(|line| *line != "```")).collect();
            let text: String = block.iter().map(|line| format!("{line}\n")).collect();
            if let Some(name) =
                block.first().and_then(|first| first.strip_prefix("# ")).filter(|name| name.ends_with(".toml"))
            {
                shell.write(name, &text);
            }
            out += &text;
        }
        if line != "```console" {
            continue;
        }
        while let Some(line) = lines.next_if(|line| *line != "```") {
            let Some(first) = line.strip_prefix("$ ") else { continue };
            out += &format!("{line}\n");
            let mut command = first.to_owned();
            while let Some(rest) = command.strip_suffix('\\') {
                let next = lines.next().unwrap();
                out += &format!("{next}\n");
                command = format!("{rest}{}", next.trim_start());
            }
            out += &shell.run(&command);
            commands += 1;
        }
    }
    (out, commands)
}

/// Runs the guide's commands, at least so many, and compares.
fn check(name: &str, least: usize) {
    let shown = fs::read_to_string(guide(name)).unwrap();
    let (printed, commands) = rewritten(&shown);
    assert!(commands >= least, "the blocks are found");
    if std::env::var_os("UPDATE_GUIDE").is_some() {
        fs::write(guide(name), printed).unwrap();
        return;
    }
    for (number, (shown, printed)) in shown.lines().zip(printed.lines()).enumerate() {
        assert_eq!(shown, printed, "docs/{name}, line {}", number + 1);
    }
    assert_eq!(shown.lines().count(), printed.lines().count());
}

#[test]
fn first_connections_print_what_their_guide_shows() {
    check("premiere-connexion.md", 21);
}

#[test]
fn rule_files_print_what_their_guide_shows() {
    check("fichier-de-regles.md", 8);
}

#[test]
fn choosing_rules_prints_what_its_guide_shows() {
    check("choisir-ses-regles.md", 24);
}

#[test]
fn exchanging_identifiers_prints_what_its_guide_shows() {
    check("echanger-les-identifiants.md", 28);
}

#[test]
fn it_shows_every_reply_and_tells_every_reason() {
    let shown = fs::read_to_string(guide("premiere-connexion.md")).unwrap();
    for reason in Reason::ALL.into_iter().filter(|&reason| reason != Reason::RaggedRow) {
        let row = shown.lines().find(|line| line.starts_with(&format!("| `{reason}` |"))).unwrap_or_default();
        let told = [words::reason(reason, Lang::Fr), words::reason(reason, Lang::En), remedy(reason, Lang::Fr)];
        for told in told {
            assert!(row.contains(told), "{reason}: «{told}» in «{row}»");
        }
        // As the outcome of a command.
        assert!(NOT_OF_A_REPLY.contains(&reason) || shown.contains(&format!("({reason})")), "{reason}");
    }
    for (name, _) in files_of_replies() {
        assert!(shown.contains(&name), "{name}");
    }
}

fn files_of_replies() -> Vec<(String, Vec<u8>)> {
    let shell = Shell::new();
    let directory = shell.work.path("premiere-connexion");
    fs::remove_dir_all(directory.join("comptes")).unwrap();
    files(&directory).into_iter().filter(|(name, _)| name.ends_with(".xml")).collect()
}
