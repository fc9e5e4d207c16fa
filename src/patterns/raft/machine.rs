//! What is replicated: commands, the store they act on, and the sessions that make a command
//! take effect once however often it is sent. Knows nothing of terms, logs or servers.

use std::fmt;

use super::quorum::Config;
use kernel::history::{Call, Key};
use kernel::ids::NodeId;
use kernel::table::Table;

/// A client's command, as it is stored in the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Command {
    /// Whose it is.
    pub session: Session,
    /// Its number within the session, counted from 1; a retry keeps it.
    pub serial: u32,
    /// What it does.
    pub op: Op,
}

/// A sequence of commands of which the next is sent only when the last is answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Session {
    /// The machine that asks, and gets the answer.
    pub client: NodeId,
    /// 0 for a client, which has one session for all its life. A command that is given to a
    /// server opens a session of its own, so that several may be under way at once.
    pub number: u32,
}

/// An operation on the store.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Op {
    /// Sets a key.
    Put(Key, u32),
    /// Reads a key. Through the log like a write, which makes it linearizable without more ado; or
    /// aside from it.
    Get(Key),
    /// Nothing: the first entry of a leader that must know what is committed.
    Blank,
    /// Nothing, for the state machine: who decides from here on.
    Reconfigure(Config),
}

/// What a command answers: for a read, the value if there is one.
pub type Answer = Option<u32>;

/// The replicated state machine: a store of a few keys, and the sessions' last answers.
#[derive(Clone, Debug, Default, Hash)]
pub struct Machine {
    store: Table<Key, u32>,
    sessions: Table<Session, (u32, Answer)>,
}

impl Machine {
    /// Applies a committed command and gives its answer. A command that was applied before gives
    /// the answer it gave then; one that its session has already gone past gives none.
    pub fn apply(&mut self, command: &Command) -> Option<Answer> {
        if matches!(command.op, Op::Blank | Op::Reconfigure(_)) {
            return None;
        }
        if let Some((serial, answer)) = self.sessions.get(&command.session)
            && command.serial <= *serial
        {
            return (command.serial == *serial).then_some(*answer);
        }
        let answer = match command.op {
            Op::Put(key, value) => {
                self.store.insert(key, value);
                None
            }
            Op::Get(key) => self.store.get(&key).copied(),
            Op::Blank | Op::Reconfigure(_) => None,
        };
        self.sessions.insert(command.session, (command.serial, answer));
        Some(answer)
    }

    /// How a command relates to those already applied.
    pub fn progress(&self, command: &Command) -> Progress {
        match self.sessions.get(&command.session) {
            Some((serial, answer)) if *serial == command.serial => Progress::Applied(*answer),
            Some((serial, _)) if *serial > command.serial => Progress::Past,
            Some(_) | None => Progress::New,
        }
    }

    /// The keys that have a value.
    pub fn store(&self) -> &Table<Key, u32> {
        &self.store
    }
}

/// How far a session has come with a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Progress {
    /// It was not applied yet.
    New,
    /// It was the last of its session to be applied, with this answer.
    Applied(Answer),
    /// Its session has gone past it; nobody waits for its answer.
    Past,
}

impl Op {
    /// The operation in a client's history; none if no client asks for it.
    pub fn call(self) -> Option<Call> {
        match self {
            Op::Put(key, value) => Some(Call::Write(key, value)),
            Op::Get(key) => Some(Call::Read(key)),
            Op::Blank | Op::Reconfigure(_) => None,
        }
    }

    /// The operation in at most three characters, for a cell of the log: `x1`, `?x`.
    pub fn short(self) -> String {
        match self {
            Op::Put(key, value) if value < 100 => format!("{key}{value}"),
            Op::Put(key, _) => format!("{key}"),
            Op::Get(key) => format!("?{key}"),
            Op::Blank => "·".into(),
            Op::Reconfigure(config) if config.is_joint() => "C→".into(),
            Op::Reconfigure(_) => "C".into(),
        }
    }

    /// Reads `put x=1` or `get x`; the sentence says what was expected.
    pub fn parse(text: &str) -> Option<Op> {
        let (verb, rest) = text.split_once(' ')?;
        match verb {
            "put" => {
                let (key, value) = rest.split_once('=')?;
                let plain = !value.is_empty() && value.bytes().all(|b| b.is_ascii_digit());
                plain.then_some(())?;
                Some(Op::Put(parse_key(key)?, value.parse().ok()?))
            }
            "get" => Some(Op::Get(parse_key(rest)?)),
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

/// The operation as a sentence has it: `x=1`, `x?`.
impl fmt::Display for Op {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Op::Put(key, value) => write!(f, "{key}={value}"),
            Op::Get(key) => write!(f, "{key}?"),
            Op::Blank => f.write_str("blank"),
            Op::Reconfigure(config) => config.fmt(f),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const X: Key = Key(b'x');

    fn command(serial: u32, op: Op) -> Command {
        Command { session: Session { client: NodeId(5), number: 0 }, serial, op }
    }

    #[test]
    fn a_retried_command_takes_effect_once_and_gets_its_first_answer() {
        let mut machine = Machine::default();
        let read = command(2, Op::Get(X));
        assert_eq!(machine.apply(&command(1, Op::Put(X, 1))), Some(None));
        assert_eq!(machine.apply(&read), Some(Some(1)));
        let other = Session { client: NodeId(6), number: 0 };
        machine.apply(&Command { session: other, serial: 1, op: Op::Put(X, 7) });
        assert_eq!(machine.apply(&read), Some(Some(1)), "the answer is remembered, not read again");
        assert_eq!(machine.apply(&command(1, Op::Put(X, 1))), None, "the session has gone past it");
        assert_eq!(machine.store().get(&X), Some(&7));
    }

    #[test]
    fn progress_tells_new_applied_and_past_apart() {
        let mut machine = Machine::default();
        machine.apply(&command(2, Op::Put(X, 1)));
        assert_eq!(machine.progress(&command(1, Op::Get(X))), Progress::Past);
        assert_eq!(machine.progress(&command(2, Op::Put(X, 1))), Progress::Applied(None));
        assert_eq!(machine.progress(&command(3, Op::Get(X))), Progress::New);
    }

    #[test]
    fn operations_are_read_as_they_are_written() {
        assert_eq!(Op::parse("put x=1"), Some(Op::Put(X, 1)));
        assert_eq!(Op::parse("get x"), Some(Op::Get(X)));
        for text in
            ["", "put", "put x", "put xy=1", "put x=", "put x=+1", "put x=4294967296", "get X"]
        {
            assert_eq!(Op::parse(text), None, "{text}");
        }
    }
}
