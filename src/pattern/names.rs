//! The names of a pattern's nodes: the letter of their role and a number.

use kernel::ids::{Names, NodeId};

use crate::declare::Role;

/// A node's name where there are so many nodes of each role; `?` if there is no such node.
pub fn name(roles: &[Role], counts: &[u16], node: NodeId) -> String {
    let mut number = node.0;
    for (role, count) in roles.iter().zip(counts) {
        match number.checked_sub(*count) {
            None => return format!("{}{number}", role.prefix),
            Some(rest) => number = rest,
        }
    }
    "?".into()
}

/// The names of a pattern's nodes: role by role, numbered within each.
#[inline(never)]
pub fn names(roles: &[Role], counts: &[u16]) -> Names {
    let mut names = Vec::new();
    for (role, count) in roles.iter().zip(counts) {
        names.extend((0..*count).map(|n| format!("{}{n}", role.prefix).into()));
    }
    Names(names)
}
