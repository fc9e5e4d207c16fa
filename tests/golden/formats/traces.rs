//! What readers of traces rely on, in runs with faults.

use std::collections::{BTreeMap, BTreeSet};

use faultline::check::import::edn;
use faultline::check::linear::{Verdict, judge};
use faultline::check::model::Register;
use faultline::export::FORMATS;
use faultline::export::sequence::{Arrow, End, Sequence, Step};
use faultline::kernel::record::What;
use faultline::kernel::time::Time;
use serde_json::Value;

use super::played::Played;

const SECOND: Time = Time(1_000_000);

#[test]
fn every_message_of_the_excerpt_is_an_arrow_with_its_end() {
    let mut lost = 0;
    for seed in 0..4 {
        let mut played = Played::hunted(seed, 3);
        let sequence = Sequence::of(&mut played.excerpt(SECOND), u32::MAX).expect("memory");
        assert_eq!(sequence.left_out, 0);
        let arrows = |it: fn(&Arrow) -> bool| {
            let counts = |step: &&Step| matches!(step, Step::Arrow(arrow) if it(arrow));
            sequence.steps.iter().filter(counts).count()
        };
        let records = |it: fn(&What) -> bool| {
            let records = played.sim.records().iter();
            records.filter(|record| record.at >= SECOND && it(&record.what)).count()
        };
        assert_eq!(
            [
                arrows(|it| it.sent >= SECOND),
                arrows(|it| matches!(it.end, End::Arrived(_))),
                arrows(|it| matches!(it.end, End::Lost(_))),
            ],
            [
                records(|it| matches!(it, What::Sent { .. })),
                records(|it| matches!(it, What::Delivered { .. })),
                records(|it| matches!(it, What::Lost { .. })),
            ]
        );
        lost += arrows(|it| matches!(it.end, End::Lost(_)));
    }
    assert!(lost > 10, "{lost}");
}

#[test]
fn what_does_not_fit_into_a_diagram_is_counted() {
    let mut played = Played::hunted(1, 4);
    let all = Sequence::of(&mut played.excerpt(Time::ZERO), u32::MAX).expect("memory");
    let messages = |steps: &[Step]| steps.iter().filter(|it| matches!(it, Step::Arrow(_))).count();
    let some = Sequence::of(&mut played.excerpt(Time::ZERO), 50).expect("memory");
    assert_eq!(messages(&some.steps), 50);
    assert_eq!(messages(&some.steps) + some.left_out as usize, messages(&all.steps));
}

#[test]
fn a_mermaid_diagram_is_never_longer_than_its_reader_takes() {
    let mut played = Played::hunted(2, 8);
    let text = played.export("mermaid", Time::ZERO);
    let length = text.encode_utf16().count();
    assert!(length <= 50_000 && length > 45_000, "{length}");
    let last = text.lines().last().expect("lines");
    let left_out: usize = last
        .split_once("lack of room: ")
        .and_then(|(_, count)| count.split(' ').next()?.parse().ok())
        .unwrap_or_else(|| panic!("it says what is left out: {last}"));
    let all = Sequence::of(&mut played.excerpt(Time::ZERO), u32::MAX).expect("memory");
    let messages = all.steps.iter().filter(|it| matches!(it, Step::Arrow(_))).count();
    let shown = text.lines().filter(|line| ["->>", "-x", "--)"].iter().any(|it| line.contains(it)));
    assert_eq!(shown.count() + left_out, messages);
}

#[test]
fn a_timeline_nests_its_slices_and_ends_what_it_begins() {
    for (seed, from) in [(0, Time::ZERO), (1, SECOND), (5, SECOND)] {
        let mut played = Played::hunted(seed, 4);
        let trace: Value = serde_json::from_str(&played.export("perfetto", from)).expect("JSON");
        let events = trace["traceEvents"].as_array().expect("events");
        let at = |event: &Value| event["ts"].as_u64().expect("a time");
        let (mut slices, mut open, mut arrows) = (Vec::new(), BTreeSet::new(), BTreeSet::new());
        for event in events {
            let id = (event["pid"].as_u64(), event["id"].as_u64());
            match event["ph"].as_str().expect("a phase") {
                "X" => slices.push(event),
                "b" => assert!(open.insert(id), "{event}"),
                "e" => assert!(open.remove(&id), "{event}"),
                "s" => assert!(arrows.insert(event["id"].as_u64()), "{event}"),
                "f" => assert!(arrows.contains(&event["id"].as_u64()), "{event}"),
                "M" | "i" => {}
                other => panic!("{other}"),
            }
            assert!(event["ph"] == "M" || at(event) >= from.0, "{event}");
        }
        assert!(open.is_empty() && arrows.len() > 100, "{open:?}");
        // In the order in which readers take them: by time, then as they stand.
        slices.sort_by_key(|slice| at(slice));
        let mut stacks: BTreeMap<u64, Vec<u64>> = BTreeMap::new();
        for slice in slices {
            let stack = stacks.entry(slice["tid"].as_u64().expect("a thread")).or_default();
            let end = at(slice) + slice["dur"].as_u64().expect("a length");
            stack.retain(|open| *open > at(slice));
            // What is handled in the last microsecond of the run may outlast its state.
            let past = played.sim.now().0;
            assert!(stack.last().is_none_or(|open| end <= *open || end > past), "{slice}");
            stack.push(end);
        }
    }
}

#[test]
fn spans_have_parents_in_their_own_trace_and_ids_of_their_own() {
    let mut played = Played::hunted(4, 6);
    let told: Value = serde_json::from_str(&played.export("otlp", SECOND)).expect("JSON");
    let resources = told["resourceSpans"].as_array().expect("resources").iter();
    let spans = resources.flat_map(|it| it["scopeSpans"][0]["spans"].as_array().expect("spans"));
    let spans: Vec<&Value> = spans.collect();
    let text = |span: &Value, name: &str| span[name].as_str().unwrap_or_default().to_string();
    let mut places = BTreeMap::new();
    for span in &spans {
        assert_eq!((text(span, "traceId").len(), text(span, "spanId").len()), (32, 16));
        let (from, to) = (text(span, "startTimeUnixNano"), text(span, "endTimeUnixNano"));
        assert!(from <= to && from.len() == to.len(), "{span}");
        assert!(places.insert(text(span, "spanId"), span).is_none(), "{span}");
    }
    let (roots, children): (Vec<_>, Vec<_>) =
        spans.iter().copied().partition(|span| span["parentSpanId"].is_null());
    for span in &children {
        let parent = places[&text(span, "parentSpanId")];
        assert_eq!(span["traceId"], parent["traceId"]);
        assert!(text(span, "startTimeUnixNano") >= text(parent, "startTimeUnixNano"));
    }
    let asked = played.sim.history().iter();
    let asked = asked.filter(|it| played.sim.records()[it.invoked.index()].at >= SECOND).count();
    assert_eq!(roots.len(), asked);
    // A request, the entries to two followers, their answers, the answer.
    assert!(children.len() > 4 * roots.len(), "{} of {}", children.len(), roots.len());
}

/// What nodes trace themselves is exported as they know it: one tree, or trees that fell apart.
#[test]
fn the_nodes_own_spans_are_exported_with_the_parents_that_they_knew() {
    for (without, roots, traces) in [("", 1, 1), ("without propagation\n", 7, 7)] {
        let mut played = Played::of(&format!(
            "faultline 1\npattern tracing every=0ms cache_hits=0%\n{without}\
             network latency=1ms\nseed 1\nat 0.1s input c0 get\nuntil 0.3s\n"
        ));
        let told: Value = serde_json::from_str(&played.export("otlp", Time::ZERO)).expect("JSON");
        let resources = told["resourceSpans"].as_array().expect("resources").iter();
        let spans =
            resources.flat_map(|it| it["scopeSpans"][0]["spans"].as_array().expect("spans"));
        let spans: Vec<&Value> = spans.collect();
        assert_eq!(spans.len(), played.sim.spans().len());
        assert_eq!(spans.iter().filter(|it| it["parentSpanId"].is_null()).count(), roots);
        let ids: BTreeSet<&str> =
            spans.iter().map(|it| it["traceId"].as_str().expect("an id")).collect();
        assert_eq!(ids.len(), traces);
        let root = spans.iter().find(|it| it["name"] == "GET /profile").expect("the request");
        let at = |name: &str| root[name].as_str().and_then(|it| it.parse::<u64>().ok());
        let lasts =
            at("endTimeUnixNano").zip(at("startTimeUnixNano")).map(|(end, start)| end - start);
        assert_eq!(lasts, Some(55_000_000));
    }
}

/// Nodes that trace themselves need nobody who asks for something on the record.
#[test]
fn the_nodes_own_spans_are_enough_for_an_export() {
    let mut played = Played::of("faultline 1\npattern tracing every=100ms\nuntil 1s\n");
    let otlp = FORMATS.iter().find(|it| it.id == "otlp").expect("a format");
    assert_eq!(played.excerpt(Time::ZERO).refusal(otlp), None);
    let mut idle = Played::of("faultline 1\npattern tracing every=0ms\nuntil 1s\n");
    let refusal = idle.excerpt(Time::ZERO).refusal(otlp);
    assert_eq!(refusal.as_deref(), Some("Nobody works on anything from 0s to 1s"));
}

/// A run's own history, exported and read back, is judged as it was when it was made.
#[test]
fn a_history_is_judged_alike_after_an_export() {
    let mut asked = 0;
    for seed in 0..6 {
        let mut played = Played::hunted(seed, 12);
        let mut history = edn::read(&played.export("jepsen", Time::ZERO)).expect("a history");
        history.initial = "absent".into();
        assert_eq!(history.operations.len(), played.sim.history().len());
        let register = Register { initial: history.initial.clone() };
        let verdict = judge(&register, &history.operations, u64::MAX);
        assert!(matches!(verdict, Verdict::Linearizable), "seed {seed}: {verdict:?}");
        asked += history.operations.len();
        // One who read what was never written is found out.
        let told = played.export("jepsen", Time::ZERO);
        let read = told.lines().find(|it| it.contains(":type :ok, :f :read"));
        if let Some((before, _)) = read.and_then(|line| line.split_once(":value")) {
            let forged =
                told.replacen(read.expect("it is there"), &format!("{before}:value 77777}}"), 1);
            let mut history = edn::read(&forged).expect("a history");
            history.initial = "absent".into();
            let verdict = judge(&register, &history.operations, u64::MAX);
            assert!(matches!(verdict, Verdict::NotLinearizable(_)), "seed {seed}");
        }
    }
    assert!(asked > 300, "{asked}");
}
