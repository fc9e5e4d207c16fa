
pub mod gestures;
pub mod picture;
pub mod target;
