//! The circuit breaker as a state machine: it is asked before a call, and told afterwards how the call
//! went. Time is an argument; it knows no clock, no message and no thread.
//!
//! After M. Nygard, *Release It!* (2007, 2018), with the generations of Sony's gobreaker: every change
//! of state begins a new generation, and a result counts only in the generation in which its call was
//! let through. The rate over a window, slow calls included, is resilience4j's.

use super::window::{Outcome, Window};
use kernel::action::Ppm;
use kernel::time::{Span, Time};

/// When a circuit opens and closes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Config {
    /// What opens it.
    pub trip: Trip,
    /// How often a closed circuit forgets what it has counted; never if zero.
    pub interval: Span,
    /// How long it stays open before it lets probes through.
    pub reset: Span,
    /// How many calls a half-open circuit lets through; that many successes close it.
    pub probes: u32,
    /// Whether a half-open circuit counts the calls that it lets through.
    pub probe_limit: bool,
    /// Whether results of earlier generations are ignored.
    pub generations: bool,
}

/// What opens a closed circuit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trip {
    /// So many failures in a row; a slow call is a failure.
    Consecutive(u32),
    /// At least this share of failures among at least so many calls since the counts began.
    Ratio(u32, Ppm),
    /// At least this share of failures, or of slow calls, among the last so many calls.
    Window(u16, Ppm),
}

/// A circuit breaker.
#[derive(Clone, Debug, Hash)]
pub struct Breaker {
    state: State,
    /// The number of the generation.
    generation: u32,
    counts: Counts,
    window: Window,
    /// When the state or the counts expire, if they do.
    expiry: Option<Time>,
}

/// The state of a circuit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum State {
    /// Calls pass.
    Closed,
    /// Calls fail without being made.
    Open,
    /// Some calls pass, to find out whether the dependency is well again.
    HalfOpen,
}

/// What was counted in a generation.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Counts {
    /// Calls let through.
    pub requests: u32,
    /// Calls that succeeded.
    pub successes: u32,
    /// Calls that failed, or were slow.
    pub failures: u32,
    /// Successes since the last failure.
    pub consecutive_successes: u32,
    /// Failures since the last success.
    pub consecutive_failures: u32,
}

/// The leave to make a call: the generation in which it was given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Permit {
    /// That generation.
    pub generation: u32,
}

/// Why a call may not be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Refusal {
    /// The circuit is open.
    Open,
    /// It is half-open, and enough probes are under way or done.
    TooManyProbes,
}

impl Breaker {
    /// A closed circuit.
    pub fn new(config: &Config, now: Time) -> Breaker {
        let size = match config.trip {
            Trip::Window(size, _) => size,
            Trip::Consecutive(_) | Trip::Ratio(..) => 1,
        };
        let mut breaker = Breaker {
            state: State::Closed,
            generation: 0,
            counts: Counts::default(),
            window: Window::new(size),
            expiry: None,
        };
        breaker.begin(config, now);
        breaker
    }

    /// The state at a time: an open circuit is half-open once its time is up.
    pub fn state(&mut self, config: &Config, now: Time) -> State {
        if self.expiry.is_some_and(|expiry| expiry < now) {
            match self.state {
                State::Closed => self.begin(config, now),
                State::Open => self.enter(config, State::HalfOpen, now),
                // It ends by results alone.
                State::HalfOpen => {}
            }
        }
        self.state
    }

    /// Asks for leave to make a call.
    pub fn ask(&mut self, config: &Config, now: Time) -> Result<Permit, Refusal> {
        match self.state(config, now) {
            State::Open => return Err(Refusal::Open),
            State::HalfOpen if config.probe_limit && self.counts.requests >= config.probes => {
                return Err(Refusal::TooManyProbes);
            }
            State::HalfOpen | State::Closed => {}
        }
        self.counts.requests += 1;
        Ok(Permit { generation: self.generation })
    }

    /// Says how a call went that was let through. True if that was taken into account.
    pub fn report(&mut self, config: &Config, permit: Permit, outcome: Outcome, now: Time) -> bool {
        let state = self.state(config, now);
        if config.generations && permit.generation != self.generation {
            return false;
        }
        match (state, outcome) {
            // Only without generations: whoever was let through before it opened.
            (State::Open, _) => return false,
            (State::Closed | State::HalfOpen, Outcome::Success) => self.counts.succeed(),
            (State::Closed | State::HalfOpen, Outcome::Slow | Outcome::Failure) => {
                self.counts.fail();
            }
        }
        match state {
            State::Closed => {
                self.window.record(outcome);
                if self.trips(config) {
                    self.enter(config, State::Open, now);
                }
            }
            State::HalfOpen if outcome != Outcome::Success => {
                self.enter(config, State::Open, now);
            }
            State::HalfOpen if self.counts.consecutive_successes >= config.probes => {
                self.enter(config, State::Closed, now);
            }
            State::HalfOpen | State::Open => {}
        }
        true
    }

    /// The number of its generation.
    pub fn generation(&self) -> u32 {
        self.generation
    }

    /// The state it was left in when it was last asked or told something.
    pub fn last_state(&self) -> State {
        self.state
    }

    /// What was counted in this generation.
    pub fn counts(&self) -> Counts {
        self.counts
    }

    /// The last results, for policies that look at them.
    pub fn window(&self) -> &Window {
        &self.window
    }

    /// When it will have been open for long enough, while it is open.
    pub fn half_open_at(&self) -> Option<Time> {
        // It is open up to and including its expiry.
        self.expiry.filter(|_| self.state == State::Open).map(|expiry| expiry + Span(1))
    }

    fn trips(&self, config: &Config) -> bool {
        let Counts { requests, failures, consecutive_failures, .. } = self.counts;
        match config.trip {
            Trip::Consecutive(most) => consecutive_failures >= most,
            Trip::Ratio(least, share) => {
                let failed = u64::from(failures) * u64::from(Ppm::ONE.0);
                requests >= least && failed >= u64::from(requests) * u64::from(share.0)
            }
            Trip::Window(size, share) => {
                let reached = |outcome| self.window.share(outcome, size) >= Some(share);
                reached(Outcome::Failure) || reached(Outcome::Slow)
            }
        }
    }

    fn enter(&mut self, config: &Config, state: State, now: Time) {
        self.state = state;
        self.begin(config, now);
    }

    /// A generation begins.
    fn begin(&mut self, config: &Config, now: Time) {
        self.generation += 1;
        self.counts = Counts::default();
        self.window.clear();
        self.expiry = match self.state {
            State::Closed => (config.interval > Span::ZERO).then(|| now + config.interval),
            State::Open => Some(now + config.reset),
            State::HalfOpen => None,
        };
    }
}

impl Counts {
    fn succeed(&mut self) {
        self.successes += 1;
        self.consecutive_successes += 1;
        self.consecutive_failures = 0;
    }

    fn fail(&mut self) {
        self.failures += 1;
        self.consecutive_failures += 1;
        self.consecutive_successes = 0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CONFIG: Config = Config {
        trip: Trip::Consecutive(2),
        interval: Span::ZERO,
        reset: Span::secs(1),
        probes: 2,
        probe_limit: true,
        generations: true,
    };

    /// A breaker that opened at time zero, and the permit of a call that is still under way.
    fn opened() -> (Breaker, Permit) {
        let mut breaker = Breaker::new(&CONFIG, Time::ZERO);
        let permits: Vec<Permit> =
            (0..3).filter_map(|_| breaker.ask(&CONFIG, Time::ZERO).ok()).collect();
        for permit in &permits[..2] {
            assert!(breaker.report(&CONFIG, *permit, Outcome::Failure, Time::ZERO));
        }
        assert_eq!(breaker.last_state(), State::Open);
        (breaker, permits[2])
    }

    #[test]
    fn an_open_circuit_lets_probes_through_when_its_time_is_up() {
        let (mut breaker, _) = opened();
        assert_eq!(breaker.ask(&CONFIG, Time(1_000_000)), Err(Refusal::Open));
        let first = breaker.ask(&CONFIG, Time(1_000_001)).expect("a probe");
        let second = breaker.ask(&CONFIG, Time(1_000_001)).expect("a probe");
        assert_eq!(breaker.ask(&CONFIG, Time(1_000_001)), Err(Refusal::TooManyProbes));
        assert!(breaker.report(&CONFIG, first, Outcome::Success, Time(1_100_000)));
        assert_eq!(breaker.last_state(), State::HalfOpen);
        assert!(breaker.report(&CONFIG, second, Outcome::Success, Time(1_100_000)));
        assert_eq!(breaker.last_state(), State::Closed);
    }

    #[test]
    fn a_slow_probe_opens_the_circuit_again() {
        let (mut breaker, _) = opened();
        let probe = breaker.ask(&CONFIG, Time(1_000_001)).expect("a probe");
        assert!(breaker.report(&CONFIG, probe, Outcome::Slow, Time(1_500_000)));
        assert_eq!(breaker.half_open_at(), Some(Time(2_500_001)));
    }

    #[test]
    fn a_result_from_before_the_opening_decides_nothing_unless_generations_are_off() {
        let (mut breaker, stale) = opened();
        assert_eq!(breaker.state(&CONFIG, Time(1_000_001)), State::HalfOpen);
        let mut careless = breaker.clone();
        assert!(!breaker.report(&CONFIG, stale, Outcome::Failure, Time(1_000_002)));
        assert_eq!(breaker.last_state(), State::HalfOpen);
        let config = Config { generations: false, ..CONFIG };
        assert!(careless.report(&config, stale, Outcome::Failure, Time(1_000_002)));
        assert_eq!(careless.last_state(), State::Open);
    }
}
