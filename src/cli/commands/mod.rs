//! The commands, one file each: what its arguments are, what it does, and what it prints.

pub mod check;
pub mod compare;
pub mod explore;
pub mod export;
pub mod linearizable;
pub mod link;
pub mod run;
pub mod search;
pub mod show;
pub mod smallest;
