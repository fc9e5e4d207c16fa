//! The command line as people and their build servers meet it: the built program, its output and
//! its exit status.

use std::io::{BufRead, BufReader, Read, Write};

use crate::common::program::{BROKEN, faultline, out, refusal, start, told};

fn fixed() -> String {
    BROKEN.replace("without durable-vote\n", "")
}

#[test]
fn help_teaches_every_command() {
    let overview = out(&[], "");
    assert_eq!(out(&["--help"], ""), overview);
    let engine = format!(", engine {}\n", faultline::kernel::REVISION);
    assert!(out(&["--version"], "").ends_with(&engine));
    for command in [
        "list",
        "show",
        "run",
        "check",
        "compare",
        "search",
        "explore",
        "shrink",
        "digest",
        "link",
        "unlink",
        "linearizable",
        "export",
    ] {
        assert!(overview.contains(&format!("\n  {command} ")), "{overview}");
        let help = out(&[command, "--help"], "");
        assert!(help.contains(&format!("Usage: faultline {command}")), "{help}");
        assert_eq!(out(&["help", command], ""), help);
    }
}

#[test]
fn patterns_are_listed_and_shown() {
    assert!(out(&["list"], "").lines().any(|line| line.starts_with("raft ")));
    let raft = out(&["show", "raft"], "");
    for shown in ["nodes=5", "durable-vote", "election-safety", "put x=1"] {
        assert!(raft.contains(shown), "{shown} in {raft}");
    }
}

#[test]
fn a_run_is_told_to_its_end_with_the_standing_of_its_properties() {
    let told = out(&["run", "-"], BROKEN);
    assert!(told.contains("   0.400000s  action   crash n1\n"), "{told}");
    assert!(told.contains("\nviolated at 0.6"), "{told}");
    assert!(
        told.contains(
            "\nholds: Logs that agree once agree before (Ongaro and Ousterhout 2014, 5.3"
        ),
        "{told}"
    );
    let shorter = out(&["run", "-", "--until", "0.35s"], BROKEN);
    assert!(told.starts_with(shorter.split_once("\n\n").expect("two parts").0));
    assert!(!shorter.contains("crash"), "{shorter}");
}

#[test]
fn lines_of_json_say_the_same_with_causes() {
    let told = out(&["run", "--json", "-"], BROKEN);
    let rows: Vec<serde_json::Value> =
        told.lines().map(|line| serde_json::from_str(line).expect("an object a line")).collect();
    let of = |kind: &str| rows.iter().filter(|row| row["type"] == kind).collect::<Vec<_>>();
    let (scenario, records, end) = (of("scenario"), of("record"), of("end"));
    assert_eq!(scenario[0]["text"], BROKEN);
    assert_eq!(scenario[0]["nodes"], serde_json::json!(["n0", "n1", "n2"]));
    assert_eq!(end[0]["records"], records.len());
    assert_eq!(end[0]["at"], 700_000);
    assert_eq!(end[0]["digest"], out(&["digest", "-"], BROKEN).trim_end());
    for (id, record) in records.iter().enumerate() {
        assert_eq!(record["id"], id);
        assert!(record["cause"].as_u64().is_none_or(|cause| cause < id as u64), "{record}");
    }
    let delivered = records.iter().find(|row| row["kind"] == "delivered").expect("one arrives");
    let sent = &records[delivered["cause"].as_u64().expect("it was sent") as usize];
    assert_eq!((&sent["kind"], &sent["message"]), (&"sent".into(), &delivered["message"]));
    let broken = of("property").into_iter().find(|row| row["standing"] == "violated");
    let broken = broken.expect("a property is violated");
    assert_eq!(broken["id"], "election-safety");
    assert_eq!(records[broken["record"].as_u64().expect("a record") as usize]["kind"], "violated");
}

#[test]
fn a_check_fails_with_the_reason_when_a_property_is_violated() {
    let output = faultline(&["check", "-"], BROKEN);
    let told = String::from_utf8(output.stdout).expect("text");
    assert_eq!(output.status.code(), Some(1));
    assert!(told.starts_with("-: violated at 0.6"), "{told}");
    assert!(told.contains(": At most one leader per term: n2 was elected leader of"), "{told}");
    let told = out(&["check", "-"], &fixed());
    assert!(told.contains("-: none of 9 properties is violated up to 0.7s\n"), "{told}");
}

#[test]
fn digests_differ_when_runs_differ_and_only_then() {
    let (broken, fixed) = (out(&["digest", "-"], BROKEN), out(&["digest", "-"], &fixed()));
    assert_ne!(broken, fixed);
    assert!(broken.len() == 17 && broken.trim_end().bytes().all(|b| b.is_ascii_hexdigit()));
    assert_eq!(out(&["digest", "-"], &BROKEN.replace("0.1s", "100ms")), broken);
    let batch = format!("{BROKEN}---\n{}---\n{BROKEN}", self::fixed());
    assert_eq!(out(&["digest", "--batch", "-"], &batch), format!("{broken}{fixed}{broken}"));
    let mistake = format!("{BROKEN}---\nfaultline 1\npattern rift\n");
    let sentence = "-:15:9: There is no pattern “rift”; did you mean “raft”?";
    assert_eq!(refusal(&["digest", "--batch", "-"], &mistake), sentence);
}

#[test]
fn links_are_made_opened_and_run() {
    let bare = out(&["link", "-"], BROKEN);
    assert!(bare.starts_with("#1") && bare.ends_with("z\n"), "{bare}");
    assert_eq!(out(&["unlink", bare.trim_end()], ""), BROKEN);
    let link = out(&["link", "-", "--at", "0.7s", "--base", "https://example.org/"], BROKEN);
    let digest = out(&["digest", "-"], BROKEN);
    let stamp = format!("&t=0.7s&e={}&d={digest}", faultline::kernel::REVISION);
    assert!(link.starts_with("https://example.org/#1") && link.ends_with(&stamp), "{link}");
    assert_eq!(out(&["digest", link.trim_end()], ""), digest);
    let opened = out(&["unlink", link.trim_end()], "");
    assert!(opened.starts_with("# Opens at 0.7s; engine ") && opened.ends_with(BROKEN), "{opened}");
    assert_eq!(out(&["digest", "-"], &opened), digest);
}

#[test]
fn a_link_takes_another_scenario_along_with_what_it_comes_to() {
    let alone = out(&["link", "-", "--at", "0.7s"], &fixed());
    let link = out(&["link", "-", "--at", "0.7s", "--with", alone.trim_end()], BROKEN);
    let (_, digest) = alone.trim_end().split_once("&d=").expect("what it comes to");
    assert!(link.contains(&format!("&wd={digest}&t=0.7s&e=")), "{link}");
    let opened = out(&["unlink", link.trim_end()], "");
    assert!(opened.ends_with(BROKEN), "{opened}");
    assert!(opened.contains(&format!("with prints; it came to {digest}\n")), "{opened}");
    assert_eq!(out(&["unlink", link.trim_end(), "--with"], ""), fixed());
    assert!(!faultline(&["unlink", alone.trim_end(), "--with"], "").status.success());
}

/// The trunk holds its promises; one branch does not, and another never loses its links.
fn branched() -> String {
    let (_, done) = BROKEN.split_once("seed 1\n").expect("a seed");
    let (done, _) = done.split_once("until").expect("an end");
    let broken = format!("branch No memory from 0s\nwithout durable-vote\n{done}");
    format!("{}{broken}branch Quiet from 0.05s\n", fixed())
}

#[test]
fn branches_are_run_by_name_or_number_and_all_are_checked() {
    let text = branched();
    let (broken, trunk) = (out(&["digest", "-"], BROKEN), out(&["digest", "-"], &fixed()));
    assert_eq!(out(&["digest", "-"], &text), trunk);
    for branch in ["No memory", "1"] {
        assert_eq!(out(&["digest", "-", "--branch", branch], &text), broken);
    }
    let told = out(&["run", "-", "--branch=No memory"], &text);
    assert_eq!(told, out(&["run", "-"], BROKEN));
    let output = faultline(&["check", "-"], &text);
    let told = String::from_utf8(output.stdout).expect("text");
    assert_eq!(output.status.code(), Some(1), "{told}");
    for line in ["-: none of ", "- (No memory): violated at 0.6", "- (Quiet): none of "] {
        assert!(told.lines().any(|it| it.starts_with(line)), "{line} in {told}");
    }
    out(&["check", "-", "--branch", "trunk"], &text);
    out(&["check", "-", "--branch", "Quiet"], &text);
    let sentence = "-: There is no branch “Loud”; there are “No memory”, “Quiet”";
    assert_eq!(refusal(&["check", "-", "--branch", "Loud"], &text), sentence);
    let sentence = "The flags --batch and --branch do not go together";
    assert_eq!(refusal(&["digest", "--batch", "-", "--branch", "1"], &text), sentence);
}

/// A branch in which one vote is enough.
const HASTY: &str = "\
faultline 1
pattern raft nodes=3 clients=0
seed 1
until 4s
branch Hasty from 0s
without majority
";

#[test]
fn branches_are_searched_explored_and_shrunk_by_name_too() {
    let text = branched();
    let shrunk = out(&["shrink", "-", "--branch", "No memory", "--attempts", "1"], &text);
    assert!(shrunk.starts_with("# election-safety is violated.\n"), "{shrunk}");
    assert_eq!(refusal(&["shrink", "-"], &text), "-: no property is violated");
    let sought = ["--property", "election-safety", "--seeds", "20", "--no-shrink"];
    let search =
        |course: &str| told(&[&["search", "-", "--branch", course], &sought[..]].concat(), HASTY);
    assert_eq!((search("trunk").0, search("Hasty").0), (Some(0), Some(1)));
    let explored = out(&["explore", "-", "--branch", "Quiet", "--depth", "2", "--json"], &text);
    assert!(explored.contains("\"verdict\":\"depth\""), "{explored}");
    for command in ["search", "explore"] {
        let sentence = "raft is a pattern: --branch needs a scenario";
        assert_eq!(refusal(&[command, "raft", "--branch", "1"], ""), sentence);
    }
}

#[test]
fn three_branches_go_through_a_link_unchanged() {
    let text = format!("{}branch Third from 0.35s\nat 0.4s crash n0\nuntil 0.9s\n", branched());
    let link = out(&["link", "-", "--branch", "Third", "--at", "0.5s"], &text);
    let unlinked = out(&["unlink", link.trim_end()], "");
    let (comment, scenario) = unlinked.split_once('\n').expect("two parts");
    assert!(comment.starts_with("# Opens at 0.5s of branch 3; "), "{comment}");
    // What `unlink` prints, the comment too, is read like what was linked.
    assert_eq!(out(&["unlink", out(&["link", "-"], scenario).trim_end()], ""), scenario);
    for branch in ["trunk", "No memory", "Quiet", "Third"] {
        let digest = |text: &str| out(&["digest", "-", "--branch", branch], text);
        assert_eq!(digest(&unlinked), digest(&text), "{branch}");
    }
}

#[test]
fn a_link_opens_with_a_branch_and_the_trunk_where_there_is_no_such() {
    let text = branched();
    let link = out(&["link", "-", "--branch", "No memory", "--at", "0.7s"], &text);
    let broken = out(&["digest", "-"], BROKEN);
    let stamp = format!("z&b=1&t=0.7s&e={}&d={broken}", faultline::kernel::REVISION);
    assert!(link.ends_with(&stamp), "{link}");
    assert_eq!(out(&["digest", link.trim_end()], ""), broken);
    assert!(out(&["unlink", link.trim_end()], "").starts_with("# Opens at 0.7s of branch 1; "));
    let bare = out(&["link", "-", "--branch", "2"], &text);
    assert!(bare.contains("z&b=2&t=0s&e="), "{bare}");
    let output = faultline(&["digest", link.trim_end().replace("&b=1", "&b=Gone").as_str()], "");
    let err = String::from_utf8(output.stderr).expect("text");
    assert_eq!(err, "link: There is no branch “Gone”; there are “No memory”, “Quiet”\n");
    let told = String::from_utf8(output.stdout).expect("text");
    assert_eq!((output.status.code(), told), (Some(0), out(&["digest", "-"], &fixed())));
}

#[test]
fn a_run_ends_with_what_is_awaited_and_fails_where_it_does_not_come() {
    let told = out(&["run", "-", "--until", "n2 is Leader"], BROKEN);
    let (lines, standings) = told.split_once("\n\n").expect("two parts");
    assert!(lines.contains("n2       Candidate → Leader"), "{told}");
    assert!(standings.starts_with("ended: n2 is Leader at 0.6"), "{told}");
    let scenario = BROKEN.replace("until 0.7s", "until n2 is Leader or 0.7s");
    assert_eq!(out(&["run", "-"], &scenario), told);
    let output = faultline(&["run", "-", "--until", "n1 is Leader or 0.5s", "--json"], BROKEN);
    let told = String::from_utf8(output.stdout).expect("text");
    assert_eq!(output.status.code(), Some(1));
    let end = serde_json::from_str::<serde_json::Value>(told.lines().last().expect("lines"));
    let end = end.expect("an object");
    assert_eq!((&end["awaited"], &end["reached"]), (&"n1 is Leader".into(), &().into()));
    assert_eq!(end["at"], 500_000);
}

#[test]
fn a_check_tells_what_did_not_come_and_judges_properties_only() {
    let told = out(&["check", "-", "--until", "anything is broken"], &fixed());
    assert!(told.starts_with("-: ended before: anything is broken at 0.7s\n"), "{told}");
    let output = faultline(&["check", "-", "--until", "election-safety is broken"], BROKEN);
    let told = String::from_utf8(output.stdout).expect("text");
    assert_eq!(output.status.code(), Some(1));
    assert!(told.starts_with("-: ended: election-safety is broken at 0.6"), "{told}");
}

#[test]
fn golden_runs_are_scenarios_too() {
    let golden = format!("# What is to be seen.\n{BROKEN}---\nwhat is told\n");
    assert_eq!(out(&["digest", "-"], &golden), out(&["digest", "-"], BROKEN));
}

#[test]
fn mistakes_are_one_sentence_with_their_place() {
    for (args, input, sentence) in [
        (&["run"][..], "", "Expected a scenario to run"),
        (&["run", "-", "-"], "", "Expected a scenario to run alone, not also “-”"),
        (
            &["run", "-", "--jsno"],
            "",
            "There is no flag “--jsno” here; there are --branch, --until, --json, --help",
        ),
        (&["run", "-", "--until"], "", "The flag --until needs a value"),
        (
            &["run", "-", "--until", "5"],
            BROKEN,
            "--until: “5” is not a time: write it like 1.5s, 150ms or 20us",
        ),
        (&["run", "-", "--until", "601s"], BROKEN, "--until: A run is at most 600s long"),
        (
            &["run", "-", "--until", "n0 is Leadr"],
            BROKEN,
            "--until: There is no state “Leadr”; did you mean “Leader”?",
        ),
        (&["list", "raft"], "", "Nothing is expected here, but there is “raft”"),
        (
            &["check", "-"],
            "faultline 1\npattern raft\nat 1s crash n7",
            "-:3:13: There is no node “n7”; there are n0 to n4 and c0",
        ),
        (
            &["unlink", "#1eNoljkFu"],
            "",
            "This link was cut off, probably by the tool it was copied from; ask for it again",
        ),
        (&["unlink", "nothing"], "", "This is not a link to a Faultline scenario"),
        (
            &["link", "-", "--base", "https://example.org/#x"],
            BROKEN,
            "The address https://example.org/#x has a fragment already",
        ),
    ] {
        assert_eq!(refusal(args, input), sentence, "{args:?}");
    }
    let unknown = refusal(&["frob"], "");
    let known = "There is no command “frob”; expected one of list, show, run, check, ";
    assert!(unknown.starts_with(known), "{unknown}");
    let missing = refusal(&["run", "no/such/file"], "");
    assert!(missing.starts_with("no/such/file cannot be opened: "), "{missing}");
    let book = refusal(&["run", "-"], &"#\n".repeat(200_000));
    assert_eq!(book, "- is longer than any scenario");
}

#[test]
fn a_reader_who_has_seen_enough_is_no_error() {
    let mut child = start(&["run", "-", "--until", "60s"]);
    let mut stdin = child.stdin.take().expect("a pipe");
    stdin.write_all(BROKEN.as_bytes()).expect("it reads");
    drop(stdin);
    let mut first = String::new();
    let mut reader = BufReader::new(child.stdout.take().expect("a pipe"));
    reader.read_line(&mut first).expect("a line");
    assert_eq!(first, "   0.000000s  n0       boots\n");
    drop(reader);
    let mut err = String::new();
    child.stderr.take().expect("a pipe").read_to_string(&mut err).expect("text");
    assert_eq!((child.wait().expect("it ends").code(), err.as_str()), (Some(0), ""));
}
