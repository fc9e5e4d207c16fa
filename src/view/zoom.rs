//! How near the stage is looked at, and which part of it: a scale and a shift.
//!
//! Where things stand is [`super::layout`]'s business, and stays as it is however near one looks.
//! The window's coordinates are pixels from the corner of the stage's element.

use super::geometry::{Point, Rect, within};

/// A look at the stage: a point of the stage, scaled and shifted, is a point of the window.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Zoom {
    /// Pixels of the window for one of the stage.
    pub scale: f64,
    /// Where the stage's corner is in the window.
    pub shift: Point,
}

/// How far one can go away, and how near.
const FARTHEST: f64 = 0.5;
const NEAREST: f64 = 8.0;
/// So near to fitting, it fits.
const SNAP: f64 = 0.06;
/// The stage can be pushed out of the window but for the rest.
const OUT: f64 = 0.3;

impl Zoom {
    /// All of the stage in the window, which is where every look begins.
    pub const FIT: Zoom = Zoom { scale: 1.0, shift: Point { x: 0.0, y: 0.0 } };

    /// Where a point of the stage is in the window.
    pub fn onto(self, at: Point) -> Point {
        at * self.scale + self.shift
    }

    /// The point of the stage that is at one of the window.
    pub fn back(self, at: Point) -> Point {
        (at - self.shift) * (1.0 / self.scale)
    }

    /// Nearer by a factor, or farther away below 1. What is at `about` in the window stays there.
    pub fn nearer(self, factor: f64, about: Point, size: (f64, f64)) -> Zoom {
        let zoom = self.pinched(factor, about, size);
        // Whoever comes back from nearby, or from far away, sees all again.
        let (before, after) = (self.scale - 1.0, zoom.scale - 1.0);
        if before != 0.0 && before * after < 1e-6 { Zoom::FIT } else { zoom }
    }

    /// Whether it is so near to fitting that it was meant to.
    pub fn nearly_fits(self) -> bool {
        (self.scale - 1.0).abs() < SNAP
    }

    /// The same under fingers, which do not let go of what is under them.
    pub fn pinched(self, factor: f64, about: Point, size: (f64, f64)) -> Zoom {
        let scale = within(self.scale * factor, FARTHEST, NEAREST);
        Zoom { scale, shift: about - self.back(about) * scale }.kept(size)
    }

    /// The stage pushed by a way of the window.
    pub fn pushed(self, by: Point, size: (f64, f64)) -> Zoom {
        Zoom { shift: self.shift + by, ..self }.kept(size)
    }

    /// Pushed by as little as brings a rectangle of the window into it.
    pub fn showing(self, rect: Rect, size: (f64, f64)) -> Zoom {
        let by = |low: f64, high: f64, most: f64| (-low).max(0.0) + (most - high).min(0.0);
        let way =
            Point { x: by(rect.left, rect.right, size.0), y: by(rect.top, rect.bottom, size.1) };
        if way.length() > 0.0 { self.pushed(way, size) } else { self }
    }

    /// A share of the way to another look.
    pub fn towards(self, to: Zoom, share: f64) -> Zoom {
        let scale = self.scale + (to.scale - self.scale) * share;
        Zoom { scale, shift: self.shift.towards(to.shift, share) }
    }

    /// Pushed back as far as much of the stage would be out of a window of this size.
    pub fn kept(self, size: (f64, f64)) -> Zoom {
        let side = |shift: f64, size: f64| {
            let (a, b) = (0.0_f64, size - size * self.scale);
            within(shift, a.min(b) - OUT * size, a.max(b) + OUT * size)
        };
        Zoom {
            shift: Point { x: side(self.shift.x, size.0), y: side(self.shift.y, size.1) },
            ..self
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geometry::point;

    const SIZE: (f64, f64) = (1_000.0, 600.0);

    fn near(a: Point, b: Point) -> bool {
        a.distance(b) < 1e-9
    }

    #[test]
    fn what_is_under_the_pointer_stays_there() {
        let at = point(700.0, 200.0);
        let zoom = Zoom::FIT.nearer(2.0, at, SIZE).nearer(1.5, at, SIZE);
        assert!(near(zoom.onto(at), at) && (zoom.scale - 3.0).abs() < 1e-9);
        assert!(near(zoom.back(zoom.onto(point(12.0, 34.0))), point(12.0, 34.0)));
    }

    #[test]
    fn whoever_comes_back_sees_all() {
        let zoom = Zoom::FIT.nearer(1.25, point(0.0, 0.0), SIZE).pushed(point(-30.0, 5.0), SIZE);
        assert_ne!(zoom, Zoom::FIT);
        assert_eq!(zoom.nearer(0.8, point(900.0, 500.0), SIZE), Zoom::FIT);
    }

    #[test]
    fn there_is_an_end_to_both_sides() {
        let mut zoom = Zoom::FIT;
        for _ in 0..40 {
            zoom = zoom.nearer(1.5, point(0.0, 0.0), SIZE);
        }
        assert_eq!(zoom.scale, 8.0);
        for _ in 0..40 {
            zoom = zoom.nearer(0.3, point(0.0, 0.0), SIZE);
        }
        assert_eq!(zoom.scale, 0.5);
        let lost = Zoom::FIT.pushed(point(9_000.0, -9_000.0), SIZE);
        assert!(near(lost.shift, point(300.0, -180.0)));
    }

    #[test]
    fn what_has_the_focus_is_brought_into_the_window() {
        let zoom = Zoom::FIT.nearer(4.0, point(0.0, 0.0), SIZE);
        let at = zoom.onto(point(900.0, 500.0));
        let shown = zoom.showing(Rect::around(at, 100.0, 100.0), SIZE);
        let window = Rect { left: 0.0, top: 0.0, right: SIZE.0, bottom: SIZE.1 };
        assert!(window.contains(shown.onto(point(900.0, 500.0))));
        assert_eq!(shown.showing(Rect::around(point(500.0, 300.0), 10.0, 10.0), SIZE), shown);
    }
}
