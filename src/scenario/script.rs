//! Reads a scenario from text: a version line, a header in any order, and timed statements.
//!
//! Written for text that nobody vouches for. Sizes and counts are checked before anything is
//! kept, every name is one that the pattern declares, and the first mistake ends the reading
//! with its line and column.

use std::fmt;

use super::versions::{self, Statement};
use super::{Note, Scenario, limits};
use crate::sim::action::{LinkSettings, Timed};
use crate::sim::entry::{Entry, Setup};
use crate::sim::ids::{Names, NodeId};
use crate::sim::order::by_key;
use crate::sim::time::{Span, Time};
use crate::sim::value::Value;
use crate::sim::words::{self, Mistake, Words};

/// What is wrong with a scenario's text, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScriptError {
    /// The line, from 1.
    pub line: u32,
    /// The column in characters, from 1.
    pub column: u32,
    /// What is wrong, in a sentence.
    pub message: String,
}

impl fmt::Display for ScriptError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Line {}, column {}: {}", self.line, self.column, self.message)
    }
}

impl std::error::Error for ScriptError {}

/// How long a run goes on after the last thing done to it, where no line says when it ends.
const AFTERMATH: Span = Span::secs(5);

/// Reads a scenario.
pub fn parse(text: &str, catalog: &'static [Entry]) -> Result<Scenario, ScriptError> {
    // Some editors begin a file with an invisible mark.
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let header = Header::gather(statements(text)?)?;
    let mut scenario = header.read(catalog)?;
    let names = scenario.names().map_err(|message| match &header.pattern {
        Some(pattern) => pattern.error(0, message),
        None => missing_pattern(),
    })?;
    for statement in &header.timed {
        read_timed(statement, &names, &mut scenario).map_err(|it| statement.mistaken(it))?;
    }
    // Stable: what is written first at one time happens first.
    by_key(&mut scenario.setup.actions, |timed| timed.at.0);
    by_key(&mut scenario.notes, |note| note.at.0);
    if header.until.is_none() {
        scenario.until = scenario.until.max(last(&scenario) + AFTERMATH).min(limits::UNTIL);
    }
    Ok(scenario)
}

fn last(scenario: &Scenario) -> Time {
    let action = scenario.setup.actions.last().map(|timed| timed.at);
    let note = scenario.notes.last().map(|note| note.at);
    action.max(note).unwrap_or_default()
}

/// The lines that say something, below the version line and in the newest version's words.
fn statements(text: &str) -> Result<Vec<Statement<'_>>, ScriptError> {
    let first = Statement { line: 1, text: "".into() };
    if text.len() > limits::TEXT_BYTES {
        let limit = limits::TEXT_BYTES / 1024;
        return Err(first.error(0, format!("This text is longer than the {limit} kB allowed")));
    }
    let lines = text.lines().zip(1..);
    let lines = lines.map(|(text, line)| Statement { line, text: text.into() });
    let mut statements = Vec::new();
    for statement in lines {
        if let Some((at, c)) = statement.text.char_indices().find(|(_, c)| words::refused(*c)) {
            let code = u32::from(c);
            let message = format!("The invisible character U+{code:04X} is not allowed");
            return Err(statement.error(at, message));
        }
        let trimmed = statement.text.trim_start();
        if !trimmed.is_empty() && !trimmed.starts_with('#') {
            statements.push(statement);
        }
    }
    if statements.is_empty() {
        return Err(first.error(0, "There is no scenario here: it begins with faultline 1"));
    }
    let version = statements.remove(0);
    let version = read_version(&version).map_err(|mistake| version.mistaken(mistake))?;
    Ok(versions::upgrade(statements, version))
}

fn read_version(statement: &Statement) -> Result<u32, Mistake> {
    const CURRENT: u32 = versions::CURRENT;
    let mut words = Words::of(&statement.text);
    let keyword = words.word("faultline 1")?;
    if keyword.text != "faultline" {
        return Err(keyword.mistake("A scenario begins with the line “faultline 1”"));
    }
    let word = words.word("the version, like 1")?;
    words.end()?;
    match word.text.parse() {
        Ok(0) | Err(_) => Err(word.mistake(format!("{} is not a version", word.quoted()))),
        Ok(version) if version > CURRENT => Err(word.mistake(format!(
            "This scenario was made for a newer Faultline (version {version}; this one reads up \
             to {CURRENT})"
        ))),
        Ok(version) => Ok(version),
    }
}

/// The statements by what they say. The timed ones can only be read once the others tell which
/// nodes there are.
#[derive(Default)]
struct Header<'a> {
    title: Option<Statement<'a>>,
    pattern: Option<Statement<'a>>,
    without: Option<Statement<'a>>,
    network: Option<Statement<'a>>,
    seed: Option<Statement<'a>>,
    until: Option<Statement<'a>>,
    timed: Vec<Statement<'a>>,
}

const KEYWORDS: [&str; 7] = ["title", "pattern", "without", "network", "seed", "at", "until"];

impl<'a> Header<'a> {
    fn gather(statements: Vec<Statement<'a>>) -> Result<Header<'a>, ScriptError> {
        let mut header = Header::default();
        for statement in statements {
            let word = Words::of(&statement.text).word("a statement");
            let word = word.map_err(|mistake| statement.mistaken(mistake))?;
            let slot = match word.text {
                "title" => &mut header.title,
                "pattern" => &mut header.pattern,
                "without" => &mut header.without,
                "network" => &mut header.network,
                "seed" => &mut header.seed,
                "until" => &mut header.until,
                "at" => {
                    header.timed.push(statement);
                    continue;
                }
                verb if verb == "note" || words::VERBS.contains(&verb) => {
                    let message = format!("When? Write it like: at 1s {verb} …");
                    return Err(statement.error(word.at, message));
                }
                _ => {
                    let mistake = words::unknown(word, "statement", KEYWORDS);
                    return Err(statement.mistaken(mistake));
                }
            };
            if let Some(first) = slot {
                let (keyword, line) = (word.text, first.line);
                let message = format!("“{keyword}” stands in line {line} already");
                return Err(statement.error(word.at, message));
            }
            *slot = Some(statement);
        }
        Ok(header)
    }

    /// The scenario without what is timed.
    fn read(&self, catalog: &'static [Entry]) -> Result<Scenario, ScriptError> {
        let pattern = self.pattern.as_ref().ok_or_else(missing_pattern)?;
        let (entry, params) = pattern.read(|words| read_pattern(words, catalog))?;
        let mut scenario = Scenario::new(entry);
        scenario.setup.params = params;
        if let Some(title) = &self.title {
            let text = title.read(|words| words.text("the title", limits::TITLE_CHARS))?;
            scenario.title = text.1;
        }
        if let Some(without) = &self.without {
            scenario.setup.without = without.read(|words| read_without(words, entry))?;
        }
        if let Some(network) = &self.network {
            scenario.setup.network = network.read(read_network)?;
        }
        if let Some(seed) = &self.seed {
            scenario.setup.seed = seed.read(|words| words.word("a seed, like k3f9")?.parse())?;
        }
        if let Some(until) = &self.until {
            scenario.until = until.read(read_time)?;
        }
        Ok(scenario)
    }
}

fn missing_pattern() -> ScriptError {
    let message = "No line says which pattern to run: write one like pattern raft".into();
    ScriptError { line: 1, column: 1, message }
}

type Params = Vec<(&'static str, Value)>;

fn read_pattern(
    words: &mut Words,
    catalog: &'static [Entry],
) -> Result<(&'static Entry, Params), Mistake> {
    let id = words.word("the name of a pattern")?;
    let entry = catalog.iter().find(|entry| entry.info.id == id.text);
    let entry = entry
        .ok_or_else(|| words::unknown(id, "pattern", catalog.iter().map(|entry| entry.info.id)))?;
    let known = (entry.params)();
    let mut given: Vec<Option<Value>> = vec![None; known.len()];
    while !words.is_empty() {
        let word = words.word("a parameter")?;
        let Some((key, value)) = word.split('=') else {
            let quoted = word.quoted();
            return Err(word.mistake(format!("Expected a parameter like key=value, not {quoted}")));
        };
        let place = known.iter().position(|param| param.key == key.text);
        let place = place
            .ok_or_else(|| words::unknown(key, "parameter", known.iter().map(|param| param.key)))?;
        let value = known[place].kind.parse(value.text).map_err(|it| value.mistake(it))?;
        if given[place].replace(value).is_some() {
            return Err(key.mistake(format!("{} is set twice", key.quoted())));
        }
    }
    let params = known.iter().zip(given);
    let params = params.filter_map(|(param, value)| Some((param.key, param.default, value?)));
    let params = params.filter(|(_, default, value)| value != default);
    Ok((entry, params.map(|(key, _, value)| (key, value)).collect()))
}

/// The safeguards that are off, in the order of their declaration.
fn read_without(words: &mut Words, entry: &Entry) -> Result<Vec<&'static str>, Mistake> {
    let known = (entry.safeguards)();
    let mut off = Vec::new();
    while off.is_empty() || !words.is_empty() {
        let word = words.word("a safeguard")?;
        let place = known.iter().position(|guard| guard.id == word.text);
        let place = place
            .ok_or_else(|| words::unknown(word, "safeguard", known.iter().map(|guard| guard.id)))?;
        if off.contains(&place) {
            return Err(word.mistake(format!("{} is named twice", word.quoted())));
        }
        off.push(place);
    }
    by_key(&mut off, |place| *place as u64);
    Ok(off.into_iter().map(|place| known[place].id).collect())
}

fn read_network(words: &mut Words) -> Result<LinkSettings, Mistake> {
    if words.is_empty() {
        return Err(words.mistake("Expected latency=, loss= or duplication= here"));
    }
    let change = words::parse_change(words)?;
    let default = LinkSettings::default();
    Ok(LinkSettings {
        latency: change.latency.unwrap_or(default.latency),
        loss: change.loss.unwrap_or(default.loss),
        duplication: change.duplication.unwrap_or(default.duplication),
    })
}

fn read_time(words: &mut Words) -> Result<Time, Mistake> {
    let word = words.word("a time, like 1.5s")?;
    let time: Time = word.parse()?;
    if time > limits::UNTIL {
        return Err(word.mistake(format!("A run is at most {} long", limits::UNTIL)));
    }
    Ok(time)
}

fn read_timed(
    statement: &Statement,
    names: &Names,
    scenario: &mut Scenario,
) -> Result<(), Mistake> {
    let mut words = Words::of(&statement.text);
    let keyword = words.word("at")?;
    let at = read_time(&mut words)?;
    let verb = words.clone().word("what happens at that time")?;
    if verb.text == "note" {
        let note = read_note(&mut words, at, names)?;
        if scenario.notes.len() >= limits::NOTES {
            let limit = limits::NOTES;
            return Err(keyword.mistake(format!("A scenario has at most {limit} notes")));
        }
        scenario.notes.push(note);
        return Ok(());
    }
    if !words::VERBS.contains(&verb.text) {
        return Err(words::unknown(verb, "action", words::VERBS.into_iter().chain(["note"])));
    }
    if scenario.setup.actions.len() >= limits::ACTIONS {
        let limit = limits::ACTIONS;
        return Err(keyword.mistake(format!("A scenario has at most {limit} actions")));
    }
    let (entry, setup) = (scenario.pattern, &scenario.setup);
    let check = |node, text: &str| check_input(entry, setup, names.of(node), text);
    let action = words::parse(&mut words, names, &check)?;
    scenario.setup.actions.push(Timed { at, action });
    Ok(())
}

fn read_note(words: &mut Words, at: Time, names: &Names) -> Result<Note, Mistake> {
    words.word("note")?;
    let place = words.word("a node, or - for none")?;
    let node: Option<NodeId> = match place.text {
        "-" => None,
        _ => Some(words::node(place, names)?),
    };
    let (_, text) = words.text("what the note says", limits::NOTE_CHARS)?;
    Ok(Note { at, node, text })
}

/// Whether a pattern understands an input, and a node of this name takes it.
pub(super) fn check_input(
    entry: &Entry,
    setup: &Setup,
    name: &str,
    text: &str,
) -> Result<(), String> {
    (entry.check_input)(setup, text)?;
    let roles = entry.info.roles;
    let Some(role) = roles.iter().position(|role| name.starts_with(role.prefix)) else {
        return Ok(());
    };
    let verb = |text: &'static str| text.split_whitespace().next();
    let asked = text.split_whitespace().next();
    let specs: Vec<_> = entry.inputs.iter().filter(|spec| verb(spec.example) == asked).collect();
    let takes = |roles: &[u8]| roles.iter().any(|it| usize::from(*it) == role);
    // An input that the pattern reads without announcing it is for all nodes.
    if specs.is_empty() || specs.iter().any(|spec| takes(spec.roles)) {
        return Ok(());
    }
    Err(format!("{name} is a {}, which takes no such input", roles[role].name))
}

impl Statement<'_> {
    /// What a reader makes of the words after the keyword, and that nothing follows.
    fn read<T>(
        &self,
        reader: impl FnOnce(&mut Words) -> Result<T, Mistake>,
    ) -> Result<T, ScriptError> {
        let mut words = Words::of(&self.text);
        let value = words.word("a statement").and_then(|_| reader(&mut words));
        let value = value.and_then(|value| words.end().map(|()| value));
        value.map_err(|mistake| self.mistaken(mistake))
    }

    fn mistaken(&self, mistake: Mistake) -> ScriptError {
        self.error(mistake.at, mistake.message)
    }

    /// An error at a place of this line, counted in bytes.
    fn error(&self, at: usize, message: impl Into<String>) -> ScriptError {
        let before = self.text.get(..at).unwrap_or(&self.text);
        let column = before.chars().count() as u32 + 1;
        ScriptError { line: self.line, column, message: message.into() }
    }
}
