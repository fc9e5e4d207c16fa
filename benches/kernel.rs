//! What the kernel costs per event, as ratios to a hand-written loop in the same run.
//!
//! `cargo bench --bench kernel`. The loop (a binary heap, enum messages, a vector of records) does
//! nothing but move the same heartbeats; the kernel beside that keeps causes, a digest, streams of
//! randomness, diagrams and properties. Times are of this thread's CPU where the system tells.

mod stopwatch;

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::hint::black_box;

use faultline::kernel::action::LinkSettings;
use faultline::kernel::ids::{NodeId, Seed};
use faultline::kernel::record::Record;
use faultline::kernel::time::{Span, Time};
use faultline::pattern::declare::{
    Diagram, Glyph, Info, InputSpec, MessageKind, ParamSpec, Property, Role, Safeguard, State,
    TimerKind, Tone,
};
use faultline::pattern::view::{MessageView, NodeView};
use faultline::pattern::{Cx, HasKind, Pattern};
use faultline::run::Run;
use faultline::run::Sim;
use faultline::run::entry::Setup;
use stopwatch::{Stopwatch, ratio};

const INTERVAL: Span = Span::millis(50);

fn main() {
    println!("events/s of the kernel and of the loop, records kept; the ratio is what holds");
    for nodes in [5, 100, 1_000, 10_000] {
        let events = 2_000_000;
        let (share, ours, bare) = median((0..5).map(|_| {
            let ours = kernel(nodes, events);
            let bare = by_hand(nodes, events);
            (ours / bare, ours, bare)
        }));
        println!("{nodes:>6} nodes: kernel {:>6.2} M/s, loop {:>6.2} M/s", ours / 1e6, bare / 1e6);
        ratio(&format!("kernel/event-to-loop/{nodes}-nodes"), 1.0 / share);
    }
    frames();
    println!("growth with records, 5 nodes: CPU per event stays the same");
    let speeds = [1_000, 10_000, 100_000, 1_000_000, 10_000_000].map(|records| {
        let speed = median((0..3).map(|_| (kernel(5, records), 0.0, 0.0))).0;
        println!("{records:>9} records: {:>6.2} M/s", speed / 1e6);
        speed
    });
    ratio("kernel/event-of-10-million-to-100-thousand", speeds[2] / speeds[4]);
    seeks();
}

/// What a picture is drawn from: made anew whenever anything has happened.
fn frames() {
    for nodes in [100, 1_000, 10_000] {
        let mut run = start(nodes);
        run.seek(Time::ZERO + Span::millis(200)).expect("short");
        let begun = Stopwatch::start();
        for _ in 0..100 {
            black_box(run.frame());
        }
        let each = begun.milliseconds() / 100.0;
        println!("{nodes:>6} nodes: {each:.3} ms a frame, {} in flight", run.frame().flights.len());
    }
}

/// Seeking to random moments of a long run, and the bytes that a record takes.
fn seeks() {
    let mut run = start(5).limited_to(u32::MAX);
    let mut end = Time::ZERO;
    while run.position() < 1_000_000 {
        end += Span::secs(10);
        run.seek(end).expect("no limit");
    }
    let mut times: Vec<f64> = (0..400u64)
        .map(|n| {
            let to = Time(n.wrapping_mul(2_654_435_761) % end.0);
            let begun = Stopwatch::start();
            run.seek(to).expect("no limit");
            begun.milliseconds()
        })
        .collect();
    times.sort_by(f64::total_cmp);
    let mean = times.iter().sum::<f64>() / times.len() as f64;
    println!(
        "seek in {} records: mean {mean:.2} ms, worst {:.2} ms; {} bytes a record",
        run.records().len(),
        times[times.len() - 1],
        size_of::<Record>()
    );
}

fn median(runs: impl Iterator<Item = (f64, f64, f64)>) -> (f64, f64, f64) {
    let mut runs: Vec<_> = runs.collect();
    runs.sort_by(|a, b| a.0.total_cmp(&b.0));
    runs[runs.len() / 2]
}

fn start(nodes: u16) -> Run {
    let setup = Setup { seed: Seed(1), network: LinkSettings::default(), ..Setup::default() };
    Run::start(Heartbeat { nodes }, &setup).expect("no actions")
}

/// Events (deliveries and expiries) per second in the kernel.
fn kernel(nodes: u16, events: u32) -> f64 {
    let mut run = start(nodes).limited_to(u32::MAX);
    let begun = Stopwatch::start();
    let mut handled = 0;
    while handled < events && run.step() {
        handled += 1;
    }
    black_box(run.digest());
    f64::from(handled) / begun.seconds()
}

/// The same by hand: each node tells node 0 that it lives, and is answered.
fn by_hand(nodes: u16, events: u32) -> f64 {
    #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
    enum Event {
        Beat(u16),
        Arrive { from: u16, to: u16, answer: bool },
    }
    struct Kept {
        _at: u64,
        _node: u16,
        _kind: u8,
    }
    let begun = Stopwatch::start();
    let mut state: u64 = 1;
    let mut random = move || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state
    };
    let mut heap: BinaryHeap<Reverse<(u64, u64, Event)>> = BinaryHeap::new();
    let mut seen = vec![0u64; usize::from(nodes)];
    let mut records = Vec::new();
    let mut sequence = 0;
    for node in 1..nodes {
        sequence += 1;
        heap.push(Reverse((random() % INTERVAL.0, sequence, Event::Beat(node))));
    }
    let mut handled = 0;
    while handled < events {
        let Some(Reverse((at, _, event))) = heap.pop() else { break };
        handled += 1;
        let latency = 10_000 + random() % 10_001;
        sequence += 1;
        match event {
            Event::Beat(node) => {
                records.push(Kept { _at: at, _node: node, _kind: 0 });
                let arrival = Event::Arrive { from: node, to: 0, answer: false };
                heap.push(Reverse((at + latency, sequence, arrival)));
                sequence += 1;
                heap.push(Reverse((at + INTERVAL.0, sequence, Event::Beat(node))));
            }
            Event::Arrive { from, to, answer } => {
                records.push(Kept { _at: at, _node: to, _kind: 1 });
                seen[usize::from(to)] = at;
                if !answer {
                    let back = Event::Arrive { from: to, to: from, answer: true };
                    heap.push(Reverse((at + latency, sequence, back)));
                }
            }
        }
    }
    black_box((seen, records.len()));
    f64::from(handled) / begun.seconds()
}

/// Workers that tell a registry that they live.
#[derive(Clone)]
struct Heartbeat {
    nodes: u16,
}

impl Default for Heartbeat {
    fn default() -> Heartbeat {
        Heartbeat { nodes: 5 }
    }
}

#[derive(Clone, Debug, Hash)]
enum Msg {
    /// From a worker to the registry, at every interval.
    Beat,
    /// The registry's answer.
    Seen,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
struct Due;

static INFO: Info = Info {
    id: "heartbeat-bench",
    name: "Heartbeats",
    family: "Benchmarks",
    summary: "Workers that tell a registry that they live.",
    roles: &[Role {
        diagram: Diagram {
            states: &[State { name: "Alive", tone: Tone::Quiet, place: (50, 50) }],
            edges: &[],
        },
        ..Role::NODE
    }],
    messages: &[
        MessageKind { name: "Beat", glyph: Glyph::Dot, tone: Tone::Quiet, help: "" },
        MessageKind { name: "Seen", glyph: Glyph::Ring, tone: Tone::Quiet, help: "" },
    ],
    timers: &[TimerKind { name: "beat due", ring: false }],
    ..Info::EMPTY
};

impl Pattern for Heartbeat {
    const INFO: &'static Info = &INFO;
    const PARAMS: &'static [ParamSpec<Heartbeat>] = &[];
    const SAFEGUARDS: &'static [Safeguard<Heartbeat>] = &[];
    const PROPERTIES: &'static [Property<Heartbeat>] = &[];
    const INPUTS: &'static [InputSpec] = &[];

    type Node = Vec<Time>;
    type Disk = ();
    type Msg = Msg;
    type Timer = Due;
    type Input = ();
    type Audit = ();

    fn topology(&self) -> Vec<u16> {
        vec![self.nodes]
    }

    fn parse_input(&self, _text: &str) -> Result<(), String> {
        Err("there are no inputs".into())
    }

    fn boot(&self, _disk: &mut (), cx: &mut Cx<Heartbeat>) -> Vec<Time> {
        if cx.me() == NodeId(0) {
            return vec![Time::ZERO; usize::from(self.nodes)];
        }
        let first = cx.rng().between(Span::ZERO, INTERVAL);
        cx.set_timer(Due, first);
        vec![Time::ZERO]
    }

    fn on_message(
        &self,
        node: &mut Vec<Time>,
        _disk: &mut (),
        from: NodeId,
        msg: Msg,
        cx: &mut Cx<Heartbeat>,
    ) {
        match msg {
            Msg::Beat => {
                node[from.index()] = cx.now();
                cx.send(from, Msg::Seen);
            }
            Msg::Seen => node[0] = cx.now(),
        }
    }

    fn on_timer(&self, _: &mut Vec<Time>, _: &mut (), _: Due, cx: &mut Cx<Heartbeat>) {
        cx.send(NodeId(0), Msg::Beat);
        cx.set_timer(Due, INTERVAL);
    }

    fn on_input(&self, _: &mut Vec<Time>, _: &mut (), _: &(), _: &mut Cx<Heartbeat>) {}

    fn state(&self, _: &Vec<Time>) -> u8 {
        0
    }

    fn view(&self, _: &Vec<Time>, _: &()) -> NodeView {
        NodeView::default()
    }

    fn view_disk(&self, _: &()) -> NodeView {
        NodeView::default()
    }

    fn describe(&self, _: &Msg) -> MessageView {
        MessageView { label: String::new(), fields: Vec::new() }
    }
}

impl HasKind for Msg {
    fn kind(&self) -> u8 {
        match self {
            Msg::Beat => 0,
            Msg::Seen => 1,
        }
    }
}

impl HasKind for Due {
    fn kind(&self) -> u8 {
        0
    }
}
