//! Checks and tests in two tiers, counted into one line at the end.
//!
//! `test` is what every change must pass. `soak` is what takes longer: the tests under many more
//! seeds, the rest of the browser tests, and the benchmarks. A suite that fails does not stop the
//! others: the point of a run is to see everything that is wrong. Formatting, lints, documentation
//! and the build of the page count as one check each; of tests, each one counts.

use std::env::consts::EXE_SUFFIX;
use std::path::PathBuf;
use std::process::{Command, ExitCode};

use crate::browser;
use crate::deny;
use crate::page;
use crate::ratios::Measured;
use crate::sh::{self, Result};
use crate::sizes;
use crate::tools;

/// Whether the browser is left out.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Extent {
    /// All tests.
    Everything,
    /// Those that need no browser.
    WithoutBrowser,
}

/// What becomes of the ratios that benchmarks measure.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Ratios {
    /// They are compared with those that are recorded.
    Compare,
    /// They are recorded.
    Record,
}

/// How many seeds the soak tries, in percent of what `tests/common` calls all of them: thousands.
const SOAK_SEEDS: &str = "400";

/// Runs what every change must pass, and ends with failure if something did not.
pub fn test(extent: Extent) -> ExitCode {
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
    let args = ["test", "--workspace", "--no-fail-fast"];
    report.tests("Tests", sh::cargo().args(args));
    if extent == Extent::Everything {
        report.page_and_browser_tests("test");
    }
    report.close()
}

/// Runs what `test` leaves out.
pub fn soak(ratios: Ratios) -> ExitCode {
    let mut report = Report::default();
    let args = ["test", "--workspace", "--no-fail-fast"];
    report.tests("Tests, more seeds", sh::cargo().args(args).env("FAULTLINE_SEEDS", SOAK_SEEDS));
    let built = report.page_and_browser_tests("soak");
    let mut measured = Measured::default();
    report.measure("Benchmarks", &mut measured, || {
        let mut bench = sh::cargo();
        bench.args(["bench", "--package", "faultline", "--bench", "*"]);
        Ok(bench)
    });
    // A worker of the page is measured beside it.
    let native = ["build", "--release", "--bin", "faultline"];
    let native = report.check("The native program", || sh::run(sh::cargo().args(native)));
    if built && native {
        for script in ["frames.mjs", "schedules.mjs"] {
            report.measure(script, &mut measured, || {
                let mut script = browser::script(script)?;
                script.env("FAULTLINE", program("release"));
                Ok(script)
            });
        }
    }
    report.check("Ratios", || match ratios {
        Ratios::Compare => measured.compare(),
        Ratios::Record => measured.record(),
    });
    report.check("Sizes", sizes::print);
    report.check("Licences, sources, duplicates, with advisories left out", deny::thorough);
    report.close()
}

/// The native program of a profile.
fn program(profile: &str) -> PathBuf {
    sh::target().join(profile).join(format!("faultline{EXE_SUFFIX}"))
}

/// Everything as this machine compiles it, and the page as the browser gets it.
const LINTS: &[(&str, &[&str])] = &[
    ("Lints", &["--workspace", "--all-targets"]),
    ("Lints, for the browser", &["--package", PAGE, "--target", "wasm32-unknown-unknown"]),
];

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

    /// Runs a program that measures, and takes in what it prints.
    fn measure(
        &mut self,
        name: &str,
        measured: &mut Measured,
        command: impl FnOnce() -> Result<Command>,
    ) {
        self.check(name, || sh::run_seeing(&mut command()?, |line| measured.see(line)));
    }

    /// Builds the page and runs the browser tests of a tier; says whether the page was built.
    fn page_and_browser_tests(&mut self, tier: &str) -> bool {
        let built = self.check("The page, built for publishing", || page::build().map(drop));
        // A page of an earlier build would pass or fail for reasons of its own.
        if built {
            self.browser_tests(tier);
        }
        built
    }

    fn browser_tests(&mut self, tier: &str) {
        let name = "Tests in the browser";
        match browser::playwright() {
            Ok(mut playwright) => {
                // The page's runs are compared with the ones of the native program.
                playwright.env("FAULTLINE", program("debug")).env("FAULTLINE_TIER", tier);
                self.tests(name, &mut playwright);
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
