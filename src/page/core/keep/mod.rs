//! Stored scenarios as text, and what is handed to the page as a file or from the clipboard.

pub mod shelf;
pub mod taken;
