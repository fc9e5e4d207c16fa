//! The other branches below the lanes of the timeline: thin lines that leave at their time.
//!
//! They can be pressed; whoever uses no pointer has the list of branches beside the speed.

use page_core::shared::px;
use page_core::timeline::ghosts::{MOST, PITCH};
use scenario::Course;
use view::geometry::point;
use view::ghosts::Ghost;
use view::scale::Scale;
use yew::prelude::*;

/// The width of a character of a name.
const CHARACTER: f64 = 6.1;

/// The lines, below `top`.
pub fn ghosts(ghosts: &[Ghost], scale: &Scale, top: f64) -> Html {
    let rest = ghosts.len().saturating_sub(MOST);
    let shown = ghosts.iter().take(MOST).enumerate();
    html! {
        <g class="ghosts" aria-hidden="true">
            { for shown.map(|(row, it)| ghost(it, scale, top, top + (row + 1) as f64 * PITCH)) }
            if rest > 0 {
                <text x={px(scale.left)} y={px(top + (MOST + 1) as f64 * PITCH - 4.0)}>
                    { format!("and {rest} more") }
                </text>
            }
        </g>
    }
}

fn ghost(ghost: &Ghost, scale: &Scale, top: f64, row: f64) -> Html {
    let left = scale.x(ghost.from);
    let right = scale.x(ghost.to).min(scale.right).max(left + 8.0);
    let (corner, start) = (point(left, row - 6.0), point(left + 6.0, row));
    let width = ghost.name.chars().count() as f64 * CHARACTER;
    // A name that would leave the page ends where the page does.
    let name_at = (left + 10.0).min(scale.right - width).max(scale.left);
    let course = match ghost.course {
        Course::Trunk => 0,
        Course::Branch(index) => index + 1,
    };
    html! {
        <g key={course.to_string()} class="ghost" data-course={course.to_string()}>
            <title>{ format!("Show “{}”", ghost.name) }</title>
            <rect class="ghost-hit" x={px(left)} y={px(row - PITCH + 4.0)} height={px(PITCH)}
                width={px((right - left).max(width + 12.0))} />
            <path d={format!("M{} L{corner} Q{} {start} H{}", point(left, top), point(left, row), px(right))} />
            <text x={px(name_at)} y={px(row - 4.0)}>{ &ghost.name }</text>
            { for ghost.acts.iter().map(|at| html! {
                <circle key={at.0} cx={px(scale.x(*at))} cy={px(row)} r="2.5" />
            }) }
        </g>
    }
}
