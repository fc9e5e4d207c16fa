//! What the nodes stand on: islands, links, fault lines.

use crate::view::kept::Part;
use kernel::ids::NodeId;
use page_core::command::{Command, Selection};
use page_core::pane::looks::ground_looks_same;
use page_core::shared::{Same, px};
use run::frame::Frame;
use view::decimal::tenths;
use view::geometry::Point;
use view::glyphs::BARRED_ARROW;
use view::layout::Layout;
use view::links::{LinkShape, LinkState};
use view::{links, text};
use yew::prelude::*;

/// Islands, links and fault lines.
pub struct Ground {
    /// The moment.
    pub frame: Same<Frame>,
    /// Where things stand.
    pub layout: Same<Layout>,
    /// What is selected.
    pub selection: Selection,
    /// Whether the label at a fault line heals it.
    pub heals: bool,
    /// Carries out what the user does.
    pub run: Callback<Command>,
}

/// Only what is drawn counts: the ground stays as it is while nodes work.
impl PartialEq for Ground {
    fn eq(&self, other: &Ground) -> bool {
        self.layout == other.layout
            && self.selection == other.selection
            && self.heals == other.heals
            && ground_looks_same(&self.frame, &other.frame)
    }
}

impl Part for Ground {
    fn view(&self) -> Html {
        let islands = self.layout.islands.iter().enumerate();
        let shapes = links::links(&self.layout, &self.frame);
        html! {
            <g>
                <g>{ for islands.map(|(index, island)| html! {
                    <path key={index.to_string()} class="island" d={island.path.clone()} />
                }) }</g>
                <g>{ for links::bands(&self.layout).into_iter().enumerate().map(|(index, it)| html! {
                    <path key={index.to_string()} d={it.path}
                        class={classes!("band", it.parted.then_some("parted"))} />
                }) }</g>
                <g>{ for shapes.iter().map(|it| link(it, self)) }</g>
                { faults(self) }
            </g>
        }
    }
}

/// A link, with a wide invisible line to be hit by.
fn link(shape: &LinkShape, props: &Ground) -> Html {
    let (a, b) = (shape.a, shape.b);
    let name = |id: NodeId| props.frame.nodes[id.index()].name.clone();
    let state = match shape.state {
        LinkState::Whole => "whole",
        LinkState::Parted => "parted",
        LinkState::Cut => "cut",
        LinkState::CutOneWay(..) => "half",
    };
    let selected = props.selection == Selection::Link(a, b);
    let class = classes!(
        "link",
        state,
        shape.shaped.then_some("shaped"),
        shape.client.then_some("client"),
        selected.then_some("selected"),
    );
    let (from, to) = shape.ends;
    html! {
        <g key={format!("{}-{}", a.0, b.0)} data-ends={format!("{} {}", a.0, b.0)}
            data-link={format!("{}-{}", name(a), name(b))} data-link-state={state}>
            <line class="link-hit" x1={px(from.x)} y1={px(from.y)} x2={px(to.x)} y2={px(to.y)} />
            <path {class} d={shape.path.clone()} />
            <g>{ mark(shape) }</g>
        </g>
    }
}

/// The sign of a link that is cut.
fn mark(shape: &LinkShape) -> Html {
    let at = shape.barrier();
    let transform = format!("translate({at}) rotate({})", tenths(shape.angle()));
    match shape.state {
        LinkState::Cut => html! { <path class="cut-mark" {transform} d="M-4 -8L-1 8M1 -8L4 8" /> },
        LinkState::CutOneWay(..) => {
            html! {
                <g {transform}>
                    <path class="cut-halo" d={BARRED_ARROW} />
                    <path class="cut-mark" d={BARRED_ARROW} />
                </g>
            }
        }
        // The fault line is sign enough.
        LinkState::Whole | LinkState::Parted => html! {},
    }
}

/// The fault lines, and the label that says since when there are any and heals them.
fn faults(props: &Ground) -> Html {
    let layout = &props.layout;
    let lines = layout.faults.iter().enumerate().map(|(index, fault)| {
        html! {
            <g key={index.to_string()} data-fault={index.to_string()}>
                <path class="fault-halo" stroke-width={px(fault.halo)} d={fault.path.clone()} />
                <path class="fault-line" d={fault.path.clone()} />
            </g>
        }
    });
    // While a node is dragged, there is no telling yet since when.
    let label = layout.faults.first().filter(|_| !props.frame.partition.is_empty());
    html! {
        <g>
            <g>{ for lines }</g>
            <g>{ for label.map(|fault| pill(fault.label_at, props)) }</g>
        </g>
    }
}

fn pill(at: Point, props: &Ground) -> Html {
    let since = text::clock(props.frame.partitioned_at);
    let transform = format!("translate({at})");
    if !props.heals {
        return html! { <g class="fault-pill told" {transform}>{ plate(format!("since {since}")) }</g> };
    }
    let run = props.run.clone();
    let onkeydown = Callback::from(move |event: KeyboardEvent| {
        if matches!(event.key().as_str(), "Enter" | " ") {
            event.prevent_default();
            run.emit(Command::Heal);
        }
    });
    html! {
        <g class="fault-pill" data-fault="label" role="button" tabindex="0" {onkeydown}
            aria-label={format!("Heal the partition of {since}")} {transform}>
            { plate(format!("since {since} · heal")) }
        </g>
    }
}

fn plate(words: String) -> Html {
    let width = words.chars().count() as f64 * 6.1 + 20.0;
    html! {
        <>
            <rect x={px(-width / 2.0)} y="-13" width={px(width)} height="26" rx="13" />
            <text y="4">{ words }</text>
        </>
    }
}
