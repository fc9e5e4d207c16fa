//! A client: sends commands one after another, and repeats each until it is answered. It fails
//! never, so that what it asked for is asked for until it is done.

use std::collections::VecDeque;

use super::event::{Command, Order, Step};
use super::message::Message;
use super::{Input, Outbox, Timer, Turn};
use crate::common::unhashed::Unhashed;
use kernel::history::Outcome;
use pattern::declare::Tone;

/// What a client knows.
#[derive(Clone, Debug, Default, Hash)]
pub struct Client {
    /// The command that waits for its answer.
    pub waiting: Option<Command>,
    /// What it was given to do next.
    pub queue: VecDeque<(Order, Step)>,
    /// How many commands of its own it has sent.
    pub own: u32,
}

impl Client {
    /// Starts a client. Its first own command comes at a random moment of the first interval.
    pub fn boot(turn: &mut Turn) -> Client {
        turn.cx.set_staggered(Timer::Workload, turn.outbox.request_every);
        Client::default()
    }

    /// An answer arrives.
    pub fn on_message(&mut self, turn: &mut Turn, message: &Message) {
        // Everything else is between the others.
        let Message::CommandResponse { serial, accepted } = *message else { return };
        let Some(command) = self.waiting.filter(|it| it.serial == serial) else {
            // A second answer to a command that was sent twice.
            return;
        };
        self.waiting = None;
        turn.cx.cancel_timer(Timer::Request);
        let (outcome, tone) = match accepted {
            true => (Outcome::Done(None), Tone::Good),
            false => (Outcome::Refused, Tone::Bad),
        };
        turn.cx.complete(command.op, outcome);
        turn.cx.close(command.span.0, tone);
        self.start_next(turn);
    }

    /// A timer expires.
    pub fn on_timer(&mut self, turn: &mut Turn, timer: Timer) {
        match timer {
            Timer::Workload => {
                turn.cx.set_timer(Timer::Workload, turn.outbox.request_every);
                // A client that waits does not ask for more.
                if self.waiting.is_none() {
                    let own = own_command(turn.outbox, turn.cx.index(), self.own);
                    self.own += 1;
                    turn.cx.workload(format!("{} {}", own.1.verb(), own.0));
                    self.queue.push_back(own);
                    self.start_next(turn);
                }
            }
            Timer::Request => self.send(turn),
            // The others' timers.
            Timer::Poll
            | Timer::Database
            | Timer::Broker
            | Timer::Row(_)
            | Timer::Redelivery(_)
            | Timer::CheckBack
            | Timer::Processing => {}
        }
    }

    /// A command is given to it.
    pub fn on_input(&mut self, turn: &mut Turn, input: Input) {
        self.queue.push_back((input.order, input.step));
        if self.waiting.is_none() {
            self.start_next(turn);
        }
    }

    fn start_next(&mut self, turn: &mut Turn) {
        let Some((order, step)) = self.queue.pop_front() else { return };
        turn.disk.serial += 1;
        let serial = turn.disk.serial;
        let op = turn.cx.invoke(Command::call(order, step));
        let span = turn.cx.open(order.into(), None, format!("{} {order}", step.verb()));
        self.waiting = Some(Command { serial, order, step, op, span: Unhashed(span) });
        self.send(turn);
    }

    fn send(&mut self, turn: &mut Turn) {
        let Some(command) = self.waiting else { return };
        turn.cx.send(turn.outbox.service(), Message::Command(command));
        turn.cx.set_timer(Timer::Request, turn.outbox.request_timeout);
    }
}

/// The commands that a client sends on its own: it takes orders that no other client takes through
/// all their steps.
fn own_command(outbox: &Outbox, index: u16, number: u32) -> (Order, Step) {
    let round = number / 3 * u32::from(outbox.clients) + u32::from(index);
    ((round % 999) as u16 + 1, Step::ALL[(number % 3) as usize])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clients_take_orders_of_their_own_through_all_steps() {
        let outbox = Outbox { clients: 2, ..Outbox::default() };
        let words = |index| {
            let own = (0..4).map(|n| own_command(&outbox, index, n));
            own.map(|(order, step)| format!("{} {order}", step.verb())).collect::<Vec<_>>()
        };
        assert_eq!(words(0), ["place 1", "pay 1", "ship 1", "place 3"]);
        assert_eq!(words(1), ["place 2", "pay 2", "ship 2", "place 4"]);
    }
}
