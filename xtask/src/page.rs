//! The page: built for publishing, or served while it is worked on.
//!
//! Trunk does both; this adds what Trunk does not know: the content security policy and the one style
//! sheet of the published page, a free port, and a clear word when the page is ready.

use std::io::{Read, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::PathBuf;
use std::process::Command;
use std::time::Duration;

use crate::sh::{self, Result};
use crate::styles;
use crate::tools::Tools;

/// What the published page may do: run its own code, and nothing else. The browser tests send
/// the same policy as a header.
pub const POLICY: &str = include_str!("../policy.txt");

/// Builds the page for publishing and says where it is.
pub fn build() -> Result<PathBuf> {
    let tools = Tools::ensure()?;
    sh::say("Building the page for publishing (about 2 minutes the first time)");
    sh::run(trunk(&tools).args(["build", "--release"]))?;
    let dist = sh::root().join("dist");
    let index = dist.join("index.html");
    let html = with_policy(&styles::join(&dist, &sh::read(&index)?)?)?;
    std::fs::write(&index, html).map_err(|error| format!("{}: {error}.", index.display()))?;
    Ok(dist)
}

/// Serves the page on this machine and rebuilds it on every change, until it is stopped.
pub fn serve(args: &[&str]) -> Result<()> {
    let tools = Tools::ensure()?;
    let port = free_port(8080)?;
    let dist = sh::target().join("served");
    std::fs::create_dir_all(&dist).map_err(|error| format!("{}: {error}.", dist.display()))?;
    sh::say("Building the page (about 2 minutes the first time)");
    let mut trunk = trunk(&tools);
    trunk.arg("serve").arg("--port").arg(port.to_string()).arg("--dist").arg(dist);
    if !args.contains(&"--dev") {
        trunk.arg("--release");
    }
    trunk.args(args.iter().filter(|arg| **arg != "--dev"));
    std::thread::spawn(move || announce(port));
    sh::run(&mut trunk)
}

/// Trunk, saying nothing but what goes wrong; Cargo speaks beside it.
fn trunk(tools: &Tools) -> Command {
    let mut trunk = sh::command("trunk");
    trunk.arg("--quiet").env("PATH", &tools.path).env("TRUNK_SKIP_VERSION_CHECK", "true");
    // A build that fails is no mistake of Trunk's: where in Trunk it was noticed helps nobody.
    trunk.env("RUST_BACKTRACE", "0");
    if std::env::var_os("NO_COLOR").is_some() {
        // Trunk takes the variable for a switch of its own, and refuses the usual value `1`.
        trunk.env("NO_COLOR", "true");
    }
    trunk
}

/// Puts the policy into the page. Not in `index.html` itself: a policy there would also forbid
/// the inline script with which `trunk serve` reloads the page.
fn with_policy(html: &str) -> Result<String> {
    let head = "<head>";
    let at = html.find(head).ok_or("The built page has no <head>.")? + head.len();
    let policy = POLICY.trim();
    let meta = format!("<meta http-equiv=\"Content-Security-Policy\" content=\"{policy}\">");
    Ok(format!("{}{meta}{}", &html[..at], &html[at..]))
}

fn free_port(first: u16) -> Result<u16> {
    let free = |port: &u16| TcpListener::bind((Ipv4Addr::LOCALHOST, *port)).is_ok();
    let last = first + 99;
    (first..=last)
        .find(free)
        .ok_or_else(|| format!("No port from {first} to {last} is free on this machine."))
}

/// Waits until the page answers, then says where it is.
fn announce(port: u16) {
    while !answers(port) {
        std::thread::sleep(Duration::from_millis(100));
    }
    println!("\n    Faultline is running at http://127.0.0.1:{port}/  (Ctrl+C stops it)\n");
}

fn answers(port: u16) -> bool {
    let ask = || -> std::io::Result<bool> {
        let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, port))?;
        stream.set_read_timeout(Some(Duration::from_secs(5)))?;
        stream.write_all(b"GET / HTTP/1.0\r\nHost: 127.0.0.1\r\n\r\n")?;
        let mut status = [0; 12];
        stream.read_exact(&mut status)?;
        Ok(status.ends_with(b"200"))
    };
    ask().unwrap_or(false)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_policy_stands_before_anything_it_governs() {
        let html = with_policy("<!doctype html><html><head><link href=a></head></html>").unwrap();
        let policy = html.find("Content-Security-Policy").unwrap();
        assert!(policy < html.find("<link").unwrap(), "{html}");
    }

    #[test]
    fn a_taken_port_is_passed_over() {
        let taken = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let port = taken.local_addr().unwrap().port();
        assert_ne!(free_port(port), Ok(port));
    }
}
