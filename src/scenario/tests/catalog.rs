//! A catalogue of one pattern that has everything a scenario can name and runs nothing.

use std::sync::Arc;

use kernel::action::Ppm;
use kernel::ids::Names;
use kernel::time::Span;
use pattern::declare::{
    Diagram, Glyph, Info, InputSpec, MessageKind, Role, State, TimerKind, Tone,
};
use pattern::value::{ParamKind, Value};
use run::entry::{Entry, Guard, Param, Setup};

pub static CATALOG: [Entry; 1] = [Entry {
    info: &INFO,
    inputs: &[
        InputSpec { example: "put x=1", help: "Writes.", roles: &[0, 1] },
        InputSpec { example: "get x", help: "Reads.", roles: &[1] },
    ],
    params,
    safeguards,
    properties: || vec![("fresh", "Replies are new"), ("whole", "Replies are complete")],
    names,
    check_input: |_, text| match text.split(' ').next() {
        Some("put" | "get" | "whisper") => Ok(()),
        _ => Err("Expected put or get here".into()),
    },
    start: |_| Err("This pattern runs nothing".into()),
    explore: None,
}];

static INFO: Info = Info {
    id: "echo",
    name: "Echo",
    family: "Tests",
    summary: "Says what it hears.",
    roles: &[role("server", 'n'), role("client", 'c')],
    messages: &[message("Call"), message("Reply")],
    timers: &[
        TimerKind { name: "echo timeout", ring: true },
        TimerKind { name: "pause", ring: false },
    ],
    ..Info::EMPTY
};

const fn message(name: &'static str) -> MessageKind {
    MessageKind { name, glyph: Glyph::Dot, tone: Tone::Quiet, help: "" }
}

const fn role(name: &'static str, prefix: char) -> Role {
    let states = &[
        State { name: "Up", tone: Tone::Quiet, place: (20, 50) },
        State { name: "Half open", tone: Tone::Trying, place: (80, 50) },
    ];
    let diagram = Diagram { states, edges: &[] };
    Role { name, prefix, diagram, ..Role::NODE }
}

fn params() -> Vec<Param> {
    let param = |key, kind, default| Param { key, label: key, help: key, kind, default };
    let (short, long) = (Span::millis(1), Span::secs(10));
    vec![
        param("nodes", ParamKind::Count(2, 5), Value::Count(3)),
        param("clients", ParamKind::Count(0, 2), Value::Count(1)),
        param(
            "timeout",
            ParamKind::Range(short, long),
            Value::Range(Span::millis(150), Span::millis(300)),
        ),
        param("pause", ParamKind::Span(short, long), Value::Span(Span::millis(50))),
        param("errors", ParamKind::Share, Value::Share(Ppm(0))),
        param("mode", ParamKind::Choice(&["fast", "slow"]), Value::Choice("fast")),
    ]
}

fn safeguards() -> Vec<Guard> {
    let guard = |id| Guard { id, name: id, lesson: id, breaks: id };
    vec![guard("fences"), guard("memory")]
}

fn names(setup: &Setup) -> Result<Names, String> {
    let count = |key, default| {
        let given = setup.params.iter().find(|(other, _)| *other == key);
        match given {
            Some((_, Value::Count(n))) => *n,
            _ => default,
        }
    };
    let (nodes, clients) = (count("nodes", 3), count("clients", 1));
    if nodes == 2 && clients == 2 {
        return Err("Two clients need three nodes".into());
    }
    let servers = (0..nodes).map(|n| format!("n{n}"));
    let names = servers.chain((0..clients).map(|n| format!("c{n}")));
    Ok(Names(names.map(Arc::from).collect()))
}
