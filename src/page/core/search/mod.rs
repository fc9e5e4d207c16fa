
pub mod ledger;
pub mod quest;
pub mod talk;
pub mod task;
