//! A judge of a run that looks at the whole history at every answer, with a function that knows
//! nothing of runs: for guarantees whose judges keep no memory of their own.
//!
//! That takes time in proportion to the square of the history, which a picture's history can
//! afford. [`super::online`] is for histories that are long.

use std::fmt;

use super::differentiated::Anomaly;
use super::history::Operation;
use kernel::history as simulated;
use kernel::history::Judge;
use kernel::ids::{OpId, RecordId};
use kernel::verdicts::Suspicion;

/// What judges a history from its beginning.
pub type Verdict = fn(&[Operation]) -> Result<(), Anomaly>;

/// A judge with all that it has heard.
#[derive(Clone)]
pub struct Whole {
    verdict: Verdict,
    heard: Vec<simulated::Operation>,
}

impl Whole {
    /// A judge of a new run.
    pub fn new(verdict: Verdict) -> Whole {
        Whole { verdict, heard: Vec::new() }
    }
}

impl Judge for Whole {
    fn invoke(&mut self, _: OpId, operation: &simulated::Operation) {
        self.heard.push(operation.clone());
    }

    fn complete(&mut self, _: OpId, operation: &simulated::Operation) -> Result<(), Suspicion> {
        let asked = self.heard.iter_mut().rev().find(|it| it.invoked == operation.invoked);
        if let Some(asked) = asked {
            asked.answer = operation.answer.clone();
        }
        let history = super::history::of_run(&self.heard);
        (self.verdict)(&history).map_err(|anomaly| Suspicion {
            why: anomaly.sentence(&history, |process| format!("client {process}")),
            blame: anomaly.blame.iter().map(|number| RecordId(history[*number].invoked)).collect(),
        })
    }

    fn another(&self) -> Box<dyn Judge> {
        Box::new(self.clone())
    }
}

impl fmt::Debug for Whole {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Whole").field("heard", &self.heard).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::differentiated::Differentiated;
    use crate::session;
    use crate::session::Guarantee;
    use kernel::history::{Call, Key, Outcome};
    use kernel::ids::NodeId;

    fn read_your_writes(history: &[Operation]) -> Result<(), Anomaly> {
        // What cannot be judged is not objected to.
        let Ok(history) = Differentiated::of(history) else { return Ok(()) };
        let older = |a, b| history.answered_before(a, b);
        session::judge(Guarantee::ReadYourWrites, &history, older)
    }

    #[test]
    fn an_answer_is_judged_when_it_comes_and_the_records_are_blamed() {
        let mut judge = Whole::new(read_your_writes);
        let ask = |call, invoked| simulated::Operation {
            client: NodeId(5),
            call,
            invoked: RecordId(invoked),
            answer: None,
        };
        let mut tell = |asked: simulated::Operation, seen| {
            judge.invoke(OpId(0), &asked);
            let answer = Some((RecordId(asked.invoked.0 + 2), Outcome::Done(seen)));
            judge.complete(OpId(0), &simulated::Operation { answer, ..asked })
        };
        assert_eq!(tell(ask(Call::Write(Key(b'x'), 1), 10), None), Ok(()));
        assert_eq!(tell(ask(Call::Read(Key(b'x')), 20), Some(1)), Ok(()));
        let why = "write 1 of x by client 5 is missing from read nil of x by client 5".to_string();
        let suspicion = Suspicion { why, blame: vec![RecordId(10), RecordId(30)] };
        assert_eq!(tell(ask(Call::Read(Key(b'x')), 30), None), Err(suspicion));
    }
}
