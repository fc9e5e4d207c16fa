//! A flow of work: what stands in columns by its tier, from left to right, or in rows from top to
//! bottom where the ground is narrow.
//!
//! Knows no partition and no roles: it places items with a footprint each, so that none overlap,
//! and so that no tie between two of them passes behind a third where that can be avoided.

use super::geometry::{Point, Rect, nearest_on, point, within};
use crate::sim::order::by_key;

/// Something that stands in a tier.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Item {
    /// Which tier.
    pub tier: u8,
    /// The room it takes, around its centre.
    pub foot: Rect,
    /// How near to its centre no tie of others may pass.
    pub radius: f64,
}

/// Air around everything.
const AIR: f64 = 4.0;
/// Ties can be told apart, and messages be seen on them, over this distance, at scale 1.
const GAP: f64 = 56.0;
/// Tiers are no further apart than this, at scale 1.
const GAP_MAX: f64 = 190.0;
/// Neighbours in a tier are no further apart than this, at scale 1, if they take less.
const PITCH_MAX: f64 = 190.0;
/// A disc and some air: so far a tie within a tier stays away from its middle, at scale 1.
const BOW: f64 = 52.0;
/// Past this many items nobody can follow a tie, and seeking a way around them would take long.
const FOLLOWED: usize = 40;

/// Places items within a region, in the order given: their centres. `ties` are pairs of items with
/// a line between them. If `clearly`, each tier is one column, and no tie passes behind a third item.
/// `None` if they do not fit.
pub fn fit(
    items: &[Item],
    ties: &[(usize, usize)],
    region: Rect,
    scale: f64,
    clearly: bool,
) -> Option<Vec<Point>> {
    let across = |upright: bool| {
        if !upright {
            return columns(items, ties, region, scale);
        }
        let turned: Vec<Item> =
            items.iter().map(|it| Item { foot: transposed(it.foot), ..*it }).collect();
        let places = columns(&turned, ties, transposed(region), scale)?;
        Some(places.into_iter().map(|at| point(at.y, at.x)).collect())
    };
    let narrow = region.width() < region.height();
    if !clearly {
        return across(narrow).or_else(|| across(!narrow));
    }
    let places = across(narrow)?;
    // Of a tier in several columns, some stand side by side.
    let abreast = |pair: &[usize]| {
        let way = places[pair[1]] - places[pair[0]];
        if narrow { way.x.abs() < 1e-6 } else { way.y.abs() < 1e-6 }
    };
    let one = |tier: &Vec<usize>| !tier.windows(2).any(abreast);
    let clear = tiers(items).iter().all(one) && hidden(items, ties, &places) == 0;
    clear.then_some(places)
}

/// A tier as it is to be placed.
struct Column {
    /// Its items, from top to bottom; where they need several columns, row by row.
    items: Vec<usize>,
    /// Side by side in so many columns.
    wide: usize,
    /// Around the centre of any of its items.
    foot: Rect,
    /// The distance of its rows.
    pitch: f64,
    /// How far its middle is pushed out, so that ties within it pass nobody.
    bow: f64,
    /// The centre of its first item, as far as it may be moved up and down.
    low: f64,
    high: f64,
}

impl Column {
    fn new(items: Vec<usize>, all: &[Item], region: Rect, scale: f64) -> Option<Column> {
        let feet = items.iter().map(|it| all[*it].foot.grown(AIR));
        let foot = feet.reduce(Rect::union)?;
        let fitting = (region.height() / foot.height()) as usize;
        if fitting == 0 {
            return None;
        }
        let wide = items.len().div_ceil(fitting);
        let rows = items.len().div_ceil(wide);
        let roomy = foot.height().max(PITCH_MAX * scale);
        let pitch = (region.height() / rows as f64).min(roomy);
        let length = (rows - 1) as f64 * pitch;
        let (low, high) = (region.top - foot.top, region.bottom - foot.bottom - length);
        Some(Column { items, wide, foot, pitch, bow: 0.0, low, high })
    }

    fn width(&self) -> f64 {
        self.wide as f64 * self.foot.width() + self.bow
    }

    fn rows(&self) -> usize {
        self.items.len().div_ceil(self.wide)
    }

    /// Where the middle of its discs may be.
    fn middles(&self) -> (f64, f64) {
        let half = (self.rows() - 1) as f64 * self.pitch / 2.0;
        (self.low + half, self.high.max(self.low) + half)
    }

    /// The centres of its items, its left edge and the middle of its discs given. `way` is the
    /// direction in which its bow goes.
    fn place(&self, left: f64, middle: f64, way: f64, places: &mut [Point]) {
        let rows = self.rows();
        let first = middle - (rows - 1) as f64 * self.pitch / 2.0;
        let start = left - self.foot.left + if way < 0.0 { self.bow } else { 0.0 };
        for (number, item) in self.items.iter().enumerate() {
            let (row, column) = (number / self.wide, number % self.wide);
            // A last row that is not full is centred under the others.
            let in_row = self.wide.min(self.items.len() - row * self.wide);
            let inset = (self.wide - in_row) as f64 / 2.0;
            let off = if rows > 1 { 2.0 * row as f64 / (rows - 1) as f64 - 1.0 } else { 0.0 };
            let x = start
                + (column as f64 + inset) * self.foot.width()
                + way * self.bow * (1.0 - off * off);
            places[*item] = point(x, first + row as f64 * self.pitch);
        }
    }
}

/// Tiers as columns from left to right.
fn columns(
    items: &[Item],
    ties: &[(usize, usize)],
    region: Rect,
    scale: f64,
) -> Option<Vec<Point>> {
    let mut list = tiers(items)
        .into_iter()
        .map(|tier| Column::new(tier, items, region, scale))
        .collect::<Option<Vec<Column>>>()?;
    let gaps = list.len().saturating_sub(1) as f64;
    let mut free =
        region.width() - list.iter().map(Column::width).sum::<f64>() - gaps * GAP * scale;
    if free < 0.0 {
        return None;
    }
    for column in &mut list {
        column.bow = bow(column, ties, scale).min(free);
        free -= column.bow;
    }
    let gap =
        if gaps > 0.0 { GAP * scale + (free / gaps).min((GAP_MAX - GAP) * scale) } else { 0.0 };
    let whole = list.iter().map(Column::width).sum::<f64>() + gaps * gap;
    // The discs of all tiers on one line, if there is room above and below.
    let ends = list.iter().map(Column::middles);
    let (low, high) =
        ends.fold((f64::MIN, f64::MAX), |(low, high), it| (low.max(it.0), high.min(it.1)));
    let line = within((low + high) / 2.0, region.top, region.bottom);
    let mut middles: Vec<f64> =
        list.iter().map(Column::middles).map(|(low, high)| within(line, low, high)).collect();
    let lefts: Vec<f64> = list
        .iter()
        .scan(region.centre().x - whole / 2.0, |next, column| {
            let left = *next;
            *next += column.width() + gap;
            Some(left)
        })
        .collect();
    let place = |middles: &[f64]| {
        let mut places = vec![Point::default(); items.len()];
        for (number, column) in list.iter().enumerate() {
            let way = if number == 0 && list.len() > 1 { -1.0 } else { 1.0 };
            column.place(lefts[number], middles[number], way, &mut places);
        }
        places
    };
    let mut places = place(&middles);
    if items.len() > FOLLOWED {
        return Some(places);
    }
    // Whatever has a tie pass behind it moves up or down.
    let mut worst = hidden(items, ties, &places);
    for number in 0..list.len() {
        if worst == 0 {
            break;
        }
        let (low, high) = list[number].middles();
        let step = list[number].items.iter().map(|it| items[*it].radius).fold(0.0, f64::max);
        for shift in [1.0, -1.0, 1.5, -1.5, 2.5, -2.5].map(|it| it * (step + AIR)) {
            let middle = within(line + shift, low, high);
            let tried = place(&replaced(&middles, number, middle));
            let count = hidden(items, ties, &tried);
            if count < worst {
                (worst, middles[number], places) = (count, middle, tried);
            }
        }
    }
    Some(places)
}

fn replaced(list: &[f64], at: usize, with: f64) -> Vec<f64> {
    let mut list = list.to_vec();
    list[at] = with;
    list
}

/// The items of each tier that has any, in order.
fn tiers(items: &[Item]) -> Vec<Vec<usize>> {
    let mut order: Vec<usize> = (0..items.len()).collect();
    by_key(&mut order, |it| u64::from(items[*it].tier));
    let same = |a: &usize, b: &usize| items[*a].tier == items[*b].tier;
    order.chunk_by(same).map(<[usize]>::to_vec).collect()
}

/// How far a tier bows so that its own ties pass nobody: a parabola in which the chord over one
/// item stays a disc away from it.
fn bow(column: &Column, ties: &[(usize, usize)], scale: f64) -> f64 {
    let own = |it: &usize| column.items.contains(it);
    let rows = column.rows();
    if column.wide > 1 || rows < 3 || !ties.iter().any(|(a, b)| own(a) && own(b)) {
        return 0.0;
    }
    let steps = (rows - 1) as f64;
    (BOW * scale * steps * steps / 4.0).min(200.0 * scale)
}

/// How many times a tie passes behind an item that it does not belong to.
fn hidden(items: &[Item], ties: &[(usize, usize)], places: &[Point]) -> usize {
    let passes = |(a, b): &(usize, usize)| {
        let others = (0..items.len()).filter(|it| it != a && it != b);
        let near = |it: &usize| {
            let at = places[*it];
            nearest_on(places[*a], places[*b], at).distance(at) < items[*it].radius
        };
        others.filter(near).count()
    };
    ties.iter().map(passes).sum()
}

/// A rectangle with its axes exchanged.
fn transposed(rect: Rect) -> Rect {
    Rect { left: rect.top, top: rect.left, right: rect.bottom, bottom: rect.right }
}

#[cfg(test)]
mod tests {
    use super::*;

    const REGION: Rect = Rect { left: 0.0, top: 0.0, right: 1_000.0, bottom: 600.0 };

    fn item(tier: u8) -> Item {
        let foot = Rect { left: -45.0, top: -45.0, right: 45.0, bottom: 80.0 };
        Item { tier, foot, radius: 40.0 }
    }

    fn items(tiers: &[u8]) -> Vec<Item> {
        tiers.iter().map(|tier| item(*tier)).collect()
    }

    #[test]
    fn tiers_stand_from_left_to_right_with_their_discs_on_one_line() {
        let at = fit(&items(&[0, 3, 7]), &[(0, 1), (1, 2)], REGION, 1.0, true).expect("room");
        assert!(at[0].x < at[1].x && at[1].x < at[2].x);
        assert!(at.iter().all(|it| (it.y - at[0].y).abs() < 0.1));
    }

    #[test]
    fn on_narrow_ground_they_stand_from_top_to_bottom() {
        let narrow = Rect { right: 300.0, ..REGION };
        let at = fit(&items(&[0, 1, 1, 2]), &[], narrow, 1.0, true).expect("room");
        assert!(at[0].y < at[1].y && at[1].x < at[2].x && at[2].y < at[3].y);
    }

    #[test]
    fn a_tie_over_a_tier_does_not_pass_behind_it() {
        let items = items(&[0, 1, 2]);
        let ties = [(0, 1), (1, 2), (0, 2)];
        let at = fit(&items, &ties, REGION, 1.0, true).expect("room");
        assert_eq!(hidden(&items, &ties, &at), 0, "{at:?}");
    }

    #[test]
    fn a_tier_that_talks_among_itself_bows() {
        for count in 3..=4 {
            let items = items(&vec![1; count]);
            let pairs = (0..count).flat_map(|a| (0..a).map(move |b| (a, b)));
            let ties: Vec<_> = pairs.collect();
            let at = fit(&items, &ties, REGION, 1.0, true).expect("room");
            assert_eq!(hidden(&items, &ties, &at), 0, "{at:?}");
        }
    }

    #[test]
    fn a_tier_is_one_column_where_it_is_to_be_clear() {
        let items = items(&[0, 1, 1, 1, 1, 1]);
        assert!(fit(&items, &[(0, 1)], REGION, 1.0, true).is_none());
        assert!(fit(&items, &[(0, 1)], REGION, 1.0, false).is_some());
    }

    #[test]
    fn what_does_not_fit_is_refused() {
        let small = Rect { right: 100.0, bottom: 100.0, ..REGION };
        assert!(fit(&items(&[0]), &[], small, 1.0, false).is_none());
        assert!(fit(&items(&[0; 50]), &[], REGION, 1.0, false).is_none());
        assert!(fit(&[], &[], small, 1.0, true).is_some_and(|at| at.is_empty()));
    }
}
