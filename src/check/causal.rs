//! Causal consistency, after Bouajjani, Enea, Guerraoui and Hamza (POPL 2017): what a process did,
//! and what it saw others do, comes before what it does next, and nobody sees it otherwise.
//!
//! Of their three notions, causal consistency (CC) and causal convergence (CCv) are judged. A
//! differentiated history has one of them exactly if it shows none of a few patterns: for CC no
//! read of what nobody wrote (ThinAirRead), no cycle in the causal order (CyclicCO), no read of the initial value (WriteCOInitRead) or of a
//! value (WriteCORead) that a write in the read's past had replaced; for CCv also no cycle
//! when writes are put before those that won over them (CyclicCF).
//!
//! A write that nobody knows the end of comes before nothing but what shows it.

use std::collections::BTreeMap;

use super::differentiated::{Anomaly, Differentiated, Shown, WriteId};
use super::history::{Operation, Outcome};

/// A notion of causal consistency.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Notion {
    /// CC: nobody misses what is in his past.
    Consistency,
    /// CCv: and all agree on which of two concurrent writes wins.
    Convergence,
}

/// Judges a history.
pub fn judge(notion: Notion, history: &Differentiated) -> Result<(), Anomaly> {
    if let Some(read) = history.from_nowhere.first() {
        let template = "{0} shows what nobody wrote";
        return Err(Anomaly { name: "ThinAirRead", blame: vec![*read], template });
    }
    let before = Before::of(history)?;
    for (number, views) in history.shown.iter().enumerate() {
        for shown in views {
            before.judge(number, shown)?;
        }
    }
    match notion {
        Notion::Consistency => Ok(()),
        Notion::Convergence => before.judge_winners(),
    }
}

/// The causal order: for each operation how many of each process are in its past, itself included.
struct Before<'a> {
    history: &'a Differentiated<'a>,
    /// Each operation's session, by number, and how many of the session are up to it.
    places: Vec<(usize, u32)>,
    pasts: Vec<Vec<u32>>,
    edges: Vec<(usize, usize)>,
}

impl<'a> Before<'a> {
    /// The order, or a cycle in it.
    fn of(history: &'a Differentiated<'a>) -> Result<Before<'a>, Anomaly> {
        let (places, sessions) = places(history.operations);
        let edges = edges(history);
        let order = order(history.operations.len(), &edges).map_err(|cycle| Anomaly {
            name: "CyclicCO",
            blame: cycle,
            template: "{*} come each before the next one, and the last before the first",
        })?;
        let mut pasts = vec![vec![0; sessions]; places.len()];
        let mut into: Vec<Vec<usize>> = vec![Vec::new(); places.len()];
        for (from, to) in &edges {
            into[*to].push(*from);
        }
        for number in order {
            let mut past = vec![0; sessions];
            for from in &into[number] {
                for (own, theirs) in past.iter_mut().zip(&pasts[*from]) {
                    *own = (*own).max(*theirs);
                }
            }
            let (session, place) = places[number];
            past[session] = past[session].max(place);
            pasts[number] = past;
        }
        Ok(Before { history, places, pasts, edges })
    }

    /// Whether an operation is in another's past.
    fn precedes(&self, operation: usize, other: usize) -> bool {
        let (session, place) = self.places[operation];
        operation != other && self.pasts[other][session] >= place
    }

    /// The writes to a key in an operation's past.
    fn past_writes(&self, operation: usize, shown: &Shown) -> impl Iterator<Item = WriteId> {
        let same = |id: &WriteId| self.history.writes[*id].key == shown.key;
        let past = move |id: &WriteId| self.precedes(self.history.writes[*id].operation, operation);
        (0..self.history.writes.len()).filter(same).filter(past)
    }

    /// Nothing that a read shows has been replaced in its past.
    fn judge(&self, read: usize, shown: &Shown) -> Result<(), Anomaly> {
        let operation = |write: WriteId| self.history.writes[write].operation;
        let older = |a: WriteId, b: WriteId| self.precedes(operation(a), operation(b));
        let missing =
            self.past_writes(read, shown).find(|it| self.history.lacks(shown, *it, older));
        match (missing, shown.writes.first()) {
            (None, _) => Ok(()),
            (Some(missing), Some(seen)) if !shown.whole => Err(Anomaly {
                name: "WriteCORead",
                blame: vec![operation(*seen), operation(missing), read],
                template: "{2} shows {0}, though {1}, which came after it, is in its past",
            }),
            (Some(missing), _) => Err(Anomaly {
                name: "WriteCOInitRead",
                blame: vec![operation(missing), read],
                template: "{1} does not show {0}, though that is in its past",
            }),
        }
    }

    /// All reads agree on which writes win over which.
    fn judge_winners(&self) -> Result<(), Anomaly> {
        let mut edges = self.edges.clone();
        for (read, views) in self.history.shown.iter().enumerate() {
            for shown in views.iter().filter(|shown| !shown.whole) {
                let Some(winner) = shown.writes.first() else { continue };
                let lost = self.past_writes(read, shown).filter(|it| it != winner);
                let operation = |write: WriteId| self.history.writes[write].operation;
                edges.extend(lost.map(|it| (operation(it), operation(*winner))));
            }
        }
        let order = order(self.history.operations.len(), &edges);
        order.map(drop).map_err(|cycle| Anomaly {
            name: "CyclicCF",
            blame: cycle,
            template: "clients do not agree on the order of {*}",
        })
    }
}

/// Each operation's session and its place there, and how many sessions there are. What nobody knows
/// the end of is a session of its own.
fn places(operations: &[Operation]) -> (Vec<(usize, u32)>, usize) {
    let mut sessions: BTreeMap<u64, (usize, u32)> = BTreeMap::new();
    let mut count = 0;
    let places = operations.iter().map(|operation| {
        if operation.outcome == Outcome::Unknown {
            count += 1;
            return (count - 1, 1);
        }
        let session = sessions.entry(operation.process).or_insert_with(|| {
            count += 1;
            (count - 1, 0)
        });
        session.1 += 1;
        *session
    });
    let places = places.collect();
    (places, count)
}

/// Which operation comes at once before which: in a session, and from a write to who shows it.
fn edges(history: &Differentiated) -> Vec<(usize, usize)> {
    let mut edges = Vec::new();
    let mut last: BTreeMap<u64, usize> = BTreeMap::new();
    for (number, operation) in history.operations.iter().enumerate() {
        if let Some(earlier) = last.get(&operation.process) {
            edges.push((*earlier, number));
        }
        if operation.outcome != Outcome::Unknown {
            last.insert(operation.process, number);
        }
        let shown = history.shown[number].iter().flat_map(|shown| &shown.writes);
        let writers = shown.map(|write| history.writes[*write].operation);
        edges.extend(writers.filter(|it| *it != number).map(|writer| (writer, number)));
    }
    edges
}

/// All nodes of a graph, each after those that lead to it; else a cycle.
fn order(nodes: usize, edges: &[(usize, usize)]) -> Result<Vec<usize>, Vec<usize>> {
    let mut out: Vec<Vec<usize>> = vec![Vec::new(); nodes];
    let mut waiting = vec![0u32; nodes];
    for (from, to) in edges {
        out[*from].push(*to);
        waiting[*to] += 1;
    }
    let mut order: Vec<usize> = (0..nodes).filter(|node| waiting[*node] == 0).collect();
    let mut next = 0;
    while let Some(node) = order.get(next).copied() {
        next += 1;
        for to in &out[node] {
            waiting[*to] -= 1;
            if waiting[*to] == 0 {
                order.push(*to);
            }
        }
    }
    if order.len() == nodes { Ok(order) } else { Err(cycle(edges, &waiting)) }
}

/// A cycle among the nodes that still wait for others: each has one of them before it, so going back
/// long enough goes round.
fn cycle(edges: &[(usize, usize)], waiting: &[u32]) -> Vec<usize> {
    let before: BTreeMap<usize, usize> = edges
        .iter()
        .filter(|(from, _)| waiting[*from] > 0)
        .map(|(from, to)| (*to, *from))
        .collect();
    let start = (0..waiting.len()).find(|node| waiting[*node] > 0).unwrap_or(0);
    let back = |node: &usize| before.get(node).copied();
    let round = std::iter::successors(Some(start), back).nth(waiting.len()).unwrap_or(start);
    let mut cycle = vec![round];
    cycle.extend(std::iter::successors(back(&round), back).take_while(|node| *node != round));
    cycle.reverse();
    cycle
}
