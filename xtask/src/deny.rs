//! What may be among the dependencies: their licences, their sources, and which may be there twice.
//!
//! `deny.toml` has the lists, in the form of cargo-deny. [`check`] holds Cargo.lock against them in
//! a second and needs no tool but Cargo; [`thorough`] asks cargo-deny, which takes minutes to compile.

use std::collections::{BTreeMap, BTreeSet};
use std::iter::Peekable;
use std::str::SplitWhitespace;

use crate::lock::{self, Package};
use crate::sh::{self, Result};
use crate::tools;

/// Compares the lock file with the lists.
pub fn check() -> Result<()> {
    let read = |file: &str| sh::read(&sh::root().join(file));
    // All features and targets: what is locked for another machine is distributed too.
    let args = ["tree", "--workspace", "--all-features", "--target", "all", "--locked"];
    let form = ["--prefix", "none", "--no-dedupe", "--format", "{p}|{l}"];
    let tree = sh::answer(sh::cargo().args(args).args(form)).ok_or("`cargo tree` failed.")?;
    let complaints = complaints(&read("deny.toml")?, &read("Cargo.lock")?, &tree);
    if complaints.is_empty() { Ok(()) } else { Err(complaints.join("\n")) }
}

/// Asks cargo-deny, which is fetched where it is missing.
pub fn thorough() -> Result<()> {
    let program = tools::cargo_deny()?;
    sh::run(sh::command(program).args(["--workspace", "check", "licenses", "sources", "bans"]))
}

/// What in the lock file is against the lists of `rules`. A line of `tree` has a package and its
/// licence.
fn complaints(rules: &str, lock: &str, tree: &str) -> Vec<String> {
    let licences: BTreeMap<(&str, &str), &str> = tree.lines().filter_map(licence).collect();
    let allowed = strings(rules, "licenses", "allow");
    let registries = strings(rules, "sources", "allow-registry");
    let packages = lock::packages(lock);
    let mut complaints = Vec::new();
    for Package { name, version, source } in &packages {
        match licences.get(&(*name, *version)).copied() {
            Some(licence) if satisfied(licence, &allowed) => {}
            Some("") | None => complaints.push(format!("{name} {version} names no licence.")),
            Some(licence) => complaints.push(format!(
                "{name} {version} has the licence {licence}, which deny.toml does not allow."
            )),
        }
        let from = source.map(|it| it.strip_prefix("registry+").unwrap_or(it));
        if let Some(from) = from.filter(|it| !registries.contains(it)) {
            complaints
                .push(format!("{name} {version} is from {from}, which deny.toml does not allow."));
        }
    }
    let (twice, skipped) = (twice(&packages), strings(rules, "bans", "skip"));
    // The other strings of the list are reasons.
    let skipped = skipped.into_iter().filter(|it| it.contains('@')).map(str::to_string).collect();
    for package in twice.difference(&skipped) {
        complaints.push(format!(
            "{package} is in Cargo.lock beside a later version; `cargo tree --invert {package}` \
             says why."
        ));
    }
    for package in skipped.difference(&twice) {
        complaints.push(format!("deny.toml skips {package}, which is not in Cargo.lock twice."));
    }
    complaints
}

/// The package, its version and its licence in a line like `serde v1.0.1 (proc-macro)|MIT`.
fn licence(line: &str) -> Option<((&str, &str), &str)> {
    let (package, licence) = line.split_once('|')?;
    let (name, rest) = package.split_once(" v")?;
    Some(((name, rest.split(' ').next()?), licence))
}

/// The strings of a list in a section of TOML.
fn strings<'a>(text: &'a str, section: &str, key: &str) -> Vec<&'a str> {
    let Some((_, section)) = text.split_once(&format!("\n[{section}]")) else { return vec![] };
    let section = section.split("\n[").next().unwrap_or_default();
    let Some((_, list)) = section.split_once(&format!("\n{key} = [")) else { return vec![] };
    list.split(']').next().unwrap_or_default().split('"').skip(1).step_by(2).collect()
}

/// All but the latest version of each package that is there twice, in the form `syn@1`: as many
/// numbers as tell apart what Cargo takes for incompatible.
fn twice(packages: &[Package]) -> BTreeSet<String> {
    let earlier = packages.windows(2).filter(|it| it[0].name == it[1].name).map(|it| &it[0]);
    let incompatible = |version: &str| {
        let numbers: Vec<&str> = version.split('.').collect();
        let zeros = numbers.iter().take_while(|it| **it == "0").count();
        numbers[..numbers.len().min(zeros + 1)].join(".")
    };
    earlier.map(|it| format!("{}@{}", it.name, incompatible(it.version))).collect()
}

/// Whether an SPDX expression can be met with these licences. Older packages write `/` for `OR`.
fn satisfied(expression: &str, allowed: &[&str]) -> bool {
    let spaced = expression.replace('/', " OR ").replace('(', " ( ").replace(')', " ) ");
    any(&mut spaced.split_whitespace().peekable(), allowed)
}

type Words<'a> = Peekable<SplitWhitespace<'a>>;

/// Alternatives, up to a closing bracket or the end.
fn any(words: &mut Words, allowed: &[&str]) -> bool {
    let mut met = all(words, allowed);
    while words.next_if_eq(&"OR").is_some() {
        met |= all(words, allowed);
    }
    met
}

/// Licences that hold together.
fn all(words: &mut Words, allowed: &[&str]) -> bool {
    let mut met = one(words, allowed);
    while words.next_if_eq(&"AND").is_some() {
        met &= one(words, allowed);
    }
    met
}

/// A licence, with its exception if it has one, or an expression in brackets.
fn one(words: &mut Words, allowed: &[&str]) -> bool {
    let Some(name) = words.next() else { return false };
    if name == "(" {
        let met = any(words, allowed);
        return words.next_if_eq(&")").is_some() && met;
    }
    match words.next_if_eq(&"WITH").and_then(|_| words.next()) {
        Some(exception) => allowed.contains(&format!("{name} WITH {exception}").as_str()),
        None => allowed.contains(&name),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RULES: &str = "# [bans]\n[graph]\nall-features = true\n\n[licenses]\n\
        allow = [\"MIT\", \"Zlib\"]\n\n[sources]\nallow-registry = [\"https://one\"]\n\n\
        [bans]\nmultiple-versions = \"deny\"\nskip = [\n    \
        { crate = \"b@0.1\", reason = \"through c\" },\n]\n";

    /// The lock file and the tree of packages: name, version, source and licence.
    fn project(packages: &[(&str, &str, &str, &str)]) -> (String, String) {
        let (mut lock, mut tree) = (String::new(), String::new());
        for (name, version, source, licence) in packages {
            lock += &format!("[[package]]\nname = \"{name}\"\nversion = \"{version}\"\n");
            if !source.is_empty() {
                lock += &format!("source = \"{source}\"\n");
            }
            tree += &format!("{name} v{version} (proc-macro)|{licence}\n");
        }
        (lock, tree)
    }

    fn told(packages: &[(&str, &str, &str, &str)]) -> Vec<String> {
        let (lock, tree) = project(packages);
        complaints(RULES, &lock, &tree)
    }

    const ONE: &str = "registry+https://one";

    #[test]
    fn what_the_lists_allow_passes() {
        let own = ("own", "0.1.0", "", "MIT OR Apache-2.0");
        let twice = [("b", "0.1.9", ONE, "MIT"), ("b", "0.2.1", ONE, "Zlib")];
        assert_eq!(told(&[twice[0], twice[1], own]), [""; 0]);
    }

    #[test]
    fn a_licence_a_source_and_a_second_version_are_told() {
        let skipped = [("b", "0.1.9", ONE, "MIT"), ("b", "0.2.1", ONE, "Zlib")];
        let told = |package| told(&[&skipped[..], &[package]].concat()).join("; ");
        assert!(told(("c", "1.0.0", ONE, "GPL-3.0")).starts_with("c 1.0.0 has the licence GPL"));
        assert_eq!(told(("c", "1.0.0", ONE, "")), "c 1.0.0 names no licence.");
        let git = ("c", "1.0.0", "git+https://one", "MIT");
        assert!(told(git).starts_with("c 1.0.0 is from git+https://one, which"));
        assert!(told(("b", "2.0.0", ONE, "MIT")).starts_with("b@0.2 is in Cargo.lock beside"));
    }

    #[test]
    fn a_second_version_that_is_gone_need_not_be_skipped() {
        let told = told(&[("b", "0.2.1", ONE, "MIT")]);
        assert_eq!(told, ["deny.toml skips b@0.1, which is not in Cargo.lock twice."]);
    }

    #[test]
    fn expressions_of_licences_are_read() {
        let allowed = ["MIT", "Apache-2.0", "Unicode-3.0"];
        for (expression, met) in [
            ("MIT", true),
            ("MIT/Apache-2.0", true),
            ("GPL-3.0 OR MIT", true),
            ("(MIT OR Apache-2.0) AND Unicode-3.0", true),
            ("(MIT OR Apache-2.0) AND BSD-3-Clause", false),
            ("MIT OR GPL-3.0 AND BSD-3-Clause", true),
            ("Apache-2.0 WITH LLVM-exception", false),
            ("Apache-2.0 WITH LLVM-exception OR MIT", true),
            ("", false),
            ("(MIT", false),
        ] {
            assert_eq!(satisfied(expression, &allowed), met, "{expression}");
        }
    }

    #[test]
    fn the_lists_of_the_project_are_found() {
        let rules = sh::read(&sh::root().join("deny.toml")).unwrap();
        assert!(strings(&rules, "licenses", "allow").contains(&"MIT"));
        assert_eq!(strings(&rules, "sources", "allow-registry").len(), 1);
        assert!(strings(&rules, "bans", "skip").contains(&"syn@1"));
    }
}
