//! The search for a linearization of one object's history.
//!
//! Wing and Gong (1993) take operations one after the other, each from those that began before
//! any other one still to be taken had returned, and turn back where none fits. Lowe (2017) adds
//! the memory of configurations tried. Three observations are added here, each of which leaves the
//! answer as it is, because every linearization can be rearranged into one that respects them:
//!
//! * An operation that leaves the object as it is, and fits now, is taken now.
//! * Of several that do the same, the one that returned first is taken first.
//! * An operation that nobody knows the outcome of is taken only where the next one would
//!   otherwise do something else; else it is as good as not having happened yet.
//!
//! A search can be stopped after any number of steps and gone on with.
//!
//! Knows one object. How histories are cut into objects, and what people are told, is in
//! [`super::linear`].

use std::collections::BTreeSet;

use super::history::{NEVER, Operation};
use super::model::Model;
use kernel::order::by_key;

/// How far a search has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Progress {
    /// There is a linearization: the path of the search.
    Found,
    /// There is none.
    Impossible,
    /// Its steps are used up.
    Open,
}

/// A search, at any point of it.
pub struct Search<'a, M: Model> {
    model: M,
    operations: Vec<&'a Operation>,
    entries: Entries,
    /// What was taken, in order.
    path: Vec<Choice<M>>,
    state: M::State,
    /// Those taken that had not returned before the frontier, in ascending order.
    ahead: Vec<u32>,
    /// The state before the last operation taken, if nobody knows that one's outcome.
    doubted: Option<M::State>,
    /// Configurations that were entered. None of them leads further, or it is on the path.
    tried: BTreeSet<Configuration<M>>,
    deepest: Deepest,
    progress: Progress,
}

/// What decides how a search can go on: the first return not yet passed, what is taken beyond
/// it, the object's state, and [`Search::doubted`]. Everything else that was taken has returned.
type Configuration<M> = (u32, Vec<u32>, <M as Model>::State, Option<<M as Model>::State>);

/// A step of the path, with what it takes to undo it.
struct Choice<M: Model> {
    taken: u32,
    /// Up to where operations were to choose from.
    frontier: u32,
    /// The other operations to be tried in its place, the next one last.
    others: Vec<u32>,
    state: M::State,
    ahead: Vec<u32>,
    doubted: Option<M::State>,
}

/// The path that came furthest among those that led nowhere.
#[derive(Default)]
struct Deepest {
    frontier: u32,
    path: Vec<u32>,
    /// How many of its first steps the search's path still shares.
    shared: usize,
}

impl<'a, M: Model> Search<'a, M> {
    /// A search that has not begun, of an object's operations in the order of their invocations.
    pub fn new(model: M, operations: Vec<&'a Operation>) -> Search<'a, M> {
        let state = model.initial();
        Search {
            model,
            entries: Entries::of(&operations),
            operations,
            path: Vec::new(),
            state,
            ahead: Vec::new(),
            doubted: None,
            tried: BTreeSet::new(),
            deepest: Deepest::default(),
            progress: Progress::Open,
        }
    }

    /// Goes on for at most so many steps, which are counted down.
    pub fn advance(&mut self, steps: &mut u64) -> Progress {
        while self.progress == Progress::Open {
            let Some(frontier) = self.entries.frontier() else {
                self.progress = Progress::Found;
                break;
            };
            if *steps == 0 {
                break;
            }
            *steps -= 1;
            let candidates = self.candidates();
            self.choose(frontier, candidates);
        }
        self.progress
    }

    /// The numbers of the operations in the order that the search gives them: the linearization
    /// if there is one, else the longest beginning of one.
    pub fn order(&self) -> Vec<u32> {
        match self.progress {
            Progress::Found => self.path.iter().map(|choice| choice.taken).collect(),
            Progress::Impossible | Progress::Open => self.deepest.path.clone(),
        }
    }

    /// The first operation that cannot be placed, where there is no linearization: the longest
    /// beginning takes everything that had returned before it.
    pub fn culprit(&self) -> Option<u32> {
        let at = self.operations.iter().position(|it| it.returned == self.deepest.frontier);
        at.filter(|_| self.progress == Progress::Impossible).map(|at| at as u32)
    }

    /// What can be taken next, the first choice last.
    fn candidates(&self) -> Vec<u32> {
        let mut candidates: Vec<u32> = Vec::new();
        for number in self.entries.before_frontier() {
            let operation = self.operation(number);
            if operation.observes() && self.after(number).is_some() {
                return vec![number];
            }
            let twin = |it: &u32| self.operation(*it).does_the_same_as(operation);
            match candidates.iter().position(twin) {
                Some(at) if self.operation(candidates[at]).returned <= operation.returned => {}
                Some(at) => candidates[at] = number,
                None => candidates.push(number),
            }
        }
        // What must be taken before the search can go on often can be, and what nobody knows the end
        // of is seldom needed.
        by_key(&mut candidates, |it| u64::from(NEVER - self.operation(*it).returned));
        candidates
    }

    /// Takes the first of these that leads to a configuration not tried before; where there is
    /// none, turns back.
    fn choose(&mut self, frontier: u32, mut candidates: Vec<u32>) {
        let mut frontier = frontier;
        loop {
            while let Some(number) = candidates.pop() {
                if let Some(state) = self.after(number)
                    && self.take(number, frontier, state, &mut candidates)
                {
                    return;
                }
            }
            self.deepest.note(frontier, &self.path);
            match self.undo() {
                Some(choice) => (frontier, candidates) = (choice.frontier, choice.others),
                None => {
                    self.progress = Progress::Impossible;
                    return;
                }
            }
        }
    }

    /// The state after an operation taken now; none if it does not fit, or if the one before it
    /// is of unknown outcome and makes no difference to it.
    fn after(&self, number: u32) -> Option<M::State> {
        let operation = self.operation(number);
        let state = self.model.step(&self.state, operation)?;
        let without = self.doubted.as_ref().and_then(|it| self.model.step(it, operation));
        (without.as_ref() != Some(&state)).then_some(state)
    }

    /// Takes an operation, unless the configuration after it was tried before.
    fn take(&mut self, number: u32, frontier: u32, state: M::State, others: &mut Vec<u32>) -> bool {
        let operation = self.operation(number);
        let (observes, unknown) = (operation.observes(), operation.returned == NEVER);
        self.entries.lift(number);
        let next = self.entries.frontier().unwrap_or(NEVER);
        let mut ahead = self.ahead.clone();
        if let Err(place) = ahead.binary_search(&number) {
            ahead.insert(place, number);
        }
        ahead.retain(|it| self.operation(*it).returned > next);
        let doubted = unknown.then(|| self.state.clone());
        // There is no choice but to take what observes, so nothing is to be remembered for it.
        let configuration = (next, ahead, state, doubted);
        if !observes && self.tried.contains(&configuration) {
            self.entries.unlift(number);
            return false;
        }
        if !observes {
            self.tried.insert(configuration.clone());
        }
        let (_, ahead, state, doubted) = configuration;
        self.path.push(Choice {
            taken: number,
            frontier,
            others: std::mem::take(others),
            state: std::mem::replace(&mut self.state, state),
            ahead: std::mem::replace(&mut self.ahead, ahead),
            doubted: std::mem::replace(&mut self.doubted, doubted),
        });
        true
    }

    /// Undoes the last step, and gives it.
    fn undo(&mut self) -> Option<Choice<M>> {
        let mut choice = self.path.pop()?;
        self.entries.unlift(choice.taken);
        std::mem::swap(&mut self.state, &mut choice.state);
        std::mem::swap(&mut self.ahead, &mut choice.ahead);
        std::mem::swap(&mut self.doubted, &mut choice.doubted);
        self.deepest.shared = self.deepest.shared.min(self.path.len());
        Some(choice)
    }

    fn operation(&self, number: u32) -> &'a Operation {
        self.operations[number as usize]
    }
}

impl Deepest {
    /// Keeps a path that leads nowhere, if none before came so far.
    fn note<M: Model>(&mut self, frontier: u32, path: &[Choice<M>]) {
        if frontier <= self.frontier {
            return;
        }
        self.frontier = frontier;
        self.path.truncate(self.shared);
        self.path.extend(path[self.shared..].iter().map(|choice| choice.taken));
        self.shared = path.len();
    }
}

/// The invocations and returns of the operations not yet taken, in their order: a list doubly
/// linked, from which an operation is lifted and put back without a search.
#[derive(Default)]
struct Entries {
    all: Vec<Entry>,
    /// Where an operation's invocation and return stand.
    places: Vec<(u32, u32)>,
}

struct Entry {
    operation: u32,
    position: u32,
    returns: bool,
    before: u32,
    after: u32,
}

/// The place of what is not in the list.
const NOWHERE: u32 = u32::MAX;

impl Entries {
    fn of(operations: &[&Operation]) -> Entries {
        let mut order: Vec<(u32, bool, u32)> = Vec::with_capacity(2 * operations.len());
        for (operation, number) in operations.iter().zip(0..).filter(|(it, _)| it.matters()) {
            order.push((operation.invoked, false, number));
            if operation.returned != NEVER {
                order.push((operation.returned, true, number));
            }
        }
        by_key(&mut order, |(position, returns, _)| {
            u64::from(*position) << 1 | u64::from(*returns)
        });
        // The first entry stands before all others and is never lifted.
        let head = Entry { operation: 0, position: 0, returns: false, before: 0, after: NOWHERE };
        let mut entries =
            Entries { all: vec![head], places: vec![(NOWHERE, NOWHERE); operations.len()] };
        for (position, returns, operation) in order {
            let place = entries.all.len() as u32;
            let places = &mut entries.places[operation as usize];
            *(if returns { &mut places.1 } else { &mut places.0 }) = place;
            entries.all[place as usize - 1].after = place;
            let entry = Entry { operation, position, returns, before: place - 1, after: NOWHERE };
            entries.all.push(entry);
        }
        entries
    }

    fn from(&self, place: u32) -> impl Iterator<Item = &Entry> {
        let at = |place: u32| self.all.get(place as usize);
        std::iter::successors(at(place), move |entry| at(entry.after))
    }

    fn left(&self) -> impl Iterator<Item = &Entry> {
        self.from(0).skip(1)
    }

    /// The position of the first return; none if all that returned is taken.
    fn frontier(&self) -> Option<u32> {
        self.left().find(|entry| entry.returns).map(|entry| entry.position)
    }

    /// The operations that began before the first return.
    fn before_frontier(&self) -> impl Iterator<Item = u32> {
        self.left().take_while(|entry| !entry.returns).map(|entry| entry.operation)
    }

    fn lift(&mut self, operation: u32) {
        let (invocation, end) = self.places[operation as usize];
        self.unlink(invocation);
        self.unlink(end);
    }

    /// Puts back the operation that was lifted last of all.
    fn unlift(&mut self, operation: u32) {
        let (invocation, end) = self.places[operation as usize];
        self.link(end);
        self.link(invocation);
    }

    fn unlink(&mut self, place: u32) {
        let Some(entry) = self.all.get(place as usize) else { return };
        let (before, after) = (entry.before, entry.after);
        self.all[before as usize].after = after;
        if let Some(after) = self.all.get_mut(after as usize) {
            after.before = before;
        }
    }

    fn link(&mut self, place: u32) {
        let Some(entry) = self.all.get(place as usize) else { return };
        let (before, after) = (entry.before, entry.after);
        self.all[before as usize].after = place;
        if let Some(after) = self.all.get_mut(after as usize) {
            after.before = place;
        }
    }
}
