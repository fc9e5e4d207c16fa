//! What can be explored: states, and the steps that lead from one to the next. Knows nothing of
//! how it is explored, and nothing of what the states mean.

use std::hash::Hash;

/// A system that moves from state to state in steps.
pub trait Model: Sync {
    /// A state. Two states are the same if they hash the same words: what cannot make a
    /// difference to what follows should stay out of the hash.
    type State: Hash + Send + Sync;
    /// What happens between two states, as a counter-example tells it.
    type Step;

    /// The states to begin with.
    fn initial(&self) -> Vec<Self::State>;

    /// Every step that can be taken in a state, with the state it leads to. The order is always
    /// the same, because a counter-example is remembered by the places of its steps in it.
    fn successors(&self, state: &Self::State, each: impl FnMut(Self::Step, Self::State));

    /// The promise that is broken in a state, if one is.
    fn broken(&self, state: &Self::State) -> Option<&'static str>;
}
