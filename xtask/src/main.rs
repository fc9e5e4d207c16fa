//! Faultline's own tool: fetches the pinned tools it finds missing, then serves, tests or builds.
//!
//! It needs hardly more than the standard library, so that on a fresh machine it is running seconds
//! after `cargo xtask` is typed. It knows no more of the project than its commands: the
//! page is Trunk's affair, the tests are Cargo's and Playwright's.

mod browser;
mod deny;
mod docs;
mod lock;
mod page;
mod pattern;
mod ratios;
mod release;
mod sh;
mod sizes;
mod styles;
mod suites;
mod tools;

use std::process::ExitCode;

const USAGE: &str = "\
Usage: cargo xtask <command>

  serve [--dev] [...]  build the page, serve it on this machine, rebuild it on every change;
                       --dev rebuilds faster and runs slower; the rest goes to `trunk serve`
  test [--quick]       run what every change must pass; --quick leaves the browser out
  soak [--record]      run what takes longer: thousands of seeds, all browser tests, benchmarks,
                       sizes; --record writes benches/ratios.toml anew
  build                build the page for publishing into dist/
  new-pattern NAME --family FAMILY
                       write a pattern to begin with into src/patterns/NAME
  release VERSION      commit and tag a version: its number, the changelog, a link of it

What is missing is fetched into target/tools the first time.";

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = args.iter().map(String::as_str).collect();
    let outcome = match words.as_slice() {
        ["serve", rest @ ..] => page::serve(rest),
        ["build"] => page::build().map(|dist| {
            println!("The page is in {}: copy it to any web server.", dist.display());
        }),
        ["new-pattern", name, "--family", family] => pattern::create(name, family),
        ["release", version] => release::run(version),
        // For Trunk, while it builds the page.
        ["docs"] => docs::collect(),
        ["test"] => return suites::test(suites::Extent::Everything),
        ["test", "--quick"] => return suites::test(suites::Extent::WithoutBrowser),
        ["soak"] => return suites::soak(suites::Ratios::Compare),
        ["soak", "--record"] => return suites::soak(suites::Ratios::Record),
        ["help" | "--help" | "-h"] => {
            println!("{USAGE}");
            Ok(())
        }
        [] => Err(USAGE.into()),
        _ => Err(format!("There is no `cargo xtask {}`.\n\n{USAGE}", words.join(" "))),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(sentence) => {
            eprintln!("{sentence}");
            ExitCode::FAILURE
        }
    }
}
