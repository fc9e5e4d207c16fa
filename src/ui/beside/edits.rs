//! Faults on both sides: what is done to one cluster is done to the other, and taken back with it.
//!
//! Each side keeps its own way back. The log here says which sides a change touched, so that undo
//! takes back on both what was done to both.

use std::rc::Rc;

use super::Pair;
use crate::app::App;
use crate::command::Edit;
use crate::desk::Desk;
use crate::notices::Notice;
use faultline::compare::Side;
use faultline::scenario::{Carried, Counterparts, Scenario};
use faultline::sim::action::{Action, Timed};
use faultline::sim::ids::MessageId;

/// Which sides each change touched; by the sides on the page, the left one first.
pub struct Log {
    done: Vec<[bool; 2]>,
    undone: Vec<[bool; 2]>,
    /// How many changes each side can take back, as far as they are in the log.
    depths: [usize; 2],
}

impl Log {
    /// A log of what comes after so many changes of each side.
    pub fn new(depths: [usize; 2]) -> Log {
        Log { done: Vec::new(), undone: Vec::new(), depths }
    }

    /// Takes down what was changed since.
    fn note(&mut self, depths: [usize; 2]) {
        let touched = [0, 1].map(|side| depths[side] > self.depths[side]);
        if touched != [false; 2] {
            self.done.push(touched);
            self.undone.clear();
        }
        self.depths = depths;
    }
}

impl App {
    /// Whether there is a change to take back on either side, and one to make again.
    pub(crate) fn can_undo_redo(&self) -> (bool, bool) {
        let (undo, redo) = self.desk.session.can_undo_redo();
        let log = self.beside.pair.as_ref().map(|pair| &pair.log);
        let more = |list: fn(&Log) -> &Vec<[bool; 2]>| log.is_some_and(|it| !list(it).is_empty());
        (undo || more(|it| &it.done), redo || more(|it| &it.undone))
    }

    /// Takes the last change back, or makes it again, on the sides that it touched. If one of them cannot, both stay
    /// as they are, and so does the log.
    pub(crate) fn go_back_on_both(&mut self, redo: bool) {
        self.note_edits();
        let here = self.here();
        let Some(pair) = &self.beside.pair else { return };
        let log = if redo { &pair.log.undone } else { &pair.log.done };
        // What was done before there were two sides was done on one.
        let touched = log.last().copied().unwrap_or_else(|| Side::BOTH.map(|side| side == here));
        let touches = |side: &Side| touched[side.index()];
        let before = depths(&self.desk, pair);
        let mut told = Ok(());
        for side in Side::BOTH.into_iter().filter(touches) {
            told = told.and_then(|()| self.step_history(side, redo));
        }
        let Some(pair) = &self.beside.pair else { return };
        let after = depths(&self.desk, pair);
        if told.is_err() {
            for side in Side::BOTH.into_iter().filter(|it| before[it.index()] != after[it.index()])
            {
                // It comes from there, so it can go back.
                let _ = self.step_history(side, !redo);
            }
        }
        let Some(pair) = &mut self.beside.pair else { return };
        if told.is_ok() && before != after {
            let (from, to) = match redo {
                false => (&mut pair.log.done, &mut pair.log.undone),
                true => (&mut pair.log.undone, &mut pair.log.done),
            };
            from.pop();
            to.push(touched);
        }
        pair.log.depths = depths(&self.desk, pair);
        match told {
            Ok(()) => self.changed(),
            Err(sentence) => self.say(Notice::alert(sentence)),
        }
    }

    fn step_history(&mut self, side: Side, redo: bool) -> Result<(), String> {
        let Some(desk) = self.desk_on_mut(side) else { return Ok(()) };
        let session = &mut desk.session;
        let result = if redo { session.redo() } else { session.undo() };
        desk.follow();
        result
    }

    /// Takes down which sides were changed.
    pub(super) fn note_edits(&mut self) {
        if let Some(pair) = &mut self.beside.pair {
            let depths = depths(&self.desk, pair);
            pair.log.note(depths);
        }
    }

    /// Changes the scenario that is worked on, and the other likewise if faults go to both.
    pub(crate) fn change(&mut self, edit: Edit) -> Result<(), String> {
        let pair = self.beside.pair.as_ref().filter(|pair| pair.both);
        let wanted = pair.map(|_| Wanted::of(self.desk.session.scenario(), &edit));
        self.desk.session.edit(edit)?;
        let Some(wanted) = wanted.flatten() else { return Ok(()) };
        self.keep_time();
        let from = Rc::clone(self.desk.session.scenario());
        let Some(pair) = &mut self.beside.pair else { return Ok(()) };
        let told = wanted.do_to(&from, &mut pair.other);
        pair.other.follow();
        told.into_iter().for_each(|sentence| self.say(Notice::news(&sentence, None)));
        Ok(())
    }
}

/// How many changes each side can take back, the left one first.
fn depths(here: &Desk, pair: &Pair) -> [usize; 2] {
    let mut depths = [here.session.depth(), pair.other.session.depth()];
    if pair.here == Side::B {
        depths.reverse();
    }
    depths
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

    /// Does it; the sentence says what could not be.
    fn do_to(self, from: &Scenario, other: &mut Desk) -> Option<String> {
        let to = Rc::clone(other.session.scenario());
        let counterparts = match Counterparts::between(from, &to) {
            Ok(counterparts) => counterparts,
            Err(sentence) => return Some(sentence),
        };
        let (edit, lacks) = match self {
            Wanted::Same(edit) => (edit, None),
            Wanted::Act(Action::Heal(links)) if links.is_empty() => {
                if !other.session.frame().can_heal() {
                    return None;
                }
                (Edit::Act(Action::Heal(links)), None)
            }
            Wanted::Act(action) => match counterparts.carry(&action, from, &to) {
                Err(sentence) => return Some(sentence),
                Ok(Carried { action, lacks }) => {
                    if message(&action).is_some_and(|id| !is_in_flight(other, id)) {
                        return Some(
                            "There is no such message on its way on the other side".into(),
                        );
                    }
                    (Edit::Act(action), lacks)
                }
            },
            Wanted::Remove(timed) => {
                let carried = counterparts.carry(&timed.action, from, &to).ok()?;
                let like = Timed { action: carried.action, ..timed };
                let place = to.setup.actions.iter().position(|it| *it == like)?;
                (Edit::Remove(place), None)
            }
        };
        other.session.edit(edit).err().or(lacks)
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

fn is_in_flight(desk: &Desk, id: MessageId) -> bool {
    desk.session.frame().flights.iter().any(|flight| flight.id == id)
}
