//! Crowds: nodes of one role that are too many to be drawn one by one. They stand in a box with
//! counts of how they are, and a few of them beside the counts as examples.
//!
//! Decides which roles are crowds, how large their boxes are, who is shown as an example, and which
//! messages are shown where there are more than anybody could follow. Knows no places but within a
//! box: where it stands is [`super::plan`]'s business.

use super::formation::{Build, Measures};
use super::geometry::{Point, Rect, point};
use super::shape::{Anchor, Ink, Shape, line};
use super::widgets::Piece;
use kernel::host::Status;
use kernel::ids::{NodeId, RecordId};
use kernel::order::by_key;
use kernel::time::Span;
use pattern::declare::{Info, Role, Tone};
use run::frame::{DETAILED, Frame, NodeFrame};

/// The nodes of a role on one side of a partition.
#[derive(Clone, Debug, PartialEq)]
pub struct Crowd {
    /// Their role.
    pub role: u8,
    /// All of them.
    pub members: Vec<NodeId>,
    /// Those who are not drawn as examples.
    pub hidden: Vec<NodeId>,
    /// The box.
    pub area: Rect,
    /// How many lines of counts there is room for.
    pub lines: usize,
}

/// How large the box of a crowd is, and what is in it.
#[derive(Clone, Copy, Debug)]
pub struct Form {
    /// The box, around its centre.
    pub foot: Rect,
    /// How many lines of counts it has.
    lines: usize,
    /// How many examples stand below them.
    slots: usize,
    /// The room of an example, around its centre.
    slot: Rect,
}

/// How many nodes have one status and state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Count {
    /// Whether they run.
    pub status: Status,
    /// Their state, if they run.
    pub state: u8,
    /// How many.
    pub count: usize,
}

/// So few need no box.
pub const FEW: usize = 4;
/// So many nodes can be drawn one by one on a roomy stage, and so many of one role.
const DRAWN: usize = 30;
/// The height of the title.
const HEAD: f64 = 24.0;
/// The distance of the lines of counts.
const LINE: f64 = 15.0;
/// The width of a character of the counts.
const LETTER: f64 = 6.6;
/// The height of the letters of the counts, and of the title.
const SIZES: (f64, f64) = (10.5, 13.0);
/// How many examples stand in a box at most.
const SLOTS: usize = 3;
/// Past this many, messages are sampled.
pub const MOVING: usize = 300;

/// The roles that are drawn as crowds on a stage of this size, whatever its partition.
pub fn crowded(info: &Info, roles: &[u8], (width, height): (f64, f64)) -> Vec<u8> {
    let mut counts = vec![0; info.roles.len()];
    for role in roles {
        if let Some(count) = counts.get_mut(usize::from(*role)) {
            *count += 1;
        }
    }
    let roomy = width * height > 500_000.0;
    let each = if roomy { DETAILED } else { DETAILED - 3 };
    let mut crowds: Vec<u8> =
        (0..counts.len()).filter(|role| counts[*role] > each).map(|role| role as u8).collect();
    let drawn = |crowds: &[u8]| {
        let others = (0..counts.len()).filter(|role| !crowds.contains(&(*role as u8)));
        others.map(|role| counts[role]).sum::<usize>()
    };
    while drawn(&crowds) > if roomy { DRAWN } else { DRAWN / 2 } {
        let others = (0..counts.len()).filter(|role| !crowds.contains(&(*role as u8)));
        let Some(largest) = others.max_by_key(|role| counts[*role]) else { break };
        if counts[largest] <= FEW {
            break;
        }
        crowds.push(largest as u8);
    }
    crowds
}

impl Form {
    /// The box of so many nodes of a role.
    pub fn of(role: &Role, build: Build, measures: Measures, members: usize) -> Form {
        let states = role.diagram.states;
        // Those that run by their state, those that do not by that.
        let lines = states.len().clamp(1, 6) + 2;
        let slot = measures.footprint(Point::default(), build).grown(3.0);
        let bar = if measures.scale >= 0.5 { 56.0 } else { 0.0 };
        let digits = grouped(members).len() as f64;
        let counts = 24.0 + name_width(role) + 8.0 + bar + digits * LETTER + 14.0;
        let title = title(role, members).chars().count() as f64 * 7.6 + 24.0;
        let least = counts.max(title).max(150.0 * measures.scale);
        let fitting = ((330.0 * measures.scale).max(least) - 12.0) / slot.width();
        let slots = if measures.badges { (fitting as usize).min(SLOTS) } else { 0 };
        let width = least.max(slots as f64 * slot.width() + 12.0);
        let examples = if slots > 0 { slot.height() + 4.0 } else { 0.0 };
        let height = HEAD + lines as f64 * LINE + 6.0 + examples;
        Form { foot: Rect::around(Point::default(), width, height), lines, slots, slot }
    }

    /// A box of this form at a point. `telling` are the nodes that are examples before others.
    /// Where each stands, the hidden ones too, is told to `place`.
    pub fn crowd(
        self,
        (role, members): (u8, &[NodeId]),
        at: Point,
        telling: &[NodeId],
        mut place: impl FnMut(NodeId, Point),
    ) -> Crowd {
        let area = Rect::around(at, self.foot.width(), self.foot.height());
        let slots = self.slots.min(members.len() - 1);
        let first = telling.iter().filter(|id| members.contains(id));
        let mut shown: Vec<NodeId> = Vec::with_capacity(slots);
        for id in first.chain(members.iter().take(slots)) {
            if shown.len() < slots && !shown.contains(id) {
                shown.push(*id);
            }
        }
        by_key(&mut shown, |id| u64::from(id.0));
        let pitch = area.width() / slots.max(1) as f64;
        for (number, id) in shown.iter().enumerate() {
            let x = area.left + (number as f64 + 0.5) * pitch;
            let y = area.bottom - 4.0 - self.slot.height() / 2.0;
            place(*id, point(x, y) - self.slot.centre());
        }
        let hidden: Vec<NodeId> =
            members.iter().copied().filter(|id| !shown.contains(id)).collect();
        for id in &hidden {
            place(*id, within(area, *id));
        }
        Crowd { role, members: members.to_vec(), hidden, area, lines: self.lines }
    }
}

impl Crowd {
    /// The same in a box of any size, without examples: the last resort.
    pub fn squeezed(
        (role, members): (u8, &[NodeId]),
        area: Rect,
        mut place: impl FnMut(NodeId, Point),
    ) -> Crowd {
        for id in members {
            place(*id, within(area, *id));
        }
        let lines = ((area.height() - HEAD - 4.0) / LINE).max(0.0) as usize;
        Crowd { role, members: members.to_vec(), hidden: members.to_vec(), area, lines }
    }

    /// The hidden node that stands for all of them.
    pub fn head(&self) -> Option<NodeId> {
        self.hidden.first().copied()
    }

    /// Where a line of counts stands: its left end and its middle.
    pub fn line_at(&self, line: usize) -> Point {
        point(self.area.left, self.area.top + HEAD + (line as f64 + 0.5) * LINE)
    }

    /// From where to where the bar of the largest possible count reaches; nothing where there is no
    /// room for bars.
    pub fn bar(&self, role: &Role) -> Option<(f64, f64)> {
        let digits = grouped(self.members.len()).len() as f64;
        let (left, right) = (
            self.area.left + 24.0 + name_width(role) + 8.0,
            self.area.right - 14.0 - digits * LETTER,
        );
        (right - left >= 24.0).then_some((left, right))
    }

    /// How many of its members are how, as many lines as there is room for: every state, and those
    /// that do not run if there are any.
    pub fn counts(&self, role: &Role, frame: &Frame) -> Vec<Count> {
        let states = role.diagram.states.len();
        let mut up = vec![0; states];
        let (mut paused, mut down) = (0, 0);
        for node in self.members.iter().filter_map(|id| frame.nodes.get(id.index())) {
            match node.status {
                Status::Up => {
                    if let Some(count) = up.get_mut(usize::from(node.state)) {
                        *count += 1;
                    }
                }
                Status::Paused => paused += 1,
                Status::Down => down += 1,
            }
        }
        let states = up.into_iter().enumerate();
        let mut list: Vec<Count> = states
            .map(|(state, count)| Count { status: Status::Up, state: state as u8, count })
            .collect();
        let others = [(Status::Paused, paused), (Status::Down, down)];
        list.extend(
            others
                .map(|(status, count)| Count { status, state: 0, count })
                .iter()
                .filter(|it| it.count > 0),
        );
        // Nobody misses a state that nobody is in.
        while list.len() > self.lines
            && let Some(empty) = list.iter().rposition(|it| it.count == 0)
        {
            list.remove(empty);
        }
        list.truncate(self.lines);
        list
    }
}

/// A box and what is written into it, for all of a role whose counts these are.
pub fn pieces(crowd: &Crowd, role: &Role, counts: &[Count]) -> Vec<Piece> {
    let area = crowd.area;
    let frame = Piece {
        class: "crowd-box",
        title: String::new(),
        shapes: vec![Shape::Box(area, 9.0, Ink::Frame)],
    };
    let edges = (area.left + 10.0, area.right - 8.0);
    let words = title(role, crowd.members.len());
    let head = line(&words, edges, area.top + 17.0, Anchor::Start, SIZES.1, Ink::Label);
    let head = Piece { class: "title", title: String::new(), shapes: head.into_iter().collect() };
    let lines = counts.iter().enumerate().map(|(at, count)| {
        let mut shapes = Vec::with_capacity(4);
        let (name, tone) = name_of(role, count);
        let middle = crowd.line_at(at);
        let (foot, size) = (middle.y + 3.6, SIZES.0);
        shapes.push(Shape::Dot(point(middle.x + 15.0, middle.y), 4.0, Ink::Settled(tone)));
        let number = grouped(count.count);
        let taken = number.len() as f64 * LETTER;
        let most = area.right - 12.0 - taken;
        let names = (area.left + 24.0, crowd.bar(role).map_or(most, |bar| bar.0 - 4.0));
        shapes.extend(line(&name, names, foot, Anchor::Start, size, Ink::Label));
        let numbers = (area.left, area.right - 9.0);
        shapes.extend(line(&number, numbers, foot, Anchor::End, size, Ink::Value));
        if let Some((left, right)) = crowd.bar(role) {
            let share = count.count as f64 / crowd.members.len().max(1) as f64;
            let (top, bottom) = (middle.y - 3.5, middle.y + 3.5);
            let whole = Rect { left, top, right, bottom };
            shapes.push(Shape::Box(whole, 2.0, Ink::Frame));
            if count.count > 0 {
                let right = (left + share * (right - left)).max(left + 1.5);
                shapes.push(Shape::Box(Rect { right, ..whole }, 2.0, Ink::Level(tone)));
            }
        }
        Piece { class: "count", title: format!("{number} {name}"), shapes }
    });
    [frame, head].into_iter().chain(lines).collect()
}

/// A crowd in a sentence, for those who do not see it.
pub fn words(crowd: &Crowd, role: &Role, counts: &[Count]) -> String {
    let counts = counts.iter().filter(|it| it.count > 0);
    let counts = counts.map(|it| format!("{} {}", grouped(it.count), name_of(role, it).0));
    format!("{}: {}", title(role, crowd.members.len()), counts.collect::<Vec<_>>().join(", "))
}

/// The name of a count, and its tone.
pub fn name_of(role: &Role, count: &Count) -> (String, Tone) {
    match count.status {
        Status::Paused => ("paused".into(), Tone::Quiet),
        Status::Down => ("down".into(), Tone::Bad),
        Status::Up => match role.diagram.states.get(usize::from(count.state)) {
            Some(state) => (spaced(state.name), state.tone),
            None => (String::new(), Tone::Quiet),
        },
    }
}

/// A state's name as words: `backing off` for `BackingOff`.
fn spaced(name: &str) -> String {
    let mut words = String::with_capacity(name.len() + 2);
    for letter in name.chars() {
        if letter.is_ascii_uppercase() && words.ends_with(|it: char| it.is_ascii_lowercase()) {
            words.push(' ');
        }
        words.push(letter.to_ascii_lowercase());
    }
    words
}

/// So many characters of a state's name are shown.
const NAME_MAX: usize = 16;

fn name_width(role: &Role) -> f64 {
    let names = role.diagram.states.iter().map(|state| spaced(state.name).chars().count());
    names.max().unwrap_or(0).clamp(6, NAME_MAX) as f64 * LETTER
}

/// What a box is called: `1,000 clients`.
pub fn title(role: &Role, members: usize) -> String {
    let name = role.name;
    let plural = match name.strip_suffix('y') {
        Some(stem) if !stem.ends_with(['a', 'e', 'o', 'u']) => format!("{stem}ies"),
        _ => format!("{name}s"),
    };
    format!("{} {plural}", grouped(members))
}

/// A number with its thousands set apart: `1,000`.
pub fn grouped(number: usize) -> String {
    match (number / 1_000, number % 1_000) {
        (0, rest) => rest.to_string(),
        (thousands, rest) => format!("{},{rest:03}", grouped(thousands)),
    }
}

/// Who of the crowds is shown before others: who is selected, then who is not as the others are.
pub fn telling(frame: &Frame, crowded: &[u8], selected: Option<NodeId>) -> Vec<NodeId> {
    if crowded.is_empty() {
        return Vec::new();
    }
    let cut = frame.cuts.iter().flat_map(|(from, to, _)| [*from, *to]);
    let shaped = frame.links.iter().flat_map(|(link, _)| [link.from, link.to]);
    let linked: Vec<NodeId> = cut.chain(shaped).take(2 * TELLING).collect();
    let differs = |node: &&NodeFrame| {
        node.status != Status::Up
            || node.slow > Span::ZERO
            || node.clock.is_some()
            || frame.clogged.first().is_some_and(|_| frame.clogged.contains(&node.id))
            || linked.contains(&node.id)
    };
    let crowd = frame.nodes.iter().filter(|node| crowded.contains(&node.role));
    let others = crowd.filter(differs).map(|node| node.id).take(TELLING);
    selected.into_iter().chain(others).collect()
}

/// How many nodes that differ are looked for: there is room for few.
const TELLING: usize = 32;

/// One of how many messages is shown, if there are so many, and so it was before: a power of two,
/// so that with a larger one some vanish and none appear. It is slow to shrink again.
pub fn share(count: usize, before: u32) -> u32 {
    let needed = (count.div_ceil(MOVING).max(1) as u32).next_power_of_two();
    let roomy = count / needed.max(1) as usize > MOVING * 2 / 3;
    if needed < before && roomy { needed * 2 } else { needed }
}

/// Says that messages are sampled.
pub fn sampled(share: u32) -> String {
    format!("1 in {share} messages shown")
}

/// Whether a message is one of those that stand for the others.
pub fn is_sample(sent: RecordId, share: u32) -> bool {
    // Scattered: what is sent in turns would otherwise always leave out the same ones.
    sent.0.wrapping_mul(0x9E37_79B9).reverse_bits() & (share - 1) == 0
}

/// Where in a box a hidden node is thought to stand: its messages come from there.
fn within(area: Rect, id: NodeId) -> Point {
    let number = f64::from(id.0);
    let share = |step: f64| 0.1 + 0.8 * (number * step).fract();
    // Steps of irrational numbers scatter evenly.
    let (x, y) = (share(0.754_877_666), share(0.569_840_291));
    point(area.left + x * area.width(), area.top + y * area.height())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stand_in::{DESKTOP, INFO, roles};

    #[test]
    fn a_role_of_many_is_a_crowd() {
        assert!(crowded(&INFO, &roles(9, 4), DESKTOP).is_empty());
        assert!(crowded(&INFO, &roles(9, 4), (390.0, 420.0)).is_empty());
        assert_eq!(crowded(&INFO, &roles(5, 13), DESKTOP), [1]);
        assert_eq!(crowded(&INFO, &roles(5, 10), (390.0, 420.0)), [1]);
        assert_eq!(crowded(&INFO, &roles(10_000, 0), DESKTOP), [0]);
    }

    #[test]
    fn titles_are_in_words_and_thousands() {
        assert_eq!(title(&Role::CLIENT, 10_000), "10,000 clients");
        assert_eq!(title(&Role { name: "registry", ..Role::NODE }, 13), "13 registries");
        assert_eq!(title(&Role { name: "relay", ..Role::NODE }, 999), "999 relays");
    }

    #[test]
    fn messages_are_sampled_past_what_can_be_followed() {
        assert_eq!([0, 1, 300].map(|count| share(count, 1)), [1, 1, 1]);
        assert_eq!([301, 600, 601, 2_400].map(|count| share(count, 1)), [2, 2, 4, 8]);
        // Around the edge it does not waver.
        assert_eq!((share(290, 2), share(150, 2), share(1_000, 8)), (2, 1, 8));
    }

    #[test]
    fn a_sample_is_about_its_share_and_part_of_every_larger_one() {
        for share in [1, 2, 4, 8, 16] {
            for step in [1, 2, 3, 7] {
                let shown = (0..4_000).filter(|n| is_sample(RecordId(n * step), share)).count();
                let expected = 4_000 / share as usize;
                assert!(shown.abs_diff(expected) < expected / 3 + 1, "{share} {step}: {shown}");
            }
        }
        let parts = (0..1_000).filter(|n| is_sample(RecordId(*n), 8));
        assert!(parts.into_iter().all(|n| is_sample(RecordId(n), 4)));
    }
}
