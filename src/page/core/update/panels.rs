//! What is done with the side panel itself: its panels are folded, kept, moved; it is made wider
//! or put away.

use crate::command::Command;
use crate::command::panels::PanelCommand;
use crate::command::tab::Tab;
use crate::effect::Effect;
use crate::model::Model;
use crate::panels::layout::Panel;
use crate::panels::{Pressed, SIDE, TOGGLE};
use crate::settings;

/// A heading that moves by less is clicked, not dragged.
const SLACK: i32 = 6;

impl Model {
    /// Carries out what is done with the side panel; true if the page is to be rendered.
    pub fn arrange(&mut self, act: PanelCommand) -> bool {
        let before = self.panels.shelf.clone();
        match act {
            // The click that ends a drag folds nothing.
            PanelCommand::Fold(_, true) if self.panels.pressed.is_some_and(|it| it.moved) => {
                return false;
            }
            PanelCommand::Fold(panel, _) => self.panels.shelf.fold(panel),
            PanelCommand::Keep(panel, kept) => self.panels.shelf.keep(panel, kept),
            PanelCommand::Shift(panel, down) => self.shift(panel, down),
            PanelCommand::Press(panel, y, held) => {
                self.panels.pressed = Some(Pressed { panel, y, held, moved: false });
                return false;
            }
            PanelCommand::Drag(y, drawn) => self.drag_panel(y, &drawn),
            PanelCommand::Drop => {
                self.panels.pressed.iter_mut().for_each(|it| it.held = false);
                return false;
            }
            PanelCommand::Turn(tab) => {
                self.ask(Effect::Focus(tab.id()));
                return self.conduct(Command::Tab(tab));
            }
            PanelCommand::Width(width) => self.panels.shelf.widen(width),
            PanelCommand::UsualWidth => self.panels.shelf.width = None,
            PanelCommand::Toggle => self.toggle_panels(),
            PanelCommand::Reset => self.panels.shelf.reset(),
            PanelCommand::Announce(on) => self.panels.shelf.silent = !on,
            PanelCommand::Events(act) => return self.tabulate(act),
        }
        if before == self.panels.shelf {
            return false;
        }
        self.ask(Effect::Store(settings::PANELS, self.panels.shelf.write()));
        self.ask(Effect::PanelWidth(self.panels.shelf.width));
        true
    }

    fn toggle_panels(&mut self) {
        self.panels.shelf.hidden = !self.panels.shelf.hidden;
        self.ask(Effect::MoveFocus(SIDE, TOGGLE));
    }

    /// Moves a panel of Watch past the next one that is drawn.
    fn shift(&mut self, panel: Panel, down: bool) {
        let info = self.panes.active().session.info();
        let watch = self.panels.shelf.watch.iter().copied();
        let drawn: Vec<Panel> = watch.filter(|it| self.shot.is_there(info, *it)).collect();
        let Some(at) = drawn.iter().position(|it| *it == panel) else { return };
        let other =
            if down { drawn.get(at + 1) } else { at.checked_sub(1).and_then(|it| drawn.get(it)) };
        if let Some(other) = other {
            self.panels.shelf.put_beside(panel, *other, down);
            self.ask(Effect::FocusPanelButton(panel, down));
        }
    }

    /// Moves the panel that is held past those whose middle the pointer has passed.
    fn drag_panel(&mut self, y: i32, drawn: &[(Panel, f64)]) {
        let Some(pressed) = self.panels.pressed.as_mut().filter(|it| it.held) else { return };
        if self.tab != Tab::Watch || (!pressed.moved && (y - pressed.y).abs() < SLACK) {
            return;
        }
        pressed.moved = true;
        let panel = pressed.panel;
        let Some(at) = drawn.iter().position(|it| it.0 == panel) else { return };
        let y = f64::from(y);
        let above = drawn[..at].iter().find(|(_, middle)| y < *middle);
        let below = drawn[at + 1..].iter().rev().find(|(_, middle)| y > *middle);
        if let Some((other, _)) = above {
            self.panels.shelf.put_beside(panel, *other, false);
        } else if let Some((other, _)) = below {
            self.panels.shelf.put_beside(panel, *other, true);
        }
    }
}
