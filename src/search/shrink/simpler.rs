//! Variations with simpler actions: shorter lists, one direction of a link, a simpler kind of fault, or
//! two actions merged into one.

use super::Variation;
use kernel::action::{Action, Link, LinkChange, Ppm};
use kernel::clock::ClockChange;
use kernel::dist::Latency;
use kernel::ids::NodeId;
use kernel::order::by_key;
use kernel::time::Span;
use scenario::Scenario;

/// With two actions of one kind merged, at the time of the first or of the second.
pub fn merged(best: &Scenario, nth: u32) -> Variation {
    let actions = &best.setup.actions;
    let count = actions.len();
    let (pair, late) = (nth as usize / 2, nth % 2 == 1);
    let (first, second) = (pair / count.max(1), pair % count.max(1));
    if first >= count {
        return Variation::Over;
    }
    if first >= second {
        return Variation::Skip;
    }
    let Some(both) = together(&actions[first].action, &actions[second].action) else {
        return Variation::Skip;
    };
    let mut fewer = best.clone();
    let (kept, gone) = if late { (second, first) } else { (first, second) };
    fewer.setup.actions[kept].action = both;
    fewer.setup.actions.remove(gone);
    Variation::Try(fewer.into())
}

/// With the `nth` of the simpler forms of all actions.
pub fn shorter(best: &Scenario, nth: u32) -> Variation {
    let mut nth = nth as usize;
    for (place, timed) in best.setup.actions.iter().enumerate() {
        let mut forms = simpler(&timed.action);
        if nth < forms.len() {
            let mut shorter = best.clone();
            shorter.setup.actions[place].action = forms.swap_remove(nth);
            return Variation::Try(shorter.into());
        }
        nth -= forms.len();
    }
    Variation::Over
}

/// Two actions merged, if they are of one kind that takes a list.
fn together(first: &Action, second: &Action) -> Option<Action> {
    match (first, second) {
        (Action::Cut(a), Action::Cut(b)) => return Some(Action::Cut(union(a, b))),
        (Action::Heal(_), Action::Heal(_)) => return Some(Action::Heal(Vec::new())),
        // It clogs each node at a random time, so that one of more nodes is not the same.
        (Action::Swizzle(..), _) => return None,
        // A list of nodes, or no list.
        _ => {}
    }
    let (mut both, mut other) = (first.clone(), second.clone());
    let (list, others) = (both.nodes_mut()?, other.nodes_mut()?);
    let mut nodes = union(list, others);
    by_key(&mut nodes, |node| node.0.into());
    list.clone_from(&nodes);
    *others = nodes;
    // With equal lists they differ if their kinds or durations do.
    (both == other).then_some(both)
}

/// The simpler forms of an action, the simplest first.
fn simpler(action: &Action) -> Vec<Action> {
    let mut forms = match action {
        Action::Wipe(nodes) => vec![Action::Crash(nodes.clone())],
        Action::Swizzle(nodes, _) => vec![Action::Clog(nodes.clone())],
        Action::Partition(groups) => partitions(groups),
        Action::Cut(links) => less_links(links),
        Action::Heal(links) if !links.is_empty() => vec![Action::Heal(Vec::new())],
        Action::Shape(link, change) => shapes(*link, change),
        Action::Clock(node, ClockChange { offset: offset @ Some(_), drift: drift @ Some(_) }) => {
            let (offset, drift) = (*offset, *drift);
            let alone = [ClockChange { offset, drift: None }, ClockChange { offset: None, drift }];
            alone.map(|change| Action::Clock(*node, change)).to_vec()
        }
        // Shorter lists and rounder durations are added below.
        _ => Vec::new(),
    };
    forms.extend(fewer_nodes(action));
    forms.extend(match action {
        Action::Slow(nodes, by) => rounder(*by, |by| Action::Slow(nodes.clone(), by)),
        Action::Swizzle(nodes, over) => rounder(*over, |over| Action::Swizzle(nodes.clone(), over)),
        Action::Delay(id, by) => rounder(*by, |by| Action::Delay(*id, by)),
        // The others have no duration.
        _ => Vec::new(),
    });
    forms
}

/// The action without one of its nodes, for each of them, as long as one is left.
fn fewer_nodes(action: &Action) -> Vec<Action> {
    let count = action.clone().nodes_mut().map_or(0, |nodes| nodes.len());
    let without = |gone: usize| {
        let mut fewer = action.clone();
        fewer.nodes_mut()?.remove(gone);
        Some(fewer)
    };
    if count < 2 { Vec::new() } else { (0..count).filter_map(without).collect() }
}

/// The cut without one of its links, or with one of them in one direction only.
fn less_links(links: &[Link]) -> Vec<Action> {
    let mut forms = Vec::new();
    if links.len() > 1 {
        forms.extend((0..links.len()).map(|gone| {
            let mut fewer = links.to_vec();
            fewer.remove(gone);
            Action::Cut(fewer)
        }));
    }
    for (place, link) in links.iter().enumerate() {
        for one_way in directions(*link) {
            let mut links = links.to_vec();
            links[place] = one_way;
            forms.push(Action::Cut(links));
        }
    }
    forms
}

/// The two directions of a link that has both.
fn directions(link: Link) -> Vec<Link> {
    if !link.both {
        return Vec::new();
    }
    let back = Link { from: link.to, to: link.from, both: false };
    vec![Link { both: false, ..link }, back]
}

/// Partitions with two groups merged, or without one node. A node in no group reaches all nodes.
fn partitions(groups: &[Vec<NodeId>]) -> Vec<Action> {
    let mut forms = Vec::new();
    if groups.len() > 2 {
        for gone in 0..groups.len() {
            let mut fewer = groups.to_vec();
            let moved = fewer.remove(gone);
            fewer[0].extend(moved);
            by_key(&mut fewer[0], |node| node.0.into());
            forms.push(Action::Partition(fewer));
        }
    }
    for (place, group) in groups.iter().enumerate() {
        for gone in 0..group.len() {
            let mut fewer = groups.to_vec();
            fewer[place].remove(gone);
            fewer.retain(|group| !group.is_empty());
            if fewer.len() > 1 {
                forms.push(Action::Partition(fewer));
            }
        }
    }
    forms
}

/// A cut instead of the link's settings, or fewer and rounder settings.
fn shapes(link: Link, change: &LinkChange) -> Vec<Action> {
    let mut forms = vec![Action::Cut(vec![link]), Action::Heal(Vec::new())];
    forms.extend(directions(link).into_iter().map(|it| Action::Shape(it, *change)));
    let fixed = change.latency.and_then(|latency| match latency {
        Latency::Uniform(_, slowest) => Some(Latency::Fixed(slowest)),
        Latency::Fixed(span) => rounder(span, Latency::Fixed).first().copied(),
        Latency::LongTail(_) => None,
    });
    let settings = [
        LinkChange { latency: None, ..*change },
        LinkChange { latency: fixed, ..*change },
        LinkChange { loss: None, ..*change },
        LinkChange { duplication: None, ..*change },
        LinkChange { order: None, ..*change },
        LinkChange { loss: change.loss.map(|_| Ppm::ONE), ..*change },
        LinkChange { duplication: change.duplication.map(|_| Ppm::ONE), ..*change },
        LinkChange { loss: change.loss.map(round), ..*change },
        LinkChange { duplication: change.duplication.map(round), ..*change },
    ];
    let settings = settings.into_iter().filter(|it| it != change && *it != LinkChange::default());
    forms.extend(settings.map(|it| Action::Shape(link, it)));
    forms
}

/// Rounded to whole tenths.
fn round(share: Ppm) -> Ppm {
    Ppm((share.0 + 50_000) / 100_000 * 100_000)
}

/// The forms with a rounder duration, the roundest first.
fn rounder<T>(span: Span, make: impl Fn(Span) -> T) -> Vec<T> {
    let grids = [1_000_000, 500_000, 100_000, 50_000, 10_000, 1_000];
    let rounded = grids.into_iter().map(|grid| Span((span.0 + grid / 2) / grid * grid));
    rounded.filter(|it| *it != Span::ZERO && *it != span).map(make).collect()
}

fn union<T: PartialEq + Copy>(first: &[T], second: &[T]) -> Vec<T> {
    let new = second.iter().filter(|item| !first.contains(item));
    first.iter().chain(new).copied().collect()
}
