//! Rules for the project's text that no other tool checks: every file says what it is, none is too
//! long, nothing is unfinished or switched off.

use std::fs;
use std::path::{Path, PathBuf};

/// A file of the project.
struct File {
    /// Its path from the project's folder, with `/` between its parts.
    path: String,
    text: String,
}

impl File {
    /// Its lines that are not comments, with their numbers.
    fn code(&self) -> impl Iterator<Item = (usize, &str)> {
        let lines = self.text.lines().enumerate().map(|(at, line)| (at + 1, line));
        lines.filter(|(_, line)| !line.trim_start().starts_with("//"))
    }
}

/// The files of these folders, or these files, with one of these endings.
fn files(places: &[&str], endings: &[&str]) -> Vec<File> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut found = Vec::new();
    let mut open: Vec<PathBuf> = places.iter().map(|place| root.join(place)).collect();
    while let Some(path) = open.pop() {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if path.is_dir() {
            if !["node_modules", "test-results", "target"].contains(&name.as_str()) {
                let entries = fs::read_dir(&path).expect("a folder can be read");
                open.extend(entries.map(|entry| entry.expect("an entry can be read").path()));
            }
        } else if path.is_file() && endings.iter().any(|ending| name.ends_with(ending)) {
            let text = fs::read_to_string(&path).expect("a source file is text");
            let path = path.strip_prefix(root).expect("it lies in the project");
            let parts: Vec<_> = path.iter().map(|part| part.to_string_lossy()).collect();
            found.push(File { path: parts.join("/"), text });
        }
    }
    assert!(!found.is_empty(), "no files in {places:?}");
    found.sort_by(|a, b| a.path.cmp(&b.path));
    found
}

fn rust() -> Vec<File> {
    files(&["src", "xtask/src", "tests", "benches"], &[".rs"])
}

/// Everything that people read.
fn texts() -> Vec<File> {
    let places = ["src", "xtask", "tests", "benches", "static", "styles", "docs", ".ci", ".cargo"];
    let tops = ["index.html", "Trunk.toml", "Cargo.toml", "clippy.toml", "rustfmt.toml"];
    let documents = ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md"];
    let endings =
        [".rs", ".md", ".mjs", ".js", ".css", ".html", ".toml", ".json", ".svg", ".txt", "run"];
    files(&[&places[..], &tops, &documents].concat(), &endings)
}

#[track_caller]
fn none(complaints: Vec<String>) {
    assert!(complaints.is_empty(), "\n{}\n", complaints.join("\n"));
}

#[test]
fn every_file_opens_by_saying_what_it_is() {
    let silent = rust().into_iter().filter(|file| !file.text.starts_with("//! "));
    let scripts = files(&["tests/e2e", "static"], &[".mjs", ".js"]);
    let scripts = scripts.into_iter().filter(|file| !file.text.starts_with("// "));
    none(silent.chain(scripts).map(|file| file.path).collect());
}

#[test]
fn no_file_is_too_long_to_read() {
    let long = rust().into_iter().filter(|file| file.text.lines().count() > 600);
    none(long.map(|file| format!("{}: past 600 lines", file.path)).collect());
}

#[test]
fn nothing_is_unfinished_or_switched_off() {
    // Put together here, so that this file does not complain about itself.
    let marks = [
        concat!("todo", "!("),
        concat!("unimplemented", "!("),
        concat!("#[", "ignore"),
        concat!("test.", "skip"),
        concat!("test.", "fixme"),
        concat!("test.", "only"),
        concat!("FIX", "ME"),
        concat!("XX", "X"),
    ];
    none(containing(&marks));
}

#[test]
fn nothing_names_a_place_on_one_machine() {
    let places = [
        concat!("/", "home/"),
        concat!("/", "Users/"),
        concat!("/", "root/"),
        concat!("/", "work/"),
    ];
    none(containing(&places));
}

/// Where one of these marks stands.
fn containing(marks: &[&str]) -> Vec<String> {
    let mut found = Vec::new();
    for file in texts() {
        for (at, line) in file.text.lines().enumerate() {
            for mark in marks.iter().filter(|mark| line.contains(*mark)) {
                found.push(format!("{}:{}: {mark}", file.path, at + 1));
            }
        }
    }
    found
}

/// The standard library's writer of floats weighs 20 kB in the page; `view::decimal` is one for
/// pictures. What is printed without a precision goes past this test, but not past the page's
/// ceiling.
#[test]
fn pictures_write_their_own_decimals() {
    let precise = |line: &str| {
        let fields = line.split('{').skip(1).filter_map(|rest| rest.split('}').next());
        fields.filter_map(|field| field.split_once(':')).any(|(name, format)| {
            name.chars().all(|c| c.is_alphanumeric() || c == '_') && format.starts_with('.')
        })
    };
    assert!(precise(r#"format!("{:.1} {x}", y)"#) && precise(r#""{far_x:.places$}""#));
    let mut complaints = Vec::new();
    for file in files(&["src/view", "src/page"], &[".rs"]) {
        let found = file.code().filter(|(_, line)| precise(line));
        complaints.extend(found.map(|(at, line)| format!("{}:{at}: {line}", file.path)));
    }
    none(complaints);
}

/// What there is to read of a pattern is left out of the page by `doc!`, and fetched later.
#[test]
fn documentation_is_taken_in_by_its_macro() {
    let mut complaints = Vec::new();
    for file in files(&["src/patterns"], &[".rs"]) {
        let found = file.code().filter(|(_, line)| line.contains("include_str!"));
        let say = |(at, _)| format!("{}:{at}: write crate::doc!(\"doc.md\")", file.path);
        complaints.extend(found.map(say));
    }
    none(complaints);
}

#[test]
fn there_are_no_emoji() {
    // Pictographs and the sign that turns a character into one. Arrows, dashes, mathematical
    // signs, box drawings, check marks and crosses are letters like others.
    let pictograph = |c: &char| match *c {
        '✓' | '✗' => false,
        c => matches!(c, '\u{2600}'..='\u{27bf}' | '\u{fe0f}' | '\u{1f000}'..='\u{1faff}'),
    };
    let mut complaints = Vec::new();
    for file in texts() {
        for (at, line) in file.text.lines().enumerate() {
            if let Some(c) = line.chars().find(pictograph) {
                complaints.push(format!("{}:{}: {c}", file.path, at + 1));
            }
        }
    }
    none(complaints);
}
