//! Reads what happens when: actions and notes.
//!
//! Knows nothing of the header but the names of the nodes that follow from it.

use super::header::read_time;
use super::script::ScriptError;
use super::versions::Statement;
use super::{Note, Scenario, limits};
use kernel::action::Timed;
use kernel::ids::{Names, NodeId};
use kernel::time::Time;
use run::entry::{Entry, Setup};
use run::words;
use run::words::{Lexicon, Mistake, Words};

/// How many actions and notes were read so far, and how many nodes they name, in the trunk and all blocks.
#[derive(Default)]
pub struct Room {
    actions: usize,
    notes: usize,
    named: usize,
}

/// Reads the timed statements of a trunk or of a block, in which none is before `earliest`.
pub fn read(
    statements: &[&Statement],
    names: &Names,
    earliest: Time,
    room: &mut Room,
    scenario: &mut Scenario,
) -> Result<(), ScriptError> {
    for statement in statements {
        let read = read_one(statement, names, earliest, room, scenario);
        read.map_err(|mistake| statement.mistaken(mistake))?;
    }
    scenario.sort();
    Ok(())
}

fn read_one(
    statement: &Statement,
    names: &Names,
    earliest: Time,
    room: &mut Room,
    scenario: &mut Scenario,
) -> Result<(), Mistake> {
    let mut words = Words::of(&statement.text);
    let keyword = words.word("at")?;
    let word = words.word("a time, like 1.5s")?;
    let at = read_time(word)?;
    if at < earliest {
        let message = format!("This branch leaves the trunk at {earliest}, and this is before");
        return Err(word.mistake(message));
    }
    let verb = words.clone().word("what happens at that time")?;
    if verb.text == "note" {
        let note = read_note(&mut words, at, names)?;
        if room.notes >= limits::NOTES {
            let limit = limits::NOTES;
            return Err(keyword.mistake(format!("A scenario has at most {limit} notes")));
        }
        room.notes += 1;
        scenario.notes.push(note);
        return Ok(());
    }
    if !words::VERBS.contains(&verb.text) {
        return Err(words::unknown(verb, "action", words::VERBS.into_iter().chain(["note"])));
    }
    if room.actions >= limits::ACTIONS {
        let limit = limits::ACTIONS;
        return Err(keyword.mistake(format!("A scenario has at most {limit} actions")));
    }
    let (entry, setup) = (scenario.pattern, &scenario.setup);
    let check_input = |node, text: &str| check_input(entry, setup, names.of(node), text);
    let lexicon = Lexicon { names, timers: entry.info.timers, check_input: &check_input };
    let action = words::parse(&mut words, &lexicon)?;
    room.named += action.named();
    if room.named > limits::NAMED {
        let limit = limits::NAMED;
        return Err(keyword.mistake(format!("A scenario names at most {limit} nodes in all")));
    }
    room.actions += 1;
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
