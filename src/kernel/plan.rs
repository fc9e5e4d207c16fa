//! What stays the same while a run goes on: what the protocol calls its parts, the nodes' names and
//! roles, and the actions to come.

use std::ops::Range;
use std::sync::Arc;

use crate::action::{Action, Timed};
use crate::ids::{Names, NodeId};
use crate::narrate::{Terms, Vocabulary};
use crate::order::by_key;

/// The constant part of a run.
#[derive(Clone, Debug)]
pub struct Plan {
    /// What the protocol calls its parts.
    pub vocabulary: Arc<Vocabulary>,
    /// Its properties, in its order.
    pub properties: Vec<Heading>,
    /// The nodes' names.
    pub names: Names,
    /// The nodes' roles.
    pub roles: Vec<u8>,
    /// The nodes of each role, as a range of ids.
    pub ranges: Vec<Range<u16>>,
    /// The actions, in order of time.
    pub actions: Vec<Timed>,
    /// How many records the run may have.
    pub limit: u32,
}

/// A property without its check.
#[derive(Clone, Copy, Debug)]
pub struct Heading {
    /// Its id.
    pub id: &'static str,
    /// The property as a sentence.
    pub name: &'static str,
    /// Its paper and section.
    pub source: &'static str,
    /// Why the protocol does not guarantee it, if that is so.
    pub limit: Option<&'static str>,
}

/// A run of this many records takes 64 MB; what needs more has run away.
pub const RECORDS_MAX: u32 = 2_000_000;

impl Plan {
    /// The plan of a run without actions, for so many nodes of each role.
    pub fn new(
        vocabulary: Vocabulary,
        properties: Vec<Heading>,
        names: Names,
        counts: &[u16],
    ) -> Plan {
        let mut roles = Vec::new();
        let mut ranges = Vec::new();
        for (role, count) in counts.iter().enumerate() {
            let first = roles.len() as u16;
            ranges.push(first..first + count);
            roles.resize(roles.len() + usize::from(*count), role as u8);
        }
        let (vocabulary, actions) = (Arc::new(vocabulary), Vec::new());
        Plan { vocabulary, properties, names, roles, ranges, actions, limit: RECORDS_MAX }
    }

    /// Takes these actions for the run's; the sentence says what is wrong with one of them.
    pub fn set_actions(
        &mut self,
        mut actions: Vec<Timed>,
        check_input: &dyn Fn(&str) -> Result<(), String>,
    ) -> Result<(), String> {
        by_key(&mut actions, |timed| timed.at.0);
        for timed in &actions {
            self.check(&timed.action, check_input)?;
        }
        self.actions = actions;
        Ok(())
    }

    /// Why a node's move is none that its role declares; none if it is declared.
    pub fn undeclared(&self, id: NodeId, from: u8, to: u8) -> Option<String> {
        let machine = &self.vocabulary.machines[usize::from(self.roles[id.index()])];
        if machine.moves.contains(&(from, to)) {
            return None;
        }
        let state = |state: u8| machine.states[usize::from(state)];
        let (name, from, to) = (self.names.of(id), state(from), state(to));
        Some(format!("{name} went from {from} to {to}, which its diagram does not have"))
    }

    /// What records of this run are put into words with.
    pub fn words(&self) -> Terms<'_> {
        Terms { vocabulary: &self.vocabulary, names: &self.names, roles: &self.roles }
    }

    fn check(
        &self,
        action: &Action,
        check_input: &dyn Fn(&str) -> Result<(), String>,
    ) -> Result<(), String> {
        let count = self.roles.len();
        if let Some(node) = nodes(action).into_iter().find(|node| node.index() >= count) {
            return Err(format!("there is no node {} in a cluster of {count}", node.0));
        }
        match action {
            Action::Input(_, text) => check_input(text),
            Action::Fire(_, timer) if !self.vocabulary.timers.contains(timer) => {
                Err(format!("there is no timer “{timer}” in {}", self.vocabulary.protocol))
            }
            _ => Ok(()),
        }
    }
}

/// Every node that an action names.
pub fn nodes(action: &Action) -> Vec<NodeId> {
    match action {
        Action::Crash(nodes)
        | Action::Restart(nodes)
        | Action::Pause(nodes)
        | Action::Resume(nodes)
        | Action::Slow(nodes, _)
        | Action::Wipe(nodes)
        | Action::Clog(nodes)
        | Action::Unclog(nodes)
        | Action::Swizzle(nodes, _) => nodes.clone(),
        Action::Partition(groups) => groups.concat(),
        Action::Cut(links) | Action::Heal(links) => {
            links.iter().flat_map(|link| [link.from, link.to]).collect()
        }
        Action::Shape(link, _) => vec![link.from, link.to],
        Action::Drop(id) | Action::Delay(id, _) | Action::Duplicate(id) | Action::Deliver(id) => {
            vec![id.from, id.to]
        }
        Action::Input(node, _) | Action::Clock(node, _) | Action::Fire(node, _) => vec![*node],
    }
}
