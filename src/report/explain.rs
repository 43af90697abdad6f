//! One person in text: each candidate field by field, with weights that add up to the score.

use std::fmt::Write;

use crate::identity::{Lang, Person, Population, Profile, printable};
use crate::matching::{Comparison, Weight};
use crate::reconcile::{Candidate, Outcome, Verdict};

use super::advice::Advice;
use super::side_by_side::{FieldLine, field_lines, full_name, taken};
use super::words::{self, pick};
use super::{Run, number};

/// What became of one CAS identity in one profile, and why, for a terminal.
pub fn explain_outcome(run: &Run<'_>, outcome: &Outcome) -> String {
    let lang = run.lang;
    let cas = run.cas.person(outcome.cas);
    let mut text = identity(cas, outcome.profile, lang);
    let rules = &run.result.rules;
    push_line(&mut text, &format!("{}{}{rules}", pick(lang, "Règles", "Rules"), words::colon(lang)));
    match &outcome.verdict {
        Verdict::AlreadyLinked { base: row, comparison, is_doubtful } => {
            let base = run.base.person(*row);
            let verdict = pick(lang, "déjà rapproché avec", "already linked with");
            push_line(
                &mut text,
                &format!("Verdict{}{verdict} {} (IDPN {})", words::colon(lang), full_name(base), base.id()),
            );
            if *is_doubtful {
                let doubt = pick(
                    lang,
                    "Ce rapprochement existant semble faux : à vérifier.",
                    "This existing link looks wrong: check it.",
                );
                push_line(&mut text, doubt);
            }
            text.push('\n');
            let threshold = run.result.threshold;
            text.push_str(&table(&comparison_rows(cas, base, comparison, threshold, lang)));
        }
        Verdict::Linked(link) => {
            let rule = run.result.rule_names.get(usize::from(link.rule)).map_or("", String::as_str);
            let margin = link.margin.map_or_else(
                || pick(lang, "aucun autre candidat", "no other candidate").to_owned(),
                |margin| format!("{} {}", pick(lang, "marge", "margin"), number::weight(margin, lang)),
            );
            push_line(
                &mut text,
                &format!(
                    "Verdict{}{} ({} {rule}, {margin}, {} {})",
                    words::colon(lang),
                    pick(lang, "rapproché", "linked"),
                    pick(lang, "règle", "rule"),
                    pick(lang, "risque", "risk"),
                    number::percentage(link.risk, lang),
                ),
            );
            let linked =
                Candidate { base: link.base, comparison: link.comparison, probability: 1.0 - link.risk, taken: false };
            text.push_str(&explain_candidates(cas, run.base, &[linked], run.result.threshold, lang));
        }
        Verdict::Failed(failure) => {
            push_line(
                &mut text,
                &format!(
                    "Verdict{}{}, {} ({})",
                    words::colon(lang),
                    pick(lang, "échec", "failure"),
                    words::reason(failure.reason, lang),
                    failure.reason.code(),
                ),
            );
            push_line(
                &mut text,
                &format!(
                    "{}{}{}",
                    pick(lang, "À faire", "To do"),
                    words::colon(lang),
                    Advice::new(run).of(outcome, failure)
                ),
            );
            text.push_str(&explain_candidates(cas, run.base, &failure.candidates, run.result.threshold, lang));
        }
    }
    text
}

/// Each candidate field by field: the value on either side, the level of agreement in words, its weight; the last
/// line is their sum, the score.
pub fn explain_candidates(
    cas: Person<'_>,
    base: &Population,
    candidates: &[Candidate],
    threshold: Option<Weight>,
    lang: Lang,
) -> String {
    let mut text = String::new();
    if candidates.is_empty() {
        push_line(&mut text, pick(lang, "Aucun candidat dans la base.", "No candidate in the base."));
    }
    for (rank, candidate) in candidates.iter().enumerate() {
        let user = base.person(candidate.base);
        let status = if candidate.taken { format!(", {}", taken(lang)) } else { String::new() };
        text.push('\n');
        push_line(
            &mut text,
            &format!(
                "{} {}{}{} (IDPN {}), {} {}{status}",
                pick(lang, "Candidat", "Candidate"),
                rank + 1,
                words::colon(lang),
                full_name(user),
                user.id(),
                pick(lang, "probabilité", "probability"),
                number::percentage(candidate.probability, lang),
            ),
        );
        text.push_str(&table(&comparison_rows(cas, user, &candidate.comparison, threshold, lang)));
    }
    text
}

fn identity(cas: Person<'_>, profile: Option<Profile>, lang: Lang) -> String {
    let profile = profile.map_or(pick(lang, "sans profil", "no profile"), |profile| words::profile(profile, lang));
    let mut text = format!(
        "{}{}{} (uid {}), {profile}",
        pick(lang, "Identité CAS", "CAS identity"),
        words::colon(lang),
        full_name(cas),
        cas.id()
    );
    if !cas.birth_date().is_missing() {
        // Writing to a String cannot fail.
        let _ = write!(text, ", {} {}", pick(lang, "né(e) le", "born"), cas.birth_date());
    }
    printable(&text).into_owned() + "\n"
}

pub(super) fn comparison_rows(
    cas: Person<'_>,
    user: Person<'_>,
    comparison: &Comparison,
    threshold: Option<Weight>,
    lang: Lang,
) -> Vec<[String; 5]> {
    let header = match lang {
        Lang::Fr => ["champ", "CAS", "base PRONOTE", "accord", "poids"],
        Lang::En => ["field", "CAS", "PRONOTE base", "agreement", "weight"],
    };
    let lines = field_lines(cas, user, comparison, lang);
    let fields = lines.iter().filter(|line| !line.is_silent()).map(|line: &FieldLine| {
        [
            words::field(line.field, lang).to_owned(),
            line.cas.to_text(),
            line.base.to_text(),
            format!("{} {}", words::level_sign(line.level), words::level(line.field, line.level, lang)),
            number::signed_weight(line.weight, lang),
        ]
    });
    let needed = threshold.map_or_else(String::new, |threshold| {
        format!("{} {}", pick(lang, "seuil", "threshold"), number::signed_weight(threshold, lang))
    });
    let score =
        ["score".to_owned(), String::new(), String::new(), needed, number::signed_weight(comparison.score(), lang)];
    std::iter::once(header.map(str::to_owned)).chain(fields).chain(std::iter::once(score)).collect()
}

/// Columns aligned by their longest cell, the last one to the right.
pub(super) fn table(rows: &[[String; 5]]) -> String {
    let widths: [usize; 5] =
        std::array::from_fn(|column| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or(0));
    let mut text = String::new();
    for row in rows {
        text.push(' ');
        for (column, (cell, width)) in row.iter().zip(widths).enumerate() {
            let cell = printable(cell);
            let _ = if column == 4 { write!(text, " {cell:>width$}") } else { write!(text, " {cell:<width$} ") };
        }
        text.push('\n');
    }
    text
}

fn push_line(text: &mut String, line: &str) {
    text.push_str(&printable(line));
    text.push('\n');
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::example::school;

    #[test]
    fn weights_add_up_to_the_score() {
        let school = school();
        let text = explain_outcome(&school.run(), &school.result.outcomes[5]);
        let weights: Vec<f64> = text
            .lines()
            .filter(|line| line.starts_with("  "))
            .skip(1)
            .map(|line| line.split_whitespace().last().unwrap().replace(',', ".").replace('−', "-").parse().unwrap())
            .collect();
        let (score, fields) = weights.split_last().unwrap();
        assert_eq!(fields.len(), 4);
        assert!((fields.iter().sum::<f64>() - score).abs() < 1e-9, "{text}");
        assert!(text.contains("vetoed"), "{text}");
    }

    #[test]
    fn explains_every_kind_of_outcome() {
        let school = school();
        let run = Run { lang: Lang::En, ..school.run() };
        let texts: Vec<String> = run.result.outcomes.iter().map(|outcome| explain_outcome(&run, outcome)).collect();
        assert!(texts[0].contains("Verdict: linked (rule standard, margin 27.50, risk 0.7%)"), "{}", texts[0]);
        assert!(texts[1].contains("no other candidate"), "{}", texts[1]);
        assert!(texts[4].contains("already linked with BEN HAMOU Youssef (IDPN 1005)"), "{}", texts[4]);
        assert!(texts[4].lines().any(|line| line.starts_with("  birth date")), "its evidence: {}", texts[4]);
        assert!(texts[6].contains("probability 31.0%, already linked"), "{}", texts[6]);
        assert!(texts[9].contains("No candidate in the base."), "{}", texts[9]);
    }

    #[test]
    fn reads_well_in_french() {
        let school = school();
        let text = explain_outcome(&school.run(), &school.result.outcomes[7]).replace('\u{a0}', " ");
        insta::assert_snapshot!(text, @r"
        Identité CAS : Dheily Anne (uid ent-8), Parents
        Règles : standard 1 (0123456789abcdef)
        Verdict : échec, Ressemblance insuffisante (below_threshold)
        À faire : Comparez avec le candidat proposé ; si c'est la même personne, rapprochez-la à la main dans PRONOTE.

        Candidat 1 : D'HEILLY Anne-Claire (IDPN 3003), probabilité 55,0 %
          champ        CAS     base PRONOTE  accord                 poids
          nom          Dheily  D'HEILLY      ≈ une faute de frappe  +3,80
          prénom       Anne    Anne-Claire   ≈ composé incomplet    +1,20
          code postal  35000   35000         = égal                 +3,00
          sexe                 F             · absent                0,00
          score                              seuil +16,50           +8,00
        ");
    }
}
