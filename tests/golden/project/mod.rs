//! The project's own files: crates and what they may use, versions, and rules for its text.

mod arrows;
mod text;
mod versions;
