//! The CSV files: UTF-8 with a byte order mark, `;`, CRLF, formula cells neutralised by an apostrophe, the decimal
//! sign of the run's language. Column titles and codes do not depend on the language.
//!
//! **`links.csv`**, one row per new link, by CAS row then profile; links that the base already had are only counted.
//!
//! | column | content |
//! |---|---|
//! | `uid` | CAS id |
//! | `IDPN` | PRONOTE identifier |
//! | `profil` | key of the profile: `eleves`, `parents`… |
//! | `nom`, `prenom` | as the base writes them |
//! | `score` | in bits, two decimals |
//! | `marge` | score minus that of the best other candidate; empty when there is no other |
//! | `regle` | name of the rule that linked |
//! | `risque` | probability that the link is wrong, six decimals |
//! | `date_naissance` | as the base has it, `dd/MM/yyyy` |
//! | `sn`, `givenName`, `ENTPersonDateNaissance` | the same, as the CAS side has them |
//! | `ecarts` | the fields that are not equal, in words; empty when all that both sides say is equal |
//! | `base_fichier`, `base_ligne`, `cas_fichier`, `cas_ligne` | where both were read |
//! | `jeu_de_regles` | name, version and fingerprint of the rule set that decided |
//! | then | the pass-through columns of the base, then of the CAS side |
//!
//! **`failures.csv`**, one row per failure, in the same order.
//!
//! | column | content |
//! |---|---|
//! | `uid`, `profil`, `sn`, `givenName` | the CAS identity; `profil` is empty when it has none |
//! | `reason` | [`Reason::code`](crate::reconcile::Reason::code) |
//! | `candidate_1_IDPN`, `candidate_1_score`, `candidate_1_why` | best candidate: identifier, score, the fields in words; so up to 5 |
//! | `candidate_1_probability` … `candidate_5_probability` | that this is the person, 0–1 |
//! | `ENTPersonDateNaissance` | as the CAS side has it |
//! | `remede` | what to do, in words |
//! | `cas_fichier`, `cas_ligne` | where it was read |
//! | `jeu_de_regles` | name, version and fingerprint of the rule set that decided |
//! | then | the pass-through columns of the CAS side |
//!
//! **`import-pronote.csv`**: `Nom;Prénom;Date de naissance;Profil;Identifiant CAS;IDPN`, the new links alone, people
//! spelt as the base spells them so that PRONOTE finds them; `IDPN` tells homonyms apart, and is
//! empty where the base's list has none. The layout is this
//! project's own: PRONOTE asks on import which column is which.
//!
//! **`rejects.csv`**: `file;line;column;code;value;reason;row`, every remark that keeps a row from being used; `row`
//! holds its cells, joined by `;`, and is empty where only a later row showed what is wrong with it.
//!
//! A pass-through column whose title is already in use gets the prefix `base:` or `cas:`.

use std::collections::HashMap;
use std::io::{self, Write};

use rayon::prelude::*;

use crate::identity::{Lang, Notice, Origin, Person, Profile, Side};
use crate::reconcile::{Candidate, Failure, Link, Outcome, Verdict};

use super::advice::Advice;
use super::csv_text::{BYTE_ORDER_MARK, CsvText};
use super::{Run, side_by_side, side_code, source_name, words};

/// Rows formatted by one task: large enough to pay for it, small enough to share out.
const ROWS_PER_TASK: usize = 8192;
/// Tasks whose rows are held in memory before they are written.
const TASKS_AT_ONCE: usize = 16;

const LINK_COLUMNS: [&str; 19] = [
    "uid",
    "IDPN",
    "profil",
    "nom",
    "prenom",
    "score",
    "marge",
    "regle",
    "risque",
    "date_naissance",
    "sn",
    "givenName",
    "ENTPersonDateNaissance",
    "ecarts",
    "base_fichier",
    "base_ligne",
    "cas_fichier",
    "cas_ligne",
    "jeu_de_regles",
];

/// `links.csv`.
pub(super) fn write_links(run: &Run<'_>, file: &mut dyn Write) -> io::Result<()> {
    let extras = extra_titles(run, &[Side::Base, Side::Cas], &LINK_COLUMNS);
    write_header(run.lang, file, LINK_COLUMNS.into_iter().chain(extras.iter().map(String::as_str)))?;
    let rules = run.result.rules.to_string();
    write_rows(run.lang, file, &run.result.outcomes, |outcome, row| {
        if let Verdict::Linked(link) = &outcome.verdict {
            link_row(run, &rules, outcome, link, row);
        }
    })
}

fn link_row(run: &Run<'_>, rules: &str, outcome: &Outcome, link: &Link, row: &mut CsvText) {
    let (cas, base) = (run.cas.person(outcome.cas), run.base.person(link.base));
    row.text(cas.id());
    row.text(base.id());
    row.own(outcome.profile.map_or("", Profile::key));
    row.text(base.family());
    row.text(base.given());
    row.weight(link.comparison.score());
    match link.margin {
        Some(margin) => row.weight(margin),
        None => row.empty(),
    }
    // Rule names come from a file that the user may have written.
    row.text(run.result.rule_names.get(usize::from(link.rule)).map_or("", String::as_str));
    row.probability(link.risk);
    row.date(base.birth_date());
    row.text(cas.family());
    row.text(cas.given());
    row.date(cas.birth_date());
    row.own(&side_by_side::differences(&link.comparison, run.lang));
    row.text(run.source_name(Side::Base, link.base));
    row.integer(u64::from(base.origin().line));
    row.text(run.source_name(Side::Cas, outcome.cas));
    row.integer(u64::from(cas.origin().line));
    row.text(rules);
    base.extras().chain(cas.extras()).for_each(|value| row.text(value));
    row.end_row();
}

fn failure_columns() -> Vec<String> {
    let candidates = 1..=Candidate::SHOWN;
    let mut columns: Vec<String> = ["uid", "profil", "sn", "givenName", "reason"].map(str::to_owned).into();
    columns.extend(
        candidates.clone().flat_map(|n| ["IDPN", "score", "why"].map(|column| format!("candidate_{n}_{column}"))),
    );
    columns.extend(candidates.map(|n| format!("candidate_{n}_probability")));
    columns
        .extend(["ENTPersonDateNaissance", "remede", "cas_fichier", "cas_ligne", "jeu_de_regles"].map(str::to_owned));
    columns
}

/// `failures.csv`.
pub(crate) fn write_failures(run: &Run<'_>, file: &mut dyn Write) -> io::Result<()> {
    let advice = Advice::new(run);
    let mut columns = failure_columns();
    let own: Vec<&str> = columns.iter().map(String::as_str).collect();
    let extras = extra_titles(run, &[Side::Cas], &own);
    columns.extend(extras);
    write_header(run.lang, file, columns.iter().map(String::as_str))?;
    let rules = run.result.rules.to_string();
    write_rows(run.lang, file, &run.result.outcomes, |outcome, row| {
        if let Verdict::Failed(failure) = &outcome.verdict {
            failure_row(run, &rules, outcome, failure, &advice, row);
        }
    })
}

fn failure_row(
    run: &Run<'_>,
    rules: &str,
    outcome: &Outcome,
    failure: &Failure,
    advice: &Advice<'_>,
    row: &mut CsvText,
) {
    let cas = run.cas.person(outcome.cas);
    row.text(cas.id());
    row.own(outcome.profile.map_or("", Profile::key));
    row.text(cas.family());
    row.text(cas.given());
    row.own(failure.reason.code());
    for rank in 0..Candidate::SHOWN {
        match failure.candidates.get(rank) {
            Some(candidate) => {
                row.text(run.base.person(candidate.base).id());
                row.weight(candidate.comparison.score());
                row.own(&side_by_side::why_candidate(candidate, run.lang));
            }
            None => (0..3).for_each(|_| row.empty()),
        }
    }
    for rank in 0..Candidate::SHOWN {
        match failure.candidates.get(rank) {
            Some(candidate) => row.probability(candidate.probability),
            None => row.empty(),
        }
    }
    row.date(cas.birth_date());
    row.own(&advice.of(outcome, failure));
    row.text(run.source_name(Side::Cas, outcome.cas));
    row.integer(u64::from(cas.origin().line));
    row.text(rules);
    cas.extras().for_each(|value| row.text(value));
    row.end_row();
}

/// `import-pronote.csv`.
pub(super) fn write_import(run: &Run<'_>, file: &mut dyn Write) -> io::Result<()> {
    write_import_header(run.lang, file)?;
    write_rows(run.lang, file, &run.result.outcomes, |outcome, row| {
        let (Verdict::Linked(link), Some(profile)) = (&outcome.verdict, outcome.profile) else { return };
        let (base, cas) = (run.base.person(link.base), run.cas.person(outcome.cas));
        import_row(base, profile, cas.id(), run.own_id(link.base), row);
    })
}

/// Writes `import-pronote.csv` for links that were kept, given as user, profile and id.
#[cfg(feature = "service")]
pub(crate) fn write_kept_links(
    lang: Lang,
    file: &mut dyn Write,
    links: &[(Person<'_>, Profile, &str)],
) -> io::Result<()> {
    write_import_header(lang, file)?;
    write_rows(lang, file, links, |&(user, profile, id), row| import_row(user, profile, id, user.id(), row))
}

fn write_import_header(lang: Lang, file: &mut dyn Write) -> io::Result<()> {
    let columns = ["Nom", "Prénom", "Date de naissance", "Profil", "Identifiant CAS", "IDPN"];
    write_header(lang, file, columns.into_iter())
}

fn import_row(user: Person<'_>, profile: Profile, cas_id: &str, idpn: &str, row: &mut CsvText) {
    row.text(user.family());
    row.text(user.given());
    row.date(user.birth_date());
    row.own(profile.title());
    row.text(cas_id);
    row.text(idpn);
    row.end_row();
}

/// `rejects.csv`.
pub(super) fn write_rejects(run: &Run<'_>, file: &mut dyn Write) -> io::Result<()> {
    let place = |side: Side, origin: Origin| (side, origin.source, origin.line);
    let rows: HashMap<_, _> =
        run.rejected_rows.iter().map(|row| (place(row.side, row.origin), row.cells.as_str())).collect();
    write_header(run.lang, file, ["file", "line", "column", "code", "value", "reason", "row"].into_iter())?;
    write_rows(run.lang, file, run.notices, |notice: &Notice, row| {
        if !notice.kind.is_reject() {
            return;
        }
        row.text(source_name(run.side(notice.side), notice.origin.source));
        row.integer(u64::from(notice.origin.line));
        row.text(&notice.column);
        row.own(notice.kind.code());
        row.text(&notice.value);
        row.own(words::notice(notice.kind, run.lang));
        row.text(rows.get(&place(notice.side, notice.origin)).copied().unwrap_or_default());
        row.end_row();
    })
}

/// Titles of the pass-through columns, with the side before those that would stand twice.
fn extra_titles(run: &Run<'_>, sides: &[Side], own: &[&str]) -> Vec<String> {
    let titles = |side: Side| run.side(side).extra_titles.iter();
    let all: Vec<(Side, &String)> =
        sides.iter().flat_map(|&side| titles(side).map(move |title| (side, title))).collect();
    all.iter()
        .map(|&(side, title)| {
            let folded = title.to_lowercase();
            let clashes = own.iter().any(|column| column.to_lowercase() == folded)
                || all.iter().any(|&(other, twin)| other != side && twin.to_lowercase() == folded);
            if clashes { format!("{}:{title}", side_code::code(side)) } else { title.clone() }
        })
        .collect()
}

/// A byte order mark and the titles.
pub(super) fn write_header<'a>(
    lang: Lang,
    file: &mut dyn Write,
    titles: impl Iterator<Item = &'a str>,
) -> io::Result<()> {
    file.write_all(BYTE_ORDER_MARK)?;
    let mut row = CsvText::with_capacity(256, lang);
    titles.for_each(|title| row.text(title));
    row.end_row();
    file.write_all(&row.into_bytes())
}

/// Formats `items` on all threads and writes them in order. An item may give a row, several, or none.
pub(super) fn write_rows<T: Sync>(
    lang: Lang,
    file: &mut dyn Write,
    items: &[T],
    format: impl Fn(&T, &mut CsvText) + Sync,
) -> io::Result<()> {
    for batch in items.chunks(ROWS_PER_TASK * TASKS_AT_ONCE) {
        let pieces: Vec<Vec<u8>> = batch
            .par_chunks(ROWS_PER_TASK)
            .map(|items| {
                let mut rows = CsvText::with_capacity(items.len() * 128, lang);
                items.iter().for_each(|item| format(item, &mut rows));
                rows.into_bytes()
            })
            .collect();
        pieces.iter().try_for_each(|piece| file.write_all(piece))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::identity::{Entry, Population};
    use crate::report::example::school;

    type Writer = fn(&Run<'_>, &mut dyn Write) -> io::Result<()>;

    /// Rows by column title.
    fn read(run: &Run<'_>, write: Writer) -> Vec<HashMap<String, String>> {
        let mut bytes = Vec::new();
        write(run, &mut bytes).unwrap();
        assert!(bytes.starts_with(BYTE_ORDER_MARK));
        csv::ReaderBuilder::new()
            .delimiter(b';')
            .from_reader(bytes.as_slice())
            .deserialize()
            .map(Result::unwrap)
            .collect()
    }

    fn header(run: &Run<'_>, write: Writer) -> String {
        let mut bytes = Vec::new();
        write(run, &mut bytes).unwrap();
        let text = String::from_utf8(bytes).unwrap();
        text.trim_start_matches('\u{feff}').lines().next().unwrap().to_owned()
    }

    #[test]
    fn links_carry_their_evidence() {
        let school = school();
        let rows = read(&school.run(), write_links);
        assert_eq!(rows.len(), 3);
        let first = &rows[0];
        let expected = [
            ("uid", "ent-1"),
            ("IDPN", "1001"),
            ("profil", "eleves"),
            ("prenom", "Eleonore"),
            ("givenName", "Éléonore"),
            ("score", "34,00"),
            ("marge", "27,50"),
            ("regle", "standard"),
            ("risque", "0,006667"),
            ("ecarts", ""),
            ("base_fichier", "eleves.csv"),
            ("base_ligne", "2"),
            ("cas_ligne", "2"),
            ("jeu_de_regles", "standard 1 (0123456789abcdef)"),
            ("Classe", "6e B"),
            ("base:Régime", "Demi-pensionnaire"),
            ("cas:régime", "DP"),
        ];
        for (column, value) in expected {
            assert_eq!(first[column], value, "{column}");
        }
        assert_eq!(rows[1]["marge"], "");
        assert!(header(&school.run(), write_links).starts_with("uid;IDPN;profil;nom;prenom;score;marge;regle;"));
    }

    #[test]
    fn failures_rank_their_candidates() {
        let school = school();
        let rows = read(&school.run(), write_failures);
        assert_eq!(rows.len(), 6);
        assert!(header(&school.run(), write_failures).starts_with(
            "uid;profil;sn;givenName;reason;candidate_1_IDPN;candidate_1_score;candidate_1_why;candidate_2_IDPN"
        ));
        let parents = &rows[3];
        assert_eq!(parents["reason"], "ambiguous");
        assert_eq!(parents["candidate_1_why"], "nom : égal, prénom : égal, code postal : égal");
        assert!(parents["candidate_2_why"].ends_with(", déjà rapproché"));
        assert_eq!(parents["candidate_2_probability"], "0,310000");
        assert_eq!(parents["candidate_3_IDPN"], "");
        assert_eq!(parents["jeu_de_regles"], "standard 1 (0123456789abcdef)");
        let unknown = &rows[5];
        assert_eq!((unknown["uid"].as_str(), unknown["profil"].as_str()), ("'-10;\"x\"", ""));
    }

    #[test]
    fn the_import_spells_people_as_the_base_does() {
        let school = school();
        let rows = read(&school.run(), write_import);
        assert_eq!(rows.len(), 3);
        assert_eq!(rows[2]["Nom"], "D'HEILLY");
        assert_eq!(rows[2]["Profil"], "Parents");
        assert_eq!(rows[2]["Identifiant CAS"], "ent-9");
        assert_eq!(rows[0]["Date de naissance"], "04/03/2012");
    }

    #[test]
    fn a_place_is_no_identifier_to_import() {
        let mut school = school();
        let mut base = Population::new(school.base.sources.clone(), Vec::new());
        for person in school.base.people() {
            let origin = person.origin();
            let id = match origin.line {
                2 => "eleves.csv:2".to_owned(),
                // Another line than its own: somebody's real identifier.
                3 => "eleves.csv:2".to_owned(),
                _ => person.id().to_owned(),
            };
            base.push(Entry { id: &id, origin, family: "X", given: "Y", ..Entry::default() });
        }
        school.base = base;
        let rows = read(&school.run(), write_import);
        assert_eq!((rows[0]["IDPN"].as_str(), rows[1]["IDPN"].as_str()), ("", "eleves.csv:2"));
    }

    #[test]
    fn rejects_name_the_place() {
        let school = school();
        let rows = read(&school.run(), write_rejects);
        assert_eq!(rows.len(), 1);
        assert_eq!((rows[0]["file"].as_str(), rows[0]["line"].as_str()), ("ent.csv", "4"));
        assert_eq!((rows[0]["code"].as_str(), rows[0]["value"].as_str()), ("invalid_birth_date", "31/02/2011"));
        assert_eq!(rows[0]["row"], school.rejected_rows[0].cells);
    }

    #[test]
    fn rows_keep_their_order_across_tasks() {
        let numbers: Vec<u64> = (0..200_000).collect();
        let mut bytes = Vec::new();
        write_rows(Lang::Fr, &mut bytes, &numbers, |&number, row| {
            row.integer(number);
            row.end_row();
        })
        .unwrap();
        let text = String::from_utf8(bytes).unwrap();
        let read: Vec<u64> = text.lines().map(|line| line.parse().unwrap()).collect();
        assert_eq!(read, numbers);
    }
}
