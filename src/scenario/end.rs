//! Where a run ends: at a time, or at the first moment at which a condition comes true.
//!
//! ```text
//! until 6s
//! until n0 is Leader or 10s
//! ```
//!
//! Reads and prints the line, and brings runs to their end.

use super::header::read_time;
use super::{Scenario, limits};
use kernel::ids::RecordId;
use kernel::time::{Span, Time};
use run::Sim;
use run::until;
use run::until::{Condition, Terms};
use run::watch::{Sight, Watch};
use run::words::{Mistake, Words};

/// Where a run ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct End {
    /// Here at the latest.
    pub until: Time,
    /// Before, with the instant in which this comes true.
    pub goal: Option<Condition>,
}

/// How a run came to its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// At its time, as the scenario has it.
    InTime,
    /// With what was awaited, which came true with this record.
    Reached(RecordId),
    /// At its time, and what was awaited had not come true.
    Missed,
}

/// How long a run goes on after the last thing done to it, where no line says when it ends.
const AFTERMATH: Span = Span::secs(5);

impl Scenario {
    /// Where its run ends.
    pub fn end(&self) -> End {
        End { until: self.until, goal: self.goal }
    }

    /// Reads where a run ends as typed into a form or after a flag: `n0 is Leader or 10s`. A
    /// condition without a limit has the scenario's.
    pub fn read_end(&self, text: &str) -> Result<End, Mistake> {
        let mut words = Words::of(text);
        let end = read(&mut words, self, self.until)?;
        words.end()?;
        Ok(end)
    }

    /// Lets its run end elsewhere.
    pub fn end_at(&mut self, end: End) {
        (self.until, self.goal) = (end.until, end.goal);
    }

    /// Where a run ends, in words: `n0 is Leader or 10s`.
    pub fn end_in_words(&self, end: &End) -> String {
        match &end.goal {
            None => end.until.to_string(),
            Some(goal) => format!("{} or {}", self.condition_in_words(goal), end.until),
        }
    }

    /// A condition in words: `n0 is Leader`.
    pub fn condition_in_words(&self, condition: &Condition) -> String {
        self.with_terms(|terms| until::write(condition, terms))
    }

    /// Calls a reader or writer of conditions with what they can name.
    fn with_terms<T>(&self, body: impl FnOnce(Terms) -> T) -> T {
        let names = self.names().unwrap_or_default();
        let properties: Vec<_> = (self.pattern.properties)().iter().map(|(id, _)| *id).collect();
        body(Terms { info: self.pattern.info, names: &names, properties: &properties })
    }
}

impl End {
    /// Moves a run that is at its start to its end. The sentence says why it was stopped before.
    pub fn reach(&self, sim: &mut dyn Sim) -> Result<Ending, String> {
        let Some(goal) = self.goal else {
            sim.seek(self.until)?;
            return Ok(Ending::InTime);
        };
        match Watch::from_start(goal, self.until).find(sim)? {
            Sight::True(record, at) => {
                sim.seek(at)?;
                Ok(Ending::Reached(record))
            }
            Sight::Never | Sight::NotYet => {
                sim.seek(self.until)?;
                Ok(Ending::Missed)
            }
        }
    }
}

/// Reads where a run ends: a time, or a condition with the time by which it must have come true.
pub(super) fn read(words: &mut Words, scenario: &Scenario, implied: Time) -> Result<End, Mistake> {
    let first = words.clone().word("a time, like 1.5s, or a condition, like n0 is Leader")?;
    if first.text.starts_with(|c: char| c.is_ascii_digit()) {
        return Ok(End { until: read_time(words.word("a time")?)?, goal: None });
    }
    let goal = Some(scenario.with_terms(|terms| until::parse(words, terms))?);
    if words.is_empty() {
        return Ok(End { until: implied, goal });
    }
    let or = words.word("or")?;
    if or.text != "or" {
        return Err(or.mistake("Expected or and a time here, like or 10s"));
    }
    let until = read_time(words.word("a time, like 10s")?)?;
    Ok(End { until, goal })
}

/// Where a trunk ends if it does not say: after the last thing done to it.
pub(super) fn implied(trunk: &Scenario) -> End {
    let until = trunk.until.max(trunk.last() + AFTERMATH).min(limits::UNTIL);
    End { until, goal: None }
}

/// Where a branch ends if it does not say: with the trunk, or after the last thing done to it.
/// What the trunk waits for means nothing among other nodes.
pub(super) fn implied_by(trunk: &Scenario, branch: &Scenario) -> End {
    let until = match branch.last() {
        last if last > trunk.until => (last + AFTERMATH).min(limits::UNTIL),
        _ => trunk.until,
    };
    let same_nodes = trunk.pattern.info.id == branch.pattern.info.id
        && trunk.setup.params == branch.setup.params;
    End { until, goal: trunk.goal.filter(|_| same_nodes) }
}
