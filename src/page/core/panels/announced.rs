




/// What was said last while the run played.
#[derive(Default)]
pub struct Announced {
    /// Up to which record, of which edition.
    pub position: u32,
    pub edition: u32,
    pub at_ms: f64,
    /// The words.
    pub words: String,
}

