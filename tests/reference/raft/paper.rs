//! Raft against the numbers of its paper: who votes for whom, what one round of an election
//! brings, what is committed when, what a follower makes of entries, and Figure 7.
//!
//! The cases come from the corpus of vectors where it lies beside the project; a few of them
//! stand here too, so that the tests say something without it. They run through the protocol as
//! it is: machines boot from disks with the logs of the case.

use std::collections::BTreeSet;
use std::path::Path;

use faultline::kernel::action::{Action, Link, LinkSettings, Timed};
use faultline::kernel::dist::Latency;
use faultline::kernel::history::Key;
use faultline::kernel::ids::NodeId;
use faultline::kernel::record::What;
use faultline::kernel::time::{Span, Time};
use faultline::patterns::raft::log::{Entry, Index, Log, Term};
use faultline::patterns::raft::machine::{Command, Op, Session};
use faultline::patterns::raft::server::{Role, Server};
use faultline::patterns::raft::{Disk, Node, Raft};
use faultline::run::Run;
use faultline::run::Sim;
use faultline::run::entry::Setup;
use faultline::run::frame::Standing;
use serde_json::Value;

const CORPUS: &str = "../shared/corpora/vectors/raft_paper_vectors.json";

const EXCERPT: &str = r#"{
  "voter": [["header"], [[1], 1, 2, false], [[1, 1], 1, 1, true], [[2], 1, 2, true]],
  "election_one_round": [["header"],
    [3, {"2": true}, "leader"], [5, {"2": true}, "candidate"], [5, {"2": true, "3": true}, "leader"]],
  "ack_commit": [["header"], [3, [2], true], [5, [2], false], [5, [2, 3], true]],
  "append_entries": {"follower_log": [1, 2], "cases": [["header"],
    [2, 2, [3], [1, 2, 3]], [1, 1, [3, 4], [1, 3, 4]], [0, 0, [1], [1, 2]]]},
  "append_check": {"follower_log": [1, 2], "cases": [["header"],
    [1, 1, 1, false, 0, 0], [3, 3, 3, true, 2, 2]]}
}"#;

/// The cases here, and those of the corpus.
fn vectors() -> Vec<Value> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(CORPUS);
    let excerpt = serde_json::from_str(EXCERPT).expect("the excerpt is JSON");
    match std::fs::read_to_string(path) {
        Ok(text) => vec![excerpt, serde_json::from_str(&text).expect("the corpus is JSON")],
        Err(_) => {
            println!("The corpus of vectors is not there; only the cases in this file are tried.");
            vec![excerpt]
        }
    }
}

/// The cases under a key, without their header.
fn cases(value: &Value) -> Vec<Vec<Value>> {
    let rows = value.as_array().expect("a table").iter().skip(1);
    rows.map(|row| row.as_array().expect("a row").clone()).collect()
}

fn number(value: &Value) -> u64 {
    value.as_u64().expect("a number")
}

fn terms(value: &Value) -> Vec<Term> {
    value.as_array().expect("terms").iter().map(number).collect()
}

/// An entry that was once given to n0, like no other of this index and term.
fn entry(term: Term, index: Index) -> Entry {
    let number = (term * 100 + index) as u32;
    let session = Session { client: NodeId(0), number };
    Entry { term, command: Command { session, serial: 1, op: Op::Put(Key(b'a'), number) } }
}

fn log(terms: &[Term]) -> Log {
    let mut log = Log::default();
    for term in terms {
        log.push(entry(*term, log.last_index() + 1));
    }
    log
}

fn terms_of(log: &Log) -> Vec<Term> {
    log.entries().iter().map(|entry| entry.term).collect()
}

/// A cluster of machines with these logs, all in the same term. Nobody times out by itself, and
/// every message takes 10 ms.
fn cluster(term: Term, logs: &[Vec<Term>], actions: Vec<(u64, Action)>) -> Run {
    let disks = logs.iter().map(|terms| Disk { term, log: log(terms), ..Disk::default() });
    let raft = Raft {
        nodes: logs.len() as u16,
        clients: 0,
        election_timeout: (Span::secs(50), Span::secs(60)),
        ..Raft::default()
    };
    let network =
        LinkSettings { latency: Latency::Fixed(Span::millis(10)), ..LinkSettings::default() };
    let timed = |(ms, action)| Timed { at: Time::ZERO + Span::millis(ms), action };
    let actions = actions.into_iter().map(timed).collect();
    let setup = Setup { network, actions, ..Setup::default() };
    Run::start_with(raft, &setup, disks.collect()).expect("the actions are in order")
}

fn at(mut run: Run, ms: u64) -> Run {
    run.seek(Time::ZERO + Span::millis(ms)).expect("the run does not run away");
    run
}

fn server(run: &Run, number: u16) -> Server {
    match run.cluster::<Raft>().expect("Raft").node(NodeId(number)) {
        Some(Node::Server(server)) => server.clone(),
        other => panic!("n{number} is no running server: {other:?}"),
    }
}

fn leads(run: &Run, number: u16) -> bool {
    matches!(server(run, number).role, Role::Leader(_))
}

fn timeout(number: u16) -> Action {
    Action::Input(NodeId(number), "timeout".into())
}

fn put(number: u16) -> Action {
    Action::Input(NodeId(number), "put x=1".into())
}

/// 5.4.1: a candidate of three asks one voter; the third server is down.
#[test]
fn votes_go_to_logs_that_are_up_to_date() {
    for vectors in vectors() {
        for case in cases(&vectors["voter"]) {
            let (last_term, last_index) = (number(&case[1]), number(&case[2]));
            let candidate = vec![last_term; last_index as usize];
            let logs = [candidate, terms(&case[0]), vec![]];
            let down = Action::Crash(vec![NodeId(2)]);
            let run = at(cluster(2, &logs, vec![(0, down), (1, timeout(0))]), 30);
            let refused = case[3].as_bool().expect("a verdict");
            assert_eq!(leads(&run, 0), !refused, "{case:?}");
        }
    }
}

/// 5.2: one round of an election, with voters that grant, refuse, or do not answer. A candidate
/// that is refused stays candidate here, as in the paper, where etcd's steps down.
#[test]
fn one_round_of_an_election_ends_as_the_votes_say() {
    for vectors in vectors() {
        for case in cases(&vectors["election_one_round"]) {
            let size = number(&case[0]) as u16;
            let votes = case[1].as_object().expect("votes by server, from 1");
            let vote = |n: u16| votes.get(&(n + 1).to_string()).and_then(Value::as_bool);
            if size == 1 {
                // A server alone is no cluster: the fewest are three.
                continue;
            }
            let logs: Vec<Vec<Term>> =
                (0..size).map(|n| if vote(n) == Some(false) { vec![2] } else { vec![] }).collect();
            let silent = (1..size).filter(|n| vote(*n).is_none()).map(NodeId).collect();
            let actions = vec![(0, Action::Crash(silent)), (1, timeout(0))];
            let run = at(cluster(2, &logs, actions), 30);
            assert_eq!(leads(&run, 0), case[2] == "leader", "{case:?}");
        }
    }
}

/// 5.3: an entry is committed when a majority has stored it.
#[test]
fn an_entry_is_committed_when_a_majority_has_it() {
    for vectors in vectors() {
        for case in cases(&vectors["ack_commit"]) {
            let size = number(&case[0]) as u16;
            let acceptors: BTreeSet<u64> = terms(&case[1]).into_iter().collect();
            if size == 1 {
                continue;
            }
            let cut = (1..size).filter(|n| !acceptors.contains(&(u64::from(*n) + 1)));
            let link = |n| Link { from: NodeId(0), to: NodeId(n), both: true };
            let cut = Action::Cut(cut.map(link).collect());
            let logs = vec![vec![]; usize::from(size)];
            let run = at(cluster(0, &logs, vec![(1, timeout(0)), (40, cut), (41, put(0))]), 100);
            let committed = case[2].as_bool().expect("a verdict");
            assert_eq!(server(&run, 0).commit, u64::from(committed), "{case:?}");
        }
    }
}

/// 5.4.2: entries of earlier terms are not committed by counting, but with the first entry of
/// the leader's own term.
#[test]
fn only_entries_of_the_current_term_are_committed_by_counting() {
    let logs = [vec![1, 2], vec![], vec![]];
    let run = cluster(2, &logs, vec![(1, timeout(0)), (100, put(0))]);
    let run = at(run, 90);
    let Role::Leader(leader) = server(&run, 0).role else { panic!("n0 leads") };
    assert_eq!(leader.progress.iter().map(|it| it.matched).collect::<Vec<_>>(), [2, 2, 2]);
    assert_eq!(server(&run, 0).commit, 0);
    let run = at(run, 130);
    assert_eq!(server(&run, 0).commit, 3);
}

/// 5.3: what a follower with a given log makes of entries and of the check before them.
#[test]
fn followers_take_in_entries_and_keep_what_does_not_conflict() {
    for vectors in vectors() {
        let table = &vectors["append_entries"];
        for case in cases(&table["cases"]) {
            let mut follower = log(&terms(&table["follower_log"]));
            let prev = number(&case[0]);
            assert!(follower.holds(prev, number(&case[1])), "{case:?}");
            let new: Vec<Entry> =
                terms(&case[2]).into_iter().zip(prev + 1..).map(|(t, i)| entry(t, i)).collect();
            follower.merge(prev, &new);
            assert_eq!(terms_of(&follower), terms(&case[3]), "{case:?}");
        }
        let table = &vectors["append_check"];
        for case in cases(&table["cases"]) {
            let follower = log(&terms(&table["follower_log"]));
            let refused = case[3].as_bool().expect("a verdict");
            let holds = follower.holds(number(&case[1]), number(&case[0]));
            assert_eq!(holds, !refused, "{case:?}");
        }
    }
}

/// Figure 7: a leader comes to power over followers with every kind of log, and one new entry
/// makes all of them equal. With the conflicting term and its first index in the answer, nobody
/// has to refuse more than twice, though the logs of (f) and the leader differ in seven places.
#[test]
fn the_logs_of_figure_7_are_repaired() {
    let leader = vec![1, 1, 1, 4, 4, 5, 5, 6, 6, 6];
    let logs = [
        leader.clone(),
        vec![1, 1, 1, 4, 4, 5, 5, 6, 6],
        vec![1, 1, 1, 4],
        vec![1, 1, 1, 4, 4, 5, 5, 6, 6, 6, 6],
        vec![1, 1, 1, 4, 4, 5, 5, 6, 6, 6, 7, 7],
        vec![1, 1, 1, 4, 4, 4, 4],
        vec![1, 1, 1, 2, 2, 2, 3, 3, 3, 3, 3],
    ];
    let run = at(cluster(7, &logs, vec![(1, timeout(0)), (100, put(0))]), 300);
    assert!(leads(&run, 0), "(a), (b), (e) and (f) vote for it, (c) and (d) do not");

    let repaired = [leader, vec![8]].concat();
    for n in 0..7 {
        assert_eq!(
            terms_of(&run.cluster::<Raft>().expect("Raft").disk(NodeId(n)).log),
            repaired,
            "n{n}"
        );
    }
    let rejected = 5;
    let refusals = |node: u16| {
        let of = |what: What| matches!(what, What::Sent { kind, .. } if kind == rejected);
        run.records().iter().filter(|it| it.node == NodeId(node) && of(it.what)).count()
    };
    assert_eq!([1, 2, 3, 4, 5, 6].map(refusals), [1, 1, 0, 0, 2, 2]);
    for property in run.frame().properties {
        assert_eq!(property.standing, Standing::Holds, "{}", property.name);
    }
}
