//! The timeline and everything around it.

pub mod chart;
pub mod ghosts;
pub mod marks;
pub mod pointer;
pub mod spacetime;
pub mod tools;
pub mod transport;
