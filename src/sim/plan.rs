//! What stays the same while a run goes on: the pattern with its parameters, the nodes' names and
//! roles, and the actions to come.

use std::ops::Range;

use super::action::{Action, Timed};
use super::entry::names;
use super::ids::{Names, NodeId};
use super::narrate::Vocabulary;
use super::order::by_key;
use super::pattern::Pattern;

/// The constant part of a run.
#[derive(Clone, Debug)]
pub struct Plan<P: Pattern> {
    /// The pattern.
    pub pattern: P,
    /// The nodes' names.
    pub names: Names,
    /// The nodes' roles.
    pub roles: Vec<u8>,
    /// The nodes of each role, as a range of ids.
    pub ranges: Vec<Range<u16>>,
    /// The actions, in order of time.
    pub actions: Vec<Timed>,
    /// For each action that is an input: itself, read by the pattern.
    pub inputs: Vec<Option<P::Input>>,
    /// How many records the run may have.
    pub limit: u32,
}

/// A run of this many records takes 64 MB; what needs more has run away.
pub const RECORDS_MAX: u32 = 2_000_000;

impl<P: Pattern> Plan<P> {
    /// The plan of a run without actions.
    pub fn new(pattern: P) -> Plan<P> {
        let mut roles = Vec::new();
        let mut ranges = Vec::new();
        for (role, count) in pattern.topology().into_iter().enumerate() {
            let first = roles.len() as u16;
            ranges.push(first..first + count);
            roles.resize(roles.len() + usize::from(count), role as u8);
        }
        let names = names(&pattern);
        let (actions, inputs) = (Vec::new(), Vec::new());
        Plan { pattern, names, roles, ranges, actions, inputs, limit: RECORDS_MAX }
    }

    /// Takes these actions for the run's; the sentence says what is wrong with one of them.
    pub fn set_actions(&mut self, mut actions: Vec<Timed>) -> Result<(), String> {
        by_key(&mut actions, |timed| timed.at.0);
        self.inputs =
            actions.iter().map(|timed| self.read(&timed.action)).collect::<Result<_, _>>()?;
        self.actions = actions;
        Ok(())
    }

    /// Why a node's move is none that its diagram has; none if the diagram has it.
    pub fn undeclared(&self, id: NodeId, from: u8, to: u8) -> Option<String> {
        let diagram = &P::INFO.roles[usize::from(self.roles[id.index()])].diagram;
        if diagram.edges.iter().any(|edge| (edge.from, edge.to) == (from, to)) {
            return None;
        }
        let state = |state: u8| diagram.states[usize::from(state)].name;
        let (name, from, to) = (self.names.of(id), state(from), state(to));
        Some(format!("{name} went from {from} to {to}, which its diagram does not have"))
    }

    /// The words that records of this run are told with.
    pub fn vocabulary(&self) -> Vocabulary<'_> {
        Vocabulary { info: P::INFO, names: &self.names, roles: &self.roles }
    }

    fn read(&self, action: &Action) -> Result<Option<P::Input>, String> {
        if let Some(node) = nodes(action).into_iter().find(|node| node.index() >= self.roles.len())
        {
            return Err(format!(
                "there is no node {} in a cluster of {}",
                node.0,
                self.roles.len()
            ));
        }
        match action {
            Action::Input(_, text) => self.pattern.parse_input(text).map(Some),
            Action::Fire(_, timer) if !P::INFO.timers.iter().any(|kind| kind.name == *timer) => {
                Err(format!("there is no timer “{timer}” in {}", P::INFO.id))
            }
            _ => Ok(None),
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
