//! What all formats have in common: Clojure's notation for values, and the names of calls.
//!
//! The notation is read by the crate `clojure-reader`. Knows no events.

use std::borrow::Cow;

use clojure_reader::edn::{self, Edn};
use clojure_reader::error::Code;

use crate::history::{Access, Call, Value};

/// Values in values go no deeper than this in any history.
const DEPTH: u32 = 16;

/// All values of a text, one after the other, as one vector.
pub fn all(text: &str) -> Result<Edn<'static>, String> {
    // Brackets around everything make one value of it, with comments and gaps wherever they are.
    let whole = format!("[{text}\n]");
    let (values, rest) = edn::read(&whole).map_err(|error| {
        let last = text.lines().count().max(1);
        let line = error.line.map_or(last, |line| line.min(last));
        format!("line {line} cannot be read: {}", mistake(&error.code))
    })?;
    if !rest.trim().is_empty() {
        let line = whole[..whole.len() - rest.len()].lines().count();
        return Err(format!("line {line} cannot be read: a bracket is closed that was not opened"));
    }
    Ok(values.into_owned())
}

fn mistake(code: &Code) -> String {
    match code {
        Code::UnexpectedEOF => "it ends in the middle of a value".into(),
        Code::UnmatchedDelimiter(c) => format!("there is a “{c}” too many"),
        Code::HashMapDuplicateKey => "a map has a key twice".into(),
        Code::SetDuplicateKey => "a set has a value twice".into(),
        Code::InvalidNumber | Code::InvalidRadix(_) => "there is no such number".into(),
        Code::InvalidKeyword => "there is no such keyword".into(),
        Code::InvalidTag => "there is no such tag".into(),
        other => format!("{other:?}"),
    }
}

/// The value in a text, nil if it is empty. What follows it is passed over.
pub fn one(text: &str) -> Result<Edn<'static>, String> {
    let read = edn::read_string(text);
    let value = read.map_err(|error| format!("cannot be read: {}", mistake(&error.code)))?;
    Ok(value.into_owned())
}

/// The value that clients wrote or read.
pub fn value(edn: &Edn) -> Result<Value, String> {
    nested(edn, DEPTH)
}

fn nested(edn: &Edn, depth: u32) -> Result<Value, String> {
    let depth = depth.checked_sub(1).ok_or("a value is nested too deeply")?;
    Ok(match edn {
        Edn::Nil => Value::Nil,
        Edn::Int(number) => Value::Number(*number),
        Edn::Str(text) | Edn::Symbol(text) => Value::Text((&**text).into()),
        Edn::Key(name) => Value::Text(name.strip_prefix(':').unwrap_or(name).into()),
        Edn::Vector(values) | Edn::List(values) => {
            let values: Result<_, _> = values.iter().map(|it| nested(it, depth)).collect();
            Value::List(values?)
        }
        Edn::Set(values) => {
            let values: Result<Vec<Value>, _> = values.iter().map(|it| nested(it, depth)).collect();
            let mut values = values?;
            values.sort();
            Value::List(values)
        }
        // Maps and tagged values are only compared, as are numbers of other kinds and characters.
        Edn::Map(entries) => {
            let entries = entries.iter().flat_map(|(key, value)| [key, value]);
            let entries: Result<_, _> = entries.map(|it| nested(it, depth)).collect();
            Value::List(entries?)
        }
        Edn::Tagged(_, value) => nested(value, depth)?,
        other => Value::Text(other.to_string().into()),
    })
}

/// The call of this name with this value.
pub fn call(name: &str, given: &Edn) -> Result<Call, String> {
    Ok(match name {
        "read" | "get" => Call::Read,
        "write" | "put" => Call::Write(value(given)?),
        "cas" => {
            let (old, new) = pair(given).ok_or_else(|| {
                format!("compare-and-set takes two values in brackets, not {}", shown(given))
            })?;
            Call::CompareAndSet(value(old)?, value(new)?)
        }
        "append" => Call::Append(value(given)?),
        "acquire" | "lock" => Call::Acquire,
        "release" | "unlock" => Call::Release,
        "enqueue" => Call::Enqueue(value(given)?),
        "dequeue" => Call::Dequeue,
        "add" => Call::Add(value(given)?),
        "txn" => Call::Transaction(accesses(given)?.into_iter().map(|(it, _)| it).collect()),
        other => return Err(format!("the operation “{other}” is not known")),
    })
}

/// The accesses of a transaction, each with the value read, as `[[:read :x 0] [:write :y 1]]`.
pub fn accesses(given: &Edn) -> Result<Vec<(Access, Value)>, String> {
    let Some(parts) = items(given) else {
        return Err(format!("a transaction is a list of accesses, not {}", shown(given)));
    };
    parts.iter().map(access).collect()
}

fn access(given: &Edn) -> Result<(Access, Value), String> {
    let parts = items(given).unwrap_or(&[]);
    let kind = parts.first().and_then(name);
    match (kind.as_deref(), parts) {
        (Some("read" | "r"), [_, key, seen]) => Ok((Access::Read(value(key)?), value(seen)?)),
        (Some("read" | "r"), [_, key]) => Ok((Access::Read(value(key)?), Value::Nil)),
        (Some("write" | "w"), [_, key, new]) => {
            Ok((Access::Write(value(key)?, value(new)?), Value::Nil))
        }
        _ => Err("a transaction consists of [:read :x nil] and [:write :x 1]".into()),
    }
}

fn pair<'a, 'e>(edn: &'a Edn<'e>) -> Option<(&'a Edn<'e>, &'a Edn<'e>)> {
    match items(edn)? {
        [first, second] => Some((first, second)),
        _ => None,
    }
}

/// The values in a vector or list.
pub fn items<'a, 'e>(edn: &'a Edn<'e>) -> Option<&'a [Edn<'e>]> {
    match edn {
        Edn::Vector(values) | Edn::List(values) => Some(values),
        _ => None,
    }
}

/// A name: a keyword without its colon, a symbol, or a text.
pub fn name<'a>(edn: &'a Edn) -> Option<Cow<'a, str>> {
    match edn {
        Edn::Key(name) => Some(name.strip_prefix(':').unwrap_or(name).into()),
        Edn::Symbol(name) | Edn::Str(name) => Some((&**name).into()),
        _ => None,
    }
}

/// What stands where something else is expected, however large it is.
pub fn shown(edn: &Edn) -> String {
    match edn {
        Edn::Vector(_) | Edn::List(_) => "a list".into(),
        Edn::Set(_) => "a set".into(),
        Edn::Map(_) => "a map".into(),
        Edn::Tagged(..) => "a tagged value".into(),
        atom => format!("“{atom}”"),
    }
}
