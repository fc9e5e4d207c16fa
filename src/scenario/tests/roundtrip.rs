//! Any scenario prints as text that reads back as the same scenario.

use proptest::collection::{btree_map, vec};
use proptest::option;
use proptest::prelude::*;
use proptest::sample::{Index, select, subsequence};

use super::*;
use kernel::action::{Action, Link, LinkChange, LinkSettings, Order, Ppm, Timed};
use kernel::clock::{ClockChange, Drift, Offset};
use kernel::dist::Latency;
use kernel::ids::{MessageId, Seed};
use kernel::time::Span;
use pattern::value::{ParamKind, Value};
use run::until::Condition;

proptest! {
    #[test]
    fn printed_scenarios_read_back(scenario in scenarios()) {
        let text = scenario.to_text();
        let back = Scenario::parse(&text, &CATALOG);
        prop_assert_eq!(back.as_ref(), Ok(&scenario), "{}", text);
        prop_assert_eq!(back.map(|it| it.to_text()), Ok(text));
    }

    #[test]
    fn branches_read_back_whatever_was_done(
        trunk in scenarios(),
        (others, steps) in (vec(scenarios(), 3), vec(steps(), 0..12)),
    ) {
        let mut scenario = trunk;
        for step in steps {
            // Some are refused, for lack of room or of such a branch.
            let _ = take(&mut scenario, &others, step);
            let text = scenario.to_text();
            let back = Scenario::parse(&text, &CATALOG);
            prop_assert_eq!(back.as_ref(), Ok(&scenario), "{}", text);
        }
    }

    #[test]
    fn any_text_is_a_scenario_or_one_sentence_with_its_place(text in hostile()) {
        match Scenario::parse(&text, &CATALOG) {
            Ok(scenario) => prop_assert_eq!(read(&scenario.to_text()), scenario),
            Err(error) => {
                let line = text.lines().nth(error.line as usize - 1).unwrap_or("");
                prop_assert!(error.column as usize <= line.chars().count() + 1);
                prop_assert!(error.message.lines().count() == 1 && error.message.len() < 500);
            }
        }
    }
}

/// Something done to a scenario with branches.
#[derive(Clone, Debug)]
enum Step {
    Fork(Time, usize, String),
    Adopt(usize, String),
    Act(usize, Time),
    Note(usize, Time),
    Remove(usize, Index),
    Param(usize, &'static str),
    Safeguard(usize, bool),
    Seed(usize, u64),
    Until(usize, Time),
    Promote(usize),
    Drop(usize),
}

fn steps() -> impl Strategy<Value = Step> {
    let course = || 0..4usize;
    // Coarse, so that different things happen at one time.
    let time = || (0..=5u64).prop_map(|s| Time(s * 100_000_000));
    prop_oneof![
        3 => (time(), course(), words(60)).prop_map(|(at, of, name)| Step::Fork(at, of, name)),
        1 => (0..3usize, words(60)).prop_map(|(which, name)| Step::Adopt(which, name)),
        3 => (course(), time()).prop_map(|(of, at)| Step::Act(of, at)),
        1 => (course(), time()).prop_map(|(of, at)| Step::Note(of, at)),
        2 => (course(), any::<Index>()).prop_map(|(of, which)| Step::Remove(of, which)),
        1 => (course(), select(vec!["2", "3", "5"])).prop_map(|(of, count)| Step::Param(of, count)),
        1 => (course(), any::<bool>()).prop_map(|(of, on)| Step::Safeguard(of, on)),
        1 => (course(), 0..2u64).prop_map(|(of, seed)| Step::Seed(of, seed)),
        1 => (course(), time()).prop_map(|(of, until)| Step::Until(of, until)),
        1 => course().prop_map(Step::Promote),
        1 => course().prop_map(Step::Drop),
    ]
}

fn take(scenario: &mut Scenario, others: &[Scenario], step: Step) -> Result<(), String> {
    let course = |number: usize| match number {
        0 => Course::Trunk,
        number => Course::Branch(number - 1),
    };
    match step {
        Step::Fork(at, of, name) => scenario.fork(at, course(of), &name).map(|_| ()),
        Step::Adopt(which, name) => scenario.adopt(&name, others[which].clone()).map(|_| ()),
        Step::Act(of, at) => scenario
            .edit(course(of), |it| it.act(at, Action::Crash(vec![NodeId((at.0 % 2) as u16)]))),
        Step::Note(of, at) => scenario.edit(course(of), |it| it.note(at, None, "Look here")),
        Step::Remove(of, which) => scenario.edit(course(of), |it| {
            let actions = &mut it.setup.actions;
            if !actions.is_empty() {
                actions.remove(which.index(actions.len()));
            }
            Ok(())
        }),
        Step::Param(of, count) => {
            scenario.edit(course(of), |it| it.set_param("nodes", count)).map(|_| ())
        }
        Step::Safeguard(of, on) => scenario.edit(course(of), |it| it.set_safeguard("fences", on)),
        Step::Seed(of, seed) => scenario.edit(course(of), |it| {
            it.setup.seed = Seed(seed);
            Ok(())
        }),
        Step::Until(of, until) => scenario.edit(course(of), |it| {
            it.until = until;
            Ok(())
        }),
        Step::Promote(number) => scenario.promote(number),
        Step::Drop(number) => scenario.remove_branch(number),
    }
}

/// Lines of the language with any of their characters replaced, in any order.
fn hostile() -> impl Strategy<Value = String> {
    let mut lines: Vec<&str> = FULL.lines().skip(1).chain(FAULTS.lines().skip(1)).collect();
    lines.extend([
        "until n0 is half-open or 9s",
        "until c0 is answered",
        "branch No heal from 2s",
        "branch Other start from 0s",
        "without nothing",
    ]);
    let slip = (any::<Index>(), select("x0 =.|>-#\"“é\u{202e}\t~%9ns".chars().collect::<Vec<_>>()));
    let line = (select(lines), vec(slip, 0..3)).prop_map(|(line, slips)| {
        let mut line: Vec<char> = line.chars().collect();
        for (place, c) in slips {
            let place = place.index(line.len());
            line[place] = c;
        }
        String::from_iter(line)
    });
    let lines = vec(prop_oneof![8 => line, 1 => ".*"], 0..8);
    lines.prop_map(|lines| format!("faultline 1\n{}", lines.join("\n")))
}

fn scenarios() -> impl Strategy<Value = Scenario> {
    let entry = &CATALOG[0];
    let params = params(entry).prop_filter("two clients need three nodes", |params| {
        (entry.names)(&Setup { params: params.clone(), ..Setup::default() }).is_ok()
    });
    let guards: Vec<_> = (entry.safeguards)().iter().map(|guard| guard.id).collect();
    let without = subsequence(guards.clone(), 0..=guards.len());
    let network = (latencies(), shares(), shares(), orders()).prop_map(
        |(latency, loss, duplication, order)| LinkSettings { latency, loss, duplication, order },
    );
    let network = prop_oneof![Just(LinkSettings::default()), network];
    let setup = (params, without, network, any::<u64>().prop_map(Seed));
    let setup = setup.prop_map(|(params, without, network, seed)| Setup {
        params,
        without,
        network,
        seed,
        actions: Vec::new(),
    });
    let header = (option::weighted(0.8, words(120)), setup, times());
    header.prop_flat_map(move |(title, setup, until)| {
        let nodes = (entry.names)(&setup).expect("filtered above").0.len() as u16;
        let timed = (vec((times(), actions(nodes)), 0..12), vec(notes(nodes), 0..4));
        let timed = (timed, option::weighted(0.3, conditions(nodes)));
        timed.prop_map(move |((actions, mut notes), goal)| {
            let mut scenario = Scenario::new(entry);
            scenario.title = title.clone().unwrap_or_default();
            scenario.setup = setup.clone();
            scenario.until = until;
            scenario.goal = goal;
            scenario.setup.actions =
                actions.into_iter().map(|(at, action)| Timed { at, action }).collect();
            scenario.setup.actions.sort_by_key(|timed| timed.at);
            notes.sort_by_key(|note| note.at);
            scenario.notes = notes;
            scenario
        })
    })
}

/// Any values for any of the parameters, in the order of declaration, without the defaults.
fn params(entry: &Entry) -> impl Strategy<Value = Vec<(&'static str, Value)>> + use<> {
    let known = (entry.params)();
    let each: Vec<_> = known.iter().map(|param| option::of(values(param.kind))).collect();
    each.prop_map(move |values| {
        let given = known.iter().zip(values);
        let given = given.filter_map(|(param, value)| Some((param, value?)));
        let given = given.filter(|(param, value)| param.default != *value);
        given.map(|(param, value)| (param.key, value)).collect()
    })
}

fn values(kind: ParamKind) -> BoxedStrategy<Value> {
    match kind {
        ParamKind::Count(low, high) => (low..=high).prop_map(Value::Count).boxed(),
        ParamKind::Span(low, high) => (low.0..=high.0).prop_map(|n| Value::Span(Span(n))).boxed(),
        ParamKind::Range(low, high) => (low.0..=high.0, low.0..=high.0)
            .prop_map(|(a, b)| Value::Range(Span(a.min(b)), Span(a.max(b))))
            .boxed(),
        ParamKind::Share => shares().prop_map(Value::Share).boxed(),
        ParamKind::Choice(words) => select(words).prop_map(Value::Choice).boxed(),
    }
}

fn times() -> impl Strategy<Value = Time> {
    let coarse = (0..=600u64).prop_map(|s| Time(s * 1_000_000));
    prop_oneof![coarse, (0..=limits::UNTIL.0).prop_map(Time)]
}

fn shares() -> impl Strategy<Value = Ppm> {
    (0..=Ppm::ONE.0).prop_map(Ppm)
}

/// Latencies in the form in which they are read: a uniform one has two different ends.
fn latencies() -> impl Strategy<Value = Latency> {
    let span = 0..=60_000_000u64;
    prop_oneof![
        span.clone().prop_map(|n| Latency::Fixed(Span(n))),
        span.clone().prop_map(|n| Latency::LongTail(Span(n))),
        (span.clone(), span).prop_map(|(a, b)| match (Span(a.min(b)), Span(a.max(b))) {
            (low, high) if low == high => Latency::Fixed(low),
            (low, high) => Latency::Uniform(low, high),
        }),
    ]
}

fn orders() -> impl Strategy<Value = Order> {
    select(vec![Order::Any, Order::Fifo])
}

/// Words with any characters but the refused ones, separated by single spaces.
fn words(limit: usize) -> impl Strategy<Value = String> {
    let allowed = |c: &char| !run::words::refused(*c) && !c.is_whitespace();
    let c = prop_oneof![3 => proptest::char::range(' ', '~'), 1 => any::<char>()];
    let text = vec(c, 1..limit).prop_map(move |chars| {
        let kept = chars.into_iter().map(|c| if allowed(&c) { c } else { ' ' });
        kept.collect::<String>().split_whitespace().collect::<Vec<_>>().join(" ")
    });
    text.prop_filter("no words", |text| !text.is_empty())
}

fn notes(nodes: u16) -> impl Strategy<Value = Note> {
    (times(), option::of(node(nodes)), words(280)).prop_map(|(at, node, text)| Note {
        at,
        node,
        text,
    })
}

fn conditions(nodes: u16) -> impl Strategy<Value = Condition> {
    let node = || option::of(node(nodes));
    prop_oneof![
        (node(), select(vec!["Up", "Half open"])).prop_map(|(id, it)| Condition::Enters(id, it)),
        (node(), 0..2u8).prop_map(|(id, kind)| Condition::Sends(id, kind)),
        (node(), 0..2u8).prop_map(|(id, kind)| Condition::Gets(id, kind)),
        // One more than are declared: the diagrams'.
        option::of(0..3u8).prop_map(Condition::Breaks),
        node().prop_map(Condition::Answered),
    ]
}

fn node(nodes: u16) -> impl Strategy<Value = NodeId> {
    (0..nodes).prop_map(NodeId)
}

fn actions(nodes: u16) -> impl Strategy<Value = Action> {
    let all: Vec<NodeId> = (0..nodes).map(NodeId).collect();
    let some = move || subsequence(all.clone(), 1..=all.len()).prop_shuffle();
    let message = (ends(nodes), 1u32.., 0u8..).prop_map(|((from, to), nth, copy)| MessageId {
        from,
        to,
        nth,
        copy,
    });
    let message = message.boxed();
    // Servers come first, and every node takes a put.
    let input = (node(nodes), words(90)).prop_map(|(id, text)| (id, format!("put {text}")));
    prop_oneof![
        some().prop_map(Action::Crash),
        some().prop_map(Action::Restart),
        some().prop_map(Action::Pause),
        some().prop_map(Action::Resume),
        partitions(nodes),
        links(nodes, 1).prop_map(Action::Cut),
        links(nodes, 0).prop_map(Action::Heal),
        (link(nodes), changes()).prop_map(|(link, change)| Action::Shape(link, change)),
        message.clone().prop_map(Action::Drop),
        (message.clone(), spans(600)).prop_map(|(id, by)| Action::Delay(id, by)),
        message.clone().prop_map(Action::Duplicate),
        message.prop_map(Action::Deliver),
        input.prop_map(|(id, text)| Action::Input(id, text)),
        (some(), spans(60)).prop_map(|(nodes, by)| Action::Slow(nodes, by)),
        (node(nodes), clocks()).prop_map(|(id, change)| Action::Clock(id, change)),
        some().prop_map(Action::Wipe),
        (node(nodes), timers()).prop_map(|(id, timer)| Action::Fire(id, timer)),
        some().prop_map(Action::Clog),
        some().prop_map(Action::Unclog),
        (some(), spans(600)).prop_map(|(nodes, over)| Action::Swizzle(nodes, over)),
    ]
}

fn spans(most: u64) -> impl Strategy<Value = Span> {
    (0..=most * 1_000_000).prop_map(Span)
}

fn clocks() -> impl Strategy<Value = ClockChange> {
    let hour = 3_600_000_000i64;
    let offset = option::of((-hour..=hour).prop_map(Offset));
    let drift = option::of((-500_000..=500_000i32).prop_map(Drift));
    (offset, drift)
        .prop_map(|(offset, drift)| ClockChange { offset, drift })
        .prop_filter("nothing changes", |change| *change != ClockChange::default())
}

fn timers() -> impl Strategy<Value = &'static str> {
    select(CATALOG[0].info.timers.iter().map(|kind| kind.name).collect::<Vec<_>>())
}

/// Every node in one of three groups or in none; of the groups those with nodes, if two at least.
fn partitions(nodes: u16) -> impl Strategy<Value = Action> {
    let side = vec(0..4usize, usize::from(nodes));
    let groups = side.prop_map(|sides| {
        let mut groups = vec![Vec::new(); 3];
        for (id, side) in sides.into_iter().enumerate().filter(|(_, side)| *side < 3) {
            groups[side].push(NodeId(id as u16));
        }
        groups.retain(|group| !group.is_empty());
        groups
    });
    groups.prop_filter("one group", |groups| groups.len() > 1).prop_map(Action::Partition)
}

fn ends(nodes: u16) -> impl Strategy<Value = (NodeId, NodeId)> {
    let ends = (0..nodes, 1..nodes);
    ends.prop_map(move |(from, step)| (NodeId(from), NodeId((from + step) % nodes)))
}

fn link(nodes: u16) -> impl Strategy<Value = Link> {
    (ends(nodes), any::<bool>()).prop_map(|((from, to), both)| Link { from, to, both })
}

fn links(nodes: u16, least: usize) -> impl Strategy<Value = Vec<Link>> {
    let links = btree_map((0..nodes, 1..nodes), any::<bool>(), least..6);
    links.prop_map(move |links| {
        let link = |((from, step), both)| Link {
            from: NodeId(from),
            to: NodeId((from + step) % nodes),
            both,
        };
        links.into_iter().map(link).collect()
    })
}

fn changes() -> impl Strategy<Value = LinkChange> {
    (option::of(latencies()), option::of(shares()), option::of(shares()), option::of(orders()))
        .prop_map(|(latency, loss, duplication, order)| LinkChange {
            latency,
            loss,
            duplication,
            order,
        })
        .prop_filter("nothing changes", |change| *change != LinkChange::default())
}
