//! Variations of the times of actions: rounder, and earlier.

use super::Variation;
use super::size::decimals;
use kernel::time::{Span, Time};
use scenario::Scenario;

/// The grids that times are rounded to, the coarsest first.
const GRIDS: [Span; 5] =
    [Span::secs(1), Span::millis(500), Span::millis(100), Span::millis(10), Span::millis(1)];

/// With all times on a grid.
pub fn all(best: &Scenario, nth: u32) -> Variation {
    let Some(grid) = GRIDS.get(nth as usize) else { return Variation::Over };
    let mut rounder = best.clone();
    rounder.setup.actions.iter_mut().for_each(|timed| timed.at = nearest(timed.at, *grid));
    Variation::Try(rounder.into())
}

/// With one time rounded to a grid: to the nearest point, down, or up. The order of actions stays.
pub fn single(best: &Scenario, nth: u32) -> Variation {
    let nth = nth as usize;
    let (place, grid, way) = (nth / (3 * GRIDS.len()), GRIDS[nth / 3 % GRIDS.len()], nth % 3);
    let actions = &best.setup.actions;
    let Some(timed) = actions.get(place) else { return Variation::Over };
    let floor = Time(timed.at.0 / grid.0 * grid.0);
    let at = [nearest(timed.at, grid), floor, floor + grid][way];
    let after = place.checked_sub(1).map_or(Time::ZERO, |before| actions[before].at);
    let before = actions.get(place + 1).map_or(best.until, |next| next.at);
    if decimals(at) >= decimals(timed.at) || !(after..=before).contains(&at) {
        return Variation::Skip;
    }
    let mut rounder = best.clone();
    rounder.setup.actions[place].at = at;
    Variation::Try(rounder.into())
}

/// With one action and all after it earlier: by the gap before it, or by a part of the gap.
pub fn earlier(best: &Scenario, nth: u32) -> Variation {
    let (place, part) = (nth as usize / 4, nth % 4);
    let actions = &best.setup.actions;
    let Some(timed) = actions.get(place) else { return Variation::Over };
    let before = place.checked_sub(1).map_or(Time::ZERO, |before| actions[before].at);
    let gap = timed.at.since(before);
    let by = [gap.0, gap.0 / 2, gap.0 / 4, gap.0 / 8][part as usize];
    // By whole steps, so that round times stay round.
    let step = [1_000_000, 100_000, 10_000, 1_000].into_iter().find(|step| by >= *step);
    let Some(step) = step else { return Variation::Skip };
    let by = Span(by / step * step);
    let mut sooner = best.clone();
    sooner.setup.actions[place..].iter_mut().for_each(|timed| timed.at = timed.at - by);
    sooner.until = best.until - by;
    Variation::Try(sooner.into())
}

fn nearest(at: Time, grid: Span) -> Time {
    Time((at.0 + grid.0 / 2) / grid.0 * grid.0)
}
