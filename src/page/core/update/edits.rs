//! Edits of one pane or of both, and the way back.

use crate::command::Edit;
use crate::model::Model;
use crate::notices::Notice;
use crate::pane::Pane;
use crate::session::{Session, Version};
use kernel::action::{Action, Timed};
use kernel::ids::MessageId;
use scenario::{Carried, Counterparts, Scenario};
use std::rc::Rc;

impl Model {
    /// Whether there is a change of the panes to take back, and one to make again.
    pub fn can_undo_redo(&self) -> (bool, bool) {
        let panes: Vec<u32> = self.panes.iter().map(|pane| pane.id).collect();
        self.history.can_undo_redo(&panes)
    }

    /// Takes the last change back, or makes it again, on the panes that it touched.
    pub fn step_history(&mut self, redo: bool) {
        let mut sessions: Vec<(u32, &mut Session)> =
            self.panes.iter_mut().map(|pane| (pane.id, &mut pane.session)).collect();
        let result = self.history.step(redo, &mut sessions);
        self.panes.iter_mut().for_each(Pane::follow);
        match result {
            Ok(()) => self.changed(),
            Err(sentence) => self.say(Notice::alert(sentence)),
        }
    }

    /// Changes the active pane's scenario, and the other one likewise if faults go to both.
    pub fn change(&mut self, edit: Edit) -> Result<(), String> {
        let both = self.comparison.pair.as_ref().is_some_and(|pair| pair.both);
        let pane = self.panes.active_mut();
        let wanted = both.then(|| Wanted::of(pane.session.scenario(), &edit)).flatten();
        let before = pane.session.edit(edit)?;
        let mut change: Vec<_> = before.map(|it| (pane.id, it)).into_iter().collect();
        if let Some(wanted) = wanted {
            self.keep_time();
            let from = Rc::clone(self.panes.active().session.scenario());
            if let Some(other) = self.panes.other_mut() {
                let (before, told) = wanted.do_to(&from, other);
                other.follow();
                change.extend(before.map(|it| (other.id, it)));
                told.into_iter().for_each(|sentence| self.say(Notice::news(&sentence, None)));
            }
        }
        self.history.record(change);
        Ok(())
    }

    /// Changes the active pane's scenario alone.
    pub fn change_here(&mut self, edit: Edit) -> Result<(), String> {
        let pane = self.panes.active_mut();
        let before = pane.session.edit(edit)?;
        self.history.record(before.map(|it| (pane.id, it)).into_iter().collect());
        Ok(())
    }
}

/// What is to be done on the other side.
enum Wanted {
    /// The same for both, whatever their nodes are.
    Same(Edit),
    /// This, to the other's nodes.
    Act(Action),
    /// The action like this one goes.
    Remove(Timed),
}

impl Wanted {
    /// What an edit of one side means for the other, if it means anything. Titles, branches,
    /// parameters and safeguards are what the two may differ in.
    fn of(scenario: &Scenario, edit: &Edit) -> Option<Wanted> {
        match edit {
            Edit::Act(action) => Some(Wanted::Act(action.clone())),
            Edit::ActInWords(text) => scenario.read_action(text).ok().map(Wanted::Act),
            Edit::Remove(place) => scenario.setup.actions.get(*place).cloned().map(Wanted::Remove),
            Edit::Network(_) | Edit::Seed(_) => Some(Wanted::Same(edit.clone())),
            // They are what the two may differ in.
            _ => None,
        }
    }

    /// Does it: what the other pane was before, if it was changed, and what could not be done.
    fn do_to(self, from: &Scenario, other: &mut Pane) -> (Option<Version>, Option<String>) {
        match self.edit(from, other) {
            Err(told) => (None, told),
            Ok((edit, lacks)) => match other.session.edit(edit) {
                Ok(before) => (before, lacks),
                Err(sentence) => (None, Some(sentence)),
            },
        }
    }

    /// The edit of the other pane, and what of it could not be carried over; an error if there is
    /// none, with the reason if the user is to hear of it.
    fn edit(self, from: &Scenario, other: &Pane) -> Result<(Edit, Option<String>), Option<String>> {
        let to = Rc::clone(other.session.scenario());
        let counterparts = Counterparts::between(from, &to).map_err(Some)?;
        match self {
            Wanted::Same(edit) => Ok((edit, None)),
            Wanted::Act(Action::Heal(links)) if links.is_empty() => {
                let heals = other.session.frame().can_heal();
                heals.then_some((Edit::Act(Action::Heal(links)), None)).ok_or(None)
            }
            Wanted::Act(action) => {
                let Carried { action, lacks } =
                    counterparts.carry(&action, from, &to).map_err(Some)?;
                if message(&action).is_some_and(|id| !is_in_flight(other, id)) {
                    let told = "There is no such message on its way on the other side";
                    return Err(Some(told.into()));
                }
                Ok((Edit::Act(action), lacks))
            }
            Wanted::Remove(timed) => {
                let carried = counterparts.carry(&timed.action, from, &to).map_err(|_| None)?;
                let like = Timed { action: carried.action, ..timed };
                let place = to.setup.actions.iter().position(|it| *it == like).ok_or(None)?;
                Ok((Edit::Remove(place), None))
            }
        }
    }
}

/// The message that an action is about, if it is about one.
fn message(action: &Action) -> Option<MessageId> {
    match action {
        Action::Drop(id) | Action::Delay(id, _) | Action::Duplicate(id) | Action::Deliver(id) => {
            Some(*id)
        }
        _ => None,
    }
}

fn is_in_flight(desk: &Pane, id: MessageId) -> bool {
    desk.session.frame().flights.iter().any(|flight| flight.id == id)
}
