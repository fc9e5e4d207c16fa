//! Fault lines: the jagged cracks between islands.
//!
//! A line's irregularity depends on nothing but which islands it parts, so it stands still from
//! frame to frame. Knows islands only as outlines.

use super::geometry::{Point, Rect, crossing, inside, nearest_in, noise, point, polyline, sides};

/// A crack between two islands, from its upper end to its lower end.
#[derive(Clone, Debug, PartialEq)]
pub struct FaultLine {
    /// Its corners.
    pub points: Vec<Point>,
    /// The same as path data. Drawn twice: once thin, once `halo` wide and faint.
    pub path: String,
    /// The width of the halo.
    pub halo: f64,
    /// Where the centre of a label belongs: above the upper end, within the stage. One label is
    /// enough for all lines of a partition.
    pub label_at: Point,
}

/// The crack between two neighbouring islands, the left and the right, from the top of `span` to
/// its bottom, midway between their outlines.
pub fn between(left: &[Point], right: &[Point], span: Rect, scale: f64, key: u64) -> FaultLine {
    let left_edge = left.iter().map(|at| at.x).fold(span.left, f64::max);
    let right_edge = right.iter().map(|at| at.x).fold(span.right, f64::min);
    let middle = (left_edge + right_edge) / 2.0;
    let step = stride(scale);
    let rows = (span.height() / step).ceil().max(1.0) as u64;
    let gap_at = |y: f64| {
        let (low, high) = (y - step, y + step);
        let l = slice(left, low, high).map(|at| at.x).fold(f64::MIN, f64::max);
        let r = slice(right, low, high).map(|at| at.x).fold(f64::MAX, f64::min);
        (if l == f64::MIN { left_edge } else { l }, if r == f64::MAX { right_edge } else { r })
    };
    let y_of = |row: u64| span.top + span.height() * row as f64 / rows as f64;
    // It leans to where there is room, but not all the way, and not at once.
    let lean = |row: u64| {
        let near = row.saturating_sub(3)..=(row + 3).min(rows);
        let count = near.clone().count() as f64;
        near.map(|row| gap_at(y_of(row))).map(|(l, r)| (l + r) / 2.0).sum::<f64>() / count
    };
    let points = (0..=rows).map(|row| {
        let (l, r) = gap_at(y_of(row));
        let swing = amplitude(scale).min((r - l) * 0.3);
        let x = middle * 0.6 + lean(row) * 0.4 + shake(key, row) * swing;
        let air = (r - l) * 0.15;
        let uneven =
            if row == 0 || row == rows { 0.0 } else { noise(key ^ 0x5A, row) * 0.2 * step };
        point(x.max(l + air).min((r - air).max(l + air)), y_of(row) + uneven)
    });
    line(points.collect(), scale, span)
}

/// The crack between the hull of an island and that of a node that is being pulled away from it;
/// `None` while they overlap. It ends at the stage's edge or at another crack.
pub fn around(
    island: &[Point],
    held: &[Point],
    span: Rect,
    others: &[FaultLine],
    scale: f64,
) -> Option<FaultLine> {
    let (near, far) = nearest_pair(island, held)?;
    let away = far - near;
    let free = away.length();
    if free < 2.0 {
        return None;
    }
    let middle = near.towards(far, 0.5);
    let along = away.unit().turned();
    // From its upper end to its lower end, like every other.
    let along = if along.y < 0.0 { along * -1.0 } else { along };
    let up = middle - along * run(middle, along * -1.0, span, others);
    let down = middle + along * run(middle, along, span, others);
    let swing = amplitude(scale).min(free * 0.3).max(3.0 * scale);
    let length = up.distance(down);
    let rows = (length / stride(scale)).ceil().max(1.0) as u64;
    let points = (0..=rows).map(|row| {
        let straight = up.towards(down, row as f64 / rows as f64);
        span.clamp(straight + along.turned() * (shake(97, row) * swing))
    });
    Some(line(points.collect(), scale, span))
}

/// The two nearest points of two convex outlines; `None` if they overlap.
fn nearest_pair(a: &[Point], b: &[Point]) -> Option<(Point, Point)> {
    if a.iter().any(|at| inside(b, *at)) || b.iter().any(|at| inside(a, *at)) {
        return None;
    }
    let crossed = sides(a).any(|(p, q)| sides(b).any(|(r, s)| crossing(p, q, r, s).is_some()));
    let from_a = a.iter().filter_map(|at| Some((*at, nearest_in(b, *at)?)));
    let from_b = b.iter().filter_map(|at| Some((nearest_in(a, *at)?, *at)));
    let nearest =
        from_a.chain(from_b).min_by(|(a, b), (c, d)| a.distance(*b).total_cmp(&c.distance(*d)));
    nearest.filter(|_| !crossed)
}

/// How far a crack runs from a point before it meets the stage's edge or another crack.
fn run(from: Point, direction: Point, span: Rect, others: &[FaultLine]) -> f64 {
    let far = span.width() + span.height();
    let end = from + direction * far;
    let edges = span.corners();
    let cracks = others.iter().flat_map(|fault| fault.points.windows(2).map(|w| (w[0], w[1])));
    sides(&edges)
        .chain(cracks)
        .filter_map(|(a, b)| crossing(from, end, a, b))
        .fold(None, |nearest: Option<f64>, t| Some(nearest.map_or(t, |n| n.min(t))))
        .map_or(0.0, |t| t * far)
}

fn line(points: Vec<Point>, scale: f64, span: Rect) -> FaultLine {
    let path = polyline(&points);
    let top = points.first().copied().unwrap_or_default();
    let label = point(top.x + 40.0, top.y - 15.0);
    let room = Rect { top: 14.0, left: span.left + 72.0, right: span.right - 72.0, ..span };
    FaultLine { path, halo: (18.0 * scale).max(10.0), label_at: room.clamp(label), points }
}

/// The distance between two corners.
fn stride(scale: f64) -> f64 {
    23.0 * scale.max(0.6)
}

/// How far corners stray from the middle line.
fn amplitude(scale: f64) -> f64 {
    20.0 * scale
}

/// From -1 to 1: a slow bend and a sharp jag.
fn shake(key: u64, row: u64) -> f64 {
    let (knot, rest) = (row / 6, (row % 6) as f64 / 6.0);
    let ease = rest * rest * (3.0 - 2.0 * rest);
    let bend = noise(key, knot) * (1.0 - ease) + noise(key, knot + 1) * ease;
    0.55 * bend + 0.45 * noise(key ^ 0xC3, row)
}

/// The points where an outline crosses a band of heights, and its corners within.
fn slice(outline: &[Point], low: f64, high: f64) -> impl Iterator<Item = Point> + '_ {
    let cuts = sides(outline).flat_map(move |(a, b)| {
        let cut = [low, high].into_iter().filter(move |y| (a.y > *y) != (b.y > *y));
        cut.map(move |y| a.towards(b, (y - a.y) / (b.y - a.y)))
    });
    cuts.chain(outline.iter().copied().filter(move |at| (low..=high).contains(&at.y)))
}

#[cfg(test)]
mod tests {
    use super::*;

    const SPAN: Rect = Rect { left: 0.0, top: 40.0, right: 1000.0, bottom: 600.0 };

    #[test]
    fn a_crack_passes_between_two_outlines_and_is_the_same_every_time() {
        let left = Rect { left: 50.0, top: 100.0, right: 400.0, bottom: 500.0 }.corners();
        let right = Rect { left: 450.0, top: 200.0, right: 900.0, bottom: 560.0 }.corners();
        let fault = between(&left, &right, SPAN, 1.0, 0);
        assert_eq!(fault, between(&left, &right, SPAN, 1.0, 0));
        assert_eq!((fault.points[0].y, fault.points.last().map(|p| p.y)), (40.0, Some(600.0)));
        assert!(fault.points.iter().all(|at| !inside(&left, *at) && !inside(&right, *at)));
        assert!(fault.points.len() > 20, "jagged");
    }

    #[test]
    fn a_crack_around_a_node_parts_it_from_its_island() {
        let island = Rect { left: 100.0, top: 100.0, right: 400.0, bottom: 500.0 }.corners();
        let at = point(600.0, 150.0);
        let held = |at| Rect::around(at, 80.0, 80.0).corners();
        let fault = around(&island, &held(at), SPAN, &[], 1.0).expect("outside");
        let parted = fault
            .points
            .windows(2)
            .any(|w| crossing(point(250.0, 300.0), at, w[0], w[1]).is_some());
        assert!(parted);
        assert!(around(&island, &held(point(390.0, 200.0)), SPAN, &[], 1.0).is_none());
    }

    #[test]
    fn a_crack_ends_where_it_meets_another() {
        let island = Rect { left: 100.0, top: 100.0, right: 300.0, bottom: 300.0 }.corners();
        let right = Rect { left: 500.0, top: 100.0, right: 900.0, bottom: 500.0 }.corners();
        let first = between(&island, &right, SPAN, 1.0, 0);
        let edge = first.points.iter().map(|at| at.x).fold(0.0, f64::max);
        let held = Rect::around(point(200.0, 480.0), 80.0, 80.0).corners();
        let second = around(&island, &held, SPAN, &[first], 1.0);
        let second = second.expect("outside");
        assert!(second.points.iter().all(|at| at.x <= edge + 1.0));
    }
}
