//! Reads the blocks of branches: a line that names the branch, then what it has instead of the
//! trunk's.
//!
//! ```text
//! branch No heal from 2s
//! at 2.5s crash n0
//! until 8s
//! ```

use super::branch::{self, Branch};
use super::header::{Header, read_time};
use super::script::ScriptError;
use super::timed::{self, Room};
use super::versions::Statement;
use super::{Scenario, end, limits};
use kernel::time::Time;
use run::entry::Entry;
use run::words::{Mistake, Words};

/// Whether a statement is the first of a block.
pub fn opens(statement: &Statement) -> bool {
    Words::of(&statement.text).word("a statement").is_ok_and(|word| word.text == "branch")
}

/// Reads a block below a trunk that has been read with the blocks before.
pub fn read(
    block: &[Statement],
    trunk: &Scenario,
    room: &mut Room,
    catalog: &'static [Entry],
) -> Result<Branch, ScriptError> {
    let (opening, rest) = block.split_first().expect("a block has its opening line");
    let header = Header::gather(rest)?;
    let mut scenario = header.read(Some(trunk), catalog)?;
    let (name, from) = opening.read(|words| read_opening(words, trunk, &scenario))?;
    let names = scenario.names();
    let names = names.map_err(|it| header.pattern.unwrap_or(opening).error(0, it))?;
    if from > Time::ZERO {
        let (actions, notes) = trunk.up_to(from);
        scenario.setup.actions = actions.to_vec();
        scenario.notes = notes.to_vec();
    }
    timed::read(&header.timed, &names, from, room, &mut scenario)?;
    header.read_end(end::implied_by(trunk, &scenario), &mut scenario)?;
    Ok(Branch { name, from, scenario })
}

/// Reads a branch's name, which may have any words, and the time it leaves the trunk.
fn read_opening(
    words: &mut Words,
    trunk: &Scenario,
    branch: &Scenario,
) -> Result<(String, Time), Mistake> {
    let mut all = vec![words.word("the branch's name")?];
    while !words.is_empty() {
        all.push(words.word("a word")?);
    }
    let (name, leaves) = all.split_at(all.len().saturating_sub(2));
    let from = match leaves {
        [keyword, time] if keyword.text == "from" => time,
        _ => return Err(words.mistake("Expected from and a time here, like from 2s")),
    };
    let [first, ..] = name else { return Err(all[0].mistake("Expected the branch's name here")) };
    if trunk.branches.len() >= limits::BRANCHES {
        let limit = limits::BRANCHES;
        return Err(first.mistake(format!("A scenario has at most {limit} branches")));
    }
    let time = read_time(*from)?;
    if let Some(what) = branch::other_start(trunk, branch).filter(|_| time > Time::ZERO) {
        return Err(from.mistake(format!("A branch with {what} leaves the trunk at 0s")));
    }
    let name: Vec<&str> = name.iter().map(|word| word.text).collect();
    let name = trunk.branch_name(&name.join(" "), None);
    Ok((name.map_err(|message| first.mistake(message))?, time))
}
