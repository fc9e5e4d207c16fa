//! Versions of the scenario language, so that every text ever published stays readable.
//!
//! A version is the number in the first line, `faultline 1`. When the language changes in a way
//! that old text would not survive, [`UPGRADES`] gains a function that rewrites the statements of
//! the version before it; the parser only ever sees the newest. Additions that old text cannot
//! contain need no new version.

use std::borrow::Cow;

/// A line that says something, and its number in the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statement<'a> {
    /// Its number, from 1.
    pub line: u32,
    /// Itself, as it stands in the text.
    pub text: Cow<'a, str>,
}

/// Rewrites all statements below the first line for the next version.
pub type Upgrade = fn(Vec<Statement>) -> Vec<Statement>;

/// From version 1 to 2, from 2 to 3, and so on.
const UPGRADES: &[Upgrade] = &[];

/// The version that is written, and the newest that is read.
pub const CURRENT: u32 = UPGRADES.len() as u32 + 1;

/// Brings statements of an older version up to date.
pub fn upgrade(statements: Vec<Statement>, version: u32) -> Vec<Statement> {
    through(statements, version, UPGRADES)
}

fn through<'a>(
    statements: Vec<Statement<'a>>,
    version: u32,
    upgrades: &[Upgrade],
) -> Vec<Statement<'a>> {
    let missing = upgrades.iter().skip(version.saturating_sub(1) as usize);
    missing.fold(statements, |statements, upgrade| upgrade(statements))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn renamed<'a>(mut all: Vec<Statement<'a>>, old: &str, new: &str) -> Vec<Statement<'a>> {
        for statement in &mut all {
            statement.text = statement.text.replace(old, new).into();
        }
        all
    }

    #[test]
    fn old_statements_pass_through_every_upgrade_after_their_version() {
        let upgrades: &[Upgrade] =
            &[|all| renamed(all, "split", "sever"), |all| renamed(all, "sever", "partition")];
        let old = |text: &'static str| vec![Statement { line: 2, text: text.into() }];
        for (version, before, after) in
            [(1, "at 1s split", "at 1s partition"), (2, "at 1s sever", "at 1s partition")]
        {
            assert_eq!(through(old(before), version, upgrades), old(after));
        }
        assert_eq!(through(old("at 1s sever"), 3, upgrades), old("at 1s sever"));
    }
}
