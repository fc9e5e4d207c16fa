//! What was said aloud last.

/// What was said last while the run played.
#[derive(Default)]
pub struct Announced {
    /// Up to which record, of which edition.
    pub position: u32,
    /// The edition of the run that the record is of.
    pub edition: u32,
    /// When something was said.
    pub at_ms: f64,
    /// The words.
    pub words: String,
}
