//! Rate limiters: each says of a request whether it may pass, and remembers as little as it can.
//!
//! Time is an argument: they know no clock and no message.

pub mod fixed_window;
pub mod gcra;
pub mod leaky_bucket;
pub mod rate;
pub mod sliding_counter;
pub mod sliding_log;
pub mod token_bucket;
