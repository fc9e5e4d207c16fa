//! A replica: stores what the primary sends, replays it some time later, and answers readers from
//! what it has replayed. Knows nothing of what the primary has beyond that.

use super::log::{Log, Lsn, Post};
use super::message::Message;
use super::{Disk, SessionGuarantees, Timer, Turn};
use kernel::history::Key;
use kernel::ids::NodeId;

/// What a replica loses when it crashes; what it has received and replayed is on its [`Disk`].
#[derive(Clone, Debug, Hash)]
pub struct Replica {
    /// What was received and is not replayed, in the order of its arrival.
    pub waiting: Vec<Lsn>,
    /// Whether the replay delay is running.
    pub replaying: bool,
    /// Answers to writes that passed through here, kept until those are replayed.
    pub answers: Vec<Answer>,
}

/// An answer to a write of a sticky session.
#[derive(Clone, Copy, Debug, Hash)]
pub struct Answer {
    /// Whose.
    pub client: NodeId,
    /// The write's number within its session.
    pub serial: u32,
    /// Its place in the log.
    pub lsn: Lsn,
}

impl Replica {
    /// Starts with what the disk holds, and tells the primary how far that is.
    pub fn boot(turn: &mut Turn) -> Replica {
        let replayed = &turn.disk.replayed;
        let stored = turn.disk.log.entries().map(|(lsn, _)| lsn);
        let waiting = stored.filter(|lsn| !replayed.contains(lsn)).collect();
        let mut replica = Replica { waiting, replaying: false, answers: Vec::new() };
        // With an empty log there is nothing to say: the primary begins at the beginning.
        if turn.disk.log.gapless() > 0 {
            subscribe(turn);
        }
        replica.schedule(turn);
        replica
    }

    /// A message arrives.
    pub fn on_message(&mut self, turn: &mut Turn, from: NodeId, message: Message) {
        match message {
            Message::Replicate { entries, .. } if entries.is_empty() => subscribe(turn),
            Message::Replicate { first, entries } => {
                for (lsn, entry) in (first..).zip(entries) {
                    if turn.disk.log.store(lsn, entry) {
                        self.waiting.push(lsn);
                    }
                }
                report(turn);
                self.schedule(turn);
            }
            Message::Read { serial, key, since } => {
                let lsn = position(turn.disk);
                let answer = if lsn < since {
                    Message::TooOld { serial, lsn }
                } else {
                    let posts = list(&turn.disk.log, key, turn.disk.replayed.iter().copied());
                    Message::ReadResponse { serial, lsn, posts }
                };
                turn.cx.send(from, answer);
            }
            // Of a sticky session: everything goes this way.
            Message::Write(entry) => {
                turn.cx.send(SessionGuarantees::THE_PRIMARY, Message::Write(entry))
            }
            Message::WriteResponse { client, serial, lsn } => {
                // A client that asks again is answered once.
                self.answers.retain(|it| (it.client, it.serial) != (client, serial));
                self.answers.push(Answer { client, serial, lsn });
                self.answer(turn);
            }
            // What it sends itself.
            Message::ReadResponse { .. }
            | Message::TooOld { .. }
            | Message::Subscribe { .. }
            | Message::ReplicateResponse { .. } => {}
        }
    }

    /// The replay delay has passed: what was received can be read from now on.
    pub fn on_replay(&mut self, turn: &mut Turn) {
        self.replaying = false;
        while let Some(place) = self.next(turn) {
            turn.disk.replayed.push(self.waiting.remove(place));
        }
        report(turn);
        self.answer(turn);
    }

    /// Which of those that wait is replayed next: the one that follows in the log, and nothing
    /// while that is missing. Without the safeguard, whatever came first.
    fn next(&self, turn: &Turn) -> Option<usize> {
        if !turn.pattern.ordered_replay {
            return (!self.waiting.is_empty()).then_some(0);
        }
        let next = turn.disk.replayed.len() as Lsn + 1;
        self.waiting.iter().position(|lsn| *lsn == next)
    }

    fn schedule(&mut self, turn: &mut Turn) {
        if self.replaying || self.next(turn).is_none() {
            return;
        }
        self.replaying = true;
        let (least, most) = turn.pattern.lag;
        let lag = turn.cx.rng().between(least, most);
        turn.cx.set_timer(Timer::Replay, lag);
    }

    /// Passes on the answers to writes that can be read here now.
    fn answer(&mut self, turn: &mut Turn) {
        let position = position(turn.disk);
        for Answer { client, serial, lsn } in &self.answers {
            if *lsn <= position {
                let (client, serial, lsn) = (*client, *serial, *lsn);
                turn.cx.send(client, Message::WriteResponse { client, serial, lsn });
            }
        }
        self.answers.retain(|answer| answer.lsn > position);
    }
}

/// How far a replica takes itself to have come: the highest place that it has replayed. In order,
/// that is how much it has replayed.
pub fn position(disk: &Disk) -> Lsn {
    disk.replayed.iter().copied().max().unwrap_or_default()
}

/// A list as the entries at these places make it.
pub fn list(log: &Log, key: Key, places: impl Iterator<Item = Lsn>) -> Vec<Post> {
    let entries = places.filter_map(|lsn| Some((lsn, log.entry(lsn)?)));
    entries
        .filter(|(_, entry)| entry.key == key)
        .map(|(lsn, entry)| Post { lsn, value: entry.value })
        .collect()
}

/// Tells the primary how far the replica has come.
fn report(turn: &mut Turn) {
    let (received, replayed) = progress(turn.disk);
    let report = Message::ReplicateResponse { received, replayed };
    turn.cx.send(SessionGuarantees::THE_PRIMARY, report);
}

/// Asks the primary for what follows.
fn subscribe(turn: &mut Turn) {
    let (received, replayed) = progress(turn.disk);
    turn.cx.send(SessionGuarantees::THE_PRIMARY, Message::Subscribe { received, replayed });
}

/// Up to where a replica has every entry, and how many it has replayed.
fn progress(disk: &Disk) -> (Lsn, Lsn) {
    (disk.log.gapless(), disk.replayed.len() as Lsn)
}
