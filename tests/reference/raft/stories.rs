//! What Raft's stories say beyond what is asked of every pattern's: the words of their notes, and
//! how often leaders change.

use crate::common;
use faultline::kernel::history::{Operation, Outcome};
use faultline::kernel::ids::Seed;
use faultline::kernel::record::What;
use faultline::kernel::time::Time;
use faultline::patterns::raft::declare::{CANDIDATE, LEADER};
use faultline::run::frame::{Frame, Standing};
use faultline::scenario::Scenario;

fn story(title: &str) -> Scenario {
    common::story("raft", title)
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

/// With a pre-vote the same disturbances change nothing; and where the leader is the one that is
/// not heard, only a check of the quorum makes room for another.
#[test]
fn pre_votes_and_checks_of_the_quorum_keep_leaders_that_are_heard() {
    let mut back = story("With a pre-vote a server comes back and disturbs nobody");
    let mut partial = story("Partial partition: leaders come and go");
    partial.set_param("pre_vote", "on").expect("there is such a parameter");
    let mut alone = story("Partial partition: a pre-vote alone keeps a leader that can do nothing");
    let mut both =
        story("Partial partition: with a check of the quorum a leader that is heard takes over");
    for seed in 0..100 {
        assert_eq!(elections(&mut back, seed, Time(500_000), Time(3_500_000)), 0, "seed {seed}");
        let kept = elections(&mut partial, seed, Time(1_000_000), Time(4_000_000));
        assert_eq!(kept, 0, "seed {seed}");
        // Cut off: from a second on. What was half-way then is over soon after.
        let (cut, healed) = (Time(1_000_000), Time(4_000_000));
        assert_eq!(elections(&mut alone, seed, cut, healed), 0, "seed {seed}");
        assert_eq!(answers(&alone, cut, healed), 0, "seed {seed}");
        assert_eq!(elections(&mut both, seed, cut, healed), 1, "seed {seed}");
        assert!(answers(&both, cut, healed) > 2, "seed {seed}: {}", answers(&both, cut, healed));
    }
}

/// How many commands that were asked for within a part of the story were carried out within it.
fn answers(story: &Scenario, from: Time, to: Time) -> usize {
    let mut sim = story.start().expect("the story is in order");
    sim.seek(to).expect("the story does not run away");
    let done = |it: &&Operation| matches!(it.answer, Some((_, Outcome::Done(_))));
    let asked = |it: &&Operation| sim.records()[it.invoked.index()].at > from;
    sim.history().iter().filter(done).filter(asked).count()
}
