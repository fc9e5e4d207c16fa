
pub mod dialog;
pub mod pages;
