//! The explorer: level by level, every state once. Knows the model only by its trait.
//!
//! A level is expanded in batches. Threads share the batch: each makes the successors of its part
//! and leaves out those seen in earlier batches, for which nobody needs a lock because nobody
//! writes meanwhile. Then one thread goes through what is left, in the order of the states it
//! came from, and takes in what is new. So the order of discovery, every count and the
//! counter-example are the same for any number of threads.

use super::fingerprint::fingerprint;
use super::model::Model;
use super::seen::Seen;
use super::trail::Trail;
use run::exhaust::{Bounds, Progress};

/// The end of an exploration.
pub struct Explored<M: Model> {
    /// How far it came.
    pub progress: Progress,
    /// Why it ended.
    pub ending: Ending<M>,
}

/// Why an exploration ended.
pub enum Ending<M: Model> {
    /// There are no more states.
    Exhausted,
    /// No state within the bound of steps breaks a promise; there are more beyond.
    Steps,
    /// There are more states than the bound allows.
    States,
    /// A promise is broken.
    Broken(CounterExample<M>),
}

/// A shortest way to a state that breaks a promise.
pub struct CounterExample<M: Model> {
    /// The promise.
    pub property: &'static str,
    /// What happens, in order.
    pub steps: Vec<M::Step>,
    /// Where it ends.
    pub state: M::State,
}

/// Explores a model; `watch` is told of every level that is complete.
pub fn explore<M: Model>(
    model: &M,
    bounds: Bounds,
    mut watch: impl FnMut(Progress),
) -> Explored<M> {
    let mut search = Search::begin(model);
    let mut level = match search.initial() {
        Ok(level) => level,
        Err(found) => return search.end(found),
    };
    loop {
        watch(search.progress);
        if search.progress.waiting == 0 {
            return search.end(Found::Nothing(Ending::Exhausted));
        }
        if search.progress.depth > bounds.steps {
            return search.end(Found::Nothing(Ending::Steps));
        }
        level = match search.expand(level, bounds) {
            Ok(next) => next,
            Err(found) => return search.end(found),
        };
    }
}

/// An exploration under way.
struct Search<'m, M: Model> {
    model: &'m M,
    seen: Seen,
    trail: Trail,
    progress: Progress,
    /// Whether the states of the level that is being made will be expanded.
    keeps: bool,
}

/// What ends an exploration.
enum Found<M: Model> {
    Nothing(Ending<M>),
    /// The last state found breaks this promise.
    Broken(&'static str),
}

/// A successor that was not seen in earlier batches.
struct Candidate<S> {
    fingerprint: u64,
    /// Its place among the successors of the state it came from.
    choice: u16,
    state: S,
}

/// What one thread has made of its part of a batch.
struct Part<S> {
    /// For each state expanded: how many successors it has, and how many candidates are of it.
    counts: Vec<(u16, u16)>,
    candidates: Vec<Candidate<S>>,
}

/// How many states a thread expands at a time: enough to be worth a thread, and few enough that
/// their successors, most of which are seen already, stay in the processor's cache.
const BATCH: usize = 256;
const BATCH_WITH_THREADS: usize = 8_192;

impl<'m, M: Model> Search<'m, M> {
    fn begin(model: &'m M) -> Search<'m, M> {
        let (seen, trail) = (Seen::nothing(), Trail::none());
        Search { model, seen, trail, progress: Progress::default(), keeps: true }
    }

    fn initial(&mut self) -> Result<Vec<M::State>, Found<M>> {
        let mut level = Vec::new();
        for (choice, state) in (0..).zip(self.model.initial()) {
            self.progress.generated += 1;
            if self.seen.insert(fingerprint(&state)) {
                self.trail.begin(choice);
                self.admit(state, &mut level)?;
            }
        }
        self.progress.depth = 1;
        self.progress.waiting = level.len() as u64;
        Ok(level)
    }

    /// Makes the next level.
    fn expand(&mut self, level: Vec<M::State>, bounds: Bounds) -> Result<Vec<M::State>, Found<M>> {
        let mut next = Vec::new();
        let (mut number, first) = (self.trail.len() - level.len(), self.progress.distinct);
        // The last level is looked at and not expanded: nobody needs its states again.
        self.keeps = self.progress.depth < bounds.steps;
        let threads = bounds.threads.max(1);
        let batch = if threads == 1 { BATCH } else { BATCH_WITH_THREADS * threads };
        for states in level.chunks(batch) {
            for part in self.batch(states, threads) {
                number = self.take_in(part, number, &mut next)?;
            }
            if self.progress.distinct > bounds.states {
                return Err(Found::Nothing(Ending::States));
            }
        }
        self.progress.waiting = self.progress.distinct - first;
        if self.progress.waiting > 0 {
            self.progress.depth += 1;
        }
        Ok(next)
    }

    /// The successors of some states, in parts that follow each other.
    fn batch(&self, states: &[M::State], threads: usize) -> Vec<Part<M::State>> {
        if threads == 1 || states.len() <= BATCH {
            return vec![successors(self.model, &self.seen, states)];
        }
        let (model, seen) = (self.model, &self.seen);
        std::thread::scope(|scope| {
            let share = states.len().div_ceil(threads);
            let workers: Vec<_> = states
                .chunks(share)
                .map(|states| scope.spawn(move || successors(model, seen, states)))
                .collect();
            workers.into_iter().map(|it| it.join().expect("a model does not panic")).collect()
        })
    }

    /// Takes in what is new of the successors of the states from that number on, and gives the
    /// number of the state after them.
    fn take_in(
        &mut self,
        part: Part<M::State>,
        first: usize,
        next: &mut Vec<M::State>,
    ) -> Result<usize, Found<M>> {
        let mut candidates = part.candidates.into_iter();
        let mut number = first;
        for (successors, count) in part.counts {
            for Candidate { fingerprint, choice, state } in candidates.by_ref().take(count.into()) {
                if self.seen.insert(fingerprint) {
                    self.trail.add(number as u32, choice);
                    if let Err(found) = self.admit(state, next) {
                        self.progress.generated += u64::from(choice) + 1;
                        self.progress.depth += 1;
                        return Err(found);
                    }
                }
            }
            self.progress.generated += u64::from(successors);
            number += 1;
        }
        Ok(number)
    }

    /// Puts a new state on its level, unless it breaks a promise.
    fn admit(&mut self, state: M::State, level: &mut Vec<M::State>) -> Result<(), Found<M>> {
        self.progress.distinct += 1;
        self.progress.bytes = self.seen.bytes() + self.trail.bytes();
        match self.model.broken(&state) {
            None => {
                if self.keeps {
                    level.push(state);
                }
                Ok(())
            }
            Some(property) => Err(Found::Broken(property)),
        }
    }

    fn end(self, found: Found<M>) -> Explored<M> {
        let ending = match found {
            Found::Nothing(ending) => ending,
            Found::Broken(property) => {
                let (steps, state) = self.trail.way(self.model, self.trail.len() - 1);
                Ending::Broken(CounterExample { property, steps, state })
            }
        };
        Explored { progress: self.progress, ending }
    }
}

/// The successors of some states, without those that were seen.
fn successors<M: Model>(model: &M, seen: &Seen, states: &[M::State]) -> Part<M::State> {
    let mut part = Part { counts: Vec::with_capacity(states.len()), candidates: Vec::new() };
    for state in states {
        let before = part.candidates.len();
        let mut count: u16 = 0;
        model.successors(state, |_, state| {
            let fingerprint = fingerprint(&state);
            if !seen.contains(fingerprint) {
                part.candidates.push(Candidate { fingerprint, choice: count, state });
            }
            count = count.checked_add(1).expect("no state has 65,536 successors");
        });
        part.counts.push((count, (part.candidates.len() - before) as u16));
    }
    part
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Two jugs of five and three litres: the way to four litres is six steps long.
    struct Jugs;

    impl Model for Jugs {
        type State = (u8, u8);
        type Step = &'static str;

        fn initial(&self) -> Vec<(u8, u8)> {
            vec![(0, 0)]
        }

        fn successors(
            &self,
            &(five, three): &(u8, u8),
            mut each: impl FnMut(&'static str, (u8, u8)),
        ) {
            each("fill the five", (5, three));
            each("fill the three", (five, 3));
            each("empty the five", (0, three));
            each("empty the three", (five, 0));
            let poured = five.min(3 - three);
            each("five into three", (five - poured, three + poured));
            let poured = three.min(5 - five);
            each("three into five", (five + poured, three - poured));
        }

        fn broken(&self, &(five, _): &(u8, u8)) -> Option<&'static str> {
            (five == 4).then_some("never four litres")
        }
    }

    #[test]
    fn the_way_that_is_found_is_a_shortest_one() {
        let explored = explore(&Jugs, Bounds::default(), |_| {});
        let Ending::Broken(found) = explored.ending else { panic!("four litres can be measured") };
        assert_eq!(found.property, "never four litres");
        assert_eq!(
            found.steps,
            [
                "fill the five",
                "five into three",
                "empty the three",
                "five into three",
                "fill the five",
                "five into three"
            ]
        );
        assert_eq!((found.state, explored.progress.depth), ((4, 3), 7));
    }

    #[test]
    fn bounds_end_it_and_say_so() {
        let steps = explore(&Jugs, Bounds { steps: 5, ..Bounds::default() }, |_| {});
        assert!(matches!(steps.ending, Ending::Steps), "{:?}", steps.progress);
        let states = explore(&Jugs, Bounds { states: 3, ..Bounds::default() }, |_| {});
        assert!(matches!(states.ending, Ending::States), "{:?}", states.progress);
    }
}
