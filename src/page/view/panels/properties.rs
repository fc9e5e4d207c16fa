//! The pattern's promises: which hold, which do not hold yet and why, which were broken.

use crate::view::parts::icon;
use kernel::ids::RecordId;
use kernel::verdicts::Breach;
use page_core::command::Command;
use page_core::command::panels::PanelCommand;
use page_core::command::tab::Tab;
use page_core::panels::snapshot::Snapshot;
use run::frame::{Frame, PropertyFrame, Standing};
use view::{icons, text};
use yew::prelude::*;

/// Not yet: an empty ring.
const WAITING: &str = "M12 8a4 4 0 1 1-8 0a4 4 0 1 1 8 0Z";

/// The list of properties.
pub fn properties(shot: &Snapshot, run: &Callback<Command>) -> Html {
    html! {
        <ul class="properties">
            { for shot.frame.properties.iter().map(|property| item(property, shot, run)) }
        </ul>
    }
}

fn item(property: &PropertyFrame, shot: &Snapshot, run: &Callback<Command>) -> Html {
    match &property.standing {
        Standing::Holds => html! {
            <li key={property.name} class="holds" data-standing="holds">
                <div class="property" title={property.source}>
                    { icon(icons::CHECK) }<span>{ property.name }</span>
                    <span class="standing">{ "holds" }</span>
                </div>
            </li>
        },
        Standing::NotYet(why) => waiting(property, "not-yet", "pending", why),
        Standing::Stuck { awaited, since } => {
            waiting(property, "stuck", &format!("stuck since {}", text::clock(*since)), awaited)
        }
        Standing::Broken(breach) => broken(property, breach, shot, run),
    }
}

/// A property that asks for something that has not happened yet.
fn waiting(property: &PropertyFrame, class: &'static str, standing: &str, why: &str) -> Html {
    html! {
        <li key={property.name} {class} data-standing={class}>
            <div class="property" title={property.source}>
                { icon(WAITING) }<span>{ property.name }</span>
                <span class="standing">{ standing }</span>
            </div>
            <p class="why">{ why }</p>
        </li>
    }
}

/// A property that was broken: by a mistake, or within a limit that is known.
fn broken(
    property: &PropertyFrame,
    breach: &Breach,
    shot: &Snapshot,
    run: &Callback<Command>,
) -> Html {
    let show = |record: RecordId| run.reform(move |_: MouseEvent| Command::Show(record));
    let history = run.reform(|_: MouseEvent| Command::Panels(PanelCommand::Turn(Tab::History)));
    let (class, sign, words) = match property.limit {
        Some(_) => ("limit", WAITING, "known limitation, at"),
        None => ("broken", icons::CLOSE, "broken at"),
    };
    let lines = shot.blamed.iter().filter(|line| breach.blame.contains(&line.record));
    let blames = lines.map(|line| {
        html! {
            <li key={line.record.0}>
                <button type="button" class="go" onclick={show(line.record)}>
                    { format!("{} {} {}", text::clock(line.at), line.place, line.text) }
                </button>
            </li>
        }
    });
    html! {
        <li key={property.name} {class} data-standing={class}>
            <button type="button" class="property" title={property.source}
                onclick={show(breach.record)}>
                { icon(sign) }<span>{ property.name }</span>
                <span class="standing">{ format!("{words} {}", text::clock(breach.at)) }</span>
            </button>
            <div class="why">
                <p>{ &breach.why }</p>
                <ul class="blames" aria-label="To blame">{ for blames }</ul>
                { for property.limit.map(|limit| html! { <p>{ limit }</p> }) }
                if shot.misplaced.contains(&property.name) {
                    <button type="button" class="go" onclick={history}>
                        { "See it in the clients’ history" }
                    </button>
                }
            </div>
        </li>
    }
}

/// What stands above the list: how many are broken, for whoever has folded it.
pub fn title(frame: &Frame) -> String {
    let broken = |it: &&PropertyFrame| {
        it.limit.is_none() && matches!(it.standing, Standing::Broken(_) | Standing::Stuck { .. })
    };
    match frame.properties.iter().filter(broken).count() {
        0 => "Properties".into(),
        count => format!("Properties: {count} broken"),
    }
}
