//! A node: its shape by role, its look by state, its badges, and its widgets.
//!
//! Its timer's ring is drawn by [`crate::dom::motion`].

use crate::view::kept::Part;
use crate::view::shapes::piece;
use kernel::host::Status;
use page_core::command::{Command, Selection};
use page_core::pane::looks::node_looks_same;
use page_core::shared::{Declared, Same, px, tone_class};
use pattern::declare::{Info, Outline, Role, State, Tone};
use pattern::view::Badge;
use run::frame::{Frame, NodeFrame};
use view::decimal::tenths;
use view::formation::{Build, Measures};
use view::geometry::{Point, Rect, polar};
use view::marks::{Mark, marks};
use view::{text, widgets};
use web_sys::Element;
use yew::prelude::*;

/// A node where it stands, with all that can be reached by keyboard.
pub struct Node {
    /// What the pattern declares.
    pub info: Declared<Info>,
    /// The moment.
    pub frame: Same<Frame>,
    /// The node, by its place in the frame.
    pub index: usize,
    /// Where it stands.
    pub at: Point,
    /// How large things are drawn.
    pub measures: Measures,
    /// What takes room at it.
    pub build: Build,
    /// Whether it is selected.
    pub selected: bool,
    /// Whether a list's row that is about it lies under the pointer.
    pub marked: bool,
    /// Whether the pointer drags it.
    pub dragged: bool,
    /// Carries out what the user does.
    pub run: Callback<Command>,
}

/// Only what is drawn counts: a node whose timer was set anew looks the same.
impl PartialEq for Node {
    fn eq(&self, other: &Node) -> bool {
        let flags = |it: &Node| (it.selected, it.marked, it.dragged);
        self.info == other.info
            && self.at == other.at
            && self.measures == other.measures
            && self.build == other.build
            && flags(self) == flags(other)
            && node_looks_same(self.shown(), other.shown())
    }
}

impl Node {
    /// The moment, and the node in it.
    fn shown(&self) -> (&Frame, &NodeFrame) {
        (&self.frame, &self.frame.nodes[self.index])
    }
}

impl Part for Node {
    fn view(&self) -> Html {
        let node = &self.frame.nodes[self.index];
        let role = &self.info.0.roles[usize::from(node.role)];
        let state = &role.diagram.states[usize::from(node.state)];
        let status = match node.status {
            Status::Up => "up",
            Status::Paused => "paused",
            Status::Down => "down",
        };
        let wrong = marks(&self.frame, node);
        let (id, at, run) = (node.id, self.at, self.run.clone());
        let onkeydown = Callback::from(move |event: KeyboardEvent| {
            // With the cut tool it is the stage that hears it.
            let key = event.key();
            if key == " " || (key == "Enter" && !is_cutting(&event)) {
                event.prevent_default();
                run.emit(Command::Open(Selection::Node(id), at));
            }
        });
        html! {
            <g class={classes!("node", self.dragged.then_some("dragged"))} role="button" tabindex="0"
                aria-haspopup="dialog" aria-label={describe(node, role, &wrong)} data-node={node.name.to_string()}
                data-status={status} data-state-name={state.name} data-id={id.0.to_string()}
                transform={format!("translate({at})")} {onkeydown}>
                { figure(self, node, role, state, &wrong) }
            </g>
        }
    }
}

/// Whether a key is pressed on a stage where the cut tool is taken up.
pub fn is_cutting(event: &KeyboardEvent) -> bool {
    let element = event.target_dyn_into::<Element>();
    element.is_some_and(|it| it.closest(".cutting").is_ok_and(|it| it.is_some()))
}

fn figure(props: &Node, node: &NodeFrame, role: &Role, state: &State, wrong: &[Mark]) -> Html {
    let (measures, build) = (props.measures, props.build);
    let (radius, ring) = (measures.radius(build), measures.ring(build));
    let look = match node.status {
        Status::Up => tone_class(state.tone),
        Status::Paused => "quiet paused",
        Status::Down => "bad down",
    };
    html! {
        <g class={classes!("figure", look)}>
            <g>{ halos(props, ring) }</g>
            <circle class="focus" r={px(ring + 4.0)} />
            { outline(role.outline, "body", radius) }
            <g>{ second_line(node, role, state, ring) }</g>
            <circle class="ring" r={px(ring)} pathLength="200" transform="rotate(-90)"
                stroke-dasharray="0 400" />
            <g>{ words(node, state, measures, build) }</g>
            <g>{ for node.view.badges.iter().take(1).map(|it| badge(it, measures, build)) }</g>
            <g>{ widgets(node, measures, build) }</g>
            <g>{ crate::view::stage::marks::marks(wrong, measures, build) }</g>
        </g>
    }
}

/// A node in a sentence, for those who do not see it.
fn describe(node: &NodeFrame, role: &Role, wrong: &[Mark]) -> String {
    let state = role.diagram.states.get(usize::from(node.state)).map_or("", |state| state.name);
    let state = match node.status {
        Status::Up => state.to_string(),
        Status::Paused => format!("{state}, paused"),
        Status::Down => "down".into(),
    };
    let badges: String = node.view.badges.iter().map(|it| format!(", {}", it.meaning)).collect();
    let wrong: String = wrong.iter().map(|it| format!(", {}", it.meaning)).collect();
    let widgets = node.view.widgets.iter().map(|it| format!(", {}", widgets::words(it)));
    let widgets: String = widgets.collect();
    format!("{} {}: {state}{badges}{wrong}{widgets}", role.name, node.name)
}

fn halos(props: &Node, ring: f64) -> Html {
    html! {
        <>
            if props.selected {
                <circle class="halo" r={px(ring + 8.0)} />
            }
            if props.marked {
                <circle class="halo marked" r={px(ring + 8.0)} />
            }
        </>
    }
}

fn outline(outline: Outline, class: &'static str, radius: f64) -> Html {
    match outline {
        Outline::Circle => html! { <circle {class} r={px(radius)} /> },
        Outline::Square => html! {
            <rect {class} x={px(-radius)} y={px(-radius)} width={px(2.0 * radius)}
                height={px(2.0 * radius)} rx={px(radius * 0.2)} />
        },
        Outline::Hexagon => {
            let corner = |n: i32| {
                let angle = f64::from(n) * std::f64::consts::FRAC_PI_3;
                (polar(angle) * radius).to_string()
            };
            let points: Vec<String> = (0..6).map(corner).collect();
            html! { <polygon {class} points={points.join(" ")} /> }
        }
    }
}

/// The line that tells states apart without colour: a leader's second circle, the cross of a
/// node that is down, the bars of one that is paused.
fn second_line(node: &NodeFrame, role: &Role, state: &State, ring: f64) -> Html {
    let (r, s) = (ring * 0.5, ring * 0.16);
    match node.status {
        Status::Down => html! {
            <path class="cross" d={format!("M-{0} -{0}L{0} {0}M{0} -{0}L-{0} {0}", tenths(r))}
                opacity="0.35" />
        },
        Status::Paused => html! {
            <path class="bars" d={format!("M-{0} -{1}V-{2}M{0} -{1}V-{2}", tenths(s), tenths(ring * 0.72), tenths(ring * 0.5))} />
        },
        Status::Up if state.tone == Tone::Leading => outline(role.outline, "second", ring),
        Status::Up => html! {},
    }
}

fn words(node: &NodeFrame, state: &State, measures: Measures, build: Build) -> Html {
    let word = match node.status {
        Status::Up => text::words(state.name),
        Status::Paused => "paused".into(),
        Status::Down => "down".into(),
    };
    let scale = measures.scale;
    let (foot, size, word) = measures.state(build, &word);
    let below = (foot.y > measures.radius(build)).then_some("below");
    let letters = 14.0 * scale.max(1.0);
    // Alone in the figure, the name is in its middle.
    let middle = if below.is_some() { 0.35 * letters } else { -2.0 * scale };
    html! {
        <>
            <text class="name" font-size={px(letters)} y={px(middle)}>
                { &*node.name }
            </text>
            <text class={classes!("state", below)} font-size={px(size)} y={px(foot.y)}>{ word }</text>
        </>
    }
}

fn badge(badge: &Badge, measures: Measures, build: Build) -> Html {
    if !measures.badges {
        return html! {};
    }
    let rect = measures.badge_of(Point::default(), build, &badge.text);
    let centre = rect.centre();
    html! {
        <g class="badge">
            <title>{ &badge.meaning }</title>
            { rectangle(rect, rect.height() / 2.0) }
            <text x={px(centre.x)} y={px(centre.y + 3.5)}
                font-size={px(10.5 * measures.scale.max(1.0))}>{ &badge.text }</text>
        </g>
    }
}

fn widgets(node: &NodeFrame, measures: Measures, build: Build) -> Html {
    let Some(room) = measures.room(Point::default(), build) else { return html! {} };
    let pieces = widgets::pieces(&node.view.widgets, room, measures.cell());
    pieces.iter().map(piece).collect()
}

fn rectangle(rect: Rect, radius: f64) -> Html {
    html! {
        <rect x={px(rect.left)} y={px(rect.top)} width={px(rect.width())}
            height={px(rect.height())} rx={px(radius)} />
    }
}
