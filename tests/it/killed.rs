//! A run that is killed while it writes leaves the earlier results or the new ones, never a mixture.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;
use std::process::Stdio;
use std::time::{Duration, Instant};

use crate::work_dir::{WorkDir, files};

const SIDES: [&str; 7] = ["reconcile", "--base", "made/base.csv", "--cas", "made/cas.csv", "--out", "out"];

/// The private directories in which results are prepared.
fn preparations(work: &WorkDir) -> Vec<PathBuf> {
    let entries = fs::read_dir(work.path("")).unwrap().map(|entry| entry.unwrap().path());
    entries.filter(|path| path.file_name().unwrap().to_str().unwrap().starts_with(".rapproche-")).collect()
}

#[test]
fn leaves_the_earlier_results_or_the_new_ones() {
    let work = WorkDir::new();
    work.command(["synth", "--pool", "3000", "--seed", "5", "--out", "made"]).assert().success();
    work.command(SIDES).env("SOURCE_DATE_EPOCH", "1000").assert().success();
    let old = files(&work.path("out"));
    work.command(SIDES).assert().success();
    let new = files(&work.path("out"));
    assert!(old["report.json"] != new["report.json"], "the two runs can be told apart");

    let mut killed = 0;
    for attempt in 0..12_u64 {
        reset(&work, &old);
        let mut child = work.std_command(SIDES).stdout(Stdio::null()).spawn().unwrap();
        let start = Instant::now();
        while preparations(&work).is_empty() && child.try_wait().unwrap().is_none() {
            assert!(start.elapsed() < Duration::from_secs(60), "the run never begins to write");
            std::thread::sleep(Duration::from_micros(200));
        }
        // Sooner or later within the writing, from the first file to the last rename.
        std::thread::sleep(Duration::from_millis(attempt * 5));
        child.kill().unwrap();
        killed += u32::from(child.wait().unwrap().code().is_none());
        check(&work, &old, &new);
    }
    assert!(killed > 0, "no run was killed in time");

    // What a killed run leaves behind does not stand in the way of the next.
    work.command(SIDES).assert().success();
    assert!(files(&work.path("out")) == new);
}

fn reset(work: &WorkDir, content: &BTreeMap<String, Vec<u8>>) {
    for directory in preparations(work).into_iter().chain([work.path("out")]) {
        let _ = fs::remove_dir_all(directory);
    }
    fs::create_dir(work.path("out")).unwrap();
    for (name, bytes) in content {
        fs::write(work.path("out").join(name), bytes).unwrap();
    }
}

fn check(work: &WorkDir, old: &BTreeMap<String, Vec<u8>>, new: &BTreeMap<String, Vec<u8>>) {
    let place = if work.has("out") {
        work.path("out")
    } else {
        // Between the two renames: the earlier results lie whole beside their place.
        preparations(work).first().expect("the earlier results are kept").join("old")
    };
    let found = files(&place);
    assert!(found == *old || found == *new, "a mixture: {:?}", found.keys().collect::<Vec<_>>());
}
