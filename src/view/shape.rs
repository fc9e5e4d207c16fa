//! Shapes: what a picture is made of, drawn alike by the page and by the SVG document.
//!
//! A shape says what it means, its [`Ink`]; the page makes a class of that, a document a colour.
//! Knows no pattern and no browser. How wide a text is, nobody can say without its font: here it
//! is estimated from its characters, on the safe side.

use super::geometry::{Point, Rect, point};
use pattern::declare::Tone;

/// Something to be drawn.
#[derive(Clone, Debug, PartialEq)]
pub enum Shape {
    /// A box with round corners.
    Box(Rect, f64, Ink),
    /// A few characters.
    Text(Words),
    /// A line, or an area: path data.
    Path(String, Ink),
    /// A disc of this radius.
    Dot(Point, f64, Ink),
}

/// A few characters in their place.
#[derive(Clone, Debug, PartialEq)]
pub struct Words {
    /// The foot of the line at its start, middle or end.
    pub at: Point,
    /// Which of them.
    pub anchor: Anchor,
    /// The height of the letters.
    pub size: f64,
    /// What they mean.
    pub ink: Ink,
    /// The characters.
    pub text: String,
}

/// Where a text stands at its point.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Anchor {
    /// It begins there.
    Start,
    /// Its middle is there.
    Middle,
    /// It ends there.
    End,
}

/// What a shape means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ink {
    /// A box with something settled in it.
    Settled(Tone),
    /// A box with something open in it: the same, but dashed and empty.
    Open(Tone),
    /// The ground of a table, or a place that is free.
    Frame,
    /// As much as there is of something.
    Level(Tone),
    /// A hairline.
    Rule,
    /// A thick line.
    Band(Tone),
    /// A thin line; the number tells lines of the same tone apart by their dashes.
    Line(Tone, u8),
    /// A number or a code: monospaced.
    Value,
    /// The same, with a tone.
    Toned(Tone),
    /// A name beside what it names.
    Label,
    /// What is wrong.
    Wrong,
}

impl Ink {
    /// Its tone, if it has one.
    pub fn tone(self) -> Option<Tone> {
        match self {
            Ink::Settled(tone)
            | Ink::Open(tone)
            | Ink::Level(tone)
            | Ink::Band(tone)
            | Ink::Line(tone, _)
            | Ink::Toned(tone) => Some(tone),
            Ink::Frame | Ink::Rule | Ink::Value | Ink::Label | Ink::Wrong => None,
        }
    }

    /// The name of its class on the page.
    pub fn class(self) -> &'static str {
        match self {
            Ink::Settled(_) => "settled",
            Ink::Open(_) => "open-box",
            Ink::Frame => "frame",
            Ink::Level(_) => "level",
            Ink::Rule => "rule",
            Ink::Band(_) => "band",
            Ink::Line(_, 0) => "plot",
            Ink::Line(_, 1) => "plot dash",
            Ink::Line(..) => "plot dots",
            Ink::Value => "value",
            Ink::Toned(_) => "value toned",
            Ink::Label => "label",
            Ink::Wrong => "value wrong",
        }
    }

    /// The width of a letter of such a text, as a share of its height.
    fn letter(self) -> f64 {
        if self == Ink::Label { 0.58 } else { 0.62 }
    }
}

/// How wide a text is at most, but for letters that few languages have.
pub fn width(text: &str, size: f64, ink: Ink) -> f64 {
    text.chars().count() as f64 * size * ink.letter()
}

/// A text within a width: whole, or cut short with an ellipsis. Empty if not even that fits.
pub fn cut(text: &str, room: f64, size: f64, ink: Ink) -> String {
    let fit = (room / (size * ink.letter()) + 1e-6).max(0.0) as usize;
    if text.chars().count() <= fit {
        return text.into();
    }
    match fit {
        0 | 1 => String::new(),
        _ => text.chars().take(fit - 1).chain(['…']).collect(),
    }
}

/// A text, cut short to fit between two edges: at the left one, the right one, or in the middle.
/// None if not even an ellipsis fits.
pub fn line(
    text: &str,
    (left, right): (f64, f64),
    foot: f64,
    anchor: Anchor,
    size: f64,
    ink: Ink,
) -> Option<Shape> {
    let x = match anchor {
        Anchor::Start => left,
        Anchor::Middle => (left + right) / 2.0,
        Anchor::End => right,
    };
    let text = cut(text, right - left, size, ink);
    (!text.is_empty()).then(|| Shape::Text(Words { at: point(x, foot), anchor, size, ink, text }))
}

/// The rectangle around a shape; none around a path, whose maker keeps it in its place.
pub fn extent(shape: &Shape) -> Option<Rect> {
    match shape {
        Shape::Box(area, ..) => Some(*area),
        Shape::Dot(at, radius, _) => Some(Rect::around(*at, 2.0 * radius, 2.0 * radius)),
        Shape::Text(words) => {
            let wide = width(&words.text, words.size, words.ink);
            let left = match words.anchor {
                Anchor::Start => words.at.x,
                Anchor::Middle => words.at.x - wide / 2.0,
                Anchor::End => words.at.x - wide,
            };
            let (top, bottom) = (words.at.y - 0.76 * words.size, words.at.y + 0.2 * words.size);
            Some(Rect { left, top, right: left + wide, bottom })
        }
        Shape::Path(..) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_too_long_is_cut_short_and_what_fits_is_not() {
        let size = 10.0;
        let room = width("balance", size, Ink::Label);
        assert_eq!(cut("balance", room, size, Ink::Label), "balance");
        assert_eq!(cut("balances", room, size, Ink::Label), "balanc…");
        assert_eq!(cut("balances", 4.0, size, Ink::Label), "");
        assert!(width(&cut("balances of all", room, size, Ink::Label), size, Ink::Label) <= room);
    }

    #[test]
    fn a_text_stays_between_its_edges_whatever_its_anchor() {
        for anchor in [Anchor::Start, Anchor::Middle, Anchor::End] {
            for text in ["a", "somewhat longer than there is room"] {
                let shape = line(text, (10.0, 60.0), 20.0, anchor, 9.0, Ink::Value);
                let Some(area) = shape.as_ref().and_then(extent) else { continue };
                assert!(area.left >= 9.99 && area.right <= 60.01, "{anchor:?} {text}: {area:?}");
            }
        }
    }
}
