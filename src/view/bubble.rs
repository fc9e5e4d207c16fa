//! Where the bubbles of notes stand: beside what they speak of, over as little as possible.
//!
//! A bubble covers no node where the stage has room for it elsewhere, its stem crosses no other
//! node, and two bubbles never lie over each other. Knows no browser, and no scenario: it gets
//! words and the nodes that they are about.

use super::geometry::{Point, Rect, crossing, nearest_on, point, within};
use super::layout::Layout;
use kernel::ids::NodeId;

/// A bubble in its place.
#[derive(Clone, Debug, PartialEq)]
pub struct Bubble {
    /// Its words, broken into lines.
    pub lines: Vec<String>,
    /// Where it stands.
    pub room: Rect,
    /// The line to its node; none if it speaks of the moment alone.
    pub stem: Option<(Point, Point)>,
}

/// The height of a line of words.
pub const LEADING: f64 = 15.0;
/// Between a bubble's edge and its words.
pub const MARGIN: Point = point(11.0, 6.0);
/// How wide a column of words is: a Latin letter takes one.
const COLUMN: f64 = 6.1;
/// How many columns make a line: of few words, of many; on a narrow stage.
const COLUMNS: [usize; 3] = [30, 44, 24];
/// One long word may make a line as long as this.
const LONGEST: usize = 56;
/// The size of a fault line's label.
const LABEL: (f64, f64) = (146.0, 28.0);
/// A stage below this width is narrow.
const NARROW: f64 = 500.0;

/// What a candidate covers or crosses, in what it costs: a square pixel, or a crossing.
mod cost {
    pub const DISC: f64 = 40.0;
    pub const PART: f64 = 12.0;
    pub const BUBBLE: f64 = 60.0;
    pub const CRACK: f64 = 900.0;
    /// A stretch of a fault line that it hides.
    pub const HIDDEN: f64 = 250.0;
    pub const STEM: f64 = 20_000.0;
    pub const THROUGH: f64 = 3_000.0;
    /// What is cheaper than this is nothing but a way.
    pub const GOOD: f64 = 500.0;
    /// A pixel of the stem's length.
    pub const WAY: f64 = 2.0;
}

/// The bubbles of these notes, placed one after the other: the node, its name, the words.
pub fn place<'a>(
    layout: &Layout,
    notes: impl Iterator<Item = (Option<NodeId>, &'a str, &'a str)>,
) -> Vec<Bubble> {
    let things = Things::of(layout);
    let mut bubbles: Vec<Bubble> = Vec::new();
    for (node, name, words) in notes {
        // One that is hidden in a crowd is spoken of where the crowd is.
        let node = node.filter(|id| id.index() < layout.nodes.len());
        let bubble = match node {
            None => things.best(layout, words, None, |room| things.above(layout, room, &bubbles)),
            Some(id) => {
                let foot = things.foot(layout, id);
                let pointing = things
                    .best(layout, words, foot, |room| things.beside(layout, id, room, &bubbles));
                let stem = things.stem(layout, id, pointing.room);
                if things.met(stem, id) == 0 {
                    Bubble { stem: Some(stem), ..pointing }
                } else {
                    // No line leads there past all others: the bubble names its node instead.
                    let words = format!("{name}: {words}");
                    things
                        .best(layout, &words, foot, |room| things.near(layout, id, room, &bubbles))
                }
            }
        };
        bubbles.push(bubble);
    }
    bubbles
}

/// What stands on a stage, to be kept clear of.
struct Things {
    /// The parts of each node that is drawn, its disc first.
    nodes: Vec<(NodeId, Vec<Rect>)>,
    crowds: Vec<Rect>,
    /// Where a fault line's label stands.
    label: Option<Rect>,
    stage: Rect,
}

impl Things {
    fn of(layout: &Layout) -> Things {
        let parts = |id: &NodeId| layout.measures.parts(layout.at(*id), layout.build(*id));
        let stage =
            Rect { left: 4.0, top: 4.0, right: layout.size.0 - 4.0, bottom: layout.size.1 - 4.0 };
        Things {
            nodes: layout.drawn.iter().map(|id| (*id, parts(id))).collect(),
            label: layout.faults.first().map(|it| Rect::around(it.label_at, LABEL.0, LABEL.1)),
            crowds: layout.crowds.iter().map(|crowd| crowd.area).collect(),
            stage,
        }
    }

    /// The bubble that costs least, of those of a few shapes, all over the stage.
    fn best(
        &self,
        layout: &Layout,
        words: &str,
        foot: Option<Rect>,
        price: impl Fn(&Rect) -> f64,
    ) -> Bubble {
        let mut best: Option<(f64, Bubble)> = None;
        for columns in shapes(words, layout.size.0) {
            // The usual shape, where it lies over nothing.
            if best.as_ref().is_some_and(|(least, _)| *least < cost::GOOD) {
                break;
            }
            let lines = wrap(words, columns);
            let longest = lines.iter().map(|line| width(line)).max().unwrap_or(0) as f64;
            let size = (
                (longest * COLUMN).ceil() + 2.0 * MARGIN.x,
                lines.len() as f64 * LEADING + 2.0 * MARGIN.y,
            );
            let beside = foot.into_iter().flat_map(|foot| around(foot, size));
            for at in beside.chain(everywhere(self.stage)) {
                let room = fitted(at, size, self.stage);
                let cost = price(&room);
                if best.as_ref().is_none_or(|(least, _)| cost < *least) {
                    best = Some((cost, Bubble { lines: lines.clone(), room, stem: None }));
                }
            }
        }
        best.map_or_else(
            || Bubble { lines: Vec::new(), room: Rect::default(), stem: None },
            |(_, bubble)| bubble,
        )
    }

    /// The rectangle around all that stands at a node.
    fn foot(&self, layout: &Layout, id: NodeId) -> Option<Rect> {
        Some(layout.measures.footprint(layout.at(id), layout.build(id)))
    }

    /// The line from a bubble to its node.
    fn stem(&self, layout: &Layout, id: NodeId, room: Rect) -> (Point, Point) {
        let (at, ring) = (layout.at(id), layout.measures.ring(layout.build(id)) + 2.0);
        let from = room.clamp(at);
        (from, at + (from - at).unit() * ring)
    }

    /// What a bubble with a stem to a node costs there.
    fn beside(&self, layout: &Layout, id: NodeId, room: &Rect, others: &[Bubble]) -> f64 {
        let line = self.stem(layout, id, *room);
        let cracks = layout.faults.iter().filter(|it| cracks(&it.points, line)).count();
        self.covered(layout, room, others)
            + self.crossed(line, id, others)
            + cracks as f64 * cost::CRACK
            + cost::WAY * line.0.distance(layout.at(id))
    }

    /// What a bubble without one costs there.
    fn near(&self, layout: &Layout, id: NodeId, room: &Rect, others: &[Bubble]) -> f64 {
        let at = layout.at(id);
        self.covered(layout, room, others) + cost::WAY * room.clamp(at).distance(at)
    }

    /// What is said of no node stands as high as possible.
    fn above(&self, layout: &Layout, room: &Rect, others: &[Bubble]) -> f64 {
        let off = (room.centre().x - layout.size.0 / 2.0).abs();
        self.covered(layout, room, others) + cost::WAY * (room.top + 0.2 * off)
    }

    /// How many other nodes' discs a stem leads through.
    fn met(&self, (a, b): (Point, Point), id: NodeId) -> usize {
        let others = self.nodes.iter().filter(|(other, _)| *other != id);
        others.filter(|(_, parts)| meets(parts[0], a, b)).count()
    }

    /// What a bubble would lie over.
    fn covered(&self, layout: &Layout, room: &Rect, others: &[Bubble]) -> f64 {
        let nodes = self.nodes.iter().flat_map(|(_, parts)| {
            let priced = parts.iter().enumerate();
            priced.map(|(part, it)| (it, if part == 0 { cost::DISC } else { cost::PART }))
        });
        let crowds = self.crowds.iter().map(|it| (it, cost::PART));
        let bubbles = others.iter().map(|it| (&it.room, cost::BUBBLE));
        let label = self.label.iter().map(|it| (it, cost::BUBBLE));
        let cracks = layout.faults.iter().flat_map(|it| it.points.windows(2));
        let hidden = cracks.filter(|it| leads_through((it[0], it[1]), *room)).count();
        let all = nodes.chain(crowds).chain(bubbles).chain(label);
        hidden as f64 * cost::HIDDEN
            + all.map(|(it, price)| price * shared(room.grown(3.0), *it)).sum::<f64>()
    }

    /// What a stem would lead through: another node, what stands at its own, another bubble.
    fn crossed(&self, line: (Point, Point), id: NodeId, others: &[Bubble]) -> f64 {
        let parts = self.nodes.iter().flat_map(|(_, parts)| parts.iter().skip(1));
        let discs = self.met(line, id) as f64 * cost::STEM;
        let all = parts.chain(others.iter().map(|it| &it.room));
        let stems = others.iter().filter_map(|it| it.stem);
        let met = stems.filter(|it| crossing(it.0, it.1, line.0, line.1).is_some()).count();
        let parts = all.filter(|it| leads_through(line, it.grown(-1.0))).count() + met;
        discs + parts as f64 * cost::THROUGH
    }
}

/// The middles of places around a node, near and less near.
fn around(foot: Rect, size: (f64, f64)) -> impl Iterator<Item = Point> {
    let middle = foot.centre();
    [8.0, 26.0, 60.0, 110.0].into_iter().flat_map(move |gap| {
        let x = foot.width() / 2.0 + size.0 / 2.0 + gap;
        let y = foot.height() / 2.0 + size.1 / 2.0 + gap;
        let (beside, above) = (size.0 / 2.0 - 12.0, size.1 / 2.0 - 6.0);
        [
            (0.0, -y),
            (beside, -y),
            (-beside, -y),
            (x, -above),
            (-x, -above),
            (x, 0.0),
            (-x, 0.0),
            (x, -y),
            (-x, -y),
            (x, above),
            (-x, above),
            (0.0, y),
            (beside, y),
            (-beside, y),
            (x, y),
            (-x, y),
        ]
        .map(|(dx, dy)| middle + point(dx, dy))
    })
}

/// Places all over the stage.
fn everywhere(stage: Rect) -> impl Iterator<Item = Point> {
    (0..=48).flat_map(move |row| {
        let y = stage.top + stage.height() * f64::from(row) / 48.0;
        (0..=8).map(move |column| point(stage.left + stage.width() * f64::from(column) / 8.0, y))
    })
}

/// A bubble with its middle there, or as near to it as the stage allows.
fn fitted(at: Point, size: (f64, f64), stage: Rect) -> Rect {
    let (half, tall) = (size.0 / 2.0, size.1 / 2.0);
    let x = within(at.x, stage.left + half, (stage.right - half).max(stage.left + half));
    let y = within(at.y, stage.top + tall, (stage.bottom - tall).max(stage.top + tall));
    Rect::around(point(x, y), size.0, size.1)
}

/// Whether a line leads through the disc in a square.
fn meets(disc: Rect, a: Point, b: Point) -> bool {
    let at = disc.centre();
    nearest_on(a, b, at).distance(at) < disc.width() / 2.0 - 3.0
}

fn cracks(points: &[Point], (a, b): (Point, Point)) -> bool {
    points.windows(2).any(|it| crossing(it[0], it[1], a, b).is_some())
}

/// Whether a line enters a rectangle.
fn leads_through((a, b): (Point, Point), rect: Rect) -> bool {
    let [p, q, r, s] = rect.corners();
    rect.contains(a)
        || rect.contains(b)
        || [(p, q), (q, r), (r, s), (s, p)].iter().any(|it| crossing(it.0, it.1, a, b).is_some())
}

/// The area that two rectangles share.
fn shared(a: Rect, b: Rect) -> f64 {
    let width = a.right.min(b.right) - a.left.max(b.left);
    let height = a.bottom.min(b.bottom) - a.top.max(b.top);
    width.max(0.0) * height.max(0.0)
}

/// How many columns the lines of a bubble may have: as they look best, and wider where there is
/// room for a flat bubble alone.
fn shapes(words: &str, stage: f64) -> Vec<usize> {
    let [few, many, narrow] = COLUMNS;
    let widest = ((stage - 2.0 * MARGIN.x - 10.0) / COLUMN).max(8.0) as usize;
    let word = words.split_whitespace().map(width).max().unwrap_or(0).min(LONGEST);
    let usual = match (stage < NARROW, width(words) > 3 * few) {
        (true, _) => narrow,
        (false, true) => many,
        (false, false) => few,
    };
    let mut shapes = Vec::new();
    for columns in [usual.max(word), usual + 14, width(words).div_ceil(2), width(words)] {
        let columns = columns.min(widest);
        if columns >= usual.min(widest) && !shapes.contains(&columns) {
            shapes.push(columns);
        }
    }
    shapes
}

/// How many columns a text takes: what is written in squares, and emoji, take two.
pub fn width(text: &str) -> usize {
    text.chars().map(columns_of).sum()
}

fn columns_of(c: char) -> usize {
    match u32::from(c) {
        // Marks that join or change what stands before them.
        0x300..=0x36f | 0x200d | 0xfe00..=0xfe0f | 0x1f3fb..=0x1f3ff => 0,
        0x1100..=0x115f
        | 0x2600..=0x27bf
        | 0x2e80..=0xa4cf
        | 0xac00..=0xd7a3
        | 0xf900..=0xfaff
        | 0xfe30..=0xfe6f
        | 0xff00..=0xff60
        | 0x1f000..=0x1faff
        | 0x20000..=0x3fffd => 2,
        _ => 1,
    }
}

/// Breaks words into lines of at most so many columns: between words where that is possible, else
/// within one, though never within what is drawn as one sign.
pub fn wrap(words: &str, columns: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in words.split_whitespace() {
        let room = lines.last().map_or(0, |line| columns.saturating_sub(width(line) + 1));
        if room >= width(word)
            && let Some(line) = lines.last_mut()
        {
            line.push(' ');
            line.push_str(word);
            continue;
        }
        let mut line = String::new();
        let mut joined = false;
        for c in word.chars() {
            let free = columns_of(c) == 0 || joined;
            if !free && width(&line) + columns_of(c) > columns {
                lines.push(std::mem::take(&mut line));
            }
            line.push(c);
            joined = c == '\u{200d}';
        }
        lines.push(line);
    }
    lines
}

#[cfg(test)]
#[path = "bubble_tests.rs"]
mod tests;
