//! Writing what is shown of nodes and messages: each method is compiled once, whatever is written.

use std::fmt::Display;

use super::frame::{Badge, Field, MessageView, NodeView};
use super::widget::Widget;

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
