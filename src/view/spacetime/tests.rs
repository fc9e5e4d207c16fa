//! Diagrams of real runs.

use super::*;

use kernel::time::Time;
use run::Sim;
use scenario::Scenario;

fn run(text: &str) -> Box<dyn Sim> {
    let scenario = Scenario::parse(text, catalogue::ALL).expect("a scenario");
    let mut sim = scenario.start().expect("it starts");
    sim.seek(scenario.until).expect("it is short");
    sim
}

fn diagram(sim: &dyn Sim, from: u64, to: u64) -> Diagram {
    let stretch = Window { from: Time(from * 1_000), to: Time(to * 1_000) };
    let (info, roles) = (sim.info(), sim.roles());
    let source = Source { records: sim.records(), info, roles, wanted: None };
    let room = Room { stretch, seen: stretch.span().0, width: 1_200.0, height: 380.0 };
    Diagram::of(source, room, None)
}

const SPLIT: &str = "faultline 1\npattern raft\nseed k3f9\n\
                     at 0.5s partition n0 n1 | n2 n3 n4\nat 0.6s crash n4\nuntil 1s\n";

#[test]
fn messages_lead_from_their_senders_lane_to_their_receivers_and_later() {
    let sim = run(SPLIT);
    let shown = diagram(&*sim, 0, 1_000);
    // Five servers, a client, and whoever acts.
    assert_eq!((shown.lanes.len(), shown.hidden), (7, 0));
    let mut fates = [0; 3];
    for arrow in &shown.arrows {
        let record = &sim.records()[arrow.sent as usize];
        assert_eq!(shown.lanes[arrow.lanes.0].node, Some(record.node));
        assert_eq!(arrow.from.y, shown.lanes[arrow.lanes.0].y);
        assert!(arrow.from.x < arrow.to.x);
        let target = shown.lanes[arrow.lanes.1].y;
        match arrow.fate {
            Fate::Arrived => assert_eq!(arrow.to.y, target),
            Fate::Lost(Loss::Cut) => assert_eq!(arrow.to.y, (arrow.from.y + target) / 2.0),
            Fate::Lost(_) => assert!(arrow.end.is_some()),
            Fate::Unknown => assert!(arrow.end.is_none()),
        }
        fates[match arrow.fate {
            Fate::Arrived => 0,
            Fate::Lost(_) => 1,
            Fate::Unknown => 2,
        }] += 1;
    }
    assert!(fates[0] > 20 && fates[1] > 5, "{fates:?}");
    let marks = |wanted: Mark| shown.events.iter().filter(|it| it.mark == wanted).count();
    assert_eq!((marks(Mark::Acted), marks(Mark::Down), marks(Mark::Up)), (2, 1, 6));
    assert!(marks(Mark::Timer) + marks(Mark::Moved(Tone::Trying)) > 0);
}

#[test]
fn a_message_under_way_at_an_edge_is_drawn_whole() {
    let sim = run(SPLIT);
    let all = diagram(&*sim, 0, 1_000);
    let arrow = all.arrows.iter().find(|it| it.fate == Fate::Arrived && it.sent > 100);
    let arrow = arrow.expect("one that arrived");
    let records = sim.records();
    let (sent, end) =
        (records[arrow.sent as usize].at, records[arrow.end.expect("it arrived") as usize].at);
    let middle = (sent.0 + end.0) / 2_000;
    for part in [diagram(&*sim, middle, 1_000), diagram(&*sim, 0, middle)] {
        let found = part.arrows.iter().find(|it| it.sent == arrow.sent);
        assert_eq!(found.and_then(|it| it.end), arrow.end);
    }
}

#[test]
fn what_was_chosen_ties_events_and_arrows_alike() {
    let sim = run(SPLIT);
    let shown = diagram(&*sim, 0, 1_000);
    let leads = |event: &Event| event.mark == Mark::Moved(Tone::Leading);
    let chosen = shown.events.iter().position(leads).expect("a leader");
    let records = shown.events[chosen].records.clone();
    let cone = Cone::of(sim.records(), records, shown.range.clone(), sim.roles().len());
    let (events, arrows) = shown.ties(sim.records(), &cone);
    assert_eq!(events[chosen], Tie::Itself);
    for (arrow, tie) in shown.arrows.iter().zip(&arrows) {
        let ends = [Some(arrow.sent), arrow.end].map(|id| Some(events[shown.find(id?)?]));
        match (tie, ends) {
            (Tie::Cause, [Some(sent), _]) => assert_eq!(sent, Tie::Cause),
            (Tie::Past, [_, Some(end)]) => assert!(matches!(end, Tie::Past | Tie::Cause)),
            (Tie::Future, [Some(sent), _]) => assert!(matches!(sent, Tie::Itself | Tie::Future)),
            _ => {}
        }
    }
    let count = |wanted: Tie| arrows.iter().filter(|it| **it == wanted).count();
    assert!(count(Tie::Cause) >= 2, "the request and the vote");
    assert!(count(Tie::Past) > 0 && count(Tie::Future) > 0);
}

#[test]
fn keys_walk_along_a_lane_and_along_messages() {
    let sim = run(SPLIT);
    let shown = diagram(&*sim, 0, 1_000);
    let leads = |event: &Event| event.mark == Mark::Moved(Tone::Leading);
    let leader = shown.events.iter().position(leads).expect("a leader");
    let lane = shown.events[leader].lane;
    let after = shown.step(leader, Way::After).expect("something after");
    assert_eq!(shown.events[after].lane, lane);
    assert_eq!(shown.step(after, Way::Before), Some(leader));
    let ways = [(Way::Above, lane > 1), (Way::Below, lane < 5)];
    for (way, possible) in ways {
        let Some(there) = shown.step(leader, way) else { continue };
        assert!(possible && shown.events[there].lane != lane);
    }
    assert!(ways.iter().any(|(way, _)| shown.step(leader, *way).is_some()));
    let place = shown.events[leader].place;
    assert_eq!(shown.nearest(point(place.x + 2.0, place.y - 2.0), 12.0), Some(leader));
    assert_eq!(shown.nearest(point(-900.0, -900.0), 12.0), None);
}

#[test]
fn many_messages_are_thinned_and_many_nodes_are_chosen_from() {
    let text = "faultline 1\npattern raft nodes=99\nseed 1\nat 0.5s crash n42\nuntil 1.2s\n";
    let scenario = Scenario::parse(text, catalogue::ALL);
    // However many nodes Raft takes, it takes nine.
    let sim = match scenario {
        Ok(_) => run(text),
        Err(_) => run(&text.replace("=99", "=9").replace("n42", "n4")),
    };
    let shown = diagram(&*sim, 0, 1_200);
    assert!(shown.arrows.len() < 1_400, "{}", shown.arrows.len());
    if sim.roles().len() > 30 {
        assert!(shown.hidden > 0 && shown.lanes.iter().any(|it| it.node == Some(NodeId(42))));
    }
    let ends = shown.lanes.last().map_or(0.0, |it| it.y + it.pitch / 2.0);
    assert!(ends <= 380.0 - BOTTOM + 1e-6);
}

#[test]
fn a_crowd_is_shown_in_part() {
    let text = "faultline 1\npattern sharding\nseed 1\nuntil 2s\n";
    let sim = run(text);
    let records = sim.records();
    let source = Source {
        records,
        info: sim.info(),
        roles: sim.roles(),
        wanted: Some(NodeId(sim.roles().len() as u16 - 1)),
    };
    let stretch = Window { from: Time::ZERO, to: Time(2_000_000) };
    let room = Room { stretch, seen: 2_000_000, width: 900.0, height: 90.0 };
    let shown = Diagram::of(source, room, None);
    assert_eq!(shown.lanes.len() - 1 + shown.hidden, sim.roles().len());
    assert_eq!(shown.lanes.last().and_then(|it| it.node), source.wanted);
    if !shown.thinned.is_empty() {
        assert!(shown.thinned.ends_with('.'));
    }
}
