//! What decides the run besides the faults: parameters, safeguards, the network.
//!
//! A change starts the run anew with the same faults; the cursor stays at its time.

use crate::view::kept::Part;
use crate::view::parts::{checked_of, order, typed, value_of};
use kernel::action::LinkSettings;
use kernel::dist::Latency;
use kernel::quantity::parse_share;
use page_core::command::{Command, Edit};
use page_core::panels::layout::Panel;
use page_core::shared::Same;
use pattern::value::{ParamKind, Value};
use run::entry::{Guard, Param};
use scenario::Scenario;
use yew::prelude::*;

/// One of the forms.
#[derive(PartialEq)]
pub struct Setup {
    /// The panel that it is in.
    pub of: Panel,
    /// The scenario.
    pub scenario: Same<Scenario>,
    /// Carries out what the user does.
    pub run: Callback<Command>,
}

impl Part for Setup {
    fn view(&self) -> Html {
        let Setup { of, scenario, run } = self;
        match of {
            Panel::Network => network(scenario.setup.network, run),
            Panel::Safeguards => safeguards(scenario, run),
            _ => parameters(scenario, run),
        }
    }
}

fn parameters(scenario: &Scenario, run: &Callback<Command>) -> Html {
    let params = (scenario.pattern.params)();
    let set = |param: &Param| {
        let known = scenario.setup.params.iter().find(|(key, _)| *key == param.key);
        known.map_or(param.default, |(_, value)| *value)
    };
    params.iter().map(|param| parameter(*param, set(param), run)).collect()
}

fn safeguards(scenario: &Scenario, run: &Callback<Command>) -> Html {
    let guards = (scenario.pattern.safeguards)();
    let on = |guard: &Guard| !scenario.setup.without.contains(&guard.id);
    html! {
        <>
            <p class="help">{ "Switch one off to see what it is for." }</p>
            { for guards.iter().map(|guard| safeguard(guard, on(guard), run)) }
        </>
    }
}

fn parameter(param: Param, value: Value, run: &Callback<Command>) -> Html {
    let id = format!("param-{}", param.key);
    html! {
        <div class="setting" key={param.key}>
            <label for={id.clone()}>{ param.label }</label>
            { control(id, param, value, run) }
            <p class="help">{ param.help }</p>
        </div>
    }
}

fn control(id: String, param: Param, value: Value, run: &Callback<Command>) -> Html {
    let key = param.key;
    let onchange =
        run.reform(move |event: Event| Command::Edit(Edit::Param(key, value_of(&event))));
    match param.kind {
        // A short range is easier to set by a slider, and nothing outside it can be set.
        ParamKind::Count(low, high) if high - low <= 20 => html! {
            <div class="stepper">
                <input {id} type="range" min={low.to_string()} max={high.to_string()} step="1"
                    value={value.to_string()} {onchange} />
                <output class="mono">{ value.to_string() }</output>
            </div>
        },
        ParamKind::Choice(words) => html! {
            <select {id} class="field" {onchange}>
                { for words.iter().map(|word| html! {
                    <option key={*word} value={*word} selected={value == Value::Choice(word)}>{ *word }</option>
                }) }
            </select>
        },
        ParamKind::Count(..) | ParamKind::Span(..) | ParamKind::Range(..) | ParamKind::Share => {
            let value = typed(&id, value.to_string());
            html! { <input {id} class="field mono" {value} {onchange} /> }
        }
    }
}

fn network(settings: LinkSettings, run: &Callback<Command>) -> Html {
    let field =
        |id: &'static str, label: &'static str, value: String, onchange: Callback<Event>| {
            html! {
                <div class="setting" key={id}>
                    <label for={id}>{ label }</label>
                    <input {id} class="field mono" value={typed(id, value)} {onchange} />
                </div>
            }
        };
    let latency =
        run.reform(move |event: Event| match value_of(&event).trim().parse::<Latency>() {
            Ok(latency) => Command::Edit(Edit::Network(LinkSettings { latency, ..settings })),
            Err(error) => Command::Refuse(format!("Latency: {error}.")),
        });
    let loss = run.reform(move |event: Event| match parse_share(value_of(&event).trim()) {
        Ok(loss) => Command::Edit(Edit::Network(LinkSettings { loss, ..settings })),
        Err(error) => Command::Refuse(format!("Loss: {error}.")),
    });
    let duplication = run.reform(move |event: Event| match parse_share(value_of(&event).trim()) {
        Ok(share) => Command::Edit(Edit::Network(LinkSettings { duplication: share, ..settings })),
        Err(error) => Command::Refuse(format!("Duplication: {error}.")),
    });
    let ordered = run.reform(move |event: Event| {
        let order = value_of(&event).parse().unwrap_or_default();
        Command::Edit(Edit::Network(LinkSettings { order, ..settings }))
    });
    html! {
        <div>
            { field("latency", "Latency", settings.latency.to_string(), latency) }
            { field("loss", "Loss", settings.loss.to_string(), loss) }
            { field("duplication", "Duplication", settings.duplication.to_string(), duplication) }
            <div class="setting" key="order">
                <label for="order">{ "Order" }</label>
                { order("order".into(), settings.order.to_string(), ordered) }
            </div>
        </div>
    }
}

fn safeguard(guard: &Guard, on: bool, run: &Callback<Command>) -> Html {
    let (key, id) = (guard.id, format!("guard-{}", guard.id));
    let onchange =
        run.reform(move |event: Event| Command::Edit(Edit::Safeguard(key, checked_of(&event))));
    html! {
        <div class="switch guard" {key}>
            <input id={id.clone()} type="checkbox" role="switch" checked={on} {onchange}
                aria-describedby={format!("{id}-help")} />
            <label for={id.clone()}>{ guard.name }</label>
            <p class="help" id={format!("{id}-help")}>{ guard.lesson }</p>
        </div>
    }
}
