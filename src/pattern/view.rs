//! What a pattern shows of a node and of a message, as plain data: words for the inspector, badges, widgets.
//! The methods that write it are compiled once, whatever is written. How it looks is not said here.

use std::fmt::Display;

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
#[derive(Clone, Debug, Default, PartialEq)]
pub struct MessageView {
    /// One short line, without the kind's name: `term 2, log 2@1`.
    pub label: String,
    /// Every field by name.
    pub fields: Vec<Field>,
}

impl NodeView {
    /// Adds a few characters at the node, and what they mean.
    pub fn badge(&mut self, text: impl Display, meaning: impl Display) {
        self.badges.push(Badge { text: written(&text), meaning: written(&meaning) });
    }

    /// Adds a variable and its value. A value of several parts is a `format_args!`.
    pub fn field(&mut self, name: &'static str, value: impl Display) {
        add(&mut self.fields, name, &value);
    }

    /// Adds something drawn below the node.
    pub fn widget(&mut self, widget: impl Into<Widget>) {
        self.widgets.push(widget.into());
    }
}

impl MessageView {
    /// What one short line says of a message.
    pub fn labelled(label: impl Display) -> MessageView {
        MessageView { label: written(&label), fields: Vec::new() }
    }

    /// Adds a variable and its value.
    pub fn field(&mut self, name: &'static str, value: impl Display) {
        add(&mut self.fields, name, &value);
    }
}

#[inline(never)]
fn written(value: &dyn Display) -> String {
    value.to_string()
}

#[inline(never)]
fn add(fields: &mut Vec<Field>, name: &'static str, value: &dyn Display) {
    fields.push(Field { name, value: written(value) });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn views_hold_what_was_written() {
        let mut view = NodeView::default();
        view.badge("t 2", format_args!("term {}", 2));
        view.field("votes", 3);
        assert_eq!(view.badges, [Badge { text: "t 2".into(), meaning: "term 2".into() }]);
        assert_eq!(view.fields, [Field::new("votes", 3)]);
        let mut message = MessageView::labelled(format_args!("call {}", 7));
        message.field("call", 7);
        assert_eq!((message.label.as_str(), message.fields.len()), ("call 7", 1));
    }
}
