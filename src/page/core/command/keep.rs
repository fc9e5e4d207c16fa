//! Commands for stored work and files.

/// What is done about keeping.
#[derive(Clone, Debug, PartialEq)]
pub enum KeepCommand {
    /// Opens or closes the list of recent scenarios.
    Recent(bool),
    /// Opens a sheet, by its key.
    Open(String),
    /// Gives a sheet as a file, as it is.
    Give(Sheet),
    /// Removes a sheet, or puts it back.
    Remove(Sheet),
    /// Gives what is kept under a key another title.
    Rename(String, String),
    /// Another tab has changed what is kept.
    Elsewhere,
    /// Asks for a file.
    Ask,
    /// Gives the scenario as a file.
    Download,
    /// A file is held over the page, or is so no more.
    Held(bool),
    /// Opens what was in a file of that name, or says why it cannot be read.
    Take(String, Result<String, String>),
    /// Opens what was in the clipboard.
    Paste(String),
    /// The page may be closed.
    Leave,
}

/// A scenario that is kept: the key that it is kept under, and its text.
#[derive(Clone, Debug, PartialEq)]
pub struct Sheet {
    /// The key.
    pub key: String,
    /// The text.
    pub text: String,
}
