//! The messages of a saga: who sends them, when and why; their kinds and their words. Every one
//! names its saga, and a saga has one step at each service, so that saga and receiver together are
//! the key by which a step is known when it is asked for again.

use super::{Saga, SagaOrchestration};
use crate::common::unhashed::Traced;
use kernel::ids::OpId;
use pattern::declare::{Glyph, MessageKind, Tone};
use pattern::view::{Field, MessageView};

/// A message.
#[derive(Clone, Debug, Hash)]
pub enum Message {
    /// A client asks for a saga. It gives the saga its number, by which a second copy is known.
    Begin {
        /// The saga.
        saga: Saga,
        /// The client's operation.
        op: OpId,
    },
    /// The orchestrator tells the client how its saga ended.
    Outcome {
        /// The saga.
        saga: Saga,
        /// Whether all steps were taken; otherwise all were compensated.
        completed: bool,
    },
    /// The orchestrator asks a service for its step, and again when it does not answer.
    Execute {
        /// The saga.
        saga: Saga,
        /// The step's span.
        span: Traced,
    },
    /// A service has committed its step.
    Executed {
        /// The saga.
        saga: Saga,
    },
    /// A service cannot or will not take its step: there is no car, or the saga was compensated.
    Refused {
        /// The saga.
        saga: Saga,
    },
    /// The orchestrator asks a service to undo its step, whether it was taken or not, and again
    /// until it is done.
    Compensate {
        /// The saga.
        saga: Saga,
        /// The compensation's span.
        span: Traced,
    },
    /// A service has undone its step, or never took it and will not take it any more.
    Compensated {
        /// The saga.
        saga: Saga,
    },
    /// A service could not undo its step this time.
    CompensationFailed {
        /// The saga.
        saga: Saga,
    },
    /// A client looks whether a saga has taken effect at a service.
    Look {
        /// The saga.
        saga: Saga,
    },
    /// A service tells what is to be seen there.
    Seen {
        /// The saga.
        saga: Saga,
        /// Whether its step has taken effect and is not undone.
        there: bool,
    },
}

/// The kinds of message, in the order of [`Message::kind`].
pub const KINDS: &[MessageKind] = &[
    MessageKind {
        name: "Begin",
        glyph: Glyph::Square,
        tone: Tone::Quiet,
        help: "A client asks the orchestrator for a saga.",
    },
    MessageKind {
        name: "Completed",
        glyph: Glyph::HollowSquare,
        tone: Tone::Good,
        help: "The orchestrator tells the client that all steps were taken.",
    },
    MessageKind {
        name: "RolledBack",
        glyph: Glyph::HollowSquare,
        tone: Tone::Bad,
        help: "The orchestrator tells the client that the steps taken were compensated.",
    },
    MessageKind {
        name: "Execute",
        glyph: Glyph::Dart,
        tone: Tone::Leading,
        help: "The orchestrator asks a service for its step, and again when it does not answer in \
               time.",
    },
    MessageKind {
        name: "Executed",
        glyph: Glyph::Ring,
        tone: Tone::Good,
        help: "A service has committed its step, for everybody to see.",
    },
    MessageKind {
        name: "Refused",
        glyph: Glyph::BarredRing,
        tone: Tone::Bad,
        help: "A service does not take its step: it cannot, or the saga was compensated before.",
    },
    MessageKind {
        name: "Compensate",
        glyph: Glyph::Diamond,
        tone: Tone::Bad,
        help: "The orchestrator asks a service to undo its step, and again until it has.",
    },
    MessageKind {
        name: "Compensated",
        glyph: Glyph::Ring,
        tone: Tone::Quiet,
        help: "A service has undone its step, or never took it and will not any more.",
    },
    MessageKind {
        name: "CompensationFailed",
        glyph: Glyph::BarredRing,
        tone: Tone::Trying,
        help: "A service could not undo its step this time; it will be asked again.",
    },
    MessageKind {
        name: "Look",
        glyph: Glyph::Wedge,
        tone: Tone::Quiet,
        help: "A client looks at what its saga has done so far.",
    },
    MessageKind {
        name: "Seen",
        glyph: Glyph::Dot,
        tone: Tone::Quiet,
        help: "A service shows what is there, with no regard to sagas under way.",
    },
];

impl Message {
    /// The message's kind, an index into [`KINDS`].
    pub fn kind(&self) -> u8 {
        match self {
            Message::Begin { .. } => 0,
            Message::Outcome { completed: true, .. } => 1,
            Message::Outcome { completed: false, .. } => 2,
            Message::Execute { .. } => 3,
            Message::Executed { .. } => 4,
            Message::Refused { .. } => 5,
            Message::Compensate { .. } => 6,
            Message::Compensated { .. } => 7,
            Message::CompensationFailed { .. } => 8,
            Message::Look { .. } => 9,
            Message::Seen { .. } => 10,
        }
    }

    /// Its saga.
    pub fn saga(&self) -> Saga {
        match *self {
            Message::Begin { saga, .. }
            | Message::Outcome { saga, .. }
            | Message::Execute { saga, .. }
            | Message::Executed { saga }
            | Message::Refused { saga }
            | Message::Compensate { saga, .. }
            | Message::Compensated { saga }
            | Message::CompensationFailed { saga }
            | Message::Look { saga }
            | Message::Seen { saga, .. } => saga,
        }
    }

    /// The message in words.
    pub fn describe(&self, _: &SagaOrchestration) -> MessageView {
        let saga = self.saga();
        let mut view =
            MessageView { label: saga.to_string(), fields: vec![Field::new("saga", saga)] };
        if let Message::Seen { there, .. } = self {
            view.label += if *there { ", there" } else { ", not there" };
            view.fields.push(Field::new("there", there));
        }
        view
    }
}
