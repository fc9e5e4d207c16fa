//! The parts that need a world, at work in the smallest pattern that has them: a client asks a server
//! for something after every interval, waits for one answer at a time, and traces what it does.

use super::client::{Requests, Workload};
use super::spans::{Context, Spans};
use super::turn::Turn;
use kernel::span::SpanStatus;
use pattern::prelude::*;
use pattern::value::Value;
use run::Run;
use run::Sim;
use run::entry::{Setup, configure};

params! {
    /// The parameters.
    pub struct Small {
        /// How often the client asks for something.
        every: Span = ms(100), "Every", in Span::ZERO..=secs(60);
    }
    safeguards {}
}

messages! {
    /// A message.
    #[derive(Clone, Debug, Hash)]
    pub enum Message as Kind {
        /// The client asks for something.
        Request(u32, Context) = "Request", Wedge, Trying;
        /// The server answers.
        Response(u32) = "Response", Ring, Good;
    }
}

timers! {
    pub enum Timer {
        Workload = "next request";
    }
}

states! { enum State { Up: Quiet at (50, 50); } moves {} }

roles! {
    CLIENT = Role { diagram: State::DIAGRAM, ..Role::CLIENT };
    SERVER = Role { diagram: State::DIAGRAM, ..Role::NODE };
}

const INFO: Info = Info {
    id: "small",
    roles: ROLES,
    messages: Kind::ALL,
    timers: Timer::ALL,
    workload: "every=0ms",
    ..Info::EMPTY
};

#[derive(Clone, Debug, Default, Hash)]
pub struct Client {
    requests: Requests<u32, (u32, Spans)>,
    /// How many requests it has been given.
    given: u32,
}

impl Small {
    fn workload(&self) -> Workload<Timer> {
        Workload { timer: Timer::Workload, every: self.every }
    }
}

impl Client {
    fn start_next(&mut self, turn: &mut Turn<Small>) {
        let Some(number) = self.requests.start_next() else { return };
        let mut spans = Spans::begin(turn.cx, Some(number), format_args!("request {number}"));
        spans.step(turn.cx, "attempt");
        turn.cx.send(NodeId(1), Message::Request(number, spans.context()));
        self.requests.wait((number, spans));
    }
}

impl Pattern for Small {
    const INFO: &'static Info = &INFO;
    const PARAMS: &'static [ParamSpec<Small>] = Small::PARAMS;
    const SAFEGUARDS: &'static [Safeguard<Small>] = Small::SAFEGUARDS;
    const PROPERTIES: &'static [Property<Small>] = &[];
    const INPUTS: &'static [InputSpec] = &[];

    type Node = Client;
    type Disk = ();
    type Msg = Message;
    type Timer = Timer;
    type Input = ();
    type Audit = ();

    fn topology(&self) -> Vec<u16> {
        vec![1, 1]
    }

    fn boot(&self, (): &mut (), cx: &mut Cx<Small>) -> Client {
        if cx.role() == CLIENT {
            self.workload().start(cx);
        } else {
            Context::begin(cx, 9, "boot").close(cx, Tone::Good);
        }
        Client::default()
    }

    fn on_message(
        &self,
        node: &mut Client,
        disk: &mut (),
        from: NodeId,
        message: Message,
        cx: &mut Cx<Small>,
    ) {
        match message {
            Message::Request(number, context) => {
                context.open(cx, "serve").close(cx, Tone::Good);
                cx.send(from, Message::Response(number));
            }
            Message::Response(number) => {
                if let Some((_, mut spans)) = node.requests.end_if(|(it, _)| *it == number) {
                    spans.end(cx, Tone::Good);
                }
                node.start_next(&mut Turn::new(self, disk, cx));
            }
        }
    }

    fn on_timer(&self, node: &mut Client, disk: &mut (), _: Timer, cx: &mut Cx<Small>) {
        self.workload().due(cx);
        cx.workload("ask");
        // Two at a time, so that the second queues.
        for _ in 0..2 {
            node.given += 1;
            node.requests.push(node.given);
        }
        node.start_next(&mut Turn::new(self, disk, cx));
    }

    fn state(&self, _: &Client) -> u8 {
        State::Up as u8
    }

    fn view(&self, node: &Client, (): &()) -> NodeView {
        let mut view = NodeView::default();
        view.field("requests", node.given);
        view
    }
}

fn run(every: Span) -> Run {
    let setup = Setup { params: vec![("every", Value::Span(every))], ..Setup::default() };
    let pattern = configure::<Small>(&setup).expect("the parameters are in order");
    let mut run = Run::start(pattern, &setup).expect("it starts");
    run.seek(Time::ZERO + secs(1)).expect("nothing runs away");
    run
}

#[test]
fn a_workload_begins_within_its_first_interval_and_goes_on_every_interval() {
    let run = run(ms(100));
    let times: Vec<Time> =
        run.workload().iter().map(|it| run.records()[it.record.index()].at).collect();
    assert_eq!(times.len(), 10);
    assert!(times[0] <= Time::ZERO + ms(100));
    assert!(times.windows(2).all(|pair| pair[1].since(pair[0]) == ms(100)));
}

#[test]
fn an_interval_of_zero_is_no_workload() {
    assert!(run(Span::ZERO).workload().is_empty());
}

#[test]
fn a_request_its_attempt_and_the_servers_work_are_one_trace() {
    let run = run(ms(600));
    // The first span is the server's.
    let spans = &run.spans()[1..];
    // The second request begins when the first is over.
    let names: Vec<&str> = spans.iter().map(|span| span.name.as_str()).collect();
    let each = |number| [format!("request {number}"), "attempt".into(), "serve".into()];
    assert_eq!(names[..6], [each(1), each(2)].concat());
    let parents: Vec<_> = spans[..3].iter().map(|span| span.parent.map(|it| it.0)).collect();
    assert_eq!(parents, [None, Some(1), Some(2)]);
    assert!(spans[..6].iter().all(|it| matches!(it.closed, Some((_, SpanStatus::Ok)))));
    assert_eq!((spans[0].node, spans[2].node), (NodeId(0), NodeId(1)));
    assert!(spans[..3].iter().all(|span| span.trace == 1));
}

#[test]
fn a_trace_begins_with_a_span_without_a_parent() {
    let run = run(Span::ZERO);
    let spans = run.spans();
    assert_eq!((spans.len(), spans[0].trace, spans[0].parent), (1, 9, None));
    assert!(spans[0].name == "boot" && matches!(spans[0].closed, Some((_, SpanStatus::Ok))));
}
