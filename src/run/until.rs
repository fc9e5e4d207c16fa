//! Conditions to run until: a node's state, a message, a broken property, an answer.
//!
//! A [`Condition`] is about one record: it comes true with it. What is here knows conditions and
//! their words, `n0 is Leader`; how a run is searched for one is [`crate::watch`]'s.

use crate::words;
use crate::words::{Mistake, Word, Words};
use kernel::ids::{Names, NodeId};
use pattern::declare::Info;

/// Something that comes true at moments of a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Condition {
    /// `n0 is Leader`: a node, or any, enters a state of its role's diagram, by moving or by
    /// starting in it.
    Enters(Option<NodeId>, &'static str),
    /// `n0 sends RequestVote`, or `RequestVote` whoever sends it: a kind of message.
    Sends(Option<NodeId>, u8),
    /// `n1 gets RequestVote`: a node, or any, handles a message of that kind.
    Gets(Option<NodeId>, u8),
    /// `election-safety is broken`: a property, or anything, by its place in the pattern.
    Breaks(Option<u8>),
    /// `c0 is answered`: a client, or anyone, learns how an operation ended.
    Answered(Option<NodeId>),
}

/// What conditions on a run can name.
#[derive(Clone, Copy)]
pub struct Terms<'a> {
    /// The states of the roles, and the kinds of message.
    pub info: &'static Info,
    /// The nodes.
    pub names: &'a Names,
    /// The properties' ids.
    pub properties: &'a [&'static str],
}

/// The property that a pattern has without declaring it.
pub const DIAGRAMS: &str = "state-diagram";

/// The words for any node, any client, any property; each may stand for the others.
const ANY: [&str; 3] = ["any", "anyone", "anything"];

/// A condition as a scenario has it.
pub fn write(condition: &Condition, terms: Terms) -> String {
    let node = |id: &Option<NodeId>, any| id.map_or(any, |id| terms.names.of(id));
    let kind = |kind: &u8| spelled(terms.info.messages[usize::from(*kind)].name);
    match condition {
        Condition::Enters(id, state) => format!("{} is {}", node(id, "any"), spelled(state)),
        Condition::Sends(None, it) => kind(it),
        Condition::Sends(id, it) => format!("{} sends {}", node(id, "any"), kind(it)),
        Condition::Gets(id, it) => format!("{} gets {}", node(id, "any"), kind(it)),
        Condition::Breaks(number) => {
            let property = number.map_or("anything", |number| {
                terms.properties.get(usize::from(number)).copied().unwrap_or(DIAGRAMS)
            });
            format!("{property} is broken")
        }
        Condition::Answered(id) => format!("{} is answered", node(id, "anyone")),
    }
}

/// Reads a condition, up to the end of the line or to a word that is no part of it.
pub fn parse(words: &mut Words, terms: Terms) -> Result<Condition, Mistake> {
    let subject = words.word("a condition, like n0 is Leader")?;
    let mut ahead = words.clone();
    let verb = ahead.word("a verb").map(|verb| verb.text).unwrap_or_default();
    match verb {
        "is" => {
            *words = ahead;
            let object = words.word("a state, broken or answered")?;
            read_is(subject, object, terms)
        }
        "sends" | "gets" => {
            *words = ahead;
            let node = read_node(subject, terms)?;
            let kind = read_kind(words.word("a kind of message")?, terms)?;
            Ok(match verb {
                "sends" => Condition::Sends(node, kind),
                _ => Condition::Gets(node, kind),
            })
        }
        // A message alone, which ends the line or is followed by its limit.
        "" | "or" => read_kind(subject, terms).map(|kind| Condition::Sends(None, kind)),
        _ => {
            let verb = words.word("a verb")?;
            Err(words::unknown(verb, "verb", ["is", "sends", "gets"]))
        }
    }
}

fn read_is(subject: Word, object: Word, terms: Terms) -> Result<Condition, Mistake> {
    match object.text {
        "broken" if ANY.contains(&subject.text) => Ok(Condition::Breaks(None)),
        "broken" => {
            let known = || terms.properties.iter().copied().chain([DIAGRAMS]);
            let number = known().position(|id| id == subject.text);
            let number = number.ok_or_else(|| words::unknown(subject, "property", known()))?;
            Ok(Condition::Breaks(Some(number as u8)))
        }
        "answered" => Ok(Condition::Answered(read_node(subject, terms)?)),
        _ => {
            let node = read_node(subject, terms)?;
            Ok(Condition::Enters(node, read_state(object, node, terms)?))
        }
    }
}

/// A node, or none for any.
fn read_node(word: Word, terms: Terms) -> Result<Option<NodeId>, Mistake> {
    if ANY.contains(&word.text) { Ok(None) } else { words::node(word, terms.names).map(Some) }
}

/// A state that the node's role has, or some role if no node is named.
fn read_state(word: Word, node: Option<NodeId>, terms: Terms) -> Result<&'static str, Mistake> {
    let roles = terms
        .info
        .roles
        .iter()
        .filter(|role| node.is_none_or(|node| terms.names.of(node).starts_with(role.prefix)));
    let states: Vec<&'static str> =
        roles.flat_map(|role| role.diagram.states.iter().map(|state| state.name)).collect();
    let state = states.iter().find(|state| is_spelled(word, state));
    state.copied().ok_or_else(|| words::unknown(word, "state", states))
}

fn read_kind(word: Word, terms: Terms) -> Result<u8, Mistake> {
    let kinds = || terms.info.messages.iter().map(|kind| kind.name);
    let place = kinds().position(|kind| is_spelled(word, kind));
    let place = place.ok_or_else(|| words::unknown(word, "kind of message", kinds()))?;
    Ok(place as u8)
}

/// A name of the literature as one word.
fn spelled(name: &str) -> String {
    name.replace(' ', "-")
}

/// Whether a word means that name; capitals do not matter.
fn is_spelled(word: Word, name: &str) -> bool {
    word.text.eq_ignore_ascii_case(&spelled(name))
}

#[cfg(test)]
mod tests;
