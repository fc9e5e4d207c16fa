//! What the browser tests need: Node, Playwright, a Chromium and a Firefox.
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
    let home = home();
    ensure_packages(&home)?;
    let cli = home.join("node_modules/@playwright/test/cli.js");
    let mut playwright = sh::command(&node);
    playwright.arg(&cli).arg("test").current_dir(home);
    for browser in [CHROMIUM, FIREFOX] {
        let program = browser.ensure(&node, &cli)?;
        playwright.env(browser.variable, program.unwrap_or_else(|| "own".into()));
    }
    Ok(playwright)
}

/// The command that runs one of the scripts beside the tests, which drive Chromium themselves.
pub fn script(name: &str) -> Result<Command> {
    let node = ensure_node()?;
    let home = home();
    ensure_packages(&home)?;
    let mut script = sh::command(&node);
    script.arg(name).current_dir(&home);
    if let Some(program) =
        CHROMIUM.ensure(&node, &home.join("node_modules/@playwright/test/cli.js"))?
    {
        script.env(CHROMIUM.variable, program);
    }
    Ok(script)
}

fn home() -> PathBuf {
    sh::root().join("tests/e2e")
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

/// A browser that the tests drive.
struct Browser {
    /// What it is called.
    name: &'static str,
    /// What Playwright calls its own.
    own: &'static str,
    /// Debian's package.
    package: &'static str,
    /// The variable that may say where it is, and that tells the tests.
    variable: &'static str,
    /// What its program may be called.
    programs: &'static [&'static str],
    /// Where macOS keeps it.
    applications: &'static [&'static str],
}

const CHROMIUM: Browser = Browser {
    name: "Chromium",
    own: "chromium",
    package: "chromium",
    variable: "CHROME",
    programs: &["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"],
    applications: &[
        "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
        "/Applications/Chromium.app/Contents/MacOS/Chromium",
    ],
};

const FIREFOX: Browser = Browser {
    name: "Firefox",
    own: "firefox",
    package: "firefox-esr",
    variable: "FIREFOX",
    programs: &["firefox-esr", "firefox"],
    applications: &["/Applications/Firefox.app/Contents/MacOS/firefox"],
};

impl Browser {
    /// Where it is, fetched if it was missing; none means the one that Playwright keeps for itself.
    fn ensure(&self, node: &Path, cli: &Path) -> Result<Option<PathBuf>> {
        let Browser { name, own, package, variable, .. } = self;
        if let Some(found) = self.find() {
            return Ok(Some(found));
        }
        if sh::on_path("apt-get").is_some() {
            sh::say(&format!(
                "Installing {name} from the system's packages (first time only, about 1 minute)"
            ));
            if apt_get(&["update", "--quiet"]).is_ok()
                && apt_get(&["install", "--quiet", "--yes", "--no-install-recommends", package])
                    .is_ok()
                && let Some(found) = self.find()
            {
                return Ok(Some(found));
            }
        }
        sh::say(&format!("Fetching Playwright's own {name} (first time only, about 1 minute)"));
        let mut install = sh::command(node);
        sh::run(install.arg(cli).args(["install", own])).map_err(|_| {
            format!(
                "The browser tests need {name}, and none could be fetched: install one, or say \
                 where it is in the variable {variable}."
            )
        })?;
        Ok(None)
    }

    /// One that is already here.
    fn find(&self) -> Option<PathBuf> {
        let told = env::var_os(self.variable).map(PathBuf::from);
        let named = || self.programs.iter().find_map(|name| sh::on_path(name));
        let applied = || self.applications.iter().map(PathBuf::from).find(|path| path.is_file());
        told.or_else(named).or_else(applied)
    }
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
