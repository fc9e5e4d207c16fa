//! Saved work without a browser: its format, files, stored values, and what is handed to the page.
//!
//! - [`saved`]: what is saved. [`mod@format`]: its versioned format. [`mod@file`]: the same as a `.faultline` file.
//! - [`entry`]: stored values under their keys. [`convert`]: from sessions to what is saved, and back.
//! - [`import`]: reads what the user hands to the page.

pub mod convert;
pub mod entry;
pub mod file;
pub mod format;
pub mod import;
pub mod saved;
