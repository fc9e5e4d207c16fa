//! What a pattern shows of a node and of a message, as plain data: words for the inspector, badges, widgets.
//! How that looks is not said here.

use crate::widget::Widget;

/// What a pattern shows of a node.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct NodeView {
    /// Drawn at the node: a term, a balance. At most two, a few characters each.
    pub badges: Vec<Badge>,
    /// For the inspector: every variable by name.
    pub fields: Vec<Field>,
    /// Drawn below the node.
    pub widgets: Vec<Widget>,
}

/// A few characters at a node.
#[derive(Clone, Debug, PartialEq)]
pub struct Badge {
    /// What is shown: `t 2`.
    pub text: String,
    /// What it means, in full: `term 2`.
    pub meaning: String,
}

/// A variable and its value.
#[derive(Clone, Debug, PartialEq)]
pub struct Field {
    /// The variable, in the words of the pattern's literature.
    pub name: &'static str,
    /// Its value.
    pub value: String,
}

impl Field {
    /// A variable and its value.
    pub fn new(name: &'static str, value: impl ToString) -> Field {
        Field { name, value: value.to_string() }
    }
}

/// What a pattern shows of a message.
#[derive(Clone, Debug, PartialEq)]
pub struct MessageView {
    /// One short line, without the kind's name: `term 2, log 2@1`.
    pub label: String,
    /// Every field by name.
    pub fields: Vec<Field>,
}
