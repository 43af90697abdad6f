//! What a comparison of rule sets leaves behind for people to read.
//!
//! Input: assessments of the same identities by several rule sets. Output: [`page::page`], one HTML file. Like the rest
//! of [`report`](super) it decides nothing, and counts nothing that
//! [`measures`](crate::evaluation::measures) does not.

pub mod page;
