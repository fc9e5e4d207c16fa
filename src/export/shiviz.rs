//! ShiViz: a log with vector clocks, drawn as a space-time diagram.
//!
//! The first line is the expression that reads the log, the second one that would part several
//! runs in one file. Then come two lines an event: its words, and its host with the clock. The
//! clock counts from 1 in the excerpt: what was before it does not exist for the reader.

use std::io::{self, Write};

use super::clocks::Clocks;
use super::{Excerpt, json, plain};
use kernel::ids::Names;

/// How to read the rest, as ShiViz proposes it.
const PARSER: &str = r"(?<event>.*)\n(?<host>\S*) (?<clock>{.*})";
/// The host of what is done to the cluster.
const OUTSIDE: &str = "faults";

/// Writes the log.
pub fn write(excerpt: &mut Excerpt, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "{PARSER}\n")?;
    let range = excerpt.range();
    let records = &excerpt.sim.records()[range.start as usize..range.end as usize];
    let mut clocks = Clocks::new(records, range.start, excerpt.sim.names().0.len());
    excerpt.tell(|sim, record, line| {
        // A lost message is no event of its receiver; its sending stays without an arrival.
        let Some((process, clock)) = clocks.pass(record) else { return Ok(()) };
        let place = if line.place.contains(' ') { &line.place } else { "" };
        let gap = if place.is_empty() { "" } else { " " };
        writeln!(out, "{place}{gap}{} at {}", flat(&line.text), line.at)?;
        let names = sim.names();
        write!(out, "{} ", host(process, names))?;
        json::object(out, |fields| {
            let known = clock.iter().enumerate().filter(|(_, count)| **count > 0);
            known.into_iter().try_for_each(|(it, count)| fields.number(host(it, names), *count))
        })?;
        writeln!(out)
    })
}

fn host(process: usize, names: &Names) -> &str {
    names.0.get(process).map_or(OUTSIDE, |name| name)
}

/// Words without braces, which would look like a clock to the expression.
fn flat(text: &str) -> String {
    plain(text)
        .map(|c| match c {
            '{' => '(',
            '}' => ')',
            c => c,
        })
        .collect()
}
