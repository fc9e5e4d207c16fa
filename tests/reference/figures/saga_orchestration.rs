//! The sequences that Garcia-Molina and Salem allow a saga (section 2), step by step, what they cost
//! in messages, and how long others can see a part of one.

use crate::common;
use faultline::kernel::record::What;
use faultline::patterns::saga_orchestration::Metric;
use faultline::patterns::saga_orchestration::message::Kind;
use faultline::run::Sim;

/// A run of one saga whose step `failing` is refused; of none if it is 0.
fn run(model: &str, failing: usize) -> Box<dyn Sim> {
    let text = format!(
        "faultline 1\npattern saga-orchestration model={model} clients=1 failing_step={failing} \
         service_time=40ms request_every=0ms\nnetwork latency=10ms\n\
         at 0.1s input c0 begin\nuntil 3s\n"
    );
    common::run(&text)
}

/// What services have told the orchestrator, in order: `T1` for the first step, `C1` for its
/// compensation, `-T1` for a refusal.
fn told(sim: &dyn Sim) -> Vec<String> {
    let (executed, refused, compensated) =
        (Kind::Executed as u8, Kind::Refused as u8, Kind::Compensated as u8);
    let told = sim.records().iter().filter_map(|record| match record.what {
        What::Sent { kind, .. } if kind == executed => Some(("T", record.node)),
        What::Sent { kind, .. } if kind == refused => Some(("-T", record.node)),
        What::Sent { kind, .. } if kind == compensated => Some(("C", record.node)),
        _ => None,
    });
    // The orchestrator is the first node, so a service's number is that of its step.
    told.map(|(what, node)| format!("{what}{}", node.0)).collect()
}

const MODELS: [(&str, usize); 2] = [("trip", 3), ("order", 4)];

#[test]
fn a_saga_is_all_its_steps_or_those_before_the_failure_and_their_compensations() {
    for (model, steps) in MODELS {
        let all: Vec<String> = (1..=steps).map(|step| format!("T{step}")).collect();
        assert_eq!(told(run(model, 0).as_ref()), all, "{model}");
        for failing in 1..=steps {
            let before = (1..failing).map(|step| format!("T{step}"));
            let back = (1..failing).rev().map(|step| format!("C{step}"));
            let expected: Vec<String> =
                before.chain([format!("-T{failing}")]).chain(back).collect();
            assert_eq!(told(run(model, failing).as_ref()), expected, "{model}, {failing}");
        }
    }
}

/// Two messages a step and two a compensation, and the client's two.
#[test]
fn a_saga_takes_two_messages_for_each_step_and_each_compensation() {
    for (model, steps) in MODELS {
        for failing in 0..=steps {
            let sim = run(model, failing);
            let sent =
                sim.records().iter().filter(|it| matches!(it.what, What::Sent { .. })).count();
            let asked = if failing == 0 { steps } else { failing + failing - 1 };
            assert_eq!(sent, 2 * asked + 2, "{model}, {failing}");
        }
    }
}

/// With messages of 10 ms and work of 40 ms everything asked for takes 60 ms. A saga is half done, as
/// far as its orchestrator knows, from the answer to the first step to the last answer.
#[test]
fn the_window_lasts_for_what_is_asked_after_the_first_step() {
    for (model, steps) in MODELS {
        for failing in 0..=steps {
            let sim = run(model, failing);
            let window = sim.records().iter().find_map(|record| match record.what {
                What::Measured { metric, value } if metric == u8::from(Metric::Window) => {
                    Some(value)
                }
                _ => None,
            });
            let asked = if failing == 0 { steps } else { failing + failing - 1 };
            // With nothing taken before the refusal there is nothing to be seen.
            let expected = (failing != 1).then(|| 60 * (asked as u32 - 1));
            assert_eq!(window, expected, "{model}, {failing}");
        }
    }
}
