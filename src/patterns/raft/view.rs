//! What is shown of a server and of a client: badges, the end of the log, and every variable
//! under the name that the paper's Figure 2 gives it. Knows no layout and no colours.

use super::client::Client;
use super::log::{Base, Index, Log};
use super::machine::Machine;
use super::message::in_words;
use super::quorum::{Config, Servers};
use super::server::{Role, Server};
use super::{Disk, Raft};
use kernel::ids::NodeId;
use pattern::Pattern;
use pattern::value::Value;
use pattern::view::{Badge, Field, NodeView};
use pattern::widget::{LogCell, LogView, Widget};

/// A running server.
pub fn server(raft: &Raft, server: &Server, disk: &Disk) -> NodeView {
    let mut view = on_disk(raft, disk, server.commit);
    view.fields.push(Field::new("commitIndex", server.commit));
    view.fields.push(Field::new("lastApplied", server.applied));
    let counted = |votes: &Servers| {
        let (count, needed) = (votes.count(), needed(raft, server.config));
        format!("{} ({count} of {needed})", names(raft, votes.iter()))
    };
    match &server.role {
        Role::Follower(leader) => {
            let leader = leader.map_or("unknown".into(), |leader| raft.name(leader));
            view.fields.push(Field::new("leader", leader));
        }
        Role::PreCandidate(votes) => view.fields.push(Field::new("pre-votes", counted(votes))),
        Role::Candidate(votes, _) => view.fields.push(Field::new("votes", counted(votes))),
        Role::Leader(leader) => {
            let of = |value: fn(&super::leader::Progress) -> Index| {
                let all = leader.progress.iter().enumerate();
                let all =
                    all.map(|(n, it)| format!("{}: {}", raft.name(NodeId(n as u16)), value(it)));
                all.collect::<Vec<_>>().join(", ")
            };
            view.fields.push(Field::new("nextIndex", of(|it| it.next)));
            view.fields.push(Field::new("matchIndex", of(|it| it.matched)));
            if !leader.reads.is_empty() {
                let reads = leader.reads.iter().map(|it| it.command.op.to_string());
                view.fields.push(Field::new("reads", reads.collect::<Vec<_>>().join(" ")));
            }
            if !leader.ranking.is_empty() {
                let ranking = leader.ranking.iter().copied();
                view.fields.push(Field::new("by weight", names(raft, ranking)));
            }
            if let Some(to) = leader.successor {
                view.fields.push(Field::new("hands over to", raft.name(to)));
            }
        }
    }
    view.fields.push(Field::new("state machine", store(&server.machine)));
    if raft.tunes() {
        let (low, high) = raft.timeouts(&server.tuning);
        view.fields.push(Field::new("election timeout", Value::Range(low, high)));
    }
    if server.config != Config::of(Servers::first(raft.nodes)) {
        view.fields.push(Field::new("configuration", server.config));
    }
    if !server.proposals.is_empty() {
        let waiting: Vec<String> =
            server.proposals.iter().map(|it| it.command.op.to_string()).collect();
        view.fields.push(Field::new("unanswered", waiting.join(" ")));
    }
    view
}

/// A running client.
pub fn client(raft: &Raft, client: &Client, disk: &Disk) -> NodeView {
    let mut view = NodeView::default();
    if let Some(waiting) = client.waiting {
        let op = waiting.command.op;
        let meaning = format!("waits for {op}, sent {} times", waiting.sent);
        view.badges.push(Badge { text: op.to_string(), meaning });
        view.fields.push(Field::new("waits for", op));
        view.fields.push(Field::new("times sent", waiting.sent));
    }
    view.fields.push(Field::new("asks", raft.name(client.target)));
    view.fields.push(Field::new("last number", disk.serial));
    if !client.queue.is_empty() {
        let queue: Vec<String> = client.queue.iter().map(ToString::to_string).collect();
        view.fields.push(Field::new("to do", queue.join(" ")));
    }
    view
}

/// A machine that is down: what its disk holds. A client's holds a number and nothing else.
pub fn disk(raft: &Raft, disk: &Disk) -> NodeView {
    if disk.term == 0 && disk.log.last_index() == 0 {
        return NodeView {
            fields: vec![Field::new("last number", disk.serial)],
            ..NodeView::default()
        };
    }
    on_disk(raft, disk, 0)
}

fn on_disk(raft: &Raft, disk: &Disk, commit: Index) -> NodeView {
    let term = disk.term;
    let vote = disk.vote.map_or("nobody".into(), |vote| raft.name(vote));
    let mut fields = vec![
        Field::new("currentTerm", term),
        Field::new("votedFor", vote),
        Field::new("log", log_in_words(&disk.log)),
    ];
    if let Some(snapshot) = &disk.snapshot {
        let Base { index, term, .. } = snapshot.base;
        let state = store(&snapshot.machine);
        let words = format!("up to index {index} of term {term}: {state}");
        fields.push(Field::new("snapshot", words));
    }
    NodeView {
        badges: vec![Badge { text: format!("t {term}"), meaning: format!("term {term}") }],
        fields,
        widgets: vec![Widget::Log(log_cells(&disk.log, commit))],
    }
}

/// The newest entries as cells.
fn log_cells(log: &Log, commit: Index) -> LogView {
    let first = log.last_index().saturating_sub(CELLS as Index - 1).max(log.base().index + 1);
    let cells = (first..).zip(log.from(first, CELLS)).map(|(index, entry)| LogCell {
        term: entry.term,
        text: entry.command.op.short(),
        full: format!("index {index}, term {}: {}", entry.term, entry.command.op),
        committed: index <= commit,
    });
    LogView { first, cells: cells.collect() }
}

const CELLS: usize = 8;

/// The newest entries with their terms, more of them than there are cells.
fn log_in_words(log: &Log) -> String {
    let first = log.base().index + 1;
    let from = log.last_index().saturating_sub(WORDS as Index - 1).max(first);
    let words = in_words(log.from(from, WORDS));
    if from > 1 { format!("… {words}") } else { words }
}

const WORDS: usize = 32;

/// What a state machine holds: `x=1 y=2`.
pub fn store(machine: &Machine) -> String {
    let words: Vec<String> =
        machine.store().iter().map(|(key, value)| format!("{key}={value}")).collect();
    if words.is_empty() { "empty".into() } else { words.join(" ") }
}

/// How many votes elect a leader: `3`, or in a transition `3, and 2 of n2 n3 n4`.
pub fn needed(raft: &Raft, config: Config) -> String {
    let needed = |members: Servers| raft.votes_needed(members.count());
    if !config.is_joint() {
        return needed(config.members).to_string();
    }
    let next = names(raft, config.next.iter());
    format!("{}, and {} of {next}", needed(config.members), needed(config.next))
}

/// Nodes in a list: `n0 n2 n3`.
pub fn names(raft: &Raft, nodes: impl Iterator<Item = NodeId>) -> String {
    nodes.map(|node| raft.name(node)).collect::<Vec<_>>().join(" ")
}
