//! All outputs of an evaluation, written into one directory.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::path::Path;

use super::{Evaluation, cases, page, summary, tables};
use crate::report::directory::{self, EVALUATION_MARKER, Replaced};
use crate::report::write::{FileError, write_file};
use crate::report::{WriteError, Written, WrittenFile};

/// Writes one file.
type Writer = fn(&Evaluation<'_>, &mut dyn Write) -> io::Result<()>;

/// All outputs but the report on them.
const OUTPUTS: [(&str, Writer); 6] = [
    ("evaluation.html", |evaluation, file| file.write_all(page::page(&evaluation.study, evaluation.doubts).as_bytes())),
    ("wrong.csv", cases::write_wrong),
    ("missed.csv", cases::write_missed),
    ("measures.csv", tables::write_measures),
    ("calibration.csv", tables::write_calibration),
    ("curves.csv", tables::write_curves),
];

/// Writes every output of `evaluation` into `directory`, all at once or not at all. The results of an earlier evaluation there
/// are replaced, or kept beside it where somebody has worked in them; anything else there is an error.
///
/// # Errors
/// [`WriteError`]; `directory` is then as it was before.
pub fn write_evaluation(evaluation: &Evaluation<'_>, directory: &Path) -> Result<Written, WriteError> {
    let moment = evaluation.study.generated_at;
    let (files, replaced) = directory::replace(directory, EVALUATION_MARKER, moment, |new| {
        let at = |name: &'static str| move |error: FileError| error.at(directory.join(name));
        let mut contents = BTreeMap::new();
        for (name, write) in OUTPUTS {
            let content = write_file(&new.join(name), |file| Ok(write(evaluation, file)?)).map_err(at(name))?;
            contents.insert(name, content);
        }
        let mut bytes: BTreeMap<_, _> = contents.iter().map(|(&name, content)| (name, content.bytes)).collect();
        // The report comes last: it records what the other files are.
        let names: Vec<&str> = OUTPUTS.iter().map(|&(name, _)| name).chain([EVALUATION_MARKER]).collect();
        let mut summary = summary::summarise(evaluation, &names);
        summary.contents = contents.into_iter().map(|(name, content)| (name.to_owned(), content)).collect();
        let report =
            write_file(&new.join(EVALUATION_MARKER), |file| Ok(file.write_all(summary.to_json()?.as_bytes())?))
                .map_err(at(EVALUATION_MARKER))?;
        bytes.insert(EVALUATION_MARKER, report.bytes);
        Ok(bytes.into_iter().map(|(name, bytes)| WrittenFile { name, bytes }).collect())
    })?;
    let Replaced { earlier_run, leftover, kept } = replaced;
    Ok(Written { directory: directory.to_owned(), files, replaced: earlier_run, leftover, kept })
}
