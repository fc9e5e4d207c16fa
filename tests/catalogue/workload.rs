//! The automatic workload: every pattern whose nodes make requests by themselves says so, can be told
//! not to, and can be asked for the same by inputs.

use super::common::{scenario, stories};
use super::{Complaints, patterns};
use faultline::kernel::action::{Action, Timed};
use faultline::kernel::ids::{NodeId, RecordId};
use faultline::kernel::record::What;
use faultline::kernel::time::Time;
use faultline::run::Sim;
use faultline::scenario::Scenario;

/// A run of a scenario up to its end.
fn run(scenario: &Scenario) -> Box<dyn Sim> {
    let mut sim = scenario.start().expect("the scenario starts");
    sim.seek(scenario.until).expect("nothing runs away");
    sim
}

/// The requests that nodes make by themselves: when, where and what.
pub fn requests(scenario: &Scenario) -> Vec<(Time, NodeId, String)> {
    let sim = run(scenario);
    let at = |record: RecordId| sim.records()[record.index()].at;
    sim.workload().iter().map(|it| (at(it.record), it.node, it.input.to_string())).collect()
}

/// The scenario without its automatic workload.
fn quiet(scenario: &Scenario) -> Scenario {
    let mut quiet = scenario.clone();
    if let Some((key, off)) = scenario.pattern.info.workload.split_once('=') {
        quiet.set_param(key, off).expect("the pattern has the parameter and takes the value");
    }
    quiet
}

/// Whether the automatic workload is switched off, where the pattern has one.
pub fn is_off(scenario: &Scenario) -> bool {
    quiet(scenario).setup.params == scenario.setup.params
}

#[test]
fn requests_that_nodes_make_by_themselves_are_declared_and_can_be_switched_off() {
    let mut complaints = Complaints::default();
    for entry in patterns() {
        let declared = !entry.info.workload.is_empty();
        let trial = scenario(entry.info.trial);
        let own = requests(&trial).len();
        complaints.check((own > 0) == declared, entry, || {
            format!("declares “{}”, and {own} requests were made", entry.info.workload)
        });
        for scenario in stories(entry).iter().chain([&trial]) {
            let left = requests(&quiet(scenario));
            complaints.check(left.is_empty(), entry, || format!("{left:?} of\n{scenario}"));
        }
    }
    complaints.end();
}

#[test]
fn a_run_has_the_same_requests_however_its_moments_were_visited() {
    let mut complaints = Complaints::default();
    for entry in patterns() {
        let trial = scenario(entry.info.trial);
        let mut sim = run(&trial);
        let all = sim.workload().to_vec();
        let middle = Time(trial.until.0 / 2);
        for time in [Time::ZERO, middle, trial.until] {
            sim.seek(time).expect("nothing runs away");
        }
        complaints.check(sim.workload() == all, entry, || "they differ after going back".into());
        let pause = Action::Pause(sim.names().ids().collect());
        sim.set_actions(vec![Timed { at: middle, action: pause.clone() }]).expect("it fits");
        sim.seek(trial.until).expect("nothing runs away");
        let mut changed = trial.clone();
        changed.setup.actions = vec![Timed { at: middle, action: pause }];
        let fresh = run(&changed);
        complaints.check(sim.workload() == fresh.workload(), entry, || {
            "they differ after the actions were changed".into()
        });
    }
    complaints.end();
}

/// The messages that a node sends in an event: to whom, and of which kind.
fn sent(sim: &dyn Sim, event: RecordId) -> Vec<(NodeId, u8)> {
    let caused = sim.records().iter().filter(|record| record.cause == event);
    let sent = caused.filter_map(|record| match record.what {
        What::Sent { to, kind, .. } => Some((to, kind)),
        _ => None,
    });
    sent.collect()
}

#[test]
fn an_input_asks_for_what_a_node_does_by_itself() {
    let mut complaints = Complaints::default();
    for entry in patterns() {
        let trial = scenario(entry.info.trial);
        let sim = run(&trial);
        let own = sim.workload();
        for request in own {
            let words = format!("input {} {}", sim.names().of(request.node), request.input);
            let understood = trial.read_action(&words).err();
            complaints.check(understood.is_none(), entry, || format!("{understood:?}"));
        }
        let Some(first) = own.first() else { continue };
        let at = sim.records()[first.record.index()].at;
        let mut asked = quiet(&trial);
        let words = format!("input {} {}", sim.names().of(first.node), first.input);
        let action = asked.read_action(&words).expect("it was understood above");
        asked.setup.actions = vec![Timed { at, action }];
        let again = run(&asked);
        let acted = again.records().iter().position(|it| matches!(it.what, What::Acted(_)));
        let acted = RecordId(acted.expect("the action is recorded") as u32);
        let (alone, asked) = (sent(sim.as_ref(), first.record), sent(again.as_ref(), acted));
        complaints.check(!alone.is_empty() && alone == asked, entry, || {
            format!("“{words}” sends {asked:?}, by itself it sends {alone:?}")
        });
    }
    complaints.end();
}
