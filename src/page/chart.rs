//! The timeline: a lane a node or a crowd, shaded faults, other branches, the playhead. Drawn twice: faint as a
//! whole, and in full colour up to the playhead, where [`super::motion`] moves the edge.

use std::cell::Cell;
use std::rc::Rc;

use wasm_bindgen::JsCast;
use web_sys::{Element, PointerEvent};
use yew::prelude::*;

use super::command::Command;
use super::ghosts;
use super::kept::Part;
use super::parts::{Same, side_id, tone_class};
use super::session::Session;
use super::stage::node::px;
use super::strip;
use super::strip::marks::{SIZE, words};
use faultline::scenario::Course;
use faultline::sim::action::Timed;
use faultline::sim::declare::{Info, Tone};
use faultline::sim::frame::Status;
use faultline::sim::ids::{Names, NodeId};
use faultline::sim::time::{Span, Time};
use faultline::sim::words::write;
use faultline::view::decimal::decimal;
use faultline::view::geometry::{Point, point};
use faultline::view::ghosts::Ghost;
use faultline::view::marks::Kind;
use faultline::view::scale::{Scale, Tick};
use faultline::view::spells::{Spell, Spells};
use faultline::view::spots::{self, Mark, What};
use faultline::view::tally::Layer;
use faultline::view::text;
use faultline::view::timeline::{self, Shade, Stretch, Timeline};
use faultline::view::window::Window;

/// What of a run a chart shows.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Seen {
    /// All of it.
    Whole,
    /// A stretch.
    Part(Window),
    /// All of it without lanes, above a diagram that shows a stretch.
    Slim,
}

/// The timeline of a run within a width.
#[derive(Debug)]
pub struct Chart {
    /// Where times are.
    pub scale: Scale,
    /// Where the run parts from the one beside it.
    pub parting: Option<Time>,
    lanes: Vec<Lane>,
    shades: Vec<Shade>,
    /// What was wrong with nodes, and where.
    spells: Vec<(usize, Kind, f64, f64)>,
    /// The other branches.
    ghosts: Vec<Ghost>,
    /// What was done, what was said, what broke, in words.
    pub marks: Vec<(Mark, AttrValue)>,
    ticks: Vec<Tick>,
    /// The height of a node's lane.
    pitch: f64,
    /// The whole run above the lanes, where they show a part of it.
    rail: Option<Scale>,
    /// Where the lanes begin.
    top: f64,
    /// Where the lanes end.
    floor: f64,
    slim: bool,
    info: &'static Info,
}

/// A lane of the timeline.
#[derive(Debug)]
struct Lane {
    name: AttrValue,
    /// The role of its node or of its crowd.
    role: u8,
    top: f64,
    height: f64,
    shown: Shown,
}

/// What a lane shows.
#[derive(Debug)]
enum Shown {
    /// What a node was.
    Node(NodeId, Vec<(Stretch, Tone)>),
    /// How many of a crowd were what.
    Crowd(Vec<(Layer, Tone)>),
}

/// Above the lanes is room for marks and the playhead's handle.
const TOP: f64 = 24.0;
/// The run as a whole, where the lanes show a part of it.
const RAIL: f64 = 14.0;
/// The height of a timeline without lanes.
const SLIM: f64 = 8.0;
/// Below is the axis.
const BOTTOM: f64 = 18.0;

impl Chart {
    /// The chart of what is known of a session's run.
    pub fn of(session: &mut Session, timeline: &Timeline, width: f64, seen: Seen) -> Chart {
        let narrow = width < 700.0;
        let (left, right) = if narrow { (34.0, width - 16.0) } else { (72.0, width - 26.0) };
        let until = session.scenario().until;
        let whole = Scale { from: Time::ZERO, to: until, left, right: right.max(left + 1.0) };
        let scale = match seen {
            Seen::Part(part) => Scale { from: part.from, to: part.to, ..whole },
            Seen::Whole | Seen::Slim => whole,
        };
        let slim = seen == Seen::Slim;
        let rail = matches!(seen, Seen::Part(_)).then_some(whole);
        let top = TOP + if rail.is_some() { RAIL } else { 0.0 };
        let info = session.info();
        let frame = session.frame();
        let end = session.known_until();
        let alone = || frame.nodes.iter().filter(|node| !slim && timeline.has_lane(node.id));
        let pitch = match alone().count() {
            0..=7 if !narrow => 18.0,
            0..=7 => 13.0,
            _ => 11.0,
        };
        let mut floor = top;
        let mut lane = |name: &str, role: u8, height: f64, shown: Shown| {
            let top = floor;
            floor += height;
            Lane { name: AttrValue::from(name.to_string()), role, top, height, shown }
        };
        let mut lanes: Vec<Lane> = alone()
            .map(|node| {
                let stretches = timeline.lane(node.id, &scale, end).into_iter();
                let toned = stretches.map(|it| (it, tone(info, node.role, it.state))).collect();
                lane(&node.name, node.role, pitch, Shown::Node(node.id, toned))
            })
            .collect();
        for tally in timeline.tallies().iter().filter(|_| !slim) {
            let height = 2.0 * pitch + 4.0;
            let role = info.roles.get(usize::from(tally.role));
            let name = role.map_or(String::new(), |role| format!("{}…", role.prefix));
            let mut lane = lane(&name, tally.role, height, Shown::Crowd(Vec::new()));
            let layers = tally.layers(&scale, end, (lane.top + 2.0, lane.top + height - 2.0));
            let toned = layers.into_iter().map(|it| {
                let tone = tone(info, tally.role, it.state);
                (it, tone)
            });
            lane.shown = Shown::Crowd(toned.collect());
            lanes.push(lane);
        }
        let floor = if slim { top + SLIM } else { floor };
        let clocks = Spells::of_clocks(actions(session));
        let spell = |it: &Spell| {
            let to = it.to.map_or(scale.x(end.min(until)), |to| scale.x(to));
            let own = |lane: &Lane| matches!(lane.shown, Shown::Node(id, _) if id == it.node);
            let (from, to) = (scale.x(it.from).max(scale.left), to.min(scale.right));
            (from <= to).then_some(())?;
            Some((lanes.iter().position(own)?, it.kind, from, to))
        };
        let spells = timeline.spells().iter().chain(clocks.all()).filter_map(spell).collect();
        Chart {
            marks: marks(session, timeline, &scale),
            shades: timeline::shades(actions(session)),
            ghosts: faultline::view::ghosts::ghosts(session.document(), session.course()),
            ticks: scale.ticks(if narrow { 70.0 } else { 110.0 }),
            spells,
            lanes,
            pitch,
            scale,
            info,
            rail,
            floor,
            slim,
            top,
            parting: None,
        }
    }

    /// Where the run parts from the one beside it, if that is seen.
    fn parting_within(&self) -> Option<Time> {
        self.parting.filter(|at| *at >= self.scale.from && *at <= self.scale.to)
    }

    /// Where the lanes begin and end.
    pub fn between(&self) -> (f64, f64) {
        (self.top - 2.0, self.floor + 3.0)
    }

    /// Where there is room for a line of words about the lane at a height.
    pub fn above(&self, y: f64) -> f64 {
        let top = self.lanes.iter().find(|it| y < it.top + it.height).map_or(self.top, |it| it.top);
        if top < self.top + 20.0 { top + self.pitch + 3.0 } else { top - 21.0 }
    }

    /// The moment at a point, and what the node was whose lane is there.
    pub fn told_at(&self, at: Point) -> Option<String> {
        if at.x < self.scale.left - 2.0 || at.x > self.scale.right + 2.0 || at.y < self.top - 2.0 {
            return None;
        }
        let clock = text::clock(self.scale.at(at.x));
        let lane = self.lanes.iter().find(|it| it.top <= at.y && at.y < it.top + it.height);
        let Some(Lane { name, role, shown: Shown::Node(_, stretches), .. }) = lane else {
            return Some(clock);
        };
        let there = stretches.iter().find(|(it, _)| it.from <= at.x && at.x <= it.to);
        let Some((stretch, _)) = there else { return Some(clock) };
        let states =
            self.info.roles.get(usize::from(*role)).map_or(&[][..], |it| it.diagram.states);
        let was = match stretch.status {
            Status::Up => states.get(usize::from(stretch.state)).map_or("", |it| it.name),
            Status::Paused => "paused",
            Status::Down => "down",
        };
        Some(format!("{clock}  {name} {}", text::words(was)))
    }

    fn height(&self) -> f64 {
        self.floor + ghosts::height(&self.ghosts) + BOTTOM
    }
}

/// The marks of what was done, said and broken.
fn marks(session: &Session, timeline: &Timeline, scale: &Scale) -> Vec<(Mark, AttrValue)> {
    let (scenario, frame) = (session.scenario(), session.frame());
    let names = Names(frame.nodes.iter().map(|node| node.name.clone()).collect());
    let told = |what: What| match what {
        What::Note(index) => scenario.notes.get(index).map_or(String::new(), |it| it.text.clone()),
        What::Act(index) => {
            let action = actions(session).get(index);
            action.map_or(String::new(), |it| write(&it.action, &names))
        }
        What::Broken(_, property) => {
            let property = frame.properties.get(usize::from(property));
            format!("broken: {}", property.map_or("the state diagram", |it| it.name))
        }
    };
    let marks = spots::marks(timeline.moments(), &scenario.notes, scale, SIZE);
    marks
        .into_iter()
        .map(|it| (words(&it, told).into(), it))
        .map(|(words, it)| (it, words))
        .collect()
}

fn actions(session: &Session) -> &[Timed] {
    &session.scenario().setup.actions
}

fn tone(info: &Info, role: u8, state: u8) -> Tone {
    let states = info.roles[usize::from(role)].diagram.states;
    states.get(usize::from(state)).map_or(Tone::Quiet, |state| state.tone)
}

/// The timeline.
#[derive(PartialEq)]
pub struct ChartView {
    /// What is drawn.
    pub chart: Same<Chart>,
    /// Whether it is the right one of two.
    pub second: bool,
    /// Carries out what the user does.
    pub run: Callback<Command>,
}

impl Part for ChartView {
    fn view(&self) -> Html {
        let chart = &self.chart;
        let (width, height) = (chart.scale.right + 26.0, chart.height());
        let (onpointerdown, onpointermove) = scrubbing(self);
        let id = |name: &'static str| side_id(name, self.second);
        let lanes = || html! { <>{ for chart.lanes.iter().enumerate().map(|(at, it)| lane(chart, at, it)) }</> };
        let floor = chart.floor + 3.0;
        let axis = floor + ghosts::height(&chart.ghosts);
        html! {
            <svg class="timeline" id={id("timeline")} width="100%" height={px(height)}
                viewBox={format!("0 0 {}", point(width, height))} preserveAspectRatio="xMinYMin"
                role="slider" tabindex="0" aria-label={if self.second { "Moment of the run on the right" } else { "Moment of the run" }} aria-valuemin="0"
                aria-valuenow="0" aria-valuemax={decimal(chart.scale.to.0 as f64 / 1e6, 3).to_string()}
                onkeydown={keys(self)} {onpointerdown} {onpointermove}
                onpointerleave={self.run.reform(|_: PointerEvent| Command::Strip(strip::Act::Hint(None)))}>
                <defs><clipPath id={id("passed-clip")}><rect id={id("passed")} x={px(-width)} y="0" height={px(height)} width={px(width)} /></clipPath></defs>
                { brush(chart, floor, self.second) }
                <g>{ for chart.lanes.iter().map(|it| html! {
                    <text key={it.name.to_string()} x="4" y={px(it.top + it.height / 2.0 + 3.5)}>{ &it.name }</text>
                }) }</g>
                <g>{ for chart.shades.iter().enumerate().map(|(at, it)| shade(chart, at, *it, floor)) }</g>
                <g>{ for chart.spells.iter().enumerate().map(|(at, it)| spell(chart, at, *it)) }</g>
                <g class="ahead">{ lanes() }</g>
                <g clip-path={format!("url(#{})", id("passed-clip"))}>{ lanes() }</g>
                { ghosts::ghosts(&chart.ghosts, &chart.scale, floor) }
                <g>{ for chart.ticks.iter().map(|tick| html! {
                    <text key={tick.label.clone()} class="tick" x={px(tick.x)} y={px(axis + 13.0)}>{ &tick.label }</text>
                }) }</g>
                <g>{ for chart.parting_within().map(|at| parting(chart.scale.x(at), chart.top, floor)) }</g>
                <g class="hint" display="none"><path /><rect height="18" rx="4" /><text /></g>
                <g class="playhead" id={id("playhead")}>
                    <line x1="0" x2="0" y1={px(8.0)} y2={px(floor)} />
                    <path d={format!("M-6 {}h12l-6 8Z", px(0.0))} />
                </g>
            </svg>
        }
    }
}

/// Where the run parts from the one beside it.
fn parting(x: f64, top: f64, floor: f64) -> Html {
    html! {
        <g class="parting">
            <title>{ "First difference" }</title>
            <line x1={px(x)} x2={px(x)} y1={px(top - 6.0)} y2={px(floor)} />
            <path d={format!("M{}l4.5 4.5l-4.5 4.5l-4.5 -4.5Z", point(x, top - 12.5))} />
        </g>
    }
}

/// What is seen of the run as a whole: in a diagram below, whose frame [`super::strip`] moves, or in
/// the lanes.
fn brush(chart: &Chart, floor: f64, second: bool) -> Html {
    let left = chart.scale.left;
    match (&chart.rail, chart.slim) {
        (Some(whole), _) => {
            let (from, to) = (whole.x(chart.scale.from), whole.x(chart.scale.to));
            let middle = chart.top - RAIL / 2.0 - 2.0;
            html! {
                <g class="rail">
                    <path d={format!("M{}H{}", point(left, middle), px(whole.right))} />
                    <rect x={px(from)} y={px(middle - 3.0)} width={px((to - from).max(6.0))} height="6" rx="3" />
                </g>
            }
        }
        (None, true) => html! {
            <g class="rail">
                <path d={format!("M{}H{}", point(left, chart.top + SLIM / 2.0), px(chart.scale.right))} />
                <rect id={side_id("brush", second)} class="brush" x={px(left)} y={px(chart.top - 2.0)} width="3" height={px(floor - chart.top + 2.0)} rx="2" />
            </g>
        },
        (None, false) => html! { <g /> },
    }
}

fn lane(chart: &Chart, at: usize, lane: &Lane) -> Html {
    let stretches = match &lane.shown {
        Shown::Node(_, stretches) => stretches,
        Shown::Crowd(layers) => return crowd(at, layers),
    };
    let middle = lane.top + lane.height / 2.0;
    let piece = |(index, (it, tone)): (usize, &(Stretch, Tone))| {
        let thick = match (it.status, tone) {
            (Status::Up, Tone::Quiet) | (Status::Paused, _) => 3.0,
            (Status::Up, _) => (chart.pitch - 7.0).min(11.0),
            (Status::Down, _) => 5.0,
        };
        let class = match it.status {
            Status::Up => classes!("segment", tone_class(*tone)),
            Status::Paused | Status::Down => classes!("segment", "out"),
        };
        html! {
            <rect key={index.to_string()} {class} x={px(it.from)} y={px(middle - thick / 2.0)}
                width={px((it.to - it.from).max(0.6))} height={px(thick)} rx="1.5" />
        }
    };
    html! { <g key={at.to_string()}>{ for stretches.iter().enumerate().map(piece) }</g> }
}

/// A crowd's lane: how many were what, one above the other.
fn crowd(at: usize, layers: &[(Layer, Tone)]) -> Html {
    let layers = layers.iter().enumerate().map(|(index, (layer, tone))| {
        let class = match layer.status {
            Status::Up => classes!("segment", tone_class(*tone)),
            Status::Paused | Status::Down => classes!("segment", "out"),
        };
        html! { <path key={index.to_string()} {class} d={layer.path.clone()} /> }
    });
    html! { <g key={at.to_string()}>{ for layers }</g> }
}

/// What was wrong with a node besides its state: each kind has its own line and its own place.
fn spell(chart: &Chart, at: usize, (lane, kind, from, to): (usize, Kind, f64, f64)) -> Html {
    let half = chart.pitch / 2.0;
    let middle = chart.lanes[lane].top + half;
    let (class, d) = match kind {
        Kind::Slow => ("slow", format!("M{}H{}", point(from, middle - half + 2.2), px(to))),
        Kind::Clock => ("clock", format!("M{}H{}", point(from, middle + half - 2.2), px(to))),
        Kind::Clogged => {
            let (left, right) = (px(from), px(to.max(from + 2.0)));
            let (top, bottom) = (px(middle - half + 4.0), px(middle + half - 4.0));
            ("clogged", format!("M{left} {top}H{right}V{bottom}H{left}Z"))
        }
    };
    html! { <path key={at.to_string()} class={classes!("spell", class)} {d} /> }
}

fn shade(chart: &Chart, at: usize, shade: Shade, floor: f64) -> Html {
    let scale = &chart.scale;
    let (from, to) = (scale.x(shade.from), shade.to.map_or(scale.right, |to| scale.x(to)));
    let (left, right) = (from.max(scale.left), to.min(scale.right));
    if right < scale.left || left > scale.right {
        return html! { <g key={at.to_string()} /> };
    }
    let top = chart.top - 4.0;
    let edge = |x: f64| html! { <line class="split-edge" x1={px(x)} x2={px(x)} y1={px(top)} y2={px(floor)} /> };
    html! {
        <g key={at.to_string()}>
            <rect class="split" x={px(left)} y={px(top)} width={px((right - left).max(1.0))}
                height={px(floor - top)} />
            <g>{ for (from == left).then(|| edge(left)) }</g>
            <g>{ for (shade.to.is_some() && to == right).then(|| edge(right)) }</g>
        </g>
    }
}

/// Pressing anywhere takes the playhead there, and moving drags it.
fn scrubbing(props: &ChartView) -> (Callback<PointerEvent>, Callback<PointerEvent>) {
    // Whoever has taken hold of the rail holds it until the pointer is let go.
    let on_rail = Rc::new(Cell::new(false));
    let seek = {
        let (scale, run) = (props.chart.scale, props.run.clone());
        let rail =
            props.chart.rail.map(|whole| (whole, (props.chart.top - RAIL, props.chart.top - 2.0)));
        let on_rail = Rc::clone(&on_rail);
        move |event: &PointerEvent| {
            let target = event.target().and_then(|it| it.dyn_into::<Element>().ok());
            let svg = target.and_then(|it| it.closest("svg.timeline").ok().flatten());
            if let Some(svg) = svg {
                let _ = svg.set_pointer_capture(event.pointer_id());
                let Some(Point { x, y }) = place(event) else { return };
                match rail {
                    Some((whole, (from, to))) if (from <= y && y < to) || on_rail.get() => {
                        on_rail.set(true);
                        run.emit(Command::Strip(strip::Act::Centre(whole.at(x))));
                    }
                    Some(_) | None => run.emit(Command::Seek(scale.at(x))),
                }
            }
        }
    };
    let (moved, run, hinted) = (seek.clone(), props.run.clone(), props.run.clone());
    (
        Callback::from(move |event: PointerEvent| {
            if !event.is_primary() || event.button() != 0 {
                return;
            }
            on_rail.set(false);
            match ghost_under(&event) {
                Some(course) => run.emit(Command::ShowCourse(course)),
                None => seek(&event),
            }
        }),
        Callback::from(move |event: PointerEvent| {
            if event.is_primary() && event.buttons() & 1 == 1 && is_held(&event) {
                moved(&event);
            } else if event.buttons() == 0 && event.pointer_type() == "mouse" {
                hinted.emit(Command::Strip(strip::Act::Hint(place(&event))));
            }
        }),
    )
}

/// Where in the timeline an event is.
fn place(event: &PointerEvent) -> Option<Point> {
    let target = event.target()?.dyn_into::<Element>().ok()?;
    let bounds = target.closest("svg.timeline").ok()??.get_bounding_client_rect();
    let (x, y) = (f64::from(event.client_x()), f64::from(event.client_y()));
    Some(point(x - bounds.left(), y - bounds.top()))
}

/// Whether the press began on the timeline itself, not on a branch.
fn is_held(event: &PointerEvent) -> bool {
    let target = event.target().and_then(|it| it.dyn_into::<Element>().ok());
    target.is_some_and(|it| it.has_pointer_capture(event.pointer_id()))
}

/// The branch that is pressed.
fn ghost_under(event: &PointerEvent) -> Option<Course> {
    let target = event.target()?.dyn_into::<Element>().ok()?;
    let ghost = target.closest("[data-course]").ok()??;
    let number: usize = ghost.get_attribute("data-course")?.parse().ok()?;
    Some(number.checked_sub(1).map_or(Course::Trunk, Course::Branch))
}

/// The keys of a slider.
fn keys(props: &ChartView) -> Callback<KeyboardEvent> {
    let (run, until) = (props.run.clone(), props.chart.scale.to);
    let leap = Span(until.0 / 20);
    Callback::from(move |event: KeyboardEvent| {
        let command = match event.key().as_str() {
            "ArrowRight" | "ArrowUp" => Command::Step,
            "ArrowLeft" | "ArrowDown" => Command::StepBack,
            "PageUp" => Command::SeekBy(leap, true),
            "PageDown" => Command::SeekBy(leap, false),
            "Home" => Command::Seek(Time::ZERO),
            "End" => Command::SeekEnd,
            "+" | "=" => Command::Strip(strip::Act::Zoom(0.625, None)),
            "-" => Command::Strip(strip::Act::Zoom(1.6, None)),
            "0" => Command::Strip(strip::Act::Fit),
            // Not a slider's.
            _ => return,
        };
        event.prevent_default();
        run.emit(command);
    })
}
