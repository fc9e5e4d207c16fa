//! Which crate uses which: the table in ARCHITECTURE.md says what the manifests say, and only the
//! page depends on the browser.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::Command;

use serde_json::Value;

/// The head of the table.
const HEAD: &str = "| crate | what it is | may use |";

/// Libraries for the browser, which only the page may depend on.
const BROWSER: &[&str] = &["yew", "web-sys", "js-sys", "wasm-bindgen", "gloo"];

/// For each crate, what it uses of the project's other crates.
type Arrows = BTreeMap<String, BTreeSet<String>>;

/// The arrows of the table: the crate in the first column, what it may use in the third, names in
/// backticks.
fn table(document: &str) -> Option<Arrows> {
    let (_, below) = document.split_once(HEAD)?;
    let rows = below.lines().skip(2).take_while(|line| line.starts_with('|'));
    let arrows = rows.map(|row| {
        let columns: Vec<&str> = row.trim_matches('|').split('|').collect();
        let names = |column: usize| -> BTreeSet<String> {
            let column = columns.get(column).copied().unwrap_or_default();
            column.split('`').skip(1).step_by(2).map(str::to_string).collect()
        };
        (names(0).pop_first().unwrap_or_else(|| panic!("no crate in {row}")), names(2))
    });
    Some(arrows.collect())
}

/// The arrows of the manifests, those for tests aside. A crate is called by its package's name
/// without the project's: `kernel` for `faultline-kernel`.
fn manifests(metadata: &Value) -> Arrows {
    let packages = metadata["packages"].as_array().expect("packages");
    let name = |package: &Value| package["name"].as_str().expect("a name").to_string();
    let own: BTreeSet<String> = packages.iter().map(name).collect();
    let short = |name: &str| name.strip_prefix("faultline-").unwrap_or(name).to_string();
    let arrows = packages.iter().map(|package| {
        let used = dependencies(package).filter(|used| own.contains(*used)).map(short);
        (short(&name(package)), used.collect())
    });
    arrows.collect()
}

/// What a package depends on, tests aside.
fn dependencies(package: &Value) -> impl Iterator<Item = &str> {
    let all = package["dependencies"].as_array().expect("dependencies");
    let kept = all.iter().filter(|it| it["kind"] != "dev");
    kept.map(|it| it["name"].as_str().expect("a name"))
}

fn metadata() -> Value {
    let mut cargo = Command::new(env!("CARGO"));
    cargo.args(["metadata", "--format-version", "1", "--no-deps", "--offline"]);
    let output = cargo.current_dir(env!("CARGO_MANIFEST_DIR")).output().expect("cargo runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).expect("metadata is JSON")
}

/// The rows as they stand in the table.
fn rows(arrows: &Arrows) -> Vec<String> {
    let row = |(name, used): (&String, &BTreeSet<String>)| {
        let used: Vec<String> = used.iter().map(|it| format!("`{it}`")).collect();
        format!("{name} may use {}", used.join(", "))
    };
    arrows.iter().map(row).collect()
}

#[test]
fn the_table_of_crates_says_what_the_manifests_say() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("ARCHITECTURE.md");
    let document = std::fs::read_to_string(path).expect("ARCHITECTURE.md is there");
    let table = table(&document).unwrap_or_else(|| panic!("ARCHITECTURE.md has no table {HEAD}"));
    assert_eq!(rows(&table), rows(&manifests(&metadata())));
}

#[test]
fn only_the_page_depends_on_the_browser() {
    let metadata = metadata();
    let packages = metadata["packages"].as_array().expect("packages");
    let touching = packages.iter().filter(|package| {
        dependencies(package).any(|it| BROWSER.contains(&it) || it.starts_with("gloo-"))
    });
    let names: Vec<_> = touching.map(|package| package["name"].as_str().expect("a name")).collect();
    assert_eq!(names, ["faultline-page"]);
}

#[test]
fn the_table_is_read_with_its_names_and_without_its_prose() {
    let document = format!(
        "# Map\n\n{HEAD}\n|---|---|---|\n| `kernel` | time, `Rng` | |\n\
         | `check` | judges | `kernel` |\n| `page` | it | `kernel`, `check` |\n\nText `after` it.\n"
    );
    let expected = ["check may use `kernel`", "kernel may use ", "page may use `check`, `kernel`"];
    assert_eq!(rows(&table(&document).expect("a table")), expected);
    assert_eq!(table("| crate | what |\n"), None);
}

#[test]
fn an_arrow_of_a_manifest_is_one_outside_of_tests_and_within_the_project() {
    let metadata = serde_json::json!({ "packages": [
        { "name": "faultline-kernel", "dependencies": [{ "name": "serde", "kind": null }] },
        { "name": "faultline-check", "dependencies": [
            { "name": "faultline-kernel", "kind": null },
            { "name": "xtask", "kind": "dev" },
        ] },
        { "name": "xtask", "dependencies": [] },
    ] });
    let expected = ["check may use `kernel`", "kernel may use ", "xtask may use "];
    assert_eq!(rows(&manifests(&metadata)), expected);
}
