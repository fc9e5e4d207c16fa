//! What two-phase commit promises: atomic commitment as Babaoglu and Toueg define it (*Understanding
//! Non-Blocking Atomic Commitment*, 1993), AC1 to AC4; that everything is decided once what failed
//! is repaired; and AC5, which it does not promise. Bernstein et al. (7.3) have the same conditions in
//! another order.
//!
//! The checks of what was done read the steps that a node leaves behind after its event, and each
//! remembers what it needs.

use super::participant::{Participant, Stage};
use super::sets::Members;
use super::steps::Step;
use super::{Decision, Part, Tid, TwoPhaseCommit};
use kernel::ids::{NodeId, RecordId};
use kernel::table::Table;
use kernel::time::Span;
use kernel::verdicts::Verdict;
use pattern::declare::{Check, Cluster, Promise, Property};

/// All promises, in the order in which they are shown.
pub const ALL: &[Property<TwoPhaseCommit>] = &[
    Property {
        id: "ac1-agreement",
        name: "AC1: all who decide on a transaction decide the same",
        source: "Babaoglu and Toueg 1993, AC1; Bernstein et al. 1987, 7.3, AC1",
        promise: Promise::Made,
        check: Check::Always(agreement),
    },
    Property {
        id: "ac2-commit-validity",
        name: "AC2: a transaction commits only if all participants have voted Yes",
        source: "Babaoglu and Toueg 1993, AC2; Bernstein et al. 1987, 7.3, AC3",
        promise: Promise::Made,
        check: Check::Always(commit_validity),
    },
    Property {
        id: "ac3-abort-validity",
        name: "AC3: if all vote Yes and nobody fails, nobody aborts",
        source: "Babaoglu and Toueg 1993, AC3; Bernstein et al. 1987, 7.3, AC4",
        promise: Promise::Made,
        check: Check::Always(abort_validity),
    },
    Property {
        id: "ac4-stability",
        name: "AC4: nobody reverses a decision",
        source: "Babaoglu and Toueg 1993, AC4; Bernstein et al. 1987, 7.3, AC2",
        promise: Promise::Made,
        check: Check::Always(stability),
    },
    Property {
        id: "decided",
        name: "Once all failures are repaired, every transaction is decided",
        source: "Bernstein et al. 1987, 7.3, AC5",
        promise: Promise::Made,
        check: Check::Eventually { happened: decided, awaited: doubt, within },
    },
    Property {
        id: "ac5-non-blocking",
        name: "AC5: a participant that runs decides, whoever else has failed",
        source: "Babaoglu and Toueg 1993, AC5; Skeen 1981",
        promise: Promise::Limit(
            "Two-phase commit blocks: who has voted Yes can neither commit nor abort before it \
             hears from somebody who knows the decision.",
        ),
        check: Check::Always(non_blocking),
    },
];

/// What the checks remember of the run.
#[derive(Clone, Debug, Default, Hash)]
pub struct Audit {
    /// AC1: how each transaction was decided first.
    first: Table<Tid, Decided>,
    /// AC2: who takes part in each transaction, and who has voted Yes.
    cast: Table<Tid, Votes>,
    /// AC3: the same, and what excuses an abort.
    excused: Table<Tid, Excuse>,
    /// AC4: how each machine has decided on each transaction.
    own: Table<(Tid, NodeId), Decided>,
}

/// A decision, whose, and the record of it.
#[derive(Clone, Copy, Debug, Hash)]
struct Decided {
    decision: Decision,
    node: NodeId,
    record: RecordId,
}

/// The votes on a transaction.
#[derive(Clone, Copy, Debug, Default, Hash)]
struct Votes {
    members: Members,
    yes: Members,
}

/// The votes on a transaction, and whether there is a reason to abort it.
#[derive(Clone, Copy, Debug, Default, Hash)]
struct Excuse {
    votes: Votes,
    /// Somebody voted No, waited for votes in vain, or crashed.
    excused: bool,
}

impl Votes {
    /// Takes a step into account.
    fn count(&mut self, p: &TwoPhaseCommit, id: NodeId, step: Step) {
        match step {
            Step::Began(_, members) => self.members = members,
            Step::Voted(_, true) => {
                self.yes = p.place(id).map_or(self.yes, |place| self.yes.with(place));
            }
            // These are no votes for it.
            Step::Booted | Step::Voted(_, false) | Step::GaveUp(_) | Step::Decided(..) => {}
        }
    }

    /// Who has not voted Yes.
    fn missing(&self) -> Members {
        self.members.without(self.yes)
    }
}

/// What the event did.
fn steps<'a>(cluster: &'a Cluster<TwoPhaseCommit>, id: NodeId) -> &'a [Step] {
    cluster.node(id).map_or(&[], |node| &node.steps.0)
}

/// AC1, after an event of a machine: what it has decided is what others have.
fn agreement(
    _: &TwoPhaseCommit,
    audit: &mut Audit,
    cluster: &Cluster<TwoPhaseCommit>,
    id: NodeId,
) -> Verdict {
    for step in steps(cluster, id) {
        let Step::Decided(tid, decision) = *step else { continue };
        let record = cluster.record;
        let first = *audit.first.get_or_insert_with(tid, || Decided { decision, node: id, record });
        if first.decision != decision {
            let (name, other) = (cluster.name(id), cluster.name(first.node));
            let (mine, theirs) = (decision.verb(), first.decision.verb());
            let why = format!("{name} decided to {mine} {tid}, {other} had decided to {theirs} it");
            return cluster.suspect_since(why, Some(first.record));
        }
    }
    Ok(())
}

/// AC2, after an event of a machine: if it has decided to commit, all have voted Yes.
fn commit_validity(
    p: &TwoPhaseCommit,
    audit: &mut Audit,
    cluster: &Cluster<TwoPhaseCommit>,
    id: NodeId,
) -> Verdict {
    for step in steps(cluster, id) {
        match *step {
            Step::Began(tid, _) | Step::Voted(tid, true) => {
                audit.cast.get_or_insert_with(tid, Votes::default).count(p, id, *step);
            }
            Step::Decided(tid, Decision::Commit) => {
                let missing = audit.cast.get(&tid).copied().unwrap_or_default().missing();
                if !missing.is_empty() {
                    let (name, without) = (cluster.name(id), p.names(missing));
                    let why = format!("{name} committed {tid} without a Yes from {without}");
                    return cluster.suspect(why);
                }
            }
            // No reason to commit, and no commit.
            Step::Booted | Step::Voted(..) | Step::GaveUp(_) | Step::Decided(..) => {}
        }
    }
    Ok(())
}

/// AC3, after an event of a machine: if it has aborted, somebody voted No, was too late with a
/// vote, or crashed. That is more than AC3 asks for, which also takes a lost message for a failure.
fn abort_validity(
    p: &TwoPhaseCommit,
    audit: &mut Audit,
    cluster: &Cluster<TwoPhaseCommit>,
    id: NodeId,
) -> Verdict {
    let known = &mut audit.excused;
    for step in steps(cluster, id) {
        match *step {
            // Whatever was under way may suffer from the crash before.
            Step::Booted => known.retain(|_, _| false),
            Step::Began(tid, _) | Step::Voted(tid, true) => {
                known.get_or_insert_with(tid, Excuse::default).votes.count(p, id, *step);
            }
            Step::Voted(tid, false) | Step::GaveUp(tid) => {
                known.get_or_insert_with(tid, Excuse::default).excused = true;
            }
            Step::Decided(tid, Decision::Abort) => {
                // One that is not known was under way at a crash.
                let Some(Excuse { votes, excused: false }) = known.get(&tid) else { continue };
                let all = votes.members.count() > 0 && votes.missing().is_empty();
                if all && cluster.ids().all(|id| cluster.node(id).is_some()) {
                    let name = cluster.name(id);
                    let why =
                        format!("{name} aborted {tid}, though all voted Yes and nobody failed");
                    return cluster.suspect(why);
                }
            }
            Step::Decided(_, Decision::Commit) => {}
        }
    }
    Ok(())
}

/// AC4, after an event of a machine: what it has decided before, in this life or an earlier one,
/// it has not decided otherwise.
fn stability(
    _: &TwoPhaseCommit,
    audit: &mut Audit,
    cluster: &Cluster<TwoPhaseCommit>,
    id: NodeId,
) -> Verdict {
    for step in steps(cluster, id) {
        let Step::Decided(tid, decision) = *step else { continue };
        let record = cluster.record;
        let before =
            *audit.own.get_or_insert_with((tid, id), || Decided { decision, node: id, record });
        if before.decision != decision {
            let (name, now) = (cluster.name(id), decision.verb());
            let then = before.decision.verb();
            let why = format!("{name} decided to {now} {tid} after it had decided to {then} it");
            return cluster.suspect_since(why, Some(before.record));
        }
    }
    Ok(())
}

/// AC5, after an event of a participant: it has not asked everybody in vain.
fn non_blocking(
    p: &TwoPhaseCommit,
    _: &mut Audit,
    cluster: &Cluster<TwoPhaseCommit>,
    id: NodeId,
) -> Verdict {
    let Some(participant) = participant(cluster, id) else { return Ok(()) };
    for (tid, job) in participant.open.iter() {
        let Stage::Blocked { undecided } = job.stage else { continue };
        let (name, rows) = (cluster.name(id), job.work.rows);
        let coordinator = cluster.name(p.coordinator(*tid));
        let mut why = format!(
            "{name} has voted Yes on {tid}, keeps {rows} locked, and hears nothing from {coordinator}"
        );
        if !undecided.is_empty() {
            let verb = if undecided.count() == 1 { "does" } else { "do" };
            why += &format!("; {} {verb} not know either", p.names(undecided));
        }
        return cluster.suspect(why);
    }
    Ok(())
}

/// Whether nothing is undecided at any participant that was asked for before the last action.
fn decided(_: &TwoPhaseCommit, _: &Audit, cluster: &Cluster<TwoPhaseCommit>) -> bool {
    undecided(cluster).next().is_none()
}

/// What is undecided.
fn doubt(p: &TwoPhaseCommit, _: &Audit, cluster: &Cluster<TwoPhaseCommit>) -> String {
    let mut undecided = undecided(cluster);
    let Some((id, tid)) = undecided.next() else { return String::new() };
    let (name, coordinator) = (cluster.name(id), cluster.name(p.coordinator(tid)));
    match undecided.count() {
        0 => format!("{name} awaits the decision of {coordinator} on {tid}"),
        more => format!("{name} awaits the decision of {coordinator} on {tid}, and {more} more"),
    }
}

/// How long it may take with everything in order: all that waits for one row, one after the other.
fn within(p: &TwoPhaseCommit) -> Span {
    let once = p.vote_timeout.0 + p.lock_timeout.0 + p.decision_timeout.0 * 2;
    Span(once * 2)
}

/// The transactions that count and are not decided, and where.
fn undecided<'a>(
    cluster: &'a Cluster<'a, TwoPhaseCommit>,
) -> impl Iterator<Item = (NodeId, Tid)> + 'a {
    let all = cluster.ids().filter_map(|id| Some((id, participant(cluster, id)?)));
    all.flat_map(|(id, it)| {
        let counted = it.open.iter().filter(|(_, job)| cluster.counts(job.work.op));
        counted.map(move |(tid, _)| (id, *tid))
    })
}

/// The participant that runs there; none if it is down or something else.
fn participant<'a>(cluster: &'a Cluster<TwoPhaseCommit>, id: NodeId) -> Option<&'a Participant> {
    match &cluster.node(id)?.part {
        Part::Participant(participant) => Some(participant),
        Part::Coordinator(_) | Part::Client(_) => None,
    }
}
