//! Where two courses part, why, and which nodes it reaches when.

use compare::{Comparison, Parting, Side, Step};
use kernel::narrate::Line;
use page_core::command::Command;
use page_core::panels::COMPARED;
use page_core::session::compared::Compared;
use view::text;
use yew::prelude::*;

/// The comparison of the course that is shown with another.
pub fn compared(compared: &Compared, run: &Callback<Command>) -> Html {
    let found = &compared.found;
    let heading = format!("Compared with “{}”", compared.name);
    html! {
        <div class="compared" id={COMPARED} role="status" tabindex="-1" key="compared">
            <h3>{ heading }</h3>
            if let Some(first) = &found.first {
                <p>{ "They part at " }{ moment(first, run) }{ ":" }</p>
                <dl class="fields">
                    { side("here", &first.lines[Side::B.index()]) }
                    { side("there", &first.lines[Side::A.index()]) }
                </dl>
                { causes(found) }
                <p>{ "Whom it reaches, and when:" }</p>
                <ul class="flights">
                    { for found.courses.iter().map(|course| html! {
                        <li key={course.node.clone()}>{ &course.node }{ " " }{ moment(&course.parting, run) }</li>
                    }) }
                </ul>
            } else {
                <p>{ format!("Both are the same up to {}.", text::clock(compared.until)) }</p>
            }
        </div>
    }
}

/// The button that leads to where the two part.
fn moment(parting: &Parting, run: &Callback<Command>) -> Html {
    let here = parting.lines[Side::B.index()].as_ref().map(|line| line.record);
    let at = parting.at;
    let onclick = run.reform(move |_| here.map_or(Command::Seek(at), Command::Show));
    html! { <button type="button" class="go" {onclick}>{ text::clock(at) }</button> }
}

fn side(name: &'static str, line: &Option<Line>) -> Html {
    let words = line.as_ref().map_or("nothing".into(), told);
    html! { <><dt>{ name }</dt><dd>{ words }</dd></> }
}

/// A line with its place; what is done from outside has none.
fn told(line: &Line) -> String {
    match line.place.as_str() {
        "action" => line.text.clone(),
        place => format!("{place} {}", line.text),
    }
}

/// What led to it, the cause first: what one side alone does, and what came of it.
fn causes(found: &Comparison) -> Html {
    let steps = found.courses.first().map_or(&[][..], |course| &course.chain);
    let alone =
        found.actions.iter().map(|(side, at, words)| (*side, text::clock(*at), words.clone()));
    let step = |it: &Step| (it.side, text::clock(it.line.at), told(&it.line));
    let mut causes: Vec<_> = steps.iter().rev().map(step).collect();
    if causes.is_empty() {
        causes = alone.take(1).collect();
    }
    if causes.is_empty() {
        return html! { <p>{ "They differ from the start: see the panel “Setup”." }</p> };
    }
    let rows = causes.into_iter().enumerate().map(|(index, (side, at, words))| {
        let only = if side == Side::B { "only here" } else { "only there" };
        html! { <li key={index.to_string()}>{ format!("{words}, {only}, at {at}") }</li> }
    });
    html! { <><p>{ "Because:" }</p><ol class="causes">{ for rows }</ol></> }
}
