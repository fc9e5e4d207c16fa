//! Commands for saved work and files.

use crate::keep::entry::Entry;

/// What the user does about saved work.
#[derive(Clone, Debug, PartialEq)]
pub enum SavedWorkCommand {
    /// Opens or closes the list of recent scenarios.
    Recent(bool),
    /// Opens what is saved under a key.
    Open(String),
    /// Downloads a saved value as it is.
    DownloadValue(Entry),
    /// Removes an entry, or puts it back.
    Remove(Entry),
    /// Gives what is saved under a key another title.
    Rename(String, String),
    /// Another tab has changed what is saved.
    ChangedElsewhere,
    /// Asks for a file.
    ChooseFile,
    /// Downloads the scenario.
    Download,
    /// A file is dragged over the page, or is no more.
    Dragged(bool),
    /// Opens the text of a file of that name, or says why it cannot be read.
    OpenFile(String, Result<String, String>),
    /// Opens what was pasted.
    Paste(String),
    /// The page may be closed.
    Leave,
}
