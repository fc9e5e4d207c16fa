//! What a worker does for a request, in portions: between two of them it says how far it is. A
//! page without workers does the same itself, and stays usable.

use crate::search::talk::{Answer, Found, Request};

use kernel::time::Time;
use scenario::Scenario;
use search::Finding;
use search::random::{Options, RandomSearch};
use search::shrink::Shrink;

/// A request, and how far it is carried out.
pub struct Task {
    kind: Kind,
    done: bool,
}

enum Kind {
    /// Seeds are being tried.
    Trying(Box<RandomSearch>),
    /// A scenario that a seed led to is being made smaller.
    Shrinking(u64, Box<Shrink>),
}

impl Task {
    /// Begins with a request; the sentence says why it cannot be done.
    pub fn begin(request: Request) -> Result<Task, String> {
        let read = |text: &str| {
            Scenario::parse(text, catalogue::ALL).map_err(|mistake| mistake.to_string())
        };
        let kind = match request {
            Request::Try { seeds, property, text } => {
                let options = Options { property, ..Options::default() };
                Kind::Trying(Box::new(RandomSearch::new(read(&text)?, seeds, options)?))
            }
            Request::Shrink(Found { seed, property, text, .. }) => {
                Kind::Shrinking(seed, Box::new(Shrink::new(&read(&text)?, &property)?))
            }
        };
        Ok(Task { kind, done: false })
    }

    /// Whether everything is answered.
    pub fn is_done(&self) -> bool {
        self.done
    }

    /// Goes on until the time is up, by one run at least, and answers.
    pub fn work(&mut self, time_is_up: &dyn Fn() -> bool) -> Answer {
        let (answer, done) = match &mut self.kind {
            Kind::Trying(hunt) => hunt_on(hunt, time_is_up),
            Kind::Shrinking(seed, shrink) => shrink_on(*seed, shrink, time_is_up),
        };
        self.done = done;
        answer
    }
}

fn hunt_on(hunt: &mut RandomSearch, time_is_up: &dyn Fn() -> bool) -> (Answer, bool) {
    let (mut count, mut simulated, mut found) = (0, Time::ZERO, None);
    for trial in &mut *hunt {
        count += 1;
        simulated = Time(simulated.0 + trial.simulated.0);
        found = trial.found.into_iter().next().map(in_words);
        if found.is_some() || time_is_up() {
            break;
        }
    }
    let done = found.is_some() || hunt.left().is_empty();
    (Answer::Tried { count, simulated, found }, done)
}

fn shrink_on(seed: u64, shrink: &mut Shrink, time_is_up: &dyn Fn() -> bool) -> (Answer, bool) {
    let mut progress = shrink.next();
    while progress.is_some() && !time_is_up() {
        progress = shrink.next();
    }
    let done = progress.is_none();
    let (attempts, limit) = progress.map_or((0, 0), |it| (it.attempts.into(), it.limit.into()));
    let violation = shrink.violation();
    let smallest = Found {
        seed,
        property: violation.property.into(),
        name: violation.name.into(),
        at: violation.at,
        why: violation.why.clone(),
        text: shrink.best().to_text(),
    };
    (Answer::Smaller { attempts, limit, done, smallest }, done)
}

fn in_words(finding: Finding) -> Found {
    let Finding { seed, property, name, at, why, scenario } = finding;
    let text = scenario.to_text();
    Found { seed, property: property.into(), name: name.into(), at, why, text }
}
