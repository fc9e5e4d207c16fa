//! Workers that search for a broken property.

pub mod crew;
pub mod worker;
