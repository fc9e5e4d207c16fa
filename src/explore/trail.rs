//! How each state was reached: from which one, and by which of its steps. Knows the states by
//! their numbers in the order in which they were found.

use super::model::Model;

/// Six bytes a state. The steps themselves are not kept: they are taken again when the way to
/// a state is told.
pub struct Trail {
    /// For each state the number of the one before; its own for one to begin with.
    before: Vec<u32>,
    /// Which successor of that one it is, or which of the states to begin with.
    choice: Vec<u16>,
}

impl Trail {
    /// No states yet.
    pub fn none() -> Trail {
        Trail { before: Vec::new(), choice: Vec::new() }
    }

    /// How many states there are.
    pub fn len(&self) -> usize {
        self.before.len()
    }

    /// A state to begin with.
    pub fn begin(&mut self, choice: u16) {
        self.add(self.before.len() as u32, choice);
    }

    /// A state reached from another.
    pub fn add(&mut self, before: u32, choice: u16) {
        self.before.push(before);
        self.choice.push(choice);
    }

    /// How many bytes it takes.
    pub fn bytes(&self) -> u64 {
        (self.before.capacity() * size_of::<u32>() + self.choice.capacity() * size_of::<u16>())
            as u64
    }

    /// The steps that lead to a state, and the state.
    pub fn way<M: Model>(&self, model: &M, number: usize) -> (Vec<M::Step>, M::State) {
        let mut choices = Vec::new();
        let mut at = number;
        loop {
            choices.push(self.choice[at]);
            let before = self.before[at] as usize;
            if before == at {
                break;
            }
            at = before;
        }
        let first = choices.pop().map_or(0, usize::from);
        let mut state = model.initial().swap_remove(first);
        let mut steps = Vec::new();
        for choice in choices.into_iter().rev() {
            let mut place = 0;
            let mut taken = None;
            model.successors(&state, |step, next| {
                if place == choice {
                    taken = Some((step, next));
                }
                place += 1;
            });
            let (step, next) = taken.expect("a model takes the same steps every time");
            steps.push(step);
            state = next;
        }
        (steps, state)
    }
}
