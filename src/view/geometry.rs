//! Points, rectangles, hulls and path data: the plane geometry that the pictures rest on.
//!
//! Knows nothing of nodes or runs. Path data is written with one decimal: a tenth of a pixel is
//! finer than anybody sees and keeps the strings short.

use std::f64::consts::{FRAC_PI_2, TAU};
use std::fmt::Write;
use std::ops::{Add, Mul, Sub};

use kernel::order::by_key;

/// A point of the stage, or a vector between two. The y axis points down, as in SVG.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Point {
    /// To the right.
    pub x: f64,
    /// Down.
    pub y: f64,
}

/// The point at these coordinates.
pub const fn point(x: f64, y: f64) -> Point {
    Point { x, y }
}

impl Point {
    /// The length of the vector.
    pub fn length(self) -> f64 {
        self.x.hypot(self.y)
    }

    /// The distance to another point.
    pub fn distance(self, other: Point) -> f64 {
        (other - self).length()
    }

    /// The vector of length one in the same direction; to the right if there is no direction.
    pub fn unit(self) -> Point {
        let length = self.length();
        if length < 1e-9 { point(1.0, 0.0) } else { self * (1.0 / length) }
    }

    /// The vector turned a quarter clockwise, as seen on the screen.
    pub fn turned(self) -> Point {
        point(-self.y, self.x)
    }

    /// The point a share of the way to another.
    pub fn towards(self, other: Point, share: f64) -> Point {
        self + (other - self) * share
    }

    /// The scalar product.
    pub fn dot(self, other: Point) -> f64 {
        self.x * other.x + self.y * other.y
    }

    /// The cross product's height: positive if `other` lies clockwise of this on the screen.
    pub fn cross(self, other: Point) -> f64 {
        self.x * other.y - self.y * other.x
    }
}

impl Add for Point {
    type Output = Point;
    fn add(self, other: Point) -> Point {
        point(self.x + other.x, self.y + other.y)
    }
}

impl Sub for Point {
    type Output = Point;
    fn sub(self, other: Point) -> Point {
        point(self.x - other.x, self.y - other.y)
    }
}

impl Mul<f64> for Point {
    type Output = Point;
    fn mul(self, factor: f64) -> Point {
        point(self.x * factor, self.y * factor)
    }
}

/// A rectangle by its sides.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Rect {
    /// The left side's x.
    pub left: f64,
    /// The top side's y.
    pub top: f64,
    /// The right side's x.
    pub right: f64,
    /// The bottom side's y.
    pub bottom: f64,
}

impl Rect {
    /// The rectangle of a size around a centre.
    pub fn around(centre: Point, width: f64, height: f64) -> Rect {
        let (w, h) = (width / 2.0, height / 2.0);
        Rect { left: centre.x - w, top: centre.y - h, right: centre.x + w, bottom: centre.y + h }
    }

    /// Its width.
    pub fn width(self) -> f64 {
        self.right - self.left
    }

    /// Its height.
    pub fn height(self) -> f64 {
        self.bottom - self.top
    }

    /// Its centre.
    pub fn centre(self) -> Point {
        point((self.left + self.right) / 2.0, (self.top + self.bottom) / 2.0)
    }

    /// Its corners, clockwise from the top left.
    pub fn corners(self) -> [Point; 4] {
        [
            point(self.left, self.top),
            point(self.right, self.top),
            point(self.right, self.bottom),
            point(self.left, self.bottom),
        ]
    }

    /// The rectangle with every side moved outwards, or inwards by a negative amount.
    pub fn grown(self, by: f64) -> Rect {
        Rect {
            left: self.left - by,
            top: self.top - by,
            right: self.right + by,
            bottom: self.bottom + by,
        }
    }

    /// The smallest rectangle around two points.
    pub fn spanned(a: Point, b: Point) -> Rect {
        Rect { left: a.x.min(b.x), top: a.y.min(b.y), right: a.x.max(b.x), bottom: a.y.max(b.y) }
    }

    /// Whether the two have a point in common, if only on their sides.
    pub fn touches(self, other: Rect) -> bool {
        self.left <= other.right
            && other.left <= self.right
            && self.top <= other.bottom
            && other.top <= self.bottom
    }

    /// Whether the two share more than a side.
    pub fn overlaps(self, other: Rect) -> bool {
        self.left < other.right
            && other.left < self.right
            && self.top < other.bottom
            && other.top < self.bottom
    }

    /// Whether the other lies within this one.
    pub fn covers(self, other: Rect) -> bool {
        self.left <= other.left
            && self.top <= other.top
            && self.right >= other.right
            && self.bottom >= other.bottom
    }

    /// Whether the point lies within.
    pub fn contains(self, at: Point) -> bool {
        self.covers(Rect { left: at.x, top: at.y, right: at.x, bottom: at.y })
    }

    /// Whether a line between two points passes through it.
    pub fn meets(self, from: Point, to: Point) -> bool {
        // Most lines are nowhere near.
        if !self.touches(Rect::spanned(from, to)) {
            return false;
        }
        let [a, b, c, d] = self.corners();
        let crosses = |one, other| crossing(from, to, one, other).is_some();
        self.contains(from) || self.contains(to) || crosses(a, c) || crosses(b, d)
    }

    /// The smallest rectangle around both.
    pub fn union(self, other: Rect) -> Rect {
        Rect {
            left: self.left.min(other.left),
            top: self.top.min(other.top),
            right: self.right.max(other.right),
            bottom: self.bottom.max(other.bottom),
        }
    }

    /// The rectangle elsewhere.
    pub fn moved(self, by: Point) -> Rect {
        Rect {
            left: self.left + by.x,
            top: self.top + by.y,
            right: self.right + by.x,
            bottom: self.bottom + by.y,
        }
    }

    /// Where a line from a point within to another leaves the rectangle; the other point itself if
    /// that lies within too.
    pub fn exit(self, from: Point, to: Point) -> Point {
        let share = |from: f64, to: f64, low: f64, high: f64| {
            let way = to - from;
            let edge = if way > 0.0 { high } else { low };
            if way.abs() < 1e-9 { 1.0 } else { (edge - from) / way }
        };
        let x = share(from.x, to.x, self.left, self.right);
        let y = share(from.y, to.y, self.top, self.bottom);
        from.towards(to, within(x.min(y), 0.0, 1.0))
    }

    /// The point of the rectangle that is nearest to another.
    pub fn clamp(self, at: Point) -> Point {
        point(
            at.x.max(self.left).min(self.right.max(self.left)),
            at.y.max(self.top).min(self.bottom.max(self.top)),
        )
    }
}

/// A number held between two others. Where they are in the wrong order, the lower one counts.
/// Unlike [`f64::clamp`] it has nothing to panic about, and so no floats to put into words.
pub fn within(number: f64, low: f64, high: f64) -> f64 {
    number.min(high).max(low)
}

/// The place of a length among all lengths, as a number to sort by.
pub fn rank(length: f64) -> u64 {
    let bits = length.to_bits();
    if bits >> 63 == 1 { !bits } else { bits | 1 << 63 }
}

/// The convex hull, clockwise on the screen. Fewer than three points come back as they are.
pub fn hull(points: &[Point]) -> Vec<Point> {
    let mut sorted = points.to_vec();
    by_key(&mut sorted, |point| rank(point.y));
    by_key(&mut sorted, |point| rank(point.x));
    sorted.dedup();
    if sorted.len() < 3 {
        return sorted;
    }
    let mut chain = half_hull(sorted.iter().copied());
    let back = half_hull(sorted.iter().rev().copied());
    chain.pop();
    chain.extend(&back[..back.len() - 1]);
    chain
}

fn half_hull(points: impl Iterator<Item = Point>) -> Vec<Point> {
    let mut chain: Vec<Point> = Vec::new();
    for next in points {
        while let [.., a, b] = chain[..] {
            if (b - a).cross(next - b) > 0.0 {
                break;
            }
            chain.pop();
        }
        chain.push(next);
    }
    chain
}

/// The outline of an island: a soft convex shape around rectangles, about `pad` away from them.
/// The same `key` gives the same irregularity.
///
/// It is a mean (of Minkowski) of the padded hull, which follows the rectangles but has flat
/// sides, and of an ellipse of the same size, which is round but cuts off corners: as much of the
/// ellipse as leaves the rectangles inside.
pub fn blob(rects: &[Rect], pad: f64, key: u64) -> Vec<Point> {
    let corners = rects.iter().map(|rect| rect.corners()).collect::<Vec<_>>().concat();
    let Some(whole) = rects.iter().copied().reduce(Rect::union) else { return Vec::new() };
    let half = point(whole.width() / 2.0 + pad, whole.height() / 2.0 + pad);
    let outermost = |out: Point| {
        corners.iter().copied().max_by(|a, b| a.dot(out).total_cmp(&b.dot(out))).unwrap_or_default()
    };
    let shape = |round: f64| {
        (0..64).map(|i| polar(TAU * f64::from(i) / 64.0)).map(move |out| {
            let reach = point(half.x * out.x, half.y * out.y).length().max(1e-9);
            let oval = whole.centre()
                + point(half.x * half.x * out.x / reach, half.y * half.y * out.y / reach);
            (outermost(out) + out * pad).towards(oval, round)
        })
    };
    let soft = [0.6, 0.5, 0.4, 0.3, 0.2, 0.1].map(|round| (round, 24));
    let even = soft
        .into_iter()
        .chain([(0.1, 40), (0.0, 40)])
        .map(|(round, count)| resample(&shape(round).collect::<Vec<_>>(), count))
        .find(|outline| corners.iter().all(|corner| inside(outline, *corner)))
        .unwrap_or_else(|| shape(0.0).collect());
    let centre = mean(&even);
    // Swells outwards only, so that the shape never cuts into what it holds.
    let phase = noise(key, 0) * TAU;
    even.iter()
        .map(|at| {
            let out = *at - centre;
            let swell = 0.5 + 0.5 * polar(3.0 * out.y.atan2(out.x) + phase).y;
            *at + out.unit() * (swell * pad * 0.2)
        })
        .collect()
}

/// The vector of length one at an angle, clockwise from the right.
///
/// Ten digits by Taylor's series around the nearest quarter of a turn: the same on every machine,
/// and a tenth of what the mathematical library would add to the page.
pub fn polar(angle: f64) -> Point {
    let quarters = (angle / FRAC_PI_2).round_ties_even();
    let x = angle - quarters * FRAC_PI_2;
    let xx = x * x;
    let series = |steps: [f64; 6]| steps.iter().rev().fold(1.0, |sum, it| 1.0 - xx / it * sum);
    let sine = x * series([6.0, 20.0, 42.0, 72.0, 110.0, 156.0]);
    let cosine = series([2.0, 12.0, 30.0, 56.0, 90.0, 132.0]);
    match (quarters as i64).rem_euclid(4) {
        0 => point(cosine, sine),
        1 => point(-sine, cosine),
        2 => point(-cosine, -sine),
        _ => point(sine, -cosine),
    }
}

/// The mean of points; the origin if there are none.
pub fn mean(points: &[Point]) -> Point {
    let sum = points.iter().fold(Point::default(), |sum, at| sum + *at);
    sum * (1.0 / points.len().max(1) as f64)
}

/// `count` points at equal distances along a closed polygon.
fn resample(polygon: &[Point], count: usize) -> Vec<Point> {
    let sides: Vec<(Point, Point)> = sides(polygon).collect();
    let total: f64 = sides.iter().map(|(a, b)| a.distance(*b)).sum();
    let mut result = Vec::with_capacity(count);
    let (mut side, mut passed) = (0, 0.0);
    for i in 0..count {
        let target = total * i as f64 / count as f64;
        while side + 1 < sides.len() && passed + sides[side].0.distance(sides[side].1) < target {
            passed += sides[side].0.distance(sides[side].1);
            side += 1;
        }
        let (a, b) = sides[side];
        result.push(a.towards(b, ((target - passed) / a.distance(b).max(1e-9)).min(1.0)));
    }
    result
}

/// The sides of a closed polygon.
pub fn sides(polygon: &[Point]) -> impl Iterator<Item = (Point, Point)> + '_ {
    (0..polygon.len()).map(|i| (polygon[i], polygon[(i + 1) % polygon.len()]))
}

/// A number from -1 to 1 that only depends on its arguments: the irregularity of fault lines and
/// islands is the same in every frame.
pub fn noise(key: u64, index: u64) -> f64 {
    let mut bits = key.wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ index.wrapping_add(0x1234_5678);
    bits = (bits ^ (bits >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    bits = (bits ^ (bits >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    ((bits ^ (bits >> 31)) >> 11) as f64 / (1u64 << 52) as f64 - 1.0
}

/// Where two segments cross, as the share of the way along the first; `None` if they do not.
pub fn crossing(a: Point, b: Point, c: Point, d: Point) -> Option<f64> {
    let (ab, cd) = (b - a, d - c);
    let area = ab.cross(cd);
    if area.abs() < 1e-9 {
        return None;
    }
    let (t, u) = ((c - a).cross(cd) / area, (c - a).cross(ab) / area);
    ((0.0..=1.0).contains(&t) && (0.0..=1.0).contains(&u)).then_some(t)
}

/// The point of a segment that is nearest to another point.
pub fn nearest_on(a: Point, b: Point, at: Point) -> Point {
    let ab = b - a;
    let share = (at - a).dot(ab) / ab.dot(ab).max(1e-9);
    a.towards(b, within(share, 0.0, 1.0))
}

/// Whether a point lies inside a closed polygon.
pub fn inside(polygon: &[Point], at: Point) -> bool {
    let crossings = sides(polygon).filter(|(a, b)| {
        (a.y > at.y) != (b.y > at.y) && at.x < a.x + (b.x - a.x) * (at.y - a.y) / (b.y - a.y)
    });
    crossings.count() % 2 == 1
}

/// The point of a filled polygon that is nearest to another; `None` for a polygon of no points.
pub fn nearest_in(polygon: &[Point], at: Point) -> Option<Point> {
    if inside(polygon, at) {
        return Some(at);
    }
    sides(polygon)
        .map(|(a, b)| nearest_on(a, b, at))
        .min_by(|p, q| p.distance(at).total_cmp(&q.distance(at)))
}

/// Path data of an open line through points.
pub fn polyline(points: &[Point]) -> String {
    let mut path = String::with_capacity(points.len() * 13);
    for (i, at) in points.iter().enumerate() {
        let command = if i == 0 { "M" } else { " L" };
        let _ = write!(path, "{command}{at}");
    }
    path
}

/// Path data of a closed curve through points, without corners (Catmull-Rom).
pub fn smooth(points: &[Point]) -> String {
    let Some(first) = points.first() else { return String::new() };
    let n = points.len();
    let mut path = format!("M{first}");
    for i in 0..n {
        let (before, a) = (points[(i + n - 1) % n], points[i]);
        let (b, after) = (points[(i + 1) % n], points[(i + 2) % n]);
        let (c1, c2) = (a + (b - before) * (1.0 / 6.0), b - (after - a) * (1.0 / 6.0));
        let _ = write!(path, " C{c1} {c2} {b}");
    }
    path.push('Z');
    path
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn directions_are_those_of_the_library() {
        for step in -1_000..=1_000 {
            let angle = f64::from(step) * 0.037;
            let exact = point(angle.cos(), angle.sin());
            assert!(polar(angle).distance(exact) < 1e-10, "{angle}");
        }
        assert_eq!(polar(0.0), point(1.0, 0.0));
    }

    #[test]
    fn a_hull_leaves_out_what_lies_within() {
        let square = Rect { left: 0.0, top: 0.0, right: 10.0, bottom: 10.0 };
        let mut points = square.corners().to_vec();
        points.extend([point(5.0, 5.0), point(3.0, 7.0), point(5.0, 0.0)]);
        let mut hull = hull(&points);
        assert_eq!(hull.len(), 4);
        hull.sort_by(|a, b| (a.x + 2.0 * a.y).total_cmp(&(b.x + 2.0 * b.y)));
        assert_eq!(hull, [point(0., 0.), point(10., 0.), point(0., 10.), point(10., 10.)]);
    }

    #[test]
    fn a_blob_holds_its_rectangles_and_stays_near_them() {
        let rects = [
            Rect::around(point(0.0, 0.0), 80.0, 80.0),
            Rect::around(point(20.0, 300.0), 200.0, 30.0),
        ];
        for key in 0..50 {
            let outline = blob(&rects, 20.0, key);
            for corner in rects.iter().flat_map(|rect| rect.corners()) {
                assert!(inside(&outline, corner), "key {key} leaves out {corner:?}");
            }
            let reach = rects[0].union(rects[1]).grown(20.0 * 1.5);
            assert!(outline.iter().all(|at| reach.contains(*at)), "key {key} reaches too far");
        }
    }

    #[test]
    fn segments_cross_where_they_should() {
        let (a, b) = (point(0.0, 0.0), point(10.0, 0.0));
        assert_eq!(crossing(a, b, point(4.0, -1.0), point(4.0, 1.0)), Some(0.4));
        assert_eq!(crossing(a, b, point(4.0, 1.0), point(4.0, 2.0)), None);
        assert_eq!(crossing(a, b, point(0.0, 1.0), point(10.0, 1.0)), None);
    }

    #[test]
    fn the_nearest_point_of_a_polygon_is_the_point_itself_inside_it() {
        let square = Rect::around(point(0.0, 0.0), 10.0, 10.0).corners();
        assert_eq!(nearest_in(&square, point(1.0, 2.0)), Some(point(1.0, 2.0)));
        assert_eq!(nearest_in(&square, point(9.0, 2.0)), Some(point(5.0, 2.0)));
        assert_eq!(nearest_in(&[], point(9.0, 2.0)), None);
    }

    #[test]
    fn a_line_leaves_a_rectangle_at_its_side() {
        let rect = Rect::around(point(0.0, 0.0), 20.0, 10.0);
        assert_eq!(rect.exit(point(0.0, 0.0), point(40.0, 0.0)), point(10.0, 0.0));
        assert_eq!(rect.exit(point(0.0, 4.0), point(0.0, -15.0)), point(0.0, -5.0));
        assert_eq!(rect.exit(point(0.0, 0.0), point(3.0, 3.0)), point(3.0, 3.0));
    }

    #[test]
    fn noise_is_steady_and_spread() {
        let values: Vec<f64> = (0..1000).map(|i| noise(7, i)).collect();
        assert!(values.iter().all(|v| (-1.0..=1.0).contains(v)));
        assert!((values.iter().sum::<f64>() / 1000.0).abs() < 0.1);
        assert_eq!(noise(7, 3), noise(7, 3));
    }

    #[test]
    fn paths_are_written_with_one_decimal() {
        assert_eq!(polyline(&[point(1.0, 2.25), point(-3.0, 0.04)]), "M1.0 2.3 L-3.0 0.0");
        assert!(smooth(&[point(0., 0.), point(9., 0.), point(9., 9.)]).ends_with('Z'));
        assert_eq!(smooth(&[]), "");
    }
}
