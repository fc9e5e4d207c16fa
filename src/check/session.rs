//! The four guarantees of a client's session (Terry et al. 1994): what its reads must not miss.
//!
//! Terry states them for the servers that a session talks to: which writes a server must have when
//! it answers a read, and in which order. A read shows which writes its server has, and so each
//! guarantee comes to a list of writes that a read must not miss. Only what one read shows can be
//! held against it: of a value that is there the client cannot see what else its server lacks,
//! unless it reads several keys at once, or a list.
//!
//! Which of two values of a register is the older one is for the store to say.

use super::differentiated::{Anomaly, Differentiated, Shown, WriteId};

/// A guarantee.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Guarantee {
    /// A read does not miss what its own session wrote before.
    ReadYourWrites,
    /// A read does not miss what its own session read before.
    MonotonicReads,
    /// Who sees a write does not miss what its session wrote before it.
    MonotonicWrites,
    /// Who sees a write does not miss what its session had read before it.
    WritesFollowReads,
}

/// All four.
pub const GUARANTEES: [Guarantee; 4] = [
    Guarantee::ReadYourWrites,
    Guarantee::MonotonicReads,
    Guarantee::MonotonicWrites,
    Guarantee::WritesFollowReads,
];

impl Guarantee {
    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Guarantee::ReadYourWrites => "read your writes",
            Guarantee::MonotonicReads => "monotonic reads",
            Guarantee::MonotonicWrites => "monotonic writes",
            Guarantee::WritesFollowReads => "writes follow reads",
        }
    }

    fn template(self) -> &'static str {
        match self {
            Guarantee::ReadYourWrites => "{0} is missing from {1}",
            Guarantee::MonotonicReads => "{0}, which {1} shows, is missing from {2}",
            Guarantee::MonotonicWrites => "{2} shows {1} without {0}",
            Guarantee::WritesFollowReads => "{3} shows {2} without {0}, which {1} had shown",
        }
    }
}

/// Judges a history; `older` says whether the first of two writes to one key is the older one.
/// The first anomaly is the one whose read was asked for first.
pub fn judge(
    guarantee: Guarantee,
    history: &Differentiated,
    older: impl Fn(WriteId, WriteId) -> bool,
) -> Result<(), Anomaly> {
    for (number, views) in history.shown.iter().enumerate() {
        for shown in views {
            for (write, mut blame) in due(guarantee, history, number) {
                if history.lacks(shown, write, &older) || late(history, shown, write, &blame) {
                    blame.insert(0, history.writes[write].operation);
                    blame.push(number);
                    return Err(Anomaly {
                        name: guarantee.name(),
                        blame,
                        template: guarantee.template(),
                    });
                }
            }
        }
    }
    Ok(())
}

/// The writes that a read must not miss, each with the operations between it and the read.
fn due(guarantee: Guarantee, history: &Differentiated, read: usize) -> Vec<(WriteId, Vec<usize>)> {
    match guarantee {
        Guarantee::ReadYourWrites => {
            own(history, read).into_iter().map(|write| (write, Vec::new())).collect()
        }
        Guarantee::MonotonicReads => seen(history, read),
        Guarantee::MonotonicWrites => behind(history, read)
            .flat_map(|later| own(history, later).into_iter().map(move |it| (it, vec![later])))
            .collect(),
        Guarantee::WritesFollowReads => behind(history, read)
            .flat_map(|later| {
                seen(history, later)
                    .into_iter()
                    .map(move |(write, by)| (write, [by, vec![later]].concat()))
            })
            .collect(),
    }
}

/// Whether a list shows a write behind the one that was made after it.
fn late(history: &Differentiated, shown: &Shown, write: WriteId, blame: &[usize]) -> bool {
    let place = |id: &WriteId| shown.writes.iter().position(|it| it == id);
    let later = blame.last().map_or(&[][..], |operation| &history.written[*operation]);
    shown.whole
        && later.iter().any(|later| place(&write).zip(place(later)).is_some_and(|(a, b)| a > b))
}

/// The operations whose writes an operation shows.
fn behind(history: &Differentiated, read: usize) -> impl Iterator<Item = usize> {
    let writes = history.shown[read].iter().flat_map(|shown| &shown.writes);
    writes.map(|write| history.writes[*write].operation)
}

/// What a session had written before one of its operations, as far as it was told that it had.
fn own(history: &Differentiated, operation: usize) -> Vec<WriteId> {
    let writes = before(history, operation).flat_map(|earlier| &history.written[earlier]);
    writes.copied().filter(|write| history.is_acknowledged(*write)).collect()
}

/// What a session had read before one of its operations, and by which.
fn seen(history: &Differentiated, operation: usize) -> Vec<(WriteId, Vec<usize>)> {
    let reads = before(history, operation);
    reads
        .flat_map(|read| {
            let writes = history.shown[read].iter().flat_map(|shown| &shown.writes);
            writes.map(move |write| (*write, vec![read]))
        })
        .collect()
}

/// A session's operations before one of them.
fn before(history: &Differentiated, operation: usize) -> impl Iterator<Item = usize> {
    let process = history.operations[operation].process;
    (0..operation).filter(move |earlier| history.operations[*earlier].process == process)
}
