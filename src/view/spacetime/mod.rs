//! The space-time diagram: a lane a node, time to the right, every message an arrow from where and
//! when it was sent to where and when it arrived or was lost.
//!
//! Made of the records of a stretch of time. Where there are more messages or nodes than can be told
//! apart it shows some of them and says so. Knows places and meanings, no elements and no colours.

pub mod cone;
mod lanes;
mod thin;
mod walk;

use std::ops::Range;

use cone::{Cone, Tie, process};
pub use lanes::Lane;
pub use walk::Way;

use super::geometry::{Point, point, within};
use super::scale::{Scale, Tick};
use super::window::Window;
use kernel::ids::NodeId;
use kernel::order::by_key;
use kernel::record::{Loss, Record, What};
use kernel::time::Time;
use pattern::declare::{Glyph, Info, Tone};

/// Above the lanes.
pub const TOP: f64 = 6.0;
/// Below the lanes is the axis.
pub const BOTTOM: f64 = 20.0;
/// How many records after the stretch are looked through for the ends of its messages.
const BEYOND: usize = 4_096;

/// What a diagram is made from.
#[derive(Clone, Copy)]
pub struct Source<'a> {
    /// All records of the run that are known.
    pub records: &'a [Record],
    /// What the pattern declares.
    pub info: &'a Info,
    /// The nodes' roles.
    pub roles: &'a [u8],
    /// The node that is to be among the lanes, wherever there is no room for all.
    pub wanted: Option<NodeId>,
}

/// The room that a diagram has: a stretch of time is drawn, of which a window is seen.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Room {
    /// What is drawn.
    pub stretch: Window,
    /// The length of what is seen, in microseconds.
    pub seen: u64,
    /// The width of what is seen.
    pub width: f64,
    /// The height, with the axis.
    pub height: f64,
}

/// A stretch of a run, laid out.
#[derive(Clone, Debug, PartialEq)]
pub struct Diagram {
    /// Where times are.
    pub scale: Scale,
    /// The lanes, from the top.
    pub lanes: Vec<Lane>,
    /// How many nodes have no lane.
    pub hidden: usize,
    /// What happened at nodes, in the order of records.
    pub events: Vec<Event>,
    /// The messages, in the order in which they were sent.
    pub arrows: Vec<Arrow>,
    /// The records of the stretch.
    pub range: Range<u32>,
    /// Says which messages are left out; empty if all are shown.
    pub thinned: String,
    /// The axis.
    pub ticks: Vec<Tick>,
    /// Where the lanes end.
    pub floor: f64,
}

/// What a node did at one instant: the records of it that stand together.
#[derive(Clone, Debug, PartialEq)]
pub struct Event {
    /// Its records.
    pub records: Range<u32>,
    /// When.
    pub at: Time,
    /// Its lane.
    pub lane: usize,
    /// Where it is drawn.
    pub place: Point,
    /// What it is drawn as.
    pub mark: Mark,
}

/// What an event is drawn as: the weightiest of its records.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Mark {
    /// Messages were sent or received, and nothing else is to be seen.
    Plain,
    /// The node said something or did some work.
    Said,
    /// A timer expired.
    Timer,
    /// A client's operation began or ended.
    Client,
    /// The node moved in its state diagram, to a state of this tone.
    Moved(Tone),
    /// The node booted, or went on.
    Up,
    /// The node crashed, or stopped for a while.
    Down,
    /// Somebody acted on the cluster.
    Acted,
    /// A promise was broken.
    Broken,
}

/// A message.
#[derive(Clone, Debug, PartialEq)]
pub struct Arrow {
    /// The record of its sending.
    pub sent: u32,
    /// The record of its end, if that is known.
    pub end: Option<u32>,
    /// Where and when it was sent.
    pub from: Point,
    /// Where and when it ended, or would leave the picture.
    pub to: Point,
    /// How it ended.
    pub fate: Fate,
    /// The lanes that it leaves and makes for.
    pub lanes: (usize, usize),
    /// Its kind.
    pub kind: u8,
    /// Its tone.
    pub tone: Tone,
    /// Whether it is a mere sign of life.
    pub quiet: bool,
}

/// How a message ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// It arrived.
    Arrived,
    /// It was lost.
    Lost(Loss),
    /// It had not arrived by the end of what is known.
    Unknown,
}

/// A message as its records tell it, before it has a place.
#[derive(Clone, Copy, Debug)]
struct Message {
    sent: u32,
    from: NodeId,
    to: NodeId,
    kind: u8,
    at: Time,
    end: Option<(u32, Time, Fate)>,
}

impl Diagram {
    /// The diagram of a stretch. Messages in the line of causes of what was chosen are never left out.
    pub fn of(source: Source, room: Room, chosen: Option<&Cone>) -> Diagram {
        let Room { stretch, seen, width, height } = room;
        let records = source.records;
        let first = records.partition_point(|record| record.at < stretch.from);
        let last = records.partition_point(|record| record.at <= stretch.to).max(first);
        let length = stretch.span().0 as f64 / seen.max(1) as f64 * width;
        let scale = Scale { from: stretch.from, to: stretch.to, left: 0.0, right: length };
        let (lanes, hidden) = lanes::lanes(source, first..last, height);
        let floor = lanes.last().map_or(TOP, |lane| lane.y + lane.pitch / 2.0);
        let messages = messages(records, first..last);
        let (messages, thinned) = thin::thin(messages, source, &lanes, chosen);
        let mut diagram = Diagram {
            ticks: scale.ticks(110.0),
            range: first as u32..last as u32,
            events: Vec::new(),
            arrows: Vec::new(),
            lanes,
            hidden,
            thinned,
            scale,
            floor,
        };
        diagram.arrows = messages.iter().filter_map(|it| diagram.arrow(it, source.info)).collect();
        diagram.events = diagram.events_of(source);
        diagram
    }

    /// How everything stands to what was chosen: the events, and the arrows.
    pub fn ties(&self, records: &[Record], cone: &Cone) -> (Vec<Tie>, Vec<Tie>) {
        let tie =
            |id: u32| records.get(id as usize).map_or(Tie::Apart, |record| cone.tie(id, record));
        let event = |event: &Event| match tie(event.records.start) {
            // Its first record may have come before the cause that reached its others.
            Tie::Apart | Tie::Past => tie(event.records.end - 1).or(tie(event.records.start)),
            it => it,
        };
        let arrow = |arrow: &Arrow| match (tie(arrow.sent), arrow.end.map(tie)) {
            (Tie::Cause, Some(Tie::Cause | Tie::Itself)) => Tie::Cause,
            (_, Some(Tie::Itself)) => Tie::Cause,
            (_, Some(Tie::Past | Tie::Cause)) if arrow.fate == Fate::Arrived => Tie::Past,
            (Tie::Itself | Tie::Future, _) => Tie::Future,
            _ => Tie::Apart,
        };
        (self.events.iter().map(event).collect(), self.arrows.iter().map(arrow).collect())
    }

    /// How far the past and the future of what was chosen reach along each lane: up to one place, and
    /// from another on.
    pub fn reaches(&self, records: &[Record], cone: &Cone, nodes: usize) -> Vec<(f64, f64)> {
        let x = |id: u32| {
            let at = records.get(id as usize).map_or(self.scale.from, |record| record.at);
            within(self.scale.x(at), self.scale.left, self.scale.right)
        };
        let reach = |lane: &Lane| {
            let (past, future) = cone.reach(lane.node.map_or(nodes, NodeId::index));
            (past.map_or(self.scale.left, x), future.map_or(self.scale.right, x))
        };
        self.lanes.iter().map(reach).collect()
    }

    /// The lane of a node, or of whoever acts.
    pub fn lane_of(&self, node: Option<NodeId>) -> Option<usize> {
        self.lanes.binary_search_by_key(&lanes::rank(node), |lane| lanes::rank(lane.node)).ok()
    }

    fn arrow(&self, message: &Message, info: &Info) -> Option<Arrow> {
        let lanes = (self.lane_of(Some(message.from))?, self.lane_of(Some(message.to))?);
        let kind = info.messages.get(usize::from(message.kind));
        let (top, bottom) = (self.lanes[lanes.0].y, self.lanes[lanes.1].y);
        let from = point(self.scale.x(message.at), top);
        let (to, fate) = match message.end {
            Some((_, at, fate)) => {
                let share = match fate {
                    // Where the stage shows it to die as well.
                    Fate::Lost(Loss::Chance | Loss::Cut | Loss::Dropped) => 0.5,
                    Fate::Lost(Loss::Down) | Fate::Arrived | Fate::Unknown => 1.0,
                };
                (point(self.scale.x(at), top + (bottom - top) * share), fate)
            }
            None => (point(from.x + 14.0, top + (bottom - top) * 0.2), Fate::Unknown),
        };
        Some(Arrow {
            sent: message.sent,
            end: message.end.map(|(id, ..)| id),
            kind: message.kind,
            tone: kind.map_or(Tone::Quiet, |it| it.tone),
            quiet: kind.is_some_and(|it| it.glyph == Glyph::Dot),
            from,
            to,
            fate,
            lanes,
        })
    }

    /// The events that are to be seen: those that are more than the ends of messages left out.
    fn events_of(&self, source: Source) -> Vec<Event> {
        let mut ends: Vec<u32> = self.arrows.iter().map(|it| it.sent).collect();
        ends.extend(self.arrows.iter().filter_map(|it| it.end));
        by_key(&mut ends, |end| u64::from(*end));
        let mut events = Vec::new();
        let mut next = self.range.start;
        while next < self.range.end {
            let event = cone::event_of(source.records, next);
            let records = next..event.end.min(self.range.end);
            next = records.end;
            let Some(record) = source.records.get(records.start as usize) else { break };
            let nodes = source.roles.len();
            let Some(here) = process(record, nodes) else { continue };
            let node = (here < nodes).then_some(record.node);
            let Some(lane) = self.lane_of(node) else { continue };
            let mark = mark(&source.records[records.start as usize..records.end as usize], source);
            let place = ends.partition_point(|end| *end < records.start);
            let tied = ends.get(place).is_some_and(|end| *end < records.end);
            if mark == Mark::Plain && !tied {
                continue;
            }
            let at = point(self.scale.x(record.at), self.lanes[lane].y);
            events.push(Event { records, at: record.at, lane, place: at, mark });
        }
        events
    }
}

impl Mark {
    /// Its shape: path data that goes on from its middle.
    pub fn shape(self) -> &'static str {
        match self {
            Mark::Plain => "m-2 0a2 2 0 1 0 4 0a2 2 0 1 0-4 0Z",
            Mark::Said => "m-3 0a3 3 0 1 0 6 0a3 3 0 1 0-6 0Z",
            Mark::Timer => "m-4 0a4 4 0 1 0 8 0a4 4 0 1 0-8 0m4-2.5v2.5l1.8 1",
            Mark::Client => "m-3.2-3.2h6.4v6.4h-6.4Z",
            Mark::Moved(_) => "m-5.5 0a5.5 5.5 0 1 0 11 0a5.5 5.5 0 1 0-11 0Z",
            Mark::Up => "m0-5l4.8 8.4h-9.6Z",
            Mark::Down => "m-4.5-4.5l9 9m0-9l-9 9",
            Mark::Acted => "m0-6l6 6l-6 6l-6-6Z",
            Mark::Broken => "m0-8l8 8l-8 8l-8-8Z",
        }
    }
}

impl Arrow {
    /// Its path: the line with a head, or with a cross where it was lost.
    pub fn path(&self) -> String {
        let (from, to) = (self.from, self.to);
        let line = format!("M{from}L{to}");
        let length = from.distance(to).max(1.0);
        let (x, y) = ((to.x - from.x) / length, (to.y - from.y) / length);
        let side =
            |back: f64, aside: f64| point(to.x - x * back - y * aside, to.y - y * back + x * aside);
        match self.fate {
            Fate::Arrived => format!("{line}M{}L{to}L{}", side(6.5, 2.6), side(6.5, -2.6)),
            Fate::Lost(_) => {
                let corner = |right: f64, down: f64| point(to.x + right, to.y + down);
                let (a, b) = (corner(-4.0, -4.0), corner(4.0, 4.0));
                let (c, d) = (corner(-4.0, 4.0), corner(4.0, -4.0));
                format!("{line}M{a}L{b}M{c}L{d}")
            }
            Fate::Unknown => line,
        }
    }
}

impl Tie {
    fn or(self, other: Tie) -> Tie {
        if self == Tie::Apart { other } else { self }
    }
}

/// The messages that were under way within a stretch of the records, in the order they were sent.
fn messages(records: &[Record], stretch: Range<usize>) -> Vec<Message> {
    let mut list: Vec<Message> = Vec::new();
    let mut early: Vec<Message> = Vec::new();
    let beyond = (stretch.end + BEYOND).min(records.len());
    for id in stretch.start..beyond {
        let record = &records[id];
        let (from, kind, fate) = match record.what {
            What::Sent { to, kind, .. } if id < stretch.end => {
                let (sent, from, at) = (id as u32, record.node, record.at);
                list.push(Message { sent, from, to, kind, at, end: None });
                continue;
            }
            What::Delivered { from, kind, .. } => (from, kind, Fate::Arrived),
            What::Lost { from, kind, why, .. } => (from, kind, Fate::Lost(why)),
            _ => continue,
        };
        let end = Some((id as u32, record.at, fate));
        let sent = record.cause.0;
        match list.binary_search_by_key(&sent, |message| message.sent) {
            Ok(place) => list[place].end = end,
            Err(_) if (sent as usize) < stretch.start => {
                let at = records.get(sent as usize).map_or(record.at, |it| it.at);
                early.push(Message { sent, from, to: record.node, kind, at, end });
            }
            // Sent after the stretch.
            Err(_) => {}
        }
    }
    by_key(&mut early, |message| u64::from(message.sent));
    early.append(&mut list);
    early
}

/// The weightiest of what a node did at an instant.
fn mark(records: &[Record], source: Source) -> Mark {
    let weigh = |record: &Record| match record.what {
        What::Violated(_) => (9, Mark::Broken),
        What::Acted(_) => (8, Mark::Acted),
        What::Crashed | What::Paused | What::Wiped | What::Clogged => (7, Mark::Down),
        What::Booted | What::Resumed | What::Unclogged => (6, Mark::Up),
        What::Moved { to, .. } => {
            let role = source.roles.get(record.node.index());
            let role = role.and_then(|it| source.info.roles.get(usize::from(*it)));
            let state = role.and_then(|it| it.diagram.states.get(usize::from(to)));
            (5, Mark::Moved(state.map_or(Tone::Quiet, |it| it.tone)))
        }
        What::Invoked(_) | What::Completed(_) => (4, Mark::Client),
        What::Expired { .. } => (3, Mark::Timer),
        What::Noted(_) => (2, Mark::Said),
        What::Slowed(0) => (6, Mark::Up),
        What::Slowed(_) => (7, Mark::Down),
        What::Sent { .. }
        | What::Delivered { .. }
        | What::Lost { .. }
        | What::Measured { .. }
        | What::Opened(_)
        | What::Closed(_) => (1, Mark::Plain),
    };
    records.iter().map(weigh).max_by_key(|it| it.0).map_or(Mark::Plain, |it| it.1)
}

#[cfg(test)]
#[path = "tests.rs"]
mod tests;
