//! Notes: words pinned to a moment of the run, and to a node if they are about one.

pub mod form;
use crate::notes::form::Form;
use kernel::ids::NodeId;
use kernel::time::{Span, Time};
use scenario::{Note, Scenario};

/// A note stays for this long of the run at least, so that it is there while events are stepped.
const LEAST: Span = Span::millis(600);

/// While the run plays it stays long enough to be read: for this long, and for each character.
const READ_MS: f64 = 2_500.0;

const CHARACTER_MS: f64 = 45.0;

/// How many bubbles stand on the stage at a time, the latest.
const AT_A_TIME: usize = 4;

/// A note that is on the stage.
#[derive(Clone, Debug, PartialEq)]
pub struct NoteShown {
    /// Its place in the list.
    pub index: usize,
    /// The node that it is about.
    pub node: Option<NodeId>,
    /// The words.
    pub text: String,
}

/// What is kept of notes besides the scenario: the form, while it is open.
#[derive(Default)]
pub struct Notes {
    /// The form, while it is open.
    pub form: Option<Form>,
}

/// The notes of a moment, while the run plays at a rate: of each node the last, and of no node the
/// last. In the order in which their bubbles are to be placed, the latest first.
pub fn shown(scenario: &Scenario, now: Time, rate: f64) -> Vec<NoteShown> {
    let mut shown: Vec<NoteShown> = Vec::new();
    let behind = scenario.notes.iter().enumerate().rev().filter(|(_, note)| note.at <= now);
    for (index, note) in behind {
        let lasts = now.since(note.at) <= stays(note, rate);
        if lasts && !shown.iter().any(|other| other.node == note.node) {
            shown.push(NoteShown { index, node: note.node, text: note.text.clone() });
        }
        if shown.len() == AT_A_TIME {
            break;
        }
    }
    shown
}

fn stays(note: &Note, rate: f64) -> Span {
    let ms = READ_MS + CHARACTER_MS * note.text.chars().count() as f64;
    LEAST.max(Span((ms * 1_000.0 * rate) as u64))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown_at(ms: u64, rate: f64) -> Vec<usize> {
        let text = "faultline 1\npattern raft\nseed 1\nat 1s note n0 First\nat 1.2s note n1 Other\n\
                    at 1.4s note n0 Second\nat 1.4s note - Of the moment\nuntil 3s\n";
        let scenario = Scenario::parse(text, catalogue::ALL).expect("a scenario");
        shown(&scenario, Time(ms * 1_000), rate).iter().map(|it| it.index).collect()
    }

    #[test]
    fn a_note_stays_for_a_while_or_until_the_next_of_its_node() {
        assert!(shown_at(999, 0.1).is_empty());
        assert_eq!(shown_at(1_000, 0.1), [0]);
        assert_eq!(shown_at(1_300, 0.1), [1, 0]);
        assert_eq!(shown_at(1_500, 0.1), [3, 2, 1]);
        assert!(shown_at(2_900, 0.1).is_empty());
    }

    #[test]
    fn a_fast_run_leaves_time_to_read() {
        assert_eq!(shown_at(2_900, 1.0), [3, 2, 1]);
    }
}
