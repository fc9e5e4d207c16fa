//! Commands for two scenarios side by side.

use compare::Side;
use scenario::{Course, Scenario};
use std::rc::Rc;

/// What is to stand beside the scenario that is shown.
#[derive(Clone, Debug, PartialEq)]
pub enum With {
    /// The same once more, to do something else to.
    Copy,
    /// The same with one of its safeguards switched.
    Safeguard(&'static str),
    /// The same with a parameter set, as typed: its key, then its value.
    Param(String, String),
    /// Another course of it.
    Branch(Course),
    /// A pattern, by its id, under the same faults.
    Pattern(String),
    /// A link or a scenario, as pasted.
    Text(String),
}

/// What is done with two scenarios side by side.
#[derive(Clone, Debug, PartialEq)]
pub enum ComparisonCommand {
    /// Opens or closes the box in which the other scenario is chosen.
    Choose(bool),
    /// Puts a scenario beside the one that is shown.
    Open(With),
    /// Begins a story, and puts it beside itself with all safeguards on.
    Contrast(Rc<Scenario>),
    /// Has faults go to both sides, or to one.
    Both(bool),
    /// Moves to where the two part.
    ToParting,
    /// Goes on with one of the two alone.
    Keep(Side),
    /// Goes back to both.
    Return,
}
