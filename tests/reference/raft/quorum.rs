//! Up to where a configuration has committed, against the tables that etcd's implementation of Raft
//! is tested with: majorities, and the joint configurations of a transition.
//!
//! The tables lie beside the project, or not; a few of their rows stand here.

use std::path::Path;

use faultline::kernel::ids::NodeId;
use faultline::patterns::raft::Raft;
use faultline::patterns::raft::quorum::{Config, Servers};

const TABLES: &str = "../shared/corpora/etcd-raft/quorum/testdata";

/// Questions and their answers, in the tables' own form.
const EXCERPT: &str = "\
committed cfg=(1,2,3) idx=(12,5,_)
----
5

committed cfg=(1,2,3,4) idx=(101,_,104,103)
----
101

committed cfg=(1,3) cfgj=(2) idx=(100,_,50)
----
0

committed cfg=(1,2) cfgj=(2) idx=(50,100)
----
50
";

/// A row: who has to agree, what each of them has stored, and what is committed.
struct Row<'a> {
    question: String,
    config: Config,
    stored: Vec<(NodeId, u64)>,
    answer: &'a str,
}

/// Reads the rows of a table. Between the line and the answer it may draw the case.
fn rows(table: &str) -> Vec<Row<'_>> {
    let questions = table.lines().enumerate().filter(|(_, line)| line.starts_with("committed"));
    questions
        .map(|(at, question)| {
            let answer = table.lines().skip(at).take_while(|line| !line.is_empty());
            let question = question.replace(", ", ",");
            let lists = question.split_whitespace().skip(1).filter_map(|it| it.split_once('='));
            let list = |wanted: &str| {
                let found = lists.clone().find(|(name, _)| *name == wanted);
                found.map_or(Vec::new(), |(_, list)| numbers(list))
            };
            let (members, next) = (list("cfg"), list("cfgj"));
            let mut ids: Vec<NodeId> = Vec::new();
            for id in members.iter().chain(&next).map(|id| NodeId(*id as u16)) {
                if !ids.contains(&id) {
                    ids.push(id);
                }
            }
            let stored = ids.into_iter().zip(list("idx")).collect();
            Row {
                config: Config { members: servers(&members), next: servers(&next) },
                stored,
                answer: answer.last().expect("a question is no answer").trim(),
                question,
            }
        })
        .collect()
}

/// Reads `(1,2,_)`, or `zero` for nobody; what is unknown is nothing stored.
fn numbers(list: &str) -> Vec<u64> {
    let inner = list.trim_matches(['(', ')']);
    let numbers = inner.split(',').map(str::trim).filter(|it| !it.is_empty() && *it != "zero");
    numbers.map(|it| it.parse().unwrap_or_default()).collect()
}

fn servers(ids: &[u64]) -> Servers {
    ids.iter().map(|id| NodeId(*id as u16)).collect()
}

fn tables() -> Vec<(&'static str, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(TABLES);
    let mut tables = vec![("excerpt", EXCERPT.to_owned())];
    for name in ["majority_commit.txt", "joint_commit.txt"] {
        match std::fs::read_to_string(folder.join(name)) {
            Ok(table) => tables.push((name, table)),
            Err(_) => println!("{name} is not there; only the rows in this file are tried."),
        }
    }
    tables
}

#[test]
fn what_is_committed_is_what_etcd_commits() {
    let raft = Raft::default();
    for (name, table) in tables() {
        let rows = rows(&table);
        println!("{name}: {} rows", rows.len());
        assert!(rows.len() > 3, "{name}");
        for Row { question, config, stored, answer } in rows {
            let stored = |id: NodeId| {
                let found = stored.iter().find(|(other, _)| *other == id);
                found.map_or(0, |(_, index)| *index)
            };
            let expected =
                if answer.ends_with('∞') { u64::MAX } else { answer.parse().expect("a number") };
            assert_eq!(config.reached(&raft, &[], &stored), expected, "{name}: {question}");
        }
    }
}
