//! Where the bubbles of notes stand: beside what they speak of, over as little as possible.
//!
//! A bubble covers no node where the stage has room for it elsewhere, its stem crosses no other
//! node, and two bubbles never lie over each other. Knows no browser, and no scenario: it gets
//! words and the nodes that they are about.

use super::geometry::{Point, Rect, crossing, point, within};
use super::layout::Layout;
use crate::sim::ids::NodeId;

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
    pub const STEM: f64 = 4_000.0;
    /// A pixel of the stem's length.
    pub const WAY: f64 = 2.0;
}

/// The bubbles of these words, placed one after the other.
pub fn place<'a>(
    layout: &Layout,
    notes: impl Iterator<Item = (Option<NodeId>, &'a str)>,
) -> Vec<Bubble> {
    let things = Things::of(layout);
    let mut bubbles: Vec<Bubble> = Vec::new();
    for (node, words) in notes {
        let lines = wrap(words, columns(words, layout.size.0));
        let longest = lines.iter().map(|line| width(line)).max().unwrap_or(0) as f64;
        let size = (
            (longest * COLUMN).ceil() + 2.0 * MARGIN.x,
            lines.len() as f64 * LEADING + 2.0 * MARGIN.y,
        );
        // One that is hidden in a crowd is spoken of where the crowd is.
        let node = node.filter(|id| id.index() < layout.nodes.len());
        let (room, stem) = match node {
            Some(id) => things.beside(layout, id, size, &bubbles),
            None => (things.above(layout, size, &bubbles), None),
        };
        bubbles.push(Bubble { lines, room, stem });
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

    /// The best place for a bubble about a node, and its stem.
    fn beside(
        &self,
        layout: &Layout,
        id: NodeId,
        size: (f64, f64),
        others: &[Bubble],
    ) -> (Rect, Option<(Point, Point)>) {
        let own = self.nodes.iter().find(|(other, _)| *other == id).map(|(_, parts)| parts);
        let ring = layout.measures.ring(layout.build(id)) + 2.0;
        let foot = own.map_or(Rect::around(layout.at(id), 2.0 * ring, 2.0 * ring), |parts| {
            parts.iter().copied().fold(parts[0], Rect::union)
        });
        let at = layout.at(id);
        let stem = |room: Rect| {
            let from = room.clamp(at);
            (from, at + (from - at).unit() * ring)
        };
        let price = |room: &Rect| {
            let line = stem(*room);
            let mut sum = self.covered(layout, room, others) + self.crossed(line, id, others);
            sum += layout.faults.iter().filter(|it| cracks(&it.points, line)).count() as f64
                * cost::CRACK;
            sum + cost::WAY * (line.0 - line.1).length()
        };
        let rooms = around(foot, size).chain(everywhere(self.stage));
        let rooms = rooms.map(|at| fitted(at, size, self.stage));
        let best = rooms.min_by(|a, b| price(a).total_cmp(&price(b)));
        let room = best.unwrap_or_else(|| fitted(at, size, self.stage));
        (room, Some(stem(room)))
    }

    /// The best place for what is said of no node: as high as possible.
    fn above(&self, layout: &Layout, size: (f64, f64), others: &[Bubble]) -> Rect {
        let middle = layout.size.0 / 2.0;
        let price = |room: &Rect| {
            let off = (room.centre().x - middle).abs();
            self.covered(layout, room, others) + cost::WAY * (room.top + 0.2 * off)
        };
        let rooms = everywhere(self.stage).map(|at| fitted(at, size, self.stage));
        let best = rooms.min_by(|a, b| price(a).total_cmp(&price(b)));
        best.unwrap_or_else(|| fitted(point(middle, 0.0), size, self.stage))
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
        let parts = self.nodes.iter().flat_map(|(other, parts)| {
            // It ends at its own disc.
            parts.iter().skip(usize::from(*other == id))
        });
        let all = parts.chain(others.iter().map(|it| &it.room));
        let stems = others.iter().filter_map(|it| it.stem);
        let met = stems.filter(|it| crossing(it.0, it.1, line.0, line.1).is_some()).count();
        (all.filter(|it| leads_through(line, it.grown(-1.0))).count() + met) as f64 * cost::STEM
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
    (0..=24).flat_map(move |row| {
        let y = stage.top + stage.height() * f64::from(row) / 24.0;
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

fn columns(words: &str, stage: f64) -> usize {
    let [few, many, narrow] = COLUMNS;
    match (stage < NARROW, width(words) > 3 * few) {
        (true, _) => narrow,
        (false, long) => {
            let word = words.split_whitespace().map(width).max().unwrap_or(0);
            word.min(LONGEST).max(if long { many } else { few })
        }
    }
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
