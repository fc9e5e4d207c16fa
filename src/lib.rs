//! Faultline runs distributed-system patterns as real protocols on a deterministic simulator.
//!
//! A [`Scenario`](scenario::Scenario) says which pattern runs, with which parameters, and what is
//! done to its nodes and its network at which time. Starting it gives a [`Sim`](run::Sim):
//! a run with a cursor that can be moved to any time. The run has a [`Record`](kernel::record::Record)
//! of every event, a [`Frame`](run::frame::Frame) of the moment at the cursor, and a digest of all
//! records before the cursor.
//!
//! ```
//! use faultline::catalogue;
//! use faultline::kernel::host::Status;
//! use faultline::kernel::record::What;
//! use faultline::scenario::Scenario;
//!
//! let text = "\
//! faultline 1
//! pattern raft nodes=3 clients=0
//! seed 1
//! at 1s crash n0
//! until 3s
//! ";
//! let scenario = Scenario::parse(text, catalogue::ALL)?;
//! let mut run = scenario.start()?;
//! run.seek(scenario.until)?;
//!
//! // Records are in order of time, and each names its cause.
//! let crash = run.records().iter().position(|record| record.what == What::Crashed);
//! let crash = crash.expect("n0 crashes") as u32;
//! // They hold numbers only; their words are made on demand.
//! assert_eq!(run.lines(crash..crash + 1)[0].to_string(), "   1.000000s  n0       crashes");
//!
//! // The frame has every node, every message on its way and every property.
//! let frame = run.frame();
//! assert_eq!(frame.nodes[0].status, Status::Down);
//! assert_eq!(frame.nodes.len(), 3);
//!
//! // The same scenario gives the same records on every machine.
//! let mut again = Scenario::parse(&scenario.to_text(), catalogue::ALL)?.start()?;
//! again.seek(scenario.until)?;
//! assert_eq!(again.digest(), run.digest());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! This package names the crates that the program consists of. The way from a scenario to the screen
//! goes through them in this order, and never back:
//!
//! * [`kernel`] is the deterministic discrete-event simulator.
//! * [`pattern`] is the trait that every protocol implements, and what a pattern declares.
//! * [`check`] judges what clients were told: linearizability, sessions, convergence.
//! * [`patterns`] has the protocols, one folder each; [`catalogue`] is the list of them.
//! * [`run`] is a run with a cursor, without its pattern's types.
//! * [`scenario`] is the language of scenarios, and the links that hold them.
//! * [`compare`] finds where two runs differ first, and why.
//! * [`search`] runs a pattern under faults drawn at random and shrinks what breaks it.
//! * [`explore`] visits every state of a small configuration.
//! * [`view`] turns a frame into shapes.
//! * [`export`] writes runs for other tools: diagrams, traces, histories.
//! * [`cli`] is the command line.
//!
//! The page, `src/page`, is a crate of its own and stands on the same crates.

pub use {
    catalogue, check, cli, compare, explore, export, kernel, pattern, patterns, run, scenario,
    search, view,
};
