//! Causes and consequences in real runs, and against the definition spelled out.

use super::*;

use kernel::time::Time;
use run::Sim;
use scenario::Scenario;

/// The run of a scenario of Raft up to its end.
fn run(lines: &str) -> Box<dyn Sim> {
    let text = format!("faultline 1\npattern raft\nseed k3f9\n{lines}");
    let scenario = Scenario::parse(&text, catalogue::ALL).expect("a scenario");
    let mut sim = scenario.start().expect("it starts");
    sim.seek(scenario.until).expect("it is short");
    sim
}

fn whole(records: &[Record]) -> Range<u32> {
    0..records.len() as u32
}

#[test]
fn an_election_goes_back_to_the_timeout_of_the_one_who_won() {
    let sim = run("until 0.6s\n");
    let records = sim.records();
    let leads = |record: &Record| match record.what {
        What::Moved { to, .. } => {
            sim.info().roles[0].diagram.states[usize::from(to)].name == "Leader"
        }
        _ => false,
    };
    let won = records.iter().position(leads).expect("a leader") as u32;
    let winner = records[won as usize].node;
    let cone = Cone::of(records, event_of(records, won), whole(records), sim.roles().len());
    let timeout = |(id, record): &(usize, &Record)| {
        record.node == winner
            && matches!(record.what, What::Expired { .. })
            && cone.tie(*id as u32, record) == Tie::Cause
    };
    assert!(records.iter().enumerate().any(|it| timeout(&it)), "its timeout led to it");
    let vote = records.iter().enumerate().find(|(id, record)| {
        record.node != winner
            && matches!(record.what, What::Sent { to, .. } if to == winner)
            && cone.tie(*id as u32, record) == Tie::Cause
    });
    assert!(vote.is_some(), "the vote that decided it is in the line");
    assert!(cone.before > 3 && cone.after > 3 && !cone.reaches_back);
    // Boots lead to everything, what the others hear of their new leader follows.
    assert_eq!(
        cone.tie(0, &records[0]) == Tie::Apart,
        records[0].node != winner && cone.past[0] == 0
    );
    let heard =
        records.iter().enumerate().skip(won as usize).find(|(id, record)| {
            record.node != winner && cone.tie(*id as u32, record) == Tie::Future
        });
    assert!(matches!(heard, Some((_, Record { what: What::Delivered { .. }, .. }))));
}

#[test]
fn past_and_future_are_what_following_every_step_finds() {
    let faults = "at 0.3s crash n0\nat 0.35s partition n1 n2 | n3 n4\nat 0.5s heal\nuntil 0.7s\n";
    let sim = run(faults);
    let (records, nodes) = (sim.records(), sim.roles().len());
    // By the definition: the record before at the same process, and the cause.
    let steps: Vec<Vec<usize>> = (0..records.len())
        .map(|id| {
            let here = process(&records[id], nodes);
            let before =
                (0..id).rev().find(|it| here.is_some() && process(&records[*it], nodes) == here);
            let cause = known(records, records[id].cause).map(|_| records[id].cause.index());
            before.into_iter().chain(cause).collect()
        })
        .collect();
    let led_to = |ids: Range<u32>| {
        let mut led = vec![false; records.len()];
        ids.for_each(|id| led[id as usize] = true);
        for id in (0..records.len()).rev() {
            if led[id] {
                steps[id].iter().for_each(|it| led[*it] = true);
            }
        }
        led
    };
    for id in (0..records.len() as u32).step_by(7) {
        if process(&records[id as usize], nodes).is_none() {
            continue;
        }
        let event = event_of(records, id);
        let cone = Cone::of(records, event.clone(), whole(records), nodes);
        let past = led_to(event.clone());
        for (other, record) in records.iter().enumerate() {
            let tie = cone.tie(other as u32, record);
            if process(record, nodes).is_none() || event.contains(&(other as u32)) {
                continue;
            }
            let other_past = led_to(other as u32..other as u32 + 1);
            let follows = event.clone().any(|it| other_past[it as usize]);
            assert_eq!(matches!(tie, Tie::Past | Tie::Cause), past[other], "{other} before {id}");
            assert_eq!(tie == Tie::Future, follows && !past[other], "{other} after {id}");
        }
    }
}

#[test]
fn a_stretch_says_when_more_lies_before_it() {
    let sim = run("until 0.6s\n");
    let records = sim.records();
    let middle = records.partition_point(|record| record.at < Time(400_000)) as u32;
    let late = (records.len() - 1) as u32;
    let event = event_of(records, late);
    let cone = Cone::of(records, event, middle..records.len() as u32, sim.roles().len());
    assert!(cone.reaches_back);
    assert!(cone.line().iter().all(|id| *id >= middle));
}
