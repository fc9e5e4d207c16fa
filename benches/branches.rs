//! What a branch costs, in time and memory: Raft, five servers, a million records.
//!
//! `cargo bench --bench branches`. Times are of this thread's CPU and memory is what the process
//! holds, where the system tells.

mod stopwatch;

use faultline::catalogue::ALL;
use faultline::compare::compare;
use faultline::kernel::action::{Action, Timed};
use faultline::kernel::ids::NodeId;
use faultline::kernel::time::{Span, Time};
use faultline::run::Sim;
use faultline::run::entry::{Entry, Setup};
use stopwatch::{Stopwatch, ratio};

const RECORDS: u32 = 1_000_000;
/// So many branches are kept at once: what the allocator rounds does not count then.
const BRANCHES: usize = 8;

fn main() {
    let before = resident();
    let (mut trunk, end) = trunk();
    let records = trunk.position();
    let bytes = resident() - before;
    println!(
        "a trunk of {records} records: {:.1} MiB, {:.0} bytes a record with its checkpoints",
        mebibytes(bytes),
        bytes as f64 / f64::from(records)
    );
    trunk.seek(Time(end.0 / 2)).expect("it was there");
    let before = resident();
    let (forks, mut kept): (Vec<f64>, Vec<_>) =
        (0..BRANCHES).map(|_| timed(|| trunk.fork())).unzip();
    let fork = middle(forks);
    println!("a fork: {fork:.2} ms, {:.1} MiB", share(before));
    let before = resident();
    let acts = kept.iter_mut().map(|it| timed(|| crash(it.as_mut())).0).collect();
    println!("acting in its middle: {:.2} ms, {:+.1} MiB", middle(acts), share(before));
    let before = resident();
    let runs = kept.iter_mut().map(|it| timed(|| it.seek(end).expect("no limit")).0).collect();
    let half = middle(runs);
    println!("its other half: {half:.0} ms, {:+.1} MiB", share(before));
    ratio("branches/fork-to-running-half", fork / half);
    let comparisons = kept.iter_mut().map(|branch| {
        let both = || compare(trunk.as_mut(), branch.as_mut(), end).expect("no limit");
        let (took, found) = timed(both);
        assert_eq!(found.first.map(|first| first.at), Some(Time(end.0 / 2)));
        took
    });
    let comparison = middle(comparisons.collect());
    println!("comparing it with the trunk: {comparison:.1} ms");
    ratio("branches/comparison-to-running-half", comparison / half);
}

/// A run of a million records, and its end.
fn trunk() -> (Box<dyn Sim>, Time) {
    let mut trunk = (raft().start)(&Setup::default()).expect("no actions");
    let mut end = Time::ZERO;
    while trunk.position() < RECORDS {
        end += Span::secs(20);
        trunk.seek(end).expect("below the limit");
    }
    (trunk, end)
}

/// What the branch does otherwise.
fn crash(branch: &mut dyn Sim) {
    let there = Timed { at: branch.now(), action: Action::Crash(vec![NodeId(1)]) };
    branch.set_actions(vec![there]).expect("in order");
}

fn timed<T>(body: impl FnOnce() -> T) -> (f64, T) {
    let begun = Stopwatch::start();
    let result = body();
    (begun.milliseconds(), result)
}

fn middle(mut times: Vec<f64>) -> f64 {
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}

/// A branch's share, in mebibytes, of what the process holds more than before.
fn share(before: i64) -> f64 {
    mebibytes(resident() - before) / BRANCHES as f64
}

fn mebibytes(bytes: i64) -> f64 {
    bytes as f64 / f64::from(1 << 20)
}

/// The bytes of memory that the process holds, where Linux tells, else 0.
fn resident() -> i64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let kibibytes = line.and_then(|line| line.trim().trim_end_matches(" kB").parse::<i64>().ok());
    kibibytes.unwrap_or(0) * 1024
}

fn raft() -> &'static Entry {
    ALL.iter().find(|entry| entry.info.id == "raft").expect("Raft is in the list")
}
