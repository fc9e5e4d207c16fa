//! The built program, run as people and build servers run it.

use std::io::Write;
use std::process::{Child, Command, Output, Stdio};

/// Two leaders of one term, because a vote was forgotten in a crash.
pub const BROKEN: &str = "\
faultline 1
title A forgotten vote
pattern raft nodes=3 clients=0 election_timeout=5..6s
without durable-vote
seed 1
at 0.1s cut n0-n2
at 0.1s input n0 timeout
at 0.3s cut n0-n1
at 0.4s crash n1
at 0.5s restart n1
at 0.6s input n2 timeout
until 0.7s
";

/// Starts it, to be talked to through pipes.
pub fn start(args: &[&str]) -> Child {
    Command::new(env!("CARGO_BIN_EXE_faultline"))
        .args(args)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program is built")
}

/// Runs it to its end.
pub fn faultline(args: &[&str], input: &str) -> Output {
    let mut child = start(args);
    let mut stdin = child.stdin.take().expect("a pipe");
    // A command that does not read its input may be gone before it is written.
    let _ = stdin.write_all(input.as_bytes());
    drop(stdin);
    child.wait_with_output().expect("the program ends")
}

/// Its exit status, what it prints, and what it says of mistakes.
pub fn told(args: &[&str], input: &str) -> (Option<i32>, String, String) {
    let output = faultline(args, input);
    let text = |bytes| String::from_utf8(bytes).expect("text");
    (output.status.code(), text(output.stdout), text(output.stderr))
}

/// What it prints where all is well.
#[track_caller]
pub fn out(args: &[&str], input: &str) -> String {
    let (status, out, err) = told(args, input);
    assert_eq!((status, err.as_str()), (Some(0), ""), "{args:?}");
    out
}

/// The one sentence it says where something is wrong.
#[track_caller]
pub fn refusal(args: &[&str], input: &str) -> String {
    let (status, _, err) = told(args, input);
    assert_eq!(status, Some(2), "{args:?}: {err}");
    assert_eq!(err.lines().count(), 1, "{err}");
    err.trim_end().to_string()
}
