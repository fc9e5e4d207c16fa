//! Where arrow keys lead among cards that stand in rows.
//!
//! Pure: from places to places.

use view::geometry::Rect;

/// Where to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// To the card before.
    Back,
    /// To the card after.
    On,
    /// To the row above.
    Up,
    /// To the row below.
    Down,
}

/// The card that lies this way from another; from nowhere, the first. None if there is none.
pub fn walk(cards: &[Rect], from: Option<usize>, way: Way) -> Option<usize> {
    let Some(from) = from else {
        return (way != Way::Up && !cards.is_empty()).then_some(0);
    };
    match way {
        Way::Back => from.checked_sub(1),
        Way::On => (from + 1 < cards.len()).then_some(from + 1),
        Way::Up => nearest(cards, from, -1.0),
        Way::Down => nearest(cards, from, 1.0),
    }
}

/// The nearest card above or below, rather straight than near.
fn nearest(cards: &[Rect], from: usize, sign: f64) -> Option<usize> {
    let here = cards.get(from)?.centre();
    let beyond = cards[from].height() / 2.0;
    let cost = |card: &Rect| {
        let there = card.centre();
        let (down, aside) = ((there.y - here.y) * sign, (there.x - here.x).abs());
        (down > beyond).then_some(down * 2.0 + aside)
    };
    let costs = cards.iter().enumerate().filter_map(|(index, card)| Some((index, cost(card)?)));
    costs.min_by(|a, b| a.1.total_cmp(&b.1)).map(|(index, _)| index)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Two rows: three cards, and two that stand further right.
    fn cards() -> Vec<Rect> {
        let card = |x: f64, y: f64| Rect { left: x, top: y, right: x + 100.0, bottom: y + 80.0 };
        vec![
            card(0.0, 0.0),
            card(110.0, 0.0),
            card(220.0, 0.0),
            card(30.0, 100.0),
            card(140.0, 100.0),
        ]
    }

    #[test]
    fn sideways_goes_through_all_cards_in_order() {
        assert_eq!(walk(&cards(), Some(2), Way::On), Some(3));
        assert_eq!(walk(&cards(), Some(3), Way::Back), Some(2));
        assert_eq!(walk(&cards(), Some(4), Way::On), None);
        assert_eq!(walk(&cards(), Some(0), Way::Back), None);
    }

    #[test]
    fn up_and_down_go_to_what_stands_there() {
        assert_eq!(walk(&cards(), Some(1), Way::Down), Some(4));
        assert_eq!(walk(&cards(), Some(0), Way::Down), Some(3));
        assert_eq!(walk(&cards(), Some(4), Way::Up), Some(1));
        assert_eq!(walk(&cards(), Some(1), Way::Up), None);
        assert_eq!(walk(&cards(), Some(3), Way::Down), None);
    }

    #[test]
    fn from_the_field_the_way_down_leads_to_the_first_card() {
        assert_eq!(walk(&cards(), None, Way::Down), Some(0));
        assert_eq!(walk(&[], None, Way::Down), None);
        assert_eq!(walk(&cards(), None, Way::Up), None);
    }
}
