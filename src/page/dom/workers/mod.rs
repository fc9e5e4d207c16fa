
pub mod crew;
pub mod worker;
