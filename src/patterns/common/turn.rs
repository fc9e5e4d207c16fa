//! What the handlers of a node are given, as one argument.
//!
//! A role with a disk of its own takes that part of the pattern's disk: `Turn<Lock, server::Disk>`.
//! A pattern whose handlers need more has a struct of its own with the same first fields.

use pattern::{Cx, Pattern};

/// One event's handling: the parameters, the disk, and the way out.
pub struct Turn<'a, 'w, P: Pattern, D = <P as Pattern>::Disk> {
    /// The parameters.
    pub rules: &'a P,
    /// The node's disk.
    pub disk: &'a mut D,
    /// The world.
    pub cx: &'a mut Cx<'w, P>,
}

impl<'a, 'w, P: Pattern, D> Turn<'a, 'w, P, D> {
    /// The arguments of a handler as one.
    pub fn new(rules: &'a P, disk: &'a mut D, cx: &'a mut Cx<'w, P>) -> Turn<'a, 'w, P, D> {
        Turn { rules, disk, cx }
    }
}
