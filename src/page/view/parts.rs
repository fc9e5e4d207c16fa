//! Small parts that several of the page's components are made of.

use crate::dom::focus::{focused, give_focus};
use js_sys::Reflect;
use kernel::action::Order;
use view::decimal::decimal;
use view::geometry::{Point, within};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Element, Event, HtmlElement, HtmlInputElement, HtmlSelectElement};
use yew::prelude::*;

/// One of the icons, which are path data on a grid of 16 by 16.
pub fn icon(path: &'static str) -> Html {
    html! { <svg class="icon" viewBox="0 0 16 16" aria-hidden="true"><path d={path} /></svg> }
}

/// A button that is only an icon, with its name as tooltip and label.
pub fn icon_button(path: &'static str, name: &'static str, onclick: Callback<MouseEvent>) -> Html {
    html! {
        <button type="button" class="button plain" aria-label={name} title={name} {onclick}>
            { icon(path) }
        </button>
    }
}

/// The id of an element that each of two sides has.
pub fn side_id(name: &'static str, second: bool) -> AttrValue {
    if second { format!("{name}-2").into() } else { name.into() }
}

/// What stands in the field that an event came from.
pub fn value_of(event: &Event) -> String {
    event.target().and_then(|it| value(&it)).unwrap_or_default()
}

/// What stands in a field of the form that is submitted, without the space around it.
pub fn field_of(event: &SubmitEvent, selector: &str) -> Option<String> {
    let field = find(event, selector)?;
    Some(value(&field)?.trim().into())
}

/// Whether a box of the form that is submitted is ticked.
pub fn ticked(event: &SubmitEvent, selector: &str) -> bool {
    let input = find(event, selector).and_then(|it| it.dyn_into::<HtmlInputElement>().ok());
    input.is_some_and(|it| it.checked())
}

fn find(event: &SubmitEvent, selector: &str) -> Option<Element> {
    event.target()?.dyn_into::<Element>().ok()?.query_selector(selector).ok()?
}

/// What stands in a field, or is chosen from a list.
fn value(field: &JsValue) -> Option<String> {
    let input = field.dyn_ref::<HtmlInputElement>().map(HtmlInputElement::value);
    let select = || field.dyn_ref::<HtmlSelectElement>().map(HtmlSelectElement::value);
    // A text of several lines.
    let other = || Reflect::get(field, &"value".into()).ok()?.as_string();
    input.or_else(select).or_else(other)
}

/// What is to stand in a field: what somebody is typing there, or else its value. The page is drawn
/// anew while the run goes on, and what is typed counts only when the field is left.
pub fn typed(id: &str, value: impl Into<AttrValue>) -> AttrValue {
    let typing = focused().filter(|it| it.id() == id).and_then(|it| crate::view::parts::value(&it));
    typing.map_or_else(|| value.into(), AttrValue::from)
}

/// Whether the switch that an event came from is on.
pub fn checked_of(event: &Event) -> bool {
    let target = event.target();
    target.and_then(|it| it.dyn_into::<HtmlInputElement>().ok()).is_some_and(|it| it.checked())
}

/// Whether messages may overtake each other, to be chosen.
pub fn order(id: String, order: String, onchange: Callback<Event>) -> Html {
    html! {
        <select {id} class="field" {onchange}>
            { for [(Order::Any, "any"), (Order::Fifo, "as sent")].map(|(it, name)| html! {
                <option key={name} value={it.to_string()} selected={it.to_string() == order}>{ name }</option>
            }) }
        </select>
    }
}

/// What a [`Floating`] box needs.
#[derive(Properties, PartialEq)]
pub struct FloatingProps {
    /// The point beside which it opens, in its parent's coordinates.
    pub at: Point,
    /// What it is, for those who do not see it.
    pub label: AttrValue,
    /// What happens when the user closes it.
    pub onclose: Callback<()>,
    /// What is in it.
    pub children: Html,
}

/// A box beside a point of the stage. It takes the focus, or has its field take it that is marked
/// for that, and gives it back when it closes.
#[component]
pub fn Floating(props: &FloatingProps) -> Html {
    let node = use_node_ref();
    {
        // The place may change with the look, which takes nobody's focus.
        let node = node.clone();
        use_effect_with((props.at, props.label.clone()), move |(at, _)| {
            if let Some(element) = node.cast::<HtmlElement>() {
                place_beside(&element, *at);
            }
        });
    }
    {
        let node = node.clone();
        use_effect_with(props.label.clone(), move |_| {
            let before = focused();
            if let Some(element) = node.cast::<Element>() {
                let field = element.query_selector("[autofocus]").ok().flatten();
                give_focus(&field.unwrap_or(element));
            }
            let closing = node.cast::<Element>();
            move || {
                // Unless the user has gone elsewhere meanwhile.
                let here =
                    |it: &Element| closing.as_ref().is_some_and(|place| place.contains(Some(it)));
                let left = focused().is_none_or(|it| here(&it));
                if let (Some(before), true) = (before, left) {
                    give_focus(&before);
                }
            }
        });
    }
    let onclick = props.onclose.reform(|_| ());
    html! {
        <div ref={node} class="box" role="dialog" aria-label={&props.label} tabindex="-1">
            <button type="button" class="button plain close" aria-label="Close" title="Close (Esc)" {onclick}>
                { icon(view::icons::CLOSE) }
            </button>
            { props.children.clone() }
        </div>
    }
}

/// Moves a box to where it hides neither its point nor its own edges. The page's policy forbids
/// style attributes; properties set by script are allowed.
fn place_beside(element: &HtmlElement, at: Point) {
    const MARGIN: f64 = 8.0;
    const BESIDE: f64 = 46.0;
    let Some(parent) = element.offset_parent() else { return };
    let room = (f64::from(parent.client_width()), f64::from(parent.client_height()));
    let size = (f64::from(element.offset_width()), f64::from(element.offset_height()));
    let right = at.x + BESIDE;
    let left = at.x - BESIDE - size.0;
    let x = if right + size.0 + MARGIN <= room.0 { right } else { left };
    let x = within(x, MARGIN, room.0 - size.0 - MARGIN);
    let y = within(at.y - size.1 / 3.0, MARGIN, room.1 - size.1 - MARGIN);
    let style = element.style();
    let _ = style.set_property("left", &format!("{}px", decimal(x, 0)));
    let _ = style.set_property("top", &format!("{}px", decimal(y, 0)));
}
