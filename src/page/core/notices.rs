//! Messages over the stage: one sentence each, with what can be done about it.

use crate::command::Command;
use crate::command::keep::SavedWorkCommand;
use view::text::capital;

/// A message to the user.
#[derive(Clone, Debug, PartialEq)]
pub struct Notice {
    /// Whether something went wrong.
    pub alert: bool,
    /// One clear sentence.
    pub text: String,
    /// What can be done, and what it is called.
    pub remedy: Option<(&'static str, Command)>,
}

impl Notice {
    /// Something went wrong. The sentence gets its full stop, and begins with a capital.
    pub fn alert(text: impl Into<String>) -> Notice {
        Notice { alert: true, text: sentence(&text.into()), remedy: None }
    }

    /// Something is worth knowing.
    pub fn news(text: &str, remedy: Option<(&'static str, Command)>) -> Notice {
        Notice { alert: false, text: sentence(text), remedy }
    }
}

impl Notice {
    /// The key of the earlier work that is offered, if that is what is said.
    pub fn offered(&self) -> Option<&str> {
        match &self.remedy {
            Some((_, Command::Keep(SavedWorkCommand::Open(key)))) => Some(key),
            Some(_) | None => None,
        }
    }
}

/// The text as a sentence.
fn sentence(text: &str) -> String {
    let words = capital(text.trim());
    if words.ends_with(['.', '?', '!']) { words } else { words + "." }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_message_is_a_sentence() {
        assert_eq!(Notice::alert("“x” is not a seed").text, "“x” is not a seed.");
        assert_eq!(Notice::alert("there is none. ").text, "There is none.");
    }
}
