
pub mod shelf;
pub mod taken;
