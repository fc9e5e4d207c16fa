//! What is under the pointer on the lanes: the moment, and what the node was then. Written straight
//! into the elements that the chart has drawn for it: nothing is rendered while a pointer passes.

use page_core::pane::Pane;
use page_core::shared::px;
use view::decimal::decimal;
use view::geometry::{Point, point, within};
use web_sys::Element;

/// The width of a character, and of the box without any.
const CHARACTER: (f64, f64) = (6.7, 14.0);

/// Says what is at a point of a timeline, or nothing any more.
pub fn show(timeline: &Element, pane: &Pane, at: Option<Point>) {
    // A line, a box and a text, in the timeline of this side.
    let Some(hint) = timeline.query_selector(".hint").ok().flatten() else {
        return;
    };
    let shown = at.and_then(|at| Some((at, pane.chart.told_at(at)?)));
    let Some((at, words)) = shown else {
        let _ = hint.set_attribute("display", "none");
        return;
    };
    let scale = &pane.chart.scale;
    let width = words.chars().count() as f64 * CHARACTER.0 + CHARACTER.1;
    let left = within(at.x - width / 2.0, scale.left - 8.0, scale.right + 20.0 - width);
    let place = |x: f64| decimal(x, 1).to_string();
    let set = |selector: &str, values: &[(&str, String)]| {
        if let Ok(Some(part)) = hint.query_selector(selector) {
            values.iter().for_each(|(name, value)| {
                let _ = part.set_attribute(name, value);
            });
        }
    };
    let (from, to) = pane.chart.between();
    set("path", &[("d", format!("M{}V{}", point(at.x, from), px(to)))]);
    let above = pane.chart.above(at.y);
    set("rect", &[("x", place(left)), ("y", place(above)), ("width", place(width))]);
    set("text", &[("x", place(left + CHARACTER.1 / 2.0)), ("y", place(above + 13.0))]);
    if let Ok(Some(text)) = hint.query_selector("text") {
        text.set_text_content(Some(&words));
    }
    let _ = hint.remove_attribute("display");
}
