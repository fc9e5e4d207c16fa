//! Prints a scenario in its one canonical form.
//!
//! Header first, then what happens in order of time: parameters and safeguards in the order in
//! which the pattern declares them, defaults left out. At the same time actions come before
//! notes, because a note speaks of what has happened. Branches follow the trunk, each as its
//! difference to it.

use std::fmt;

use super::branch::{Branch, parting};
use super::end::implied_by;
use super::header::NOTHING;
use super::{Note, Scenario, versions};
use kernel::action::{LinkChange, LinkSettings, Timed};
use kernel::ids::Names;
use kernel::order::by_key;
use kernel::time::Time;
use run::words;

impl fmt::Display for Scenario {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "faultline {}", versions::CURRENT)?;
        if !self.title.is_empty() {
            writeln!(f, "title {}", self.title)?;
        }
        write_pattern(f, self)?;
        if !self.setup.without.is_empty() {
            writeln!(f, "without {}", self.setup.without.join(" "))?;
        }
        write_network(f, &self.setup.network, &LinkSettings::default())?;
        writeln!(f, "seed {}", self.setup.seed)?;
        write_timed(f, self, &self.setup.actions, &self.notes)?;
        writeln!(f, "until {}", self.end_in_words(&self.end()))?;
        self.branches.iter().try_for_each(|branch| write_branch(f, self, branch))
    }
}

/// Writes a branch's block: what it has instead of the trunk's.
fn write_branch(f: &mut fmt::Formatter<'_>, trunk: &Scenario, branch: &Branch) -> fmt::Result {
    let Branch { name, from, scenario } = branch;
    let (ours, theirs) = (&trunk.setup, &scenario.setup);
    writeln!(f, "branch {name} from {}", (*from).min(parting(trunk, scenario)))?;
    if !scenario.title.is_empty() {
        writeln!(f, "title {}", scenario.title)?;
    }
    let other_pattern = trunk.pattern.info.id != scenario.pattern.info.id;
    if other_pattern || ours.params != theirs.params {
        write_pattern(f, scenario)?;
    }
    let without: &[_] = if other_pattern { &[] } else { &ours.without };
    if theirs.without.is_empty() && !without.is_empty() {
        writeln!(f, "without {NOTHING}")?;
    } else if theirs.without != without {
        writeln!(f, "without {}", theirs.without.join(" "))?;
    }
    write_network(f, &theirs.network, &ours.network)?;
    if theirs.seed != ours.seed {
        writeln!(f, "seed {}", theirs.seed)?;
    }
    let (actions, notes) = trunk.own(branch);
    write_timed(f, scenario, actions, notes)?;
    let end = scenario.end();
    if end != implied_by(trunk, scenario) {
        writeln!(f, "until {}", scenario.end_in_words(&end))?;
    }
    Ok(())
}

fn write_pattern(f: &mut fmt::Formatter<'_>, scenario: &Scenario) -> fmt::Result {
    write!(f, "pattern {}", scenario.pattern.info.id)?;
    for (key, value) in &scenario.setup.params {
        write!(f, " {key}={value}")?;
    }
    writeln!(f)
}

/// Writes what of a network differs from what it would be without a line.
fn write_network(
    f: &mut fmt::Formatter<'_>,
    network: &LinkSettings,
    implied: &LinkSettings,
) -> fmt::Result {
    let change = LinkChange {
        latency: (network.latency != implied.latency).then_some(network.latency),
        loss: (network.loss != implied.loss).then_some(network.loss),
        duplication: (network.duplication != implied.duplication).then_some(network.duplication),
        order: (network.order != implied.order).then_some(network.order),
    };
    if change == LinkChange::default() {
        return Ok(());
    }
    writeln!(f, "network {}", words::write_change(&change))
}

fn write_timed(
    f: &mut fmt::Formatter<'_>,
    scenario: &Scenario,
    actions: &[Timed],
    notes: &[Note],
) -> fmt::Result {
    // Parameters that make no sense together leave the nodes without names: "?" is printed.
    let names = scenario.names().unwrap_or_default();
    let actions = actions.iter().map(|it| (it.at, words::write(&it.action, &names)));
    let notes = notes.iter().map(|note| (note.at, write_note(note, &names)));
    let mut lines: Vec<(Time, String)> = actions.chain(notes).collect();
    by_key(&mut lines, |(at, _)| at.0);
    lines.iter().try_for_each(|(at, line)| writeln!(f, "at {at} {line}"))
}

fn write_note(note: &Note, names: &Names) -> String {
    let node = note.node.map_or("-", |id| names.of(id));
    format!("note {node} {}", note.text)
}
