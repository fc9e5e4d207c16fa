//! Which commands a page within another page carries out.

use crate::command::Command;
use crate::command::share::ShareCommand;

/// Whether a page within another page carries out a command.
pub fn allows(command: &Command) -> bool {
    match command {
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
        | Command::Sharing(ShareCommand::OpenWhole) => true,
        Command::Present(command) => command.only_leads(),
        // What the browser tells, and not the user.
        Command::Frame(_) | Command::Measured(_) | Command::Docs(_) => true,
        Command::On(_, command) => allows(command),
        _ => false,
    }
}
