//! Time as benches measure it, and ratios as `cargo xtask soak` reads them.
#![allow(clippy::disallowed_types, reason = "what is measured here is real time")]
// Each bench uses the part it needs.
#![allow(dead_code)]

use std::time::Instant;

/// Measures this thread's time on the processor where the system tells it, and else the time of day.
pub struct Stopwatch {
    processor: Option<u64>,
    day: Instant,
}

impl Stopwatch {
    /// Begins now.
    pub fn start() -> Stopwatch {
        Stopwatch { processor: on_processor(), day: Instant::now() }
    }

    /// What has passed since.
    pub fn seconds(&self) -> f64 {
        match (self.processor, on_processor()) {
            (Some(begun), Some(now)) => (now - begun) as f64 / 1e9,
            // No such file on this system.
            _ => self.day.elapsed().as_secs_f64(),
        }
    }

    /// The same in milliseconds.
    pub fn milliseconds(&self) -> f64 {
        self.seconds() * 1e3
    }
}

/// Tells how many times as long something takes as something else. Less is better; `ratios.toml` has
/// what it was.
pub fn ratio(name: &str, times: f64) {
    println!("ratio {name} {times:.3}");
}

/// The nanoseconds that this thread has run: the first number that Linux keeps here.
fn on_processor() -> Option<u64> {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    text.split_whitespace().next()?.parse().ok()
}
