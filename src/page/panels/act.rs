//! What is done with the side panel itself: its panels are folded, kept, moved; it is made wider
//! or put away.

use std::rc::Rc;

use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

use super::events::{self, Table};
use super::past::{self, Past};
use super::shelf::{Panel, Shelf};
use super::situation::Announced;
use crate::app::App;
use crate::command::{Command, Tab};
use crate::{browser, storage};

/// The id of the button that puts the side panel away, and of the one that brings it back.
pub const TOGGLE: &str = "panels-toggle";
/// The id of the side panel.
pub const SIDE: &str = "side";

/// One thing done with the side panel.
#[derive(Clone, Debug, PartialEq)]
pub enum Act {
    /// Folds or unfolds a panel; by a pointer or not.
    Fold(Panel, bool),
    /// Puts a panel into Watch, or takes it out.
    Keep(Panel, bool),
    /// Moves a panel in Watch down by one, or up.
    Shift(Panel, bool),
    /// Presses a panel's heading, at this height of the window; whether it can be dragged.
    Press(Panel, i32, bool),
    /// Moves what is held to this height.
    Drag(i32),
    /// Lets go of it.
    Drop,
    /// Turns to a tab, which gets the focus.
    Turn(Tab),
    /// Makes the side panel so many pixels wide.
    Width(f64),
    /// Gives it the width it has for everybody.
    UsualWidth,
    /// Puts the side panel away, or brings it back.
    Toggle,
    /// Puts everything back as it is for everybody.
    Reset,
    /// Says aloud what happens while the run plays, or does not.
    Announce(bool),
    /// Does something with the table of events.
    Events(events::Act),
}

/// The side panel's own state.
pub struct Panels {
    /// How it is arranged.
    pub shelf: Shelf,
    /// The table of events.
    pub table: Table,
    /// What was said last while the run played.
    pub announced: Announced,
    /// What the inspector asked of the past last.
    pub past: Option<(past::Asked, Rc<Past>)>,
    /// The heading that was pressed last.
    pressed: Option<Pressed>,
    /// The panel that was moved by its button, which keeps the focus; down or up.
    shifted: Option<(Panel, bool)>,
}

/// A heading that was pressed.
#[derive(Clone, Copy)]
struct Pressed {
    panel: Panel,
    /// Where, from the top of the window.
    y: i32,
    /// Whether it is still held, by something that can drag it.
    held: bool,
    /// Whether it has been dragged.
    moved: bool,
}

impl Panels {
    /// The state with what the browser has kept.
    pub fn restored() -> Panels {
        let kept = storage::read(storage::PANELS);
        let shelf = kept.map_or_else(Shelf::default, |text| Shelf::read(&text));
        Panels {
            shelf,
            table: Table::default(),
            announced: Announced::default(),
            past: None,
            pressed: None,
            shifted: None,
        }
    }
}

/// A heading that moves by less is clicked, not dragged.
const SLACK: i32 = 6;

impl App {
    /// Carries out what is done with the side panel; true if the page is to be rendered.
    pub(crate) fn arrange(&mut self, act: Act) -> bool {
        let before = self.panels.shelf.clone();
        match act {
            // The click that ends a drag folds nothing.
            Act::Fold(_, true) if self.panels.pressed.is_some_and(|it| it.moved) => return false,
            Act::Fold(panel, _) => self.panels.shelf.fold(panel),
            Act::Keep(panel, kept) => self.panels.shelf.keep(panel, kept),
            Act::Shift(panel, down) => self.shift(panel, down),
            Act::Press(panel, y, held) => {
                self.panels.pressed = Some(Pressed { panel, y, held, moved: false });
                return false;
            }
            Act::Drag(y) => self.drag_panel(y),
            Act::Drop => {
                self.panels.pressed.iter_mut().for_each(|it| it.held = false);
                return false;
            }
            Act::Turn(tab) => {
                self.focus = Some(tab.id());
                return self.conduct(Command::Tab(tab));
            }
            Act::Width(width) => self.panels.shelf.widen(width),
            Act::UsualWidth => self.panels.shelf.width = None,
            Act::Toggle => self.toggle_panels(),
            Act::Reset => self.panels.shelf.reset(),
            Act::Announce(on) => self.panels.shelf.silent = !on,
            Act::Events(act) => return self.tabulate(act),
        }
        if before == self.panels.shelf {
            return false;
        }
        storage::write(storage::PANELS, &self.panels.shelf.write());
        self.fit_panels();
        true
    }

    /// Gives the side panel its width.
    pub(crate) fn fit_panels(&self) {
        let Some(root) = self.root.cast::<HtmlElement>() else { return };
        let style = root.style();
        let _ = match self.panels.shelf.width {
            Some(width) => style.set_property("--side-width", &format!("{width}px")),
            None => style.remove_property("--side-width").map(drop),
        };
    }

    fn toggle_panels(&mut self) {
        self.panels.shelf.hidden = !self.panels.shelf.hidden;
        let side: Option<Element> = browser::element(SIDE);
        if side.is_some_and(|side| side.query_selector(":focus").is_ok_and(|it| it.is_some())) {
            self.focus = Some(TOGGLE);
        }
    }

    /// Moves a panel past the next one that is drawn.
    fn shift(&mut self, panel: Panel, down: bool) {
        let drawn = drawn();
        let Some(at) = drawn.iter().position(|it| it.0 == panel) else { return };
        let other =
            if down { drawn.get(at + 1) } else { at.checked_sub(1).and_then(|it| drawn.get(it)) };
        if let Some((other, _)) = other {
            self.panels.shelf.put_beside(panel, *other, down);
            self.panels.shifted = Some((panel, down));
        }
    }

    /// Once the panels are on the page: what they need of it. True if they are to be made anew.
    pub(crate) fn settle_panels(&mut self) -> bool {
        if let Some((panel, down)) = self.panels.shifted.take() {
            let buttons = format!("[data-panel='{}'] .panel-tools button", panel.id());
            let all = browser::element::<Element>(SIDE).map(|it| it.query_selector_all(&buttons));
            let all = all.and_then(Result::ok);
            let button = |at: u32| all.as_ref()?.get(at)?.dyn_into::<HtmlElement>().ok();
            // At the end of the way only the other one can be pressed.
            let (own, other) = if down { (1, 0) } else { (0, 1) };
            let free = |it: &HtmlElement| !it.has_attribute("disabled");
            if let Some(button) = button(own).filter(free).or_else(|| button(other)) {
                let _ = button.focus();
            }
        }
        self.panels.table.settle()
    }

    /// Moves the panel that is held past those whose middle the pointer has passed.
    fn drag_panel(&mut self, y: i32) {
        let Some(pressed) = self.panels.pressed.as_mut().filter(|it| it.held) else { return };
        if self.tab != Tab::Watch || (!pressed.moved && (y - pressed.y).abs() < SLACK) {
            return;
        }
        pressed.moved = true;
        let panel = pressed.panel;
        let drawn = drawn();
        let Some(at) = drawn.iter().position(|it| it.0 == panel) else { return };
        let y = f64::from(y);
        let middle = |it: &Element| {
            let bounds = it.get_bounding_client_rect();
            bounds.top() + bounds.height() / 2.0
        };
        let above = drawn[..at].iter().find(|(_, element)| y < middle(element));
        let below = drawn[at + 1..].iter().rev().find(|(_, element)| y > middle(element));
        if let Some((other, _)) = above {
            self.panels.shelf.put_beside(panel, *other, false);
        } else if let Some((other, _)) = below {
            self.panels.shelf.put_beside(panel, *other, true);
        }
    }
}

/// The panels on the page with their elements, from above.
fn drawn() -> Vec<(Panel, Element)> {
    let Some(side) = browser::element::<Element>(SIDE) else { return Vec::new() };
    let Ok(list) = side.query_selector_all("#tab-body > [data-panel]") else { return Vec::new() };
    let elements = (0..list.length()).filter_map(|at| list.get(at)?.dyn_into::<Element>().ok());
    let known = |element: Element| {
        let panel = Panel::of(&element.get_attribute("data-panel")?)?;
        Some((panel, element))
    };
    elements.filter_map(known).collect()
}
