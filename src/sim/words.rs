//! The words for actions: how they are written in scenarios and read back.

use super::action::Action;
use super::ids::Names;

/// An action as a scenario has it: `partition n0 n1 | n2 n3 n4`.
pub fn write(_action: &Action, _names: &Names) -> String {
    String::new()
}
