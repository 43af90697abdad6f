//! Normal forms of names, dates and postcodes.

mod date;
mod postcode;
mod shape;

pub use date::{DateProblem, parse_birth_date};
pub use postcode::{InvalidPostcode, parse_postcode};
