//! What each limiter promises, measured on what it admits and by formulas that none of them decides by:
//! a meter that drains at the rate for the buckets, the times of what was admitted for the windows, a
//! count for the gateways together. And what a fixed window does not promise.

use std::collections::VecDeque;

use super::limiter::Limiter;
use super::{Node, RateLimiter};
use kernel::ids::NodeId;
use kernel::time::{Span, Time};
use kernel::verdicts::Verdict;
use pattern::declare::{Check, Cluster, Promise, Property};

/// All promises, in the order in which they are shown.
pub const ALL: &[Property<RateLimiter>] = &[
    Property {
        id: "buckets-bound",
        name: "A bucket admits at most its burst, and the rate, in any interval",
        source: "ITU-T I.371, annex A; Turner 1986",
        promise: Promise::Made,
        check: Check::Always(buckets_bound),
    },
    Property {
        id: "windows-bound",
        name: "A window admits at most its limit",
        source: "Desgats 2017",
        promise: Promise::Made,
        check: Check::Always(windows_bound),
    },
    Property {
        id: "shared-limit",
        name: "All gateways together admit at most the limit in a window",
        source: "Redis documentation: INCR, pattern Rate limiter",
        promise: Promise::Made,
        check: Check::Always(shared_limit),
    },
    Property {
        id: "any-window-bound",
        name: "A fixed window admits at most its limit in any interval of its length",
        source: "Desgats 2017",
        promise: Promise::Limit(
            "it begins anew at every boundary: up to twice the limit passes around one",
        ),
        check: Check::Always(any_window_bound),
    },
];

/// What the checks remember of the run.
#[derive(Clone, Debug, Default, Hash)]
pub struct Audit {
    /// For each limiter, by its role.
    limiters: [Admissions; 6],
    /// The present window of the gateways, and what was admitted in it.
    shared: (u64, u32),
    /// What was admitted in the window before: answers of the store may cross the boundary.
    shared_before: u32,
}

/// What a limiter has admitted since it started.
#[derive(Clone, Debug, Default, Hash)]
struct Admissions {
    /// What drains at the rate, in units, as of the last admission.
    meter: i64,
    /// The times of the last admissions, as many as any bound needs.
    times: VecDeque<Time>,
    /// The last one, by its number at the limiter.
    number: u32,
    /// When the limiter started.
    started: Time,
}

impl Admissions {
    /// Takes in an admission, unless that was done before.
    fn note(&mut self, pattern: &RateLimiter, limiter: &Limiter, now: Time) {
        let Limiter { admitted: number, started, .. } = *limiter;
        if (self.number, self.started) == (number, started) {
            return;
        }
        if self.started != started {
            *self = Admissions { started, ..Admissions::default() };
        }
        self.number = number;
        let rate = pattern.rate();
        let drained = self.times.back().map_or(0, |last| rate.units_in(now.since(*last)));
        self.meter = (self.meter - drained).max(0) + rate.units(1);
        // The sliding counter's bound is twice the limit; one more shows that it is passed.
        if self.times.len() > usize::from(pattern.limit) * 2 {
            self.times.pop_front();
        }
        self.times.push_back(now);
    }

    /// How long ago the admission was that came so many before the last; none if there was none.
    fn ago(&self, before: u32) -> Option<Span> {
        let place = self.times.len().checked_sub(before as usize + 1)?;
        Some(self.times.back()?.since(*self.times.get(place)?))
    }

    /// Whether more than so many lie within one interval of this length.
    fn exceeds(&self, most: u32, length: Span) -> bool {
        self.ago(most).is_some_and(|ago| ago < length)
    }
}

/// Looks at a limiter that has admitted something in this event, with its role. The first check that
/// looks takes the admission in.
fn admission<'a>(
    pattern: &RateLimiter,
    audit: &'a mut Audit,
    cluster: &Cluster<RateLimiter>,
    id: NodeId,
) -> Option<(u8, &'a Admissions)> {
    let Some(Node::Limiter(limiter)) = cluster.node(id) else { return None };
    if !limiter.admits {
        return None;
    }
    // Where there are limiters, they are the first nodes, one a role.
    let role = id.0 as u8;
    let admissions = audit.limiters.get_mut(usize::from(role))?;
    admissions.note(pattern, limiter, cluster.now);
    Some((role, admissions))
}

fn buckets_bound(
    pattern: &RateLimiter,
    audit: &mut Audit,
    cluster: &Cluster<RateLimiter>,
    id: NodeId,
) -> Verdict {
    let Some((role, admissions)) = admission(pattern, audit, cluster, id) else { return Ok(()) };
    let burst = match role {
        RateLimiter::TOKEN_BUCKET | RateLimiter::GCRA => u32::from(pattern.burst),
        RateLimiter::LEAKY_BUCKET => 1,
        // The windows have bounds of their own.
        _ => return Ok(()),
    };
    let rate = pattern.rate();
    // What leaves the leaky bucket leaves it at whole microseconds.
    let slack = if role == RateLimiter::LEAKY_BUCKET { i64::from(rate.count) } else { 0 };
    if admissions.meter <= rate.units(burst) + slack {
        return Ok(());
    }
    cluster.suspect(format!(
        "{} admits more than {burst} at once and {} in {}",
        cluster.name(id),
        rate.count,
        rate.per
    ))
}

fn windows_bound(
    pattern: &RateLimiter,
    audit: &mut Audit,
    cluster: &Cluster<RateLimiter>,
    id: NodeId,
) -> Verdict {
    let Some((role, admissions)) = admission(pattern, audit, cluster, id) else { return Ok(()) };
    let (limit, window) = (u32::from(pattern.limit), pattern.window);
    let (most, length) = match role {
        // Aligned: what was admitted since the window began.
        RateLimiter::FIXED_WINDOW => (limit, Span(cluster.now.0 % window.0.max(1) + 1)),
        RateLimiter::SLIDING_LOG => (limit, window),
        RateLimiter::SLIDING_COUNTER => (limit * 2, window),
        // The buckets have bounds of their own.
        _ => return Ok(()),
    };
    if !admissions.exceeds(most, length) {
        return Ok(());
    }
    cluster.suspect(format!("{} admits more than {most} in {window}", cluster.name(id)))
}

fn any_window_bound(
    pattern: &RateLimiter,
    audit: &mut Audit,
    cluster: &Cluster<RateLimiter>,
    id: NodeId,
) -> Verdict {
    let Some((role, admissions)) = admission(pattern, audit, cluster, id) else { return Ok(()) };
    let limit = u32::from(pattern.limit);
    if role != RateLimiter::FIXED_WINDOW || !admissions.exceeds(limit, pattern.window) {
        return Ok(());
    }
    let ago = admissions.ago(limit).unwrap_or_default();
    cluster.suspect(format!("{} admits {} requests within {ago}", cluster.name(id), limit + 1))
}

fn shared_limit(
    pattern: &RateLimiter,
    audit: &mut Audit,
    cluster: &Cluster<RateLimiter>,
    id: NodeId,
) -> Verdict {
    let Some(Node::Gateway(gateway)) = cluster.node(id) else { return Ok(()) };
    let Some(counted) = gateway.admits else { return Ok(()) };
    let window = counted.unwrap_or(cluster.now.0 / pattern.window.0.max(1));
    let (present, count) = &mut audit.shared;
    let count = if window > *present {
        audit.shared_before = if window == *present + 1 { *count } else { 0 };
        (*present, *count) = (window, 0);
        count
    } else if window == *present {
        count
    } else if window + 1 == *present {
        &mut audit.shared_before
    } else {
        // Older than any answer that a gateway waits for.
        return Ok(());
    };
    *count += 1;
    if *count <= u32::from(pattern.limit) {
        return Ok(());
    }
    let why = format!(
        "{} admits request {count} of window {window}, in which {} may pass",
        cluster.name(id),
        pattern.limit
    );
    cluster.suspect(why)
}
