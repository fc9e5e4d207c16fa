//! Session guarantees: the stories end as their titles say under any seed, each mechanism keeps
//! what it promises under faults, replicas catch up when the faults are over, and the judge that
//! follows a run agrees with the one that looks at a whole history.

use crate::common::{pattern, scenario, seeds, stories};
use faultline::check::differentiated::Differentiated;
use faultline::check::history::of_run;
use faultline::check::session;
use faultline::check::session::GUARANTEES;
use faultline::check::sessions::Sessions;
use faultline::kernel::history::{Call, Judge, Key, Operation, Outcome};
use faultline::kernel::ids::{NodeId, OpId, RecordId, Seed};
use faultline::patterns::session::declare::{CURRENT, REPLICATED};
use faultline::scenario::Scenario;
use faultline::search::random::{Options, RandomSearch};
use faultline::search::violation::{breach, broken};
use proptest::prelude::*;

/// The stories, and what each of them breaks, promised or not.
const ENDINGS: &[(&str, &[&str])] = &[
    ("Session token: no replica has the edit yet, so the primary answers", &[]),
    ("Session cache: the client adds its own edit to what an old replica shows", &[]),
    ("Sticky session: an edit is confirmed when its own replica has it", &[]),
    ("Without sessions: a profile edit vanishes on refresh", &["read-your-writes"]),
    ("Without the read set: a comment thread goes back in time", &["monotonic-reads"]),
    (
        "Out of order: an answer is seen without its question",
        &["writes-follow-reads", "consistent-prefix"],
    ),
    (
        "Out of order: a second comment is seen without the first",
        &["monotonic-writes", "consistent-prefix"],
    ),
    ("Sticky session: its replica is down, and it goes without", &["available"]),
    ("Token: a reader who reaches only an old replica gets no answer", &["available"]),
];

/// All properties that a story breaks, limits included, in the pattern's order.
fn breaches(story: &Scenario) -> Vec<&'static str> {
    let mut sim = story.start().expect("the story is in order");
    sim.seek(story.until).expect("the story does not run away");
    let known = (pattern("session").properties)().into_iter().map(|(id, _)| id);
    known.filter(|id| breach(sim.as_ref(), id).is_some()).collect()
}

#[test]
fn stories_end_as_they_say_under_any_seed() {
    let stories = stories(pattern("session"));
    let titles: Vec<&str> = stories.iter().map(|story| story.title.as_str()).collect();
    assert_eq!(titles, ENDINGS.iter().map(|(title, _)| *title).collect::<Vec<_>>());
    for (mut story, (title, expected)) in stories.into_iter().zip(ENDINGS) {
        let block = format!("```faultline\n{}```", story.to_text());
        assert!(pattern("session").info.doc.contains(&block), "{title}\n{block}");
        for seed in 0..seeds(100) {
            story.setup.seed = Seed(seed);
            assert_eq!(breaches(&story), *expected, "{title}, seed {seed}");
        }
        if !story.setup.without.is_empty() {
            story.setup.without.clear();
            assert_eq!(breaches(&story), [""; 0], "{title}, with the safeguard");
        }
    }
}

#[test]
fn every_mechanism_keeps_its_promises_under_faults() {
    for mechanism in ["token", "cache", "sticky"] {
        let base = scenario(&format!(
            "faultline 1\npattern session mechanism={mechanism} clients=3 request_every=60ms\n\
             until 10s"
        ));
        for trial in
            RandomSearch::new(base, 0..seeds(100), Options::default()).expect("it can be tried")
        {
            let found: Vec<_> = trial.found.iter().map(|it| it.property).collect();
            assert_eq!(found, [""; 0], "{mechanism}, seed {}", trial.seed);
        }
    }
}

#[test]
fn a_cache_answers_where_no_server_does() {
    let cut_off = scenario(
        "faultline 1\npattern session mechanism=cache clients=1 request_every=0ms\n\
         at 0.1s input c0 append 1 to t\nat 0.5s partition c0 | p0 r0 r1\n\
         at 0.6s input c0 get t\nuntil 2s",
    );
    assert_eq!(broken(&cut_off, Some("available")), []);
    let mut sim = cut_off.start().expect("it starts");
    sim.seek(cut_off.until).expect("it ends");
    let answers: Vec<_> = sim.history().iter().filter_map(|it| it.answer.clone()).collect();
    assert_eq!(answers[1].1, Outcome::Listed(vec![1]));
}

/// Lag is temporary: when clients have fallen silent and nothing is wrong any more, every replica
/// has replayed all there is.
#[test]
fn replicas_catch_up_when_the_faults_are_over() {
    let base = scenario("faultline 1\npattern session clients=3 request_every=60ms\nuntil 10s");
    let hunt = RandomSearch::new(base, 0..50, Options::default()).expect("it can be tried");
    for seed in 0..50 {
        // The faults are over at 5 s; from then on the clients are mute.
        let mut quiet = hunt.scenario(seed).to_text();
        quiet = quiet.replace("\nuntil 10s", "\nat 5s cut c0-p0 c1-p0 c2-p0\nuntil 10s");
        let quiet = scenario(&quiet);
        let mut sim = quiet.start().expect("it starts");
        sim.seek(quiet.until).expect("it ends");
        let frame = sim.frame();
        let states: Vec<u8> = frame.nodes[..3].iter().map(|node| node.state).collect();
        assert_eq!(states, [REPLICATED, CURRENT, CURRENT], "seed {seed}");
        let replayed = |node: usize| {
            let fields = &frame.nodes[node].view.fields;
            fields.iter().find(|it| it.name == "log").map(|it| it.value.clone())
        };
        assert!(replayed(0).is_some() && replayed(0) == replayed(1), "seed {seed}");
        assert_eq!(replayed(1), replayed(2), "seed {seed}");
    }
}

/// What happens next at one of three replicas that show their lists to two clients each, in no
/// particular order, so that every guarantee breaks often and holds often.
#[derive(Clone, Copy, Debug)]
enum Move {
    Append(u16, u8),
    Get(u16, u8, usize),
    Deliver(usize, usize),
}

fn moves() -> impl Strategy<Value = Vec<Move>> {
    let one = prop_oneof![
        2 => (0..3u16, 0..2u8).prop_map(|(client, key)| Move::Append(client, key)),
        3 => (0..3u16, 0..2u8, 0..3usize).prop_map(|(client, key, at)| Move::Get(client, key, at)),
        6 => (0..3usize, 0..4usize).prop_map(|(at, skip)| Move::Deliver(at, skip)),
    ];
    prop::collection::vec(one, 0..40)
}

/// What clients are told by replicas that take writes in any order.
fn history(moves: &[Move]) -> Vec<Operation> {
    let mut written: Vec<(u8, u32)> = Vec::new();
    let mut replicas: [Vec<usize>; 3] = Default::default();
    let mut operations = Vec::new();
    for it in moves {
        let (client, call, outcome) = match *it {
            Move::Append(client, key) => {
                let value = written.len() as u32 + 1;
                written.push((key, value));
                (client, Call::Append(Key(b't' + key), value), Outcome::Done(None))
            }
            Move::Get(client, key, at) => {
                let has = replicas[at].iter().map(|write| written[*write]);
                let list = has.filter(|(of, _)| *of == key).map(|(_, value)| value).collect();
                (client, Call::Read(Key(b't' + key)), Outcome::Listed(list))
            }
            // The first write that it lacks, or one a little later.
            Move::Deliver(at, skip) => {
                let lacking: Vec<usize> =
                    (0..written.len()).filter(|write| !replicas[at].contains(write)).collect();
                replicas[at].extend(lacking.get(skip / 3));
                continue;
            }
        };
        let invoked = RecordId(operations.len() as u32 * 2);
        let answer = Some((RecordId(invoked.0 + 1), outcome));
        operations.push(Operation { client: NodeId(client), call, invoked, answer });
    }
    operations
}

/// How many operations a judge of the run hears before it objects.
fn heard(mut judge: Sessions, operations: &[Operation]) -> Option<usize> {
    operations.iter().zip(0..).position(|(operation, number)| {
        let asked = Operation { answer: None, ..operation.clone() };
        judge.invoke(OpId(number), &asked);
        judge.complete(OpId(number), operation).is_err()
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(seeds(2_000) as u32))]

    #[test]
    fn the_judge_of_a_run_objects_where_the_judge_of_the_whole_does(moves in moves()) {
        let operations = history(&moves);
        let whole = of_run(&operations);
        for guarantee in GUARANTEES {
            let objects = |end: usize| {
                let history = Differentiated::of(&whole[..end]).expect("values are unique");
                session::judge(guarantee, &history, |a, b| history.answered_before(a, b)).is_err()
            };
            let expected = (0..whole.len()).find(|last| objects(last + 1));
            let found = heard(Sessions::new(guarantee), &operations);
            prop_assert_eq!(found, expected, "{:?} in {:?}", guarantee, operations);
        }
    }
}
