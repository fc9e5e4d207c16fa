//! What Raft's clients are told, under random faults: their history is linearizable, key by key,
//! and without a safeguard it is not always.

use crate::common::{self, seeds};
use faultline::check::history::of_run;
use faultline::check::linear::{Verdict, judge};
use faultline::check::model::Register;
use faultline::kernel::time::Time;
use faultline::kernel::verdicts::Breach;
use faultline::run::Sim;
use faultline::run::frame::Standing;
use faultline::search::random::{Options, RandomSearch};

/// The ends of runs: three clients on five servers that fail for five seconds.
fn runs(without: &str) -> impl Iterator<Item = Box<dyn Sim>> + use<> {
    let text = format!("faultline 1\npattern raft clients=3 request_every=60ms\n{without}");
    let scenario = common::scenario(&text);
    let hunt = RandomSearch::new(scenario, 0..0, Options::default()).expect("the hunt is in order");
    (0..).map(move |seed| {
        let mut sim = hunt.scenario(seed).start().expect("the scenario is in order");
        sim.seek(Time(8_000_000)).expect("the run does not run away");
        sim
    })
}

/// Judged as a whole, at the end.
fn linearizable(sim: &dyn Sim) -> bool {
    judge(&Register::default(), &of_run(sim.history()), u64::MAX) == Verdict::Linearizable
}

/// How the property stands, which was judged at every answer.
fn standing(sim: &dyn Sim) -> Standing {
    let mut properties = sim.frame().properties.into_iter();
    properties.find(|it| it.id == "linearizable").expect("Raft promises it").standing
}

#[test]
fn what_clients_are_told_is_linearizable() {
    let mut answered = 0;
    let tried = seeds(300) as usize;
    for (seed, sim) in runs("").take(tried).enumerate() {
        answered += sim.history().iter().filter(|it| it.answer.is_some()).count();
        assert!(linearizable(sim.as_ref()), "seed {seed}");
        assert_eq!(standing(sim.as_ref()), Standing::Holds, "seed {seed}");
    }
    assert!(answered > tried * 20, "only {answered} answers to judge");
}

#[test]
fn without_a_safeguard_clients_are_told_what_cannot_be() {
    for safeguard in ["majority", "up-to-date-check", "log-matching"] {
        let mut wrong = 0;
        for (seed, sim) in runs(&format!("without {safeguard}")).take(1_000).enumerate() {
            let broken = match standing(sim.as_ref()) {
                Standing::Broken(breach) => Some(breach),
                Standing::Holds | Standing::NotYet(_) | Standing::Stuck { .. } => None,
            };
            assert_eq!(broken.is_none(), linearizable(sim.as_ref()), "{safeguard}, seed {seed}");
            if let Some(Breach { why, blame, .. }) = broken {
                println!("without {safeguard}, seed {seed}: {why} {blame:?}");
                assert!(blame.is_sorted() && blame.len() > 1, "{blame:?}");
                wrong += 1;
            }
            if wrong == 3 {
                break;
            }
        }
        assert!(wrong > 0, "nothing is wrong without {safeguard}");
    }
}
