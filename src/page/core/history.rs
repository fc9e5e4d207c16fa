//! Undo and redo: one stack of changes for all panes.

use crate::session::{Session, Version};

/// A change: the panes that it touched, and what each of them was before it, or after it if it was
/// taken back.
type Change = Vec<(u32, Version)>;

/// The changes that can be taken back, and those that were.
#[derive(Default)]
pub struct History {
    done: Vec<Change>,
    undone: Vec<Change>,
}

impl History {
    /// Notes a change by what each pane was before it.
    pub fn record(&mut self, change: Vec<(u32, Version)>) {
        if !change.is_empty() {
            self.done.push(change);
            self.undone.clear();
        }
    }

    /// Whether there is a change of these panes to take back, and one to make again.
    pub fn can_undo_redo(&self, panes: &[u32]) -> (bool, bool) {
        (last(&self.done, panes).is_some(), last(&self.undone, panes).is_some())
    }

    /// Forgets a pane's part in all changes.
    pub fn forget(&mut self, pane: u32) {
        for changes in [&mut self.done, &mut self.undone] {
            changes.iter_mut().for_each(|change| change.retain(|part| part.0 != pane));
            changes.retain(|change| !change.is_empty());
        }
    }

    /// Takes the last change of these panes back, or makes it again. A pane that is not on the page
    /// keeps its part of the change. On failure everything stays as it was.
    pub fn step(&mut self, redo: bool, panes: &mut [(u32, &mut Session)]) -> Result<(), String> {
        let ids: Vec<u32> = panes.iter().map(|pane| pane.0).collect();
        let (from, to) = match redo {
            false => (&mut self.done, &mut self.undone),
            true => (&mut self.undone, &mut self.done),
        };
        let Some(at) = last(from, &ids) else { return Ok(()) };
        let mut left: Change = Vec::new();
        for (id, session) in panes.iter_mut() {
            let Some((_, version)) = from[at].iter().find(|part| part.0 == *id) else { continue };
            match session.restore(version) {
                Ok(version) => left.push((*id, version)),
                Err(sentence) => {
                    for (id, session) in panes.iter_mut() {
                        if let Some((_, version)) = left.iter().find(|part| part.0 == *id) {
                            // It was shown a moment ago.
                            let _ = session.restore(version);
                        }
                    }
                    return Err(sentence);
                }
            }
        }
        from[at].retain(|part| !ids.contains(&part.0));
        if from[at].is_empty() {
            from.remove(at);
        }
        to.push(left);
        Ok(())
    }
}

/// The place of the last change that touched one of the panes.
fn last(changes: &[Change], panes: &[u32]) -> Option<usize> {
    changes.iter().rposition(|change| change.iter().any(|part| panes.contains(&part.0)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command::Edit;

    use kernel::time::Time;
    use scenario::Scenario;

    fn open() -> Session {
        let text = "faultline 1\npattern raft\nseed 1\nuntil 3s\n";
        let scenario = Scenario::parse(text, catalogue::ALL).expect("a scenario");
        Session::open(scenario, Time(1_000_000)).expect("a run")
    }

    fn edit(history: &mut History, panes: &mut [(u32, &mut Session)], seed: &str) {
        let before = panes.iter_mut().filter_map(|(id, session)| {
            Some((*id, session.edit(Edit::Seed(seed.into())).expect("a seed")?))
        });
        let change = before.collect();
        history.record(change);
    }

    #[test]
    fn a_change_of_two_panes_is_taken_back_and_made_again_on_both() {
        let (mut left, mut right, mut history) = (open(), open(), History::default());
        edit(&mut history, &mut [(1, &mut left), (2, &mut right)], "2");
        edit(&mut history, &mut [(2, &mut right)], "3");
        let seeds = |left: &Session, right: &Session| {
            [left, right].map(|it| it.scenario().setup.seed.to_string())
        };
        let changed = seeds(&left, &right);
        for expected in [["2", "2"], ["1", "1"]] {
            history.step(false, &mut [(1, &mut left), (2, &mut right)]).expect("undone");
            assert_eq!(seeds(&left, &right), expected);
        }
        assert_eq!(history.can_undo_redo(&[1, 2]), (false, true));
        for _ in 0..2 {
            history.step(true, &mut [(1, &mut left), (2, &mut right)]).expect("made again");
        }
        assert_eq!(seeds(&left, &right), changed);
    }

    #[test]
    fn an_undo_that_fails_loses_nothing() {
        let (mut left, mut right, mut history) = (open(), open(), History::default());
        edit(&mut history, &mut [(1, &mut left), (2, &mut right)], "2");
        let good = history.done[0][1].1.clone();
        history.done[0][1].1 = good.on_missing_branch();
        let digests = [left.settle(), right.settle()];
        assert!(history.step(false, &mut [(1, &mut left), (2, &mut right)]).is_err());
        assert_eq!([left.settle(), right.settle()], digests);
        history.done[0][1].1 = good;
        history.step(false, &mut [(1, &mut left), (2, &mut right)]).expect("undone");
        assert_eq!(left.scenario().setup.seed.to_string(), "1");
        assert_eq!(right.scenario().setup.seed.to_string(), "1");
    }

    #[test]
    fn a_pane_that_is_not_on_the_page_keeps_its_part_of_a_change() {
        let (mut left, mut right, mut history) = (open(), open(), History::default());
        edit(&mut history, &mut [(1, &mut left), (2, &mut right)], "2");
        history.step(false, &mut [(1, &mut left)]).expect("undone");
        assert_eq!(history.can_undo_redo(&[1]), (false, true));
        assert_eq!(history.can_undo_redo(&[2]), (true, false));
        history.step(false, &mut [(2, &mut right)]).expect("undone");
        assert_eq!(right.scenario().setup.seed.to_string(), "1");
        history.forget(2);
        assert_eq!(history.can_undo_redo(&[1, 2]), (false, true));
    }
}
