//! The patterns' documentation, which the page fetches when it has nothing else to do: what there is
//! to read weighs as much as a tenth of the page, and nobody needs it to see a cluster run.
//!
//! It is one file of the page's own host, which `cargo xtask` puts together: for each pattern a line
//! with `MARK` and its id, then its document. Where it cannot be had there are still the stories,
//! which the page carries.

use std::rc::Rc;

/// What a line begins with that says whose document comes.
const MARK: &str = "%% ";

/// What has come of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Docs {
    /// It is under way.
    #[default]
    Awaited,
    /// It is there.
    There(Rc<str>),
    /// The host does not have it, or cannot be reached.
    Missing,
}

impl Docs {
    /// A pattern's document; none while there is none.
    pub fn of(&self, id: &str) -> Option<&str> {
        let Docs::There(text) = self else { return None };
        let parts = text.strip_prefix(MARK)?.split("\n%% ");
        parts.filter_map(|part| part.split_once('\n')).find(|it| it.0 == id).map(|it| it.1)
    }
}

/// Another file than the one that was asked for is as good as none.
pub fn of_file(text: String) -> Docs {
    if text.starts_with(MARK) { Docs::There(text.into()) } else { Docs::Missing }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_pattern_has_its_own_document() {
        let docs = of_file("%% bully\n# Bully\n100 %% sure\n%% raft\n# Raft\n".into());
        assert_eq!(docs.of("bully"), Some("# Bully\n100 %% sure"));
        assert_eq!(docs.of("raft"), Some("# Raft\n"));
        assert_eq!(docs.of("paxos"), None);
    }

    #[test]
    fn a_host_that_answers_with_something_else_has_no_documentation() {
        assert_eq!(of_file("<!doctype html>".into()), Docs::Missing);
        assert_eq!(Docs::Awaited.of("raft"), None);
    }
}
