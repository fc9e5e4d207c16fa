//! What is shown of a node: whom it follows, and what its elections have cost.

use super::Bully;
use super::node::{Node, Role};
use pattern::Pattern;
use pattern::view::{Badge, Field, NodeView};

/// A running node.
pub fn node(bully: &Bully, node: &Node) -> NodeView {
    let mut view = NodeView::default();
    if let Role::Follower(leader) = node.role {
        let leader = leader.map_or("nobody".into(), |leader| bully.name(leader));
        if leader != "nobody" {
            let meaning = format!("follows {leader}");
            view.badges.push(Badge { text: format!("→{leader}"), meaning });
        }
        view.fields.push(Field::new("follows", leader));
    }
    view.fields.push(Field::new("messages about elections sent", node.sent));
    view
}
