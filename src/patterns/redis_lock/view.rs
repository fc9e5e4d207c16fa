//! What is shown of the lock server, of the storage and of the workers.

use super::redis::{self, Redis};
use super::storage::{self, Storage};
use super::worker::{self, Stage, Worker};
use super::{Disk, RedisLock};
use kernel::time::Time;
use pattern::Pattern;
use pattern::declare::Tone;
use pattern::view::{Badge, Field, NodeView};
use pattern::widget::{LedgerEntry, LedgerView, Row, TableView, Widget};

/// The lock server.
pub fn redis(lock: &RedisLock, redis: &Redis, disk: &redis::Disk) -> NodeView {
    let mut view = redis_disk(lock, disk);
    if let Some((held, by)) = redis.deleted {
        let words = format!("that of {} by {}", lock.token(held), lock.token(by));
        view.fields.push(Field::new("lock deleted last", words));
    }
    view
}

/// The storage.
pub fn storage(lock: &RedisLock, storage: &Storage, disk: &storage::Disk) -> NodeView {
    let mut view = storage_disk(lock, disk);
    view.fields.push(Field::new("requests refused", storage.refused));
    view
}

/// A worker.
pub fn worker(lock: &RedisLock, worker: &Worker, disk: &worker::Disk) -> NodeView {
    let mut view = worker_disk(disk);
    let token = lock.token(worker.token);
    match worker.stage {
        Stage::Reading(fence) | Stage::Working(fence, _) | Stage::Writing(fence, _) => {
            let meaning = format!("believes to hold the lock, with fencing token {fence}");
            view.badges.push(Badge { text: format!("f {fence}"), meaning });
            view.fields.push(Field::new("fencing token", fence));
        }
        Stage::Resting | Stage::Acquiring | Stage::Releasing => {}
    }
    if let Stage::Working(_, value) = worker.stage {
        view.fields.push(Field::new("has read", value));
    }
    view.fields.push(Field::new("token", token));
    view
}

/// A machine that is down: whatever its disk holds.
pub fn disk(lock: &RedisLock, disk: &Disk) -> NodeView {
    if disk.worker.attempts > 0 {
        worker_disk(&disk.worker)
    } else if disk.redis.fence > 0 {
        redis_disk(lock, &disk.redis)
    } else {
        storage_disk(lock, &disk.storage)
    }
}

fn worker_disk(disk: &worker::Disk) -> NodeView {
    let fields =
        vec![Field::new("increments done", disk.done), Field::new("attempts", disk.attempts)];
    NodeView { fields, ..NodeView::default() }
}

fn redis_disk(lock: &RedisLock, disk: &redis::Disk) -> NodeView {
    let holder = disk.lock.map_or("nobody".into(), |held| lock.token(held.token));
    let mut fields =
        vec![Field::new("holder", &holder), Field::new("fencing token given last", disk.fence)];
    let mut table = TableView { name: "lock", columns: &["key", "token"], ..TableView::default() };
    if let Some(held) = disk.lock {
        if held.until < Time::NEVER {
            fields.push(Field::new("expires", held.until));
        }
        table.rows.push(Row::new(vec!["lock".into(), holder], Tone::Leading));
        table.length = 1;
    }
    NodeView { fields, widgets: vec![Widget::Table(table)], ..NodeView::default() }
}

fn storage_disk(lock: &RedisLock, disk: &storage::Disk) -> NodeView {
    let entries = disk.writes.iter().map(|(token, fence, value)| LedgerEntry {
        what: format!("{} f{fence}", lock.name(token.worker)),
        amount: value.to_string(),
        tone: Tone::Quiet,
    });
    let ledger = LedgerView {
        name: "writes".into(),
        entries: entries.collect(),
        length: disk.taken,
        balance: disk.counter.to_string(),
        wrong: disk.counter != disk.taken,
    };
    let fields = vec![
        Field::new("counter", disk.counter),
        Field::new("increments taken", disk.taken),
        Field::new("highest fencing token seen", disk.seen),
    ];
    NodeView { fields, widgets: vec![Widget::Ledger(ledger)], ..NodeView::default() }
}
