//! The scenario that the page opens with.

use super::session::Session;
use faultline::patterns;
use faultline::scenario::{Scenario, stories};
use faultline::sim::time::Time;

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
    let scenario = Scenario::parse(OPENING, patterns::ALL).expect("the opening text is tested");
    Session::open(scenario, Time::ZERO).expect("the opening scenario is tested")
}

/// All stories that the page offers: the opening one, then those of the patterns' documents.
pub fn all() -> Vec<Scenario> {
    let told =
        patterns::ALL.iter().flat_map(|entry| stories::stories(entry.info.doc, patterns::ALL));
    let opening = Scenario::parse(OPENING, patterns::ALL);
    opening.into_iter().chain(told.flatten()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_has_something_to_open_with() {
        assert_eq!(session().now(), Time::ZERO);
        assert!(all().len() > 1, "the documents tell stories too");
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
