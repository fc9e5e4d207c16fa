//! What a pattern is: the trait that every protocol implements, and the handle through which
//! its handlers act.
//!
//! A handler is a pure state machine: it changes its node and its disk, and everything that
//! leaves the node is an effect pushed into [`Cx`], which the world executes and records with
//! its cause. A pattern knows nothing of the network, of other nodes' state, or of pictures.

use std::borrow::Cow;
use std::fmt::Debug;
use std::hash::Hash;

use crate::declare::{Info, InputSpec, ParamSpec, Property, Safeguard, Tone};
use crate::view::{MessageView, NodeView};
use kernel::history::{Call, Outcome};
use kernel::ids::{NodeId, Numbers, OpId, SpanId};
use kernel::rng::Rng;
use kernel::time::{Span, Time};

/// A distributed-system pattern. `self` is its parameters, constant for a run.
pub trait Pattern: Clone + Default + Send + Sync + 'static {
    /// Its name, roles with their state diagrams, kinds of message and timer, documentation.
    const INFO: &'static Info;
    /// Its parameters; the page makes sliders of them.
    const PARAMS: &'static [ParamSpec<Self>];
    /// The necessary parts that can be switched off, each with the property lost without it.
    const SAFEGUARDS: &'static [Safeguard<Self>];
    /// What it promises, checked after every event.
    const PROPERTIES: &'static [Property<Self>];
    /// The inputs its nodes understand, for the page's menus.
    const INPUTS: &'static [InputSpec];

    // All of these are plain data. Two nodes, disks, timers or audits that hash alike are taken for
    // the same by the exhaustive mode, so that what makes no difference may stay out of the hash.
    /// A node's volatile state; one enum with a variant for each role where roles differ.
    type Node: Clone + Debug + Hash + Send + Sync;
    /// What survives a crash. A write to it is durable when the handler returns.
    type Disk: Clone + Debug + Default + Hash + Send + Sync;
    /// A message. Its hash goes into the run's digest: no `usize`, no floats.
    type Msg: HasKind + Clone + Debug + Hash + Send + Sync;
    /// A timer, named by value: setting one that is already set replaces it.
    type Timer: HasKind + Copy + Ord + Debug + Hash + Send + Sync;
    /// An input, parsed from the scenario's text before the run begins.
    type Input: Clone + Debug + Send + Sync;
    /// What the properties remember of the run so far (a specification's history variables).
    type Audit: Clone + Debug + Default + Hash + Send + Sync;

    /// Whether the parameters make sense together; the sentence says why not.
    fn validate(&self) -> Result<(), String> {
        Ok(())
    }
    /// How many nodes of each role there are, in the order of [`Info::roles`].
    fn topology(&self) -> Vec<u16>;
    /// A node's name, for the words of messages and views: `n0`.
    fn name(&self, node: NodeId) -> String {
        crate::names::name(Self::INFO.roles, &self.topology(), node)
    }
    /// Reads an input; the sentence says what was expected.
    fn parse_input(&self, text: &str) -> Result<Self::Input, String> {
        Err(format!("“{text}” is not an input of this pattern: it has none"))
    }

    /// A node starts, or starts again with what its disk holds.
    fn boot(&self, disk: &mut Self::Disk, cx: &mut Cx<Self>) -> Self::Node;
    /// A message arrives.
    fn on_message(
        &self,
        node: &mut Self::Node,
        disk: &mut Self::Disk,
        from: NodeId,
        msg: Self::Msg,
        cx: &mut Cx<Self>,
    );
    /// A timer expires; it is no longer set.
    fn on_timer(
        &self,
        node: &mut Self::Node,
        disk: &mut Self::Disk,
        timer: Self::Timer,
        cx: &mut Cx<Self>,
    );
    /// The user, or the scenario, asks something of a node.
    fn on_input(
        &self,
        _node: &mut Self::Node,
        _disk: &mut Self::Disk,
        _input: &Self::Input,
        _cx: &mut Cx<Self>,
    ) {
    }

    /// The state of the role's diagram that the node is in, as an index into its states.
    fn state(&self, node: &Self::Node) -> u8;
    /// The kind of a message, as an index into [`Info::messages`].
    fn message_kind(&self, msg: &Self::Msg) -> u8 {
        msg.kind()
    }
    /// The kind of a timer, as an index into [`Info::timers`].
    fn timer_kind(&self, timer: Self::Timer) -> u8 {
        timer.kind()
    }

    /// What to show of a running node.
    fn view(&self, node: &Self::Node, disk: &Self::Disk) -> NodeView;
    /// What to show of a node that is down: its disk.
    fn view_disk(&self, _disk: &Self::Disk) -> NodeView {
        NodeView::default()
    }
    /// What to show of a message, besides its kind, its sender and its receiver.
    fn describe(&self, _msg: &Self::Msg) -> MessageView {
        MessageView::default()
    }
}

/// A message or a timer, which is of one of the kinds that its pattern declares.
pub trait HasKind {
    /// The kind, as an index into [`Info::messages`] or [`Info::timers`].
    fn kind(&self) -> u8;
}

/// For a pattern without timers.
impl HasKind for () {
    fn kind(&self) -> u8 {
        0
    }
}

/// Something that leaves a handler.
#[derive(Clone, Debug)]
pub enum Effect<P: Pattern> {
    /// Sends a message.
    Send(NodeId, P::Msg),
    /// Sets a timer to expire after a span of the node's own clock, replacing the earlier one.
    SetTimer(P::Timer, Span),
    /// Unsets a timer; nothing happens if it is not set.
    CancelTimer(P::Timer),
    /// Says in a few words what happened, for the event list. Not a part of the protocol.
    Note(String),
    /// A request of the automatic workload begins: the input that asks for the same.
    Workload(Cow<'static, str>),
    /// A client's operation begins.
    Invoke(OpId, Call),
    /// A client's operation ends.
    Complete(OpId, Outcome),
    /// A metric has this value now, or counts that much more.
    Measure(u8, u32),
    /// A span of work begins: its trace, its parent and its name.
    Open(SpanId, u32, Option<SpanId>, String),
    /// A span of work ends, well or badly.
    Close(SpanId, Tone),
}

/// A handler's view of the world around its node, and the only way out of it.
pub struct Cx<'a, P: Pattern> {
    pub(crate) me: NodeId,
    pub(crate) role: u8,
    pub(crate) index: u16,
    pub(crate) peers: &'a [std::ops::Range<u16>],
    pub(crate) now: Time,
    pub(crate) rng: &'a mut Rng,
    pub(crate) numbers: &'a mut Numbers,
    pub(crate) effects: &'a mut Vec<Effect<P>>,
}

impl<P: Pattern> Cx<'_, P> {
    /// The node itself.
    pub fn me(&self) -> NodeId {
        self.me
    }

    /// The node's role, as an index into [`Info::roles`].
    pub fn role(&self) -> u8 {
        self.role
    }

    /// The node's place among the nodes of its role, from 0.
    pub fn index(&self) -> u16 {
        self.index
    }

    /// All nodes of a role, in order.
    pub fn nodes(&self, role: u8) -> impl DoubleEndedIterator<Item = NodeId> + use<P> {
        self.peers[usize::from(role)].clone().map(NodeId)
    }

    /// The node's own clock, which may be wrong. There is no other.
    pub fn now(&self) -> Time {
        self.now
    }

    /// The node's own stream of randomness.
    pub fn rng(&mut self) -> &mut Rng {
        self.rng
    }

    /// Sends a message to another node.
    pub fn send(&mut self, to: NodeId, msg: P::Msg) {
        self.effects.push(Effect::Send(to, msg));
    }

    /// Sets a timer to expire after a span of this node's clock, replacing the earlier one.
    pub fn set_timer(&mut self, timer: P::Timer, after: Span) {
        self.effects.push(Effect::SetTimer(timer, after));
    }

    /// Sets a timer for what comes again after every such span, the first time at a random moment of
    /// the first span, so that many nodes do not all begin at once. Never, if the span is zero; the
    /// moment is drawn all the same, so that this changes nothing else that the node draws.
    pub fn set_staggered(&mut self, timer: P::Timer, every: Span) {
        let first = self.rng.between(Span::ZERO, every);
        if every > Span::ZERO {
            self.set_timer(timer, first);
        }
    }

    /// Sets a timer for what comes again after every such span. Never, if the span is zero.
    pub fn set_every(&mut self, timer: P::Timer, every: Span) {
        if every > Span::ZERO {
            self.set_timer(timer, every);
        }
    }

    /// Unsets a timer, if it is set.
    pub fn cancel_timer(&mut self, timer: P::Timer) {
        self.effects.push(Effect::CancelTimer(timer));
    }

    /// Says in a few words what happened, for the event list.
    pub fn note(&mut self, text: impl Into<String>) {
        self.effects.push(Effect::Note(text.into()));
    }

    /// The node begins a request because its timer says so, and not because it was asked to: see
    /// [`Info::workload`]. The input asks for the same. Nothing is recorded.
    pub fn workload(&mut self, input: impl Into<Cow<'static, str>>) {
        self.effects.push(Effect::Workload(input.into()));
    }

    /// A client's operation begins; its answer is due under the number returned.
    pub fn invoke(&mut self, call: Call) -> OpId {
        let op = OpId(self.numbers.operations);
        self.numbers.operations += 1;
        self.effects.push(Effect::Invoke(op, call));
        op
    }

    /// A client's operation ends.
    pub fn complete(&mut self, op: OpId, outcome: Outcome) {
        self.effects.push(Effect::Complete(op, outcome));
    }

    /// Reports a metric, an index into [`Info::metrics`], for the charts. For a level: when it has
    /// changed; for a count: so many more.
    pub fn measure(&mut self, metric: impl Into<u8>, value: u32) {
        self.effects.push(Effect::Measure(metric.into(), value));
    }

    /// A span of work begins. Its trace and parent are what the node was told in messages.
    pub fn open(&mut self, trace: u32, parent: Option<SpanId>, name: impl Into<String>) -> SpanId {
        let span = SpanId(self.numbers.spans);
        self.numbers.spans += 1;
        self.effects.push(Effect::Open(span, trace, parent, name.into()));
        span
    }

    /// A span of work ends: [`Tone::Good`], or [`Tone::Bad`] if it failed.
    pub fn close(&mut self, span: SpanId, how: Tone) {
        self.effects.push(Effect::Close(span, how));
    }
}
