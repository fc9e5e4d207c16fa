//! What the page does about the hand: pointers, looks, and the keys that stand in for both.
//!
//! How the stage is looked at is no part of the scenario: it is neither undone nor in a link.

use crate::app::App;
use crate::command::{Command, Selection};
use crate::embed;
use crate::stage::picture::Target;
use faultline::sim::ids::NodeId;
use faultline::view::geometry::{Point, Rect, point};
use faultline::view::layout::Grip;
use faultline::view::zoom::Zoom;

use super::Raw;

/// What a user does about the look, and with what is on the stage, by button or key.
#[derive(Clone, Debug, PartialEq)]
pub enum Act {
    /// Comes nearer, or goes farther away.
    Nearer(bool),
    /// Looks at all of the stage.
    Fit,
    /// Pushes the stage by so many steps to the right, and down.
    Push(i8, i8),
    /// Sees to it that a rectangle of the window is within it: it has the focus.
    Show(Rect),
    /// Presses, or releases, the key that plays, or with which the pointer pushes the stage.
    Space(bool),
    /// Moves something to the next island, to the right or to the left.
    Shove(Grip, bool),
    /// Aims at a link of a node that has the focus, in a direction or around it.
    Aim(NodeId, Point),
    /// Cuts the link that is aimed at, with Shift one way; opens the node's menu if there is none.
    Cut(NodeId, bool),
    /// Moves something to an island, by its place from the left; or to where it reaches all.
    Join(Grip, Option<usize>),
}

/// A press comes nearer by this factor.
const STEP: f64 = 1.25;
/// A key pushes the stage by so many pixels.
const PUSH: f64 = 60.0;

impl App {
    /// Carries out an act; true if the page is to be rendered.
    pub(crate) fn look(&mut self, act: Act) -> bool {
        let still = self.reduced;
        match act {
            Act::Nearer(nearer) => {
                self.desk.hand.nearer(if nearer { STEP } else { 1.0 / STEP }, still);
            }
            Act::Fit => self.desk.hand.fit(still),
            Act::Push(x, y) => {
                self.desk.hand.push(point(f64::from(x), f64::from(y)) * PUSH, still);
            }
            Act::Show(rect) => {
                self.desk.hand.show(rect);
                self.desk.picture.lose_aim();
            }
            Act::Aim(node, way) => self.desk.picture.aim_at(node, way),
            Act::Cut(node, one_way) => {
                let at = self.desk.picture.shown().at(node);
                let menu = Command::Open(Selection::Node(node), at);
                let cut = self.desk.picture.cut_aimed(node, one_way);
                return self.conduct(cut.unwrap_or(menu));
            }
            Act::Space(down) => {
                if self.desk.hand.hold_space(down) {
                    return self.conduct(Command::TogglePlay);
                }
            }
            Act::Shove(grip, right) => {
                let command = self.desk.picture.shove(grip, right);
                return command.is_some_and(|command| self.conduct(command));
            }
            Act::Join(grip, island) => {
                self.close_menu();
                if let Some(command) = self.desk.picture.join(grip, island) {
                    self.conduct(command);
                }
            }
        }
        true
    }

    /// A pointer event on the stage; true if the page is to be rendered.
    pub(crate) fn point_at(&mut self, raw: Raw) -> bool {
        if embed::is_on() {
            return false;
        }
        let before =
            (self.desk.picture.is_busy(), self.desk.hand.is_pushing(), self.desk.hand.zoom());
        let swiped = self.swiped(&raw);
        let drawing = self.desk.picture.cut_tool;
        if let Some(pointer) = self.desk.hand.feel(raw, drawing)
            && let Some(command) = self.desk.picture.point(pointer)
        {
            self.conduct(command);
            return true;
        }
        let busy = swiped || before.0 || self.desk.picture.is_busy();
        busy || before.1 != self.desk.hand.is_pushing() || self.looks_otherwise(before.2)
    }

    /// An animation frame; true if the page is to be rendered.
    pub(crate) fn tick_hand(&mut self, stamp_ms: f64) -> bool {
        let before = self.desk.hand.zoom();
        match self.desk.hand.tick(stamp_ms).and_then(|pointer| self.desk.picture.point(pointer)) {
            Some(command) => self.conduct(command),
            None => self.looks_otherwise(before),
        }
    }

    /// Whether anything but the motion layer shows that the look was another one before.
    fn looks_otherwise(&self, before: Zoom) -> bool {
        let now = self.desk.hand.zoom();
        // An open menu goes along.
        now != before && (self.menu.is_some() || (now == Zoom::FIT) != (before == Zoom::FIT))
    }
}

/// What a target is to be selected as.
pub fn selection(target: Target) -> Option<Selection> {
    match target {
        Target::Node(id) => Some(Selection::Node(id)),
        Target::Message(id) => Some(Selection::Message(id)),
        Target::Link(a, b) => Some(Selection::Link(a, b)),
        Target::Crowd(index) => Some(Selection::Crowd(index)),
        // They have no menu.
        Target::Fault | Target::Ground => None,
    }
}
