//! What Raft's stories say beyond what is asked of every pattern's: the words of their notes, and
//! how often leaders change.

use faultline::patterns::ALL;
use faultline::patterns::raft::declare::{CANDIDATE, LEADER};
use faultline::scenario::Scenario;
use faultline::sim::entry::Entry;
use faultline::sim::frame::{Frame, Standing};
use faultline::sim::ids::Seed;
use faultline::sim::record::What;
use faultline::sim::time::Time;

fn raft() -> &'static Entry {
    ALL.iter().find(|entry| entry.info.id == "raft").expect("Raft is in the list")
}

fn stories() -> Vec<Scenario> {
    let told = faultline::scenario::stories::stories(raft().info.doc, ALL);
    told.map(|story| story.unwrap_or_else(|error| panic!("{error}"))).collect()
}

fn story(title: &str) -> Scenario {
    stories().into_iter().find(|story| story.title == title).expect("the story is told")
}

fn end(story: &Scenario) -> Frame {
    let mut sim = story.start().expect("the story is in order");
    sim.seek(story.until).expect("the story does not run away");
    sim.frame()
}

/// What the note at this moment says is what the page says.
#[test]
fn in_the_split_brain_the_minority_waits_for_an_acknowledgement() {
    let mut story = story("Split brain: the minority leader cannot commit");
    story.until = Time(1_400_000);
    let frame = end(&story);
    let answered = frame.properties.iter().find(|it| it.id == "commands-answered");
    match &answered.expect("it is declared").standing {
        Standing::NotYet(why) => {
            let reason =
                "a=1 has 2 of the 3 acknowledgements that n0 needs; none from n2, n3 and n4";
            assert!(why.starts_with(reason), "{why}");
        }
        other => panic!("{other:?}"),
    }
}

/// How often somebody became leader within a part of the story, with the seed given.
fn elections(story: &mut Scenario, seed: u64, from: Time, to: Time) -> usize {
    story.setup.seed = Seed(seed);
    let mut sim = story.start().expect("the story is in order");
    sim.seek(to).expect("the story does not run away");
    let won = |what: What| what == What::Moved { from: CANDIDATE, to: LEADER };
    sim.records().iter().filter(|it| it.at > from && it.at <= to && won(it.what)).count()
}

#[test]
fn disturbed_clusters_change_leaders_again_and_again() {
    let mut back = story("A server that comes back deposes a healthy leader");
    let mut partial = story("Partial partition: leaders come and go");
    for seed in 0..100 {
        let during = elections(&mut back, seed, Time(500_000), Time(1_800_000));
        let after = elections(&mut back, seed, Time(1_800_000), Time(3_500_000));
        assert!(during == 0 && after > 0, "seed {seed}: {during} and {after} elections");
        let count = elections(&mut partial, seed, Time(1_000_000), Time(4_000_000));
        assert!(count >= 3, "seed {seed}: {count} elections in three seconds");
    }
}
