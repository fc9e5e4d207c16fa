//! What of a call is traced: a span for the call, below it one for every attempt and every wait,
//! and below an attempt the server's work on it.
//!
//! The calls of the first clients only are traced, as a tracer samples: a thousand clients would fill
//! the run with spans that nobody reads. Spans change nothing in the protocol, so they are left out
//! of the hash of whoever carries them.

use std::hash::{Hash, Hasher};

use super::Retry;
use kernel::ids::{OpId, SpanId};
use pattern::Cx;
use pattern::declare::Tone;

/// The spans of a call that are open at its client.
#[derive(Clone, Copy, Debug, Default)]
pub struct Spans {
    trace: u32,
    call: Option<SpanId>,
    step: Option<SpanId>,
}

/// What a message tells the server of its sender's spans, and the server's span while it works.
#[derive(Clone, Copy, Debug, Default)]
pub struct Context {
    trace: u32,
    span: Option<SpanId>,
}

/// How many clients are traced.
const SAMPLED: u16 = 8;

impl Spans {
    /// A call begins.
    pub fn begin(cx: &mut Cx<Retry>, op: OpId, number: u32) -> Spans {
        if cx.index() >= SAMPLED {
            return Spans::default();
        }
        let call = cx.open(op.0, None, format!("call {number}"));
        Spans { trace: op.0, call: Some(call), step: None }
    }

    /// An attempt or a wait begins.
    pub fn step(&mut self, cx: &mut Cx<Retry>, name: impl FnOnce() -> String) {
        if self.call.is_some() {
            self.step = Some(cx.open(self.trace, self.call, name()));
        }
    }

    /// The attempt or the wait ends.
    pub fn end_step(&mut self, cx: &mut Cx<Retry>, how: Tone) {
        if let Some(step) = self.step.take() {
            cx.close(step, how);
        }
    }

    /// The call ends.
    pub fn end(&mut self, cx: &mut Cx<Retry>, how: Tone) {
        if let Some(call) = self.call.take() {
            cx.close(call, how);
        }
    }

    /// What the server is told.
    pub fn context(&self) -> Context {
        Context { trace: self.trace, span: self.step }
    }
}

impl Context {
    /// The server begins to work on what it was sent with this.
    pub fn open(self, cx: &mut Cx<Retry>) -> Context {
        let span = self.span.map(|parent| cx.open(self.trace, Some(parent), "serve"));
        Context { span, ..self }
    }

    /// The server's work ends.
    pub fn close(self, cx: &mut Cx<Retry>, how: Tone) {
        if let Some(span) = self.span {
            cx.close(span, how);
        }
    }
}

impl Hash for Spans {
    fn hash<H: Hasher>(&self, _: &mut H) {}
}

impl Hash for Context {
    fn hash<H: Hasher>(&self, _: &mut H) {}
}
