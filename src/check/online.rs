//! Linearizability of a run's history while it is made.
//!
//! Of each object it is remembered what it can be now: every state that some order of the
//! operations leads to, with those operations that may already have taken effect though their
//! clients have yet to hear of it. A return is passed by moving on each possibility until the
//! operation has taken effect; where none is left, what the client was told cannot be. That is
//! Lowe's (2017) linearization just in time. It forgets what has returned, so its memory does not
//! grow with the run, and going back to an earlier moment is cheap.
//!
//! Knows no pattern. `check::search` answers the same question for a history that is complete,
//! and shows a whole order; it is faster where orders are many.

use std::fmt::Debug;

use super::history::{Operation, Outcome};
use super::model::{Model, Register};
use kernel::history as simulated;
use kernel::history::Judge;
use kernel::ids::{OpId, RecordId};
use kernel::order::by_key;
use kernel::table::Table;
use kernel::verdicts::Suspicion;

/// A judge of all objects of a run, which behave like one model.
#[derive(Clone, Debug)]
pub struct Online<M: Model> {
    model: M,
    /// By key; none for an object that has become too much to follow.
    objects: Table<simulated::Key, Option<Object<M::State>>>,
}

/// So many configurations are looked at for one answer. An object that takes more is not followed
/// any further: nothing wrong is said of it, and nothing right.
const STEPS: usize = 4_096;

/// So many returns wait for an earlier question that has no answer yet. Then they are passed without
/// it, and its answer is not judged when it comes.
const PATIENCE: usize = 64;

/// What is known of an object.
#[derive(Clone, Debug)]
struct Object<S> {
    /// What it can be after the returns that were passed.
    possible: Possible<S>,
    /// The operations that have yet to take effect in some possibility, or to return, in the order
    /// of their invocations.
    open: Vec<Asked>,
    /// Those of them that have returned, in the order of their returns.
    returned: Vec<OpId>,
}

/// Possibilities, each with the last operation that changed the object.
type Possible<S> = Table<Possibility<S>, Option<RecordId>>;

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Possibility<S> {
    /// Which of the open operations have taken effect, in ascending order.
    taken: Vec<OpId>,
    state: S,
    /// The state before the operation that took effect last, if nobody will know that one's
    /// outcome.
    doubted: Option<S>,
}

#[derive(Clone, Debug)]
struct Asked {
    id: OpId,
    operation: Operation,
    told: Told,
}

/// What the client of an operation knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Told {
    /// Nothing yet.
    Nothing,
    /// Nothing yet, and later returns were passed without it.
    Overdue,
    /// That nobody will ever know.
    Lost,
    /// The outcome.
    Outcome,
}

/// Why a return cannot be passed.
enum Obstacle {
    /// No possibility is left.
    Impossible,
    /// Too many are.
    TooMany,
}

/// A judge of a new run whose objects are registers, empty at first. Asked for in this way it is
/// compiled here, and not with each pattern that has one.
pub fn registers() -> Box<dyn Judge> {
    Box::new(Online::new(Register::default()))
}

impl<M: Model> Online<M> {
    /// A judge for objects that behave like this.
    pub fn new(model: M) -> Online<M> {
        Online { model, objects: Table::default() }
    }

    /// Whether there is an object that it does not follow any further.
    pub fn gave_up(&self) -> bool {
        self.objects.iter().any(|(_, object)| object.is_none())
    }

    /// Takes in what a client was told.
    fn told(&mut self, id: OpId, operation: &simulated::Operation) -> Result<(), Suspicion> {
        let slot = self.objects.get_mut(&operation.call.key());
        let Some((slot, object)) = slot.and_then(|slot| slot.take().map(|object| (slot, object)))
        else {
            return Ok(());
        };
        let mut object = object;
        match object.hear(id, operation).and_then(|()| object.settle(&self.model)) {
            Ok(()) => *slot = Some(object),
            Err((_, Obstacle::TooMany)) => {}
            Err((culprit, Obstacle::Impossible)) => {
                return Err(object.suspicion(&self.model, culprit, operation));
            }
        }
        Ok(())
    }
}

impl<M: Model + Clone + Debug + 'static> Judge for Online<M> {
    fn invoke(&mut self, id: OpId, operation: &simulated::Operation) {
        let first = || Some(Object::new(self.model.initial()));
        let slot = self.objects.get_or_insert_with(operation.call.key(), first);
        if let Some(object) = slot {
            let operation = Operation::from(operation);
            object.open.push(Asked { id, operation, told: Told::Nothing });
        }
    }

    fn complete(&mut self, id: OpId, operation: &simulated::Operation) -> Result<(), Suspicion> {
        self.told(id, operation)
    }

    fn another(&self) -> Box<dyn Judge> {
        Box::new(self.clone())
    }
}

impl<S: Clone + Ord> Object<S> {
    fn new(state: S) -> Object<S> {
        let beginning = Possibility { taken: Vec::new(), state, doubted: None };
        let mut possible = Possible::default();
        possible.insert(beginning, None);
        Object { possible, open: Vec::new(), returned: Vec::new() }
    }

    /// Takes in an answer, without drawing conclusions from it.
    fn hear(&mut self, id: OpId, operation: &simulated::Operation) -> Result<(), (OpId, Obstacle)> {
        let Some(place) = self.open.iter().position(|it| it.id == id) else { return Ok(()) };
        let asked = &mut self.open[place];
        let overdue = asked.told == Told::Overdue;
        asked.operation = Operation::from(operation);
        let (outcome, observes) = (&asked.operation.outcome, asked.operation.observes());
        match outcome {
            // Whether it observed or not, it had no effect.
            Outcome::Failed => return self.undone(id),
            Outcome::Refused if overdue => return self.undone(id),
            Outcome::Refused => {
                asked.told = Told::Outcome;
                self.returned.push(id);
                return self.not_taken(id);
            }
            // It could have been placed among what is forgotten by now, or says nothing.
            Outcome::Done(_) if observes && overdue => drop(self.open.remove(place)),
            Outcome::Unknown if observes => drop(self.open.remove(place)),
            Outcome::Unknown => asked.told = Told::Lost,
            Outcome::Done(_) => {
                asked.told = Told::Outcome;
                self.returned.push(id);
            }
        }
        Ok(())
    }

    /// An operation never happened.
    fn undone(&mut self, id: OpId) -> Result<(), (OpId, Obstacle)> {
        self.open.retain(|it| it.id != id);
        self.not_taken(id)
    }

    /// What was possible because an operation took effect is not possible.
    fn not_taken(&mut self, id: OpId) -> Result<(), (OpId, Obstacle)> {
        self.possible.retain(|it, _| !it.taken.contains(&id));
        if self.possible.is_empty() { Err((id, Obstacle::Impossible)) } else { Ok(()) }
    }

    /// Passes the returns, as far as everything is known that was asked before them. Those behind
    /// are passed too, to see that they can be, but not for good.
    fn settle<M: Model<State = S>>(&mut self, model: &M) -> Result<(), (OpId, Obstacle)> {
        while let Some(&id) = self.returned.first() {
            if self.awaits_news(id) {
                break;
            }
            self.possible =
                self.pass(model, &self.possible, id).map_err(|obstacle| (id, obstacle))?;
            self.forget(id);
        }
        let mut possible = None;
        for id in &self.returned {
            let before = possible.as_ref().unwrap_or(&self.possible);
            possible = Some(self.pass(model, before, *id).map_err(|obstacle| (*id, obstacle))?);
        }
        Ok(())
    }

    /// Whether an earlier question could still be answered in a way that decides what is possible at
    /// this return. One that does the same whatever its client is told needs no answer.
    fn awaits_news(&mut self, id: OpId) -> bool {
        let end = self.returned_at(id);
        let impatient = self.returned.len() > PATIENCE;
        let before = self.open.iter_mut().filter(|it| it.operation.invoked < end);
        let mut awaited =
            before.filter(|it| it.told == Told::Nothing && !it.operation.is_blind()).peekable();
        if impatient {
            awaited.for_each(|it| it.told = Told::Overdue);
            return false;
        }
        awaited.peek().is_some()
    }

    /// What is possible after an operation's return.
    fn pass<M: Model<State = S>>(
        &self,
        model: &M,
        before: &Possible<S>,
        id: OpId,
    ) -> Result<Possible<S>, Obstacle> {
        let end = self.returned_at(id);
        let asked = |it: &&Asked| it.operation.invoked < end && it.operation.matters();
        let candidates: Vec<&Asked> = self.open.iter().filter(asked).collect();
        let mut after = Possible::default();
        let mut seen = Possible::default();
        let mut left: Vec<_> = before.iter().cloned().collect();
        while let Some((possibility, last)) = left.pop() {
            if possibility.taken.contains(&id) {
                after.insert(possibility, last);
                continue;
            }
            for (next, changed) in possibility.steps(model, &candidates) {
                let last = changed.or(last);
                if seen.insert(next.clone(), last).is_none() {
                    left.push((next, last));
                }
            }
            if seen.len() > STEPS {
                return Err(Obstacle::TooMany);
            }
        }
        if after.is_empty() { Err(Obstacle::Impossible) } else { Ok(after) }
    }

    /// An operation has taken effect in every possibility, and is not needed any more; so are those
    /// of unknown outcome that have done the same.
    fn forget(&mut self, id: OpId) {
        self.returned.retain(|it| *it != id);
        let everywhere = |id: &OpId| self.possible.iter().all(|(it, _)| it.taken.contains(id));
        let lost = self.open.iter().filter(|it| it.told == Told::Lost).map(|it| it.id);
        let done: Vec<OpId> = lost.filter(everywhere).chain([id]).collect();
        self.open.retain(|it| !done.contains(&it.id));
        for (mut possibility, last) in std::mem::take(&mut self.possible) {
            possibility.taken.retain(|id| !done.contains(id));
            self.possible.insert(possibility, last);
        }
    }

    fn returned_at(&self, id: OpId) -> u32 {
        self.open.iter().find(|it| it.id == id).map_or(0, |it| it.operation.returned)
    }

    /// Why an answer cannot be; it shows when another is heard.
    #[cold]
    fn suspicion<M: Model<State = S>>(
        &self,
        model: &M,
        culprit: OpId,
        heard: &simulated::Operation,
    ) -> Suspicion {
        let mut states: Vec<String> = Vec::new();
        for (possibility, _) in self.possible.iter() {
            let words = model.words(&possibility.state);
            if !states.contains(&words) {
                states.push(words);
            }
        }
        let asked = self.open.iter().find(|it| it.id == culprit);
        let told = match asked {
            Some(asked) => asked.operation.to_string(),
            None => Operation::from(heard).to_string(),
        };
        let key = heard.call.key();
        let mut blame: Vec<RecordId> = self.possible.iter().filter_map(|(_, last)| *last).collect();
        match asked {
            Some(Asked { operation: Operation { invoked, returned, .. }, .. }) => {
                blame.extend([RecordId(*invoked), RecordId(*returned)]);
            }
            None => blame.extend(
                [Some(heard.invoked), heard.answer.as_ref().map(|it| it.0)].into_iter().flatten(),
            ),
        }
        by_key(&mut blame, |it| it.0.into());
        blame.dedup();
        let why = match states.is_empty() {
            true => format!("{told} of {key} was seen to take effect"),
            false => format!(
                "{told} of {key} fits no order of what clients were told: {key} was {}",
                states.join(" or ")
            ),
        };
        Suspicion { why, blame }
    }
}

impl<S: Clone + Ord> Possibility<S> {
    /// What can be next, each with the operation that changed the object if one did.
    fn steps<M: Model<State = S>>(
        &self,
        model: &M,
        candidates: &[&Asked],
    ) -> Vec<(Possibility<S>, Option<RecordId>)> {
        let left = || candidates.iter().filter(|it| !self.taken.contains(&it.id));
        // What leaves the object as it is, and fits now, takes effect now: that does no harm.
        let observation = left().filter(|it| it.operation.observes());
        if let Some(step) = observation.filter_map(|it| self.step(model, it)).next() {
            return vec![step];
        }
        let twin_before = |it: &Asked| {
            let earlier = left().take_while(|other| other.id < it.id);
            let lost = |other: &&&Asked| other.told == Told::Lost && it.told == Told::Lost;
            earlier.filter(lost).any(|other| other.operation.does_the_same_as(&it.operation))
        };
        left().filter(|it| !twin_before(it)).filter_map(|it| self.step(model, it)).collect()
    }

    /// What is next if this operation takes effect now; none if it cannot, or if it makes no
    /// difference to it that one of unknown outcome has before it.
    fn step<M: Model<State = S>>(
        &self,
        model: &M,
        asked: &Asked,
    ) -> Option<(Possibility<S>, Option<RecordId>)> {
        let operation = &asked.operation;
        let state = model.step(&self.state, operation)?;
        let without = self.doubted.as_ref().and_then(|it| model.step(it, operation));
        if without.as_ref() == Some(&state) {
            return None;
        }
        let mut taken = self.taken.clone();
        let place = taken.binary_search(&asked.id).unwrap_or_else(|place| place);
        taken.insert(place, asked.id);
        let doubted = (asked.told == Told::Lost).then(|| self.state.clone());
        let changed = (!operation.observes()).then_some(RecordId(operation.invoked));
        Some((Possibility { taken, state, doubted }, changed))
    }
}
