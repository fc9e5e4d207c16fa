//! Search and shrinking: the same findings however the seeds are divided, small scenarios that still
//! violate the same property, and limits of both.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::common::{self, pattern};
use faultline::catalogue::ALL;
use faultline::kernel::action::{Action, Ppm};
use faultline::kernel::time::Time;
use faultline::pattern::fault::Fault;
use faultline::scenario::Scenario;
use faultline::search::random::{Options, RandomSearch};
use faultline::search::shrink::Shrink;
use faultline::search::violation::broken;
use faultline::search::{Finding, trial};

/// Raft's trial without a safeguard.
fn without(safeguard: &str) -> Scenario {
    let mut scenario = trial(pattern("raft"), [], ALL).expect("the trial is a scenario");
    scenario.set_safeguard(safeguard, false).expect("the safeguard is declared");
    scenario
}

/// The first finding of a property within this many seeds.
fn find(scenario: Scenario, property: &str, seeds: u64) -> Finding {
    let options = Options { property: Some(property.into()), ..Options::default() };
    let mut search =
        RandomSearch::new(scenario, 0..seeds, options).expect("the search is in order");
    let found = search.find_map(|trial| trial.found.into_iter().next());
    found.unwrap_or_else(|| panic!("{property} holds under {seeds} seeds"))
}

fn shrunk(finding: &Finding) -> Scenario {
    let shrink = Shrink::new(&finding.scenario, finding.property);
    let mut shrink = shrink.expect("the finding breaks its property");
    shrink.by_ref().for_each(drop);
    shrink.best()
}

/// The ids of what a scenario breaks.
fn breaks(scenario: &Scenario) -> Vec<&'static str> {
    broken(scenario, None).into_iter().map(|violation| violation.property).collect()
}

/// How many commands clients, or servers for them, begin in a run.
fn commands(scenario: &Scenario) -> usize {
    let mut sim = scenario.start().expect("the scenario is in order");
    sim.seek(scenario.until).expect("the run does not run away");
    sim.history().len()
}

#[test]
fn every_safeguard_has_a_small_scenario_that_needs_it() {
    // The others belong to parts that the trial does without, and are found from their stories.
    let idle = ["pre-vote", "drift-margin", "joint-consensus"];
    for guard in (pattern("raft").safeguards)().into_iter().filter(|it| !idle.contains(&it.id)) {
        let finding = find(without(guard.id), guard.breaks, 1_000);
        let small = shrunk(&finding);
        println!("schedule {} of 1,000\n{small}", finding.seed + 1);
        assert!(small.setup.actions.len() <= 8, "{small}");
        assert!(small.title.contains(guard.id), "{small}");
        // What is printed breaks the same property, and nothing with the safeguard on.
        let mut read = common::scenario(&small.to_text());
        assert!(breaks(&read).contains(&guard.breaks), "{small}");
        read.set_safeguard(guard.id, true).expect("the safeguard is declared");
        assert_eq!(broken(&read, None), [], "{small}");
        if guard.id == "current-term-commit" {
            is_no_longer_than_figure_8(&finding.scenario, &small);
        }
    }
}

/// The paper's figure has seven steps: two commands, and five crashes and restarts.
fn is_no_longer_than_figure_8(found: &Scenario, small: &Scenario) {
    assert!(found.setup.actions.len() > 15, "{found}");
    assert!(small.setup.actions.len() <= 7, "{small}");
    assert!(commands(small) <= 2, "{small}");
}

#[test]
fn shrinking_comes_to_the_same_each_time_and_keeps_to_its_limit() {
    let finding = find(without("log-matching"), "log-matching", 10);
    assert_eq!(shrunk(&finding), shrunk(&finding));

    let shrink = Shrink::new(&finding.scenario, "log-matching").expect("it breaks that");
    let mut shrink = shrink.limited_to(50);
    let mut actions = finding.scenario.setup.actions.len();
    for (number, progress) in shrink.by_ref().enumerate() {
        assert_eq!((progress.attempts as usize, progress.limit), (number + 1, 50));
        // Replacing the automatic workload by inputs adds actions.
        assert!(progress.actions <= actions || number == 0, "{progress:?}");
        actions = progress.actions;
    }
    assert_eq!(shrink.next(), None);
    assert!(breaks(&shrink.best()).contains(&"log-matching"));
}

#[test]
fn what_never_happens_is_found_and_shrunk_like_what_must_not_happen() {
    // Nobody is ever elected where no message arrives.
    let text = "faultline 1\npattern raft\nnetwork latency=5..90ms loss=100%\n";
    let silent = common::scenario(text);
    let finding = find(silent, "leader-elected", 1);
    assert!(!finding.scenario.setup.actions.is_empty(), "faults come on top");
    let small = shrunk(&finding);
    assert!(breaks(&small).contains(&"leader-elected"), "{small}");
    assert_eq!(small.setup.actions, [], "{small}");
    assert_eq!(small.setup.network.loss, Ppm::ONE, "{small}");
}

#[test]
fn only_what_violates_a_property_can_be_shrunk() {
    let fine = trial(pattern("raft"), [], ALL).expect("the trial is a scenario");
    let refused = Shrink::new(&fine, "log-matching").err();
    assert_eq!(refused.as_deref(), Some("The scenario does not break log-matching"));
}

#[test]
fn a_scenario_keeps_what_it_does_itself_and_suffers_only_what_is_asked_for() {
    let text = "faultline 1\ntitle Mine\npattern raft nodes=3\nat 1s input c0 put q=7\n\
                at 1.5s note - Something\nuntil 4s\n";
    let scenario = common::scenario(text);
    let options = Options { faults: vec![Fault::Crash, Fault::Cut], ..Options::default() };
    let search = RandomSearch::new(scenario, 0..0, options).expect("the search is in order");
    for seed in 0..50 {
        let tried = search.scenario(seed);
        let mut own = 0;
        for timed in &tried.setup.actions {
            match &timed.action {
                Action::Input(_, text) => own += usize::from(text == "put q=7"),
                Action::Crash(_) | Action::Restart(_) | Action::Cut(_) | Action::Heal(_) => {
                    assert!(timed.at <= Time(2_000_000), "{tried}");
                }
                other => panic!("{other:?} in {tried}"),
            }
        }
        assert_eq!((own, tried.until), (1, Time(4_000_000)), "{tried}");
        assert_eq!((tried.title.as_str(), tried.notes.len()), ("", 0), "{tried}");
    }
}

/// Every kind of fault, lost disks too, is tried with every property judged: whatever comes of it,
/// nothing panics and nothing runs away.
#[test]
fn no_fault_is_too_much_for_the_search() {
    let scenario = trial(pattern("raft"), [], ALL).expect("the trial is a scenario");
    let options = Options { faults: Fault::ALL.to_vec(), ..Options::default() };
    let search = RandomSearch::new(scenario, 0..200, options).expect("the search is in order");
    let found: Vec<Finding> = search.flat_map(|trial| trial.found).collect();
    assert!(found.iter().all(|finding| finding.property != "run-away"), "{found:#?}");
    assert!(found.iter().any(|it| it.property == "leader-completeness"), "disks were lost");
    for finding in found.iter().take(20) {
        let text = finding.scenario.to_text();
        let read = common::scenario(&text);
        assert!(breaks(&read).contains(&finding.property), "{text}");
    }
}

#[test]
fn what_makes_no_sense_is_said_in_a_sentence() {
    let hunt = |options| {
        let scenario = trial(pattern("raft"), [], ALL).expect("the trial is a scenario");
        RandomSearch::new(scenario, 0..10, options).err()
    };
    let unknown = Options { property: Some("peace".into()), ..Options::default() };
    assert_eq!(hunt(unknown).as_deref(), Some("raft has no property “peace”"));
    let nothing = Options { length: Some(Time::ZERO), ..Options::default() };
    let sentence = "A search needs runs that are longer than no time";
    assert_eq!(hunt(nothing).as_deref(), Some(sentence));
}

/// Runs a shell script in a folder of its own, where `faultline` is the built program.
fn shell(script: &str, index: Option<u32>) -> (i32, String) {
    let binary = Path::new(env!("CARGO_BIN_EXE_faultline"));
    let path = std::env::var_os("PATH").unwrap_or_default();
    let folders =
        binary.parent().map(PathBuf::from).into_iter().chain(std::env::split_paths(&path));
    let path = std::env::join_paths(folders).expect("folders without colons");
    let place = Path::new(env!("CARGO_TARGET_TMPDIR")).join("search");
    fs::create_dir_all(&place).expect("a folder for what the script writes");
    let mut command = Command::new("sh");
    command.args(["-c", script]).env("PATH", path).current_dir(place);
    if let Some(index) = index {
        command.env("JOB_COMPLETION_INDEX", index.to_string());
    }
    let output = command.output().expect("there is a shell");
    let status = output.status.code().expect("it ends by itself");
    (status, String::from_utf8(output.stdout).expect("text"))
}

const WHOLE: &str = "faultline search raft --without majority --seeds 200 --all --json";

#[test]
fn the_documented_ways_to_divide_a_search_find_what_the_whole_finds() {
    let manual = include_str!("../../docs/search.md");
    let (status, whole) = shell(&format!("{WHOLE} --threads 1"), None);
    assert_eq!(status, 1);
    assert!(whole.lines().count() > 50, "{whole}");
    assert_eq!(shell(&format!("{WHOLE} --threads 4"), None), (1, whole.clone()));

    let script = manual.split("```sh\n").find(|block| block.starts_with("for shard in"));
    let script = script.and_then(|block| block.split_once("```")).expect("the loop").0;
    assert_eq!(shell(&format!("{script}\ncat all.json"), None), (0, whole.clone()));

    let (_, job) = manual.split_once("- >-\n").expect("the job's command");
    let command = job.split_once("```").expect("an end").0.replace('\n', " ");
    let parts = (0..4).map(|index| shell(&command, Some(index)));
    let parts: Vec<(i32, String)> = parts.collect();
    assert!(parts.iter().all(|(status, _)| *status == 0), "{parts:?}");
    assert_eq!(parts.into_iter().map(|(_, found)| found).collect::<String>(), whole);
}

#[test]
fn what_is_found_is_printed_as_a_scenario_that_shows_it() {
    let search = "faultline search raft --without durable-vote --property election-safety";
    let (status, found) = shell(search, None);
    assert_eq!(status, 1, "{found}");
    let (comments, rest) = found.split_once("faultline 1\n").expect("a scenario");
    assert!(comments.lines().all(|line| line.starts_with("# ")), "{comments}");
    let link = rest.lines().last().expect("the link");
    let (_, unlinked) = shell(&format!("faultline unlink '{link}'"), None);
    assert_eq!(format!("{comments}{unlinked}{link}\n"), found);
    let (status, told) = shell(&format!("{search} | faultline check -"), None);
    assert_eq!(status, 1);
    assert!(told.contains("At most one leader per term"), "{told}");
    let shrink = "faultline shrink - --property election-safety";
    let raw = shell(&format!("{search} --no-shrink | {shrink}"), None);
    let small = |text: &str| text[text.find("faultline 1").expect("a scenario")..].to_string();
    assert_eq!((raw.0, small(&raw.1)), (0, small(&found)));
}

#[test]
fn a_search_that_finds_nothing_says_how_much_it_has_tried() {
    let (status, told) = shell("faultline search raft --seeds 1000..1050 --for 4s", None);
    assert_eq!(status, 0, "{told}");
    assert!(told.starts_with("no violation in 50 schedules, 200 s simulated in "), "{told}");
    assert_eq!(shell("faultline search raft --seeds 20 --json", None), (0, String::new()));
}

#[test]
fn mistakes_on_the_command_line_have_status_2() {
    for arguments in [
        "rift",
        "raft --seeds many",
        "raft --seeds 5..3",
        "raft --shard 0/4",
        "raft --threads 0",
        "raft --without nothing",
        "raft --property peace",
        "raft --faults rain",
        "raft --for 601s",
    ] {
        let (status, told) = shell(&format!("faultline search {arguments} 2>&1"), None);
        assert_eq!((status, told.lines().count()), (2, 1), "{arguments}: {told}");
    }
}
