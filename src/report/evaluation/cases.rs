//! `wrong.csv` and `missed.csv`: each wrong and each missed link, with its explanation.
//!
//! A wrong link of somebody who is in the base stands in both files.
//!
//! | column | content |
//! |---|---|
//! | `regles` | the rule set |
//! | `uid`, `profil`, `case`, `decidable`, `sn`, `givenName`, `ENTPersonDateNaissance` | the CAS identity and what the truth says of it |
//! | `decision` | `linked`, or [`Reason::code`](crate::reconcile::Reason::code) |
//! | `raison` | the same in words |
//! | `candidat_IDPN`, `candidat_nom`, `candidat_prenom`, `candidat_date_naissance` | who was linked, or the best candidate |
//! | `candidat_probabilite`, `candidat_score`, `candidat_marge` | how probable, how alike, how far ahead |
//! | `candidat_family`, `candidat_family_poids`, … | per field its level and its weight; the weights add up to the score |
//! | `juste_…` | the same of the right user; empty when the base does not have it, and but for who it is when it was not among the candidates |

use std::io::{self, Write};

use super::Evaluation;
use crate::evaluation::assessment::{Assessment, Decided, Judged, Proposed};
use crate::identity::{Lang, Population, Row};
use crate::matching::Field;
use crate::report::csv_text::CsvText;
use crate::report::tables::{write_header, write_rows};
use crate::report::words::{self, pick};

const ABOUT: [&str; 10] =
    ["regles", "uid", "profil", "case", "decidable", "sn", "givenName", "ENTPersonDateNaissance", "decision", "raison"];

/// What stands of a user before the fields.
const OF_A_USER: [&str; 7] = ["IDPN", "nom", "prenom", "date_naissance", "probabilite", "score", "marge"];

/// `wrong.csv`.
pub(super) fn write_wrong(evaluation: &Evaluation<'_>, file: &mut dyn Write) -> io::Result<()> {
    write(evaluation, file, Judged::is_wrong)
}

/// `missed.csv`.
pub(super) fn write_missed(evaluation: &Evaluation<'_>, file: &mut dyn Write) -> io::Result<()> {
    write(evaluation, file, Judged::is_missed)
}

fn write(evaluation: &Evaluation<'_>, file: &mut dyn Write, is_wanted: fn(&Judged) -> bool) -> io::Result<()> {
    let study = &evaluation.study;
    let mut titles: Vec<String> = ABOUT.map(str::to_owned).into();
    for who in ["candidat", "juste"] {
        titles.extend(OF_A_USER.map(|title| format!("{who}_{title}")));
        titles.extend(
            Field::ALL.iter().flat_map(|field| ["", "_poids"].map(|end| format!("{who}_{}{end}", field.key()))),
        );
    }
    write_header(study.lang, file, titles.iter().map(String::as_str))?;
    for (index, judged) in study.judged.iter().enumerate() {
        let name = study.name(index);
        let assessment = judged.assessment;
        write_rows(study.lang, file, &assessment.judged, |judged, row| {
            if is_wanted(judged) {
                row.text(&name);
                about(judged, assessment, study.cas, study.lang, row);
                user(judged.best.map(|best| best.user), judged.best.as_ref(), study.base, row);
                user(judged.truth, judged.right_proposed(), study.base, row);
                row.end_row();
            }
        })?;
    }
    Ok(())
}

fn about(judged: &Judged, assessment: &Assessment, cas: &Population, lang: Lang, row: &mut CsvText) {
    let identity = cas.person(judged.cas);
    row.text(identity.id());
    row.own(judged.profile.key());
    row.text(assessment.cases.get(usize::from(judged.case)).map_or("", String::as_str));
    row.integer(judged.decidable.into());
    row.text(identity.family());
    row.text(identity.given());
    row.date(identity.birth_date());
    let (code, words) = match judged.decided {
        Decided::Failed(reason) => (reason.code(), words::reason(reason, lang)),
        _ if judged.truth.is_none() => {
            ("linked", pick(lang, "Relié, mais absent de la base", "Linked, but not in the base"))
        }
        _ => ("linked", pick(lang, "Relié à quelqu'un d'autre", "Linked with somebody else")),
    };
    row.own(code);
    row.own(words);
}

fn user(who: Option<Row>, proposed: Option<&Proposed>, base: &Population, row: &mut CsvText) {
    match who.map(|who| base.person(who)) {
        Some(user) => {
            row.text(user.id());
            row.text(user.family());
            row.text(user.given());
            row.date(user.birth_date());
        }
        None => (0..4).for_each(|_| row.empty()),
    }
    let Some(proposed) = proposed else {
        (0..3 + 2 * Field::COUNT).for_each(|_| row.empty());
        return;
    };
    row.probability(proposed.probability);
    row.weight(proposed.comparison.score());
    match proposed.lead {
        Some(lead) => row.weight(lead),
        None => row.empty(),
    }
    for (_, field) in proposed.comparison.iter() {
        row.own(field.level.key());
        row.weight(field.weight);
    }
}
