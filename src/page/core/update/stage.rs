//! What the page does about the hand: pointers, looks, and the keys that stand in for both.
//!
//! How the stage is looked at is no part of the scenario: it is neither undone nor in a link.

use crate::command::pointer::PointerInput;
use crate::command::stage::StageCommand;
use crate::command::{Command, Selection};
use crate::model::Model;
use view::geometry::point;
use view::zoom::Zoom;

/// A press comes nearer by this factor.
const STEP: f64 = 1.25;

/// A key pushes the stage by so many pixels.
const PUSH: f64 = 60.0;

impl Model {
    /// Carries out an act; true if the page is to be rendered.
    pub fn look(&mut self, act: StageCommand) -> bool {
        let still = self.browser.reduced;
        match act {
            StageCommand::Nearer(nearer) => {
                self.panes.active_mut().hand.nearer(if nearer { STEP } else { 1.0 / STEP }, still);
            }
            StageCommand::Fit => self.panes.active_mut().hand.fit(still),
            StageCommand::Push(x, y) => {
                self.panes.active_mut().hand.push(point(f64::from(x), f64::from(y)) * PUSH, still);
            }
            StageCommand::Show(rect) => {
                self.panes.active_mut().hand.show(rect);
                self.panes.active_mut().picture.lose_aim();
            }
            StageCommand::Aim(node, way) => self.panes.active_mut().picture.aim_at(node, way),
            StageCommand::Cut(node, one_way) => {
                let at = self.panes.active().picture.shown().at(node);
                let menu = Command::Open(Selection::Node(node), at);
                let cut = self.panes.active_mut().picture.cut_aimed(node, one_way);
                return self.conduct(cut.unwrap_or(menu));
            }
            StageCommand::Space(down) => {
                if self.panes.active_mut().hand.hold_space(down) {
                    return self.conduct(Command::TogglePlay);
                }
            }
            StageCommand::Shove(grip, right) => {
                let command = self.panes.active_mut().picture.shove(grip, right);
                return command.is_some_and(|command| self.conduct(command));
            }
            StageCommand::Join(grip, island) => {
                self.close_menu();
                if let Some(command) = self.panes.active_mut().picture.join(grip, island) {
                    self.conduct(command);
                }
            }
        }
        true
    }

    /// A pointer event on the stage; true if the page is to be rendered.
    pub fn point_at(&mut self, raw: PointerInput) -> bool {
        if self.browser.embedded {
            return false;
        }
        let before = (
            self.panes.active().picture.is_busy(),
            self.panes.active().hand.is_pushing(),
            self.panes.active().hand.zoom(),
        );
        let swiped = self.swiped(&raw);
        let drawing = self.panes.active().picture.cut_tool;
        if let Some(pointer) = self.panes.active_mut().hand.feel(raw, drawing)
            && let Some(command) = self.panes.active_mut().picture.point(pointer)
        {
            self.conduct(command);
            return true;
        }
        let busy = swiped || before.0 || self.panes.active().picture.is_busy();
        busy || before.1 != self.panes.active().hand.is_pushing() || self.looks_otherwise(before.2)
    }

    /// An animation frame; true if the page is to be rendered.
    pub fn tick_hand(&mut self, stamp_ms: f64) -> bool {
        let before = self.panes.active().hand.zoom();
        match self
            .panes
            .active_mut()
            .hand
            .tick(stamp_ms)
            .and_then(|pointer| self.panes.active_mut().picture.point(pointer))
        {
            Some(command) => self.conduct(command),
            None => self.looks_otherwise(before),
        }
    }

    /// Whether anything but the motion layer shows that the look was another one before.
    fn looks_otherwise(&self, before: Zoom) -> bool {
        let now = self.panes.active().hand.zoom();
        // An open menu goes along.
        now != before && (self.menu.open.is_some() || (now == Zoom::FIT) != (before == Zoom::FIT))
    }
}
