//! Imports and reconciliations that nobody waits for: begun, looked at, cancelled.
//!
//! Role: one after another, since a run takes all cores, and off the threads that answer requests. Input: an [`Order`], a file of
//! the order's own directory. Output: a [`Job`], to be asked how far it is. Invariants: a job ends in one of three ways, done,
//! failed or cancelled; failed and cancelled have changed nothing; the file is gone when the job ends. Jobs are in memory alone: a
//! server that stops gives up those that it has.
//!
//! Cancelling takes effect between two steps: before the file is read, after it, and last before the commit. A run of the engine is
//! not broken off in the middle; its result is thrown away.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError, RwLock};
use std::time::Duration;

use tempfile::TempDir;
use tokio::sync::Semaphore;
use tokio_util::sync::CancellationToken;

use super::aside;
use super::batch::BatchReport;
use super::error::ServiceError;
use super::export::BatchFiles;
use super::import::ImportReport;
use super::school::School;
use crate::formats::{Input, ReadOptions, Reading, read_population};
use crate::identity::{Lang, Profile, Side};
use crate::reconcile::Progress;
use crate::report::notice_lines;
use crate::store::Moment;

/// How many jobs of one school may wait or run. More would fill the disk with lists.
const MOST_PER_SCHOOL: usize = 8;

/// How long it is known how a job ended. 24 h.
const REMEMBERED: Duration = Duration::from_secs(24 * 3600);

/// The directory of a reconciliation's files, within the job's own.
const RESULTS: &str = "resultats";

/// What is to be done with a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum JobKind {
    /// A new state of the base.
    Import {
        /// Say what would change, and change nothing.
        is_dry_run: bool,
        /// Even if more than half of the users vanish.
        is_forced: bool,
    },
    /// Users of the ENT, to be reconciled with the base.
    Reconciliation,
}

/// A list, and what is to be done with it.
#[derive(Debug)]
pub struct Order {
    /// What.
    pub kind: JobKind,
    /// Where the file is, which goes when this is dropped.
    pub directory: TempDir,
    /// The file.
    pub file: PathBuf,
    /// The profile of rows that do not say theirs.
    pub profile: Option<Profile>,
    /// The language of what is said about the file.
    pub lang: Lang,
}

/// What a job has done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum JobReport {
    /// Brought in, or what bringing in would do.
    Import(ImportReport),
    /// Reconciled.
    Reconciliation(BatchReport),
}

/// Where a job stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum JobState {
    /// Others come first.
    Queued,
    /// Under way.
    Running,
    /// Done.
    Done(JobReport),
    /// Given up; nothing was changed.
    Failed {
        /// The stable code: `unreadable_list`, or that of a [`ServiceError`].
        code: &'static str,
        /// What happened, and what to do, in the language of the order.
        message: String,
    },
    /// Taken back; nothing was changed.
    Cancelled,
}

impl JobState {
    /// Whether it stays as it is.
    pub fn is_ended(&self) -> bool {
        !matches!(self, Self::Queued | Self::Running)
    }
}

/// One job.
#[derive(Debug)]
pub struct Job {
    id: String,
    school: String,
    kind: JobKind,
    cancelled: CancellationToken,
    done: AtomicU64,
    total: AtomicU64,
    state: RwLock<(JobState, Moment)>,
    /// What was the matter with the list.
    remarks: OnceLock<Vec<String>>,
    /// The files of a reconciliation, in [`RESULTS`]; gone with the job, or before.
    results: Mutex<Option<TempDir>>,
}

impl Job {
    /// By which it is asked for.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// What it does.
    pub fn kind(&self) -> JobKind {
        self.kind
    }

    /// Where it stands.
    pub fn state(&self) -> JobState {
        self.state.read().unwrap_or_else(PoisonError::into_inner).0.clone()
    }

    /// Identities that were looked at, and how many there are; 0 and 0 before the list is read.
    pub fn progress(&self) -> (u64, u64) {
        (self.done.load(Ordering::Relaxed), self.total.load(Ordering::Relaxed))
    }

    /// The files of a reconciliation that is done, by name.
    pub fn files(&self) -> Vec<String> {
        if !matches!(self.state(), JobState::Done(_)) {
            return Vec::new();
        }
        let entries = self.results().and_then(|results| std::fs::read_dir(results).ok());
        let names =
            entries.into_iter().flatten().flatten().map(|entry| entry.file_name().to_string_lossy().into_owned());
        let mut names: Vec<String> = names.collect();
        names.sort();
        names
    }

    /// Where one of [`Self::files`] is; `None` for any other name.
    pub fn file(&self, name: &str) -> Option<PathBuf> {
        self.files().iter().any(|known| known == name).then(|| Some(self.results()?.join(name))).flatten()
    }

    /// What was the matter with the list, a line for each kind; none before it is read.
    pub fn remarks(&self) -> &[String] {
        self.remarks.get().map_or(&[], Vec::as_slice)
    }

    fn results(&self) -> Option<PathBuf> {
        let results = self.results.lock().unwrap_or_else(PoisonError::into_inner);
        results.as_ref().map(|results| results.path().join(RESULTS))
    }

    fn set_results(&self, results: Option<TempDir>) {
        *self.results.lock().unwrap_or_else(PoisonError::into_inner) = results;
    }

    /// Takes it back, if what it does has not been committed yet. A job that waits ends at once.
    pub fn cancel(&self) {
        self.cancelled.cancel();
    }

    fn set(&self, state: JobState) {
        *self.state.write().unwrap_or_else(PoisonError::into_inner) = (state, Moment::now());
    }

    /// Whether it ended so long ago that nobody asks any more.
    fn is_forgotten(&self) -> bool {
        let (state, since) = &*self.state.read().unwrap_or_else(PoisonError::into_inner);
        state.is_ended() && *since < Moment::now().earlier(REMEMBERED)
    }
}

impl Progress for Job {
    fn begin(&self, identities: u64) {
        self.total.store(identities, Ordering::Relaxed);
    }

    fn advance(&self, identities: u64) {
        self.done.fetch_add(identities, Ordering::Relaxed);
    }
}

/// The jobs of all schools.
#[derive(Debug)]
pub struct Jobs {
    known: Mutex<BTreeMap<String, Arc<Job>>>,
    turn: Semaphore,
    /// With the number, an id that no other run of the server has given.
    started_at: Moment,
    given: AtomicU64,
}

impl Default for Jobs {
    fn default() -> Self {
        Self { known: Mutex::default(), turn: Semaphore::new(1), started_at: Moment::now(), given: AtomicU64::new(0) }
    }
}

impl Jobs {
    /// Takes an order, in the name of `actor`.
    ///
    /// # Errors
    /// [`ServiceError::TooManyJobs`] when too many of the school's wait.
    pub fn start(self: &Arc<Self>, school: Arc<School>, actor: String, order: Order) -> Result<Arc<Job>, ServiceError> {
        let mut known = self.known();
        let under_way = known.values().filter(|job| job.school == school.uai() && !job.state().is_ended()).count();
        if under_way >= MOST_PER_SCHOOL {
            return Err(ServiceError::TooManyJobs);
        }
        let number = self.given.fetch_add(1, Ordering::Relaxed) + 1;
        let job = Arc::new(Job {
            id: format!("{:x}-{number}", self.started_at.0),
            school: school.uai().to_owned(),
            kind: order.kind,
            cancelled: CancellationToken::new(),
            done: AtomicU64::new(0),
            total: AtomicU64::new(0),
            state: RwLock::new((JobState::Queued, Moment::now())),
            remarks: OnceLock::new(),
            results: Mutex::default(),
        });
        known.insert(job.id.clone(), job.clone());
        drop(known);
        let (jobs, told) = (self.clone(), job.clone());
        let lang = order.lang;
        let working = tokio::spawn({
            let job = job.clone();
            async move { jobs.work(&job, &school, &actor, order).await }
        });
        tokio::spawn(async move {
            // A panic is the end of the job, and of nothing else.
            let ended = working.await.unwrap_or(Err(Failure::Service(ServiceError::Interrupted)));
            told.set(match ended {
                Ok(report) => {
                    // Those who were linked before were not looked at.
                    told.done.store(told.progress().1, Ordering::Relaxed);
                    JobState::Done(report)
                }
                Err(Failure::Service(ServiceError::Cancelled)) => JobState::Cancelled,
                Err(Failure::Service(error)) => {
                    if !matches!(error, ServiceError::MostVanish { .. }) {
                        let (school, code, id) = (&told.school, error.code(), &told.id);
                        tracing::error!(school, job = id, code, error = error.message(Lang::En), "a job failed");
                    }
                    JobState::Failed { code: error.code(), message: error.message(lang) }
                }
                Err(Failure::Disk(error)) => {
                    tracing::error!(code = "disk", %error, "the files of a job cannot be written");
                    JobState::Failed { code: "disk", message: no_room(lang) }
                }
                Err(Failure::Unreadable(message)) => JobState::Failed { code: "unreadable_list", message },
            });
        });
        Ok(job)
    }

    /// A job of a school.
    pub fn job(&self, school: &str, id: &str) -> Option<Arc<Job>> {
        self.known().get(id).filter(|job| job.school == school).cloned()
    }

    /// Forgets the files of a school's runs that are over: somebody who is erased stands in them.
    pub fn forget_results(&self, school: &str) {
        let over = |job: &&Arc<Job>| job.school == school && job.state().is_ended();
        self.known().values().filter(over).for_each(|job| job.set_results(None));
    }

    /// Forgets what ended long ago.
    pub fn forget(&self) {
        self.known().retain(|_, job| !job.is_forgotten());
    }

    fn known(&self) -> MutexGuard<'_, BTreeMap<String, Arc<Job>>> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn work(
        &self,
        job: &Arc<Job>,
        school: &Arc<School>,
        actor: &str,
        order: Order,
    ) -> Result<JobReport, Failure> {
        let stop = || if job.cancelled.is_cancelled() { Err(ServiceError::Cancelled) } else { Ok(()) };
        let _turn = tokio::select! {
            biased;
            () = job.cancelled.cancelled() => return Err(ServiceError::Cancelled.into()),
            turn = self.turn.acquire() => turn.map_err(|_| ServiceError::Interrupted)?,
        };
        job.set(JobState::Running);
        let (kind, lang) = (order.kind, order.lang);
        let read = tokio::task::spawn_blocking(move || read(&order)).await;
        let reading = read.map_err(|_| ServiceError::Interrupted)?.map_err(Failure::Unreadable)?;
        let _ = job.remarks.set(notice_lines(&reading, lang));
        stop()?;
        // Only whoever has the turn takes a thread: those who wait could take all there are.
        aside(carry_out(job.clone(), school.clone(), actor.to_owned(), kind, reading, lang)).await
    }
}

/// Does what was ordered with a list that is read.
async fn carry_out(
    job: Arc<Job>,
    school: Arc<School>,
    actor: String,
    kind: JobKind,
    mut reading: Reading,
    lang: Lang,
) -> Result<JobReport, Failure> {
    let profiles = reading.profiles();
    match kind {
        JobKind::Import { is_dry_run, is_forced } => {
            let list = reading.population;
            job.begin(list.len() as u64);
            let planned = school.plan_import(&list, profiles).await?.report;
            if job.cancelled.is_cancelled() {
                return Err(ServiceError::Cancelled.into());
            }
            let report = match planned {
                report if is_dry_run => report,
                report if report.loses_most() && !is_forced => {
                    let (vanished, before) = (report.vanished, report.before());
                    return Err(ServiceError::MostVanish { vanished, before }.into());
                }
                _ => school.import_unless(&actor, &list, profiles, is_forced, &job.cancelled).await?,
            };
            Ok(JobReport::Import(report))
        }
        JobKind::Reconciliation => {
            let results = tempfile::tempdir().map_err(Failure::Disk)?;
            let files = BatchFiles::new(&mut reading, &results.path().join(RESULTS), lang);
            job.set_results(Some(results));
            let list = reading.population;
            let run = school.reconcile_unless(&actor, list, Some(profiles), job.clone(), Some(files), &job.cancelled);
            Ok(JobReport::Reconciliation(run.await?))
        }
    }
}

/// Why a job is given up.
enum Failure {
    Service(ServiceError),
    /// There is no room for its files.
    Disk(std::io::Error),
    /// In words.
    Unreadable(String),
}

impl From<ServiceError> for Failure {
    fn from(error: ServiceError) -> Self {
        Self::Service(error)
    }
}

fn no_room(lang: Lang) -> String {
    let message = match lang {
        Lang::Fr => "Il n’y a pas de place pour les fichiers de résultats ; rien n’a été changé.",
        Lang::En => "There is no room for the files of the run; nothing was changed.",
    };
    message.to_owned()
}

fn read(order: &Order) -> Result<Reading, String> {
    let side = match order.kind {
        JobKind::Import { .. } => Side::Base,
        JobKind::Reconciliation => Side::Cas,
    };
    let input = Input { profile: order.profile, path: order.file.clone() };
    let options = ReadOptions { lang: order.lang, ..ReadOptions::default() };
    read_population(side, &[input], &options).map_err(|error| {
        // Whoever sent the file knows it by its name; where it lay meanwhile is nobody's business.
        let place = format!("{}{}", order.directory.path().display(), std::path::MAIN_SEPARATOR);
        error.message_to_sender(order.lang).replace(&place, "")
    })
}
