//! Our reader and libxml2's validator say the same of every file.
//!
//! `xmllint` (Debian's libxml2-utils) judges by the schema, our reader by its code. Files are given to it by the
//! hundred, since starting it costs more than judging. The differences that are meant are the DOCTYPE, `xsi:type`,
//! other versions of XML than 1.0, and encodings other than UTF-8; the mutations below make none of them.

use std::fs;
use std::path::Path;
use std::process::Command;

use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

use super::arbitrary;
use crate::cas::model::{Flux, NAMESPACE, SCHEMA};

const CASES: usize = 600;

/// For each text whether it is well-formed and valid against the schema.
fn xmllint(texts: &[String]) -> Vec<bool> {
    let place = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| fs::write(place.path().join(name), text).unwrap();
    write("models.xsd", SCHEMA);
    let names: Vec<String> = (0..texts.len()).map(|index| format!("{index}.xml")).collect();
    for (name, text) in names.iter().zip(texts) {
        write(name, text);
    }
    let output = Command::new("xmllint")
        .args(["--nonet", "--noout", "--schema", "models.xsd"])
        .args(&names)
        .current_dir(place.path())
        .output()
        .expect("xmllint is needed to check the schema: install libxml2-utils");
    let said = String::from_utf8_lossy(&output.stderr);
    let verdicts: Vec<bool> =
        names.iter().map(|name| said.lines().any(|line| line == format!("{name} validates"))).collect();
    // A schema that does not compile would make everything invalid.
    assert!(!said.contains("failed to compile"), "{said}");
    verdicts
}

/// How many are valid. Panics with the texts on which the two differ.
fn compare(texts: &[String]) -> usize {
    let verdicts = xmllint(texts);
    let mut differences = Vec::new();
    for (text, &valid) in texts.iter().zip(&verdicts) {
        match Flux::from_xml(text.as_bytes(), "flux.xml") {
            Ok(_) if !valid => differences.push(format!("accepted by us only:\n{text}")),
            Err(error) if valid => differences.push(format!("refused by us only, {error}\n{text}")),
            _ => {}
        }
    }
    assert!(differences.is_empty(), "{} differences\n{}", differences.len(), differences.join("\n\n"));
    verdicts.iter().filter(|&&valid| valid).count()
}

fn generate<T: std::fmt::Debug>(strategy: impl Strategy<Value = T>, count: usize) -> Vec<T> {
    let seed = [7; 32];
    let mut runner = TestRunner::new_with_rng(Config::default(), TestRng::from_seed(RngAlgorithm::ChaCha, &seed));
    (0..count).map(|_| strategy.new_tree(&mut runner).unwrap().current()).collect()
}

#[test]
fn every_flux_that_is_written_is_valid() {
    let texts: Vec<String> = generate(arbitrary::flux(), CASES / 2).iter().map(Flux::to_xml).collect();
    assert_eq!(compare(&texts), texts.len());
}

#[test]
fn the_shipped_fluxes_are_valid() {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/modeles");
    let texts: Vec<String> = fs::read_dir(directory)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "xml"))
        .map(|path| fs::read_to_string(path).unwrap())
        .collect();
    assert!(texts.len() >= 2);
    assert_eq!(compare(&texts), texts.len());
}

#[test]
fn damage_to_the_text_is_judged_alike() {
    let edit = (any::<prop::sample::Index>(), 0..3_usize, arbitrary::markup());
    let cases = generate((arbitrary::flux(), prop::collection::vec(edit, 1..3)), CASES);
    let texts: Vec<String> = cases
        .into_iter()
        .map(|(flux, edits)| {
            let mut text: Vec<char> = flux.to_xml().chars().collect();
            for (at, cut, insert) in edits {
                let at = at.index(text.len());
                let end = (at + cut).min(text.len());
                text.splice(at..end, insert.chars());
            }
            text.into_iter().collect()
        })
        .collect();
    let valid = compare(&texts);
    assert!((CASES / 50..CASES).contains(&valid), "{valid} of {CASES} are valid: the mutations teach nothing");
}

/// One change of structure to a well-formed file: a line is one element or one tag.
#[derive(Debug, Clone)]
enum Change {
    Delete,
    Duplicate,
    Swap(prop::sample::Index),
    Rename(&'static str),
    Content(&'static str),
    Attribute(&'static str),
}

fn change() -> impl Strategy<Value = Change> {
    let names =
        vec!["ENT", "Standard", "Personnalisee", "RefuserAcces", "Description", "PRONOTE.net", "AttributNom", "x"];
    let contents = vec![
        "",
        " ",
        "\n",
        "a",
        "https://a",
        " https://a?b ",
        "https://a#b",
        "a,b",
        ";",
        " ; a ",
        "2026-02-30",
        "&#32;",
        "<![CDATA[a]]>",
        "<![CDATA[ ]]>",
        "<!-- c -->",
        "a<!-- c -->b",
        "<?p q?>",
        "\u{A0}",
    ];
    let attributes = vec![
        "Nom=\"a\"",
        "Profil=\"eleves\"",
        "Profil=\" parents \"",
        "Profil=\"x\"",
        "Version=\"01\"",
        "Version=\" 7&#9;\"",
        "Date=\"2026-09-01\"",
        "Date=\"2026-02-30\"",
        "Date=\"2026-09-01Z\"",
        "Integrateur=\"\"",
        "xmlns=\"x\"",
        "xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xsi:schemaLocation=\"a b\"",
    ];
    prop_oneof![
        Just(Change::Delete),
        Just(Change::Duplicate),
        any::<prop::sample::Index>().prop_map(Change::Swap),
        prop::sample::select(names).prop_map(Change::Rename),
        prop::sample::select(contents).prop_map(Change::Content),
        prop::sample::select(attributes).prop_map(Change::Attribute),
    ]
}

fn apply(lines: &mut Vec<String>, at: usize, change: &Change) {
    // Closing tags are on lines of their own; the line of an element is `<name attributes>` or that and more.
    let name_end = |line: &str| line.find([' ', '>', '/']).filter(|_| line.starts_with('<') && !line.starts_with("</"));
    match change {
        Change::Delete => {
            lines.remove(at);
        }
        Change::Duplicate => lines.insert(at, lines[at].clone()),
        Change::Swap(other) => {
            let other = other.index(lines.len());
            lines.swap(at, other);
        }
        Change::Rename(new) => {
            if let Some(end) = name_end(&lines[at]) {
                let old = lines[at][1..end].to_owned();
                lines[at] = lines[at]
                    .replace(&format!("<{old}"), &format!("<{new}"))
                    .replace(&format!("</{old}"), &format!("</{new}"));
                // The end tag of an element of elements.
                let end = format!("</{old}>");
                if let Some(line) = lines[at + 1..].iter_mut().find(|line| **line == end) {
                    *line = format!("</{new}>");
                }
            }
        }
        Change::Content(new) => {
            if let (Some(start), Some(end)) = (lines[at].find('>'), lines[at].rfind("</")) {
                if start < end {
                    lines[at].replace_range(start + 1..end, new);
                }
            } else if lines[at].ends_with("/>") {
                let name = lines[at][1..lines[at].len() - 2].to_owned();
                lines[at] = format!("<{name}>{new}</{name}>");
            } else {
                lines[at].push_str(new);
            }
        }
        Change::Attribute(new) => {
            if let Some(end) = name_end(&lines[at]) {
                // In place of one of the same name, if there is one.
                let name = format!(" {}=\"", new.split('=').next().unwrap_or_default());
                if let Some(start) = lines[at].find(&name) {
                    let value = start + name.len();
                    let stop = value + lines[at][value..].find('"').unwrap_or_default() + 1;
                    lines[at].replace_range(start..stop, &format!(" {new}"));
                } else {
                    lines[at].insert_str(end, &format!(" {new}"));
                }
            }
        }
    }
}

#[test]
fn changes_of_structure_are_judged_alike() {
    let changes = prop::collection::vec((any::<prop::sample::Index>(), change()), 1..3);
    let cases = generate((arbitrary::flux(), changes), CASES);
    let texts: Vec<String> = cases
        .into_iter()
        .map(|(flux, changes)| {
            let mut lines: Vec<String> =
                flux.to_xml().lines().skip(1).map(|line| line.trim_start().to_owned()).collect();
            for (at, change) in changes {
                let at = at.index(lines.len());
                apply(&mut lines, at, &change);
            }
            lines.join("\n")
        })
        .collect();
    let valid = compare(&texts);
    assert!((CASES / 50..CASES).contains(&valid), "{valid} of {CASES} are valid: the mutations teach nothing");
}

#[test]
fn the_corners_are_judged_alike() {
    let whole = |content: &str| {
        format!(
            "<ModelesConfiguration_CAS xmlns=\"{NAMESPACE}\" Integrateur=\"i\">{content}</ModelesConfiguration_CAS>"
        )
    };
    let mode = "<ModeIdentificationPremiereConnexion><RefuserAcces/></ModeIdentificationPremiereConnexion>";
    let clients = format!("<ClientPRONOTE>{mode}</ClientPRONOTE><PRONOTE.net>{mode}</PRONOTE.net>");
    let ent = format!("<ENT Nom=\"n\" Localisation=\"l\" Version=\"1\" Date=\"2026-09-01\">{clients}</ENT>");
    let flux = whole(&ent);
    let mut texts = vec![
        flux.clone(),
        whole(""),
        flux.replace("<RefuserAcces/>", "<RefuserAcces></RefuserAcces>"),
        flux.replace("<RefuserAcces/>", "<RefuserAcces> </RefuserAcces>"),
        flux.replace("<RefuserAcces/>", "<RefuserAcces>\n</RefuserAcces>"),
        flux.replace("<RefuserAcces/>", "<RefuserAcces><!-- c --></RefuserAcces>"),
        flux.replace("<RefuserAcces/>", "<RefuserAcces><![CDATA[]]></RefuserAcces>"),
        flux.replace("<RefuserAcces/>", "<RefuserAcces>&#32;</RefuserAcces>"),
        flux.replace("<RefuserAcces/>", "<RefuserAcces/><DoubleAuthentification/>"),
        flux.replace("<RefuserAcces/>", " <![CDATA[ \n]]><RefuserAcces/>"),
        flux.replace("<RefuserAcces/>", " &#9;<RefuserAcces/>"),
        flux.replace("<RefuserAcces/>", "&amp;<RefuserAcces/>"),
        flux.replace("Nom=\"n\"", "Nom=\"n\"Id=\"1\""),
        flux.replace("Nom=\"n\" ", "Nom=\"n\""),
        flux.replace("Nom=\"n\"", "Nom=\"n\" Nom=\"m\""),
        flux.replace("Nom=\"n\"", "Nom='&lt;\n&quot;'"),
        flux.replace("Nom=\"n\"", "Nom=\"<\""),
        flux.replace("Nom=\"n\"", "Nom=\"&\""),
        flux.replace("Nom=\"n\"", "Nom = \"n\""),
        flux.replace("Nom=\"n\"", "Nom=n"),
        flux.replace("Nom=\"n\"", "Nom"),
        flux.replace("Nom=\"n\"", "Nom=\"&#10; &#32;\""),
        flux.replace("Nom=\"n\"", "x:Nom=\"n\""),
        flux.replace("Date=\"2026-09-01\"", "Date=\"\n2026-09-01 \""),
        flux.replace("Date=\"2026-09-01\"", "Date=\"2100-02-29\""),
        flux.replace("Date=\"2026-09-01\"", "Date=\"2000-02-29\""),
        format!("<?xml version=\"1.0\"?>{flux}"),
        format!("<?xml version=\"1.0\" standalone=\"yes\"?>{flux}"),
        format!("<?xml version=\"1.0\" standalone=\"maybe\"?>{flux}"),
        format!("<?xml encoding=\"UTF-8\"?>{flux}"),
        format!("<?xml version=\"1.0\" encoding=\"UTF-8\" encoding=\"UTF-8\"?>{flux}"),
        format!(" <?xml version=\"1.0\"?>{flux}"),
        format!("<?XML a?>{flux}"),
        format!("<?p a?><!-- c -->{flux}<!-- c -->\n<?p?>"),
        format!("<!-- - - -->{flux}"),
        format!("<!-- -- -->{flux}"),
        format!("<!-- --->{flux}"),
        format!("{flux}{flux}"),
        format!("{flux}x"),
        format!("{flux}&#32;"),
        format!("{flux}<![CDATA[]]>"),
        format!("\u{FEFF}{flux}"),
        format!("\u{FEFF}\u{FEFF}{flux}"),
        whole(&format!("{ent}{ent}")),
        whole(&format!("{ent}{}", ent.replace("\"n\"", "\" n\t\""))),
        whole(&format!("{ent}{}", ent.replace("\"n\"", "\"N\""))),
        flux.replace(&format!("xmlns=\"{NAMESPACE}\""), ""),
        flux.replace("<", "<m:").replace("<m:/", "</m:").replace("xmlns=", "xmlns:m="),
        flux.replace("<ENT", "<ENT xmlns=\"\""),
        flux.replace("<ENT", "<ENT xmlns:m=\"m\" m:a=\"b\""),
        flux.replace("<ENT", "<ENT xml:space=\"preserve\""),
        flux.replace("</ENT>", "</ENT\n>"),
        flux.replace("</ENT>", "</ ENT>"),
        flux.replace("</ENT>", "</ENT"),
        flux.replace("</ENT>", ""),
        flux.replace("<ENT", "< ENT"),
        String::new(),
        " ".to_owned(),
        "<".to_owned(),
        "<?xml version=\"1.0\"?>".to_owned(),
    ];
    for description in [
        "",
        " ",
        "a",
        "]]>",
        "]]&gt;",
        "]] >",
        "<![CDATA[]]>",
        "<![CDATA[]]]]><![CDATA[>]]>",
        "&lt;",
        "&#x10FFFF;",
        "&#x110000;",
        "&#xFFFE;",
        "&#x;",
        "&#;",
        "&#x+9;",
        "&#00065;",
        "&",
        "&amp",
        "& amp;",
        "&AMP;",
        "a<b/>",
        "\r",
        "<!-- -->",
        "<?p?>",
    ] {
        texts
            .push(flux.replace("<ClientPRONOTE>", &format!("<Description>{description}</Description><ClientPRONOTE>")));
    }
    let valid = compare(&texts);
    assert!(valid > 20, "{valid}");
}
