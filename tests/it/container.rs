//! Encrypted exchange files: against a peer that shares no code (`tests/container/peer.py`: openssl and Python), and
//! against whoever damages them.

use std::fs;
use std::path::Path;
use std::process::Command;

use rapproche::exchange::container::{
    ContainerError, EXPORT_SCHEMA, ExportHeader, Header, IMPORT_SCHEMA, ImportHeader, Limits, PrivateKey, PublicKey,
    inspect, is_encrypted, open, seal_export, seal_import,
};
use rapproche::identity::Lang;

use crate::work_dir::{WorkDir, text};

const CONTENT: &str = "<?xml version=\"1.0\"?>\n<a é=\"œ\">\r\n</a>\n";

/// A directory with three pairs of keys that openssl made, in PEM: `a.pem` and `a.pub`, and so on.
fn with_keys() -> WorkDir {
    let work = WorkDir::new();
    for name in ["a", "b", "c"] {
        let (key, public) = (format!("{name}.pem"), format!("{name}.pub"));
        run(&work, "openssl", &["genpkey", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048", "-out", &key]);
        run(&work, "openssl", &["pkey", "-in", &key, "-pubout", "-out", &public]);
    }
    work
}

/// Runs a program that must succeed, for what it prints.
fn run(work: &WorkDir, program: &str, arguments: &[&str]) -> Vec<u8> {
    let output = Command::new(program).args(arguments).current_dir(work.path("")).output();
    let output = output.unwrap_or_else(|error| panic!("{program} is needed, see tests/all.sh: {error}"));
    assert!(output.status.success(), "{program} {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    output.stdout
}

fn peer(work: &WorkDir, arguments: &[&str]) -> Vec<u8> {
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/container/peer.py");
    run(work, "python3", &[&[script], arguments].concat())
}

fn private(work: &WorkDir, name: &str) -> PrivateKey {
    PrivateKey::read(&work.path(name), None).unwrap()
}

fn public(work: &WorkDir, name: &str) -> PublicKey {
    PublicKey::read(&work.path(name)).unwrap()
}

fn import_header() -> ImportHeader {
    ImportHeader {
        version: "1.0".to_owned(),
        partner: "ENT <&>\" \u{e9}".to_owned(),
        description: "deux\nlignes".to_owned(),
        date: "2025-09-01T08:30:00".to_owned(),
        uai: "0350001A".to_owned(),
    }
}

fn export_header(compressed: bool) -> ExportHeader {
    ExportHeader {
        version: "1.0".to_owned(),
        software: "rapproche".to_owned(),
        partners: vec!["un".to_owned(), "d\"eux".to_owned()],
        compressed,
        date: "2025-09-01T08:30:00.25+02:00".to_owned(),
        uai: String::new(),
        school: "Collège".to_owned(),
        town: "35000 Rennes".to_owned(),
    }
}

fn opened(bytes: &[u8], key: &PrivateKey) -> Result<Vec<u8>, ContainerError> {
    open(bytes, key, &Limits::default()).map(|opened| opened.content)
}

#[test]
fn files_of_a_peer_are_opened_with_any_form_of_key() {
    let work = with_keys();
    work.write("content", format!("\u{FEFF}{CONTENT}"));
    run(&work, "openssl", &["pkcs8", "-topk8", "-nocrypt", "-in", "a.pem", "-outform", "DER", "-out", "a.der"]);
    for (cipher, out) in [("aes-256-cbc", "a256.pem"), ("des3", "a3des.pem")] {
        run(
            &work,
            "openssl",
            &["pkcs8", "-topk8", "-v2", cipher, "-in", "a.pem", "-passout", "pass:sésame", "-out", out],
        );
    }
    run(
        &work,
        "openssl",
        &["pkcs8", "-topk8", "-in", "a.pem", "-passout", "pass:sésame", "-outform", "DER", "-out", "ap.der"],
    );
    run(&work, "openssl", &["pkey", "-pubin", "-in", "a.pub", "-outform", "DER", "-out", "a.pub.der"]);
    work.write("phrase", "sésame\n");

    for (form, flags) in [("import", &[][..]), ("export", &[]), ("export", &["--plain"])] {
        peer(&work, &[&["seal", form, "a.pub.der", "content", "sealed.xml"], flags].concat());
        assert!(is_encrypted(&fs::read(work.path("sealed.xml")).unwrap()));
        for (key, phrase) in
            [("a.pem", false), ("a.der", false), ("a256.pem", true), ("a3des.pem", true), ("ap.der", true)]
        {
            let more: &[&str] = if phrase { &["--passphrase-file", "phrase"] } else { &[] };
            let arguments = [&["exchange", "decrypt", "sealed.xml", "--key", key], more].concat();
            let output = work.command(arguments).output().unwrap();
            assert_eq!(text(&output.stderr), "", "{form} {key}");
            assert_eq!(text(&output.stdout), CONTENT, "without the byte order mark: {form} {key}");
        }
    }
    let said = work.command(["exchange", "inspect", "sealed.xml"]).assert().success();
    let said = text(&said.get_output().stdout);
    assert!(said.contains("Partenaires : partenaire 1\n") && said.contains("Compressé : non\n"), "{said}");
}

#[test]
fn either_partner_of_an_export_opens_it_and_nobody_else() {
    let work = with_keys();
    work.write("content", CONTENT);
    peer(&work, &["seal", "export", "a.pub,b.pub", "content", "sealed.xml"]);
    let theirs = fs::read(work.path("sealed.xml")).unwrap();
    for compressed in [true, false] {
        let partners = [("un", &public(&work, "a.pub")), ("d\"eux", &public(&work, "b.pub"))];
        let ours = seal_export(CONTENT.as_bytes(), &export_header(compressed), &partners).unwrap();
        work.write("ours.xml", &ours);
        assert_eq!(inspect(&ours, &Limits::default()).unwrap(), Header::Export(export_header(compressed)));
        for key in ["a.pem", "b.pem"] {
            assert_eq!(text(&peer(&work, &["open", "ours.xml", key])), CONTENT);
            assert_eq!(opened(&ours, &private(&work, key)).unwrap(), CONTENT.as_bytes());
            assert_eq!(opened(&theirs, &private(&work, key)).unwrap(), CONTENT.as_bytes());
        }
        for sealed in [&ours, &theirs] {
            assert!(matches!(opened(sealed, &private(&work, "c.pem")), Err(ContainerError::Undecryptable)));
        }
    }
}

#[test]
fn our_files_are_opened_by_a_peer_and_valid() {
    let work = with_keys();
    work.write("content.xml", CONTENT);
    work.write("schema.xsd", IMPORT_SCHEMA);
    let encrypt = |out: &str| {
        let options = ["--public", "a.pub", "--partner", "ENT & Cie", "--uai", "0350001A", "--out", out];
        work.command([&["exchange", "encrypt", "content.xml"], &options[..]].concat())
    };
    encrypt("sealed.xml").assert().success();
    assert_eq!(text(&peer(&work, &["open", "sealed.xml", "a.pem"])), CONTENT);
    encrypt("sealed.xml").assert().code(4);
    run(&work, "xmllint", &["--nonet", "--noout", "--schema", "schema.xsd", "sealed.xml"]);

    let sealed = seal_import(CONTENT.as_bytes(), &import_header(), &public(&work, "a.pub")).unwrap();
    assert_eq!(inspect(&sealed, &Limits::default()).unwrap(), Header::Import(import_header()));
    work.write("sealed2.xml", &sealed);
    run(&work, "xmllint", &["--nonet", "--noout", "--schema", "schema.xsd", "sealed2.xml"]);
    assert_eq!(text(&peer(&work, &["open", "sealed2.xml", "a.pem"])), CONTENT);
}

#[test]
fn a_content_of_any_length_comes_back() {
    let work = with_keys();
    let (key, public) = (private(&work, "a.pem"), public(&work, "a.pub"));
    for length in (0..=50).chain([1_000, 65_535, 65_536, 1_000_000]) {
        let content: Vec<u8> =
            (0..length as u32).map(|place| (place.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
        let import = seal_import(&content, &import_header(), &public).unwrap();
        assert!(opened(&import, &key).unwrap() == content, "{length}");
        for compressed in [true, false] {
            let export = seal_export(&content, &export_header(compressed), &[("un", &public)]).unwrap();
            assert!(opened(&export, &key).unwrap() == content, "{length} {compressed}");
        }
    }
}

#[test]
fn what_a_head_cannot_carry_is_refused() {
    let work = with_keys();
    let public = public(&work, "a.pub");
    let refused = |header: ImportHeader| seal_import(b"<a/>", &header, &public).unwrap_err().message(Lang::Fr);
    let partner = "a\u{1}".to_owned();
    assert!(refused(ImportHeader { partner, ..import_header() }).contains("Partenaire contient le caractère U+0001"));
    for date in ["", "01/09/2025", "2025-09-01", "2025-09-31T08:30:00", "2025-09-01 08:30:00"] {
        let date = date.to_owned();
        assert!(refused(ImportHeader { date, ..import_header() }).contains("DateExport n'est pas une date"));
    }
    for count in [0, 3] {
        let partners = vec![("un", &public); count];
        let error = seal_export(b"<a/>", &export_header(true), &partners).unwrap_err();
        assert!(error.message(Lang::Fr).contains("un ou deux"));
    }
}

/// A passphrase typed at a terminal, which Python makes.
#[cfg(unix)]
#[test]
fn a_passphrase_is_asked_for_and_not_shown() {
    let work = with_keys();
    work.write("content", CONTENT);
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/container/typed.py");
    let terminal = |typed: &str, arguments: &[&str]| {
        let all = [&[script, typed, env!("CARGO_BIN_EXE_rapproche")], arguments].concat();
        let output = Command::new("python3").args(all).current_dir(work.path("")).output().unwrap();
        (output.status.code(), text(&output.stdout))
    };
    let keygen = ["exchange", "keygen", "--out", "k.pem", "--public", "k.pub", "--passphrase"];
    let (code, seen) = terminal("abcd,abce", &keygen);
    assert_eq!(code, Some(2), "{seen}");
    assert!(seen.contains("diffèrent") && !work.has("k.pem"), "{seen}");
    let (code, seen) = terminal("abcd,abcd", &keygen);
    assert_eq!(code, Some(0), "{seen}");
    assert!(!seen.contains("abcd"), "{seen}");
    peer(&work, &["seal", "import", "k.pub", "content", "sealed.xml"]);
    let decrypt = ["exchange", "decrypt", "sealed.xml", "--key", "k.pem", "--out", "out.xml"];
    let (code, seen) = terminal("abcd", &decrypt);
    assert_eq!(code, Some(0), "{seen}");
    assert!(!seen.contains("abcd"), "{seen}");
    assert_eq!(fs::read_to_string(work.path("out.xml")).unwrap(), CONTENT);
}

/// Whether `xmllint` finds a file valid.
fn is_valid(work: &WorkDir, schema: &str, document: &str) -> bool {
    work.write("schema.xsd", schema);
    work.write("document.xml", document);
    let arguments = ["--nonet", "--noout", "--schema", "schema.xsd", "document.xml"];
    Command::new("xmllint").args(arguments).current_dir(work.path("")).output().unwrap().status.success()
}

#[test]
fn the_schemas_refuse_what_the_formats_refuse() {
    let work = with_keys();
    let key = public(&work, "a.pub");
    let import = text(&seal_import(b"<a/>", &import_header(), &key).unwrap());
    let export = text(&seal_export(b"<a/>", &export_header(true), &[("un", &key)]).unwrap());
    assert!(is_valid(&work, IMPORT_SCHEMA, &import) && is_valid(&work, EXPORT_SCHEMA, &export));
    let default = export.replace(" CompresseAvantChiffrement=\"true\"", "");
    assert!(default != export && is_valid(&work, EXPORT_SCHEMA, &default));
    for (schema, document, old, new) in [
        (IMPORT_SCHEMA, &import, "containeurimportchiffreV1", "containeurimportchiffreV2"),
        (IMPORT_SCHEMA, &import, " Version=\"1.0\"", ""),
        (IMPORT_SCHEMA, &import, "<DateExport>2025-09-01T", "<DateExport>01/09/2025 "),
        (IMPORT_SCHEMA, &import, "<Contenu>", "<Contenu>A"),
        (IMPORT_SCHEMA, &import, "<Verification>", "<Verification>AAAA"),
        (IMPORT_SCHEMA, &import, "<UAI>0350001A</UAI>", ""),
        (
            EXPORT_SCHEMA,
            &export,
            "</PARTENAIRE>",
            "</PARTENAIRE><PARTENAIRE NOM=\"\">AA==</PARTENAIRE><PARTENAIRE NOM=\"\">AA==</PARTENAIRE>",
        ),
        (EXPORT_SCHEMA, &export, " NOM=\"un\"", ""),
        (EXPORT_SCHEMA, &export, "\"true\"", "\"oui\""),
        (EXPORT_SCHEMA, &export, "VERIFICATION", "CONTROLE"),
    ] {
        assert!(document.contains(old), "{old}");
        assert!(!is_valid(&work, schema, &document.replace(old, new)), "{new}");
    }
}

#[test]
fn a_file_that_is_cut_or_altered_gives_nothing_away() {
    let work = with_keys();
    let key = private(&work, "a.pem");
    let keys = public(&work, "a.pub");
    let limits = Limits::default();
    let import = seal_import(CONTENT.as_bytes(), &import_header(), &keys).unwrap();
    let export = seal_export(CONTENT.as_bytes(), &export_header(false), &[("un", &keys)]).unwrap();
    let expected = ContainerError::Undecryptable.message(Lang::Fr);
    for sealed in [&import, &export] {
        // The last byte is a line feed after the root element.
        for length in 0..sealed.len() - 1 {
            let error = opened(&sealed[..length], &key).unwrap_err();
            assert!(matches!(error, ContainerError::Xml(_)), "{length}: {error:?}");
        }
        let secret = secret_places(sealed);
        let (mut structural, mut refused, mut harmless) = (0, 0, 0);
        let mut altered = sealed.clone();
        for place in 0..sealed.len() {
            for bit in 0..8 {
                altered[place] ^= 1 << bit;
                // What shows without any key is no secret; everything else is one error, or the very content.
                match (inspect(&altered, &limits), opened(&altered, &key)) {
                    (Err(_), Err(ContainerError::Xml(_))) => structural += 1,
                    (Ok(_), Err(error @ ContainerError::Undecryptable)) => {
                        assert_eq!(error.message(Lang::Fr), expected);
                        refused += 1;
                    }
                    (Ok(_), Ok(content)) => {
                        assert_eq!(content, CONTENT.as_bytes(), "{place}.{bit}");
                        assert!(!secret(place) || is_blank(sealed[place], altered[place]), "{place}.{bit}");
                        harmless += 1;
                    }
                    other => panic!("{place}.{bit}: {other:?}"),
                }
                altered[place] ^= 1 << bit;
            }
        }
        assert!(structural > 100 && refused > 1000 && harmless > 100, "{structural} {refused} {harmless}");
    }
}

/// Places in the texts of key, content and verification.
fn secret_places(sealed: &[u8]) -> impl Fn(usize) -> bool {
    let document = text(sealed);
    let ranges: Vec<_> = [
        "Cle>",
        "Contenu>",
        "Verification>",
        "PARTENAIRE NOM=\"un\">",
        "CONTENU CompresseAvantChiffrement=\"false\">",
        "VERIFICATION>",
    ]
    .into_iter()
    .filter_map(|tag| {
        let start = document.find(&format!("<{tag}"))? + 1 + tag.len();
        Some(start..start + document[start..].find('<')?)
    })
    .collect();
    assert_eq!(ranges.len(), 3);
    move |place| ranges.iter().any(|range| range.contains(&place))
}

/// A line break that becomes another one, or padding that is left out.
fn is_blank(before: u8, after: u8) -> bool {
    before.is_ascii_whitespace() && after.is_ascii_whitespace()
}

#[test]
fn every_failure_of_decryption_reads_the_same() {
    let work = with_keys();
    work.write("content", CONTENT);
    peer(&work, &["seal", "import", "a.pub", "content", "good.xml"]);
    // Right key block, right digest, and no zlib inside.
    peer(&work, &["seal", "import", "a.pub", "content", "nozlib.xml", "--packed"]);
    peer(&work, &["seal", "import", "b.pub", "content", "foreign.xml"]);
    let good = fs::read_to_string(work.path("good.xml")).unwrap();
    let swap = |tag: &str, from: &str| {
        let part = |document: &str| {
            let start = document.find(&format!("<{tag}>")).unwrap();
            document[start..].split_once("</").unwrap().0.to_owned()
        };
        good.replace(&part(&good), &part(from))
    };
    let foreign = fs::read_to_string(work.path("foreign.xml")).unwrap();
    work.write("digest.xml", swap("Verification", &foreign.replace("<Verification>", "<Verification>A")));
    work.write("content.xml", swap("Contenu", &foreign));
    work.write("nobase64.xml", good.replace("<Contenu>", "<Contenu>é"));
    work.write("empty.xml", swap("Contenu", "<Contenu></Contenu>"));
    work.write("nokey.xml", swap("Cle", "<Cle></Cle>"));

    let mut messages = Vec::new();
    for file in ["nozlib", "foreign", "digest", "content", "nobase64", "empty", "nokey"] {
        let file = format!("{file}.xml");
        let run = work.command(["exchange", "decrypt", &file, "--key", "a.pem", "--out", "out.xml"]).assert().code(3);
        messages.push(text(&run.get_output().stderr).replace(&file, "FICHIER"));
        assert!(!work.has("out.xml"), "{file}");
        assert_eq!(text(&run.get_output().stdout), "");
    }
    assert!(messages[0].contains("clé privée") && messages[0].contains("entier"), "{}", messages[0]);
    assert!(messages.iter().all(|message| *message == messages[0]), "{messages:#?}");
}

/// 10 GiB of zeros in a file of 14 MB: refused at the bound of 1 GiB, within a quarter of that as address space.
#[cfg(unix)]
#[test]
fn a_bomb_stops_at_the_bound_and_takes_no_memory() {
    let work = with_keys();
    peer(&work, &["bomb", "10737418240", "bomb.z"]);
    peer(&work, &["seal", "import", "a.pub", "bomb.z", "bomb.xml", "--packed"]);
    let script = format!(
        "ulimit -v 262144; exec '{}' exchange decrypt bomb.xml --key a.pem --out out.xml",
        env!("CARGO_BIN_EXE_rapproche")
    );
    let output = Command::new("sh").args(["-c", &script]).current_dir(work.path("")).output().unwrap();
    let said = text(&output.stderr);
    assert_eq!(output.status.code(), Some(3), "{said}");
    assert!(said.contains("dépasse la borne de 1073741824 octets") && said.contains("--max-size"), "{said}");
    assert!(!work.has("out.xml"));

    peer(&work, &["bomb", "33554432", "small.z"]);
    peer(&work, &["seal", "import", "a.pub", "small.z", "small.xml", "--packed"]);
    let decrypt = |size: &str| {
        work.command(["exchange", "decrypt", "small.xml", "--key", "a.pem", "--max-size", size]).output().unwrap()
    };
    assert_eq!(decrypt("31").status.code(), Some(3));
    assert_eq!(decrypt("32").stdout, vec![0; 32 << 20]);
}

#[test]
fn hostile_markup_is_refused_before_any_key_is_used() {
    let work = with_keys();
    let key = private(&work, "a.pem");
    let sealed = text(&seal_import(CONTENT.as_bytes(), &import_header(), &public(&work, "a.pub")).unwrap());
    let refused = |document: String| match opened(document.as_bytes(), &key) {
        Err(error @ ContainerError::Xml(_)) => error.message(Lang::Fr),
        other => panic!("{other:?}"),
    };
    let doctype =
        "<!DOCTYPE ImportChiffre [<!ENTITY a \"b\"><!ENTITY c SYSTEM \"file:///etc/passwd\">]>\n<ImportChiffre ";
    assert!(refused(sealed.replacen("<ImportChiffre ", doctype, 1)).contains("DOCTYPE"));
    assert!(refused(sealed.replace("<UAI>", "<UAI>&c;")).contains("«&c;»"));
    assert!(refused(sealed.replace("Version=\"1.0\"", "Version=\"&c;\"")).contains("«&c;»"));
    let deep = "<x>".repeat(100_000) + &"</x>".repeat(100_000);
    assert!(refused(sealed.replace("<UAI>", &format!("<UAI>{deep}"))).contains("imbriqués"));
    assert!(refused(sealed.replace("<UAI>", &format!("<Autre>{deep}</Autre><UAI>"))).contains("imbriqués"));
    assert!(refused("<x>".repeat(100_000)).contains("et non «ImportChiffre"));
    assert!(refused(sealed.replace("V1\"", "V2\"")).contains("containeurimportchiffreV2"));
    assert!(refused(sealed.replace("<UAI>", "<Cle>AA==</Cle><UAI>")).starts_with("ligne 1"));
    assert!(refused(sealed.clone() + "<a/>").contains("«a» inattendu"));
    assert!(refused(String::new()).contains("avant la fin"));
    let crowded: String = (0..1_000_000).map(|number| format!(" a{number}=''")).collect();
    assert!(refused(format!("<ImportChiffre{crowded}/>")).contains("plus de 64 attributs"));
    let long = refused(format!("<{}/>", "x".repeat(1_000_000)));
    assert!(long.len() < 300, "{long}");
    let limits = Limits { file: sealed.len() as u64 - 1, ..Limits::default() };
    assert!(matches!(open(sealed.as_bytes(), &key, &limits), Err(ContainerError::FileTooLarge { .. })));
}

#[test]
fn keys_of_ours_are_keys_to_openssl_too() {
    let work = WorkDir::new();
    let keygen = |out: &str, public: &str, more: &[&str]| {
        work.command([&["exchange", "keygen", "--out", out, "--public", public], more].concat())
    };
    keygen("k.pem", "k.pub", &[]).assert().success();
    keygen("p.pem", "p.pub", &["--bits", "4096"]).env("RAPPROCHE_PASSPHRASE", "sésame").assert().success();
    for (key, public, bits) in [("k.pem", "k.pub", "2048"), ("p.pem", "p.pub", "4096")] {
        let derived = run(&work, "openssl", &["pkey", "-in", key, "-passin", "pass:sésame", "-pubout"]);
        assert_eq!(derived, fs::read(work.path(public)).unwrap());
        let shown = run(&work, "openssl", &["pkey", "-pubin", "-in", public, "-text", "-noout"]);
        assert!(text(&shown).contains(&format!("({bits} bit)")), "{}", text(&shown));
    }
    assert!(fs::read_to_string(work.path("p.pem")).unwrap().starts_with("-----BEGIN ENCRYPTED PRIVATE KEY-----\n"));
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode(&work.path("k.pem")), 0o600);
        assert_ne!(mode(&work.path("k.pub")), 0o600);
    }
    // Neither of the two is overwritten, nor half of a pair written.
    let before = fs::read(work.path("k.pem")).unwrap();
    for (out, public) in [("k.pem", "new.pub"), ("new.pem", "k.pub")] {
        keygen(out, public, &[]).assert().code(4);
        assert!(!work.has("new.pub") && !work.has("new.pem"));
    }
    assert_eq!(fs::read(work.path("k.pem")).unwrap(), before);
    // A pair under one name, however it is written, or one of which only half can be written, leaves nothing behind.
    fs::create_dir(work.path("sub")).unwrap();
    for public in ["new.pem", "./new.pem", "sub/../new.pem"] {
        let run = keygen("new.pem", public, &[]).assert().code(2);
        assert!(text(&run.get_output().stderr).contains("le même fichier"), "{public}");
        assert!(!work.has("new.pem"), "{public}");
    }
    keygen("new.pem", "nowhere/new.pub", &[]).assert().code(4);
    assert!(!work.has("new.pem"));
    // A passphrase that nobody can be asked for.
    let run = keygen("new.pem", "new.pub", &["--passphrase"]).assert().code(2);
    assert!(text(&run.get_output().stderr).contains("--passphrase-file"));
    assert!(!work.has("new.pem"));
}

/// Taken for none, it would leave the key without protection.
#[cfg(unix)]
#[test]
fn a_passphrase_that_is_no_text_makes_no_key() {
    use std::os::unix::ffi::OsStrExt;
    let work = WorkDir::new();
    let phrase = std::ffi::OsStr::from_bytes(b"secr\xE8te");
    let arguments = ["exchange", "keygen", "--out", "k.pem", "--public", "k.pub"];
    let run = work.command(arguments).env("RAPPROCHE_PASSPHRASE", phrase).assert().code(2);
    let said = text(&run.get_output().stderr);
    assert!(said.contains("RAPPROCHE_PASSPHRASE") && said.contains("--passphrase-file"), "{said}");
    assert!(!work.has("k.pem") && !work.has("k.pub"));
}

/// Names and births of a whole school are for whoever has the key.
#[cfg(unix)]
#[test]
fn what_was_decrypted_is_its_owners_alone() {
    use std::os::unix::fs::PermissionsExt;
    let work = with_keys();
    work.write("content", CONTENT);
    peer(&work, &["seal", "import", "a.pub", "content", "sealed.xml"]);
    let decrypt = ["exchange", "decrypt", "sealed.xml", "--key", "a.pem", "--out", "out.xml"];
    work.command(decrypt).assert().success();
    assert_eq!(fs::metadata(work.path("out.xml")).unwrap().permissions().mode() & 0o777, 0o600);
    let run = work.command(decrypt).assert().code(4);
    assert!(text(&run.get_output().stderr).contains("existe déjà"));
}

#[test]
fn what_is_no_key_is_named() {
    let work = with_keys();
    work.write("content", CONTENT);
    peer(&work, &["seal", "import", "a.pub", "content", "sealed.xml"]);
    run(&work, "openssl", &["rsa", "-in", "a.pem", "-traditional", "-out", "pkcs1.pem"]);
    run(&work, "openssl", &["pkcs8", "-topk8", "-in", "a.pem", "-passout", "pass:x", "-out", "p.pem"]);
    run(&work, "openssl", &["genpkey", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:1024", "-out", "short.pem"]);
    run(&work, "openssl", &["genpkey", "-algorithm", "ED25519", "-out", "curve.pem"]);
    run(&work, "openssl", &["req", "-x509", "-key", "a.pem", "-subj", "/CN=x", "-out", "cert.pem"]);
    for (key, expected) in [
        ("a.pub", "c'est une clé publique"),
        ("pkcs1.pem", "openssl pkcs8 -topk8 -in pkcs1.pem"),
        ("p.pem", "--passphrase-file"),
        ("short.pem", "2048 à 8192 bits"),
        ("curve.pem", "RSA"),
        ("cert.pem", "n'a pas de clé privée"),
        ("sealed.xml", "PEM ou DER"),
        ("none.pem", "introuvable"),
    ] {
        let run = work.command(["exchange", "decrypt", "sealed.xml", "--key", key]).assert().code(2);
        let said = text(&run.get_output().stderr);
        assert!(said.contains(expected) && said.contains(key), "{said}");
    }
    let wrong = ["exchange", "decrypt", "sealed.xml", "--key", "p.pem"];
    let run = work.command(wrong).env("RAPPROCHE_PASSPHRASE", "y").assert().code(2);
    assert!(text(&run.get_output().stderr).contains("n'ouvre pas cette clé"));
    for (key, expected) in [("a.pem", "ne la remettez à personne"), ("cert.pem", "certificat"), ("short.pem", "privée")]
    {
        let options = ["--public", key, "--partner", "x", "--uai", "0350001A", "--out", "out.xml"];
        let run = work.command([&["exchange", "encrypt", "content"], &options[..]].concat()).assert().code(2);
        assert!(text(&run.get_output().stderr).contains(expected), "{key}");
    }
}

#[test]
fn what_is_no_such_key_is_named_with_the_command_that_converts_it() {
    let work = with_keys();
    run(&work, "openssl", &["rsa", "-in", "a.pem", "-traditional", "-outform", "DER", "-out", "pkcs1.der"]);
    run(&work, "openssl", &["rsa", "-in", "a.pem", "-RSAPublicKey_out", "-out", "pkcs1.pub"]);
    run(&work, "openssl", &["rsa", "-in", "a.pem", "-RSAPublicKey_out", "-outform", "DER", "-out", "pkcs1pub.der"]);
    let certificate = ["req", "-x509", "-key", "a.pem", "-subj", "/CN=x", "-outform", "DER", "-out", "cert.der"];
    run(&work, "openssl", &certificate);
    work.write("id_rsa", "-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n-----END OPENSSH PRIVATE KEY-----\n");
    work.write("id_rsa.pub", "ssh-rsa AAAAB3NzaC1yc2E x@y\n");
    let said = |name: &str, private: bool| {
        let path = work.path(name);
        let error = if private { PrivateKey::read(&path, None).map(drop) } else { PublicKey::read(&path).map(drop) };
        error.unwrap_err().message(Lang::Fr).replace(&path.display().to_string(), name)
    };
    // Each command is carried out, and its key is the same.
    for (name, private, out) in [
        ("pkcs1.der", true, "cle.pem"),
        ("pkcs1.pub", false, "cle_publique.pem"),
        ("pkcs1pub.der", false, "cle_publique.pem"),
        ("cert.der", false, "cle_publique.pem"),
    ] {
        let message = said(name, private);
        let command = message.split_once(": openssl ").unwrap_or_else(|| panic!("{name}: {message}")).1;
        let _ = fs::remove_file(work.path(out));
        let nocrypt = if private { " -nocrypt" } else { "" };
        run(&work, "sh", &["-c", &format!("openssl {}", command.replace(" -topk8", &format!(" -topk8{nocrypt}")))]);
        let public =
            if private { self::private(&work, out).public_key() } else { PublicKey::read(&work.path(out)).unwrap() };
        assert_eq!(public.fingerprint().unwrap(), PublicKey::read(&work.path("a.pub")).unwrap().fingerprint().unwrap());
    }
    assert!(said("id_rsa", true).contains("clé SSH") && said("id_rsa", true).contains("ssh-keygen -p -m PKCS8"));
    assert!(said("id_rsa.pub", false).contains("ssh-keygen -e -m PKCS8 -f id_rsa.pub"));
    for (name, private, what) in [
        ("id_rsa.pub", true, "c'est une clé publique."),
        ("pkcs1.der", false, "ne la remettez à personne"),
        ("id_rsa", false, "ne la remettez à personne"),
        ("cert.der", true, "qui n'a pas de clé privée"),
    ] {
        assert!(
            said(name, private).ends_with(&format!("{}{}", what.trim_end_matches('.'), ".")),
            "{}",
            said(name, private)
        );
    }
}

#[test]
fn a_key_beside_its_certificate_is_found_in_either_order() {
    let work = with_keys();
    run(&work, "openssl", &["req", "-x509", "-key", "a.pem", "-subj", "/CN=x", "-out", "cert.pem"]);
    let read = |name| fs::read_to_string(work.path(name)).unwrap();
    let (key, certificate) = (read("a.pem"), read("cert.pem"));
    work.write("both.pem", format!("{certificate}{key}"));
    work.write("other.pem", format!("{key}{certificate}"));
    let expected = public(&work, "a.pub").fingerprint().unwrap();
    for name in ["both.pem", "other.pem"] {
        assert_eq!(private(&work, name).public_key().fingerprint().unwrap(), expected, "{name}");
        let message = PublicKey::read(&work.path(name)).unwrap_err().message(Lang::Fr);
        assert!(message.contains("c'est un certificat"), "{name}: {message}");
    }
}

#[test]
fn a_protection_that_is_not_supported_is_named_with_the_command_that_changes_it() {
    let work = with_keys();
    for (name, options) in [
        ("pbes1.pem", &["-v1", "PBE-SHA1-3DES"][..]),
        ("md5.pem", &["-v1", "PBE-MD5-DES"]),
        ("camellia.pem", &["-v2", "camellia-256-cbc"]),
        ("rc2.pem", &["-v2", "rc2"]),
        ("md5.der", &["-v1", "PBE-MD5-DES", "-outform", "DER"]),
        ("aria.der", &["-v2", "aria-256-cbc", "-outform", "DER"]),
    ] {
        let legacy = ["-provider", "legacy", "-provider", "default"];
        let fixed = ["pkcs8", "-topk8", "-in", "a.pem", "-passout", "pass:x", "-out", name];
        run(&work, "openssl", &[&fixed, &legacy[..], options].concat());
        let read = |name: &str, passphrase| PrivateKey::read(&work.path(name), passphrase);
        for passphrase in [Some("x"), Some("wrong")] {
            let message = read(name, passphrase).unwrap_err().message(Lang::Fr);
            let message = message.replace(&work.path(name).display().to_string(), name);
            assert!(message.contains("n'est pas prise en charge"), "{name}: {message}");
            let command = message.split_once(": openssl ").unwrap_or_else(|| panic!("{message}")).1;
            let _ = fs::remove_file(work.path("cle.pem"));
            run(&work, "sh", &["-c", &format!("openssl {command} -passin pass:x -passout pass:y")]);
            let key = read("cle.pem", Some("y")).unwrap();
            let expected = public(&work, "a.pub").fingerprint().unwrap();
            assert_eq!(key.public_key().fingerprint().unwrap(), expected, "{name}");
        }
    }
}

#[test]
fn a_key_that_only_signs_is_named() {
    let work = WorkDir::new();
    let make = ["genpkey", "-algorithm", "RSA-PSS", "-pkeyopt", "rsa_keygen_bits:2048", "-out", "pss.pem"];
    run(&work, "openssl", &make);
    run(&work, "openssl", &["pkey", "-in", "pss.pem", "-outform", "DER", "-out", "pss.der"]);
    run(&work, "openssl", &["pkcs8", "-topk8", "-in", "pss.pem", "-passout", "pass:x", "-out", "locked.pem"]);
    for (name, form) in [("pss.pub", "PEM"), ("pub.der", "DER")] {
        run(&work, "openssl", &["pkey", "-in", "pss.pem", "-pubout", "-outform", form, "-out", name]);
        let message = PublicKey::read(&work.path(name)).unwrap_err().message(Lang::Fr);
        assert!(message.contains("RSA-PSS"), "{name}: {message}");
    }
    for name in ["pss.pem", "pss.der", "locked.pem"] {
        let message = PrivateKey::read(&work.path(name), Some("x")).unwrap_err().message(Lang::Fr);
        assert!(message.contains("RSA-PSS"), "{name}: {message}");
    }
}

#[test]
fn a_file_in_utf_16_and_a_head_with_elements_of_others_are_opened() {
    let work = with_keys();
    let key = private(&work, "a.pem");
    let partners = [("x", &public(&work, "a.pub"))];
    let sealed = seal_export(CONTENT.as_bytes(), &export_header(true), &partners).unwrap();
    let text = String::from_utf8(sealed).unwrap();
    let more = text.replacen("</NOMETABLISSEMENT>", "<SIGLE x='y'>CLG<A/></SIGLE></NOMETABLISSEMENT>", 1);
    assert_ne!(more, text);
    assert_eq!(opened(more.as_bytes(), &key).unwrap(), CONTENT.as_bytes());
    for mark in ["", "\u{feff}"] {
        let text = format!("{mark}{text}");
        let wide: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert!(is_encrypted(&wide));
        assert_eq!(opened(&wide, &key).unwrap(), CONTENT.as_bytes());
    }
}

#[test]
fn a_passphrase_is_what_was_typed_in_notepad() {
    let work = WorkDir::new();
    work.write("notepad.txt", "\u{feff}secret été\r\n");
    work.write("unix.txt", "secret été\n");
    work.write("old.txt", "secret été\r");
    let keygen = ["exchange", "keygen", "--out", "cle.pem", "--public", "cle.pub", "--passphrase-file", "notepad.txt"];
    work.command(keygen).assert().success();
    work.write("x.xml", "<x/>");
    let sealed = ["--public", "cle.pub", "--partner", "x", "--uai", "0350001A", "--out", "sealed.xml"];
    work.command([&["exchange", "encrypt", "x.xml"], &sealed[..]].concat()).assert().success();
    for file in ["notepad.txt", "unix.txt", "old.txt"] {
        let decrypt = ["exchange", "decrypt", "sealed.xml", "--key", "cle.pem", "--passphrase-file", file];
        let output = work.command(decrypt).assert().success();
        assert_eq!(output.get_output().stdout, b"<x/>", "{file}");
    }
    // Nor is the mark alone a passphrase.
    work.write("mark.txt", "\u{feff}\r\n");
    let decrypt = ["exchange", "decrypt", "sealed.xml", "--key", "cle.pem", "--passphrase-file", "mark.txt"];
    work.command(decrypt).assert().code(2);
}

#[test]
fn only_text_is_encrypted_and_only_what_is_encrypted_is_opened() {
    let work = WorkDir::new();
    work.command(["exchange", "keygen", "--out", "cle.pem", "--public", "cle.pub"]).assert().success();
    let encrypt = |file: &str, partner: &str| {
        let more = ["--public", "cle.pub", "--partner", partner, "--uai", "0350001A", "--out", "sealed.xml"];
        let run = work.command([&["exchange", "encrypt", file], &more[..]].concat()).assert();
        assert!(!work.has("sealed.xml"));
        text(&run.failure().get_output().stderr)
    };
    for (content, what) in [
        (&b""[..], "le fichier est vide"),
        (b"\xEF\xBB\xBF", "le fichier est vide"),
        (b"PK\x03\x04\x14", "un classeur"),
        (b"Pr\xE9nom;Nom\r\n", "enregistrez-le de nouveau en UTF-8"),
        (b"\xFF\xFEN\0", "enregistrez-le de nouveau en UTF-8"),
    ] {
        work.write("file", content);
        assert!(encrypt("file", "x").contains(what), "{what}");
    }
    work.write("file", "<x/>");
    assert!(encrypt("file", " ").contains("--partner est vide"));
    work.command(["exchange", "inspect", "file"])
        .assert()
        .code(3)
        .stderr(predicates::str::contains("n'est pas chiffré"));
    let decrypt = ["exchange", "decrypt", "file", "--key", "cle.pem"];
    work.command(decrypt).assert().code(3).stderr(predicates::str::contains("n'est pas chiffré"));
    work.command(["exchange", "inspect", "--tout"])
        .assert()
        .code(2)
        .stderr(predicates::str::contains("Aide : rapproche exchange inspect --help"));
    let missing = ["exchange", "keygen", "--out", "nulle/cle.pem", "--public", "p.pub"];
    work.command(missing).assert().code(4).stderr(predicates::str::contains("le dossier nulle n’existe pas"));
    // What is compressed is to be unpacked.
    for content in [&b"\x1F\x8B\x08\0"[..], b"PK\x05\x06\0\0"] {
        work.write("base.csv.gz", content);
        let run = work.command(["ids", "list", "--base", "base.csv.gz"]).assert().code(3);
        assert!(text(&run.get_output().stderr).contains("décompressez-le d’abord"));
    }
}
