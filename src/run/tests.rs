//! What the kernel promises to everything above it, tried on the toy pattern.

mod messages;
mod nodes;
mod whatif;

use crate::Run;
use crate::Sim;
use crate::entry::Setup;
use crate::frame::Standing;
use crate::toy::Toy;
use kernel::action::{Action, Link, LinkChange, LinkSettings, Ppm, Timed};
use kernel::dist::Latency;
use kernel::history::Outcome;
use kernel::host::Status;
use kernel::ids::{MessageId, NodeId, RecordId, Seed};
use kernel::record::{Loss, Record, What};
use kernel::span::SpanStatus;
use kernel::time::{Span, Time};

const N: [NodeId; 4] = [NodeId(0), NodeId(1), NodeId(2), NodeId(3)];

fn at(millis: u64, action: Action) -> Timed {
    Timed { at: Time(millis * 1_000), action }
}

fn setup(seed: u64, actions: Vec<Timed>) -> Setup {
    Setup { seed: Seed(seed), actions, ..Setup::default() }
}

fn run(setup: &Setup) -> Run {
    Run::start(Toy::default(), setup).expect("the toy's actions are in order")
}

fn run_to(setup: &Setup, millis: u64) -> Run {
    let mut run = run(setup);
    run.seek(Time(millis * 1_000)).expect("the run is short");
    run
}

/// A bit of everything, on a lossy network.
fn eventful(seed: u64) -> Setup {
    let actions = vec![
        at(100, Action::Crash(vec![N[0]])),
        at(150, Action::Partition(vec![vec![N[1]], vec![N[2], N[3]]])),
        at(200, Action::Restart(vec![N[0]])),
        at(210, Action::Pause(vec![N[2]])),
        at(300, Action::Resume(vec![N[2]])),
        at(310, Action::Heal(Vec::new())),
        at(400, Action::Input(N[1], "ask".into())),
        at(400, Action::Cut(vec![Link { from: N[3], to: N[0], both: false }])),
    ];
    let network = LinkSettings {
        latency: Latency::LongTail(Span::millis(5)),
        loss: Ppm(100_000),
        duplication: Ppm(100_000),
        ..LinkSettings::default()
    };
    Setup { network, ..setup(seed, actions) }
}

#[test]
fn the_same_setup_gives_the_same_run_and_every_seed_another() {
    let digests: Vec<u64> = (0..50).map(|seed| run_to(&eventful(seed), 600).digest()).collect();
    let again: Vec<u64> = (0..50).map(|seed| run_to(&eventful(seed), 600).digest()).collect();
    assert_eq!(digests, again);
    let mut distinct = digests.clone();
    distinct.sort();
    distinct.dedup();
    assert_eq!(distinct.len(), 50);
}

#[test]
fn stepping_and_seeking_arrive_at_the_same_moment() {
    let setup = eventful(1);
    let sought = run_to(&setup, 500);
    let mut stepped = run(&setup);
    while stepped.next_at().is_some_and(|next| next <= Time(500_000)) {
        assert!(stepped.step());
    }
    assert_eq!(sought.digest(), stepped.digest());
    assert_eq!(sought.records(), stepped.records());
}

#[test]
fn any_moment_can_be_visited_and_left_without_a_trace() {
    let setup = eventful(2);
    let end = run_to(&setup, 600).digest();
    let moments: Vec<u64> = (0..12).map(|n| (n * 337) % 600).collect();
    let mut run = run_to(&setup, 600);
    for millis in moments {
        run.seek(Time(millis * 1_000)).unwrap();
        assert_eq!(run.frame(), run_to(&setup, millis).frame(), "at {millis} ms");
    }
    run.seek(Time(600_000)).unwrap();
    assert_eq!(run.digest(), end);
}

#[test]
fn a_seek_in_portions_arrives_at_the_same_moment() {
    let whole = run_to(&eventful(3), 600);
    let mut run = run(&eventful(3));
    let (mut portions, to) = (1, Time(600_000));
    while !run.seek_some(to, 10).expect("the run is short") {
        assert!(run.now() <= to && run.position() < whole.position());
        portions += 1;
    }
    assert!(portions >= whole.position() / 20, "{portions} portions");
    assert_eq!((run.now(), run.digest()), (to, whole.digest()));
}

#[test]
fn to_look_ahead_moves_nothing() {
    let mut run = run_to(&eventful(3), 100);
    let (digest, position) = (run.digest(), run.position());
    let known = run.look_ahead(Time(600_000), 40);
    assert!(known > Time(100_000) && known < Time(600_000), "{known}");
    assert_eq!(run.look_ahead(Time(600_000), u32::MAX), Time(600_000));
    assert_eq!((run.now(), run.digest(), run.position()), (Time(100_000), digest, position));
    assert_eq!(run.records(), run_to(&eventful(3), 600).records());
    run.seek(Time(600_000)).expect("the run is short");
    assert_eq!(run.digest(), run_to(&eventful(3), 600).digest());
}

#[test]
fn a_step_back_undoes_a_step() {
    let mut run = run_to(&eventful(3), 300);
    let before = run.frame();
    while run.step() && run.now() < Time(350_000) {}
    while run.position() > before.records {
        assert!(run.step_back());
    }
    assert_eq!(run.digest(), before.digest);
    while run.step_back() {}
    assert_eq!(run.now(), Time::ZERO);
}

#[test]
fn every_step_back_of_many_leads_to_where_the_step_came_from() {
    let mut run = run(&eventful(3));
    let mut passed = vec![(run.now(), run.digest())];
    while passed.len() < 900 && run.step() {
        passed.push((run.now(), run.digest()));
    }
    assert!(passed.len() > 600, "{} steps", passed.len());
    let (_, last) = passed.pop().expect("the last step");
    assert_eq!(run.digest(), last);
    for (count, (_, digest)) in passed.iter().rev().enumerate() {
        assert!(run.step_back());
        assert_eq!(run.digest(), *digest, "{} steps back", count + 1);
        if count == 300 {
            // Forth and back again: what is kept near the cursor stays right.
            assert!(run.step() && run.step() && run.step_back() && run.step_back());
            assert_eq!(run.digest(), *digest);
        }
    }
}

#[test]
fn changing_the_actions_gives_the_run_that_had_them_from_the_start() {
    let setup = eventful(4);
    let mut changed = setup.actions.clone();
    changed.remove(1);
    changed.insert(4, at(250, Action::Crash(vec![N[3]])));
    changed.sort_by_key(|timed| timed.at);
    let fresh = run_to(&Setup { actions: changed.clone(), ..setup.clone() }, 600);
    for cursor in [0, 120, 250, 450, 600] {
        let mut run = run_to(&setup, 600);
        run.seek(Time(cursor * 1_000)).unwrap();
        run.set_actions(changed.clone()).unwrap();
        assert_eq!(run.now(), Time(cursor * 1_000));
        run.seek(Time(600_000)).unwrap();
        assert_eq!(run.records(), fresh.records(), "changed at {cursor} ms");
        assert_eq!(run.history(), fresh.history());
        assert_eq!(run.digest(), fresh.digest());
    }
}

#[test]
fn lines_are_the_same_whichever_way_they_are_asked_for() {
    let setup = eventful(5);
    let mut run = run_to(&setup, 400);
    let all = run.lines(0..u32::MAX);
    assert_eq!(all.len(), run.records().len());
    let (from, to) = (all.len() as u32 / 3, all.len() as u32 / 2);
    assert_eq!(run_to(&setup, 400).lines(from..to), all[from as usize..to as usize]);
    // Told while moving on, in small leaps, and after having gone back.
    let mut moving = run_to(&setup, 100);
    moving.lines(0..1);
    for millis in (110..=300).step_by(7) {
        moving.seek(Time(millis * 1_000)).unwrap();
    }
    moving.seek(Time(150_000)).unwrap();
    moving.seek(Time(400_000)).unwrap();
    assert_eq!(moving.lines(0..u32::MAX), all);
    assert!(all.iter().any(|line| line.text == "partition n1 | n2 n3"));
}

#[test]
fn dropping_one_message_leaves_unrelated_delays_as_they_were() {
    // Thanks are not answered, so losing one changes nothing that the toys do.
    let calm = Setup { network: LinkSettings::default(), ..setup(6, Vec::new()) };
    let dropped = MessageId { from: N[1], to: N[0], nth: 2, copy: 0 };
    let base = run_to(&calm, 600);
    let sent = base.records().iter().find(|record| {
        record.message() == Some(dropped) && matches!(record.what, What::Sent { .. })
    });
    let moment = sent.expect("the message is sent").at;
    let with_drop = Setup {
        actions: vec![Timed { at: moment, action: Action::Drop(dropped) }],
        ..calm.clone()
    };
    let other = run_to(&with_drop, 600);
    let facts = |run: &Run| -> Vec<(Time, NodeId, What)> {
        let about = |record: &&Record| {
            !matches!(record.what, What::Acted(_)) && record.message() != Some(dropped)
        };
        run.records().iter().filter(about).map(|it| (it.at, it.node, it.what)).collect()
    };
    assert_eq!(facts(&base), facts(&other));
    assert_ne!(base.digest(), other.digest());
}

#[test]
fn crashing_one_node_leaves_the_other_nodes_timers_as_they_were() {
    let expiries = |run: &Run, node: NodeId| -> Vec<Time> {
        let greets =
            |record: &&Record| record.node == node && record.what == What::Expired { kind: 0 };
        run.records().iter().filter(greets).map(|record| record.at).collect()
    };
    let base = run_to(&setup(7, Vec::new()), 600);
    let crashed = run_to(&setup(7, vec![at(123, Action::Crash(vec![N[2]]))]), 600);
    for node in [N[0], N[1], N[3]] {
        assert_eq!(expiries(&base, node), expiries(&crashed, node));
    }
    assert!(expiries(&crashed, N[2]).len() < expiries(&base, N[2]).len());
}

#[test]
fn every_record_has_a_cause_before_it() {
    let run = run_to(&eventful(8), 600);
    for (number, record) in run.records().iter().enumerate() {
        match record.what {
            What::Acted(_) => assert_eq!(record.cause, kernel::ids::RecordId::NONE),
            What::Booted if record.at == Time::ZERO => {}
            What::Delivered { .. } | What::Lost { .. } => {
                let cause = &run.records()[record.cause.index()];
                assert!(matches!(cause.what, What::Sent { .. }));
                assert_eq!(cause.message(), record.message());
            }
            _ => assert!(record.cause.index() < number, "{record:?}"),
        }
    }
}

#[test]
fn nodes_report_figures_and_work_as_records_of_their_own() {
    let ask = at(400, Action::Input(N[1], "ask".into()));
    let run = run_to(&setup(9, vec![ask]), 600);
    let records = run.records();
    let measured: Vec<u32> = records
        .iter()
        .filter(|record| record.node == N[1])
        .filter_map(|record| match record.what {
            What::Measured { metric: 0, value } => Some(value),
            _ => None,
        })
        .collect();
    assert!(measured.len() > 5 && measured.iter().copied().eq(1..=measured.len() as u32));
    let [work] = run.spans() else { panic!("one node was asked once") };
    let (end, how) = work.closed.expect("its neighbour thanks it");
    let of = |record: RecordId| records[record.index()];
    assert_eq!((of(work.opened).what, of(end).what), (What::Opened(0), What::Closed(0)));
    assert!(of(work.opened).at == Time(400_000) && of(end).at > Time(400_000));
    assert_eq!((work.node, work.parent, how), (N[1], None, SpanStatus::Ok));
}

#[test]
fn changing_the_past_forgets_the_work_that_it_undoes() {
    let ask = |millis| at(millis, Action::Input(N[1], "ask".into()));
    let mut run = run_to(&setup(9, vec![ask(100), ask(400)]), 600);
    run.set_actions(vec![ask(100)]).expect("the action is in order");
    assert_eq!(run.spans(), run_to(&setup(9, vec![ask(100)]), 600).spans());
    run.set_actions(Vec::new()).expect("no actions are in order");
    assert_eq!(run.spans(), &[]);
}

#[test]
fn a_message_is_lost_exactly_when_its_link_is_cut_at_half_way() {
    let fixed = LinkSettings { latency: Latency::Fixed(Span::millis(20)), ..Default::default() };
    let base = Setup { network: fixed, ..setup(9, Vec::new()) };
    let first =
        |run: &Run| *run.records().iter().find(|it| matches!(it.what, What::Sent { .. })).unwrap();
    let sent = first(&run_to(&base, 100));
    let id = sent.message().unwrap();
    let parted = |cut: u64, heal: u64| {
        let moment = |millis: u64| sent.at + Span::millis(millis);
        let groups = vec![vec![id.from], vec![id.to]];
        let actions = vec![
            Timed { at: moment(cut), action: Action::Partition(groups) },
            Timed { at: moment(heal), action: Action::Heal(Vec::new()) },
        ];
        let run = run_to(&Setup { actions, ..base.clone() }, 100);
        let end = run
            .records()
            .iter()
            .find(|it| it.message() == Some(id) && !matches!(it.what, What::Sent { .. }));
        let end = *end.unwrap();
        (end.at.since(sent.at), matches!(end.what, What::Delivered { .. }))
    };
    assert_eq!(parted(5, 15), (Span::millis(10), false));
    assert_eq!(parted(2, 9), (Span::millis(20), true));
    assert_eq!(parted(11, 19), (Span::millis(20), true));
}

#[test]
fn a_delayed_message_arrives_that_much_later() {
    let base = run_to(&setup(10, Vec::new()), 100);
    let sent = *base.records().iter().find(|it| matches!(it.what, What::Sent { .. })).unwrap();
    let id = sent.message().unwrap();
    let arrival = |run: &Run| {
        let mut about = run.records().iter().filter(|it| it.message() == Some(id));
        about.find(|it| matches!(it.what, What::Delivered { .. })).unwrap().at
    };
    let delay = Timed { at: sent.at, action: Action::Delay(id, Span::millis(30)) };
    let late = run_to(&setup(10, vec![delay]), 200);
    assert_eq!(arrival(&late), arrival(&base) + Span::millis(30));
}

#[test]
fn a_paused_node_catches_up_when_it_goes_on() {
    let actions = vec![at(100, Action::Pause(vec![N[1]])), at(300, Action::Resume(vec![N[1]]))];
    let run = run_to(&setup(11, actions), 400);
    let handled = |from: u64, to: u64| {
        let within = |it: &&Record| {
            it.node == N[1] && (Time(from * 1_000)..Time(to * 1_000)).contains(&it.at)
        };
        let handles =
            |it: &&Record| matches!(it.what, What::Delivered { .. } | What::Expired { .. });
        run.records().iter().filter(within).filter(handles).count()
    };
    assert_eq!(handled(101, 300), 0);
    assert!(handled(300, 301) >= 4, "what piled up is handled at once");
    let paused = run_to(&setup(11, vec![at(100, Action::Pause(vec![N[1]]))]), 250);
    assert_eq!(paused.frame().nodes[1].status, Status::Paused);
    assert!(paused.frame().nodes[1].waiting >= 4);
}

#[test]
fn a_crash_loses_the_node_and_keeps_the_disk() {
    let actions = vec![at(100, Action::Crash(vec![N[1]])), at(200, Action::Restart(vec![N[1]]))];
    let setup = setup(12, actions);
    let field = |run: &Run, name: &str| {
        let view = &run.frame().nodes[1].view;
        view.fields.iter().find(|field| field.name == name).map(|field| field.value.clone())
    };
    let down = run_to(&setup, 150);
    assert_eq!(down.frame().nodes[1].status, Status::Down);
    assert_eq!((field(&down, "boots"), field(&down, "greeted")), (Some("1".into()), None));
    assert!(
        down.records()
            .iter()
            .any(|it| { it.node == N[1] && matches!(it.what, What::Lost { why: Loss::Down, .. }) })
    );
    let up = run_to(&setup, 200);
    assert_eq!(field(&up, "boots"), Some("2".into()));
    assert_eq!(field(&up, "greeted"), Some("0".into()));
}

#[test]
fn a_timer_that_is_set_again_expires_once_and_on_time() {
    // Greetings keep the silence away; when the greeter crashes, it comes 200 ms after the last.
    let run = run_to(&setup(13, vec![at(150, Action::Crash(vec![N[0]]))]), 600);
    let mut heard = run.records().iter().filter(|it| {
        it.node == N[1]
            && matches!(it.what, What::Delivered { from: NodeId(0), .. })
            && it.message().is_some_and(|id| id.from == N[0])
    });
    let last = heard
        .rfind(|it| matches!(it.what, What::Delivered { kind: 0, .. }))
        .expect("it was greeted")
        .at;
    let silences: Vec<Time> = run
        .records()
        .iter()
        .filter(|it| it.node == N[1] && it.what == What::Expired { kind: 1 })
        .map(|it| it.at)
        .collect();
    assert_eq!(silences, [last + Span::millis(200)]);
}

#[test]
fn links_take_settings_of_their_own() {
    let link = Link { from: N[0], to: N[1], both: false };
    let lose_all = LinkChange { loss: Some(Ppm::ONE), ..LinkChange::default() };
    let run = run_to(&setup(14, vec![at(0, Action::Shape(link, lose_all))]), 300);
    let arrived = |from: NodeId, to: NodeId| {
        run.records().iter().any(|it| {
            it.node == to
                && matches!(it.what, What::Delivered { from: sender, .. } if sender == from)
        })
    };
    assert!(!arrived(N[0], N[1]));
    assert!(arrived(N[1], N[2]));
    assert_eq!(run.frame().links.len(), 1);
}

#[test]
fn clients_get_a_history() {
    let run = run_to(&setup(15, vec![at(100, Action::Input(N[0], "ask".into()))]), 300);
    let [operation] = run.history() else { panic!("one operation was asked for") };
    assert!(matches!(operation.answer, Some((_, Outcome::Done(Some(_))))));
    assert!(
        Run::start(Toy::default(), &setup(15, vec![at(1, Action::Input(N[0], "?".into()))]))
            .is_err()
    );
}

#[test]
fn a_broken_property_says_when_and_why() {
    let bold = |modest| {
        let setup = setup(16, vec![at(100, Action::Input(N[2], "bold".into()))]);
        let mut run = Run::start(Toy { nodes: 4, modest }, &setup).unwrap();
        run.seek(Time(200_000)).unwrap();
        run.frame().properties.remove(0).standing
    };
    assert_eq!(bold(true), Standing::Holds);
    let Standing::Broken(breach) = bold(false) else { panic!("a bold node breaks the peace") };
    assert_eq!((breach.at, breach.why.as_str()), (Time(100_000), "n2 is bold"));
}

/// The standing of what is to happen sooner or later, after that many milliseconds.
fn greeted(setup: &Setup, millis: u64) -> Standing {
    run_to(setup, millis).frame().properties.remove(1).standing
}

#[test]
fn what_does_not_happen_in_time_is_stuck_unless_something_is_wrong() {
    assert_eq!(greeted(&setup(20, Vec::new()), 600), Standing::Holds);
    let mut silent = setup(20, vec![at(300, Action::Input(N[0], "bold".into()))]);
    silent.network.loss = Ppm(1_000_000);
    let awaited = "4 wait for a greeting".to_string();
    assert_eq!(greeted(&silent, 799), Standing::NotYet(awaited.clone()));
    let since = Time(300_000);
    assert_eq!(greeted(&silent, 800), Standing::Stuck { awaited: awaited.clone(), since });
    silent.actions = vec![at(300, Action::Cut(vec![Link { from: N[0], to: N[1], both: false }]))];
    assert_eq!(greeted(&silent, 10_000), Standing::NotYet(awaited));
}

#[test]
fn a_judge_hears_the_history_and_a_limit_is_no_violation() {
    let ask = |millis| at(millis, Action::Input(N[0], "ask".into()));
    let crash = [at(400, Action::Crash(vec![N[0]])), at(401, Action::Restart(vec![N[0]]))];
    let steady = vec![ask(300), ask(600)];
    let shaken = vec![ask(300), crash[0].clone(), crash[1].clone(), ask(430)];
    let growth = |run: &Run| run.frame().properties.remove(2);
    assert_eq!(growth(&run_to(&setup(15, steady), 900)).standing, Standing::Holds);

    let mut run = run_to(&setup(15, shaken), 900);
    let property = growth(&run);
    let Standing::Broken(breach) = property.standing else { panic!("the count was lost") };
    assert_eq!(property.limit, Some("a crash loses the count"));
    assert_eq!(breach.blame.len(), 2);
    let told = run.lines(breach.record.0..breach.record.0 + 1);
    assert_eq!(told[0].text, format!("known limitation: {}", breach.why));
    // Before that answer nothing is known of it, however one gets there.
    run.seek(breach.at - Span(1)).unwrap();
    assert_eq!(growth(&run).standing, Standing::Holds);
    run.seek(Time(900_000)).unwrap();
    assert_eq!(growth(&run).standing, Standing::Broken(breach));
}

#[test]
fn an_undeclared_move_is_a_violation() {
    let bold = at(100, Action::Input(N[2], "bold".into()));
    let properties =
        |then: Timed| run_to(&setup(17, vec![bold.clone(), then]), 200).frame().properties;
    let broken = properties(at(150, Action::Input(N[2], "shy".into())));
    let Some(Standing::Broken(breach)) = broken.get(3).map(|it| &it.standing) else {
        panic!("bold nodes cannot become shy")
    };
    assert_eq!(breach.why, "n2 went from Bold to Shy, which its diagram does not have");
    // A crash makes it shy again too, but to boot is not to move.
    let mut crashed = run(&setup(17, vec![bold.clone(), at(150, Action::Crash(vec![N[2]]))]));
    crashed.seek(Time(160_000)).unwrap();
    assert_eq!(crashed.frame().properties.len(), 3);
}

#[test]
fn a_run_that_runs_away_is_stopped_with_the_reason() {
    let mut run = run(&setup(18, Vec::new())).limited_to(500);
    let error = run.seek(Time(60_000_000)).unwrap_err();
    assert!(error.starts_with("The run was stopped at "), "{error}");
    assert!((500..510).contains(&run.position()));
}

#[test]
fn checkpoints_are_thinned_and_still_lead_everywhere() {
    let setup = setup(19, Vec::new());
    let mut long = run(&setup).limited_to(u32::MAX);
    long.checkpoint_every(64);
    long.seek(Time(300_000_000)).unwrap();
    let digest = long.digest();
    long.seek(Time(123_456_000)).unwrap();
    let there = long.frame();
    let mut direct = run(&setup).limited_to(u32::MAX).forward_only();
    direct.seek(Time(123_456_000)).unwrap();
    assert_eq!(there, direct.frame());
    direct.seek(Time(300_000_000)).unwrap();
    assert_eq!(direct.digest(), digest);
}
