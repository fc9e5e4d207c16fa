//! Makes the scenario that is to be compared with the one that is shown.

use crate::command::comparison::With;
use crate::opening;
use crate::session::Session;
use catalogue::ALL;
use scenario::{Course, Scenario, link};

/// A scenario, made.
pub struct Made {
    /// With all its branches.
    pub scenario: Scenario,
    /// Which of its courses is to be shown.
    pub course: Course,
    /// What of the faults has no counterpart in it.
    pub left_out: Vec<String>,
}

/// Makes what is to stand beside a session; the sentence says why that cannot be.
pub fn make(session: &Session, with: &With) -> Result<Made, String> {
    let shown = Scenario::clone(session.scenario());
    let made = |scenario| Ok(Made { scenario, course: Course::Trunk, left_out: Vec::new() });
    match with {
        With::Copy => made(titled(shown, session)),
        With::Safeguard(id) => {
            let mut other = titled(shown, session);
            let off = other.setup.without.contains(id);
            other.set_safeguard(id, off)?;
            made(other)
        }
        With::Param(key, value) => {
            let mut other = titled(shown, session);
            other.set_param(key, value.trim())?;
            made(other)
        }
        With::Branch(course) => {
            let document = Scenario::clone(session.document());
            Ok(Made { scenario: document, course: *course, left_out: Vec::new() })
        }
        With::Pattern(id) => {
            let entry = ALL.iter().find(|entry| entry.info.id == *id);
            let entry = entry.ok_or("Choose a pattern first")?;
            // A workload of its own: what its clients ask says something about its promises.
            let trial = search::trial(entry, [], ALL).ok().or_else(|| opening::first(entry));
            let trial = trial.unwrap_or_else(|| Scenario::new(entry));
            let (mut scenario, left_out) = shown.same_faults(trial)?;
            scenario.retitle(&format!("{} under the same faults", entry.info.name))?;
            Ok(Made { scenario, course: Course::Trunk, left_out })
        }
        With::Text(text) => pasted(text.trim()),
    }
}

/// Its branches stay where they are: it is a course of its own here.
fn titled(mut scenario: Scenario, session: &Session) -> Scenario {
    scenario.branches.clear();
    if scenario.title.is_empty() {
        scenario.title.clone_from(&session.document().title);
    }
    scenario
}

/// Reads a link, or a scenario's text.
fn pasted(text: &str) -> Result<Made, String> {
    if text.is_empty() {
        return Err("Paste a link or a scenario first".into());
    }
    if text.starts_with("faultline") && text.contains('\n') {
        let scenario = Scenario::parse(text, ALL).map_err(|error| error.to_string())?;
        return Ok(Made { scenario, course: Course::Trunk, left_out: Vec::new() });
    }
    let opened = crate::share::link::open(link::fragment(text).unwrap_or(text))?;
    let course = opened.session.course();
    let scenario = Scenario::clone(opened.session.document());
    Ok(Made { scenario, course, left_out: opened.doubts })
}
