//! A client: issues commands of its own and those it is given, one after another; finds the
//! leader by asking; and repeats a command under the same number until it is answered, which is
//! what makes it take effect once (section 8; dissertation 6.3).

use std::collections::VecDeque;

use super::machine::{Command, Op, Session};
use super::message::{Message, Reply};
use super::server::Turn;
use super::{Input, Raft, Timer};
use kernel::history::{Key, Outcome};
use kernel::ids::{NodeId, OpId};

/// What a client knows. The number of its last command is on its [`super::Disk`], so that it
/// does not use a number twice when it comes back from a crash.
#[derive(Clone, Debug, Hash)]
pub struct Client {
    /// The command that waits for its answer.
    pub waiting: Option<Waiting>,
    /// What it was given to do next.
    pub queue: VecDeque<Op>,
    /// The server that it believes to lead.
    pub target: NodeId,
}

/// A command that waits for its answer.
#[derive(Clone, Copy, Debug, Hash)]
pub struct Waiting {
    /// The command.
    pub command: Command,
    /// The operation in the history.
    pub op: OpId,
    /// How often it was sent.
    pub sent: u32,
}

impl Client {
    /// Starts a client. Its first own command comes at a random moment of the first interval, so
    /// that several clients do not speak all at once.
    pub fn boot(turn: &mut Turn) -> Client {
        turn.cx.set_staggered(Timer::Workload, turn.raft.request_every);
        let target = NodeId(turn.cx.index() % turn.raft.nodes);
        Client { waiting: None, queue: VecDeque::new(), target }
    }

    /// An answer arrives.
    pub fn on_message(&mut self, turn: &mut Turn, from: NodeId, message: Message) {
        let Message::ClientResponse { session, serial, reply } = message else {
            // Everything else is between servers.
            return;
        };
        let Some(waiting) = self.waiting else { return };
        if (waiting.command.session, waiting.command.serial) != (session, serial) {
            // A second answer to a command that was sent twice.
            return;
        }
        match reply {
            Reply::Done(answer) => {
                self.target = from;
                self.waiting = None;
                turn.cx.cancel_timer(Timer::Request(serial));
                turn.cx.complete(waiting.op, Outcome::Done(answer));
                self.start_next(turn);
            }
            // An answer from a server that it has given up on says nothing new.
            Reply::NotLeader(_) if from != self.target => {}
            Reply::NotLeader(Some(leader)) => {
                self.target = leader;
                self.send(turn);
            }
            // There may be no leader yet: asks the next server when the timer expires.
            Reply::NotLeader(None) => {}
        }
    }

    /// A timer expires.
    pub fn on_timer(&mut self, turn: &mut Turn, timer: Timer) {
        match timer {
            Timer::Workload => {
                turn.cx.set_timer(Timer::Workload, turn.raft.request_every);
                // A client that waits does not ask for more.
                if self.waiting.is_none() {
                    let op = own_command(turn.raft, turn.cx.index(), turn.disk.serial);
                    op.call().into_iter().for_each(|call| turn.cx.workload(call.to_string()));
                    self.queue.push_back(op);
                    self.start_next(turn);
                }
            }
            Timer::Request(_) => {
                self.target = NodeId((self.target.0 + 1) % turn.raft.nodes);
                self.send(turn);
            }
            // Servers' timers.
            Timer::Election | Timer::Heartbeat | Timer::Silence => {}
            Timer::Quorum | Timer::Transfer => {}
        }
    }

    /// A command is given to it.
    pub fn on_input(&mut self, turn: &mut Turn, input: &Input) {
        match input {
            Input::Command(op) => {
                self.queue.push_back(*op);
                if self.waiting.is_none() {
                    self.start_next(turn);
                }
            }
            Input::Timeout => turn.cx.note("a client has no election timeout"),
            Input::Transfer(_) | Input::Reconfigure(_) => turn.cx.note("a client leads nobody"),
        }
    }

    fn start_next(&mut self, turn: &mut Turn) {
        let Some(op) = self.queue.pop_front() else { return };
        let Some(call) = op.call() else { return };
        turn.disk.serial += 1;
        let session = Session { client: turn.cx.me(), number: 0 };
        let command = Command { session, serial: turn.disk.serial, op };
        let id = turn.cx.invoke(call);
        self.waiting = Some(Waiting { command, op: id, sent: 0 });
        self.send(turn);
    }

    fn send(&mut self, turn: &mut Turn) {
        let Some(waiting) = &mut self.waiting else { return };
        waiting.sent += 1;
        turn.cx.send(self.target, Message::ClientRequest(waiting.command));
        turn.cx.set_timer(Timer::Request(waiting.command.serial), turn.raft.request_timeout);
    }
}

/// The commands that a client issues on its own: it writes x, y and z in turn, with values that
/// no other client writes, and reads one of them after every third.
fn own_command(raft: &Raft, index: u16, serial: u32) -> Op {
    let key = Key(b'x' + (serial % 3) as u8);
    if serial % 4 == 3 {
        return Op::Get(key);
    }
    Op::Put(key, serial * u32::from(raft.clients) + u32::from(index) + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clients_write_values_of_their_own_and_read_now_and_then() {
        let raft = Raft { clients: 2, ..Raft::default() };
        let words =
            |index| (0..6).map(|n| own_command(&raft, index, n).to_string()).collect::<Vec<_>>();
        assert_eq!(words(0), ["x=1", "y=3", "z=5", "x?", "y=9", "z=11"]);
        assert_eq!(words(1), ["x=2", "y=4", "z=6", "x?", "y=10", "z=12"]);
    }
}
