//! The focus is not lost when what has it goes.
//!
//! A button may remove itself, its row, or its whole panel, and one that has done its work may be
//! switched off. A browser leaves the focus on nothing then, and whoever does not see the page no
//! longer knows where they are. So the way to what has the focus is remembered at every key, and once
//! that is gone the focus goes to the same control made anew, or else to what stood beside it.
//!
//! Boxes and dialogs are left alone: they know where the focus was when they opened.

use crate::dom::browser;
use crate::dom::browser::Listener;
use page_core::panels::SIDE;
use page_core::panels::layout::Panel;
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, SvgElement};

/// What can have the focus.
const TAKES: &str = "button:not(:disabled), [href], summary, input:not(:disabled), \
                     select:not(:disabled), textarea, [tabindex='0']";

/// What gives the focus back by itself.
const BOXES: &str = "dialog, [role=dialog], [role=menu]";

/// Remembers where the focus was.
pub struct FocusKeeper {
    way: Rc<RefCell<Vec<Step>>>,
    _listeners: Option<[Listener; 2]>,
}

/// An element on the way from what had the focus to the root, and its neighbours.
struct Step {
    element: Element,
    next: Option<Element>,
    previous: Option<Element>,
}

impl FocusKeeper {
    /// Remembers from now on: at every key, until the pointer is used.
    pub fn new() -> FocusKeeper {
        let way = Rc::new(RefCell::new(Vec::new()));
        let listeners = browser::window().map(|window| {
            let (keyed, pointed) = (Rc::clone(&way), Rc::clone(&way));
            // Before anybody acts upon the key. What went a moment ago is still to be mended.
            let key = move |_| {
                let way = way_of_focus();
                if !way.is_empty() {
                    *keyed.borrow_mut() = way;
                }
            };
            let press = move |_| pointed.borrow_mut().clear();
            [
                Listener::early(&window, "keydown", key),
                Listener::early(&window, "pointerdown", press),
            ]
        });
        FocusKeeper { way, _listeners: listeners }
    }

    /// Gives the focus to what is nearest, if what had it at the last key has gone.
    pub fn mend(&self) {
        let way = self.way.borrow();
        let Some(last) = way.first().map(|it| &it.element) else { return };
        let is_off = |it: &Element| it.matches(":disabled").unwrap_or(false);
        let astray = focused().is_none_or(|it| is_off(&it));
        if !astray
            || (last.is_connected() && !is_off(last))
            || last.closest(BOXES).is_ok_and(|it| it.is_some())
        {
            return;
        }
        let found = way.windows(2).filter(|pair| pair[1].element.is_connected()).find_map(|pair| {
            let beside =
                || [&pair[0].next, &pair[0].previous].into_iter().flatten().find_map(first_within);
            anew(last, &pair[1].element).or_else(beside).or_else(|| first_within(&pair[1].element))
        });
        if let Some(it) = found {
            give_focus(&it);
        }
    }
}

/// What has the focus. The page's body, which has it where nothing else does, does not count.
pub fn focused() -> Option<Element> {
    browser::window()?.document()?.active_element().filter(|it| it.tag_name() != "BODY")
}

/// Gives the focus to an element.
pub fn give_focus(element: &Element) {
    // Nodes of the stage are SVG, everything else is HTML.
    if let Some(svg) = element.dyn_ref::<SvgElement>() {
        let _ = svg.focus();
    } else if let Some(html) = element.dyn_ref::<HtmlElement>() {
        let _ = html.focus();
    }
}

/// The way from what has the focus to the root; none if nothing has it.
fn way_of_focus() -> Vec<Step> {
    let up = std::iter::successors(focused(), |it: &Element| it.parent_element());
    let step = |element: Element| Step {
        next: element.next_element_sibling(),
        previous: element.previous_element_sibling(),
        element,
    };
    up.map(step).collect()
}

/// The same control as one that has gone, within an element.
fn anew(last: &Element, within: &Element) -> Option<Element> {
    let who = |it: &Element| (it.tag_name(), it.id(), name_of(it));
    let gone = who(last);
    all_within(within).find(|it| who(it) == gone)
}

/// What a control is called.
fn name_of(control: &Element) -> Option<String> {
    control.get_attribute("aria-label").or_else(|| control.text_content())
}

/// What can have the focus first: the element itself, or something in it.
fn first_within(element: &Element) -> Option<Element> {
    let itself = element.matches(TAKES).is_ok_and(|it| it).then(|| element.clone());
    itself.filter(is_shown).or_else(|| all_within(element).next())
}

/// All that is shown in an element and can have the focus.
fn all_within(element: &Element) -> impl Iterator<Item = Element> {
    let all = element.query_selector_all(TAKES).ok();
    let count = all.as_ref().map_or(0, web_sys::NodeList::length);
    let nodes = (0..count).filter_map(move |index| all.as_ref()?.item(index));
    nodes.filter_map(|it| it.dyn_into::<Element>().ok()).filter(is_shown)
}

fn is_shown(element: &Element) -> bool {
    element.is_connected() && element.get_bounding_client_rect().width() > 0.0
}

/// Whether the focus is within the element of an id.
pub fn is_within(id: &str) -> bool {
    let element: Option<Element> = browser::element(id);
    element.is_some_and(|it| it.query_selector(":focus").is_ok_and(|it| it.is_some()))
}

/// Gives the focus to a panel's button that moves it down, or up.
pub fn panel_button(panel: Panel, down: bool) {
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
