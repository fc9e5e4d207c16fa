//! Orders, what is done to them, and the events that say so. Knows nobody who handles them.

use crate::common::unhashed::Unhashed;
use kernel::history::{Call, Key};
use kernel::ids::{OpId, SpanId};
use kernel::time::Time;

/// An order: the aggregate whose events are to stay in their order.
pub type Order = u16;

/// What happens to an order, one after the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Step {
    /// It exists.
    Placed,
    /// It is paid for.
    Paid,
    /// It is on its way.
    Shipped,
}

impl Step {
    /// All of them, as they follow each other.
    pub const ALL: [Step; 3] = [Step::Placed, Step::Paid, Step::Shipped];

    /// Its number, from 1: how many steps an order has taken with it.
    pub fn number(self) -> u8 {
        self as u8 + 1
    }

    /// Its bit in a set of steps.
    pub fn bit(self) -> u8 {
        1 << self as u8
    }

    /// The command that asks for it: `place`.
    pub fn verb(self) -> &'static str {
        ["place", "pay", "ship"][self as usize]
    }

    /// What an order is then: `placed`.
    pub fn name(self) -> &'static str {
        ["placed", "paid", "shipped"][self as usize]
    }

    /// In one letter: placed, for money, sent.
    pub fn letter(self) -> &'static str {
        ["p", "m", "s"][self as usize]
    }
}

/// What a client asks for. Asking again for what is done changes nothing: the order and the step are
/// its natural key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Command {
    /// The client's number for it.
    pub serial: u32,
    /// Which order.
    pub order: Order,
    /// Which step it is to take.
    pub step: Step,
    /// The operation in the history.
    pub op: OpId,
    /// The span of the client's work, the parent of all that follows from it.
    pub span: Unhashed<SpanId>,
}

impl Command {
    /// The command as the history has it: each step is a set that orders are added to.
    pub fn call(order: Order, step: Step) -> Call {
        Call::Add(Key(step.letter().as_bytes()[0]), order.into())
    }

    /// The event that says that it was carried out.
    pub fn event(&self, at: Time) -> Event {
        let Command { order, step, op, span, .. } = *self;
        Event { order, step, op, span, at }
    }

    /// In words: `place 7`.
    pub fn in_words(&self) -> String {
        format!("{} {}", self.step.verb(), self.order)
    }

    /// In at most four characters: `7p`.
    pub fn short(&self) -> String {
        short(self.order, self.step)
    }
}

/// A change of an order that others are to hear of. Its order and its step identify it, which is
/// what consumers know it again by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Event {
    /// Which order.
    pub order: Order,
    /// What happened to it.
    pub step: Step,
    /// The operation that asked for it.
    pub op: OpId,
    /// The span of the client's work.
    pub span: Unhashed<SpanId>,
    /// When it was made, by the clock of whoever made it.
    pub at: Time,
}

impl Event {
    /// Whether both tell of the same change.
    pub fn is(&self, other: &Event) -> bool {
        (self.order, self.step) == (other.order, other.step)
    }

    /// In words: `7 placed`.
    pub fn in_words(&self) -> String {
        in_words(self.order, self.step)
    }

    /// In at most four characters: `7p`.
    pub fn short(&self) -> String {
        short(self.order, self.step)
    }
}

/// A change in words: `7 placed`.
pub fn in_words(order: Order, step: Step) -> String {
    format!("{order} {}", step.name())
}

/// A change in at most four characters: `7p`.
fn short(order: Order, step: Step) -> String {
    format!("{order}{}", step.letter())
}
