//! What an exhaustive exploration is asked, and what it answers, without a pattern's types. The
//! exploring itself is elsewhere, and native only; an entry of the list of patterns has a pointer
//! to it.

use crate::entry::Setup;
use kernel::time::Time;

/// Explores every course that a setup's inputs and a budget allow; the function is told of every
/// level. The sentence says what is wrong with the setup.
pub type Explore = fn(&Setup, &Question, &mut dyn FnMut(Progress)) -> Result<Answer, String>;

/// What is explored, and how far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Question {
    /// How much may happen by itself.
    pub budget: Budget,
    /// Where to stop.
    pub bounds: Bounds,
    /// The property that is looked at, by id; all that are promised if none is named.
    pub only: Option<&'static str>,
}

/// How often what nobody asks for may happen, at most, on one course. With timers bounded there is
/// an end to what can happen, and all of it can be explored.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Budget {
    /// Timers that expire; any number if it is not said.
    pub timers: Option<u32>,
    /// Nodes that crash. They may restart at any time, which costs nothing.
    pub crashes: u32,
    /// Messages that are lost, other than by reaching a node that is down.
    pub drops: u32,
    /// Messages that arrive twice.
    pub duplicates: u32,
}

/// Where an exploration stops if nothing else stops it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bounds {
    /// How many steps away from the states to begin with.
    pub steps: u32,
    /// How many distinct states. It stops at the end of the batch that passes it.
    pub states: u64,
    /// How many threads; 0 is taken for 1.
    pub threads: usize,
}

impl Default for Bounds {
    fn default() -> Bounds {
        Bounds { steps: u32::MAX, states: u64::from(u32::MAX) / 2, threads: 1 }
    }
}

/// How far an exploration has come. The counts are those of TLC.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// How many different states were found.
    pub distinct: u64,
    /// The states to begin with and every successor of every state, whether new or not.
    pub generated: u64,
    /// How many levels of states there are, the first being those to begin with.
    pub depth: u32,
    /// How many states are on the last level, yet to be expanded.
    pub waiting: u64,
    /// How many bytes hold what is remembered of all states; those that wait come on top.
    pub bytes: u64,
}

/// What came of an exploration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// How far it came.
    pub progress: Progress,
    /// One in how many explorations of so many states misses one by chance, at worst.
    pub odds: u64,
    /// Why it ended.
    pub verdict: Verdict,
}

/// Why an exploration ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// There are no more states, and no promise is broken in any.
    Exhausted,
    /// No promise is broken within the bound of steps; there are more states beyond.
    Steps,
    /// There are more states than the bound allows; no promise is broken in those looked at.
    States,
    /// A promise is broken.
    Broken(Box<Violation>),
}

/// A shortest course to a broken promise, as a run that anybody can watch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation {
    /// The property's id.
    pub property: &'static str,
    /// Why it is broken, in a sentence.
    pub why: String,
    /// The run: each step is an action, in a network that would take longer than all of them.
    pub setup: Setup,
    /// Its end.
    pub until: Time,
    /// Whether the kernel, run with that setup, came to the same violation by the same steps.
    pub confirmed: bool,
}
