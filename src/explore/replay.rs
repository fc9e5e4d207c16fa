//! From a course that the exhaustive mode has found to a run that anybody can watch: each step
//! becomes an action, in a network so slow that nothing else happens. The kernel is asked whether
//! it agrees. Knows no text of scenarios.

use super::courses::{Courses, Step};
use kernel::action::{LinkSettings, Timed};
use kernel::dist::Latency;
use kernel::record::What;
use kernel::time::{Span, Time};
use kernel::verdicts::Breach;
use pattern::Pattern;
use run::Run;
use run::Sim;
use run::entry::{Setup, configure};
use run::exhaust::Violation;
use run::frame::Standing;

/// A message takes longer than the longest course is.
const LATENCY: Span = Span::secs(60);

/// How far steps may be apart, the most watchable first. They must come closer where timers expire
/// on their own before the course is over.
const APART: [Span; 6] =
    [Span::millis(100), Span::millis(10), Span::millis(1), Span(100), Span(10), Span(1)];

/// The run that takes these steps and ends with a broken promise.
pub fn violation<P: Pattern>(
    courses: &Courses<P>,
    asked: &Setup,
    steps: &[Step],
    property: &'static str,
    why: String,
) -> Result<Violation, String> {
    let latency = Latency::Fixed(LATENCY);
    let network = LinkSettings { latency, ..LinkSettings::default() };
    let mut best = None;
    for apart in APART {
        let times = (1..).map(|step| Time(step * apart.0));
        let actions = times.zip(steps);
        let actions: Vec<Timed> =
            actions.map(|(at, step)| Timed { at, action: courses.action(*step) }).collect();
        let last = actions.last().map_or(Time::ZERO, |timed| timed.at);
        let setup = Setup { network, actions, ..asked.clone() };
        let until = last + apart;
        if last.since(Time::ZERO) >= LATENCY {
            continue;
        }
        let breach = confirmed::<P>(&setup, last, property, steps)?;
        let confirmed = breach.is_some();
        let why = breach.map_or(why.clone(), |breach| breach.why);
        let found = Violation { property, why, setup, until, confirmed };
        if confirmed {
            return Ok(found);
        }
        best.get_or_insert(found);
    }
    best.ok_or_else(|| "the course is too long for a run".into())
}

/// How the kernel says the promise is broken, if it breaks with the last action and no timer has
/// expired but those that were made to.
fn confirmed<P: Pattern>(
    setup: &Setup,
    last: Time,
    property: &str,
    steps: &[Step],
) -> Result<Option<Breach>, String> {
    let mut run = Run::start(configure::<P>(setup)?, setup)?.forward_only();
    run.seek(last)?;
    let records = run.records();
    let expired = records.iter().filter(|it| matches!(it.what, What::Expired { .. })).count();
    let fired = steps.iter().filter(|it| matches!(it, Step::Fire(..))).count();
    let frame = run.frame();
    let standing = frame.properties.into_iter().find(|it| it.id == property);
    Ok(match standing.map(|it| it.standing) {
        Some(Standing::Broken(breach)) if breach.at == last && expired == fired => Some(breach),
        _ => None,
    })
}
