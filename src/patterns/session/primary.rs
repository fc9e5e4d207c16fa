//! The primary: gives every write its place in the log, answers, and sends the log to the replicas
//! without waiting for them. Knows how far each of them has come only by what it was told.

use super::log::{Entry, Lsn};
use super::message::Message;
use super::replica::list;
use super::{Disk, METRIC_BEHIND, SessionGuarantees, Timer, Turn};
use kernel::ids::NodeId;

/// What the primary loses when it crashes; its log is on its [`Disk`].
#[derive(Clone, Debug, Hash)]
pub struct Primary {
    /// The replicas, by their places.
    pub replicas: Vec<Progress>,
    /// Whether the retransmission timeout is running.
    pub resending: bool,
}

/// How far a replica has come.
#[derive(Clone, Copy, Debug, Default, Hash)]
pub struct Progress {
    /// Up to where entries were sent.
    pub sent: Lsn,
    /// Up to where the replica is known to have them.
    pub received: Lsn,
    /// Up to where it is known to have replayed them.
    pub replayed: Lsn,
}

/// So many entries go into one message.
const BATCH: usize = 16;

impl Primary {
    /// Starts with what the disk holds, and asks the replicas to subscribe anew.
    pub fn boot(turn: &mut Turn) -> Primary {
        let last = turn.disk.log.gapless();
        let known = Progress { sent: last, ..Progress::default() };
        let replicas = vec![known; usize::from(turn.pattern.replicas)];
        let resending = last > 0;
        turn.cx.measure(METRIC_BEHIND, last * Lsn::from(turn.pattern.replicas));
        if last > 0 {
            for replica in turn.cx.nodes(SessionGuarantees::REPLICA) {
                turn.cx.send(replica, Message::Replicate { first: last + 1, entries: Vec::new() });
            }
            turn.cx.set_timer(Timer::Resend, turn.pattern.resend);
        }
        Primary { replicas, resending }
    }

    /// A message arrives.
    pub fn on_message(&mut self, turn: &mut Turn, from: NodeId, message: Message) {
        match message {
            Message::Write(entry) => self.write(turn, from, entry),
            // The primary has all there is: no token asks for more.
            Message::Read { serial, key, .. } => {
                let lsn = turn.disk.log.gapless();
                let posts = list(&turn.disk.log, key, 1..=lsn);
                turn.cx.send(from, Message::ReadResponse { serial, lsn, posts });
            }
            Message::Subscribe { received, replayed } => {
                if let Some(place) = place(turn, from) {
                    // What was sent before did not reach it, or is on its way twice.
                    self.replicas[place].sent = received;
                    self.on_progress(turn, place, received, replayed);
                }
            }
            Message::ReplicateResponse { received, replayed } => {
                if let Some(place) = place(turn, from) {
                    self.on_progress(turn, place, received, replayed);
                }
            }
            // What it sends itself.
            Message::WriteResponse { .. }
            | Message::ReadResponse { .. }
            | Message::TooOld { .. }
            | Message::Replicate { .. } => {}
        }
    }

    /// The retransmission timeout: whatever was not acknowledged is sent again.
    pub fn on_resend(&mut self, turn: &mut Turn) {
        self.resending = false;
        for place in 0..self.replicas.len() {
            self.replicas[place].sent = self.replicas[place].received;
            self.ship(turn, place);
        }
        self.await_replicas(turn);
    }

    /// Whether every replica is known to have the whole log.
    pub fn is_replicated(&self, disk: &Disk) -> bool {
        self.replicas.iter().all(|it| it.received >= disk.log.gapless())
    }

    /// Appends a write, unless it is a retry of one that was appended; answers either.
    fn write(&mut self, turn: &mut Turn, from: NodeId, entry: Entry) {
        let Entry { client, serial, .. } = entry;
        let lsn = match turn.disk.log.last_of(client) {
            // An old copy that was long under way: its session has gone past it.
            Some((last, _)) if serial < last => return,
            Some((last, lsn)) if serial == last => lsn,
            Some(_) | None => turn.disk.log.append(entry),
        };
        turn.cx.send(from, Message::WriteResponse { client, serial, lsn });
        for place in 0..self.replicas.len() {
            self.ship(turn, place);
        }
        self.await_replicas(turn);
    }

    /// Sends a replica what it was not sent yet.
    fn ship(&mut self, turn: &mut Turn, place: usize) {
        let progress = &mut self.replicas[place];
        let first = progress.sent + 1;
        let entries = turn.disk.log.from(first, BATCH);
        if entries.is_empty() {
            return;
        }
        progress.sent += entries.len() as Lsn;
        if let Some(replica) = turn.cx.nodes(SessionGuarantees::REPLICA).nth(place) {
            turn.cx.send(replica, Message::Replicate { first, entries });
        }
    }

    /// A replica tells how far it has come. An answer that was overtaken by a later one says too
    /// little, which costs no more than sending something twice.
    fn on_progress(&mut self, turn: &mut Turn, place: usize, received: Lsn, replayed: Lsn) {
        let progress = &mut self.replicas[place];
        progress.received = received;
        progress.replayed = replayed;
        progress.sent = progress.sent.max(received);
        self.ship(turn, place);
        self.await_replicas(turn);
    }

    /// Keeps the retransmission timeout running while a replica lacks something, and says how much
    /// that is. What others are sent meanwhile does not put it off.
    fn await_replicas(&mut self, turn: &mut Turn) {
        let last = turn.disk.log.gapless();
        let lacking = self.replicas.iter().map(|it| last.saturating_sub(it.replayed)).sum();
        turn.cx.measure(METRIC_BEHIND, lacking);
        let lacks = !self.is_replicated(turn.disk);
        if lacks && !self.resending {
            turn.cx.set_timer(Timer::Resend, turn.pattern.resend);
        } else if !lacks && self.resending {
            turn.cx.cancel_timer(Timer::Resend);
        }
        self.resending = lacks;
    }
}

/// A replica's place among the replicas; none for a client.
fn place(turn: &Turn, node: NodeId) -> Option<usize> {
    turn.cx.nodes(SessionGuarantees::REPLICA).position(|it| it == node)
}
