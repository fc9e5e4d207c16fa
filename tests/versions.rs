//! The versions that stand in more than one file are the same in all of them.
//!
//! The page's glue and its binary must come from one wasm-bindgen, and the tools that xtask
//! fetches must be those that the documents name. Knows only the files' text.

use std::path::Path;

fn read(path: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// What stands in `text` between `before` and the next quotation mark.
fn quoted<'a>(text: &'a str, before: &str) -> &'a str {
    let (_, rest) = text.split_once(before).unwrap_or_else(|| panic!("nothing after {before:?}"));
    rest.split('"').next().unwrap_or(rest)
}

#[test]
fn wasm_bindgen_is_one_version() {
    let wanted = quoted(&read("src/page/Cargo.toml"), "\nwasm-bindgen = \"=").to_string();
    let locked = read("Cargo.lock");
    assert_eq!(quoted(&locked, "name = \"wasm-bindgen\"\nversion = \""), wanted, "Cargo.lock");
    let readme = read("README.md");
    assert!(readme.contains(&format!("wasm-bindgen {wanted}")), "README.md names another");
}

#[test]
fn trunk_is_one_version() {
    let fetched = quoted(&read("xtask/src/tools.rs"), "pub const TRUNK: &str = \"").to_string();
    assert_eq!(quoted(&read("Trunk.toml"), "trunk-version = \"^"), fetched, "Trunk.toml");
    assert!(read("README.md").contains(&format!("Trunk {fetched}")), "README.md names another");
}

#[test]
fn rust_is_one_version() {
    let wanted = quoted(&read("Cargo.toml"), "\nrust-version = \"").to_string();
    assert!(read("README.md").contains(&format!("Rust {wanted}")), "README.md names another");
}

#[test]
fn playwright_is_one_version_and_pinned() {
    let manifest = read("tests/e2e/package.json");
    let wanted = quoted(&manifest, "\"@playwright/test\": \"");
    assert!(wanted.starts_with(|c: char| c.is_ascii_digit()), "{wanted} is a range");
    assert_eq!(quoted(&manifest, "\"playwright-core\": \""), wanted, "playwright-core");
    let lock = read("tests/e2e/package-lock.json");
    for package in ["@playwright/test", "playwright", "playwright-core"] {
        let (_, entry) = lock.split_once(&format!("\"node_modules/{package}\": {{")).unwrap();
        assert_eq!(quoted(entry, "\"version\": \""), wanted, "{package} in package-lock.json");
    }
}

#[test]
fn the_oldest_node_is_one_version() {
    let wanted = quoted(&read("tests/e2e/package.json"), "\"node\": \">=").to_string();
    let xtask = read("xtask/src/browser.rs");
    assert!(xtask.contains(&format!("const NODE: u32 = {wanted};")), "xtask asks for another");
    assert!(read("README.md").contains(&format!("Node {wanted}")), "README.md names another");
}
