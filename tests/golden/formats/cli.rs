//! The command `export` as people meet it.

use std::fs;

use faultline::export::{FORMATS, Format};

use crate::common::program::{self, told};

const SHORT: &str = "\
faultline 1
title A short run
pattern raft nodes=3 clients=1
seed 1
until 0.6s
";

fn export(args: &[&str], input: &str) -> (Option<i32>, String, String) {
    told(&[&["export"], args].concat(), input)
}

#[track_caller]
fn out(args: &[&str]) -> String {
    program::out(&[&["export"], args].concat(), SHORT)
}

#[test]
fn a_part_of_a_run_is_exported() {
    let whole = out(&["-", "--as", "mermaid"]);
    let part = out(&["-", "--as", "mermaid", "--from", "0.2s", "--to", "0.4s"]);
    assert!(whole.starts_with("sequenceDiagram\n") && part.len() < whole.len());
    let led = out(&["-", "--as", "jsonl", "--to", "any is Leader"]);
    let last = led.lines().last().expect("lines");
    assert!(last.contains(r#""awaited":"any is Leader","reached":"#), "{last}");
}

#[test]
fn a_picture_is_of_the_moment_asked_for() {
    let early = out(&["-", "--as", "svg", "--at", "50ms"]);
    assert!(early.contains(">0.050 s</text>") && early.contains("<title>A short run</title>"));
    assert!(out(&["-", "--as=svg"]).contains(">0.600 s</text>"));
}

#[test]
fn a_moving_picture_is_of_a_stretch_that_is_neither_empty_nor_too_long() {
    let part = out(&["-", "--as", "animated-svg", "--from", "0.2s", "--to", "0.4s"]);
    assert!(part.contains("<desc>Raft from 0.200 s to 0.400 s.</desc>"));
    assert!(part.contains("repeatCount=\"indefinite\"") && part.contains("<metadata>#1"));
    let (status, _, err) = export(&["-", "--as", "animated-svg", "--to", "0s"], SHORT);
    assert_eq!(
        (status, err.trim_end()),
        (Some(2), "-: Nothing moves from 0s to 0s: choose a longer stretch")
    );
    let long = "faultline 1\npattern raft\nseed 1\nuntil 20s\n";
    let (status, _, err) = export(&["-", "--as", "animated-svg"], long);
    assert!(
        status == Some(2) && err.contains("has room for 800: choose a shorter stretch"),
        "{err}"
    );
}

#[test]
fn an_export_is_written_to_a_file() {
    let path = std::env::temp_dir().join(format!("faultline-{}.json", std::process::id()));
    let name = path.to_string_lossy().into_owned();
    assert_eq!(out(&["-", "--as", "perfetto", "--output", &name]), "");
    let written = fs::read_to_string(&path).expect("it was written");
    fs::remove_file(&path).expect("it can be removed");
    assert_eq!(written, out(&["-", "--as", "perfetto"]));
}

#[test]
fn the_help_lists_every_format() {
    let help = out(&["--help"]);
    for Format { id, summary, .. } in FORMATS {
        assert!(help.contains(&format!(" {id:<9} {summary}")), "{id} in {help}");
    }
}

#[test]
fn mistakes_are_one_sentence() {
    let formats = "svg, animated-svg, spacetime-svg, mermaid, plantuml, perfetto, shiviz, otlp, jepsen, jsonl";
    for (args, sentence) in [
        (&["-"][..], format!("Expected --as and one of {formats}")),
        (&["-", "--as", "visio"], format!("There is no format “visio”; expected one of {formats}")),
        (&["-", "--as", "svg", "--from", "1s"], "svg shows one moment: use --at".into()),
        (
            &["-", "--as", "shiviz", "--at", "1s"],
            "shiviz tells a stretch of time: use --from, --to".into(),
        ),
        (&["-", "--as", "mermaid", "--from", "2s"], "It cannot be told from 2s to 0.6s".into()),
        (
            &["-", "--as", "jepsen", "--to", "1ms"],
            "-: No client asks for anything from 0s to 0.001s".into(),
        ),
        (
            &["-", "--as", "otlp", "--to", "1ms"],
            "-: Nobody works on anything from 0s to 0.001s".into(),
        ),
    ] {
        let (status, out, err) = export(args, SHORT);
        assert_eq!((status, out.as_str(), err.trim_end()), (Some(2), "", sentence.as_str()));
    }
    let (_, _, err) = export(&["-", "--as", "svg", "--output", "no/such/folder/x.svg"], SHORT);
    assert!(err.starts_with("no/such/folder/x.svg cannot be written: "), "{err}");
}
