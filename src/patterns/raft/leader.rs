//! The leader's work: taking commands, replicating them, counting who has them (5.3, 5.4.2).

use super::log::{Entry, Index, Term};
use super::machine::{self, Command, Op, Session};
use super::message::{AppendResult, Message, Reply, Rider, Round};
use super::quorum::Servers;
use super::reads::Read;
use super::server::{Role, Server, Turn};
use super::view::names;
use super::{LOG, Raft, Timer};
use kernel::ids::NodeId;
use kernel::time::{Span, Time};
use pattern::Pattern;

/// How many entries a message carries at most.
pub const BATCH: usize = 16;

/// What a leader keeps as long as it leads.
#[derive(Clone, Debug, Default, Hash)]
pub struct Leader {
    /// The progress of every server by its number, its own included.
    pub progress: Vec<Progress>,
    /// Who has answered since its followers were last counted, if it checks its quorum.
    pub heard: Servers,
    /// The first entry of its term, if it has put in one to begin with; 0 otherwise.
    pub first_index: Index,
    /// The last round of messages, where they are numbered.
    pub round: u64,
    /// How often it speaks to its followers at present.
    pub every: Span,
    /// The reads that wait for their answer.
    pub reads: Vec<Read>,
    /// Who are to be the members, while those of them are brought up to date that are none yet.
    pub candidates: Option<Servers>,
    /// Whom it hands its leadership over to. Until that is done, or given up, it takes no commands.
    pub successor: Option<NodeId>,
    /// Whether it has ever asked somebody to take over. In this term no lease protects it any more.
    pub has_handed_over: bool,
    /// The servers in the order of their weights, the heaviest first; empty where all weigh alike.
    pub ranking: Vec<NodeId>,
    /// Who has stored what is not committed yet, in the order of their answers, where that decides
    /// about weights.
    pub first: Vec<NodeId>,
}

/// How far a leader knows a follower to be.
#[derive(Clone, Copy, Debug, Default, Hash)]
pub struct Progress {
    /// The first entry to send it next.
    pub next: Index,
    /// The highest index up to which its log is known to equal the leader's.
    pub matched: Index,
    /// The highest index that was sent to it, answered or not.
    pub sent: Index,
    /// What that was at the last heartbeat. What is not answered at the next is sent again.
    pub due: Index,
    /// Whether a snapshot is on its way to it. Until that is answered, or sent again, it gets
    /// nothing but signs of life.
    pub installing: bool,
    /// The latest round that it has answered, where they are numbered.
    pub round: u64,
    /// When, by the leader's clock, the latest message was sent that it has answered.
    pub spoke: Time,
    /// How many messages it was sent, where they are numbered.
    pub serial: u64,
    /// How long its last answer took, where that is measured.
    pub took: Span,
    /// How often it would like to hear from the leader; zero if it has no wish.
    pub wish: Span,
}

impl Leader {
    /// An entry is committed: whoever was first to store it weighs most from now on, after the
    /// leader itself, and those who were not heard from keep their order behind them (Cabinet).
    pub fn rank(&mut self, me: NodeId) {
        if self.ranking.is_empty() {
            return;
        }
        let mut ranking = vec![me];
        let first = std::mem::take(&mut self.first);
        for server in first.into_iter().chain(std::mem::take(&mut self.ranking)) {
            if !ranking.contains(&server) {
                ranking.push(server);
            }
        }
        self.ranking = ranking;
    }
}

impl Progress {
    /// What it was sent has not come to it: everything from its next on is yet to be sent.
    fn forget_what_was_sent(&mut self) {
        self.sent = self.next - 1;
        self.due = self.sent;
        self.installing = false;
    }
}

impl Server {
    /// Won: leads, and says so at once, so that nobody else stands for election.
    ///
    /// Where reads go through the log no empty entry is put at the start of the term: the entries
    /// of earlier terms are committed by the first command of this one (5.4.2), which unanswered
    /// clients bring soon enough, and nothing else needs one. Where they do not, the leader has to
    /// know what is committed before it can answer any (dissertation 6.4); and so it has to where
    /// a change of the members waits to be completed.
    pub(super) fn lead(&mut self, turn: &mut Turn, votes: Servers) {
        let last = turn.disk.log.last_index();
        let unknown = Progress { next: last + 1, sent: last, due: last, ..Progress::default() };
        let mut progress = vec![unknown; usize::from(turn.raft.nodes)];
        let me = turn.cx.me();
        progress[me.index()].matched = last;
        let heard = Servers::from_iter([me]);
        let mut leader = Leader { progress, heard, ..Leader::default() };
        if turn.raft.cabinet > 0 {
            leader.ranking = turn.cx.nodes(Raft::SERVER).collect();
            leader.rank(me);
        }
        self.role = Role::Leader(Box::new(leader));
        turn.cx.cancel_timer(Timer::Election);
        if turn.raft.checks_quorum() {
            turn.cx.set_timer(Timer::Quorum, turn.raft.election_timeout.0);
        }
        let voters: Vec<String> =
            votes.iter().filter(|it| *it != me).map(|it| turn.raft.name(it)).collect();
        let voters = if voters.is_empty() { "nobody else".into() } else { voters.join(" ") };
        turn.cx.note(format!("wins term {} with the votes of {voters}", turn.disk.term));
        let settled = !self.config.is_joint() && self.config_index <= self.commit;
        if turn.raft.reads == LOG && settled {
            self.on_heartbeat_due(turn);
            return;
        }
        self.set_heartbeat(turn);
        if let Role::Leader(leader) = &mut self.role {
            leader.first_index = last + 1;
        }
        let session = Session { client: me, number: 0 };
        self.replicate(turn, Command { session, serial: 0, op: Op::Blank });
    }

    /// Speaks to every follower: sends again what it should have answered since the last time, or
    /// nothing, only to be heard from.
    pub(super) fn on_heartbeat_due(&mut self, turn: &mut Turn) {
        self.set_heartbeat(turn);
        for peer in self.peers(turn.cx.me()) {
            let Role::Leader(leader) = &mut self.role else { return };
            let progress = &mut leader.progress[peer.index()];
            let overdue = progress.due >= progress.next;
            progress.due = progress.sent;
            if overdue && progress.installing {
                progress.forget_what_was_sent();
            }
            self.append_to(turn, peer, if overdue { BATCH } else { 0 });
        }
    }

    /// An election timeout has passed since the followers were last counted: a leader that has not
    /// heard from enough of them steps down (dissertation 6.2). It could commit nothing, and keeps
    /// those who hear it from electing somebody who can.
    pub(super) fn check_quorum(&mut self, turn: &mut Turn) {
        let Role::Leader(leader) = &mut self.role else { return };
        let me = Servers::from_iter([turn.cx.me()]);
        let heard = std::mem::replace(&mut leader.heard, me);
        if self.config.commits(turn.raft, &leader.ranking, heard) {
            turn.cx.set_timer(Timer::Quorum, turn.raft.election_timeout.0);
            return;
        }
        let others = names(turn.raft, heard.without(me).iter());
        let others = if others.is_empty() { "nobody".into() } else { others };
        turn.cx.note(format!("steps down: has heard from {others} for an election timeout"));
        self.step_down(turn);
    }

    /// A client sends a command, or another server passes one on.
    pub(super) fn on_client_request(&mut self, turn: &mut Turn, from: NodeId, command: Command) {
        if let Op::Reconfigure(config) = command.op {
            if matches!(self.role, Role::Leader(_)) {
                self.reconfigure(turn, config.members);
            }
            return;
        }
        let (session, serial) = (command.session, command.serial);
        let successor = match &self.role {
            Role::Leader(leader) => leader.successor,
            Role::Follower(_) | Role::PreCandidate(_) | Role::Candidate(..) => None,
        };
        if !matches!(self.role, Role::Leader(_)) || successor.is_some() {
            let reply = Reply::NotLeader(successor.or(self.leader(turn.cx.me())));
            turn.cx.send(from, Message::ClientResponse { session, serial, reply });
            return;
        }
        match self.machine.progress(&command) {
            machine::Progress::Applied(answer) => {
                let reply = Reply::Done(answer);
                turn.cx.send(from, Message::ClientResponse { session, serial, reply });
            }
            // Nobody waits for it any more.
            machine::Progress::Past => {}
            // A retry that is on its way through the log already will be answered when it is
            // applied.
            machine::Progress::New if turn.raft.is_read_aside(command.op) => {
                self.read(turn, from, command);
            }
            machine::Progress::New if self.is_under_way(turn, &command) => {}
            machine::Progress::New => {
                self.replicate(turn, command);
            }
        }
    }

    /// Puts a command into the log and sends it to all followers.
    pub(super) fn replicate(&mut self, turn: &mut Turn, command: Command) -> Index {
        let term = turn.disk.term;
        let index = turn.disk.log.push(Entry { term, command });
        if let Op::Reconfigure(config) = command.op {
            (self.config, self.config_index) = (config, index);
        }
        for peer in self.peers(turn.cx.me()) {
            self.append_to(turn, peer, BATCH);
        }
        self.count_copies(turn);
        index
    }

    /// A follower answers.
    pub(super) fn on_append_response(
        &mut self,
        turn: &mut Turn,
        from: NodeId,
        term: Term,
        result: AppendResult,
        round: Option<Round>,
    ) {
        let Role::Leader(leader) = &mut self.role else {
            // It leads no longer.
            return;
        };
        if term != turn.disk.term {
            // An answer to what it sent when it led an earlier term.
            return;
        }
        let Some(progress) = leader.progress.get_mut(from.index()) else { return };
        leader.heard.add(from);
        if let Some(round) = round {
            progress.round = progress.round.max(round.number);
            progress.spoke = progress.spoke.max(round.sent);
            if turn.raft.tunes() {
                progress.took = turn.cx.now().since(round.sent);
                progress.wish = round.span;
            }
        }
        match result {
            AppendResult::Matched { index, .. } | AppendResult::Installed { index } => {
                if matches!(result, AppendResult::Installed { .. }) {
                    progress.installing = false;
                }
                let news = index > progress.matched;
                if news && index > self.commit && !leader.ranking.is_empty() {
                    leader.first.push(from);
                }
                progress.matched = progress.matched.max(index);
                progress.next = progress.next.max(index + 1);
                if progress.sent < turn.disk.log.last_index() {
                    self.append_to(turn, from, BATCH);
                }
                if news {
                    self.count_copies(turn);
                    self.urge(turn);
                    self.admit(turn);
                }
            }
            AppendResult::Rejected { prev_index, conflict } => {
                if prev_index + 1 != progress.next || prev_index <= progress.matched {
                    // An old answer: the leader has stepped back, or been matched, since.
                    return;
                }
                // Past the conflicting term if this log has it too, before it if not.
                let known = conflict.term.and_then(|term| turn.disk.log.last_of(term));
                let next = known.map_or(conflict.first, |last| last + 1);
                progress.next = next.clamp(progress.matched + 1, prev_index);
                progress.forget_what_was_sent();
                self.append_to(turn, from, BATCH);
            }
            // Its term was higher, and this server has stepped down before it came here.
            AppendResult::Deposed => {}
        }
        self.answer_reads(turn);
    }

    /// Is to be heard from again: as soon as the most demanding of the followers would like.
    fn set_heartbeat(&mut self, turn: &mut Turn) {
        let Role::Leader(leader) = &mut self.role else { return };
        let wishes = leader.progress.iter().map(|it| it.wish).filter(|it| *it > Span::ZERO);
        leader.every = wishes.min().unwrap_or(turn.raft.heartbeat);
        turn.cx.set_timer(Timer::Heartbeat, leader.every);
    }

    /// Looks how far a quorum has come, and commits up to there.
    fn count_copies(&mut self, turn: &mut Turn) {
        let Role::Leader(leader) = &mut self.role else { return };
        let last = turn.disk.log.last_index();
        let own = &mut leader.progress[turn.cx.me().index()];
        (own.next, own.matched) = (last + 1, last);
        let matched = |node: NodeId| leader.progress[node.index()].matched;
        let index = self.config.reached(turn.raft, &leader.ranking, &matched);
        if index <= self.commit {
            return;
        }
        // An entry of an earlier term may be on a majority and yet be overwritten (Figure 8);
        // it is safe only under an entry of the leader's own term.
        let own = turn.disk.log.holds(index, turn.disk.term);
        if own || !turn.raft.current_term_commit {
            leader.rank(turn.cx.me());
            turn.cx.note(commit_note(turn, self.commit + 1, index));
            self.commit_up_to(turn, index);
            self.on_config_committed(turn);
        }
    }

    /// Sends a follower so many entries from its next on; what was sent and is not answered yet
    /// is among them, which does no harm. Where they are gone it gets the snapshot.
    pub(super) fn append_to(&mut self, turn: &mut Turn, peer: NodeId, most: usize) {
        let Role::Leader(leader) = &mut self.role else { return };
        let progress = &mut leader.progress[peer.index()];
        let numbered = turn.raft.numbers_rounds();
        let round = Round {
            number: leader.round,
            sent: turn.cx.now(),
            serial: progress.serial,
            span: progress.took,
            every: leader.every,
        };
        let (log, term) = (&turn.disk.log, turn.disk.term);
        let base = log.base().index;
        let mut prev_index = progress.next - 1;
        if prev_index < base && progress.installing {
            if most > 0 {
                return;
            }
            // Everybody has what is before the first entry.
            prev_index = 0;
        } else if prev_index < base && progress.sent >= base {
            // It was sent what is gone now, and has it if all goes well. It will say if not.
            progress.next = base + 1;
            prev_index = base;
        } else if prev_index < base {
            progress.installing = true;
            progress.sent = base;
            let Some(snapshot) = turn.disk.snapshot.clone() else { return };
            turn.cx.send(peer, Message::InstallSnapshot { term, snapshot });
            return;
        }
        let entries = if most == 0 { Vec::new() } else { log.from(prev_index + 1, most).to_vec() };
        progress.sent = progress.sent.max(prev_index + entries.len() as Index);
        progress.serial += u64::from(numbered);
        let message = Message::AppendEntries {
            term,
            prev_index,
            prev_term: log.term(prev_index).unwrap_or(0),
            commit: self.commit,
            entries,
            round: Rider(numbered.then_some(round).map(Box::new)),
        };
        turn.cx.send(peer, message);
    }

    /// Whether this term's part of the log holds the command already. One of an earlier term
    /// does not count: it may wait for ever, and a second copy of the command, which is applied
    /// only once, is what commits it.
    fn is_under_way(&self, turn: &Turn, command: &Command) -> bool {
        let waiting = turn.disk.log.from(self.applied + 1, usize::MAX);
        waiting
            .iter()
            .rev()
            .take_while(|it| it.term == turn.disk.term)
            .any(|it| (it.command.session, it.command.serial) == (command.session, command.serial))
    }
}

/// `commits 3: x=1`, `commits 3 to 5`.
fn commit_note(turn: &Turn, first: Index, last: Index) -> String {
    match turn.disk.log.entry(last) {
        Some(entry) if first == last => format!("commits {last}: {}", entry.command.op),
        _ => format!("commits {first} to {last}"),
    }
}
