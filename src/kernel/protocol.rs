//! What a world needs of a protocol while it moves: somebody who has the nodes, the messages and
//! the timers, and whose handlers are called.
//!
//! This is the boundary between the kernel, which is compiled once, and the protocols, whose types
//! it does not know. The world says what happens and in which order, and names messages and timers
//! by their places; the protocol has the values and tells the world what its handlers ask for.

use std::any::Any;

use crate::ids::{NodeId, RecordId};
use crate::trace::Scribe;
use crate::world::World;

/// A protocol at work.
pub trait Protocol: Any {
    /// A node handles what the record is about, and its effects are executed.
    fn handle(
        &mut self,
        world: &mut World,
        scribe: &mut Scribe,
        id: NodeId,
        record: RecordId,
        call: Call,
    );
    /// A node crashes: its volatile state and its timers are gone.
    fn stop(&mut self, id: NodeId);
    /// A node's disk is lost.
    fn wipe(&mut self, id: NodeId);
    /// What a message says, in one short line.
    fn label(&self, parcel: Parcel) -> String;
    /// Copies a message, and returns the place of the copy.
    fn copy(&mut self, parcel: Parcel) -> Parcel;
    /// A message will not be handled.
    fn discard(&mut self, parcel: Parcel);
}

/// What a node is called for.
#[derive(Clone, Copy)]
pub enum Call<'a> {
    /// It starts.
    Boot,
    /// A message of this sender arrives.
    Message(NodeId, Parcel),
    /// The timer at this place of the node's table expires.
    Timer(usize),
    /// A user or the scenario asks something of it.
    Input(&'a str),
}

/// The place of a message among those of a protocol.
pub type Parcel = u32;
