//! The panel of two sides: what they come to in figures up to the cursor, what they differ in from
//! the start, where they part, and whom it reaches when.

use compare::figures::{Figure, Unit};
use compare::{Comparison, Side};
use kernel::time::{Span, Time};
use page_core::command::Command;
use page_core::comparison::parting::{Found, told, word};
use page_core::comparison::table::Shown;
use view::text;
use yew::prelude::*;

/// What both sides come to, row by row.
pub fn figures(shown: &Shown) -> Html {
    let head = Side::BOTH.map(|side| {
        html! { <th scope="col" title={shown.names[side.index()].clone()}>{ word(side) }</th> }
    });
    let rows = shown.figures.iter().map(|figure| {
        let [left, right] =
            figure.sides.map(|it| it.map_or("–".into(), |it| value(it, figure.unit)));
        let (difference, class) = difference(figure);
        html! {
            <tr key={figure.what.clone()}>
                <th scope="row">{ &figure.what }</th>
                <td>{ left }</td><td>{ right }</td><td {class}>{ difference }</td>
            </tr>
        }
    });
    html! {
        <table class="figures" id="figures">
            <thead><tr><th scope="col">{ "Up to here" }</th>{ for head }<th scope="col">{ "difference" }</th></tr></thead>
            <tbody>{ for rows }</tbody>
        </table>
    }
}

/// The right one's value less the left one's.
fn difference(figure: &Figure) -> (String, &'static str) {
    let [Some(left), Some(right)] = figure.sides else { return (String::new(), "none") };
    let size = value(left.abs_diff(right), figure.unit);
    match left.cmp(&right) {
        std::cmp::Ordering::Equal => ("=".into(), "none"),
        std::cmp::Ordering::Less => (format!("+{size}"), "some"),
        std::cmp::Ordering::Greater => (format!("−{size}"), "some"),
    }
}

fn value(value: u64, unit: Unit) -> String {
    match unit {
        Unit::Count => text::count(value),
        Unit::Time => text::span(Span(value)),
        Unit::Own("$") => format!("${}", text::count(value)),
        Unit::Own(unit) => format!("{} {unit}", text::count(value)),
    }
}

/// Where the two part, and what they were set up with.
pub fn parting(shown: &Shown, run: &Callback<Command>) -> Html {
    let Some(parted) = &shown.parted else { return html! { <p>{ "Comparing …" }</p> } };
    let go = |at: Time| {
        let onclick = run.reform(move |_: MouseEvent| Command::Seek(at));
        html! { <button type="button" class="go" {onclick}>{ text::clock(at) }</button> }
    };
    let first = match (&parted.found, parted.at()) {
        (Found::Alike(comparison), Some(at)) => alike(comparison, at, &go),
        (_, Some(at)) => html! {
            <div class="compared"><p>{ "At " }{ go(at) }{ ": " }{ parted.sentence() }{ "." }</p></div>
        },
        (_, None) => html! { <p>{ format!("{}.", parted.sentence()) }</p> },
    };
    html! { <>{ first }{ settings(shown) }</> }
}

/// Where runs of one pattern part, why, and whom it reaches.
fn alike(found: &Comparison, at: Time, go: &dyn Fn(Time) -> Html) -> Html {
    let lines = found.first.as_ref().map(|first| first.lines.clone()).unwrap_or_default();
    let [left, right] = lines.each_ref().map(|line| told(line.as_ref()));
    let steps = found.courses.first().map_or(&[][..], |course| &course.chain);
    let causes = steps.iter().rev().map(|it| {
        html! { <li>{ format!("{}, only {}, at {}", told(Some(&it.line)), word(it.side), text::clock(it.line.at)) }</li> }
    });
    html! {
        <div class="compared">
            <p>{ "They part at " }{ go(at) }{ ":" }</p>
            <dl class="fields"><dt>{ "left" }</dt><dd>{ left }</dd><dt>{ "right" }</dt><dd>{ right }</dd></dl>
            if steps.is_empty() {
                <p>{ "Because of what they are set up with." }</p>
            } else {
                <p>{ "Because:" }</p>
                <ol class="causes">{ for causes }</ol>
            }
            if !found.courses.is_empty() {
                <p>{ "Whom it reaches, and when:" }</p>
                <ul class="flights">
                    { for found.courses.iter().map(|course| html! {
                        <li key={course.node.clone()}>{ &course.node }{ " " }{ go(course.parting.at) }</li>
                    }) }
                </ul>
            }
        </div>
    }
}

fn settings(shown: &Shown) -> Html {
    if shown.settings.is_empty() {
        return html! { <p class="help">{ "Both have the same parameters, safeguards, network and seed." }</p> };
    }
    let rows = shown.settings.iter().map(|it| {
        let [left, right] = &it.sides;
        html! { <tr key={it.what.clone()}><th scope="row">{ &it.what }</th><td>{ left }</td><td>{ right }</td></tr> }
    });
    html! {
        <table class="figures">
            <thead><tr><th scope="col">{ "Set up with" }</th><th scope="col">{ "left" }</th><th scope="col">{ "right" }</th></tr></thead>
            <tbody>{ for rows }</tbody>
        </table>
    }
}
