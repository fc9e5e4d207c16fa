//! A miniature of Chang and Roberts' election on a ring: each node sends its number on, smaller
//! numbers win. Any set of nodes may stand for election.

use faultline::explore::model::Model;

/// A ring of so many nodes, at most eight; a node's place is its number.
pub struct ChangRoberts(pub usize);

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct State {
    nodes: Vec<Node>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct Node {
    initiator: bool,
    started: bool,
    standing: Standing,
    /// The numbers that wait to be received.
    waiting: u8,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Standing {
    Candidate,
    Lost,
    Won,
}

/// A node starts, or receives a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    Starts(usize),
    Receives(usize, usize),
}

impl Model for ChangRoberts {
    type State = State;
    type Step = Step;

    fn initial(&self) -> Vec<State> {
        let node = |initiator| Node {
            initiator,
            started: false,
            standing: if initiator { Standing::Candidate } else { Standing::Lost },
            waiting: 0,
        };
        let sets = 0..1u32 << self.0;
        sets.map(|set| State { nodes: (0..self.0).map(|n| node(set >> n & 1 == 1)).collect() })
            .collect()
    }

    fn successors(&self, state: &State, mut each: impl FnMut(Step, State)) {
        for (me, node) in state.nodes.iter().enumerate() {
            let after = (me + 1) % self.0;
            if !node.started {
                let mut next = state.clone();
                next.nodes[me].started = true;
                if node.initiator {
                    next.nodes[after].waiting |= 1 << me;
                }
                each(Step::Starts(me), next);
                continue;
            }
            for number in (0..self.0).filter(|number| node.waiting >> number & 1 == 1) {
                let mut next = state.clone();
                next.nodes[me].waiting &= !(1 << number);
                if node.standing == Standing::Lost || number < me {
                    next.nodes[me].standing = Standing::Lost;
                    next.nodes[after].waiting |= 1 << number;
                } else if number == me {
                    next.nodes[me].standing = Standing::Won;
                }
                each(Step::Receives(me, number), next);
            }
        }
    }

    fn broken(&self, state: &State) -> Option<&'static str> {
        let winner = state.nodes.iter().position(|node| node.standing == Standing::Won)?;
        let right = state.nodes[winner].initiator
            && state.nodes.iter().enumerate().all(|(other, node)| {
                other == winner
                    || node.standing == Standing::Lost && !(node.initiator && other < winner)
            });
        (!right).then_some("Correctness")
    }
}
