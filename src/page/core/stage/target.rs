//! What a target on the stage is to be selected as.

use crate::command::Selection;
use crate::command::pointer::Target;

/// What a target is to be selected as.
pub fn selection(target: Target) -> Option<Selection> {
    match target {
        Target::Node(id) => Some(Selection::Node(id)),
        Target::Message(id) => Some(Selection::Message(id)),
        Target::Link(a, b) => Some(Selection::Link(a, b)),
        Target::Crowd(index) => Some(Selection::Crowd(index)),
        // They have no menu.
        Target::Fault | Target::Ground => None,
    }
}
