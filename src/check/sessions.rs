//! The four session guarantees (Terry et al. 1994) of a run while it is made, for stores whose keys
//! hold lists: every read shows all writes of its key that have reached its server, in order.
//!
//! What a write depends on is noted when it is asked for, and of a list only what is new is looked
//! through: as long as lists grow, an answer costs as much as what was added. [`super::session`]
//! judges the same of complete histories, and those of registers too; knows no pattern.

use super::session::Guarantee;
use kernel::history::{Call, Judge, Key, Operation, Outcome};
use kernel::ids::{NodeId, OpId, RecordId};
use kernel::table::Table;
use kernel::verdicts::Suspicion;

/// A judge of one guarantee. A client is a session.
#[derive(Clone)]
pub struct Sessions {
    guarantee: Guarantee,
    threads: Table<Key, Thread>,
}

/// What was written to a key, and who knows of it.
#[derive(Clone, Default)]
struct Thread {
    /// The writes, by their numbers.
    writes: Vec<Write>,
    /// Their numbers, by their values.
    numbers: Table<u32, usize>,
    /// Sessions, by their clients.
    sessions: Table<NodeId, Session>,
    /// The longest list that was found in order.
    sound: Vec<usize>,
    /// Whether a value was written twice: then nobody can tell who saw what.
    ambiguous: bool,
}

/// A write, and what its session knew when it asked for it.
#[derive(Clone, Copy)]
struct Write {
    value: u32,
    invoked: RecordId,
    client: NodeId,
    /// The last write of its session before it.
    behind: Option<usize>,
    /// How many writes its session had seen.
    seen: usize,
}

/// What a session must not miss.
#[derive(Clone, Default)]
struct Session {
    /// Its own writes, as far as it was told that they happened.
    own: Vec<usize>,
    /// The writes that it was shown, each with the first read that did.
    seen: Vec<(usize, RecordId)>,
    /// Whether it was shown a write, by the write's number.
    shown: Vec<bool>,
}

impl Sessions {
    /// A judge of a new run.
    pub fn new(guarantee: Guarantee) -> Sessions {
        Sessions { guarantee, threads: Table::default() }
    }
}

impl Judge for Sessions {
    fn invoke(&mut self, _: OpId, operation: &Operation) {
        // Reads have to be answered before they say anything.
        let Call::Append(key, value) = operation.call else { return };
        self.threads.get_or_insert_with(key, Thread::default).ask(operation, value);
    }

    fn complete(&mut self, _: OpId, operation: &Operation) -> Result<(), Suspicion> {
        let Some((_, outcome)) = &operation.answer else { return Ok(()) };
        let thread = self.threads.get_or_insert_with(operation.call.key(), Thread::default);
        match (&operation.call, outcome) {
            (Call::Append(_, value), Outcome::Done(_)) => thread.acknowledge(operation, *value),
            (Call::Read(_), Outcome::Listed(values)) if !thread.ambiguous => {
                return thread.show(self.guarantee, operation, values);
            }
            // What did not happen, or nobody knows whether it did, binds no server.
            _ => {}
        }
        Ok(())
    }

    fn another(&self) -> Box<dyn Judge> {
        Box::new(self.clone())
    }
}

impl Thread {
    /// A session asks for a write.
    fn ask(&mut self, operation: &Operation, value: u32) {
        let (client, invoked, number) = (operation.client, operation.invoked, self.writes.len());
        let session = self.sessions.get_or_insert_with(client, Session::default);
        let (behind, seen) = (session.own.last().copied(), session.seen.len());
        self.writes.push(Write { value, invoked, client, behind, seen });
        self.ambiguous |= self.numbers.insert(value, number).is_some();
    }

    /// A session is told that a write happened.
    fn acknowledge(&mut self, operation: &Operation, value: u32) {
        let session = self.sessions.get_or_insert_with(operation.client, Session::default);
        session.own.extend(self.numbers.get(&value));
    }

    /// A session is shown a list.
    fn show(
        &mut self,
        guarantee: Guarantee,
        read: &Operation,
        values: &[u32],
    ) -> Result<(), Suspicion> {
        let list = self.recognize(values);
        let mut places = vec![None; self.writes.len()];
        (0..).zip(&list).for_each(|(place, write)| places[*write] = Some(place));
        let shown = List { read, values, list: &list, places: &places };
        match guarantee {
            Guarantee::ReadYourWrites => self.own_writes(&shown),
            Guarantee::MonotonicReads => self.earlier_reads(&shown),
            Guarantee::MonotonicWrites => self.in_order_of_sessions(&shown),
            Guarantee::WritesFollowReads => self.behind_what_was_read(&shown),
        }?;
        self.remember(read, list);
        Ok(())
    }

    /// The writes of a list's values. A value that nobody wrote is not a session's matter.
    fn recognize(&self, values: &[u32]) -> Vec<usize> {
        // Lists begin as others did: most values need not be looked for.
        let same = |(value, write): &(&u32, &usize)| self.writes[**write].value == **value;
        let begins = values.iter().zip(&self.sound).take_while(same).count();
        let rest = values[begins..].iter().filter_map(|value| self.numbers.get(value).copied());
        self.sound[..begins].iter().copied().chain(rest).collect()
    }

    fn own_writes(&self, shown: &List) -> Result<(), Suspicion> {
        let session = self.sessions.get(&shown.read.client);
        let own = session.map_or(&[][..], |session| &session.own);
        match own.iter().find(|write| shown.places[**write].is_none()) {
            None => Ok(()),
            Some(missing) => {
                let Write { value, invoked, .. } = self.writes[*missing];
                let why = format!("{shown} without {value}, which the same session had written");
                Err(Suspicion { why, blame: vec![invoked, shown.read.invoked] })
            }
        }
    }

    fn earlier_reads(&self, shown: &List) -> Result<(), Suspicion> {
        let session = self.sessions.get(&shown.read.client);
        let seen = session.map_or(&[][..], |session| &session.seen);
        match seen.iter().find(|(write, _)| shown.places[*write].is_none()) {
            None => Ok(()),
            Some((missing, by)) => {
                let Write { value, invoked, .. } = self.writes[*missing];
                let why = format!("{shown} without {value}, which the same session had seen");
                Err(Suspicion { why, blame: vec![invoked, *by, shown.read.invoked] })
            }
        }
    }

    fn in_order_of_sessions(&self, shown: &List) -> Result<(), Suspicion> {
        for later in self.unproven(shown) {
            let write = &self.writes[*later];
            // The one just before is enough: it stands in the list and is looked at in its turn.
            if let Some(earlier) = write.behind.filter(|it| !shown.has_in_order(*it, *later)) {
                let (value, Write { value: missing, invoked, .. }) =
                    (write.value, self.writes[earlier]);
                let why = format!(
                    "{shown} without {missing} ahead of {value}, though the session that wrote \
                     {value} had written {missing} before"
                );
                let blame = vec![invoked, write.invoked, shown.read.invoked];
                return Err(Suspicion { why, blame });
            }
        }
        Ok(())
    }

    fn behind_what_was_read(&self, shown: &List) -> Result<(), Suspicion> {
        for later in self.unproven(shown) {
            let write = &self.writes[*later];
            let session = self.sessions.get(&write.client);
            let seen = session.map_or(&[][..], |session| &session.seen[..write.seen]);
            if let Some((earlier, by)) = seen.iter().find(|it| !shown.has_in_order(it.0, *later)) {
                let (value, Write { value: missing, invoked, .. }) =
                    (write.value, self.writes[*earlier]);
                let why = format!(
                    "{shown} without {missing} ahead of {value}, though the session that wrote \
                     {value} had seen {missing} before"
                );
                let blame = vec![invoked, *by, write.invoked, shown.read.invoked];
                return Err(Suspicion { why, blame });
            }
        }
        Ok(())
    }

    /// The end of a list that was not found in order before: what precedes it is the same.
    fn unproven<'a>(&self, shown: &'a List) -> &'a [usize] {
        let same = shown.list.iter().zip(&self.sound).take_while(|(a, b)| a == b).count();
        &shown.list[same..]
    }

    fn remember(&mut self, read: &Operation, list: Vec<usize>) {
        let session = self.sessions.get_or_insert_with(read.client, Session::default);
        session.shown.resize(self.writes.len(), false);
        for write in &list {
            if !std::mem::replace(&mut session.shown[*write], true) {
                session.seen.push((*write, read.invoked));
            }
        }
        if list.len() > self.sound.len() {
            self.sound = list;
        }
    }
}

/// What a read shows.
struct List<'a> {
    read: &'a Operation,
    values: &'a [u32],
    /// The writes, by their numbers.
    list: &'a [usize],
    /// The writes' places in the list, by their numbers.
    places: &'a [Option<u32>],
}

impl List<'_> {
    /// Whether one write stands before another that is in the list.
    fn has_in_order(&self, earlier: usize, later: usize) -> bool {
        self.places[earlier].is_some_and(|place| Some(place) < self.places[later])
    }
}

/// `get t shows 1 2`, with the end of a long list only.
impl std::fmt::Display for List<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} shows", self.read.call)?;
        let hidden = self.values.len().saturating_sub(WORDS);
        if self.values.is_empty() {
            f.write_str(" nothing")?;
        } else if hidden > 0 {
            f.write_str(" …")?;
        }
        self.values[hidden..].iter().try_for_each(|value| write!(f, " {value}"))
    }
}

/// So many values of a list stand in a sentence.
const WORDS: usize = 8;
