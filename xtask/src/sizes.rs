//! What the page's code weighs, by crate and by pattern: the sizes of the functions in the binary,
//! by the names that the linker leaves in it.
//!
//! These are bytes before wasm-bindgen and gzip, and of code alone, not of data: good for comparing
//! one crate or pattern with another, and less than the page's weight.

use std::collections::BTreeMap;
use std::fs;

use crate::sh::{self, Result};

/// Builds the page with its names and prints the table.
pub fn print() -> Result<()> {
    let target = sh::target().join("sizes");
    let mut cargo = sh::cargo();
    cargo.args(["build", "--package", "faultline-page", "--profile", "web"]);
    cargo.args(["--target", "wasm32-unknown-unknown", "--target-dir"]).arg(&target);
    // Under the newer kind of names, those of generic functions say for what type they are.
    cargo.env("RUSTFLAGS", "-C symbol-mangling-version=v0").env("CARGO_PROFILE_WEB_STRIP", "none");
    sh::run(&mut cargo)?;
    let folder = target.join("wasm32-unknown-unknown/web");
    let unreadable = |error| format!("{}: {error}.", folder.display());
    let files = fs::read_dir(&folder).map_err(unreadable)?.flatten().map(|entry| entry.path());
    let binary = files.into_iter().find(|path| path.extension().is_some_and(|it| it == "wasm"));
    let binary = binary.ok_or_else(|| format!("{} has no binary.", folder.display()))?;
    let bytes = fs::read(&binary).map_err(|error| format!("{}: {error}.", binary.display()))?;
    let functions = functions(&bytes).ok_or("The binary cannot be read, or has no names.")?;
    print!("{}", table(&functions, &own_crates()?));
    Ok(())
}

/// The names of the project's own crates as they stand in the names of functions.
fn own_crates() -> Result<Vec<String>> {
    let tree = sh::answer(sh::cargo().args([
        "tree",
        "--workspace",
        "--depth=0",
        "--prefix=none",
        "--format={lib}",
    ]));
    let tree = tree.ok_or("`cargo tree` failed.")?;
    // The page is a program, whose name is no library's.
    Ok(tree.lines().filter(|line| !line.is_empty()).chain(["web"]).map(str::to_string).collect())
}

/// The functions of a binary: names and bytes.
fn functions(binary: &[u8]) -> Option<Vec<(String, usize)>> {
    let mut rest = Reader(binary.strip_prefix(b"\0asm\x01\0\0\0")?);
    let (mut imported, mut sizes, mut names) = (0, Vec::new(), BTreeMap::new());
    while !rest.0.is_empty() {
        let kind = rest.byte()?;
        let length = rest.number()?;
        let mut section = Reader(rest.take(length)?);
        match kind {
            0 if section.text()? == "name" => names = section.names()?,
            2 => imported = section.imported_functions()?,
            10 => {
                for _ in 0..section.number()? {
                    let size = section.number()?;
                    section.take(size)?;
                    sizes.push(size);
                }
            }
            _ => {}
        }
    }
    let name = |at| names.get(&(imported + at)).map_or("", String::as_str);
    let named = |(at, size)| (rustc_demangle::demangle(name(at)).to_string(), size);
    (!names.is_empty()).then(|| sizes.into_iter().enumerate().map(named).collect())
}

/// What is left of a binary to be read.
struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    fn byte(&mut self) -> Option<u8> {
        self.take(1)?.first().copied()
    }

    fn take(&mut self, length: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        Some(taken)
    }

    /// A number in LEB128.
    fn number(&mut self) -> Option<usize> {
        let mut number = 0;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            number |= usize::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return Some(number);
            }
        }
        None
    }

    fn text(&mut self) -> Option<&'a str> {
        let length = self.number()?;
        std::str::from_utf8(self.take(length)?).ok()
    }

    /// Of the section of names, those of functions by number.
    fn names(&mut self) -> Option<BTreeMap<usize, String>> {
        while !self.0.is_empty() {
            let kind = self.byte()?;
            let length = self.number()?;
            let mut part = Reader(self.take(length)?);
            if kind == 1 {
                let count = part.number()?;
                return (0..count).map(|_| Some((part.number()?, part.text()?.into()))).collect();
            }
        }
        None
    }

    /// How many functions the section of imports has; they come first in the numbering.
    fn imported_functions(&mut self) -> Option<usize> {
        let mut functions = 0;
        for _ in 0..self.number()? {
            self.text()?;
            self.text()?;
            let limits = |reader: &mut Reader| {
                let has_end = reader.byte()? & 1 == 1;
                reader.number()?;
                if has_end { reader.number().map(drop) } else { Some(()) }
            };
            match self.byte()? {
                0 => {
                    self.number()?;
                    functions += 1;
                }
                1 => {
                    self.byte()?;
                    limits(self)?;
                }
                2 => limits(self)?,
                3 => drop(self.take(2)?),
                _ => return None,
            }
        }
        Some(functions)
    }
}

/// The crate that a function belongs to, and the pattern. A function of a library that was compiled
/// for one of the project's types belongs to the type's crate, and one of any crate that was compiled
/// for a pattern to that pattern.
fn place(name: &str, own: &[String]) -> (String, Option<String>) {
    let plain = |c: char| c.is_alphanumeric() || c == '_';
    // Where a path begins there is no name and no `::` before it.
    let begins = |at: &usize| !name[..*at].ends_with(|c: char| plain(c) || c == ':');
    let starts = name.char_indices().map(|(at, _)| at).filter(begins);
    let paths: Vec<Vec<&str>> = starts.map(|at| path(&name[at..])).collect();
    let paths: Vec<_> = paths.into_iter().filter(|path| path.len() > 1).collect();
    let of = |path: &&Vec<&str>| own.iter().any(|own| own == path[0]);
    // A module of the crate, and something in it.
    let inside = |path: &&Vec<&str>| path[0].ends_with("patterns") && path.len() > 2;
    let pattern = paths.iter().find(|path| of(path) && inside(path));
    let path = pattern.or_else(|| paths.iter().find(of)).or(paths.first());
    let krate = path.map_or("(others)", |path| path[0]);
    let pattern = pattern.map(|path| path[1].to_string());
    (krate.strip_prefix("faultline_").unwrap_or(krate).to_string(), pattern)
}

/// The path that a text begins with: `core::fmt` of `core[1f]::fmt::<u8>`.
fn path(text: &str) -> Vec<&str> {
    let mut path = Vec::new();
    for part in text.split("::") {
        let end = part.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(part.len());
        let (name, rest) = part.split_at(end);
        path.extend(Some(name).filter(|name| !name.is_empty()));
        // The number in brackets tells crates of one name apart.
        if !(rest.is_empty() || rest.starts_with('[') && rest.ends_with(']')) {
            break;
        }
    }
    path
}

fn table(functions: &[(String, usize)], own: &[String]) -> String {
    let (mut crates, mut patterns) = (BTreeMap::new(), BTreeMap::new());
    for (name, size) in functions {
        let (krate, pattern) = place(name, own);
        *crates.entry(krate).or_insert(0) += size;
        if let Some(pattern) = pattern {
            *patterns.entry(pattern).or_insert(0) += size;
        }
    }
    let all: usize = functions.iter().map(|it| it.1).sum();
    let rows = |title: &str, sizes: BTreeMap<String, usize>| {
        let mut sizes: Vec<(String, usize)> = sizes.into_iter().collect();
        sizes.sort_by_key(|(_, size)| std::cmp::Reverse(*size));
        let row = |(name, size): &(String, usize)| {
            format!("{name:<24} {:>9} bytes {:>5.1} %\n", size, *size as f64 * 100.0 / all as f64)
        };
        format!("{title}\n{}\n", sizes.iter().map(row).collect::<String>())
    };
    rows("Code by crate", crates) + &rows("Code by pattern", patterns)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn own() -> Vec<String> {
        ["kernel", "patterns", "faultline_page"].map(String::from).to_vec()
    }

    fn placed(name: &str) -> (String, Option<String>) {
        place(name, &own())
    }

    #[test]
    fn a_function_belongs_to_the_project_s_type_that_it_was_compiled_for() {
        assert_eq!(placed("core::fmt::write"), ("core".into(), None));
        assert_eq!(placed("<alloc::vec::Vec<kernel::time::Time>>::push"), ("kernel".into(), None));
        assert_eq!(placed("faultline_page[8a1b]::app::start"), ("page".into(), None));
        assert_eq!(placed("<u32 as core[2b]::fmt::Debug>::fmt"), ("core".into(), None));
        assert_eq!(placed("memcpy"), ("(others)".into(), None));
    }

    #[test]
    fn a_function_compiled_for_a_pattern_belongs_to_the_pattern() {
        let raft = ("patterns".to_string(), Some("raft".to_string()));
        assert_eq!(placed("<patterns[1f]::raft::node::Node>::boot"), raft);
        assert_eq!(placed("kernel::run::Run::start::<patterns[1f]::raft::Raft>"), raft);
        let shared = ("patterns".to_string(), None);
        assert_eq!(placed("patterns[1f]::generic::<patterns[1f]::Client>"), shared);
    }

    #[test]
    fn functions_of_a_binary_have_their_names_and_sizes() {
        // An imported function, then two of its own: of 2 and of 3 bytes.
        let imports = [2, 7, 1, 1, b'm', 1, b'f', 0, 0];
        let code = [10, 8, 2, 2, 0, 11, 3, 0, 1, 11];
        let names = [0, 16, 4, b'n', b'a', b'm', b'e', 1, 9, 2, 1, 2, b'a', b'b', 2, 2, b'c', b'd'];
        let binary = [&b"\0asm\x01\0\0\0"[..], &imports, &code, &names].concat();
        assert_eq!(functions(&binary), Some(vec![("ab".into(), 2), ("cd".into(), 3)]));
        assert_eq!(functions(b"something else"), None);
    }

    #[test]
    fn the_table_is_in_the_order_of_sizes() {
        let functions = [("kernel::a::b".to_string(), 25), ("patterns::raft::c".to_string(), 75)];
        let told = table(&functions, &own());
        let (raft, kernel) = (told.find("patterns ").expect("it is told"), told.find("kernel "));
        assert!(raft < kernel.expect("it is told"), "{told}");
        assert!(told.contains("75 bytes  75.0 %") && told.contains("\nraft "), "{told}");
    }
}
