//! `faultline linearizable`: judges the history of another system's clients.
//!
//! Knows the names of formats and models. What they mean is in `check`.

use serde::Serialize;

use crate::args::{Args, JSON};
use crate::{Command, Failure, Io, Verdict, source};
use check::history::{Call, NEVER, Operation, Value};
use check::import;
use check::import::History;
use check::linear;
use check::linear::Counterexample;
use check::model::{Mutex, Queue, Register, Registers, Set};

pub const LINEARIZABLE: Command = Command {
    name: "linearizable",
    usage: "linearizable FILE|- --model MODEL --format FORMAT [--initial VALUE] [--json]",
    summary: "Judges whether what a store's clients were told is linearizable.",
    help: "\
Prints `linearizable`, or the first operation that cannot be placed in any order that the model
explains, with what comes before it in the longest order that can. For example

    printf '%s\\n' '{:process 0 :type :invoke :f :write :value 1}' \\
        '{:process 0 :type :ok :f :write :value 1}' \\
        '{:process 1 :type :invoke :f :read :value nil}' \\
        '{:process 1 :type :ok :f :read :value 0}' |
        faultline linearizable - --model register --format edn

finds that 0 is read after 1 was written.

  --model MODEL     what the store is:
                      register        read, write
                      cas-register    read, write, compare-and-set
                      kv              many keys: read, write, compare-and-set, append
                      multi-register  transactions of reads and writes of many registers
                      mutex           acquire, release
                      queue           enqueue, dequeue: first in, first out
                      set             add, read
  --format FORMAT   how the history is written:
                      edn         Jepsen's maps; a failed operation did not happen, a read of nil
                                  saw anything, registers begin with 0
                      jepsen-log  lines of an early Jepsen's log; a failed compare-and-set saw
                                  another value, a read of nil saw none, registers begin with none
                      kv-log      Porcupine's maps with a :key; keys begin with an empty text
  --initial VALUE   what registers begin with, where the format is not right about it: a number,
                    nil, or a text
  --json            prints one object:
                    {\"verdict\",\"operations\"}, and where it is not linearizable also
                    \"culprit\":OPERATION, \"after\":OPERATION or null, \"prefix\":[OPERATION]
                      OPERATION: {\"process\",\"key\",\"operation\",\"invoked\",\"returned\"}; the
                      last two are numbers of events, from 0 on, or null where none returned

Ends with status 1 if the history is not linearizable.
",
    flags: &[("--model", true), ("--format", true), ("--initial", true), JSON],
    run: linearizable,
};

type Read = fn(&str) -> Result<History, String>;

const FORMATS: &[(&str, Read)] = &[
    ("edn", import::edn::read),
    ("jepsen-log", import::jepsen_log::read),
    ("kv-log", import::kv_log::read),
];

/// A model by its name: which calls it knows, and how it judges a history.
struct Model {
    name: &'static str,
    knows: fn(&Call) -> bool,
    judge: fn(&History) -> linear::Verdict,
}

const MODELS: &[Model] = &[
    Model {
        name: "register",
        knows: |call| matches!(call, Call::Read | Call::Write(_)),
        judge: registers,
    },
    Model {
        name: "cas-register",
        knows: |call| matches!(call, Call::Read | Call::Write(_) | Call::CompareAndSet(..)),
        judge: registers,
    },
    Model {
        name: "kv",
        knows: |call| {
            let register = matches!(call, Call::Read | Call::Write(_) | Call::CompareAndSet(..));
            register || matches!(call, Call::Append(_))
        },
        judge: registers,
    },
    Model {
        name: "multi-register",
        knows: |call| matches!(call, Call::Transaction(_)),
        judge: |it| judge(&Registers { initial: it.initial.clone() }, it),
    },
    Model {
        name: "mutex",
        knows: |call| matches!(call, Call::Acquire | Call::Release),
        judge: |it| judge(&Mutex, it),
    },
    Model {
        name: "queue",
        knows: |call| matches!(call, Call::Enqueue(_) | Call::Dequeue),
        judge: |it| judge(&Queue, it),
    },
    Model {
        name: "set",
        knows: |call| matches!(call, Call::Add(_) | Call::Read),
        judge: |it| judge(&Set, it),
    },
];

fn registers(history: &History) -> linear::Verdict {
    judge(&Register { initial: history.initial.clone() }, history)
}

fn judge<M: check::model::Model + Clone>(model: &M, history: &History) -> linear::Verdict {
    linear::judge(model, &history.operations, u64::MAX)
}

fn linearizable(args: &Args, io: &mut Io) -> Result<Verdict, Failure> {
    let file = args.one("a file with a history, or -")?;
    let model = named(args, "--model", MODELS, |model| model.name)?;
    let (_, read) = named(args, "--format", FORMATS, |(name, _)| name)?;
    let text = source::read_history(file, io)?;
    let mut history = read(&text).map_err(|reason| format!("{file}: {reason}"))?;
    if let Some(initial) = args.value("--initial") {
        history.initial = value(initial);
    }
    if let Some(stranger) = history.operations.iter().find(|it| !(model.knows)(&it.call)) {
        let (at, model) = (stranger.invoked, model.name);
        let known: Vec<_> = MODELS.iter().filter(|it| (it.knows)(&stranger.call)).collect();
        let known: Vec<_> = known.iter().map(|it| it.name).collect();
        let known = known.join(", ");
        return Err(format!(
            "{file}: event {at} asks for “{stranger}”, which is not of the model {model}; it is of {known}"
        )
        .into());
    }
    let verdict = (model.judge)(&history);
    if args.has(JSON.0) {
        let row = Row::of(&verdict, &history.operations);
        serde_json::to_writer(&mut *io.out, &row).map_err(std::io::Error::from)?;
        writeln!(io.out)?;
    } else {
        write!(io.out, "{}", told(&verdict, &history.operations))?;
    }
    Ok(match verdict {
        linear::Verdict::Linearizable => Verdict::Good,
        linear::Verdict::NotLinearizable(_) | linear::Verdict::GaveUp => Verdict::Bad,
    })
}

/// What a flag names.
fn named<'a, T>(
    args: &Args,
    flag: &str,
    all: &'a [T],
    name: fn(&T) -> &'static str,
) -> Result<&'a T, Failure> {
    let names = || all.iter().map(name).collect::<Vec<_>>().join(", ");
    let Some(given) = args.value(flag) else {
        return Err(format!("Expected {flag} and one of {}", names()).into());
    };
    all.iter().find(|it| name(it) == given).ok_or_else(|| {
        Failure::Sentence(format!("{flag}: there is no “{given}”; expected one of {}", names()))
    })
}

fn value(text: &str) -> Value {
    match (text, text.parse::<i64>()) {
        ("nil", _) => Value::Nil,
        (_, Ok(number)) => number.into(),
        (text, Err(_)) => text.into(),
    }
}

/// The verdict in words.
fn told(verdict: &linear::Verdict, history: &[Operation]) -> String {
    let found = match verdict {
        linear::Verdict::Linearizable => return "linearizable\n".into(),
        linear::Verdict::GaveUp => return "undecided\n".into(),
        linear::Verdict::NotLinearizable(found) => found,
    };
    let culprit = in_words(&history[found.culprit]);
    let mut told = format!("not linearizable: first operation that cannot be placed: {culprit}\n");
    let same_object = |it: &&Operation| it.matters() && it.key == history[found.culprit].key;
    let (count, all) = (found.prefix.len(), history.iter().filter(same_object).count());
    told += &format!("the longest order that the model explains takes {count} of {all} operations");
    told += &match found.last_change(history) {
        Some(number) => {
            format!("; the last that changes anything is {}\n", in_words(&history[number]))
        }
        None => " and changes nothing\n".into(),
    };
    told
}

fn in_words(operation: &Operation) -> String {
    let Operation { process, invoked, returned, .. } = operation;
    let key = match &operation.key {
        Value::Nil => String::new(),
        key => format!(" of key {key}"),
    };
    let end = match *returned {
        NEVER => "never returned".into(),
        at => format!("returned at event {at}"),
    };
    format!("{operation}{key} by process {process} (invoked at event {invoked}, {end})")
}

/// The verdict in JSON.
#[derive(Serialize)]
struct Row {
    verdict: &'static str,
    operations: usize,
    #[serde(flatten)]
    found: Option<Found>,
}

#[derive(Serialize)]
struct Found {
    culprit: OperationRow,
    after: Option<OperationRow>,
    prefix: Vec<OperationRow>,
}

#[derive(Serialize)]
struct OperationRow {
    process: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    key: Option<String>,
    operation: String,
    invoked: u32,
    returned: Option<u32>,
}

impl Row {
    fn of(verdict: &linear::Verdict, history: &[Operation]) -> Row {
        let row = |number: usize| OperationRow::of(&history[number]);
        let found = |it: &Counterexample| Found {
            culprit: row(it.culprit),
            after: it.last_change(history).map(row),
            prefix: it.prefix.iter().copied().map(row).collect(),
        };
        let (verdict, found) = match verdict {
            linear::Verdict::Linearizable => ("linearizable", None),
            linear::Verdict::NotLinearizable(it) => ("not linearizable", Some(found(it))),
            linear::Verdict::GaveUp => ("undecided", None),
        };
        Row { verdict, operations: history.len(), found }
    }
}

impl OperationRow {
    fn of(operation: &Operation) -> OperationRow {
        OperationRow {
            process: operation.process,
            key: (operation.key != Value::Nil).then(|| operation.key.to_string()),
            operation: operation.to_string(),
            invoked: operation.invoked,
            returned: (operation.returned != NEVER).then_some(operation.returned),
        }
    }
}
