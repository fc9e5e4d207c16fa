//! What several patterns are made of. Nothing here is a protocol, and nothing knows a pattern.

pub mod aside;
pub mod pool;
