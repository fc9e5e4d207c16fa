//! What is said of text that is no scenario: the place, and one sentence.

use super::*;

fn mistake(text: &str) -> (u32, u32, String) {
    let error = Scenario::parse(text, &CATALOG).expect_err(text);
    (error.line, error.column, error.message)
}

#[test]
fn the_first_line_names_the_version() {
    for (text, line, column, message) in [
        ("", 1, 1, "There is no scenario here: it begins with faultline 1"),
        ("\n# nothing\n", 1, 1, "There is no scenario here: it begins with faultline 1"),
        ("# x\npattern echo", 2, 1, "A scenario begins with the line “faultline 1”"),
        ("faultline", 1, 10, "Expected the version, like 1 here"),
        ("faultline one", 1, 11, "“one” is not a version"),
        ("faultline 0", 1, 11, "“0” is not a version"),
        (
            "faultline 2\nanything",
            1,
            11,
            "This scenario was made for a newer Faultline (version 2; this one reads up to 1)",
        ),
        ("faultline 1", 1, 1, "No line says which pattern to run: write one like pattern raft"),
    ] {
        assert_eq!(mistake(text), (line, column, message.into()));
    }
}

#[test]
fn every_statement_says_what_it_expected() {
    for (statement, column, message) in [
        ("sead 5", 1, "There is no statement “sead”; did you mean “seed”?"),
        (
            "frobnicate",
            1,
            "There is no statement “frobnicate”; expected one of title, pattern, without, network, \
             seed, at, until, branch",
        ),
        ("crash n0", 1, "When? Write it like: at 1s crash …"),
        ("title", 6, "Expected the title here"),
        ("pattern echo", 1, "“pattern” stands in line 2 already"),
        ("without", 8, "Expected a safeguard here"),
        ("without memroy", 9, "There is no safeguard “memroy”; did you mean “memory”?"),
        ("without memory memory", 16, "“memory” is named twice"),
        ("network", 8, "Expected latency=, loss=, duplication= or order= here"),
        ("network 5ms", 9, "Expected a setting like latency=10..20ms, not “5ms”"),
        ("seed K", 6, "“K” is not a seed: use up to 12 of 0-9 and a-z, like k3f9"),
        ("seed 1 2", 8, "Nothing more is expected here, but there is “2”"),
        ("until 601s", 7, "A run is at most 600s long"),
        ("until soon", 7, "There is no kind of message “soon”; expected one of Call, Reply"),
        ("until 5", 7, "“5” is not a time: write it like 1.5s, 150ms or 20us"),
        ("at", 3, "Expected a time, like 1.5s here"),
        ("at 1s", 6, "Expected what happens at that time here"),
        ("at 1s noet n0 hm", 7, "There is no action “noet”; did you mean “note”?"),
        ("at 1s crash n7", 13, "There is no node “n7”; there are n0 to n2 and c0"),
        ("at 1s note", 11, "Expected a node, or - for none here"),
        ("at 1s note n0", 14, "Expected what the note says here"),
        ("at 1s input c0 dance", 16, "Expected put or get here"),
        ("at 1s input n0 get x", 16, "n0 is a server, which takes no such input"),
        ("title “é” \u{202e}evil", 11, "The invisible character U+202E is not allowed"),
        ("title \u{1b}[31m", 7, "The invisible character U+001B is not allowed"),
    ] {
        let text = format!("faultline 1\npattern echo\n{statement}\n");
        assert_eq!(mistake(&text), (3, column, message.into()), "{statement}");
    }
}

#[test]
fn parameters_are_known_in_range_and_set_once() {
    for (pattern, column, message) in [
        ("ecko", 9, "There is no pattern “ecko”; did you mean “echo”?"),
        ("paxos", 9, "There is no pattern “paxos”; expected one of echo"),
        ("echo nodes", 14, "Expected a parameter like key=value, not “nodes”"),
        ("echo nods=3", 14, "There is no parameter “nods”; did you mean “nodes”?"),
        (
            "echo nodes=99999999999999999999",
            20,
            "“99999999999999999999” is not a number from 2 to 5",
        ),
        ("echo nodes=3 nodes=4", 22, "“nodes” is set twice"),
        ("echo pause=11s", 20, "11s is not between 1ms and 10s"),
        ("echo nodes=2 clients=2", 1, "Two clients need three nodes"),
    ] {
        let text = format!("faultline 1\npattern {pattern}");
        assert_eq!(mistake(&text), (2, column, message.into()), "{pattern}");
    }
}

#[test]
fn branches_have_a_name_and_leave_the_trunk_once() {
    for (block, line, column, message) in [
        ("branch", 4, 7, "Expected the branch's name here"),
        ("branch from 1s", 4, 8, "Expected the branch's name here"),
        ("branch No heal", 4, 15, "Expected from and a time here, like from 2s"),
        ("branch No heal from", 4, 20, "Expected from and a time here, like from 2s"),
        ("branch A from soon", 4, 15, "“soon” is not a time: write it like 1.5s, 150ms or 20us"),
        ("branch A from 601s", 4, 15, "A run is at most 600s long"),
        ("branch 12 from 1s", 4, 8, "A branch cannot be called “12”"),
        ("branch trunk from 1s", 4, 8, "A branch cannot be called “trunk”"),
        ("branch A from 1s\nbranch A from 2s", 5, 8, "There is a branch “A” already"),
        ("branch A from 1s\nseed 5", 4, 15, "A branch with another seed leaves the trunk at 0s"),
        (
            "branch A from 1s\npattern echo nodes=4",
            4,
            15,
            "A branch with other parameters leaves the trunk at 0s",
        ),
        (
            "branch A from 2s\nat 1s crash n1",
            5,
            4,
            "This branch leaves the trunk at 2s, and this is before",
        ),
        ("branch A from 1s\nseed 0\nseed 0", 6, 1, "“seed” stands in line 5 already"),
        (
            "branch A from 1s\nat 2s crash n7",
            5,
            13,
            "There is no node “n7”; there are n0 to n2 and c0",
        ),
        (
            "branch A from 0s\npattern ecko",
            5,
            9,
            "There is no pattern “ecko”; did you mean “echo”?",
        ),
        (
            "branch A from 0s\nfaultline 1",
            5,
            1,
            "There is no statement “faultline”; expected one of title, pattern, without, network, seed, at, until, branch",
        ),
    ] {
        let text = format!("faultline 1\npattern echo\nat 1s crash n0\n{block}\n");
        assert_eq!(mistake(&text), (line, column, message.into()), "{block}");
    }
}

#[test]
fn what_branches_have_of_their_own_counts_too() {
    let head = "faultline 1\npattern echo\n";
    let name = format!("{head}branch {} from 1s", "é ".repeat(31));
    assert_eq!(mistake(&name), (3, 8, "This text has 61 characters, 60 are allowed".into()));
    let many: String = (0..17).map(|n| format!("branch b{n} from 1s\n")).collect();
    let refused = mistake(&format!("{head}{many}"));
    assert_eq!(refused, (19, 8, "A scenario has at most 16 branches".into()));
    let half = "at 1s heal\n".repeat(2_500);
    let text = format!("{head}{half}branch A from 0s\n{half}branch B from 1s\nat 1s heal\n");
    assert_eq!(mistake(&text), (5_005, 1, "A scenario has at most 5000 actions".into()));
}

#[test]
fn sizes_and_counts_are_bounded() {
    let head = "faultline 1\npattern echo\n";
    let long = format!("{head}title {}", "é".repeat(121));
    assert_eq!(mistake(&long).2, "This text has 121 characters, 120 are allowed");
    let note = format!("{head}at 1s note - {}", "x".repeat(281));
    assert_eq!(mistake(&note).2, "This text has 281 characters, 280 are allowed");
    let notes = format!("{head}{}", "at 1s note - hm\n".repeat(201));
    assert_eq!(mistake(&notes), (203, 1, "A scenario has at most 200 notes".into()));
    let actions = format!("{head}{}", "at 1s heal\n".repeat(5_001));
    assert_eq!(mistake(&actions), (5_003, 1, "A scenario has at most 5000 actions".into()));
    let book = format!("{head}#{}", "x".repeat(limits::TEXT_BYTES));
    assert_eq!(mistake(&book).2, "This text is longer than the 256 kB allowed");
}
