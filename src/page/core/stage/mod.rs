//! The stage: gestures on it, and where things are.

pub mod gestures;
pub mod picture;
pub mod target;
