//! `faultline compare` as people and their scripts meet it.

use std::fs;

use crate::common::program::{out, refusal, told};
use serde_json::Value;

/// A leader in the minority, and two other courses: the link stays cut, the dice fall otherwise.
const BRANCHED: &str = "\
faultline 1
pattern raft nodes=5 clients=0
seed k3f9
at 1.2s partition n0 n1 | n2 n3 n4
at 3s heal
until 6s
branch No heal from 2s
at 2.5s crash n2
until 8s
branch Another seed from 0s
seed 17
branch Later from 4s
until 5s
";

#[test]
fn a_branch_is_led_back_to_what_it_does_otherwise() {
    let (status, text, err) = told(&["compare", "-", "--branch", "No heal"], BRANCHED);
    assert_eq!((status, err.as_str()), (Some(1), ""));
    let beginning = "\
A  -, which ends at 6s
B  - (No heal), which ends at 8s

Only in A
  at 3s heal

Only in B
  at 2.5s crash n2

The runs part at 2.5s
           A     (nothing then)
           B     2.500000s  action   crash n2

n2 goes its own way at 2.5s
           A     (nothing then)
           B     2.500000s  n2       crashes
  because  B     2.500000s  action   crash n2
";
    assert!(text.starts_with(beginning), "{text}");
    for course in text.split("\n\n").filter(|part| part.contains(" goes its own way at ")) {
        let last = course.lines().last().expect("a line");
        let led_back = last.contains("action   ") || last.contains("and so on, as for ");
        assert!(led_back, "{course}");
    }
    // Its number, the way round, and a link that names it are all the same question.
    assert_eq!(told(&["compare", "-", "--branch=1"], BRANCHED).1, text);
    let around = told(&["compare", "-", "--branch=trunk", "--against=1"], BRANCHED).1;
    assert!(around.contains("\nOnly in B\n  at 3s heal\n"), "{around}");
    let link = out(&["link", "-", "--branch", "1", "--at", "1s"], BRANCHED);
    let linked = told(&["compare", link.trim_end()], "").1;
    assert_eq!(linked.replace("A  link", "A  -").replace("B  link", "B  -"), text);
}

#[test]
fn a_run_is_the_same_as_itself_and_as_its_own_beginning() {
    let text = out(&["compare", "-", "--branch", "Later"], BRANCHED);
    assert!(text.ends_with("\nThe runs are the same up to 5s\n"), "{text}");
    let text = out(&["compare", "-", "--branch=1", "--until=2.4s"], BRANCHED);
    assert!(text.ends_with("\nThe runs are the same up to 2.4s\n"), "{text}");
}

#[test]
fn two_files_differ_by_seed_safeguards_and_parameters() {
    let path = std::env::temp_dir().join(format!("faultline-compare-{}", std::process::id()));
    let other = "pattern raft nodes=3 clients=0\nwithout majority\nseed 17\nuntil 2s\n";
    fs::write(&path, format!("faultline 1\n{other}")).expect("a file");
    let file = path.to_str().expect("text");
    let (status, text, _) = told(&["compare", "-", file], BRANCHED);
    fs::remove_file(&path).expect("it is there");
    assert_eq!(status, Some(1));
    let settings = "\nDifferent from the start\n  nodes: A 5, B 3\n  majority: A on, B off\n  seed: A k3f9, B 17\n";
    assert!(text.contains(settings), "{text}");
    assert!(text.contains("\n  because  of what is different from the start\n"), "{text}");
}

#[test]
fn lines_of_json_say_the_same() {
    let (status, text, _) = told(&["compare", "-", "--branch=1", "--json"], BRANCHED);
    assert_eq!(status, Some(1));
    let rows: Vec<Value> =
        text.lines().map(|line| serde_json::from_str(line).expect("an object a line")).collect();
    let of = |kind: &str| rows.iter().filter(|row| row["type"] == kind).collect::<Vec<_>>();
    let names: Vec<_> = of("side").iter().map(|row| row["name"].clone()).collect();
    assert_eq!(names, ["-", "- (No heal)"]);
    assert_eq!(
        (&of("action")[0]["side"], &of("action")[0]["text"]),
        (&"B".into(), &"crash n2".into())
    );
    let parting = of("parting")[0];
    assert_eq!((&parting["at"], &parting["a"]), (&2_500_000.into(), &Value::Null));
    assert_eq!(parting["b"]["text"], "crash n2");
    let courses = of("course");
    assert_eq!((&courses[0]["node"], courses.len()), (&"n2".into(), 5));
    let times: Vec<u64> = courses.iter().map(|row| row["at"].as_u64().expect("a time")).collect();
    assert!(times.is_sorted());
    for course in courses {
        let chain = course["chain"].as_array().expect("a list");
        assert_eq!(chain.last().expect("an origin")["line"]["place"], "action", "{course}");
    }
    let stands = |side: &str| of("standing")[0][side]["standing"].clone();
    assert_ne!(stands("a"), stands("b"));
    assert_eq!(of("end")[0], &serde_json::json!({"type": "end", "at": 6_000_000, "same": false}));
}

#[test]
fn what_to_compare_has_to_be_said() {
    for (args, sentence) in [
        (&["compare"][..], "Expected two scenarios, or one with --branch"),
        (&["compare", "-", "-"], "The standard input is one scenario, not two"),
        (
            &["compare", "-"],
            "Which branch of -? Name it with --branch; there are “No heal”, “Another seed”, “Later”",
        ),
        (
            &["compare", "-", "--branch", "None"],
            "-: There is no branch “None”; there are “No heal”, “Another seed”, “Later”",
        ),
    ] {
        assert_eq!(refusal(args, BRANCHED), sentence);
    }
    let alone = refusal(&["compare", "-"], "faultline 1\npattern raft\n");
    assert_eq!(alone, "Expected a second scenario; - has no branches to compare");
}
