//! A client with its session: asks one question after the other, of one server after the other
//! until it is answered, and accepts no answer that its session cannot build on.

use std::collections::VecDeque;

use super::log::{Entry, Lsn, Post};
use super::memory::Mechanism;
use super::message::Message;
use super::{FROM_PRIMARY, FROM_REPLICA, READ_LATENCY, SessionGuarantees, TURNED_AWAY};
use super::{Timer, Turn};
use kernel::history::{Call, Key, Outcome};
use kernel::ids::{NodeId, OpId, SpanId};
use kernel::time::Time;
use pattern::Pattern;
use pattern::declare::Tone;

/// What a client knows, besides its session's memory, which is on its [`super::Disk`].
#[derive(Clone, Debug, Hash)]
pub struct Client {
    /// The question that waits for its answer.
    pub waiting: Option<Waiting>,
    /// What it was given to do next.
    pub queue: VecDeque<Request>,
    /// The replica that its next read goes to: readers are spread over them in turn.
    pub next: u16,
    /// The list that it was shown last.
    pub shown: Option<(Key, Vec<u32>)>,
    /// How many of its reads ended without an answer.
    pub turned_away: u32,
}

/// Something to do for a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Request {
    /// To add a value to a list.
    Append(Key, u32),
    /// To read a list.
    Get(Key),
}

/// A question that waits for its answer.
#[derive(Clone, Debug, Hash)]
pub struct Waiting {
    /// What is asked.
    pub request: Request,
    /// Its number within the session.
    pub serial: u32,
    /// The operation in the history.
    pub op: OpId,
    /// Who was asked first.
    pub first: NodeId,
    /// How many were asked after that.
    pub retries: u16,
    /// Who is asked at the moment.
    pub target: NodeId,
    /// Whether a replica has said that it has not come far enough.
    pub held_back: bool,
    /// When it was asked first, on the client's clock.
    pub since: Time,
    /// The question in the trace.
    pub question: SpanId,
    /// The attempt at the server that is asked at the moment.
    pub attempt: SpanId,
}

impl Client {
    /// Starts a client. Its first own question comes at a random moment of the first interval.
    pub fn boot(turn: &mut Turn) -> Client {
        turn.cx.set_staggered(Timer::Workload, turn.pattern.request_every);
        let next = turn.cx.index() % turn.pattern.replicas;
        let (waiting, queue) = (None, VecDeque::new());
        Client { waiting, queue, next, shown: None, turned_away: 0 }
    }

    /// An answer arrives.
    pub fn on_message(&mut self, turn: &mut Turn, from: NodeId, message: Message) {
        let Some(serial) = self.waiting.as_ref().map(|it| it.serial) else {
            // An answer to a question that was sent twice, or given up.
            return;
        };
        match message {
            Message::WriteResponse { serial: answered, lsn, .. } if answered == serial => {
                self.on_written(turn, lsn);
            }
            Message::ReadResponse { serial: answered, lsn, posts } if answered == serial => {
                self.on_read(turn, from, lsn, posts);
            }
            Message::TooOld { serial: answered, .. } if answered == serial => {
                self.on_too_old(turn, from);
            }
            // Of an earlier question.
            Message::WriteResponse { .. }
            | Message::ReadResponse { .. }
            | Message::TooOld { .. } => {}
            // Between servers, or to them.
            Message::Write(_)
            | Message::Read { .. }
            | Message::Replicate { .. }
            | Message::Subscribe { .. }
            | Message::ReplicateResponse { .. } => {}
        }
    }

    /// Its next own question is due.
    pub fn on_workload(&mut self, turn: &mut Turn) {
        turn.cx.set_timer(Timer::Workload, turn.pattern.request_every);
        // A client that waits does not ask for more.
        if self.waiting.is_none() {
            let request = own_request(turn.pattern, turn.cx.index(), turn.disk.serial);
            turn.cx.workload(request.call().to_string());
            self.give(turn, request);
        }
    }

    /// The server that was asked has not answered in time: the next one is asked.
    pub fn on_timeout(&mut self, turn: &mut Turn) {
        let Some(waiting) = &mut self.waiting else { return };
        turn.cx.close(waiting.attempt, Tone::Bad);
        waiting.retries += 1;
        waiting.target = server(turn, waiting);
        self.send(turn);
    }

    /// A reader has waited for long enough. One with a cache has that at least.
    pub fn on_impatience(&mut self, turn: &mut Turn) {
        let Some(Waiting { request: Request::Get(key), .. }) = self.waiting else { return };
        if turn.pattern.mechanism() == Some(Mechanism::Cache) {
            turn.cx.note(format!("reaches no server, and reads {key} from its cache"));
            let posts = turn.disk.memory.cached(key).to_vec();
            return self.finish_read(turn, key, &posts);
        }
        self.turned_away += 1;
        turn.cx.note(format!("gives up reading {key}"));
        turn.cx.measure(TURNED_AWAY, 1);
        self.finish(turn, Outcome::Failed, Tone::Bad);
    }

    /// A request of the user, or of the workload.
    pub fn give(&mut self, turn: &mut Turn, request: Request) {
        self.queue.push_back(request);
        if self.waiting.is_none() {
            self.start_next(turn);
        }
    }

    fn start_next(&mut self, turn: &mut Turn) {
        let Some(request) = self.queue.pop_front() else { return };
        turn.disk.serial += 1;
        let serial = turn.disk.serial;
        let name = match request {
            Request::Append(key, _) => format!("append to {key}"),
            Request::Get(key) => format!("read {key}"),
        };
        let op = turn.cx.invoke(request.call());
        let question = turn.cx.open(op.0, None, name);
        let first = self.first_server(turn, request);
        self.waiting = Some(Waiting {
            request,
            serial,
            op,
            first,
            retries: 0,
            target: first,
            held_back: false,
            since: turn.cx.now(),
            question,
            attempt: question,
        });
        if matches!(request, Request::Get(_)) {
            turn.cx.set_timer(Timer::Patience(serial), turn.pattern.patience);
        }
        self.send(turn);
    }

    /// Who is asked first. A sticky session binds itself to its first server; without the read set
    /// only a write binds it.
    fn first_server(&mut self, turn: &mut Turn, request: Request) -> NodeId {
        let sticky = turn.pattern.mechanism() == Some(Mechanism::Sticky);
        let writes = matches!(request, Request::Append(..));
        if writes && !sticky {
            return SessionGuarantees::THE_PRIMARY;
        }
        if let Some(replica) = turn.disk.memory.replica.filter(|_| sticky) {
            return replica;
        }
        let replica = turn.pattern.replica(self.next);
        self.next = (self.next + 1) % turn.pattern.replicas;
        if sticky && (writes || turn.pattern.read_set) {
            turn.disk.memory.replica = Some(replica);
        }
        replica
    }

    fn send(&mut self, turn: &mut Turn) {
        let Some(waiting) = &mut self.waiting else { return };
        let (client, serial) = (turn.cx.me(), waiting.serial);
        let message = match waiting.request {
            Request::Append(key, value) => Message::Write(Entry { client, serial, key, value }),
            Request::Get(key) => Message::Read { serial, key, since: turn.disk.memory.token },
        };
        let name = turn.pattern.name(waiting.target);
        waiting.attempt = turn.cx.open(waiting.op.0, Some(waiting.question), name);
        turn.cx.send(waiting.target, message);
        turn.cx.set_timer(Timer::Request(serial), turn.pattern.request_timeout);
    }

    fn on_written(&mut self, turn: &mut Turn, lsn: Lsn) {
        let Some(Waiting { request: Request::Append(key, value), .. }) = self.waiting else {
            return;
        };
        turn.disk.memory.has_written(turn.pattern, key, Post { lsn, value });
        self.finish(turn, Outcome::Done(None), Tone::Good);
    }

    fn on_read(&mut self, turn: &mut Turn, from: NodeId, lsn: Lsn, posts: Vec<Post>) {
        let Some(Waiting { request: Request::Get(key), since, .. }) = self.waiting else { return };
        let posts = turn.disk.memory.has_read(turn.pattern, key, lsn, posts);
        let primary = from == SessionGuarantees::THE_PRIMARY;
        turn.cx.measure(if primary { FROM_PRIMARY } else { FROM_REPLICA }, 1);
        let took = turn.cx.now().since(since).0 / 1_000;
        turn.cx.measure(READ_LATENCY, took.min(u64::from(u32::MAX)) as u32);
        self.finish_read(turn, key, &posts);
    }

    fn on_too_old(&mut self, turn: &mut Turn, from: NodeId) {
        let Some(waiting) = &mut self.waiting else { return };
        waiting.held_back = true;
        // One that was given up for another says nothing new.
        if from == waiting.target {
            self.on_timeout(turn);
        }
    }

    fn finish_read(&mut self, turn: &mut Turn, key: Key, posts: &[Post]) {
        let values: Vec<u32> = posts.iter().map(|post| post.value).collect();
        self.shown = Some((key, values.clone()));
        self.finish(turn, Outcome::Listed(values), Tone::Good);
    }

    fn finish(&mut self, turn: &mut Turn, outcome: Outcome, how: Tone) {
        let Some(waiting) = self.waiting.take() else { return };
        turn.cx.cancel_timer(Timer::Request(waiting.serial));
        turn.cx.cancel_timer(Timer::Patience(waiting.serial));
        turn.cx.complete(waiting.op, outcome);
        turn.cx.close(waiting.attempt, how);
        turn.cx.close(waiting.question, how);
        self.start_next(turn);
    }
}

/// Who is asked this time. A write has only one place to go to, and so has everything of a sticky
/// session; a read goes to one replica after the other, then to the primary, then round again.
fn server(turn: &Turn, waiting: &Waiting) -> NodeId {
    let Waiting { request, first, retries, .. } = *waiting;
    let bound = turn.disk.memory.replica == Some(first);
    if bound || matches!(request, Request::Append(..)) {
        return first;
    }
    let replicas = turn.pattern.replicas;
    match retries % (replicas + 1) {
        round if round == replicas => SessionGuarantees::THE_PRIMARY,
        round => turn.pattern.replica((first.0 - 1 + round) % replicas),
    }
}

/// What a client asks on its own: it reads a list, adds to it and reads it again twice, then goes
/// over to the other list. Its values are no other client's, and larger than what people type.
fn own_request(pattern: &SessionGuarantees, index: u16, serial: u32) -> Request {
    let key = Key(b'x' + (serial / 4 % 2) as u8);
    if serial % 4 == 1 {
        Request::Append(key, 100 + serial * u32::from(pattern.clients) + u32::from(index))
    } else {
        Request::Get(key)
    }
}

impl Request {
    /// The request as the history has it.
    fn call(self) -> Call {
        match self {
            Request::Append(key, value) => Call::Append(key, value),
            Request::Get(key) => Call::Read(key),
        }
    }

    /// Reads `append 7 to t` or `get t`, as the history has them.
    pub fn parse(text: &str) -> Option<Request> {
        let words: Vec<&str> = text.split(' ').collect();
        match words.as_slice() {
            ["append", value, "to", key] => {
                let plain = value.bytes().all(|b| b.is_ascii_digit());
                plain.then_some(())?;
                Some(Request::Append(parse_key(key)?, value.parse().ok()?))
            }
            ["get", key] => Some(Request::Get(parse_key(key)?)),
            _ => None,
        }
    }
}

fn parse_key(text: &str) -> Option<Key> {
    match text.as_bytes() {
        [letter] if letter.is_ascii_lowercase() => Some(Key(*letter)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requests_are_read_as_the_history_writes_them() {
        let t = Key(b't');
        for (text, request, call) in [
            ("append 7 to t", Request::Append(t, 7), Call::Append(t, 7)),
            ("get t", Request::Get(t), Call::Read(t)),
        ] {
            assert_eq!(Request::parse(text), Some(request));
            assert_eq!(call.to_string(), text);
        }
        for text in ["", "get", "get T", "get tt", "append t", "append +7 to t", "append  to t"] {
            assert_eq!(Request::parse(text), None, "{text}");
        }
    }
}
