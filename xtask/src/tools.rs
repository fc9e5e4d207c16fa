//! The pinned tools that build the page: the wasm32 target, wasm-bindgen and Trunk.
//!
//! What is missing is compiled into `target/tools`, away from the user's own programs; what is
//! on the search path in the right version is used. Knows nothing of the page itself.

use std::env;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

use crate::lock;
use crate::sh::{self, Result};

/// The version of Trunk, equal to the one in Trunk.toml.
pub const TRUNK: &str = "0.21.14";

/// The version of cargo-deny.
const CARGO_DENY: &str = "0.20.2";

const WASM: &str = "wasm32-unknown-unknown";

/// The tools, found or fetched.
pub struct Tools {
    /// The search path on which they come first.
    pub path: OsString,
}

impl Tools {
    /// Finds them, and fetches those that are missing.
    pub fn ensure() -> Result<Tools> {
        ensure_wasm_target()?;
        let home = sh::target().join("tools");
        let bin = home.join("bin");
        let wasm_bindgen = wasm_bindgen_version(&sh::read(&sh::root().join("Cargo.lock"))?)?;
        let mut fetched = false;
        if !found(&bin, "trunk", TRUNK) {
            sh::say(&format!("Fetching Trunk {TRUNK} (first time only, about 3 minutes)"));
            install(&home, &["trunk", "--version", TRUNK, "--locked", "--no-default-features"])?;
            fetched = true;
        }
        if !found(&bin, "wasm-bindgen", &wasm_bindgen) {
            sh::say(&format!(
                "Fetching wasm-bindgen {wasm_bindgen} (first time only, about 1 minute)"
            ));
            let args = ["wasm-bindgen-cli", "--version", &wasm_bindgen, "--bin", "wasm-bindgen"];
            // Its own lock file may name a crate that a mirror of the registry does not have.
            install(&home, &[&args[..], &["--locked"]].concat()).or_else(|_| {
                sh::say("Once more, with the crates that this registry has");
                install(&home, &args)
            })?;
            fetched = true;
        }
        if fetched {
            drop_build(&home);
        }
        Ok(Tools { path: path_with(&bin)? })
    }
}

/// cargo-deny, found or fetched.
pub fn cargo_deny() -> Result<OsString> {
    let home = sh::target().join("tools");
    let (bin, tool) = (home.join("bin"), "cargo-deny");
    if !found(&bin, tool, CARGO_DENY) {
        sh::say(&format!("Fetching cargo-deny {CARGO_DENY} (first time only, about 2 minutes)"));
        install(&home, &[tool, "--version", CARGO_DENY, "--locked", "--no-default-features"])?;
        drop_build(&home);
    }
    let own = bin.join(format!("{tool}{}", env::consts::EXE_SUFFIX));
    Ok(if own.is_file() { own.into() } else { tool.into() })
}

/// Removes what compiling tools leaves behind: half a gigabyte that nobody reads again.
fn drop_build(home: &Path) {
    let _ = std::fs::remove_dir_all(home.join("build"));
}

/// The version of wasm-bindgen that the page is built with: glue and library must be of one
/// version, so the lock file decides.
fn wasm_bindgen_version(lock: &str) -> Result<String> {
    let found = lock::packages(lock).into_iter().find(|it| it.name == "wasm-bindgen");
    Ok(found.ok_or("Cargo.lock does not name wasm-bindgen.")?.version.into())
}

/// What the checks need of Rust beyond a compiler: the smallest installations leave it out.
pub fn ensure_for_checks() -> Result<()> {
    for (component, program) in [("rustfmt", "fmt"), ("clippy", "clippy")] {
        if sh::answer(sh::cargo().args([program, "--version"])).is_none() {
            add("component", component)?;
        }
    }
    ensure_wasm_target()
}

fn ensure_wasm_target() -> Result<()> {
    let mut rustc = sh::command(env::var_os("RUSTC").unwrap_or_else(|| "rustc".into()));
    let libraries = sh::answer(rustc.args(["--print", "target-libdir", "--target", WASM]));
    if libraries.is_some_and(|dir| Path::new(&dir).is_dir()) {
        return Ok(());
    }
    add("target", WASM)
}

/// Adds a part to Rust.
fn add(kind: &str, name: &str) -> Result<()> {
    if sh::on_path("rustup").is_none() {
        return Err(format!(
            "The Rust {kind} {name} is missing, and there is no rustup to add it: install it the \
             way you installed Rust."
        ));
    }
    sh::say(&format!("Adding the Rust {kind} {name} (first time only, a few seconds)"));
    sh::run(sh::command("rustup").args([kind, "add", name]))
}

/// Whether a tool of this very version is at hand, in `bin` or on the search path.
fn found(bin: &Path, tool: &str, version: &str) -> bool {
    let own = bin.join(format!("{tool}{}", env::consts::EXE_SUFFIX));
    let candidates = [own.is_file().then_some(own), sh::on_path(tool)];
    // Only the first counts: it is the one that will be run.
    let Some(program) = candidates.into_iter().flatten().next() else { return false };
    let answer = sh::answer(sh::command(program).arg("--version"));
    answer.is_some_and(|text| text.split_whitespace().nth(1) == Some(version))
}

/// Compiles a program in the profile that is quickest to compile: it runs for a second at a
/// time, so optimising it would only make the first start long.
fn install(home: &Path, args: &[&str]) -> Result<()> {
    let mut cargo = sh::cargo();
    cargo.arg("install").args(args).arg("--force");
    cargo.arg("--root").arg(home).arg("--target-dir").arg(home.join("build"));
    // Cargo would ask the user to extend the search path, which is this tool's own affair.
    cargo.env("PATH", path_with(&home.join("bin"))?);
    cargo.env("CARGO_PROFILE_RELEASE_LTO", "off");
    cargo.env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16");
    cargo.env("CARGO_PROFILE_RELEASE_OPT_LEVEL", "0");
    cargo.env("CARGO_PROFILE_RELEASE_DEBUG", "0");
    sh::run(&mut cargo)
}

fn path_with(bin: &Path) -> Result<OsString> {
    let old = env::var_os("PATH").unwrap_or_default();
    let dirs = std::iter::once(PathBuf::from(bin)).chain(env::split_paths(&old));
    env::join_paths(dirs).map_err(|error| format!("The search path cannot be extended: {error}."))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lock_file_decides_the_version_of_wasm_bindgen() {
        let lock = "[[package]]\nname = \"wasm-bindgen-macro\"\nversion = \"1\"\n\n\
                    [[package]]\nname = \"wasm-bindgen\"\nversion = \"0.2.130\"\n";
        assert_eq!(wasm_bindgen_version(lock), Ok("0.2.130".into()));
    }

    #[test]
    fn a_lock_file_without_wasm_bindgen_is_refused() {
        assert!(wasm_bindgen_version("name = \"wasm-bindgen-macro\"\nversion = \"1\"\n").is_err());
    }
}
