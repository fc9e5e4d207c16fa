//! The words for actions: how they are written in scenarios, and read back.
//!
//! [`parse`] reads what [`write()`] writes, and whatever else a person may write for the same. It
//! knows nodes by name and nothing of times, of files, or of what an input means to a pattern.

mod cursor;
mod links;
mod spelling;

pub use cursor::{Mistake, Word, Words};
pub use links::{NO_SETTING, parse_change, write_change};
pub use spelling::{plain, quoted, refused, there_is_no, unknown};

use kernel::action::{Action, Link};
use kernel::clock::ClockChange;
use kernel::ids::{MessageId, Names, NodeId};
use kernel::time::Span;
use pattern::declare::TimerKind;

/// The first word of every action.
pub const VERBS: [&str; 20] = [
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
    "slow",
    "clock",
    "wipe",
    "duplicate",
    "deliver",
    "fire",
    "clog",
    "unclog",
    "swizzle",
];

/// An input's text has at most this many characters.
pub const INPUT_CHARS: usize = 100;

/// A message can be delayed by at most this much.
pub const LONGEST_DELAY: Span = Span::secs(600);

/// A slow node takes at most this long for an event.
pub const SLOWEST: Span = Span::secs(60);

/// A swizzle takes at most this long.
pub const LONGEST_SWIZZLE: Span = Span::secs(600);

/// What the words of actions can name.
#[derive(Clone, Copy)]
pub struct Lexicon<'a> {
    /// The nodes.
    pub names: &'a Names,
    /// The pattern's kinds of timer.
    pub timers: &'static [TimerKind],
    /// Says what is wrong with an input to a node, if something is.
    pub check_input: &'a dyn Fn(NodeId, &str) -> Result<(), String>,
}

/// An action as a scenario has it: `partition n0 n1 | n2 n3 n4`.
pub fn write(action: &Action, names: &Names) -> String {
    let on_nodes = |verb: &str, nodes: &[NodeId]| format!("{verb} {}", write_nodes(nodes, names));
    let on_links = |verb: &str, links: &[Link]| format!("{verb} {}", write_links(links, names));
    let on_message = |verb: &str, id: MessageId| format!("{verb} {}", write_message(id, names));
    match action {
        Action::Crash(nodes) => on_nodes("crash", nodes),
        Action::Restart(nodes) => on_nodes("restart", nodes),
        Action::Pause(nodes) => on_nodes("pause", nodes),
        Action::Resume(nodes) => on_nodes("resume", nodes),
        Action::Partition(groups) => {
            let groups: Vec<String> =
                groups.iter().map(|group| write_nodes(group, names)).collect();
            format!("partition {}", groups.join(" | "))
        }
        Action::Cut(links) => on_links("cut", links),
        Action::Heal(links) if links.is_empty() => "heal".into(),
        Action::Heal(links) => on_links("heal", links),
        Action::Shape(link, change) => {
            format!("link {} {}", write_link(*link, names), write_change(change))
        }
        Action::Drop(message) => on_message("drop", *message),
        Action::Delay(message, by) => format!("{} by {by}", on_message("delay", *message)),
        Action::Input(node, text) => format!("input {} {text}", names.of(*node)),
        Action::Slow(nodes, by) => format!("{} by {by}", on_nodes("slow", nodes)),
        Action::Clock(node, change) => write_clock(*node, change, names),
        Action::Wipe(nodes) => on_nodes("wipe", nodes),
        Action::Duplicate(message) => on_message("duplicate", *message),
        Action::Deliver(message) => on_message("deliver", *message),
        Action::Fire(node, timer) => format!("fire {} {}", names.of(*node), kebab(timer)),
        Action::Clog(nodes) => on_nodes("clog", nodes),
        Action::Unclog(nodes) => on_nodes("unclog", nodes),
        Action::Swizzle(nodes, over) => format!("{} over {over}", on_nodes("swizzle", nodes)),
    }
}

/// Reads an action to the end of its line.
pub fn parse(words: &mut Words, lexicon: &Lexicon) -> Result<Action, Mistake> {
    let names = lexicon.names;
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
                return Err(words.mistake(NO_SETTING));
            }
            Action::Shape(link, parse_change(words)?)
        }
        "drop" => Action::Drop(message(words, names)?),
        "delay" => {
            let message = message(words, names)?;
            let limit = (LONGEST_DELAY, "A message is delayed by");
            Action::Delay(message, after(words, "by", "like by 50ms", limit)?)
        }
        "input" => input(words, lexicon)?,
        "slow" => {
            let nodes = nodes_until(words, names, "by")?;
            let limit = (SLOWEST, "A slow node takes");
            Action::Slow(nodes, after(words, "by", "like by 5ms", limit)?)
        }
        "clock" => clock(words, names)?,
        "wipe" => Action::Wipe(nodes(words, names)?),
        "duplicate" => Action::Duplicate(message(words, names)?),
        "deliver" => Action::Deliver(message(words, names)?),
        "fire" => fire(words, lexicon)?,
        "clog" => Action::Clog(nodes(words, names)?),
        "unclog" => Action::Unclog(nodes(words, names)?),
        "swizzle" => {
            let nodes = nodes_until(words, names, "over")?;
            let limit = (LONGEST_SWIZZLE, "A swizzle takes");
            Action::Swizzle(nodes, after(words, "over", "like over 2s", limit)?)
        }
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

/// A row of nodes one after the other is written as a range from so many on: shorter ones have
/// always been written out, and stay as they are.
const RANGE: usize = 10;

fn write_nodes(nodes: &[NodeId], names: &Names) -> String {
    let mut text = String::new();
    for row in nodes.chunk_by(|a, b| a.0.checked_add(1) == Some(b.0) && alike(*a, *b, names)) {
        let ends = [row[0], row[row.len() - 1]];
        let (nodes, between) = if row.len() < RANGE { (row, " ") } else { (&ends[..], "..") };
        for (nth, id) in nodes.iter().enumerate() {
            if !text.is_empty() {
                text.push_str(if nth == 0 { " " } else { between });
            }
            text.push_str(names.of(*id));
        }
    }
    text
}

/// Whether two nodes' names differ in their numbers only: they are of one role.
fn alike(a: NodeId, b: NodeId, names: &Names) -> bool {
    let letters = |id| names.of(id).trim_end_matches(|c: char| c.is_ascii_digit());
    letters(a) == letters(b)
}

fn write_links(links: &[Link], names: &Names) -> String {
    links.iter().map(|link| write_link(*link, names)).collect::<Vec<_>>().join(" ")
}

/// A name as one word of the language: `election-timeout` for the election timeout.
pub fn kebab(name: &str) -> String {
    let part = |c: char| if c == ' ' { '-' } else { c.to_ascii_lowercase() };
    name.chars().map(part).collect()
}

fn write_clock(node: NodeId, change: &ClockChange, names: &Names) -> String {
    let offset = change.offset.map(|offset| format!(" offset={offset}"));
    let drift = change.drift.map(|drift| format!(" drift={drift}"));
    let (offset, drift) = (offset.unwrap_or_default(), drift.unwrap_or_default());
    format!("clock {}{offset}{drift}", names.of(node))
}

fn nodes(words: &mut Words, names: &Names) -> Result<Vec<NodeId>, Mistake> {
    nodes_until(words, names, "")
}

/// Reads nodes, one at least, up to a keyword or the end of the line.
fn nodes_until(words: &mut Words, names: &Names, keyword: &str) -> Result<Vec<NodeId>, Mistake> {
    let mut nodes = Vec::new();
    let mut named = vec![false; names.0.len()];
    let more = |words: &Words| words.clone().word("").is_ok_and(|word| word.text != keyword);
    while nodes.is_empty() || more(words) {
        let word = words.word("a node, like n0")?;
        several(word, names, &mut named, &mut nodes)?;
    }
    Ok(nodes)
}

/// Reads a node, or a range of nodes of one role like `n3..n20`. `named` says of each node whether
/// it has been named before.
fn several(
    word: Word,
    names: &Names,
    named: &mut [bool],
    nodes: &mut Vec<NodeId>,
) -> Result<(), Mistake> {
    let (first, last) = match word.text.split_once("..") {
        None => (node(word, names)?, node(word, names)?),
        Some((first, last)) => {
            let at = word.at + first.len() + 2;
            let ends = [Word { text: first, at: word.at }, Word { text: last, at }];
            let [first, last] = ends.map(|end| node(end, names));
            (first?, last?)
        }
    };
    if first > last || !alike(first, last, names) {
        let message = "A range is of nodes of one role, the lower number first, like n3..n20";
        return Err(word.mistake(message));
    }
    for id in (first.0..=last.0).map(NodeId) {
        if std::mem::replace(&mut named[id.index()], true) {
            let twice = if first == last { word.quoted() } else { spelling::quoted(names.of(id)) };
            return Err(word.mistake(format!("{twice} is named twice")));
        }
        nodes.push(id);
    }
    Ok(())
}

/// Reads `n0 n1 | n2 n3 n4`. One group alone would cut nothing off, so it is refused.
fn groups(words: &mut Words, names: &Names, verb: Word) -> Result<Vec<Vec<NodeId>>, Mistake> {
    let mut groups = vec![Vec::new()];
    let mut named = vec![false; names.0.len()];
    while !words.is_empty() {
        let word = words.word("a node")?;
        if word.text == "|" {
            if groups.last().is_some_and(Vec::is_empty) {
                return Err(word.mistake("There is no node in the group before this bar"));
            }
            groups.push(Vec::new());
            continue;
        }
        let group = groups.last_mut().expect("there is always a last group");
        several(word, names, &mut named, group)?;
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

/// Reads a keyword and a time, which is at most so long: `by 50ms`.
fn after(
    words: &mut Words,
    keyword: &str,
    example: &str,
    (longest, sentence): (Span, &str),
) -> Result<Span, Mistake> {
    let wanted = format!("{keyword} and a time, {example}");
    let word = words.word(&wanted)?;
    if word.text != keyword {
        return Err(word.mistake(format!("Expected {wanted} here")));
    }
    let word = words.word(&format!("a time, {example}"))?;
    let span: Span = word.parse()?;
    if span > longest {
        return Err(word.mistake(format!("{sentence} at most {longest}")));
    }
    Ok(span)
}

fn clock(words: &mut Words, names: &Names) -> Result<Action, Mistake> {
    const WANTED: &str = "offset= or drift=";
    let id = node(words.word("a node, like n0")?, names)?;
    let mut change = ClockChange::default();
    while change == ClockChange::default() || !words.is_empty() {
        let word = words.word(WANTED)?;
        let (key, value) = word.split('=').ok_or_else(|| {
            word.mistake(format!("Expected a change like offset=+50ms, not {}", word.quoted()))
        })?;
        let before = match key.text {
            "offset" => change.offset.replace(value.parse()?).is_some(),
            "drift" => change.drift.replace(value.parse()?).is_some(),
            _ => return Err(unknown(key, "change of a clock", ["offset", "drift"])),
        };
        if before {
            return Err(key.mistake(format!("{} is set twice", key.quoted())));
        }
    }
    Ok(Action::Clock(id, change))
}

fn fire(words: &mut Words, lexicon: &Lexicon) -> Result<Action, Mistake> {
    let id = node(words.word("a node, like n0")?, lexicon.names)?;
    let word = words.word("a timer, like election-timeout")?;
    let kind = lexicon.timers.iter().find(|kind| kebab(kind.name) == word.text);
    if let Some(kind) = kind {
        return Ok(Action::Fire(id, kind.name));
    }
    let known: Vec<String> = lexicon.timers.iter().map(|kind| kebab(kind.name)).collect();
    Err(unknown(word, "timer", known.iter().map(String::as_str)))
}

fn input(words: &mut Words, lexicon: &Lexicon) -> Result<Action, Mistake> {
    let to = node(words.word("a node, like n0")?, lexicon.names)?;
    let (at, text) = words.text("what the node is asked", INPUT_CHARS)?;
    (lexicon.check_input)(to, &text).map_err(|message| Mistake { at, message })?;
    Ok(Action::Input(to, text))
}

#[cfg(test)]
mod tests;
