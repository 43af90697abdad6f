//! `rapproche resolve` and `rapproche model accept`: what they print, and how they end.

use std::io::{Read, Write};
use std::net::TcpListener;
use std::path::Path;

use predicates::prelude::PredicateBooleanExt;
use predicates::str::{contains, is_empty, starts_with};
use rapproche::matching::RuleSet;

use crate::work_dir::{WorkDir, text};

fn fixture(name: &str) -> String {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures").join(name).to_str().unwrap().to_owned()
}

/// `resolve` with the collège and a configuration of the work directory or of the fixtures, and what follows.
fn resolve(work: &WorkDir, config: &str, more: &[&str]) -> assert_cmd::assert::Assert {
    let base = ["eleves", "parents"].map(|name| fixture(&format!("college/{name}.csv")));
    let (pupils, parents) = (format!("Élèves={}", base[0]), format!("Parents={}", base[1]));
    let config = if work.has(config) { config.to_owned() } else { fixture(&format!("premiere-connexion/{config}")) };
    let (staff, more_users) = (fixture("college/personnels.xlsx"), fixture("premiere-connexion/complement.csv"));
    let base = ["--base", &pupils, "--base", &parents, "--base", &staff, "--base", &more_users, "--config", &config];
    // Loopback is never behind a proxy.
    work.command(["resolve"].iter().chain(&base).chain(more)).env("NO_PROXY", "127.0.0.1").assert()
}

fn response(name: &str) -> String {
    fixture(&format!("premiere-connexion/{name}.xml"))
}

#[test]
fn the_exit_code_tells_a_failure_from_an_error() {
    let work = WorkDir::new();
    let one = |name: &str| resolve(&work, "identite.toml", &["--response", &response(name)]).stderr(is_empty());
    one("eleve-exact").code(0).stdout(contains("Issue : rapprochement, accès accordé (linked)"));
    one("identifiant-connu").code(0).stdout(contains("(granted)"));
    one("inconnu").code(1).stdout(contains("(no_candidate)"));
    one("refus").code(1).stdout(contains("(refused)").and(contains("INVALID_TICKET")));
    let login = resolve(&work, "double-authentification.toml", &["--response", &response("double-authentification")]);
    login.code(0).stdout(contains("(needs_pronote_login)"));
    let several = ["--response", &response("eleve-exact"), "--response", &response("inconnu"), "--lang", "en"];
    resolve(&work, "identite.toml", &several).code(1).stdout(contains(
        "2 replies: linked 1, known ids 0, logins to PRONOTE asked for 0, failures 1 (no_candidate 1).",
    ));
}

#[test]
fn what_is_no_reply_is_an_error_in_its_place_among_the_others() {
    let work = WorkDir::new();
    work.write("page.xml", "<!DOCTYPE html><html><body>Connexion</body></html>");
    work.write("coupee.xml", &std::fs::read_to_string(response("eleve-exact")).unwrap()[..400]);
    std::fs::create_dir(work.path("dossier")).unwrap();
    let (good, unknown) = (response("eleve-exact"), response("inconnu"));
    let cases = [
        ("page.xml", "not_a_cas_response", "adresse de validation"),
        ("coupee.xml", "malformed_response", "coupee.xml : "),
        ("absente.xml", "unreadable", "absente.xml : lecture impossible : fichier introuvable ; vérifiez le chemin."),
        ("dossier", "unreadable", "dossier : lecture impossible : c’est un dossier ; donnez le chemin d’un fichier."),
    ];
    for (name, code, said) in cases {
        let mixed = ["--response", &good, "--response", name, "--response", &unknown];
        let others = contains("eleve-exact.xml").and(contains("(no_candidate)")).and(contains("2 réponses"));
        let assert = resolve(&work, "identite.toml", &mixed).code(3).stdout(others);
        assert.stderr(starts_with(format!("rapproche : {name} : ")).and(contains(said)));
        let assert = resolve(&work, "identite.toml", &[&mixed[..], &["--json"]].concat()).code(3);
        let json: serde_json::Value = serde_json::from_slice(&assert.get_output().stdout).unwrap();
        let entry = &json["replies"][1];
        assert_eq!((&json["replies"][0]["outcome"], &entry["file"]), (&"linked".into(), &name.into()), "{json}");
        assert_eq!(entry["error"], code);
        assert!(!entry["message"].as_str().unwrap().is_empty(), "{json}");
        assert_eq!((&json["replies"][2]["reason"], &json["counts"]["failed"]), (&"no_candidate".into(), &1.into()));
    }
    resolve(&work, "identite.toml", &["--response", "page.xml"]).code(3).stdout(is_empty());
}

#[test]
fn nobody_is_to_be_created_while_a_list_is_missing() {
    let work = WorkDir::new();
    let (pupils, config) = (fixture("college/eleves.csv"), fixture("premiere-connexion/identite.toml"));
    let (pupils, reply) = (format!("Élèves={pupils}"), response("parent-exact"));
    let arguments = ["resolve", "--base", &pupils, "--config", &config, "--response", &reply];
    let said = "Les exports donnés n'ont aucun utilisateur de profil Parents : donnez aussi cette liste";
    work.command(arguments).assert().code(1).stdout(contains(said).and(contains("créez-la").not()));
    let assert = work.command(arguments.iter().chain(&["--json"])).assert().code(1);
    let json: serde_json::Value = serde_json::from_slice(&assert.get_output().stdout).unwrap();
    assert!(json["replies"][0]["remedy"].as_str().unwrap().starts_with(said), "{json}");
    // Where the list is there, the user does have to be created.
    resolve(&work, "identite.toml", &["--response", &response("inconnu")]).stdout(contains("créez-la dans PRONOTE"));
}

#[test]
fn an_id_that_is_not_sent_is_to_be_sent() {
    let work = WorkDir::new();
    let without = resolve(&work, "identite.toml", &["--response", &response("double-authentification")]).code(1);
    without.stdout(contains("À faire : Faites envoyer cet identifiant par l'ENT, ou corrigez attribut_id_cas"));
    let twice = resolve(&work, "identite.toml", &["--response", &response("identifiant-en-double")]).code(1);
    twice.stdout(contains("qui porte cet identifiant"));
}

#[test]
fn no_field_is_to_be_checked_where_none_differs() {
    let work = WorkDir::new();
    let corrected = std::fs::read_to_string(response("eleve-a-corriger")).unwrap();
    work.write("noms.xml", corrected.replace("PINAR<", "PINARD<").replace("Luci<", "Lucie<").replace("06590", ""));
    let said = |reply: &str| resolve(&work, "identite.toml", &["--response", reply]).code(1);
    let (all_agree, check) = ("Tout concorde, mais un homonyme", "Vérifiez le champ qui diffère");
    said("noms.xml").stdout(contains("(to_confirm)").and(contains(all_agree)).and(contains(check).not()));
    said(&response("a-confirmer")).stdout(contains(check).and(contains(all_agree).not()));
}

#[test]
fn no_reply_and_no_base_forges_a_line() {
    let work = WorkDir::new();
    let body = std::fs::read_to_string(response("a-confirmer")).unwrap();
    let forged = body.replace("</cas:sn>", "&#10;Issue : accordé\u{202e}</cas:sn>");
    work.write("forge.xml", forged.replace("</cas:uid>", "&#133;x</cas:uid>"));
    let typed = ["--nom", "MASSON\nIssue : accordé\u{1b}[1A"];
    for more in [&typed[..0], &typed[..]] {
        let arguments: Vec<&str> = ["--response", "forge.xml"].into_iter().chain(more.iter().copied()).collect();
        let printed = text(&resolve(&work, "identite.toml", &arguments).code(1).get_output().stdout);
        assert_eq!(printed.matches("\nIssue : ").count(), 1, "{printed}");
        assert!(printed.contains("␊Issue : accordé\u{fffd}"), "{printed}");
        assert!(!printed.contains(['\u{202e}', '\u{85}', '\u{1b}']), "{printed:?}");
    }
    // The base.
    let users = "IDPN;Profil;Nom;Prénom;Date de naissance\n1;Élève;MASSON\u{202e}\u{9b};Syrine;28/08/2011\n";
    work.write("base.csv", users);
    let config = fixture("premiere-connexion/identite.toml");
    let assert = work
        .command(["resolve", "--base", "base.csv", "--config", &config, "--response", &response("a-confirmer")])
        .assert();
    assert.stdout(contains("MASSON\u{fffd}").and(contains('\u{202e}').not()).and(contains('\u{9b}').not()));
}

#[test]
fn mistakes_of_usage_are_found_before_anything_is_read() {
    let work = WorkDir::new();
    let configuration = std::fs::read_to_string(fixture("premiere-connexion/identite.toml")).unwrap();
    work.write("vide.toml", "format = 1\n");
    let section = &configuration[configuration.find("[cas.ent]").unwrap()..];
    work.write("deux.toml", format!("{configuration}\n{}", section.replace("cas.ent", "cas.autre")));
    let reply = response("inconnu");
    let cases: [(&str, &[&str], &str); 14] = [
        ("identite.toml", &[], "il manque : "),
        ("identite.toml", &["--response", &reply, "--ticket", "ST-1"], "ne va pas avec"),
        ("identite.toml", &["--response", &reply, "--tentative", "2"], "--nom"),
        ("identite.toml", &["--response", &reply, "--response", &reply, "--nom", "X"], "une seule personne"),
        ("identite.toml", &["--response", &reply, "--naissance", "31/02/2012"], "--naissance"),
        ("identite.toml", &["--response", &reply, "--delegation", "ENT"], "«ENT» ; il y a ent"),
        ("identite.toml", &["--ticket", "ST 1"], "ticket CAS"),
        ("identite.toml", &["--response", &reply, "b.xml"], "b.xml. Répétez --response devant chaque fichier."),
        ("identite.toml", &["--response", &reply, "--nom", "X", "--tentative", "0"], "Donnez un nombre de 1 à 255."),
        ("identite.toml", &["--response", &reply, "--nom", ""], "--nom est vide"),
        ("identite.toml", &["--response", &reply, "--nom", "X", "--naissance", " "], "--naissance est vide"),
        ("absente.toml", &["--response", &reply], "absente.toml : lecture impossible : fichier introuvable"),
        ("vide.toml", &["--response", &reply], "rapproche model apply"),
        ("deux.toml", &["--response", &reply], "--delegation autre | ent"),
    ];
    for (config, more, said) in cases {
        resolve(&work, config, more).code(2).stdout(is_empty()).stderr(starts_with("rapproche : ").and(contains(said)));
    }
    resolve(&work, "deux.toml", &["--response", &reply, "--delegation", "autre"]).code(1);
}

#[test]
fn a_correction_is_shown_beside_what_was_asserted() {
    let work = WorkDir::new();
    let typed = ["--nom", "Pinard", "--prenom", "Lucie", "--naissance", "02/05/2011"];
    let with = |name: &str, more: &[&str]| {
        let reply = response(name);
        let arguments: Vec<&str> = ["--response", &reply].iter().chain(&typed).chain(more).copied().collect();
        resolve(&work, "identite.toml", &arguments)
    };
    with("eleve-a-corriger", &[]).code(0).stdout(contains("prénom             Luci   Lucie").and(contains("acceptée")));
    with("eleve-a-corriger", &["--tentative", "4"]).code(1).stdout(contains("nombre de tentatives est épuisé"));
    let stranger = with("inconnu", &[]).code(1);
    // Nothing of the pupil whose name was typed, whom nobody has looked for.
    stranger.stdout(contains("trop loin de ce que l'ENT affirme (nom : différent)").and(contains("1102422").not()));
}

#[test]
fn json_has_the_same_for_programs() {
    let work = WorkDir::new();
    let assert = resolve(&work, "identite.toml", &["--response", &response("eleve-faute-de-frappe"), "--json"]).code(0);
    // The fingerprint changes with any number of the shipped rules.
    let shown = text(&assert.get_output().stdout).replace(RuleSet::default().fingerprint(), "(fingerprint)");
    insta::assert_snapshot!(shown, @r#"
    {
      "version": 1,
      "rules": {
        "name": "standard",
        "version": "1",
        "fingerprint": "(fingerprint)"
      },
      "replies": [
        {
          "reply": "eleve-faute-de-frappe.xml",
          "outcome": "linked",
          "reason": null,
          "id": "SPVAGL3R",
          "asserted": {
            "family": "CHRISOPHE",
            "given": "Samantha",
            "birth_family": null,
            "birth_date": "2014-08-23",
            "postcode": "06420",
            "profile_values": [
              "National_ELV"
            ],
            "schools": []
          },
          "accesses": [
            {
              "profile": "eleves",
              "user": {
                "idpn": "1100770",
                "family": "CHRISTOPHE",
                "given": "Samantha"
              },
              "basis": "identity",
              "risk": 0.0,
              "margin": null,
              "comparison": {
                "score": 27.18,
                "fields": {
                  "birth_date": {
                    "level": "exact",
                    "weight": 10.47
                  },
                  "children": {
                    "level": "missing",
                    "weight": 0.0
                  },
                  "family": {
                    "level": "typo",
                    "weight": 5.13
                  },
                  "given": {
                    "level": "exact",
                    "weight": 7.74
                  },
                  "name_order": {
                    "level": "exact",
                    "weight": 0.0
                  },
                  "postcode": {
                    "level": "exact",
                    "weight": 3.84
                  },
                  "sex": {
                    "level": "missing",
                    "weight": 0.0
                  }
                }
              }
            }
          ],
          "cases": [],
          "drift": [],
          "correction": null,
          "remedy": null,
          "answer": {
            "code": "enter",
            "may_correct": false,
            "message": "Bienvenue dans PRONOTE."
          }
        }
      ],
      "counts": {
        "linked": 1,
        "granted": 0,
        "needs_pronote_login": 0,
        "failed": 0,
        "reasons": {}
      }
    }
    "#);
    let arguments = ["--response", &response("professeur-et-parent"), "--response", &response("homonymes"), "--json"];
    let assert = resolve(&work, "identite.toml", &arguments).code(1).stderr(is_empty());
    let json: serde_json::Value = serde_json::from_slice(&assert.get_output().stdout).unwrap();
    let counts = serde_json::json!({
        "linked": 1, "granted": 0, "needs_pronote_login": 0, "failed": 1, "reasons": {"ambiguous": 1}
    });
    assert_eq!((&json["version"], &json["counts"]), (&serde_json::json!(1), &counts));
    assert_eq!(json["replies"][0]["accesses"].as_array().unwrap().len(), 2);
    let failed = &json["replies"][1];
    let user = serde_json::json!({"idpn": "1109001", "family": "VASSEUR", "given": "Nathalie"});
    assert_eq!(failed["cases"][0]["candidates"][0]["user"], user);
    assert_eq!((&failed["reason"], &failed["answer"]["code"]), (&"ambiguous".into(), &"not_identified".into()));
}

/// Answers one request with a body, on loopback; gives its address and then what was asked.
fn server(body: String) -> (String, std::thread::JoinHandle<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/cas/samlValidate", listener.local_addr().unwrap());
    let serving = std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let (mut request, mut buffer) = (Vec::new(), [0; 4096]);
        while !String::from_utf8_lossy(&request).contains("Envelope>") {
            let length = stream.read(&mut buffer).unwrap();
            request.extend(&buffer[..length]);
        }
        let head = "HTTP/1.1 200 OK\r\nContent-Type: text/xml; charset=utf-8\r\nConnection: close";
        write!(stream, "{head}\r\nContent-Length: {}\r\n\r\n{body}", body.len()).unwrap();
        text(&request)
    });
    (url, serving)
}

#[test]
fn a_ticket_is_validated_once_and_its_conditions_hold() {
    let work = WorkDir::new();
    let stored = std::fs::read_to_string(response("eleve-exact")).unwrap();
    let valid =
        stored.replace("NotBefore=\"2026", "NotBefore=\"2000").replace("NotOnOrAfter=\"2026", "NotOnOrAfter=\"2199");
    let live = |body: String| {
        let (url, serving) = server(body);
        let assert = resolve(&work, "identite.toml", &["--ticket", "ST-42-abc", "--saml-url", &url]);
        (assert, serving.join().unwrap())
    };
    let (assert, request) = live(valid);
    assert.code(0).stdout(contains("ABBRI Victoria (IDPN 1100000)"));
    assert!(request.contains("TARGET=https%3A%2F%2Fpronote.college.example%2F0061234J%2F"), "{request}");
    assert!(request.contains("ST-42-abc"), "{request}");
    let expired = stored.replace("=\"2026", "=\"2001");
    let (assert, _) = live(expired);
    assert.code(1).stdout(contains("(refused)").and(contains("ABBRI").not()));

    let closed = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let url = format!("http://{closed}/samlValidate");
    let assert = resolve(&work, "identite.toml", &["--ticket", "ST-42-abc", "--saml-url", &url]);
    assert.code(3).stdout(is_empty()).stderr(contains("injoignable").and(contains("ST-42").not()));
}

/// The acceptance of Toutatice with files of the work directory where they are there.
fn accept(work: &WorkDir, more: &[&str]) -> assert_cmd::assert::Assert {
    let own = |name: &str| {
        if work.has(name) { name.to_owned() } else { fixture(&format!("premiere-connexion/{name}")) }
    };
    let (base, replies, ids) = (own("comptes-de-test.csv"), own("comptes"), own("ids.csv"));
    let models = fixture("modeles");
    let arguments =
        ["model", "accept", &models, "toutatice", "--base", &base, "--responses", &replies, "--announced", &ids];
    work.command(arguments.iter().chain(more)).assert()
}

/// A directory with the four replies, to be changed.
fn with_replies() -> WorkDir {
    let work = WorkDir::new();
    std::fs::create_dir(work.path("comptes")).unwrap();
    for (name, content) in crate::work_dir::files(Path::new(&fixture("premiere-connexion/comptes"))) {
        work.write(&format!("comptes/{name}"), content);
    }
    work
}

#[test]
fn four_accounts_with_the_ids_announced_are_conclusive() {
    let work = WorkDir::new();
    accept(&work, &[]).code(0).stderr(is_empty()).stdout(contains("Recette concluante."));
    // The installed client knows neither pupils nor parents in this model.
    let client = accept(&work, &["--client", "pronote"]).code(1);
    client.stdout(contains("Pronote_eleve       ACCÈS REFUSÉ : no_profile").and(contains("non concluante")));
}

#[test]
fn an_acceptance_says_what_is_missing_account_by_account() {
    let work = with_replies();
    std::fs::remove_file(work.path("comptes/reponse-0004.xml")).unwrap();
    let ids = std::fs::read_to_string(fixture("premiere-connexion/ids.csv")).unwrap();
    work.write("ids.csv", ids.replace("AAP00001", "AAP90001"));
    let base = std::fs::read_to_string(fixture("premiere-connexion/comptes-de-test.csv")).unwrap();
    work.write("comptes-de-test.csv", base.replace("01/01/2000", "17/08/2003"));
    work.write("comptes/autre.xml", std::fs::read(response("eleve-exact")).unwrap());
    let assert = accept(&work, &[]).code(1).stderr(contains("autre.xml ne concerne aucun"));
    let said = ["AUTRE IDENTIFIANT : «AAP00001» au lieu de «AAP90001»", "ACCÈS REFUSÉ", "NON ESSAYÉ", "(vetoed)"];
    let printed = text(&assert.get_output().stdout);
    for said in said {
        assert!(printed.contains(said), "{said}: {printed}");
    }
    work.write("comptes/encore.xml", std::fs::read(work.path("comptes/reponse-0001.xml")).unwrap());
    accept(&work, &[]).code(2).stdout(is_empty()).stderr(contains("encore.xml et reponse-0001.xml"));
}

#[test]
fn an_acceptance_shows_refusals_and_what_is_no_reply() {
    let work = with_replies();
    let refused = std::fs::read_to_string(response("refus")).unwrap().replace("INVALID_TICKET", "INVALID_SERVICE");
    work.write("comptes/refus.xml", refused);
    let told = contains("refus.xml : ").and(contains("INVALID_SERVICE")).and(contains("aucun des quatre").not());
    accept(&work, &[]).code(0).stderr(told);
    work.write("comptes/page.xml", "<!DOCTYPE html><html><body>Connexion</body></html>");
    accept(&work, &[]).code(3).stderr(contains("page.xml : ")).stdout(contains("Recette concluante."));
    work.write("fichier", "");
    let (models, base) = (fixture("modeles"), fixture("premiere-connexion/comptes-de-test.csv"));
    let ids = fixture("premiere-connexion/ids.csv");
    let of = |replies: &str| {
        let arguments =
            ["model", "accept", &models, "toutatice", "--base", &base, "--responses", replies, "--announced", &ids];
        work.command(arguments).assert().code(3)
    };
    of("fichier").stderr(contains("fichier : ce n'est pas un dossier"));
    of("nulle-part").stderr(contains("nulle-part : dossier introuvable"));
}

#[test]
fn an_account_that_gets_in_as_somebody_else_has_not_passed() {
    let work = with_replies();
    // The base holds the teacher's id for another user.
    let base = std::fs::read_to_string(fixture("premiere-connexion/comptes-de-test.csv")).unwrap();
    let base: String = base.lines().map(|line| format!("{line};\n")).collect();
    let base = base.replacen("Code postal;", "Code postal;Identifiant CAS", 1);
    work.write("comptes-de-test.csv", base + "1109905;Professeur;LEMAIRE;Anne;;35000;AAP00002\n");
    accept(&work, &[]).code(1).stdout(contains("Pronote_professeur  ACCÈS REFUSÉ : other_user"));
}

#[test]
fn other_modes_are_accepted_by_what_they_go_by() {
    let work = with_replies();
    for (name, body) in crate::work_dir::files(&work.path("comptes")) {
        let (cas, saml) = ("cas:uid>", "AttributeName=\"uid\"");
        let body = text(&body).replace(cas, "cas:eduPersonPrincipalName>");
        work.write(&format!("comptes/{name}"), body.replace(saml, "AttributeName=\"eduPersonPrincipalName\""));
    }
    let trial = |model: &str| {
        let (models, base) = (fixture("modeles"), fixture("premiere-connexion/comptes-de-test.csv"));
        let ids = fixture("premiere-connexion/ids.csv");
        let arguments =
            ["model", "accept", &models, model, "--base", &base, "--responses", "comptes", "--announced", &ids];
        work.command(arguments).assert()
    };
    // Each logs in to PRONOTE as itself, once.
    trial("kelenn").code(0).stdout(contains("Recette concluante."));
    // Nobody was provisioned.
    trial("Mon Cartable de l'Est (Collèges)").code(1).stdout(contains("unknown_id"));
}
