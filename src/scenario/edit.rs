//! Changes to a scenario that keep it one that can be printed and read back.
//!
//! They are what gestures, forms and sliders do. Undo is not here: a scenario is small, and
//! whoever wants to go back keeps the one before.

use super::timed::check_input;
use super::{Note, Scenario, limits};
use crate::sim::action::{Action, Link, Timed};
use crate::sim::ids::{MessageId, Names, NodeId};
use crate::sim::order::by_key;
use crate::sim::time::Time;
use crate::sim::until::Condition;
use crate::sim::words::{self, Lexicon, Mistake, Words};

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
fn renamed(action: &Action, to: &dyn Fn(NodeId) -> Option<NodeId>) -> Option<Action> {
    let nodes =
        |nodes: &[NodeId]| -> Vec<NodeId> { nodes.iter().filter_map(|id| to(*id)).collect() };
    let some = |list: Vec<NodeId>| (!list.is_empty()).then_some(list);
    let link = |link: Link| Some(Link { from: to(link.from)?, to: to(link.to)?, ..link });
    let links = |links: &[Link]| {
        let kept: Vec<Link> = links.iter().filter_map(|it| link(*it)).collect();
        (!kept.is_empty()).then_some(kept)
    };
    let message = |id: MessageId| Some(MessageId { from: to(id.from)?, to: to(id.to)?, ..id });
    Some(match action {
        Action::Crash(list) => Action::Crash(some(nodes(list))?),
        Action::Restart(list) => Action::Restart(some(nodes(list))?),
        Action::Pause(list) => Action::Pause(some(nodes(list))?),
        Action::Resume(list) => Action::Resume(some(nodes(list))?),
        Action::Partition(groups) => {
            let groups: Vec<_> = groups.iter().filter_map(|group| some(nodes(group))).collect();
            (groups.len() > 1).then_some(Action::Partition(groups))?
        }
        Action::Cut(list) => Action::Cut(links(list)?),
        // Heals everything, whoever there is.
        Action::Heal(list) if list.is_empty() => Action::Heal(Vec::new()),
        Action::Heal(list) => Action::Heal(links(list)?),
        Action::Shape(it, change) => Action::Shape(link(*it)?, *change),
        Action::Drop(id) => Action::Drop(message(*id)?),
        Action::Delay(id, by) => Action::Delay(message(*id)?, *by),
        Action::Input(node, text) => Action::Input(to(*node)?, text.clone()),
        Action::Slow(list, by) => Action::Slow(some(nodes(list))?, *by),
        Action::Clock(node, change) => Action::Clock(to(*node)?, *change),
        Action::Wipe(list) => Action::Wipe(some(nodes(list))?),
        Action::Duplicate(id) => Action::Duplicate(message(*id)?),
        Action::Deliver(id) => Action::Deliver(message(*id)?),
        Action::Fire(node, timer) => Action::Fire(to(*node)?, timer),
        Action::Clog(list) => Action::Clog(some(nodes(list))?),
        Action::Unclog(list) => Action::Unclog(some(nodes(list))?),
        Action::Swizzle(list, over) => Action::Swizzle(some(nodes(list))?, *over),
    })
}

/// The place of a declaration among those of its kind, to sort by.
fn place<T>(known: &[T], is: impl Fn(&T) -> bool) -> u64 {
    known.iter().position(is).unwrap_or(known.len()) as u64
}
