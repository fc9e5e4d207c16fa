//! A server: what it keeps, how its role changes, and what it does as a follower. Elections are
//! in `election`, the leader's work in `leader`, commands given to the server itself in
//! `proposal`. Knows no network and no clock but its timers.

use super::leader::Leader;
use super::log::{Entry, Index, Term};
use super::machine::{Machine, Op};
use super::message::{AppendResult, ByTransfer, Message, Reply, Round};
use super::proposal::Proposal;
use super::quorum::{Config, Servers};
use super::tuning::Tuning;
use super::{Disk, Input, LEASE, Raft, Timer};
use kernel::ids::NodeId;
use kernel::time::Span;
use pattern::Cx;

/// What a server loses when it crashes; its term, vote and log are on its [`Disk`].
#[derive(Clone, Debug, Hash)]
pub struct Server {
    /// What it is at the moment, with what only that role needs.
    pub role: Role,
    /// Whether it has heard from the leader within the minimum election timeout. Kept only where
    /// something rests on it ([`Raft::watches_silence`]).
    pub hears: bool,
    /// Who decides, as far as this server knows: the latest configuration in its log.
    pub config: Config,
    /// Where that stands in its log; 0 if it is the one of the start.
    pub config_index: Index,
    /// What it has measured of its leader's messages, where timeouts are tuned by that.
    pub tuning: Tuning,
    /// The highest index it knows to be committed.
    pub commit: Index,
    /// The highest index it has applied.
    pub applied: Index,
    /// The state machine after the entries up to that index.
    pub machine: Machine,
    /// The commands that were given to this server and are not answered yet.
    pub proposals: Vec<Proposal>,
}

/// A server's role.
#[derive(Clone, Debug, Hash)]
pub enum Role {
    /// Answers leaders and candidates; knows the leader once it has heard from it.
    Follower(Option<NodeId>),
    /// Asks whether it could win an election before it stands for one; who has said yes.
    PreCandidate(Servers),
    /// Collects votes for itself; and whether the leader has asked it to.
    Candidate(Servers, ByTransfer),
    /// Replicates its log.
    Leader(Box<Leader>),
}

/// One event's handling: the parameters, the disk, and the way out.
pub struct Turn<'a, 'w> {
    /// The parameters.
    pub raft: &'a Raft,
    /// The machine's disk.
    pub disk: &'a mut Disk,
    /// The world.
    pub cx: &'a mut Cx<'w, Raft>,
}

impl Server {
    /// Starts a server with what its disk holds. It begins as a follower, whatever it was.
    pub fn boot(turn: &mut Turn) -> Server {
        if !turn.raft.durable_vote {
            // As if they had never been written.
            turn.disk.term = 0;
            turn.disk.vote = None;
        }
        // What is in the snapshot has been applied.
        let base = turn.disk.log.base().index;
        let machine = turn.disk.snapshot.as_ref().map(|it| it.machine.clone());
        let mut server = Server {
            role: Role::Follower(None),
            hears: false,
            config: turn.raft.first_config(),
            config_index: 0,
            tuning: Tuning::default(),
            commit: base,
            applied: base,
            machine: machine.unwrap_or_default(),
            proposals: Vec::new(),
        };
        server.refresh_config(turn);
        if turn.raft.reads == LEASE && turn.disk.term > 0 {
            // It may have promised a leader to wait, and have forgotten that in a crash.
            server.hear(turn);
        }
        server.restart_election_timeout(turn);
        server
    }

    /// All servers that this one has to do with, but for itself.
    pub(super) fn peers(&self, me: NodeId) -> impl Iterator<Item = NodeId> + use<> {
        let candidates = match &self.role {
            Role::Leader(leader) => leader.candidates.unwrap_or_default(),
            Role::Follower(_) | Role::PreCandidate(_) | Role::Candidate(..) => Servers::default(),
        };
        self.config.voters().or(candidates).iter().filter(move |peer| *peer != me)
    }

    /// Starts the election timeout anew, with a length drawn from the range: servers that time
    /// out at different moments seldom split the vote (5.2).
    pub(super) fn restart_election_timeout(&mut self, turn: &mut Turn) {
        let (low, high) = turn.raft.timeouts(&self.tuning);
        let timeout = turn.cx.rng().between(low, high);
        turn.cx.set_timer(Timer::Election, timeout);
    }

    /// A message arrives.
    pub fn on_message(&mut self, turn: &mut Turn, from: NodeId, message: Message) {
        self.compact(turn);
        if self.disregards(turn, &message) {
            return;
        }
        if let Some(term) = message.term()
            && term > turn.disk.term
        {
            self.adopt(turn, term);
        }
        match message {
            Message::PreVote { term, last_index, last_term } => {
                self.on_pre_vote(turn, from, term, (last_term, last_index));
            }
            Message::PreVoteResponse { asked, granted, .. } => {
                self.on_pre_vote_response(turn, from, asked, granted);
            }
            Message::RequestVote { term, last_index, last_term, .. } => {
                self.on_request_vote(turn, from, term, (last_term, last_index));
            }
            Message::RequestVoteResponse { term, granted } => {
                self.on_vote(turn, from, term, granted);
            }
            Message::AppendEntries { term, prev_index, prev_term, commit, entries, round } => {
                let mut round = round;
                let result = if term < turn.disk.term {
                    AppendResult::Deposed
                } else {
                    self.measure(turn, from, round.0.as_deref_mut());
                    self.follow(turn, from);
                    self.append(turn, prev_index, prev_term, commit, &entries)
                };
                let term = turn.disk.term;
                turn.cx.send(from, Message::AppendEntriesResponse { term, result, round });
            }
            Message::AppendEntriesResponse { term, result, round } => {
                self.on_append_response(turn, from, term, result, round.0.map(|it| *it));
            }
            Message::InstallSnapshot { term, snapshot } => {
                self.on_install_snapshot(turn, from, term, snapshot);
            }
            Message::TimeoutNow { term } => self.take_over(turn, term),
            Message::ClientRequest(command) => self.on_client_request(turn, from, command),
            Message::ClientResponse { session, reply, .. } => {
                self.on_reply(turn, session, reply);
            }
        }
    }

    /// A timer expires.
    pub fn on_timer(&mut self, turn: &mut Turn, timer: Timer) {
        self.compact(turn);
        match timer {
            Timer::Election => {
                // The network is not what it was, or the leader is gone.
                self.tuning = Tuning::default();
                self.campaign(turn);
            }
            Timer::Silence => self.hears = false,
            Timer::Heartbeat => self.on_heartbeat_due(turn),
            Timer::Quorum => self.check_quorum(turn),
            Timer::Transfer => self.keep_on(turn),
            Timer::Request(number) => self.give_up(turn, number),
            // Only clients have a workload.
            Timer::Workload => {}
        }
    }

    /// A command is given to this server, or its election timeout is made to expire.
    pub fn on_input(&mut self, turn: &mut Turn, input: &Input) {
        match input {
            Input::Command(op) => self.propose(turn, *op),
            Input::Timeout if matches!(self.role, Role::Leader(_)) => {
                turn.cx.note("leads: it waits for no election timeout");
            }
            Input::Timeout => self.campaign(turn),
            Input::Transfer(to) => self.hand_over(turn, *to),
            Input::Reconfigure(members) => self.reconfigure(turn, *members),
        }
    }

    /// The leader this server knows: itself, or the one it follows.
    pub fn leader(&self, me: NodeId) -> Option<NodeId> {
        match &self.role {
            Role::Leader(_) => Some(me),
            Role::Follower(leader) => *leader,
            Role::PreCandidate(_) | Role::Candidate(..) => None,
        }
    }

    /// Takes over a higher term that it has seen, and forgets what belonged to the old one (5.1).
    fn adopt(&mut self, turn: &mut Turn, term: Term) {
        turn.disk.term = term;
        turn.disk.vote = None;
        if matches!(self.role, Role::Leader(_)) {
            turn.cx.note(format!("steps down: term {term} seen"));
            self.step_down(turn);
        }
        self.role = Role::Follower(None);
    }

    /// Leads no longer, and is a follower who knows no leader.
    pub(super) fn step_down(&mut self, turn: &mut Turn) {
        cancel_timers(turn);
        self.role = Role::Follower(None);
        self.restart_election_timeout(turn);
        self.on_deposed(turn);
    }

    /// Follows the sender of an AppendEntries of the current term: only that term's leader sends
    /// them. A candidate learns here that it has lost. A leader comes here only when majorities
    /// are switched off and its term has another leader.
    pub(super) fn follow(&mut self, turn: &mut Turn, leader: NodeId) {
        if matches!(self.role, Role::Leader(_)) {
            turn.cx.note("gives way to another leader of its own term");
            cancel_timers(turn);
            self.on_deposed(turn);
        }
        self.role = Role::Follower(Some(leader));
        if turn.raft.watches_silence() || self.config_index > 0 {
            // Set first, so that it expires first should the election timeout be as short.
            self.hear(turn);
        }
        self.restart_election_timeout(turn);
    }

    /// Takes in what a leader's message tells of the network, and puts into the answer how often this
    /// server would like to hear from it.
    fn measure(&mut self, turn: &Turn, leader: NodeId, round: Option<&mut Round>) {
        if let Some(round) = round
            && turn.raft.tunes()
        {
            self.tuning.take(leader, round);
            round.span = self.tuning.heartbeat().unwrap_or(Span::ZERO);
        }
    }

    /// For the minimum election timeout nobody else is to be elected.
    fn hear(&mut self, turn: &mut Turn) {
        self.hears = true;
        turn.cx.set_timer(Timer::Silence, turn.raft.timeouts(&self.tuning).0);
    }

    /// Takes in a leader's entries if the consistency check allows it (5.3).
    fn append(
        &mut self,
        turn: &mut Turn,
        prev_index: Index,
        prev_term: Term,
        commit: Index,
        entries: &[Entry],
    ) -> AppendResult {
        let log = &mut turn.disk.log;
        if !turn.raft.log_matching {
            log.merge_unchecked(prev_index, entries);
        } else if !log.holds(prev_index, prev_term) {
            return AppendResult::Rejected { prev_index, conflict: log.conflict(prev_index) };
        } else if let Some(lost) = log.merge(prev_index, entries) {
            let what = if lost.count == 1 { "entry" } else { "entries" };
            turn.cx.note(format!(
                "overwrites {} {what} from index {} (term {})",
                lost.count, lost.from, lost.term
            ));
            self.on_overwritten(turn, lost.from);
            self.refresh_config(turn);
        }
        if entries.iter().any(|it| matches!(it.command.op, Op::Reconfigure(_))) {
            self.refresh_config(turn);
        }
        // Only what this message has vouched for: entries past it may differ from the leader's.
        let index = prev_index + entries.len() as Index;
        self.commit_up_to(turn, commit.min(index));
        AppendResult::Matched { index, entries: entries.len() as u32 }
    }

    /// Raises the commit index and applies what it now covers, in order.
    pub fn commit_up_to(&mut self, turn: &mut Turn, commit: Index) {
        self.commit = self.commit.max(commit);
        while self.applied < self.commit {
            let Some(&Entry { term, command }) = turn.disk.log.entry(self.applied + 1) else {
                break;
            };
            self.applied += 1;
            let answer = self.machine.apply(&command);
            self.on_applied(turn, &command, answer);
            let Some(answer) = answer else { continue };
            // Whoever asked an earlier leader asks again, and is answered then.
            let asked = matches!(self.role, Role::Leader(_)) && term == turn.disk.term;
            let client = command.session.client;
            if asked && client != turn.cx.me() {
                let reply = Reply::Done(answer);
                let (session, serial) = (command.session, command.serial);
                turn.cx.send(client, Message::ClientResponse { session, serial, reply });
            }
        }
    }
}

/// Cancels what only a leader waits for.
fn cancel_timers(turn: &mut Turn) {
    for timer in [Timer::Heartbeat, Timer::Quorum, Timer::Transfer] {
        turn.cx.cancel_timer(timer);
    }
}
