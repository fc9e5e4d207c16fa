//! The one gate: every check and every test, counted into one line at the end.
//!
//! A suite that fails does not stop the others: the point of a run is to see everything that is
//! wrong. Formatting, lints, documentation and the build of the page count as one check each;
//! of tests, each one counts. Knows nothing of what is tested.

use std::env::consts::EXE_SUFFIX;
use std::process::{Command, ExitCode};

use crate::browser;
use crate::deny;
use crate::page;
use crate::sh::{self, Result};
use crate::tools;

/// How much of the tests to run.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Extent {
    /// All of them.
    Everything,
    /// Those that need no browser.
    WithoutBrowser,
}

/// Runs them, and ends with failure if one of them did.
pub fn run(extent: Extent) -> ExitCode {
    if let Err(sentence) = tools::ensure_for_checks() {
        // What cannot be checked without it fails below, and is counted there.
        println!("{sentence}");
    }
    let mut report = Report::default();
    report.check("Formatting", || sh::run(sh::cargo().args(["fmt", "--all", "--check"])));
    for (name, args) in LINTS {
        report.check(name, || lint(args));
    }
    report.check("Documentation", document);
    report.check("Licences, sources and duplicates", deny::check);
    for (name, args) in TESTS {
        report.tests(name, sh::cargo().arg("test").args(*args));
    }
    if extent == Extent::Everything {
        let built = report.check("The page, built for publishing", || page::build().map(drop));
        // A page of an earlier build would pass or fail for reasons of its own.
        if built {
            report.browser_tests();
        }
    }
    report.close()
}

/// Everything as this machine compiles it, and the page as the browser gets it.
const LINTS: &[(&str, &[&str])] = &[
    ("Lints", &["--workspace", "--all-targets"]),
    ("Lints, for the browser", &["--package", PAGE, "--target", "wasm32-unknown-unknown"]),
];

const TESTS: &[(&str, &[&str])] = &[("Tests", &["--workspace", "--no-fail-fast"])];

const PAGE: &str = "faultline-page";

/// Warnings are errors under the release of Rust the project is held to; a newer one may know
/// lints that this code has never seen, and its warnings are shown and let pass.
fn lint(args: &[&str]) -> Result<()> {
    let mut clippy = sh::cargo();
    clippy.arg("clippy").args(args);
    if is_pinned_rust() {
        clippy.args(["--", "--deny", "warnings"]);
    }
    sh::run(&mut clippy)
}

fn document() -> Result<()> {
    let mut doc = sh::cargo();
    doc.args(["doc", "--workspace", "--no-deps"]);
    if is_pinned_rust() {
        doc.env("RUSTDOCFLAGS", "--deny warnings");
    }
    sh::run(&mut doc)
}

/// Whether this is the Rust that Cargo.toml names.
fn is_pinned_rust() -> bool {
    let manifest = sh::read(&sh::root().join("Cargo.toml")).unwrap_or_default();
    let pinned = manifest.lines().find_map(|line| line.strip_prefix("rust-version = "));
    let pinned = pinned.map(|version| version.trim_matches('"').to_string());
    let rustc = sh::answer(sh::command("rustc").arg("--version")).unwrap_or_default();
    let running = rustc.split_whitespace().nth(1).unwrap_or_default();
    pinned.is_some_and(|it| running == it || running.starts_with(&format!("{it}.")))
}

/// What has passed so far, and what has not.
#[derive(Default)]
struct Report {
    tally: Tally,
    failures: Vec<String>,
}

impl Report {
    /// Runs one check, and says whether it passed.
    fn check(&mut self, name: &str, check: impl FnOnce() -> Result<()>) -> bool {
        sh::say(name);
        let outcome = check();
        match &outcome {
            Ok(()) => self.tally.passed += 1,
            Err(sentence) => self.fail(name, sentence),
        }
        outcome.is_ok()
    }

    /// Runs a program that tests, and counts what it says.
    fn tests(&mut self, name: &str, command: &mut Command) {
        sh::say(name);
        let mut tally = Tally::default();
        let outcome = sh::run_seeing(command, |line| tally += Tally::read(line));
        self.tally += tally;
        match outcome {
            Ok(()) if tally.failed == 0 => {}
            Ok(()) => self.failures.push(name.into()),
            // The tests that failed are counted already; a program that ended badly without
            // a failed test counts as one.
            Err(sentence) if tally.failed > 0 => self.failures.push(format!("{name}: {sentence}")),
            Err(sentence) => self.fail(name, &sentence),
        }
    }

    fn browser_tests(&mut self) {
        let name = "Tests in the browser";
        match browser::playwright() {
            Ok(mut playwright) => {
                // The page's runs are compared with the ones of the native program.
                let native = sh::target().join("debug").join(format!("faultline{EXE_SUFFIX}"));
                self.tests(name, playwright.env("FAULTLINE", native));
            }
            Err(sentence) => self.fail(name, &sentence),
        }
    }

    fn fail(&mut self, name: &str, sentence: &str) {
        println!("{sentence}");
        self.tally.failed += 1;
        self.failures.push(format!("{name}: {sentence}"));
    }

    /// Says what failed, then the counts, in the last line.
    fn close(self) -> ExitCode {
        let Tally { passed, failed, skipped } = self.tally;
        println!();
        for failure in &self.failures {
            println!("Failed: {failure}");
        }
        let skipped = if skipped > 0 { format!(", {skipped} skipped") } else { String::new() };
        println!("{passed} passed, {failed} failed{skipped}");
        if self.failures.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
    }
}

/// Counts of tests.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Tally {
    passed: u32,
    failed: u32,
    skipped: u32,
}

impl Tally {
    /// The counts in a line like
    /// `test result: ok. 5 passed; 0 failed; 1 ignored; 0 measured; 2 filtered out`, which
    /// Rust's test harness prints and our reporter for Playwright too; zero in any other line.
    fn read(line: &str) -> Tally {
        let Some((_, counts)) =
            line.strip_prefix("test result: ").and_then(|it| it.split_once('.'))
        else {
            return Tally::default();
        };
        let count = |what: &str| {
            let mut fields = counts.split(';').map(|field| field.trim().split_once(' '));
            let field = fields.find_map(|field| field.filter(|(_, name)| *name == what));
            field.and_then(|(number, _)| number.parse().ok()).unwrap_or(0)
        };
        Tally { passed: count("passed"), failed: count("failed"), skipped: count("ignored") }
    }
}

impl std::ops::AddAssign for Tally {
    fn add_assign(&mut self, other: Tally) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.skipped += other.skipped;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_harness_that_fails_is_counted() {
        let line = "test result: FAILED. 3 passed; 1 failed; 2 ignored; 0 measured; \
                    9 filtered out; finished in 0.00s";
        assert_eq!(Tally::read(line), Tally { passed: 3, failed: 1, skipped: 2 });
    }

    #[test]
    fn other_lines_count_nothing() {
        assert_eq!(Tally::read("test sim::tests::heals ... ok"), Tally::default());
        assert_eq!(Tally::read("5 passed; 1 failed"), Tally::default());
    }
}
