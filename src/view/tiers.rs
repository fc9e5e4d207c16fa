//! A flow of work: what stands in columns by its tier, from left to right, or in rows from top to
//! bottom where the ground is narrow.
//!
//! Knows no partition and no roles: it places items with a footprint each, so that none overlap,
//! and so that no tie between two of them passes behind a third where that can be avoided. How a
//! tier of several can stand is [`super::forms`]'s business.

use super::formation::Style;
use super::forms::{self, Form};
use super::geometry::{Point, Rect, nearest_on, point, within};
use kernel::order::by_key;

/// Something that stands in a tier.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Item {
    /// Which tier.
    pub tier: u8,
    /// The room it takes, around its centre.
    pub foot: Rect,
    /// How near to its centre no tie of others may pass.
    pub radius: f64,
    /// Where its widgets are, around its centre: no tie of others should pass there.
    pub widgets: Option<Rect>,
}

/// Air around everything.
pub const AIR: f64 = 4.0;
/// Ties can be told apart, and messages be seen on them, over this distance, at scale 1.
const GAP: f64 = 56.0;
/// Tiers are no further apart than this, at scale 1.
const GAP_MAX: f64 = 190.0;
/// Past this many items nobody can follow a tie, and seeking a way around them would take long.
const FOLLOWED: usize = 40;

/// Places items within a region, in the order given: their centres. `ties` are pairs of items with
/// a line between them. Unless any style will do, no tie passes behind a third item. `None` if they do
/// not fit.
pub fn fit(
    items: &[Item],
    ties: &[(usize, usize)],
    region: Rect,
    scale: f64,
    style: Style,
) -> Option<Vec<Point>> {
    let across = |upright: bool| {
        if !upright {
            return columns(items, ties, region, scale, style);
        }
        let turned: Vec<Item> = items.iter().map(transposed_item).collect();
        let places = columns(&turned, ties, transposed(region), scale, style)?;
        Some(places.into_iter().map(|at| point(at.y, at.x)).collect())
    };
    let narrow = region.width() < region.height();
    let clear = |upright: bool| {
        across(upright).filter(|places: &Vec<Point>| hidden(items, ties, places) == 0)
    };
    match style {
        Style::Clear => clear(narrow),
        Style::Turned | Style::Staggered => clear(narrow).or_else(|| clear(!narrow)),
        Style::Any => across(narrow).or_else(|| across(!narrow)),
    }
}

/// A tier as it is to be placed.
struct Column {
    /// Its items, in order.
    items: Vec<usize>,
    /// The ways in which they can stand.
    forms: Vec<Form>,
}

/// What is decided about a tier: its form, and how far its middle is from the line.
#[derive(Clone, Copy, Debug, Default)]
struct Choice {
    form: usize,
    shift: f64,
}

/// All tiers of a flow, from left to right.
struct Flow<'a> {
    items: &'a [Item],
    ties: &'a [(usize, usize)],
    region: Rect,
    scale: f64,
    columns: Vec<Column>,
}

fn columns(
    items: &[Item],
    ties: &[(usize, usize)],
    region: Rect,
    scale: f64,
    style: Style,
) -> Option<Vec<Point>> {
    let column = |tier: Vec<usize>| {
        let foot = tier.iter().map(|it| items[*it].foot.grown(AIR)).reduce(Rect::union)?;
        let own = |it: &usize| tier.contains(it);
        let tied = ties.iter().any(|(a, b)| own(a) && own(b));
        let forms = forms::of(tier.len(), foot, region.height(), scale, tied, style);
        (!forms.is_empty()).then_some(Column { items: tier, forms })
    };
    let columns = tiers(items).into_iter().map(column).collect::<Option<Vec<Column>>>()?;
    Flow { items, ties, region, scale, columns }.placed()
}

impl Flow<'_> {
    /// The best places that were found.
    fn placed(&self) -> Option<Vec<Point>> {
        let mut choices = vec![Choice::default(); self.columns.len()];
        let mut places = self.places(&choices).or_else(|| {
            // The slimmest form of each tier.
            for (choice, column) in choices.iter_mut().zip(&self.columns) {
                let widths = column.forms.iter().map(|form| form.extent.width());
                let slim = widths.enumerate().min_by(|a, b| a.1.total_cmp(&b.1));
                choice.form = slim.map_or(0, |it| it.0);
            }
            self.places(&choices)
        })?;
        if self.items.len() > FOLLOWED {
            return Some(places);
        }
        let mut least = self.cost(&choices, &places, f64::MAX)?;
        // Whatever has a tie pass behind it stands otherwise, or moves up or down.
        for _round in 0..2 {
            let before = least;
            for number in 0..self.columns.len() {
                for tried in self.others(number, choices[number]) {
                    if least < 1.0 {
                        return Some(places);
                    }
                    let mut next = choices.clone();
                    next[number] = tried;
                    let Some(at) = self.places(&next) else { continue };
                    if let Some(cost) = self.cost(&next, &at, least) {
                        (least, choices, places) = (cost, next, at);
                    }
                }
            }
            if least >= before {
                break;
            }
        }
        Some(places)
    }

    /// What else can be done with a tier: it stands in another form, or further up or down.
    fn others(&self, number: usize, now: Choice) -> Vec<Choice> {
        let column = &self.columns[number];
        let step = column.items.iter().map(|it| self.items[*it].radius).fold(0.0, f64::max) + AIR;
        let shifts = [1.0, -1.0, 1.5, -1.5, 2.5, -2.5].map(|it| it * step);
        let forms = (0..column.forms.len()).filter(|form| *form != now.form);
        let mut list: Vec<Choice> =
            shifts.iter().map(|shift| Choice { shift: *shift, ..now }).collect();
        list.extend(forms.flat_map(|form| {
            [0.0].into_iter().chain(shifts).map(move |shift| Choice { form, shift })
        }));
        list
    }

    fn form(&self, choices: &[Choice], number: usize) -> &Form {
        &self.columns[number].forms[choices[number].form]
    }

    /// Where everything is then; `None` if it does not fit.
    fn places(&self, choices: &[Choice]) -> Option<Vec<Point>> {
        let count = self.columns.len();
        let gaps = count.saturating_sub(1) as f64;
        let least = self.scale * GAP * gaps;
        let extents: Vec<Rect> = (0..count).map(|it| self.form(choices, it).extent).collect();
        let width: f64 = extents.iter().map(|it| it.width()).sum();
        let free = self.region.width() - width - least;
        if free < 0.0 {
            return None;
        }
        let most = (GAP_MAX - GAP) * self.scale;
        let gap = if gaps > 0.0 { GAP * self.scale + (free / gaps).min(most) } else { 0.0 };
        // Where the middle of each tier may be.
        let middle = |extent: &Rect| {
            let (low, high) = (self.region.top - extent.top, self.region.bottom - extent.bottom);
            (low, high.max(low))
        };
        // All middles on one line, if there is room above and below.
        let (low, high) = extents
            .iter()
            .map(middle)
            .fold((f64::MIN, f64::MAX), |(low, high), it| (low.max(it.0), high.min(it.1)));
        let line = within((low + high) / 2.0, self.region.top, self.region.bottom);
        let mut left = self.region.centre().x - (width + gaps * gap) / 2.0;
        let mut places = vec![Point::default(); self.items.len()];
        for (number, extent) in extents.iter().enumerate() {
            let (low, high) = middle(extent);
            let y = within(line + choices[number].shift, low, high);
            // The first tier bows to the other side.
            let mirrored = number == 0 && count > 1;
            let form = self.form(choices, number);
            for (item, spot) in self.columns[number].items.iter().zip(&form.spots) {
                let x = if mirrored { form.mirrored(*spot).x } else { spot.x };
                places[*item] = point(left - extent.left + x, y + spot.y);
            }
            left += extent.width() + gap;
        }
        Some(places)
    }

    /// What is wrong with places, the least last: ties behind items, ties behind widgets, and
    /// forms and shifts that are not needed. `None` if it is not below a bound.
    fn cost(&self, choices: &[Choice], places: &[Point], bound: f64) -> Option<f64> {
        let odd: f64 =
            choices.iter().map(|it| it.form as f64 * 0.04 + it.shift.abs() * 0.0005).sum();
        let cost = hidden(self.items, self.ties, places) as f64 * 1_000.0 + odd.min(0.9);
        if cost >= bound {
            return None;
        }
        let areas = self.items.iter().zip(places);
        let areas: Vec<Option<Rect>> =
            areas.map(|(item, at)| item.widgets.map(|area| area.moved(*at))).collect();
        let behind = |(a, b): &(usize, usize)| {
            let others = (0..self.items.len()).filter(|it| it != a && it != b);
            let passes =
                |it: &usize| areas[*it].is_some_and(|area| area.meets(places[*a], places[*b]));
            others.filter(passes).count()
        };
        let widgets: usize = self.ties.iter().map(behind).sum();
        Some(cost + widgets as f64 * 2.0).filter(|cost| *cost < bound)
    }
}

/// The items of each tier that has any, in order.
fn tiers(items: &[Item]) -> Vec<Vec<usize>> {
    let mut order: Vec<usize> = (0..items.len()).collect();
    by_key(&mut order, |it| u64::from(items[*it].tier));
    let same = |a: &usize, b: &usize| items[*a].tier == items[*b].tier;
    order.chunk_by(same).map(<[usize]>::to_vec).collect()
}

/// How many times a tie passes behind an item that it does not belong to.
pub fn hidden(items: &[Item], ties: &[(usize, usize)], places: &[Point]) -> usize {
    let passes = |(a, b): &(usize, usize)| {
        let others = (0..items.len()).filter(|it| it != a && it != b);
        let span = Rect::spanned(places[*a], places[*b]);
        let near = |it: &usize| {
            let (at, radius) = (places[*it], items[*it].radius);
            span.grown(radius).contains(at)
                && nearest_on(places[*a], places[*b], at).distance(at) < radius
        };
        others.filter(near).count()
    };
    ties.iter().map(passes).sum()
}

/// A rectangle with its axes exchanged.
fn transposed(rect: Rect) -> Rect {
    Rect { left: rect.top, top: rect.left, right: rect.bottom, bottom: rect.right }
}

fn transposed_item(item: &Item) -> Item {
    Item { foot: transposed(item.foot), widgets: item.widgets.map(transposed), ..*item }
}

#[cfg(test)]
mod tests {
    use super::*;

    const REGION: Rect = Rect { left: 0.0, top: 0.0, right: 1_000.0, bottom: 600.0 };

    fn item(tier: u8) -> Item {
        let foot = Rect { left: -45.0, top: -45.0, right: 45.0, bottom: 80.0 };
        let widgets = Some(Rect { top: 52.0, ..foot });
        Item { tier, foot, radius: 40.0, widgets }
    }

    fn items(tiers: &[u8]) -> Vec<Item> {
        tiers.iter().map(|tier| item(*tier)).collect()
    }

    #[test]
    fn tiers_stand_from_left_to_right_with_their_discs_on_one_line() {
        let at =
            fit(&items(&[0, 3, 7]), &[(0, 1), (1, 2)], REGION, 1.0, Style::Clear).expect("room");
        assert!(at[0].x < at[1].x && at[1].x < at[2].x);
        assert!(at.iter().all(|it| (it.y - at[0].y).abs() < 0.1));
    }

    #[test]
    fn on_narrow_ground_they_stand_from_top_to_bottom() {
        let narrow = Rect { right: 300.0, ..REGION };
        let at = fit(&items(&[0, 1, 1, 2]), &[], narrow, 1.0, Style::Clear).expect("room");
        assert!(at[0].y < at[1].y && at[1].x < at[2].x && at[2].y < at[3].y);
    }

    #[test]
    fn a_tie_over_a_tier_does_not_pass_behind_it() {
        let items = items(&[0, 1, 2]);
        let ties = [(0, 1), (1, 2), (0, 2)];
        let at = fit(&items, &ties, REGION, 1.0, Style::Clear).expect("room");
        assert_eq!(hidden(&items, &ties, &at), 0, "{at:?}");
    }

    #[test]
    fn a_tier_that_talks_among_itself_bows() {
        for count in 3..=4 {
            let items = items(&vec![1; count]);
            let pairs = (0..count).flat_map(|a| (0..a).map(move |b| (a, b)));
            let ties: Vec<_> = pairs.collect();
            let at = fit(&items, &ties, REGION, 1.0, Style::Clear).expect("room");
            assert_eq!(hidden(&items, &ties, &at), 0, "{at:?}");
        }
    }

    #[test]
    fn a_tier_is_one_column_where_it_is_to_be_clear() {
        let items = items(&[0, 1, 1, 1, 1, 1]);
        assert!(fit(&items, &[(0, 1)], REGION, 1.0, Style::Clear).is_none());
        assert!(fit(&items, &[(0, 1)], REGION, 1.0, Style::Any).is_some());
    }

    #[test]
    fn a_tier_too_long_for_a_column_lets_ties_pass_between_its_items() {
        // One asks six; and two that are tied to all of five that are tied among themselves.
        let ask: Vec<_> = (1..7).map(|it| (0, it)).collect();
        let mut all: Vec<_> = (1..6).flat_map(|a| (1..a).map(move |b| (a, b))).collect();
        all.extend((1..6).flat_map(|it| [(0, it), (it, 6)]));
        for (tiers, ties) in
            [([0, 1, 1, 1, 1, 1, 1].as_slice(), ask), (&[0, 1, 1, 1, 1, 1, 2], all)]
        {
            let items = items(tiers);
            assert!(fit(&items, &ties, REGION, 1.0, Style::Clear).is_none(), "{tiers:?}");
            let wide = Rect { right: 1_200.0, bottom: 760.0, ..REGION };
            let at = fit(&items, &ties, wide, 1.0, Style::Staggered).expect("room");
            assert_eq!(hidden(&items, &ties, &at), 0, "{at:?}");
        }
    }

    #[test]
    fn what_does_not_fit_is_refused() {
        let small = Rect { right: 100.0, bottom: 100.0, ..REGION };
        assert!(fit(&items(&[0]), &[], small, 1.0, Style::Any).is_none());
        assert!(fit(&items(&[0; 50]), &[], REGION, 1.0, Style::Any).is_none());
        assert!(fit(&[], &[], small, 1.0, Style::Clear).is_some_and(|at| at.is_empty()));
    }
}
