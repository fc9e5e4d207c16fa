//! Where runs of two patterns part. Their messages and states have nothing to do with each other, so
//! what counts is what everybody can see: which promises broke, and what clients were told.

use super::Side;
use kernel::history::Outcome;
use kernel::record::What;
use kernel::time::Time;
use run::Sim;

/// The first thing in which two runs of different patterns differ for those who use them.
#[derive(Clone, Debug, PartialEq)]
pub enum Apart {
    /// A promise was broken on one side.
    Broken {
        /// When.
        at: Time,
        /// Where.
        side: Side,
        /// The promise, as a sentence.
        name: &'static str,
        /// Whether the protocol does not make it: then a known limitation was reached.
        limit: bool,
    },
    /// A client was told something else, or nothing.
    Told {
        /// When it was first told on either side.
        at: Time,
        /// Its name.
        client: String,
        /// Which of its operations, from 1.
        number: usize,
        /// What it was told on each side, in a word or two.
        sides: [&'static str; 2],
    },
}

impl Apart {
    /// When.
    pub fn at(&self) -> Time {
        match self {
            Apart::Broken { at, .. } | Apart::Told { at, .. } => *at,
        }
    }
}

/// The first thing in which what two runs are for their users differs, up to their cursors.
pub fn apart(a: &dyn Sim, b: &dyn Sim) -> Option<Apart> {
    let broken = Side::BOTH.into_iter().filter_map(|side| broken([a, b][side.index()], side));
    let all = broken.chain(told(a, b));
    all.min_by_key(Apart::at)
}

/// The first promise that a run broke.
fn broken(sim: &dyn Sim, side: Side) -> Option<Apart> {
    let known = &sim.records()[..(sim.position() as usize).min(sim.records().len())];
    let frame = sim.frame();
    known.iter().find_map(|record| match record.what {
        What::Violated(place) => {
            let it = frame.properties.get(usize::from(place))?;
            Some(Apart::Broken { at: record.at, side, name: it.name, limit: it.limit.is_some() })
        }
        // Nothing is broken by it.
        _ => None,
    })
}

/// The first operation of a client, as the operations of both are numbered, that came to something
/// else. That one takes longer than the other is no difference.
fn told(a: &dyn Sim, b: &dyn Sim) -> Option<Apart> {
    let mut first: Option<Apart> = None;
    for client in super::union(a.names(), b.names()) {
        let [ours, theirs] = [a, b].map(|sim| told_to(sim, &client));
        // A client that asks nothing on one side cannot be told anything else.
        let pairs = ours.iter().zip(&theirs).enumerate();
        let different = pairs.filter(|(_, (a, b))| a.1 != b.1).map(|(index, (a, b))| {
            let at = a.0.min(b.0);
            Apart::Told { at, client: client.clone(), number: index + 1, sides: [a.1, b.1] }
        });
        let earliest = different.min_by_key(Apart::at);
        first = first.into_iter().chain(earliest).min_by_key(Apart::at);
    }
    first
}

/// What a client's operations came to by the cursor, and when.
fn told_to(sim: &dyn Sim, client: &str) -> Vec<(Time, &'static str)> {
    let (known, records) = (sim.position(), sim.records());
    let of_client = sim.history().iter().filter(|operation| {
        operation.invoked.0 < known && sim.names().of(operation.client) == client
    });
    let told = of_client.map(|operation| {
        let answer = operation.answer.as_ref().filter(|(record, _)| record.0 < known);
        match answer {
            Some((record, outcome)) => (records[record.index()].at, word(outcome)),
            None => (Time::NEVER, "no answer yet"),
        }
    });
    told.collect()
}

fn word(outcome: &Outcome) -> &'static str {
    match outcome {
        Outcome::Done(_) | Outcome::Listed(_) => "done",
        Outcome::Failed => "failed",
        Outcome::Refused => "refused",
        Outcome::Unknown => "given up",
    }
}
