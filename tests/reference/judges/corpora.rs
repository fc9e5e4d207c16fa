//! Histories of other people's systems whose verdicts are known: each gets its verdict, and where
//! Knossos names the operation to blame, the same operation is blamed.
//!
//! The files lie in `../shared/corpora`; where that folder is missing, so is this check, and it
//! says so.

use std::fs;
use std::path::{Path, PathBuf};

use faultline::check::history::Operation;
use faultline::check::import::{History, edn, jepsen_log, kv_log};
use faultline::check::linear::{Verdict, judge};
use faultline::check::model::{Mutex, Register, Registers};

/// The folder, if it is there.
fn corpora() -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpora");
    if !folder.is_dir() {
        println!("skipped: there is no {}", folder.display());
        return None;
    }
    Some(folder)
}

/// A history of the corpora, with the verdict that is expected of it.
struct Labelled {
    path: String,
    linearizable: bool,
}

fn labelled(folder: &Path) -> Vec<Labelled> {
    let manifest = fs::read_to_string(folder.join("MANIFEST.json")).expect("there is a manifest");
    let manifest: serde_json::Value = serde_json::from_str(&manifest).expect("it is JSON");
    let entries = manifest.as_array().expect("a list").iter();
    entries
        .filter_map(|entry| {
            let linearizable = match entry["expected"].as_str()? {
                "linearizable" => true,
                "NOT linearizable" => false,
                _ => return None,
            };
            Some(Labelled { path: entry["path"].as_str()?.into(), linearizable })
        })
        .collect()
}

/// Reads a file as its folder's name says.
fn read(folder: &Path, path: &str) -> History {
    let text = fs::read_to_string(folder.join(path)).expect("the manifest's file is there");
    let read = match path.split('/').next() {
        Some("knossos") => edn::read(&text),
        Some("porcupine") if path.contains("/kv/") => kv_log::read(&text),
        _ => jepsen_log::read(&text),
    };
    read.unwrap_or_else(|reason| panic!("{path}: {reason}"))
}

fn verdict(path: &str, History { operations, initial }: &History) -> Verdict {
    let initial = initial.clone();
    if path.contains("/mutex/") {
        judge(&Mutex, operations, u64::MAX)
    } else if path.contains("/multi-register/") {
        judge(&Registers { initial }, operations, u64::MAX)
    } else {
        judge(&Register { initial }, operations, u64::MAX)
    }
}

#[test]
fn every_history_gets_its_verdict() {
    let Some(folder) = corpora() else { return };
    let all = labelled(&folder);
    assert!(!all.is_empty(), "the manifest names no verdict");
    for Labelled { path, linearizable } in all {
        match verdict(&path, &read(&folder, &path)) {
            Verdict::Linearizable => assert!(linearizable, "{path} is not linearizable"),
            Verdict::NotLinearizable(_) => assert!(!linearizable, "{path} is linearizable"),
            Verdict::GaveUp => panic!("{path}: gave up with steps left"),
        }
    }
}

/// What a counterexample leads up to is itself a linearization: each operation fits after those
/// before it, and none stands before one that had returned when it was invoked.
#[test]
fn every_prefix_can_be_replayed() {
    let Some(folder) = corpora() else { return };
    for Labelled { path, .. } in labelled(&folder) {
        let history = read(&folder, &path);
        let Verdict::NotLinearizable(found) = verdict(&path, &history) else { continue };
        let all = &history.operations;
        let placed = |number: usize| found.prefix.contains(&number);
        for (at, number) in found.prefix.iter().enumerate() {
            let late = |it: &usize| all[*it].returned < all[*number].invoked;
            assert!(!found.prefix[at..].iter().any(late), "{path}: {} is too late", all[*number]);
        }
        let culprit = &all[found.culprit];
        let same = |it: &Operation| it.matters() && it.key == culprit.key;
        let due = |it: &Operation| same(it) && it.returned < culprit.returned;
        let missing = all.iter().enumerate().find(|(number, it)| due(it) && !placed(*number));
        assert!(missing.is_none(), "{path}: {} is left out", missing.expect("one").1);
    }
}

/// The explanations that Knossos's own tests demand: process, operation and number of its return,
/// and the write before it.
const EXPLAINED: &[(&str, u64, &str, u32, &str)] = &[
    ("cas-failure", 70, "read 0", 491, "write 2"),
    ("rethink-fail", 12, "read 3", 217, ""),
    ("rethink-fail-smaller", 12, "read 3", 217, ""),
    ("rethink-fail-minimal", 1, "read 3", 4, "write 0"),
    ("immediate-failure", 1, "read 3", 3, ""),
    ("bad-analysis", 21, "read 2", 14, "write 0"),
];

#[test]
fn the_operation_to_blame_is_the_one_that_knossos_blames() {
    let Some(folder) = corpora() else { return };
    for (name, process, operation, returned, after) in EXPLAINED {
        let path = format!("knossos/data/cas-register/bad/{name}.edn");
        if !folder.join(&path).is_file() {
            println!("skipped: there is no {path}");
            continue;
        }
        let history = read(&folder, &path);
        let Verdict::NotLinearizable(found) = verdict(&path, &history) else {
            panic!("{path} is not linearizable");
        };
        let culprit = &history.operations[found.culprit];
        let told = (culprit.process, culprit.to_string(), culprit.returned);
        assert_eq!(told, (*process, operation.to_string(), *returned), "{path}");
        let last = found.last_change(&history.operations);
        let last = last.map(|number| history.operations[number].to_string());
        assert!(after.is_empty() || last.as_deref() == Some(after), "{path}: after {last:?}");
    }
}
