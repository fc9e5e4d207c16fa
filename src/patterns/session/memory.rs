//! What a session remembers of what it has written and read, and what that asks of the servers it
//! talks to: three mechanisms for the same guarantees. Knows no network and no time.

use super::SessionGuarantees;
use super::log::{Lsn, Post};
use kernel::history::Key;
use kernel::ids::NodeId;
use kernel::table::Table;

/// How a session gets its guarantees.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Mechanism {
    /// The session carries a token: how far a server must have come to answer it.
    Token,
    /// The client keeps what it has written and read, and adds it to what a server tells it.
    Cache,
    /// The session keeps to one replica, for reads and writes.
    Sticky,
}

impl Mechanism {
    /// All of them, in the order of the words that the parameter takes.
    pub const ALL: [Mechanism; 3] = [Mechanism::Token, Mechanism::Cache, Mechanism::Sticky];
    /// Their names in scenarios.
    pub const WORDS: &[&str] = &["token", "cache", "sticky"];
}

/// A session's memory. It is kept where a browser keeps its cookies: a client that starts again goes
/// on with it.
#[derive(Clone, Debug, Default, Hash)]
pub struct Memory {
    /// The token: the highest place in the log that it has written or read.
    pub token: Lsn,
    /// What it has written and read.
    pub cache: Table<Key, Vec<Post>>,
    /// The replica that it keeps to.
    pub replica: Option<NodeId>,
}

impl Memory {
    /// The session is told that its write is in the log.
    pub fn has_written(&mut self, pattern: &SessionGuarantees, key: Key, post: Post) {
        match pattern.mechanism() {
            Some(Mechanism::Token) => self.token = self.token.max(post.lsn),
            Some(Mechanism::Cache) => {
                merge(self.cache.get_or_insert_with(key, Vec::new), &[post]);
            }
            // The replica itself has it.
            Some(Mechanism::Sticky) | None => {}
        }
    }

    /// The session is told a list by a server that has come so far; what it makes of it.
    pub fn has_read(
        &mut self,
        pattern: &SessionGuarantees,
        key: Key,
        lsn: Lsn,
        mut posts: Vec<Post>,
    ) -> Vec<Post> {
        match pattern.mechanism() {
            Some(Mechanism::Token) if pattern.read_set => self.token = self.token.max(lsn),
            Some(Mechanism::Cache) => {
                let known = self.cache.get_or_insert_with(key, Vec::new);
                merge(&mut posts, known);
                if pattern.read_set {
                    known.clone_from(&posts);
                }
            }
            Some(Mechanism::Token | Mechanism::Sticky) | None => {}
        }
        posts
    }

    /// What the session knows of a list without asking anybody.
    pub fn cached(&self, key: Key) -> &[Post] {
        self.cache.get(&key).map_or(&[], Vec::as_slice)
    }
}

/// Adds to a list what it lacks of another. Where something is added the list is put in the order
/// of the log; a server's list stays as the server has it.
fn merge(list: &mut Vec<Post>, other: &[Post]) {
    let lacking = other.iter().filter(|post| !list.contains(post)).copied();
    let lacking: Vec<Post> = lacking.collect();
    for post in lacking {
        let place = list.iter().position(|it| it.lsn > post.lsn).unwrap_or(list.len());
        list.insert(place, post);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const T: Key = Key(b't');

    fn post(lsn: Lsn) -> Post {
        Post { lsn, value: lsn * 10 }
    }

    fn by(mechanism: Mechanism) -> SessionGuarantees {
        let place = Mechanism::ALL.iter().position(|it| *it == mechanism);
        let by = place.expect("it is one of all") as u8;
        SessionGuarantees { mechanism_by: by, ..SessionGuarantees::default() }
    }

    #[test]
    fn a_token_rises_with_what_is_written_and_read_and_never_falls() {
        let (pattern, mut memory) = (by(Mechanism::Token), Memory::default());
        memory.has_written(&pattern, T, post(3));
        memory.has_read(&pattern, T, 5, vec![post(3)]);
        memory.has_read(&pattern, T, 4, vec![post(3)]);
        assert_eq!(memory.token, 5);
    }

    #[test]
    fn a_cache_adds_what_an_older_server_lacks() {
        let (pattern, mut memory) = (by(Mechanism::Cache), Memory::default());
        memory.has_written(&pattern, T, post(4));
        let shown = memory.has_read(&pattern, T, 2, vec![post(1), post(2)]);
        assert_eq!(shown, [1, 2, 4].map(post));
        let shown = memory.has_read(&pattern, T, 5, [1, 2, 3, 4, 5].map(post).to_vec());
        assert_eq!(shown, [1, 2, 3, 4, 5].map(post));
        assert_eq!(memory.has_read(&pattern, T, 1, vec![post(1)]), shown);
    }

    #[test]
    fn without_the_read_set_only_writes_are_remembered() {
        for mechanism in [Mechanism::Token, Mechanism::Cache] {
            let pattern = SessionGuarantees { read_set: false, ..by(mechanism) };
            let mut memory = Memory::default();
            memory.has_written(&pattern, T, post(2));
            memory.has_read(&pattern, T, 3, [1, 2, 3].map(post).to_vec());
            let shown = memory.has_read(&pattern, T, 1, vec![post(1)]);
            assert!(memory.token <= 2 && !shown.contains(&post(3)), "{mechanism:?}: {memory:?}");
        }
    }
}
