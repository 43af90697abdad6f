//! «The yearly reset»: the CAS ids that a base holds, listed, taken away, given back, brought in.
//!
//! Role: decides, row by row, what becomes of the column of CAS ids. Input: the rows of a base ([`StoredId`]) and what is
//! asked: a [`Selection`] to remove, or ids offered to users ([`IdOffer`]) by a [`Backup`] or by a list of links. Output:
//! a [`Survey`], a [`RemovalPlan`] or a [`GivingPlan`]: changes, and for each id why it changes or stays. Whoever asked
//! shows the plan, has it confirmed, and writes. Invariants, whatever the files hold:
//!
//! - nothing is removed that a backup could not give back: an id stays where the row has no PRONOTE identifier of its own;
//! - an id is given to the user of the same PRONOTE identifier, and of the same name where the file says one; a base that
//!   was numbered anew gives nobody the id of somebody else;
//! - an id that a user has is never replaced by another unless that is asked for;
//! - no id comes to stand for two people. One person with two profiles may have it in both, as in
//!   [`reconcile`](crate::reconcile);
//! - plans do not depend on the order of what is offered.
//!
//! No I/O here: [`Backup`] is bytes in and bytes out.

mod backup;
mod backup_error;
mod giving;
mod removal;
mod survey;
mod trial;
mod users;

pub use backup::{Backup, BackupEntry};
pub use backup_error::{BackupError, Damage};
pub use giving::{Decision, GivingPlan, Verdict};
pub use removal::{RemovalPlan, Selection, Stay};
pub use survey::{CurrentIds, Survey};
pub use users::{Base, first_rows};

#[cfg(doc)]
use crate::identity::{IdOffer, StoredId};
