//! How requests come in: over TLS of the service's own, and by proxies that are trusted or not.

use std::process::{Command, Stdio};

use reqwest::{Certificate, Client, StatusCode, redirect};

use crate::desk_browser::SignInPage;
use crate::running::Running;
use crate::work_dir::{WorkDir, text};

const SCHOOL: &str = "0061234J";
const PASSWORD: &str = "un-mot-de-passe-de-test";
/// So many attempts to sign in may come from one address in a minute.
const PER_ADDRESS: u32 = 300;

fn openssl(work: &WorkDir, arguments: &[&str]) -> String {
    let done = Command::new("openssl").args(arguments).current_dir(work.path(".")).stdin(Stdio::null()).output();
    let done = done.expect("openssl is installed: tests/all.sh does it");
    assert!(done.status.success(), "{}", text(&done.stderr));
    text(&done.stdout)
}

/// A school and an administrator; an authority, and a certificate of it for this machine.
fn prepared() -> WorkDir {
    let work = WorkDir::new();
    work.write("base.csv", "IDPN;Profil;Nom;Prénom\n1;Élève;NOIRET;Jean\n");
    work.write("password", PASSWORD);
    work.command(["import", "--school", SCHOOL, "--base", "base.csv"]).assert().success();
    work.command(["admin", "add", "--name", "a", "--password-file", "password"]).assert().success();
    work
}

fn with_certificates(work: &WorkDir) {
    let new = ["req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-subj"];
    openssl(work, &[&new[..], &["/CN=Autorité", "-x509", "-keyout", "ca.key", "-out", "ca.pem"]].concat());
    openssl(work, &[&new[..], &["/CN=pronote", "-keyout", "own.key", "-out", "own.csr"]].concat());
    openssl(work, &["genpkey", "-algorithm", "RSA", "-out", "other.key"]);
    work.write("names", "subjectAltName=IP:127.0.0.1\nbasicConstraints=CA:FALSE\n");
    let sign = ["x509", "-req", "-in", "own.csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial"];
    openssl(work, &[&sign[..], &["-extfile", "names", "-out", "own.pem"]].concat());
}

/// Opens the form and sends it.
async fn sign_in(client: &Client, root: &str, name: &str, password: &str) -> reqwest::Response {
    SignInPage::open(client, root).await.send(client, name, password).send().await.unwrap()
}

fn plain() -> Client {
    Client::builder().no_proxy().redirect(redirect::Policy::none()).build().unwrap()
}

#[tokio::test]
async fn the_service_speaks_tls_by_itself() {
    let work = prepared();
    with_certificates(&work);
    let running = Running::start(&work, &["--tls-cert", "own.pem", "--tls-key", "own.key"], 1);
    let port = running.root.strip_prefix("https://127.0.0.1:").expect("it says https").to_owned();

    let authority = Certificate::from_pem(&std::fs::read(work.path("ca.pem")).unwrap()).unwrap();
    let trusting = Client::builder().no_proxy().redirect(redirect::Policy::none()).tls_certs_only([authority]);
    let trusting = trusting.build().unwrap();
    let answer = trusting.get(format!("{}/sante", running.root)).send().await.unwrap();
    assert_eq!(answer.text().await.unwrap(), "ok\n");
    let answer = sign_in(&trusting, &running.root, "a", PASSWORD).await;
    assert_eq!(answer.status(), StatusCode::SEE_OTHER);
    let cookie = answer.headers()["set-cookie"].to_str().unwrap();
    for part in ["Secure", "HttpOnly", "SameSite=Strict", "Path=/"] {
        assert!(cookie.split("; ").any(|other| other == part), "{part} is not in {cookie}");
    }
    // Another client, which is not of our making.
    let asked = ["s_client", "-connect", &format!("127.0.0.1:{port}"), "-CAfile", "ca.pem", "-verify_return_error"];
    assert!(openssl(&work, &asked).contains("Verify return code: 0 (ok)"));
    for old in ["-tls1", "-tls1_1"] {
        let asked =
            Command::new("openssl").args(asked).arg(old).current_dir(work.path(".")).stdin(Stdio::null()).output();
        assert!(!asked.unwrap().status.success(), "{old} is spoken");
    }
    // Nobody who does not trust the authority, and nobody in the clear.
    assert!(plain().get(format!("{}/sante", running.root)).send().await.is_err());
    assert!(plain().get(format!("http://127.0.0.1:{port}/sante")).send().await.is_err());
}

#[tokio::test]
async fn cookies_want_tls_unless_told_otherwise() {
    let work = prepared();
    for (arguments, is_secure) in [(&[][..], true), (&["--insecure-cookies"][..], false)] {
        let running = Running::start(&work, arguments, 1);
        let answer = sign_in(&plain(), &running.root, "a", PASSWORD).await;
        let cookie = answer.headers()["set-cookie"].to_str().unwrap();
        assert_eq!(cookie.contains("Secure"), is_secure, "{cookie}");
    }
}

#[test]
fn a_certificate_that_cannot_be_used_is_told_before_anything_is_served() {
    let work = prepared();
    with_certificates(&work);
    work.write("nothing.pem", "");
    work.write("text.pem", "this is no certificate\n");
    for (certificate, key, named) in [
        ("own.pem", "other.key", "own.pem"),
        ("own.pem", "own.pem", "own.pem"),
        ("own.key", "own.key", "own.key"),
        ("nothing.pem", "own.key", "nothing.pem"),
        ("text.pem", "own.key", "text.pem"),
        ("missing.pem", "own.key", "missing.pem"),
        ("own.pem", "missing.key", "missing.key"),
        (".", "own.key", "."),
    ] {
        let serve = ["serve", "--listen", "127.0.0.1:0", "--tls-cert", certificate, "--tls-key", key];
        let done = work.command(serve).timeout(std::time::Duration::from_secs(20)).output().unwrap();
        let said = text(&done.stderr);
        assert_eq!(done.status.code(), Some(2), "{certificate} {key}: {said}");
        assert!(said.contains(named) && said.contains("PEM") && !said.contains("panicked"), "{said}");
        assert_eq!(text(&done.stdout), "", "it says where it listens, and does not");
    }
    // Half of a pair is a mistake of the command line.
    work.command(["serve", "--tls-cert", "own.pem"]).assert().code(2);
}

/// Whether the service takes a request for one from its own network: `/metrics` is there for nobody else.
async fn is_near(client: &Client, root: &str, forwarded: &[&str]) -> bool {
    let mut request = client.get(format!("{root}/metrics"));
    for value in forwarded {
        request = request.header("x-forwarded-for", *value);
    }
    match request.send().await.unwrap().status().as_u16() {
        200 => true,
        404 => false,
        other => panic!("{other}"),
    }
}

#[tokio::test]
async fn only_a_trusted_proxy_is_believed() {
    let work = prepared();
    let client = plain();
    const FAR: &str = "203.0.113.7";
    let running = Running::start(&work, &["--trusted-proxy", "127.0.0.1", "--trusted-proxy", "192.0.2.1"], 1);
    for (forwarded, expected) in [
        (&[][..], true),
        (&[FAR], false),
        (&["10.1.2.3"], true),
        // What stands left of the first stranger is anybody's invention.
        (&["10.1.2.3, 203.0.113.7"], false),
        (&["203.0.113.7, 10.1.2.3"], true),
        // A chain of proxies that are trusted.
        (&["203.0.113.7, 192.0.2.1"], false),
        (&["10.1.2.3,203.0.113.7 ,  192.0.2.1, 127.0.0.1"], false),
        // A proxy that appends a line of its own to what the client sent.
        (&["10.1.2.3", FAR], false),
        (&[FAR, "10.1.2.3"], true),
        (&["10.1.2.3", "203.0.113.7, 192.0.2.1"], false),
        // With a port, as some proxies write it, and in IPv6.
        (&["203.0.113.7:4711"], false),
        (&["2001:db8::1"], false),
        (&["[2001:db8::1]:4711"], false),
        (&["::ffff:203.0.113.7"], false),
        (&["fd00::1"], true),
    ] {
        assert_eq!(is_near(&client, &running.root, forwarded).await, expected, "{forwarded:?}");
    }
    // Nobody else is believed.
    let running = Running::start(&work, &["--trusted-proxy", "192.0.2.1"], 1);
    assert!(is_near(&client, &running.root, &[FAR]).await);
    let running = Running::start(&work, &[], 1);
    assert!(is_near(&client, &running.root, &[FAR]).await);
    // A proxy that comes by IPv6's name for its address is the same one.
    let mapped = Running::start_at(&work, "[::ffff:127.0.0.1]:0", &["--trusted-proxy", "127.0.0.1"], 1);
    let port = mapped.root.rsplit(':').next().unwrap();
    assert!(!is_near(&client, &format!("http://127.0.0.1:{port}"), &[FAR]).await);
}

#[tokio::test]
async fn attempts_count_by_the_address_that_they_come_from() {
    let work = prepared();
    let client = plain();
    // A name that is used up costs no more than a look at the counter, and counts for its address all the same. Twice as many as are
    // let through, since some are forgiven each second.
    let guess = async |page: &SignInPage, forwarded: &dyn Fn(u32) -> String| {
        let mut guesses = tokio::task::JoinSet::new();
        for number in 0..2 * PER_ADDRESS {
            let guess = page.send(&client, "devine", "faux").header("x-forwarded-for", forwarded(number));
            guesses.spawn(guess.send());
            if guesses.len() >= 32 {
                guesses.join_next().await;
            }
        }
        guesses.join_all().await;
    };
    // How many of twenty who come at once, each under another name, are sent away.
    let refused = async |page: &SignInPage, forwarded: &str| {
        let mut attempts = tokio::task::JoinSet::new();
        for number in 0..20 {
            let name = format!("{forwarded} {number}");
            attempts.spawn(page.send(&client, &name, "faux").header("x-forwarded-for", forwarded).send());
        }
        attempts.join_all().await.into_iter().filter(|answer| answer.as_ref().unwrap().status() == 429).count()
    };
    let trusting = Running::start(&work, &["--trusted-proxy", "127.0.0.1"], 1);
    let page = SignInPage::open(&client, &trusting.root).await;
    guess(&page, &|_| "10.0.0.9, 203.0.113.7".to_owned()).await;
    // Behind a proxy that is trusted, the address alone is shut, whatever it puts before itself.
    assert!(refused(&page, "203.0.113.7").await > 10);
    assert!(refused(&page, "198.51.100.1, 203.0.113.7").await > 10);
    assert_eq!(refused(&page, "203.0.113.8").await, 0);
    // Each from another address, or so it says.
    let wary = Running::start(&work, &[], 1);
    let page = SignInPage::open(&client, &wary.root).await;
    guess(&page, &|number| format!("203.0.113.{}", number % 250)).await;
    // Elsewhere an invented address is no way out.
    assert!(refused(&page, "198.51.100.77").await > 10);
    let log = std::fs::read_to_string(work.path("log.txt")).unwrap();
    assert!(log.contains("address=203.0.113.7") && log.contains("address=127.0.0.1") && !log.contains("10.0.0.9"));
}

#[tokio::test]
async fn errors_are_told_in_the_language_of_the_door_and_to_administrators_in_french() {
    let work = prepared();
    let running = Running::start(&work, &["--insecure-cookies", "--lang", "en"], 1);
    let client = plain();
    let cookie = crate::desk_browser::sign_in(&running.root, "a", PASSWORD).await;
    for (path, cookie, lang, title, told) in [
        ("/0999999X/", "", "en", "Page not found", "There is no such page."),
        (
            &format!("/{SCHOOL}/admin/listes/martiens")[..],
            &cookie[..],
            "fr",
            "Page introuvable",
            "Cette page n’existe pas.",
        ),
        ("/admin/connexion", "", "fr", "Administration de PRONOTE", "Mot de passe"),
    ] {
        let asked = client.get(format!("{}{path}", running.root)).header("cookie", cookie);
        let page = asked.send().await.unwrap().text().await.unwrap();
        for text in [format!("<html lang=\"{lang}\">"), format!("<h1>{title}</h1>"), told.to_owned()] {
            assert!(page.contains(&text), "{path} lacks {text}: {page}");
        }
    }
    let forged = client.post(format!("{}/{SCHOOL}/deconnexion", running.root)).header("cookie", &cookie);
    let signed_out = forged.form(&[("csrf", "")]).send().await.unwrap();
    assert!(signed_out.text().await.unwrap().contains("You are signed out"), "an administrator is no visitor");
}
