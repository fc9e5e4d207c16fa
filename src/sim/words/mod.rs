//! The words for actions: how they are written in scenarios, and read back.
//!
//! [`parse`] reads what [`write()`] writes, and whatever else a person may write for the same. It
//! knows nodes by name and nothing of times, of files, or of what an input means to a pattern.

mod cursor;
mod links;
mod spelling;

pub use cursor::{Mistake, Word, Words};
pub use links::{parse_change, write_change};
pub use spelling::{plain, quoted, refused, unknown};

use super::action::{Action, Link};
use super::ids::{MessageId, Names, NodeId};
use super::time::Span;

/// The first word of every action.
pub const VERBS: [&str; 11] = [
    "crash",
    "restart",
    "pause",
    "resume",
    "partition",
    "cut",
    "heal",
    "link",
    "drop",
    "delay",
    "input",
];

/// An input's text has at most this many characters.
pub const INPUT_CHARS: usize = 100;

/// A message can be delayed by at most this much.
pub const LONGEST_DELAY: Span = Span::secs(600);

/// An action as a scenario has it: `partition n0 n1 | n2 n3 n4`.
pub fn write(action: &Action, names: &Names) -> String {
    match action {
        Action::Crash(nodes) => format!("crash {}", write_nodes(nodes, names)),
        Action::Restart(nodes) => format!("restart {}", write_nodes(nodes, names)),
        Action::Pause(nodes) => format!("pause {}", write_nodes(nodes, names)),
        Action::Resume(nodes) => format!("resume {}", write_nodes(nodes, names)),
        Action::Partition(groups) => {
            let groups = groups.iter().map(|group| write_nodes(group, names));
            format!("partition {}", groups.collect::<Vec<_>>().join(" | "))
        }
        Action::Cut(links) => format!("cut {}", write_links(links, names)),
        Action::Heal(links) if links.is_empty() => "heal".into(),
        Action::Heal(links) => format!("heal {}", write_links(links, names)),
        Action::Shape(link, change) => {
            format!("link {} {}", write_link(*link, names), write_change(change))
        }
        Action::Drop(message) => format!("drop {}", write_message(*message, names)),
        Action::Delay(message, by) => format!("delay {} by {by}", write_message(*message, names)),
        Action::Input(node, text) => format!("input {} {text}", names.of(*node)),
    }
}

/// Reads an action to the end of its line. What an input means is for `check_input` to judge.
pub fn parse(
    words: &mut Words,
    names: &Names,
    check_input: &dyn Fn(NodeId, &str) -> Result<(), String>,
) -> Result<Action, Mistake> {
    let verb = words.word("what happens, like crash or partition")?;
    let action = match verb.text {
        "crash" => Action::Crash(nodes(words, names)?),
        "restart" => Action::Restart(nodes(words, names)?),
        "pause" => Action::Pause(nodes(words, names)?),
        "resume" => Action::Resume(nodes(words, names)?),
        "partition" => Action::Partition(groups(words, names, verb)?),
        "cut" => {
            let first = link(words.word("a link like n0-n1 or n0>n1")?, names)?;
            Action::Cut(links(words, names, vec![first])?)
        }
        "heal" => Action::Heal(links(words, names, Vec::new())?),
        "link" => {
            let link = link(words.word("a link like n0-n1 or n0>n1")?, names)?;
            if words.is_empty() {
                return Err(words.mistake("Expected latency=, loss= or duplication= here"));
            }
            Action::Shape(link, parse_change(words)?)
        }
        "drop" => Action::Drop(message(words, names)?),
        "delay" => delay(words, names)?,
        "input" => input(words, names, check_input)?,
        _ => return Err(unknown(verb, "action", VERBS)),
    };
    words.end()?;
    Ok(action)
}

/// A message's name: `n0>n1#17`, and `n0>n1#17+1` for a copy of it.
pub fn write_message(id: MessageId, names: &Names) -> String {
    let (from, to) = (names.of(id.from), names.of(id.to));
    match id.copy {
        0 => format!("{from}>{to}#{}", id.nth),
        copy => format!("{from}>{to}#{}+{copy}", id.nth),
    }
}

/// A link's name: `n0-n1` for both directions, `n0>n1` for one.
pub fn write_link(link: Link, names: &Names) -> String {
    let arrow = if link.both { '-' } else { '>' };
    format!("{}{arrow}{}", names.of(link.from), names.of(link.to))
}

/// Reads a node's name.
pub fn node(word: Word, names: &Names) -> Result<NodeId, Mistake> {
    names.find(word.text).ok_or_else(|| {
        word.mistake(format!(
            "There is no node {}; there are {}",
            word.quoted(),
            spelling::ranges(names)
        ))
    })
}

fn write_nodes(nodes: &[NodeId], names: &Names) -> String {
    nodes.iter().map(|id| names.of(*id)).collect::<Vec<_>>().join(" ")
}

fn write_links(links: &[Link], names: &Names) -> String {
    links.iter().map(|link| write_link(*link, names)).collect::<Vec<_>>().join(" ")
}

fn nodes(words: &mut Words, names: &Names) -> Result<Vec<NodeId>, Mistake> {
    let mut nodes = Vec::new();
    while nodes.is_empty() || !words.is_empty() {
        let word = words.word("a node, like n0")?;
        push_once(&mut nodes, node(word, names)?, word)?;
    }
    Ok(nodes)
}

/// Reads `n0 n1 | n2 n3 n4`. One group alone would cut nothing off, so it is refused.
fn groups(words: &mut Words, names: &Names, verb: Word) -> Result<Vec<Vec<NodeId>>, Mistake> {
    let mut groups = vec![Vec::new()];
    let mut seen = Vec::new();
    while !words.is_empty() {
        let word = words.word("a node")?;
        if word.text == "|" {
            if groups.last().is_some_and(Vec::is_empty) {
                return Err(word.mistake("There is no node in the group before this bar"));
            }
            groups.push(Vec::new());
            continue;
        }
        let id = node(word, names)?;
        push_once(&mut seen, id, word)?;
        groups.last_mut().expect("there is always a last group").push(id);
    }
    if groups.last().is_some_and(Vec::is_empty) {
        return Err(words.mistake("Expected a node here"));
    }
    if groups.len() < 2 {
        let example = "A partition needs two groups or more, like partition n0 n1 | n2";
        return Err(verb.mistake(example));
    }
    Ok(groups)
}

fn links(words: &mut Words, names: &Names, mut links: Vec<Link>) -> Result<Vec<Link>, Mistake> {
    while !words.is_empty() {
        let word = words.word("a link")?;
        push_once(&mut links, link(word, names)?, word)?;
    }
    Ok(links)
}

fn push_once<T: PartialEq>(list: &mut Vec<T>, item: T, word: Word) -> Result<(), Mistake> {
    if list.contains(&item) {
        return Err(word.mistake(format!("{} is named twice", word.quoted())));
    }
    list.push(item);
    Ok(())
}

fn link(word: Word, names: &Names) -> Result<Link, Mistake> {
    let bad = || word.mistake(format!("{} is not a link: write n0-n1 or n0>n1", word.quoted()));
    let (from, to, both) = match (word.split('>'), word.split('-')) {
        (Some((from, to)), _) => (from, to, false),
        (None, Some((from, to))) => (from, to, true),
        (None, None) => return Err(bad()),
    };
    let (from, to) = (node(from, names)?, node(to, names)?);
    if from == to {
        return Err(word.mistake("A link joins two different nodes"));
    }
    Ok(Link { from, to, both })
}

fn message(words: &mut Words, names: &Names) -> Result<MessageId, Mistake> {
    let word = words.word("a message, like n0>n1#17")?;
    let bad = || word.mistake(format!("{} is not a message: write n0>n1#17", word.quoted()));
    let (ends, number) = word.split('#').ok_or_else(bad)?;
    let (from, to) = ends.split('>').ok_or_else(bad)?;
    let (nth, copy) = match number.split('+') {
        Some((nth, copy)) => (nth.text, copy.text),
        None => (number.text, ""),
    };
    let digits = |text: &str| !text.starts_with(['0', '+']);
    let nth = nth.parse().ok().filter(|_| digits(nth)).ok_or_else(bad)?;
    let copy = match copy {
        "" if number.text.ends_with('+') => return Err(bad()),
        "" => 0,
        copy => copy.parse().ok().filter(|_| digits(copy)).ok_or_else(bad)?,
    };
    Ok(MessageId { from: node(from, names)?, to: node(to, names)?, nth, copy })
}

fn delay(words: &mut Words, names: &Names) -> Result<Action, Mistake> {
    let message = message(words, names)?;
    let by = words.word("by and how much, like by 50ms")?;
    if by.text != "by" {
        return Err(by.mistake("Expected by and how much here, like by 50ms"));
    }
    let word = words.word("how much later, like 50ms")?;
    let span: Span = word.parse()?;
    if span > LONGEST_DELAY {
        return Err(word.mistake(format!("A message is delayed by at most {LONGEST_DELAY}")));
    }
    Ok(Action::Delay(message, span))
}

fn input(
    words: &mut Words,
    names: &Names,
    check: &dyn Fn(NodeId, &str) -> Result<(), String>,
) -> Result<Action, Mistake> {
    let to = node(words.word("a node, like n0")?, names)?;
    let (at, text) = words.text("what the node is asked", INPUT_CHARS)?;
    check(to, &text).map_err(|message| Mistake { at, message })?;
    Ok(Action::Input(to, text))
}

#[cfg(test)]
mod tests;
