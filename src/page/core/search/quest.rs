//! A search as a whole: seeds are handed out until the lowest is known that breaks something, then
//! one hand looks for a smaller scenario that breaks the same.
//!
//! It says what each hand is to do and takes in what it answers. Hands are numbers here: whether
//! they are workers or the page itself is not known, nor is any browser.

use crate::search::ledger::Ledger;
use crate::search::talk::{Answer, Found, Request};
use std::ops::Range;

/// A search.
#[derive(Clone, Debug)]
pub struct Quest {
    /// The scenario to break.
    text: String,
    /// The property that is to break; any promise if none is named.
    property: Option<String>,
    ledger: Ledger,
    stage: Stage,
}

/// How far a search is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Seeds are being tried.
    Trying,
    /// A seed breaks something; the scenario is being made smaller.
    Shrinking {
        /// Who does it; nobody yet if none.
        hand: Option<u32>,
        /// How many smaller scenarios were tried.
        attempts: u64,
        /// How many are tried at most; 0 while that is not known.
        limit: u64,
        /// The smallest scenario up to now.
        smallest: Found,
    },
    /// It is over: nothing was found, or nothing smaller is.
    Over {
        /// The smallest counter-example, if there is any.
        smallest: Option<Found>,
    },
    /// It ended before its end, and why.
    Failed {
        /// One clear sentence.
        sentence: String,
        /// The smallest counter-example up to then, if there is any.
        smallest: Option<Found>,
    },
}

impl Quest {
    /// A search of a scenario for a broken property, or any, under the faults of these seeds.
    pub fn new(text: String, property: Option<String>, seeds: Range<u64>) -> Quest {
        Quest { text, property, ledger: Ledger::new(seeds), stage: Stage::Trying }
    }

    /// The seeds, and what came of them.
    pub fn ledger(&self) -> &Ledger {
        &self.ledger
    }

    /// How far it is.
    pub fn stage(&self) -> &Stage {
        &self.stage
    }

    /// Whether hands are still needed.
    pub fn is_running(&self) -> bool {
        matches!(self.stage, Stage::Trying | Stage::Shrinking { .. })
    }

    /// The smallest counter-example up to now, if there is any.
    pub fn smallest(&self) -> Option<&Found> {
        match &self.stage {
            Stage::Trying => self.ledger.found(),
            Stage::Shrinking { smallest, .. } => Some(smallest),
            Stage::Over { smallest } | Stage::Failed { smallest, .. } => smallest.as_ref(),
        }
    }

    /// What a hand is to do next, if there is anything.
    pub fn ask(&mut self, of: u32) -> Option<Request> {
        match &mut self.stage {
            Stage::Trying => {
                let seeds = self.ledger.give(of)?;
                let (property, text) = (self.property.clone(), self.text.clone());
                Some(Request::Try { seeds, property, text })
            }
            Stage::Shrinking { hand: hand @ None, smallest, .. } => {
                *hand = Some(of);
                Some(Request::Shrink(smallest.clone()))
            }
            // One hand is enough for it; or there is nothing left to do.
            Stage::Shrinking { .. } | Stage::Over { .. } | Stage::Failed { .. } => None,
        }
    }

    /// Takes in what a hand says. True if it can be asked again.
    pub fn hear(&mut self, hand: u32, answer: Answer) -> bool {
        match answer {
            Answer::Ready => true,
            Answer::Tried { count, simulated, found } => {
                let idle = self.ledger.take(hand, count, simulated, found);
                if self.stage == Stage::Trying && self.ledger.is_over() {
                    self.stage = match self.ledger.found() {
                        None => Stage::Over { smallest: None },
                        Some(found) => {
                            let smallest = found.clone();
                            Stage::Shrinking { hand: None, attempts: 0, limit: 0, smallest }
                        }
                    };
                }
                idle
            }
            Answer::Smaller { attempts, limit, done: false, smallest } => {
                self.stage = Stage::Shrinking { hand: Some(hand), attempts, limit, smallest };
                false
            }
            Answer::Smaller { done: true, smallest, .. } => {
                self.stage = Stage::Over { smallest: Some(smallest) };
                true
            }
            Answer::Refused(sentence) => {
                self.fail(sentence);
                true
            }
        }
    }

    /// A hand that was at work does not answer any more, and `how` says in what way.
    pub fn lose(&mut self, hand: u32, how: &str) {
        let during = match (&self.stage, self.ledger.held_by(hand)) {
            (Stage::Shrinking { hand: Some(of), .. }, _) if *of == hand => {
                "while it made the scenario smaller".to_string()
            }
            (_, Some(slice)) if slice.end - slice.start == 1 => format!("at seed {}", slice.start),
            (_, Some(slice)) => format!("between seeds {} and {}", slice.start, slice.end - 1),
            // It had nothing to do: nothing is lost.
            (_, None) => return,
        };
        self.fail(format!("The search stopped: a worker {how} {during}."));
    }

    /// Ends the search before its end.
    pub fn fail(&mut self, sentence: String) {
        self.stage = Stage::Failed { sentence, smallest: self.smallest().cloned() };
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::search::task::Task;

    const UNSAFE: &str = "faultline 1\npattern raft\nwithout majority\nseed 0\nuntil 4s\n";

    /// Carries a search out with so many hands that work in turn.
    fn search(text: &str, seeds: Range<u64>, hands: u32) -> Quest {
        let mut quest = Quest::new(text.into(), None, seeds);
        let mut tasks: Vec<Option<Task>> = (0..hands).map(|_| None).collect();
        while quest.is_running() {
            for (hand, task) in (0..hands).zip(&mut tasks) {
                if task.is_none() {
                    *task = quest.ask(hand).map(|it| Task::begin(it).expect("can be done"));
                }
                let Some(working) = task else { continue };
                let answer = working.work(&|| true);
                if quest.hear(hand, answer) {
                    *task = None;
                }
            }
        }
        quest
    }

    #[test]
    fn the_finding_does_not_depend_on_how_many_hands_there_are() {
        let alone = search(UNSAFE, 0..200, 1);
        let found = alone.ledger().found().expect("a property breaks").clone();
        assert!(!found.why.is_empty() && found.text.contains("without majority"), "{found:?}");
        for hands in [2, 5] {
            let together = search(UNSAFE, 0..200, hands);
            assert_eq!(together.ledger().found(), Some(&found), "{hands} hands");
            assert_eq!(together.smallest(), alone.smallest(), "{hands} hands");
        }
    }

    #[test]
    fn what_is_safe_is_tried_to_the_end() {
        let text = "faultline 1\npattern raft\nseed 0\nuntil 2s\n";
        let quest = search(text, 100..120, 2);
        assert_eq!(quest.stage(), &Stage::Over { smallest: None });
        assert_eq!(quest.ledger().tried(), 20);
    }

    #[test]
    fn what_cannot_be_tried_ends_the_search_with_a_sentence() {
        let mut quest = Quest::new("faultline 1\n".into(), None, 0..10);
        let request = quest.ask(0).expect("there are seeds");
        let sentence = Task::begin(request).err().expect("there is no pattern");
        assert!(quest.hear(0, Answer::Refused(sentence)));
        assert!(matches!(quest.stage(), Stage::Failed { .. }));
        assert_eq!(quest.ask(0), None);
    }

    #[test]
    fn a_lost_hand_ends_the_search_if_it_had_something_to_do() {
        let mut quest = Quest::new(UNSAFE.into(), None, 0..1_000);
        quest.ask(3);
        quest.lose(4, "has stopped");
        assert!(quest.is_running(), "hand 4 was idle");
        quest.lose(3, "did not answer for 5 seconds");
        let sentence = "The search stopped: a worker did not answer for 5 seconds \
                        between seeds 0 and 31.";
        let failed = Stage::Failed { sentence: sentence.into(), smallest: None };
        assert_eq!(quest.stage(), &failed);
    }
}
