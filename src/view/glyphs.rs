//! Shapes of messages and nodes as path data, centred on the origin.
//!
//! Messages point to the right and are at most 18 by 12 pixels. Knows no colours: what is filled
//! is filled with the tone of the message's kind, what is not is stroked with it.

use std::f64::consts::{PI, TAU};

use super::decimal::{decimal, tenths};
use super::geometry::{polar, within};
use pattern::declare::{Glyph, Outline};

/// A shape of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GlyphPath {
    /// Its path data.
    pub path: &'static str,
    /// Filled, or only stroked.
    pub filled: bool,
}

/// The shape of a kind of message.
pub const fn glyph(glyph: Glyph) -> GlyphPath {
    let (path, filled) = match glyph {
        Glyph::Dart => ("M-9 -5H3L9 0L3 5H-9Z", true),
        Glyph::Wedge => ("M-7 -6L9 0L-7 6Z", true),
        Glyph::Ring => ("M5 0A5 5 0 1 1 -5 0A5 5 0 1 1 5 0Z", false),
        Glyph::BarredRing => ("M5 0A5 5 0 1 1 -5 0A5 5 0 1 1 5 0ZM-3.5 3.5L3.5 -3.5", false),
        Glyph::Square => ("M-5 -5H5V5H-5Z", true),
        Glyph::HollowSquare => ("M-4.5 -4.5H4.5V4.5H-4.5Z", false),
        Glyph::Dot => ("M3.5 0A3.5 3.5 0 1 1 -3.5 0A3.5 3.5 0 1 1 3.5 0Z", true),
        Glyph::Diamond => ("M-7 0L0 -6L7 0L0 6Z", true),
    };
    GlyphPath { path, filled }
}

/// The mark where a message died.
pub const CROSS: &str = "M-5 -5L5 5M5 -5L-5 5";

/// The mark in the middle of a link that is cut one way: a bar across the way that it points.
pub const BARRED_ARROW: &str = "M-9 0H3M-2 -4L3 0L-2 4M7 -6V6";

/// The outline of a node of this radius.
pub fn outline(outline: Outline, radius: f64) -> String {
    match outline {
        Outline::Circle => {
            let r = tenths(radius);
            format!("M{r} 0A{r} {r} 0 1 1 -{r} 0A{r} {r} 0 1 1 {r} 0Z")
        }
        Outline::Square => {
            let (side, r) = (tenths(radius - 5.0), tenths(radius));
            format!(
                "M-{side} -{r}H{side}q5 0 5 5V{side}q0 5 -5 5H-{side}q-5 0 -5 -5V-{side}q0 -5 5 -5Z"
            )
        }
        Outline::Hexagon => {
            let corners = (0..6).map(|i| polar(f64::from(i) * PI / 3.0) * radius);
            super::geometry::polyline(&corners.collect::<Vec<_>>()) + "Z"
        }
    }
}

/// The arc of a timer around a node: a share of a circle, clockwise from the top.
pub fn arc(radius: f64, share: f64) -> String {
    // A whole circle would begin where it ends, and vanish.
    let share = within(share, 0.0, 0.9999);
    let end = polar(share * TAU - PI / 2.0) * radius;
    let large = u8::from(share > 0.5);
    let (r, x, y) = (tenths(radius), decimal(end.x, 2), decimal(end.y, 2));
    format!("M0 -{r}A{r} {r} 0 {large} 1 {x} {y}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_arc_runs_clockwise_from_the_top() {
        assert!(arc(40.0, 0.25).starts_with("M0 -40.0A40.0 40.0 0 0 1 40.00 "));
        assert!(arc(40.0, 0.75).starts_with("M0 -40.0A40.0 40.0 0 1 1 -40.00 "));
        assert!(arc(40.0, 7.0).contains(" 1 1 -0.0"), "nearly closed");
    }

    #[test]
    fn outlines_are_closed() {
        for shape in [Outline::Circle, Outline::Square, Outline::Hexagon] {
            let path = outline(shape, 34.0);
            assert!(path.starts_with('M') && path.ends_with('Z'), "{path}");
        }
    }
}
