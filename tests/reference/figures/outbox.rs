//! What the outbox costs, against what follows from its parameters: how long an event is on its way
//! by polling and by tailing the log, and how many duplicates lost acknowledgements make.
//!
//! Knows the pattern by its scenarios, its metrics and what it shows.

use crate::common;
use faultline::kernel::record::What;
use faultline::patterns::outbox::declare;
use faultline::run::Sim;

/// Four minutes of a client that sends a command three times a second. Its interval is no multiple
/// of the relay's, so that commits fall anywhere between two polls; and it is long enough for each
/// event to go its way alone.
fn four_minutes(settings: &str, actions: &str) -> Box<dyn Sim> {
    let text = format!(
        "faultline 1\npattern outbox request_every=330ms {settings}\n\
         network latency=10ms\nseed 1\n{actions}until 240s\n"
    );
    common::run(&text)
}

/// All values of a metric.
fn values(sim: &dyn Sim, metric: u8) -> Vec<u64> {
    let measured = sim.records().iter().filter_map(|record| match record.what {
        What::Measured { metric: it, value } if it == metric => Some(u64::from(value)),
        _ => None,
    });
    measured.collect()
}

fn mean(values: &[u64]) -> u64 {
    values.iter().sum::<u64>() / values.len() as u64
}

/// A commit waits for the next poll for half an interval on average, where a log is sent at once.
/// About 700 waits, even over 200 ms, have a mean with a standard deviation of 2.2 ms: ten
/// milliseconds to either side are more than four of those.
#[test]
fn polling_adds_half_its_interval_to_the_way_of_an_event() {
    let polled =
        values(four_minutes("mode=polling relay_interval=200ms", "").as_ref(), declare::DELAY);
    let tailed = values(four_minutes("mode=log-tailing", "").as_ref(), declare::DELAY);
    assert!(polled.len() > 600 && tailed.len() > 600, "{} and {}", polled.len(), tailed.len());
    let added = mean(&polled) - mean(&tailed);
    assert!((90..=110).contains(&added), "polling adds {added} ms");
}

/// An event is published until an acknowledgement gets through: where a share p of them is lost,
/// 1/(1-p) times on average, here 1.25 times. For 700 events the standard deviation of that mean is
/// 0.02, so that 1.16 to 1.34 is four to either side. Their effects are as many as the changes.
#[test]
fn lost_acknowledgements_come_back_as_duplicates_and_no_effect_is_doubled() {
    let sim = four_minutes("mode=log-tailing", "at 0s link b0>r0 loss=20%\n");
    let count = |metric| values(sim.as_ref(), metric).len();
    let (committed, published) = (count(declare::COMMITTED), count(declare::PUBLISHED));
    let per_cent = published * 100 / committed;
    assert!(committed > 600, "{committed} changes");
    assert!((116..=134).contains(&per_cent), "{published} events of {committed} changes");
    let took_effect = count(declare::DELAY);
    assert!(took_effect + 8 >= committed && took_effect <= committed, "{took_effect} effects");
    let unacknowledged = values(sim.as_ref(), declare::LAG).last().copied().unwrap_or_default();
    let unprocessed = published - took_effect - count(declare::ABSORBED);
    assert!(unprocessed as u64 <= unacknowledged, "{unprocessed} events are neither");
}
