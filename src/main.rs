//! The native program: hands its arguments and streams to the command line.

use std::io::{BufWriter, stderr, stdin, stdout};
use std::process::ExitCode;

use cli::Io;

fn main() -> ExitCode {
    // Arguments that are not text are no names that we know: they are refused like any other.
    let args: Vec<String> =
        std::env::args_os().skip(1).map(|arg| arg.to_string_lossy().into_owned()).collect();
    let mut out = BufWriter::new(stdout().lock());
    let mut io = Io { input: &mut stdin().lock(), out: &mut out, err: &mut stderr() };
    ExitCode::from(cli::main(&args, &mut io))
}
