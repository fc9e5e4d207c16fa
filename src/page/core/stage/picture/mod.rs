//! What the stage shows besides the run: where things stand, what glides, what the pointer holds.
//!
//! Pure: pointer events come in as points of the stage, commands go out. Knows no browser.

pub mod aim;
#[cfg(test)]
mod tests;
use crate::command::pointer::Target;
use crate::command::{Command, Edit, Selection};
use kernel::action::{Action, Link};
use kernel::ids::NodeId;
use pattern::declare::Info;
use run::frame::Frame;
use std::rc::Rc;
use view::geometry::{Point, polyline, within};
use view::gesture::Drop;
use view::layout::{Grip, Layout};
use view::{crowd, gesture};

/// How long nodes take to their new places.
const GLIDE_MS: f64 = 250.0;

/// A pointer that moves less than this between down and up has clicked.
const SLACK: f64 = 5.0;

/// A pointer event on the stage.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Pointer {
    /// Pressed on something; with Shift, cuts go one way.
    Down(Target, Point, bool),
    /// Moved.
    Move(Point),
    /// Released.
    Up(Point),
    /// Pressed and released at once.
    Tap(Target, Point),
    /// Asked for the menu of something.
    Menu(Target, Point),
    /// Taken away: by the browser, or by Escape.
    Cancel,
}

/// What the pointer is doing.
#[derive(Clone, Debug, PartialEq)]
enum Hold {
    Nothing,
    Pressed {
        target: Target,
        from: Point,
        shift: bool,
    },
    /// What is held, where, and how far its middle is from the pointer.
    Grip {
        grip: Grip,
        at: Point,
        off: Point,
    },
    Stroke {
        points: Vec<Point>,
        one_way: bool,
    },
}

/// The picture's own state.
pub struct Picture {
    size: (f64, f64),
    /// Where things stand at rest.
    rest: Rc<Layout>,
    /// Where they stand now: at rest, gliding, or held.
    shown: Rc<Layout>,
    glide: Option<Glide>,
    /// The node that is selected: it is drawn, though it may belong to a crowd.
    selected: Option<NodeId>,
    /// Who of crowds was drawn before others in the layout at rest.
    telling: Vec<NodeId>,
    hold: Hold,
    /// Whether a press always begins a stroke.
    pub cut_tool: bool,
    /// The link that keys aim at, from the node that has the focus.
    aim: Option<(NodeId, NodeId)>,
    /// Whether nodes jump to their places instead of gliding.
    pub still: bool,
}

struct Glide {
    from: Rc<Layout>,
    since_ms: Option<f64>,
}

impl Picture {
    /// A picture of unknown size.
    pub fn new(info: &Info, frame: &Frame) -> Picture {
        // Replaced as soon as the page has measured the stage.
        let size = (1_096.0, 671.0);
        let telling = telling(info, frame, size, None);
        let rest = Rc::new(layout(info, frame, size, &telling));
        Picture {
            size,
            selected: None,
            telling,
            shown: Rc::clone(&rest),
            rest,
            glide: None,
            hold: Hold::Nothing,
            cut_tool: false,
            aim: None,
            still: false,
        }
    }

    /// Where things stand now.
    pub fn shown(&self) -> &Rc<Layout> {
        &self.shown
    }

    /// The stage's size.
    pub fn size(&self) -> (f64, f64) {
        self.size
    }

    /// Fits the picture into a stage of another size, without gliding.
    pub fn resize(&mut self, info: &Info, frame: &Frame, size: (f64, f64)) {
        if size.0 < 1.0 || size.1 < 1.0 {
            return;
        }
        self.size = size;
        self.telling = telling(info, frame, size, self.selected);
        self.rest = Rc::new(layout(info, frame, size, &self.telling));
        self.glide = None;
        self.show();
    }

    /// Follows the run: when the partition or the nodes change, things glide to new places.
    pub fn follow(&mut self, info: &Info, frame: &Frame) {
        let same_nodes = self.rest.nodes.len() == frame.nodes.len();
        let same_groups = self.rest.groups == frame.partition;
        // Of a crowd, others may have become examples.
        if same_nodes && same_groups {
            let crowded = self.crowded();
            let telling = crowd::telling(frame, &crowded, self.selected);
            if telling == self.telling || crowded.is_empty() {
                return;
            }
        }
        self.telling = telling(info, frame, self.size, self.selected);
        let rest = layout(info, frame, self.size, &self.telling);
        if same_nodes && same_groups && rest.drawn == self.rest.drawn {
            return;
        }
        let glides = same_nodes && !same_groups && !self.still && self.dragged().is_none();
        self.glide = glides.then(|| Glide { from: Rc::clone(&self.shown), since_ms: None });
        self.rest = Rc::new(rest);
        self.show();
    }

    /// Draws a node though it may belong to a crowd.
    pub fn select(&mut self, info: &Info, frame: &Frame, node: Option<NodeId>) {
        if self.selected != node {
            self.selected = node;
            self.follow(info, frame);
        }
    }

    /// The roles that are drawn as crowds.
    pub fn crowded(&self) -> Vec<u8> {
        let mut roles: Vec<u8> = Vec::new();
        for crowd in &self.rest.crowds {
            if !roles.contains(&crowd.role) {
                roles.push(crowd.role);
            }
        }
        roles
    }

    /// The nodes of crowds that are drawn.
    pub fn examples(&self) -> Vec<NodeId> {
        if self.rest.crowds.is_empty() { Vec::new() } else { self.rest.drawn.clone() }
    }

    /// Whether the next animation frame will show things elsewhere.
    pub fn is_gliding(&self) -> bool {
        self.glide.is_some()
    }

    /// An animation frame; true if things stand elsewhere than before.
    pub fn tick(&mut self, stamp_ms: f64) -> bool {
        let Some(glide) = &mut self.glide else { return false };
        let since = *glide.since_ms.get_or_insert(stamp_ms);
        let share = within((stamp_ms - since) / GLIDE_MS, 0.0, 1.0);
        if share >= 1.0 {
            self.glide = None;
            self.show();
            return true;
        }
        // Fast first, slow at the end.
        let eased = 1.0 - (1.0 - share).powi(3);
        self.shown = Rc::new(self.rest.on_the_way(&glide.from, eased));
        true
    }

    /// What the pointer drags.
    pub fn dragged(&self) -> Option<Grip> {
        match self.hold {
            Hold::Grip { grip, .. } => Some(grip),
            Hold::Nothing | Hold::Pressed { .. } | Hold::Stroke { .. } => None,
        }
    }

    /// Whether the pointer drags or draws.
    pub fn is_busy(&self) -> bool {
        matches!(self.hold, Hold::Grip { .. } | Hold::Stroke { .. })
    }

    /// The stroke that the pointer draws, or that a key would, as path data.
    pub fn stroke(&self) -> Option<String> {
        match &self.hold {
            Hold::Stroke { points, .. } => Some(polyline(points)),
            Hold::Nothing | Hold::Pressed { .. } | Hold::Grip { .. } => self.aimed_stroke(),
        }
    }

    /// A pointer event, and the command that it completes, if it completes one.
    pub fn point(&mut self, pointer: Pointer) -> Option<Command> {
        match (pointer, std::mem::replace(&mut self.hold, Hold::Nothing)) {
            (Pointer::Down(target, from, shift), _) => {
                self.hold = Hold::Pressed { target, from, shift };
                None
            }
            (Pointer::Move(at), Hold::Pressed { target, from, shift }) => {
                self.hold = self.begin(target, from, at, shift);
                if self.dragged().is_some() {
                    self.glide = None;
                }
                self.show();
                None
            }
            (Pointer::Move(at), Hold::Grip { grip, off, .. }) => {
                self.hold = Hold::Grip { grip, at: at + off, off };
                self.show();
                None
            }
            (Pointer::Move(at), Hold::Stroke { mut points, one_way }) => {
                if points.last().is_none_or(|last| last.distance(at) > 3.0) {
                    points.push(at);
                }
                self.hold = Hold::Stroke { points, one_way };
                None
            }
            (Pointer::Up(at), Hold::Pressed { target, .. }) => Some(self.click(target, at)),
            (Pointer::Up(at), Hold::Grip { grip, off, .. }) => {
                // What was held goes from where it is to where it belongs.
                if !self.still {
                    self.glide = Some(Glide { from: Rc::clone(&self.shown), since_ms: None });
                }
                self.show();
                self.drop(grip, at + off)
            }
            (Pointer::Up(at), Hold::Stroke { mut points, one_way }) => {
                points.push(at);
                self.cut(&points, one_way)
            }
            (Pointer::Tap(target, at), _) => Some(self.click(target, at)),
            (Pointer::Menu(Target::Ground | Target::Fault, _), _) => None,
            (Pointer::Menu(target, at), _) => {
                self.show();
                Some(self.click(target, at))
            }
            (Pointer::Cancel, held) => {
                if let Hold::Grip { .. } = held {
                    self.show();
                }
                None
            }
            // A pointer that passes over the stage, or was pressed elsewhere.
            (Pointer::Move(_) | Pointer::Up(_), Hold::Nothing) => None,
        }
    }

    /// What a press becomes when the pointer moves.
    fn begin(&self, target: Target, from: Point, at: Point, shift: bool) -> Hold {
        match target {
            _ if from.distance(at) <= SLACK => Hold::Pressed { target, from, shift },
            Target::Node(node) if !self.cut_tool => {
                Hold::Grip { grip: Grip::Node(node), at, off: Point::default() }
            }
            Target::Crowd(index) if !self.cut_tool && index < self.rest.crowds.len() => {
                let off = self.rest.crowds[index].area.centre() - from;
                Hold::Grip { grip: Grip::Crowd(index), at: at + off, off }
            }
            // Whatever else lies there, the pointer draws across it.
            _ => Hold::Stroke { points: vec![from, at], one_way: shift },
        }
    }

    fn click(&self, target: Target, at: Point) -> Command {
        match target {
            Target::Node(node) => Command::Open(Selection::Node(node), self.shown.at(node)),
            Target::Message(id) => Command::Open(Selection::Message(id), at),
            Target::Link(from, to) => Command::Open(Selection::Link(from, to), at),
            Target::Crowd(index) => Command::Open(Selection::Crowd(index), at),
            Target::Fault => Command::Heal,
            Target::Ground => Command::Unselect,
        }
    }

    /// What dropping something does.
    fn drop(&self, grip: Grip, at: Point) -> Option<Command> {
        made(gesture::drop(&self.rest, grip, at))
    }

    /// Aims at nothing any more.
    pub fn lose_aim(&mut self) {
        self.aim = None;
    }

    /// What moving something to the next island does, to the right or to the left.
    pub fn shove(&self, grip: Grip, right: bool) -> Option<Command> {
        made(gesture::shove(&self.rest, grip, right))
    }

    /// What moving something to an island does, by its place from the left; with none, it is to
    /// reach all of them.
    pub fn join(&self, grip: Grip, island: Option<usize>) -> Option<Command> {
        made(gesture::join(&self.rest, grip, island))
    }

    /// What parts a node or a crowd from all others.
    pub fn isolate(&self, grip: Grip) -> Option<Command> {
        let at = match grip {
            Grip::Node(id) => self.rest.at(id),
            Grip::Crowd(index) => self.rest.crowds.get(index)?.area.centre(),
        };
        // As if it was dragged out over the nearer edge of the stage.
        let far = if at.x < self.size.0 / 2.0 { -self.size.0 } else { 2.0 * self.size.0 };
        self.drop(grip, Point { x: far, ..at })
    }

    /// What a stroke does: it parts the servers if it cuts them apart completely.
    fn cut(&self, points: &[Point], one_way: bool) -> Option<Command> {
        let crossed = gesture::crossed(&self.rest, points);
        if crossed.is_empty() {
            return None;
        }
        let split = gesture::split(&self.rest, &crossed);
        let action = if split.groups.is_empty() || one_way {
            let link =
                |(from, to): &(NodeId, NodeId)| Link { from: *from, to: *to, both: !one_way };
            Action::Cut(gesture::all_behind(&self.rest, &crossed).iter().map(link).collect())
        } else {
            Action::Partition(split.groups)
        };
        Some(Command::Edit(Edit::Act(action)))
    }

    /// Shows things at rest, but for what is held.
    fn show(&mut self) {
        self.shown = match self.hold {
            Hold::Grip { grip, at, .. } => {
                let groups = gesture::preview(&self.rest, grip, at);
                Rc::new(self.rest.held(&groups, grip, at))
            }
            Hold::Nothing | Hold::Pressed { .. } | Hold::Stroke { .. } => Rc::clone(&self.rest),
        };
        if let Some(glide) = &self.glide
            && glide.from.nodes.len() == self.shown.nodes.len()
        {
            self.shown = Rc::new(self.shown.on_the_way(&glide.from, 0.0));
        }
    }
}

/// The command that makes a drop true.
fn made(drop: Drop) -> Option<Command> {
    let action = match drop {
        Drop::Stay => return None,
        Drop::Heal => Action::Heal(Vec::new()),
        Drop::Partition(groups) => Action::Partition(groups),
    };
    Some(Command::Edit(Edit::Act(action)))
}

fn layout(info: &Info, frame: &Frame, size: (f64, f64), telling: &[NodeId]) -> Layout {
    Layout::telling(info, &roles(frame), &frame.partition, size, telling)
}

fn telling(info: &Info, frame: &Frame, size: (f64, f64), selected: Option<NodeId>) -> Vec<NodeId> {
    crowd::telling(frame, &crowd::crowded(info, &roles(frame), size), selected)
}

fn roles(frame: &Frame) -> Vec<u8> {
    frame.nodes.iter().map(|node| node.role).collect()
}
