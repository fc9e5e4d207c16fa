//! A node: its shape by role, its look by state, its badges, and its log.
//!
//! Its timer's ring is drawn by [`crate::motion`].

use yew::prelude::*;

use crate::command::{Command, Selection};
use crate::kept::Part;
use crate::parts::{Declared, Same, tone_class};
use faultline::sim::declare::{Info, Outline, Role, State, Tone};
use faultline::sim::frame::{Badge, Frame, NodeFrame, Status};
use faultline::sim::widget::{LogCell, LogView, Widget};
use faultline::view::decimal::tenths;
use faultline::view::formation::{Build, Measures};
use faultline::view::geometry::{Point, Rect, point, polar};
use faultline::view::marks::{Mark, marks};

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
            && looks_same(self.shown(), other.shown())
    }
}

impl Node {
    /// The moment, and the node in it.
    fn shown(&self) -> (&Frame, &NodeFrame) {
        (&self.frame, &self.frame.nodes[self.index])
    }
}

/// Whether a node's figure is the same at two moments.
pub fn looks_same(a: (&Frame, &NodeFrame), b: (&Frame, &NodeFrame)) -> bool {
    let drawn = |it: &NodeFrame| (it.id, it.role, it.status, it.state);
    drawn(a.1) == drawn(b.1)
        && a.1.name == b.1.name
        && a.1.view.badges == b.1.view.badges
        && a.1.view.widgets == b.1.view.widgets
        && marks(a.0, a.1) == marks(b.0, b.1)
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
            if matches!(event.key().as_str(), "Enter" | " ") {
                event.prevent_default();
                run.emit(Command::Open(Selection::Node(id), at));
            }
        });
        html! {
            <g class={classes!("node", self.dragged.then_some("dragged"))} role="button" tabindex="0"
                aria-haspopup="dialog" aria-label={describe(node, role, &wrong)} data-node={node.name.clone()}
                data-status={status} data-state-name={state.name} data-id={id.0.to_string()}
                transform={format!("translate({at})")} {onkeydown}>
                { figure(self, node, role, state, &wrong) }
            </g>
        }
    }
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
            <g>{ words(node, state, radius, measures.scale) }</g>
            <g>{ for node.view.badges.iter().take(1).map(|it| badge(it, measures, build)) }</g>
            <g>{ for log_of(node).map(|log| cells(log, measures, build)) }</g>
            <g>{ super::marks::marks(wrong, measures, build) }</g>
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
    let log = log_of(node).map_or(String::new(), |log| {
        let last = log.first + log.cells.len() as u64;
        let committed = log.cells.iter().filter(|cell| cell.committed).count() as u64;
        match log.cells.len() {
            0 => ", empty log".into(),
            _ => {
                format!(", log of {} entries, {} committed", last - 1, (log.first - 1) + committed)
            }
        }
    });
    format!("{} {}: {state}{badges}{wrong}{log}", role.name, node.name)
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

fn words(node: &NodeFrame, state: &State, radius: f64, scale: f64) -> Html {
    let word = match node.status {
        Status::Up => state.name.to_ascii_lowercase(),
        Status::Paused => "paused".into(),
        Status::Down => "down".into(),
    };
    let size = (10.0 * scale).max(9.0);
    // Where the word does not fit, its first letter stands for it; the title has it in full.
    let fits = word.chars().count() as f64 * size * 0.56 <= 2.0 * radius - 4.0;
    let word =
        if fits { word } else { word.chars().take(1).collect::<String>().to_ascii_uppercase() };
    html! {
        <>
            <text class="name" font-size={px((14.0 * scale).max(11.0))} y={px(-2.0 * scale)}>
                { &node.name }
            </text>
            <text class="state" font-size={px(size)} y={px(13.0 * scale.max(0.8))}>{ word }</text>
        </>
    }
}

fn badge(badge: &Badge, measures: Measures, build: Build) -> Html {
    if !measures.badges {
        return html! {};
    }
    let rect = measures.badge(Point::default(), build);
    let centre = rect.centre();
    html! {
        <g class="badge">
            <title>{ &badge.meaning }</title>
            { rectangle(rect, rect.height() / 2.0) }
            <text x={px(centre.x)} y={px(centre.y + 3.5)}
                font-size={px((10.5 * measures.scale).max(9.0))}>{ &badge.text }</text>
        </g>
    }
}

fn log_of(node: &NodeFrame) -> Option<&LogView> {
    node.view.widgets.iter().find_map(|it| if let Widget::Log(log) = it { Some(log) } else { None })
}

/// The newest cells of a log that fit below the node.
fn cells(log: &LogView, measures: Measures, build: Build) -> Html {
    let Some(room) = measures.room(Point::default(), build) else { return html! {} };
    let (pitch, height) = measures.cell();
    let hidden = log.cells.len().saturating_sub(measures.cells);
    let shown = &log.cells[hidden..];
    let left = room.centre().x - shown.len() as f64 * pitch / 2.0;
    let cell_at = |place: usize| Rect {
        left: left + place as f64 * pitch + 1.0,
        top: room.top,
        right: left + (place + 1) as f64 * pitch - 1.0,
        bottom: room.top + height,
    };
    let first = log.first + hidden as u64;
    html! {
        <>
            { for shown.iter().enumerate().map(|(place, it)| cell(it, first + place as u64, cell_at(place))) }
        </>
    }
}

fn cell(cell: &LogCell, index: u64, rect: Rect) -> Html {
    let state = if cell.committed { "committed" } else { "pending" };
    let at = point(rect.centre().x, rect.bottom);
    html! {
        <g key={index.to_string()} class={classes!("cell", state)} data-index={index.to_string()}>
            <title>{ format!("Entry {index}: {} ({state})", cell.full) }</title>
            { rectangle(rect, 3.0) }
            <text x={px(at.x)} y={px(at.y - rect.height() * 0.48)}
                font-size={px((rect.height() * 0.4).max(8.5))}>{ &cell.text }</text>
            <text class="term" x={px(at.x)} y={px(at.y - rect.height() * 0.14)}
                font-size={px((rect.height() * 0.31).max(7.0))}>{ cell.term.to_string() }</text>
        </g>
    }
}

fn rectangle(rect: Rect, radius: f64) -> Html {
    html! {
        <rect x={px(rect.left)} y={px(rect.top)} width={px(rect.width())}
            height={px(rect.height())} rx={px(radius)} />
    }
}

/// A length in pixels as an attribute.
pub fn px(length: f64) -> AttrValue {
    AttrValue::from(tenths(length).to_string())
}
