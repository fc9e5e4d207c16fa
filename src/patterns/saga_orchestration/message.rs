//! The messages of a saga: who sends them, when and why; their kinds and their words. Every one
//! names its saga, and a saga has one step at each service, so that saga and receiver together are
//! the key by which a step is known when it is asked for again.

use super::Saga;
use crate::common::spans::Context;
use kernel::ids::OpId;
use pattern::prelude::*;

/// A message.
#[derive(Clone, Debug, Hash)]
#[allow(missing_docs)]
pub enum Message {
    /// A client asks for a saga, under its operation. It gives the saga its number, by which a second
    /// copy is known.
    Begin { saga: Saga, op: OpId },
    /// The orchestrator tells the client whether all steps were taken, or all were compensated.
    Outcome { saga: Saga, completed: bool },
    /// The orchestrator asks a service for its step, and again when it does not answer. With the
    /// step's span.
    Execute(Saga, Context),
    /// A service has committed its step.
    Executed(Saga),
    /// A service cannot or will not take its step: there is no car, or the saga was compensated.
    Refused(Saga),
    /// The orchestrator asks a service to undo its step, whether it was taken or not, and again
    /// until it is done. With the compensation's span.
    Compensate(Saga, Context),
    /// A service has undone its step, or never took it and will not take it any more.
    Compensated(Saga),
    /// A service could not undo its step this time.
    CompensationFailed(Saga),
    /// A client looks whether a saga has taken effect at a service.
    Look(Saga),
    /// A service tells whether its step has taken effect and is not undone.
    Seen { saga: Saga, there: bool },
}

kinds! {
    /// The kinds of message.
    pub enum Kind of Message {
        /// A client asks the orchestrator for a saga.
        Message::Begin { .. } => Begin = "Begin", Square, Quiet;
        /// The orchestrator tells the client that all steps were taken.
        Message::Outcome { completed: true, .. } => Completed = "Completed", HollowSquare, Good;
        /// The orchestrator tells the client that the steps taken were compensated.
        Message::Outcome { completed: false, .. } => RolledBack = "RolledBack", HollowSquare, Bad;
        /// The orchestrator asks a service for its step, and again when it does not answer in time.
        Message::Execute(..) => Execute = "Execute", Dart, Leading;
        /// A service has committed its step, for everybody to see.
        Message::Executed(_) => Executed = "Executed", Ring, Good;
        /// A service does not take its step: it cannot, or the saga was compensated before.
        Message::Refused(_) => Refused = "Refused", BarredRing, Bad;
        /// The orchestrator asks a service to undo its step, and again until it has.
        Message::Compensate(..) => Compensate = "Compensate", Diamond, Bad;
        /// A service has undone its step, or never took it and will not any more.
        Message::Compensated(_) => Compensated = "Compensated", Ring, Quiet;
        /// A service could not undo its step this time; it will be asked again.
        Message::CompensationFailed(_) =>
            CompensationFailed = "CompensationFailed", BarredRing, Trying;
        /// A client looks at what its saga has done so far.
        Message::Look(_) => Look = "Look", Wedge, Quiet;
        /// A service shows what is there, with no regard to sagas under way.
        Message::Seen { .. } => Seen = "Seen", Dot, Quiet;
    }
}

impl Message {
    fn saga(&self) -> Saga {
        match *self {
            Message::Begin { saga, .. }
            | Message::Outcome { saga, .. }
            | Message::Execute(saga, _)
            | Message::Executed(saga)
            | Message::Refused(saga)
            | Message::Compensate(saga, _)
            | Message::Compensated(saga)
            | Message::CompensationFailed(saga)
            | Message::Look(saga)
            | Message::Seen { saga, .. } => saga,
        }
    }

    pub(super) fn describe(&self) -> MessageView {
        let saga = self.saga();
        let mut view = MessageView::labelled(saga);
        view.field("saga", saga);
        if let Message::Seen { there, .. } = self {
            view.label += if *there { ", there" } else { ", not there" };
            view.field("there", there);
        }
        view
    }
}
