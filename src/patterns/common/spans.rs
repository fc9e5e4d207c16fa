//! The trace of a client's request: a span for the request, below it one for every attempt and every
//! wait, and below an attempt the server's work on it.
//!
//! Spans change nothing in a protocol, so they are left out of the hash of whoever carries them.
//! With many clients only those that are sampled trace: for the others everything here does nothing.

use std::fmt::Display;

use super::unhashed::Unhashed;
use kernel::ids::SpanId;
use pattern::declare::Tone;
use pattern::{Cx, Pattern};

/// The spans of a request that are open at its client: it travels with the request.
pub type Spans = Unhashed<Open>;

/// What a message tells the server of its sender's spans, and the server's span while it works.
pub type Context = Unhashed<Parent>;

/// The spans that are open at a client.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Open {
    trace: u32,
    request: Option<SpanId>,
    step: Option<SpanId>,
}

/// A span under which others begin.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Parent {
    trace: u32,
    span: Option<SpanId>,
}

impl Spans {
    /// A request begins, as the first span of a trace; nothing is traced without a trace.
    pub fn begin<P: Pattern>(cx: &mut Cx<P>, trace: Option<u32>, name: impl Display) -> Spans {
        let Some(trace) = trace else { return Spans::default() };
        let request = cx.open(trace, None, name.to_string());
        Unhashed(Open { trace, request: Some(request), step: None })
    }

    /// An attempt or a wait begins.
    pub fn step<P: Pattern>(&mut self, cx: &mut Cx<P>, name: impl Display) {
        let Open { trace, request, .. } = self.0;
        if request.is_some() {
            self.0.step = Some(cx.open(trace, request, name.to_string()));
        }
    }

    /// The attempt or the wait ends, if there is one.
    pub fn end_step<P: Pattern>(&mut self, cx: &mut Cx<P>, how: Tone) {
        if let Some(step) = self.0.step.take() {
            cx.close(step, how);
        }
    }

    /// The request ends, after its last step.
    pub fn end<P: Pattern>(&mut self, cx: &mut Cx<P>, how: Tone) {
        self.end_step(cx, how);
        if let Some(request) = self.0.request.take() {
            cx.close(request, how);
        }
    }

    /// What the server is told.
    pub fn context(&self) -> Context {
        Unhashed(Parent { trace: self.0.trace, span: self.0.step })
    }
}

impl Context {
    /// A trace begins, with a span under which all others are opened.
    pub fn begin<P: Pattern>(cx: &mut Cx<P>, trace: u32, name: impl Display) -> Context {
        Unhashed(Parent { trace, span: Some(cx.open(trace, None, name.to_string())) })
    }

    /// The server begins to work on what it was sent with this.
    pub fn open<P: Pattern>(self, cx: &mut Cx<P>, name: &str) -> Context {
        let Parent { trace, span } = self.0;
        Unhashed(Parent { trace, span: span.map(|parent| cx.open(trace, Some(parent), name)) })
    }

    /// The server's work ends.
    pub fn close<P: Pattern>(self, cx: &mut Cx<P>, how: Tone) {
        if let Some(span) = self.0.span {
            cx.close(span, how);
        }
    }
}
