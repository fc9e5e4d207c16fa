//! PlantUML: a sequence diagram as text.
//!
//! It has no limit of its own on texts, but pictures past a few hundred messages are of no use.
//! How arrows stand for time is told in [`super::sequence`].

use std::io::{self, Write};

use super::sequence::{Arrow, End, Sequence, Step, clock};
use super::{Excerpt, plain};
use kernel::ids::Names;

/// A diagram has so many messages at most.
const MESSAGES_MAX: u32 = 1_000;

/// Writes the diagram.
pub fn write(excerpt: &mut Excerpt, out: &mut dyn Write) -> io::Result<()> {
    let sequence = Sequence::of(excerpt, MESSAGES_MAX)?;
    let names = excerpt.sim.names();
    writeln!(out, "@startuml\nhide footbox")?;
    if !excerpt.scenario.title.is_empty() {
        writeln!(out, "title {}", escape(&excerpt.scenario.title))?;
    }
    for id in sequence.nodes() {
        writeln!(out, "participant {}", names.of(id))?;
    }
    for step in &sequence.steps {
        statement(out, step, names)?;
    }
    if sequence.left_out > 0 {
        let messages = sequence.left_out;
        writeln!(out, "== left out from here on, for lack of room: {messages} messages ==")?;
    }
    writeln!(out, "@enduml")
}

fn statement(out: &mut dyn Write, step: &Step, names: &Names) -> io::Result<()> {
    match step {
        Step::Arrow(arrow) => {
            let Arrow { from, to, text, end, .. } = arrow;
            let line = match end {
                End::Arrived(_) => "->",
                End::Lost(_) => "->x",
                End::UnderWay => "-->o",
            };
            let (from, to) = (names.of(*from), names.of(*to));
            writeln!(out, "{from} {line} {to} : {} ({})", escape(text), arrow.times())
        }
        Step::Note { over: Some(id), text, at } => {
            writeln!(out, "note over {} : {} ({} s)", names.of(*id), escape(text), clock(*at))
        }
        Step::Note { over: None, text, at } => {
            writeln!(out, "note across : {} ({} s)", escape(text), clock(*at))
        }
    }
}

/// Text that is nothing but text: signs that mean something to the language, or could together
/// with others, are written as their numbers.
fn escape(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in plain(text) {
        match c {
            ' ' | ',' | '.' | ':' | '(' | ')' | '+' => safe.push(c),
            // Written as the numbers of the others are, these two break its reader.
            '\\' | '$' => safe += &format!("<U+{:04X}>", u32::from(c)),
            c if c.is_ascii_punctuation() => safe += &format!("&#{};", u32::from(c)),
            c => safe.push(c),
        }
    }
    safe
}
