//! The marks above the timeline.

use kernel::time::Time;
use view::decimal::decimal;
use view::spots::{Mark, What};

/// A mark is at least so wide, and so far from the next.
pub const SIZE: f64 = 24.0;

/// A mark that is being dragged.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Dragged {
    /// Its place among the marks.
    pub mark: usize,
    /// Where the pointer took it.
    pub from: f64,
    /// How far it is now.
    pub by: f64,
    /// Whether that is a drag yet.
    pub moved: bool,
}

/// A mark in words: what it stands for, and when the first of it was.
pub fn words(mark: &Mark, tell: impl Fn(What) -> String) -> String {
    let first = mark.spots.first().map_or(Time::ZERO, |it| it.at);
    let seconds = decimal(first.0 as f64 / 1e6, 3);
    let told: Vec<String> = mark.spots.iter().take(4).map(|it| tell(it.what)).collect();
    let more = match mark.spots.len().saturating_sub(4) {
        0 => String::new(),
        more => format!(", and {more} more"),
    };
    format!("{seconds} s: {}{more}", told.join("; "))
}
