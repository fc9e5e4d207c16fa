//! What the page and its workers say to each other: a line of words, then free text.
//!
//! Both ends are the same program, so nothing here needs a version or a format from elsewhere.
//! Knows neither workers nor what is done with the words.

use kernel::time::Time;
use std::ops::Range;

/// What a worker is asked to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Request {
    /// To try a scenario under the faults of some seeds, in their order.
    Try {
        /// The seeds.
        seeds: Range<u64>,
        /// The property that is to break; any promise if none is named.
        property: Option<String>,
        /// The scenario.
        text: String,
    },
    /// To find a smaller scenario that breaks the same property.
    Shrink(Found),
}

/// What a worker says. It answers a request as often as it takes, the last time when it is done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// It has started and can be asked.
    Ready,
    /// It has tried some more seeds.
    Tried {
        /// How many.
        count: u64,
        /// How long their runs were together.
        simulated: Time,
        /// What the last of them broke; the seeds after it are not tried.
        found: Option<Found>,
    },
    /// It has tried to make a counter-example smaller.
    Smaller {
        /// How often, up to now.
        attempts: u64,
        /// How often it tries at most.
        limit: u64,
        /// Whether it has finished.
        done: bool,
        /// The smallest up to now.
        smallest: Found,
    },
    /// It cannot do what was asked, and why.
    Refused(String),
}

/// A broken property, and the scenario that breaks it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// The seed that the faults were drawn from.
    pub seed: u64,
    /// The property's id.
    pub property: String,
    /// The property as a sentence.
    pub name: String,
    /// When it was broken.
    pub at: Time,
    /// How, in a sentence.
    pub why: String,
    /// The scenario.
    pub text: String,
}

/// Stands for any promise, where a property's id could stand.
const ANY: &str = "*";

impl Request {
    /// The request as a message.
    pub fn write(&self) -> String {
        match self {
            Request::Try { seeds, property, text } => {
                let property = property.as_deref().unwrap_or(ANY);
                format!("try {} {} {property}\n{text}", seeds.start, seeds.end)
            }
            Request::Shrink(found) => format!("shrink {}", found.write()),
        }
    }

    /// Reads a message; none if it is no request.
    pub fn read(message: &str) -> Option<Request> {
        let (kind, rest) = message.split_once(' ')?;
        match kind {
            "try" => {
                let (line, text) = rest.split_once('\n')?;
                let mut words = line.split(' ');
                let seeds = number(&mut words)?..number(&mut words)?;
                let property = words.next().filter(|id| *id != ANY).map(str::to_string);
                Some(Request::Try { seeds, property, text: text.into() })
            }
            "shrink" => Found::read(rest).map(Request::Shrink),
            // Not from this program.
            _ => None,
        }
    }
}

impl Answer {
    /// The answer as a message.
    pub fn write(&self) -> String {
        match self {
            Answer::Ready => "ready ".into(),
            Answer::Tried { count, simulated, found } => {
                let found = found.as_ref().map(|found| format!(" {}", found.write()));
                format!("tried {count} {}{}", simulated.0, found.unwrap_or_default())
            }
            Answer::Smaller { attempts, limit, done, smallest } => {
                format!("smaller {attempts} {limit} {} {}", u8::from(*done), smallest.write())
            }
            Answer::Refused(sentence) => format!("refused {sentence}"),
        }
    }

    /// Reads a message; none if it is no answer.
    pub fn read(message: &str) -> Option<Answer> {
        let (kind, rest) = message.split_once(' ')?;
        match kind {
            "ready" => Some(Answer::Ready),
            "tried" => {
                let mut words = rest.splitn(3, ' ');
                let (count, simulated) = (number(&mut words)?, Time(number(&mut words)?));
                let found = match words.next() {
                    Some(rest) => Some(Found::read(rest)?),
                    None => None,
                };
                Some(Answer::Tried { count, simulated, found })
            }
            "smaller" => {
                let mut words = rest.splitn(4, ' ');
                let (attempts, limit) = (number(&mut words)?, number(&mut words)?);
                let done = number(&mut words)? == 1;
                let smallest = Found::read(words.next()?)?;
                Some(Answer::Smaller { attempts, limit, done, smallest })
            }
            "refused" => Some(Answer::Refused(rest.into())),
            // Not from this program.
            _ => None,
        }
    }
}

impl Found {
    fn write(&self) -> String {
        let Found { seed, property, name, at, why, text } = self;
        // Sentences have one line.
        let why = why.replace('\n', " ");
        format!("{seed} {property} {}\n{name}\n{why}\n{text}", at.0)
    }

    fn read(message: &str) -> Option<Found> {
        let mut lines = message.splitn(4, '\n');
        let mut words = lines.next()?.split(' ');
        let (seed, property) = (number(&mut words)?, words.next()?.into());
        let at = Time(number(&mut words)?);
        let (name, why) = (lines.next()?.into(), lines.next()?.into());
        Some(Found { seed, property, name, at, why, text: lines.next()?.into() })
    }
}

fn number<'a>(words: &mut impl Iterator<Item = &'a str>) -> Option<u64> {
    words.next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found() -> Found {
        Found {
            seed: u64::MAX,
            property: "election-safety".into(),
            name: "At most one leader in a term".into(),
            at: Time(1_200_000),
            why: "n0 and n1 both lead term 2".into(),
            text: "faultline 1\npattern raft\nat 1s crash n0\nuntil 2s\n".into(),
        }
    }

    #[test]
    fn requests_arrive_as_they_were_sent() {
        let text = "faultline 1\npattern raft\n".to_string();
        let property = Some("log-matching".to_string());
        for request in [
            Request::Try { seeds: 3..7, property: None, text: text.clone() },
            Request::Try { seeds: 0..0, property, text },
            Request::Shrink(found()),
        ] {
            assert_eq!(Request::read(&request.write()), Some(request));
        }
    }

    #[test]
    fn answers_arrive_as_they_were_sent() {
        let simulated = Time(30_000_000);
        for answer in [
            Answer::Ready,
            Answer::Tried { count: 3, simulated, found: None },
            Answer::Tried { count: 1, simulated, found: Some(found()) },
            Answer::Smaller { attempts: 12, limit: 99, done: false, smallest: found() },
            Answer::Smaller { attempts: 99, limit: 99, done: true, smallest: found() },
            Answer::Refused("There is no node “n9”.".into()),
        ] {
            assert_eq!(Answer::read(&answer.write()), Some(answer));
        }
    }

    #[test]
    fn what_was_cut_off_is_nothing() {
        for message in ["", "try", "try 1", "try 1 2 *", "tried 1", "smaller 1 1", "shrink 1 x"] {
            assert_eq!(Request::read(message), None, "{message}");
            assert_eq!(Answer::read(message), None, "{message}");
        }
    }
}
