//! A new pattern: a file that compiles, runs and explains itself, a golden run, and its two
//! lines: the module among the patterns, the entry in the catalogue.
//!
//! The template is a pattern itself, under the name `skeleton`, which `tests/catalogue/template.rs`
//! compiles and runs; here it gets another name. Knows no protocol.

use std::fs;
use std::path::{Path, PathBuf};

use crate::sh::{self, Result};

const CODE: &str = include_str!("../templates/pattern/mod.rs");
const DOCUMENT: &str = include_str!("../templates/pattern/doc.md");
const GOLDEN: &str = include_str!("../templates/pattern/golden.txt");
/// The family of the template.
const FAMILY: &str = "Idempotency and delivery";

/// Writes a new pattern into the project, and says what comes next.
pub fn create(id: &str, family: &str) -> Result<()> {
    let folder = write(&Places::of(&sh::root()), id, family)?;
    let packages = ["--package", "faultline-patterns", "--package", "faultline-catalogue"];
    sh::run(sh::cargo().arg("fmt").args(packages))?;
    println!(
        "The pattern {id} is in src/patterns/{folder}, and runs. What comes next is in CONTRIBUTING.md.\n\
         PATTERN={id} cargo test --test catalogue asks it what every pattern is asked."
    );
    Ok(())
}

/// What a pattern is written into.
struct Places {
    /// The folder of all patterns.
    patterns: PathBuf,
    /// Where the patterns' modules are named.
    modules: PathBuf,
    /// Where the patterns are listed.
    catalogue: PathBuf,
    /// The folder of all golden runs.
    golden: PathBuf,
}

impl Places {
    /// Those of the project that lies there.
    fn of(root: &Path) -> Places {
        let patterns = root.join("src/patterns");
        Places {
            modules: patterns.join("lib.rs"),
            patterns,
            catalogue: root.join("src/catalogue/lib.rs"),
            golden: root.join("tests/golden"),
        }
    }
}

/// Writes the folder, the golden run and the two lines; returns the folder's name.
fn write(places: &Places, id: &str, family: &str) -> Result<String> {
    let module = id.replace('-', "_");
    let plain = |it: u8| it.is_ascii_lowercase() || it.is_ascii_digit() || it == b'-';
    let letter = id.starts_with(|it: char| it.is_ascii_lowercase());
    if !letter || !id.bytes().all(plain) || id.ends_with('-') {
        return Err(format!(
            "“{id}” is no id: write small letters with hyphens, like two-phase-commit."
        ));
    }
    let Places { patterns, modules, catalogue, golden } = places;
    let (named_in, listed_in) = (sh::read(modules)?, sh::read(catalogue)?);
    let families = families(&listed_in);
    if !families.contains(&family) {
        let known = families.join("\n  ");
        return Err(format!("There is no family “{family}”. These are the families:\n  {known}"));
    }
    let folder = patterns.join(&module);
    if folder.exists() {
        return Err(format!("There is a pattern {id} already."));
    }
    let named_in = with_module(&named_in, &module)
        .ok_or("src/patterns/lib.rs names no modules to which one could be added.")?;
    let listed_in = with_entry(&listed_in, &module, &struct_name(id), |other| {
        let at = family_of(patterns, other).and_then(|it| families.iter().position(|f| *f == it));
        at <= families.iter().position(|it| *it == family)
    })
    .ok_or("src/catalogue/lib.rs has no list that a pattern could be added to.")?;
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
    for (file, text) in [(modules, named_in), (catalogue, listed_in)] {
        fs::write(file, text).map_err(|error| format!("{}: {error}.", file.display()))?;
    }
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

/// The modules with one more, in the order of the alphabet.
fn with_module(modules: &str, module: &str) -> Option<String> {
    let mut lines: Vec<String> = modules.lines().map(str::to_string).collect();
    let known =
        |line: &str| line.strip_prefix("pub mod ").map(|it| it.trim_end_matches(';').to_string());
    let last = lines.iter().rposition(|line| known(line).is_some())?;
    let later = lines.iter().position(|line| known(line).is_some_and(|it| it.as_str() > module));
    lines.insert(later.unwrap_or(last + 1), format!("pub mod {module};"));
    Some(lines.join("\n") + "\n")
}

/// The list with one more entry, after the last one that comes before it.
fn with_entry(
    list: &str,
    module: &str,
    name: &str,
    comes_before: impl Fn(&str) -> bool,
) -> Option<String> {
    let mut lines: Vec<String> = list.lines().map(str::to_string).collect();
    let entry = |line: &str| {
        let (module, _) = line.trim().strip_prefix("of::<patterns::")?.split_once("::")?;
        Some(module.to_string())
    };
    let start = lines.iter().position(|line| line.contains("ALL: &[Entry]"))?;
    let end = start + lines[start..].iter().position(|line| line.trim() == "];")?;
    let before =
        (start + 1..end).filter(|at| entry(&lines[*at]).is_some_and(|it| comes_before(&it)));
    let at = before.last().unwrap_or(start) + 1;
    lines.insert(at, format!("    of::<patterns::{module}::{name}>(),"));
    Some(lines.join("\n") + "\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A copy of what is read, of which nothing stays.
    struct Copy(PathBuf);

    impl Copy {
        fn new(name: &str) -> Copy {
            let copy =
                std::env::temp_dir().join(format!("faultline-{name}-{}", std::process::id()));
            // Raft's family stands in one of its files, and the new pattern comes after it.
            for file in [
                "src/patterns/lib.rs",
                "src/patterns/raft/mod.rs",
                "src/patterns/raft/declare.rs",
                "src/catalogue/lib.rs",
            ] {
                let text = fs::read_to_string(sh::root().join(file)).unwrap_or_default();
                fs::create_dir_all(copy.join(file).parent().unwrap()).unwrap();
                fs::write(copy.join(file), text).unwrap();
            }
            Copy(copy)
        }

        fn read(&self, file: &str) -> String {
            fs::read_to_string(self.0.join(file)).unwrap()
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
        let written = write(&Places::of(&copy.0), "gap-filling", "Fault tolerance");
        assert_eq!(written, Ok("gap_filling".into()));
        let run = copy.read("tests/golden/gap-filling/repeated.txt");
        let code = copy.read("src/patterns/gap_filling/mod.rs");
        let document = copy.read("src/patterns/gap_filling/doc.md");
        assert!(code.contains("pub struct GapFilling {") && code.contains("id: \"gap-filling\""));
        assert!(code.contains("name: \"Gap filling\"") && code.contains("\"Fault tolerance\""));
        assert!(document.contains("\npattern gap-filling every=0ms\n"));
        assert!(run.contains("\npattern gap-filling every=0ms\n"));
        for text in [&code, &document, &run] {
            assert!(!text.to_ascii_lowercase().contains("skeleton"), "{text}");
        }
        let place = |list: &str, line: &str| {
            list.find(line).unwrap_or_else(|| panic!("no {line} in\n{list}"))
        };
        let modules = copy.read("src/patterns/lib.rs");
        assert!(place(&modules, "pub mod gap_filling;\n") < place(&modules, "pub mod raft;\n"));
        let list = copy.read("src/catalogue/lib.rs");
        let raft = place(&list, "    of::<patterns::raft::Raft>(),\n");
        assert!(raft < place(&list, "    of::<patterns::gap_filling::GapFilling>(),\n"));
    }

    #[test]
    fn what_cannot_be_a_pattern_is_refused_and_nothing_is_written() {
        let copy = Copy::new("refused");
        let before = (copy.read("src/patterns/lib.rs"), copy.read("src/catalogue/lib.rs"));
        let refused = |id, family| write(&Places::of(&copy.0), id, family).unwrap_err();
        assert!(refused("Gap", "Fault tolerance").contains("no id"));
        assert!(refused("../x", "Fault tolerance").contains("no id"));
        assert!(refused("gap", "Faults").contains("Fault tolerance"));
        assert!(refused("raft", "Consensus").contains("already"));
        let after = (copy.read("src/patterns/lib.rs"), copy.read("src/catalogue/lib.rs"));
        assert_eq!(after, before);
        assert!(!copy.0.join("src/patterns/gap").exists());
    }
}
