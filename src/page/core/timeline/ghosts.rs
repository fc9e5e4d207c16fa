//! The height of the other branches below the lanes.

use view::ghosts::Ghost;

/// The height of a line with its name.
pub const PITCH: f64 = 17.0;

/// No more lines than this: the timeline is for the nodes.
pub const MOST: usize = 4;

/// The room that they take.
pub fn height(ghosts: &[Ghost]) -> f64 {
    if ghosts.is_empty() { 0.0 } else { lines(ghosts) as f64 * PITCH + 4.0 }
}

/// How many lines there are.
pub fn lines(ghosts: &[Ghost]) -> usize {
    ghosts.len().min(MOST) + usize::from(ghosts.len() > MOST)
}
