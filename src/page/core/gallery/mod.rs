//! The gallery of patterns: what a search finds, and how arrow keys lead through it.

pub mod find;
pub mod walk;
