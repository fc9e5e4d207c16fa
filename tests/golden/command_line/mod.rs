//! The command line as people, scripts and build servers use it.

mod check;
mod commands;
mod compare;
mod explore;
mod linearizable;
