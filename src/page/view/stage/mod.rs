//! The stage: islands, fault lines, links and nodes, with the layers that [`crate::dom::motion`] moves.
//!
//! It draws a layout; what a gesture means is [`picture`]'s business.

pub mod crowd;
pub mod ground;
pub mod keys;
pub mod marks;
pub mod menu;
pub mod node;
pub mod note;
use crate::dom::pointer;
use crate::dom::pointer::Listeners;
use crate::view::kept::{Part, kept, keyed};
use crate::view::parts::{icon, side_id};
use crate::view::stage::crowd::CrowdBox;
use crate::view::stage::ground::Ground;
use crate::view::stage::node::Node;
use kernel::ids::NodeId;
use page_core::command::pointer::PointerInput;
use page_core::command::stage::StageCommand;
use page_core::command::{Command, Selection};
use page_core::notes::NoteShown;
use page_core::shared::{Declared, Same, tone_class};
use page_core::stage::gestures::Gestures;
use pattern::declare::Info;
use run::frame::Frame;
use view::geometry::point;
use view::layout::{Grip, Layout};
use view::legend::Kinds;
use view::zoom::Zoom;
use view::{glyphs, icons};
use yew::prelude::*;

/// What the stage shows.
pub struct Stage<'a> {
    /// What the pattern declares.
    pub info: Declared<Info>,
    /// Whether it is the right one of two.
    pub second: bool,
    /// The moment.
    pub frame: &'a Same<Frame>,
    /// Where things stand.
    pub layout: &'a Same<Layout>,
    /// What is selected.
    pub selection: Selection,
    /// Nodes that a list's row under the pointer is about.
    pub marked: &'a [NodeId],
    /// What looks at it and moves about on it.
    pub hand: &'a Gestures,
    /// What the pointer drags.
    pub dragged: Option<Grip>,
    /// The stroke that the pointer draws.
    pub stroke: Option<String>,
    /// Whether the cut tool is taken up.
    pub cutting: bool,
    /// What is said at this moment.
    pub notes: &'a [NoteShown],
    /// The messages that the run has, as far as it is known.
    pub kinds: Kinds,
    /// Whether it is only watched: while it is presented, or within another page.
    pub watched: bool,
    /// Says what to try.
    pub hint: Html,
    /// The page's element, to measure the stage with.
    pub place: &'a NodeRef,
    /// Takes pointer events.
    pub point: &'a Callback<PointerInput>,
    /// Carries out what the user does.
    pub run: &'a Callback<Command>,
    /// Messages to the user.
    pub notices: Html,
    /// The menu over the stage.
    pub menu: Html,
}

/// The stage.
pub fn stage(props: &Stage) -> Html {
    let info = props.info;
    let size = point(props.layout.size.0, props.layout.size.1);
    let listen = Listeners::new(props.place, props.point);
    let crowds: Html =
        (0..props.layout.crowds.len()).map(|index| crowd_box(props, index)).collect();
    let drawn = props.layout.drawn.iter().map(|id| id.index());
    let drawn = drawn.filter(|index| *index < props.frame.nodes.len());
    let nodes: Html = drawn.map(|index| placed_node(props, index)).collect();
    let id = |name: &'static str| side_id(name, props.second);
    let (zoom, hand) = (props.hand.zoom(), props.hand);
    let class = classes!(
        "stage",
        props.cutting.then_some("cutting"),
        (zoom != Zoom::FIT).then_some("near"),
        hand.is_ready().then_some("ready"),
        hand.is_pushing().then_some("pushing"),
    );
    let onkeydown = keys::pressed(props.place, props.run, move |at| zoom.back(at));
    let onfocusin = keys::focused(props.place, props.run);
    html! {
        <section {class} aria-label={if props.second { "Stage on the right" } else { "Stage" }}>
            <div class="strip">
                <p class="hint">{ props.hint.clone() }</p>
                { tools(props) }
            </div>
            { props.notices.clone() }
            <div class="canvas" ref={props.place.clone()}>
                <svg id={id("stage")} viewBox={format!("0 0 {size}")} role="group" tabindex="0"
                    aria-label={format!("{} cluster", info.0.name)}
                    onpointerdown={listen.down} onpointermove={listen.moved}
                    onpointerup={listen.up} onpointercancel={listen.cancel}
                    onwheel={listen.wheel} oncontextmenu={listen.menu} {onkeydown} {onfocusin}
                    onfocusout={props.run.reform(|_: FocusEvent| Command::Hover(None))}
                    onpointerover={pointer::hovering(props.run)}>
                    <g id={id("world")}>
                    { kept(Ground {
                        frame: props.frame.clone(),
                        layout: props.layout.clone(),
                        selection: props.selection,
                        heals: !props.watched,
                        run: props.run.clone(),
                    }) }
                    <g>{ crowds }</g>
                    <g id={id("crosses")} />
                    <g>{ nodes }</g>
                    <g id={id("flights")} />
                    <g id={id("captions")} class="captions" pointer-events="none" aria-hidden="true" />
                    <g>{ note::notes(props.layout, props.notes, props.frame, props.run) }</g>
                    <g>
                        if let Some(d) = &props.stroke {
                            <path class="stroke" d={d.clone()} />
                        }
                    </g>
                    </g>
                    <text id={id("sampled")} class="sampled" x="10" y="20" />
                    <g id={id("label")} class="flight-label" pointer-events="none"><rect /><text /></g>
                </svg>
                <div>{ props.menu.clone() }</div>
            </div>
            <div class="foot">
                { kept(Legend { info, kinds: props.kinds }) }
                { looks(props) }
            </div>
        </section>
    }
}

fn placed_node(props: &Stage, index: usize) -> Html {
    let node = &props.frame.nodes[index];
    let shown = Node {
        info: props.info,
        frame: props.frame.clone(),
        index,
        at: props.layout.at(node.id),
        measures: props.layout.measures,
        build: props.layout.build(node.id),
        selected: props.selection == Selection::Node(node.id),
        marked: props.marked.contains(&node.id),
        dragged: props.dragged == Some(Grip::Node(node.id)),
        run: props.run.clone(),
    };
    keyed(node.id.0, shown)
}

fn crowd_box(props: &Stage, index: usize) -> Html {
    let crowd = &props.layout.crowds[index];
    let role = &props.info.0.roles[usize::from(crowd.role)];
    let shown = CrowdBox {
        info: props.info,
        layout: props.layout.clone(),
        index,
        counts: crowd.counts(role, props.frame),
        selected: props.selection == Selection::Crowd(index),
        dragged: props.dragged == Some(Grip::Crowd(index)),
        run: props.run.clone(),
    };
    keyed(index as u16, shown)
}

/// What the shapes in flight mean: those that the run has.
#[derive(PartialEq)]
struct Legend {
    info: Declared<Info>,
    kinds: Kinds,
}

impl Part for Legend {
    fn view(&self) -> Html {
        let declared = self.info.0.messages.iter().enumerate();
        let occurring = declared.filter(|(place, _)| self.kinds.has(*place)).map(|(_, kind)| {
            let look = glyphs::glyph(kind.glyph);
            let class = classes!("glyph", tone_class(kind.tone));
            html! {
                <li key={kind.name} title={kind.help}>
                    <svg viewBox="-12 -8 24 16" aria-hidden="true">
                        <g {class}><path class={if look.filled { "fill" } else { "open" }} d={look.path} /></g>
                    </svg>
                    { kind.name }
                </li>
            }
        });
        html! {
            <div class="legend-place">
                <ul class="legend" aria-label="Kinds of messages" tabindex="0">
                    { for occurring }
                    if self.kinds.any_lost() {
                        <li key="lost">
                            <svg viewBox="-12 -8 24 16" aria-hidden="true">
                                <path class="cross-mark" d="M-5 -5L5 5M5 -5L-5 5" />
                            </svg>
                            { "lost" }
                        </li>
                    }
                </ul>
            </div>
        }
    }
}

/// The buttons for the look.
fn looks(props: &Stage) -> Html {
    let look =
        |act: StageCommand| props.run.reform(move |_: MouseEvent| Command::Stage(act.clone()));
    let fits = props.hand.zoom() == Zoom::FIT;
    html! {
        <div class="looks" role="group" aria-label="Zoom">
            <button type="button" class="button plain" aria-label="Zoom out" title="Zoom out (−)"
                onclick={look(StageCommand::Nearer(false))}>{ icon(icons::MINUS) }</button>
            <button type="button" class="button plain" aria-label="Fit" disabled={fits}
                title="See all of the stage (0)"
                onclick={look(StageCommand::Fit)}>{ icon(icons::ALL) }</button>
            <button type="button" class="button plain" aria-label="Zoom in" title="Zoom in (+), or Ctrl and the wheel"
                onclick={look(StageCommand::Nearer(true))}>{ icon(icons::PLUS) }</button>
        </div>
    }
}

fn tools(props: &Stage) -> Html {
    let parted = props.frame.can_heal();
    html! {
        <>
            <button type="button" class={classes!("button", props.cutting.then_some("on"))}
                aria-pressed={props.cutting.to_string()} title="Draw across links to cut them (X)"
                onclick={props.run.reform(|_| Command::ToggleCutTool)}>
                { icon(icons::CUT) }{ "Cut" }
            </button>
            <button type="button" class="button" disabled={!parted} title="Heal all (H)"
                onclick={props.run.reform(|_| Command::Heal)}>
                { icon(icons::HEAL) }{ "Heal" }
            </button>
        </>
    }
}
