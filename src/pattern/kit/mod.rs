//! Macros with which a pattern declares what it is, each thing once.
//!
//! A doc comment on a parameter, a kind of message, a chart or an input is also the help that the
//! page and the command line show: write it for a user. Nothing is numbered by hand: kinds, states,
//! metrics and roles are numbered in the order in which they are declared. Records and links hold
//! these numbers, so append to a list and do not reorder it.
//!
//! | Macro | Makes |
//! |---|---|
//! | [`params!`] | the struct of parameters and safeguards, its `Default`, `PARAMS`, `SAFEGUARDS` |
//! | [`choices!`] | an enum that a parameter can hold, with the words for it |
//! | [`roles!`] | a constant for each role, and `ROLES` |
//! | [`states!`] | an enum of states, and its `DIAGRAM` |
//! | [`messages!`] | the enum of messages and an enum of their kinds, one kind for each message |
//! | [`kinds!`] | an enum of kinds for messages that are declared by hand |
//! | [`timers!`] | the enum of timers |
//! | [`metrics!`] | an enum of metrics |
//! | [`charts!`] | a list of charts, by the names of kinds and metrics |
//! | [`properties!`] | a list of properties |
//! | [`inputs!`] | an enum of inputs that are words, and how they are read |
//!
//! `src/patterns/bully` uses most of them. Knows no pattern.

mod findings;
mod params;
mod protocol;

use std::ops::RangeInclusive;

use crate::value::ParamKind;
use kernel::action::Ppm;
use kernel::time::Span;

/// What the macros name, wherever it lies.
#[doc(hidden)]
pub mod parts {
    pub use crate::HasKind;
    pub use crate::declare::{
        Chart, Check, Diagram, Edge, Form, Glyph, InputSpec, MessageKind, Metric, ParamSpec,
        Promise, Property, Role, Safeguard, Series, Source, State, TimerKind, Tone,
    };
    pub use crate::value::{Choice, ParamKind, Slot};
}

/// So many milliseconds.
pub const fn ms(n: u64) -> Span {
    Span::millis(n)
}

/// So many seconds.
pub const fn secs(n: u64) -> Span {
    Span::secs(n)
}

/// So many in a hundred.
pub const fn percent(n: u32) -> Ppm {
    Ppm(n * 10_000)
}

/// A doc comment without the blank after its slashes.
#[doc(hidden)]
pub const fn help(comment: &'static str) -> &'static str {
    comment.trim_ascii()
}

/// Counts within bounds, both included.
#[doc(hidden)]
pub const fn counts(bounds: RangeInclusive<u64>) -> ParamKind {
    ParamKind::Count(*bounds.start(), *bounds.end())
}

/// Lengths of time within bounds, both included.
#[doc(hidden)]
pub const fn spans(bounds: RangeInclusive<Span>) -> ParamKind {
    ParamKind::Span(*bounds.start(), *bounds.end())
}

/// Ranges of time within bounds, both included.
#[doc(hidden)]
pub const fn ranges(bounds: RangeInclusive<Span>) -> ParamKind {
    ParamKind::Range(*bounds.start(), *bounds.end())
}

/// Which of these inputs the text is; the sentence says which there are.
#[doc(hidden)]
pub fn input(text: &str, known: &[parts::InputSpec]) -> Result<usize, String> {
    let found = known.iter().position(|input| input.example == text);
    found.ok_or_else(|| {
        let words: Vec<&str> = known.iter().map(|input| input.example).collect();
        format!("“{text}” is not an input of this pattern: write {}", words.join(" or "))
    })
}

// So that they can be named beside everything else that a pattern is declared with.
pub use crate::{
    charts, choices, inputs, kinds, messages, metrics, params, properties, roles, states, timers,
};
