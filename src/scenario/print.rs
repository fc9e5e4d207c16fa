//! Prints a scenario in its one canonical form.
//!
//! Header first, then what happens in order of time: parameters and safeguards in the order in
//! which the pattern declares them, defaults left out. At the same time actions come before
//! notes, because a note speaks of what has happened.

use std::fmt;

use super::{Note, Scenario, versions};
use crate::sim::action::{LinkChange, LinkSettings};
use crate::sim::ids::Names;
use crate::sim::order::by_key;
use crate::sim::time::Time;
use crate::sim::words;

impl fmt::Display for Scenario {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "faultline {}", versions::CURRENT)?;
        if !self.title.is_empty() {
            writeln!(f, "title {}", self.title)?;
        }
        write!(f, "pattern {}", self.pattern.info.id)?;
        for (key, value) in &self.setup.params {
            write!(f, " {key}={value}")?;
        }
        writeln!(f)?;
        if !self.setup.without.is_empty() {
            writeln!(f, "without {}", self.setup.without.join(" "))?;
        }
        let network = difference(&self.setup.network);
        if network != LinkChange::default() {
            writeln!(f, "network {}", words::write_change(&network))?;
        }
        writeln!(f, "seed {}", self.setup.seed)?;
        write_timed(f, self)?;
        writeln!(f, "until {}", self.until)
    }
}

fn write_timed(f: &mut fmt::Formatter<'_>, scenario: &Scenario) -> fmt::Result {
    // Parameters that make no sense together leave the nodes without names: "?" is printed.
    let names = scenario.names().unwrap_or_default();
    let actions = scenario.setup.actions.iter();
    let actions = actions.map(|it| (it.at, words::write(&it.action, &names)));
    let notes = scenario.notes.iter().map(|note| (note.at, write_note(note, &names)));
    let mut lines: Vec<(Time, String)> = actions.chain(notes).collect();
    by_key(&mut lines, |(at, _)| at.0);
    lines.iter().try_for_each(|(at, line)| writeln!(f, "at {at} {line}"))
}

fn write_note(note: &Note, names: &Names) -> String {
    let node = note.node.map_or("-", |id| names.of(id));
    format!("note {node} {}", note.text)
}

/// What of a network differs from the default.
fn difference(network: &LinkSettings) -> LinkChange {
    let default = LinkSettings::default();
    LinkChange {
        latency: (network.latency != default.latency).then_some(network.latency),
        loss: (network.loss != default.loss).then_some(network.loss),
        duplication: (network.duplication != default.duplication).then_some(network.duplication),
    }
}
