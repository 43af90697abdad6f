//! `evaluate`: rule sets judged on the collège and on lists where something goes wrong.

use std::path::PathBuf;

use crate::work_dir::{BASE, WorkDir, files, number, text};

fn fixture(name: &str) -> String {
    let path: PathBuf = [env!("CARGO_MANIFEST_DIR"), "fixtures", "college", name].iter().collect();
    path.to_str().unwrap().to_owned()
}

/// `evaluate` on the collège, and what follows.
fn college(more: &[&str]) -> Vec<String> {
    let [pupils, parents] = [("Élèves", "eleves.csv"), ("Parents", "parents.csv")]
        .map(|(profile, name)| format!("{profile}={}", fixture(name)));
    let (staff, ent, truth) = (fixture("personnels.xlsx"), fixture("ent.csv"), fixture("truth.csv"));
    ["evaluate", "--base", &pupils, "--base", &parents, "--base", &staff, "--cas", &ent, "--truth", &truth]
        .iter()
        .chain(more)
        .map(ToString::to_string)
        .collect()
}

/// `evaluate` on four pupils, with `truth.csv` of this content.
fn pupils(work: &WorkDir, truth: &str, more: &[&str]) -> assert_cmd::assert::Assert {
    work.write("truth.csv", truth);
    let arguments = ["evaluate", "--base", "base.csv", "--cas", "cas.csv", "--truth", "truth.csv"];
    work.command(arguments.iter().chain(more)).assert()
}

#[test]
fn compares_rule_sets_on_the_college() {
    let work = WorkDir::new();
    let assert = work
        .command(college(&["--rules", "strict", "--rules", "standard", "--out", "out"]))
        .assert()
        .success()
        .stderr("");
    let printed = text(&assert.get_output().stdout).replace(['\u{a0}', '\u{202f}'], " ");
    assert!(
        printed.contains("standard relie justement ") && printed.contains("l'inverse, aucune (p < 0,001)"),
        "{printed}"
    );
    assert!(printed.contains("Déjà rapprochés dans la base, et non comptés : 30, dont 0 contredits"), "{printed}");

    let report = work.json("out/evaluation.json");
    assert_eq!(report["version"], 1);
    assert_eq!(report["truth"], "truth.csv");
    let standard = &report["rules"][1];
    assert_eq!(standard["label"], "standard");
    let count = |key: &str| standard["total"][key].as_u64().unwrap();
    assert_eq!([count("to_find"), count("right"), count("wrong"), count("missed")], [1_126, 1_126, 0, 0]);
    assert_eq!([count("absent"), count("absent_left"), count("existing")], [1, 1, 30]);
    assert_eq!(standard["profiles"]["eleves"]["right"], 412);
    assert_eq!(standard["pair_completeness"]["parents"]["by_run"], 698);
    let only_standard = report["comparisons"][0]["only_second"].as_u64().unwrap();
    let missed_by_strict = report["rules"][0]["total"]["missed"].as_u64().unwrap();
    assert_eq!(only_standard, missed_by_strict);

    // Every missed link is explained, by weights that add up.
    let missed = work.rows("out/missed.csv");
    assert_eq!(missed.len() as u64, missed_by_strict);
    let explained: Vec<_> = missed.iter().filter(|row| !row["juste_score"].is_empty()).collect();
    assert!(!explained.is_empty());
    for row in explained {
        let fields = ["family", "given", "name_order", "birth_date", "postcode", "sex"];
        let sum: f64 = fields.iter().map(|field| number(&row[&format!("juste_{field}_poids")])).sum();
        assert!((sum - number(&row["juste_score"])).abs() < 1e-9, "{row:?}");
    }
    assert!(work.rows("out/wrong.csv").is_empty());
    let measures = work.rows("out/measures.csv");
    let total = measures.iter().find(|row| row["regles"] == "standard" && row["profil"] == "*" && row["case"] == "*");
    assert_eq!(total.unwrap()["rappel"], "1,000000");
    assert!(measures.iter().any(|row| row["profil"] == "parents" && row["case"] == "moved_near"));
    assert_eq!(files(&work.path("out")).len(), 7);
    let page = text(&files(&work.path("out"))["evaluation.html"]);
    for outside in ["src=\"http", "href=\"http", "@import", "url(http"] {
        assert!(!page.contains(outside), "the page needs nothing from elsewhere, but has {outside}");
    }
}

#[test]
fn an_evaluation_replaces_an_earlier_one_and_nothing_else() {
    let work = WorkDir::new();
    work.command(college(&["--rules", "strict", "--out", "out", "--quiet"])).assert().success().stdout("");
    work.command(college(&["--rules", "standard", "--out", "out", "--quiet"])).assert().success().stderr("");
    assert_eq!(work.json("out/evaluation.json")["rules"][0]["name"], "standard");
    // Results of another kind stay what they are.
    let work = WorkDir::with_pupils();
    work.reconcile(&["--out", "out", "--quiet"]).assert().success();
    pupils(&work, "uid;IDPN;profil\nn1;1;eleves\n", &["--rules", "standard", "--out", "out"]).code(4);
    assert!(work.has("out/report.json"));
}

#[test]
fn a_wrong_link_is_counted_and_shown() {
    let work = WorkDir::with_pupils();
    // By this truth n1 is somebody else, and d2 is not in the base.
    let truth = "uid,IDPN,profil,case\nn1,3,Élèves,invented\nd2,,eleves,invented\na3,3,eleves,\nx4,,eleves,\n";
    let assert = pupils(&work, truth, &["--rules", "standard", "--out", "out", "--json"]).success();
    let report: serde_json::Value = serde_json::from_slice(&assert.get_output().stdout).unwrap();
    let total = &report["rules"][0]["total"];
    for (key, value) in [("to_find", 2), ("absent", 2), ("right", 1), ("wrong", 2), ("wrong_absent", 1), ("missed", 1)]
    {
        assert_eq!(total[key], value, "{key}");
    }
    assert_eq!(report["rules"][0]["cases"]["invented"]["wrong"], 2);
    let wrong = work.rows("out/wrong.csv");
    let about: Vec<_> = wrong.iter().map(|row| (&*row["uid"], &*row["candidat_IDPN"], &*row["juste_IDPN"])).collect();
    assert_eq!(about, [("n1", "1", "3"), ("d2", "2", "")]);
    assert_eq!(wrong[1]["raison"], "Relié, mais absent de la base");
}

#[test]
fn a_truth_that_does_not_meet_the_lists_is_told() {
    let work = WorkDir::with_pupils();
    let truth = "uid;IDPN;profil\nn1;1;eleves\nd2;99;eleves\nzz;1;eleves\nn1;1;parents\n";
    let assert = pupils(&work, truth, &["--rules", "standard"]).success();
    let printed = text(&assert.get_output().stdout);
    for line in [
        "Sans vérité, et non jugés : 2 (le premier : uid a3).",
        "d'un autre profil : 2, laissées de côté (ligne 4 : uid zz).",
        "ces personnes comptent comme absentes (ligne 3 : IDPN 99)",
    ] {
        assert!(printed.contains(line), "«{line}» is missing from {printed}");
    }
}

#[test]
fn mistakes_in_the_truth_have_their_line_and_remedy() {
    let work = WorkDir::with_pupils();
    let told = |truth: &str| {
        let assert = pupils(&work, truth, &["--rules", "standard", "--out", "out"]).code(3).stdout("");
        assert!(!work.has("out"), "nothing is written");
        text(&assert.get_output().stderr)
    };
    insta::assert_snapshot!(told("uid;IDPN;profil\nn1;1;eleves\nn1;2;Élève\n"), @"rapproche : truth.csv, ligne 3 : l'uid «n1» figure déjà à la ligne 2 pour le profil eleves ; ne gardez qu'une des deux lignes.");
    insta::assert_snapshot!(told("uid;IDPN;profil\nn1;1;elvees\n"), @"rapproche : truth.csv, ligne 2 : «elvees» n'est pas un profil. Vouliez-vous dire «eleves» ? Profils possibles : eleves, inspecteurs, maitres_de_stage, parents, personnels, professeurs.");
    insta::assert_snapshot!(told("uid;IDNP;profil\nn1;1;eleves\n"), @"rapproche : truth.csv, ligne 1 : il manque la colonne «IDPN». Vouliez-vous dire «IDNP» ? Titres trouvés : uid, IDNP, profil. Titres attendus : uid, IDPN, profil, et si on les a case et decidable.");
    insta::assert_snapshot!(told("uid;IDPN;profil;decidable\nn1;1;eleves;oui\n"), @"rapproche : truth.csv, ligne 2 : «oui» dans la colonne decidable ; écrivez 1 ou 0, ou rien.");
    insta::assert_snapshot!(told("uid;IDPN;profil\n;1;eleves\n"), @"rapproche : truth.csv, ligne 2 : il manque l'uid ; complétez la ligne ou supprimez-la.");
    // A value of the CAS side is one profile.
    insta::assert_snapshot!(told("uid;IDPN;profil\nn1;1;eleves\nn1;2;National_ELV\n"), @"rapproche : truth.csv, ligne 3 : l'uid «n1» figure déjà à la ligne 2 pour le profil eleves ; ne gardez qu'une des deux lignes.");
    insta::assert_snapshot!(told("uid;IDPN;profil\nzz;1;eleves\n"), @"rapproche : truth.csv : aucun uid n'est dans la liste de l'ENT ; est-ce la vérité d'une autre liste, ou faut-il nommer la colonne de l'identifiant (--id) ?");
    let unknown = pupils(&work, "uid;IDPN;profil\nn1;1;eleves\n", &["--rules", "stict"]).code(2);
    assert!(text(&unknown.get_output().stderr).contains("strict"), "the shipped names are told");
}

/// Two schools with the same pupil on both sides, of the pupils of each other one.
fn two_schools(work: &WorkDir) {
    work.write(
        "base.csv",
        "IDPN;Profil;Nom;Prénom;Date de naissance;UAI\n1;Élève;NOIRET;Jean;04/03/2012;0350001A\n\
         2;Élève;AKOUDAD;Inès;30/06/2013;0350002B\n",
    );
    work.write(
        "cas.csv",
        "uid;sn;givenName;ENTPersonDateNaissance;ENTPersonProfils;UAI\nn1;Noiret;Jean;04/03/2012;National_ELV;0350001A\n\
         a2;Akoudad;Inès;30/06/2013;National_ELV;0350002B\n",
    );
}

#[test]
fn people_of_schools_that_are_not_in_the_run_are_left_aside() {
    let work = WorkDir::new();
    two_schools(&work);
    let truth = "uid;IDPN;profil\nn1;1;eleves\na2;2;eleves\n";
    let school = ["--rules", "standard", "--school", "0350001A", "--json"];
    let report = |truth: &str, more: &[&str]| -> serde_json::Value {
        let assert = pupils(&work, truth, more).success();
        serde_json::from_slice(&assert.get_output().stdout).unwrap()
    };
    let one = report(truth, &school);
    let total = |report: &serde_json::Value| {
        ["to_find", "right", "missed"].map(|key| report["rules"][0]["total"][key].as_u64().unwrap())
    };
    assert_eq!(total(&one), [1, 1, 0]);
    let doubt = &one["doubts"][0];
    assert_eq!((&doubt["code"], &doubt["count"], &doubt["first"]), (&"other_school".into(), &1.into(), &"a2".into()));
    assert_eq!(one["doubts"].as_array().unwrap().len(), 1, "nobody else is told of: {one}");
    let both = report(truth, &["--rules", "standard", "--json"]);
    assert_eq!((total(&both), both["doubts"].as_array().unwrap().len()), ([2, 2, 0], 0));
    // Whose account is of another school, and who is in the run all the same, is missed.
    assert_eq!(total(&report("uid;IDPN;profil\na2;1;eleves\n", &school)), [1, 0, 1]);
    // A user of another school is absent from this run.
    assert_eq!(total(&report("uid;IDPN;profil\nn1;2;eleves\n", &school)), [0, 0, 0]);

    let nobody = pupils(&work, "uid;IDPN;profil\na2;2;eleves\n", &school).code(3);
    assert!(text(&nobody.get_output().stderr).contains("vérifiez --school"));
    for command in [vec!["tune"], vec!["train", "--out", "appris.toml"]] {
        let lists = ["--base", "base.csv", "--cas", "cas.csv", "--truth", "truth.csv", "--school", "0350001A"];
        let stopped = work.command(command.iter().chain(&lists)).assert().code(3);
        assert!(text(&stopped.get_output().stderr).contains("vérifiez --school"), "{command:?}");
    }
}

#[test]
fn a_base_whose_ids_the_truth_does_not_know_is_refused() {
    let work = WorkDir::with_pupils();
    let without_ids: Vec<&str> = BASE.lines().map(|line| line.split_once(';').unwrap().1).collect();
    work.write("base.csv", without_ids.join("\n"));
    let truth = "uid;IDPN;profil\nx4;;eleves\nn1;1;eleves\nd2;2;eleves\n";
    let refused = pupils(&work, truth, &["--rules", "standard", "--lang", "en"]).code(3).stdout("");
    let told = text(&refused.get_output().stderr);
    assert!(
        told.contains("truth.csv, line 3: profile eleves, none of the IDPNs of the truth (2, the first: 1)"),
        "{told}"
    );
    assert!(told.contains("Identifiant PRONOTE"), "the titles to check are told: {told}");
    let train = ["train", "--base", "base.csv", "--cas", "cas.csv", "--truth", "truth.csv", "--out", "appris.toml"];
    work.command(train).assert().code(3);
    assert!(!work.has("appris.toml"));
    // An account whose user is absent by this truth needs no id.
    pupils(&work, "uid;IDPN;profil\nx4;;eleves\n", &["--rules", "standard"]).success();
}

#[test]
fn the_page_and_the_terminal_tell_the_same_doubts_and_expect_of_judged_links_alone() {
    let work = WorkDir::with_pupils();
    let truth = "uid;IDPN;profil\nx4;;eleves\nzz;1;eleves\n";
    let assert = pupils(&work, truth, &["--rules", "standard", "--out", "out"]).success();
    let printed = text(&assert.get_output().stdout);
    let page = text(&files(&work.path("out"))["evaluation.html"]);
    for line in ["Sans vérité, et non jugés : 3 ", "d'un autre profil : 1, laissées de côté (ligne 3 : uid zz)."]
    {
        let is_told = |text: &str| text.replace("&#39;", "'").contains(line);
        assert!(is_told(&printed) && is_told(&page), "«{line}» is missing from {printed}{page}");
    }
    // Three links were made, and none of them is judged.
    let report = work.json("out/evaluation.json");
    assert_eq!(
        (&report["rules"][0]["total"]["right"], &report["rules"][0]["expected_wrong_links"]),
        (&0.into(), &0.0.into())
    );
}

#[test]
fn identifiers_may_go_by_the_titles_that_lists_have() {
    let work = WorkDir::with_pupils();
    for titles in ["Identifiant ENT;Identifiant PRONOTE;Profil", "login;Numéro;PROFIL", "Identifiant CAS;IDPN;profil"]
    {
        let assert = pupils(&work, &format!("{titles}\nn1;1;eleves\n"), &["--rules", "standard", "--json"]).success();
        let report: serde_json::Value = serde_json::from_slice(&assert.get_output().stdout).unwrap();
        assert_eq!(report["rules"][0]["total"]["right"], 1, "{titles}");
    }
    let two = pupils(
        &work,
        "Identifiant CAS;Identifiant fournisseur identités;IDPN;profil\nn1;n1;1;eleves\n",
        &["--rules", "standard"],
    )
    .code(3);
    let told = text(&two.get_output().stderr);
    assert!(
        told.contains(
            "ligne 1 : «Identifiant CAS» et «Identifiant fournisseur identités» peuvent tous deux être la colonne «uid»"
        ),
        "{told}"
    );
    let empty = pupils(&work, "uid;IDPN;profil\n", &["--rules", "standard"]).code(3);
    assert!(text(&empty.get_output().stderr).contains("truth.csv : aucune ligne de vérité"));
}

#[test]
fn the_table_can_be_folded_into_80_columns() {
    let work = WorkDir::new();
    for more in [vec!["--rules", "standard"], vec!["--rules", "strict", "--rules", "standard"]] {
        let printed = text(&work.command(college(&more)).assert().success().get_output().stdout);
        assert!(printed.contains("Faux pour 10\u{202f}000"), "a number is not folded: {printed}");
        // A column is as wide as its longest word, and two spaces.
        let mut widths = [0; 8];
        for line in printed.lines().skip(1).take_while(|line| !line.is_empty()) {
            let cells: Vec<&str> = line.split("  ").map(str::trim).filter(|cell| !cell.is_empty()).collect();
            let columns = widths.iter_mut().rev().zip(cells.iter().rev()).filter(|_| cells.len() >= 7);
            for (width, cell) in columns {
                *width = cell.split(' ').map(|word| word.chars().count() + 2).max().unwrap().max(*width);
            }
        }
        assert!(widths.iter().all(|&width| width > 2), "{printed}");
        assert!(widths.iter().sum::<usize>() <= 80 + 2, "{widths:?} {printed}");
    }
}
