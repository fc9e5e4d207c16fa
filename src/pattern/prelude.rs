//! What almost every pattern names: `use crate::prelude::*;`.

pub use crate::declare::{
    Arrangement, Check, Cluster, Info, InputSpec, Outline, ParamSpec, Promise, Property, Role,
    Room, Safeguard, Tone,
};
pub use crate::fault::Fault;
pub use crate::kit::{
    charts, choices, inputs, kinds, messages, metrics, ms, params, percent, properties, roles,
    secs, states, timers,
};
pub use crate::view::{MessageView, NodeView};
pub use crate::{Cx, Pattern};
pub use kernel::action::Ppm;
pub use kernel::ids::NodeId;
pub use kernel::time::{Span, Time};
pub use kernel::verdicts::Verdict;
