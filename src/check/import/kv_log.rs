//! The key-value histories that Porcupine is tested with, one event a line:
//! `{:process 3, :type :ok, :f :append, :key "7", :value "x 3 1 y"}`.
//!
//! Values are texts; a key that was never written has the empty one.

use super::edn::{Dialect, read_as};
use super::pairing::History;
use crate::history::Value;

/// Reads a history.
pub fn read(text: &str) -> Result<History, String> {
    let missing = Value::from("");
    let dialect = Dialect { nil_says_nothing: false, missing: missing.clone() };
    read_as(text, &dialect)?.end(missing)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::history::Outcome;

    #[test]
    fn a_key_that_was_never_written_has_the_empty_text() {
        let history = read(
            "{:process 0, :type :invoke, :f :get, :key \"7\", :value nil}
             {:process 0, :type :ok, :f :get, :key \"7\", :value \"\"}
             {:process 0, :type :invoke, :f :append, :key \"7\", :value \"x 0 1 y\"}",
        );
        let history = history.expect("it is a history");
        assert_eq!(history.operations[0].outcome, Outcome::Done(history.initial));
        assert_eq!(history.operations[1].to_string(), "append “x 0 1 y” (outcome unknown)");
        assert_eq!(history.operations[1].key, Value::from("7"));
    }
}
