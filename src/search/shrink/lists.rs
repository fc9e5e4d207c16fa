//! Variations of single actions: shorter lists, links in one direction, simpler faults in the
//! place of involved ones; and two actions made one.

use super::Variation;
use crate::scenario::Scenario;
use crate::sim::action::{Action, Link, LinkChange, Ppm};
use crate::sim::clock::ClockChange;
use crate::sim::dist::Latency;
use crate::sim::ids::NodeId;
use crate::sim::order::by_key;
use crate::sim::time::Span;

/// With two actions of one kind made one, at the time of the first or of the second.
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

/// With the `nth` of all simpler forms that any of its actions has.
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

/// Two actions as one, if they are of one kind that takes a list.
fn together(first: &Action, second: &Action) -> Option<Action> {
    let nodes = |first: &[NodeId], second: &[NodeId]| {
        let mut both = union(first, second);
        by_key(&mut both, |node| node.0.into());
        both
    };
    Some(match (first, second) {
        (Action::Crash(a), Action::Crash(b)) => Action::Crash(nodes(a, b)),
        (Action::Restart(a), Action::Restart(b)) => Action::Restart(nodes(a, b)),
        (Action::Pause(a), Action::Pause(b)) => Action::Pause(nodes(a, b)),
        (Action::Resume(a), Action::Resume(b)) => Action::Resume(nodes(a, b)),
        (Action::Wipe(a), Action::Wipe(b)) => Action::Wipe(nodes(a, b)),
        (Action::Clog(a), Action::Clog(b)) => Action::Clog(nodes(a, b)),
        (Action::Unclog(a), Action::Unclog(b)) => Action::Unclog(nodes(a, b)),
        (Action::Slow(a, by), Action::Slow(b, same)) if by == same => {
            Action::Slow(nodes(a, b), *by)
        }
        (Action::Cut(a), Action::Cut(b)) => Action::Cut(union(a, b)),
        (Action::Heal(_), Action::Heal(_)) => Action::Heal(Vec::new()),
        // Of two kinds, or of one that has no lists.
        _ => return None,
    })
}

/// The simpler forms of an action, the simplest first.
fn simpler(action: &Action) -> Vec<Action> {
    match action {
        Action::Crash(nodes) => less(nodes, Action::Crash),
        Action::Restart(nodes) => less(nodes, Action::Restart),
        Action::Pause(nodes) => less(nodes, Action::Pause),
        Action::Resume(nodes) => less(nodes, Action::Resume),
        Action::Partition(groups) => partitions(groups),
        Action::Cut(links) => less_links(links, Action::Cut),
        Action::Heal(links) if links.is_empty() => Vec::new(),
        Action::Heal(_) => vec![Action::Heal(Vec::new())],
        Action::Shape(link, change) => shapes(*link, change),
        Action::Slow(nodes, by) => {
            let mut forms = less(nodes, |nodes| Action::Slow(nodes, *by));
            forms.extend(rounder(*by).map(|by| Action::Slow(nodes.clone(), by)));
            forms
        }
        Action::Wipe(nodes) => {
            let mut forms = vec![Action::Crash(nodes.clone())];
            forms.extend(less(nodes, Action::Wipe));
            forms
        }
        Action::Clog(nodes) => less(nodes, Action::Clog),
        Action::Unclog(nodes) => less(nodes, Action::Unclog),
        Action::Swizzle(nodes, over) => {
            let mut forms = vec![Action::Clog(nodes.clone())];
            forms.extend(less(nodes, |nodes| Action::Swizzle(nodes, *over)));
            forms.extend(rounder(*over).map(|over| Action::Swizzle(nodes.clone(), over)));
            forms
        }
        Action::Clock(node, ClockChange { offset: offset @ Some(_), drift: drift @ Some(_) }) => {
            let (offset, drift) = (*offset, *drift);
            let alone = [ClockChange { offset, drift: None }, ClockChange { offset: None, drift }];
            alone.map(|change| Action::Clock(*node, change)).to_vec()
        }
        Action::Delay(id, by) => rounder(*by).map(|by| Action::Delay(*id, by)).collect(),
        // As simple as they can be.
        Action::Drop(_)
        | Action::Input(..)
        | Action::Clock(..)
        | Action::Duplicate(_)
        | Action::Deliver(_)
        | Action::Fire(..) => Vec::new(),
    }
}

/// The list without each of its members, as long as one is left.
fn less<T: Copy>(list: &[T], make: impl Fn(Vec<T>) -> Action) -> Vec<Action> {
    if list.len() < 2 {
        return Vec::new();
    }
    (0..list.len()).map(|gone| make(without(list, gone))).collect()
}

fn without<T: Copy>(list: &[T], gone: usize) -> Vec<T> {
    let mut rest = list.to_vec();
    rest.remove(gone);
    rest
}

fn less_links(links: &[Link], make: impl Fn(Vec<Link>) -> Action) -> Vec<Action> {
    let mut forms = less(links, &make);
    for (place, link) in links.iter().enumerate() {
        for one_way in directions(*link) {
            let mut links = links.to_vec();
            links[place] = one_way;
            forms.push(make(links));
        }
    }
    forms
}

/// Either direction alone of a link that has both.
fn directions(link: Link) -> Vec<Link> {
    if !link.both {
        return Vec::new();
    }
    let back = Link { from: link.to, to: link.from, both: false };
    vec![Link { both: false, ..link }, back]
}

/// Partitions with two groups made one, or with a node less. A node in no group reaches all.
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

/// A cut in the place of a link's own settings, or fewer and rounder settings.
fn shapes(link: Link, change: &LinkChange) -> Vec<Action> {
    let mut forms = vec![Action::Cut(vec![link]), Action::Heal(Vec::new())];
    forms.extend(directions(link).into_iter().map(|it| Action::Shape(it, *change)));
    let fixed = change.latency.and_then(|latency| match latency {
        Latency::Uniform(_, slowest) => Some(Latency::Fixed(slowest)),
        Latency::Fixed(span) => rounder(span).next().map(Latency::Fixed),
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

/// To whole tenths.
fn round(share: Ppm) -> Ppm {
    Ppm((share.0 + 50_000) / 100_000 * 100_000)
}

/// Rounder spans near this one, the roundest first.
fn rounder(span: Span) -> impl Iterator<Item = Span> {
    let grids = [1_000_000, 500_000, 100_000, 50_000, 10_000, 1_000];
    let rounded = grids.into_iter().map(move |grid| Span((span.0 + grid / 2) / grid * grid));
    rounded.filter(move |rounded| *rounded != Span::ZERO && *rounded != span)
}

fn union<T: PartialEq + Copy>(first: &[T], second: &[T]) -> Vec<T> {
    let new = second.iter().filter(|item| !first.contains(item));
    first.iter().chain(new).copied().collect()
}
