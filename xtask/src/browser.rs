//! What the browser tests need: Node, Playwright, and a Chromium.
//!
//! Node has to be there; the others are fetched where they are missing. Knows nothing of what
//! the tests test.

use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::sh::{self, Result};

/// The oldest Node that Playwright runs on.
const NODE: u32 = 20;

/// Finds everything, fetches what is missing, and answers the command that runs the tests.
pub fn playwright() -> Result<Command> {
    let node = ensure_node()?;
    let home = sh::root().join("tests/e2e");
    ensure_packages(&home)?;
    let cli = home.join("node_modules/@playwright/test/cli.js");
    let chrome = ensure_chromium(&node, &cli)?;
    let mut playwright = sh::command(node);
    playwright.arg(cli).arg("test").current_dir(home);
    if let Some(chrome) = chrome {
        playwright.env("CHROME", chrome);
    }
    Ok(playwright)
}

fn ensure_node() -> Result<PathBuf> {
    let needed = format!(
        "The browser tests need Node {NODE} or newer, which is not on the search path: install \
         it from https://nodejs.org/ or your system's packages."
    );
    let node = sh::on_path("node").ok_or_else(|| needed.clone())?;
    let version = sh::answer(sh::command(&node).arg("--version")).unwrap_or_default();
    if major(&version) >= Some(NODE) { Ok(node) } else { Err(needed) }
}

/// The major number of `v20.20.2`.
fn major(version: &str) -> Option<u32> {
    version.strip_prefix('v')?.split('.').next()?.parse().ok()
}

/// Installs the packages of the lock file, unless that is what is installed.
fn ensure_packages(home: &Path) -> Result<()> {
    let changed = |path: &str| home.join(path).metadata().and_then(|it| it.modified()).ok();
    let installed = changed("node_modules/.package-lock.json");
    if installed.is_some() && installed >= changed("package-lock.json") {
        return Ok(());
    }
    sh::say("Fetching the packages of the browser tests (first time only, about 10 seconds)");
    let npm = if cfg!(windows) { "npm.cmd" } else { "npm" };
    let args = ["ci", "--no-audit", "--no-fund", "--ignore-scripts"];
    sh::run(sh::command(npm).args(args).current_dir(home))
}

/// A Chromium to drive; none means the one that Playwright keeps for itself.
fn ensure_chromium(node: &Path, cli: &Path) -> Result<Option<PathBuf>> {
    if let Some(chrome) = find_chromium() {
        return Ok(Some(chrome));
    }
    if sh::on_path("apt-get").is_some() {
        sh::say("Installing Chromium from the system's packages (first time only, about 1 minute)");
        if apt_get(&["update", "--quiet"]).is_ok()
            && apt_get(&["install", "--quiet", "--yes", "--no-install-recommends", "chromium"])
                .is_ok()
            && let Some(chrome) = find_chromium()
        {
            return Ok(Some(chrome));
        }
    }
    sh::say("Fetching Playwright's own Chromium (first time only, about 1 minute)");
    let mut install = sh::command(node);
    sh::run(install.arg(cli).args(["install", "chromium"])).map_err(|_| {
        "The browser tests need a Chromium or Chrome, and none could be fetched: install one, \
         or say where it is in the variable CHROME."
            .to_string()
    })?;
    Ok(None)
}

/// A Chromium that is already here.
fn find_chromium() -> Option<PathBuf> {
    const NAMES: [&str; 5] =
        ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"];
    const APPLICATIONS: [&str; 2] = [
        "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
        "/Applications/Chromium.app/Contents/MacOS/Chromium",
    ];
    let told = env::var_os("CHROME").map(PathBuf::from);
    let named = || NAMES.iter().find_map(|name| sh::on_path(name));
    let applied = || APPLICATIONS.iter().map(PathBuf::from).find(|path| path.is_file());
    told.or_else(named).or_else(applied)
}

/// Debian's package manager, as root or through sudo if that asks for no password.
fn apt_get(args: &[&str]) -> Result<()> {
    let root = sh::answer(sh::command("id").arg("-u")).as_deref() == Some("0");
    let mut apt = if root { sh::command("apt-get") } else { sh::command("sudo") };
    if !root {
        apt.args(["--non-interactive", "apt-get"]);
    }
    sh::run(apt.args(args).env("DEBIAN_FRONTEND", "noninteractive"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn node_tells_its_major_version() {
        assert_eq!(major("v20.20.2"), Some(20));
        assert_eq!(major(""), None);
    }
}
