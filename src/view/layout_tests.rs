//! What every layout must keep: nothing overlaps, cracks pass between islands, order is kept.

use super::*;
use crate::geometry::{inside, point};
use crate::stand_in::{DESKTOP, FLOW, INFO, groups, roles};
use proptest::prelude::*;

const TABLET: (f64, f64) = (700.0, 520.0);
const PHONE: (f64, f64) = (390.0, 420.0);

fn layout(servers: usize, clients: usize, sizes: &[usize], stage: (f64, f64)) -> Layout {
    Layout::of(&INFO, &roles(servers, clients), &groups(sizes), stage)
}

/// All situations that must look right: 3 to 9 servers, 0 to 4 clients, three stages.
fn every_layout() -> impl Iterator<Item = (String, Layout)> {
    let splits: &[&[usize]] = &[
        &[],
        &[1, 2],
        &[2, 3],
        &[3, 2],
        &[1, 4],
        &[4, 1],
        &[1, 1, 3],
        &[1, 3, 1],
        &[2, 2],
        &[2, 1],
        &[3, 4],
        &[4, 5],
        &[1, 8],
        &[3, 3, 3],
        &[1, 1, 1, 1, 1],
    ];
    let cases = (3..=9).flat_map(move |servers: usize| {
        let fitting = splits.iter().filter(move |it| it.iter().sum::<usize>() <= servers);
        fitting.flat_map(move |split| {
            (0..=4).flat_map(move |clients| {
                [DESKTOP, TABLET, PHONE].map(|stage| (servers, clients, *split, stage))
            })
        })
    });
    cases.map(|(servers, clients, split, stage)| {
        let name = format!("{servers} servers, {clients} clients, {split:?} on {stage:?}");
        (name, layout(servers, clients, split, stage))
    })
}

fn parts(layout: &Layout, id: NodeId) -> Vec<Rect> {
    layout.measures.parts(layout.at(id), layout.build(id))
}

/// Nothing at any node overlaps with anything at another, or leaves the stage.
fn assert_clear(name: &str, layout: &Layout) {
    let stage = Rect { left: 0.0, top: 0.0, right: layout.size.0, bottom: layout.size.1 };
    for a in layout.ids() {
        assert!(parts(layout, a).iter().all(|part| stage.covers(*part)), "{name}: {a:?}");
        for b in layout.ids().filter(|b| *b > a) {
            let touch = parts(layout, a)
                .iter()
                .any(|part| parts(layout, b).iter().any(|other| part.overlaps(*other)));
            assert!(!touch, "{name}: {a:?} and {b:?} overlap");
        }
    }
}

#[test]
fn nothing_overlaps_and_nothing_leaves_the_stage() {
    for (name, layout) in every_layout() {
        assert_clear(&name, &layout);
    }
}

/// How many nodes each role of a flow has: as many as are drawn on a phone one by one.
fn counts() -> impl Strategy<Value = Vec<u8>> {
    let count = |most: usize| 0..=most;
    (count(4), count(2), count(3), count(3), count(3)).prop_map(|(a, b, c, d, e)| {
        let roles = [a, b, c, d, e].into_iter().enumerate();
        roles.flat_map(|(role, count)| vec![role as u8; count]).collect()
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_flow_is_clear_whatever_its_nodes_and_groups(
        roles in counts(),
        sides in prop::collection::vec(0usize..4, 16),
        parted in any::<bool>(),
        stage in prop::sample::select(vec![DESKTOP, TABLET, PHONE]),
    ) {
        let mut groups = vec![Vec::new(); 3];
        let parted = if parted { roles.len() } else { 0 };
        for (id, side) in (0..).map(NodeId).zip(&sides).take(parted) {
            // The fourth side: in no group.
            if let Some(group) = groups.get_mut(*side) {
                group.push(id);
            }
        }
        groups.retain(|group| !group.is_empty());
        let layout = Layout::of(&FLOW, &roles, &groups, stage);
        assert_clear(&format!("{roles:?} {groups:?} {stage:?}"), &layout);
        let tier = |id: NodeId| FLOW.roles[usize::from(roles[id.index()])].tier;
        for group in layout.groups.iter().chain(layout.groups.is_empty().then_some(&layout.ids().collect())) {
            // In order from left to right or from top to bottom.
            let before = |a: NodeId, b: NodeId| tier(a) < tier(b);
            // Those who have ties with one of the next tier alone can stand around it.
            let highest = group.iter().copied().max_by_key(|id| tier(*id));
            let star = group.len() > 4
                && group.iter().all(|id| Some(*id) == highest || Some(tier(*id)) < highest.map(tier));
            let pairs = || group.iter().flat_map(|a| group.iter().map(move |b| (*a, *b)));
            let ordered = |way: fn(Point) -> f64| {
                pairs().filter(|(a, b)| before(*a, *b)).all(|(a, b)| way(layout.at(a)) < way(layout.at(b)))
            };
            // The last resort is a grid.
            let flows = star || !layout.measures.badges || ordered(|at| at.x) || ordered(|at| at.y);
            prop_assert!(flows, "{:?} {:?} {:?}", roles, groups, stage);
        }
        prop_assert_eq!(layout.islands.len(), layout.groups.len());
    }
}

#[test]
fn a_flow_of_a_few_nodes_is_large_enough_to_read() {
    for roles in [&[0, 1, 4][..], &[0, 0, 1, 2, 3, 4], &[0, 0, 0, 1, 4, 4, 4]] {
        for (stage, least) in [(DESKTOP, 0.8), (TABLET, 0.55), (PHONE, 0.35)] {
            let measures = Layout::of(&FLOW, roles, &[], stage).measures;
            assert!(
                measures.badges && measures.scale >= least,
                "{roles:?} {stage:?}: {measures:?}"
            );
        }
    }
}

#[test]
fn everything_is_large_enough_to_read_and_to_touch() {
    for (name, layout) in every_layout() {
        let measures = layout.measures;
        assert!(measures.badges && measures.cells >= 2, "{name}: {measures:?}");
        assert!(measures.radius(Build::SERVER) >= 12.0, "{name}: {measures:?}");
    }
    for sizes in [&[][..], &[2, 3], &[1, 4]] {
        let roomy = layout(5, 1, sizes, DESKTOP).measures;
        assert!(roomy.scale == 1.0 && roomy.cells >= 5, "{sizes:?}: {roomy:?}");
    }
}

#[test]
fn islands_hold_their_nodes_and_cracks_pass_between() {
    for (name, layout) in every_layout() {
        assert_eq!(layout.islands.len(), layout.groups.len(), "{name}");
        assert_eq!(layout.faults.len(), layout.groups.len().saturating_sub(1), "{name}");
        for (group, island) in layout.groups.iter().zip(&layout.islands) {
            for id in layout.ids() {
                for corner in parts(&layout, id).iter().flat_map(|part| part.corners()) {
                    let holds = inside(&island.outline, corner);
                    assert_eq!(holds, group.contains(&id), "{name}: {id:?} at {corner:?}");
                }
            }
            for at in layout.faults.iter().flat_map(|fault| &fault.points) {
                assert!(!inside(&island.outline, *at), "{name}: a crack enters an island");
            }
        }
        for (i, fault) in layout.faults.iter().enumerate() {
            let left = layout.islands[i].outline.iter().map(|at| at.x).fold(f64::MIN, f64::max);
            let right =
                layout.islands[i + 1].outline.iter().map(|at| at.x).fold(f64::MAX, f64::min);
            assert!(left < right, "{name}: islands {i} and {} overlap", i + 1);
            assert!(fault.points.iter().any(|at| at.x > left && at.x < right), "{name}");
        }
    }
}

#[test]
fn a_ring_begins_at_the_top_and_clients_stand_below() {
    let layout = layout(5, 2, &[], DESKTOP);
    let [n0, n1, n4, c0] = [0, 1, 4, 5].map(|id| layout.at(NodeId(id)));
    assert!(n0.y < n1.y && n1.x > n0.x && n4.x < n0.x);
    assert!(layout.ids().take(5).all(|id| layout.at(id).y < c0.y));
    assert!(layout.islands.is_empty() && layout.faults.is_empty());
}

#[test]
fn the_same_partition_looks_the_same() {
    assert_eq!(layout(5, 2, &[2, 3], DESKTOP), layout(5, 2, &[2, 3], DESKTOP));
}

#[test]
fn a_node_held_away_from_the_ring_opens_a_crack_beside_it() {
    let whole = layout(5, 0, &[], DESKTOP);
    let at = point(1000.0, 100.0);
    let groups = vec![vec![NodeId(1), NodeId(2), NodeId(3), NodeId(4)], vec![NodeId(0)]];
    let held = whole.held(&groups, Grip::Node(NodeId(0)), at);
    assert_eq!(held.at(NodeId(0)), at);
    assert_eq!(held.at(NodeId(3)), whole.at(NodeId(3)));
    assert_eq!(held.faults.len(), 1);
    let crack = &held.faults[0];
    assert!(crack.points.iter().all(|p| !inside(&held.islands[0].outline, *p)));
}

/// Every crowd's box is clear of everything else, and holds its examples and its hidden nodes.
fn assert_crowds_clear(name: &str, layout: &Layout) {
    let stage = Rect { left: 0.0, top: 0.0, right: layout.size.0, bottom: layout.size.1 };
    for (index, crowd) in layout.crowds.iter().enumerate() {
        assert!(stage.covers(crowd.area), "{name}: {:?}", crowd.area);
        for other in &layout.crowds[..index] {
            assert!(!crowd.area.overlaps(other.area), "{name}: boxes overlap");
        }
        for id in &layout.drawn {
            let rects = parts(layout, *id);
            if crowd.members.contains(id) {
                // Below the counts.
                let foot = crowd.line_at(crowd.lines).y - 8.0;
                let rest = Rect { top: foot, ..crowd.area };
                assert!(rects.iter().all(|it| rest.covers(*it)), "{name}: {id:?} in its box");
            } else {
                assert!(!rects.iter().any(|it| it.overlaps(crowd.area)), "{name}: {id:?}");
            }
        }
        assert!(crowd.hidden.iter().all(|id| crowd.area.contains(layout.at(*id))), "{name}");
    }
    for (nth, a) in layout.drawn.iter().enumerate() {
        for b in &layout.drawn[..nth] {
            let apart = !parts(layout, *a)
                .iter()
                .any(|part| parts(layout, *b).iter().any(|other| part.overlaps(*other)));
            assert!(apart, "{name}: {a:?} and {b:?} overlap");
        }
    }
}

#[test]
fn crowds_stand_in_boxes_on_every_stage_and_on_every_side() {
    let flow =
        |clients, workers| [vec![0; clients], vec![1], vec![2; workers], vec![4; 2]].concat();
    let cast: [(&Info, Vec<u8>); 6] = [
        (&INFO, roles(30, 0)),
        (&INFO, roles(10_000, 1)),
        (&INFO, roles(3, 1_000)),
        (&FLOW, flow(1_000, 2)),
        (&FLOW, flow(40, 60)),
        (&FLOW, flow(5_000, 5_000)),
    ];
    for (info, roles) in cast {
        for split in [&[][..], &[1, 29], &[20, 11], &[2, 900]] {
            let sizes: Vec<usize> = split.to_vec();
            if sizes.iter().sum::<usize>() > roles.len() {
                continue;
            }
            for stage in [DESKTOP, TABLET, PHONE] {
                let layout = Layout::of(info, &roles, &groups(&sizes), stage);
                let name = format!("{} of {} {sizes:?} {stage:?}", info.id, roles.len());
                assert_crowds_clear(&name, &layout);
                assert!(layout.drawn.len() <= 40, "{name}: {} drawn", layout.drawn.len());
                let hidden: usize = layout.crowds.iter().map(|crowd| crowd.hidden.len()).sum();
                assert_eq!(hidden + layout.drawn.len(), roles.len(), "{name}");
            }
        }
    }
}

#[test]
fn who_is_not_as_the_others_is_an_example() {
    let telling = [NodeId(700), NodeId(42), NodeId(0)];
    let layout = Layout::telling(&INFO, &roles(3, 1_000), &[], DESKTOP, &telling);
    let crowd = &layout.crowds[0];
    for id in [700, 42] {
        assert!(layout.drawn.contains(&NodeId(id)) && !crowd.hidden.contains(&NodeId(id)));
    }
    // In order, so that those who stay do not change places.
    assert!(layout.at(NodeId(42)).x < layout.at(NodeId(700)).x);
}

#[test]
fn a_crowd_is_moved_as_one() {
    let layout = Layout::of(&INFO, &roles(3, 1_000), &[], DESKTOP);
    let at = point(200.0, 500.0);
    let held = layout.held(&[], Grip::Crowd(0), at);
    assert!(held.crowds[0].area.centre().distance(at) < 0.1);
    assert!(held.crowds[0].hidden.iter().all(|id| held.crowds[0].area.contains(held.at(*id))));
}

#[test]
fn odd_stages_and_odd_groups_do_not_panic() {
    for stage in [(0.0, 0.0), (1.0, 2000.0), (50.0, 50.0), (-5.0, f64::MIN_POSITIVE)] {
        for sizes in [&[][..], &[2, 3], &[0, 5], &[1, 1, 1, 1, 1]] {
            let layout = layout(5, 2, sizes, stage);
            assert!(layout.nodes.iter().all(|at| at.x.is_finite() && at.y.is_finite()));
        }
    }
    let none = Layout::of(&INFO, &[], &[], DESKTOP);
    assert!(none.nodes.is_empty());
    let unknown = Layout::of(&INFO, &roles(3, 0), &[vec![NodeId(0), NodeId(77)]], DESKTOP);
    assert_eq!(unknown.groups, [[NodeId(0)]]);
}
