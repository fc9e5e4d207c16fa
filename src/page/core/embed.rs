//! Which commands a page within another page carries out.

use crate::command::Command;
use crate::command::share::ShareCommand;

/// Whether a page within another page carries out a command.
pub fn allows(command: &Command) -> bool {
    matches!(
        command,
        Command::TogglePlay
            | Command::Step
            | Command::StepBack
            | Command::NextMoment
            | Command::PreviousMoment
            | Command::Seek(_)
            | Command::SeekBy(..)
            | Command::SeekEnd
            | Command::Stay
            | Command::Faster(_)
            | Command::Speed(_)
            | Command::Sharing(ShareCommand::OpenWhole)
    ) || matches!(command, Command::Present(act) if act.only_leads())
}
