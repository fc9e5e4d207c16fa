//! Calling a pattern's handlers: the one way by which events get to nodes, whoever has the nodes
//! and whatever is then done with the effects. Knows no network, no records and no time of its
//! own.

use crate::{Cx, Effect, Pattern};
use kernel::ids::{NodeId, Numbers};
use kernel::plan::Plan;
use kernel::rng::Rng;
use kernel::time::Time;

/// What a handler is called for.
pub enum Event<'a, P: Pattern> {
    /// The node starts.
    Boot,
    /// A message of this sender arrives.
    Message(NodeId, P::Msg),
    /// A timer expires.
    Timer(P::Timer),
    /// The node is asked something.
    Input(&'a P::Input),
}

/// A node and what its handlers may see and change.
pub struct Subject<'a, P: Pattern> {
    /// Which.
    pub id: NodeId,
    /// Its volatile state; none while it is down.
    pub node: &'a mut Option<P::Node>,
    /// Its disk.
    pub disk: &'a mut P::Disk,
    /// What its clock shows.
    pub now: Time,
    /// Its stream of randomness.
    pub rng: &'a mut Rng,
    /// The numbers of the next operation and the next span.
    pub numbers: &'a mut Numbers,
}

/// Lets a node handle an event; what it asks for is added to the effects.
pub fn handle<P: Pattern>(
    pattern: &P,
    plan: &Plan,
    subject: Subject<P>,
    event: Event<P>,
    effects: &mut Vec<Effect<P>>,
) {
    let Subject { id, node, disk, now, rng, numbers } = subject;
    let role = plan.roles[id.index()];
    let index = id.0 - plan.ranges[usize::from(role)].start;
    let mut cx = Cx { me: id, role, index, peers: &plan.ranges, now, rng, numbers, effects };
    match (event, node) {
        (Event::Boot, node) => *node = Some(pattern.boot(disk, &mut cx)),
        (Event::Message(from, msg), Some(node)) => {
            pattern.on_message(node, disk, from, msg, &mut cx);
        }
        (Event::Timer(timer), Some(node)) => pattern.on_timer(node, disk, timer, &mut cx),
        (Event::Input(input), Some(node)) => pattern.on_input(node, disk, input, &mut cx),
        // A node that is down handles nothing; nobody calls this for one.
        (Event::Message(..) | Event::Timer(_) | Event::Input(_), None) => {}
    }
}
