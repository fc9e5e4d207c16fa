//! The keys of a presentation: those of every remote control, and a few more.

use crate::command::Command;
use crate::command::present::PresentCommand;
use crate::command::press::Press;

/// What a press does while slides are shown, if it is one of theirs.
pub fn command(press: &Press) -> Option<Command> {
    if press.typing || press.control || press.alt {
        return None;
    }
    let act = match (press.key.as_str(), press.shift) {
        // A button that has the focus has a use for them itself.
        (" " | "Enter", _) if press.on_control => return None,
        ("ArrowRight" | "ArrowDown" | "PageDown" | "Enter" | "n", _) | (" ", false) => {
            PresentCommand::Next
        }
        ("ArrowLeft" | "ArrowUp" | "PageUp" | "Backspace", _) | (" ", true) => {
            PresentCommand::Previous
        }
        ("Home", _) => PresentCommand::First,
        ("End", _) => PresentCommand::Last,
        ("o" | "O", _) => PresentCommand::Overview,
        ("p" | "P", _) => PresentCommand::Play,
        ("f" | "F", _) => PresentCommand::FullScreen,
        _ => return None,
    };
    Some(Command::Present(act))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pressed(key: &str, shift: bool) -> Option<PresentCommand> {
        match command(&Press { key: key.into(), shift, ..Press::default() }) {
            Some(Command::Present(act)) => Some(act),
            _ => None,
        }
    }

    #[test]
    fn a_remote_control_leads_through_the_slides() {
        assert_eq!(pressed("PageDown", false), Some(PresentCommand::Next));
        assert_eq!(pressed("PageUp", false), Some(PresentCommand::Previous));
        assert_eq!(pressed(" ", true), Some(PresentCommand::Previous));
    }

    #[test]
    fn what_is_no_key_of_slides_is_the_pages() {
        assert_eq!(pressed("h", false), None);
        let press = Press { key: " ".into(), on_control: true, ..Press::default() };
        assert_eq!(command(&press), None);
    }
}
