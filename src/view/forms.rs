//! The ways in which the items of one tier can stand: in a column, staggered in several, in a ring,
//! in rows.
//!
//! Every form is made for items of one footprint, and none of them overlap in it. Knows no ties but
//! whether there are some within the tier; which form is best is for [`super::tiers`] to find.

use std::f64::consts::{FRAC_PI_2, TAU};

use super::formation::Style;
use super::geometry::{Point, Rect, point, polar};

/// Items of a tier, around the middle of their tier.
#[derive(Clone, Debug, PartialEq)]
pub struct Form {
    /// Their centres, in order.
    pub spots: Vec<Point>,
    /// The room that all of them take.
    pub extent: Rect,
}

/// Neighbours in a tier are no further apart than this, at scale 1, if they take less.
const PITCH_MAX: f64 = 190.0;
/// A disc and some air: so far a tie within a tier stays away from its middle, at scale 1.
const BOW: f64 = 52.0;

impl Form {
    fn of(spots: Vec<Point>, foot: Rect) -> Form {
        let feet = spots.iter().map(|at| foot.moved(*at));
        let extent = feet.reduce(Rect::union).unwrap_or_default();
        Form { spots, extent }
    }

    /// A spot as it is where left and right are exchanged, within the same room.
    pub fn mirrored(&self, spot: Point) -> Point {
        let xs = || self.spots.iter().map(|it| it.x);
        let (low, high) = (xs().fold(f64::MAX, f64::min), xs().fold(f64::MIN, f64::max));
        point(low + high - spot.x, spot.y)
    }

    fn overlaps(&self, foot: Rect) -> bool {
        let spots = self.spots.iter().enumerate();
        spots.into_iter().any(|(i, a)| {
            let within = foot.moved(*a).grown(-0.01);
            self.spots[..i].iter().any(|b| within.overlaps(foot.moved(*b)))
        })
    }
}

/// The forms that so many items of a footprint can take in a height, the plainest first. `tied` is
/// whether there are ties among them.
pub fn of(
    count: usize,
    foot: Rect,
    height: f64,
    scale: f64,
    tied: bool,
    style: Style,
) -> Vec<Form> {
    let bows: &[f64] = if tied && count > 2 { &[1.0, 0.6, 0.3, 0.0] } else { &[0.0] };
    let bowed = bows.iter().filter_map(|bow| column(count, foot, height, scale, *bow));
    let mut list: Vec<Form> = bowed.collect();
    if list.is_empty() && style == Style::Any {
        list.extend(rows(count, foot, height, scale));
    }
    if matches!(style, Style::Staggered | Style::Any) && count > 2 {
        list.extend([2, 3].into_iter().filter_map(|wide| staggered(count, wide, foot, height)));
        for wider in [1.0, 1.4] {
            let turns = [0.0, 0.5, 0.25, 0.75].into_iter();
            list.extend(turns.filter_map(|turn| ring(count, turn, wider, foot, height)));
        }
    }
    list
}

/// One below the other, in a bow where there are ties among them: at its fullest a parabola in which
/// the chord over one item stays a disc away from it.
fn column(count: usize, foot: Rect, height: f64, scale: f64, bow: f64) -> Option<Form> {
    let pitch = pitch(count, foot, height, scale)?;
    let steps = count.saturating_sub(1) as f64;
    let bow = bow * (BOW * scale * steps * steps / 4.0).min(200.0 * scale);
    let spot = |number: usize| {
        let off = if steps > 0.0 { 2.0 * number as f64 / steps - 1.0 } else { 0.0 };
        point(bow * (1.0 - off * off), off * steps * pitch / 2.0)
    };
    Some(Form::of((0..count).map(spot).collect(), foot))
}

/// Row by row in as few columns as the height allows.
fn rows(count: usize, foot: Rect, height: f64, scale: f64) -> Option<Form> {
    let fitting = (height / foot.height()) as usize;
    let wide = count.div_ceil(fitting.max(1));
    let rows = count.div_ceil(wide);
    let pitch = pitch(rows, foot, height, scale)?;
    let spot = |number: usize| {
        let (row, column) = (number / wide, number % wide);
        // A last row that is not full is centred under the others.
        let in_row = wide.min(count - row * wide);
        let inset = (wide - in_row) as f64 / 2.0;
        let off = row as f64 - (rows - 1) as f64 / 2.0;
        point((column as f64 + inset) * foot.width(), off * pitch)
    };
    Some(Form::of((0..count).map(spot).collect(), foot))
}

/// The distance of so many rows; none if there is no room for them.
fn pitch(rows: usize, foot: Rect, height: f64, scale: f64) -> Option<f64> {
    let pitch = (height / rows.max(1) as f64).min(foot.height().max(PITCH_MAX * scale));
    (pitch >= foot.height()).then_some(pitch)
}

/// In columns beside each other, each item a step further down than the one before.
fn staggered(count: usize, wide: usize, foot: Rect, height: f64) -> Option<Form> {
    let step = (height - foot.height()) / count.saturating_sub(1).max(1) as f64;
    let step = step.min(foot.height() * 1.35 / wide as f64);
    if step * (wide as f64) < foot.height() || count <= wide {
        return None;
    }
    let spot = |number: usize| {
        let off = number as f64 - (count - 1) as f64 / 2.0;
        point((number % wide) as f64 * foot.width() * 1.15, off * step)
    };
    Some(Form::of((0..count).map(spot).collect(), foot))
}

/// In a ring, clockwise from the top, or turned by a share of a step; so much wider than it has to be.
fn ring(count: usize, turn: f64, wider: f64, foot: Rect, height: f64) -> Option<Form> {
    let most = (height - foot.height()) / 2.0;
    let radius = most.min(foot.height() * count as f64 / 4.0);
    [0.6, 0.8, 1.0, 1.25, 1.5].into_iter().find_map(|share| {
        let spot = |number: usize| {
            let angle = TAU * (number as f64 + turn) / count as f64 - FRAC_PI_2;
            let at = polar(angle) * radius;
            point(at.x * share * wider, at.y)
        };
        let form = Form::of((0..count).map(spot).collect(), foot);
        let fits = count > 3 && form.extent.height() <= height + 0.01;
        (fits && !form.overlaps(foot)).then_some(form)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const FOOT: Rect = Rect { left: -45.0, top: -45.0, right: 45.0, bottom: 80.0 };

    #[test]
    fn no_form_overlaps_or_is_higher_than_it_may_be() {
        for count in 1..=12 {
            for height in [126.0, 300.0, 560.0, 900.0] {
                for style in [Style::Clear, Style::Staggered, Style::Any] {
                    for form in of(count, FOOT, height, 1.0, true, style) {
                        let what = format!("{count} in {height}, {style:?}: {form:?}");
                        assert_eq!(form.spots.len(), count, "{what}");
                        assert!(!form.overlaps(FOOT), "{what}");
                        assert!(form.extent.height() <= height + 0.1, "{what}");
                    }
                }
            }
        }
    }
}
