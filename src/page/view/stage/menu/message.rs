//! A message's card: what is in it, and what can be done to it on its way.

use crate::view::stage::menu::{Menu, act, row};
use kernel::action::Action;
use kernel::ids::MessageId;
use kernel::time::Span;
use view::text;
use yew::prelude::*;

/// By how much a message can be delayed at a click.
const DELAYS: [(&str, Span); 3] =
    [("+20 ms", Span::millis(20)), ("+100 ms", Span::millis(100)), ("+1 s", Span::secs(1))];

/// The card. It stays readable when the message has arrived meanwhile.
pub fn body(menu: &Menu, id: MessageId) -> Html {
    let ends = text::way(id.from, id.to, menu.names);
    let flight = menu.frame.flights.iter().find(|flight| flight.id == id);
    let Some((flight, view)) = flight.zip(menu.message) else {
        return html! {
            <div><h2>{ ends }</h2><p>{ "This message is no longer on its way." }</p></div>
        };
    };
    let kind = &menu.entry.info.messages[usize::from(flight.kind)];
    let delays = DELAYS.map(|(label, by)| act(label, Action::Delay(id, by), menu.run));
    html! {
        <div>
            <h2>{ kind.name }<span class="sub">{ ends }</span></h2>
            <dl class="fields">
                <dt>{ "sent" }</dt><dd>{ text::clock(flight.sent) }</dd>
                <dt>{ "due" }</dt><dd>{ text::clock(flight.due) }</dd>
                { for view.fields.iter().map(|field| html! {
                    <><dt>{ field.name }</dt><dd>{ &field.value }</dd></>
                }) }
            </dl>
            <p>{ kind.help }</p>
            if flight.held {
                <p>{ held(menu, id) }</p>
            }
            { row("Fate", html! {
                <>
                    { act("Deliver now", Action::Deliver(id), menu.run) }
                    { act("Drop", Action::Drop(id), menu.run) }
                    { act("Duplicate", Action::Duplicate(id), menu.run) }
                </>
            }) }
            { row("Delay", delays.into_iter().collect()) }
        </div>
    }
}

/// Why a message waits at the end of its way.
fn held(menu: &Menu, id: MessageId) -> String {
    let clogged = [id.to, id.from].into_iter().find(|it| menu.frame.clogged.contains(it));
    let end = clogged.map_or("an end", |it| menu.names.of(it));
    format!("It has come to its end and is held: messages of {end} are held.")
}
