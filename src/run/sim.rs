//! A run without its pattern's types: all that the page, the command line and the search see.

use std::ops::Range;

use crate::frame::{Frame, NodeFrame};
use crate::reading::Reading;
use kernel::action::Timed;
use kernel::history::{Operation, WorkloadRequest};
use kernel::ids::{MessageId, Names, NodeId, RecordId};
use kernel::narrate::Line;
use kernel::record::Record;
use kernel::span::Work;
use kernel::time::Time;
use pattern::declare::Info;
use pattern::view::MessageView;

/// A run of a pattern, with a cursor that can be moved to any of its moments.
///
/// The run itself is decided by its setup: moving the cursor only computes more of it.
pub trait Sim {
    /// What the pattern declares.
    fn info(&self) -> &'static Info;
    /// The nodes' names.
    fn names(&self) -> &Names;
    /// The nodes' roles, by id.
    fn roles(&self) -> &[u8];
    /// The actions of the run, in order of time.
    fn actions(&self) -> &[Timed];

    /// The cursor's time.
    fn now(&self) -> Time;
    /// How many records lie behind the cursor.
    fn position(&self) -> u32;
    /// The time of the next event or action after the cursor, if there will be one.
    fn next_at(&self) -> Option<Time>;
    /// Moves the cursor past the next event or action; false if there is none, or if the run has
    /// reached its limit of records.
    fn step(&mut self) -> bool;
    /// Moves the cursor to before the event or action it has last passed; false at the start.
    fn step_back(&mut self) -> bool;
    /// Moves the cursor to a time, past all events and actions of that time.
    /// It stops short where the run reaches its limit of records, and says why.
    fn seek(&mut self, to: Time) -> Result<(), String>;
    /// Moves the cursor towards a time like [`Sim::seek`], by this many records and the rest of an
    /// event at most. False if it is still on its way: then it is at a moment in between.
    fn seek_some(&mut self, to: Time, records: u32) -> Result<bool, String>;
    /// Computes what comes after the cursor, up to a time or this many records, and leaves the
    /// cursor where it is. Up to when the run is known by that.
    fn look_ahead(&mut self, to: Time, records: u32) -> Time;
    /// Replaces the actions. The cursor stays at its time; what can differ from there on, or
    /// before, is computed anew. The sentence says what is wrong with an action.
    fn set_actions(&mut self, actions: Vec<Timed>) -> Result<(), String>;

    /// The moment at the cursor.
    fn frame(&self) -> Frame;
    /// Everything about a node at the cursor, also where the frame leaves details out.
    fn node(&self, id: NodeId) -> NodeFrame;
    /// The same as it was before the event that begins with a record.
    fn node_before(&self, id: NodeId, record: RecordId) -> NodeFrame;
    /// The digest of the records behind the cursor.
    fn digest(&self) -> u64;
    /// All records computed so far, those after the cursor included.
    fn records(&self) -> &[Record];
    /// The words for a range of records.
    fn lines(&mut self, range: Range<u32>) -> Vec<Line>;
    /// A walk that tells the lines from a record on, in portions, and leaves the run as it is.
    fn reading(&self, from: u32) -> Reading;
    /// The words for a message in flight.
    fn message(&self, id: MessageId) -> Option<MessageView>;
    /// What handlers said, by the number in [`kernel::record::What::Noted`].
    fn notes(&self) -> &[String];
    /// The requests computed so far that nodes made by themselves.
    fn workload(&self) -> &[WorkloadRequest];
    /// The clients' operations computed so far.
    fn history(&self) -> &[Operation];
    /// The spans of work begun so far, by id.
    fn spans(&self) -> &[Work];
    /// A second run with the same past, present and future.
    fn fork(&self) -> Box<dyn Sim>;
}
