//! What almost every pattern names: `use crate::sim::prelude::*;`.

pub use super::action::Ppm;
pub use super::declare::{
    Arrangement, Check, Cluster, Info, InputSpec, Outline, ParamSpec, Promise, Property, Role,
    Room, Safeguard, Tone, Verdict,
};
pub use super::fault::Fault;
pub use super::frame::{MessageView, NodeView};
pub use super::ids::NodeId;
pub use super::kit::{
    charts, choices, inputs, kinds, messages, metrics, ms, params, percent, properties, roles,
    secs, states, timers,
};
pub use super::pattern::{Cx, Pattern};
pub use super::time::{Span, Time};
