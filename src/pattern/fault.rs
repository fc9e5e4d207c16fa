//! The kinds of fault that there are, by name: what a pattern says it survives, and what a search
//! may try. How often and on whom is for the search to decide.

use std::fmt;
use std::str::FromStr;

/// A kind of fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Fault {
    /// Nodes crash, and boot again from their disks.
    Crash,
    /// Nodes handle nothing for a while, and go on with what has piled up.
    Pause,
    /// The nodes fall into groups that cannot reach each other.
    Partition,
    /// Single links carry nothing, often in one direction only.
    Cut,
    /// Single links lose messages.
    Loss,
    /// Single links deliver messages twice.
    Duplication,
    /// Single links are slow, and messages overtake each other.
    Delay,
    /// No fault, but at the worst moment: one of the pattern's own inputs.
    Input,
    /// Nodes take long for every event.
    Slow,
    /// Clocks are off, and go too fast or too slowly.
    Clock,
    /// What is sent by nodes and to them is held up, and handed over later, all at once.
    Clog,
    /// Timers expire at once: a clock that jumps, or a process that comes back from a pause.
    Timer,
    /// Nodes lose their disks, and with them all that they promised to keep.
    Wipe,
}

impl Fault {
    /// All kinds.
    pub const ALL: &[Fault] = &[
        Fault::Crash,
        Fault::Pause,
        Fault::Partition,
        Fault::Cut,
        Fault::Loss,
        Fault::Duplication,
        Fault::Delay,
        Fault::Input,
        Fault::Slow,
        Fault::Clock,
        Fault::Clog,
        Fault::Timer,
        Fault::Wipe,
    ];

    /// All kinds but the loss of disks: what protocols for machines that crash and recover are
    /// built to survive.
    pub const SPARING_DISKS: &[Fault] = match Fault::ALL {
        [sparing @ .., Fault::Wipe] => sparing,
        _ => panic!("the loss of disks is the last kind"),
    };

    /// Its name on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Fault::Crash => "crash",
            Fault::Pause => "pause",
            Fault::Partition => "partition",
            Fault::Cut => "cut",
            Fault::Loss => "loss",
            Fault::Duplication => "duplication",
            Fault::Delay => "delay",
            Fault::Input => "input",
            Fault::Slow => "slow",
            Fault::Clock => "clock",
            Fault::Clog => "clog",
            Fault::Timer => "timer",
            Fault::Wipe => "wipe",
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Fault {
    type Err = String;
    fn from_str(text: &str) -> Result<Fault, String> {
        let found = Fault::ALL.iter().copied().find(|fault| fault.name() == text);
        found.ok_or_else(|| {
            let names: Vec<_> = Fault::ALL.iter().map(|fault| fault.name()).collect();
            format!("“{text}” is no kind of fault; there are {}", names.join(", "))
        })
    }
}
