//! Exhaustive mode: every state that a small configuration can reach, breadth first.
//!
//! A seeded search tries long runs of a big cluster, and may always miss one. Here a small cluster
//! is taken through *every* order in which messages arrive, timers expire and machines crash, up
//! to a number of steps. What it does not find within that number of steps is not there, but for
//! what [`fingerprint`] says about chance and [`courses`] about time.
//!
//! [`model`] says what can be explored: states, and the steps between them. [`breadth`] explores
//! it, and reports what TLC would: distinct states, generated states and depth, and a shortest
//! way to a state that breaks a promise. [`courses`] makes a model of any pattern, whose states are
//! [`configuration`]s, and `replay` turns a way through it into a run of the kernel.
//!
//! Knows no page, and runs natively only. Everything is decided by the model: the same states are
//! found in the same order however many threads look for them.
#![deny(clippy::disallowed_types, clippy::disallowed_methods, clippy::float_arithmetic)]

pub mod breadth;
pub mod configuration;
pub mod courses;
pub mod fingerprint;
pub mod model;
mod replay;
mod seen;
mod trail;

use breadth::Ending;
use courses::Courses;
use pattern::Pattern;
use run::entry::Setup;
use run::exhaust::{Answer, Progress, Question, Verdict};

/// Explores every course that a setup can take: see
/// [`run::exhaust::Explore`].
pub fn explore<P: Pattern>(
    setup: &Setup,
    question: &Question,
    watch: &mut dyn FnMut(Progress),
) -> Result<Answer, String> {
    let courses = Courses::<P>::new(setup, question)?;
    let explored = breadth::explore(&courses, question.bounds, watch);
    let verdict = match explored.ending {
        Ending::Exhausted => Verdict::Exhausted,
        Ending::Steps => Verdict::Steps,
        Ending::States => Verdict::States,
        Ending::Broken(found) => {
            let why = found.state.broken.map_or(String::new(), |broken| broken.1.clone());
            let steps = &found.steps;
            let violation = replay::violation(&courses, setup, steps, found.property, why)?;
            Verdict::Broken(Box::new(violation))
        }
    };
    let odds = fingerprint::odds(explored.progress.distinct);
    Ok(Answer { progress: explored.progress, odds, verdict })
}
