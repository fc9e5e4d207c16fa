//! The command line: scenarios run, checked and turned into links without a page, so that a
//! design review's scenario can stand in a repository's tests.
//!
//! Native only. Knows what people type and what they read; what a run comes to is the kernel's.

mod args;
mod commands;
mod crew;
mod json;
pub mod report;
mod source;

use std::io::{self, Read, Write};

use args::Args;
use commands::{check, compare, explore, export, linearizable, link, run, search, show, smallest};

use ::run::words::there_is_no;
use kernel::REVISION;

/// Where a command reads and writes.
pub struct Io<'a> {
    /// What `-` stands for.
    pub input: &'a mut dyn Read,
    /// What was asked for.
    pub out: &'a mut dyn Write,
    /// What went wrong.
    pub err: &'a mut dyn Write,
}

/// How a command ended, where it did not fail.
enum Verdict {
    /// As one would wish.
    Good,
    /// Something was found that one would not wish.
    Bad,
}

/// Why a command could not be carried out.
enum Failure {
    /// In one sentence.
    Sentence(String),
    /// In sentences that were written already.
    Told,
    /// The output is gone: somebody has read enough of it, or it cannot be written.
    Output(io::Error),
}

/// A command of the command line.
struct Command {
    name: &'static str,
    usage: &'static str,
    summary: &'static str,
    help: &'static str,
    /// Its flags, and whether each takes a value.
    flags: &'static [(&'static str, bool)],
    run: fn(&Args, &mut Io) -> Result<Verdict, Failure>,
}

/// The commands, by what they are for.
const COMMANDS: &[(&str, &[Command])] = &[
    ("Patterns", &[show::LIST, show::SHOW]),
    ("Runs", &[run::RUN, check::CHECK, compare::COMPARE, check::DIGEST]),
    (
        "Searches for faults that break something",
        &[search::SEARCH, explore::EXPLORE, smallest::SHRINK],
    ),
    ("Sharing", &[link::LINK, link::UNLINK, export::EXPORT]),
    ("Histories of other systems", &[linearizable::LINEARIZABLE]),
];

const INTRODUCTION: &str = "\
faultline runs distributed-system patterns as real protocols on one deterministic simulator.

Usage: faultline COMMAND [ARGUMENTS]
";

const SOURCES: &str = "
A scenario is given as a FILE, as a LINK of the page (put it in quotation marks), or as - to read
its text from the standard input. The shortest one is two lines:

    faultline 1
    pattern raft

`faultline show raft` prints what can be set; `faultline COMMAND --help` tells more.

Exit status: 0 all is well; 1 something was found: a property is violated, two runs differ, a
history cannot be; 2 a mistake in the command or in what it reads, told in a sentence.
";

/// Carries out a command line, without the program's name, and returns the exit status.
pub fn main(args: &[String], io: &mut Io) -> u8 {
    let ended = dispatch(args, io).and_then(|verdict| match io.out.flush() {
        Ok(()) => Ok(verdict),
        Err(error) => Err(Failure::Output(error)),
    });
    match ended {
        Ok(Verdict::Good) => 0,
        Ok(Verdict::Bad) => 1,
        // As in `faultline run … | head`: nothing went wrong.
        Err(Failure::Output(error)) if error.kind() == io::ErrorKind::BrokenPipe => 0,
        Err(failure) => {
            // Whoever cannot be told still gets the exit status.
            let _ = io.out.flush();
            let _ = match failure {
                Failure::Sentence(sentence) => writeln!(io.err, "{sentence}"),
                Failure::Told => Ok(()),
                Failure::Output(error) => writeln!(io.err, "The output cannot be written: {error}"),
            };
            2
        }
    }
}

fn dispatch(args: &[String], io: &mut Io) -> Result<Verdict, Failure> {
    let name = args.first().map(String::as_str).unwrap_or("--help");
    match name {
        "--help" | "-h" | "help" => {
            if let Some(name) = args.get(1) {
                return help(find(name)?, io);
            }
            overview(io)
        }
        "--version" | "-V" => {
            writeln!(io.out, "faultline {}, engine {REVISION}", env!("CARGO_PKG_VERSION"))?;
            Ok(Verdict::Good)
        }
        _ => {
            let command = find(name)?;
            let args = Args::parse(&args[1..], command.flags)?;
            if args.has("--help") {
                return help(command, io);
            }
            (command.run)(&args, io)
        }
    }
}

fn commands() -> impl Iterator<Item = &'static Command> {
    COMMANDS.iter().flat_map(|(_, commands)| *commands)
}

fn find(name: &str) -> Result<&'static Command, Failure> {
    commands().find(|command| command.name == name).ok_or_else(|| {
        Failure::Sentence(there_is_no("command", name, commands().map(|command| command.name)))
    })
}

fn overview(io: &mut Io) -> Result<Verdict, Failure> {
    write!(io.out, "{INTRODUCTION}")?;
    for (purpose, commands) in COMMANDS {
        writeln!(io.out, "\n{purpose}")?;
        for command in *commands {
            writeln!(io.out, "  {:<13} {}", command.name, command.summary)?;
        }
    }
    write!(io.out, "{SOURCES}")?;
    Ok(Verdict::Good)
}

fn help(command: &Command, io: &mut Io) -> Result<Verdict, Failure> {
    writeln!(io.out, "{}\n\nUsage: faultline {}", command.summary, command.usage)?;
    write!(io.out, "\n{}", command.help)?;
    Ok(Verdict::Good)
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Failure {
        Failure::Output(error)
    }
}

impl From<String> for Failure {
    fn from(sentence: String) -> Failure {
        Failure::Sentence(sentence)
    }
}
