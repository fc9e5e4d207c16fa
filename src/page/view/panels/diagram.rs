//! The state machine of the selected node: the declared diagram, the state it is in, its last move.

use kernel::host::Status;
use kernel::ids::NodeId;
use page_core::shared::{Declared, Same, px, tone_class};
use pattern::declare::Info;
use run::frame::{Frame, NodeFrame};
use view::diagram::{DiagramScene, EdgeShape, SIZE, StateShape};
use view::geometry::{Point, point};
use yew::prelude::*;

/// What the diagram needs.
#[derive(Properties)]
pub struct StateMachineProps {
    /// What the pattern declares.
    pub info: Declared<Info>,
    /// The moment.
    pub frame: Same<Frame>,
    /// Whose diagram.
    pub node: NodeId,
}

impl StateMachineProps {
    fn subject(&self) -> Option<&NodeFrame> {
        self.frame.nodes.get(self.node.index())
    }

    fn drawn(&self) -> Option<(NodeId, u8, Status, Option<u8>)> {
        self.subject().map(|it| (it.id, it.state, it.status, it.moved.map(|(from, _)| from)))
    }
}

impl PartialEq for StateMachineProps {
    fn eq(&self, other: &StateMachineProps) -> bool {
        self.info == other.info && self.drawn() == other.drawn()
    }
}

/// The diagram of one node.
#[component]
pub fn StateMachine(props: &StateMachineProps) -> Html {
    let Some(node) = props.subject() else { return html! {} };
    let role = &props.info.0.roles[usize::from(node.role)];
    let state = &role.diagram.states[usize::from(node.state)];
    let running = node.status != Status::Down;
    let active = running.then_some(node.state);
    let previous = node.moved.filter(|_| running).map(|(from, _)| from);
    // Where things stand depends on the declaration alone, and takes the most work.
    let diagram = &role.diagram;
    let placed = use_memo(Declared(diagram), |it| DiagramScene::of(it.0, None, None, SIZE));
    let mut scene = DiagramScene::clone(&placed);
    scene.light(active, previous);
    let label = match node.status {
        Status::Up => format!("{} is {}", node.name, state.name),
        Status::Paused => format!("{} is {}, paused", node.name, state.name),
        Status::Down => format!("{} is down", node.name),
    };
    drawing(&scene, label)
}

fn drawing(scene: &DiagramScene, label: String) -> Html {
    html! {
        <svg class="diagram" viewBox={format!("0 0 {}", point(scene.size.0, scene.size.1))} role="img" aria-label={label}>
            <g>{ for scene.edges.iter().map(edge) }</g>
            <g>{ for scene.states.iter().map(state) }</g>
        </svg>
    }
}

fn edge(edge: &EdgeShape) -> Html {
    let lit = edge.lit.then_some("lit");
    html! {
        <g key={format!("{}-{}", edge.from, edge.to)}>
            <path class={classes!("edge", lit)} d={edge.path.clone()} />
            <path class={classes!("arrow", lit)} d={edge.head.clone()} />
            <rect class="edge-ground" x={px(edge.ground.left)} y={px(edge.ground.top)}
                width={px(edge.ground.width())} height={px(edge.ground.height())} />
            <text class={classes!("edge-label", lit)} x={px(edge.ground.centre().x)}
                y={px(edge.ground.centre().y + 3.5)}>{ edge.label }</text>
        </g>
    }
}

fn state(state: &StateShape) -> Html {
    let class = classes!("state", tone_class(state.tone), state.active.then_some("active"));
    let transform = format!("translate({})", state.centre);
    html! {
        <g key={state.name} {class} {transform}>
            { pill(Some("glow"), state.half + point(5.0, 5.0)) }
            { pill(None, state.half) }
            <text y="3.5">{ state.name }</text>
        </g>
    }
}

fn pill(class: Option<&'static str>, half: Point) -> Html {
    html! {
        <rect {class} x={px(-half.x)} y={px(-half.y)} width={px(2.0 * half.x)} height={px(2.0 * half.y)}
            rx={px(half.y)} />
    }
}
