//! What is shown of the caller, the dependency and the users. Knows no picture.

use super::caller::{Caller, Job};
use super::dependency::{self, Dependency};
use super::user::User;
use super::{CircuitBreaker, Disk};
use crate::common::breaker::{State, Trip};
use crate::common::window::Outcome;
use kernel::action::Ppm;
use pattern::declare::Tone;
use pattern::view::{Badge, Field, NodeView};
use pattern::widget::{BucketView, Cell, QueueView, Widget};

/// The caller: its circuit, and its threads.
pub fn caller(pattern: &CircuitBreaker, caller: &Caller, disk: &Disk) -> NodeView {
    let counts = caller.breaker.counts();
    let cell = |job: &Job| match job.call {
        Some(call) => {
            let full = format!("order {}: waits for call {}", job.number, call.number);
            Cell::new(call.number % 10_000, full, Tone::Trying)
        }
        None => Cell::new("·", format!("page {}", job.number), Tone::Quiet),
    };
    let mut view = disk_of_caller(disk);
    let waiting = caller.pool.waiting().len();
    if waiting > 0 {
        let meaning = format!("{waiting} requests wait for a thread");
        view.badges.push(Badge { text: format!("q {waiting}"), meaning });
    }
    view.fields.extend([
        Field::new("generation", caller.breaker.generation()),
        Field::new("successes", counts.successes),
        Field::new("failures", counts.failures),
        Field::new("failures in a row", counts.consecutive_failures),
        Field::new(
            "threads busy",
            format!("{} of {}", caller.pool.busy().count(), pattern.threads),
        ),
        Field::new("requests waiting", format!("{waiting} of {}", pattern.queue)),
    ]);
    let gauge = gauge(pattern, caller);
    view.widgets = vec![Widget::Pool(caller.pool.view("threads", cell)), Widget::Bucket(gauge)];
    view
}

/// How near the circuit is to its next state, as the counting policy sees it.
fn gauge(pattern: &CircuitBreaker, caller: &Caller) -> BucketView {
    let breaker = &caller.breaker;
    let counts = breaker.counts();
    let (name, level, capacity, tone) = match (breaker.last_state(), pattern.config().trip) {
        (State::HalfOpen, _) => {
            ("probes passed", counts.consecutive_successes, pattern.probes.into(), Tone::Trying)
        }
        (State::Open, _) => ("open", 1, 1, Tone::Bad),
        (State::Closed, Trip::Consecutive(most)) => {
            ("failures in a row", counts.consecutive_failures, most, Tone::Good)
        }
        (State::Closed, Trip::Ratio(least, _)) => ("failures", counts.failures, least, Tone::Good),
        (State::Closed, Trip::Window(size, share)) => {
            let failed = breaker.window().share(Outcome::Failure, 1).unwrap_or_default();
            let slow = breaker.window().share(Outcome::Slow, 1).unwrap_or_default();
            let worst = failed.max(slow);
            let known = breaker.window().len();
            return BucketView {
                name: "failure rate",
                level: u64::from(worst.0 / 1_000).min(u64::from(share.0 / 1_000).max(1)),
                capacity: u64::from(share.0 / 1_000).max(1),
                text: format!("{} of {known}/{size}", Ppm(worst.0 / 10_000 * 10_000)),
                tone: Tone::Good,
            };
        }
    };
    let (level, capacity) = (u64::from(level.min(capacity)) * 1_000, u64::from(capacity) * 1_000);
    let text = format!("{} of {}", level / 1_000, capacity / 1_000);
    BucketView { name, level, capacity: capacity.max(1), text, tone }
}

/// The dependency: its health and its workers.
pub fn dependency(pattern: &CircuitBreaker, dependency: &Dependency) -> NodeView {
    let cell = |job: &dependency::Job| {
        Cell::new(job.call % 10_000, format!("call {}", job.call), Tone::Quiet)
    };
    let waiting = dependency.pool.waiting();
    let queue = QueueView {
        name: "calls",
        cells: waiting.iter().take(8).map(cell).collect(),
        length: waiting.len() as u32,
        capacity: Some(pattern.backlog.into()),
    };
    NodeView {
        badges: Vec::new(),
        fields: vec![
            Field::new("workers busy", dependency.pool.busy().count()),
            Field::new("calls waiting", waiting.len()),
        ],
        widgets: vec![Widget::Pool(dependency.pool.view("workers", cell)), Widget::Queue(queue)],
    }
}

/// A user: what became of the requests.
pub fn user(user: &User, disk: &Disk) -> NodeView {
    let [served, fallback, failed, turned_away] = user.answers;
    NodeView {
        badges: Vec::new(),
        fields: vec![
            Field::new("requests", disk.counter),
            Field::new("waits for", user.open.len()),
            Field::new("served", served),
            Field::new("served a fallback", fallback),
            Field::new("failed", failed),
            Field::new("turned away", turned_away),
            Field::new("not answered in time", user.lost),
        ],
        widgets: Vec::new(),
    }
}

/// A machine that is down: the number of its last request or call.
pub fn disk(disk: &Disk) -> NodeView {
    NodeView { fields: vec![Field::new("on disk", disk.counter)], ..NodeView::default() }
}

fn disk_of_caller(disk: &Disk) -> NodeView {
    NodeView { fields: vec![Field::new("calls made", disk.counter)], ..NodeView::default() }
}
