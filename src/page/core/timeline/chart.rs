//! The timeline of a run within a width: lanes, shaded faults, other branches, marks.

use crate::session::Session;
use crate::shared::AttrValue;
use crate::timeline::ghosts;
use crate::timeline::marks::{SIZE, words};
use kernel::action::Timed;
use kernel::host::Status;
use kernel::ids::{Names, NodeId};
use kernel::time::Time;
use pattern::declare::{Info, Tone};
use run::words::write;
use view::geometry::Point;
use view::ghosts::Ghost;
use view::marks::Kind;
use view::scale::{Scale, Tick};
use view::spells::{Spell, Spells};
use view::spots::{Mark, What};
use view::tally::Layer;
use view::timeline::{Shade, Stretch, Timeline};
use view::window::Window;
use view::{spots, text, timeline};

/// What of a run a chart shows.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Seen {
    /// All of it.
    Whole,
    /// A stretch.
    Part(Window),
    /// All of it without lanes, above a diagram that shows a stretch.
    Slim,
}

/// The timeline of a run within a width.
#[derive(Debug)]
pub struct TimelineView {
    /// Where times are.
    pub scale: Scale,
    /// Where the run parts from the one beside it.
    pub parting: Option<Time>,
    /// The lanes, from above.
    pub lanes: Vec<Lane>,
    /// When faults were under way.
    pub shades: Vec<Shade>,
    /// What was wrong with nodes, and where.
    pub spells: Vec<(usize, Kind, f64, f64)>,
    /// The other branches.
    pub ghosts: Vec<Ghost>,
    /// What was done, what was said, what broke, in words.
    pub marks: Vec<(Mark, AttrValue)>,
    /// The times on the axis.
    pub ticks: Vec<Tick>,
    /// The height of a node's lane.
    pub pitch: f64,
    /// The whole run above the lanes, where they show a part of it.
    pub rail: Option<Scale>,
    /// Where the lanes begin.
    pub top: f64,
    /// Where the lanes end.
    pub floor: f64,
    /// Whether there are no lanes.
    pub slim: bool,
    /// What the pattern declares.
    pub info: &'static Info,
}

/// A lane of the timeline.
#[derive(Debug)]
pub struct Lane {
    /// The node's name.
    pub name: AttrValue,
    /// The role of its node or of its crowd.
    pub role: u8,
    /// Where it begins.
    pub top: f64,
    /// How high it is.
    pub height: f64,
    /// What it shows.
    pub shown: Shown,
}

/// What a lane shows.
#[derive(Debug)]
pub enum Shown {
    /// What a node was.
    Node(NodeId, Vec<(Stretch, Tone)>),
    /// How many of a crowd were what.
    Crowd(Vec<(Layer, Tone)>),
}

/// Above the lanes is room for marks and the playhead's handle.
pub const TOP: f64 = 24.0;

/// The run as a whole, where the lanes show a part of it.
pub const RAIL: f64 = 14.0;

/// The height of a timeline without lanes.
pub const SLIM: f64 = 8.0;

/// Below is the axis.
pub const BOTTOM: f64 = 18.0;

impl TimelineView {
    /// The chart of what is known of a session's run.
    pub fn of(session: &mut Session, timeline: &Timeline, width: f64, seen: Seen) -> TimelineView {
        let narrow = width < 700.0;
        let (left, right) = if narrow { (34.0, width - 16.0) } else { (72.0, width - 26.0) };
        let until = session.scenario().until;
        let whole = Scale { from: Time::ZERO, to: until, left, right: right.max(left + 1.0) };
        let scale = match seen {
            Seen::Part(part) => Scale { from: part.from, to: part.to, ..whole },
            Seen::Whole | Seen::Slim => whole,
        };
        let slim = seen == Seen::Slim;
        let rail = matches!(seen, Seen::Part(_)).then_some(whole);
        let top = TOP + if rail.is_some() { RAIL } else { 0.0 };
        let info = session.info();
        let frame = session.frame();
        let end = session.known_until();
        let alone = || frame.nodes.iter().filter(|node| !slim && timeline.has_lane(node.id));
        let pitch = match alone().count() {
            0..=7 if !narrow => 18.0,
            0..=7 => 13.0,
            _ => 11.0,
        };
        let mut floor = top;
        let mut lane = |name: &str, role: u8, height: f64, shown: Shown| {
            let top = floor;
            floor += height;
            Lane { name: AttrValue::from(name.to_string()), role, top, height, shown }
        };
        let mut lanes: Vec<Lane> = alone()
            .map(|node| {
                let stretches = timeline.lane(node.id, &scale, end).into_iter();
                let toned = stretches.map(|it| (it, tone(info, node.role, it.state))).collect();
                lane(&node.name, node.role, pitch, Shown::Node(node.id, toned))
            })
            .collect();
        for tally in timeline.tallies().iter().filter(|_| !slim) {
            let height = 2.0 * pitch + 4.0;
            let role = info.roles.get(usize::from(tally.role));
            let name = role.map_or(String::new(), |role| format!("{}…", role.prefix));
            let mut lane = lane(&name, tally.role, height, Shown::Crowd(Vec::new()));
            let layers = tally.layers(&scale, end, (lane.top + 2.0, lane.top + height - 2.0));
            let toned = layers.into_iter().map(|it| {
                let tone = tone(info, tally.role, it.state);
                (it, tone)
            });
            lane.shown = Shown::Crowd(toned.collect());
            lanes.push(lane);
        }
        let floor = if slim { top + SLIM } else { floor };
        let clocks = Spells::of_clocks(actions(session));
        let spell = |it: &Spell| {
            let to = it.to.map_or(scale.x(end.min(until)), |to| scale.x(to));
            let own = |lane: &Lane| matches!(lane.shown, Shown::Node(id, _) if id == it.node);
            let (from, to) = (scale.x(it.from).max(scale.left), to.min(scale.right));
            (from <= to).then_some(())?;
            Some((lanes.iter().position(own)?, it.kind, from, to))
        };
        let spells = timeline.spells().iter().chain(clocks.all()).filter_map(spell).collect();
        TimelineView {
            marks: marks(session, timeline, &scale),
            shades: timeline::shades(actions(session)),
            ghosts: view::ghosts::ghosts(session.document(), session.course()),
            ticks: scale.ticks(if narrow { 70.0 } else { 110.0 }),
            spells,
            lanes,
            pitch,
            scale,
            info,
            rail,
            floor,
            slim,
            top,
            parting: None,
        }
    }

    /// Where the run parts from the one beside it, if that is seen.
    pub fn parting_within(&self) -> Option<Time> {
        self.parting.filter(|at| *at >= self.scale.from && *at <= self.scale.to)
    }

    /// Where the lanes begin and end.
    pub fn between(&self) -> (f64, f64) {
        (self.top - 2.0, self.floor + 3.0)
    }

    /// Where there is room for a line of words about the lane at a height.
    pub fn above(&self, y: f64) -> f64 {
        let top = self.lanes.iter().find(|it| y < it.top + it.height).map_or(self.top, |it| it.top);
        if top < self.top + 20.0 { top + self.pitch + 3.0 } else { top - 21.0 }
    }

    /// The moment at a point, and what the node was whose lane is there.
    pub fn told_at(&self, at: Point) -> Option<String> {
        if at.x < self.scale.left - 2.0 || at.x > self.scale.right + 2.0 || at.y < self.top - 2.0 {
            return None;
        }
        let clock = text::clock(self.scale.at(at.x));
        let lane = self.lanes.iter().find(|it| it.top <= at.y && at.y < it.top + it.height);
        let Some(Lane { name, role, shown: Shown::Node(_, stretches), .. }) = lane else {
            return Some(clock);
        };
        let there = stretches.iter().find(|(it, _)| it.from <= at.x && at.x <= it.to);
        let Some((stretch, _)) = there else { return Some(clock) };
        let states =
            self.info.roles.get(usize::from(*role)).map_or(&[][..], |it| it.diagram.states);
        let was = match stretch.status {
            Status::Up => states.get(usize::from(stretch.state)).map_or("", |it| it.name),
            Status::Paused => "paused",
            Status::Down => "down",
        };
        Some(format!("{clock}  {name} {}", text::words(was)))
    }

    /// How high the whole timeline is.
    pub fn height(&self) -> f64 {
        self.floor + ghosts::height(&self.ghosts) + BOTTOM
    }
}

/// The marks of what was done, said and broken.
fn marks(session: &Session, timeline: &Timeline, scale: &Scale) -> Vec<(Mark, AttrValue)> {
    let (scenario, frame) = (session.scenario(), session.frame());
    let names = Names(frame.nodes.iter().map(|node| node.name.clone()).collect());
    let told = |what: What| match what {
        What::Note(index) => scenario.notes.get(index).map_or(String::new(), |it| it.text.clone()),
        What::Act(index) => {
            let action = actions(session).get(index);
            action.map_or(String::new(), |it| write(&it.action, &names))
        }
        What::Broken(_, property) => {
            let property = frame.properties.get(usize::from(property));
            format!("broken: {}", property.map_or("the state diagram", |it| it.name))
        }
    };
    let marks = spots::marks(timeline.moments(), &scenario.notes, scale, SIZE);
    marks
        .into_iter()
        .map(|it| (words(&it, told).into(), it))
        .map(|(words, it)| (it, words))
        .collect()
}

fn actions(session: &Session) -> &[Timed] {
    &session.scenario().setup.actions
}

/// The tone of a role's state.
pub fn tone(info: &Info, role: u8, state: u8) -> Tone {
    let states = info.roles[usize::from(role)].diagram.states;
    states.get(usize::from(state)).map_or(Tone::Quiet, |state| state.tone)
}
