//! How every pattern stands on every stage: at its default size, its smallest and its largest, and
//! in all of its stories. No link passes behind a node that is not its end, nothing overlaps.

use std::collections::BTreeMap;

use super::*;

use crate::geometry::nearest_on;
use crate::links;
use pattern::value::{ParamKind, Value};
use run::entry::{Entry, Setup};
use scenario::stories::stories;

/// Stages of a desktop, of one whose strip of time is high, of a tablet, of a telephone.
const STAGES: [(f64, f64); 4] = [(1096.0, 620.0), (1096.0, 520.0), (724.0, 480.0), (390.0, 420.0)];

/// The roles of a pattern's nodes: how it is set up, by default, at both ends of each count and with
/// each choice that changes who there is, and in each of its stories.
fn casts(entry: &Entry) -> BTreeMap<Vec<u8>, String> {
    let mut setups = vec![("default".to_string(), Setup::default())];
    let mut ends = [("smallest", Vec::new()), ("largest", Vec::new())];
    let nodes = |setup: &Setup| (entry.names)(setup).ok().map(|names| names.0.len());
    for param in (entry.params)() {
        let values: Vec<Value> = match param.kind {
            ParamKind::Count(low, high) => vec![Value::Count(low), Value::Count(high)],
            ParamKind::Choice(words) => words.iter().map(|it| Value::Choice(it)).collect(),
            ParamKind::Span(..) | ParamKind::Range(..) | ParamKind::Share => continue,
        };
        let alone = |value: &Value| Setup { params: vec![(param.key, *value)], ..Setup::default() };
        let matters = values.iter().any(|it| nodes(&alone(it)) != nodes(&Setup::default()));
        if matters && matches!(param.kind, ParamKind::Count(..)) {
            ends[0].1.push((param.key, values[0]));
            ends[1].1.push((param.key, values[1]));
        }
        for value in &values {
            setups.push((format!("{}={value}", param.key), alone(value)));
        }
    }
    let whole = |(name, params): (&str, _)| (name.into(), Setup { params, ..Setup::default() });
    setups.extend(ends.map(whole));
    for story in stories(entry.info.doc, catalogue::ALL).flatten() {
        setups.push((story.title.clone(), Setup { actions: Vec::new(), ..story.setup }));
    }
    let mut casts = BTreeMap::new();
    for (name, setup) in setups {
        // Not every combination is allowed.
        if let Ok(sim) = (entry.start)(&setup) {
            casts.entry(sim.roles().to_vec()).or_insert(name);
        }
    }
    casts
}

/// Links that pass behind nodes that are not their ends.
fn hidden(layout: &Layout) -> Vec<String> {
    let drawn = &layout.drawn;
    // Of more, only those with something to say are drawn.
    if layout.ties.count() > links::LINKS_MAX {
        return Vec::new();
    }
    let pairs =
        drawn.iter().enumerate().flat_map(|(i, a)| drawn[i + 1..].iter().map(move |b| (*a, *b)));
    let mut list = Vec::new();
    for (a, b) in pairs.filter(|(a, b)| layout.ties.tied(*a, *b)) {
        // Examples of a crowd stand in a row, in the box of all.
        let crowd =
            layout.crowds.iter().find(|it| it.members.contains(&a) || it.members.contains(&b));
        let same = |it: &NodeId| crowd.is_some_and(|crowd| crowd.members.contains(it));
        for other in drawn.iter().filter(|it| **it != a && **it != b && !same(it)) {
            let at = layout.at(*other);
            if nearest_on(layout.at(a), layout.at(b), at).distance(at) < layout.radius(*other) {
                list.push(format!("{}–{} behind {}", a.0, b.0, other.0));
            }
        }
    }
    list
}

/// What overlaps, of all that takes room at nodes.
fn overlaps(layout: &Layout) -> Vec<String> {
    let stage = Rect { left: 0.0, top: 0.0, right: layout.size.0, bottom: layout.size.1 };
    let parts = |id: &NodeId| layout.measures.parts(layout.at(*id), layout.build(*id));
    let mut list = Vec::new();
    for (i, a) in layout.drawn.iter().enumerate() {
        if !parts(a).iter().all(|part| stage.covers(*part)) {
            list.push(format!("{} leaves the stage", a.0));
        }
        for b in &layout.drawn[..i] {
            let other = parts(b);
            if parts(a).iter().any(|part| other.iter().any(|it| part.overlaps(*it))) {
                list.push(format!("{} on {}", a.0, b.0));
            }
        }
    }
    list
}

/// Whether it is too much to ask that no link passes behind a node.
///
/// * Of so many links none can be followed: sharding, two-phase commit and the rate limiter at their
///   largest, Raft with nine servers.
/// * Clients have links with all of a ring of servers, which is between them and the far ones; those
///   links are drawn faintly.
/// * A telephone has no room for more columns than one.
fn is_excepted(layout: &Layout) -> bool {
    let clients = layout.ids().any(|id| layout.ties.stands_aside(id));
    let narrow = layout.size.0 < layout.size.1;
    let many = layout.ties.count() > 38;
    many || clients && layout.ties.count() > 15 || narrow && (clients || layout.drawn.len() > 8)
}

#[test]
fn no_link_passes_behind_a_node_and_nothing_overlaps() {
    let (mut wrong, mut seen, mut excepted) = (Vec::new(), 0, 0);
    for entry in catalogue::ALL {
        for (roles, name) in casts(entry) {
            for stage in STAGES {
                let layout = Layout::of(entry.info, &roles, &[], stage);
                let hidden = hidden(&layout);
                seen += 1;
                let mut faults = overlaps(&layout);
                if is_excepted(&layout) {
                    excepted += usize::from(!hidden.is_empty());
                } else {
                    faults.extend(hidden);
                }
                if !faults.is_empty() {
                    let what = format!("{} “{name}” on {stage:?}", entry.info.id);
                    wrong.push(format!("{what}: {}", faults.join(", ")));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(excepted * 6 < seen, "{excepted} of {seen} are excepted");
}
