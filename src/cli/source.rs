//! Where scenarios come from: files, links, and the standard input.

use std::fs;
use std::io::Read;

use super::args::Args;
use super::{Failure, Io};

use run::entry::Entry;
use scenario::link::{Link, Moment, fragment};
use scenario::{Course, Scenario, ScriptError, limits};

/// A scenario, where it came from, and the moment that its link names.
pub struct Source {
    /// For messages: the file's name, `link` or `-`.
    pub name: String,
    /// The scenario.
    pub scenario: Scenario,
    /// The moment.
    pub moment: Option<Moment>,
}

/// The flag that names a branch, for the commands that look at one.
pub const BRANCH: (&str, bool) = ("--branch", true);

impl Source {
    /// The branch that a flag names, or else the link; the trunk if neither does. A link may name
    /// one that its scenario does not have: then it is said so, and the trunk is meant.
    pub fn course(&self, args: &Args, io: &mut Io) -> Result<Course, Failure> {
        if let Some(course) = self.named(args, BRANCH.0)? {
            return Ok(course);
        }
        let linked = self.moment.as_ref().and_then(|moment| moment.branch.as_deref());
        match linked.map(|word| self.scenario.find(word)) {
            Some(Ok(course)) => Ok(course),
            Some(Err(sentence)) => {
                writeln!(io.err, "{}: {sentence}", self.name)?;
                Ok(Course::Trunk)
            }
            None => Ok(Course::Trunk),
        }
    }

    /// The scenario of the course that a flag or the link names, and what messages call it.
    pub fn chosen(&self, args: &Args, io: &mut Io) -> Result<(String, Scenario), Failure> {
        let (name, scenario) = self.scenario(self.course(args, io)?);
        Ok((name, scenario.clone()))
    }

    /// The branch that a flag names.
    pub fn named(&self, args: &Args, flag: &str) -> Result<Option<Course>, Failure> {
        let Some(word) = args.value(flag) else { return Ok(None) };
        let course = self.scenario.find(word);
        Ok(Some(course.map_err(|sentence| format!("{}: {sentence}", self.name))?))
    }

    /// The scenario of a course, and what messages call it.
    pub fn scenario(&self, course: Course) -> (String, &Scenario) {
        let scenario = self.scenario.course(course).unwrap_or(&self.scenario);
        let name = match course {
            Course::Trunk => self.name.clone(),
            Course::Branch(_) => format!("{} ({})", self.name, self.scenario.course_name(course)),
        };
        (name, scenario)
    }
}

/// Reads a scenario from a file, a link, or `-`.
pub fn read(argument: &str, io: &mut Io) -> Result<Source, Failure> {
    if is_link(argument) {
        return open(argument);
    }
    let text = read_text(argument, io, limits::TEXT_BYTES as u64 + 1)?;
    // Below a line --- a golden run says what is told of it, and is a scenario all the same.
    let scenario = parts(&text).swap_remove(0).parse(argument)?;
    Ok(Source { name: argument.into(), scenario, moment: None })
}

/// What a search or an exploration is of: a scenario, or what is made of the pattern that has the
/// id. The safeguards that `--without` lists are off.
pub fn subject(
    given: &str,
    args: &Args,
    io: &mut Io,
    of_pattern: impl FnOnce(&'static Entry) -> Result<Scenario, ScriptError>,
) -> Result<Scenario, Failure> {
    let mut scenario = match catalogue::ALL.iter().find(|entry| entry.info.id == given) {
        // A pattern has no branches.
        Some(_) if args.has(BRANCH.0) => {
            return Err(format!("{given} is a pattern: {} needs a scenario", BRANCH.0).into());
        }
        Some(entry) => of_pattern(entry).map_err(|error| format!("{given}: {error}"))?,
        None => read(given, io)?.chosen(args, io)?.1,
    };
    for guard in args.value("--without").into_iter().flat_map(|list| list.split(',')) {
        scenario.set_safeguard(guard, false)?;
    }
    Ok(scenario)
}

/// Opens a link.
pub fn open(address: &str) -> Result<Source, Failure> {
    let link = Link::decode(fragment(address).unwrap_or(address));
    let link = link.map_err(|error| error.to_string())?;
    Ok(Source { name: "link".into(), scenario: parse(&link.text, "link", 0)?, moment: link.moment })
}

/// A scenario's text among others, and how many lines of the file stand before it.
pub struct Part {
    text: String,
    before: u32,
}

/// Reads many scenarios from a file or `-`, with lines `---` between them.
pub fn batch(argument: &str, io: &mut Io) -> Result<Vec<Part>, Failure> {
    Ok(parts(&read_text(argument, io, u64::MAX)?))
}

/// The parts of a text between lines `---`, of which there is one at least.
fn parts(text: &str) -> Vec<Part> {
    let mut parts = vec![Part { text: String::new(), before: 0 }];
    for (line, number) in text.lines().zip(1..) {
        if line.trim_end() == "---" {
            parts.push(Part { text: String::new(), before: number });
        } else if let Some(part) = parts.last_mut() {
            part.text += line;
            part.text.push('\n');
        }
    }
    parts
}

impl Part {
    /// Reads the scenario.
    pub fn parse(&self, name: &str) -> Result<Scenario, Failure> {
        parse(&self.text, name, self.before)
    }
}

/// Reads a scenario; a mistake is placed as `name:line:column`.
fn parse(text: &str, name: &str, before: u32) -> Result<Scenario, Failure> {
    Scenario::parse(text, catalogue::ALL).map_err(|error| {
        let (line, column) = (error.line + before, error.column);
        Failure::Sentence(format!("{name}:{line}:{column}: {}", error.message))
    })
}

/// Reads a history of another system's clients from a file or `-`, however long it is.
pub fn read_history(argument: &str, io: &mut Io) -> Result<String, Failure> {
    read_text(argument, io, u64::MAX)
}

/// The text of a file or of `-`, up to a number of bytes.
fn read_text(argument: &str, io: &mut Io, bytes: u64) -> Result<String, Failure> {
    let mut text = Vec::new();
    let read = if argument == "-" {
        io.input.take(bytes).read_to_end(&mut text)
    } else {
        let file = fs::File::open(argument);
        let file = file.map_err(|error| format!("{argument} cannot be opened: {error}"))?;
        file.take(bytes).read_to_end(&mut text)
    };
    read.map_err(|error| format!("{argument} cannot be read: {error}"))?;
    if text.len() as u64 == bytes {
        return Err(format!("{argument} is longer than any scenario").into());
    }
    String::from_utf8(text).map_err(|_| format!("{argument} is not text").into())
}

/// An address, or its fragment; a file may be given as `./#1` if it really has such a name.
fn is_link(argument: &str) -> bool {
    argument.starts_with('#') || argument.contains("://")
}
