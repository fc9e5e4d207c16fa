//! Exports: golden files of a small run in every format, and what must hold of every export.

mod animated;
mod cli;
mod clocks;
mod files;
mod hostile;
mod played;
mod traces;
