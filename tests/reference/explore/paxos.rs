//! A miniature of Lamport's Paxos (single decree): ballots, three acceptors, every pair of them
//! a quorum. Messages are never taken off the network.

use std::collections::BTreeSet;

use faultline::explore::model::Model;

/// Ballots 0 to the first number, so many values.
pub struct Paxos {
    pub last_ballot: i8,
    pub values: u8,
}

const ACCEPTORS: u8 = 3;
const QUORUMS: [[u8; 2]; 3] = [[0, 1], [0, 2], [1, 2]];

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct State {
    acceptors: [Acceptor; ACCEPTORS as usize],
    sent: BTreeSet<Message>,
}

/// The ballot it has promised, and its last vote.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct Acceptor {
    promised: i8,
    vote: Option<(i8, u8)>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Message {
    /// A leader begins a ballot.
    Prepare { ballot: i8 },
    /// An acceptor promises to vote in no earlier one, and tells its last vote.
    Promise { acceptor: u8, ballot: i8, vote: Option<(i8, u8)> },
    /// A leader asks for votes for a value.
    Accept { ballot: i8, value: u8 },
    /// An acceptor votes.
    Accepted { acceptor: u8, ballot: i8, value: u8 },
}

impl Model for Paxos {
    type State = State;
    /// A message is sent, perhaps once more.
    type Step = Message;

    fn initial(&self) -> Vec<State> {
        let acceptor = Acceptor { promised: -1, vote: None };
        vec![State { acceptors: [acceptor; ACCEPTORS as usize], sent: BTreeSet::new() }]
    }

    fn successors(&self, state: &State, mut each: impl FnMut(Message, State)) {
        let mut send = |message: Message, acceptor: Option<(u8, Acceptor)>| {
            let mut next = state.clone();
            next.sent.insert(message);
            if let Some((number, acceptor)) = acceptor {
                next.acceptors[usize::from(number)] = acceptor;
            }
            each(message, next);
        };
        for ballot in 0..=self.last_ballot {
            send(Message::Prepare { ballot }, None);
            for value in 0..self.values {
                for _ in 0..ways_to_propose(state, ballot, value) {
                    send(Message::Accept { ballot, value }, None);
                }
            }
        }
        for (number, acceptor) in (0..).zip(state.acceptors) {
            for message in &state.sent {
                match *message {
                    Message::Prepare { ballot } if ballot > acceptor.promised => {
                        let Acceptor { vote, .. } = acceptor;
                        let promise = Message::Promise { acceptor: number, ballot, vote };
                        send(promise, Some((number, Acceptor { promised: ballot, vote })));
                    }
                    Message::Accept { ballot, value } if ballot >= acceptor.promised => {
                        let vote = Message::Accepted { acceptor: number, ballot, value };
                        let after = Acceptor { promised: ballot, vote: Some((ballot, value)) };
                        send(vote, Some((number, after)));
                    }
                    // Too late; and what acceptors send is for leaders.
                    Message::Prepare { .. }
                    | Message::Accept { .. }
                    | Message::Promise { .. }
                    | Message::Accepted { .. } => {}
                }
            }
        }
    }

    fn broken(&self, state: &State) -> Option<&'static str> {
        let votes = |ballot, value| {
            let sent = |acceptor: &u8| {
                let vote = Message::Accepted { acceptor: *acceptor, ballot, value };
                state.sent.contains(&vote)
            };
            (0..ACCEPTORS).filter(sent).count() >= 2
        };
        let chosen: BTreeSet<u8> = (0..=self.last_ballot)
            .flat_map(|ballot| (0..self.values).map(move |value| (ballot, value)))
            .filter(|(ballot, value)| votes(*ballot, *value))
            .map(|(_, value)| value)
            .collect();
        (chosen.len() > 1).then_some("at most one value is chosen")
    }
}

/// In how many ways a leader can come to propose a value: TLC takes the step once for each quorum
/// that allows it, and once for each vote in it that demands the value.
fn ways_to_propose(state: &State, ballot: i8, value: u8) -> usize {
    let proposed = |it: &Message| matches!(it, Message::Accept { ballot: b, .. } if *b == ballot);
    if state.sent.iter().any(proposed) {
        return 0;
    }
    let promise_of = |member: &u8| {
        state.sent.iter().find_map(|it| match *it {
            Message::Promise { acceptor, ballot: b, vote }
                if (acceptor, b) == (*member, ballot) =>
            {
                Some(vote)
            }
            _ => None,
        })
    };
    let ways = QUORUMS.iter().map(|quorum| {
        let promises: Vec<_> = quorum.iter().filter_map(promise_of).collect();
        let votes: Vec<(i8, u8)> = promises.iter().copied().flatten().collect();
        let last = votes.iter().map(|(ballot, _)| *ballot).max();
        match last {
            _ if promises.len() < quorum.len() => 0,
            None => 1,
            Some(last) => votes.iter().filter(|vote| **vote == (last, value)).count(),
        }
    });
    ways.sum()
}
