//! Linearizability: all operations have an order that one object explains, and each stands in it
//! between its invocation and its return (Herlihy and Wing 1990).
//!
//! A history of many objects is linearizable if the history of each is, so they are judged one by
//! one (Horn and Kroening 2015), and the first that is not decides. The searches take turns with
//! more and more steps, because the one object that is hard may stand before one that is easy.
//!
//! Knows neither where a history comes from nor what a process is called.

use std::collections::BTreeMap;

use super::history::{Operation, Value};
use super::model::Model;
use super::search::{Progress, Search};

/// What is said of a history.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It is linearizable.
    Linearizable,
    /// It is not, and this shows it.
    NotLinearizable(Counterexample),
    /// The steps allowed were not enough to tell.
    GaveUp,
}

/// The history of one object that has no linearization, in numbers of its operations.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Counterexample {
    /// The longest beginning of a linearization: it takes everything that had returned before the
    /// culprit did.
    pub prefix: Vec<usize>,
    /// The first operation that cannot be placed.
    pub culprit: usize,
}

/// The first turn's steps of each search.
const FIRST_TURN: u64 = 4_096;

/// Judges a history, whose operations stand in the order of their invocations, in at most so many
/// steps.
pub fn judge<M: Model + Clone>(model: &M, history: &[Operation], steps: u64) -> Verdict {
    let mut searches = searches(model, history);
    let (mut left, mut turn) = (steps, FIRST_TURN);
    while !searches.is_empty() {
        let mut open = Vec::new();
        for (mut search, numbers) in searches {
            let mut allowed = turn.min(left);
            left -= allowed;
            match search.advance(&mut allowed) {
                Progress::Found => {}
                Progress::Impossible => {
                    return Verdict::NotLinearizable(counterexample(&search, &numbers));
                }
                Progress::Open => open.push((search, numbers)),
            }
            left += allowed;
        }
        if left == 0 && !open.is_empty() {
            return Verdict::GaveUp;
        }
        searches = open;
        turn = turn.saturating_mul(2);
    }
    Verdict::Linearizable
}

/// A search for each object, with the numbers that its operations have in the whole history.
fn searches<'a, M: Model + Clone>(
    model: &M,
    history: &'a [Operation],
) -> Vec<(Search<'a, M>, Vec<usize>)> {
    let mut numbers: BTreeMap<&Value, Vec<usize>> = BTreeMap::new();
    for (number, operation) in history.iter().enumerate() {
        numbers.entry(&operation.key).or_default().push(number);
    }
    let search = |numbers: Vec<usize>| {
        let operations = numbers.iter().map(|number| &history[*number]).collect();
        (Search::new(model.clone(), operations), numbers)
    };
    numbers.into_values().map(search).collect()
}

fn counterexample<M: Model>(search: &Search<M>, numbers: &[usize]) -> Counterexample {
    let number = |own: u32| numbers[own as usize];
    let prefix = search.order().into_iter().map(number).collect();
    Counterexample { prefix, culprit: search.culprit().map_or(0, number) }
}

impl Counterexample {
    /// The last operation of the prefix that may have changed the object.
    pub fn last_change(&self, history: &[Operation]) -> Option<usize> {
        self.prefix.iter().rev().copied().find(|number| !history[*number].observes())
    }
}
