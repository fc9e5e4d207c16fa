//! What a saga guarantees: Garcia-Molina and Salem's "either the sequence T1, T2, … Tn or the sequence
//! T1, T2, … Tj, Cj, … C2, C1" (section 2), taken apart into what can be checked after every event;
//! that every saga ends; and what it does not guarantee, isolation.
//!
//! The checks read the steps that a node leaves behind after its event, and each remembers what it
//! needs.

use super::client::in_words;
use super::{Saga, SagaOrchestration};
use kernel::ids::{OpId, RecordId};
use kernel::table::Table;
use pattern::prelude::*;

type Cluster<'a> = pattern::declare::Cluster<'a, SagaOrchestration>;

/// What an event did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// The orchestrator began a saga.
    Began(Saga, OpId),
    /// The orchestrator ended a saga; true if it is completed.
    Ended(Saga, bool),
    /// A service's step has taken effect.
    Executed(Saga),
    /// A service has compensated; true if there was something to undo.
    Compensated(Saga, bool),
    /// A client has looked at a saga, and seen the effects of these steps, as bits.
    Looked(Saga, u8),
}

properties! {
    pub const ALL: [Property<SagaOrchestration>];

    /// A saga that has ended took effect in all of its steps or in none
    "all-or-nothing" from "Garcia-Molina and Salem 1987, section 2": always(all_or_nothing);

    /// No step takes effect twice, and none is compensated twice
    "exactly-once" from "Garcia-Molina and Salem 1987, section 5; Helland 2007":
        always(exactly_once);

    /// A step is compensated only when all after it are
    "reverse-order" from "Garcia-Molina and Salem 1987, section 2": always(reverse_order);

    /// No step takes effect after a compensation of its saga
    "no-late-step" from "Garcia-Molina and Salem 1987, section 2": always(no_late_step);

    /// Every saga ends, completed or compensated
    "ends" from "Garcia-Molina and Salem 1987, sections 5 and 6":
        eventually(first_open, awaited, within);

    /// Nobody sees a saga half done
    "isolation" from "Garcia-Molina and Salem 1987, section 1; Richardson 2018, 4.3":
        always(isolation),
        limitation "Every step commits by itself, and what it did is there for everybody until the \
                    others follow or it is compensated: a saga gives up isolation to hold no locks.";
}

/// What the checks remember of the run.
#[derive(Clone, Debug, Default, Hash)]
pub struct Audit {
    /// The sagas that have begun and have not ended.
    begun: Table<Saga, OpId>,
    /// What each saga has done, for all-or-nothing.
    whole: Table<Saga, Whole>,
    /// How often each step took effect and was undone, for exactly-once.
    counts: Table<(Saga, NodeId), (u8, u8)>,
    /// The steps in effect, as bits, for reverse-order.
    standing: Table<Saga, u8>,
    /// The first compensation of each saga, for no-late-step.
    turned: Table<Saga, RecordId>,
}

/// A saga as a whole.
#[derive(Clone, Copy, Debug, Default, Hash)]
struct Whole {
    /// The steps in effect, as bits.
    there: u8,
    /// Once it has ended, whether it is completed.
    ended: Option<(bool, RecordId)>,
}

/// What the event did. Every check that runs keeps the list of what has not ended; to do so twice
/// changes nothing.
fn steps<'a>(audit: &mut Audit, cluster: &'a Cluster, id: NodeId) -> &'a [Step] {
    let steps = cluster.node(id).map_or(&[][..], |node| &node.steps.0);
    for step in steps {
        match *step {
            Step::Began(saga, op) => drop(audit.begun.insert(saga, op)),
            Step::Ended(saga, _) => drop(audit.begun.remove(&saga)),
            // Neither a beginning nor an end.
            Step::Executed(_) | Step::Compensated(..) | Step::Looked(..) => {}
        }
    }
    steps
}

/// All or nothing, after an event of any machine: what an ended saga has done is all, or nothing.
fn all_or_nothing(
    p: &SagaOrchestration,
    audit: &mut Audit,
    cluster: &Cluster,
    id: NodeId,
) -> Verdict {
    let bit = p.step(id).map_or(0, |step| 1 << step);
    for step in steps(audit, cluster, id) {
        let (saga, record) = (saga(*step), cluster.record);
        let whole = audit.whole.get_or_insert_with(saga, Whole::default);
        match *step {
            Step::Executed(_) => whole.there |= bit,
            Step::Compensated(_, true) => whole.there &= !bit,
            Step::Ended(_, completed) => whole.ended = Some((completed, record)),
            // These change nothing.
            Step::Began(..) | Step::Compensated(_, false) | Step::Looked(..) => continue,
        }
        let Some((completed, ended)) = whole.ended else { continue };
        let should = if completed { (1 << p.length()) - 1 } else { 0 };
        if whole.there != should {
            let there = in_words(p, whole.there);
            let how = if completed { "completed" } else { "compensated" };
            let why = format!("{saga} has ended as {how}, and its effects are: {there}");
            return cluster.suspect_since(why, Some(ended));
        }
    }
    Ok(())
}

/// Exactly once, after an event of a service: it has done nothing a second time.
fn exactly_once(
    p: &SagaOrchestration,
    audit: &mut Audit,
    cluster: &Cluster,
    id: NodeId,
) -> Verdict {
    let Some(place) = p.step(id) else { return Ok(()) };
    for step in steps(audit, cluster, id) {
        let saga = saga(*step);
        let (done, undone) = audit.counts.get_or_insert_with((saga, id), Default::default);
        let service = &p.services()[usize::from(place)];
        let what = match *step {
            Step::Executed(_) if *done > 0 => service.step,
            Step::Compensated(_, true) if *undone > 0 => service.undo,
            Step::Executed(_) => {
                *done = 1;
                continue;
            }
            Step::Compensated(_, true) => {
                *undone = 1;
                continue;
            }
            // These are nobody's effects.
            Step::Compensated(_, false) | Step::Began(..) | Step::Ended(..) | Step::Looked(..) => {
                continue;
            }
        };
        let why = format!("{} had “{what}” of {saga} twice", cluster.name(id));
        return cluster.suspect(why);
    }
    Ok(())
}

/// Reverse order, after an event of a service: what it has compensated was the last step in effect.
fn reverse_order(
    p: &SagaOrchestration,
    audit: &mut Audit,
    cluster: &Cluster,
    id: NodeId,
) -> Verdict {
    let Some(place) = p.step(id) else { return Ok(()) };
    for step in steps(audit, cluster, id) {
        let saga = saga(*step);
        let standing = audit.standing.get_or_insert_with(saga, || 0);
        match *step {
            Step::Executed(_) => *standing |= 1 << place,
            Step::Compensated(_, undone) => {
                *standing &= !(1 << place);
                let later = *standing >> place << place;
                if undone && later != 0 {
                    let (name, later) = (cluster.name(id), in_words(p, later));
                    let why = format!("{name} compensated {saga} while these stand: {later}");
                    return cluster.suspect(why);
                }
            }
            // Not at services.
            Step::Began(..) | Step::Ended(..) | Step::Looked(..) => {}
        }
    }
    Ok(())
}

/// No late step, after an event of a service: what has taken effect is of no saga that was turned
/// back.
fn no_late_step(
    _: &SagaOrchestration,
    audit: &mut Audit,
    cluster: &Cluster,
    id: NodeId,
) -> Verdict {
    for step in steps(audit, cluster, id) {
        match *step {
            Step::Compensated(saga, _) => {
                audit.turned.get_or_insert_with(saga, || cluster.record);
            }
            Step::Executed(saga) => {
                if let Some(turned) = audit.turned.get(&saga) {
                    let name = cluster.name(id);
                    let why = format!("{name} took its step of {saga}, which is being compensated");
                    return cluster.suspect_since(why, Some(*turned));
                }
            }
            // These are nobody's effects.
            Step::Began(..) | Step::Ended(..) | Step::Looked(..) => {}
        }
    }
    Ok(())
}

/// Isolation, after an event of a client: what it has seen of a saga is all of it, or nothing.
fn isolation(p: &SagaOrchestration, audit: &mut Audit, cluster: &Cluster, id: NodeId) -> Verdict {
    for step in steps(audit, cluster, id) {
        let Step::Looked(saga, there) = *step else { continue };
        let all = (1 << p.length()) - 1;
        if there != 0 && there != all {
            let (name, seen, not) =
                (cluster.name(id), in_words(p, there), in_words(p, all & !there));
            let why = format!("{name} sees {saga} half done: {seen}, but not {not}");
            return cluster.suspect(why);
        }
    }
    Ok(())
}

/// A saga that has not ended, what it has done, and how many others have not.
fn first_open(
    _: &SagaOrchestration,
    audit: &Audit,
    cluster: &Cluster,
) -> Option<(Saga, u8, usize)> {
    let mut open = open(audit, cluster);
    let saga = open.next()?;
    let there = audit.whole.get(&saga).map(|whole| whole.there).unwrap_or_default();
    Some((saga, there, open.count()))
}

fn awaited(p: &SagaOrchestration, _: &Cluster, (saga, there, more): (Saga, u8, usize)) -> String {
    let effects = in_words(p, there);
    match more {
        0 => format!("{saga} has not ended, and its effects are: {effects}"),
        more => format!("{saga} has not ended, its effects are: {effects}; and {more} more"),
    }
}

/// How long it may take with everything in order: each step and each compensation once, one timeout
/// that is still running, and compensations that fail once.
fn within(p: &SagaOrchestration) -> Span {
    (p.step_timeout + p.service_time.1) * (3 * u64::from(p.length()) + 2)
}

/// The sagas that have begun and have not ended, among those that count. An end is known by the
/// orchestrator itself, and is in its log.
fn open<'a>(audit: &'a Audit, cluster: &'a Cluster<'a>) -> impl Iterator<Item = Saga> + 'a {
    let open = audit.begun.iter();
    open.filter(|(_, op)| cluster.counts(*op)).map(|(saga, _)| *saga)
}

/// The saga that a step is of.
fn saga(step: Step) -> Saga {
    match step {
        Step::Began(saga, _)
        | Step::Ended(saga, _)
        | Step::Executed(saga)
        | Step::Compensated(saga, _)
        | Step::Looked(saga, _) => saga,
    }
}
