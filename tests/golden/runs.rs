//! Golden runs: a scenario, and what is told of its run, one situation to a file.
//!
//! A file in `tests/golden/<pattern>/` says in comments what is to be seen, then comes the
//! scenario in its canonical form, a line `---`, and what is told of the run: the lines of some of
//! its records, then the properties that do not hold. `UPDATE_GOLDEN=1 cargo test --test golden`
//! writes what is below the line anew; read the difference before committing it.
//!
//! Which records are told is said in comments that begin with `#!`, above the line:
//!
//! * `#! show moved noted acted lost` names kinds of records; a kind of message picks those records
//!   that are about such messages, `delivered:RequestVote` both. Without it, everything is told but
//!   sendings, deliveries and expired timers.
//! * `#! from 1.2s to 2s` tells that part of the run only; several tell several parts.
//! * `#! nodes n0 n1` tells the records at these nodes only; actions and violations are always told.

use std::fs;
use std::path::{Path, PathBuf};

use faultline::catalogue;
use faultline::cli::report;
use faultline::kernel::record::{Record, What};
use faultline::kernel::time::Time;
use faultline::run::Sim;
use faultline::run::frame::Standing;
use faultline::scenario::Scenario;

/// A file of more lines shows more than one situation.
const LINES_MAX: usize = 80;

#[test]
fn every_golden_run_is_told_as_it_was() {
    let update = std::env::var_os("UPDATE_GOLDEN").is_some();
    let mut complaints = Vec::new();
    for path in files() {
        let text = fs::read_to_string(&path).expect("a golden file is text");
        let golden = Golden::read(&text).and_then(|golden| Ok((golden.tell()?, golden)));
        let complaint = match golden {
            Err(complaint) => Some(complaint),
            Ok((told, golden)) if told == golden.expected => None,
            Ok((told, golden)) if update => {
                fs::write(&path, format!("{}---\n{told}", golden.head)).expect("it can be written");
                None
            }
            Ok((told, golden)) => Some(difference(golden.expected, &told)),
        };
        let lines = text.lines().count();
        let complaint = complaint.or_else(|| {
            (lines > LINES_MAX && !update).then(|| format!("{lines} lines, {LINES_MAX} are enough"))
        });
        complaints.extend(complaint.map(|it| format!("{}: {it}", path.display())));
    }
    assert!(
        complaints.is_empty(),
        "{}\n(UPDATE_GOLDEN=1 cargo test --test golden writes them anew)",
        complaints.join("\n\n")
    );
}

fn files() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden");
    let list = |folder: &Path| -> Vec<PathBuf> {
        let entries = fs::read_dir(folder).expect("a folder of golden runs");
        entries.map(|entry| entry.expect("readable").path()).collect()
    };
    let folders = list(&root).into_iter().filter(|path| path.is_dir());
    let mut files: Vec<PathBuf> = folders.flat_map(|folder| list(&folder)).collect();
    // Beside them are pictures of the page, and the tests.
    files.retain(|file| file.extension().is_some_and(|it| it == "txt"));
    files.sort();
    assert!(!files.is_empty(), "no golden runs in {}", root.display());
    files
}

/// A golden file, read.
struct Golden<'a> {
    /// Everything above the line.
    head: &'a str,
    scenario: Scenario,
    show: Option<Vec<&'a str>>,
    parts: Vec<(Time, Time)>,
    nodes: Option<Vec<&'a str>>,
    /// Everything below the line.
    expected: &'a str,
}

impl<'a> Golden<'a> {
    fn read(text: &'a str) -> Result<Golden<'a>, String> {
        // A new file may end with its scenario, and is completed by an update.
        let (head, expected) = text.split_once("---\n").unwrap_or((text, ""));
        let scenario = Scenario::parse(head, catalogue::ALL).map_err(|error| error.to_string())?;
        let statements: Vec<&str> =
            head.lines().filter(|line| !line.is_empty() && !line.starts_with('#')).collect();
        let canonical = scenario.to_text();
        if !canonical.lines().eq(statements) {
            return Err(format!("The scenario is written in its canonical form:\n{canonical}"));
        }
        let (show, parts, nodes) = (None, Vec::new(), None);
        let mut golden = Golden { head, scenario, show, parts, nodes, expected };
        for line in head.lines().filter_map(|line| line.strip_prefix("#! ")) {
            golden.directive(line)?;
        }
        Ok(golden)
    }

    fn directive(&mut self, line: &'a str) -> Result<(), String> {
        let words: Vec<&str> = line.split_whitespace().collect();
        match words.as_slice() {
            ["show", kinds @ ..] => self.show = Some(kinds.to_vec()),
            ["from", from, "to", to] => self.parts.push((from.parse()?, to.parse()?)),
            ["nodes", nodes @ ..] => self.nodes = Some(nodes.to_vec()),
            _ => return Err(format!("“#! {line}” is no directive")),
        }
        Ok(())
    }

    /// What is told of the run.
    fn tell(&self) -> Result<String, String> {
        let mut sim = self.scenario.start()?;
        self.scenario.end().reach(sim.as_mut())?;
        let records: Vec<Record> = sim.records()[..sim.position() as usize].to_vec();
        let lines = sim.lines(0..sim.position());
        let mut told = String::new();
        for (record, line) in records.iter().zip(lines) {
            if self.tells(record, sim.as_ref()) {
                told += &format!("{line}\n");
            }
        }
        let properties = sim.frame().properties;
        let open: Vec<_> = properties.iter().filter(|it| it.standing != Standing::Holds).collect();
        for property in &open {
            told += &format!("{}\n", report::standing(property));
        }
        if open.is_empty() {
            told += "all properties hold\n";
        }
        Ok(told)
    }

    fn tells(&self, record: &Record, sim: &dyn Sim) -> bool {
        let always = matches!(record.what, What::Acted(_) | What::Violated(_));
        let part = |(from, to): &(Time, Time)| (*from..=*to).contains(&record.at);
        let within = self.parts.is_empty() || self.parts.iter().any(part);
        let name = sim.names().of(record.node);
        let here = always || self.nodes.as_ref().is_none_or(|nodes| nodes.contains(&name));
        within && here && self.shows(record, sim)
    }

    fn shows(&self, record: &Record, sim: &dyn Sim) -> bool {
        let kind = report::kind(&record.what);
        let Some(show) = &self.show else {
            return !["sent", "delivered", "expired"].contains(&kind);
        };
        let message = match record.what {
            What::Sent { kind, .. } | What::Delivered { kind, .. } | What::Lost { kind, .. } => {
                sim.info().messages[usize::from(kind)].name
            }
            // Not about a message.
            _ => "",
        };
        show.iter().any(|wanted| match wanted.split_once(':') {
            Some((of, about)) => of == kind && about == message,
            None => *wanted == kind || *wanted == message,
        })
    }
}

/// The first line that differs, with the one before it.
fn difference(expected: &str, told: &str) -> String {
    let same = expected.lines().zip(told.lines()).take_while(|(a, b)| a == b).count();
    let before = same.checked_sub(1).and_then(|at| told.lines().nth(at)).unwrap_or_default();
    let line = |text: &str| text.lines().nth(same).unwrap_or("(nothing more)").to_string();
    format!("told otherwise\n  {before}\n- {}\n+ {}", line(expected), line(told))
}
