//! What points at a place of the page: a frame around it, and a box beside it.
//!
//! It measures the page after every rendering, so it stays with what moves. It takes the focus
//! when it comes and never again, and leaves everything else usable.

use crate::dom::browser;
use crate::dom::browser::Listener;
use crate::view::parts::icon_button;
use page_core::command::Command;
use page_core::command::guide::GuideCommand;
use page_core::onboarding::STEPS;
use view::decimal::decimal;
use view::geometry::{Rect, within};
use view::icons;
use web_sys::{Element, HtmlElement};
use yew::prelude::*;

/// What a [`Callout`] needs.
#[derive(Properties, PartialEq)]
pub struct CalloutProps {
    /// The step.
    pub at: usize,
    /// Whether others follow.
    pub all: bool,
    /// Carries out what the user does.
    pub run: Callback<Command>,
}

/// A frame around the place of a step, and its words beside it.
#[component]
pub fn Callout(props: &CalloutProps) -> Html {
    let (ring, card) = (use_node_ref(), use_node_ref());
    {
        let at = props.at;
        use_effect_with(at, move |at| {
            // On a small screen it may be elsewhere on the page.
            if let Some(place) = found(*at) {
                place.scroll_into_view_with_bool(false);
            }
        });
        let (here, there) = ((ring.clone(), card.clone()), (ring.clone(), card.clone()));
        use_effect(move || place(&here.0, &here.1, at));
        use_effect_with(at, move |at| {
            let at = *at;
            let scrolled = browser::window().map(|window| {
                Listener::on(&window, "scroll", move |_| place(&there.0, &there.1, at))
            });
            move || drop(scrolled)
        });
    }
    {
        let card = card.clone();
        use_effect_with((), move |()| {
            if let Some(card) = card.cast::<HtmlElement>() {
                let _ = card.focus();
            }
        });
    }
    let step = &STEPS[props.at];
    let act =
        |act: GuideCommand| props.run.reform(move |_: MouseEvent| Command::Guide(act.clone()));
    let count = STEPS.len();
    let last = props.at + 1 == count || !props.all;
    html! {
        <>
            <div class="tour-ring" ref={ring} aria-hidden="true" />
            <section class="box tour" ref={card} tabindex="-1" aria-label="Tour">
                <div aria-live="polite">
                    <h2>{ step.title }</h2>
                    <p>{ step.text }</p>
                    if !step.keys.is_empty() {
                        <p class="small">{ step.keys }</p>
                    }
                </div>
                <div class="row">
                    if props.all {
                        <span class="count">{ format!("{} of {count}", props.at + 1) }</span>
                    }
                    <button type="button" class="button" title={if last { "End the tour (Esc)" } else { "The next step" }}
                        onclick={act(GuideCommand::Next)}>{ if last { "Done" } else { "Next" } }</button>
                </div>
                <span class="close">{ icon_button(icons::CLOSE, "Leave the tour (Esc)", act(GuideCommand::Leave)) }</span>
            </section>
        </>
    }
}

/// The place of a step on the page.
fn found(at: usize) -> Option<Element> {
    let document = web_sys::window()?.document()?;
    let mut places = STEPS[at].places.iter();
    places.find_map(|place| document.query_selector(place).ok().flatten())
}

/// Puts the frame around the place and the box beside it: below, above, or where there is room.
fn place(ring: &NodeRef, card: &NodeRef, at: usize) {
    const AROUND: f64 = 6.0;
    const GAP: f64 = 12.0;
    let (Some(ring), Some(card)) = (ring.cast::<HtmlElement>(), card.cast::<HtmlElement>()) else {
        return;
    };
    let Some(target) = found(at) else { return };
    let Some(root) = target.owner_document().and_then(|it| it.document_element()) else { return };
    let view = (f64::from(root.client_width()), f64::from(root.client_height()));
    let it = target.get_bounding_client_rect();
    let framed = Rect { left: it.left(), top: it.top(), right: it.right(), bottom: it.bottom() };
    let framed = framed.grown(AROUND);
    put(&ring, "left", framed.left.max(2.0));
    put(&ring, "top", framed.top.max(2.0));
    put(&ring, "width", framed.right.min(view.0 - 2.0) - framed.left.max(2.0));
    put(&ring, "height", framed.bottom.min(view.1 - 2.0) - framed.top.max(2.0));
    let size = (f64::from(card.offset_width()), f64::from(card.offset_height()));
    let beside = |left: f64| (left, framed.top);
    let middle = framed.centre().x - size.0 / 2.0;
    let (x, y) = if framed.left - size.0 - GAP > 8.0 && framed.height() > size.1 {
        beside(framed.left - size.0 - GAP)
    } else if framed.bottom + GAP + size.1 < view.1 - 8.0 {
        (middle, framed.bottom + GAP)
    } else if framed.top - GAP - size.1 > 8.0 {
        (middle, framed.top - GAP - size.1)
    } else {
        beside(framed.right + GAP)
    };
    put(&card, "left", within(x, 8.0, (view.0 - size.0 - 8.0).max(8.0)));
    put(&card, "top", within(y, 8.0, (view.1 - size.1 - 8.0).max(8.0)));
}

/// The page's policy forbids style attributes; properties set by script are allowed.
fn put(element: &HtmlElement, property: &str, length: f64) {
    let style = element.style();
    let _ = style.set_property(property, &format!("{}px", decimal(length.max(0.0), 0)));
}
