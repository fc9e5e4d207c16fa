//! How fast histories are judged, and how the cost grows with them. Prints numbers and decides
//! nothing: a machine that is busy is no failure.
//!
//! `cargo bench --bench histories`
#![allow(clippy::disallowed_types, reason = "what is measured here is real time")]

mod stopwatch;

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use faultline::check::history::{Call, NEVER, Operation, Outcome, Value};
use faultline::check::import::{edn, jepsen_log, kv_log};
use faultline::check::linear::{Verdict, judge};
use faultline::check::model::{Mutex, Register, Registers};
use faultline::check::online::Online;
use faultline::kernel::history as simulated;
use faultline::kernel::history::{Judge, Key};
use faultline::kernel::ids::{NodeId, OpId, RecordId, Seed};
use faultline::kernel::rng::{Purpose, Rng};
use stopwatch::{Stopwatch, ratio};

fn main() {
    corpora();
    println!("one history of ten clients, ns an operation\n");
    println!("{:>44} {:>9} {:>9} {:>9}", "operations", 1_000, 10_000, 100_000);
    for (name, keys, texts, wrong) in [
        ("registers, 100 keys", 100, false, false),
        ("registers, 100 keys, a stale read at the end", 100, false, true),
        ("texts appended to, 100 keys", 100, true, false),
        ("one register", 1, false, false),
        ("one register, a stale read at the end", 1, false, true),
    ] {
        print!("{name:>44}");
        for count in [1_000, 10_000, 100_000] {
            let history = workload(10, keys, texts, count, wrong);
            print!(" {:>9}", per_operation(&history, count, wrong));
            io::stdout().flush().expect("somebody reads");
        }
        println!();
    }
    print!("{:>44}", "registers, 100 keys, judged while made");
    let online = [1_000, 10_000, 100_000].map(|count| {
        let each = online(&workload(10, 100, false, count, false));
        print!(" {each:>9.0}");
        each
    });
    let whole = [1_000, 100_000].map(|count| {
        let history = workload(10, 100, false, count, false);
        judged_in(&history, count).expect("the steps are enough").0
    });
    println!("\n");
    ratio("histories/operation-of-100-thousand-to-1-thousand", whole[1] / whole[0]);
    ratio("histories/operation-judged-while-made-to-at-the-end", online[2] / whole[1]);
    println!(
        "\na stale read at the end of 1,000 operations on one register, ns an operation by clients\n"
    );
    for clients in [4, 8, 12, 16] {
        let history = workload(clients, 1, false, 1_000, true);
        println!("{clients:>44} {:>9}", per_operation(&history, 1_000, true));
    }
}

/// Other people's histories, where they are at hand.
fn corpora() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpora");
    let mut files = Vec::new();
    for part in ["porcupine", "knossos"] {
        collect(&folder.join(part), &mut files);
    }
    if files.is_empty() {
        println!("the corpora are not there\n");
        return;
    }
    let mut slowest = (Duration::ZERO, String::new());
    let mut operations = 0;
    let start = Instant::now();
    for file in &files {
        let began = Instant::now();
        operations += judged(file);
        let took = began.elapsed();
        if took > slowest.0 {
            slowest = (took, file.file_name().unwrap_or_default().to_string_lossy().into_owned());
        }
    }
    let (all, count, (longest, name)) = (start.elapsed(), files.len(), slowest);
    println!("corpora: {count} histories of {operations} operations read and judged in {all:.1?}");
    println!("         the longest of them, {name}, in {longest:.1?}\n");
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for path in entries.filter_map(|entry| entry.ok()).map(|entry| entry.path()) {
        if path.is_dir() { collect(&path, files) } else { files.push(path) }
    }
}

/// Reads and judges a file, and gives the number of its operations.
fn judged(file: &Path) -> usize {
    let path = file.to_string_lossy();
    let text = fs::read_to_string(file).expect("a history is text");
    let read = match path.rsplit('.').next() {
        Some("edn") => edn::read(&text),
        Some("log") => jepsen_log::read(&text),
        _ => kv_log::read(&text),
    };
    let Ok(history) = read else { return 0 };
    let (operations, initial) = (&history.operations, history.initial);
    if path.contains("mutex") {
        judge(&Mutex, operations, u64::MAX);
    } else if path.contains("multi-register") {
        judge(&Registers { initial }, operations, u64::MAX);
    } else {
        judge(&Register { initial }, operations, u64::MAX);
    }
    operations.len()
}

/// What clients of a store that is right are told, of which one answer in a hundred is lost; and
/// then, where that is wanted, one reads what was there long ago.
fn workload(clients: u64, keys: u64, texts: bool, count: usize, wrong: bool) -> Vec<Operation> {
    let mut rng = Rng::stream(Seed(7), Purpose::Faults);
    let mut store = vec![Value::Nil; keys as usize];
    let mut open: Vec<Option<(usize, bool)>> = vec![None; clients as usize];
    let mut history: Vec<Operation> = Vec::new();
    let mut at = 0;
    while history.len() < count {
        at += 1;
        let client = rng.below(clients) as usize;
        match open[client] {
            None => {
                let value = history.len() as u32;
                let call = match (rng.below(2), texts) {
                    (0, _) => Call::Read,
                    (_, false) => Call::Write(value.into()),
                    (_, true) => Call::Append(format!("{value} ").as_str().into()),
                };
                let key = Value::from(rng.below(keys) as u32);
                open[client] = Some((history.len(), false));
                history.push(operation(client as u64, key, call, at));
            }
            Some((number, false)) => {
                let operation = &mut history[number];
                let Value::Number(key) = operation.key else { continue };
                operation.outcome = apply(&mut store[key as usize], &operation.call);
                open[client] = (rng.below(100) > 0).then_some((number, true));
            }
            Some((number, true)) => {
                history[number].returned = at;
                open[client] = None;
            }
        }
    }
    for operation in history.iter_mut().filter(|it| it.returned == NEVER) {
        operation.outcome = Outcome::Unknown;
    }
    if wrong {
        let key = history[0].key.clone();
        let stale = operation(clients, key, Call::Read, at + 1);
        history.push(Operation { outcome: Outcome::Done(Value::Nil), returned: at + 2, ..stale });
    }
    history
}

fn operation(process: u64, key: Value, call: Call, at: u32) -> Operation {
    Operation { process, key, call, outcome: Outcome::Unknown, invoked: at, returned: NEVER }
}

fn apply(object: &mut Value, call: &Call) -> Outcome {
    match (call, &*object) {
        (Call::Write(value), _) | (Call::Append(value), Value::Nil) => *object = value.clone(),
        (Call::Append(Value::Text(more)), Value::Text(text)) => {
            *object = [&**text, more].concat().as_str().into();
        }
        _ => return Outcome::Done(object.clone()),
    }
    Outcome::Done(Value::Nil)
}

/// Where the orders are too many, this is how long the search goes on.
const STEPS: u64 = 2_000_000;

/// What to print of a history whose verdict is known.
fn per_operation(history: &[Operation], count: usize, wrong: bool) -> String {
    match judged_in(history, count) {
        None => "gave up".into(),
        Some((_, verdict)) if (verdict != Verdict::Linearizable) != wrong => {
            panic!("{verdict:?}")
        }
        Some((each, _)) => format!("{each:.0}"),
    }
}

/// Nanoseconds an operation, the best of three, and the verdict; nothing if the steps are used up.
fn judged_in(history: &[Operation], count: usize) -> Option<(f64, Verdict)> {
    let timed = (0..3).map(|_| {
        let start = Stopwatch::start();
        let verdict = judge(&Register::default(), history, STEPS);
        (start.seconds() * 1e9 / count as f64, verdict)
    });
    let best = timed.min_by(|a, b| a.0.total_cmp(&b.0)).expect("three times");
    (best.1 != Verdict::GaveUp).then_some(best)
}

/// Nanoseconds an operation for a judge that hears of each invocation and answer.
fn online(history: &[Operation]) -> f64 {
    let mut events = Vec::new();
    for (number, it) in (0..).zip(history) {
        let (Value::Number(key), client) = (&it.key, NodeId(it.process as u16)) else { continue };
        let key = Key(*key as u8);
        let call = match &it.call {
            Call::Write(Value::Number(value)) => simulated::Call::Write(key, *value as u32),
            _ => simulated::Call::Read(key),
        };
        let asked =
            simulated::Operation { client, call, invoked: RecordId(it.invoked), answer: None };
        events.push((it.invoked, OpId(number), asked.clone()));
        if let Outcome::Done(seen) = &it.outcome {
            let seen = if let Value::Number(seen) = seen { Some(*seen as u32) } else { None };
            let answer = Some((RecordId(it.returned), simulated::Outcome::Done(seen)));
            events.push((it.returned, OpId(number), simulated::Operation { answer, ..asked }));
        }
    }
    events.sort_by_key(|(at, ..)| *at);
    let mut judge = Online::new(Register::default());
    let start = Stopwatch::start();
    for (_, id, operation) in &events {
        match operation.answer {
            None => judge.invoke(*id, operation),
            Some(_) => judge.complete(*id, operation).expect("the store is right"),
        }
    }
    assert!(!judge.gave_up());
    start.seconds() * 1e9 / history.len() as f64
}
