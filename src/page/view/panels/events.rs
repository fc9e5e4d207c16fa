//! Everything that happened, as a table over the whole run: the run for those who cannot see it, and
//! a way to each moment.
//!
//! Draws the rows in sight; which those are is decided in [`table`].

use crate::view::parts::{checked_of, icon_button, value_of};
use kernel::ids::RecordId;
use kernel::time::Time;
use page_core::command::Command;
use page_core::command::panels::{EventsCommand, PanelCommand};
use page_core::panels::events::{Listing, Row, clock};
use page_core::panels::snapshot::Snapshot;
use pattern::declare::Info;
use run::frame::Standing;
use view::register::{Filter, Kind, signs_of_life};
use view::{icons, text};
use wasm_bindgen::JsCast;
use web_sys::Element;
use yew::prelude::*;

/// What one does with the table, as a command.
fn act(act: EventsCommand) -> Command {
    Command::Panels(PanelCommand::Events(act))
}

/// The table, and above it what it lists and what is looked for.
pub fn events(info: &'static Info, shot: &Snapshot, run: &Callback<Command>) -> Html {
    html! {
        <div class="events">
            { search(shot, run) }
            { filters(info, shot, run) }
            { scroller(shot, run) }
            { whole(&shot.listing) }
            { foot(shot, run) }
        </div>
    }
}

fn search(shot: &Snapshot, run: &Callback<Command>) -> Html {
    let listing = &shot.listing;
    let oninput = run.reform(|event: InputEvent| act(EventsCommand::Seek(value_of(&event))));
    let pressed = run.clone();
    let onkeydown = Callback::from(move |event: KeyboardEvent| {
        if event.key() == "Enter" {
            event.prevent_default();
            pressed.emit(act(EventsCommand::Next(!event.shift_key())));
        }
    });
    let step = |forward: bool| run.reform(move |_: MouseEvent| act(EventsCommand::Next(forward)));
    let only = run.reform(|event: Event| act(EventsCommand::Only(checked_of(&event))));
    let told = match listing.found {
        None => String::new(),
        Some((0, _, 100)) => "none".into(),
        Some((count, Some(place), 100)) => {
            format!("{} of {}", place + 1, text::count(count as u64))
        }
        Some((count, None, 100)) => text::count(count as u64),
        Some((count, _, share)) => format!("{}, {share} % read", text::count(count as u64)),
    };
    html! {
        <div class="event-search" role="search">
            <input id={page_core::panels::events::SEARCH} class="field" type="search" autocomplete="off" spellcheck="false"
                aria-label="Search the events" placeholder="Search the events (/)" title="Search the events (/)" maxlength="80"
                value={listing.sought.clone()} {oninput} {onkeydown} />
            if listing.found.is_some() {
                <span class="count" role="status">{ told }</span>
                { icon_button(icons::UP, "Previous match (Shift+Enter)", step(false)) }
                { icon_button(icons::DOWN, "Next match (Enter)", step(true)) }
                <label class="choice">
                    <input type="checkbox" checked={listing.only} onchange={only} />{ "only these" }
                </label>
                { elsewhere(shot, run) }
            }
        </div>
    }
}

/// Notes and properties with the words that are looked for.
fn elsewhere(shot: &Snapshot, run: &Callback<Command>) -> Html {
    let wanted = shot.listing.sought.trim().to_lowercase();
    let has = |text: &str| text.to_lowercase().contains(&wanted);
    let go = |at: Time, words: String| {
        let onclick = run.reform(move |_: MouseEvent| Command::Seek(at));
        html! { <li><button type="button" class="go" {onclick}>{ words }</button></li> }
    };
    let notes = shot.scenario.notes.iter().filter(|it| has(&it.text)).take(3);
    let notes = notes.map(|it| go(it.at, format!("Note at {}: {}", text::clock(it.at), it.text)));
    let said = |why: &Standing| match why {
        Standing::NotYet(why) | Standing::Stuck { awaited: why, .. } => why.clone(),
        Standing::Broken(breach) => breach.why.clone(),
        Standing::Holds => String::new(),
    };
    let properties = shot.frame.properties.iter();
    let properties = properties.filter(|it| has(it.name) || has(&said(&it.standing))).take(3);
    let properties = properties.map(|it| match &it.standing {
        Standing::Broken(breach) => {
            go(breach.at, format!("Property broken at {}: {}", text::clock(breach.at), it.name))
        }
        Standing::Holds => html! { <li>{ format!("Property, holds: {}", it.name) }</li> },
        _ => html! { <li>{ format!("Property, pending: {}", it.name) }</li> },
    });
    let all: Vec<Html> = notes.chain(properties).collect();
    if all.is_empty() {
        return html! {};
    }
    html! { <ul class="elsewhere" aria-label="Notes and properties">{ all }</ul> }
}

fn filters(info: &'static Info, shot: &Snapshot, run: &Callback<Command>) -> Html {
    let filter = shot.listing.filter;
    let kinds = page_core::panels::events::kinds(info);
    let options: Html = kinds.iter().map(|(key, name, kind)| {
        html! { <option key={key.clone()} value={key.clone()} selected={*kind == filter.kind}>{ name }</option> }
    }).collect();
    let onkind = run.reform(move |event: Event| {
        let key = value_of(&event);
        let kind = kinds.iter().find(|it| it.0 == key).map_or(Kind::Any, |it| it.2);
        act(EventsCommand::Filter(Filter { kind, ..filter }))
    });
    let names = shot.names.clone();
    let onnode = run.reform(move |event: Event| {
        let name = value_of(&event);
        match name.as_str() {
            "selected" => act(EventsCommand::OfSelected),
            name => act(EventsCommand::Filter(Filter { node: names.find(name.trim()), ..filter })),
        }
    });
    let passed: Vec<&str> = signs_of_life(info).collect();
    let onlife = run.reform(move |event: Event| {
        act(EventsCommand::Filter(Filter { all: checked_of(&event), ..filter }))
    });
    let usual = filter == Filter::default() && !shot.listing.of_selected;
    let of = if shot.listing.of_selected { None } else { filter.node };
    html! {
        <div class={classes!("event-filters", usual.then_some("usual"))}>
            <select class="field" aria-label="Kind of event" title="Kind of event" onchange={onkind}>{ options }</select>
            <select class="field" aria-label="Whose events" title="Whose events" onchange={onnode}>
                <option key="" value="" selected={of.is_none() && !shot.listing.of_selected}>{ "All nodes" }</option>
                <option key="selected" value="selected" selected={shot.listing.of_selected}>{ "The selected node" }</option>
                { for shot.frame.nodes.iter().take(crate::view::panels::inspector::LISTED).map(|node| html! {
                    <option key={node.name.to_string()} value={node.name.to_string()}
                        selected={of == Some(node.id)}>{ &*node.name }</option>
                }) }
            </select>
            if !passed.is_empty() && filter.kind == Kind::Any {
                <label class="choice" title={format!("List every {} too", passed.join(" and "))}>
                    <input type="checkbox" checked={filter.all} onchange={onlife} />{ "signs of life" }
                </label>
            }
        </div>
    }
}

fn scroller(shot: &Snapshot, run: &Callback<Command>) -> Html {
    let listing = &shot.listing;
    let scrolled = run.clone();
    let onscroll = Callback::from(move |event: Event| {
        if let Some(it) = event.target().and_then(|it| it.dyn_into::<Element>().ok()) {
            let (top, height) = (f64::from(it.scroll_top()), f64::from(it.client_height()));
            scrolled.emit(act(EventsCommand::Scrolled(top, height)));
        }
    });
    let above = listing.first as f64 * page_core::panels::events::ROW;
    let below = (listing.count - listing.first - listing.rows.len()) as f64
        * page_core::panels::events::ROW;
    // Room for what is not drawn.
    let spare = |key: &'static str, height: f64| {
        html! {
            <tr {key} class="spare" aria-hidden="true">
                <td colspan="3" height={(height as u32).to_string()} />
            </tr>
        }
    };
    let onmouseleave = run.reform(|_| act(EventsCommand::Point(None)));
    html! {
        <div class="events-scroll" id={page_core::panels::events::SCROLLER} {onscroll}>
            if listing.count == 0 {
                <p class="help">{ "Nothing of the kind has happened." }</p>
            }
            <table role="grid" aria-label="Events" aria-rowcount={(listing.count + 1).to_string()}
                onkeydown={keys(listing, run)} {onmouseleave}>
                <thead><tr aria-rowindex="1">
                    <th scope="col" class="at">{ "Time" }</th>
                    <th scope="col" class="place">{ "Where" }</th>
                    <th scope="col">{ "What" }</th>
                </tr></thead>
                <tbody>
                    { spare("above", above) }
                    { for listing.rows.iter().enumerate().map(|(at, it)| {
                        row(it, listing.first + at, listing, run)
                    }) }
                    { spare("below", below) }
                </tbody>
            </table>
        </div>
    }
}

fn row(row: &Row, at: usize, listing: &Listing, run: &Callback<Command>) -> Html {
    let record = RecordId(row.record);
    let active = listing.active == Some(row.record);
    let reached = listing.reached == Some(row.record);
    let class = classes!(
        row.look,
        row.ahead.then_some("ahead"),
        row.found.then_some("found"),
        row.selected.then_some("of-selected"),
        reached.then_some("reached"),
    );
    let (place, words) = match &row.line {
        Some(line) => (line.place.as_str(), line.text.as_str()),
        // Still being told.
        None => ("", "…"),
    };
    html! {
        <tr key={row.record} {class} data-record={row.record.to_string()} aria-rowindex={(at + 2).to_string()}
            tabindex={if active { "0" } else { "-1" }} aria-selected={row.selected.to_string()}
            aria-current={reached.then_some("time")} title={format!("{place} {words}")}
            onclick={run.reform(move |_| act(EventsCommand::Show(record)))}
            onmouseenter={run.reform(move |_| act(EventsCommand::Point(Some(record))))}>
            <td class="at">{ clock(row.at) }</td>
            <td class="place">{ place.to_string() }</td>
            <td class="text">
                { words.to_string() }
                if row.ahead {
                    <span class="visually-hidden">{ ", yet to come" }</span>
                }
            </td>
        </tr>
    }
}

/// The keys of the table: rows by arrows, pages, ends; Enter shows a row's moment.
fn keys(listing: &Listing, run: &Callback<Command>) -> Callback<KeyboardEvent> {
    let (run, active) = (run.clone(), listing.active);
    Callback::from(move |event: KeyboardEvent| {
        let by = match event.key().as_str() {
            "ArrowDown" => 1,
            "ArrowUp" => -1,
            "PageDown" => 10,
            "PageUp" => -10,
            "Home" => i64::MIN / 2,
            "End" => i64::MAX / 2,
            "Enter" | " " => {
                event.prevent_default();
                if let Some(record) = active {
                    run.emit(act(EventsCommand::Show(RecordId(record))));
                }
                return;
            }
            // Not a table's.
            _ => return,
        };
        event.prevent_default();
        run.emit(act(EventsCommand::Move(by)));
    })
}

/// All the words of the row that has the focus, or of the last event: a row may have no room for them.
fn whole(listing: &Listing) -> Html {
    let row = listing.rows.iter().find(|it| listing.active == Some(it.record));
    let words = row.and_then(|it| it.line.as_ref());
    let words = words.map_or(String::new(), |line| {
        format!("{} {} {}", text::clock(line.at), line.place, line.text)
    });
    html! { <p class="event-whole">{ words }</p> }
}

/// How many there are, and the way back to the cursor for whoever scrolled away.
fn foot(shot: &Snapshot, run: &Callback<Command>) -> Html {
    let listing = &shot.listing;
    let back = run.reform(|_: MouseEvent| act(EventsCommand::Follow));
    let rows = match listing.count {
        1 => "1 row".into(),
        page_core::panels::events::ROWS_MAX => {
            "The first 650,000 rows; filter to see others".into()
        }
        count => format!("{} rows", text::count(count as u64)),
    };
    html! {
        <p class="event-foot">
            <span>{ rows }</span>
            if listing.strayed {
                <button type="button" class="go" onclick={back}>
                    { format!("Back to {}", text::clock(shot.now)) }
                </button>
            }
        </p>
    }
}
