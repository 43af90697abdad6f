//! Models of CAS configuration, from the catalogue to the configuration in force.

use std::fs;
use std::path::{Path, PathBuf};

use predicates::prelude::PredicateBooleanExt;
use predicates::str::{contains, is_empty};

use crate::work_dir::{WorkDir, files};

const TOUTATICE: &str = "Toutatice (Académie de Rennes)";

fn shipped() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/modeles")
}

/// A directory with a copy of the shipped catalogue.
fn with_catalogue() -> WorkDir {
    let work = WorkDir::new();
    fs::create_dir(work.path("modeles")).unwrap();
    for (name, content) in files(&shipped()) {
        work.write(&format!("modeles/{name}"), content);
    }
    work
}

fn edit(work: &WorkDir, name: &str, old: &str, new: &str) {
    let text = fs::read_to_string(work.path(name)).unwrap();
    assert!(text.contains(old), "{old}");
    work.write(name, text.replace(old, new));
}

#[test]
fn models_are_listed_shown_and_checked() {
    let work = with_catalogue();
    work.command(["model", "list", "modeles"]).assert().code(0).stdout(contains(TOUTATICE).and(contains("Rive Sud")));
    let assert = work.command(["model", "show", "modeles", "TOUTATICE"]).assert().code(0);
    assert.stdout(contains("Documentation : https://aide.toutatice.example/pronote"));
    work.command(["model", "check", "modeles", "--lang", "en"]).assert().code(0).stdout(contains("valid, 3 models"));
    work.command(["model", "show", "modeles", "mon cartable"])
        .assert()
        .code(2)
        .stdout(is_empty())
        .stderr(contains("(Lycées)").and(contains("(Collèges)")));
    edit(&work, "modeles/rive-sud.xml", "Version=\"2\"", "Version=\"0\"");
    work.command(["model", "check", "modeles"]).assert().code(3).stdout(contains("/ENT[3]/@Version"));
    work.command(["model", "list", "modeles"]).assert().code(3).stdout(is_empty());
}

#[test]
fn a_model_is_applied_knowingly_or_not_at_all() {
    let work = with_catalogue();
    let apply = |name: &str, more: &[&str]| {
        let arguments = ["model", "apply", "modeles", name, "--config", "conf.toml"];
        work.command(arguments.iter().chain(more)).assert()
    };
    apply(TOUTATICE, &[]).code(0).stdout(contains("Aucun paramètre").and(contains("Reste à saisir")));
    let first = fs::read(work.path("conf.toml")).unwrap();

    apply("kelenn", &[]).code(2).stdout(contains("uid → eduPersonPrincipalName")).stderr(contains("--yes"));
    assert_eq!(fs::read(work.path("conf.toml")).unwrap(), first);
    apply("kelenn", &["--yes"]).code(0).stdout(contains("gardée dans conf.toml.bak"));
    assert_eq!(fs::read(work.path("conf.toml.bak")).unwrap(), first);
    let status = work.command(["model", "status", "--config", "conf.toml"]).assert().code(0);
    status
        .stdout(contains("Kelenn (Lycées agricoles), version 1 du 01/09/2025").and(contains("appliqué le 01/09/2025")));

    edit(&work, "conf.toml", "publication = false", "publication = true");
    let published = fs::read(work.path("conf.toml")).unwrap();
    apply(TOUTATICE, &["--yes"]).code(2).stderr(contains("publication est en cours"));
    assert_eq!(fs::read(work.path("conf.toml")).unwrap(), published);
    edit(&work, "conf.toml", "eleves = \"aucune\"", "eleves = \"EduConnect\"");
    apply(TOUTATICE, &["--yes"]).code(2).stderr(contains("Espace Élèves").and(contains("«EduConnect»")));
}

#[test]
fn an_update_leaves_the_configuration_alone() {
    let work = with_catalogue();
    work.command(["model", "apply", "modeles", TOUTATICE, "--config", "conf.toml"]).assert().code(0);
    let before = fs::read(work.path("conf.toml")).unwrap();
    work.write("recu.xml", fs::read(shipped().join("armor-numerique.xml")).unwrap());
    edit(&work, "recu.xml", "Version=\"7\"", "Version=\"8\"");
    let update = ["model", "update", "modeles", "--from", "recu.xml", "--config", "conf.toml"];
    let assert = work.command(update).assert().code(0);
    assert.stdout(contains("7 → 8").and(contains("appliquez le modèle à nouveau")));
    work.command(["model", "update", "modeles", "--from", "recu.xml"])
        .assert()
        .code(0)
        .stdout(contains("Inchangés : 3"));
    let again = ["model", "update", "modeles", "--config", "conf.toml"];
    work.command(again).assert().code(0).stdout(contains("Version 8"));
    assert_eq!(fs::read(work.path("conf.toml")).unwrap(), before);
    work.write("vieux.xml", fs::read(shipped().join("armor-numerique.xml")).unwrap());
    work.command(["model", "update", "modeles", "--from", "vieux.xml"])
        .assert()
        .code(2)
        .stderr(contains("plus ancienne"));
}

#[test]
fn the_addresses_follow_from_the_configuration() {
    let work = with_catalogue();
    work.command(["model", "apply", "modeles", "abers", "--config", "conf.toml"]).assert().code(0);
    let urls = ["model", "urls", "--config", "conf.toml"];
    work.command(urls).assert().code(2).stderr(contains("url_publique"));
    let text = fs::read_to_string(work.path("conf.toml")).unwrap();
    work.write("conf.toml", format!("url_publique = \"https://pronote.example/clg\"\n{text}"));
    let service = "https%3A%2F%2Fpronote.example%2Fclg%2F";
    let assert = work.command(urls).assert().code(0);
    assert
        .stdout(contains(format!(
            "https://connexion.abers.example/sso/entree?domaine=colleges&theme=29&service={service}\n"
        )))
        .stdout(contains(format!("https://connexion.abers.example/sso/saml/validation?TARGET={service}\n")))
        .stdout(contains("https://pronote.example/clg/**\n"))
        .stdout(contains("https://pronote.example/clg/?login=true\n"));
    work.command(["model", "urls", "--config", "conf.toml", "--delegation", "x"]).assert().code(2).stdout(is_empty());
}

#[test]
fn last_years_configuration_is_carried_over_once() {
    let work = with_catalogue();
    work.command(["model", "apply", "modeles", "kelenn", "--config", "2025.toml"]).assert().code(0);
    let carry_over = ["model", "carry-over", "2025.toml", "--config", "2026.toml"];
    work.command(carry_over).assert().code(0).stdout(contains("2025.toml repris dans 2026.toml"));
    assert_eq!(fs::read(work.path("2025.toml")).unwrap(), fs::read(work.path("2026.toml")).unwrap());
    work.command(carry_over).assert().code(4).stderr(contains("existe déjà"));
    work.command(["model", "carry-over", "2024.toml", "--config", "x.toml"])
        .assert()
        .code(2)
        .stderr(contains("2024.toml"));
}
