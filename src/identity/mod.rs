//! The vocabulary: people as the two sides know them.
//!
//! Role: the types that every other module speaks. Input: what a reader of files or of CAS responses
//! hands over, one person at a time ([`Entry`]). Output: a [`Population`], columnar and interned,
//! immutable once built. Invariant: nothing here does I/O, folds a name, or compares anybody.

mod bare_id;
mod date;
mod guardianship;
mod interner;
mod lang;
mod notice;
mod population;
mod postcode;
mod printable;
mod profile;
mod relations;
mod school;
mod stored_id;
mod text;

pub use bare_id::bare_id;
pub use date::BirthDate;
pub use guardianship::{Guardianship, Responsibility};
pub use interner::{Interner, Symbol};
pub use lang::Lang;
pub use notice::{Notice, NoticeKind, RejectedRow};
pub use population::{Entry, Flaws, Origin, Person, Population, Row, Sex, Side};
pub use postcode::Postcode;
pub use printable::printable;
pub use profile::{Profile, ProfileSet, UnknownProfile};
pub use school::{Schools, uai_is_valid};
pub use stored_id::{IdChange, IdOffer, StoredId, Wanted, WantedKind};
pub use text::TextColumn;
