//! What is shown of limiters, gateways, the store and clients. Knows no picture.

use super::client::Client;
use super::gateway::Gateway;
use super::limiter::{Algorithm, Limiter};
use super::{Disk, RateLimiter};
use pattern::declare::Tone;
use pattern::view::{Field, NodeView};
use pattern::widget::{BucketView, Widget};

/// A limiter: how much is left, or used up.
pub fn limiter(pattern: &RateLimiter, limiter: &Limiter) -> NodeView {
    let bucket = match &limiter.algorithm {
        Algorithm::TokenBucket(bucket) => {
            gauge("tokens", bucket.thousandths(&pattern.bucket()), pattern.burst)
        }
        Algorithm::LeakyBucket(_) => {
            gauge("waiting", limiter.waiting.len() as u64 * 1_000, pattern.burst)
        }
        Algorithm::FixedWindow(window) => gauge("counted", thousand(window.count()), pattern.limit),
        Algorithm::SlidingLog(log) => gauge("logged", thousand(log.count()), pattern.limit),
        Algorithm::SlidingCounter(counter) => {
            gauge("counted", thousand(counter.counts().1), pattern.limit)
        }
        Algorithm::Gcra(gcra) => {
            gauge("ahead", gcra.thousandths(&pattern.quota(), limiter.seen), pattern.burst)
        }
    };
    let tone = if limiter.limiting { Tone::Bad } else { Tone::Good };
    NodeView {
        badges: Vec::new(),
        fields: vec![
            Field::new("admitted", limiter.admitted),
            Field::new("turned away", limiter.rejected),
            Field::new("last request", if limiter.limiting { "turned away" } else { "admitted" }),
        ],
        widgets: vec![Widget::Bucket(BucketView { tone, ..bucket })],
    }
}

/// A gateway: what it waits for.
pub fn gateway(gateway: &Gateway, disk: &Disk) -> NodeView {
    let last = if gateway.limiting { "turned away" } else { "admitted" };
    NodeView {
        fields: vec![
            Field::new("questions asked", disk.counter),
            Field::new("waits for the store", gateway.asking.len()),
            Field::new("last request", last),
        ],
        ..NodeView::default()
    }
}

/// The store: the count of its window.
pub fn store(pattern: &RateLimiter, disk: &Disk) -> NodeView {
    let mut view = on_disk(disk);
    view.widgets = vec![Widget::Bucket(gauge("counted", thousand(disk.counter), pattern.limit))];
    view
}

/// A client: what it was told.
pub fn client(client: &Client, disk: &Disk) -> NodeView {
    NodeView {
        fields: vec![
            Field::new("requests", disk.counter),
            Field::new("admitted", client.admitted),
            Field::new("turned away", client.rejected),
        ],
        ..NodeView::default()
    }
}

/// What is on a disk: the store's count and its window; for others the number of their last request.
pub fn on_disk(disk: &Disk) -> NodeView {
    NodeView {
        fields: vec![Field::new("window", disk.window), Field::new("count", disk.counter)],
        ..NodeView::default()
    }
}

fn thousand(count: u32) -> u64 {
    u64::from(count) * 1_000
}

/// A bucket with so many thousandths in it, of what is whole.
fn gauge(name: &'static str, level: u64, whole: u16) -> BucketView {
    let capacity = u64::from(whole.max(1)) * 1_000;
    let text = format!("{}.{} of {whole}", level / 1_000, level % 1_000 / 100);
    BucketView { name, level: level.min(capacity), capacity, text, tone: Tone::Good }
}
