//! A star: one that all others turn to, in the middle of them.
//!
//! It follows from the ties and the tiers: those of an earlier tier have ties with one of a later
//! tier and with nobody else. Knows no partition and no roles.

use std::f64::consts::{FRAC_PI_2, TAU};

use super::geometry::{Point, Rect, point, polar};
use super::tiers::{AIR, Item};

/// Fewer stand better in a column.
const LEAST: usize = 4;
/// The satellites are no further from the hub than this, at scale 1.
const REACH: (f64, f64) = (330.0, 250.0);

/// The hub, if the items are a star.
pub fn hub(items: &[Item], ties: &[(usize, usize)]) -> Option<usize> {
    let (a, b) = *ties.first()?;
    let hub = if items[a].tier > items[b].tier { a } else { b };
    let satellite = |it: usize| it != hub && items[it].tier < items[hub].tier;
    let star =
        ties.iter().all(|(a, b)| (*a == hub && satellite(*b)) || (*b == hub && satellite(*a)));
    (star && ties.len() >= LEAST && ties.len() + 1 == items.len()).then_some(hub)
}

/// Places a star within a region: the hub in the middle, its satellites clockwise from the top.
/// `None` if the items are none, or do not fit.
pub fn fit(
    items: &[Item],
    ties: &[(usize, usize)],
    region: Rect,
    scale: f64,
) -> Option<Vec<Point>> {
    let hub = hub(items, ties)?;
    let around = (0..items.len()).filter(|it| *it != hub);
    let foot = around.clone().map(|it| items[it].foot.grown(AIR)).reduce(Rect::union)?;
    let free = Rect {
        left: region.left - foot.left,
        top: region.top - foot.top,
        right: region.right - foot.right,
        bottom: region.bottom - foot.bottom,
    };
    if free.width() < 0.0 || free.height() < 0.0 {
        return None;
    }
    let reach = point(
        (free.width() / 2.0).min(REACH.0 * scale),
        (free.height() / 2.0).min(REACH.1 * scale),
    );
    // Nobody stands right below the hub, where its widgets are: of an odd number one is at the top.
    let count = items.len() - 1;
    let first = if count.is_multiple_of(2) { 0.5 } else { 0.0 };
    let mut places = vec![free.centre(); items.len()];
    for (number, item) in around.enumerate() {
        let at = polar(TAU * (number as f64 + first) / count as f64 - FRAC_PI_2);
        places[item] = free.centre() + point(at.x * reach.x, at.y * reach.y);
    }
    clear(items, &places, region).then_some(places)
}

/// Whether nothing overlaps and all lies within the region.
fn clear(items: &[Item], places: &[Point], region: Rect) -> bool {
    let foot = |it: usize| items[it].foot.moved(places[it]);
    (0..items.len())
        .all(|a| region.covers(foot(a)) && (0..a).all(|b| !foot(a).grown(AIR).overlaps(foot(b))))
}

#[cfg(test)]
mod tests {
    use super::*;

    const REGION: Rect = Rect { left: 0.0, top: 0.0, right: 1_000.0, bottom: 600.0 };

    fn items(tiers: &[u8]) -> Vec<Item> {
        let foot = Rect { left: -45.0, top: -45.0, right: 45.0, bottom: 50.0 };
        tiers.iter().map(|tier| Item { tier: *tier, foot, radius: 40.0, widgets: None }).collect()
    }

    #[test]
    fn those_who_turn_to_one_stand_around_it() {
        let items = items(&[1, 0, 0, 0, 0, 0]);
        let ties: Vec<_> = (1..6).map(|it| (0, it)).collect();
        let at = fit(&items, &ties, REGION, 1.0).expect("room");
        assert!((at[1].x - at[0].x).abs() < 0.1 && at[1].y < at[0].y && at[2].x > at[0].x);
        assert!(at[3].y > at[0].y && at[4].y > at[0].y && at[5].x < at[0].x);
    }

    #[test]
    fn a_flow_is_no_star() {
        // Who is asked by one; who asks two; who has ties among themselves; a few.
        let ties = [(0, 1), (0, 2), (0, 3), (0, 4)];
        assert_eq!(hub(&items(&[1, 0, 0, 0, 0]), &ties), Some(0));
        assert_eq!(hub(&items(&[0, 1, 1, 1, 1]), &ties), None);
        assert_eq!(hub(&items(&[1, 0, 0, 0, 1]), &ties), None);
        assert_eq!(hub(&items(&[1, 0, 0, 0, 0]), &[(0, 1), (0, 2), (0, 3), (0, 4), (1, 2)]), None);
        assert_eq!(hub(&items(&[1, 0, 0, 0]), &[(0, 1), (0, 2), (0, 3)]), None);
        assert_eq!(hub(&items(&[1, 0]), &[]), None);
    }
}
