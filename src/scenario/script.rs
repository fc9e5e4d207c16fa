//! Reads a scenario from text: a version line, the trunk's statements, and the blocks of its
//! branches.
//!
//! Written for text that nobody vouches for. Sizes and counts are checked before anything is
//! kept, every name is one that the pattern declares, and the first mistake ends the reading
//! with its line and column. What a statement says is `header`'s and `timed`'s to read.

use std::fmt;

use super::header::{Header, missing_pattern};
use super::timed::{self, Room};
use super::versions::{self, Statement};
use super::{Scenario, blocks, end, limits};
use kernel::time::Time;
use run::entry::Entry;
use run::words;
use run::words::{Mistake, Words};

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

/// Reads a scenario.
pub fn parse(text: &str, catalog: &'static [Entry]) -> Result<Scenario, ScriptError> {
    // Some editors begin a file with an invisible mark.
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut trunk = statements(text)?;
    let first = trunk.iter().position(blocks::opens).unwrap_or(trunk.len());
    let blocks = trunk.split_off(first);
    let mut room = Room::default();
    let mut scenario = read_trunk(&trunk, &mut room, catalog)?;
    for block in blocks.chunk_by(|_, next| !blocks::opens(next)) {
        let branch = blocks::read(block, &scenario, &mut room, catalog)?;
        scenario.branches.push(branch);
    }
    Ok(scenario)
}

fn read_trunk(
    statements: &[Statement],
    room: &mut Room,
    catalog: &'static [Entry],
) -> Result<Scenario, ScriptError> {
    let header = Header::gather(statements)?;
    let mut scenario = header.read(None, catalog)?;
    let names = scenario.names().map_err(|message| match &header.pattern {
        Some(pattern) => pattern.error(0, message),
        None => missing_pattern(),
    })?;
    timed::read(&header.timed, &names, Time::ZERO, room, &mut scenario)?;
    header.read_end(end::implied(&scenario), &mut scenario)?;
    Ok(scenario)
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

impl Statement<'_> {
    /// What a reader makes of the words after the keyword, and that nothing follows.
    pub fn read<T>(
        &self,
        reader: impl FnOnce(&mut Words) -> Result<T, Mistake>,
    ) -> Result<T, ScriptError> {
        let mut words = Words::of(&self.text);
        let value = words.word("a statement").and_then(|_| reader(&mut words));
        let value = value.and_then(|value| words.end().map(|()| value));
        value.map_err(|mistake| self.mistaken(mistake))
    }

    /// A mistake of this line.
    pub fn mistaken(&self, mistake: Mistake) -> ScriptError {
        self.error(mistake.at, mistake.message)
    }

    /// An error at a place of this line, counted in bytes.
    pub fn error(&self, at: usize, message: impl Into<String>) -> ScriptError {
        let before = self.text.get(..at).unwrap_or(&self.text);
        let column = before.chars().count() as u32 + 1;
        ScriptError { line: self.line, column, message: message.into() }
    }
}
