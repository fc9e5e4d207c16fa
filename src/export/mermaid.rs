//! Mermaid: a sequence diagram as text, which many renderers of Markdown draw.
//!
//! They refuse texts of more than 50,000 characters, and no diagram can ask for more. What does not
//! fit is left out, and the diagram says how much that is. How arrows stand for time is told in
//! [`super::sequence`].

use std::io::{self, Write};

use super::sequence::{Arrow, End, Sequence, Step, clock};
use super::{Excerpt, plain};
use kernel::ids::{Names, NodeId};

/// A text can have so many characters, as its reader counts them: in units of UTF-16.
const CHARS_MAX: usize = 50_000;
/// What the last line may need, which says what was left out.
const REST: usize = 200;
/// More messages than fit.
const MESSAGES_MAX: u32 = 2_000;

/// Writes the diagram.
pub fn write(excerpt: &mut Excerpt, out: &mut dyn Write) -> io::Result<()> {
    let sequence = Sequence::of(excerpt, MESSAGES_MAX)?;
    let names = excerpt.sim.names();
    let nodes = sequence.nodes();
    let mut lines = vec!["sequenceDiagram".to_string()];
    if !excerpt.scenario.title.is_empty() {
        lines.push(format!("title {}", escape(&excerpt.scenario.title)));
    }
    lines.extend(nodes.iter().map(|id| format!("participant {}", names.of(*id))));
    let head = lines.len();
    lines.extend(sequence.steps.iter().map(|step| statement(step, &nodes, names)));
    let room = CHARS_MAX - REST;
    let fitting = fitting(&lines, room).max(head);
    let cut = lines.split_off(fitting.min(lines.len())).len();
    let missing = sequence.steps.iter().rev().take(cut).filter(|it| matches!(it, Step::Arrow(_)));
    let missing = missing.count() + sequence.left_out as usize;
    for line in lines {
        writeln!(out, "{line}")?;
    }
    if cut > 0 || missing > 0 {
        let text = format!("left out from here on, for lack of room: {missing} messages");
        writeln!(out, "{}", note(None, &nodes, names, &text))?;
    }
    Ok(())
}

/// How many of the lines fit into so many characters.
fn fitting(lines: &[String], mut room: usize) -> usize {
    let fits = |line: &&String| match room.checked_sub(line.encode_utf16().count() + 1) {
        Some(rest) => {
            room = rest;
            true
        }
        None => false,
    };
    lines.iter().take_while(fits).count()
}

fn statement(step: &Step, nodes: &[NodeId], names: &Names) -> String {
    match step {
        Step::Arrow(arrow) => {
            let Arrow { from, to, text, end, .. } = arrow;
            let line = match end {
                End::Arrived(_) => "->>",
                End::Lost(_) => "-x",
                End::UnderWay => "--)",
            };
            let (from, to) = (names.of(*from), names.of(*to));
            format!("{from}{line}{to}: {} ({})", escape(text), arrow.times())
        }
        Step::Note { over, text, at } => {
            note(*over, nodes, names, &format!("{text} ({} s)", clock(*at)))
        }
    }
}

fn note(over: Option<NodeId>, nodes: &[NodeId], names: &Names, text: &str) -> String {
    let text = escape(text);
    match (over, nodes) {
        (Some(id), _) => format!("Note over {}: {text}", names.of(id)),
        (None, [first, .., last]) => {
            format!("Note over {},{}: {text}", names.of(*first), names.of(*last))
        }
        (None, [only]) => format!("Note over {}: {text}", names.of(*only)),
        // Without participants there is nothing to put a note over.
        (None, []) => format!("%% {text}"),
    }
}

/// Text that is nothing but text: what means something to the language is written as its number.
fn escape(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in plain(text) {
        match c {
            // Statements, comments and directives, entities, markup, formulas.
            ';' | '#' | '%' | '<' | '>' | '&' | '{' | '}' | '"' | '\\' | '$' | '`' => {
                safe += &format!("#{};", u32::from(c));
            }
            c => safe.push(c),
        }
    }
    // A block ends at the bare word, whatever its case, even within a message.
    safe.split(' ').map(bare_end).collect::<Vec<_>>().join(" ")
}

fn bare_end(word: &str) -> String {
    if word.eq_ignore_ascii_case("end") {
        format!("#{};{}", word.as_bytes()[0], &word[1..])
    } else {
        word.into()
    }
}
