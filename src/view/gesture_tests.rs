//! Every way in which a node can be dropped, and strokes of all kinds.

use super::*;
use crate::geometry::point;
use crate::stand_in::{DESKTOP, FLOW, INFO};

/// Five servers (0 to 4) and one client (5) on a desktop's stage.
fn stage(groups: &[&[u16]]) -> Layout {
    Layout::of(&INFO, &[0, 0, 0, 0, 0, 1], &ids(groups), DESKTOP)
}

fn ids(groups: &[&[u16]]) -> Vec<Vec<NodeId>> {
    groups.iter().map(|group| group.iter().map(|id| NodeId(*id)).collect()).collect()
}

fn split_into(groups: &[&[u16]]) -> Drop {
    Drop::Partition(ids(groups))
}

const FAR_LEFT: Point = point(40.0, 300.0);
const FAR_RIGHT: Point = point(1060.0, 300.0);

#[test]
fn a_server_pulled_away_stands_alone_on_the_side_where_it_was_dropped() {
    let whole = stage(&[]);
    assert_eq!(drop(&whole, Grip::Node(NodeId(0)), FAR_LEFT), split_into(&[&[0], &[1, 2, 3, 4]]));
    assert_eq!(drop(&whole, Grip::Node(NodeId(0)), FAR_RIGHT), split_into(&[&[1, 2, 3, 4], &[0]]));
    assert_eq!(drop(&whole, Grip::Node(NodeId(3)), point(540.0, 4.0)).clone(), {
        let groups: [&[u16]; 2] = [&[3], &[0, 1, 2, 4]];
        split_into(&groups)
    });
}

#[test]
fn a_server_moved_within_the_ring_stays() {
    let whole = stage(&[]);
    assert_eq!(drop(&whole, Grip::Node(NodeId(0)), whole.at(NodeId(0))), Drop::Stay);
    assert_eq!(drop(&whole, Grip::Node(NodeId(0)), point(548.0, 300.0)), Drop::Stay);
    assert_eq!(drop(&whole, Grip::Node(NodeId(0)), whole.at(NodeId(2))), Drop::Stay);
}

#[test]
fn a_server_dropped_on_another_island_joins_it() {
    let parted = stage(&[&[0], &[1, 2, 3, 4]]);
    let at = parted.islands[0].centre;
    assert_eq!(drop(&parted, Grip::Node(NodeId(1)), at), split_into(&[&[0, 1], &[2, 3, 4]]));
    let at = parted.at(NodeId(0)) + point(60.0, 0.0);
    assert_eq!(drop(&parted, Grip::Node(NodeId(4)), at), split_into(&[&[0, 4], &[1, 2, 3]]));
}

#[test]
fn the_last_server_to_come_back_heals() {
    let parted = stage(&[&[0], &[1, 2, 3, 4]]);
    assert_eq!(drop(&parted, Grip::Node(NodeId(0)), parted.islands[1].centre), Drop::Heal);
    let parted = stage(&[&[0, 1], &[2, 3, 4]]);
    let at = parted.islands[1].centre;
    assert_eq!(drop(&parted, Grip::Node(NodeId(0)), at), split_into(&[&[1], &[0, 2, 3, 4]]));
}

#[test]
fn a_server_pulled_out_of_an_island_makes_a_third() {
    let parted = stage(&[&[0, 1], &[2, 3, 4]]);
    let between = parted.faults[0].points[0];
    assert_eq!(
        drop(&parted, Grip::Node(NodeId(2)), between),
        split_into(&[&[0, 1], &[2], &[3, 4]])
    );
    let corner = point(1080.0, 20.0);
    assert_eq!(drop(&parted, Grip::Node(NodeId(2)), corner), split_into(&[&[0, 1], &[3, 4], &[2]]));
}

#[test]
fn a_server_alone_stays_alone_wherever_it_is_put_down() {
    let parted = stage(&[&[0], &[1, 2, 3, 4]]);
    assert_eq!(drop(&parted, Grip::Node(NodeId(0)), point(10.0, 10.0)), Drop::Stay);
    assert_eq!(drop(&parted, Grip::Node(NodeId(0)), parted.faults[0].points[0]), Drop::Stay);
}

#[test]
fn a_client_is_in_no_group_until_it_is_dragged_itself() {
    let whole = stage(&[]);
    assert_eq!(
        drop(&whole, Grip::Node(NodeId(5)), FAR_RIGHT),
        split_into(&[&[0, 1, 2, 3, 4], &[5]])
    );
    let parted = stage(&[&[0, 1], &[2, 3, 4]]);
    assert_eq!(parted.group_of(NodeId(5)), None);
    let at = parted.islands[0].centre;
    assert_eq!(drop(&parted, Grip::Node(NodeId(5)), at), split_into(&[&[0, 1, 5], &[2, 3, 4]]));
    let joined = stage(&[&[0, 1, 5], &[2, 3, 4]]);
    let at = joined.islands[1].centre;
    assert_eq!(drop(&joined, Grip::Node(NodeId(5)), at), split_into(&[&[0, 1], &[2, 3, 4, 5]]));
}

#[test]
fn a_client_put_down_among_those_that_reach_all_is_in_no_group() {
    let parted = Layout::of(&INFO, &[0, 0, 0, 1, 1], &ids(&[&[0, 3], &[1, 2]]), DESKTOP);
    let beside = parted.at(NodeId(4)) + point(60.0, 0.0);
    assert_eq!(drop(&parted, Grip::Node(NodeId(3)), beside), split_into(&[&[0], &[1, 2]]));
    assert_eq!(drop(&parted, Grip::Node(NodeId(4)), beside), Drop::Stay);
}

#[test]
fn a_preview_is_what_the_drop_will_make() {
    let parted = stage(&[&[0], &[1, 2, 3, 4]]);
    assert_eq!(preview(&parted, Grip::Node(NodeId(0)), parted.at(NodeId(0))), parted.groups);
    assert_eq!(preview(&parted, Grip::Node(NodeId(0)), parted.islands[1].centre), ids(&[]));
    let at = parted.islands[0].centre;
    assert_eq!(preview(&parted, Grip::Node(NodeId(1)), at), ids(&[&[0, 1], &[2, 3, 4]]));
}

#[test]
fn a_stroke_crosses_links_from_its_left_to_its_right() {
    let whole = stage(&[]);
    // Downwards between n0 at the top and n1 at its right: n1 lies to the stroke's left.
    let middle = whole.at(NodeId(0)).towards(whole.at(NodeId(1)), 0.5);
    let stroke = [middle - point(0.0, 20.0), middle + point(0.0, 20.0)];
    assert_eq!(crossed(&whole, &stroke), [(NodeId(1), NodeId(0))]);
    let upwards = [stroke[1], stroke[0]];
    assert_eq!(crossed(&whole, &upwards), [(NodeId(0), NodeId(1))]);
    assert_eq!(crossed(&whole, &[]), []);
    assert_eq!(crossed(&whole, &stroke[..1]), []);
}

#[test]
fn a_stroke_through_the_whole_ring_is_a_partition() {
    let whole = stage(&[]);
    let x = whole.at(NodeId(0)).x + 60.0;
    let stroke = [point(x, 0.0), point(x, 671.0)];
    let split = split(&whole, &crossed(&whole, &stroke));
    // n1 and n2 stand on the right of the ring. The client is on the left side.
    assert_eq!(split.groups, ids(&[&[0, 3, 4, 5], &[1, 2]]));
    assert_eq!(split.cuts, []);
}

#[test]
fn a_stroke_that_leaves_a_way_around_cuts_links_only() {
    let whole = stage(&[]);
    let cuts = [(NodeId(0), NodeId(1)), (NodeId(0), NodeId(2))];
    assert_eq!(split(&whole, &cuts), Split { groups: vec![], cuts: cuts.to_vec() });
    // Parted already: a cut within an island that holds together is a cut.
    let parted = stage(&[&[0, 1], &[2, 3, 4]]);
    let cuts = [(NodeId(2), NodeId(3))];
    assert_eq!(split(&parted, &cuts), Split { groups: vec![], cuts: cuts.to_vec() });
}

#[test]
fn a_client_half_cut_off_keeps_its_own_cuts() {
    let whole = stage(&[]);
    let (n0, c0) = (NodeId(0), NodeId(5));
    let mut cuts: Vec<_> = (1..5).map(|other| (n0, NodeId(other))).collect();
    cuts.push((c0, NodeId(1)));
    let split = split(&whole, &cuts);
    assert_eq!(split.groups.len(), 2);
    assert!(split.groups.iter().all(|group| !group.contains(&c0)));
    assert_eq!(split.cuts, [(c0, NodeId(1))]);
}

/// Two clients (0, 1), a gateway (2), two services (3, 4) and a store (5).
fn flow(groups: &[&[u16]]) -> Layout {
    Layout::of(&FLOW, &[0, 0, 1, 2, 3, 4], &ids(groups), DESKTOP)
}

#[test]
fn a_client_that_is_part_of_a_flow_can_be_cut_off() {
    let whole = flow(&[]);
    let away = point(whole.at(NodeId(0)).x, 10.0);
    assert_eq!(drop(&whole, Grip::Node(NodeId(0)), away), split_into(&[&[0], &[1, 2, 3, 4, 5]]));
    // Those who stay are in a group, clients too: it comes back only by being dragged back.
    let parted = flow(&[&[0], &[1, 2, 3, 4, 5]]);
    assert_eq!(drop(&parted, Grip::Node(NodeId(1)), parted.islands[0].centre), {
        let groups: [&[u16]; 2] = [&[0, 1], &[2, 3, 4, 5]];
        split_into(&groups)
    });
    assert_eq!(drop(&parted, Grip::Node(NodeId(0)), parted.islands[1].centre), Drop::Heal);
}

#[test]
fn a_stroke_between_two_tiers_is_a_partition() {
    let whole = flow(&[]);
    let x = (whole.at(NodeId(2)).x + whole.at(NodeId(3)).x) / 2.0;
    let stroke = [point(x, 0.0), point(x, 671.0)];
    let split = split(&whole, &crossed(&whole, &stroke));
    assert_eq!(split.groups, ids(&[&[0, 1, 2], &[3, 4, 5]]));
    assert_eq!(split.cuts, []);
}

#[test]
fn a_stroke_through_one_of_two_ways_leaves_a_way_around() {
    let whole = flow(&[]);
    let middle = whole.at(NodeId(3)).towards(whole.at(NodeId(5)), 0.5);
    let stroke = [middle - point(0.0, 12.0), middle + point(0.0, 12.0)];
    let cuts = crossed(&whole, &stroke);
    assert_eq!(cuts.len(), 1);
    assert_eq!(split(&whole, &cuts), Split { groups: vec![], cuts });
}

/// A hundred clients (0 to 99), a gateway (100), a service (101) and a store (102).
fn rush(groups: &[Vec<NodeId>]) -> Layout {
    let roles = [vec![0; 100], vec![1, 2, 4]].concat();
    Layout::of(&FLOW, &roles, groups, DESKTOP)
}

fn range(ids: std::ops::Range<u16>) -> Vec<NodeId> {
    ids.map(NodeId).collect()
}

#[test]
fn a_crowd_dragged_away_is_cut_off_with_all_its_members() {
    let whole = rush(&[]);
    let groups = vec![range(0..100), range(100..103)];
    assert_eq!(drop(&whole, Grip::Crowd(0), point(30.0, 30.0)), Drop::Partition(groups.clone()));
    let parted = rush(&groups);
    assert_eq!(parted.crowds.len(), 1);
    assert_eq!(drop(&parted, Grip::Crowd(0), parted.islands[1].centre), Drop::Heal);
    assert_eq!(drop(&parted, Grip::Crowd(0), parted.islands[0].centre), Drop::Stay);
}

#[test]
fn one_of_a_crowd_dragged_away_leaves_the_others_together() {
    let whole = rush(&[]);
    let groups = vec![range(0..1), range(1..103)];
    assert_eq!(
        drop(&whole, Grip::Node(NodeId(0)), point(30.0, 20.0)),
        Drop::Partition(groups.clone())
    );
    let parted = rush(&groups);
    assert!(parted.crowd_of(NodeId(0)).is_none() && parted.crowds[0].members.len() == 99);
}

#[test]
fn a_stroke_beside_a_crowd_parts_all_of_it() {
    let whole = rush(&[]);
    let x = (whole.crowds[0].area.right + whole.at(NodeId(100)).x) / 2.0 - 10.0;
    let crossed = crossed(&whole, &[point(x, 0.0), point(x, 671.0)]);
    let split = split(&whole, &crossed);
    assert_eq!(split.groups, [range(0..100), range(100..103)]);
    // One example's link is one link; the band is all others.
    let one = [crossed[0]];
    assert_eq!(all_behind(&whole, &one).len(), 1);
    let band = crossed.iter().find(|(a, b)| whole.crowd_of(*a).or(whole.crowd_of(*b)).is_some());
    assert_eq!(all_behind(&whole, &[*band.expect("crossed")]).len(), whole.crowds[0].hidden.len());
}

#[test]
fn a_node_is_shoved_from_island_to_island_and_home() {
    let whole = Layout::of(&INFO, &[0; 5], &[], DESKTOP);
    let five = |groups: &[Vec<NodeId>]| Layout::of(&INFO, &[0; 5], groups, DESKTOP);
    let four = ids(&[&[0, 1, 2, 3], &[4]]);
    let at = five;
    let n = |id| Grip::Node(NodeId(id));
    assert_eq!(shove(&whole, n(4), true), Drop::Partition(four.clone()));
    assert_eq!(shove(&whole, n(4), false), Drop::Partition(ids(&[&[4], &[0, 1, 2, 3]])));
    // To those at the right, past whom there is room for one more island, but not for who is alone.
    let two = ids(&[&[0, 1, 2], &[3, 4]]);
    assert_eq!(shove(&at(&four), n(3), true), Drop::Partition(two.clone()));
    assert_eq!(shove(&at(&two), n(3), true), Drop::Partition(ids(&[&[0, 1, 2], &[4], &[3]])));
    assert_eq!(shove(&at(&four), n(4), true), Drop::Stay);
    assert_eq!(shove(&at(&four), n(4), false), Drop::Heal);
}

#[test]
fn a_client_joins_an_island_and_comes_back_to_reach_all() {
    let groups = ids(&[&[0, 1, 2], &[3, 4]]);
    let six = |groups: &[Vec<NodeId>]| Layout::of(&INFO, &[0, 0, 0, 0, 0, 1], groups, DESKTOP);
    let parted = six(&groups);
    let client = Grip::Node(NodeId(5));
    let joined = ids(&[&[0, 1, 2], &[3, 4, 5]]);
    assert_eq!(shove(&parted, client, true), Drop::Partition(joined.clone()));
    assert_eq!(join(&parted, client, Some(1)), Drop::Partition(joined.clone()));
    let joined = six(&joined);
    assert_eq!(join(&joined, client, None), Drop::Partition(groups));
    assert_eq!(join(&joined, client, Some(9)), join(&joined, client, None));
}
