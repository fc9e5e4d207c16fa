//! The dialog for sharing.

pub mod dialog;
pub mod pages;
