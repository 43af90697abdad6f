//! Schools at work: first connections that are kept, failures that are decided, bases that are brought in.
//!
//! Role: between the engine, which knows nothing of a database, and the [`store`](crate::store), which knows nothing of
//! matching; whoever speaks HTTP or a command line calls this. Input: CAS replies, decisions of administrators, lists. Output:
//! what became of them. Invariants: what a person is told has been committed before; the memory of a school ([`School`]) never
//! decides alone, since the store's constraints may say no, and is made anew from the store when they do or when somebody else
//! has written; two changes of one school never run at once, since the store keeps them apart.
//!
//! [`visit`] is somebody at the door, [`queue`] what waits for the administrator, [`decide`] what the administrator does about
//! it, [`proposals`] many at once, [`reset`] ids that are taken away, [`undo`] all that taken back, [`import`] a new state of the
//! base, [`batch`] a list of the ENT's users, [`jobs`] those two while nobody waits, [`credentials`] codes to log in with once,
//! [`lists`] what there is, [`export`] the same as files, [`personal`] one person's data, [`configure`] the configuration, the
//! switch of the door included.

pub(crate) mod asserted;
mod base;
mod batch;
mod configure;
mod credentials;
mod decide;
mod error;
mod export;
mod holders;
mod import;
mod jobs;
mod lists;
mod personal;
mod proposals;
mod queue;
mod reset;
mod school;
mod undo;
mod visit;

use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError, RwLock};

pub use batch::BatchReport;
pub use configure::Configured;
pub use credentials::{Code, Issuance, Issue, IssueReport, Recipients, last_day};
pub use decide::{Act, Decided};
pub use error::ServiceError;
pub use export::{BatchFiles, ExportFile};
pub use import::{Fate, ImportPlan, ImportReport};
pub use jobs::{Job, JobKind, JobReport, JobState, Jobs, Order};
pub use lists::{ListFilter, Listed};
pub use personal::{FailureRecord, LinkRecord, LoginRecord, PersonalData, Subject, UserRecord};
pub use proposals::Proposal;
pub use queue::{CandidateView, CorrectionView, FailureRow, FailureView, FieldView, RivalView, UserView};
pub use reset::{ResetReport, ResetScope};
pub use school::{School, SentIdentity};
pub use undo::{Undone, kept_configuration};
pub use visit::{Arrival, PronoteLogin};

use crate::store::{Forgotten, Moment, Store};

/// Does long work on a thread of its own, the waiting for the store in it included: to make a hundred thousand rows into people takes a
/// fifth of a second, for which a thread that answers requests would answer none.
async fn aside<T: Send + 'static, E: From<ServiceError> + Send + 'static>(
    work: impl Future<Output = Result<T, E>> + Send + 'static,
) -> Result<T, E> {
    let runtime = tokio::runtime::Handle::current();
    let done = tokio::task::spawn_blocking(move || runtime.block_on(work)).await;
    done.map_err(|_| ServiceError::Interrupted)?
}

/// All schools of one database.
#[derive(Debug)]
pub struct Service {
    store: Store,
    schools: RwLock<BTreeMap<String, Arc<School>>>,
}

impl Service {
    /// Loads every school of the store.
    ///
    /// # Errors
    /// [`ServiceError`] when the store fails, or holds a configuration or rules that cannot be read.
    pub async fn open(store: Store) -> Result<Self, ServiceError> {
        let service = Self { store, schools: RwLock::default() };
        service.refresh().await?;
        Ok(service)
    }

    /// The store.
    pub fn store(&self) -> &Store {
        &self.store
    }

    /// A school.
    ///
    /// # Errors
    /// [`StoreError::UnknownSchool`](crate::store::StoreError::UnknownSchool).
    pub fn school(&self, uai: &str) -> Result<Arc<School>, ServiceError> {
        let schools = self.schools.read().unwrap_or_else(PoisonError::into_inner);
        schools.get(uai).cloned().ok_or_else(|| ServiceError::unknown_school(uai))
    }

    /// All schools, by UAI.
    pub fn schools(&self) -> Vec<Arc<School>> {
        self.schools.read().unwrap_or_else(PoisonError::into_inner).values().cloned().collect()
    }

    /// Takes notice of what other processes have written: new schools, and those that have changed. A school that cannot be read
    /// lets nobody in until it can, and keeps no other from being read.
    ///
    /// # Errors
    /// The first [`ServiceError`], once all schools were tried.
    pub async fn refresh(&self) -> Result<(), ServiceError> {
        let mut first = Ok(());
        for (uai, revision) in self.store.revisions().await? {
            let read = self.refresh_one(uai, revision).await;
            first = first.and(read);
        }
        first
    }

    async fn refresh_one(&self, uai: String, revision: i64) -> Result<(), ServiceError> {
        let known = self.schools.read().unwrap_or_else(PoisonError::into_inner).get(&uai).cloned();
        match known {
            Some(school) if school.revision() == revision => Ok(()),
            Some(school) => school.reload(revision).await,
            None => {
                let school = Arc::new(School::load(self.store.clone(), &uai).await?);
                self.schools.write().unwrap_or_else(PoisonError::into_inner).insert(uai, school);
                Ok(())
            }
        }
    }

    /// Forgets in every school what is older than `before`, see [`School::purge`]. Returns what that was, by school.
    ///
    /// # Errors
    /// [`ServiceError`]; schools before the one that failed have been dealt with.
    pub async fn purge(&self, actor: &str, before: Moment) -> Result<Vec<(String, Forgotten)>, ServiceError> {
        let mut all = Vec::new();
        for school in self.schools() {
            all.push((school.uai().to_owned(), school.purge(actor, before).await?));
        }
        Ok(all)
    }
}
