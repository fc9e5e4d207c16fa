//! The pattern's promises: which hold, which do not hold yet and why, which were broken.

use yew::prelude::*;

use crate::command::Command;
use crate::parts::icon;
use faultline::sim::frame::{Frame, PropertyFrame, Standing};
use faultline::view::{icons, text};

/// Not yet: an empty ring.
const WAITING: &str = "M12 8a4 4 0 1 1-8 0a4 4 0 1 1 8 0Z";

/// The list of properties.
pub fn properties(frame: &Frame, run: &Callback<Command>) -> Html {
    html! {
        <section class="panel" aria-label="Properties">
            <h2>{ "Properties" }</h2>
            <ul class="properties">
                { for frame.properties.iter().map(|property| item(property, run)) }
            </ul>
        </section>
    }
}

fn item(property: &PropertyFrame, run: &Callback<Command>) -> Html {
    let key = property.name;
    match &property.standing {
        Standing::Holds => html! {
            <li {key} class="holds" data-standing="holds">
                <div class="property" title={property.source}>
                    { icon(icons::CHECK) }<span>{ property.name }</span>
                    <span class="visually-hidden">{ "holds" }</span>
                </div>
            </li>
        },
        Standing::NotYet(why) => html! {
            <li {key} class="not-yet" data-standing="not-yet">
                <div class="property" title={property.source}>
                    { icon(WAITING) }<span>{ property.name }</span>
                    <span class="standing">{ "not yet" }</span>
                </div>
                <p class="why">{ why }</p>
            </li>
        },
        Standing::Stuck { awaited, since } => html! {
            <li {key} class="stuck" data-standing="stuck">
                <div class="property" title={property.source}>
                    { icon(WAITING) }<span>{ property.name }</span>
                    <span class="standing">{ format!("stuck since {}", text::clock(*since)) }</span>
                </div>
                <p class="why">{ awaited }</p>
            </li>
        },
        Standing::Broken(breach) if property.limit.is_some() => {
            let record = breach.record;
            html! {
                <li {key} class="limit" data-standing="limit">
                    <button type="button" class="property" title={property.source}
                        onclick={run.reform(move |_| Command::Show(record))}>
                        { icon(WAITING) }<span>{ property.name }</span>
                        <span class="standing">
                            { format!("known limit, at {}", text::clock(breach.at)) }
                        </span>
                    </button>
                    <p class="why">{ &breach.why }</p>
                    <p class="why">{ property.limit }</p>
                </li>
            }
        }
        Standing::Broken(breach) => {
            let record = breach.record;
            html! {
                <li {key} class="broken" data-standing="broken">
                    <button type="button" class="property" title={property.source}
                        onclick={run.reform(move |_| Command::Show(record))}>
                        { icon(icons::CLOSE) }<span>{ property.name }</span>
                        <span class="standing">{ format!("broken at {}", text::clock(breach.at)) }</span>
                    </button>
                    <p class="why">{ &breach.why }</p>
                </li>
            }
        }
    }
}
