//! A new pattern: a file that compiles, runs and explains itself, a golden run, and its two lines in
//! the list.
//!
//! The template is a pattern itself, under the name `skeleton`, which `tests/new_pattern.rs`
//! compiles and runs; here it gets another name. Knows no protocol.

use std::fs;
use std::path::Path;

use crate::sh::{self, Result};

const CODE: &str = include_str!("../templates/pattern/mod.rs");
const DOCUMENT: &str = include_str!("../templates/pattern/doc.md");
const GOLDEN: &str = include_str!("../templates/pattern/golden.txt");
/// The family of the template.
const FAMILY: &str = "Idempotency and delivery";

/// Writes a new pattern into the project, and says what comes next.
pub fn create(id: &str, family: &str) -> Result<()> {
    let patterns = sh::root().join("src/patterns");
    let folder = write(&patterns, &sh::root().join("tests/golden"), id, family)?;
    sh::run(sh::cargo().args(["fmt", "--package", "faultline-patterns"]))?;
    println!(
        "The pattern {id} is in src/patterns/{folder}, and runs. What comes next is in CONTRIBUTING.md.\n\
         PATTERN={id} cargo test --test catalogue asks it what every pattern is asked."
    );
    Ok(())
}

/// Writes the folder, the golden run and the two lines; answers the folder's name.
fn write(patterns: &Path, golden: &Path, id: &str, family: &str) -> Result<String> {
    let module = id.replace('-', "_");
    let plain = |it: u8| it.is_ascii_lowercase() || it.is_ascii_digit() || it == b'-';
    let letter = id.starts_with(|it: char| it.is_ascii_lowercase());
    if !letter || !id.bytes().all(plain) || id.ends_with('-') {
        return Err(format!(
            "“{id}” is no id: write small letters with hyphens, like two-phase-commit."
        ));
    }
    let list = patterns.join("mod.rs");
    let text = sh::read(&list)?;
    let families = families(&text);
    if !families.contains(&family) {
        let known = families.join("\n  ");
        return Err(format!("There is no family “{family}”. These are the families:\n  {known}"));
    }
    let folder = patterns.join(&module);
    if folder.exists() {
        return Err(format!("There is a pattern {id} already."));
    }
    let listed = listed(&text, &module, &struct_name(id), |other| {
        let at = family_of(patterns, other).and_then(|it| families.iter().position(|f| *f == it));
        at <= families.iter().position(|it| *it == family)
    })
    .ok_or("src/patterns/mod.rs has no list that a pattern could be added to.")?;
    let golden = golden.join(id);
    for (folder, file, template) in [
        (&folder, "mod.rs", CODE),
        (&folder, "doc.md", DOCUMENT),
        (&golden, "repeated.txt", GOLDEN),
    ] {
        let written = fs::create_dir_all(folder)
            .and_then(|()| fs::write(folder.join(file), named(template, id, family)));
        written.map_err(|error| format!("{}: {error}.", folder.display()))?;
    }
    fs::write(&list, listed).map_err(|error| format!("{}: {error}.", list.display()))?;
    Ok(module)
}

/// The template under another name.
fn named(template: &str, id: &str, family: &str) -> String {
    let title = capitalized(&id.replace('-', " "));
    template
        .replace("name: \"Skeleton\"", &format!("name: \"{title}\""))
        .replace("//! Skeleton:", &format!("//! {title}:"))
        .replace("Skeleton", &struct_name(id))
        .replace("skeleton", id)
        .replace(&format!("\"{FAMILY}\""), &format!("\"{family}\""))
}

fn struct_name(id: &str) -> String {
    id.split('-').map(capitalized).collect()
}

fn capitalized(word: &str) -> String {
    let (first, rest) = word.split_at(word.len().min(1));
    first.to_ascii_uppercase() + rest
}

/// The families that the list declares.
fn families(list: &str) -> Vec<&str> {
    let declared =
        list.split_once("FAMILIES: &[&str] = &[").and_then(|(_, it)| it.split_once("];"));
    let lines = declared.map_or("", |(families, _)| families).lines();
    lines.map(|line| line.trim().trim_matches([',', '"'])).filter(|it| !it.is_empty()).collect()
}

/// The family of a pattern, as its code declares it.
fn family_of(patterns: &Path, module: &str) -> Option<String> {
    let folder = patterns.join(module);
    let texts = ["declare.rs", "mod.rs"].map(|file| fs::read_to_string(folder.join(file)));
    let after =
        |text: String| Some(text.split_once("family: \"")?.1.split('"').next()?.to_string());
    texts.into_iter().flatten().find_map(after)
}

/// The list with two more lines: the module in the order of the alphabet, the entry after the last
/// one that comes before it.
fn listed(
    list: &str,
    module: &str,
    name: &str,
    comes_before: impl Fn(&str) -> bool,
) -> Option<String> {
    let mut lines: Vec<String> = list.lines().map(str::to_string).collect();
    let entry = |line: &str| {
        let (module, _) = line.trim().strip_prefix("of::<")?.split_once("::")?;
        Some(module.to_string())
    };
    let start = lines.iter().position(|line| line.contains("ALL: &[Entry]"))?;
    let end = start + lines[start..].iter().position(|line| line.trim() == "];")?;
    let before =
        (start + 1..end).filter(|at| entry(&lines[*at]).is_some_and(|it| comes_before(&it)));
    let at = before.last().unwrap_or(start) + 1;
    lines.insert(at, format!("    of::<{module}::{name}>(),"));
    let known =
        |line: &str| line.strip_prefix("pub mod ").map(|it| it.trim_end_matches(';').to_string());
    let last = lines.iter().rposition(|line| known(line).is_some())?;
    let later = lines.iter().position(|line| known(line).is_some_and(|it| it.as_str() > module));
    lines.insert(later.unwrap_or(last + 1), format!("pub mod {module};"));
    Some(lines.join("\n") + "\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::PathBuf;

    /// A copy of the list and of what it reads, of which nothing stays.
    struct Copy(PathBuf);

    impl Copy {
        fn new(name: &str) -> Copy {
            let copy =
                std::env::temp_dir().join(format!("faultline-{name}-{}", std::process::id()));
            fs::create_dir_all(copy.join("raft")).unwrap();
            let patterns = sh::root().join("src/patterns");
            fs::copy(patterns.join("mod.rs"), copy.join("mod.rs")).unwrap();
            // Its family stands in one of these, and the new pattern comes after it.
            for file in ["raft/mod.rs", "raft/declare.rs"] {
                let text = fs::read_to_string(patterns.join(file)).unwrap_or_default();
                fs::write(copy.join(file), text).unwrap();
            }
            Copy(copy)
        }
    }

    impl Drop for Copy {
        fn drop(&mut self) {
            let _ = fs::remove_dir_all(&self.0);
        }
    }

    #[test]
    fn a_new_pattern_has_its_name_everywhere_and_its_two_lines() {
        let copy = Copy::new("new");
        let golden = copy.0.join("golden");
        let written = write(&copy.0, &golden, "gap-filling", "Fault tolerance");
        assert_eq!(written, Ok("gap_filling".into()));
        let run = fs::read_to_string(golden.join("gap-filling/repeated.txt")).unwrap();
        let code = fs::read_to_string(copy.0.join("gap_filling/mod.rs")).unwrap();
        let document = fs::read_to_string(copy.0.join("gap_filling/doc.md")).unwrap();
        assert!(code.contains("pub struct GapFilling {") && code.contains("id: \"gap-filling\""));
        assert!(code.contains("name: \"Gap filling\"") && code.contains("\"Fault tolerance\""));
        assert!(document.contains("\npattern gap-filling every=0ms\n"));
        assert!(run.contains("\npattern gap-filling every=0ms\n"));
        for text in [&code, &document, &run] {
            assert!(!text.to_ascii_lowercase().contains("skeleton"), "{text}");
        }
        let list = fs::read_to_string(copy.0.join("mod.rs")).unwrap();
        let place = |line: &str| list.find(line).unwrap_or_else(|| panic!("no {line} in\n{list}"));
        assert!(place("pub mod gap_filling;\n") < place("pub mod raft;\n"));
        assert!(
            place("    of::<raft::Raft>(),\n") < place("    of::<gap_filling::GapFilling>(),\n")
        );
    }

    #[test]
    fn what_cannot_be_a_pattern_is_refused_and_nothing_is_written() {
        let copy = Copy::new("refused");
        let list = fs::read_to_string(copy.0.join("mod.rs")).unwrap();
        let refused = |id, family| write(&copy.0, &copy.0, id, family).unwrap_err();
        assert!(refused("Gap", "Fault tolerance").contains("no id"));
        assert!(refused("../x", "Fault tolerance").contains("no id"));
        assert!(refused("gap", "Faults").contains("Fault tolerance"));
        assert!(refused("raft", "Consensus").contains("already"));
        assert_eq!(fs::read_to_string(copy.0.join("mod.rs")).unwrap(), list);
        assert!(!copy.0.join("gap").exists());
    }
}
