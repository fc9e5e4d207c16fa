//! The patterns' documentation as one file, which the page fetches once it is running.
//!
//! Trunk asks for it with every build: `Trunk.toml` names the command. What the file looks like is
//! agreed with `src/page/docs.rs`.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use crate::sh::{self, Result};

/// The file, beside the page.
const FILE: &str = "docs.md";

/// Puts the documents together in the folder that Trunk is building in.
pub fn collect() -> Result<()> {
    let folder = env::var_os("TRUNK_STAGING_DIR").map(PathBuf::from).ok_or(
        "`cargo xtask docs` is for Trunk to run while it builds the page: use `cargo xtask build`.",
    )?;
    let whole = together(&sh::root().join("src/patterns"))?;
    let file = folder.join(FILE);
    fs::write(&file, whole).map_err(|error| format!("{}: {error}.", file.display()))
}

/// The documents of a folder of patterns: before each a line with the pattern's id.
fn together(patterns: &Path) -> Result<String> {
    let unreadable = |error| format!("{}: {error}.", patterns.display());
    let entries = fs::read_dir(patterns).map_err(unreadable)?;
    let mut folders: Vec<PathBuf> = entries.filter_map(|it| Some(it.ok()?.path())).collect();
    folders.sort();
    let mut whole = String::new();
    for folder in folders {
        let file = folder.join("doc.md");
        if let (Some(name), true) = (folder.file_name(), file.is_file()) {
            let id = name.to_string_lossy().replace('_', "-");
            whole += &format!("%% {id}\n{}", sh::read(&file)?);
        }
    }
    Ok(whole)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_document_stands_below_the_id_of_its_pattern() {
        let whole = together(&sh::root().join("src/patterns")).unwrap();
        assert!(whole.starts_with("%% "), "{whole}");
        for id in ["raft", "two-phase-commit"] {
            assert!(whole.contains(&format!("\n%% {id}\n# What it is\n")), "{id}");
        }
    }
}
