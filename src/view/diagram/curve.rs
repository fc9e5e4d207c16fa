//! The curves that an edge of a state diagram may take, and the places beside each where its label
//! may stand. Knows two states at a time, and no other edge.

use super::StateShape;
use crate::geometry::{Point, Rect, crossing, point};

/// How many points of a curve are looked at, besides the tip of its arrow.
const POINTS: usize = 25;

/// A cubic curve from state to state.
#[derive(Clone, Copy, Debug)]
pub struct Curve {
    start: Point,
    bend: (Point, Point),
    end: Point,
    /// Points along it, the last one the tip of its arrow.
    pub points: [Point; POINTS + 1],
    /// What is around them: most curves are nowhere near each other.
    bounds: Rect,
}

impl Curve {
    /// The curve that leaves and arrives in the directions of the points between.
    pub fn new(start: Point, bend: (Point, Point), end: Point) -> Curve {
        let bounds = Rect::spanned(start, end);
        let mut curve = Curve { start, bend, end, points: [end; POINTS + 1], bounds };
        for i in 0..POINTS {
            curve.points[i] = curve.at(i as f64 / (POINTS - 1) as f64);
        }
        curve.points[POINTS] = end + (end - bend.1).unit() * 5.0;
        curve.bounds =
            curve.points.iter().fold(bounds, |all, at| all.union(Rect::spanned(*at, *at)));
        curve
    }

    /// The point at a share of the way.
    pub fn at(&self, t: f64) -> Point {
        let (a, b) = (self.start.towards(self.bend.0, t), self.bend.0.towards(self.bend.1, t));
        let c = self.bend.1.towards(self.end, t);
        a.towards(b, t).towards(b.towards(c, t), t)
    }

    /// How often it crosses another one.
    pub fn crossings(&self, other: &Curve) -> usize {
        let sides = |curve: &Curve, near: Rect| -> Vec<(Point, Point)> {
            let all = curve.points.windows(2).map(|it| (it[0], it[1]));
            all.filter(|it| Rect::spanned(it.0, it.1).touches(near)).collect()
        };
        let (own, theirs) = (sides(self, other.bounds), sides(other, self.bounds));
        let meets = |a: &(Point, Point)| {
            theirs.iter().filter(|b| crossing(a.0, a.1, b.0, b.1).is_some()).count()
        };
        own.iter().map(meets).sum()
    }

    /// How many of its points are nearer to another one than so much.
    pub fn points_near(&self, other: &Curve, gap: f64) -> usize {
        let area = other.bounds.grown(gap);
        let touches = |at: &&Point| {
            let near = |it: &Point| (*it - **at).dot(*it - **at) < gap * gap;
            area.contains(**at) && other.points.iter().any(near)
        };
        self.points.iter().filter(touches).count()
    }

    /// Whether it passes through an area.
    pub fn enters(&self, area: Rect) -> bool {
        self.bounds.touches(area) && self.points.windows(2).any(|it| area.meets(it[0], it[1]))
    }

    /// How many of its points are less than so far outside of a state.
    pub fn points_in(&self, state: &StateShape, gap: f64) -> usize {
        let area = state.area().grown(gap);
        let through = |at: &&Point| area.contains(**at) && state.gap(**at) < gap;
        self.points.iter().filter(through).count()
    }

    /// The curve as path data.
    pub fn path(&self) -> String {
        let Curve { start: s, bend: (b, c), end: e, .. } = self;
        format!("M{s}C{b} {c} {e}")
    }

    /// The arrowhead as path data, to be filled.
    pub fn head(&self) -> String {
        let along = (self.end - self.bend.1).unit();
        let (side, tip) = (along.turned() * 3.5, self.end + along * 5.0);
        let (a, b) = (self.end - along * 2.0 + side, self.end - along * 2.0 - side);
        format!("M{tip}L{a}L{b}Z")
    }
}

/// Curves from one state to another, on both sides, each with how odd it looks. A slight bend leaves
/// room for one that goes back.
pub fn arcs(a: &StateShape, b: &StateShape) -> Vec<(Curve, f64)> {
    let across = (b.centre - a.centre).unit().turned();
    let middle = a.centre.towards(b.centre, 0.5);
    let arc = |sag: f64| {
        let via = middle + across * (sag * 2.0);
        let (start, end) = (a.exit(via, 2.0), b.exit(via, 8.0));
        // The quadratic curve over `via` as a cubic one.
        let bend = (start.towards(via, 2.0 / 3.0), end.towards(via, 2.0 / 3.0));
        (Curve::new(start, bend, end), (sag.abs() - 14.0).abs() / 4.0)
    };
    let bends = [0.0, 7.0, 14.0, 22.0, 30.0, 40.0, 50.0, 62.0, 76.0];
    bends.into_iter().flat_map(|sag| [arc(sag), arc(-sag)]).skip(1).collect()
}

/// Loops from a state back to itself: above, below, to the sides.
pub fn loops(a: &StateShape) -> Vec<(Curve, f64)> {
    let around = |out: Point| {
        let side = out.turned();
        let away = |by: f64| a.exit(a.centre + out * a.half.y * 2.0 + side * by, 2.0);
        let (start, end) = (away(14.0), away(-14.0) + out * 5.0);
        let bend = (start + out * 22.0 + side * 8.0, end + out * 18.0 - side * 8.0);
        (Curve::new(start, bend, end), 0.0)
    };
    [point(0.0, -1.0), point(0.0, 1.0), point(1.0, 0.0), point(-1.0, 0.0)].map(around).to_vec()
}

/// Places for a curve's label, each with how odd it looks: above and below it, a little further off,
/// beside a steep one, on it.
pub fn labels(curve: &Curve, width: f64) -> impl Iterator<Item = (Rect, f64)> {
    let beside = width / 2.0 + 5.0;
    let spots = [
        (point(0.0, -9.0), 0.0),
        (point(0.0, 9.0), 0.0),
        (point(beside, 0.0), 1.0),
        (point(-beside, 0.0), 1.0),
        (point(beside * 0.6, 10.0), 2.0),
        (point(beside * 0.6, -10.0), 2.0),
        (point(-beside * 0.6, 10.0), 2.0),
        (point(-beside * 0.6, -10.0), 2.0),
        (point(0.0, -14.0), 3.0),
        (point(0.0, 14.0), 3.0),
        (point(0.0, 0.0), 1.0),
    ];
    let shares = [0.5_f64, 0.42, 0.58, 0.34, 0.66, 0.26, 0.74, 0.18, 0.82];
    shares.into_iter().flat_map(move |t| {
        let (at, far) = (curve.at(t), (t - 0.5).abs() * 5.0);
        spots.map(|(off, odd)| (Rect::around(at + off, width, 12.0), far + odd))
    })
}
