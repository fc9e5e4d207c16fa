//! Tests of the language: what is read, what is printed, what is refused and how.

mod branches;
mod catalog;
mod differences;
mod edits;
mod ends;
mod mistakes;
mod notes;
mod roundtrip;

use super::*;
use catalog::CATALOG;

fn read(text: &str) -> Scenario {
    Scenario::parse(text, &CATALOG).unwrap_or_else(|error| panic!("{error}\n{text}"))
}

/// The example of the design, with everything that a scenario can have.
const FULL: &str = "\
faultline 1
title Split brain: the minority leader cannot commit
pattern echo nodes=4 timeout=100..200ms mode=slow
without fences memory
network latency=5..10ms loss=0.5%
seed k3f9
at 0.8s input n0 put x=1
at 1.2s partition n0 n1 | n2 n3
at 1.2s note n0 Still believes it leads
at 1.3s note - Nobody else does
at 3s heal
until 6s
";

/// What the design's example leaves out of what can be done to a run.
const FAULTS: &str = "\
faultline 1
pattern echo
network duplication=1% order=fifo
seed 0
at 1s slow n0 n1 by 5ms
at 1s clock n2 offset=+50ms drift=-200ppm
at 1s wipe n0
at 1s duplicate n0>n1#17
at 1s deliver n0>n1#17+1
at 1s fire n0 echo-timeout
at 1s clog n1
at 1s unclog n1
at 1s swizzle n0 n2 over 2s
at 1s link n0>n1 latency=10ms~ order=any
until 10s
";

#[test]
fn canonical_text_reads_back_to_the_letter() {
    assert_eq!(read(FULL).to_text(), FULL);
    assert_eq!(read(FAULTS).to_text(), FAULTS);
}

#[test]
fn order_space_comments_and_defaults_do_not_matter() {
    let loose = "\u{feff}# Drawn on a napkin.\r
  faultline   1\r
until 6s
at 3s    heal
at 1.3s  note -  Nobody   else does
at 1200ms note n0 Still believes it leads
at 1.2s  partition n0 n1 | n2 n3

network loss=0.50% latency=5..10ms duplication=0%
at 0.8s  input n0 put x=1
without memory fences
  # The seed of the first meeting.
seed k3f9
pattern echo mode=slow clients=1 timeout=0.1..0.2s nodes=4
title Split brain: the   minority leader cannot commit ";
    assert_eq!(read(loose).to_text(), FULL);
}

#[test]
fn the_shortest_scenario_is_two_lines() {
    let scenario = read("faultline 1\npattern echo");
    assert_eq!(scenario.to_text(), "faultline 1\npattern echo\nseed 0\nuntil 10s\n");
}

#[test]
fn without_an_end_the_run_outlives_its_last_statement() {
    let scenario = read("faultline 1\npattern echo\nat 20s crash n0\nat 30s note - Gone");
    assert_eq!(scenario.until, Time(35_000_000));
    let scenario = read("faultline 1\npattern echo\nat 600s crash n0");
    assert_eq!(scenario.until, limits::UNTIL);
}

#[test]
fn statements_of_one_time_keep_their_order() {
    let text = "faultline 1\npattern echo\nseed 0\nat 1s crash n1\nat 1s crash n0\nuntil 10s\n";
    assert_eq!(read(text).to_text(), text);
}
