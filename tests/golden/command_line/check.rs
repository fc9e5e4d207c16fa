//! `faultline check` as a build server meets it, and what other commands print for programs.

use std::fs;
use std::path::Path;

use crate::common::program::{BROKEN, out, refusal, told};
use serde_json::Value;

/// A network that loses everything: no leader is elected, though all nodes run.
const STUCK: &str = "\
faultline 1
pattern raft nodes=3 clients=0
network loss=100%
seed 1
until 60s
";

const SOUND: &str = "faultline 1\npattern raft\nseed 1\nuntil 2s\n";

fn rows(text: &str) -> Vec<Value> {
    text.lines().map(|line| serde_json::from_str(line).expect("an object a line")).collect()
}

#[test]
fn all_scenarios_are_checked_also_after_one_that_fails() {
    let folder = std::env::temp_dir().join(format!("faultline-check-{}", std::process::id()));
    fs::create_dir_all(&folder).expect("a folder");
    let file = |name: &str, text: &str| {
        let path = folder.join(name);
        fs::write(&path, text).expect("a file");
        path.to_string_lossy().into_owned()
    };
    let broken = file("broken.faultline", BROKEN);
    let mistaken = file("mistaken.faultline", "faultline 1\npattern rift\n");
    let sound = file("sound.faultline", SOUND);
    let (status, out, err) = told(&["check", &broken, &sound], "");
    assert_eq!((status, err.as_str()), (Some(1), ""));
    assert!(out.starts_with(&format!("{broken}: violated at 0.6")), "{out}");
    assert!(out.contains(&format!("\n{sound}: none of ")), "{out}");
    let (status, out, err) = told(&["check", &mistaken, &broken, "no/such", &sound], "");
    assert_eq!(status, Some(2));
    assert_eq!(err.lines().count(), 2, "{err}");
    assert!(err.starts_with(&format!("{mistaken}:2:9: There is no pattern “rift”")), "{err}");
    assert!(out.contains("violated at") && out.contains(": none of "), "{out}");
    fs::remove_dir_all(&folder).expect("it can be removed");
}

#[test]
fn what_is_stuck_fails_only_where_progress_is_asked_for() {
    let (status, lax, _) = told(&["check", "-"], STUCK);
    assert_eq!(status, Some(0), "{lax}");
    assert!(lax.contains("-: stuck since 0s: A leader is elected: "), "{lax}");
    let (status, live, _) = told(&["check", "-", "--live"], STUCK);
    assert_eq!(status, Some(1));
    assert!(lax.starts_with(&live) && !live.contains("none of"), "{live}");
    assert_eq!(told(&["check", "-", "--live"], SOUND).0, Some(0));
    let early = ["check", "-", "--until", "any is Leader or 1ms"];
    assert_eq!(told(&early, SOUND).0, Some(0));
    assert_eq!(told(&[&early[..], &["--live"]].concat(), SOUND).0, Some(1));
}

#[test]
fn a_check_is_told_to_programs_branch_by_branch() {
    let branched = format!("{BROKEN}branch With a disk from 0s\npattern raft nodes=3 clients=0\n");
    let (status, told, _) = told(&["check", "-", "--json"], &branched);
    assert_eq!(status, Some(1));
    let rows = rows(&told);
    let short = |row: &Value| (row["branch"].clone(), row["passed"].clone());
    assert_eq!(short(&rows[0]), (Value::Null, false.into()));
    assert_eq!(short(&rows[1]).0, "With a disk");
    let safety = |row: &Value| row["properties"][0].clone();
    assert_eq!(safety(&rows[0])["id"], "election-safety");
    assert_eq!(safety(&rows[0])["standing"], "violated");
    assert!(safety(&rows[0])["blame"].as_array().is_some_and(|it| !it.is_empty()), "{told}");
    assert_eq!(rows[0]["at"], 700_000);
    assert_eq!(rows[0]["digest"], out(&["digest", "-"], BROKEN).trim_end());
}

#[test]
fn patterns_and_digests_are_told_to_programs() {
    let listed = rows(&out(&["list", "--json"], ""));
    let raft = listed.iter().find(|row| row["id"] == "raft").expect("Raft is listed");
    let shown = &rows(&out(&["show", "raft", "--json"], ""))[0];
    for field in ["id", "name", "family", "summary"] {
        assert_eq!(raft[field], shown[field]);
    }
    let first = |list: &str, field: &str| shown[list][0][field].clone();
    assert_eq!(
        (first("parameters", "key"), first("parameters", "default")),
        ("nodes".into(), "5".into())
    );
    assert_eq!(first("safeguards", "breaks"), "election-safety");
    assert_eq!(first("messages", "name"), "RequestVote");
    let states = serde_json::json!(["Follower", "Candidate", "Leader", "PreCandidate"]);
    assert_eq!(shown["roles"][0]["states"], states);
    let digest = &rows(&out(&["digest", "-", "--json"], SOUND))[0];
    assert_eq!(digest["digest"], out(&["digest", "-"], SOUND).trim_end());
    assert_eq!((&digest["at"], &digest["file"]), (&2_000_000.into(), &"-".into()));
}

#[test]
fn slips_of_the_pen_are_understood() {
    assert_eq!(refusal(&["serach"], ""), "There is no command “serach”; did you mean “search”?");
    assert_eq!(refusal(&["show", "ratf"], ""), "There is no pattern “ratf”; did you mean “raft”?");
    let format = refusal(&["export", "-", "--as", "mermiad"], "");
    assert_eq!(format, "There is no format “mermiad”; did you mean “mermaid”?");
}

/// What the documents tell people to type exists.
#[test]
fn documented_commands_and_flags_exist() {
    let mut seen = 0;
    for document in ["README.md", "docs/ci.md"] {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(document);
        let text = fs::read_to_string(path).expect("a document");
        let lines = text.lines().filter_map(|line| {
            let line = line.trim_start().trim_start_matches("- run: ");
            line.strip_prefix("faultline ")
                .filter(|rest| !rest.starts_with(|c: char| c.is_ascii_digit()))
        });
        for line in lines {
            let line = line.split(" #").next().unwrap_or_default();
            let name = line.split(' ').next().unwrap_or_default();
            let help = out(&[name, "--help"], "");
            let flags = line.split([' ', '=']).filter(|word| word.starts_with("--"));
            for flag in flags.filter(|flag| *flag != "--help") {
                assert!(help.contains(flag), "{document}: {line}: {flag}");
            }
            seen += 1;
        }
    }
    assert!(seen > 8, "{seen}");
}
