//! The log of an early Jepsen: `INFO  jepsen.util - 3 :ok :cas [2 0]`, one event a line, gaps of
//! any width. Lines that hold no event are passed over.
//!
//! As Porcupine has it, a compare-and-set that fails was refused: the register had another value.
//! A read of nil saw that there was no value, which is how registers are in the beginning. What
//! timed out may have happened, whether the log calls it failed or not.

use clojure_reader::edn::Edn;

use super::pairing::{Event, History, Pairing};
use super::words;
use crate::history::{Call, Outcome, Value};

/// Reads a history.
pub fn read(text: &str) -> Result<History, String> {
    let mut pairing = Pairing::default();
    for (line, number) in text.lines().zip(1..) {
        let Some(event) = Line::of(line) else { continue };
        let Ok(process) = event.process.parse() else {
            pairing.skip();
            continue;
        };
        let meaning = event.meaning(pairing.awaited(process));
        let meaning = meaning.map_err(|reason| format!("line {number}: {reason}"))?;
        pairing.event(process, meaning).map_err(|reason| format!("line {number}: {reason}"))?;
    }
    pairing.end(Value::Nil)
}

/// The parts of a line that holds an event.
struct Line<'a> {
    process: &'a str,
    kind: &'a str,
    f: &'a str,
    value: &'a str,
}

impl Line<'_> {
    fn of(line: &str) -> Option<Line<'_>> {
        let (before, event) = [":invoke", ":ok", ":fail", ":info"].iter().find_map(|kind| {
            let at = line.find(&[" ", kind].concat()).or_else(|| line.find(&["\t", kind].concat()));
            at.map(|at| line.split_at(at))
        })?;
        let process = before.split_whitespace().next_back()?;
        let (kind, rest) = cut(event);
        let (f, value) = cut(rest);
        Some(Line { process, kind, f: f.strip_prefix(':')?, value: value.trim() })
    }

    fn meaning(&self, awaited: Option<&Call>) -> Result<Event, String> {
        let value = words::one(self.value)?;
        let timed_out = matches!(value, Edn::Key(_));
        Ok(match self.kind {
            ":invoke" => Event::Invoke(Value::Nil, words::call(self.f, &value)?),
            ":ok" => {
                let saw = matches!(awaited, Some(Call::Read | Call::Dequeue));
                let seen = if saw { words::value(&value)? } else { Value::Nil };
                Event::Return(None, Outcome::Done(seen))
            }
            ":fail" if timed_out => Event::Return(None, Outcome::Unknown),
            ":fail" if self.f == "cas" => Event::Return(None, Outcome::Refused),
            ":fail" => Event::Return(None, Outcome::Failed),
            _ => Event::Return(None, Outcome::Unknown),
        })
    }
}

/// The first word, and what follows it.
fn cut(text: &str) -> (&str, &str) {
    let text = text.trim_start();
    text.split_at(text.find(char::is_whitespace).unwrap_or(text.len()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::history::NEVER;

    #[test]
    fn gaps_may_be_tabs_or_blanks_and_other_lines_are_passed_over() {
        let history = read(
            "INFO  jepsen.util - 0\t:invoke\t:read\tnil\r
             INFO  jepsen.core - nothing to see
             INFO  jepsen.util - :nemesis :info   :start  nil

             INFO  jepsen.util - 0   :ok     :read   nil
             INFO  jepsen.util - 1   :invoke :cas    [1 2]
             INFO  jepsen.util - 1   :fail   :cas    [1 2]",
        );
        let history = history.expect("it is a history").operations;
        let told: Vec<_> =
            history.iter().map(|it| (it.to_string(), it.invoked, it.returned)).collect();
        let expected =
            [("read nil".into(), 0, 2), ("compare-and-set 1 to 2 (refused)".into(), 3, 4)];
        assert_eq!(told, expected);
    }

    #[test]
    fn what_timed_out_may_have_happened_whatever_it_is_called() {
        let history = read(
            "INFO  jepsen.util - 0\t:invoke\t:read\tnil
             INFO  jepsen.util - 1\t:invoke\t:write\t4
             INFO  jepsen.util - 0\t:fail\t:read\t:timed-out
             INFO  jepsen.util - 1\t:info\t:write\t:timed-out
             INFO  jepsen.util - 5\t:invoke\t:cas\t[4 0]",
        );
        let history = history.expect("it is a history").operations;
        assert!(history.iter().all(|it| it.outcome == Outcome::Unknown && it.returned == NEVER));
        let matters: Vec<_> = history.iter().map(|it| it.matters()).collect();
        assert_eq!(matters, [false, true, true]);
    }

    #[test]
    fn mistakes_are_told_with_their_line() {
        for (text, sentence) in [
            ("", "there is no event in it"),
            ("INFO jepsen.core - failed to start", "there is no event in it"),
            (
                "\n - 0 :invoke :cas 3",
                "line 2: compare-and-set takes two values in brackets, not “3”",
            ),
            (" - 0 :invoke :cas [3", "line 1: cannot be read: it ends in the middle of a value"),
            (" - 0 :ok :read 3", "line 1: event 0 answers process 0, which has not asked"),
        ] {
            assert_eq!(read(text).expect_err(text), sentence);
        }
    }
}
