//! Histories as Jepsen keeps and Knossos reads them: maps in Clojure's notation, in one vector or
//! list or one after the other, `{:process 3, :type :invoke, :f :write, :value 2}`.
//!
//! As Knossos has it, a failed operation did not happen, and a read of nil saw anything. Events
//! whose process is no number are of the faults injected, and only counted. Registers are 0 in
//! the beginning.

use clojure_reader::edn::Edn;

use super::pairing::{Event, History, Pairing};
use super::words;
use crate::history::{Access, Call, Outcome, Value};

/// Reads a history.
pub fn read(text: &str) -> Result<History, String> {
    let dialect = Dialect { nil_says_nothing: true, missing: Value::Nil };
    read_as(text, &dialect)?.end(Value::Number(0))
}

/// What a nil says that a read returns.
pub(super) struct Dialect {
    /// Nothing at all.
    pub nil_says_nothing: bool,
    /// Else that the value is this.
    pub missing: Value,
}

pub(super) fn read_as(text: &str, dialect: &Dialect) -> Result<Pairing, String> {
    let mut pairing = Pairing::default();
    let forms = words::all(text)?;
    for form in words::items(&forms).unwrap_or(&[]) {
        match words::items(form) {
            Some(events) => events.iter().try_for_each(|it| take(it, dialect, &mut pairing))?,
            None => take(form, dialect, &mut pairing)?,
        }
    }
    Ok(pairing)
}

fn take(form: &Edn<'static>, dialect: &Dialect, pairing: &mut Pairing) -> Result<(), String> {
    let at = pairing.next();
    let event = Fields::of(form).map_err(|reason| format!("event {at}: {reason}"))?;
    let Edn::Int(process) = event.process else {
        pairing.skip();
        return Ok(());
    };
    let process = u64::try_from(*process)
        .map_err(|_| format!("event {at}: there is no process {process}"))?;
    let event = event.meaning(dialect).map_err(|reason| format!("event {at}: {reason}"))?;
    pairing.event(process, event)
}

static NIL: Edn<'static> = Edn::Nil;

/// What matters of an event.
struct Fields<'a> {
    process: &'a Edn<'static>,
    kind: &'a Edn<'static>,
    f: &'a Edn<'static>,
    key: &'a Edn<'static>,
    value: &'a Edn<'static>,
}

impl Fields<'_> {
    fn of<'a>(form: &'a Edn<'static>) -> Result<Fields<'a>, String> {
        let map = match form {
            // Newer versions print their events as records.
            Edn::Tagged(_, form) => form,
            form => form,
        };
        let Edn::Map(fields) = map else {
            return Err("it is no map".into());
        };
        let field = |name: &'static str| fields.get(&Edn::key(name)).unwrap_or(&NIL);
        Ok(Fields {
            process: field("process"),
            kind: field("type"),
            f: field("f"),
            key: field("key"),
            value: field("value"),
        })
    }

    fn meaning(&self, dialect: &Dialect) -> Result<Event, String> {
        let name = words::name(self.f).ok_or("it has no :f")?;
        match words::name(self.kind).as_deref() {
            Some("invoke") => {
                Ok(Event::Invoke(words::value(self.key)?, words::call(&name, self.value)?))
            }
            Some("ok") => self.done(&name, dialect),
            Some("fail") => Ok(Event::Return(None, Outcome::Failed)),
            Some("info") => Ok(Event::Return(None, Outcome::Unknown)),
            Some(_) | None => {
                let kind = words::shown(self.kind);
                Err(format!("its :type is none of invoke, ok, fail, info, but {kind}"))
            }
        }
    }

    fn done(&self, name: &str, dialect: &Dialect) -> Result<Event, String> {
        let seen = match words::call(name, self.value)? {
            Call::Read | Call::Dequeue => words::value(self.value)?,
            Call::Transaction(_) => return self.transacted(dialect),
            Call::Write(_)
            | Call::CompareAndSet(..)
            | Call::Append(_)
            | Call::Acquire
            | Call::Release
            | Call::Enqueue(_)
            | Call::Add(_) => return Ok(Event::Return(None, Outcome::Done(Value::Nil))),
        };
        Ok(Event::Return(
            None,
            match seen {
                Value::Nil if dialect.nil_says_nothing => Outcome::Unknown,
                Value::Nil => Outcome::Done(dialect.missing.clone()),
                seen => Outcome::Done(seen),
            },
        ))
    }

    /// What a transaction read stands in its return.
    fn transacted(&self, dialect: &Dialect) -> Result<Event, String> {
        let mut accesses = words::accesses(self.value)?;
        if dialect.nil_says_nothing {
            accesses.retain(|(access, seen)| {
                matches!(access, Access::Write(..)) || *seen != Value::Nil
            });
        }
        let (accesses, seen) = accesses.into_iter().unzip();
        let call = Call::Transaction(accesses);
        Ok(Event::Return(Some(call), Outcome::Done(Value::List(seen))))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::history::{NEVER, Operation};

    fn operations(text: &str) -> Vec<Operation> {
        read(text).expect("it is a history").operations
    }

    #[test]
    fn events_may_stand_in_a_vector_in_a_list_or_alone() {
        let events = "{:process 0, :type :invoke, :f :write, :value 1} ; a comment
            #jepsen.history.Op{:process 0, :type :ok, :f :write, :value 1, :time 1.5e9}";
        let [operation] = &operations(events)[..] else { panic!("one operation") };
        let told = (operation.to_string(), operation.invoked, operation.returned);
        assert_eq!(told, ("write 1".into(), 0, 1));
        for (before, after) in [("[", "]"), ("(", ")\n"), ("[", "] []")] {
            let same = operations(&[before, events, "\n", after].concat());
            assert_eq!(same, operations(events));
        }
    }

    #[test]
    fn what_failed_did_not_happen_and_a_read_of_nil_says_nothing() {
        let history = operations(
            "{:process 0, :type :invoke, :f :cas, :value [1 2]}
             {:process 0, :type :fail, :f :cas, :value [1 2]}
             {:process 0, :type :invoke, :f :read, :value nil}
             {:process 0, :type :ok, :f :read, :value nil}",
        );
        assert_eq!(history[0].outcome, Outcome::Failed);
        assert!(history.iter().all(|it| !it.matters()));
    }

    #[test]
    fn what_was_not_answered_is_unknown_also_when_its_process_goes_on() {
        let history = operations(
            "{:process 0, :type :invoke, :f :write, :value 1}
             {:process :nemesis, :type :info, :f :kill, :value nil}
             {:process 0, :type :info, :f :write, :value 1}
             {:process 10, :type :invoke, :f :write, :value 2}
             {:process 10, :type :invoke, :f :write, :value 3}
             {:process 10, :type :ok, :f :write, :value 3}
             {:process 10, :type :info, :f :write, :value 3}",
        );
        let told: Vec<_> = history.iter().map(|it| (it.invoked, it.returned)).collect();
        assert_eq!(told, [(0, NEVER), (3, NEVER), (4, 5)]);
        assert_eq!(history[1].outcome, Outcome::Unknown);
    }

    #[test]
    fn transactions_are_told_by_their_return() {
        let history = operations(
            "{:process 0, :type :invoke, :f :txn, :value [[:read :x nil] [:r :y nil] [:w :x 1]]}
             {:process 0, :type :ok, :f :txn, :value [[:read :x 0] [:r :y nil] [:w :x 1]]}",
        );
        assert_eq!(history[0].to_string(), "transaction [read x=0, write x=1]");
    }

    #[test]
    fn mistakes_are_told_with_their_place() {
        for (text, sentence) in [
            ("", "there is no event in it"),
            ("[1]", "event 0: it is no map"),
            ("[{:process 0", "line 1 cannot be read: there is a “]” too many"),
            ("{}\n]", "line 2 cannot be read: a bracket is closed that was not opened"),
            ("{}\n{:a 1 :a 2}", "line 2 cannot be read: a map has a key twice"),
            ("{:process -1}", "event 0: there is no process -1"),
            ("{:process 0}", "event 0: it has no :f"),
            (
                "{:process 0 :f :read :type :done}",
                "event 0: its :type is none of invoke, ok, fail, info, but “:done”",
            ),
            ("{:process 0 :type :invoke :f :frob}", "event 0: the operation “frob” is not known"),
            (
                "{:process 0 :type :invoke :f :cas :value 1}",
                "event 0: compare-and-set takes two values in brackets, not “1”",
            ),
            (
                "{:process 0 :type :ok :f :read :value 1}",
                "event 0 answers process 0, which has not asked",
            ),
        ] {
            assert_eq!(read(text).expect_err(text), sentence);
        }
        let deep = format!("{{:process 0 :type :invoke :f :write :value {}", "[".repeat(100_000));
        assert!(read(&deep).is_err());
        let deep = format!("{deep}{}}}", "]".repeat(100_000));
        assert_eq!(read(&deep).expect_err("deep"), "event 0: a value is nested too deeply");
        let deep = ["{1 ".repeat(5_000), "2".into(), "}".repeat(5_000)].concat();
        let deep = format!("{{:process 0 :type :invoke :f :write :value {deep}}}");
        assert_eq!(read(&deep).expect_err("deep"), "event 0: a value is nested too deeply");
    }
}
