//! Tests of the words for actions: reading back, and what is said of mistakes.

use std::sync::Arc;

use super::*;

fn names() -> Names {
    Names(["n0", "n1", "n2", "n3", "n4", "c0"].map(Arc::from).to_vec())
}

const TIMERS: &[TimerKind] = &[
    TimerKind { name: "election timeout", ring: true },
    TimerKind { name: "heartbeat", ring: false },
];

fn read(text: &str) -> Result<Action, Mistake> {
    let check_input = |_, text: &str| match text.contains("no") {
        true => Err("The input says no".into()),
        false => Ok(()),
    };
    let lexicon = Lexicon { names: &names(), timers: TIMERS, check_input: &check_input };
    parse(&mut Words::of(text), &lexicon)
}

/// Twenty servers and twelve clients.
fn read_many(text: &str) -> (Names, Result<Action, Mistake>) {
    let role = |prefix: &'static str, count| (0..count).map(move |n| format!("{prefix}{n}").into());
    let names = Names(role("n", 20).chain(role("c", 12)).collect());
    let lexicon = Lexicon { names: &names, timers: TIMERS, check_input: &|_, _| Ok(()) };
    let action = parse(&mut Words::of(text), &lexicon);
    (names, action)
}

#[test]
fn many_nodes_are_a_range_and_a_few_are_written_out() {
    for (text, canonical) in [
        ("crash n3..n12", "crash n3..n12"),
        ("crash n3..n11", "crash n3 n4 n5 n6 n7 n8 n9 n10 n11"),
        (
            "partition n0..n14 c3 | n15..n19 | c4..c4",
            "partition n0..n14 c3 | n15 n16 n17 n18 n19 | c4",
        ),
        ("swizzle n19 n0..n18 over 2s", "swizzle n19 n0..n18 over 2s"),
        // A range ends where a role does.
        ("slow n9..n19 c0..c11 by 1ms", "slow n9..n19 c0..c11 by 1ms"),
    ] {
        let (names, action) = read_many(text);
        assert_eq!(action.map(|it| write(&it, &names)).as_deref(), Ok(canonical), "{text}");
    }
}

#[test]
fn a_range_that_is_none_is_told_with_its_place() {
    for (text, at, message) in [
        ("crash n5..n3", 6, "the lower number first"),
        ("crash n5..c3", 6, "of one role"),
        ("crash n0..n20", 10, "There is no node “n20”"),
        ("crash n7 n0..n9", 9, "“n7” is named twice"),
        ("crash n0..", 10, "There is no node “”"),
        ("crash ..", 6, "There is no node “”"),
    ] {
        let mistake = read_many(text).1.expect_err(text);
        assert_eq!(mistake.at, at, "{text}");
        assert!(mistake.message.contains(message), "{text}: {}", mistake.message);
    }
}

#[test]
fn canonical_actions_read_back_to_the_letter() {
    for text in [
        "crash n0 n1",
        "restart n0",
        "pause c0",
        "resume n4 n3",
        "partition n0 n1 | n2 n3 n4",
        "partition n4 | n3 | n0 c0",
        "cut n0-n2 n0>n3",
        "heal",
        "heal n0-n2",
        "link n0>n1 latency=50ms loss=10% duplication=1%",
        "link n0-n1 latency=10ms~",
        "link n0-n1 latency=900ms..1.1s",
        "link n0-n1 loss=0%",
        "drop n0>n1#17",
        "drop n0>n1#17+1",
        "delay n0>n1#17 by 50ms",
        "input c0 put x=1",
        "slow n0 by 5ms",
        "slow n0 c0 n1 by 0ms",
        "clock n0 offset=+50ms drift=-200ppm",
        "clock n0 offset=-1.5s",
        "clock n0 drift=0ppm",
        "clock n0 offset=0ms drift=+500000ppm",
        "wipe n0 n2",
        "duplicate n0>n1#17",
        "deliver n0>n1#17+2",
        "fire n0 election-timeout",
        "clog n3",
        "unclog n3 c0",
        "swizzle n0 n1 n2 over 2s",
        "link n0>n1 order=fifo",
        "link n0>n1 latency=5ms order=any",
    ] {
        let action = read(text).unwrap_or_else(|mistake| panic!("{text}: {}", mistake.message));
        assert_eq!(write(&action, &names()), text);
    }
}

#[test]
fn other_spellings_of_the_same_are_written_in_one_form() {
    for (text, canonical) in [
        ("  input   c0\tput   x=1  ", "input c0 put x=1"),
        ("link n0-n1 duplication=1.50% latency=0.05s", "link n0-n1 latency=50ms duplication=1.5%"),
        ("link n0-n1 latency=15..15ms", "link n0-n1 latency=15ms"),
        ("clock n0 drift=5ppm offset=50ms", "clock n0 offset=+50ms drift=+5ppm"),
        ("clock n0 offset=-0ms drift=-0ppm", "clock n0 offset=0ms drift=0ppm"),
    ] {
        assert_eq!(read(text).map(|action| write(&action, &names())), Ok(canonical.into()));
    }
}

#[test]
fn mistakes_point_at_the_word_and_say_what_was_expected() {
    for (text, at, message) in [
        ("", 0, "Expected what happens, like crash or partition here"),
        ("partitoin n0 | n1", 0, "There is no action “partitoin”; did you mean “partition”?"),
        ("crash", 5, "Expected a node, like n0 here"),
        ("crash n0 n9", 9, "There is no node “n9”; there are n0 to n4 and c0"),
        ("crash n0 n0", 9, "“n0” is named twice"),
        ("partition n0 n1", 0, "A partition needs two groups or more, like partition n0 n1 | n2"),
        ("partition | n1", 10, "There is no node in the group before this bar"),
        ("partition n0 |", 14, "Expected a node here"),
        ("partition n0 | n1 n0", 18, "“n0” is named twice"),
        ("cut", 3, "Expected a link like n0-n1 or n0>n1 here"),
        ("cut n0", 4, "“n0” is not a link: write n0-n1 or n0>n1"),
        ("cut n0-n0", 4, "A link joins two different nodes"),
        ("cut n0-n1 n0>n7", 13, "There is no node “n7”; there are n0 to n4 and c0"),
        ("link n0-n1", 10, NO_SETTING),
        ("link n0-n1 los=1%", 11, "There is no setting “los”; did you mean “loss”?"),
        ("link n0-n1 loss=1", 16, "“1” is not a share: write it like 0.5%"),
        ("link n0-n1 loss=1% loss=2%", 19, "“loss” is set twice"),
        ("link n0-n1 latency=61s", 19, "A latency is at most 60s"),
        ("drop n0>n1", 5, "“n0>n1” is not a message: write n0>n1#17"),
        ("drop n0>n1#0", 5, "“n0>n1#0” is not a message: write n0>n1#17"),
        ("drop n0>n1#1+", 5, "“n0>n1#1+” is not a message: write n0>n1#17"),
        ("drop n0>n1#1+256", 5, "“n0>n1#1+256” is not a message: write n0>n1#17"),
        ("delay n0>n1#1 50ms", 14, "Expected by and a time, like by 50ms here"),
        ("link n0-n1 order=lifo", 17, "“lifo” is not an order: write fifo or any"),
        ("slow", 4, "Expected a node, like n0 here"),
        ("slow n0", 7, "Expected by and a time, like by 5ms here"),
        ("slow by 5ms", 5, "There is no node “by”; there are n0 to n4 and c0"),
        ("slow n0 by", 10, "Expected a time, like by 5ms here"),
        ("slow n0 by 61s", 11, "A slow node takes at most 60s"),
        ("clock n0", 8, "Expected offset= or drift= here"),
        ("clock n0 50ms", 9, "Expected a change like offset=+50ms, not “50ms”"),
        ("clock n0 offset=2h", 16, "“2h” is not an offset: write it like +50ms or -1.5s"),
        ("clock n0 offset=-3601s", 16, "A clock is set off by at most 3600s"),
        ("clock n0 drift=5", 15, "“5” is not a drift: write it like +200ppm or -200ppm"),
        ("clock n0 drift=+500001ppm", 15, "A clock drifts by at most 500000ppm"),
        ("clock n0 drift=1ppm drift=1ppm", 20, "“drift” is set twice"),
        (
            "clock n0 tick=1",
            9,
            "There is no change of a clock “tick”; expected one of offset, drift",
        ),
        ("fire n0", 7, "Expected a timer, like election-timeout here"),
        ("fire n0 hartbeat", 8, "There is no timer “hartbeat”; did you mean “heartbeat”?"),
        ("fire n0 election", 8, "There is no timer “election”; did you mean “election-timeout”?"),
        (
            "fire n0 lease",
            8,
            "There is no timer “lease”; expected one of election-timeout, heartbeat",
        ),
        ("swizzle n0 n1", 13, "Expected over and a time, like over 2s here"),
        ("swizzle n0 n0 over 2s", 11, "“n0” is named twice"),
        ("swizzle n0 over 601s", 16, "A swizzle takes at most 600s"),
        ("delay n0>n1#1 by 601s", 17, "A message is delayed by at most 600s"),
        ("input c0", 8, "Expected what the node is asked here"),
        ("input c0 no", 9, "The input says no"),
        ("drop n0>n1#1 now", 13, "Nothing more is expected here, but there is “now”"),
    ] {
        let mistake = read(text).expect_err(text);
        assert_eq!((mistake.at, mistake.message.as_str()), (at, message), "{text}");
    }
}

#[test]
fn long_words_are_quoted_in_part() {
    let mistake = read(&"x".repeat(10_000)).expect_err("too long");
    assert_eq!(mistake.message, format!("“{}…” is too long for a word", "x".repeat(40)));
}
