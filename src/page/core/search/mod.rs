//! The search for a broken property: how its work is divided, and what it has found.

pub mod ledger;
pub mod quest;
pub mod talk;
pub mod task;
