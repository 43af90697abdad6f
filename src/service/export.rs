//! What a school takes away as files: those that the command line writes.
//!
//! The links and the failures of now have the layout of a run's `import-pronote.csv` and `failures.csv`
//! ([`report::tables`](crate::report::tables)); a reconciliation keeps all files of its run, for as long as the job is known.

use std::path::{Path, PathBuf};

use crate::formats::Reading;
use crate::identity::{Entry, Lang, Person, Population, Profile, Side};
use crate::matching::decision::Reason;
use crate::reconcile::{Failure, Outcome, Reconciliation, RuleSetId, Tally, Verdict};
use crate::report::first_connection::people::{entry, identity_of};
use crate::report::tables::{write_failures, write_kept_links};
use crate::report::{InputFile, Run, write_all};
use crate::store::{Basis, FailureFilter, Moment};

use super::asserted;
use super::error::ServiceError;
use super::school::School;

/// A file of how things stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExportFile {
    /// The links that PRONOTE does not know: those that were not in the base that was brought in.
    ImportPronote,
    /// Who waits, why, and who it might be.
    Failures,
}

impl ExportFile {
    /// Both.
    pub const ALL: [Self; 2] = [Self::ImportPronote, Self::Failures];

    /// The file's name.
    pub fn name(self) -> &'static str {
        match self {
            Self::ImportPronote => "import-pronote.csv",
            Self::Failures => "failures.csv",
        }
    }
}

/// What a reconciliation's files tell of its input, and where they go.
#[derive(Debug)]
pub struct BatchFiles {
    directory: PathBuf,
    notices: Vec<crate::identity::Notice>,
    rejected_rows: Vec<crate::identity::RejectedRow>,
    inputs: Vec<InputFile>,
    lang: Lang,
}

impl BatchFiles {
    /// Of this list, into a directory that is not there yet. The population stays where it is.
    pub fn new(reading: &mut Reading, directory: &Path, lang: Lang) -> Self {
        let files = std::mem::take(&mut reading.files);
        Self {
            directory: directory.to_owned(),
            notices: std::mem::take(&mut reading.notices),
            rejected_rows: std::mem::take(&mut reading.rejected_rows),
            inputs: files.into_iter().map(|file| InputFile::new(Side::Cas, file)).collect(),
            lang,
        }
    }

    /// Writes them.
    ///
    /// # Errors
    /// [`ServiceError::Files`].
    pub(super) fn write(
        &self,
        base: &Population,
        cas: &Population,
        result: &Reconciliation,
        school: &str,
    ) -> Result<(), ServiceError> {
        let run = Run {
            base,
            cas,
            result,
            notices: &self.notices,
            rejected_rows: &self.rejected_rows,
            inputs: &self.inputs,
            school: Some(school),
            lang: self.lang,
            version: env!("CARGO_PKG_VERSION"),
            generated_at: &generated_at(),
        };
        write_all(&run, &self.directory, &|_| ()).map_err(|error| ServiceError::Files(Box::new(error)))?;
        Ok(())
    }
}

fn generated_at() -> String {
    Moment::now().date_time().with_timezone(&chrono::Local).format("%Y-%m-%dT%H:%M:%S").to_string()
}

impl School {
    /// A file of how things stand now.
    ///
    /// # Errors
    /// [`ServiceError::Store`].
    pub async fn export(&self, file: ExportFile, lang: Lang) -> Result<Vec<u8>, ServiceError> {
        match file {
            ExportFile::ImportPronote => self.export_links(lang).await,
            ExportFile::Failures => self.export_failures(lang).await,
        }
    }

    async fn export_links(&self, lang: Lang) -> Result<Vec<u8>, ServiceError> {
        let links = self.store.links(self.uai()).await?;
        let state = self.state();
        let door = state.door();
        let new = links.iter().filter(|link| link.basis != Basis::Base);
        let mut kept: Vec<(Person<'_>, Profile, &str)> = new
            .filter_map(|link| {
                let row = *state.rows(link.user).first()?;
                Some((door.users().person(row), Profile::from_key(&link.profile).ok()?, link.cas_id.as_str()))
            })
            .collect();
        kept.sort_by_key(|(person, profile, _)| (*profile, person.row()));
        let mut bytes = Vec::new();
        // A vector takes whatever is written.
        write_kept_links(lang, &mut bytes, &kept).map_err(|_| ServiceError::Interrupted)?;
        Ok(bytes)
    }

    async fn export_failures(&self, lang: Lang) -> Result<Vec<u8>, ServiceError> {
        let waiting = self.store.failures(self.uai(), &FailureFilter::default()).await?;
        let state = self.state();
        let write = move || {
            let door = state.door();
            let mut cas = Population::new(Vec::new(), Vec::new());
            let mut outcomes = Vec::with_capacity(waiting.len());
            for failure in &waiting {
                let reply = asserted::from_json(&failure.asserted);
                let id = failure.cas_id.as_deref().unwrap_or_default();
                let identity = identity_of(&reply, &door).ok();
                let nameless = Entry { id, ..Entry::default() };
                let row = cas.push(identity.as_ref().map_or(nameless, |identity| entry(identity, id)));
                let reason = Reason::from_code(&failure.reason);
                let mut candidates: Vec<_> = door.suggest(&reply).into_iter().map(|(_, candidate)| candidate).collect();
                candidates.sort_by(|a, b| b.probability.total_cmp(&a.probability).then(a.base.cmp(&b.base)));
                candidates.truncate(crate::reconcile::Candidate::SHOWN);
                outcomes.push(Outcome {
                    cas: row,
                    profile: failure.profile.as_deref().and_then(|key| Profile::from_key(key).ok()),
                    verdict: Verdict::Failed(Failure { reason: reason.unwrap_or(Reason::NoCandidate), candidates }),
                });
            }
            let result = Reconciliation {
                rules: RuleSetId::from(door.rules()),
                rule_names: Vec::new(),
                outcomes,
                tally: Tally::default(),
                vetoes: door.rules().decision.vetoes.clone(),
                threshold: None,
                filler_dates: Vec::new(),
            };
            let run = Run {
                base: door.users(),
                cas: &cas,
                result: &result,
                notices: &[],
                rejected_rows: &[],
                inputs: &[],
                school: None,
                lang,
                version: env!("CARGO_PKG_VERSION"),
                generated_at: "",
            };
            let mut bytes = Vec::new();
            write_failures(&run, &mut bytes).map(|()| bytes)
        };
        let written = tokio::task::spawn_blocking(write).await;
        // A vector takes whatever is written.
        written.map_err(|_| ServiceError::Interrupted)?.map_err(|_| ServiceError::Interrupted)
    }
}
