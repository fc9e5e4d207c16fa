//! Other people's figures and test vectors, which are not the project's own to carry: they are read
//! where they lie beside it, and where they do not, a test says so and compares nothing.

use std::fs;
use std::path::Path;

use serde_json::Value;

/// A file of other people's figures as text; none, with a word, where it is missing.
pub fn text(name: &str) -> Option<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let found = fs::read_to_string(root.join("../shared/corpora/vectors").join(name)).ok();
    if found.is_none() {
        println!("{name} is not there: nothing was compared with it");
    }
    found
}

/// The same as JSON.
pub fn json(name: &str) -> Option<Value> {
    text(name).map(|text| serde_json::from_str(&text).expect("it is JSON"))
}

/// A value that must be a whole number.
pub fn number(value: &Value) -> u64 {
    value.as_u64().unwrap_or_else(|| panic!("{value} is no number"))
}
