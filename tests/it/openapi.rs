//! The API against its own description, by a program that makes up requests: no server error, no answer that is not described.
//!
//! `tests/openapi/install.sh` installs Schemathesis once; without it this test fails.

use std::path::PathBuf;
use std::process::Command;

use serde_json::json;

use crate::served::{SCHOOL, Served};
use crate::work_dir::text;

#[tokio::test]
async fn the_api_is_what_its_description_says() {
    let project = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let venv =
        std::env::var_os("RAPPROCHE_OPENAPI_VENV").map_or_else(|| project.join("target/openapi-venv"), PathBuf::from);
    assert!(
        venv.join("requirements.txt").is_file(),
        "Schemathesis is not in {}: run tests/openapi/install.sh",
        venv.display()
    );
    let served = Served::start();
    // Something to be found: failure 1 and decision 1 are there.
    let caller = served.all_scopes(SCHOOL);
    let order = json!({ "version": 1, "act": "postpone" });
    assert_eq!(caller.post("/failures/1/decision", &order).await.0, 200);
    let token = served.token(SCHOOL, "essais", &["resolve", "read", "decide", "import"]);
    let run = Command::new(venv.join("bin/schemathesis"))
        .arg("--config-file")
        .arg(project.join("tests/openapi/schemathesis.toml"))
        .args(["run", &format!("{}/api/openapi.json", served.root)])
        .args(["--header", &format!("Authorization: Bearer {token}")])
        .args(["--checks", "not_a_server_error,status_code_conformance,response_schema_conformance"])
        // Bounded by examples and by time: some 30 s.
        .args(["--phases", "coverage,fuzzing", "--max-examples", "20", "--max-time", "40", "--seed", "1"])
        .args(["--continue-on-failure", "--no-shrink", "--no-color"])
        // It keeps what it has learnt where it runs.
        .current_dir(served.work.path("college"))
        .env("NO_PROXY", "127.0.0.1")
        .output()
        .unwrap();
    let said = text(&run.stdout);
    assert!(run.status.success(), "{said}\n{}\n{}", text(&run.stderr), served.log());
    assert!(said.contains("23 selected / 23 total") && said.contains("Tested: 23"), "{said}");
}
