//! Runs to export: given as text, or hunted under faults drawn from a seed.

use faultline::catalogue::ALL;
use faultline::export::{Excerpt, FORMATS};
use faultline::kernel::time::Time;
use faultline::run::Sim;
use faultline::scenario::Scenario;
use faultline::search::random::{Options, RandomSearch};

/// A scenario and its run, up to the scenario's end.
pub struct Played {
    pub scenario: Scenario,
    pub sim: Box<dyn Sim>,
}

impl Played {
    pub fn of(text: &str) -> Played {
        Played::up_to(Scenario::parse(text, ALL).expect("a scenario"), None)
    }

    /// A schedule of faults drawn from a seed, with clients at work; its first seconds.
    pub fn hunted(seed: u64, seconds: u64) -> Played {
        let base = "faultline 1\npattern raft nodes=3 clients=2 request_every=100ms\n";
        let base = Scenario::parse(base, ALL).expect("a scenario");
        let hunt = RandomSearch::new(base, 0..1, Options::default()).expect("a hunt");
        Played::up_to(hunt.scenario(seed), Some(Time(seconds * 1_000_000)))
    }

    fn up_to(scenario: Scenario, until: Option<Time>) -> Played {
        let mut sim = scenario.start().expect("it starts");
        sim.seek(until.unwrap_or(scenario.until)).expect("it is short");
        Played { scenario, sim }
    }

    pub fn excerpt(&mut self, from: Time) -> Excerpt<'_> {
        Excerpt::new(self.sim.as_mut(), &self.scenario, from)
    }

    /// The run in a format.
    pub fn export(&mut self, format: &str, from: Time) -> String {
        let format = FORMATS.iter().find(|it| it.id == format).expect("a format");
        let mut out = Vec::new();
        (format.write)(&mut self.excerpt(from), &mut out).expect("memory can be written");
        String::from_utf8(out).expect("text")
    }
}
