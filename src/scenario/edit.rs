//! Changes to a scenario that keep it one that can be printed and read back.
//!
//! They are what gestures, forms and sliders do. Undo is not here: a scenario is small, and
//! whoever wants to go back keeps the one before.

use super::timed::check_input;
use super::{Note, Scenario, limits};
use kernel::action::{Action, Link, Timed};
use kernel::ids::{MessageId, Names, NodeId};
use kernel::order::by_key;
use kernel::time::Time;
use run::until::Condition;
use run::words;
use run::words::{Lexicon, Mistake, Words};

impl Scenario {
    /// Reads an action as typed into a form: `partition n0 n1 | n2 n3 n4`.
    pub fn read_action(&self, text: &str) -> Result<Action, Mistake> {
        let names = self.names().map_err(|message| Mistake { at: 0, message })?;
        let check_input =
            |node, text: &str| check_input(self.pattern, &self.setup, names.of(node), text);
        let timers = self.pattern.info.timers;
        let lexicon = Lexicon { names: &names, timers, check_input: &check_input };
        words::parse(&mut Words::of(text), &lexicon)
    }

    /// Adds an action, after all others of its time. A run that ended earlier ends there now.
    pub fn act(&mut self, at: Time, action: Action) -> Result<(), String> {
        within_limits(at, self.listed().0, limits::ACTIONS, "actions")?;
        let place = self.setup.actions.partition_point(|timed| timed.at <= at);
        self.setup.actions.insert(place, Timed { at, action });
        self.until = self.until.max(at);
        Ok(())
    }

    /// Moves an action, by its place in the list, to another time, after all others of that time.
    pub fn retime(&mut self, index: usize, at: Time) -> Result<(), String> {
        within_limits(at, 0, 1, "actions")?;
        // Otherwise the list was changed under the pointer: nothing is where it pointed.
        if index < self.setup.actions.len() {
            let Timed { action, .. } = self.setup.actions.remove(index);
            self.act(at, action)?;
        }
        Ok(())
    }

    /// Pins words to a moment, after all others of its time.
    pub fn note(&mut self, at: Time, node: Option<NodeId>, text: &str) -> Result<(), String> {
        within_limits(at, self.listed().1, limits::NOTES, "notes")?;
        let text = words::plain(text, limits::NOTE_CHARS)?;
        if text.is_empty() {
            return Err("A note needs words".into());
        }
        let place = self.notes.partition_point(|note| note.at <= at);
        self.notes.insert(place, Note { at, node, text });
        self.until = self.until.max(at);
        Ok(())
    }

    /// Gives it another title, or none.
    pub fn retitle(&mut self, text: &str) -> Result<(), String> {
        self.title = words::plain(text, limits::TITLE_CHARS)?;
        Ok(())
    }

    /// Sets a parameter. Where it changes which nodes there are, actions and notes follow their
    /// nodes' names; how many had to go because their nodes did is returned.
    pub fn set_param(&mut self, key: &str, value: &str) -> Result<usize, String> {
        let known = (self.pattern.params)();
        let param = known.iter().find(|param| param.key == key);
        let param = param.ok_or_else(|| format!("There is no parameter “{key}”"))?;
        let value = param.kind.parse(value)?;
        let mut changed = self.clone();
        let params = &mut changed.setup.params;
        params.retain(|(other, _)| *other != key);
        if value != param.default {
            params.push((param.key, value));
        }
        by_key(params, |(key, _)| place(&known, |param| param.key == *key));
        let (before, after) = (self.names()?, changed.names()?);
        let gone = changed.follow(&before, &after);
        *self = changed;
        Ok(gone)
    }

    /// Switches a safeguard.
    pub fn set_safeguard(&mut self, id: &str, on: bool) -> Result<(), String> {
        let known = (self.pattern.safeguards)();
        let guard = known.iter().find(|guard| guard.id == id);
        let guard = guard.ok_or_else(|| format!("There is no safeguard “{id}”"))?;
        let mut setup = self.setup.clone();
        setup.without.retain(|other| *other != id);
        if !on {
            setup.without.push(guard.id);
        }
        by_key(&mut setup.without, |id| place(&known, |guard| guard.id == *id));
        (self.pattern.names)(&setup)?;
        self.setup = setup;
        Ok(())
    }

    /// Renames the nodes of all actions and notes; what is left without a node goes.
    fn follow(&mut self, before: &Names, after: &Names) -> usize {
        let to = |id: NodeId| after.find(before.of(id));
        let count = self.setup.actions.len() + self.notes.len();
        let setup = self.setup.clone();
        let takes = |action: &Action| match action {
            Action::Input(node, text) => {
                check_input(self.pattern, &setup, after.of(*node), text).is_ok()
            }
            _ => true,
        };
        self.setup.actions.retain_mut(|timed| match renamed(&timed.action, &to) {
            Some(action) if takes(&action) => {
                timed.action = action;
                true
            }
            _ => false,
        });
        self.notes.retain_mut(|note| match note.node.map(to) {
            // Its node is gone.
            Some(None) => false,
            Some(node) => {
                note.node = node;
                true
            }
            // It never had one.
            None => true,
        });
        self.goal = self.goal.and_then(|goal| renamed_goal(goal, &to));
        count - self.setup.actions.len() - self.notes.len()
    }
}

fn within_limits(at: Time, count: usize, limit: usize, what: &str) -> Result<(), String> {
    if at > limits::UNTIL {
        return Err(format!("A run is at most {} long", limits::UNTIL));
    }
    if count >= limit {
        return Err(format!("A scenario has at most {limit} {what}"));
    }
    Ok(())
}

/// The condition with its node renamed; none if the node is gone.
fn renamed_goal(goal: Condition, to: &dyn Fn(NodeId) -> Option<NodeId>) -> Option<Condition> {
    let node = |id: Option<NodeId>| match id {
        None => Some(None),
        Some(id) => to(id).map(Some),
    };
    Some(match goal {
        Condition::Enters(id, state) => Condition::Enters(node(id)?, state),
        Condition::Sends(id, kind) => Condition::Sends(node(id)?, kind),
        Condition::Gets(id, kind) => Condition::Gets(node(id)?, kind),
        Condition::Answered(id) => Condition::Answered(node(id)?),
        Condition::Breaks(property) => Condition::Breaks(property),
    })
}

/// The action with its nodes renamed; none if nothing of it is left.
pub(super) fn renamed(action: &Action, to: &dyn Fn(NodeId) -> Option<NodeId>) -> Option<Action> {
    let nodes = |nodes: &[NodeId]| -> Option<Vec<NodeId>> {
        let kept: Vec<NodeId> = nodes.iter().filter_map(|id| to(*id)).collect();
        (!kept.is_empty()).then_some(kept)
    };
    let link = |it: &mut Link| -> Option<()> {
        *it = Link { from: to(it.from)?, to: to(it.to)?, ..*it };
        Some(())
    };
    let mut action = action.clone();
    if let Some(list) = action.nodes_mut() {
        *list = nodes(list)?;
        return Some(action);
    }
    match &mut action {
        Action::Partition(groups) => {
            *groups = groups.iter().filter_map(|group| nodes(group)).collect();
            (groups.len() > 1).then_some(())?;
        }
        // Heals everything, whoever there is.
        Action::Heal(links) if links.is_empty() => {}
        Action::Cut(links) | Action::Heal(links) => {
            links.retain_mut(|it| link(it).is_some());
            (!links.is_empty()).then_some(())?;
        }
        Action::Shape(it, _) => link(it)?,
        Action::Drop(id) | Action::Delay(id, _) | Action::Duplicate(id) | Action::Deliver(id) => {
            *id = MessageId { from: to(id.from)?, to: to(id.to)?, ..*id };
        }
        Action::Input(node, _) | Action::Clock(node, _) | Action::Fire(node, _) => {
            *node = to(*node)?;
        }
        // Lists of nodes, which were renamed above.
        Action::Crash(_)
        | Action::Restart(_)
        | Action::Pause(_)
        | Action::Resume(_)
        | Action::Slow(..)
        | Action::Wipe(_)
        | Action::Clog(_)
        | Action::Unclog(_)
        | Action::Swizzle(..) => {}
    }
    Some(action)
}

/// The place of a declaration among those of its kind, to sort by.
fn place<T>(known: &[T], is: impl Fn(&T) -> bool) -> u64 {
    known.iter().position(is).unwrap_or(known.len()) as u64
}
