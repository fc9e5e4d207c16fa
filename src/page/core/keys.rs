//! The keyboard: which key does what. The list of keys on the page is made from the same table.

use crate::command::Command;
use crate::command::notes::NoteCommand;
use crate::command::panels::{EventsCommand, PanelCommand};
use crate::command::present::PresentCommand;
use crate::command::press::Press;
use crate::command::stage::StageCommand;
use crate::command::timeline::TimelineCommand;
use crate::present::keys;
use kernel::time::Time;

/// A key, what the list of keys says of it, and what it does.
pub struct Key {
    /// The key's values, as the browser names them; any of them does.
    pub keys: &'static [&'static str],
    /// How it is written in the list.
    pub name: &'static str,
    /// What it does, for the list.
    pub help: &'static str,
    /// What it does.
    pub command: fn() -> Command,
}

/// The single keys. They can be switched off, because speech input types letters.
pub const KEYS: &[Key] = &[
    Key { keys: &[" "], name: "Space", help: "Play or pause", command: || Command::TogglePlay },
    Key {
        keys: &[".", "ArrowRight"], name: ".  →", help: "Next event", command: || Command::Step
    },
    Key {
        keys: &[",", "ArrowLeft"],
        name: ",  ←",
        help: "Step back",
        command: || Command::StepBack,
    },
    Key {
        keys: &["n"],
        name: "N",
        help: "Next interesting moment",
        command: || Command::NextMoment,
    },
    Key {
        keys: &["p"],
        name: "P",
        help: "Previous interesting moment",
        command: || Command::PreviousMoment,
    },
    Key {
        keys: &["Home"],
        name: "Home",
        help: "To the start",
        command: || Command::Seek(Time::ZERO),
    },
    Key { keys: &["End"], name: "End", help: "To the end", command: || Command::SeekEnd },
    Key {
        keys: &["d"],
        name: "D",
        help: "Lanes, or the space-time diagram",
        command: || Command::Timeline(TimelineCommand::Toggle),
    },
    Key { keys: &["u"], name: "U", help: "Run until …", command: || Command::OpenUntil(true) },
    Key { keys: &["["], name: "[", help: "Slower", command: || Command::Faster(false) },
    Key { keys: &["]"], name: "]", help: "Faster", command: || Command::Faster(true) },
    Key {
        keys: &["x", "X"],
        name: "X",
        help: "Cut tool: draw across links (with Shift: one way)",
        command: || Command::ToggleCutTool,
    },
    Key {
        keys: &["+", "="],
        name: "+",
        help: "Look nearer",
        command: || Command::Stage(StageCommand::Nearer(true)),
    },
    Key {
        keys: &["-", "_"],
        name: "−",
        help: "Look from farther away",
        command: || Command::Stage(StageCommand::Nearer(false)),
    },
    Key {
        keys: &["0"],
        name: "0",
        help: "See all of the stage",
        command: || Command::Stage(StageCommand::Fit),
    },
    Key { keys: &["h"], name: "H", help: "Heal all", command: || Command::Heal },
    Key {
        keys: &["t"],
        name: "T",
        help: "Write a note",
        command: || Command::Notes(NoteCommand::Write(None)),
    },
    Key {
        keys: &["P"],
        name: "Shift P",
        help: "Present the notes as slides",
        command: || Command::Present(PresentCommand::Start),
    },
    Key { keys: &["s"], name: "S", help: "Share this moment", command: || Command::Share },
    Key {
        keys: &["w"],
        name: "W",
        help: "Hide or show the panels",
        command: || Command::Panels(PanelCommand::Toggle),
    },
    Key {
        keys: &["/"],
        name: "/",
        help: "Search the events",
        command: || Command::Panels(PanelCommand::Events(EventsCommand::Find)),
    },
    Key { keys: &["g"], name: "G", help: "All patterns", command: || Command::Gallery(true) },
    Key { keys: &["?"], name: "?", help: "This list", command: || Command::Help(true) },
];

/// What a press does, if anything. `singles` says whether single keys are switched on.
pub fn command(press: &Press, singles: bool) -> Option<Command> {
    if press.key == "Escape" {
        return Some(Command::Escape);
    }
    if press.presenting
        && let Some(command) = keys::command(press)
    {
        return Some(command);
    }
    if press.typing || press.alt {
        return None;
    }
    if press.control {
        return match (press.key.to_ascii_lowercase().as_str(), press.shift) {
            ("z", false) => Some(Command::Undo),
            ("z", true) | ("y", false) => Some(Command::Redo),
            // The browser's own shortcuts.
            _ => None,
        };
    }
    if !singles {
        return None;
    }
    let taken =
        matches!(press.key.as_str(), " " | "Home" | "End") || press.key.starts_with("Arrow");
    if press.on_control && taken {
        return None;
    }
    let key = KEYS.iter().find(|key| key.keys.contains(&press.key.as_str()))?;
    Some((key.command)())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn press(key: &str) -> Press {
        Press { key: key.into(), ..Press::default() }
    }

    #[test]
    fn no_key_has_two_meanings() {
        let mut all: Vec<&str> = KEYS.iter().flat_map(|key| key.keys).copied().collect();
        let count = all.len();
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), count);
    }

    #[test]
    fn letters_are_typed_where_the_focus_is_in_a_field() {
        assert_eq!(command(&press("h"), true), Some(Command::Heal));
        let typing = Press { typing: true, ..press("h") };
        assert_eq!(command(&typing, true), None);
        assert_eq!(
            command(&Press { typing: true, ..press("Escape") }, true),
            Some(Command::Escape)
        );
    }

    #[test]
    fn space_presses_the_button_that_has_the_focus() {
        assert_eq!(command(&Press { on_control: true, ..press(" ") }, true), None);
        assert_eq!(command(&Press { on_control: true, ..press("h") }, true), Some(Command::Heal));
    }

    #[test]
    fn single_keys_can_be_switched_off_and_undo_stays() {
        assert_eq!(command(&press("h"), false), None);
        let undo = Press { control: true, ..press("z") };
        assert_eq!(command(&undo, false), Some(Command::Undo));
        assert_eq!(command(&Press { shift: true, ..undo }, false), Some(Command::Redo));
    }
}
