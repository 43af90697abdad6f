//! How many crates the program needs, and how large it is. Each figure is changed on purpose alone.
//!
//! A figure may grow by a twentieth before a test fails. Whoever adds more writes the new figure down here, and sees it in review.

use std::path::Path;

/// Packages in `Cargo.lock`, this one included: those of the tests, of every feature and of every platform.
const PACKAGES: u64 = 466;

/// Of those, the names that stand there in more than one version.
const IN_SEVERAL_VERSIONS: u64 = 26;

/// Megabytes of the program as the tests build it on Linux.
#[cfg(all(target_os = "linux", target_arch = "x86_64"))]
const MEGABYTES: u64 = 125;

/// Fails where `found` is more than a twentieth above `recorded`. How far below it lies depends on how cargo is told to build.
fn check(what: &str, found: u64, recorded: u64) {
    assert!(
        found <= recorded + recorded / 20,
        "{what}: {found}, recorded are {recorded}; if that is meant, write it down here"
    );
}

#[test]
fn the_crates_are_those_that_were_meant() {
    let lock = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.lock")).unwrap();
    let mut names: Vec<&str> = lock.lines().filter_map(|line| line.strip_prefix("name = ")).collect();
    check("packages", names.len() as u64, PACKAGES);
    names.sort_unstable();
    let several = names.chunk_by(|one, other| one == other).filter(|same| same.len() > 1).count();
    check("crates in several versions", several as u64, IN_SEVERAL_VERSIONS);
}

#[test]
#[cfg(all(target_os = "linux", target_arch = "x86_64"))]
fn the_program_is_no_larger_than_was_meant() {
    let bytes = std::fs::metadata(env!("CARGO_BIN_EXE_rapproche")).unwrap().len();
    check("megabytes", bytes / 1_000_000, MEGABYTES);
}
