//! A miniature of Dijkstra's EWD 840: a token that goes round a ring finds out that all nodes
//! have come to rest.

use faultline::explore::model::Model;

/// A ring of so many nodes, at most eight.
pub struct Ewd840(pub u8);

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct State {
    active: u8,
    black: u8,
    token: u8,
    token_is_black: bool,
}

/// What happens; the numbers are nodes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    InitiatesProbe,
    PassesToken(u8),
    Sends(u8, u8),
    ComesToRest(u8),
}

impl Model for Ewd840 {
    type State = State;
    type Step = Step;

    fn initial(&self) -> Vec<State> {
        let sets = 0..(1u16 << self.0);
        let mut states = Vec::new();
        for active in sets.clone() {
            for black in sets.clone() {
                states.extend((0..self.0).map(|token| State {
                    active: active as u8,
                    black: black as u8,
                    token,
                    token_is_black: true,
                }));
            }
        }
        states
    }

    fn successors(&self, state: &State, mut each: impl FnMut(Step, State)) {
        let State { active, black, token, token_is_black } = *state;
        let here = 1 << token;
        let painted_white = State { black: black & !here, ..*state };
        // TLC takes a step once for every alternative of its condition that holds.
        let alternatives = [token_is_black, black & here != 0, token != 0 && active & here == 0];
        for _ in alternatives.iter().filter(|holds| **holds) {
            if token == 0 {
                let next = State { token: self.0 - 1, token_is_black: false, ..painted_white };
                each(Step::InitiatesProbe, next);
            } else {
                let token_is_black = token_is_black || black & here != 0;
                let next = State { token: token - 1, token_is_black, ..painted_white };
                each(Step::PassesToken(token), next);
            }
        }
        for node in (0..self.0).filter(|node| active >> node & 1 == 1) {
            for to in (0..self.0).filter(|to| *to != node) {
                let black = if to > node { black | 1 << node } else { black };
                each(Step::Sends(node, to), State { active: active | 1 << to, black, ..*state });
            }
            each(Step::ComesToRest(node), State { active: active & !(1 << node), ..*state });
        }
    }

    fn broken(&self, state: &State) -> Option<&'static str> {
        let detected = state.token == 0
            && !state.token_is_black
            && state.black & 1 == 0
            && state.active & 1 == 0;
        (detected && state.active != 0).then_some("TerminationDetection")
    }
}
