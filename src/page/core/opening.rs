//! The scenario that the page opens with, and what it offers of each pattern.

use crate::session::Session;
use kernel::time::Time;
use run::entry::Entry;
use scenario::{Scenario, stories};

use std::rc::Rc;

/// A small cluster at work: the user takes it from here.
const OPENING: &str = "\
faultline 1
title Drag the cluster apart
pattern raft
seed k3f9
at 0.2s note n3 Leads term 1: three of five voted for it
until 3s
";

/// The opening scenario at its start.
///
/// # Panics
///
/// If the text above is not a scenario, which a test rules out.
pub fn session() -> Session {
    let scenario = Scenario::parse(OPENING, catalogue::ALL).expect("the opening text is tested");
    Session::open(scenario, Time::ZERO).expect("the opening scenario is tested")
}

/// The stories that the page offers of a pattern: the opening one, where it is of this pattern, then
/// those of its documentation.
pub fn stories(entry: &Entry) -> Vec<Rc<Scenario>> {
    let opening = Scenario::parse(OPENING, catalogue::ALL).ok();
    let opening = opening.filter(|it| std::ptr::eq(it.pattern, entry));
    opening.into_iter().chain(told(entry)).map(Rc::new).collect()
}

/// What shows a pattern to those who choose it: its first story, or what a search for its mistakes
/// starts from.
pub fn first(entry: &Entry) -> Option<Scenario> {
    told(entry).next().or_else(|| search::trial(entry, [], catalogue::ALL).ok())
}

fn told(entry: &Entry) -> impl Iterator<Item = Scenario> {
    stories::stories(entry.info.doc, catalogue::ALL).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_has_something_to_open_with() {
        assert_eq!(session().now(), Time::ZERO);
        let raft = session().scenario().pattern;
        assert!(stories(raft).len() > 1, "the documentation tells stories too");
    }

    #[test]
    fn the_opening_is_a_story_of_its_own_pattern_alone() {
        for entry in catalogue::ALL {
            let opening = stories(entry).iter().any(|it| it.title == "Drag the cluster apart");
            assert_eq!(opening, entry.info.id == "raft");
            assert!(first(entry).is_some_and(|it| std::ptr::eq(it.pattern, entry)));
        }
    }

    #[test]
    fn what_the_opening_says_is_true() {
        let mut session = session();
        let note = session.scenario().notes[0].clone();
        session.seek(note.at).expect("in range");
        let node = &session.frame().nodes[note.node.expect("about a node").index()];
        let states = session.info().roles[0].diagram.states;
        assert_eq!(states[usize::from(node.state)].name, "Leader");
        assert!(node.view.badges.iter().any(|badge| badge.meaning == "term 1"), "{:?}", node.view);
    }
}
