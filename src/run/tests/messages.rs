//! What is done to messages and links: copies, early deliveries, order, clogs and swizzles. Each is
//! tried from both sides: what it does, and what it leaves alone.

use super::*;
use kernel::action::Order;

/// Messages of a fixed latency, so that it is plain when each arrives.
fn even(seed: u64, actions: Vec<Timed>) -> Setup {
    let network =
        LinkSettings { latency: Latency::Fixed(Span::millis(20)), ..LinkSettings::default() };
    Setup { network, ..setup(seed, actions) }
}

/// Messages that take so long that several are under way: greetings are 30 to 50 ms apart.
fn crowded(seed: u64, order: Order) -> Setup {
    let latency = Latency::Fixed(Span::millis(100));
    Setup {
        network: LinkSettings { latency, order, ..LinkSettings::default() },
        ..setup(seed, Vec::new())
    }
}

/// The first greeting that n0 sends, and when.
fn first_greeting(setup: &Setup) -> (MessageId, Time) {
    let run = run_to(setup, 100);
    let sent = |it: &&Record| it.node == N[0] && matches!(it.what, What::Sent { kind: 0, .. });
    let record = run.records().iter().find(sent).expect("it greets within 20 ms");
    (record.message().expect("a sending"), record.at)
}

/// When copies of a message were handled, and which.
fn deliveries(run: &Run, id: MessageId) -> Vec<(Time, u8)> {
    let same = |it: MessageId| (it.from, it.to, it.nth) == (id.from, id.to, id.nth);
    let of =
        |it: &&Record| matches!(it.what, What::Delivered { .. }) && it.message().is_some_and(same);
    let records = run.records().iter().filter(of);
    records.map(|it| (it.at, it.message().map_or(0, |id| id.copy))).collect()
}

fn acted(at: Time, action: Action) -> Timed {
    Timed { at, action }
}

fn notes(run: &Run) -> Vec<&str> {
    run.notes().iter().map(String::as_str).collect()
}

#[test]
fn a_copy_sets_out_now_and_takes_as_long_as_the_original() {
    let base = even(50, Vec::new());
    let (id, sent) = first_greeting(&base);
    let (arrival, later) = (sent + Span::millis(20), sent + Span::millis(5));
    let copy = MessageId { copy: 1, ..id };
    let twice = vec![
        acted(later, Action::Duplicate(id)),
        acted(later + Span::millis(4), Action::Duplicate(copy)),
        acted(arrival + Span::millis(10), Action::Duplicate(id)),
    ];
    let run = run_to(&Setup { actions: twice, ..base.clone() }, 100);
    let second = later + Span::millis(20);
    assert_eq!(deliveries(&run, id), [(arrival, 0), (second, 1), (second + Span::millis(4), 2)]);
    assert_eq!(notes(&run), ["has no such message in flight"]);
    assert_eq!(deliveries(&run_to(&base, 100), id), [(arrival, 0)]);
}

#[test]
fn copies_of_the_network_and_by_hand_are_told_apart() {
    let mut base = even(51, Vec::new());
    base.network.duplication = Ppm::ONE;
    let (id, sent) = first_greeting(&base);
    let original = MessageId { copy: 0, ..id };
    let run = run_to(
        &Setup { actions: vec![acted(sent + Span(1), Action::Duplicate(original))], ..base },
        100,
    );
    let mut copies: Vec<u8> = deliveries(&run, id).iter().map(|(_, copy)| *copy).collect();
    copies.sort();
    assert_eq!(copies, [0, 1, 2]);
}

#[test]
fn a_message_delivered_by_hand_arrives_then_and_only_then() {
    let base = even(52, Vec::new());
    let (id, sent) = first_greeting(&base);
    let soon = sent + Span::millis(3);
    let deliver = acted(soon, Action::Deliver(id));
    let run = run_to(&Setup { actions: vec![deliver.clone()], ..base.clone() }, 100);
    assert_eq!(deliveries(&run, id), [(soon, 0)]);
    // Whatever would have become of it: here it would have died on a cut link.
    let cut = acted(sent, Action::Cut(vec![Link { from: id.from, to: id.to, both: false }]));
    let doomed = |actions| run_to(&Setup { actions, ..base.clone() }, 100);
    assert_eq!(deliveries(&doomed(vec![cut.clone()]), id), []);
    assert_eq!(deliveries(&doomed(vec![cut, deliver.clone()]), id), [(soon, 0)]);
    // A node that is down or paused hears it no sooner than anything else.
    let pause = acted(sent, Action::Pause(vec![id.to]));
    let resume = acted(sent + Span::millis(40), Action::Resume(vec![id.to]));
    let paused = doomed(vec![pause, deliver.clone(), resume]);
    assert_eq!(deliveries(&paused, id), [(sent + Span::millis(40), 0)]);
    let down = doomed(vec![acted(sent, Action::Crash(vec![id.to])), deliver.clone()]);
    assert_eq!(deliveries(&down, id), []);
    // Only what is in flight can be delivered.
    let late = acted(sent + Span::millis(20), Action::Deliver(id));
    assert_eq!(notes(&doomed(vec![late])), ["has no such message in flight"]);
}

/// The numbers of the messages from n0 to n1 in the order in which they were handled.
fn order_of_arrival(run: &Run) -> Vec<u32> {
    let of = |it: &Record| match it.what {
        What::Delivered { from, nth, copy: 0, .. } if (from, it.node) == (N[0], N[1]) => Some(nth),
        _ => None,
    };
    run.records().iter().filter_map(of).collect()
}

#[test]
fn where_order_is_kept_nothing_overtakes_and_elsewhere_it_does() {
    let wide = Latency::Uniform(Span::millis(1), Span::millis(300));
    let of = |order| {
        let network = LinkSettings { latency: wide, order, ..LinkSettings::default() };
        order_of_arrival(&run_to(&Setup { network, ..setup(53, Vec::new()) }, 2_000))
    };
    let (any, fifo) = (of(Order::Any), of(Order::Fifo));
    assert!(any.len() > 20 && !any.is_sorted());
    assert!(fifo.len() > 20 && fifo.is_sorted());
}

#[test]
fn a_delay_on_a_link_that_keeps_the_order_delays_what_follows() {
    let with = |order, delay: bool| {
        let base = crowded(54, order);
        let (id, sent) = first_greeting(&base);
        let actions = vec![acted(sent + Span::millis(90), Action::Delay(id, Span::millis(70)))];
        if delay { run_to(&Setup { actions, ..base }, 600) } else { run_to(&base, 600) }
    };
    let arrivals = |run: &Run| {
        let greeting = |it: &Record| match it.what {
            What::Delivered { from, nth, kind: 0, .. } if from == N[0] => Some((nth, it.at)),
            _ => None,
        };
        run.records().iter().filter_map(greeting).collect::<Vec<_>>()
    };
    let (calm, any) = (arrivals(&with(Order::Fifo, false)), arrivals(&with(Order::Any, true)));
    let fifo = arrivals(&with(Order::Fifo, true));
    assert!(!any.is_sorted() && calm.is_sorted() && fifo.is_sorted());
    let late = calm[0].1 + Span::millis(70);
    assert_eq!(fifo[0], (calm[0].0, late));
    // What would have overtaken it comes right after it; what is later anyway, as ever.
    assert_eq!(fifo[1], (calm[1].0, late + Span(1)));
    assert_eq!(fifo.last(), calm.last());
}

#[test]
fn nothing_is_delivered_by_hand_before_what_was_sent_earlier_where_order_is_kept() {
    let with = |order| {
        let base = crowded(55, order);
        let (id, sent) = first_greeting(&base);
        let next = MessageId { nth: id.nth + 1, ..id };
        let actions = vec![acted(sent + Span::millis(95), Action::Deliver(next))];
        let run = run_to(&Setup { actions, ..base }, 300);
        let by_hand = deliveries(&run, next)[0].0 == sent + Span::millis(95);
        (by_hand, notes(&run).len())
    };
    assert_eq!(with(Order::Any), (true, 0));
    assert_eq!(with(Order::Fifo), (false, 1));
}

/// The deliveries from or to a node between two times: who, number, and when.
fn traffic(run: &Run, node: NodeId, from: u64, to: u64) -> Vec<(MessageId, Time)> {
    let within = Time(from * 1_000)..Time(to * 1_000);
    let of = |it: &&Record| {
        let touches = |id: MessageId| id.from == node || id.to == node;
        matches!(it.what, What::Delivered { .. })
            && within.contains(&it.at)
            && it.message().is_some_and(touches)
    };
    let records = run.records().iter().filter(of);
    records.filter_map(|it| Some((it.message()?, it.at))).collect()
}

#[test]
fn what_a_clogged_node_sends_and_is_sent_waits_and_comes_in_the_order_it_arrived() {
    let base = run_to(&even(56, Vec::new()), 400);
    let actions = vec![at(100, Action::Clog(vec![N[1]])), at(200, Action::Unclog(vec![N[1]]))];
    let setup = even(56, actions);
    let run = run_to(&setup, 400);
    assert_eq!(traffic(&run, N[1], 100, 200), []);
    let handed: Vec<MessageId> =
        traffic(&run, N[1], 200, 201).iter().map(|(id, _)| *id).take(4).collect();
    let arrived: Vec<MessageId> =
        traffic(&base, N[1], 100, 200).iter().map(|(id, _)| *id).take(4).collect();
    assert_eq!(handed, arrived);
    assert!(run.records().iter().all(|it| !matches!(it.what, What::Lost { .. })));
    // Nobody else notices.
    assert_eq!(traffic(&run, N[3], 100, 200), traffic(&base, N[3], 100, 200));
    let frame = run_to(&setup, 199).frame();
    assert_eq!(frame.clogged, [N[1]]);
    let held: Vec<_> = frame.flights.iter().filter(|flight| flight.held).collect();
    assert!(held.len() >= 4);
    assert!(held.iter().all(|it| it.due <= frame.now && it.doom.is_none()));
    assert!(frame.flights.iter().all(|it| it.held || it.due > frame.now));
}

#[test]
fn held_messages_can_still_be_dropped_delivered_delayed_and_doubled() {
    let base = even(57, Vec::new());
    let (id, sent) = first_greeting(&base);
    let held = |action: Action| {
        let moment = |millis| sent + Span::millis(millis);
        let actions = vec![
            acted(sent, Action::Clog(vec![id.to])),
            acted(moment(25), action),
            acted(moment(60), Action::Heal(Vec::new())),
        ];
        let run = run_to(&Setup { actions, ..base.clone() }, 200);
        assert!(notes(&run).is_empty());
        let since = |(at, copy): (Time, u8)| (at.since(sent).0 / 1_000, copy);
        deliveries(&run, id).into_iter().map(since).collect::<Vec<_>>()
    };
    assert_eq!(held(Action::Heal(vec![Link { from: N[2], to: N[3], both: true }])), [(60, 0)]);
    assert_eq!(held(Action::Drop(id)), []);
    assert_eq!(held(Action::Deliver(id)), [(25, 0)]);
    assert_eq!(held(Action::Delay(id, Span::millis(50))), [(75, 0)]);
    assert_eq!(held(Action::Delay(id, Span::millis(10))), [(60, 0)]);
    assert_eq!(held(Action::Duplicate(id)), [(60, 0), (60, 1)]);
    // A receiver that is down when it is unclogged hears nothing.
    assert_eq!(held(Action::Crash(vec![id.to])), []);
}

#[test]
fn clogging_twice_says_so() {
    let actions = vec![
        at(10, Action::Unclog(vec![N[0]])),
        at(20, Action::Clog(vec![N[0], N[1]])),
        at(30, Action::Clog(vec![N[0]])),
    ];
    let run = run_to(&setup(58, actions), 40);
    assert_eq!(notes(&run), ["is not clogged", "is clogged already"]);
}

#[test]
fn a_swizzle_clogs_in_the_first_half_and_has_unclogged_everything_at_its_end() {
    let swizzle = at(100, Action::Swizzle(vec![N[0], N[1], N[2]], Span::secs(2)));
    let moments = |run: &Run| {
        let of = |it: &&Record| matches!(it.what, What::Clogged | What::Unclogged);
        run.records().iter().filter(of).copied().collect::<Vec<Record>>()
    };
    let mut orders = Vec::new();
    for seed in 0..10 {
        let run = run_to(&even(seed, vec![swizzle.clone()]), 2_100);
        let steps = moments(&run);
        assert_eq!(steps.len(), 6);
        let half = Time(1_100_000);
        let (on, off): (Vec<Record>, Vec<Record>) =
            steps.iter().partition(|it| it.what == What::Clogged);
        assert!(on.iter().all(|it| it.at <= half) && off.iter().all(|it| it.at >= half));
        let swizzled = |it: &Record| matches!(run.records()[it.cause.index()].what, What::Acted(0));
        assert!(steps.iter().all(swizzled));
        assert_eq!(run.frame().clogged, []);
        assert!(run.frame().flights.iter().all(|it| !it.held));
        assert!(run.records().iter().all(|it| !matches!(it.what, What::Lost { .. })));
        orders.push(steps.iter().map(|it| it.node).collect::<Vec<NodeId>>());
    }
    assert!(orders.iter().any(|order| *order != orders[0]), "every seed has the same order");
    // Healing everything ends it early.
    let run = run_to(&even(0, vec![swizzle, at(1_100, Action::Heal(Vec::new()))]), 2_100);
    assert!(moments(&run).iter().all(|it| it.at <= Time(1_100_000)));
    assert_eq!(run.frame().clogged, []);
}
