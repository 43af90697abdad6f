//! What a comparison of rule sets leaves behind for people to read.

pub mod page;
