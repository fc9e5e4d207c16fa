//! What is done in one scenario, carried over to another: the same faults for another pattern, or
//! for the same one set up otherwise.
//!
//! A node stands for the one of its name; where the other pattern has none of that name, for the one
//! of the same number in the role that corresponds: the first role of those that fail to the first,
//! the second to the second, clients to clients. What has no counterpart is left out, and said.

use std::cell::RefCell;

use super::Scenario;
use super::edit::renamed;
use super::timed::check_input;
use kernel::action::{Action, Timed};
use kernel::ids::{Names, NodeId};
use pattern::declare::{Info, Role};
use run::words;

/// Which node of another scenario stands for each of one's own.
#[derive(Clone, Debug)]
pub struct Counterparts {
    from: Names,
    to: Names,
    places: Vec<Option<NodeId>>,
}

/// An action of another scenario's nodes, and those of one's own nodes that it leaves out.
#[derive(Clone, Debug, PartialEq)]
pub struct Carried {
    /// The action.
    pub action: Action,
    /// What it leaves out, in a sentence, if anything.
    pub lacks: Option<String>,
}

impl Counterparts {
    /// The counterparts of a scenario's nodes in another. The sentence says what is wrong with the
    /// parameters of one of them.
    pub fn between(from: &Scenario, to: &Scenario) -> Result<Counterparts, String> {
        let (ours, theirs) = (from.names()?, to.names()?);
        let roles = roles(from.pattern.info, to.pattern.info);
        let place = |name: &str| {
            let role = from.pattern.info.roles.iter().position(|it| name.starts_with(it.prefix))?;
            let role: &Role = roles[role]?;
            theirs.find(&format!("{}{}", role.prefix, name.get(1..)?))
        };
        let places = ours.0.iter().map(|name| place(name)).collect();
        Ok(Counterparts { places, from: ours, to: theirs })
    }

    /// The node that stands for another.
    pub fn of(&self, id: NodeId) -> Option<NodeId> {
        self.places.get(id.index()).copied().flatten()
    }

    /// An action as the other scenario has it. The sentence says why it has none like it.
    pub fn carry(
        &self,
        action: &Action,
        from: &Scenario,
        to: &Scenario,
    ) -> Result<Carried, String> {
        let refuse = |why: &str| {
            Err(format!("“{}” was not carried over: {why}", words::write(action, &self.from)))
        };
        let missing = RefCell::new(Vec::new());
        let find = |id: NodeId| {
            let found = self.of(id);
            let name = self.from.of(id).to_string();
            let mut missing = missing.borrow_mut();
            if found.is_none() && !missing.contains(&name) {
                missing.push(name);
            }
            found
        };
        let carried = renamed(action, &find);
        let missing = missing.into_inner().join(" ");
        let Some(carried) = carried else {
            return refuse(&format!("{missing} has no counterpart"));
        };
        match &carried {
            Action::Drop(_) | Action::Delay(..) | Action::Duplicate(_) | Action::Deliver(_)
                if from.pattern.info.id != to.pattern.info.id =>
            {
                return refuse("the other pattern has other messages");
            }
            Action::Input(node, text)
                if check_input(to.pattern, &to.setup, self.to.of(*node), text).is_err() =>
            {
                return refuse(&format!("{} does not take this input", self.to.of(*node)));
            }
            Action::Fire(_, kind) if to.pattern.info.timers.iter().all(|it| it.name != *kind) => {
                return refuse("the other pattern has no such timer");
            }
            // What is done to nodes and links can be done to any.
            _ => {}
        }
        let lacks = (!missing.is_empty()).then(|| {
            let words = words::write(action, &self.from);
            format!("“{words}” was carried over without {missing}, which has no counterpart")
        });
        Ok(Carried { action: carried, lacks })
    }
}

impl Scenario {
    /// Another scenario under the network, the seed and the actions of this one, for as long. The
    /// sentences say what of it has no counterpart there.
    pub fn same_faults(&self, mut other: Scenario) -> Result<(Scenario, Vec<String>), String> {
        other.setup.network = self.setup.network;
        other.setup.seed = self.setup.seed;
        other.setup.actions = Vec::new();
        other.notes = Vec::new();
        other.branches = Vec::new();
        other.goal = None;
        other.until = self.until;
        let counterparts = Counterparts::between(self, &other)?;
        let mut left = Vec::new();
        for Timed { at, action } in &self.setup.actions {
            match counterparts.carry(action, self, &other) {
                Ok(Carried { action, lacks }) => {
                    other.setup.actions.push(Timed { at: *at, action });
                    left.extend(lacks);
                }
                Err(sentence) => left.push(sentence),
            }
        }
        Ok((other, left))
    }
}

/// For each role of one pattern the one that corresponds in another.
fn roles(from: &'static Info, to: &'static Info) -> Vec<Option<&'static Role>> {
    let alike = |a: &Role, b: &Role| a.prefix == b.prefix && a.fails == b.fails;
    let same: Vec<Option<&Role>> =
        from.roles.iter().map(|role| to.roles.iter().find(|it| alike(role, it))).collect();
    let mut free: Vec<&Role> =
        to.roles.iter().filter(|it| !from.roles.iter().any(|role| alike(role, it))).collect();
    let next = |(role, same): (&Role, Option<&'static Role>)| {
        same.or_else(|| {
            let place = free.iter().position(|it| it.fails == role.fails)?;
            Some(free.remove(place))
        })
    };
    from.roles.iter().zip(same).map(next).collect()
}
