//! What Raft's clients are told, under random faults: their history is linearizable, key by key,
//! and without a safeguard it is not always.

use faultline::check::history::of_run;
use faultline::check::linear::{Verdict, judge};
use faultline::check::model::Register;
use faultline::patterns::ALL;
use faultline::scenario::Scenario;
use faultline::search::hunt::{Hunt, Options};
use faultline::sim::history::Operation;
use faultline::sim::time::Time;

/// The histories of three clients on five servers that fail for five seconds.
fn histories(without: &str) -> impl Iterator<Item = Vec<Operation>> + use<> {
    let text = format!("faultline 1\npattern raft clients=3 request_every=60ms\n{without}");
    let scenario = Scenario::parse(&text, ALL).expect("the scenario is in order");
    let hunt = Hunt::new(scenario, 0..0, Options::default()).expect("the hunt is in order");
    (0..).map(move |seed| {
        let mut sim = hunt.scenario(seed).start().expect("the scenario is in order");
        sim.seek(Time(8_000_000)).expect("the run does not run away");
        sim.history().to_vec()
    })
}

fn linearizable(history: &[Operation]) -> bool {
    judge(&Register::default(), &of_run(history), u64::MAX) == Verdict::Linearizable
}

#[test]
fn what_clients_are_told_is_linearizable() {
    let mut answered = 0;
    for (seed, history) in histories("").take(300).enumerate() {
        answered += history.iter().filter(|it| it.answer.is_some()).count();
        assert!(linearizable(&history), "seed {seed}");
    }
    assert!(answered > 300 * 20, "only {answered} answers to judge");
}

#[test]
fn without_a_safeguard_clients_are_told_what_cannot_be() {
    for safeguard in ["majority", "up-to-date-check", "log-matching"] {
        let mut histories = histories(&format!("without {safeguard}")).take(1_000);
        let seed = histories.position(|history| !linearizable(&history));
        let seed = seed.unwrap_or_else(|| panic!("nothing is wrong without {safeguard}"));
        println!("without {safeguard}: seed {seed}");
    }
}
